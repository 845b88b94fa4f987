//! Owns how people are listed: everybody or what changed since, as records or in columns.
//! Refuses to say what a token or a cursor means; it comes from a backend and goes back to it.

use crate::domain::{mail_history::UserRecord, people_columns::PeopleColumns, user::UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which people, and which page of them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Where the page begins: `next_cursor` of the page before, which had the same `changed_since`; nothing for the first.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 1,000; 100 unless said.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
    /// Only those who were added or changed since: `changes_token` of an earlier page.
    pub changed_since: Option<String>,
}

/// Which people, and which page of them in columns.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ColumnsQuery {
    /// Where the page begins: `next_cursor` of the page before, which had the same `changed_since`; nothing for the first.
    /// A cursor of a page of records goes on here, and the other way round.
    pub cursor: Option<String>,
    /// How many at most, from 1 to 10,000; 1,000 unless said.
    #[param(minimum = 1, maximum = 10000)]
    pub limit: Option<u32>,
    /// Only those who were added or changed since: `changes_token` of an earlier page.
    pub changed_since: Option<String>,
}

/// A page of people.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct UserPage {
    /// The people, in the order in which they came; those who changed, in the order of their changes.
    pub users: Vec<UserRecord>,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
    /// How many there are in all, changed or not.
    pub total: u64,
    /// Asks later what changed since the first page of this listing; the same on every page of it. Nothing where the backend
    /// cannot say what changed.
    #[serde(default)]
    pub changes_token: Option<String>,
    /// Who is no longer there, where what changed was asked for. Somebody may be named whom the client never knew.
    #[serde(default)]
    pub removed: Vec<UserId>,
}

/// A page of people in columns.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct PeopleColumnsPage {
    /// The people, in the same order as in a page of records.
    pub columns: PeopleColumns,
    /// Where the next page begins; nothing after the last.
    pub next_cursor: Option<String>,
    /// How many there are in all, changed or not.
    pub total: u64,
    /// As in a page of records.
    #[serde(default)]
    pub changes_token: Option<String>,
    /// As in a page of records.
    #[serde(default)]
    pub removed: Vec<UserId>,
}

impl From<UserPage> for PeopleColumnsPage {
    fn from(page: UserPage) -> Self {
        let UserPage { users, next_cursor, total, changes_token, removed } = page;
        Self { columns: PeopleColumns::of(&users), next_cursor, total, changes_token, removed }
    }
}
