//! Owns what a cell says when a spreadsheet must not run it: an apostrophe is put in front, and taken away again.
//! Refuses to change any other cell. Writing and reading are each other's inverse, so nobody's name changes on its way.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula (source: OWASP, "CSV Injection").
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet runs.
#[must_use]
pub fn defuse(text: &str) -> Cow<'_, str> {
    if begins_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What was meant by a cell that may have been defused.
#[must_use]
pub fn as_meant(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_formula(rest) => rest,
        Some(_) | None => cell,
    }
}

/// Whether it is a formula behind any number of apostrophes: those that were there before must survive, too.
fn begins_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_defused_and_nothing_else() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("＋48", "'＋48"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("''@", "'''@"),
            ("O'Neill", "O'Neill"),
            ("'t Hooft", "'t Hooft"),
            ("", ""),
            ("'", "'"),
        ] {
            assert_eq!(defuse(text), written);
            assert_eq!(as_meant(written), text);
        }
    }

    proptest! {
        #[test]
        fn what_was_defused_is_read_as_it_was(text in "['=+@\\t\\r\\n-]{0,4}.{0,8}") {
            let written = defuse(&text);
            prop_assert!(!written.starts_with(FORMULA));
            prop_assert_eq!(as_meant(&written), text.as_str());
        }
    }
}
