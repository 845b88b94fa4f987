//! Owns the rows of templates and of their published versions, which never change.
//! Refuses to judge drafts; `domain::publish` is asked before a version is kept.

use super::{
    StoreError,
    connection::{Db, query, query_scalar},
    count, document, name_of, number, read_document, time,
};
use crate::{
    api::payload::{PublishedVersion, StoredTemplate, VersionContents},
    domain::{
        email_kind::SuppressibleKind,
        template::{TemplateDraft, TemplateId},
        timestamp::Timestamp,
    },
};
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    id: String,
    version: i64,
    draft: String,
    changed_at: i64,
    published: Option<i64>,
    published_at: Option<i64>,
    published_by: Option<String>,
}

fn stored(row: Row) -> Result<StoredTemplate, StoreError> {
    let published = match (row.published, row.published_at, row.published_by) {
        (Some(version), Some(at), Some(by)) => Some(published(version, at, by)),
        _ => None,
    };
    Ok(StoredTemplate {
        id: TemplateId(row.id),
        version: count(row.version),
        draft: read_document(&row.draft, "template")?,
        changed_at: time(row.changed_at),
        published,
    })
}

fn published(version: i64, at: i64, by: String) -> PublishedVersion {
    PublishedVersion { version: u32::try_from(version).unwrap_or_default(), at: time(at), by }
}

/// Every template, oldest first.
///
/// # Errors
/// [`StoreError`]
pub async fn all(db: &mut Db) -> Result<Vec<StoredTemplate>, StoreError> {
    let rows: Vec<Row> = query(
        "SELECT t.id, t.version, t.draft, t.changed_at, v.version AS published, v.published_at, v.published_by FROM template t \
         LEFT JOIN template_version v ON v.template = t.seq \
         AND v.version = (SELECT max(version) FROM template_version WHERE template = t.seq) ORDER BY t.seq",
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(stored).collect()
}

/// One template.
///
/// # Errors
/// [`StoreError`]
pub async fn find(db: &mut Db, id: &TemplateId) -> Result<Option<StoredTemplate>, StoreError> {
    let row: Option<Row> = query(
        "SELECT t.id, t.version, t.draft, t.changed_at, v.version AS published, v.published_at, v.published_by FROM template t \
         LEFT JOIN template_version v ON v.template = t.seq \
         AND v.version = (SELECT max(version) FROM template_version WHERE template = t.seq) WHERE t.id = $1",
    )
    .bind(&id.0)
    .fetch_optional(db)
    .await?;
    row.map(stored).transpose()
}

/// Adds a template.
///
/// # Errors
/// [`StoreError`]
pub async fn add(db: &mut Db, id: TemplateId, draft: TemplateDraft, at: Timestamp) -> Result<StoredTemplate, StoreError> {
    query("INSERT INTO template (id, version, draft, changed_at) VALUES ($1, 1, $2, $3)")
        .bind(&id.0)
        .bind(document(&draft)?)
        .bind(at.millis())
        .execute(db)
        .await?;
    Ok(StoredTemplate { id, version: 1, draft, changed_at: at, published: None })
}

/// Keeps a draft as the next version; the caller holds the write lock and has compared the version.
///
/// # Errors
/// [`StoreError`]
pub async fn change(db: &mut Db, before: StoredTemplate, draft: TemplateDraft, at: Timestamp) -> Result<StoredTemplate, StoreError> {
    let version: i64 =
        query_scalar("UPDATE template SET version = version + 1, draft = $1, changed_at = $2 WHERE id = $3 RETURNING version")
            .bind(document(&draft)?)
            .bind(at.millis())
            .bind(&before.id.0)
            .fetch_one(db)
            .await?;
    Ok(StoredTemplate { version: count(version), draft, changed_at: at, ..before })
}

/// Keeps the draft as the next published version.
///
/// # Errors
/// [`StoreError`]
pub async fn publish(db: &mut Db, of: StoredTemplate, at: Timestamp, by: &str) -> Result<StoredTemplate, StoreError> {
    let version: i64 = query_scalar(
        "INSERT INTO template_version (template, version, purpose, contents, published_at, published_by) \
         SELECT seq, 1 + coalesce((SELECT max(version) FROM template_version WHERE template = seq), 0), $1, $2, $3, $4 FROM template WHERE id = $5 \
         RETURNING version",
    )
    .bind(name_of(&of.draft.purpose)?)
    .bind(document(&of.draft)?)
    .bind(at.millis())
    .bind(by)
    .bind(&of.id.0)
    .fetch_one(db)
    .await?;
    Ok(StoredTemplate { published: Some(published(version, at.millis(), by.to_owned())), ..of })
}

/// The published versions of a template, newest first.
///
/// # Errors
/// [`StoreError`]
pub async fn versions(db: &mut Db, id: &TemplateId) -> Result<Vec<PublishedVersion>, StoreError> {
    let rows: Vec<(i64, i64, String)> = query(
        "SELECT v.version, v.published_at, v.published_by FROM template_version v JOIN template t ON t.seq = v.template \
         WHERE t.id = $1 ORDER BY v.version DESC",
    )
    .bind(&id.0)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(version, at, by)| published(version, at, by)).collect())
}

/// One published version with its contents.
///
/// # Errors
/// [`StoreError`]
pub async fn version(db: &mut Db, id: &TemplateId, number_of: u32) -> Result<Option<VersionContents>, StoreError> {
    let row: Option<(i64, i64, String, String)> = query(
        "SELECT v.version, v.published_at, v.published_by, v.contents FROM template_version v JOIN template t ON t.seq = v.template \
         WHERE t.id = $1 AND v.version = $2",
    )
    .bind(&id.0)
    .bind(number(number_of.into()))
    .fetch_optional(db)
    .await?;
    row.map(|(version, at, by, contents)| {
        Ok(VersionContents { published: published(version, at, by), template: read_document(&contents, "template")? })
    })
    .transpose()
}

/// Template and version that were published last for a purpose.
///
/// # Errors
/// [`StoreError`]
pub async fn newest_for(db: &mut Db, purpose: SuppressibleKind) -> Result<Option<(TemplateId, u32)>, StoreError> {
    // A version stands for its template only while it is the newest there: its purpose may have changed since.
    let row: Option<(String, i64)> = query(
        "SELECT t.id, v.version FROM template_version v JOIN template t ON t.seq = v.template \
         WHERE v.purpose = $1 AND v.version = (SELECT max(version) FROM template_version WHERE template = t.seq) \
         ORDER BY v.published_at DESC, t.seq DESC LIMIT 1",
    )
    .bind(name_of(&purpose)?)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(id, version)| (TemplateId(id), u32::try_from(version).unwrap_or_default())))
}
