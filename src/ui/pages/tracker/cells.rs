//! Owns what stands in the cells of a row, as data: words, tone, and what is said more quietly beside them.
//! Refuses elements, which `slot` fills.

use super::{
    columns::{Column, Mails},
    state::Facts,
    words::{decision_words, due_words, kind_words, moment, outcome_words, short_license, standing_words, waiting_words},
};
use crate::domain::{
    mail_history::{MailOutcome, UserRecord},
    people::{NextMail, next_mail},
    people_filter::standing,
    timestamp::Timestamp,
};
use crate::ui::{context::Tone, text::Text};

/// What a row is seen with.
pub struct Look<'a> {
    /// The words of the console.
    pub text: Text,
    /// What decisions are made by.
    pub facts: Option<&'a Facts>,
    /// The moment that days are counted to.
    pub now: Timestamp,
    /// Whether it is known what mails people got.
    pub mails: Mails,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Contents {
    /// How it is meant; nothing where no icon stands before it.
    pub tone: Option<Tone>,
    /// The words.
    pub words: String,
    /// What stands beside them.
    pub quiet: String,
    /// All of it in full, where the cell may have no room; empty where it says nothing more.
    pub title: String,
}

impl Contents {
    fn plain(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { title: words.clone(), words, ..Self::default() }
    }

    fn short(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    fn quiet(quiet: impl Into<String>) -> Self {
        Self { quiet: quiet.into(), ..Self::default() }
    }
}

/// What stands in a person's cell of this column.
#[must_use]
pub fn contents(column: Column, record: &UserRecord, look: &Look<'_>) -> Contents {
    let (text, user) = (look.text, &record.user);
    match column {
        Column::LastMail | Column::Reminders if look.mails == Mails::NotKnown => Contents::quiet(text.tracker_not_known()),
        Column::Name => Contents::plain(user.shown_name()),
        Column::Email => Contents::plain(user.email.as_str()),
        Column::Department => user.department.as_deref().map(Contents::plain).unwrap_or_default(),
        Column::Licenses => {
            let short = |id| short_license(look.facts.map(|facts| &facts.organization), id);
            Contents::plain(user.licenses.iter().map(short).collect::<Vec<_>>().join(", "))
        }
        Column::Language => user.language.map_or_else(Contents::default, |language| {
            let facts = language.facts();
            Contents { words: facts.tag.to_owned(), title: facts.own_name.to_owned(), ..Contents::default() }
        }),
        Column::Added => match user.added {
            Some(added) => Contents::short(text.date(added.millis())),
            None => Contents::quiet(text.tracker_not_known()),
        },
        Column::Waiting => Contents::short(waiting_words(text, record, look.now)),
        Column::LastMail => record.mail.last.as_ref().map_or_else(
            || Contents::quiet(text.tracker_mail_none()),
            |last| {
                let (tone, words) = outcome_words(text, last.outcome);
                Contents {
                    tone: Some(tone),
                    words: words.to_owned(),
                    quiet: text.date(last.at.millis()),
                    title: format!("{}, {}", kind_words(text, last.kind.into()), moment(text, last.at)),
                }
            },
        ),
        Column::Reminders => Contents::short(text.number(u64::from(record.mail.reminders_sent))),
        Column::Due => look.facts.map(|facts| due_words(text, facts, record, look.now)).unwrap_or_default(),
        Column::Account => {
            let (tone, words) = standing_words(text, standing(record));
            Contents { tone: Some(tone), words: words.to_owned(), ..Contents::default() }
        }
        Column::Decision => look.facts.map_or_else(Contents::default, |facts| {
            let (tone, words, reason, title) = match next_mail(&facts.organization, &facts.settings, record, look.now) {
                NextMail::Decided(decision) => {
                    let (tone, words, reason) = decision_words(text, &decision, facts);
                    (tone, words, reason.clone(), reason)
                }
                // As the last email is called, and as the person's panel says it.
                NextMail::Undeliverable { since } => {
                    let (tone, reason) = outcome_words(text, MailOutcome::Bounced);
                    (tone, text.tracker_decision_suppressed(), reason.to_owned(), text.bounce_since(text.date(since.millis())))
                }
            };
            Contents { tone: Some(tone), words: words.to_owned(), title: format!("{words}: {title}"), quiet: reason }
        }),
    }
}
