//! Owns how an import is asked for and what is answered.
//! Refuses the file itself, which travels as the body, in pieces.

use super::payload::NotReady;
use crate::domain::{batch::BatchId, csv_import::RowProblem, csv_mapping::ColumnMapping, timestamp::Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};

/// Refused rows that a report tells one by one. Whoever has the file finds the others in it by the same rules.
pub const MOST_REFUSED_TOLD: usize = 1_000;

/// How an import is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// `true` says what would happen and writes nothing.
    #[serde(default)]
    pub preview: bool,
    /// The day on which the people were added, where the file does not say and the administrator knows.
    #[param(value_type = Option<String>, example = "2026-10-01T00:00:00Z")]
    pub added: Option<Timestamp>,
    /// `true` treats people who are new to the directory as newly added: while automatic activation emails are on, they
    /// are mailed now. Without it an import never causes mail.
    #[serde(default)]
    pub newly_added: bool,
    /// What each column holds, as a JSON object of columns and fields; columns that it does not name are not read. Without
    /// it the columns are taken for what they seem to be.
    #[serde(default, deserialize_with = "read_mapping", serialize_with = "write_mapping")]
    #[param(value_type = Option<String>, example = json!("{\"E-mail\":\"email\",\"Webex Calling\":\"license\"}"))]
    pub mapping: Option<ColumnMapping>,
}

/// What an import did, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// Whether nothing was written.
    pub preview: bool,
    /// New people.
    pub added: u64,
    /// Changed people.
    pub changed: u64,
    /// People who stay as they are.
    pub unchanged: u64,
    /// Of the new people, those to whom an activation email goes now, or would go with `newly_added`.
    pub automatic_emails: u64,
    /// Why automatic activation emails cannot go out, if they cannot although the setting is on.
    pub automatic_emails_blocked: Option<NotReady>,
    /// The first 1,000 refused rows, each with line, column and reason.
    pub refused: Vec<RowProblem>,
    /// How many rows were refused in all.
    #[serde(default)]
    pub refused_total: u64,
    /// By which columns the file was read.
    #[serde(default)]
    pub mapping: ColumnMapping,
    /// Licenses that the file names.
    pub licenses: Vec<String>,
    /// Columns that were not read because nobody knows them.
    pub unknown_columns: Vec<String>,
    /// Languages that are not supported, with how many people have them.
    pub unknown_languages: Vec<CountedName>,
    /// The batch that sends the activation emails, if there is one.
    pub batch: Option<BatchId>,
}

/// A name and how often it occurs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct CountedName {
    /// The name.
    pub name: String,
    /// How often.
    pub count: u64,
}

impl ImportReport {
    /// How many rows were refused; a backend that does not count them tells them all.
    #[must_use]
    pub fn refused_count(&self) -> u64 {
        self.refused_total.max(self.refused.len() as u64)
    }
}

fn read_mapping<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ColumnMapping>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

fn write_mapping<S: Serializer>(mapping: &Option<ColumnMapping>, to: S) -> Result<S::Ok, S::Error> {
    mapping.as_ref().map(ColumnMapping::print).serialize(to)
}
