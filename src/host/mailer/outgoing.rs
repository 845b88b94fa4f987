//! Owns what is done to every message between its making and its leaving: in test-only mode it is turned to one address,
//! and it is signed where a key is set.
//! Refuses exceptions: batch, test mail and preview pass here, so that nothing leaves for people while a test runs.

use super::{Letter, dkim::Signer, unsubscribe::Unsubscribe};
use crate::domain::{email_address::EmailAddress, render::RenderedEmail, user::UserId};

/// What is done to every message.
#[derive(Debug, Default)]
pub struct Outgoing {
    test_only_to: Option<EmailAddress>,
    signer: Option<Signer>,
}

impl Outgoing {
    /// Turns everything to this address, where there is one, and signs it, where there is a key.
    #[must_use]
    pub const fn new(test_only_to: Option<EmailAddress>, signer: Option<Signer>) -> Self {
        Self { test_only_to, signer }
    }

    /// The address to which everything goes, whomever it is meant for.
    #[must_use]
    pub const fn test_address(&self) -> Option<&EmailAddress> {
        self.test_only_to.as_ref()
    }

    /// The key by which everything is signed.
    #[must_use]
    pub const fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// What is sent in place of this letter, if another one is: its own words, and who it was meant for by their identifier.
    pub(super) fn turned(&self, letter: &Letter<'_>) -> Option<(&EmailAddress, RenderedEmail, Unsubscribe)> {
        let to = self.test_only_to.as_ref()?;
        let email = RenderedEmail { subject: format!("{} {}", mark(letter.user), letter.email.subject), ..letter.email.clone() };
        let unsubscribe = match letter.unsubscribe {
            Unsubscribe::NotOffered => Unsubscribe::NotOffered,
            // The link would decline in the name of the person whom the mail is meant for.
            Unsubscribe::ByMail | Unsubscribe::OneClick { .. } => Unsubscribe::ByMail,
        };
        Some((to, email, unsubscribe))
    }
}

/// Whom it is meant for. An identifier that holds an address is not shown: a test must not spread addresses.
fn mark(user: Option<&UserId>) -> String {
    match user.filter(|user| !user.0.contains('@')) {
        Some(user) => format!("[Test: intended for {}]", user.0),
        None => "[Test]".into(),
    }
}
