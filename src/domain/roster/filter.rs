//! Owns the filter over columns: each part that is given is one pass and gives a bitmap.
//! Refuses another meaning than [`PeopleFilter::passes`] has; the tests hold the two together.

use super::{
    super::{
        people_filter::{DecisionFilter, DueFilter, FilterFacts, Known, LastMailFilter, PeopleFilter},
        timestamp::Timestamp,
    },
    decided::{Decided, decision_code, due_code},
    facts::{NONE, REMINDER, State, Time, language_code, outcome_code},
    row_set::RowSet,
    searches::Searches,
    store::Roster,
};

const DAY: i64 = 86_400_000;

/// The rows of everybody who passes.
pub(super) fn matches(
    roster: &Roster,
    searches: &mut Searches,
    decided: &mut Decided,
    facts: FilterFacts<'_>,
    filter: &PeopleFilter,
) -> RowSet {
    let mut rows = roster.standing_set(filter.standing).clone();
    let words = filter.words();
    if !words.is_empty() {
        rows.intersect_with(&searches.rows(roster, &words));
    }
    for part in parts(roster, facts.now, filter) {
        rows.intersect_with(&part);
    }
    if filter.due.is_some() || filter.decision.is_some() {
        rows.intersect_with(&by_decision(decided.column(roster, facts), filter.due, filter.decision));
    }
    rows
}

fn parts(roster: &Roster, now: Timestamp, filter: &PeopleFilter) -> Vec<RowSet> {
    let columns = &roster.columns;
    let mut parts = Vec::new();
    let added = columns.times(Time::Added);
    if let Some(days) = filter.waiting_more_than {
        let bound = added_before(now, days);
        parts.push(RowSet::scan(added, |added| added != NONE && added <= bound));
    }
    if let Some(days) = filter.waiting_at_most {
        let bound = added_before(now, days);
        parts.push(RowSet::scan(added, |added| added != NONE && added > bound));
    }
    if filter.waiting_more_than.is_some() || filter.waiting_at_most.is_some() {
        parts.push(RowSet::scan(&columns.states, State::is_waiting));
    }
    if let Some(department) = &filter.department {
        let code = match department {
            Known::Is(name) => roster.departments.find(name.as_str()),
            Known::NotKnown => Some(0),
        };
        parts.push(code.map(|code| RowSet::scan(&columns.departments, |other| other == code)).unwrap_or_default());
    }
    if let Some(license) = &filter.license {
        let holds = roster.licenses.judge(|licenses| licenses.contains(license));
        parts.push(RowSet::scan(&columns.licenses, |code| holds.get(code as usize) == Some(&true)));
    }
    if let Some(language) = &filter.language {
        let code = match language {
            Known::Is(language) => language_code(Some(*language)),
            Known::NotKnown => 0,
        };
        parts.push(RowSet::scan(&columns.languages, |other| other == code));
    }
    if let Some(account) = filter.account {
        parts.push(RowSet::scan(&columns.states, |state| state.account() == account));
    }
    if let Some(last_mail) = filter.last_mail {
        parts.push(match last_mail {
            LastMailFilter::NoneYet => RowSet::scan(&columns.mails, |mail| mail == 0),
            LastMailFilter::Outcome(outcome) => {
                let code = outcome_code(outcome);
                RowSet::scan(&columns.mails, |mail| mail == code || mail == code + REMINDER)
            }
        });
    }
    if let Some(least) = filter.reminders_at_least {
        parts.push(RowSet::scan(&columns.reminders, |sent| sent >= least));
    }
    if let Some(most) = filter.reminders_at_most {
        parts.push(RowSet::scan(&columns.reminders, |sent| sent <= most));
    }
    parts
}

/// The latest moment of which more than so many whole days are over.
fn added_before(now: Timestamp, days: i64) -> i64 {
    now.millis().saturating_sub(days.saturating_add(1).saturating_mul(DAY))
}

fn by_decision(column: &[u8], due: Option<DueFilter>, decision: Option<DecisionFilter>) -> RowSet {
    let (mut mask, mut wanted) = (0, 0);
    if let Some(due) = due {
        mask |= 0b1100;
        wanted |= due_code(due);
    }
    if let Some(decision) = decision {
        mask |= 0b0011;
        wanted |= decision_code(decision);
    }
    RowSet::scan(column, |code| code & mask == wanted)
}
