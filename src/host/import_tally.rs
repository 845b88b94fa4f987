//! Owns what becomes of the rows of an import, thousands at a time: looked up, counted, written.
//! Refuses to keep people: of those who are mailed `newly_added` keeps the identifiers, and only while mail is asked for.

use super::{
    import::Importer,
    newly_added::{Mailing, NewlyAdded},
    store::{self, StoreError, connection::Db},
};
use crate::{
    api::payload::{CountedName, ImportQuery, ImportReport},
    domain::{
        activity::ActivityAction,
        csv_import::RowProblem,
        csv_mapping::ColumnMapping,
        csv_reader::{FileFacts, Taken},
        directory_change::{DirectoryChange, merge_licenses},
        license::License,
        mail_history::{MailHistory, UserRecord},
        user::{AddedBy, UserId},
    },
};
use std::collections::HashMap;

/// Whether the import writes, and whether it is to cause mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Preview,
    Quiet,
    Mailing,
}

/// An import that is under way.
pub(super) struct Tally<'a> {
    importer: Importer<'a>,
    purpose: Purpose,
    known: Vec<License>,
    newly_added: NewlyAdded<'a>,
    report: ImportReport,
}

impl<'a> Tally<'a> {
    pub(super) async fn new(db: &mut Db, importer: Importer<'a>, query: &ImportQuery) -> Result<Self, StoreError> {
        let purpose = match (query.preview, query.newly_added) {
            (true, _) => Purpose::Preview,
            (false, false) => Purpose::Quiet,
            (false, true) => Purpose::Mailing,
        };
        let report = ImportReport {
            preview: query.preview,
            added: 0,
            changed: 0,
            unchanged: 0,
            automatic_emails: 0,
            automatic_emails_blocked: None,
            refused: Vec::new(),
            refused_total: 0,
            mapping: ColumnMapping::default(),
            licenses: Vec::new(),
            unknown_columns: Vec::new(),
            unknown_languages: Vec::new(),
            batch: None,
        };
        let mailing = if purpose == Purpose::Mailing { Mailing::Asked } else { Mailing::NotAsked };
        let newly_added = NewlyAdded::new(db, importer, mailing).await?;
        let known = store::organization::licenses(db).await?;
        Ok(Self { importer, purpose, known, newly_added, report })
    }

    /// Some rows.
    pub(super) async fn take(&mut self, db: &mut Db, facts: &FileFacts, rows: Vec<Taken>) -> Result<(), StoreError> {
        let mut people = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Taken::Good(user) => people.push(*user),
                Taken::Refused(row) => self.refuse(row.problem),
            }
        }
        let keys: Vec<String> = people.iter().map(|user| user.email.key()).collect();
        let existing = store::users::by_email_keys(db, &keys).await?;
        let by_key = existing.iter().map(|user| (user.email.key(), user)).collect::<HashMap<_, _>>();
        let new_id = || UserId(uuid::Uuid::now_v7().to_string());
        let change = DirectoryChange::new(&by_key, people, &facts.spoken, AddedBy::Import, self.importer.now, new_id);
        self.report.added += change.added.len() as u64;
        self.report.changed += change.changed.len() as u64;
        self.report.unchanged += change.unchanged;
        let added: Vec<UserRecord> = change.added.into_iter().map(|user| UserRecord { user, mail: MailHistory::default() }).collect();
        self.newly_added.count(merge_licenses(&self.known, &facts.licenses), &added);
        match self.purpose {
            Purpose::Preview => Ok(()),
            Purpose::Quiet | Purpose::Mailing => {
                store::people_in_bulk::add(db, added.iter()).await?;
                store::people_in_bulk::change(db, &change.changed).await
            }
        }
    }

    /// The file is read to its end.
    pub(super) async fn finish(mut self, db: &mut Db, facts: FileFacts) -> Result<ImportReport, StoreError> {
        let licenses = merge_licenses(&self.known, &facts.licenses);
        self.report.automatic_emails = self.newly_added.emails;
        self.report.automatic_emails_blocked = self.newly_added.blocked(db).await?;
        self.report.mapping = facts.mapping;
        self.report.licenses = facts.licenses.into_iter().map(|license| license.name).collect();
        self.report.unknown_columns = facts.unknown_columns;
        let counted = |(name, count)| CountedName { name, count };
        self.report.unknown_languages = facts.unknown_languages.into_iter().map(counted).collect();
        if self.purpose == Purpose::Preview {
            return Ok(self.report);
        }
        store::organization::keep_licenses(db, &licenses).await?;
        let ImportReport { added, changed, refused_total: refused, .. } = self.report;
        let action = ActivityAction::DirectoryImported { added, changed, refused };
        store::activity::add(db, self.importer.now, self.importer.by, &action).await?;
        self.report.batch = self.newly_added.start(db).await?;
        Ok(self.report)
    }

    fn refuse(&mut self, problem: RowProblem) {
        self.report.refused_total += 1;
        if self.report.refused.len() < self.importer.told {
            self.report.refused.push(problem);
        }
    }
}
