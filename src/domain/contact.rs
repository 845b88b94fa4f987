//! Owns that a person was reached some other way than by mail: how, who noted it, and that it can be taken back.
//! Refuses to reach anybody, and to count as a mail: only the pause before the next reminder begins anew.

use super::{
    client_id::ClientId,
    note::{NoteText, TakenBack},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a person was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactWay {
    /// By telephone.
    Phone,
    /// Face to face.
    InPerson,
    /// In a chat.
    Chat,
    /// In some other way.
    Other,
}

/// Every way with its name on the wire, in the order in which menus offer them.
pub const CONTACT_WAYS: &[(ContactWay, &str)] =
    &[(ContactWay::Phone, "phone"), (ContactWay::InPerson, "in_person"), (ContactWay::Chat, "chat"), (ContactWay::Other, "other")];

impl ContactWay {
    /// Name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        CONTACT_WAYS.iter().find(|(way, _)| *way == self).map_or("", |(_, name)| name)
    }

    /// The way of that name.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        CONTACT_WAYS.iter().find(|(_, known)| *known == name).map(|(way, _)| *way)
    }
}

/// That a person was reached elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Identifier.
    pub id: ClientId,
    /// When it was noted.
    pub at: Timestamp,
    /// Who noted it.
    pub by: String,
    /// How the person was reached.
    pub way: ContactWay,
    /// What is to be remembered of it.
    pub note: Option<NoteText>,
    /// Who took it back, if somebody did. It is kept, and counts no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<TakenBack>,
}

impl Contact {
    /// The contact once it is taken back; nothing where it is already, so that who was first stays.
    #[must_use]
    pub fn withdraw(&self, by: &str, at: Timestamp) -> Option<Self> {
        self.withdrawn.is_none().then(|| Self { withdrawn: Some(TakenBack { at, by: by.to_owned() }), ..self.clone() })
    }
}

/// When a person was last reached elsewhere, by all that was noted and not taken back: `MailHistory::contacted`.
#[must_use]
pub fn last_contact<'c>(contacts: impl IntoIterator<Item = &'c Contact>) -> Option<Timestamp> {
    contacts.into_iter().filter(|contact| contact.withdrawn.is_none()).map(|contact| contact.at).max()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::now;
    use super::*;

    fn contact(days_ago: i64) -> Contact {
        let id = ClientId::parse(&format!("c{days_ago}")).unwrap();
        Contact { id, at: now().plus_days(-days_ago), by: "Grace".into(), way: ContactWay::Phone, note: None, withdrawn: None }
    }

    #[test]
    fn ways_are_named_as_on_the_wire() {
        for (way, name) in CONTACT_WAYS {
            assert_eq!(serde_json::to_value(way).unwrap(), *name);
            assert_eq!((ContactWay::read(name), way.name()), (Some(*way), *name));
        }
        assert_eq!(ContactWay::read("pigeon"), None);
    }

    #[test]
    fn taking_the_last_contact_back_leaves_the_one_before() {
        let (before, last) = (contact(5), contact(1));
        assert_eq!(last_contact([]), None);
        assert_eq!(last_contact([&last, &before]), Some(last.at));
        let withdrawn = last.withdraw("Grace", now()).unwrap();
        assert_eq!(withdrawn.withdraw("Ada", now()), None);
        assert_eq!(last_contact([&withdrawn, &before]), Some(before.at));
        assert_eq!(last_contact([&withdrawn, &before.withdraw("Grace", now()).unwrap()]), None);
    }
}
