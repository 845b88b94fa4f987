//! Owns putting a merge field into a text while it is typed.
//! Refuses to judge the text around it.

use super::{
    language::Language,
    merge_field::{MergeFacts, MergePresence},
    starter_fallback::starter_fallback,
};

/// A text with a merge field put in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inserted {
    /// The whole text.
    pub text: String,
    /// What to select in it, in UTF-16 code units as browsers count: the fallback, or the place behind the field.
    pub selection: (u32, u32),
}

/// Puts a merge field in the place of what is selected. `start` and `end` count UTF-16 code units, as browsers do.
#[must_use]
pub fn insert_merge_field(text: &str, (start, end): (u32, u32), facts: &MergeFacts, language: Language) -> Inserted {
    let fallback = match facts.presence {
        MergePresence::Always => "",
        MergePresence::Sometimes => starter_fallback(facts.field, language),
    };
    let open = if fallback.is_empty() { format!("{{{{{}", facts.name) } else { format!("{{{{{}|", facts.name) };
    let (start, end) = (start.min(end), end.max(start));
    let length = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let before = text.get(..octets(text, start)).unwrap_or_default();
    let after = text.get(octets(text, end)..).unwrap_or_default();
    let from = length(before).saturating_add(length(&open));
    let selection = if fallback.is_empty() { (from + 2, from + 2) } else { (from, from + length(fallback)) };
    Inserted { text: format!("{before}{open}{fallback}}}}}{after}"), selection }
}

/// The octet at which the UTF-16 code unit `units` begins; inside a pair, the one behind it.
fn octets(text: &str, units: u32) -> usize {
    let mut passed = 0;
    for (at, letter) in text.char_indices() {
        if passed >= units as usize {
            return at;
        }
        passed += letter.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::merge_field::MergeField;
    use super::*;

    #[test]
    fn a_merge_field_takes_the_place_of_the_selection_and_its_fallback_is_selected() {
        let name = MergeField::FirstName.facts();
        let inserted = insert_merge_field("Hello you", (6, 9), name, Language::English);
        assert_eq!(inserted, Inserted { text: "Hello {{first_name|there}}".into(), selection: (19, 24) });
        let inserted = insert_merge_field("👋 !", (3, 3), MergeField::Email.facts(), Language::Polish);
        assert_eq!(inserted, Inserted { text: "👋 {{email}}!".into(), selection: (12, 12) });
        let inserted = insert_merge_field("é", (9, 9), MergeField::PortalUrl.facts(), Language::English);
        assert_eq!(inserted.text, "é{{portal_url}}");
    }
}
