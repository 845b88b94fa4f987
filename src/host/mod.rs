//! Owns the reference backend: the API of `api` over SQLite and mail, and the built console's files.
//! Refuses rules, which `domain` holds, and any address but this machine's, until real sign-in exists.
//!
//! A request passes [`guard`], then [`sign_in`], then one module of [`routes`], which extracts, parses, asks `domain`,
//! keeps the outcome in the [`store`] and answers. What is to be mailed is queued there, and the engine of [`sending`] sends it;
//! [`reminders`] queues those that are due by themselves.
//! [`unsubscribe`] alone stands beside the guard: mail providers call it in the name of those who got a reminder.

pub mod batch_control;
pub mod batch_watch;
pub mod batches;
pub mod bounces;
pub mod clock;
pub mod command;
pub mod configuration;
pub mod conformance;
pub mod due_count;
pub mod error;
pub mod extract;
pub mod files;
pub mod guard;
pub mod headers;
pub mod health;
pub mod import;
mod import_tally;
pub mod logs;
pub mod mailer;
pub mod metrics;
mod newly_added;
pub mod organization_facts;
pub mod outward;
pub mod people_listing;
pub mod public_url;
pub mod readiness_facts;
pub mod reminders;
pub mod routes;
pub mod safety;
pub mod scim;
pub mod secret;
pub mod sending;
pub mod serve;
pub mod settings_return;
pub mod sign_in;
pub mod signals;
pub mod state;
pub mod store;
pub mod time_zones;
pub mod unsubscribe;
pub mod uploads;
pub mod webex_relay;
