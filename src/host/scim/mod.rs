//! Owns pulling people from a SCIM 2.0 server into the directory: by command, and again and again while the host runs.
//! Refuses to change anything before everybody came, and to remove anybody: who is gone there stays here, as with an import.

pub mod apply;
pub mod client;
pub mod endpoint;
pub mod options;
pub mod pull;
pub mod read;
pub mod report;
pub mod schedule;
