//! Owns the pages of the console.
//! Refuses parts that several pages share, which are in `components`.

pub mod activity;
pub mod composer;
pub mod sending;
pub mod settings;
pub mod templates;
pub mod tracker;
