//! Owns the headers by which a recipient declines further mail of the same kind: `List-Unsubscribe` (RFC 2369) and the one
//! click of mail programs (RFC 8058).
//! Refuses to offer one click by anything but https, as RFC 8058 asks.

use crate::api::routes::segment;
use lettre::{
    Address,
    message::header::{HeaderName, HeaderValue},
};

/// How a recipient declines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unsubscribe {
    /// Not at all: what they need once, such as an activation email.
    NotOffered,
    /// By a mail to whom answers go.
    ByMail,
    /// By one click, or by mail.
    OneClick {
        /// An https address in ASCII that holds neither angle brackets nor spaces.
        address: String,
    },
}

/// The headers; `answers` is whom answers go to.
pub fn headers(unsubscribe: &Unsubscribe, answers: &Address) -> Vec<HeaderValue> {
    let mail = format!("<mailto:{}@{}?subject=unsubscribe>", segment(answers.user()), answers.domain());
    let header = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    match unsubscribe {
        Unsubscribe::NotOffered => Vec::new(),
        Unsubscribe::ByMail => vec![header("List-Unsubscribe", mail)],
        Unsubscribe::OneClick { address } => vec![
            header("List-Unsubscribe", format!("<{address}>, {mail}")),
            header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ],
    }
}
