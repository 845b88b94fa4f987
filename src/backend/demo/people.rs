//! Owns the seeded organization of the demonstration: 10,000 made-up people, always the same.
//! Refuses real names of real people: names are drawn from lists and joined by chance.

use super::undeliverable::{comes_back, remembered};
use crate::domain::{
    address_mark::AddressMark,
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    language::{LANGUAGES, Language},
    license::{License, LicenseId, LicensePolicy},
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    organization::{Organization, SingleSignOn},
    time_zone::{OffsetChange, TimeZone},
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddedBy, AddressVerification, DirectoryUser, PersonName, UserId},
    web_address::WebAddress,
};

/// How many people there are.
const PEOPLE: u64 = 10_000;

const FIRST: &[&str] = &[
    "Ada",
    "Bo",
    "Chidi",
    "Dagmara",
    "Elif",
    "François",
    "Grażyna",
    "Hiroshi",
    "Ingrid",
    "Jan",
    "Katarzyna",
    "Łukasz",
    "Mei",
    "Noor",
    "Ömer",
    "Priya",
    "Quentin",
    "Rosa",
    "Świętosława",
    "Tomás",
    "Ulla",
    "Véronique",
    "Wanda",
    "Ximena",
    "Yusuf",
    "Zoë",
    "太郎",
    "فاطمة",
    "Анна",
];
const LAST: &[&str] = &[
    "Abe",
    "Bauer",
    "Cieślak",
    "Dąbrowska",
    "Eriksen",
    "Fernández",
    "Górska",
    "Haddad",
    "Ito",
    "Jones",
    "Kowalski",
    "Lindqvist",
    "Müller",
    "Nowak",
    "Okonkwo",
    "Petrova",
    "Quispe",
    "Rossi",
    "Szczęsny",
    "Tanaka",
    "Urban",
    "van der Berg",
    "Wiśniewska",
    "Xu",
    "Yılmaz",
    "Zieliński",
    "O’Neill",
];
const DEPARTMENTS: &[&str] = &["Engineering", "Sales", "Finance", "Human Resources", "Support", "Operations", "Marketing", "Legal", "R&D"];
const COLUMNS: &[&str] =
    &["Messaging (Free)", "Webex Calling", "aurora.webex.com - WebEx Meeting Center", "aurora.webex.com - WebEx Webinar (Suspended)"];
const DOMAINS: &[&str] = &["aurora.example", "aurora.example", "aurora.example", "contractor.example", "old-domain.example"];
/// Mail to this domain comes back.
pub(super) const REFUSED_DOMAIN: &str = "old-domain.example";

/// A small generator (SplitMix64), so that every visitor sees the same people.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len() as u64);
        from.get(usize::try_from(at).unwrap_or_default())
    }
}

/// The organization.
pub(super) fn organization() -> Option<Organization> {
    Some(Organization {
        name: "Aurora Example".into(),
        language: Language::English,
        licenses: COLUMNS.iter().map(|column| License::from_column(column)).collect(),
        license_policy: LicensePolicy::FreeAndPaid,
        single_sign_on: SingleSignOn::On,
        portal_url: WebAddress::parse("https://settings.webex.com").ok()?,
        time_zone: time_zone()?,
    })
}

/// Central European time: an hour before UTC, and one more from the last Sunday of March to that of October, at 1:00 UTC
/// (directive 2000/84/EC).
fn time_zone() -> Option<TimeZone> {
    let last_sunday = |year: i64, month: i64| {
        let last = Timestamp::parse(&format!("{year}-{month:02}-31T01:00:00Z")).ok()?;
        // 1 January 1970 was a Thursday.
        let weekday = (Timestamp::from_millis(0).days_until(last) + 4).rem_euclid(7);
        Some(last.plus_days(-weekday))
    };
    let mut changes = Vec::new();
    for year in 2000..2060 {
        changes.push(OffsetChange { at: last_sunday(year, 3)?, offset: 7_200 });
        changes.push(OffsetChange { at: last_sunday(year, 10)?, offset: 3_600 });
    }
    TimeZone::new("Europe/Warsaw", 3_600, changes).ok()
}

/// The people, as they stand at `now`.
pub(super) fn people(now: Timestamp) -> Vec<UserRecord> {
    let mut dice = Dice(2026);
    (0..PEOPLE).filter_map(|number| person(number, &mut dice, now)).collect()
}

fn person(number: u64, dice: &mut Dice, now: Timestamp) -> Option<UserRecord> {
    let (first, last) = (dice.pick(FIRST)?, dice.pick(LAST)?);
    let domain = dice.pick(DOMAINS)?;
    // Most of those who were added long ago have signed in.
    let days = i64::try_from(dice.below(20) * dice.below(20)).ok()?;
    let added = (dice.below(25) > 0).then(|| now.plus_days(-days));
    let signed_in = dice.below(100) < 25 + u64::try_from(days.min(60)).ok()?;
    let (account_status, activation) = match dice.below(100) {
        0..4 => (AccountStatus::Deactivated, Activation::NotActivated),
        4..6 => (AccountStatus::Unknown, Activation::Unknown),
        6..8 => (AccountStatus::PendingAcceptance, Activation::Unknown),
        _ if signed_in => {
            let seen = i64::try_from(dice.below(30)).ok()?.min(days);
            (AccountStatus::Enabled, Activation::Activated { last_seen: Some(now.plus_days(-seen)) })
        }
        _ => (AccountStatus::Enabled, Activation::NotActivated),
    };
    let verified = activation != Activation::NotActivated || dice.below(4) == 0;
    let mut user = DirectoryUser {
        id: UserId(format!("demo-{number:05}")),
        email: EmailAddress::parse(&format!("person{number:05}@{domain}")).ok()?,
        name: PersonName::new(first, last, &format!("{first} {last}")),
        department: (dice.below(12) > 0).then(|| dice.pick(DEPARTMENTS).map(|name| (*name).to_owned())).flatten(),
        language: if dice.below(10) > 0 { dice.pick(LANGUAGES).map(|facts| facts.language) } else { None },
        licenses: COLUMNS.iter().filter(|_| dice.below(3) > 0).map(|column| License::from_column(column).id).collect::<Vec<LicenseId>>(),
        activation,
        account_status,
        address_verification: if verified { AddressVerification::Verified } else { AddressVerification::NotVerified },
        added,
        first_seen: added.unwrap_or_else(|| now.plus_days(-days)),
        added_by: if dice.below(3) == 0 { AddedBy::Scim } else { AddedBy::Import },
        meeting_room_url: WebAddress::parse(&format!("https://aurora.webex.com/meet/person{number:05}")).ok().filter(|_| dice.below(4) > 0),
        reminders_declined: None,
        signed_in_by: None,
    };
    // Of most of those who signed in, the directory told before that they had not.
    if let Activation::Activated { last_seen: Some(seen) } = user.activation
        && !number.is_multiple_of(5)
    {
        let first = added.filter(|_| days > 2).map(|added| added.plus_days(2 + i64::try_from(number % 9).unwrap_or_default()));
        user.signed_in_by = Some(first.map_or(seen, |first| first.min(seen)));
    }
    let mail = if account_status == AccountStatus::Enabled { history(&user, days, dice, now) } else { MailHistory::default() };
    if number.is_multiple_of(11) {
        user.reminders_declined =
            mail.last.as_ref().filter(|last| last.kind == SuppressibleKind::Reminder).map(|last| last.at.plus_days(1));
    }
    Some(UserRecord { user, mail })
}

/// Two in three were mailed on the day they were added; of those who still wait long, some were reminded.
fn history(user: &DirectoryUser, days: i64, dice: &mut Dice, now: Timestamp) -> MailHistory {
    if days < 2 || dice.below(3) == 0 {
        return MailHistory::default();
    }
    let (at, outcome) = (now.plus_days(-days), MailOutcome::Sent);
    let address = Some(AddressMark::of(&user.email));
    let first = MailHistory::default().after(LastMail { kind: SuppressibleKind::Activation, at, outcome, address: address.clone() });
    if comes_back(&user.email) {
        return first.bounced(SuppressibleKind::Activation, remembered(&user.email, at));
    }
    let reminded = user.activation == Activation::NotActivated && days > 10 && dice.below(2) == 0;
    if reminded { first.after(LastMail { kind: SuppressibleKind::Reminder, at: at.plus_days(7), outcome, address }) } else { first }
}
