//! Owns the follow-up of those who have not signed in yet: who is responsible, and after how many days they are reminded.
//! Refuses to remind anybody; the tracker shows who is due.

use super::settings::Switch;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest name of the one who is responsible, in characters.
const LONGEST_OWNER: usize = 100;
/// Most reminders of one person.
const MOST_REMINDERS: usize = 10;
/// Latest reminder, in days after the activation email.
const LATEST: u32 = 365;

/// The follow-up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FollowUp {
    /// Who is responsible; empty for nobody.
    pub owner: String,
    /// The cadence: the first reminder is due so many days after the activation email, the second so many days after the first,
    /// and so on; each pause longer than the one before, empty for none.
    pub reminder_days: Vec<u32>,
    /// Whether the backend itself sends the reminders that are due. Off unless an administrator turned it on.
    pub automatic_reminders: Switch,
}

/// The follow-up as typed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpDraft {
    /// See [`FollowUp::owner`].
    pub owner: String,
    /// See [`FollowUp::reminder_days`]: whole numbers with commas or spaces between them, for example `2, 5, 10`.
    pub reminder_days: String,
    /// See [`FollowUp::automatic_reminders`]; off unless said.
    #[serde(default = "off")]
    pub automatic_reminders: Switch,
}

fn off() -> Switch {
    Switch::Off
}

impl Default for FollowUp {
    /// Nobody is responsible, and nobody is reminded.
    fn default() -> Self {
        Self { owner: String::new(), reminder_days: Vec::new(), automatic_reminders: Switch::Off }
    }
}

impl Default for FollowUpDraft {
    fn default() -> Self {
        FollowUp::default().draft()
    }
}

/// One thing wrong with the follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpFault {
    /// A line break or over 100 characters.
    #[error("the name is longer than 100 characters or contains a line break")]
    OwnerBad,
    /// Not whole numbers, not growing, or too many.
    #[error("write up to {MOST_REMINDERS} whole numbers of days from 1 to {LATEST}, each larger than the one before, such as 2, 5, 10")]
    DaysBad,
}

impl FollowUp {
    /// Reads a draft.
    ///
    /// # Errors
    /// Every fault.
    pub fn parse(draft: &FollowUpDraft) -> Result<Self, Vec<FollowUpFault>> {
        let mut faults = Vec::new();
        let owner = draft.owner.trim();
        if owner.chars().count() > LONGEST_OWNER || owner.chars().any(char::is_control) {
            faults.push(FollowUpFault::OwnerBad);
        }
        let days: Option<Vec<u32>> =
            draft.reminder_days.split([',', ' ', ';']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
        let grows = |days: &Vec<u32>| {
            days.len() <= MOST_REMINDERS
                && days.iter().all(|day| (1..=LATEST).contains(day))
                && days.windows(2).all(|pair| matches!(pair, [earlier, later] if earlier < later))
        };
        let reminder_days = days.filter(grows).unwrap_or_else(|| {
            faults.push(FollowUpFault::DaysBad);
            Vec::new()
        });
        if faults.is_empty() {
            Ok(Self { owner: owner.to_owned(), reminder_days, automatic_reminders: draft.automatic_reminders })
        } else {
            Err(faults)
        }
    }

    /// The draft that an editor starts from.
    #[must_use]
    pub fn draft(&self) -> FollowUpDraft {
        let reminder_days = self.reminder_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        FollowUpDraft { owner: self.owner.clone(), reminder_days, automatic_reminders: self.automatic_reminders }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_and_grow() {
        for (typed, days) in [
            ("", Some(vec![])),
            ("2, 5, 10", Some(vec![2, 5, 10])),
            (" 2 5;10 ", Some(vec![2, 5, 10])),
            ("365", Some(vec![365])),
            ("0", None),
            ("366", None),
            ("5, 2", None),
            ("2, 2", None),
            ("-1", None),
            ("2.5", None),
            ("weekly", None),
            ("1 2 3 4 5 6 7 8 9 10 11", None),
        ] {
            let draft = FollowUpDraft { reminder_days: typed.into(), ..FollowUpDraft::default() };
            assert_eq!(FollowUp::parse(&draft).map(|follow_up| follow_up.reminder_days).ok(), days, "{typed}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let draft = FollowUpDraft { owner: "a\nb".into(), reminder_days: "x".into(), ..FollowUpDraft::default() };
        assert_eq!(FollowUp::parse(&draft), Err(vec![FollowUpFault::OwnerBad, FollowUpFault::DaysBad]));
        let good = FollowUpDraft { owner: " Ada ".into(), reminder_days: "2,5".into(), ..FollowUpDraft::default() };
        assert_eq!(
            FollowUp::parse(&good).unwrap().draft(),
            FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5".into(), ..FollowUpDraft::default() }
        );
    }
}
