//! Owns what people are ordered by, how searched text is folded, and what becomes of the next automatic email to a person.
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

/// What becomes of the next automatic email to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NextMail {
    /// What is decided about it.
    Decided(Decision),
    /// It would go out, and mail to the address that they have comes back.
    Undeliverable {
        /// Since when.
        since: Timestamp,
    },
}

/// What becomes of the next automatic email to a person: the activation email, or a reminder once they had it. In the order in
/// which a batch asks too: who would get nothing anyway is told that reason, and not that the address is dead.
#[must_use]
pub fn next_mail(organization: &Organization, settings: &EmailSettings, record: &UserRecord, now: Timestamp) -> NextMail {
    let decision = decide_for(Trigger::Automatic, organization, settings, &record.user, record.next_kind().into(), now);
    match (&decision, record.undeliverable_since()) {
        (Decision::Send(_), Some(since)) => NextMail::Undeliverable { since },
        (Decision::Send(_) | Decision::Suppress(_) | Decision::NotApplicable(_), _) => NextMail::Decided(decision),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{BatchOrigin, BatchRules, SkipReason, may_receive},
        decide::{NotApplicableReason, SendReason, SuppressReason},
        fixtures::{now, organization, user},
        mail_history::MailHistory,
        people_filter::{DecisionFilter, FilterFacts, decision_of},
        settings::Switch,
        undeliverable::Undeliverable,
        user::AccountStatus,
    };
    use super::*;

    #[test]
    fn nobody_is_told_to_be_mailed_whom_no_batch_would_mail() {
        let mut record = UserRecord { user: user(), mail: MailHistory::default() };
        record.mail.undeliverable = Some(Undeliverable { address: None, since: now() });
        let dead = NextMail::Undeliverable { since: now() };
        let off = EmailSettings { automatic_activation_emails: Switch::Off, ..EmailSettings::default() };
        let deactivated = |record: &UserRecord| {
            let mut record = record.clone();
            record.user.account_status = AccountStatus::Deactivated;
            record
        };
        for (settings, record, next, filter) in [
            (EmailSettings::default(), record.clone(), dead, DecisionFilter::Suppress),
            (off, record.clone(), NextMail::Decided(Decision::Suppress(SuppressReason::SettingIsOff)), DecisionFilter::Suppress),
            (
                EmailSettings::default(),
                deactivated(&record),
                NextMail::Decided(Decision::NotApplicable(NotApplicableReason::Deactivated)),
                DecisionFilter::NotApplicable,
            ),
            (
                EmailSettings::default(),
                UserRecord { mail: MailHistory::default(), ..record },
                NextMail::Decided(Decision::Send(SendReason::SettingIsOn)),
                DecisionFilter::Send,
            ),
        ] {
            let organization = organization();
            let found = next_mail(&organization, &settings, &record, now());
            let rules =
                BatchRules { organization: &organization, settings: &settings, kind: record.next_kind(), origin: BatchOrigin::Automatic };
            let allowed = may_receive(rules, &record, now());
            assert_eq!(found, next);
            assert_eq!(matches!(found, NextMail::Decided(Decision::Send(_))), allowed.is_ok());
            assert_eq!(matches!(found, NextMail::Undeliverable { .. }), matches!(allowed, Err(SkipReason::Undeliverable { .. })));
            assert_eq!(decision_of(FilterFacts { organization: &organization, settings: &settings, now: now() }, &record), filter);
        }
    }
}
