//! Owns the check that a text says what the main one says: what changed there since, what is missing here, what was never translated.
//! Refuses to understand either: parts are compared by their letters.

use super::{Finding, FindingKind, Subject, Verdict, advising};
use crate::domain::{
    block::{BLOCK_FIELDS, BlockDraft, BlockField},
    template::VariantDraft,
};
use std::collections::BTreeMap;

const SUBJECT: &str = "subject";
const PREHEADER: &str = "preheader";

/// What a text says, as a mark per part. Kept with a translation, it tells later which parts have changed.
#[must_use]
pub fn follow_marks(main: &VariantDraft) -> BTreeMap<String, String> {
    let blocks = main.blocks.iter().map(|block| (block_key(&block.id), mark(BLOCK_FIELDS.map(|field| block.field(field)))));
    [(SUBJECT.to_owned(), mark([main.subject.as_str()])), (PREHEADER.to_owned(), mark([main.preheader.as_str()]))]
        .into_iter()
        .chain(blocks)
        .collect()
}

fn block_key(id: &str) -> String {
    format!("block {id}")
}

/// FNV-1a of the fields with their lengths: short, the same everywhere, and no secret.
fn mark<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for field in fields {
        for octet in field.bytes().chain((field.len() as u64).to_le_bytes()) {
            hash = (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

pub(super) fn up_to_date(subject: &Subject<'_>) -> Verdict {
    let Some(main) = subject.main else { return Verdict::NotApplicable };
    let variant = subject.variant;
    let here = |id: &str| variant.blocks.iter().position(|block| block.id == id);
    let marks = follow_marks(main);
    let changed = |key: &str| variant.follows.get(key).is_some_and(|followed| marks.get(key) != Some(followed));
    let mut findings = Vec::new();
    if changed(SUBJECT) {
        findings.push(Finding { block: None, what: FindingKind::SubjectBehind });
    }
    if changed(PREHEADER) {
        findings.push(Finding { block: None, what: FindingKind::PreheaderBehind });
    }
    for block in &main.blocks {
        match here(&block.id) {
            None => {
                // Left out on purpose, if it was there when the texts were held against each other.
                if !variant.follows.contains_key(&block_key(&block.id)) {
                    findings.push(Finding { block: None, what: FindingKind::NotHere { kind: block.kind, id: block.id.clone() } });
                }
            }
            Some(at) if changed(&block_key(&block.id)) => findings.push(Finding { block: Some(at), what: FindingKind::BlockBehind }),
            Some(at) => {
                if variant.blocks.get(at).is_some_and(|own| is_untranslated(own, block)) {
                    findings.push(Finding { block: Some(at), what: FindingKind::Untranslated });
                }
            }
        }
    }
    advising(findings)
}

/// Several words, letter by letter the same.
fn is_untranslated(own: &BlockDraft, main: &BlockDraft) -> bool {
    [BlockField::Title, BlockField::Text].iter().any(|field| {
        let text = own.field(*field);
        own.kind.has(*field) && text == main.field(*field) && text.split_whitespace().filter(|word| !word.contains("{{")).count() > 2
    })
}

#[cfg(test)]
mod tests {
    use super::super::{
        CheckId,
        tests::{good, judge, judge_beside},
    };
    use super::*;
    use crate::domain::{block::BlockKind, language::Language};

    fn found(variant: &VariantDraft, main: &VariantDraft) -> Vec<(Option<usize>, FindingKind)> {
        match judge_beside(CheckId::UpToDate, variant, Some(main)) {
            Verdict::Failed { findings, .. } => findings.into_iter().map(|finding| (finding.block, finding.what)).collect(),
            Verdict::Passed | Verdict::NotApplicable => Vec::new(),
        }
    }

    #[test]
    fn what_changed_in_the_main_text_is_found_part_by_part() {
        let mut main = good(Language::English);
        let mut polish = VariantDraft { follows: follow_marks(&main), ..good(Language::Polish) };
        assert_eq!(judge(CheckId::UpToDate, &main), Verdict::NotApplicable, "the main text follows none");
        assert_eq!(found(&polish, &main), []);
        main.subject.push('x');
        main.blocks[2].text.push('x');
        assert_eq!(found(&polish, &main), [(None, FindingKind::SubjectBehind), (Some(2), FindingKind::BlockBehind)]);
        polish.follows = follow_marks(&main);
        assert_eq!(found(&polish, &main), []);
    }

    #[test]
    fn a_new_part_is_missed_and_an_old_one_may_be_left_out() {
        let mut main = good(Language::English);
        let mut polish = VariantDraft { follows: follow_marks(&main), ..good(Language::Polish) };
        polish.blocks.remove(1);
        assert_eq!(found(&polish, &main), []);
        main.blocks.push(BlockDraft { title: "New".into(), ..BlockDraft::empty("new".into(), BlockKind::Heading) });
        assert_eq!(found(&polish, &main), [(None, FindingKind::NotHere { kind: BlockKind::Heading, id: "new".into() })]);
    }

    #[test]
    fn a_part_that_was_only_copied_is_found() {
        let main = good(Language::English);
        let mut polish = VariantDraft { follows: follow_marks(&main), ..good(Language::Polish) };
        polish.blocks[3].text = main.blocks[3].text.clone();
        assert_eq!(found(&polish, &main), [(Some(3), FindingKind::Untranslated)]);
        polish.follows.clear();
        assert_eq!(found(&polish, &main), [(Some(3), FindingKind::Untranslated)], "nothing is claimed of what was never compared");
    }
}
