//! Owns what differs between two texts, word by word.
//! Refuses to be minimal at any price: where texts are long and wholly different, the one stands against the other.

/// A stretch of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only before.
    Removed(String),
    /// Only after.
    Added(String),
}

/// Most comparisons of one word with another: a table of two megabytes, filled within a frame.
const MOST_COMPARISONS: usize = 1_000_000;

/// What leads from one text to the other. Without what was added it reads as before, without what was removed as after.
#[must_use]
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (before, after) = (tokens(before), tokens(after));
    let same_start = before.iter().zip(&after).take_while(|(left, right)| left == right).count();
    let (start, before) = before.split_at(same_start);
    let after = after.get(same_start..).unwrap_or_default();
    let same_end = before.iter().rev().zip(after.iter().rev()).take_while(|(left, right)| left == right).count();
    let (before, end) = before.split_at(before.len() - same_end);
    let after = after.get(..after.len() - same_end).unwrap_or_default();
    let mut written = Written::default();
    start.iter().for_each(|token| written.same(token));
    if before.len().saturating_mul(after.len()) > MOST_COMPARISONS {
        before.iter().for_each(|token| written.removed.push_str(token));
        after.iter().for_each(|token| written.added.push_str(token));
    } else {
        compare(before, after, &mut written);
    }
    end.iter().for_each(|token| written.same(token));
    written.finish()
}

/// Words and the space between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_whitespace() != first.is_whitespace()).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

/// Goes along the longest common run of words.
fn compare(before: &[&str], after: &[&str], written: &mut Written) {
    let width = after.len() + 1;
    // How many words are common from here on: one row for each word before, and one beyond.
    let mut common = vec![0_u16; (before.len() + 1) * width];
    let at = |common: &[u16], row: usize, column: usize| common.get(row * width + column).copied().unwrap_or_default();
    for (row, left) in before.iter().enumerate().rev() {
        for (column, right) in after.iter().enumerate().rev() {
            let most = if left == right {
                at(&common, row + 1, column + 1).saturating_add(1)
            } else {
                at(&common, row + 1, column).max(at(&common, row, column + 1))
            };
            if let Some(cell) = common.get_mut(row * width + column) {
                *cell = most;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    loop {
        match (before.get(row), after.get(column)) {
            (Some(left), Some(right)) if left == right => {
                written.same(left);
                (row, column) = (row + 1, column + 1);
            }
            (Some(left), right) if right.is_none() || at(&common, row + 1, column) >= at(&common, row, column + 1) => {
                written.removed(left);
                row += 1;
            }
            (_, Some(right)) => {
                written.added(right);
                column += 1;
            }
            (_, None) => return,
        }
    }
}

/// Pieces as they grow.
#[derive(Default)]
struct Written {
    pieces: Vec<Piece>,
    same: String,
    removed: String,
    added: String,
    /// Space after a change. If another change follows, it belongs to both, so that changed words stay together.
    gap: String,
}

impl Written {
    fn same(&mut self, token: &str) {
        let changed = !self.removed.is_empty() || !self.added.is_empty();
        if changed && self.gap.is_empty() && token.chars().all(char::is_whitespace) {
            self.gap.push_str(token);
            return;
        }
        self.end_change();
        self.same.push_str(token);
    }

    fn removed(&mut self, token: &str) {
        self.begin_change();
        self.removed.push_str(token);
    }

    fn added(&mut self, token: &str) {
        self.begin_change();
        self.added.push_str(token);
    }

    fn begin_change(&mut self) {
        if !self.same.is_empty() {
            self.pieces.push(Piece::Same(std::mem::take(&mut self.same)));
        }
        let gap = std::mem::take(&mut self.gap);
        self.removed.push_str(&gap);
        self.added.push_str(&gap);
    }

    fn end_change(&mut self) {
        if !self.removed.is_empty() {
            self.pieces.push(Piece::Removed(std::mem::take(&mut self.removed)));
        }
        if !self.added.is_empty() {
            self.pieces.push(Piece::Added(std::mem::take(&mut self.added)));
        }
        self.same.push_str(&std::mem::take(&mut self.gap));
    }

    fn finish(mut self) -> Vec<Piece> {
        self.end_change();
        if !self.same.is_empty() {
            self.pieces.push(Piece::Same(self.same));
        }
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// In signs: `[-removed-]`, `{+added+}`.
    fn told(before: &str, after: &str) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("{{+{text}+}}"),
        };
        pieces(before, after).iter().map(one).collect()
    }

    #[test]
    fn changed_words_stand_out_from_those_that_stayed() {
        for (before, after, expected) in [
            ("", "", ""),
            ("same", "same", "same"),
            ("", "all new", "{+all new+}"),
            ("all gone", "", "[-all gone-]"),
            ("sign in today", "sign in tomorrow", "sign in [-today-]{+tomorrow+}"),
            ("one two three", "one three", "one [-two -]three"),
            ("one three", "one two three", "one {+two +}three"),
            ("the old text here", "the new words here", "the [-old text-]{+new words+} here"),
            ("first\n\nsecond", "first\n\nlast", "first\n\n[-second-]{+last+}"),
            ("Zażółć gęślą", "Zażółć jaźń", "Zażółć [-gęślą-]{+jaźń+}"),
        ] {
            assert_eq!(told(before, after), expected, "{before} to {after}");
        }
    }

    #[test]
    fn long_texts_without_anything_in_common_stand_against_each_other() {
        let (before, after) = ("a ".repeat(2_000), "b ".repeat(2_000));
        assert_eq!(pieces(&before, &after).len(), 3, "only the last space is common");
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_pieces(before in "[ab \n]{0,40}", after in "[ab \n]{0,40}") {
            let pieces = pieces(&before, &after);
            let read = |wanted: fn(&Piece) -> Option<&str>| pieces.iter().filter_map(wanted).collect::<String>();
            prop_assert_eq!(read(|piece| match piece { Piece::Same(text) | Piece::Removed(text) => Some(text), Piece::Added(_) => None }), before);
            prop_assert_eq!(read(|piece| match piece { Piece::Same(text) | Piece::Added(text) => Some(text), Piece::Removed(_) => None }), after);
        }
    }
}
