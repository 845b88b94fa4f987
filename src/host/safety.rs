//! Owns what holds for every mail and every batch: test-only mode, the ceiling, the signature, whose relay is believed.
//! Refuses to start with half of it: a test address or a key that cannot be used ends the start with the reason.

use super::mailer::{
    dkim::{NotASigner, Signer},
    outgoing::Outgoing,
    relay_tls::{NotAuthorities, RelayTls},
};
use crate::domain::{batch_mode::BatchMode, ceiling::Ceiling, email_address::EmailAddress};
use clap::Args;
use std::{fs, io, path::PathBuf};

/// What holds for every mail and every batch.
#[derive(Debug, Default)]
pub struct Safety {
    /// What is done to every message before it leaves.
    pub outgoing: Outgoing,
    /// How many people a batch may go to without a second look.
    pub ceiling: Ceiling,
}

/// The same as options.
#[derive(Debug, Args)]
pub struct SafetyOptions {
    /// Test-only mode: every mail goes to this address, whomever it is meant for, and nobody counts as mailed
    #[arg(long, global = true, env = "USHER_TEST_ONLY_TO", value_name = "ADDRESS", value_parser = address)]
    pub test_only_to: Option<EmailAddress>,
    /// Recipients of one batch above which the administrator types their number before it starts; batches that begin by
    /// themselves are held then. 0: no ceiling
    #[arg(long, global = true, env = "USHER_BATCH_CEILING", value_name = "N", default_value_t = 10_000)]
    pub batch_ceiling: u64,
    /// File with the private key (PEM, RSA of 2048 bits or more, or Ed25519) by which mail is signed (DKIM)
    #[arg(long, global = true, env = "USHER_DKIM_KEY", value_name = "FILE", requires_all = ["dkim_domain", "dkim_selector"])]
    pub dkim_key: Option<PathBuf>,
    /// Domain in whose name mail is signed; the sender's, or one above it
    #[arg(long, global = true, env = "USHER_DKIM_DOMAIN", value_name = "DOMAIN", requires = "dkim_key")]
    pub dkim_domain: Option<String>,
    /// Name of the key below that domain; usher-host dkim-record prints what to publish there
    #[arg(long, global = true, env = "USHER_DKIM_SELECTOR", value_name = "NAME", requires = "dkim_key")]
    pub dkim_selector: Option<String>,
    /// File with the authorities (PEM) whose certificate the mail relay shows, in place of the public ones
    #[arg(long, global = true, env = "USHER_SMTP_CA", value_name = "FILE")]
    pub smtp_ca: Option<PathBuf>,
}

/// Why the host does not start with these options.
#[derive(Debug, thiserror::Error)]
pub enum NotSafe {
    /// The key's file.
    #[error("--dkim-key {file} cannot be read: {source}")]
    KeyUnreadable {
        /// Which file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The key, the domain or the selector.
    #[error(transparent)]
    Signer(#[from] NotASigner),
    /// There is no key whose record could be printed.
    #[error("name the key, the domain and the selector with --dkim-key, --dkim-domain and --dkim-selector")]
    NoKey,
    /// The authorities of the relay.
    #[error(transparent)]
    Authorities(#[from] NotAuthorities),
}

impl Safety {
    /// Whether batches go to people.
    #[must_use]
    pub const fn mode(&self) -> BatchMode {
        match self.outgoing.test_address() {
            Some(_) => BatchMode::TestOnly,
            None => BatchMode::Real,
        }
    }
}

impl SafetyOptions {
    /// Reads the key and takes the rest as it is.
    ///
    /// # Errors
    /// [`NotSafe`]
    pub fn open(&self) -> Result<Safety, NotSafe> {
        Ok(Safety { outgoing: Outgoing::new(self.test_only_to.clone(), self.signer()?), ceiling: Ceiling::of(self.batch_ceiling) })
    }

    /// The DNS record to publish, as a line of a zone file.
    ///
    /// # Errors
    /// [`NotSafe`]
    pub fn dkim_record(&self) -> Result<String, NotSafe> {
        self.signer()?.map(|signer| signer.record()).ok_or(NotSafe::NoKey)
    }

    /// Whose certificates the relay may show.
    ///
    /// # Errors
    /// [`NotSafe`]
    pub fn relay_tls(&self) -> Result<RelayTls, NotSafe> {
        Ok(self.smtp_ca.as_deref().map(RelayTls::of_file).transpose()?.unwrap_or_default())
    }

    fn signer(&self) -> Result<Option<Signer>, NotSafe> {
        let (Some(file), Some(domain), Some(selector)) = (&self.dkim_key, &self.dkim_domain, &self.dkim_selector) else {
            return Ok(None);
        };
        let pem = fs::read(file).map_err(|source| NotSafe::KeyUnreadable { file: file.display().to_string(), source })?;
        Ok(Some(Signer::new(&pem, domain, selector)?))
    }
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|reason| reason.to_string())
}
