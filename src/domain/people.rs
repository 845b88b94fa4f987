//! Owns finding people: search, filters and order of the tracker, over records in memory.
//! Refuses to select or send; identifiers go out, positions never do.

use super::{
    batch::BatchRules,
    cadence::next_reminder,
    decide::{Decision, Trigger, decide_for},
    mail_history::UserRecord,
    organization::Organization,
    people_filter::{FilterFacts, PeopleFilter, Standing, decision_of, standing},
    settings::EmailSettings,
    timestamp::Timestamp,
    user::{AccountStatus, DirectoryUser, UserId},
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

/// A record with what searching and sorting need, computed once.
#[derive(Clone, PartialEq, Debug)]
pub struct Person {
    /// The record.
    pub record: UserRecord,
    folded: String,
    folded_name: String,
}

impl Person {
    /// Prepares a record.
    #[must_use]
    pub fn new(record: UserRecord) -> Self {
        Self { folded: fold(&searched_text(&record.user)), folded_name: fold(&record.user.shown_name()), record }
    }

    /// Who it is.
    #[must_use]
    pub fn id(&self) -> &UserId {
        &self.record.user.id
    }

    /// Whether all the words, folded, occur in name, address or department.
    fn has_all(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.folded.contains(word))
    }

    /// Where they stand.
    #[must_use]
    pub fn standing(&self) -> Standing {
        standing(&self.record)
    }

    /// Whole days of waiting since they were added; `None` for those who do not wait or whose day is not known.
    #[must_use]
    pub fn waiting_days(&self, now: Timestamp) -> Option<i64> {
        let added = self.record.user.added.filter(|_| self.record.user.is_waiting())?;
        Some(added.days_until(now))
    }
}

/// The positions of the people who pass the filter, in order.
#[must_use]
pub fn find(people: &[Person], filter: &PeopleFilter, facts: FilterFacts<'_>, key: SortKey, order: SortOrder) -> Vec<usize> {
    let words = filter.words();
    let mut found: Vec<(usize, &Person)> =
        people.iter().enumerate().filter(|(_, person)| filter.passes(facts, &words, &person.record)).collect();
    found.sort_by(|(_, a), (_, b)| {
        let ordering = compare(a, b, key, order, facts);
        ordering.then_with(|| a.folded_name.cmp(&b.folded_name)).then_with(|| a.id().cmp(b.id()))
    });
    found.into_iter().map(|(at, _)| at).collect()
}

/// At most `most` people in whose name, address or department all the words occur, and how many there are in all. Whose
/// address it is comes first, then by name.
#[must_use]
pub fn look_up<'p>(people: &'p [Person], words: &str, most: usize) -> (Vec<&'p Person>, usize) {
    let typed = fold(words);
    let each: Vec<&str> = typed.split_whitespace().collect();
    if each.is_empty() {
        return (Vec::new(), 0);
    }
    let mut found: Vec<&Person> = people.iter().filter(|person| person.has_all(&each)).collect();
    let all = found.len();
    found.sort_by_cached_key(|person| {
        (fold(person.record.user.email.as_str()) != typed.trim(), person.folded_name.clone(), person.id().clone())
    });
    found.truncate(most);
    (found, all)
}

fn compare(a: &Person, b: &Person, key: SortKey, order: SortOrder, facts: FilterFacts<'_>) -> std::cmp::Ordering {
    let directed = |ordering: std::cmp::Ordering| match order {
        SortOrder::Ascending => ordering,
        SortOrder::Descending => ordering.reverse(),
    };
    match key {
        SortKey::Name => directed(a.folded_name.cmp(&b.folded_name)),
        SortKey::Email => directed(a.record.user.email.key().cmp(&b.record.user.email.key())),
        SortKey::Department => {
            known_first(a.record.user.department.as_deref().map(fold), b.record.user.department.as_deref().map(fold), directed)
        }
        SortKey::Waiting => known_first(a.waiting_days(facts.now), b.waiting_days(facts.now), directed),
        SortKey::LastMail => {
            let at = |person: &Person| person.record.mail.last.as_ref().map(|last| last.at);
            known_first(at(a), at(b), directed)
        }
        SortKey::Reminders => directed(a.record.mail.reminders_sent.cmp(&b.record.mail.reminders_sent)),
        SortKey::Language => known_first(a.record.user.language, b.record.user.language, directed),
        SortKey::Account => {
            let of = |person: &Person| Some(person.record.user.account_status).filter(|status| *status != AccountStatus::Unknown);
            known_first(of(a), of(b), directed)
        }
        SortKey::Added => known_first(a.record.user.added, b.record.user.added, directed),
        SortKey::Due => {
            let due = |person: &Person| next_reminder(&facts.settings.follow_up.reminder_days, &person.record).ok();
            known_first(due(a), due(b), directed)
        }
        SortKey::Decision => directed(decision_of(facts, &a.record).cmp(&decision_of(facts, &b.record))),
    }
}

/// What is not known comes last, whichever way the rest is ordered.
fn known_first<T: Ord>(a: Option<T>, b: Option<T>, directed: impl Fn(std::cmp::Ordering) -> std::cmp::Ordering) -> std::cmp::Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b)),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => std::cmp::Ordering::Equal,
    }
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

/// How many of these people would receive, were they chosen for a batch now.
#[must_use]
pub fn count_receivers<'r>(rules: BatchRules<'_>, people: impl Iterator<Item = &'r UserRecord>, now: Timestamp) -> usize {
    people.filter(|record| super::batch::may_receive(rules, record, now).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::super::{
        email_address::EmailAddress,
        email_kind::SuppressibleKind,
        fixtures::{now, organization, user},
        mail_history::{LastMail, MailHistory, MailOutcome},
        people_filter::LAST_MAIL_FILTERS,
        user::{Activation, PersonName},
    };
    use super::*;

    fn person(id: &str, change: impl FnOnce(&mut UserRecord)) -> Person {
        let mut record = UserRecord { user: user(), mail: MailHistory::default() };
        record.user.id = UserId(id.into());
        record.user.email = EmailAddress::parse(&format!("{id}@example.com")).unwrap();
        change(&mut record);
        Person::new(record)
    }

    fn people() -> Vec<Person> {
        vec![
            person("a", |r| (r.user.name, r.user.added) = (PersonName::new("Świętosława", "Łoś", ""), Some(now().plus_days(-31)))),
            person("b", |r| (r.user.name, r.user.added) = (PersonName::new("Bo", "Ng", ""), Some(now().plus_days(-30)))),
            person("c", |r| (r.user.name, r.user.added) = (PersonName::new("Чида", "", ""), None)),
            person("d", |r| r.user.account_status = AccountStatus::Deactivated),
            person("e", |r| r.user.activation = Activation::Unknown),
            person("f", |r| r.user.activation = Activation::Activated { last_seen: None }),
            person("g", |r| (r.user.account_status, r.user.activation) = (AccountStatus::PendingAcceptance, Activation::Unknown)),
        ]
    }

    fn found(people: &[Person], filter: &PeopleFilter, key: SortKey, order: SortOrder) -> Vec<usize> {
        let (organization, settings) = (organization(), EmailSettings::default());
        find(people, filter, FilterFacts { organization: &organization, settings: &settings, now: now() }, key, order)
    }

    fn ids(filter: &PeopleFilter, key: SortKey, order: SortOrder) -> String {
        let people = people();
        found(&people, filter, key, order).into_iter().map(|at| people[at].id().0.clone()).collect()
    }

    #[test]
    fn standings_part_everybody() {
        for (standing, expected) in [
            (Standing::Waiting, "abc"),
            (Standing::Unknown, "e"),
            (Standing::PendingAcceptance, "g"),
            (Standing::Deactivated, "d"),
            (Standing::SignedIn, "f"),
            (Standing::Everybody, "abcdefg"),
        ] {
            let filter = PeopleFilter { standing, ..PeopleFilter::default() };
            assert_eq!(ids(&filter, SortKey::Email, SortOrder::Ascending), expected);
        }
    }

    #[test]
    fn waiting_more_than_thirty_days_means_more_and_leaves_unknown_out() {
        let filter = PeopleFilter { waiting_more_than: Some(30), ..PeopleFilter::default() };
        assert_eq!(ids(&filter, SortKey::Email, SortOrder::Ascending), "a");
    }

    #[test]
    fn search_ignores_case_accents_and_order_of_words() {
        for (search, expected) in [("LOS swieto", "a"), ("b@example", "b"), ("чида", "c"), ("SALES", "abc"), ("nobody", "")] {
            let filter = PeopleFilter { search: search.into(), ..PeopleFilter::default() };
            assert_eq!(ids(&filter, SortKey::Email, SortOrder::Ascending), expected, "{search}");
        }
    }

    #[test]
    fn a_look_up_puts_the_address_first_and_says_how_many_there_are() {
        let people = people();
        let ids = |words: &str, most| {
            let (found, all) = look_up(&people, words, most);
            (found.into_iter().map(|person| person.id().0.as_str()).collect::<String>(), all)
        };
        assert_eq!(ids("swieto LOS", 5), ("a".into(), 1));
        assert_eq!(ids(" G@Example.com ", 5), ("g".into(), 1));
        assert_eq!(ids("example.com", 3), ("def".into(), 7));
        assert_eq!(ids("nobody", 3), (String::new(), 0));
        assert_eq!(ids("  ", 3), (String::new(), 0));
    }

    #[test]
    fn what_is_unknown_comes_last_both_ways() {
        let filter = PeopleFilter::default();
        assert_eq!(ids(&filter, SortKey::Waiting, SortOrder::Descending), "abc");
        assert_eq!(ids(&filter, SortKey::Waiting, SortOrder::Ascending), "bac");
    }

    #[test]
    fn the_last_mail_can_be_asked_for() {
        let mut all = people();
        all[1].record.mail.last = Some(LastMail { kind: SuppressibleKind::Activation, at: now(), outcome: MailOutcome::Failed });
        let count = |last_mail| {
            found(&all, &PeopleFilter { last_mail: Some(last_mail), ..PeopleFilter::default() }, SortKey::Name, SortOrder::Ascending).len()
        };
        assert_eq!(LAST_MAIL_FILTERS.iter().map(|(filter, _)| count(*filter)).collect::<Vec<_>>(), [2, 0, 1, 0]);
    }
}
