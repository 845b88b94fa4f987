//! Owns reading a page of people in columns from JSON, column by column: one way for texts, one for counts, one for times, one for
//! what repeats, and not one for each column, since the browser carries every one.
//! Refuses to judge what fits together; [`PeopleColumns::check`] does.

use super::{
    people_column::{Coded, Times},
    people_columns::PeopleColumns,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// Columns by their names, as they came.
pub(super) type Named = BTreeMap<String, Value>;

struct Columns(Named);

impl TryFrom<Named> for PeopleColumns {
    type Error = String;

    fn try_from(named: Named) -> Result<Self, String> {
        let (mut columns, mut read) = (Columns(named), Self::default());
        read.fill(&mut columns)?;
        match columns.0.into_keys().next() {
            Some(name) => Err(format!("unknown column `{name}`")),
            None => Ok(read),
        }
    }
}

impl PeopleColumns {
    /// Column by column into what is there, so that there is one thing to give up where a column is wrong.
    fn fill(&mut self, columns: &mut Columns) -> Result<(), String> {
        self.ids = columns.texts("ids")?;
        self.emails = columns.texts("emails")?;
        self.first_names = columns.texts("first_names")?;
        self.last_names = columns.texts("last_names")?;
        self.display_names = columns.texts("display_names")?;
        self.departments = columns.coded("departments")?;
        self.languages = columns.coded("languages")?;
        self.licenses = columns.coded("licenses")?;
        self.activation = columns.coded("activation")?;
        self.last_seen = columns.times("last_seen")?;
        self.account_status = columns.coded("account_status")?;
        self.address_verification = columns.coded("address_verification")?;
        self.added = columns.times("added")?;
        self.first_seen = columns.times("first_seen")?;
        self.added_by = columns.coded("added_by")?;
        self.meeting_room_urls = columns.coded("meeting_room_urls")?;
        self.reminders_declined = columns.times("reminders_declined")?;
        self.signed_in_by = columns.times("signed_in_by")?;
        self.last_mail = columns.coded("last_mail")?;
        self.last_mail_at = columns.times("last_mail_at")?;
        self.activation_sent = columns.times("activation_sent")?;
        self.reminders_sent = columns.counts("reminders_sent")?;
        self.contacted = columns.times("contacted")?;
        self.undeliverable = columns.times("undeliverable")?;
        Ok(())
    }
}

impl Columns {
    fn list(&mut self, name: &str) -> Result<Vec<Value>, String> {
        list(name, self.0.remove(name))
    }

    fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        let text = |value| {
            if let Value::String(text) = value { Ok(text) } else { Err(format!("column `{name}` holds something else than texts")) }
        };
        self.list(name)?.into_iter().map(text).collect()
    }

    fn counts(&mut self, name: &str) -> Result<Vec<u32>, String> {
        counts(name, self.list(name)?)
    }

    fn coded<T: DeserializeOwned>(&mut self, name: &str) -> Result<Coded<T>, String> {
        let mut parts = self.parts(name)?;
        let values = list(name, parts.remove("values"))?;
        let codes = counts(name, list(name, parts.remove("codes"))?)?;
        nothing_else(name, parts)?;
        let value = |value| serde_json::from_value(value).map_err(|error| format!("column `{name}`: {error}"));
        Ok(Coded { values: values.into_iter().map(value).collect::<Result<_, _>>()?, codes })
    }

    fn times(&mut self, name: &str) -> Result<Times, String> {
        let mut parts = self.parts(name)?;
        let wrong = || format!("column `{name}` holds something else than times");
        let start = match parts.remove("start") {
            None | Some(Value::Null) => None,
            Some(start) => Some(start.as_i64().ok_or_else(wrong)?),
        };
        let step = parts.remove("step").map_or(Ok(0), |step| step.as_u64().ok_or_else(wrong))?;
        let at = |value: Value| if value.is_null() { Ok(None) } else { value.as_u64().map(Some).ok_or_else(wrong) };
        let at = list(name, parts.remove("at"))?.into_iter().map(at).collect::<Result<_, _>>()?;
        nothing_else(name, parts)?;
        Ok(Times { start, step, at })
    }

    fn parts(&mut self, name: &str) -> Result<serde_json::Map<String, Value>, String> {
        match self.0.remove(name) {
            None => Ok(serde_json::Map::new()),
            Some(Value::Object(parts)) => Ok(parts),
            Some(_) => Err(format!("column `{name}` is no object")),
        }
    }
}

fn list(name: &str, value: Option<Value>) -> Result<Vec<Value>, String> {
    match value {
        None => Ok(Vec::new()),
        Some(Value::Array(entries)) => Ok(entries),
        Some(_) => Err(format!("column `{name}` is no list where one is needed")),
    }
}

fn counts(name: &str, entries: Vec<Value>) -> Result<Vec<u32>, String> {
    let count = |value: Value| value.as_u64().and_then(|count| u32::try_from(count).ok());
    entries
        .into_iter()
        .map(|value| count(value).ok_or_else(|| format!("column `{name}` holds something else than whole numbers")))
        .collect()
}

fn nothing_else(name: &str, parts: serde_json::Map<String, Value>) -> Result<(), String> {
    match parts.into_iter().next() {
        Some((part, _)) => Err(format!("column `{name}` has an unknown part `{part}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_column_is_named() {
        for (json, said) in [
            (r#"{"ids":["a"],"emails":7}"#, "column `emails` is no list"),
            (r#"{"ids":["a",1]}"#, "column `ids` holds something else than texts"),
            (r#"{"reminders_sent":[-1]}"#, "column `reminders_sent` holds something else than whole numbers"),
            (r#"{"added":{"start":"x"}}"#, "column `added` holds something else than times"),
            (r#"{"added":{"at":[1.5]}}"#, "column `added` holds something else than times"),
            (r#"{"languages":{"values":["xx"]}}"#, "column `languages`: "),
            (r#"{"languages":[]}"#, "column `languages` is no object"),
            (r#"{"languages":{"values":["pl"],"more":1}}"#, "unknown part `more`"),
            (r#"{"shoe_sizes":[]}"#, "unknown column `shoe_sizes`"),
        ] {
            let error = serde_json::from_str::<PeopleColumns>(json).unwrap_err().to_string();
            assert!(error.contains(said), "{json}: {error}");
        }
    }
}
