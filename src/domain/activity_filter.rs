//! Owns which entries of the activity are asked for: by kind, by who acted, by time.
//! Refuses to read them; the host asks its tables for the same, and a test compares the two.

use super::{activity::ActivityEntry, activity_kind::ActivityKind, timestamp::Timestamp};

/// Which entries; everything that is not said lets all pass.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActivityFilter {
    /// What they are about.
    pub kind: Option<ActivityKind>,
    /// Who acted, by the exact name.
    pub actor: Option<String>,
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The moment after the last.
    pub until: Option<Timestamp>,
}

/// Why a filter makes no sense.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FilterFault {
    /// Nobody has an empty name.
    #[error("is a name; leave it out for everybody")]
    ActorEmpty,
    /// It ends before it begins.
    #[error("must be later than from")]
    PeriodEmpty,
}

impl FilterFault {
    /// The parameter that is wrong.
    #[must_use]
    pub fn parameter(self) -> &'static str {
        match self {
            Self::ActorEmpty => "actor",
            Self::PeriodEmpty => "until",
        }
    }
}

impl ActivityFilter {
    /// Whether it makes sense.
    ///
    /// # Errors
    /// [`FilterFault`]
    pub fn check(&self) -> Result<(), FilterFault> {
        if self.actor.as_ref().is_some_and(String::is_empty) {
            return Err(FilterFault::ActorEmpty);
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if from >= until => Err(FilterFault::PeriodEmpty),
            (Some(_) | None, Some(_) | None) => Ok(()),
        }
    }

    /// Whether it lets an entry pass.
    #[must_use]
    pub fn admits(&self, entry: &ActivityEntry) -> bool {
        self.kind.is_none_or(|kind| kind == entry.action.kind())
            && self.actor.as_ref().is_none_or(|actor| *actor == entry.actor)
            && self.from.is_none_or(|from| from <= entry.at)
            && self.until.is_none_or(|until| entry.at < until)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{activity::ActivityAction, template::TemplateId};
    use super::*;

    fn at(text: &str) -> Option<Timestamp> {
        Some(Timestamp::parse(text).unwrap())
    }

    #[test]
    fn every_condition_must_hold() {
        let action = ActivityAction::TestMailSent { template: TemplateId("t".into()) };
        let entry = ActivityEntry { id: 1, at: Timestamp::parse("2026-11-22").unwrap(), actor: "Grace".into(), action };
        let all = ActivityFilter::default();
        for (filter, admitted) in [
            (all.clone(), true),
            (ActivityFilter { kind: Some(ActivityKind::Template), ..all.clone() }, true),
            (ActivityFilter { kind: Some(ActivityKind::Batch), ..all.clone() }, false),
            (ActivityFilter { actor: Some("Grace".into()), ..all.clone() }, true),
            (ActivityFilter { actor: Some("grace".into()), ..all.clone() }, false),
            (ActivityFilter { from: at("2026-11-22"), ..all.clone() }, true),
            (ActivityFilter { from: at("2026-11-22T00:00:00.001Z"), ..all.clone() }, false),
            (ActivityFilter { until: at("2026-11-22T00:00:00.001Z"), ..all.clone() }, true),
            (ActivityFilter { until: at("2026-11-22"), ..all.clone() }, false),
            (ActivityFilter { kind: Some(ActivityKind::Template), actor: Some("Ada".into()), ..all.clone() }, false),
            (
                ActivityFilter {
                    kind: Some(ActivityKind::Template),
                    actor: Some("Grace".into()),
                    from: at("2026-11-21"),
                    until: at("2026-11-23"),
                },
                true,
            ),
        ] {
            assert_eq!(filter.admits(&entry), admitted, "{filter:?}");
        }
    }

    #[test]
    fn a_filter_that_can_admit_nothing_names_its_parameter() {
        let all = ActivityFilter::default();
        for (filter, parameter) in [
            (all.clone(), None),
            (ActivityFilter { from: at("2026-11-22"), ..all.clone() }, None),
            (ActivityFilter { from: at("2026-11-21"), until: at("2026-11-22"), ..all.clone() }, None),
            (ActivityFilter { from: at("2026-11-22"), until: at("2026-11-22"), ..all.clone() }, Some("until")),
            (ActivityFilter { from: at("2026-11-23"), until: at("2026-11-22"), ..all.clone() }, Some("until")),
            (ActivityFilter { actor: Some(String::new()), ..all.clone() }, Some("actor")),
        ] {
            assert_eq!(filter.check().err().map(FilterFault::parameter), parameter, "{filter:?}");
        }
    }
}
