//! Owns what may stand in for a value that a person does not have, in every language that a template can have: a first proposal.
//! Refuses every other starter text; those are in `starter`, and come to a browser later than these.

use super::{language::Language, merge_field::MergeField};

/// What may stand in for a missing value, as a first proposal; empty for fields that everybody has.
#[must_use]
pub fn starter_fallback(field: MergeField, language: Language) -> &'static str {
    let (first_name, last_name, department) = match language {
        Language::English => ("there", "colleague", "your department"),
        Language::Polish => ("Koleżanko lub Kolego", "Koleżanko lub Kolego", "Twój dział"),
        Language::German => ("liebe Kollegin, lieber Kollege", "liebe Kollegin, lieber Kollege", "Ihre Abteilung"),
        Language::French => ("à vous", "chère collègue, cher collègue", "votre service"),
        Language::Spanish => ("colega", "colega", "tu departamento"),
        Language::BrazilianPortuguese => ("colega", "colega", "sua área"),
        Language::Japanese => ("ご利用者", "ご利用者", "所属部署"),
        Language::Arabic => ("بك", "بك", "قسمك"),
    };
    match field {
        MergeField::FirstName => first_name,
        MergeField::LastName => last_name,
        MergeField::Department => department,
        MergeField::MeetingRoomUrl => "https://settings.webex.com",
        MergeField::DisplayName | MergeField::Email | MergeField::OrganizationName | MergeField::PortalUrl => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{language::LANGUAGES, merge_field::MERGE_FIELDS, merge_field::MergePresence};
    use super::*;

    #[test]
    fn every_field_that_somebody_lacks_has_a_proposal_in_every_language() {
        for facts in LANGUAGES {
            for merge in MERGE_FIELDS {
                let proposed = starter_fallback(merge.field, facts.language);
                assert_eq!(proposed.is_empty(), merge.presence == MergePresence::Always, "{} {}", facts.tag, merge.name);
                assert!(!proposed.contains(['{', '}', '|']), "{} {}", facts.tag, merge.name);
            }
        }
    }
}
