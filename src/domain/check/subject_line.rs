//! Owns the check of the subject: there, short, and written like a sentence.
//! Refuses promises in it, which another check finds.

use super::{Finding, FindingKind, Subject, Verdict, Weight, verdict};

/// Longest subject that phones show whole, in characters.
pub const LONG_SUBJECT: usize = 60;
/// Letters from which capitals are a shout and no abbreviation.
const SHOUT: usize = 6;

pub(super) fn subject_line(subject: &Subject<'_>) -> Verdict {
    let text = subject.variant.subject.trim();
    let characters = text.chars().count();
    let words = outside_braces(text);
    let letters = || words.chars().filter(|c| c.is_uppercase() || c.is_lowercase());
    let mut found = Vec::new();
    let mut add = |weight, what| found.push((weight, Finding { block: None, what }));
    if text.is_empty() {
        add(Weight::Blocks, FindingKind::SubjectEmpty);
    } else if !text.chars().any(char::is_alphanumeric) {
        add(Weight::Advises, FindingKind::SubjectWordless);
    }
    if characters > LONG_SUBJECT {
        add(Weight::Advises, FindingKind::SubjectLong { characters });
    }
    if letters().count() >= SHOUT && letters().all(char::is_uppercase) {
        add(Weight::Advises, FindingKind::SubjectShouted);
    }
    verdict(found)
}

/// The words without merge fields, whose names are in small letters.
fn outside_braces(text: &str) -> String {
    let (mut words, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        words.push_str(before);
        rest = after.split_once("}}").map_or("", |(_, tail)| tail);
    }
    words.push_str(rest);
    words
}

/// The same words as a sentence: capitals at the beginning alone; merge fields stay as they are.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let (mut written, mut rest, mut begun) = (String::new(), text, false);
    while !rest.is_empty() {
        let field = rest.starts_with("{{").then(|| rest.find("}}").map(|end| end + 2)).flatten();
        let words_end = rest.find("{{").filter(|at| *at > 0).unwrap_or(rest.len());
        let (part, tail) = rest.split_at(field.unwrap_or(words_end));
        if field.is_some() {
            written.push_str(part);
            begun = true;
        } else {
            for letter in part.chars() {
                if begun {
                    written.extend(letter.to_lowercase());
                } else {
                    written.extend(letter.to_uppercase());
                    begun = letter.is_alphanumeric();
                }
            }
        }
        rest = tail;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{good, judge},
    };
    use super::*;
    use crate::domain::language::Language;

    #[test]
    fn empty_long_shouted_and_wordless_subjects_are_found() {
        let found = |subject: &str| {
            let mut variant = good(Language::English);
            variant.subject = subject.into();
            match judge(CheckId::Subject, &variant) {
                Verdict::Failed { weight, findings } => findings.into_iter().map(|finding| (weight, finding.what)).collect(),
                Verdict::Passed | Verdict::NotApplicable => Vec::new(),
            }
        };
        assert_eq!(found("  "), [(Weight::Blocks, FindingKind::SubjectEmpty)]);
        assert_eq!(found(&"x".repeat(61)), [(Weight::Advises, FindingKind::SubjectLong { characters: 61 })]);
        assert_eq!(found("SIGN IN NOW {{organization}}"), [(Weight::Advises, FindingKind::SubjectShouted)]);
        assert_eq!(found("🎉🎉 !!"), [(Weight::Advises, FindingKind::SubjectWordless)]);
        for good in ["Webex: {{organization}}", "NATO", "{{organization}}", "حسابك جاهز", "Ihr Konto ist bereit"] {
            assert_eq!(found(good), [], "{good}");
        }
    }

    #[test]
    fn a_shouted_subject_becomes_a_sentence() {
        assert_eq!(sentence_case("ŁATWE LOGOWANIE W {{organization}} DZIŚ"), "Łatwe logowanie w {{organization}} dziś");
        assert_eq!(sentence_case("{{first_name|YOU}}, SIGN IN"), "{{first_name|YOU}}, sign in");
        assert_eq!(sentence_case("{{open AND"), "{{Open and");
    }
}
