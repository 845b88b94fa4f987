//! Owns whether people who are new cause mail: those whom an import or a directory adds get the activation email, where that is
//! asked for and the email settings say so.
//! Refuses to decide who, which `domain` does, and to send: it starts a batch.

use super::{
    batches::{self, NewBatch},
    import::{AT_ONCE, Importer},
    store::{self, StoreError, connection::Db},
};
use crate::domain::{
    batch::{BatchId, BatchOrigin, BatchRules, may_receive},
    email_kind::SuppressibleKind,
    license::License,
    mail_history::UserRecord,
    not_ready::NotReady,
    settings::EmailSettings,
    user::UserId,
};

const KIND: SuppressibleKind = SuppressibleKind::Activation;

/// Whether those who are counted are remembered, to be mailed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mailing {
    /// They are.
    Asked,
    /// They are only counted.
    NotAsked,
}

/// The new people to whom an automatic activation email goes.
pub(super) struct NewlyAdded<'a> {
    importer: Importer<'a>,
    mailing: Mailing,
    settings: EmailSettings,
    mailed: Vec<UserId>,
    /// How many there are.
    pub(super) emails: u64,
}

impl<'a> NewlyAdded<'a> {
    /// Nobody yet.
    pub(super) async fn new(db: &mut Db, importer: Importer<'a>, mailing: Mailing) -> Result<Self, StoreError> {
        let settings = store::settings::current(db, &importer.facts.time_zone).await?.settings;
        Ok(Self { importer, mailing, settings, mailed: Vec::new(), emails: 0 })
    }

    /// Counts those of the new people who are mailed, in an organization with these licenses.
    pub(super) fn count(&mut self, licenses: Vec<License>, added: &[UserRecord]) {
        let organization = self.importer.facts.with(licenses);
        let rules = BatchRules { organization: &organization, settings: &self.settings, kind: KIND, origin: BatchOrigin::Automatic };
        for record in added.iter().filter(|record| may_receive(rules, record, self.importer.now).is_ok()) {
            self.emails += 1;
            if self.mailing == Mailing::Asked {
                self.mailed.push(record.user.id.clone());
            }
        }
    }

    /// What keeps them from being mailed, if anybody is to be.
    pub(super) async fn blocked(&self, db: &mut Db) -> Result<Option<NotReady>, StoreError> {
        if self.emails > 0 { batches::not_ready(db, &self.settings, KIND).await } else { Ok(None) }
    }

    /// Starts the batch that mails them, if that was asked for and nothing is in the way.
    pub(super) async fn start(&self, db: &mut Db) -> Result<Option<BatchId>, StoreError> {
        if self.mailed.is_empty() || self.blocked(db).await?.is_some() {
            return Ok(None);
        }
        let Some(template) = store::templates::newest_for(db, KIND).await? else { return Ok(None) };
        let (origin, by) = (BatchOrigin::Automatic, self.importer.by);
        let mut rows = Vec::with_capacity(self.mailed.len());
        for ids in self.mailed.chunks(AT_ONCE) {
            let known = store::users::row_numbers(db, ids).await?;
            rows.extend(ids.iter().filter_map(|id| known.get(id)));
        }
        let new = NewBatch { kind: KIND, origin, template, recipients: &rows, left_out: 0, by, safety: self.importer.safety };
        Ok(Some(batches::start(db, new, self.importer.now).await?.id))
    }
}
