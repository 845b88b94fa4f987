//! Owns the administrators' working notes about a person: what may be written, and how a note is removed and comes back.
//! Refuses to show them to anybody but administrators, to log them, and to change one: a note says what was written then.

use super::{client_id::ClientId, timestamp::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest note, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// What is written: not empty, not too long, and of control characters only line breaks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 1, max_length = 2000, example = "Waits for the new laptop until Monday.")]
pub struct NoteText(String);

/// Why a text cannot be a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteFault {
    /// Nothing is written.
    #[error("is empty; write something")]
    Empty,
    /// It is too long.
    #[error("has {length} characters; write at most 2000")]
    TooLong {
        /// How many characters it has.
        length: usize,
    },
    /// Something stands in it that nobody can see.
    #[error("contains the control character U+{code:04X}; line breaks are the only ones that a note may have")]
    ControlCharacter {
        /// Which one.
        code: u32,
    },
}

impl NoteText {
    /// Reads what was typed. White space around it goes; every line break becomes a line feed.
    ///
    /// # Errors
    /// [`NoteFault`]
    pub fn parse(typed: &str) -> Result<Self, NoteFault> {
        let text = typed.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
        if text.is_empty() {
            return Err(NoteFault::Empty);
        }
        if let Some(control) = text.chars().find(|c| c.is_control() && *c != '\n') {
            return Err(NoteFault::ControlCharacter { code: control.into() });
        }
        let length = text.chars().count();
        if length > LONGEST_NOTE { Err(NoteFault::TooLong { length }) } else { Ok(Self(text)) }
    }

    /// Reads what may be left empty.
    ///
    /// # Errors
    /// [`NoteFault`], but never that it is empty.
    pub fn parse_optional(typed: &str) -> Result<Option<Self>, NoteFault> {
        match Self::parse(typed) {
            Ok(text) => Ok(Some(text)),
            Err(NoteFault::Empty) => Ok(None),
            Err(fault @ (NoteFault::TooLong { .. } | NoteFault::ControlCharacter { .. })) => Err(fault),
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NoteText {
    type Error = NoteFault;
    fn try_from(text: String) -> Result<Self, NoteFault> {
        Self::parse(&text)
    }
}

impl From<NoteText> for String {
    fn from(text: NoteText) -> Self {
        text.0
    }
}

/// Who took something back, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct TakenBack {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

/// A note about a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// Identifier.
    pub id: ClientId,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub text: NoteText,
    /// Who removed it, if somebody did. It is kept, and shown no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<TakenBack>,
}

impl Note {
    /// The note once it is removed; nothing where it is already, so that who was first stays.
    #[must_use]
    pub fn remove(&self, by: &str, at: Timestamp) -> Option<Self> {
        self.removed.is_none().then(|| Self { removed: Some(TakenBack { at, by: by.to_owned() }), ..self.clone() })
    }

    /// The note as it was before it was removed; nothing where it is not removed.
    #[must_use]
    pub fn restore(&self) -> Option<Self> {
        self.removed.is_some().then(|| Self { removed: None, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::now;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_note_has_something_to_say_and_a_bound() {
        for (typed, read) in [
            (" Laptop on Monday.\n", Ok("Laptop on Monday.")),
            ("one\r\ntwo\rthree", Ok("one\ntwo\nthree")),
            ("شكراً <script>alert(1)</script>", Ok("شكراً <script>alert(1)</script>")),
            ("", Err(NoteFault::Empty)),
            (" \r\n\t\u{a0} ", Err(NoteFault::Empty)),
            ("a\tb", Err(NoteFault::ControlCharacter { code: 9 })),
            ("a\0b", Err(NoteFault::ControlCharacter { code: 0 })),
            ("a\u{85}b", Err(NoteFault::ControlCharacter { code: 0x85 })),
        ] {
            assert_eq!(NoteText::parse(typed).as_ref().map(NoteText::as_str), read.as_ref().map(|text| *text), "{typed:?}");
        }
        let longest = "ł".repeat(LONGEST_NOTE);
        assert_eq!(NoteText::parse(&format!("  {longest}  ")).unwrap().as_str(), longest);
        assert_eq!(NoteText::parse(&format!("{longest}x")), Err(NoteFault::TooLong { length: LONGEST_NOTE + 1 }));
    }

    #[test]
    fn what_may_be_left_empty_is_refused_only_for_what_is_wrong_with_it() {
        assert_eq!(NoteText::parse_optional(" \n"), Ok(None));
        assert_eq!(NoteText::parse_optional("x"), NoteText::parse("x").map(Some));
        assert_eq!(NoteText::parse_optional("\u{7}"), Err(NoteFault::ControlCharacter { code: 7 }));
    }

    #[test]
    fn faults_say_what_to_do() {
        assert_eq!(NoteFault::Empty.to_string(), "is empty; write something");
        assert!(NoteFault::TooLong { length: 2_001 }.to_string().contains("2001 characters; write at most 2000"));
        assert!(NoteFault::ControlCharacter { code: 7 }.to_string().contains("U+0007"));
        assert!(serde_json::from_str::<NoteText>("\" \"").is_err(), "the wire has no way around");
    }

    #[test]
    fn a_note_is_removed_once_and_comes_back_as_it_was() {
        let text = NoteText::parse("Call again").unwrap();
        let note = Note { id: ClientId::parse("n").unwrap(), at: now(), by: "Grace".into(), text, removed: None };
        assert_eq!(note.restore(), None);
        let removed = note.remove("Ada", now().plus_days(1)).unwrap();
        assert_eq!(removed.removed, Some(TakenBack { at: now().plus_days(1), by: "Ada".into() }));
        assert_eq!(removed.remove("Bo", now().plus_days(2)), None, "the first who removed it stays");
        assert_eq!(removed.restore(), Some(note));
    }

    proptest! {
        #[test]
        fn what_is_read_once_is_read_the_same_again(typed in "\\PC{0,40}[\\r\\n]{0,3}\\PC{0,40}") {
            if let Ok(text) = NoteText::parse(&typed) {
                prop_assert_eq!(NoteText::parse(text.as_str()), Ok(text));
            }
        }
    }
}
