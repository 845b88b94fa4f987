//! Owns what is wrong or doubtful with a rule, in words.
//! Refuses to judge; it only says.

use crate::domain::{
    rule::{RuleFault, RuleField},
    rule_problems::{MOST_RULES, RuleProblem, RuleProblemKind},
    timestamp::Timestamp,
};
use crate::ui::text::Text;

/// What is wrong or doubtful.
#[must_use]
pub fn problem_words(text: Text, kind: &RuleProblemKind) -> String {
    match kind {
        RuleProblemKind::Fault(fault) => fault_words(text, fault).to_owned(),
        RuleProblemKind::UnknownLicense => text.rule_problem_license().to_owned(),
        RuleProblemKind::DuplicateName => text.rule_problem_name_twice().to_owned(),
        RuleProblemKind::DuplicateId => text.rule_problem_id_twice().to_owned(),
        RuleProblemKind::TooManyRules => text.rule_problem_surplus(text.number(MOST_RULES as u64)),
        RuleProblemKind::Shadowed { by } => {
            let places = by.iter().map(|at| text.number(*at as u64 + 1)).collect::<Vec<_>>().join(", ");
            if by.len() == 1 { text.rule_problem_shadowed(places) } else { text.rule_problem_shadowed_together(places) }
        }
        RuleProblemKind::PeriodsOverlap { by, from, until } => {
            let (number, said) = (text.number(*by as u64 + 1), |at: Timestamp| text.date_time(at.millis()));
            match (*from, *until) {
                (Some(from), Some(until)) => text.rule_problem_overlap(number, said(from), said(until)),
                (Some(from), None) => text.rule_problem_overlap_from(number, said(from)),
                (None, Some(until)) => text.rule_problem_overlap_until(number, said(until)),
                (None, None) => text.rule_problem_shadowed(number),
            }
        }
        RuleProblemKind::MatchesNobody => text.rule_problem_matches_nobody().to_owned(),
        RuleProblemKind::NoCondition { equals_setting: true } => text.rule_problem_equals_setting().to_owned(),
        RuleProblemKind::NoCondition { equals_setting: false } => text.rule_problem_no_condition().to_owned(),
    }
}

/// Everything that is wrong or doubtful with a field.
#[must_use]
pub fn field_problem_words(text: Text, problems: &[RuleProblem], field: RuleField) -> String {
    problems.iter().filter(|problem| problem.field == field).map(|problem| problem_words(text, &problem.kind)).collect::<Vec<_>>().join(" ")
}

fn fault_words(text: Text, fault: &RuleFault) -> &'static str {
    match fault {
        RuleFault::NameMissing => text.rule_problem_name_missing(),
        RuleFault::NameTooLong => text.rule_problem_name_long(),
        RuleFault::NoKind => text.rule_problem_no_kind(),
        RuleFault::ConversionNotice => text.rule_problem_conversion(),
        RuleFault::ValueMissing => text.rule_problem_value_missing(),
        RuleFault::BadDomain => text.rule_problem_domain(),
        RuleFault::BadAddedBy => text.rule_problem_added_by(),
        RuleFault::BadTime => text.rule_problem_time(),
        RuleFault::SkippedTime => text.rule_problem_skipped(),
        RuleFault::EmptyPeriod => text.rule_problem_period(),
    }
}
