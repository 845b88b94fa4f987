//! Owns the orders that are kept: one per key, mended where rows changed, and the last one of several keys.
//! Refuses to keep one whose facts are past: days of waiting by another now, reminders by another cadence.

use super::{
    super::{
        people::{SortKey, SortOrder},
        timestamp::Timestamp,
    },
    comparison::{ByKey, Comparison, Kind, TextKey, kind_of},
    journal::Seen,
    permutation::{Permutation, pick},
    ranking::by_number,
    row_set::{Row, RowSet},
    text_order::{Unfinished, by_text},
};
use std::cmp::Ordering;

/// Most orders that are kept beside the one by name, which all others begin with.
const MOST: usize = 5;
/// An order is built anew when more than one in so many rows changed.
const ONE_IN: usize = 32;
/// One by a number is made anew from that by name, which costs little, when more rows than this changed.
const MOST_BY_NUMBER: usize = 500;

#[derive(Default)]
pub(super) struct Orders {
    kept: Vec<Kept>,
    joined: Option<Joined>,
    names: Option<Names>,
}

/// The order by name, made ahead.
struct Names {
    order: Unfinished,
    seen: Seen,
    /// Characters that letters had places for when it was begun.
    characters: usize,
}

struct Kept {
    key: SortKey,
    context: Context,
    permutation: Permutation,
    seen: Seen,
}

/// The order by several keys.
struct Joined {
    keys: Vec<(SortKey, SortOrder)>,
    contexts: Vec<Context>,
    rows: Vec<Row>,
    seen: Seen,
}

/// What an order depends on beside the people.
#[derive(PartialEq)]
enum Context {
    Nothing,
    Now(Timestamp),
    Cadence(Vec<u32>),
    Decisions(u64),
}

impl Orders {
    /// The rows of a set by these keys in turn, then by name, then by identifier. No key twice.
    pub(super) fn rows(&mut self, comparison: &Comparison<'_>, keys: &[(SortKey, SortOrder)], set: &RowSet) -> Vec<Row> {
        match keys {
            [] => self.current(comparison, SortKey::Name).map(|order| pick(order.ascending(), set)).unwrap_or_default(),
            [(key, order)] => self.current(comparison, *key).map(|kept| pick(kept.walk(*order), set)).unwrap_or_default(),
            [..] => pick(self.joined(comparison, keys), set),
        }
    }

    /// Everybody by name, if that order is kept; otherwise it would have to be made.
    pub(super) fn has_names(&self) -> bool {
        self.kept.iter().any(|kept| kept.key == SortKey::Name)
    }

    /// Makes the order by name for some `most` people more, so that no single call takes long; `true` when there is one.
    pub(super) fn name_slice(&mut self, comparison: &Comparison<'_>, most: usize) -> bool {
        if self.has_names() {
            self.names = None;
            return true;
        }
        let (roster, characters) = (comparison.roster, comparison.roster.characters.len());
        let begun = self.names.take().filter(|names| names.characters == characters && roster.journal.since(names.seen).is_some());
        let mut names = begun.unwrap_or_else(|| Names { order: Unfinished::default(), seen: roster.journal.now(), characters });
        let text = |row| comparison.text(TextKey::Name, row);
        if !names.order.go_on(roster, comparison.letters(TextKey::Name), text, otherwise(comparison, TextKey::Name), most) {
            self.names = Some(names);
            return false;
        }
        self.kept.push(Kept { key: SortKey::Name, context: Context::Nothing, permutation: names.order.finish(), seen: names.seen });
        true
    }

    /// Everybody by one key as they are now.
    pub(super) fn current(&mut self, comparison: &Comparison<'_>, key: SortKey) -> Option<&mut Permutation> {
        let (context, journal) = (context(comparison, key), &comparison.roster.journal);
        let place = self.kept.iter().position(|kept| kept.key == key);
        let kept = place.map(|place| self.kept.remove(place)).filter(|kept| kept.context == context);
        let changed = kept.and_then(|kept| journal.since(kept.seen).map(|changed| (kept.permutation, changed)));
        let most = match kind_of(key) {
            Kind::Text(_) => comparison.roster.len() / ONE_IN,
            Kind::Number(_) => (comparison.roster.len() / ONE_IN).min(MOST_BY_NUMBER),
        };
        let mendable = changed.filter(|(_, changed)| changed.len() <= most);
        let permutation = match mendable {
            Some((mut permutation, changed)) => {
                permutation.mend(&changed, comparison.roster.everybody(), &ByKey(comparison, key));
                permutation
            }
            None => self.build(comparison, key),
        };
        if self.kept.len() > MOST
            && let Some(oldest) = self.kept.iter().position(|kept| kept.key != SortKey::Name)
        {
            self.kept.remove(oldest);
        }
        self.kept.push(Kept { key, context, permutation, seen: journal.now() });
        self.kept.last_mut().map(|kept| &mut kept.permutation)
    }

    fn build(&mut self, comparison: &Comparison<'_>, key: SortKey) -> Permutation {
        match kind_of(key) {
            Kind::Text(key) => {
                by_text(comparison.roster, comparison.letters(key), |row| comparison.text(key, row), otherwise(comparison, key))
            }
            Kind::Number(key) => {
                let numbers = comparison.numbers(key);
                let names = self.current(comparison, SortKey::Name);
                names.map(|names| by_number(names.ascending(), &numbers)).unwrap_or_default()
            }
        }
    }

    fn joined(&mut self, comparison: &Comparison<'_>, keys: &[(SortKey, SortOrder)]) -> &[Row] {
        let contexts: Vec<Context> = keys.iter().map(|(key, _)| context(comparison, *key)).collect();
        let seen = comparison.roster.journal.now();
        let kept = self.joined.take().filter(|kept| kept.keys == keys && kept.contexts == contexts && kept.seen == seen);
        let rows = kept.map(|kept| kept.rows).unwrap_or_else(|| self.join(comparison, keys));
        &self.joined.insert(Joined { keys: keys.to_vec(), contexts, rows, seen }).rows
    }

    /// By the last key first, then by each before it; what is alike in one keeps the order of those behind it.
    fn join(&mut self, comparison: &Comparison<'_>, keys: &[(SortKey, SortOrder)]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (at, (key, order)) in keys.iter().rev().enumerate() {
            let Some(by_key) = self.current(comparison, *key) else { continue };
            if at == 0 {
                rows = by_key.walk(*order).to_vec();
                continue;
            }
            let places = by_key.places(*order, comparison.roster.columns.len());
            rows = by_number(&rows, &places).ascending().to_vec();
        }
        rows
    }

    pub(super) fn bytes(&self) -> usize {
        let joined = self.joined.as_ref().map_or(0, |joined| 4 * joined.rows.capacity());
        self.kept.iter().map(|kept| kept.permutation.bytes()).sum::<usize>() + joined
    }
}

/// What orders those whose texts are alike; nothing where rows are in that order already.
fn otherwise<'c>(comparison: &'c Comparison<'_>, key: TextKey) -> Option<impl Fn(Row, Row) -> Ordering + 'c> {
    let by: Option<fn(&Comparison<'_>, Row, Row) -> Ordering> = match key {
        // Most backends list people by identifier.
        TextKey::Name => (!comparison.roster.ids_in_order()).then_some(|comparison, a, b| comparison.by_id(a, b)),
        TextKey::Email => Some(|comparison, a, b| comparison.by_name(a, b)),
    };
    by.map(|by| move |a, b| by(comparison, a, b))
}

fn context(comparison: &Comparison<'_>, key: SortKey) -> Context {
    let facts = comparison.facts;
    match key {
        SortKey::Waiting => facts.map_or(Context::Nothing, |facts| Context::Now(facts.now)),
        SortKey::Due => facts.map_or(Context::Nothing, |facts| Context::Cadence(facts.settings.follow_up.reminder_days.clone())),
        SortKey::Decision => Context::Decisions(comparison.decided.generation()),
        SortKey::Name
        | SortKey::Email
        | SortKey::Department
        | SortKey::LastMail
        | SortKey::Reminders
        | SortKey::Language
        | SortKey::Account
        | SortKey::Added => Context::Nothing,
    }
}
