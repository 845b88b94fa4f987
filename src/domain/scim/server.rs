//! Owns what a SCIM server says that it can do (RFC 7643, 5 to 7; RFC 9865 for cursors).
//! Refuses to rely on it: a server that says nothing is asked in the plainest way, and one that says too much is found out.

use super::{
    attribute::{self, Object},
    license_attribute::LicenseAttribute,
    list::{NotAList, read_list, read_object},
};
use serde_json::Value;

/// People that are asked for at once, unless the server gives fewer.
const PAGE: u32 = 500;
/// The schema of people.
pub(super) const USER_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// Whether the server can do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Supported {
    /// It says so.
    Yes,
    /// It does not.
    #[default]
    No,
}

/// How pages are turned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paging {
    /// By the number of the first resource.
    #[default]
    Index,
    /// By a cursor of the page before.
    Cursor,
}

/// What a server can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ServerFacts {
    /// Filters, and so asking who changed since.
    pub filter: Supported,
    /// Versions of what it answers.
    pub etag: Supported,
    /// How pages are turned.
    pub paging: Paging,
    /// How many are asked for at once.
    pub page: u32,
}

impl Default for ServerFacts {
    fn default() -> Self {
        Self { filter: Supported::No, etag: Supported::No, paging: Paging::Index, page: PAGE }
    }
}

impl ServerFacts {
    /// Reads `/ServiceProviderConfig`.
    ///
    /// # Errors
    /// [`NotAList`] where it is no such object.
    pub fn read(body: &[u8]) -> Result<Self, NotAList> {
        let object = read_object(body)?;
        let part = |name| attribute::object(&object, name);
        let says = |name: &str, of: Option<&Object>| {
            let said = of.and_then(|of| attribute::get(of, name)).and_then(attribute::truth);
            if said == Some(true) { Supported::Yes } else { Supported::No }
        };
        let (filter, pagination) = (part("filter"), part("pagination"));
        let most = |name, of: Option<&Object>| of.and_then(|of| attribute::get(of, name)).and_then(Value::as_u64).filter(|most| *most > 0);
        let page = [most("maxResults", filter), most("maxPageSize", pagination)].into_iter().flatten().fold(u64::from(PAGE), u64::min);
        Ok(Self {
            filter: says("supported", filter),
            etag: says("supported", part("etag")),
            paging: match says("cursor", pagination) {
                Supported::Yes => Paging::Cursor,
                Supported::No => Paging::Index,
            },
            page: u32::try_from(page).unwrap_or(PAGE),
        })
    }
}

/// Where people are, by `/ResourceTypes`; nothing where it does not say, or names what is no path below the server's address.
///
/// # Errors
/// [`NotAList`]
pub fn path_of_people(body: &[u8]) -> Result<Option<String>, NotAList> {
    let types = read_list(body)?.resources;
    let people = types.iter().filter_map(Value::as_object).find(|one| {
        attribute::text(one, "schema").is_some_and(|schema| schema.eq_ignore_ascii_case(USER_SCHEMA))
            || attribute::text(one, "name") == Some("User")
    });
    Ok(people.and_then(|one| attribute::text(one, "endpoint")).and_then(path))
}

fn path(endpoint: &str) -> Option<String> {
    let path = endpoint.trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '~');
    // No dots: neither another host nor a folder above.
    (!path.is_empty() && path.len() <= 200 && path.chars().all(plain) && !path.contains("//")).then(|| format!("/{path}"))
}

/// Whether `/Schemas` describes the attribute that tells licenses; a server that describes nothing does not say.
///
/// # Errors
/// [`NotAList`]
pub fn describes(body: &[u8], licenses: &LicenseAttribute) -> Result<bool, NotAList> {
    let (schema, name) = match licenses {
        LicenseAttribute::None => return Ok(true),
        LicenseAttribute::Core(name) => (USER_SCHEMA, name),
        LicenseAttribute::Extension { schema, attribute } => (schema.as_str(), attribute),
    };
    let schemas = read_list(body)?.resources;
    let of = schemas
        .iter()
        .filter_map(Value::as_object)
        .find(|one| attribute::text(one, "id").is_some_and(|id| id.eq_ignore_ascii_case(schema)));
    let attributes = of.and_then(|of| attribute::get(of, "attributes")).map(attribute::list).unwrap_or_default();
    let named =
        |one: &Value| one.as_object().and_then(|one| attribute::text(one, "name")).is_some_and(|said| said.eq_ignore_ascii_case(name));
    Ok(schemas.is_empty() || attributes.iter().any(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_of_itself_is_read_and_what_it_does_not_say_it_cannot() {
        let all = br#"{"filter":{"supported":true,"maxResults":200},"etag":{"supported":"True"},
            "pagination":{"cursor":true,"index":true,"maxPageSize":50}}"#;
        let facts = ServerFacts { filter: Supported::Yes, etag: Supported::Yes, paging: Paging::Cursor, page: 50 };
        assert_eq!(ServerFacts::read(all), Ok(facts));
        for nothing in [&b"{}"[..], br#"{"filter":{"supported":false,"maxResults":0},"etag":null,"pagination":{"cursor":false}}"#] {
            assert_eq!(ServerFacts::read(nothing), Ok(ServerFacts::default()));
        }
        assert_eq!(ServerFacts::read(b"<html>"), Err(NotAList::Html));
    }

    #[test]
    fn people_are_looked_for_below_the_address_and_nowhere_else() {
        let types = |endpoint: &str| {
            let of = serde_json::json!({"Resources": [{"schema": "urn:x:Group", "endpoint": "/Groups"}, {"schema": USER_SCHEMA, "endpoint": endpoint}]});
            path_of_people(of.to_string().as_bytes()).unwrap()
        };
        assert_eq!(types("/Users"), Some("/Users".into()));
        assert_eq!(types("People/"), Some("/People".into()));
        for bad in [
            "",
            "/",
            "https://elsewhere.example/Users",
            "//elsewhere.example/Users",
            "/a b",
            "/../Users",
            "/Users?a=b",
            "/a//b",
            "/Us%2fers",
        ] {
            assert_eq!(types(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_attribute_that_is_not_described_is_noticed() {
        let schemas = serde_json::json!({"totalResults": 1, "Resources": [{"id": USER_SCHEMA, "attributes": [{"name": "entitlements"}]}]})
            .to_string();
        let described = |name: &str| describes(schemas.as_bytes(), &LicenseAttribute::parse(name).unwrap());
        assert_eq!(described("Entitlements"), Ok(true));
        assert_eq!((described("licences"), described("urn:example:User:licenses")), (Ok(false), Ok(false)));
        assert_eq!(describes(br#"{"totalResults":0}"#, &LicenseAttribute::Core("a".into())), Ok(true));
    }
}
