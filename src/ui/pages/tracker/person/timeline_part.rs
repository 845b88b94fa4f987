//! Owns which part of a timeline is shown.
//! Refuses to hide anything for good: everything is shown unless somebody chooses.

use crate::domain::activity::TimelineEvent;
use crate::ui::text::Text;

/// A part of a timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TimelinePart {
    /// Everything.
    #[default]
    Everything,
    /// Mails, and what the person said about them.
    Mails,
    /// What administrators noted.
    Notes,
}

/// Every part with its name in the menu's markup.
pub const TIMELINE_PARTS: &[(TimelinePart, &str)] =
    &[(TimelinePart::Everything, "everything"), (TimelinePart::Mails, "mails"), (TimelinePart::Notes, "notes")];

impl TimelinePart {
    /// Whether an event belongs to it.
    #[must_use]
    pub fn has(self, event: &TimelineEvent) -> bool {
        match self {
            Self::Everything => true,
            Self::Mails => match event {
                TimelineEvent::Delivery { .. } | TimelineEvent::Bounced { .. } | TimelineEvent::RemindersDeclined => true,
                TimelineEvent::Added
                | TimelineEvent::FirstSeen
                | TimelineEvent::LastSeen
                | TimelineEvent::Noted { .. }
                | TimelineEvent::Contacted { .. } => false,
            },
            Self::Notes => match event {
                TimelineEvent::Noted { .. } | TimelineEvent::Contacted { .. } => true,
                TimelineEvent::Added
                | TimelineEvent::FirstSeen
                | TimelineEvent::LastSeen
                | TimelineEvent::RemindersDeclined
                | TimelineEvent::Bounced { .. }
                | TimelineEvent::Delivery { .. } => false,
            },
        }
    }

    /// What it is called.
    #[must_use]
    pub fn words(self, text: Text) -> &'static str {
        match self {
            Self::Everything => text.person_timeline_everything(),
            Self::Mails => text.person_timeline_mails(),
            Self::Notes => text.person_timeline_notes(),
        }
    }
}
