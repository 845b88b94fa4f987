//! Owns what changes when a person says whether they want reminders.
//! Refuses to ask who says so; whoever takes the wish knows that it is theirs.

use super::{activity::ActivityAction, timestamp::Timestamp, user::DirectoryUser};

/// What a person wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReminderWish {
    /// No reminders.
    Stop,
    /// Reminders again.
    Resume,
}

impl ReminderWish {
    /// The person afterwards and what was done; nothing where it is so already, so that a wish that arrives twice counts once
    /// and the first moment stays.
    #[must_use]
    pub fn grant(self, user: &DirectoryUser, now: Timestamp) -> Option<(DirectoryUser, ActivityAction)> {
        let (reminders_declined, action) = match (self, user.reminders_declined) {
            (Self::Stop, None) => (Some(now), ActivityAction::ReminderDeclined { user: user.id.clone() }),
            (Self::Resume, Some(_)) => (None, ActivityAction::ReminderDeclineWithdrawn { user: user.id.clone() }),
            (Self::Stop, Some(_)) | (Self::Resume, None) => return None,
        };
        Some((DirectoryUser { reminders_declined, ..user.clone() }, action))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{now, user};
    use super::*;

    #[test]
    fn a_wish_counts_once_and_can_be_taken_back() {
        assert_eq!(ReminderWish::Resume.grant(&user(), now()), None);
        let (declined, action) = ReminderWish::Stop.grant(&user(), now()).unwrap();
        assert_eq!((declined.reminders_declined, action), (Some(now()), ActivityAction::ReminderDeclined { user: user().id }));
        assert_eq!(ReminderWish::Stop.grant(&declined, now().plus_days(1)), None, "the first moment stays");
        let (willing, action) = ReminderWish::Resume.grant(&declined, now()).unwrap();
        assert_eq!((willing, action), (user(), ActivityAction::ReminderDeclineWithdrawn { user: user().id }));
    }
}
