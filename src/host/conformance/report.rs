//! Owns what a trial came to, as text and as JSON.
//! Refuses to count as kept what was not tried.

use super::promises::Promise;
use serde_json::{Value, json};
use std::fmt;

/// What came of one promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is kept.
    Kept,
    /// It is not, and what was seen.
    Broken(String),
    /// The backend says that it does not offer this.
    NotOffered(String),
    /// It was not tried, and why.
    NotTried(String),
}

/// Every outcome with its name in JSON and in text.
pub const OUTCOMES: &[(&str, &str)] = &[("kept", "kept"), ("broken", "BROKEN"), ("not_offered", "not offered"), ("not_tried", "not tried")];

impl Outcome {
    fn facts(&self) -> ((&'static str, &'static str), Option<&str>) {
        let (at, detail) = match self {
            Self::Kept => (0, None),
            Self::Broken(seen) => (1, Some(seen.as_str())),
            Self::NotOffered(why) => (2, Some(why.as_str())),
            Self::NotTried(why) => (3, Some(why.as_str())),
        };
        (OUTCOMES.get(at).copied().unwrap_or_default(), detail)
    }
}

/// A promise with what came of it.
pub struct Tried {
    /// Which.
    pub promise: &'static Promise,
    /// What.
    pub outcome: Outcome,
}

/// What the whole trial came to.
pub struct Report {
    /// Where the backend is.
    pub base: String,
    /// What it calls itself.
    pub backend: String,
    /// Whether it was written to.
    pub writes: bool,
    /// Every promise, in its order.
    pub tried: Vec<Tried>,
    /// What could not be put back, if anything.
    pub left: Option<String>,
}

impl Report {
    /// The promises that are broken.
    #[must_use]
    pub fn broken(&self) -> Vec<&'static str> {
        self.tried.iter().filter(|tried| matches!(tried.outcome, Outcome::Broken(_))).map(|tried| tried.promise.id).collect()
    }

    fn count(&self, name: &str) -> usize {
        self.tried.iter().filter(|tried| tried.outcome.facts().0.0 == name).count()
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let promises: Vec<Value> = self
            .tried
            .iter()
            .map(|tried| {
                let ((outcome, _), detail) = tried.outcome.facts();
                json!({"id": tried.promise.id, "promise": tried.promise.sentence, "outcome": outcome, "detail": detail})
            })
            .collect();
        let counts: serde_json::Map<String, Value> =
            OUTCOMES.iter().map(|(name, _)| ((*name).to_owned(), self.count(name).into())).collect();
        json!({"base": self.base, "backend": self.backend, "writes": self.writes, "counts": counts, "left_behind": self.left,
            "promises": promises})
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} at {}", self.backend, self.base)?;
        for tried in &self.tried {
            let ((_, word), detail) = tried.outcome.facts();
            writeln!(f, "{word:<12} {:<26} {}", tried.promise.id, tried.promise.sentence)?;
            if let Some(detail) = detail {
                writeln!(f, "{:<39} {detail}", "")?;
            }
        }
        if let Some(left) = &self.left {
            writeln!(f, "left behind: {left}")?;
        }
        let counts: Vec<String> = OUTCOMES.iter().map(|(name, word)| format!("{}: {}", word.to_lowercase(), self.count(name))).collect();
        writeln!(f, "{}", counts.join(", "))
    }
}
