//! Owns what changes by itself: the moments at which the setting returns and rules begin and cease to be in force.
//! Refuses to make them happen: whoever decides at a later moment decides by what holds then.

use super::{
    few::put_in_order,
    rule::RuleId,
    settings::{EmailSettings, Switch},
    timestamp::Timestamp,
};

/// A change that comes by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upcoming {
    /// When.
    pub at: Timestamp,
    /// What.
    pub change: TimedChange,
}

/// What changes by itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TimedChange {
    /// The setting returns to on.
    SettingReturns,
    /// A rule begins to be in force.
    RuleStarts {
        /// Which one.
        rule: RuleId,
        /// What administrators call it.
        name: String,
    },
    /// A rule ceases to be in force.
    RuleEnds {
        /// Which one.
        rule: RuleId,
        /// What administrators call it.
        name: String,
    },
}

/// Everything that changes by itself after `now`, the next one first.
#[must_use]
pub fn upcoming(settings: &EmailSettings, now: Timestamp) -> Vec<Upcoming> {
    let returns = settings.off_until.iter().filter(|_| settings.automatic_activation_emails == Switch::Off);
    let mut changes: Vec<Upcoming> = returns.map(|until| Upcoming { at: until.at, change: TimedChange::SettingReturns }).collect();
    for rule in &settings.rules {
        let (id, name) = (rule.id(), rule.name());
        let starts = rule.period().start.map(|at| Upcoming { at, change: TimedChange::RuleStarts { rule: id.clone(), name: name.into() } });
        let ends = rule.period().end.map(|at| Upcoming { at, change: TimedChange::RuleEnds { rule: id.clone(), name: name.into() } });
        changes.extend(starts.into_iter().chain(ends));
    }
    changes.retain(|upcoming| upcoming.at > now);
    put_in_order(&mut changes, |a, b| (a.at, &a.change) < (b.at, &b.change));
    changes
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{now, rule, warsaw};
    use super::super::settings::SettingsDraft;
    use super::*;

    #[test]
    fn the_next_change_comes_first_and_what_has_passed_is_left_out() {
        let mut draft = SettingsDraft { automatic_activation_emails: Switch::Off, ..EmailSettings::default().draft() };
        draft.off_until = "2026-12-24".into();
        for (name, starts, ends) in [("past", "2026-01-01", "2026-02-01"), ("now", "2026-11-01", "2027-01-01"), ("later", "2026-12-01", "")]
        {
            let mut rule = rule(name, &[]);
            (rule.starts, rule.ends) = (starts.into(), ends.into());
            draft.rules.push(rule);
        }
        let settings = EmailSettings::read_saved(&draft, &warsaw()).unwrap();
        let named = |name: &str| (RuleId(name.into()), name.to_owned());
        let ((later, later_name), (ending, ending_name)) = (named("later"), named("now"));
        let found = upcoming(&settings, now());
        let changes: Vec<_> = found.iter().map(|upcoming| (String::from(upcoming.at), upcoming.change.clone())).collect();
        let expected = [
            ("2026-11-30T23:00:00Z".to_owned(), TimedChange::RuleStarts { rule: later, name: later_name }),
            ("2026-12-23T23:00:00Z".to_owned(), TimedChange::SettingReturns),
            ("2026-12-31T23:00:00Z".to_owned(), TimedChange::RuleEnds { rule: ending, name: ending_name }),
        ];
        assert_eq!(changes, expected);
        assert_eq!(upcoming(&settings, Timestamp::parse("2027-01-01").unwrap()), []);
    }
}
