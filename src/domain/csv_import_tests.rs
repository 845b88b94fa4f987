//! Owns the tests of reading a directory from CSV, among them the real-form file of 2,000 people.
//! Refuses to test what an import changes, which stands under `directory_change`.

use super::{
    csv_import::*,
    fixtures::now,
    language::Language,
    license::{Price, Product, Service},
    time_zone::TimeZone,
    user::{AccountStatus, Activation},
};

const REAL: &[u8] = include_bytes!("../../tests/data/control-hub-users.csv");

fn read(text: &str) -> Result<ImportedDirectory, FileProblem> {
    read_directory(text.as_bytes(), None, &TimeZone::default())
}

#[test]
fn the_real_form_file_is_read_and_each_bad_row_is_refused() {
    let directory = read_directory(REAL, None, &TimeZone::default()).unwrap();
    assert_eq!(directory.users.len() + directory.refused.len(), 2_000);
    insta::assert_debug_snapshot!("real_refused", directory.refused);
    assert_eq!(directory.unknown_columns, Vec::<String>::new());
    assert_eq!(directory.unknown_languages.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Klingon"]);
    let licenses: Vec<_> = directory.licenses.iter().map(|l| (l.product, l.price, l.service)).collect();
    assert_eq!(
        licenses,
        [
            (Product::Messaging, Price::Free, Service::Running),
            (Product::Calling, Price::Paid, Service::Running),
            (Product::Meetings, Price::Paid, Service::Running),
            (Product::Webinar, Price::Paid, Service::Suspended)
        ]
    );
    let of = |status| directory.users.iter().filter(|user| user.account_status == status).count();
    assert!(of(AccountStatus::Deactivated) > 90 && of(AccountStatus::PendingAcceptance) > 80 && of(AccountStatus::Unknown) > 15);
    let waiting = directory.users.iter().filter(|user| user.activation == Activation::NotActivated).count();
    assert!((600..=640).contains(&waiting), "{waiting}");
}

#[test]
fn statuses_keep_deactivated_waiting_and_unknown_apart() {
    let text = "Email,Status,Last Service Accessed Time\na@x.example,Inactive,\nb@x.example,Not Verified,\nc@x.example,,\nd@x.example,Pending,\ne@x.example,,2026-01-02T03:04:05Z\nf@x.example,Active,\n";
    let found: Vec<_> = read(text).unwrap().users.into_iter().map(|user| (user.account_status, user.activation)).collect();
    let seen = super::timestamp::Timestamp::parse("2026-01-02T03:04:05Z").ok();
    assert_eq!(
        found,
        [
            (AccountStatus::Deactivated, Activation::Unknown),
            (AccountStatus::Enabled, Activation::NotActivated),
            (AccountStatus::Unknown, Activation::Unknown),
            (AccountStatus::PendingAcceptance, Activation::Unknown),
            (AccountStatus::Unknown, Activation::Activated { last_seen: seen }),
            (AccountStatus::Enabled, Activation::Activated { last_seen: None }),
        ]
    );
}

#[test]
fn rows_are_refused_with_line_column_and_reason() {
    let text = "Email,Status,App\n\na@x.example,Active,TRUE\nA@X.example,Active,TRUE\n,Active,TRUE\n\"b@x.example\nBcc: c@x.example\",Active,TRUE\nnobody,Active,TRUE\nd@x.example,Sleeping,TRUE\ne@x.example,Active,maybe\nf@x.example,Active\n";
    let refused = read(text).unwrap().refused;
    let found: Vec<(u64, &str, &RowReason)> = refused.iter().map(|row| (row.line, row.column.as_str(), &row.reason)).collect();
    assert_eq!(
        found,
        [
            (4, "Email", &RowReason::DuplicateAddress { line: 3 }),
            (5, "Email", &RowReason::AddressMissing),
            (6, "Email", &RowReason::AddressForbiddenCharacter),
            (8, "Email", &RowReason::AddressMalformed),
            (9, "Status", &RowReason::UnknownStatus),
            (10, "App", &RowReason::BadLicenseCell),
            (11, "", &RowReason::WrongCellCount { cells: 2, columns: 3 }),
        ]
    );
}

#[test]
fn files_that_cannot_be_trusted_are_refused_whole() {
    for (text, problem) in [
        ("", FileProblem::Empty),
        ("\u{FEFF}\r\n", FileProblem::Empty),
        ("Email,Status\n", FileProblem::Empty),
        ("Name,Status\nAda,Active\n", FileProblem::NoAddressColumn { found: vec!["Name".into(), "Status".into()] }),
        ("<html><body>Sign in</body></html>\n", FileProblem::NoAddressColumn { found: vec!["<html><body>Sign in</body></html>".into()] }),
        ("Email,email\na@x.example,b\n", FileProblem::DuplicateColumn { column: "email".into() }),
        ("Email,Status,App\na@x.example,Active,TRUE\nb@x.exam", FileProblem::CutOff { line: 3 }),
        ("Email,Status,App\na@x.example,Active,TRUE\nb@x.example,Active,TR", FileProblem::CutOff { line: 3 }),
        ("Email,Status\na@x.example,Act", FileProblem::CutOff { line: 2 }),
        ("Email,Status\n\"a@x.example,Active\nb@x.example,Active\n", FileProblem::CutOff { line: 2 }),
    ] {
        assert_eq!(read(text), Err(problem), "{text:?}");
    }
    assert_eq!(read_directory(b"PK\x03\x04\xff\xfe\x00\x01", None, &TimeZone::default()), Err(FileProblem::NotText));
    assert_eq!(read_directory(b"Email\0\n", None, &TimeZone::default()), Err(FileProblem::NotText));
    let endless = [b"Email\n\"".as_slice(), &vec![b'a'; 2 * 1024 * 1024]].concat();
    assert_eq!(read_directory(&endless, None, &TimeZone::default()), Err(FileProblem::RowTooLong { line: 2 }));
}

#[test]
fn every_cut_of_the_real_file_is_noticed_or_ends_after_a_whole_row() {
    let text = String::from_utf8(REAL.to_vec()).unwrap();
    let start = text.lines().take(40).map(|line| line.len() + 2).sum::<usize>();
    for end in (start..start + 600).filter(|end| text.is_char_boundary(*end)) {
        let cut = &text[..end];
        let whole = cut.ends_with("TRUE")
            || cut.ends_with("FALSE")
            || cut.ends_with("TRUE,")
            || cut.ends_with("FALSE,")
            || cut.ends_with(",,")
            || cut.ends_with('\n')
            || cut.ends_with('\r');
        assert!(
            matches!(read_directory(cut.as_bytes(), None, &TimeZone::default()), Err(FileProblem::CutOff { .. })) || whole,
            "{:?}",
            &cut[cut.len() - 30..]
        );
    }
}

#[test]
fn a_lone_quotation_mark_inside_a_cell_is_harmless() {
    let directory = read("Email,Department\na@x.example,5\" screens\nb@x.example,Sales\n").unwrap();
    assert_eq!(directory.users[0].department.as_deref(), Some("5\" screens"));
}

#[test]
fn other_files_are_understood_too() {
    let text = "E-mail;Imię;Nazwisko;Dział;Język;Hobby\nada@x.example;Ada;Nowak;Sprzedaż;pl;szachy\n";
    let directory = read_directory(text.as_bytes(), Some(now()), &TimeZone::default()).unwrap();
    assert_eq!(directory.unknown_columns, ["Hobby"]);
    let user = &directory.users[0];
    assert_eq!((user.name.first.as_str(), user.name.last.as_str()), ("Ada", "Nowak"));
    assert_eq!((user.department.as_deref(), user.language, user.added), (Some("Sprzedaż"), Some(Language::Polish), Some(now())));
}
