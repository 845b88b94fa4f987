//! Owns what is asked for when a note about a person is added, or that they were reached elsewhere.
//! Refuses half of a request: every field that is wrong is named at once.

use super::problem::{Problem, ProblemCode};
use crate::domain::{client_id::ClientId, contact::ContactWay, note::NoteText};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A note to be added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// Made up by whoever asks, 1 to 64 letters, digits, dots, dashes or underscores, new for every note. The same one again adds
    /// nothing.
    pub id: String,
    /// What it says: 1 to 2,000 characters, of control characters only line breaks.
    pub text: String,
}

/// That a person was reached elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactRequest {
    /// Made up by whoever asks, 1 to 64 letters, digits, dots, dashes or underscores, new for every contact. The same one again
    /// adds nothing.
    pub id: String,
    /// How they were reached.
    pub way: ContactWay,
    /// What is to be remembered of it: at most 2,000 characters, of control characters only line breaks; may be empty.
    #[serde(default)]
    pub note: String,
}

impl NoteRequest {
    /// Reads it.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(&self) -> Result<(ClientId, NoteText), Problem> {
        both(ClientId::parse(&self.id), ("/text", NoteText::parse(&self.text)))
    }
}

impl ContactRequest {
    /// Reads it.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(&self) -> Result<(ClientId, Option<NoteText>), Problem> {
        both(ClientId::parse(&self.id), ("/note", NoteText::parse_optional(&self.note)))
    }
}

fn both<T, E: ToString, F: ToString>(id: Result<ClientId, E>, (pointer, text): (&str, Result<T, F>)) -> Result<(ClientId, T), Problem> {
    match (id, text) {
        (Ok(id), Ok(text)) => Ok((id, text)),
        (id, text) => {
            let problem = Problem::new(ProblemCode::Invalid, "Nothing was added; correct the fields named below.");
            let wrong = [id.err().map(|fault| ("/id", fault.to_string())), text.err().map(|fault| (pointer, fault.to_string()))];
            Err(wrong.into_iter().flatten().fold(problem, |all, (pointer, detail)| all.with_error(pointer, detail)))
        }
    }
}

/// The identifier belongs to something that says something else.
#[must_use]
pub fn id_taken() -> Problem {
    let detail = "This identifier belongs to another note or contact. Nothing was added; send it again with a new identifier.";
    Problem::new(ProblemCode::IdTaken, detail).with_error("/id", "belongs to another note or contact")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let pointers = |problem: Problem| problem.errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>();
        let note = NoteRequest { id: "a/b".into(), text: " ".into() };
        assert_eq!(note.parse().map_err(pointers), Err(vec!["/id".to_owned(), "/text".to_owned()]));
        let contact = ContactRequest { id: String::new(), way: ContactWay::Chat, note: "\u{7}".into() };
        assert_eq!(contact.parse().map_err(pointers), Err(vec!["/id".to_owned(), "/note".to_owned()]));
        let silent = ContactRequest { id: "c".into(), way: ContactWay::Chat, note: " ".into() };
        assert_eq!(silent.parse().map(|(_, note)| note), Ok(None));
    }
}
