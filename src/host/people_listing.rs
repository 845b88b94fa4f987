//! Owns listing people page by page: everybody, or who changed since.
//! Refuses to lose anybody between two pages: what changes meanwhile is in the next answer to "what changed since".

use super::{
    error::malformed,
    store::{
        self, StoreError,
        connection::Db,
        users::{RecordRow, placed},
    },
};
use crate::{
    api::{
        payload::UserPage,
        problem::{Problem, ProblemCode},
    },
    domain::people_listing::{ChangesToken, Listing, ListingCursor},
};

/// What is asked for.
pub struct Asked {
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many at most; it was checked.
    pub limit: u32,
    /// Only who changed since.
    pub changed_since: Option<String>,
}

/// A page as the store gave it, to be read where reading may take its time.
pub struct RawPage {
    rows: Vec<RecordRow>,
    next_cursor: Option<String>,
    total: u64,
    changes_token: String,
}

impl RawPage {
    /// Reads the people.
    ///
    /// # Errors
    /// [`StoreError`]
    pub fn read(self) -> Result<UserPage, StoreError> {
        let users = self.rows.into_iter().map(|row| placed(row).map(|placed| placed.record)).collect::<Result<_, _>>()?;
        let (next_cursor, total, changes_token) = (self.next_cursor, self.total, Some(self.changes_token));
        // Nobody is ever removed here.
        Ok(UserPage { users, next_cursor, total, changes_token, removed: Vec::new() })
    }
}

/// A page. Whoever calls it holds a transaction, so that all of it is true at one moment.
///
/// # Errors
/// A problem that names `cursor`, or says that everything must be read again.
pub async fn page(db: &mut Db, asked: Asked) -> Result<RawPage, Problem> {
    let now = store::people_changes::now(db).await?;
    let wanted = if asked.changed_since.is_some() { Listing::Changed } else { Listing::Everybody };
    let since = asked.changed_since.map(|token| since(&token, &now)).transpose()?;
    let place = match asked.cursor {
        Some(text) => cursor(&text, wanted, &now)?,
        None => ListingCursor { listing: wanted, after: since.unwrap_or_default(), known: now },
    };
    let probe = asked.limit.saturating_add(1);
    let mut rows = match place.listing {
        Listing::Everybody => store::users::rows(db, i64::try_from(place.after).unwrap_or(i64::MAX), probe).await?,
        Listing::Changed => store::people_changes::page(db, place.after, place.known.last, probe).await?,
    };
    let total = store::users::total(db).await?;
    let changes_token = place.known.to_string();
    let limit = usize::try_from(asked.limit).unwrap_or(usize::MAX);
    let next_cursor = if rows.len() > limit {
        rows.truncate(limit);
        rows.last().map(|(last, ..)| ListingCursor { after: last.unsigned_abs(), ..place }.to_string())
    } else {
        None
    };
    Ok(RawPage { rows, next_cursor, total, changes_token })
}

/// The last change that the client knows.
fn since(token: &str, now: &ChangesToken) -> Result<u64, Problem> {
    let known = ChangesToken::parse(token).filter(|known| known.origin == now.origin && known.last <= now.last);
    known.map(|known| known.last).ok_or_else(|| {
        let detail = "What changed since then is not known here. Read everything again, without changed_since.";
        Problem::new(ProblemCode::ChangesUnknown, detail).with_error("changed_since", "is not known; read everything again without it")
    })
}

fn cursor(text: &str, wanted: Listing, now: &ChangesToken) -> Result<ListingCursor, Problem> {
    let known = |cursor: &ListingCursor| cursor.listing == wanted && cursor.known.origin == now.origin && cursor.known.last <= now.last;
    ListingCursor::parse(text).filter(known).ok_or_else(|| malformed("cursor", "is not known; begin again without one"))
}
