//! Owns the numbers behind the tracker's plots: the activation funnel, waiting by age, sign-ins by days after the last mail,
//! each in all and by department or language.
//! Refuses words, drawing and filters: whoever counts hands over the people who are meant, as many at a time as it likes, so
//! that a million can be counted without holding up a frame.

mod counting;
#[cfg(test)]
mod counting_tests;
mod facts;
mod ranges;
mod tally;

pub use counting::{Counting, Figures, Group, GroupTally, Grouping, MOST_GROUPS};
pub use facts::{LastMail, PlotFacts, SignedIn};
pub use ranges::{AFTER_MAIL, AGES, DayRange};
pub use tally::{Funnel, SignIns, Tally, Waiting};
