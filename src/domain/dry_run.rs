//! Owns what a template would be to the people that it is for: in which language each reads it, and who lacks a value that it names.
//! Refuses to send, and to know who they are; it counts.

use super::{
    block::BlockField,
    decide::not_applicable,
    email_kind::SuppressibleKind,
    language::Language,
    merge_field::{MERGE_FIELDS, Merge, MergeField, MergePresence},
    organization::Organization,
    rich_text::LinkFallback,
    template::{TemplateDraft, VariantDraft, language_for},
    user::DirectoryUser,
};
use std::{borrow::Borrow, collections::BTreeMap};

/// What stands in for a value that somebody lacks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StandIn {
    /// Nothing, in one place at least: it cannot be published.
    Nothing,
    /// The fallback of the merge field.
    Fallback,
    /// Another sentence, in the place of the block's text and link.
    Sentence,
}

/// What of a template matters here; it changes seldom while its texts are typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needs {
    purpose: SuppressibleKind,
    languages: Vec<Language>,
    fields: BTreeMap<(Language, MergeField), StandIn>,
}

/// The counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DryRun {
    /// Everybody that it is for.
    pub people: u64,
    /// How many read it in which language, in the order of the template.
    pub readers: Vec<(Language, u64)>,
    /// Languages that people prefer and that it is not written in, most people first.
    pub missing: Vec<(Language, u64)>,
    /// Values that somebody lacks in the text that they would read.
    pub lacking: Vec<Lacking>,
}

/// A value that some people lack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lacking {
    /// In which text.
    pub language: Language,
    /// Which value.
    pub field: MergeField,
    /// How many lack it.
    pub people: u64,
    /// Of how many who read this text.
    pub of: u64,
    /// What they get.
    pub stand_in: StandIn,
}

impl Needs {
    /// Reads a draft, however unfinished.
    #[must_use]
    pub fn of(draft: &TemplateDraft) -> Self {
        let mut fields = BTreeMap::new();
        for variant in &draft.variants {
            for (field, stand_in) in uses(variant) {
                let known = fields.entry((variant.language, field)).or_insert(stand_in);
                *known = (*known).min(stand_in);
            }
        }
        Self { purpose: draft.purpose, languages: draft.variants.iter().map(|variant| variant.language).collect(), fields }
    }
}

/// The values that not everybody has, each with what stands in for it.
fn uses(variant: &VariantDraft) -> Vec<(MergeField, StandIn)> {
    let mut found = Vec::new();
    let mut look = |text: &str, sentence: bool| {
        for merge in merges(text).filter(|merge| merge.field.facts().presence == MergePresence::Sometimes) {
            let stand_in = match (&merge.fallback, sentence) {
                (_, true) => StandIn::Sentence,
                (Some(_), false) => StandIn::Fallback,
                (None, false) => StandIn::Nothing,
            };
            found.push((merge.field, stand_in));
        }
    };
    look(&variant.subject, false);
    look(&variant.preheader, false);
    for block in &variant.blocks {
        for field in block.kind.facts().fields {
            look(block.field(*field), *field == BlockField::Url && block.link_fallback() == LinkFallback::Beside);
        }
    }
    found
}

fn merges(text: &str) -> impl Iterator<Item = Merge> {
    text.split("{{").skip(1).filter_map(|after| Merge::parse_without_fallback(after.split_once("}}")?.0).ok())
}

/// Counts those of the people whom the template's kind of email concerns.
#[must_use]
pub fn dry_run(needs: &Needs, organization: &Organization, people: impl Iterator<Item = impl Borrow<DirectoryUser>>) -> DryRun {
    let (mut readers, mut missing, mut lacking) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut count = 0;
    for user in people {
        let user = user.borrow();
        if not_applicable(organization, user, needs.purpose).is_some() {
            continue;
        }
        count += 1;
        if let Some(own) = user.language.filter(|own| !needs.languages.contains(own)) {
            *missing.entry(own).or_insert(0) += 1;
        }
        let Some(language) = language_for(&needs.languages, organization, user) else { continue };
        *readers.entry(language).or_insert(0) += 1;
        for facts in MERGE_FIELDS.iter().filter(|facts| facts.presence == MergePresence::Sometimes) {
            let needed = needs.fields.get(&(language, facts.field));
            if let Some(stand_in) = needed.filter(|_| facts.field.value(organization, user).is_none()) {
                lacking.entry((language, facts.field)).or_insert((0, *stand_in)).0 += 1;
            }
        }
    }
    let of = |language: Language| readers.get(&language).copied().unwrap_or_default();
    let mut missing: Vec<(Language, u64)> = missing.into_iter().collect();
    missing.sort_by_key(|(_, people)| std::cmp::Reverse(*people));
    DryRun {
        people: count,
        readers: needs.languages.iter().map(|language| (*language, of(*language))).collect(),
        missing,
        lacking: lacking
            .into_iter()
            .map(|((language, field), (people, stand_in))| Lacking { language, field, people, of: of(language), stand_in })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        fixtures::{organization, user},
        starter::{starter_template, starter_variant},
        web_address::WebAddress,
    };
    use super::*;

    fn template() -> TemplateDraft {
        let mut draft = starter_template(SuppressibleKind::Activation, Language::English, &organization());
        draft.variants.push(starter_variant(SuppressibleKind::Activation, Language::Polish, &organization()));
        draft
    }

    #[test]
    fn readers_missing_languages_and_lacking_values_are_counted() {
        let with_room = |language| {
            let mut user = user();
            user.language = language;
            user.meeting_room_url = WebAddress::parse("https://example.webex.com/meet/a").ok();
            user
        };
        let people = [user(), with_room(Some(Language::Polish)), with_room(Some(Language::French)), with_room(None)];
        let run = dry_run(&Needs::of(&template()), &organization(), people.iter());
        assert_eq!(run.people, 4);
        assert_eq!(run.readers, [(Language::English, 2), (Language::Polish, 2)]);
        assert_eq!(run.missing, [(Language::French, 1)]);
        let room = Lacking { language: Language::Polish, field: MergeField::MeetingRoomUrl, people: 1, of: 2, stand_in: StandIn::Sentence };
        assert_eq!(run.lacking, [room]);
    }

    #[test]
    fn a_place_without_a_fallback_counts_as_nothing() {
        let mut draft = template();
        draft.variants[0].subject = "{{department}} {{department|x}}".into();
        let mut nobody = user();
        (nobody.language, nobody.department) = (None, None);
        nobody.meeting_room_url = WebAddress::parse("https://example.webex.com/meet/a").ok();
        let run = dry_run(&Needs::of(&draft), &organization(), [nobody].iter());
        assert_eq!(
            run.lacking.iter().map(|lacking| (lacking.field, lacking.stand_in)).collect::<Vec<_>>(),
            [(MergeField::Department, StandIn::Nothing)]
        );
    }

    #[test]
    fn nobody_reads_what_is_written_in_no_language() {
        let draft = TemplateDraft { variants: Vec::new(), ..template() };
        let run = dry_run(&Needs::of(&draft), &organization(), [user()].iter());
        assert_eq!((run.people, run.readers, run.missing), (1, vec![], vec![(Language::Polish, 1)]));
    }
}
