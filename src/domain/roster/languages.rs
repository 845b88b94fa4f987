//! Owns how many people prefer each language.
//! Refuses languages that the product has no name for; there are none in a record.

use super::{
    super::language::{LANGUAGES, Language},
    facts::language_of,
};

/// How many people have each code of a language, 0 for those whose language is not known.
#[derive(Default)]
pub(super) struct LanguageCounts([usize; LANGUAGES.len() + 1]);

impl LanguageCounts {
    pub(super) fn count(&mut self, code: u8) {
        if let Some(people) = self.0.get_mut(usize::from(code)) {
            *people += 1;
        }
    }

    pub(super) fn discount(&mut self, code: u8) {
        if let Some(people) = self.0.get_mut(usize::from(code)) {
            *people = people.saturating_sub(1);
        }
    }

    /// The languages that anybody prefers, in the order in which languages are offered.
    pub(super) fn present(&self) -> impl Iterator<Item = (Language, usize)> {
        (0..).zip(self.0).filter(|(_, people)| *people > 0).filter_map(|(code, people)| Some((language_of(code)?, people)))
    }
}
