//! Owns the tests of writing people: columns, formulas, and that the import reads what was written.
//! Refuses to test cells and tables alone, which is done under `csv_cell` and `csv_table`.

use super::{
    csv_export::*,
    csv_field::Field,
    csv_import::{ImportedUser, read_directory},
    csv_table::ByteOrderMark,
    email_address::EmailAddress,
    fixtures::{now, organization, user, warsaw},
    language::LANGUAGES,
    license::{License, LicenseId},
    mail_history::{MailHistory, UserRecord},
    organization::Organization,
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification, DirectoryUser, PersonName},
    web_address::WebAddress,
};
use proptest::prelude::*;

fn record(user: DirectoryUser) -> UserRecord {
    UserRecord { user, mail: MailHistory::default() }
}

#[test]
fn every_column_has_a_name_of_its_own_that_the_import_knows() {
    let mut names = std::collections::HashSet::new();
    for facts in COLUMNS {
        assert!(!facts.name.is_empty() && names.insert(facts.name), "{}", facts.name);
    }
    let text = write_people([record(user())].iter(), &organization(), now());
    let read = read_directory(text.as_bytes(), None, &TimeZone::default()).unwrap();
    assert_eq!((read.refused.len(), read.unknown_columns.len(), read.licenses.len()), (0, 0, 4));
}

#[test]
fn formulas_are_defused() {
    let mut person = user();
    person.name = PersonName::new("=1+1", "+48", "@SUM(A1)");
    person.department = Some("-2".into());
    let text = write_people([record(person)].iter(), &organization(), now());
    let row = text.lines().nth(1).unwrap();
    let expected = "'=1+1,'+48,'@SUM(A1),ada@example.com,Not Verified,FALSE,,FALSE,'-2,Polish,2026-10-01,,52,,,0,FALSE,TRUE,FALSE,FALSE";
    assert_eq!(row, expected);
}

#[test]
fn columns_are_those_chosen_in_the_order_chosen_with_or_without_a_mark() {
    let license = License::from_column("Webex Calling");
    let columns =
        vec![ExportColumn::License(license), ExportColumn::Fixed(Fixed::Field(Field::Email)), ExportColumn::Fixed(Fixed::WaitingDays)];
    for (mark, first) in [(ByteOrderMark::Written, "\u{FEFF}Webex Calling"), (ByteOrderMark::LeftOut, "Webex Calling")] {
        let options = ExportOptions { columns: columns.clone(), mark };
        let mut export = CsvExport::new(&options, ExportFacts { zone: TimeZone::default(), now: now() });
        export.push(&record(user()));
        let text = String::from_utf8(export.take_chunk()).unwrap();
        assert_eq!(text, format!("{first},User ID/Email (Required),Waiting days\r\nTRUE,ada@example.com,52\r\n"));
        assert!(export.take_chunk().is_empty());
    }
}

/// Texts that spreadsheets, CSV and screens stumble over.
fn hostile() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "=1+1", "+", "-", "@", "\t", "\r", "\n", "'", "''=", "\"", "\"\"", ",", ";", "\u{202E}", "אבג", "＝", "🦀", "x", " ", "TRUE",
        "\u{FEFF}",
    ];
    prop_oneof![
        4 => prop::collection::vec(prop::sample::select(PARTS), 0..5).prop_map(|parts| parts.concat()),
        1 => Just("ż".repeat(10_000)),
        1 => Just(format!("={}", "\"".repeat(9_999))),
    ]
}

fn addresses() -> impl Strategy<Value = EmailAddress> {
    prop::sample::select(
        &["ada@example.com", "+ada@example.com", "-@example.com", "=1+1@example.com", "'=x@example.com", "o'neill@example.com"][..],
    )
    .prop_map(|text| EmailAddress::parse(text).unwrap())
}

fn times() -> impl Strategy<Value = Option<Timestamp>> {
    let days = prop::sample::select(&["2026-03-29", "2026-10-25", "2026-07-01"][..]).prop_map(|day| warsaw().start_of_day(day, 0));
    prop_oneof![days, (1_700_000_000_000i64..1_800_000_000_000).prop_map(|at| Some(Timestamp::from_millis(at))), Just(None)]
}

prop_compose! {
    fn people()(
        email in addresses(),
        (first, last, display, department) in (hostile(), hostile(), hostile(), hostile()),
        language in prop::sample::select(LANGUAGES.iter().map(|facts| Some(facts.language)).chain([None]).collect::<Vec<_>>()),
        holds in prop::collection::vec(any::<bool>(), 3),
        (seen, added) in (times(), times()),
        activation in 0..3,
        account_status in prop::sample::select(&[AccountStatus::Enabled, AccountStatus::Deactivated, AccountStatus::PendingAcceptance, AccountStatus::Unknown][..]),
        address_verification in prop::sample::select(&[AddressVerification::Verified, AddressVerification::NotVerified, AddressVerification::Unknown][..]),
        link in prop::sample::select(&[None, Some("https://example.webex.com/meet/ada")][..]),
    ) -> DirectoryUser {
        let ids = licenses().licenses.into_iter().zip(holds).filter(|(_, holds)| *holds).map(|(license, _)| license.id).collect::<Vec<LicenseId>>();
        DirectoryUser {
            email,
            name: PersonName::new(&first, &last, &display),
            // As every way into the directory leaves it.
            department: Some(department.trim().to_owned()).filter(|name| !name.is_empty()),
            language,
            licenses: ids,
            activation: match activation {
                0 => Activation::NotActivated,
                1 => Activation::Activated { last_seen: seen },
                _ => Activation::Unknown,
            },
            account_status,
            address_verification,
            added,
            meeting_room_url: link.and_then(|link| WebAddress::parse(link).ok()),
            ..user()
        }
    }
}

/// An organization whose licenses have hostile names.
fn licenses() -> Organization {
    let names = ["=cmd|' /C calc'!A0", "a \"b\", c", "Webex Calling"];
    Organization { licenses: names.iter().map(|name| License::from_column(name)).collect(), time_zone: warsaw(), ..organization() }
}

fn imported(user: &DirectoryUser) -> ImportedUser {
    let user = user.clone();
    ImportedUser {
        line: 2,
        email: user.email,
        name: user.name,
        department: user.department,
        language: user.language,
        licenses: user.licenses,
        activation: user.activation,
        account_status: user.account_status,
        address_verification: user.address_verification,
        added: user.added,
        meeting_room_url: user.meeting_room_url,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_is_exported_is_imported_as_the_same_people(person in people()) {
        let organization = licenses();
        let text = write_people([record(person.clone())].iter(), &organization, now());
        let read = read_directory(text.as_bytes(), None, &organization.time_zone).unwrap();
        prop_assert_eq!(&read.refused, &Vec::new());
        prop_assert_eq!(&read.users, &vec![imported(&person)]);
        prop_assert_eq!(&read.licenses, &organization.licenses);
    }

    #[test]
    fn no_cell_of_an_export_begins_as_a_formula(person in people()) {
        let text = write_people([record(person)].iter(), &licenses(), now());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        for row in reader.records() {
            for cell in &row.unwrap() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{cell:?}");
            }
        }
    }
}
