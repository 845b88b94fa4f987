//! Owns reading a list that a SCIM server answers (RFC 7644, 3.4.2; RFC 9865 for the cursor).
//! Refuses what only looks like one: a page for people, half an answer, an object without resources.

use super::attribute::{self, Object};
use serde_json::Value;

/// A page of resources, each still to be read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ListPage {
    /// The resources.
    pub resources: Vec<Value>,
    /// How many there are on all pages, as far as the server is to be believed.
    pub total: Option<u64>,
    /// Where the next page begins; nothing on the last one, and where pages are counted.
    pub next_cursor: Option<String>,
}

/// Why an answer is no list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAList {
    /// A page for people, such as one that asks to sign in.
    #[error("the answer is an HTML page, not SCIM: is the address the one of the API?")]
    Html,
    /// The end is missing.
    #[error("the answer breaks off before its end")]
    BreaksOff,
    /// Something else.
    #[error("the answer is not JSON")]
    NotJson,
    /// JSON of another kind.
    #[error("the answer is JSON, but no list of resources")]
    NoResources,
}

/// Reads any object that a server answers.
///
/// # Errors
/// [`NotAList`]
pub(super) fn read_object(body: &[u8]) -> Result<Object, NotAList> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii_start().starts_with(b"<") {
        return Err(NotAList::Html);
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(NotAList::NoResources),
        Err(error) if error.is_eof() => Err(NotAList::BreaksOff),
        Err(_) => Err(NotAList::NotJson),
    }
}

/// Reads a list.
///
/// # Errors
/// [`NotAList`]
pub fn read_list(body: &[u8]) -> Result<ListPage, NotAList> {
    let mut object = read_object(body)?;
    let total = attribute::get(&object, "totalResults").and_then(Value::as_u64);
    let next_cursor = attribute::text(&object, "nextCursor").map(str::to_owned);
    let name = object.keys().find(|name| name.eq_ignore_ascii_case("Resources")).cloned();
    let resources = match name.and_then(|name| object.remove(&name)) {
        Some(Value::Array(resources)) => resources,
        // An empty list may be left out (RFC 7644, 3.4.2).
        None | Some(Value::Null) if total == Some(0) || total.is_some() && is_list(&object) => Vec::new(),
        None | Some(_) => return Err(NotAList::NoResources),
    };
    Ok(ListPage { resources, total, next_cursor })
}

fn is_list(object: &Object) -> bool {
    let schemas = attribute::get(object, "schemas").map(attribute::list).unwrap_or_default();
    schemas.iter().filter_map(Value::as_str).any(|schema| schema.to_ascii_lowercase().ends_with(":listresponse"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_in_any_case_and_may_be_empty() {
        let page = read_list(br#" {"TotalResults":7,"resources":[{},{}],"nextCursor":"x"}"#).unwrap();
        assert_eq!((page.resources.len(), page.total, page.next_cursor.as_deref()), (2, Some(7), Some("x")));
        assert_eq!(read_list(br#"{"totalResults":0}"#).unwrap(), ListPage { total: Some(0), ..ListPage::default() });
        let behind_the_last = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3}"#;
        assert_eq!(read_list(behind_the_last).unwrap().resources.len(), 0);
        assert_eq!(read_list("\u{feff}{\"Resources\":[]}".as_bytes()).unwrap().total, None);
    }

    #[test]
    fn what_is_no_list_is_told_apart() {
        for (body, problem) in [
            ("<!doctype html><title>Sign in</title>", NotAList::Html),
            ("\n <html>", NotAList::Html),
            ("", NotAList::BreaksOff),
            (r#"{"totalResults":2,"Resources":[{"id":"a"},{"id"#, NotAList::BreaksOff),
            ("Bad gateway", NotAList::NotJson),
            ("[]", NotAList::NoResources),
            (r#"{"totalResults":5}"#, NotAList::NoResources),
            (r#"{"Resources":{"id":"a"}}"#, NotAList::NoResources),
            (r#"{"Resources":"none","totalResults":0}"#, NotAList::NoResources),
            (r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"200"}"#, NotAList::NoResources),
        ] {
            assert_eq!(read_list(body.as_bytes()), Err(problem), "{body}");
        }
        let deep = format!("{{\"Resources\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read_list(deep.as_bytes()), Err(NotAList::NotJson), "no deeper than can be read");
    }
}
