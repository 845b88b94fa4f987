//! Owns people as a directory may send them, with every corner that a text, a time or an identifier has. For tests only.
//! Refuses likelihood.

use super::{
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    fixtures::{any_user, now},
    language::LANGUAGES,
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    timestamp::Timestamp,
    undeliverable::Undeliverable,
    user::{Activation, AddressVerification, DirectoryUser, PersonName, UserId},
    web_address::WebAddress,
};
use proptest::prelude::*;

/// Names and departments as they come: empty, of other scripts, of letters that fold to several, and with what no name should hold.
fn any_text() -> impl Strategy<Value = String> {
    let corner = &[
        "",
        " ",
        "Ada",
        "ada",
        "ADA Łoś",
        "Świętosława",
        "İpek",
        "ﬁﬁ",
        "straße",
        "e\u{301}clair",
        "Ёж",
        "ёлка",
        "محمد",
        "עדה",
        "李雷",
        "a\nb",
        "\0",
        "O’Brien",
        "o'brien",
        "\u{301}",
        "Å",
        "\u{1F600}",
        "Nowak-Łoś",
        "ada  nowak",
    ];
    prop_oneof![
        6 => prop::sample::select(&corner[..]).prop_map(str::to_owned),
        3 => "[a-dA-DąćŁó ]{0,6}",
        1 => any::<String>(),
        1 => (prop::sample::select(&["x", "ż", "ab "][..]), 200usize..500).prop_map(|(text, times)| text.repeat(times)),
    ]
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        6 => (-90i64..20).prop_map(|days| now().plus_days(days)),
        2 => any::<i64>().prop_map(Timestamp::from_millis),
        2 => (-200_000_000i64..200_000_000).prop_map(|millis| Timestamp::from_millis(now().millis() + millis)),
    ]
}

fn any_activation() -> impl Strategy<Value = Activation> {
    prop_oneof![
        3 => Just(Activation::NotActivated),
        1 => Just(Activation::Unknown),
        1 => prop::option::of(any_time()).prop_map(|last_seen| Activation::Activated { last_seen }),
    ]
}

pub fn any_mail() -> impl Strategy<Value = MailHistory> {
    let kind = prop::sample::select(&[SuppressibleKind::Activation, SuppressibleKind::Reminder][..]);
    let outcome = prop::sample::select(&[MailOutcome::Sent, MailOutcome::Failed, MailOutcome::Uncertain, MailOutcome::Bounced][..]);
    let last = prop::option::of((kind, any_time(), outcome).prop_map(|(kind, at, outcome)| LastMail { kind, at, outcome, address: None }));
    let sent = prop_oneof![4 => 0u32..4, 1 => Just(255u32), 1 => any::<u32>()];
    // Columns tell of the address that a person has now, and of no other.
    let undeliverable = prop::option::weighted(0.2, any_time().prop_map(|since| Undeliverable { address: None, since }));
    (last, prop::option::of(any_time()), sent, prop::option::weighted(0.2, any_time()), undeliverable).prop_map(
        |(last, activation_sent, reminders_sent, contacted, undeliverable)| MailHistory {
            last,
            activation_sent,
            reminders_sent,
            contacted,
            undeliverable,
        },
    )
}

fn any_email() -> impl Strategy<Value = EmailAddress> {
    let text = prop_oneof![
        4 => "[a-d]{1,3}@(example\\.com|mail\\.example\\.com|other\\.example)",
        1 => "[A-D]{1,3}@Example\\.COM",
        1 => Just("żółw@przykład.pl".to_owned()),
        1 => Just(format!("{}@{}.{}.example.com", "a".repeat(64), "b".repeat(63), "c".repeat(63))),
        1 => Just(format!("{}@{}.{}.{}.example.com", "a".repeat(64), "b".repeat(63), "c".repeat(63), "d".repeat(49))),
    ];
    text.prop_map(|text| EmailAddress::parse(&text).unwrap())
}

/// Identifiers few enough to meet again: UUIDs in both cases, numbers, empty, long.
pub fn any_id() -> impl Strategy<Value = UserId> {
    prop_oneof![
        4 => (0u8..12).prop_map(|n| format!("0199f0a0-7c3d-7b2e-9a11-0000000000{n:02x}")),
        1 => (0u8..4).prop_map(|n| format!("0199F0A0-7C3D-7B2E-9A11-0000000000{n:02X}")),
        2 => (0u8..12).prop_map(|n| format!("u{n}")),
        1 => prop::sample::select(&["", "ą", "0199f0a0-7c3d-7b2e-9a11-00000000000", "{0199f0a0-7c3d-7b2e-9a11-000000000000}"][..]).prop_map(str::to_owned),
    ]
    .prop_map(UserId)
}

/// A person with everything that a directory could say of them.
pub fn any_record() -> impl Strategy<Value = UserRecord> {
    let language = prop::option::of((0..LANGUAGES.len()).prop_map(|at| LANGUAGES[at].language));
    let verification = &[AddressVerification::Verified, AddressVerification::NotVerified, AddressVerification::Unknown][..];
    let rooms = &[None, None, Some("https://example.webex.com/meet/ada"), Some("mailto:a@example.com")][..];
    let whole = (any_id(), any_email(), any_text(), any_text(), any_text(), prop::option::of(any_text()));
    let rest = (language, any_activation(), prop::sample::select(verification), any_time(), prop::sample::select(rooms));
    let times = (prop::option::of(any_time()), prop::option::weighted(0.2, any_time()), prop::option::weighted(0.2, any_time()));
    (any_user(), any_mail(), whole, rest, times).prop_map(|(user, mail, whole, rest, (added, reminders_declined, signed_in_by))| {
        let (id, email, first, last, display, department) = whole;
        let (language, activation, address_verification, first_seen, room) = rest;
        let meeting_room_url = room.map(|room| WebAddress::parse(room).unwrap());
        let name = PersonName { first, last, display };
        let named = DirectoryUser { id, email, name, department, language, activation, address_verification, ..user };
        UserRecord { user: DirectoryUser { first_seen, meeting_room_url, added, reminders_declined, signed_in_by, ..named }, mail }
    })
}
