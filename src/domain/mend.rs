//! Owns the mending of what a check found, where there is one plain way to do it.
//! Refuses to guess: what takes a thought is left to whoever writes.

use super::{
    block::{BLOCK_FIELDS, BlockField},
    check::{Finding, FindingKind, sentence_case},
    template::VariantDraft,
};

/// Whether there is one plain way.
#[must_use]
pub fn can_mend(what: &FindingKind) -> bool {
    match what {
        FindingKind::Unencrypted | FindingKind::SubjectShouted | FindingKind::OtherHost { .. } => true,
        FindingKind::BlockMissing
        | FindingKind::BlockEmpty
        | FindingKind::PromisedInWords { .. }
        | FindingKind::PromisedInLink { .. }
        | FindingKind::Shortened { .. }
        | FindingKind::SuspiciousHost { .. }
        | FindingKind::AltMissing
        | FindingKind::SizeMissing
        | FindingKind::SubjectEmpty
        | FindingKind::SubjectLong { .. }
        | FindingKind::SubjectWordless
        | FindingKind::Faint { .. }
        | FindingKind::Long { .. }
        | FindingKind::Large { .. }
        | FindingKind::SubjectBehind
        | FindingKind::PreheaderBehind
        | FindingKind::BlockBehind
        | FindingKind::NotHere { .. }
        | FindingKind::Untranslated => false,
    }
}

/// Mends what was found, if it is still there.
pub fn mend(variant: &mut VariantDraft, finding: &Finding) {
    let block = finding.block.and_then(|at| variant.blocks.get_mut(at));
    match (&finding.what, block) {
        (FindingKind::SubjectShouted, _) => variant.subject = sentence_case(variant.subject.trim()),
        (FindingKind::Unencrypted, Some(block)) => {
            for field in BLOCK_FIELDS {
                let text = block.field_mut(field);
                *text = replaced(text, "http://", "https://");
            }
        }
        (FindingKind::OtherHost { shown, target }, Some(block)) => {
            for field in [BlockField::Label, BlockField::Text, BlockField::Otherwise] {
                let text = block.field_mut(field);
                *text = replaced_in_labels(text, shown, target, field == BlockField::Label);
            }
        }
        _ => {}
    }
}

/// Replaces in all letters' cases.
fn replaced(text: &str, from: &str, to: &str) -> String {
    let (mut done, mut rest) = (String::new(), text);
    while let Some(at) = rest.to_ascii_lowercase().find(from) {
        done.push_str(rest.get(..at).unwrap_or_default());
        done.push_str(to);
        rest = rest.get(at + from.len()..).unwrap_or_default();
    }
    done + rest
}

/// Replaces in what links show, and not in where they lead.
fn replaced_in_labels(text: &str, from: &str, to: &str, whole: bool) -> String {
    if whole {
        return replaced(text, from, to);
    }
    let (mut done, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, tail)) = after.split_once("](") else { break };
        done.push_str(&format!("{before}[{}](", replaced(label, from, to)));
        rest = tail;
    }
    done + rest
}

#[cfg(test)]
mod tests {
    use super::super::{block::BlockDraft, block::BlockKind, language::Language};
    use super::*;
    use std::collections::BTreeMap;

    fn mended(text: &str, what: FindingKind) -> String {
        assert!(can_mend(&what));
        let block = BlockDraft { text: text.into(), ..BlockDraft::empty("b".into(), BlockKind::Text) };
        let mut variant = VariantDraft {
            language: Language::English,
            subject: "HELLO THERE".into(),
            preheader: String::new(),
            blocks: vec![block],
            follows: BTreeMap::new(),
        };
        mend(&mut variant, &Finding { block: Some(0), what });
        format!("{} {}", variant.subject, variant.blocks[0].text)
    }

    #[test]
    fn links_are_encrypted_labels_made_honest_and_shouts_lowered() {
        assert_eq!(mended("[x](HTTP://a.example)", FindingKind::Unencrypted), "HELLO THERE [x](https://a.example)");
        let other = FindingKind::OtherHost { shown: "a.example".into(), target: "b.example".into() };
        assert_eq!(
            mended("a.example [A.example](https://b.example/a.example)", other),
            "HELLO THERE a.example [b.example](https://b.example/a.example)"
        );
        assert_eq!(mended("x", FindingKind::SubjectShouted), "Hello there x");
    }
}
