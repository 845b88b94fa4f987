//! Owns the product's rules, pure: people, settings, decisions, templates, checks, batches.
//! Refuses I/O, clocks, randomness, HTTP and every user-interface library; what a rule needs is an argument.

pub mod activity;
pub mod activity_filter;
pub mod activity_kind;
pub mod batch;
pub mod block;
pub mod check;
#[cfg(test)]
mod check_tests;
pub mod condition;
pub mod coverage;
#[cfg(test)]
mod coverage_tests;
pub mod csv_export;
pub mod csv_import;
#[cfg(test)]
mod csv_import_tests;
mod csv_layout;
pub mod decide;
pub mod directory_change;
pub mod editing;
pub mod email_address;
pub mod email_kind;
pub mod explain;
#[cfg(test)]
mod fixtures;
pub mod follow_up;
pub mod language;
pub mod license;
pub mod mail_flow;
pub mod mail_history;
pub mod merge_field;
pub mod merge_insertion;
pub mod organization;
pub mod people;
pub mod promise;
pub mod publish;
pub mod readiness;
pub mod render;
pub mod rich_text;
pub mod rule;
pub mod rule_problems;
pub mod schedule;
pub mod settings;
pub mod settings_parts;
#[cfg(test)]
mod settings_parts_tests;
pub mod settings_update;
pub mod starter;
pub mod survey;
pub mod template;
pub mod template_difference;
#[cfg(test)]
mod template_difference_tests;
#[cfg(test)]
mod template_tests;
pub mod text_difference;
pub mod time_zone;
pub mod timestamp;
pub mod user;
pub mod web_address;
