//! Owns asking a backend for people in the densest way that it offers: in columns where it has them, else as records.
//! Refuses to keep anybody.

use super::context::Session;
use crate::api::payload::{Ability, PeopleColumnsPage, UserPage};
use crate::backend::{Backend, Failure};
use crate::domain::{mail_history::UserRecord, people_columns::PeopleColumns, user::UserId};

use std::pin::Pin;

/// People on the first page: as many as a screen shows at once, so that they are there soon.
const FIRST: u32 = 100;
/// People on a page of columns: more of them would hold up a frame while they are put where they belong.
const AT_ONCE: u32 = 5_000;

/// Where people come from.
#[derive(Clone)]
pub struct Source {
    backend: Backend,
    largest: u32,
    columns: Option<u32>,
    /// Whether the backend can tell who changed.
    pub tells_changes: bool,
}

/// A page of people.
pub struct Page {
    /// The people.
    pub people: People,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many there are in all.
    pub total: u64,
    /// Asks for what changed since.
    pub token: Option<String>,
    /// Who is no longer there.
    pub removed: Vec<UserId>,
}

/// The people of a page.
pub enum People {
    /// One by one.
    Records(Vec<UserRecord>),
    /// In columns.
    Columns(Box<PeopleColumns>),
}

impl Source {
    /// The backend of the session, as its capabilities say.
    #[must_use]
    pub fn new(session: &Session) -> Self {
        let capabilities = &session.capabilities;
        Self {
            backend: session.backend.clone(),
            largest: capabilities.largest_page.max(1),
            columns: capabilities.people_columns.filter(|largest| *largest > 0),
            tells_changes: capabilities.changed_since == Ability::Available,
        }
    }

    /// A page of everybody, or of who changed since a token was given.
    ///
    /// # Errors
    /// [`Failure`]
    pub async fn page(&self, cursor: Option<&str>, since: Option<&str>, first: bool) -> Result<Page, Failure> {
        let largest = self.columns.map_or(self.largest, |columns| columns.min(AT_ONCE));
        let asked = Asked {
            backend: self.backend.clone(),
            cursor: cursor.map(Into::into),
            limit: if first { largest.min(FIRST) } else { largest },
            since: since.map(Into::into),
        };
        let pages = if self.columns.is_some() { column_pages().await? } else { record_pages().await? };
        pages(asked).await
    }
}

/// Which page.
pub struct Asked {
    backend: Backend,
    cursor: Option<String>,
    limit: u32,
    since: Option<String>,
}

/// Asks for a page.
pub type Pages = fn(Asked) -> Pin<Box<dyn Future<Output = Result<Page, Failure>>>>;

part! {
    people_columns,
    /// Reading people in columns, which is fetched once the page is there that people are read for.
    pub fn column_pages() -> Result<Pages, Failure> {
        Ok(|asked| Box::pin(page_of_columns(asked)))
    }
}

part! {
    people_records,
    /// Reading people as records, which is fetched only where a backend has no columns.
    pub fn record_pages() -> Result<Pages, Failure> {
        Ok(|asked| Box::pin(page_of_records(asked)))
    }
}

async fn page_of_columns(asked: Asked) -> Result<Page, Failure> {
    let Asked { backend, cursor, limit, since } = asked;
    Ok(backend.people_columns(cursor.as_deref(), limit, since.as_deref()).await?.into())
}

async fn page_of_records(asked: Asked) -> Result<Page, Failure> {
    let Asked { backend, cursor, limit, since } = asked;
    let page = match since {
        Some(token) => backend.users_since(&token, cursor.as_deref(), limit).await?,
        None => backend.users(cursor.as_deref(), limit).await?,
    };
    Ok(page.into())
}

impl From<UserPage> for Page {
    fn from(page: UserPage) -> Self {
        let UserPage { users, next_cursor, total, changes_token, removed } = page;
        Self { people: People::Records(users), next: next_cursor, total, token: changes_token, removed }
    }
}

impl From<PeopleColumnsPage> for Page {
    fn from(page: PeopleColumnsPage) -> Self {
        let PeopleColumnsPage { columns, next_cursor, total, changes_token, removed } = page;
        Self { people: People::Columns(Box::new(columns)), next: next_cursor, total, token: changes_token, removed }
    }
}
