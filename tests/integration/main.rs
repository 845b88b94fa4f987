//! Contract, HTTP and architecture in one binary.

// A test says by a panic what is wrong, also in the functions that tests share.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod activity_chain;
mod answer;
mod arrows;
mod bounce_mailbox;
mod command_line;
mod component_styles;
mod database_kind;
mod dkim;
mod drafts;
mod harness;
mod http_access;
mod http_activity;
mod http_bad_input;
mod http_batch_control;
mod http_batch_events;
mod http_batches;
mod http_bounces;
mod http_changes;
mod http_import;
mod http_mail;
mod http_message;
mod http_notes;
mod http_readiness;
mod http_recipients;
mod http_relay;
mod http_reminders;
mod http_safety;
mod http_scim;
mod http_settings;
mod http_templates;
mod http_timed;
mod http_unsubscribe;
mod http_users;
mod injection;
mod mail_parts;
mod migrations;
mod openapi;
mod operation;
mod out_of_room;
mod plain_letter;
mod postgres;
mod relay_tls;
mod running;
mod scim_server;
mod scripted_relay;
mod sending_changes;
mod sending_faults;
mod sending_hosts;
mod several_hosts;
mod small_mailbox;
mod small_relay;
mod sudden_death;
mod text_catalogues;
