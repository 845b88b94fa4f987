//! Owns what is decided about everybody's next automatic email and when their next reminder is due, worked out once and kept.
//! Refuses rules of its own: `decision_of` and the cadence say it, of one person for all those whom no rule could tell apart.

use super::{
    super::{
        cadence::is_due,
        condition::Condition,
        organization::Organization,
        people_filter::{DecisionFilter, DueFilter, FilterFacts, decision_of},
        settings::EmailSettings,
        timestamp::Timestamp,
    },
    facts::{State, Time},
    journal::Seen,
    row_set::Row,
    store::Roster,
};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// One byte per row: the decision in the lowest two bits, the reminder in the two above.
#[derive(Default)]
pub(super) struct Decided {
    column: Vec<u8>,
    seen: Seen,
    basis: Option<Basis>,
    settings_key: Option<u64>,
    alike: HashMap<Alike, u8, FixedState>,
    generation: u64,
}

/// By what it was decided.
struct Basis {
    organization: Organization,
    settings: EmailSettings,
    /// Nothing changes with time but at these moments, and at midnight for what is due.
    passed: usize,
    day: i64,
    bounds: Vec<Timestamp>,
}

/// Everything that a decision looks at, so that people alike in it are decided about alike.
#[derive(PartialEq, Eq, Hash)]
struct Alike {
    department: u32,
    licenses: u32,
    domain: u32,
    state: State,
    /// Whether they were mailed, whether they declined reminders, and whether mail to them comes back.
    mailed: [bool; 3],
    /// After how many of the moments that rules name they were added, where it is known.
    added: Option<usize>,
}

impl Decided {
    /// Works out at most so many rows more; `true` when all are.
    pub(super) fn slice(&mut self, roster: &Roster, facts: FilterFacts<'_>, settings_key: u64, most: usize) -> bool {
        if self.settings_key.replace(settings_key) != Some(settings_key) {
            self.basis = None;
        }
        self.go_on(roster, facts, most);
        self.column.len() == roster.columns.len()
    }

    /// The whole column.
    pub(super) fn column(&mut self, roster: &Roster, facts: FilterFacts<'_>) -> &[u8] {
        self.go_on(roster, facts, usize::MAX);
        &self.column
    }

    /// What is worked out of a row.
    pub(super) fn code(&self, row: Row) -> u8 {
        self.column.get(row.index()).copied().unwrap_or_default()
    }

    /// Changes when everything was worked out anew.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    fn go_on(&mut self, roster: &Roster, facts: FilterFacts<'_>, most: usize) {
        let changed = self.basis.take().filter(|basis| basis.holds(facts)).zip(roster.journal.since(self.seen));
        let (basis, changed) = changed.unwrap_or_else(|| {
            self.column.clear();
            self.alike.clear();
            self.generation += 1;
            (Basis::of(facts), Vec::new())
        });
        for row in changed {
            let code = self.decide(roster, facts, &basis, row);
            super::columns::set(&mut self.column, row.index(), code);
        }
        let end = self.column.len().saturating_add(most).min(roster.columns.len());
        self.column.reserve(roster.columns.len() - self.column.len());
        for row in self.column.len()..end {
            let code = self.decide(roster, facts, &basis, Row::at(row));
            self.column.push(code);
        }
        self.basis = Some(basis);
        self.seen = roster.journal.now();
    }

    fn decide(&mut self, roster: &Roster, facts: FilterFacts<'_>, basis: &Basis, row: Row) -> u8 {
        let Some(of) = roster.columns.facts(row).filter(|_| roster.everybody().contains(row)) else { return 0 };
        let alike = Alike {
            department: of.department,
            licenses: of.licenses,
            domain: of.domain,
            state: of.state,
            mailed: [Time::ActivationSent, Time::Declined, Time::Undeliverable].map(|time| of.time(time).is_some()),
            added: of.time(Time::Added).map(|added| basis.bounds.partition_point(|bound| *bound <= added)),
        };
        let decision =
            *self.alike.entry(alike).or_insert_with(|| roster.record(row).map_or(0, |record| decision_code(decision_of(facts, &record))));
        let due = match roster.next_reminder(row, &facts.settings.follow_up.reminder_days) {
            Ok(due) if is_due(due, facts.now, &facts.organization.time_zone) => DueFilter::Today,
            Ok(_) => DueFilter::Later,
            Err(_) => DueFilter::Never,
        };
        decision | due_code(due)
    }
}

impl Basis {
    fn of(facts: FilterFacts<'_>) -> Self {
        let conditions = facts.settings.rules.iter().flat_map(|rule| rule.conditions());
        let mut bounds: Vec<Timestamp> = conditions
            .filter_map(|condition| match condition {
                Condition::AddedBefore(at) | Condition::AddedAfter(at) => Some(*at),
                Condition::EmailDomain { .. } | Condition::License(_) | Condition::Department(_) | Condition::AddedBy(_) => None,
            })
            .collect();
        bounds.sort_unstable();
        Self {
            organization: facts.organization.clone(),
            settings: facts.settings.clone(),
            passed: passed(facts),
            day: facts.organization.time_zone.day_number(facts.now),
            bounds,
        }
    }

    fn holds(&self, facts: FilterFacts<'_>) -> bool {
        self.day == facts.organization.time_zone.day_number(facts.now)
            && self.passed == passed(facts)
            && self.settings == *facts.settings
            && self.organization == *facts.organization
    }
}

/// How many of the moments are over at which a setting or a rule changes by itself.
fn passed(facts: FilterFacts<'_>) -> usize {
    let rules = facts.settings.rules.iter().flat_map(|rule| [rule.period().start, rule.period().end]);
    let returns = facts.settings.off_until.as_ref().map(|until| until.at);
    rules.chain([returns]).flatten().filter(|at| *at <= facts.now).count()
}

pub(super) fn decision_code(decision: DecisionFilter) -> u8 {
    match decision {
        DecisionFilter::Send => 1,
        DecisionFilter::Suppress => 2,
        DecisionFilter::NotApplicable => 3,
    }
}

pub(super) fn due_code(due: DueFilter) -> u8 {
    match due {
        DueFilter::Today => 1 << 2,
        DueFilter::Later => 2 << 2,
        DueFilter::Never => 3 << 2,
    }
}
