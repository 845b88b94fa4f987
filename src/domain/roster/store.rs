//! Owns the roster: who is in it, in which row, and how a person comes in, changes and goes.
//! Refuses to find or to order anybody: a finder does, and remembers what it found.

use super::{
    super::{license::LicenseId, people::fold, people_filter::Standing, user::UserId},
    alphabet::Characters,
    columns::{Columns, set},
    dictionary::Dictionary,
    facts::Facts,
    identity,
    journal::Journal,
    languages::LanguageCounts,
    letters::Grams,
    row_set::{Row, RowSet},
    text::{Arena, Texts, fold_searched},
};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Everybody in columns. Holds a million people in some 200 bytes each, and no object for any of them.
#[derive(Default)]
pub struct Roster {
    pub(super) columns: Columns,
    pub(super) arena: Arena,
    pub(super) departments: Dictionary<String>,
    pub(super) licenses: Dictionary<Vec<LicenseId>>,
    /// The part of addresses after the `@`, as it is written.
    pub(super) domains: Dictionary<String>,
    /// Departments and domains by code, from 1 on, folded as they are searched.
    pub(super) folded_departments: Vec<String>,
    pub(super) folded_domains: Vec<String>,
    pub(super) languages: LanguageCounts,
    pub(super) characters: Characters,
    /// What the masks of letters are made by.
    pub(super) grams: Grams,
    pub(super) journal: Journal,
    present: RowSet,
    standings: [RowSet; 5],
    places: HashTable<u32>,
    folded: Vec<u8>,
}

/// At how many people the roster finds out which pairs of letters are common; the second time it knows them for good.
const LEARNS_AT: [usize; 2] = [512, 16_384];
/// From how many people at most.
const LEARNS_FROM: usize = 2_048;

/// What came of putting a person into the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Put {
    /// They were not in it.
    Added(Row),
    /// Something about them is new.
    Changed(Row),
    /// All this was known.
    Same(Row),
}

/// A person on the way into the roster.
pub(super) struct Incoming<'a> {
    pub id: &'a str,
    /// All but the identifier.
    pub texts: Texts<'a>,
    pub facts: Facts,
}

impl Roster {
    /// Makes room for so many people in all, so that none has to be copied as the others come.
    pub fn reserve(&mut self, people: usize) {
        self.columns.reserve(people);
        let Self { columns, arena, places, .. } = self;
        places.reserve(people.saturating_sub(places.len()), |row| hash_of_row(columns, arena, Row(*row)));
    }

    /// Takes in a person, or what is new about them.
    pub(super) fn take_in(&mut self, incoming: Incoming<'_>) -> Put {
        let packed = identity::pack(incoming.id);
        let texts = Texts { id: if packed.is_some() { "" } else { incoming.id }, ..incoming.texts };
        match self.row_of(incoming.id, packed) {
            Some(row) => self.change(row, texts, incoming.facts),
            None => Put::Added(self.add(incoming.id, packed, texts, incoming.facts)),
        }
    }

    fn change(&mut self, row: Row, texts: Texts<'_>, facts: Facts) -> Put {
        let (Some(before), Some(start)) = (self.columns.facts(row), self.columns.start(row)) else { return Put::Same(row) };
        let same_texts = self.arena.read(start).texts == texts;
        if same_texts && before == facts {
            return Put::Same(row);
        }
        self.count_out(row, before);
        if !same_texts {
            self.arena.drop_record(start);
            self.write_texts(row, texts);
        }
        self.columns.write(row, facts);
        self.count_in(row, facts);
        self.journal.note(row);
        self.compact();
        Put::Changed(row)
    }

    fn add(&mut self, id: &str, packed: Option<u128>, texts: Texts<'_>, facts: Facts) -> Row {
        let row = Row::at(self.columns.len());
        self.columns.push(facts);
        self.columns.ids.push(packed.unwrap_or_else(|| identity::prefix(id)));
        self.columns.starts.push(0);
        self.columns.letters.push(0);
        self.columns.pairs.iter_mut().for_each(|pairs| pairs.push(0));
        self.columns.threes.push(0);
        if packed.is_some() {
            self.columns.packed.insert(row);
        }
        self.write_texts(row, texts);
        self.count_in(row, facts);
        let Self { columns, arena, places, .. } = self;
        places.insert_unique(hash_of(id, packed), row.0, |row| hash_of_row(columns, arena, Row(*row)));
        self.journal.append();
        if LEARNS_AT.contains(&self.columns.len()) {
            self.learn_letters();
        }
        row
    }

    /// Finds out which pairs of letters are common among those who are here.
    fn learn_letters(&mut self) {
        let Self { columns, arena, grams, present, .. } = self;
        let one_in = present.len().div_ceil(LEARNS_FROM).max(1);
        let start = |columns: &Columns, row| columns.start(row).unwrap_or_default();
        *grams = Grams::learn(present.iter().step_by(one_in).map(|row| arena.searched(start(columns, row))));
        for row in present.iter() {
            let masks = grams.masks(arena.searched(start(columns, row)));
            columns.write_masks(row.index(), masks);
        }
    }

    /// Takes a person out. Their row stays empty for ever.
    pub fn remove(&mut self, id: &UserId) -> Option<Row> {
        let packed = identity::pack(&id.0);
        let row = self.row_of(&id.0, packed)?;
        let (facts, start) = (self.columns.facts(row)?, self.columns.start(row)?);
        if let Ok(place) = self.places.find_entry(hash_of(&id.0, packed), |other| *other == row.0) {
            place.remove();
        }
        self.count_out(row, facts);
        self.arena.drop_record(start);
        self.journal.note(row);
        self.compact();
        Some(row)
    }

    /// The code of a department.
    pub(super) fn department_code(&mut self, department: &str) -> u32 {
        let code = self.departments.code(department);
        if code as usize > self.folded_departments.len() {
            self.folded_departments.push(fold(department));
            self.characters.take_in(department);
        }
        code
    }

    /// The code of an address's domain.
    pub(super) fn domain_code(&mut self, email: &str) -> u32 {
        let domain = email.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        let code = self.domains.code(domain);
        if code as usize > self.folded_domains.len() {
            self.folded_domains.push(fold(domain));
        }
        code
    }

    fn write_texts(&mut self, row: Row, texts: Texts<'_>) {
        let at = row.index();
        fold_searched(texts, &mut self.folded);
        let start = self.arena.write(texts, &self.folded);
        let masks = self.grams.masks(&self.folded);
        set(&mut self.columns.starts, at, start);
        self.columns.write_masks(at, masks);
        [texts.first, " ", texts.last, texts.display, texts.email].iter().for_each(|text| self.characters.take_in(text));
    }

    fn compact(&mut self) {
        if self.arena.wants_compaction() {
            let Self { columns, arena, present, .. } = self;
            let starts = columns.starts.iter_mut().enumerate();
            arena.compact(starts.map(|(at, start)| present.contains(Row::at(at)).then_some(start)));
        }
    }

    fn count_in(&mut self, row: Row, facts: Facts) {
        self.departments.count(facts.department);
        self.licenses.count(facts.licenses);
        self.domains.count(facts.domain);
        self.languages.count(facts.language);
        self.present.insert(row);
        if let Some(rows) = place_of(facts.state.standing()).and_then(|place| self.standings.get_mut(place)) {
            rows.insert(row);
        }
    }

    fn count_out(&mut self, row: Row, facts: Facts) {
        self.departments.discount(facts.department);
        self.licenses.discount(facts.licenses);
        self.domains.discount(facts.domain);
        self.languages.discount(facts.language);
        self.present.remove(row);
        if let Some(rows) = place_of(facts.state.standing()).and_then(|place| self.standings.get_mut(place)) {
            rows.remove(row);
        }
    }

    /// The row of an identifier.
    fn row_of(&self, id: &str, packed: Option<u128>) -> Option<Row> {
        let wanted = packed.unwrap_or_else(|| identity::prefix(id));
        let is_it = |row: &u32| {
            let row = Row(*row);
            let same = self.columns.ids.get(row.index()) == Some(&wanted) && self.columns.packed.contains(row) == packed.is_some();
            same && (packed.is_some() || self.columns.start(row).is_some_and(|start| self.arena.read(start).texts.id == id))
        };
        self.places.find(hash_of(id, packed), is_it).map(|row| Row(*row))
    }

    /// The row in which a person stands.
    #[must_use]
    pub fn row(&self, id: &UserId) -> Option<Row> {
        self.row_of(&id.0, identity::pack(&id.0))
    }

    /// Everybody's rows.
    #[must_use]
    pub fn everybody(&self) -> &RowSet {
        &self.present
    }

    /// The rows of those who stand somewhere.
    #[must_use]
    pub fn standing_set(&self, standing: Standing) -> &RowSet {
        place_of(standing).and_then(|place| self.standings.get(place)).unwrap_or(&self.present)
    }

    /// How many bytes the people take, as it lies in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let sets = self.present.bytes() + self.standings.iter().map(RowSet::bytes).sum::<usize>();
        self.columns.bytes() + self.arena.bytes() + sets + self.places.allocation_size() + self.journal.bytes()
    }
}

fn place_of(standing: Standing) -> Option<usize> {
    match standing {
        Standing::Waiting => Some(0),
        Standing::Unknown => Some(1),
        Standing::PendingAcceptance => Some(2),
        Standing::Deactivated => Some(3),
        Standing::SignedIn => Some(4),
        Standing::Everybody => None,
    }
}

fn hash_of(id: &str, packed: Option<u128>) -> u64 {
    let hasher = FixedState::default();
    packed.map_or_else(|| hasher.hash_one(id), |packed| hasher.hash_one(packed))
}

fn hash_of_row(columns: &Columns, arena: &Arena, row: Row) -> u64 {
    let packed = columns.ids.get(row.index()).copied().filter(|_| columns.packed.contains(row));
    let id = columns.start(row).filter(|_| packed.is_none()).map(|start| arena.read(start).texts.id);
    hash_of(id.unwrap_or_default(), packed)
}
