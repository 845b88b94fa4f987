//! Owns the starter texts of templates: good wording to begin from, in English and Polish.
//! Refuses to promise what a hand-written email cannot keep: no verification link, no password.
//! What only the organization knows (help desk, training) is left empty, so that a check asks for it.

use super::{
    block::{BLOCKS, BlockDraft, BlockKind},
    email_kind::SuppressibleKind,
    language::Language,
    merge_field::MergeField,
    organization::Organization,
    template::{TemplateDraft, VariantDraft},
};

/// A new template in one language; languages without starter text begin in English.
#[must_use]
pub fn starter_template(purpose: SuppressibleKind, language: Language, organization: &Organization) -> TemplateDraft {
    let name = match (purpose, is_polish(language)) {
        (SuppressibleKind::Activation, false) => "Activation email",
        (SuppressibleKind::Activation, true) => "E-mail aktywacyjny",
        (SuppressibleKind::Reminder, false) => "Reminder",
        (SuppressibleKind::Reminder, true) => "Przypomnienie",
    };
    TemplateDraft { name: name.into(), purpose, variants: vec![starter_variant(purpose, language, organization)] }
}

/// The starter text of one language.
#[must_use]
pub fn starter_variant(purpose: SuppressibleKind, language: Language, organization: &Organization) -> VariantDraft {
    let polish = is_polish(language);
    let (subject, preheader, greeting) = match (purpose, polish) {
        (SuppressibleKind::Activation, false) => (
            "Your Webex account at {{organization}} is ready",
            "Sign in with your company credentials",
            "Hello {{first_name|there}},\n\nyour Webex account is ready. This message explains why we use it and how to start.",
        ),
        (SuppressibleKind::Activation, true) => (
            "Twoje konto Webex w {{organization}} jest gotowe",
            "Zaloguj się służbowym kontem",
            "Dzień dobry,\n\nTwoje konto Webex jest gotowe. Poniżej wyjaśniamy, do czego służy i jak zacząć.",
        ),
        (SuppressibleKind::Reminder, false) => (
            "Your Webex account is still waiting for you",
            "It takes a minute to sign in",
            "Hello {{first_name|there}},\n\nyou have not signed in to Webex yet. It takes a minute; here is how.",
        ),
        (SuppressibleKind::Reminder, true) => (
            "Twoje konto Webex wciąż na Ciebie czeka",
            "Zalogowanie zajmie minutę",
            "Dzień dobry,\n\nTwoje konto Webex wciąż czeka na pierwsze zalogowanie. Zajmie to minutę, a poniżej opisujemy, jak to zrobić.",
        ),
    };
    // Polish inflects names: a greeting without one is always right.
    let mut blocks = vec![BlockDraft { text: greeting.into(), ..BlockDraft::empty("greeting".into(), BlockKind::Text) }];
    for facts in BLOCKS.iter().filter(|facts| facts.item) {
        if facts.kind != BlockKind::MeetingRoom || organization.has_meetings() {
            blocks.push(starter_block(facts.kind, language, format!("{:?}", facts.kind).to_lowercase()));
        }
    }
    VariantDraft { language, subject: subject.into(), preheader: preheader.into(), blocks }
}

/// A block with its starter text.
#[must_use]
pub fn starter_block(kind: BlockKind, language: Language, id: String) -> BlockDraft {
    let (title, text, label, url) = if is_polish(language) { polish(kind) } else { english(kind) };
    BlockDraft { title: title.into(), text: text.into(), label: label.into(), url: url.into(), ..BlockDraft::empty(id, kind) }
}

/// What may stand in for a missing value, as a first proposal; empty for fields that everybody has.
#[must_use]
pub fn starter_fallback(field: MergeField, language: Language) -> &'static str {
    match (field, is_polish(language)) {
        (MergeField::FirstName, false) => "there",
        (MergeField::LastName, false) => "colleague",
        (MergeField::FirstName | MergeField::LastName, true) => "Państwo",
        (MergeField::Department, false) => "your department",
        (MergeField::Department, true) => "Twój dział",
        (MergeField::MeetingRoomUrl, _) => "https://settings.webex.com",
        (MergeField::DisplayName | MergeField::Email | MergeField::OrganizationName | MergeField::PortalUrl, _) => "",
    }
}

fn is_polish(language: Language) -> bool {
    language == Language::Polish
}

type Text = (&'static str, &'static str, &'static str, &'static str);

fn english(kind: BlockKind) -> Text {
    match kind {
        BlockKind::Goals => (
            "Why we are moving to Webex",
            "{{organization}} brings meetings, messages and calls together in one place, so that teams in different offices can work as one. We are inviting people group by group; today it is your turn.",
            "",
            "",
        ),
        BlockKind::Value => (
            "What it does for you",
            "- Meet, message and call from one app, on your computer and your phone\n- Find your team's conversations and files in one place\n- Join any meeting with one click, also without a microphone of your own",
            "",
            "",
        ),
        BlockKind::MeetingRoom => (
            "Your personal meeting room",
            "You have a meeting room of your own that is always open to your guests. Bookmark its address and put it in your invitations.",
            "Open my meeting room",
            "{{meeting_room_url|https://settings.webex.com}}",
        ),
        BlockKind::HelpDesk => {
            ("If something does not work", "Our help desk knows Webex and is glad to help.", "Contact the help desk", "")
        }
        BlockKind::Training => (
            "Learn it in ten minutes",
            "Short courses show the first steps, from the first message to the first meeting.",
            "See the training",
            "",
        ),
        BlockKind::Portal => (
            "Your settings",
            "Change your picture, your devices and your notifications in the user portal.",
            "Open the user portal",
            "{{portal_url}}",
        ),
        BlockKind::Activate => (
            "How to start",
            "1. Open Webex and enter your work address, {{email}}.\n2. You come to our company sign-in page. Sign in there with your company credentials.\n3. That is all: you are signed in to Webex.",
            "",
            "",
        ),
        BlockKind::Heading => ("Welcome", "", "", ""),
        BlockKind::Text => ("", "Write here.", "", ""),
        BlockKind::Button => ("", "", "Open Webex", "https://web.webex.com"),
        BlockKind::Image | BlockKind::Divider => ("", "", "", ""),
    }
}

fn polish(kind: BlockKind) -> Text {
    match kind {
        BlockKind::Goals => (
            "Dlaczego przechodzimy na Webex",
            "W {{organization}} łączymy spotkania, wiadomości i rozmowy w jednym miejscu, aby zespoły z różnych biur mogły pracować razem. Zapraszamy kolejne grupy po kolei; dziś pora na Ciebie.",
            "",
            "",
        ),
        BlockKind::Value => (
            "Co dzięki temu zyskujesz",
            "- Spotkania, wiadomości i rozmowy w jednej aplikacji, na komputerze i w telefonie\n- Rozmowy i pliki zespołu w jednym miejscu\n- Dołączanie do spotkania jednym kliknięciem",
            "",
            "",
        ),
        BlockKind::MeetingRoom => (
            "Twój osobisty pokój spotkań",
            "Masz własny pokój spotkań, zawsze otwarty dla Twoich gości. Dodaj jego adres do zakładek i do zaproszeń.",
            "Otwórz mój pokój spotkań",
            "{{meeting_room_url|https://settings.webex.com}}",
        ),
        BlockKind::HelpDesk => ("Gdy coś nie działa", "Nasz dział pomocy zna Webex i chętnie pomoże.", "Napisz do działu pomocy", ""),
        BlockKind::Training => (
            "Poznaj Webex w dziesięć minut",
            "Krótkie kursy pokazują pierwsze kroki: od pierwszej wiadomości do pierwszego spotkania.",
            "Zobacz szkolenia",
            "",
        ),
        BlockKind::Portal => (
            "Twoje ustawienia",
            "Zdjęcie, urządzenia i powiadomienia zmienisz w portalu użytkownika.",
            "Otwórz portal użytkownika",
            "{{portal_url}}",
        ),
        BlockKind::Activate => (
            "Jak zacząć",
            "1. Otwórz Webex i wpisz swój adres służbowy: {{email}}.\n2. Zobaczysz firmową stronę logowania. Zaloguj się na niej tak jak do innych systemów firmy.\n3. To wszystko: Webex jest gotowy do pracy.",
            "",
            "",
        ),
        BlockKind::Heading => ("Witamy", "", "", ""),
        BlockKind::Text => ("", "Tu wpisz tekst.", "", ""),
        BlockKind::Button => ("", "", "Otwórz Webex", "https://web.webex.com"),
        BlockKind::Image | BlockKind::Divider => ("", "", "", ""),
    }
}
