//! Owns what an import does to the demonstration.
//! Refuses to read the file, which was done in slices before.

use super::{Demo, State};
use crate::api::{
    import::MOST_REFUSED_TOLD,
    payload::{CountedName, ImportQuery, ImportReport},
};
use crate::backend::{Failure, ImportInMemory};
use crate::domain::{
    activity::ActivityAction,
    csv_import::ImportedDirectory,
    csv_mapping::ColumnMapping,
    directory_change::{DirectoryChange, merge_licenses},
    email_kind::SuppressibleKind,
    mail_history::{MailHistory, UserRecord},
    organization::Organization,
    timestamp::Timestamp,
    user::{AddedBy, DirectoryUser, UserId},
};
use std::collections::HashMap;

impl ImportInMemory for Demo {
    fn import_directory(&self, read: ImportedDirectory, mapping: ColumnMapping, query: &ImportQuery) -> Result<ImportReport, Failure> {
        self.with(|state, now| Ok(state.import(read, mapping, query, now)))
    }
}

impl State {
    fn import(&mut self, read: ImportedDirectory, mapping: ColumnMapping, query: &ImportQuery, now: Timestamp) -> ImportReport {
        let existing = self.people.iter().map(|record| (record.user.email.key(), &record.user)).collect();
        let mut next = self.people.len();
        let change = DirectoryChange::new(&existing, read.users, &read.spoken, AddedBy::Import, now, || {
            next += 1;
            UserId(format!("demo-{next:05}"))
        });
        let organization =
            Organization { licenses: merge_licenses(&self.organization.licenses, &read.licenses), ..self.organization.clone() };
        let added: Vec<UserRecord> = change.added.into_iter().map(|user| UserRecord { user, mail: MailHistory::default() }).collect();
        let automatic = self.automatic(&organization, &added, now);
        let refused_total = read.refused.len() as u64;
        let mut refused = read.refused;
        refused.truncate(MOST_REFUSED_TOLD);
        let mut report = ImportReport {
            preview: query.preview,
            added: added.len() as u64,
            changed: change.changed.len() as u64,
            unchanged: change.unchanged,
            automatic_emails: automatic.len() as u64,
            automatic_emails_blocked: if automatic.is_empty() { None } else { self.not_ready(SuppressibleKind::Activation) },
            refused,
            refused_total,
            mapping,
            licenses: read.licenses.into_iter().map(|license| license.name).collect(),
            unknown_columns: read.unknown_columns,
            unknown_languages: read.unknown_languages.into_iter().map(|(name, count)| CountedName { name, count }).collect(),
            batch: None,
        };
        if query.preview {
            return report;
        }
        self.organization = organization;
        self.replace(change.changed);
        self.people.add(added);
        let action = ActivityAction::DirectoryImported { added: report.added, changed: report.changed, refused: refused_total };
        self.record(now, action);
        if query.newly_added && report.automatic_emails_blocked.is_none() && !automatic.is_empty() {
            report.batch = self.start_automatic(automatic, now);
        }
        report
    }

    /// Keeps people as they are now.
    fn replace(&mut self, changed: Vec<DirectoryUser>) {
        let mut changed: HashMap<UserId, DirectoryUser> = changed.into_iter().map(|user| (user.id.clone(), user)).collect();
        for at in 0..self.people.len() {
            let Some(user) = self.people.get(at).and_then(|record| changed.remove(&record.user.id)) else { continue };
            if let Some(record) = self.people.change(at) {
                record.user = user;
            }
        }
    }
}
