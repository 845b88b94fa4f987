//! Owns how records and pages in columns come into the roster.
//! Refuses a page with any fault as a whole, before anything of it is taken in.

use super::{
    super::{
        license::LicenseId,
        mail_history::UserRecord,
        people_column::Times,
        people_columns::{ActivationState, ColumnFault, PeopleColumns},
        user::{AccountStatus, AddedBy, AddressVerification},
    },
    facts::{Facts, State, language_code, mail_code, millis},
    store::{Incoming, Put, Roster},
    text::Texts,
};

/// What came of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PutCounts {
    /// How many were not in the roster.
    pub added: usize,
    /// About how many something was new.
    pub changed: usize,
    /// About how many all was known.
    pub same: usize,
}

impl Roster {
    /// Puts a person in. Who is in already, by identifier, keeps their row, and what is said now holds.
    pub fn put(&mut self, record: &UserRecord) -> Put {
        let user = &record.user;
        let department = user.department.as_deref().map_or(0, |department| self.department_code(department));
        let licenses = self.license_code(&user.licenses);
        let domain = self.domain_code(user.email.as_str());
        let texts = Texts {
            first: &user.name.first,
            last: &user.name.last,
            display: &user.name.display,
            email: user.email.as_str(),
            link: user.meeting_room_url.as_ref().map(|link| link.as_str()).unwrap_or_default(),
            id: "",
        };
        self.take_in(Incoming { id: &user.id.0, texts, facts: Facts::of(record, department, licenses, domain) })
    }

    /// Puts a page of people in, as if each were put in by [`Roster::put`] in turn.
    ///
    /// # Errors
    /// The first fault of the page, of which nobody was put in then.
    pub fn put_columns(&mut self, page: &PeopleColumns) -> Result<PutCounts, ColumnFault> {
        page.check()?;
        let departments: Vec<u32> = page.departments.values.iter().map(|department| self.department_code(department)).collect();
        let licenses: Vec<u32> = page.licenses.values.iter().map(|licenses| self.license_code(licenses)).collect();
        let code = |codes: &[u32], place: Option<usize>| place.and_then(|place| codes.get(place)).copied().unwrap_or_default();
        let mut counts = PutCounts::default();
        for (row, (id, email)) in page.ids.iter().zip(&page.emails).enumerate() {
            let texts = Texts {
                first: column_text(&page.first_names, row),
                last: column_text(&page.last_names, row),
                display: column_text(&page.display_names, row),
                email,
                link: page.meeting_room_urls.get(row).map(String::as_str).unwrap_or_default(),
                id: "",
            };
            let at = |times: &Times| millis(times.get(row));
            let facts = Facts {
                department: code(&departments, page.departments.place(row)),
                licenses: code(&licenses, page.licenses.place(row)),
                domain: self.domain_code(email),
                language: language_code(page.languages.get(row).copied()),
                state: state_of(page, row),
                mail: mail_code(page.last_mail.get(row).copied()),
                reminders: page.reminders_sent.get(row).copied().unwrap_or_default(),
                times: [
                    at(&page.added),
                    at(&page.first_seen),
                    at(&page.last_seen),
                    at(&page.reminders_declined),
                    at(&page.signed_in_by),
                    at(&page.last_mail_at),
                    at(&page.activation_sent),
                    at(&page.contacted),
                    at(&page.undeliverable),
                ],
            };
            match self.take_in(Incoming { id, texts, facts }) {
                Put::Added(_) => counts.added += 1,
                Put::Changed(_) => counts.changed += 1,
                Put::Same(_) => counts.same += 1,
            }
        }
        Ok(counts)
    }

    fn license_code(&mut self, licenses: &[LicenseId]) -> u32 {
        if licenses.is_empty() { 0 } else { self.licenses.code(licenses) }
    }
}

fn column_text(column: &[String], row: usize) -> &str {
    column.get(row).map(String::as_str).unwrap_or_default()
}

/// The state of a person in a page that was checked, so that nothing of it is missing.
fn state_of(page: &PeopleColumns, row: usize) -> State {
    let activation = page.activation.get(row).copied().unwrap_or(ActivationState::Unknown).with(None);
    let account = page.account_status.get(row).copied().unwrap_or(AccountStatus::Unknown);
    let verification = page.address_verification.get(row).copied().unwrap_or(AddressVerification::Unknown);
    State::of(activation, account, verification, page.added_by.get(row).copied().unwrap_or(AddedBy::Platform))
}
