//! Owns the counts of one group of people, and how one person is counted in them.
//! Refuses to estimate: who cannot be placed is counted as not known.

use super::{
    facts::{LastMail, PlotFacts, SignedIn},
    ranges::{AFTER_MAIL, AGES, place},
};
use crate::domain::{people_filter::Standing, time_zone::TimeZone, timestamp::Timestamp};

/// The counts of one group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// The activation funnel.
    pub funnel: Funnel,
    /// Those who wait, by age.
    pub waiting: Waiting,
    /// Those who signed in, by days after the last mail.
    pub sign_ins: SignIns,
}

/// The activation funnel: licensed, of them mailed, of them signed in. Deactivated people are left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Funnel {
    /// People with a license that counts.
    pub licensed: u64,
    /// Of them, those to whom this backend sent an activation email.
    pub mailed: u64,
    /// Of those mailed, those who signed in.
    pub signed_in: u64,
    /// Licensed people who signed in without an activation email of this backend.
    pub signed_in_unmailed: u64,
    /// Licensed people who have not signed in yet, mailed or not.
    pub not_yet: u64,
    /// Licensed people of whom the directory does not say.
    pub unknown: u64,
}

/// Those who wait, with or without a license that counts, by the days since they were added.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Waiting {
    /// One count for each of [`AGES`].
    pub ages: [u64; AGES.len()],
    /// It is not known when they were added.
    pub unknown: u64,
}

/// Licensed people who signed in, by the days between the last mail and the day by which they had. No directory tells the first
/// sign-in: this is the earliest that it told of, so people may be counted later than they were, and never earlier.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SignIns {
    /// One count for each of [`AFTER_MAIL`].
    pub days: [u64; AFTER_MAIL.len()],
    /// They had signed in before the last mail, which nobody knew when it was sent.
    pub before_mail: u64,
    /// This backend never mailed them.
    pub without_mail: u64,
    /// It is not known when: they had signed in when this backend learned of them, or it is not known that the last mail left.
    pub unknown: u64,
}

impl Tally {
    pub(super) fn add(&mut self, facts: &PlotFacts<'_>, zone: &TimeZone, now: Timestamp) {
        if facts.standing == Standing::Waiting {
            match facts.added {
                Some(added) => count(&mut self.waiting.ages, place(&AGES, added.days_until(now))),
                None => self.waiting.unknown += 1,
            }
        }
        if !facts.licensed || facts.deactivated {
            return;
        }
        self.funnel.licensed += 1;
        self.funnel.mailed += u64::from(facts.mailed);
        match facts.signed_in {
            SignedIn::Never => self.funnel.not_yet += 1,
            SignedIn::Unknown => self.funnel.unknown += 1,
            SignedIn::Yes(by) => {
                if facts.mailed {
                    self.funnel.signed_in += 1;
                } else {
                    self.funnel.signed_in_unmailed += 1;
                }
                self.sign_ins.add(by, facts.last_mail, zone);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let (funnel, more) = (&mut self.funnel, &other.funnel);
        funnel.licensed += more.licensed;
        funnel.mailed += more.mailed;
        funnel.signed_in += more.signed_in;
        funnel.signed_in_unmailed += more.signed_in_unmailed;
        funnel.not_yet += more.not_yet;
        funnel.unknown += more.unknown;
        self.waiting.ages.iter_mut().zip(other.waiting.ages).for_each(|(count, more)| *count += more);
        self.waiting.unknown += other.waiting.unknown;
        let (sign_ins, more) = (&mut self.sign_ins, &other.sign_ins);
        sign_ins.days.iter_mut().zip(more.days).for_each(|(count, more)| *count += more);
        sign_ins.before_mail += more.before_mail;
        sign_ins.without_mail += more.without_mail;
        sign_ins.unknown += more.unknown;
    }
}

impl Waiting {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.ages.iter().sum::<u64>() + self.unknown
    }
}

impl SignIns {
    fn add(&mut self, by: Option<Timestamp>, last_mail: LastMail, zone: &TimeZone) {
        match (by, last_mail) {
            (_, LastMail::None) => self.without_mail += 1,
            (None, _) | (Some(_), LastMail::NotSent) => self.unknown += 1,
            (Some(by), LastMail::Sent(sent)) => {
                let days = zone.day_number(by).saturating_sub(zone.day_number(sent));
                if days < 0 { self.before_mail += 1 } else { count(&mut self.days, place(&AFTER_MAIL, days)) }
            }
        }
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.days.iter().sum::<u64>() + self.before_mail + self.without_mail + self.unknown
    }
}

fn count(counts: &mut [u64], place: usize) {
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    }
}
