//! Owns what differs between two versions of a template, in words: for the page part by part, for a file line by line.
//! Refuses to compare, which `domain::template_difference` does.

use crate::domain::{
    block::BlockField,
    language::Language,
    template_difference::{BlockChange, BlockDifference, Change, LanguageChange, LanguageDifference, TemplateDifference},
};
use crate::ui::{
    pages::composer::{block_words, field_words, purpose_words},
    text::Text,
};

/// What differs in one language, or in the template as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is called.
    pub heading: &'static str,
    /// The language, where it is one.
    pub language: Option<Language>,
    /// What differs there.
    pub lines: Vec<Line>,
}

/// One thing that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is, or what became of it.
    pub what: String,
    /// What was and what is, each with its name; without one where `what` names it.
    pub changes: Vec<Told>,
}

/// Something before and after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// What it is called, unless the line says so.
    pub name: Option<&'static str>,
    /// Before and after.
    pub change: Change<String>,
    /// Whether it is long, so that changed words are to be told from those that stayed.
    pub prose: bool,
}

/// Part by part; none where nothing differs.
#[must_use]
pub fn difference_parts(text: Text, difference: &TemplateDifference) -> Vec<Part> {
    let TemplateDifference { name, purpose, order, languages } = difference;
    let name = name.clone().map(|change| line(text.activity_difference_name(), change));
    let purpose = purpose.as_ref().map(|change| {
        let words = |purpose| purpose_words(text, purpose).to_owned();
        line(text.activity_difference_purpose(), Change { before: words(change.before), after: words(change.after) })
    });
    let order = order.as_ref().map(|change| {
        let names = |list: &[Language]| list.iter().map(|language| language.facts().own_name).collect::<Vec<_>>().join(", ");
        line(text.activity_difference_order(), Change { before: names(&change.before), after: names(&change.after) })
    });
    let lines: Vec<Line> = name.into_iter().chain(purpose).chain(order).collect();
    let whole = (!lines.is_empty()).then_some(Part { heading: text.activity_difference_whole(), language: None, lines });
    whole.into_iter().chain(languages.iter().map(|difference| language_part(text, difference))).collect()
}

/// Line by line, each with what was and what is.
#[must_use]
pub fn difference_lines(text: Text, difference: &TemplateDifference) -> Vec<String> {
    let parts = difference_parts(text, difference);
    if parts.is_empty() {
        return vec![text.activity_difference_none().to_owned()];
    }
    let lines = parts.iter().flat_map(|part| part.lines.iter().map(move |line| (part.heading, line)));
    lines.flat_map(|(heading, line)| told_lines(text, heading, line)).collect()
}

fn told_lines(text: Text, heading: &str, line: &Line) -> Vec<String> {
    if line.changes.is_empty() {
        return vec![text.activity_told(heading, &line.what)];
    }
    let told = |Told { name, change, .. }: &Told| {
        let what = name.map_or_else(|| line.what.clone(), |name| text.activity_told(&line.what, name));
        let what = text.activity_told(heading, what);
        match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => text.activity_told_added(what, &change.after),
            (false, true) => text.activity_told_removed(what, &change.before),
            (false, false) => text.activity_told_changed(what, &change.before, &change.after),
        }
    };
    line.changes.iter().map(told).collect()
}

fn language_part(text: Text, difference: &LanguageDifference) -> Part {
    let bare = |what: &str| vec![Line { what: what.to_owned(), changes: Vec::new() }];
    let lines = match &difference.change {
        LanguageChange::Added => bare(text.activity_difference_language_added()),
        LanguageChange::Removed => bare(text.activity_difference_language_removed()),
        LanguageChange::Changed { subject, preheader, blocks } => {
            let subject = subject.clone().map(|change| line(text.composer_subject(), change));
            let preheader = preheader.clone().map(|change| line(text.composer_preheader(), change));
            subject.into_iter().chain(preheader).chain(blocks.iter().map(|block| block_line(text, block))).collect()
        }
    };
    Part { heading: difference.language.facts().own_name, language: Some(difference.language), lines }
}

fn line(what: &str, change: Change<String>) -> Line {
    Line { what: what.to_owned(), changes: vec![Told { name: None, change, prose: false }] }
}

fn block_line(text: Text, difference: &BlockDifference) -> Line {
    let kind = difference.kind;
    let (block, place) = (block_words(text, kind), |at: usize| text.number(at as u64 + 1));
    let mut changes: Vec<Told> = Vec::new();
    let what = match difference.change {
        BlockChange::Added { at } => text.activity_difference_block_added(block, place(at)),
        BlockChange::Removed { at } => text.activity_difference_block_removed(block, place(at)),
        BlockChange::Kept { at, moved_from, was } => {
            changes.extend(was.map(|was| {
                let change = Change { before: block_words(text, was).to_owned(), after: block.to_owned() };
                Told { name: Some(text.activity_difference_kind()), change, prose: false }
            }));
            let changed = was.is_some() || !difference.fields.is_empty();
            match moved_from {
                Some(from) if changed => text.activity_difference_block_moved_changed(block, place(from), place(at)),
                Some(from) => text.activity_difference_block_moved(block, place(from), place(at)),
                None => text.activity_difference_block_changed(block, place(at)),
            }
        }
    };
    changes.extend(difference.fields.iter().map(|(field, change)| Told {
        name: Some(field_words(text, kind, *field)),
        change: change.clone(),
        prose: *field == BlockField::Text,
    }));
    Line { what, changes }
}
