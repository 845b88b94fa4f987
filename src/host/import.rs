//! Owns importing people from a file: one transaction, for the API and the command line alike.
//! Refuses to change anything for a preview or for a file that cannot be trusted.

use super::{
    batches::{self, NewBatch},
    organization_facts::OrganizationFacts,
    store::{self, Store, StoreError},
};
use crate::{
    api::payload::{CountedName, ImportQuery, ImportReport},
    domain::{
        activity::ActivityAction,
        batch::{BatchId, BatchOrigin, BatchRules, may_receive},
        csv_import::{FileProblem, ImportedDirectory, read_directory},
        directory_change::{DirectoryChange, merge_licenses},
        email_kind::SuppressibleKind,
        mail_history::{MailHistory, UserRecord},
        organization::Organization,
        settings::EmailSettings,
        timestamp::Timestamp,
        user::{AddedBy, DirectoryUser, UserId},
    },
};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Addresses that are looked up at once.
const AT_ONCE: usize = 5_000;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// The file as a whole cannot be trusted.
    #[error("{0}")]
    File(FileProblem),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who imports, and when.
#[derive(Clone, Copy)]
pub struct Importer<'a> {
    /// What the configuration says about the organization.
    pub facts: &'a OrganizationFacts,
    /// Who is named in the activity.
    pub by: &'a str,
    /// The present.
    pub now: Timestamp,
}

/// Imports a file, or says what would happen.
///
/// # Errors
/// [`ImportRefusal`]; nothing was changed.
pub async fn import(store: &Store, importer: Importer<'_>, file: Vec<u8>, query: ImportQuery) -> Result<ImportReport, ImportRefusal> {
    let zone = importer.facts.time_zone.clone();
    let read = tokio::task::spawn_blocking(move || read_directory(&file, query.added, &zone)).await;
    // Reading is pure; it ends early only when the host itself does.
    let directory = read.unwrap_or(Err(FileProblem::NotText)).map_err(ImportRefusal::File)?;
    let mut db = store.write().await?;
    let report = apply(&mut db, importer, directory, query).await?;
    if query.preview {
        db.rollback().await.map_err(StoreError::from)?;
    } else {
        db.commit().await.map_err(StoreError::from)?;
        tracing::info!(added = report.added, changed = report.changed, refused = report.refused.len(), "people were imported");
    }
    Ok(report)
}

async fn apply(
    db: &mut SqliteConnection,
    importer: Importer<'_>,
    directory: ImportedDirectory,
    query: ImportQuery,
) -> Result<ImportReport, StoreError> {
    let existing = existing(db, &directory).await?;
    let by_key = existing.iter().map(|user| (user.email.key(), user)).collect::<HashMap<_, _>>();
    let new_id = || UserId(uuid::Uuid::now_v7().to_string());
    let change = DirectoryChange::new(&by_key, directory.users, AddedBy::Import, importer.now, new_id);
    let licenses = merge_licenses(&store::organization::licenses(db).await?, &directory.licenses);
    let settings = store::settings::current(db, &importer.facts.time_zone).await?.settings;
    let organization = importer.facts.with(licenses);
    let mailed = newly_added(&organization, &settings, &change.added, importer.now);
    let blocked = if mailed.is_empty() { None } else { batches::not_ready(db, &settings, SuppressibleKind::Activation).await? };
    let mut report = ImportReport {
        preview: query.preview,
        added: change.added.len() as u64,
        changed: change.changed.len() as u64,
        unchanged: change.unchanged,
        automatic_emails: mailed.len() as u64,
        automatic_emails_blocked: blocked,
        refused: directory.refused,
        licenses: directory.licenses.into_iter().map(|license| license.name).collect(),
        unknown_columns: directory.unknown_columns,
        unknown_languages: directory.unknown_languages.into_iter().map(|(name, count)| CountedName { name, count }).collect(),
        batch: None,
    };
    if query.preview {
        return Ok(report);
    }
    write(db, importer, &organization, &change, report.refused.len() as u64).await?;
    if query.newly_added && blocked.is_none() && !mailed.is_empty() {
        report.batch = start_automatic(db, importer, &mailed).await?;
    }
    Ok(report)
}

/// The people of the file who are in the directory already.
async fn existing(db: &mut SqliteConnection, directory: &ImportedDirectory) -> Result<Vec<DirectoryUser>, StoreError> {
    let keys: Vec<String> = directory.users.iter().map(|user| user.email.key()).collect();
    let mut existing = Vec::new();
    for keys in keys.chunks(AT_ONCE) {
        existing.extend(store::users::by_email_keys(db, keys).await?);
    }
    Ok(existing)
}

/// Of the new people, those to whom an automatic activation email goes.
fn newly_added(organization: &Organization, settings: &EmailSettings, added: &[DirectoryUser], now: Timestamp) -> Vec<UserId> {
    let rules = BatchRules { organization, settings, kind: SuppressibleKind::Activation, origin: BatchOrigin::Automatic };
    let record = |user: &DirectoryUser| UserRecord { user: user.clone(), mail: MailHistory::default() };
    added.iter().filter(|user| may_receive(rules, &record(user), now).is_ok()).map(|user| user.id.clone()).collect()
}

async fn write(
    db: &mut SqliteConnection,
    importer: Importer<'_>,
    organization: &Organization,
    change: &DirectoryChange,
    refused: u64,
) -> Result<(), StoreError> {
    for user in &change.added {
        store::users::add(db, user).await?;
    }
    for user in &change.changed {
        store::users::change(db, user).await?;
    }
    store::organization::keep_licenses(db, &organization.licenses).await?;
    let action = ActivityAction::DirectoryImported { added: change.added.len() as u64, changed: change.changed.len() as u64, refused };
    store::activity::add(db, importer.now, importer.by, &action).await
}

async fn start_automatic(db: &mut SqliteConnection, importer: Importer<'_>, recipients: &[UserId]) -> Result<Option<BatchId>, StoreError> {
    let kind = SuppressibleKind::Activation;
    let Some(template) = store::templates::newest_for(db, kind).await? else { return Ok(None) };
    let mut rows = Vec::with_capacity(recipients.len());
    for ids in recipients.chunks(AT_ONCE) {
        let known = store::users::row_numbers(db, ids).await?;
        rows.extend(ids.iter().filter_map(|id| known.get(id)));
    }
    let recipients = &rows;
    let new = NewBatch { kind, origin: BatchOrigin::Automatic, template, recipients, left_out: 0, by: importer.by };
    Ok(Some(batches::start(db, new, importer.now).await?.id))
}
