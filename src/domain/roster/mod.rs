//! Owns everybody in memory: a million people in columns, and search, filters, order and selection over them within a frame.
//! Refuses a backend, the screen and the selection's meaning; it holds records, and says in which rows whoever is meant stands.
//!
//! How it is built: what repeats is a code of a dictionary, times are numbers, texts lie in one arena. A filter is a pass over
//! one column and gives a bitmap. An order is a permutation that is kept and walked; a changed row is moved within it. A search
//! looks at each row's letters first and reads those texts alone that have them all. Nothing here holds an object per person.

mod alphabet;
mod cells;
mod columns;
mod comparison;
mod decided;
mod dictionary;
mod facts;
mod filter;
mod finder;
#[cfg(test)]
mod finder_tests;
mod found;
mod identity;
mod journal;
mod languages;
mod letters;
#[cfg(test)]
mod model;
mod orders;
mod page;
mod permutation;
mod ranking;
#[cfg(test)]
mod roster_tests;
mod row_set;
mod search;
mod searches;
mod store;
mod text;
mod text_order;

pub use alphabet::Alphabet;
pub use finder::Finder;
pub use found::Found;
pub use page::PutCounts;
pub use row_set::{Row, RowSet};
pub use store::{Put, Roster};
