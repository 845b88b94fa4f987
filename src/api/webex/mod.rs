//! Owns the wire of the platform's public API, as far as Usher calls it: requests, answers, and how they become Usher's types.
//! Refuses I/O, and fields that must not travel: what the types have no place for is gone where an answer is read.
//!
//! Facts are those of the platform's API description (repository `webex/webex-openapi-specs`, CC BY 4.0).

pub mod call;
pub mod lists;
pub mod patience;
pub mod person;
pub mod reply;
pub mod request;
pub mod resend;
pub mod room;
pub mod setting;
