//! Owns the switch as the platform's API gives it, and the version that stands in for the one the platform lacks.
//! Refuses other settings of the organization.

use super::{call::SWITCH, reply::Refusal};
use crate::domain::settings::Switch;
use serde::{Deserialize, Serialize};

/// A setting, as it is read and written.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
pub struct WireSetting {
    key: String,
    value: bool,
}

impl WireSetting {
    /// The switch.
    ///
    /// # Errors
    /// [`Refusal::NotThePlatform`] if it is another setting.
    pub fn switch(&self) -> Result<Switch, Refusal> {
        match (self.key.as_str(), self.value) {
            (SWITCH, true) => Ok(Switch::On),
            (SWITCH, false) => Ok(Switch::Off),
            _ => Err(Refusal::NotThePlatform),
        }
    }
}

/// A version of the switch. The platform has none: this one tells whether the switch is as it was read, and no more.
#[must_use]
pub fn version(switch: Switch) -> u64 {
    match switch {
        Switch::Off => 1,
        Switch::On => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_is_read_and_nothing_else() {
        let read = |text: &str| serde_json::from_str::<WireSetting>(text).map(|setting| setting.switch());
        let on = read(r#"{"key":"allow-admin-invite-emails","value":true,"name":"Automatic Activation Emails"}"#);
        assert_eq!(on.unwrap(), Ok(Switch::On));
        assert_eq!(read(r#"{"key":"another","value":true}"#).unwrap(), Err(Refusal::NotThePlatform));
        assert!(read(r#"{"key":"allow-admin-invite-emails","value":"true"}"#).is_err());
        assert!(read(r#"{"key":"allow-admin-invite-emails"}"#).is_err());
        assert_ne!(version(Switch::On), version(Switch::Off));
    }
}
