//! Owns which attribute of a SCIM user says which licenses they have.
//! Refuses to guess it: directories put them in different places, and many nowhere.

use super::attribute::{self, Object};
use serde_json::Value;

/// Where the licenses of a person stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LicenseAttribute {
    /// Nowhere: what is known of licenses stays as it is.
    None,
    /// In an attribute of the core schema: `entitlements`, `roles` or another one.
    Core(String),
    /// In an attribute of an extension.
    Extension {
        /// The extension's name.
        schema: String,
        /// The attribute's name.
        attribute: String,
    },
}

/// The text names no attribute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("is neither none nor an attribute such as entitlements, roles or urn:example:2.0:User:licenses")]
pub struct NotAnAttribute;

impl LicenseAttribute {
    /// Reads `none`, the name of a core attribute, or an extension's name with an attribute behind its last colon.
    ///
    /// # Errors
    /// [`NotAnAttribute`]
    pub fn parse(text: &str) -> Result<Self, NotAnAttribute> {
        let is_name = |name: &str| {
            let mut letters = name.chars();
            letters.next().is_some_and(|first| first.is_ascii_alphabetic())
                && letters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        match text.trim() {
            "none" => Ok(Self::None),
            core if is_name(core) => Ok(Self::Core(core.to_owned())),
            urn => match urn.rsplit_once(':') {
                Some((schema, attribute)) if schema.to_ascii_lowercase().starts_with("urn:") && is_name(attribute) => {
                    Ok(Self::Extension { schema: schema.to_owned(), attribute: attribute.to_owned() })
                }
                Some(_) | None => Err(NotAnAttribute),
            },
        }
    }

    /// As it was written.
    #[must_use]
    pub fn print(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Core(name) => name.clone(),
            Self::Extension { schema, attribute } => format!("{schema}:{attribute}"),
        }
    }

    /// Its value in a resource.
    pub(super) fn of<'v>(&self, resource: &'v Object) -> Option<&'v Value> {
        match self {
            Self::None => None,
            Self::Core(name) => attribute::get(resource, name),
            Self::Extension { schema, attribute } => attribute::get(attribute::object(resource, schema)?, attribute),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_and_printed_and_anything_else_is_refused() {
        for text in ["none", "entitlements", "roles", "urn:example:2.0:User:licenses"] {
            assert_eq!(LicenseAttribute::parse(text).unwrap().print(), text);
        }
        for text in ["", "a b", "1st", "example:2.0:User:licenses", "urn:example:", "urn:example:a.b", "entitlements[0].value"] {
            assert_eq!(LicenseAttribute::parse(text), Err(NotAnAttribute), "{text}");
        }
    }
}
