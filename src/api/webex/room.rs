//! Owns the link to a person's meeting room as the platform's API gives it.
//! Refuses the PIN that comes in the same answer: there is no place for it here, and the host's relay removes it.

use crate::domain::web_address::WebAddress;
use serde::{Deserialize, Serialize};

/// A meeting room: its link, and nothing else of what the platform answers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WireRoom {
    personal_meeting_room_link: Option<String>,
}

impl WireRoom {
    /// The link, where it is one.
    #[must_use]
    pub fn link(&self) -> Option<WebAddress> {
        self.personal_meeting_room_link.as_deref().and_then(|link| WebAddress::parse(link).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_link_is_left() {
        let room: WireRoom =
            serde_json::from_str(r#"{"hostPin":"4325","personalMeetingRoomLink":"https://s.webex.com/meet/ada","topic":"t"}"#).unwrap();
        assert_eq!(room.link().unwrap().as_str(), "https://s.webex.com/meet/ada");
        assert_eq!(serde_json::to_string(&room).unwrap(), r#"{"personalMeetingRoomLink":"https://s.webex.com/meet/ada"}"#);
        assert!(!format!("{room:?}").contains("4325"));
    }
}
