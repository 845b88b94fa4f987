//! Owns the check that text can be told from its ground, in light and dark.
//! Refuses pictures, whose contrast nobody can know from here.

use super::{Finding, FindingKind, Subject, Verdict, blocking};
use crate::domain::colour::LEAST_CONTRAST;

pub(super) fn contrast(subject: &Subject<'_>) -> Verdict {
    let faint = subject.palette.pairs().into_iter().filter(|pair| pair.text.contrast(pair.ground) < LEAST_CONTRAST);
    blocking(faint.map(|pair| {
        // At most 210, so nothing is cut off.
        let tenths = (pair.text.contrast(pair.ground) * 10.0).floor() as u32;
        let what = FindingKind::Faint { text: pair.text.to_string(), ground: pair.ground.to_string(), scheme: pair.scheme, tenths };
        Finding { block: None, what }
    }))
}

#[cfg(test)]
mod tests {
    use super::super::{CHECKS, CheckId, tests::good};
    use super::*;
    use crate::domain::{
        colour::Colour,
        fixtures::organization,
        language::Language,
        palette::{ColourScheme, Palette},
    };

    #[test]
    fn an_accent_that_is_too_light_is_found_and_named() {
        let judge = |accent: &str| {
            let palette = Palette::around(Colour::parse(accent).unwrap());
            let subject = Subject { variant: &good(Language::English), main: None, organization: &organization(), palette, html_octets: 0 };
            CHECKS.iter().find(|check| check.id == CheckId::Contrast).unwrap().judge(&subject)
        };
        assert_eq!(judge("#0b5d66"), Verdict::Passed);
        let Verdict::Failed { findings, .. } = judge("#ffcc00") else { panic!("yellow on white") };
        let what = FindingKind::Faint { text: "#ffcc00".into(), ground: "#ffffff".into(), scheme: ColourScheme::Light, tenths: 15 };
        assert_eq!(findings, [Finding { block: None, what }]);
    }
}
