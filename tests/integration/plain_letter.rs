//! A letter about which nothing is special, for tests that change what they are about.

use crate::harness::now;
use usher::{
    domain::{email_address::EmailAddress, render::RenderedEmail, settings::Sender},
    host::mailer::{Letter, outgoing::Outgoing, unsubscribe::Unsubscribe},
};

pub fn plain<'a>(sender: &'a Sender, to: &'a EmailAddress, email: &'a RenderedEmail, outgoing: &'a Outgoing) -> Letter<'a> {
    Letter {
        name: "b-u".into(),
        batch: None,
        sender,
        to,
        to_name: "",
        user: None,
        email,
        return_path: None,
        unsubscribe: Unsubscribe::NotOffered,
        at: now(),
        outgoing,
    }
}
