//! Owns what becomes of the rows of an import, thousands at a time: looked up, counted, written, and whether they cause mail.
//! Refuses to keep people: of those who are mailed it keeps the identifiers, and only while mail is asked for.

use super::{
    batches::{self, NewBatch},
    import::{AT_ONCE, Importer},
    store::{self, StoreError, connection::Db},
};
use crate::{
    api::payload::{CountedName, ImportQuery, ImportReport},
    domain::{
        activity::ActivityAction,
        batch::{BatchId, BatchOrigin, BatchRules, may_receive},
        csv_import::RowProblem,
        csv_mapping::ColumnMapping,
        csv_reader::{FileFacts, Taken},
        directory_change::{DirectoryChange, merge_licenses},
        email_kind::SuppressibleKind,
        license::License,
        mail_history::{MailHistory, UserRecord},
        settings::EmailSettings,
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
    settings: EmailSettings,
    known: Vec<License>,
    mailed: Vec<UserId>,
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
        let settings = store::settings::current(db, &importer.facts.time_zone).await?.settings;
        let known = store::organization::licenses(db).await?;
        Ok(Self { importer, purpose, settings, known, mailed: Vec::new(), report })
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
        self.count_mail(facts, &added);
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
        if self.report.automatic_emails > 0 {
            self.report.automatic_emails_blocked = batches::not_ready(db, &self.settings, SuppressibleKind::Activation).await?;
        }
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
        if self.report.automatic_emails_blocked.is_none() && !self.mailed.is_empty() {
            self.report.batch = self.start_batch(db).await?;
        }
        Ok(self.report)
    }

    fn refuse(&mut self, problem: RowProblem) {
        self.report.refused_total += 1;
        if self.report.refused.len() < self.importer.told {
            self.report.refused.push(problem);
        }
    }

    /// Counts those of the new people to whom an automatic activation email goes.
    fn count_mail(&mut self, facts: &FileFacts, added: &[UserRecord]) {
        let organization = self.importer.facts.with(merge_licenses(&self.known, &facts.licenses));
        let (kind, origin) = (SuppressibleKind::Activation, BatchOrigin::Automatic);
        let rules = BatchRules { organization: &organization, settings: &self.settings, kind, origin };
        for record in added.iter().filter(|record| may_receive(rules, record, self.importer.now).is_ok()) {
            self.report.automatic_emails += 1;
            if self.purpose == Purpose::Mailing {
                self.mailed.push(record.user.id.clone());
            }
        }
    }

    async fn start_batch(&self, db: &mut Db) -> Result<Option<BatchId>, StoreError> {
        let kind = SuppressibleKind::Activation;
        let Some(template) = store::templates::newest_for(db, kind).await? else { return Ok(None) };
        let (origin, by) = (BatchOrigin::Automatic, self.importer.by);
        let mut rows = Vec::with_capacity(self.mailed.len());
        for ids in self.mailed.chunks(AT_ONCE) {
            let known = store::users::row_numbers(db, ids).await?;
            rows.extend(ids.iter().filter_map(|id| known.get(id)));
        }
        let new = NewBatch { kind, origin, template, recipients: &rows, left_out: 0, by, safety: self.importer.safety };
        Ok(Some(batches::start(db, new, self.importer.now).await?.id))
    }
}
