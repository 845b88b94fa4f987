//! Owns what an import does to the directory: who is added, who changes, who stays.
//! Refuses to remove anybody: a person missing in a file may be in the next one.

use super::{
    csv_field::Field,
    csv_import::ImportedUser,
    license::{License, LicenseId},
    timestamp::Timestamp,
    user::{Activation, AddedBy, DirectoryUser, PersonName, UserId},
};
use std::collections::HashMap;

/// What a file speaks of. What it is silent about stays as it was known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    /// Fields that have a column.
    pub fields: Vec<Field>,
    /// Licenses.
    pub licenses: SpokenLicenses,
}

/// Of which licenses a file speaks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SpokenLicenses {
    /// Of all: it has a column with lists.
    All,
    /// Of those that have a column of their own.
    These(Vec<LicenseId>),
}

impl Default for SpokenLicenses {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl Spoken {
    fn of(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }

    /// A person as they are after a row of the file.
    fn apply(&self, before: &DirectoryUser, row: ImportedUser, now: Timestamp) -> DirectoryUser {
        let licenses = self.licenses_after(&before.licenses, row.licenses);
        let said = |field: Field, new: String, known: &String| if self.of(field) { new } else { known.clone() };
        // A last use proves a sign-in; without it the column says nothing.
        let activation_said = self.of(Field::Status) || self.of(Field::SignedIn) || row.activation != Activation::Unknown;
        let activation = if activation_said { row.activation } else { before.activation };
        DirectoryUser {
            id: before.id.clone(),
            email: row.email,
            name: PersonName {
                first: said(Field::FirstName, row.name.first, &before.name.first),
                last: said(Field::LastName, row.name.last, &before.name.last),
                display: said(Field::DisplayName, row.name.display, &before.name.display),
            },
            department: if self.of(Field::Department) { row.department } else { before.department.clone() },
            language: if self.of(Field::Language) { row.language } else { before.language },
            licenses,
            activation,
            account_status: if self.of(Field::Status) || self.of(Field::Active) { row.account_status } else { before.account_status },
            address_verification: if self.of(Field::Status) || self.of(Field::AddressVerified) {
                row.address_verification
            } else {
                before.address_verification
            },
            added: before.added.or(row.added),
            meeting_room_url: row.meeting_room_url.or_else(|| before.meeting_room_url.clone()),
            first_seen: before.first_seen,
            added_by: before.added_by,
            // No file can know what they asked of this backend.
            reminders_declined: before.reminders_declined,
            signed_in_by: signed_in_by(before, activation, now),
        }
    }

    fn licenses_after(&self, before: &[LicenseId], row: Vec<LicenseId>) -> Vec<LicenseId> {
        let after = match &self.licenses {
            SpokenLicenses::All => row,
            SpokenLicenses::These(spoken) => before.iter().filter(|id| !spoken.contains(id)).cloned().chain(row).collect(),
        };
        // The order of columns is no change of a person.
        let same = after.len() == before.len() && after.iter().all(|id| before.contains(id));
        if same { before.to_vec() } else { after }
    }
}

/// What an import does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DirectoryChange {
    /// People who are new.
    pub added: Vec<DirectoryUser>,
    /// People of whom something changed, as they are afterwards.
    pub changed: Vec<DirectoryUser>,
    /// How many stay as they are.
    pub unchanged: u64,
}

impl DirectoryChange {
    /// Compares rows of a file with the directory, whose people are found by [`super::email_address::EmailAddress::key`].
    pub fn new(
        existing: &HashMap<String, &DirectoryUser>,
        imported: Vec<ImportedUser>,
        spoken: &Spoken,
        added_by: AddedBy,
        now: Timestamp,
        mut new_id: impl FnMut() -> UserId,
    ) -> Self {
        let mut change = Self::default();
        for row in imported {
            match existing.get(&row.email.key()) {
                None => change.added.push(DirectoryUser {
                    id: new_id(),
                    email: row.email,
                    name: row.name,
                    department: row.department,
                    language: row.language,
                    licenses: row.licenses,
                    activation: row.activation,
                    account_status: row.account_status,
                    address_verification: row.address_verification,
                    added: row.added,
                    first_seen: now,
                    added_by,
                    meeting_room_url: row.meeting_room_url,
                    reminders_declined: None,
                    signed_in_by: None,
                }),
                Some(before) => {
                    let after = spoken.apply(before, row, now);
                    if after == **before {
                        change.unchanged += 1;
                    } else {
                        change.changed.push(after);
                    }
                }
            }
        }
        change
    }
}

/// By when somebody had signed in, once a directory that said they had not says that they have.
fn signed_in_by(before: &DirectoryUser, activation: Activation, now: Timestamp) -> Option<Timestamp> {
    match (before.activation, activation) {
        (Activation::NotActivated, Activation::Activated { last_seen }) => Some(last_seen.map_or(now, |seen| seen.min(now))),
        (Activation::Activated { .. } | Activation::Unknown, Activation::Activated { .. } | Activation::Unknown)
        | (Activation::NotActivated, Activation::Unknown) => before.signed_in_by,
        // They never did, says the directory now.
        (_, Activation::NotActivated) => None,
    }
}

/// The organization's licenses after an import: those of the file replace those of the same identifier, the others stay.
#[must_use]
pub fn merge_licenses(known: &[License], imported: &[License]) -> Vec<License> {
    let kept = known.iter().filter(|license| imported.iter().all(|other| other.id != license.id));
    kept.chain(imported).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::time_zone::TimeZone;
    use super::super::{csv_import::read_directory, fixtures::now};
    use super::*;

    fn import(existing: &[DirectoryUser], text: &str) -> DirectoryChange {
        let by_key = existing.iter().map(|user| (user.email.key(), user)).collect();
        let mut next = existing.len();
        let read = read_directory(text.as_bytes(), None, &TimeZone::default()).unwrap();
        DirectoryChange::new(&by_key, read.users, &read.spoken, AddedBy::Import, now().plus_days(existing.len() as i64), || {
            next += 1;
            UserId(format!("u{next}"))
        })
    }

    #[test]
    fn the_same_file_twice_changes_nothing_and_identity_survives_changes() {
        let first = import(&[], "Email,Status,Added\nA@x.example,Not Verified,2026-01-01\nb@x.example,Active,\n");
        assert_eq!((first.added.len(), first.changed.len(), first.unchanged), (2, 0, 0));
        let again = import(&first.added, "Email,Status,Added\nA@x.example,Not Verified,2026-01-01\nb@x.example,Active,\n");
        assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 2));
        let changed = import(&first.added, "Email,Status\na@X.example,Active\n");
        assert_eq!(changed.changed[0].id, first.added[0].id);
        assert_eq!(changed.changed[0].added, first.added[0].added);
        assert_eq!(changed.changed[0].first_seen, now());
        assert_eq!(changed.changed[0].activation, Activation::Activated { last_seen: None });
    }

    #[test]
    fn who_wants_no_reminders_is_believed_whatever_a_file_says() {
        let mut declined = import(&[], "Email,First Name,Status\na@x.example,Ada,Not Verified\n").added;
        declined[0].reminders_declined = Some(now());
        let changed = import(&declined, "Email,First Name,Status\nA@X.example,Eda,Not Verified\n").changed;
        assert_eq!((changed[0].email.as_str(), changed[0].reminders_declined), ("A@X.example", Some(now())));
        assert_eq!(import(&changed, "Email,First Name,Status\nA@X.example,Eda,Not Verified\n").unchanged, 1);
    }

    #[test]
    fn by_when_somebody_had_signed_in_is_what_the_directory_told_first() {
        let status = |status: &str, seen: &str| format!("Email,User Status,Last Service Accessed Time\na@x.example,{status},{seen}\n");
        let told = |people: &[DirectoryUser], status_and_time: (&str, &str)| {
            let change = import(people, &status(status_and_time.0, status_and_time.1));
            change.added.into_iter().chain(change.changed).next().unwrap_or_else(|| people[0].clone())
        };
        let waits = told(&[], ("Not Verified", ""));
        assert_eq!(waits.signed_in_by, None);
        let seen = Timestamp::parse("2026-11-20T09:00:00Z").unwrap();
        let signed_in = told(std::slice::from_ref(&waits), ("Active", "2026-11-20T09:00:00Z"));
        assert_eq!(signed_in.signed_in_by, Some(seen));
        let later = told(&[signed_in], ("Active", "2026-11-21T09:00:00Z"));
        assert_eq!(later.signed_in_by, Some(seen), "the earliest, although it is not the last");
        assert_eq!(told(&[later], ("Not Verified", "")).signed_in_by, None, "the directory takes it back");
        let learned = now().plus_days(1);
        assert_eq!(told(std::slice::from_ref(&waits), ("Active", "")).signed_in_by, Some(learned), "when this backend learned of it");
        assert_eq!(told(std::slice::from_ref(&waits), ("Active", "2099-01-01T00:00:00Z")).signed_in_by, Some(learned), "not in the future");
        assert_eq!(told(&[], ("Active", "2026-11-20T09:00:00Z")).signed_in_by, None, "they had before anybody looked");
    }

    #[test]
    fn what_a_file_is_silent_about_stays_as_it_was() {
        let whole =
            "Email,First Name,Last Name,Department,Language,Status,A,B\na@x.example,Ada,Nowak,Sales,Polish,Not Verified,TRUE,TRUE\n";
        let before = import(&[], whole).added;
        assert_eq!(import(&before, "Email\nA@x.example\n").changed[0].email.as_str(), "A@x.example");
        assert_eq!(import(&before, "Email\na@x.example\n").unchanged, 1);
        assert_eq!(import(&before, "Email,Last seen\na@x.example,\n").unchanged, 1, "an empty cell is no sign-in");
        let named = import(&before, "Email,First Name,A\na@x.example,Eda,FALSE\n").changed.remove(0);
        assert_eq!((named.name.first.as_str(), named.name.last.as_str(), named.department.as_deref()), ("Eda", "Nowak", Some("Sales")));
        assert_eq!(named.licenses, [LicenseId("B".into())]);
        assert_eq!(named.activation, Activation::NotActivated);
        let listed = import(&before, "Email,Licenses\na@x.example,C; A\n").changed.remove(0);
        assert_eq!(listed.licenses, [LicenseId("C".into()), LicenseId("A".into())]);
        assert_eq!(import(&before, "Email,B,A\na@x.example,TRUE,TRUE\n").unchanged, 1, "the order of columns is no change");
    }

    #[test]
    fn licenses_of_a_file_replace_their_namesakes() {
        let known = [License::from_column("A"), License::from_column("B")];
        let merged = merge_licenses(&known, &[License::from_column("B (Suspended)"), License::from_column("C")]);
        let names: Vec<&str> = merged.iter().map(|license| license.name.as_str()).collect();
        assert_eq!(names, ["A", "B (Suspended)", "C"]);
    }
}
