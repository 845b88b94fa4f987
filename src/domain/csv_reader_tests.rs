//! Owns the tests of reading in pieces: sizes of pieces, encodings, chosen columns, facts and lists.
//! Refuses to test what a row means, which `csv_import_tests` do.

use super::{
    csv_field::Field,
    csv_import::*,
    csv_mapping::ColumnMapping,
    csv_reader::*,
    language::Language,
    license::LicenseId,
    user::{AccountStatus, Activation, AddressVerification},
};
use proptest::prelude::*;

const REAL: &[u8] = include_bytes!("../../tests/data/control-hub-users.csv");

fn in_pieces(file: &[u8], size: usize, reading: Reading) -> Result<(Vec<Taken>, FileFacts), FileProblem> {
    let mut reader = DirectoryReader::new(reading);
    let mut rows = Vec::new();
    for piece in file.chunks(size) {
        reader.push(piece)?;
        rows.extend(reader.take());
    }
    reader.finish()?;
    rows.extend(reader.take());
    Ok((rows, reader.facts()))
}

fn by(mapping: &str) -> Reading {
    Reading { mapping: Some(mapping.parse().unwrap()), ..Reading::default() }
}

fn users(rows: Vec<Taken>) -> Vec<ImportedUser> {
    let good = |row| match row {
        Taken::Good(user) => *user,
        Taken::Refused(row) => panic!("{row:?}"),
    };
    rows.into_iter().map(good).collect()
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn the_size_of_the_pieces_and_the_encoding_do_not_matter() {
    let whole = in_pieces(REAL, REAL.len(), Reading::default()).unwrap();
    assert_eq!(whole.0.len(), 2_000);
    for size in [997, 64 * 1024, 100_000] {
        assert_eq!(in_pieces(REAL, size, Reading::default()).unwrap(), whole, "{size}");
    }
    let text = std::str::from_utf8(REAL).unwrap().trim_start_matches('\u{FEFF}');
    assert_eq!(in_pieces(text.as_bytes(), 5_000, Reading::default()).unwrap(), whole, "without a mark");
    assert_eq!(in_pieces(&utf_16(text), 4_999, Reading::default()).unwrap(), whole, "UTF-16");
}

#[test]
fn a_cut_within_a_character_of_utf_16_is_noticed() {
    let file = utf_16("Email\na@x.example\n");
    let cut = in_pieces(&file[..file.len() - 1], 1_000, Reading::default());
    assert_eq!(cut.unwrap_err(), FileProblem::CutOff { line: 2 });
}

#[test]
fn columns_are_read_as_they_were_chosen_and_no_other() {
    let file = b"Who,First,Where,Since,On,Email\nada@x.example,Ada,Sales,2026-01-02,yes,other@x.example\n";
    let mapping = r#"{"Who":"email","First":"last_name","Where":"department","Since":"added","On":"license"}"#;
    let (rows, facts) = in_pieces(file, 10, by(mapping)).unwrap();
    let user = &users(rows)[0];
    assert_eq!((user.email.as_str(), user.name.first.as_str(), user.name.last.as_str()), ("ada@x.example", "", "Ada"));
    assert_eq!((user.department.as_deref(), &user.licenses[..]), (Some("Sales"), &[LicenseId("On".into())][..]));
    assert_eq!(facts.mapping, mapping.parse::<ColumnMapping>().unwrap());
    assert!(facts.spoken.fields.contains(&Field::LastName) && !facts.spoken.fields.contains(&Field::FirstName));
    assert_eq!(facts.unknown_columns, Vec::<String>::new(), "who chose needs no telling");
    let gone = in_pieces(file, 10, by(r#"{"Nobody":"email"}"#)).unwrap_err();
    assert_eq!(gone, FileProblem::MappedColumnMissing { column: "Nobody".into() });
    assert!(gone.is_of_mapping());
}

#[test]
fn a_table_of_scim_attributes_is_read_by_its_names() {
    let file = "userName,name.givenName,emails[0].value,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department,active,locale,entitlements\n\
                ada,Ada,ada@x.example,Sales,true,pl-PL,Webex Calling; Messaging (Free)\nbo,Bo,bo@x.example,,false,,\n";
    let (rows, facts) = in_pieces(file.as_bytes(), 7, Reading::default()).unwrap();
    let users = users(rows);
    assert_eq!(users[0].email.as_str(), "ada@x.example");
    assert_eq!((users[0].department.as_deref(), users[0].language), (Some("Sales"), Some(Language::Polish)));
    assert_eq!(users[0].licenses, [LicenseId("Webex Calling".into()), LicenseId("Messaging (Free)".into())]);
    assert_eq!((users[0].account_status, users[0].activation), (AccountStatus::Enabled, Activation::Unknown), "active is no sign-in");
    assert_eq!(users[1].account_status, AccountStatus::Deactivated);
    assert_eq!(facts.licenses.len(), 2);
}

#[test]
fn columns_that_say_one_thing_stand_above_the_platforms_word() {
    let file =
        b"Email,Status,Signed in,Address verified\na@x.example,Inactive,TRUE,FALSE\nb@x.example,Active,,\nc@x.example,Enabled,no,tak\n";
    let found: Vec<_> = users(in_pieces(file, 9, Reading::default()).unwrap().0)
        .into_iter()
        .map(|user| (user.account_status, user.activation, user.address_verification))
        .collect();
    assert_eq!(
        found,
        [
            (AccountStatus::Deactivated, Activation::Activated { last_seen: None }, AddressVerification::NotVerified),
            (AccountStatus::Enabled, Activation::Unknown, AddressVerification::Unknown),
            (AccountStatus::Enabled, Activation::NotActivated, AddressVerification::Verified),
        ]
    );
    let (rows, _) = in_pieces(b"Email,Signed in\na@x.example,perhaps\n", 9, Reading::default()).unwrap();
    assert!(matches!(&rows[..], [Taken::Refused(row)] if row.problem.reason == RowReason::BadFact && row.problem.column == "Signed in"));
}

#[test]
fn refused_rows_keep_their_cells() {
    let (rows, _) = in_pieces(b"Email,Name\nnobody,\"=1+1, \"\"x\"\"\"\n", 4, Reading::default()).unwrap();
    let expected = RefusedRow {
        problem: RowProblem { line: 2, column: "Email".into(), reason: RowReason::AddressMalformed },
        cells: vec!["nobody".into(), "=1+1, \"x\"".into()],
    };
    assert_eq!(rows, [Taken::Refused(expected)]);
}

#[test]
fn a_column_of_names_is_no_list_of_licenses() {
    let mut file = "Email,Name\n".to_owned();
    (0..600).for_each(|row| file.push_str(&format!("a{row}@x.example,Person {row}\n")));
    let refused = in_pieces(file.as_bytes(), 1_000, by(r#"{"Email":"email","Name":"licenses"}"#)).unwrap_err();
    assert_eq!(refused, FileProblem::TooManyLicenses { column: "Name".into() });
}

/// Octets that look like a table, and some that do not.
fn files() -> impl Strategy<Value = Vec<u8>> {
    const PARTS: &[&[u8]] = &[
        b"Email",
        b"Name",
        b"Status",
        b",",
        b";",
        b"\"",
        b"\r\n",
        b"\n",
        b"a@x.example",
        b"Active",
        b"TRUE",
        b"'=1",
        b"\0",
        b"\xFF",
        b"\xFF\xFE",
        "ż🦀".as_bytes(),
    ];
    let table =
        prop::collection::vec(prop::sample::select(PARTS), 0..40).prop_map(|parts| [b"Email,Name\n".as_slice(), &parts.concat()].concat());
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..40).prop_map(|parts| parts.concat());
    prop_oneof![table, parts, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #[test]
    fn whatever_the_octets_are_the_pieces_do_not_matter_and_rows_are_good_or_refused(file in files(), size in 1usize..50) {
        let whole = in_pieces(&file, file.len().max(1), Reading::default());
        prop_assert_eq!(&in_pieces(&file, size, Reading::default()), &whole);
        if let Ok((rows, facts)) = whole {
            prop_assert!(!rows.is_empty() && facts.mapping.0.values().any(|field| *field == Field::Email));
        }
    }
}
