//! Owns the check of the HTML part's size, as it is encoded for its way.
//! Refuses pictures: those that are attached are not part of it.

use super::{Finding, FindingKind, Subject, Verdict, Weight, verdict};

/// Size from which is advised against, in octets.
pub const LARGE: usize = 80_000;
/// Size from which publishing is refused, in octets: Gmail cuts messages off at about 102 KB.
pub const TOO_LARGE: usize = 100_000;

pub(super) fn size(subject: &Subject<'_>) -> Verdict {
    let weight = match subject.html_octets {
        octets if octets >= TOO_LARGE => Weight::Blocks,
        octets if octets >= LARGE => Weight::Advises,
        _ => return Verdict::Passed,
    };
    verdict([(weight, Finding { block: None, what: FindingKind::Large { kilobytes: subject.html_octets / 1000 } })])
}

#[cfg(test)]
mod tests {
    use super::super::{CHECKS, CheckId, tests::good};
    use super::*;
    use crate::domain::{fixtures::organization, language::Language, palette::Palette};

    #[test]
    fn size_is_advised_against_from_80_and_refused_from_100_kilobytes() {
        let (variant, organization) = (good(Language::English), organization());
        let check = CHECKS.iter().find(|check| check.id == CheckId::Size).unwrap();
        let weight = |html_octets| {
            let subject = Subject { variant: &variant, main: None, organization: &organization, palette: Palette::default(), html_octets };
            match check.judge(&subject) {
                Verdict::Failed { weight, .. } => Some(weight),
                Verdict::Passed | Verdict::NotApplicable => None,
            }
        };
        assert_eq!(
            [79_999, 80_000, 99_999, 100_000].map(weight),
            [None, Some(Weight::Advises), Some(Weight::Advises), Some(Weight::Blocks)]
        );
    }
}
