//! Owns which column of a file is which field, as somebody chose it or as it was detected.
//! Refuses a choice that cannot be followed, naming the column.

use super::{csv_field::Field, csv_import::FileProblem, csv_layout::Layout};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What each column holds, by its name in the file. Columns that are not named are not read. As text: a JSON object such as
/// `{"E-mail":"email","Webex Calling":"license"}`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct ColumnMapping(pub BTreeMap<String, Field>);

/// Why a text is no mapping.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("is not a JSON object of columns and fields such as {{\"E-mail\":\"email\"}}: {0}")]
pub struct NotAMapping(String);

impl ColumnMapping {
    /// Of these columns, each with its field.
    #[must_use]
    pub fn new<'n>(columns: impl Iterator<Item = (&'n str, Field)>) -> Self {
        let read = columns.filter(|(name, field)| !name.is_empty() && *field != Field::NotRead);
        Self(read.map(|(name, field)| (name.to_owned(), field)).collect())
    }

    /// As it travels in an address.
    #[must_use]
    pub fn print(&self) -> String {
        // Names and fields are always JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Follows the choice in a file with these columns.
    pub(super) fn layout(&self, names: &[String]) -> Result<Layout, FileProblem> {
        if let Some(column) = self.0.keys().find(|column| !names.contains(column)) {
            return Err(FileProblem::MappedColumnMissing { column: column.clone() });
        }
        let fields: Vec<Field> = names.iter().map(|name| self.0.get(name).copied().unwrap_or(Field::NotRead)).collect();
        check(names, &fields)?;
        Ok(Layout::new(names.to_vec(), &fields))
    }
}

/// Whether every column can be what it is said to be.
///
/// # Errors
/// [`FileProblem::MappedTwice`], [`FileProblem::NoAddressMapped`]
pub fn check(names: &[String], fields: &[Field]) -> Result<(), FileProblem> {
    for (at, (name, field)) in names.iter().zip(fields).enumerate() {
        if let Some((earlier, _)) = names.iter().zip(fields).take(at).find(|(_, other)| *other == field && !field.can_repeat()) {
            return Err(FileProblem::MappedTwice { field: *field, column: name.clone(), earlier: earlier.clone() });
        }
    }
    if fields.contains(&Field::Email) { Ok(()) } else { Err(FileProblem::NoAddressMapped) }
}

impl std::str::FromStr for ColumnMapping {
    type Err = NotAMapping;

    fn from_str(text: &str) -> Result<Self, NotAMapping> {
        serde_json::from_str(text).map_err(|error| NotAMapping(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn problem(mapping: &str) -> Option<FileProblem> {
        mapping.parse::<ColumnMapping>().unwrap().layout(&names(&["Contact", "Private", "App", ""])).err()
    }

    #[test]
    fn a_choice_that_cannot_be_followed_names_its_column() {
        assert_eq!(problem(r#"{"Contact":"email","App":"license"}"#), None);
        assert_eq!(problem(r#"{"Contact":"first_name"}"#), Some(FileProblem::NoAddressMapped));
        assert_eq!(problem("{}"), Some(FileProblem::NoAddressMapped));
        assert_eq!(problem(r#"{"Kontakt":"email"}"#), Some(FileProblem::MappedColumnMissing { column: "Kontakt".into() }));
        assert_eq!(
            problem(r#"{"Contact":"email","Private":"email"}"#),
            Some(FileProblem::MappedTwice { field: Field::Email, column: "Private".into(), earlier: "Contact".into() })
        );
        assert_eq!(problem(r#"{"Contact":"email","Private":"license","App":"license"}"#), None);
    }

    #[test]
    fn what_is_no_mapping_is_refused_and_what_is_one_is_read_back() {
        for text in ["", "[]", r#"{"a":"address"}"#, r#"{"a":1}"#, "{"] {
            assert!(text.parse::<ColumnMapping>().is_err(), "{text}");
        }
        let mapping = ColumnMapping::new([("E-mail", Field::Email), ("Hobby", Field::NotRead), ("", Field::License)].into_iter());
        assert_eq!(mapping.print(), r#"{"E-mail":"email"}"#);
        assert_eq!(mapping.print().parse(), Ok(mapping));
    }
}
