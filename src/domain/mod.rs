//! Owns the product's rules, pure: people, settings, decisions, templates, checks, batches.
//! Refuses I/O, clocks, randomness, HTTP and every user-interface library; what a rule needs is an argument.

pub mod activity;
pub mod activity_filter;
pub mod activity_kind;
pub mod address_mark;
pub mod automatic_reminders;
pub mod batch;
pub mod batch_control;
pub mod batch_mode;
pub mod batch_plan;
pub mod block;
pub mod bounce;
pub mod cadence;
pub mod ceiling;
pub mod check;
pub mod client_id;
pub mod colour;
pub mod condition;
pub mod contact;
pub mod coverage;
#[cfg(test)]
mod coverage_tests;
pub mod csv_cell;
pub mod csv_detection;
pub mod csv_export;
#[cfg(test)]
mod csv_export_tests;
pub mod csv_field;
pub mod csv_import;
#[cfg(test)]
mod csv_import_tests;
mod csv_layout;
pub mod csv_mapping;
pub mod csv_reader;
#[cfg(test)]
mod csv_reader_tests;
mod csv_records;
pub mod csv_table;
pub mod csv_text;
pub mod decide;
pub mod delivery_filter;
pub mod directory_change;
pub mod dry_run;
pub mod editing;
#[cfg(test)]
mod editing_tests;
pub mod email_address;
pub mod email_kind;
pub mod explain;
pub mod fail_reason;
mod few;
pub mod fingerprint;
#[cfg(test)]
mod fixture_people;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod follow_up;
pub mod html_words;
pub mod language;
pub mod license;
pub mod mail_flow;
pub mod mail_history;
pub mod marks;
pub mod mend;
pub mod merge_field;
pub mod merge_insertion;
pub mod not_ready;
pub mod note;
pub mod organization;
pub mod outcome_csv;
pub mod palette;
pub mod people;
pub mod people_column;
pub mod people_columns;
mod people_columns_reading;
#[cfg(test)]
mod people_columns_tests;
pub mod people_filter;
pub mod people_listing;
pub mod picture;
pub mod plain_text;
pub mod plots;
pub mod promise;
pub mod publish;
pub mod readiness;
pub mod recipients;
pub mod refusal;
pub mod reminder_wish;
pub mod render;
pub mod render_many;
#[cfg(test)]
mod render_tests;
pub mod retry;
pub mod rich_line;
pub mod rich_source;
pub mod rich_text;
pub mod roster;
pub mod rule;
pub mod rule_problems;
pub mod schedule;
pub mod scim;
pub mod settings;
pub mod settings_parts;
#[cfg(test)]
mod settings_parts_tests;
pub mod settings_update;
pub mod starter;
pub mod starter_fallback;
pub mod survey;
pub mod template;
pub mod template_difference;
#[cfg(test)]
mod template_difference_tests;
pub mod template_file;
pub mod template_merge;
pub mod template_reading;
#[cfg(test)]
mod template_tests;
pub mod text_difference;
pub mod text_position;
pub mod time_zone;
pub mod timestamp;
pub mod transfer_encoding;
pub mod undeliverable;
pub mod user;
pub mod web_address;
