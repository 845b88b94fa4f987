//! Owns what becomes of a template that two people, or two tabs, changed at once: every change of either is kept.
//! Refuses to choose where both changed one part differently; it says where, and keeps mine until somebody chose.

use super::{
    block::{BLOCK_FIELDS, BlockDraft, BlockField, BlockKind},
    language::Language,
    template::{TemplateDraft, VariantDraft},
};

/// Both changes in one draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merged {
    /// Everything that either changed; mine where both changed the same part.
    pub draft: TemplateDraft,
    /// Where both changed the same part differently.
    pub conflicts: Vec<Conflict>,
}

/// A part that both changed differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// Which part.
    pub part: Part,
    /// Theirs; empty for what is no text.
    pub theirs: String,
    /// Mine; empty for what is no text.
    pub mine: String,
}

/// A part of a template that is compared as one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Its name.
    Name,
    /// What it is for.
    Purpose,
    /// Its accent.
    Accent,
    /// The subject in a language.
    Subject(Language),
    /// The preheader in a language.
    Preheader(Language),
    /// A field of a block.
    Field(Language, BlockKind, BlockField),
}

/// Whose part stands where both changed it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Favour {
    /// Mine.
    Mine,
    /// Theirs.
    Theirs,
}

/// Merges two changes of one original.
#[must_use]
pub fn merge(original: &TemplateDraft, mine: &TemplateDraft, theirs: &TemplateDraft, favour: Favour) -> Merged {
    let mut merging = Merging { favour, conflicts: Vec::new() };
    let languages = |draft: &TemplateDraft| draft.variants.iter().map(|variant| variant.language).collect::<Vec<_>>();
    let order = merged_order(&languages(original), &languages(mine), &languages(theirs), |language| {
        let of = |draft| variant_of(draft, *language);
        (of(mine) != of(original), of(theirs) != of(original))
    });
    let variants = order.into_iter().filter_map(|language| {
        let [original, mine, theirs] = [original, mine, theirs].map(|draft| variant_of(draft, language));
        match (mine, theirs) {
            (Some(mine), Some(theirs)) => Some(merging.variant(original.unwrap_or(theirs), mine, theirs)),
            (Some(only), None) | (None, Some(only)) => Some(only.clone()),
            (None, None) => None,
        }
    });
    let variants = variants.collect();
    let draft = TemplateDraft {
        name: merging.text(Part::Name, &original.name, &mine.name, &theirs.name),
        purpose: merging.value(Part::Purpose, &original.purpose, &mine.purpose, &theirs.purpose),
        accent: merging.text(Part::Accent, &original.accent, &mine.accent, &theirs.accent),
        variants,
    };
    Merged { draft, conflicts: merging.conflicts }
}

fn variant_of(draft: &TemplateDraft, language: Language) -> Option<&VariantDraft> {
    draft.variants.iter().find(|variant| variant.language == language)
}

struct Merging {
    favour: Favour,
    conflicts: Vec<Conflict>,
}

impl Merging {
    fn variant(&mut self, original: &VariantDraft, mine: &VariantDraft, theirs: &VariantDraft) -> VariantDraft {
        let language = mine.language;
        let ids = |variant: &VariantDraft| variant.blocks.iter().map(|block| block.id.clone()).collect::<Vec<_>>();
        let order = merged_order(&ids(original), &ids(mine), &ids(theirs), |id| {
            let of = |variant: &VariantDraft| variant.block(id).cloned();
            (of(mine) != of(original), of(theirs) != of(original))
        });
        let blocks = order.into_iter().filter_map(|id| {
            let [original, mine, theirs] = [original, mine, theirs].map(|variant| variant.block(&id));
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => Some(self.block(language, original.unwrap_or(theirs), mine, theirs)),
                (Some(only), None) | (None, Some(only)) => Some(only.clone()),
                (None, None) => None,
            }
        });
        let blocks = blocks.collect();
        VariantDraft {
            language,
            subject: self.text(Part::Subject(language), &original.subject, &mine.subject, &theirs.subject),
            preheader: self.text(Part::Preheader(language), &original.preheader, &mine.preheader, &theirs.preheader),
            blocks,
            // Nothing that anybody typed: the newer comparison with the main text counts.
            follows: if mine.follows == original.follows { theirs.follows.clone() } else { mine.follows.clone() },
        }
    }

    fn block(&mut self, language: Language, original: &BlockDraft, mine: &BlockDraft, theirs: &BlockDraft) -> BlockDraft {
        let mut merged = mine.clone();
        for field in BLOCK_FIELDS {
            let part = Part::Field(language, mine.kind, field);
            *merged.field_mut(field) = self.text(part, original.field(field), mine.field(field), theirs.field(field));
        }
        merged
    }

    fn text(&mut self, part: Part, original: &str, mine: &str, theirs: &str) -> String {
        let both = mine != original && theirs != original && mine != theirs;
        if both {
            self.conflicts.push(Conflict { part, theirs: theirs.to_owned(), mine: mine.to_owned() });
        }
        let takes_theirs = mine == original || (both && self.favour == Favour::Theirs);
        if takes_theirs { theirs.to_owned() } else { mine.to_owned() }
    }

    fn value<T: PartialEq + Copy>(&mut self, part: Part, original: &T, mine: &T, theirs: &T) -> T {
        let both = mine != original && theirs != original && mine != theirs;
        if both {
            self.conflicts.push(Conflict { part, theirs: String::new(), mine: String::new() });
        }
        if mine == original || (both && self.favour == Favour::Theirs) { *theirs } else { *mine }
    }
}

/// The order of things that two changed: theirs where I moved none, else mine; what only the other has stands behind what it
/// stood behind there. What one took away goes, unless the other changed it.
fn merged_order<T: PartialEq + Clone>(original: &[T], mine: &[T], theirs: &[T], changed: impl Fn(&T) -> (bool, bool)) -> Vec<T> {
    let common = |of: &[T], other: &[T]| of.iter().filter(|item| other.contains(item)).cloned().collect::<Vec<_>>();
    let i_moved_none = common(mine, original) == common(original, mine);
    let (base, other) = if i_moved_none { (theirs, mine) } else { (mine, theirs) };
    let mut order = base.to_vec();
    for (at, item) in other.iter().enumerate() {
        if !order.contains(item) {
            let before = other.iter().take(at).rev().find_map(|before| order.iter().position(|known| known == before));
            order.insert(before.map_or(0, |before| before + 1), item.clone());
        }
    }
    order.retain(|item| {
        let (in_mine, in_theirs) = (mine.contains(item), theirs.contains(item));
        let (i_changed, they_changed) = changed(item);
        match original.contains(item) {
            true if !in_mine => they_changed && in_theirs,
            true if !in_theirs => i_changed,
            true | false => true,
        }
    });
    order
}

#[cfg(test)]
mod tests {
    use super::super::{email_kind::SuppressibleKind, fixtures::organization, starter::starter_template};
    use super::*;
    use proptest::prelude::*;

    fn draft() -> TemplateDraft {
        starter_template(SuppressibleKind::Activation, Language::English, &organization())
    }

    fn changed(change: impl FnOnce(&mut VariantDraft)) -> TemplateDraft {
        let mut draft = draft();
        change(&mut draft.variants[0]);
        draft
    }

    fn ids(draft: &TemplateDraft) -> Vec<&str> {
        draft.variants[0].blocks.iter().map(|block| block.id.as_str()).collect()
    }

    #[test]
    fn changes_of_different_parts_are_both_kept() {
        let mine = changed(|variant| {
            variant.subject = "Mine".into();
            variant.blocks[1].text = "My goals".into();
            variant.add(BlockKind::Button);
        });
        let theirs = changed(|variant| {
            variant.preheader = "Theirs".into();
            variant.blocks[1].title = "Their title".into();
            variant.remove("training");
            variant.move_to("activate", 0);
        });
        let Merged { draft, conflicts } = merge(&self::draft(), &mine, &theirs, Favour::Mine);
        assert_eq!(conflicts, []);
        let variant = &draft.variants[0];
        assert_eq!((variant.subject.as_str(), variant.preheader.as_str()), ("Mine", "Theirs"));
        let goals = variant.block("goals").unwrap();
        assert_eq!((goals.title.as_str(), goals.text.as_str()), ("Their title", "My goals"));
        assert_eq!(ids(&draft), ["activate", "button", "greeting", "goals", "value", "meetingroom", "helpdesk", "portal"]);
    }

    #[test]
    fn one_part_changed_by_both_is_a_conflict_with_both_texts() {
        let (mine, theirs) = (changed(|variant| variant.subject = "Mine".into()), changed(|variant| variant.subject = "Theirs".into()));
        let merged = merge(&draft(), &mine, &theirs, Favour::Mine);
        let conflict = Conflict { part: Part::Subject(Language::English), theirs: "Theirs".into(), mine: "Mine".into() };
        assert_eq!((merged.conflicts, merged.draft.variants[0].subject.as_str()), (vec![conflict], "Mine"));
        assert_eq!(merge(&draft(), &mine, &theirs, Favour::Theirs).draft.variants[0].subject, "Theirs");
    }

    #[test]
    fn what_one_took_away_and_the_other_changed_stays() {
        let mine = changed(|variant| drop(variant.remove("goals")));
        let theirs = changed(|variant| variant.blocks[1].text = "Still needed".into());
        for (mine, theirs) in [(&mine, &theirs), (&theirs, &mine)] {
            let merged = merge(&draft(), mine, theirs, Favour::Mine).draft;
            assert_eq!(merged.variants[0].block("goals").unwrap().text, "Still needed");
        }
        let untouched = merge(&draft(), &mine, &draft(), Favour::Mine).draft;
        assert!(untouched.variants[0].block("goals").is_none());
    }

    #[test]
    fn languages_are_merged_like_blocks() {
        let polish = || VariantDraft { language: Language::Polish, ..draft().variants[0].clone() };
        let german = || VariantDraft { language: Language::German, ..draft().variants[0].clone() };
        let mine = TemplateDraft { variants: vec![draft().variants[0].clone(), polish()], ..draft() };
        let theirs = TemplateDraft { variants: vec![german(), draft().variants[0].clone()], ..draft() };
        let merged = merge(&draft(), &mine, &theirs, Favour::Mine).draft;
        let languages: Vec<Language> = merged.variants.iter().map(|variant| variant.language).collect();
        assert_eq!(languages, [Language::German, Language::English, Language::Polish]);
    }

    fn any_change() -> impl Strategy<Value = TemplateDraft> {
        prop::collection::vec((0..6_usize, 0..8_usize, "[ab]"), 0..5).prop_map(|steps| {
            changed(|variant| {
                for (what, at, text) in steps {
                    let id = variant.blocks.get(at).map(|block| block.id.clone()).unwrap_or_default();
                    match what {
                        0 => variant.subject = text,
                        1 => drop(variant.remove(&id)),
                        2 => drop(variant.add(BlockKind::Text)),
                        3 => drop(variant.move_to(&id, at / 2)),
                        _ => variant.blocks.iter_mut().filter(|block| block.id == id).for_each(|block| block.text.clone_from(&text)),
                    }
                }
            })
        })
    }

    proptest! {
        #[test]
        fn what_one_did_alone_is_what_comes_of_it(mine in any_change()) {
            for (mine, theirs) in [(&mine, &draft()), (&draft(), &mine), (&mine, &mine)] {
                let merged = merge(&draft(), mine, theirs, Favour::Mine);
                let expected = if *mine == draft() { theirs } else { mine };
                prop_assert_eq!(&merged.draft, expected);
                prop_assert!(merged.conflicts.is_empty());
            }
        }

        #[test]
        fn no_change_is_lost_without_a_conflict(mine in any_change(), theirs in any_change()) {
            let merged = merge(&draft(), &mine, &theirs, Favour::Mine);
            for (variant, other) in [(&mine, &theirs), (&theirs, &mine)].map(|(a, b)| (&a.variants[0], &b.variants[0])) {
                for block in &variant.blocks {
                    let before = draft().variants[0].block(&block.id).map(|block| block.text.clone());
                    if before.as_ref() == Some(&block.text) { continue }
                    let kept = merged.draft.variants[0].block(&block.id).map(|block| block.text.clone());
                    let in_conflict = merged.conflicts.iter().any(|conflict| [&conflict.mine, &conflict.theirs].contains(&&block.text));
                    let same_id_twice = before.is_none() && other.block(&block.id).is_some();
                    prop_assert!(kept.as_ref() == Some(&block.text) || in_conflict || same_id_twice, "{}", block.id);
                }
            }
        }
    }
}
