//! Owns finding attributes in what a SCIM server answers: their names are the same in any case (RFC 7643, 2.1).
//! Refuses to tell null from absent, as the standard does.

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// An attribute that has a value.
pub(super) fn get<'v>(object: &'v Object, name: &str) -> Option<&'v Value> {
    let exact = object.get(name);
    exact.or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)).filter(|value| !value.is_null())
}

/// An attribute that is an object.
pub(super) fn object<'v>(of: &'v Object, name: &str) -> Option<&'v Object> {
    get(of, name)?.as_object()
}

/// An attribute that is a text with something in it.
pub(super) fn text<'v>(of: &'v Object, name: &str) -> Option<&'v str> {
    get(of, name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A truth, also as the text that some servers make of it.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The values of an attribute that may have several; one alone is a list of one.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        one => std::slice::from_ref(one),
    }
}
