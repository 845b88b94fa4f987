//! Owns the words for what keeps a draft from being a template, each with the way out.
//! Refuses to find problems; `Template::parse` does.

use crate::domain::{
    merge_field::MergeFault,
    picture::NotAPicture,
    rich_text::TextFault,
    template::{MOST_BLOCKS, TemplateProblem, TemplateProblemKind},
    web_address::NotAWebAddress,
};
use crate::ui::text::Text;

/// One problem in words.
#[must_use]
pub fn problem_words(text: Text, problem: &TemplateProblemKind) -> String {
    match problem {
        TemplateProblemKind::Missing => text.composer_problem_missing().to_owned(),
        TemplateProblemKind::TooLong { most } => text.composer_problem_too_long(text.number(*most as u64)),
        TemplateProblemKind::NotOneLine => text.composer_problem_one_line().to_owned(),
        TemplateProblemKind::NoVariant => text.composer_problem_no_variant().to_owned(),
        TemplateProblemKind::LanguageTwice => text.composer_problem_language_twice().to_owned(),
        TemplateProblemKind::BlockCount => text.composer_problem_block_count(MOST_BLOCKS),
        TemplateProblemKind::Picture(fault) => picture_words(text, fault).to_owned(),
        TemplateProblemKind::NotASize => text.composer_problem_size().to_owned(),
        TemplateProblemKind::NotAColour => text.composer_problem_colour().to_owned(),
        TemplateProblemKind::Text(fault) => text_fault_words(text, fault),
    }
}

/// One problem in words, with its place in the text.
#[must_use]
pub fn located_words(text: Text, problem: &TemplateProblem) -> String {
    let words = problem_words(text, &problem.kind);
    match problem.at {
        Some(at) if at.line > 1 => text.composer_problem_at_line(at.line, at.character, words),
        Some(at) if at.character > 1 => text.composer_problem_at(at.character, words),
        Some(_) | None => words,
    }
}

/// What is wrong with a link or a merge field, in words.
#[must_use]
pub fn text_fault_words(text: Text, fault: &TextFault) -> String {
    match fault {
        TextFault::Merge(fault) => merge_words(text, fault),
        TextFault::Link(fault) => link_words(text, fault).to_owned(),
        TextFault::NotALink { name } => {
            text.composer_problem_not_a_link(field(name), field("portal_url"), field("meeting_room_url|https://…"))
        }
    }
}

/// Whether nothing worse is the matter than that nothing is typed yet.
#[must_use]
pub fn is_empty_problem(problem: &TemplateProblemKind) -> bool {
    matches!(
        problem,
        TemplateProblemKind::Missing
            | TemplateProblemKind::Text(TextFault::Link(NotAWebAddress::Missing))
            | TemplateProblemKind::Picture(NotAPicture::Address(NotAWebAddress::Missing))
    )
}

fn merge_words(text: Text, fault: &MergeFault) -> String {
    match fault {
        MergeFault::Unknown { name, nearest } => text.composer_problem_merge_unknown(field(name), field(nearest)),
        MergeFault::Unclosed => text.composer_problem_merge_unclosed("{{", "}}"),
        MergeFault::FallbackMissing { name } => text.composer_problem_merge_fallback(field(name), field(&format!("{name}|…"))),
    }
}

fn picture_words(text: Text, fault: &NotAPicture) -> &'static str {
    match fault {
        NotAPicture::Address(fault) => link_words(text, fault),
        NotAPicture::Unencrypted => text.composer_problem_picture_unencrypted(),
        NotAPicture::Format => text.composer_problem_picture_format(),
        NotAPicture::TooHeavy => text.composer_problem_picture_heavy(),
    }
}

fn link_words(text: Text, fault: &NotAWebAddress) -> &'static str {
    match fault {
        NotAWebAddress::Missing => text.composer_problem_link_missing(),
        NotAWebAddress::Scheme => text.composer_problem_link_scheme(),
        NotAWebAddress::UserName => text.composer_problem_link_user_name(),
        NotAWebAddress::Malformed => text.composer_problem_link_malformed(),
    }
}

/// A merge field as it is typed.
fn field(name: &str) -> String {
    format!("{{{{{name}}}}}")
}
