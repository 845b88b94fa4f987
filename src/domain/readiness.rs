//! Owns the list of what must be in place before automatic activation emails are turned off, computed from facts.
//! Refuses to take anybody's word for what can be seen, and to gather: a backend knows the facts.

use super::{
    block::BLOCKS,
    check::{CheckId, Verdict},
    decide::not_applicable,
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    language::Language,
    organization::{Organization, SingleSignOn},
    publish::verdicts,
    settings::EmailSettings,
    template::{TemplateDraft, TemplateId, VariantDraft},
    timestamp::Timestamp,
    user::DirectoryUser,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One thing that must be in place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadinessItem {
    /// People sign in through the company: a mail written by hand cannot set a password.
    SingleSignOn,
    /// A published activation template meets the seven items in every language that waiting people use.
    Template,
    /// It links to the help desk, in each of these languages.
    HelpDesk,
    /// The sender is set.
    Sender,
    /// A test mail from this sender was accepted.
    TestMail,
    /// Somebody is responsible for the follow-up.
    FollowUpOwner,
    /// It is set when people are reminded.
    ReminderCadence,
}

/// Every item with its name, in the order in which they are shown.
pub const READINESS: &[(ReadinessItem, &str)] = &[
    (ReadinessItem::SingleSignOn, "single_sign_on"),
    (ReadinessItem::Template, "template"),
    (ReadinessItem::HelpDesk, "help_desk"),
    (ReadinessItem::Sender, "sender"),
    (ReadinessItem::TestMail, "test_mail"),
    (ReadinessItem::FollowUpOwner, "follow_up_owner"),
    (ReadinessItem::ReminderCadence, "reminder_cadence"),
];

impl ReadinessItem {
    /// Its name, as it travels.
    #[must_use]
    pub fn name(self) -> &'static str {
        READINESS.iter().find(|(item, _)| *item == self).map_or("", |(_, name)| name)
    }
}

/// What a backend knows of the readiness.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ReadinessFacts {
    /// In which languages those who wait get their mail, with how many they are: their own, else the organization's.
    pub waiting_languages: Vec<WaitingLanguage>,
    /// Every published activation template, the one that was published last first.
    pub templates: Vec<PublishedTemplate>,
    /// The last test mail that was accepted; nothing while there was none.
    pub test_mail: Option<AcceptedTestMail>,
}

/// How many of those who wait get their mail in a language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct WaitingLanguage {
    /// The language.
    pub language: Language,
    /// How many people.
    pub people: u64,
}

/// A published activation template, as far as its readiness goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedTemplate {
    /// Which one.
    pub template: TemplateId,
    /// Its name.
    pub name: String,
    /// Its languages.
    pub variants: Vec<PublishedVariant>,
}

/// One language of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedVariant {
    /// The language.
    pub language: Language,
    /// Those of the seven items that it does not meet.
    pub unmet: Vec<CheckId>,
}

/// A test mail that the relay accepted, or that lies in the outbox.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct AcceptedTestMail {
    /// When.
    pub at: Timestamp,
    /// The sender's address that it came from.
    pub sender: EmailAddress,
}

/// One item and what it lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadinessPoint {
    /// Which one.
    pub item: ReadinessItem,
    /// What it lacks; nothing where it is in place.
    pub gap: Option<Gap>,
}

/// What an item lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gap {
    /// Nothing but doing it.
    NotDone,
    /// The backend does not know.
    Unknown,
    /// No activation template is published.
    NothingPublished,
    /// The template that comes nearest does not do for some languages.
    Languages {
        /// Which template.
        template: TemplateId,
        /// For which languages, for how many people, and why.
        languages: Vec<LanguageGap>,
    },
    /// The last test mail came from another address.
    OtherSender(EmailAddress),
}

/// Why a template does not do for a language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LanguageGap {
    /// Which language.
    pub language: Language,
    /// How many people wait for a mail in it.
    pub people: u64,
    /// What is not met; nothing where there is no text in this language at all.
    pub unmet: Option<Vec<CheckId>>,
}

/// Every item in its order, judged by these settings.
#[must_use]
pub fn readiness(organization: &Organization, facts: &ReadinessFacts, settings: &EmailSettings) -> Vec<ReadinessPoint> {
    // Whoever is added next gets the organization's language, where nobody waits now.
    let next = [WaitingLanguage { language: organization.language, people: 0 }];
    let languages = if facts.waiting_languages.is_empty() { &next[..] } else { &facts.waiting_languages };
    let done = |done: bool| (!done).then_some(Gap::NotDone);
    let gap = |item| match item {
        ReadinessItem::SingleSignOn => match organization.single_sign_on {
            SingleSignOn::On => None,
            SingleSignOn::Off => Some(Gap::NotDone),
            SingleSignOn::Unknown => Some(Gap::Unknown),
        },
        ReadinessItem::Template => template_gap(facts, languages, |check| *check != CheckId::HelpDesk),
        ReadinessItem::HelpDesk => template_gap(facts, languages, |check| *check == CheckId::HelpDesk),
        ReadinessItem::Sender => done(settings.sender.is_some()),
        ReadinessItem::TestMail => match (&facts.test_mail, &settings.sender) {
            (None, _) => Some(Gap::NotDone),
            (Some(mail), Some(sender)) if sender.address.key() == mail.sender.key() => None,
            (Some(mail), _) => Some(Gap::OtherSender(mail.sender.clone())),
        },
        ReadinessItem::FollowUpOwner => done(!settings.follow_up.owner.is_empty()),
        ReadinessItem::ReminderCadence => done(!settings.follow_up.reminder_days.is_empty()),
    };
    READINESS.iter().map(|(item, _)| ReadinessPoint { item: *item, gap: gap(*item) }).collect()
}

/// What the template that comes nearest lacks of these checks. All parts of the list look at the same template.
fn template_gap(facts: &ReadinessFacts, languages: &[WaitingLanguage], asked: impl Fn(&CheckId) -> bool) -> Option<Gap> {
    let lacking = |template: &PublishedTemplate, asked: &dyn Fn(&CheckId) -> bool| -> Vec<LanguageGap> {
        let of = |waiting: &WaitingLanguage| {
            let variant = template.variants.iter().find(|variant| variant.language == waiting.language);
            let unmet = variant.map(|variant| variant.unmet.iter().copied().filter(|check| asked(check)).collect::<Vec<_>>());
            let meets = unmet.as_ref().is_some_and(Vec::is_empty);
            (!meets).then_some(LanguageGap { language: waiting.language, people: waiting.people, unmet })
        };
        languages.iter().filter_map(of).collect()
    };
    let without = |template: &&PublishedTemplate| {
        let gaps = lacking(template, &|_| true);
        (gaps.iter().map(|gap| gap.people).sum::<u64>(), gaps.len())
    };
    let Some(nearest) = facts.templates.iter().min_by_key(without) else { return Some(Gap::NothingPublished) };
    let languages = lacking(nearest, &asked);
    (!languages.is_empty()).then(|| Gap::Languages { template: nearest.template.clone(), languages })
}

impl PublishedTemplate {
    /// Templates with the time at which each was published, as the facts want them: the last one first.
    #[must_use]
    pub fn newest_first(mut published: Vec<(Timestamp, Self)>) -> Vec<Self> {
        published.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        published.into_iter().map(|(_, template)| template).collect()
    }

    /// Judges what was published.
    #[must_use]
    pub fn judge(template: TemplateId, published: &TemplateDraft, organization: &Organization) -> Self {
        let judged = |(at, variant): (usize, &VariantDraft)| PublishedVariant {
            language: variant.language,
            unmet: unmet_items(published, at, organization),
        };
        Self { template, name: published.name.clone(), variants: published.variants.iter().enumerate().map(judged).collect() }
    }
}

/// Those of the seven items that a message does not meet. They stand first among the checks.
fn unmet_items(published: &TemplateDraft, at: usize, organization: &Organization) -> Vec<CheckId> {
    let items = BLOCKS.iter().filter(|facts| facts.item).count();
    let failed = |verdict: &Verdict| matches!(verdict, Verdict::Failed { .. });
    verdicts(published, at, organization).into_iter().take(items).filter(|(_, verdict)| failed(verdict)).map(|(check, _)| check).collect()
}

/// Counts in which languages people wait; those who speak one that no mail can be written in get the organization's.
#[derive(Debug, Default)]
pub struct WaitingLanguages(BTreeMap<Language, u64>);

impl WaitingLanguages {
    /// Counts a person, if an activation email concerns them: whoever wants no reminders may still wait for it.
    pub fn add(&mut self, user: &DirectoryUser, organization: &Organization) {
        if not_applicable(organization, user, SuppressibleKind::Activation).is_none() {
            *self.0.entry(user.language.unwrap_or(organization.language)).or_default() += 1;
        }
    }

    /// The counts, most people first.
    #[must_use]
    pub fn counts(self) -> Vec<WaitingLanguage> {
        let mut counts: Vec<WaitingLanguage> = self.0.into_iter().map(|(language, people)| WaitingLanguage { language, people }).collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.people));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        check::CHECKS,
        fixtures::{organization, ready_facts, user},
        follow_up::FollowUp,
        settings::Sender,
        starter::{fill_in, starter_template},
        user::Activation,
    };
    use super::*;

    fn sender(address: &str) -> Option<Sender> {
        Some(Sender { name: "IT".into(), address: EmailAddress::parse(address).unwrap(), reply_to: None })
    }

    fn ready() -> EmailSettings {
        let follow_up = FollowUp { owner: "Ada".into(), reminder_days: vec![2], ..FollowUp::default() };
        EmailSettings { sender: sender("it@example.com"), follow_up, ..EmailSettings::default() }
    }

    fn gaps(organization: &Organization, facts: &ReadinessFacts, settings: &EmailSettings) -> Vec<(ReadinessItem, Gap)> {
        readiness(organization, facts, settings).into_iter().filter_map(|point| point.gap.map(|gap| (point.item, gap))).collect()
    }

    #[test]
    fn the_seven_items_stand_first_among_the_checks() {
        let items = [
            CheckId::Goals,
            CheckId::Value,
            CheckId::MeetingRoom,
            CheckId::HelpDesk,
            CheckId::Training,
            CheckId::Portal,
            CheckId::Activate,
        ];
        assert_eq!(CHECKS.iter().take(7).map(|check| check.id).collect::<Vec<_>>(), items);
        assert_eq!(BLOCKS.iter().filter(|facts| facts.item).count(), 7);
    }

    #[test]
    fn nothing_is_missing_where_everything_is_in_place() {
        assert_eq!(gaps(&organization(), &ready_facts(), &ready()), []);
    }

    #[test]
    fn each_item_is_missed_alone() {
        use ReadinessItem as I;
        let without_sign_on = Organization { single_sign_on: SingleSignOn::Off, ..organization() };
        assert_eq!(gaps(&without_sign_on, &ready_facts(), &ready()), [(I::SingleSignOn, Gap::NotDone)]);
        let unknown = Organization { single_sign_on: SingleSignOn::Unknown, ..organization() };
        assert_eq!(gaps(&unknown, &ready_facts(), &ready()), [(I::SingleSignOn, Gap::Unknown)]);
        let unpublished = ReadinessFacts { templates: Vec::new(), ..ready_facts() };
        let nothing = [(I::Template, Gap::NothingPublished), (I::HelpDesk, Gap::NothingPublished)];
        assert_eq!(gaps(&organization(), &unpublished, &ready()), nothing);
        let nobody = EmailSettings { sender: None, ..ready() };
        let other = Gap::OtherSender(EmailAddress::parse("it@example.com").unwrap());
        assert_eq!(gaps(&organization(), &ready_facts(), &nobody), [(I::Sender, Gap::NotDone), (I::TestMail, other.clone())]);
        let changed = EmailSettings { sender: sender("help@example.com"), ..ready() };
        assert_eq!(gaps(&organization(), &ready_facts(), &changed), [(I::TestMail, other)]);
        let respelt = EmailSettings { sender: sender("IT@Example.com"), ..ready() };
        assert_eq!(gaps(&organization(), &ready_facts(), &respelt), []);
        let alone = EmailSettings { follow_up: FollowUp::default(), ..ready() };
        assert_eq!(gaps(&organization(), &ready_facts(), &alone), [(I::FollowUpOwner, Gap::NotDone), (I::ReminderCadence, Gap::NotDone)]);
    }

    #[test]
    fn a_language_without_its_text_or_item_is_named_with_its_people() {
        let mut facts = ready_facts();
        facts.waiting_languages.push(WaitingLanguage { language: Language::German, people: 3 });
        facts.templates[0].variants[0].unmet = vec![CheckId::HelpDesk];
        let of = |gap| Gap::Languages { template: TemplateId("t".into()), languages: gap };
        let german = LanguageGap { language: Language::German, people: 3, unmet: None };
        let polish = LanguageGap { language: Language::Polish, people: 5, unmet: Some(vec![CheckId::HelpDesk]) };
        let found = gaps(&organization(), &facts, &ready());
        assert_eq!(found, [(ReadinessItem::Template, of(vec![german.clone()])), (ReadinessItem::HelpDesk, of(vec![polish, german]))]);
    }

    #[test]
    fn where_nobody_waits_the_text_in_the_organizations_language_is_asked_for() {
        let mut facts = ReadinessFacts { waiting_languages: Vec::new(), ..ready_facts() };
        let missing: Vec<ReadinessItem> = gaps(&organization(), &facts, &ready()).into_iter().map(|(item, _)| item).collect();
        assert_eq!(missing, [ReadinessItem::Template, ReadinessItem::HelpDesk], "the template has no English text");
        facts.templates[0].variants.push(PublishedVariant { language: Language::English, unmet: Vec::new() });
        assert_eq!(gaps(&organization(), &facts, &ready()), []);
    }

    #[test]
    fn of_several_templates_the_one_counts_that_fewest_people_miss() {
        let mut facts = ready_facts();
        let newest = PublishedTemplate { template: TemplateId("newest".into()), name: "x".into(), variants: Vec::new() };
        facts.templates.insert(0, newest);
        assert_eq!(gaps(&organization(), &facts, &ready()), []);
    }

    #[test]
    fn those_who_wait_are_counted_by_the_language_that_they_get() {
        let mut waiting = WaitingLanguages::default();
        let of = |language, activation| DirectoryUser { language, activation, ..user() };
        for person in [
            of(Some(Language::Polish), Activation::NotActivated),
            of(Some(Language::Polish), Activation::NotActivated),
            of(None, Activation::NotActivated),
            of(Some(Language::German), Activation::Activated { last_seen: None }),
            DirectoryUser { reminders_declined: Some(Timestamp::from_millis(0)), ..of(Some(Language::Polish), Activation::NotActivated) },
        ] {
            waiting.add(&person, &organization());
        }
        let count = |language, people| WaitingLanguage { language, people };
        assert_eq!(waiting.counts(), [count(Language::Polish, 3), count(Language::English, 1)]);
    }

    #[test]
    fn what_was_published_is_judged_by_the_checks() {
        let draft = starter_template(SuppressibleKind::Activation, Language::Polish, &organization());
        let judged = PublishedTemplate::judge(TemplateId("t".into()), &draft, &organization());
        assert_eq!(judged.variants, [PublishedVariant { language: Language::Polish, unmet: vec![CheckId::HelpDesk, CheckId::Training] }]);
        let mut whole = draft;
        fill_in(&mut whole, "https://help.example.com");
        assert_eq!(PublishedTemplate::judge(TemplateId("t".into()), &whole, &organization()).variants[0].unmet, []);
    }
}
