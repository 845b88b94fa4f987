//! Owns what an administrator sets about a SCIM server, by option or environment.
//! Refuses a token on the command line, where everybody on the machine sees it.

use super::{client::Patience, endpoint::Endpoint, pull::Source};
use crate::domain::scim::license_attribute::LicenseAttribute;
use clap::Args;
use std::path::PathBuf;

/// From which directory people are pulled.
#[derive(Debug, Args)]
pub struct ScimOptions {
    /// SCIM 2.0 server from which people are pulled into the directory, https://HOST/PATH: the address that ends before /Users
    #[arg(id = "scim_url", long = "scim-url", global = true, env = "USHER_SCIM_URL", value_name = "URL", value_parser = endpoint)]
    pub url: Option<Endpoint>,
    /// File with the token for it, sent as "Authorization: Bearer"; read anew for every pull
    #[arg(id = "scim_token_file", long = "scim-token-file", global = true, env = "USHER_SCIM_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Minutes between two pulls of the running host; 0: none but those of usher-host scim-pull
    #[arg(
        id = "scim_every",
        long = "scim-every",
        global = true,
        env = "USHER_SCIM_EVERY",
        value_name = "MINUTES",
        default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(0..=10_080)
    )]
    pub every: u32,
    /// Attribute that says which licenses a person has: entitlements, roles, an attribute of an extension
    /// (urn:…:User:licenses), or none
    #[arg(
        id = "scim_licenses",
        long = "scim-licenses",
        global = true,
        env = "USHER_SCIM_LICENSES",
        value_name = "ATTRIBUTE",
        default_value = "entitlements",
        value_parser = licenses
    )]
    pub licenses: LicenseAttribute,
    /// Treat people who are new in a pull of the running host as newly added: while automatic activation emails are on, they are
    /// mailed. usher-host scim-pull has --newly-added for it
    #[arg(id = "scim_newly_added", long = "scim-newly-added", global = true, env = "USHER_SCIM_NEWLY_ADDED")]
    pub newly_added: bool,
}

impl ScimOptions {
    /// The server, if one is named.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        let endpoint = self.url.clone()?;
        Some(Source { endpoint, token_file: self.token_file.clone(), licenses: self.licenses.clone(), patience: Patience::default() })
    }
}

/// One pull.
#[derive(Clone, Copy, Debug, Args)]
pub struct PullOptions {
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub preview: bool,
    /// Read everybody, also where the server can tell who changed since
    #[arg(long)]
    pub full: bool,
    /// Treat people who are new as newly added: while automatic activation emails are on, they are mailed
    #[arg(long)]
    pub newly_added: bool,
}

fn endpoint(text: &str) -> Result<Endpoint, String> {
    Endpoint::parse(text).map_err(|reason| reason.to_string())
}

fn licenses(text: &str) -> Result<LicenseAttribute, String> {
    LicenseAttribute::parse(text).map_err(|reason| reason.to_string())
}
