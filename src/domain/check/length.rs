//! Owns the check that the message is read in two minutes.
//! Refuses to judge how well it is written.

use super::{Finding, FindingKind, Subject, Verdict, advising, is_without_spaces};
use crate::domain::{block::BlockField, language::Language, template::VariantDraft};

/// Words that are read in two minutes: adults read 238 a minute in silence (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
const TWO_MINUTES: usize = 480;
/// Letters of a script without spaces that take as long as one word.
const LETTERS_PER_WORD: usize = 2;

pub(super) fn length(subject: &Subject<'_>) -> Verdict {
    let words = reading_words(subject.variant);
    advising((words > TWO_MINUTES).then_some(Finding { block: None, what: FindingKind::Long { words } }))
}

/// How many words a text has; for a script without spaces, as many as take the same time to read.
#[must_use]
pub fn reading_words(variant: &VariantDraft) -> usize {
    let read = |field: BlockField| match field {
        BlockField::Title | BlockField::Text | BlockField::Label => true,
        BlockField::Url | BlockField::Alt | BlockField::Width | BlockField::Height | BlockField::Otherwise => false,
    };
    let texts = variant.blocks.iter().flat_map(|block| {
        let fields = block.kind.facts().fields.iter().filter(move |field| read(**field));
        fields.map(move |field| block.field(*field))
    });
    texts.map(|text| words(text, variant.language)).sum()
}

fn words(text: &str, language: Language) -> usize {
    if is_without_spaces(language) {
        return text.chars().filter(|c| c.is_alphanumeric()).count() / LETTERS_PER_WORD;
    }
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{finding, good, judge},
    };
    use super::*;

    #[test]
    fn a_message_of_more_than_two_minutes_is_advised_against() {
        for (language, word) in [(Language::English, "word "), (Language::Japanese, "会議")] {
            let mut variant = good(language);
            let before = reading_words(&variant);
            variant.blocks[0].text.push_str(&format!(" {}", word.repeat(TWO_MINUTES - before)));
            assert_eq!(judge(CheckId::Length, &variant), Verdict::Passed, "{language:?}");
            variant.blocks[0].text.push_str(&word.repeat(2));
            assert!(matches!(finding(CheckId::Length, &variant), FindingKind::Long { words } if words > TWO_MINUTES));
        }
    }
}
