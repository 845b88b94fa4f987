//! Owns sending: a durable engine in which a mail leaves only after "being sent" is on the disk.
//! Refuses to send anything twice: what was marked and has no outcome is uncertain until an administrator says otherwise.
//!
//! `feeder` takes deliveries for this host into the `room`, where the `chooser` gives every mail domain its turn. Each
//! `line` is one connection to the relay: it prepares a mail, says everything up to the relay's "go ahead", has it marked by
//! the `committer` (which asks once more, in the same transaction, whether it may go), and only then writes the message.
//! The committer serves all lines at once: one commit for all that waits, so that more connections mean more mails and not more
//! commits. A `lease` says that this host is alive; what a dead host had taken is freed, what it had marked is uncertain.

pub mod breaker;
pub mod chooser;
pub mod committer;
mod engine;
mod feeder;
mod lease;
mod line;
pub mod options;
pub mod pace;
mod prepare;
pub mod room;

pub use engine::{recover, run};
