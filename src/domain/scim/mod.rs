//! Owns reading people from a SCIM 2.0 server (RFC 7643, 7644, 9865), as far as no request is made: what the server says of itself,
//! pages, people, and who of them is who here.
//! Refuses to believe an answer before it is read: whatever is wrong with one person refuses that person and nobody else.

mod attribute;
pub mod collected;
pub mod failure;
pub mod license_attribute;
pub mod list;
pub mod matching;
#[cfg(test)]
mod matching_tests;
pub mod person;
#[cfg(test)]
mod person_tests;
pub mod refusal;
pub mod server;
pub mod walk;
