//! Owns cursors and page sizes of collections.
//! Refuses cursors that this host did not give out.

use crate::{
    api::{
        payload::PageQuery,
        problem::Problem,
        routes::{DEFAULT_PAGE, LARGEST_PAGE},
    },
    host::error::malformed,
};

/// Which page is asked for.
pub struct Page {
    /// Number after (or before) which the page begins.
    pub cursor: Option<u64>,
    /// How many at most.
    pub limit: u32,
}

/// Reads how many are asked for at most.
///
/// # Errors
/// A problem that names `limit`.
pub fn page_size(asked: Option<u32>, unless_said: u32, largest: u32) -> Result<u32, Problem> {
    let limit = asked.unwrap_or(unless_said);
    if (1..=largest).contains(&limit) { Ok(limit) } else { Err(malformed("limit", &format!("is a number from 1 to {largest}"))) }
}

impl Page {
    /// Reads the query.
    ///
    /// # Errors
    /// A problem that names `limit` or `cursor`.
    pub fn parse(query: &PageQuery) -> Result<Self, Problem> {
        let limit = page_size(query.limit, DEFAULT_PAGE, LARGEST_PAGE)?;
        let digits = |text: &&String| !text.is_empty() && text.len() <= 18 && text.bytes().all(|c| c.is_ascii_digit());
        let cursor = query.cursor.as_ref().map(|text| {
            Some(text)
                .filter(digits)
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| malformed("cursor", "is not known; begin again without one"))
        });
        Ok(Self { cursor: cursor.transpose()?, limit })
    }

    /// Reads the query of a collection that is answered whole where no limit is named.
    ///
    /// # Errors
    /// A problem that names `limit` or `cursor`.
    pub fn parse_or_whole(query: &PageQuery) -> Result<Self, Problem> {
        let page = Self::parse(query)?;
        Ok(Self { limit: query.limit.unwrap_or(u32::MAX), ..page })
    }

    /// The number after which the page begins, for collections in ascending order.
    #[must_use]
    pub fn after(&self, first: i64) -> i64 {
        self.cursor.map_or(first, |cursor| i64::try_from(cursor).unwrap_or(i64::MAX))
    }

    /// One row more than asked for, which tells whether another page follows.
    #[must_use]
    pub fn probe(&self) -> u32 {
        self.limit.saturating_add(1)
    }

    /// Cuts the probing row off; the cursor of the next page, if there is one, is that of the last row that stays.
    pub fn cut<T>(&self, rows: &mut Vec<T>, cursor: impl Fn(&T) -> String) -> Option<String> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return None;
        }
        rows.truncate(limit);
        rows.last().map(cursor)
    }
}
