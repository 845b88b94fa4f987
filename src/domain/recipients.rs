//! Owns how a send names its recipients: one by one, or everybody whom a filter finds but for exceptions.
//! Refuses to look anybody up; `batch_plan` judges people as a store hands them over.

use super::{people_filter::PeopleFilter, user::UserId};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// Whom a send is for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields, try_from = "Raw")]
pub enum Recipients {
    /// These people.
    Users {
        /// Each once, in the order of sending.
        users: Vec<UserId>,
    },
    /// Everybody whom a filter finds at that moment, in the order in which they came.
    Filter {
        /// The filter.
        filter: PeopleFilter,
        /// Who is not meant although the filter finds them. Each must be in the directory.
        #[serde(default)]
        except: Vec<UserId>,
        /// How many the administrator saw the filter find, exceptions included. Another number when it is sent is
        /// answered with 409, and nothing is sent.
        expected: u64,
    },
}

/// Most unknown exceptions that a refusal names.
pub const MOST_STRANGERS: usize = 100;

/// How many people were seen and how many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Moved {
    /// As many as the administrator saw.
    pub expected: u64,
    /// As many as there are now.
    pub now: u64,
}

impl Moved {
    /// The two numbers, where they differ.
    #[must_use]
    pub fn between(expected: u64, now: u64) -> Option<Self> {
        (expected != now).then_some(Self { expected, now })
    }
}

impl Recipients {
    /// One person.
    #[must_use]
    pub fn one(user: UserId) -> Self {
        Self::Users { users: vec![user] }
    }

    /// How many people were expected to match and how many do, where that differs. People who were named one by one are
    /// who they are.
    #[must_use]
    pub fn moved(&self, matching: u64) -> Option<Moved> {
        match self {
            Self::Users { .. } => None,
            Self::Filter { expected, .. } => Moved::between(*expected, matching),
        }
    }

    /// The same recipients, with this number of people seen to match.
    #[must_use]
    pub fn expecting(self, matching: u64) -> Self {
        match self {
            Self::Users { users } => Self::Users { users },
            Self::Filter { filter, except, .. } => Self::Filter { filter, except, expected: matching },
        }
    }

    /// Names of people that the request carries, with the JSON pointer of their list.
    #[must_use]
    pub fn named(&self) -> (&'static str, &[UserId]) {
        match self {
            Self::Users { users } => ("/recipients/users", users),
            Self::Filter { except, .. } => ("/recipients/except", except),
        }
    }
}

/// People who were named, each once, in the order in which they were named.
#[must_use]
pub fn each_once(users: &[UserId]) -> Vec<&UserId> {
    let mut seen = HashSet::with_capacity(users.len());
    users.iter().filter(|id| seen.insert(*id)).collect()
}

/// Recipients as they are written, read field by field: a tagged enum would lose where a fault is, and hold a million
/// names twice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    by: By,
    users: Option<Vec<UserId>>,
    filter: Option<PeopleFilter>,
    except: Option<Vec<UserId>>,
    expected: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Users,
    Filter,
}

/// Recipients that are neither named nor filtered, or both.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotRecipients {
    /// A field is missing.
    #[error("recipients by {by} need `{field}`")]
    Missing {
        /// How they are named.
        by: &'static str,
        /// What is missing.
        field: &'static str,
    },
    /// Fields of the other way to name them.
    #[error("recipients by {by} have no `{field}`")]
    Surplus {
        /// How they are named.
        by: &'static str,
        /// What is too much.
        field: &'static str,
    },
}

impl TryFrom<Raw> for Recipients {
    type Error = NotRecipients;

    fn try_from(raw: Raw) -> Result<Self, NotRecipients> {
        let Raw { by, users, filter, except, expected } = raw;
        let surplus = |by, field, given: bool| if given { Err(NotRecipients::Surplus { by, field }) } else { Ok(()) };
        match by {
            By::Users => {
                surplus("users", "filter", filter.is_some())?;
                surplus("users", "except", except.is_some())?;
                surplus("users", "expected", expected.is_some())?;
                Ok(Self::Users { users: users.ok_or(NotRecipients::Missing { by: "users", field: "users" })? })
            }
            By::Filter => {
                surplus("filter", "users", users.is_some())?;
                Ok(Self::Filter {
                    filter: filter.ok_or(NotRecipients::Missing { by: "filter", field: "filter" })?,
                    except: except.unwrap_or_default(),
                    expected: expected.ok_or(NotRecipients::Missing { by: "filter", field: "expected" })?,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Recipients, String> {
        serde_json::from_str(text).map_err(|error: serde_json::Error| error.to_string())
    }

    #[test]
    fn both_ways_to_name_recipients_survive_the_wire() {
        let filter = PeopleFilter { search: "ada".into(), reminders_at_least: Some(2), ..PeopleFilter::default() };
        let by_filter = Recipients::Filter { filter, except: vec![UserId("x".into())], expected: 7 };
        for recipients in [Recipients::one(UserId("a".into())), by_filter] {
            let text = serde_json::to_string(&recipients).unwrap();
            assert_eq!(read(&text), Ok(recipients));
        }
        assert_eq!(read(r#"{"by":"users","users":["a"]}"#), Ok(Recipients::one(UserId("a".into()))));
    }

    #[test]
    fn what_is_missing_surplus_or_unknown_is_named() {
        for (text, words) in [
            (r#"{"by":"users"}"#, "need `users`"),
            (r#"{"by":"users","users":[],"except":[]}"#, "have no `except`"),
            (r#"{"by":"users","users":[],"expected":1}"#, "have no `expected`"),
            (r#"{"by":"filter","filter":{}}"#, "need `expected`"),
            (r#"{"by":"filter","expected":1}"#, "need `filter`"),
            (r#"{"by":"filter","filter":{},"expected":1,"users":[]}"#, "have no `users`"),
            (r#"{"by":"everybody"}"#, "unknown variant `everybody`"),
            (r#"{"by":"filter","filter":{"serach":""},"expected":1}"#, "unknown field `serach`"),
            (r#"{"by":"users","users":[],"user":1}"#, "unknown field `user`"),
            (r#"{"by":"filter","filter":{},"expected":-1}"#, "invalid value"),
        ] {
            let refusal = read(text).unwrap_err();
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
    }

    #[test]
    fn who_is_named_twice_is_meant_once() {
        let ids = ["b", "a", "b"].map(|id| UserId(id.into()));
        assert_eq!(each_once(&ids), [&ids[0], &ids[1]]);
    }

    #[test]
    fn only_a_filter_can_find_another_number_of_people() {
        let by_filter = Recipients::Filter { filter: PeopleFilter::default(), except: Vec::new(), expected: 7 };
        assert_eq!(by_filter.moved(7), None);
        assert_eq!(by_filter.moved(6), Some(Moved { expected: 7, now: 6 }));
        assert_eq!(by_filter.expecting(6).moved(6), None);
        assert_eq!(Recipients::one(UserId("a".into())).moved(0), None);
    }
}
