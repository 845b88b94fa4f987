//! The console in the document of a real browser.

// A test says by a panic what is wrong, also in the functions that tests share.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod activity;
mod answering;
mod batches;
mod composer;
mod contract;
mod contract_activity;
mod contract_batches;
mod contract_notes;
mod contract_people;
mod contract_portal;
mod drafts;
mod person;
mod plots;
mod reminders;
mod screen;
mod send;
mod text;
mod token;
mod tracker;
mod undeliverable;
mod webex;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
