//! Owns what is known of each person as numbers: one column per fact, one entry per row.
//! Refuses texts; a column holds codes and the dictionaries and the arena what they stand for.

use super::{
    super::{mail_history::MailHistory, timestamp::Timestamp},
    facts::{Facts, NONE, State, TIMES, Time, known},
    letters::Masks,
    row_set::{Row, RowSet},
};

#[derive(Default)]
pub(super) struct Columns {
    pub ids: Vec<u128>,
    /// The rows whose identifier is a UUID and nowhere else.
    pub packed: RowSet,
    /// Where the texts begin.
    pub starts: Vec<usize>,
    /// Which letters the searched text contains.
    pub letters: Vec<u64>,
    /// Which pairs of letters it contains, some of them under one bit.
    pub pairs: [Vec<u64>; 2],
    /// Which three letters in a row it contains, many of them under one bit.
    pub threes: Vec<u64>,
    pub departments: Vec<u32>,
    pub licenses: Vec<u32>,
    pub domains: Vec<u32>,
    pub languages: Vec<u8>,
    pub states: Vec<State>,
    pub mails: Vec<u8>,
    pub reminders: Vec<u32>,
    /// A column is as long as its last entry that is known.
    times: [Vec<i64>; TIMES],
    expected: usize,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn reserve(&mut self, people: usize) {
        self.expected = self.expected.max(people);
        let more = self.expected.saturating_sub(self.len());
        self.ids.reserve_exact(more);
        self.starts.reserve_exact(more);
        self.letters.reserve_exact(more);
        self.pairs.iter_mut().for_each(|pairs| pairs.reserve_exact(more));
        self.threes.reserve_exact(more);
        for codes in [&mut self.departments, &mut self.licenses, &mut self.domains, &mut self.reminders] {
            codes.reserve_exact(more);
        }
        self.languages.reserve_exact(more);
        self.states.reserve_exact(more);
        self.mails.reserve_exact(more);
    }

    /// Takes in one more row.
    pub(super) fn push(&mut self, facts: Facts) {
        let row = self.len();
        self.departments.push(facts.department);
        self.licenses.push(facts.licenses);
        self.domains.push(facts.domain);
        self.languages.push(facts.language);
        self.states.push(facts.state);
        self.mails.push(facts.mail);
        self.reminders.push(facts.reminders);
        self.write_times(row, facts.times);
    }

    pub(super) fn write_masks(&mut self, at: usize, masks: Masks) {
        set(&mut self.letters, at, masks.letters);
        self.pairs.iter_mut().zip(masks.pairs).for_each(|(column, pairs)| set(column, at, pairs));
        set(&mut self.threes, at, masks.threes);
    }

    pub(super) fn write(&mut self, row: Row, facts: Facts) {
        let at = row.index();
        set(&mut self.departments, at, facts.department);
        set(&mut self.licenses, at, facts.licenses);
        set(&mut self.domains, at, facts.domain);
        set(&mut self.languages, at, facts.language);
        set(&mut self.states, at, facts.state);
        set(&mut self.mails, at, facts.mail);
        set(&mut self.reminders, at, facts.reminders);
        self.write_times(at, facts.times);
    }

    fn write_times(&mut self, at: usize, times: [i64; TIMES]) {
        let expected = self.expected;
        for (column, time) in self.times.iter_mut().zip(times) {
            if time != NONE && at >= column.len() {
                column.reserve_exact(expected.saturating_sub(column.len()));
                column.resize(at + 1, NONE);
            }
            set(column, at, time);
        }
    }

    pub(super) fn facts(&self, row: Row) -> Option<Facts> {
        let at = row.index();
        let mut times = [NONE; TIMES];
        self.times.iter().zip(&mut times).for_each(|(column, time)| *time = column.get(at).copied().unwrap_or(NONE));
        Some(Facts {
            department: *self.departments.get(at)?,
            licenses: *self.licenses.get(at)?,
            domain: *self.domains.get(at)?,
            language: *self.languages.get(at)?,
            state: *self.states.get(at)?,
            mail: *self.mails.get(at)?,
            reminders: *self.reminders.get(at)?,
            times,
        })
    }

    /// The column of one time; rows beyond its end have none.
    pub(super) fn times(&self, time: Time) -> &[i64] {
        self.times.get(time as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn time(&self, time: Time, row: Row) -> Option<Timestamp> {
        self.times(time).get(row.index()).copied().and_then(known)
    }

    #[inline(always)]
    pub(super) fn start(&self, row: Row) -> Option<usize> {
        self.starts.get(row.index()).copied()
    }

    /// What was mailed to a person.
    pub(super) fn history(&self, row: Row) -> MailHistory {
        self.facts(row).map(|facts| facts.history()).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        let times: usize = self.times.iter().map(Vec::capacity).sum();
        let codes = self.departments.capacity() + self.licenses.capacity() + self.domains.capacity() + self.reminders.capacity();
        let small = self.languages.capacity() + self.states.capacity() + self.mails.capacity();
        let masks = self.letters.capacity() + self.pairs.iter().map(Vec::capacity).sum::<usize>() + self.threes.capacity();
        16 * self.ids.capacity()
            + size_of::<usize>() * self.starts.capacity()
            + 8 * (times + masks)
            + 4 * codes
            + small
            + self.packed.bytes()
    }
}

/// Writes an entry of a column that has one.
#[inline(always)]
pub(super) fn set<T>(column: &mut [T], at: usize, value: T) {
    if let Some(entry) = column.get_mut(at) {
        *entry = value;
    }
}
