//! Owns the wire of `/api/v1`: paths, payloads, problems. `public/openapi.json` is generated from these types.
//! Refuses rules, which `domain` holds, and transport, which `backend` and `host` hold.

pub mod capabilities;
pub mod import;
pub mod notes;
pub mod payload;
pub mod people_pages;
pub mod problem;
pub mod retry_after;
pub mod routes;
pub mod undeliverable;
pub mod webex;
