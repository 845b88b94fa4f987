//! Owns writing CSV for spreadsheets, so that no cell is ever run as a formula: people, and any other table.
//! Refuses localised headers for people: what is written of them reads back through the import.

use super::{
    mail_history::{MailOutcome, UserRecord},
    organization::Organization,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddressVerification},
};

/// Writes people, with one column per license.
#[must_use]
pub fn write_people<'r>(people: impl Iterator<Item = &'r UserRecord>, organization: &Organization, now: Timestamp) -> String {
    let fixed = [
        "First Name",
        "Last Name",
        "Display Name",
        "User ID/Email (Required)",
        "User Status",
        "Department",
        "Preferred Language",
        "Added",
        "Waiting days",
        "Last email",
        "Last email outcome",
        "Reminders sent",
    ];
    let header: Vec<&str> = fixed.into_iter().chain(organization.licenses.iter().map(|license| license.name.as_str())).collect();
    let rows = people.map(|record| {
        let user = &record.user;
        let last = record.mail.last.as_ref();
        let mut row = vec![
            user.name.first.clone(),
            user.name.last.clone(),
            user.name.display.clone(),
            user.email.as_str().to_owned(),
            status(record).to_owned(),
            user.department.clone().unwrap_or_default(),
            user.language.map(|language| language.facts().export_name).unwrap_or_default().to_owned(),
            user.added.map(Timestamp::day).unwrap_or_default(),
            if user.is_waiting() { user.added.map(|added| added.days_until(now).to_string()).unwrap_or_default() } else { String::new() },
            last.map(|last| String::from(last.at)).unwrap_or_default(),
            last.map(|last| outcome(last.outcome)).unwrap_or_default().to_owned(),
            record.mail.reminders_sent.to_string(),
        ];
        row.extend(organization.licenses.iter().map(
            |license| {
                if user.licenses.contains(&license.id) { "TRUE".into() } else { "FALSE".into() }
            },
        ));
        row
    });
    write_table(&header, rows)
}

/// Writes a table: UTF-8 with a byte order mark (spreadsheets need it), CRLF, every cell harmless in a spreadsheet.
#[must_use]
pub fn write_table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(header.iter().map(|cell| defuse((*cell).to_owned())));
    for row in rows {
        let _ = writer.write_record(row.into_iter().map(defuse));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{FEFF}{}", String::from_utf8(bytes).unwrap_or_default())
}

/// The platform's word for where a person stands; empty where it is not known.
fn status(record: &UserRecord) -> &'static str {
    match (record.user.account_status, record.user.activation, record.user.address_verification) {
        (AccountStatus::Deactivated, _, _) => "Inactive",
        (AccountStatus::PendingAcceptance, _, _) => "Pending",
        (AccountStatus::Enabled | AccountStatus::Unknown, Activation::Activated { .. }, _) => "Active",
        (AccountStatus::Enabled | AccountStatus::Unknown, Activation::NotActivated, AddressVerification::Verified) => "Verified",
        (
            AccountStatus::Enabled | AccountStatus::Unknown,
            Activation::NotActivated,
            AddressVerification::NotVerified | AddressVerification::Unknown,
        ) => "Not Verified",
        (AccountStatus::Enabled | AccountStatus::Unknown, Activation::Unknown, _) => "",
    }
}

fn outcome(outcome: MailOutcome) -> &'static str {
    match outcome {
        MailOutcome::Sent => "Sent",
        MailOutcome::Failed => "Failed",
        MailOutcome::Uncertain => "Uncertain",
    }
}

/// A cell that a spreadsheet would run gets an apostrophe in front (source: OWASP, "CSV Injection").
fn defuse(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::time_zone::TimeZone;
    use super::super::{
        csv_import::read_directory,
        fixtures::{now, organization, user},
        mail_history::MailHistory,
        user::PersonName,
    };
    use super::*;

    #[test]
    fn formulas_are_defused() {
        let mut person = user();
        person.name = PersonName::new("=1+1", "+48", "@SUM(A1)");
        person.department = Some("-2".into());
        let text = write_people([UserRecord { user: person, mail: MailHistory::default() }].iter(), &organization(), now());
        let row = text.lines().nth(1).unwrap();
        assert!(row.starts_with("'=1+1,'+48,'@SUM(A1),ada@example.com,Not Verified,'-2,Polish,2026-10-01,52,"), "{row}");
    }

    #[test]
    fn any_table_is_defused_too() {
        let rows = [vec!["3".into(), "=HYPERLINK(1)".into()]].into_iter();
        assert_eq!(write_table(&["Line", "@Column"], rows), "\u{FEFF}Line,'@Column\r\n3,'=HYPERLINK(1)\r\n");
    }

    #[test]
    fn what_is_exported_can_be_imported() {
        let record = UserRecord { user: user(), mail: MailHistory::default() };
        let read =
            read_directory(write_people([record.clone()].iter(), &organization(), now()).as_bytes(), None, &TimeZone::default()).unwrap();
        assert_eq!((read.refused.len(), read.unknown_columns.len(), read.licenses.len()), (0, 0, 4));
        let back = &read.users[0];
        assert_eq!(
            (&back.email, &back.name, &back.licenses, back.added),
            (&record.user.email, &record.user.name, &record.user.licenses, record.user.added)
        );
    }
}
