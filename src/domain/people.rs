//! Owns what people are ordered by, how searched text is folded, and which automatic email is next for a person.
//! Refuses to find anybody; `roster` does.

use super::{
    decide::{Decision, Trigger, decide_for},
    mail_history::UserRecord,
    organization::Organization,
    settings::EmailSettings,
    timestamp::Timestamp,
    user::DirectoryUser,
};

/// What people are ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortKey {
    /// Name.
    Name,
    /// Address.
    Email,
    /// Department; people without one come last.
    Department,
    /// How long they wait; unknown comes last.
    #[default]
    Waiting,
    /// When they were last mailed; never comes last.
    LastMail,
    /// How many reminders they got.
    Reminders,
    /// The language they prefer, in the order in which languages are offered; not known comes last.
    Language,
    /// Whether the account can be used: enabled, deactivated, not accepted yet; not known comes last.
    Account,
    /// When they were added; not known comes last.
    Added,
    /// When their next reminder is due; never comes last.
    Due,
    /// What is decided about the next automatic email: goes out, is held back, is not for them.
    Decision,
}

/// Every sort key with its name in addresses.
pub const SORT_KEYS: &[(SortKey, &str)] = &[
    (SortKey::Name, "name"),
    (SortKey::Email, "email"),
    (SortKey::Department, "department"),
    (SortKey::Waiting, "waiting"),
    (SortKey::LastMail, "last_mail"),
    (SortKey::Reminders, "reminders"),
    (SortKey::Language, "language"),
    (SortKey::Account, "account"),
    (SortKey::Added, "added"),
    (SortKey::Due, "due"),
    (SortKey::Decision, "decision"),
];

/// Smallest first, or largest first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SortOrder {
    /// Smallest, first in the alphabet, shortest wait.
    Ascending,
    /// Largest, last in the alphabet, longest wait.
    #[default]
    Descending,
}

/// What is searched: name, address and department.
#[must_use]
pub fn searched_text(user: &DirectoryUser) -> String {
    format!("{} {} {}", user.shown_name(), user.email, user.department.as_deref().unwrap_or_default())
}

/// Lower case without the accents of Latin letters, so that "swietoslawa" finds "Świętosława".
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).map(base_letter).collect()
}

fn base_letter(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' => 'a',
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'ơ' | 'ộ' | 'ồ' | 'ổ' | 'ỗ' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' => 'u',
        'ý' | 'ÿ' | 'ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        '’' => '\'',
        other => other,
    }
}

/// What the next automatic email to a person would be, and whether it goes.
#[must_use]
pub fn next_decision(organization: &Organization, settings: &EmailSettings, record: &UserRecord, now: Timestamp) -> Decision {
    decide_for(Trigger::Automatic, organization, settings, &record.user, record.next_kind().into(), now)
}
