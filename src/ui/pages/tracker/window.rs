//! Owns which rows of a long list are drawn: arithmetic on pixels, with every row of one height.
//! Refuses the document; it is told how far the list is scrolled and tells where a row stands.

use std::ops::Range;

/// Rows drawn before and after those that can be seen, so that scrolling meets them ready.
const SPARE: usize = 8;

/// A list in its scrolling box. All lengths in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Window {
    /// Rows in all.
    pub total: usize,
    /// Height of a row.
    pub row: usize,
    /// Height of the header that stays on top.
    pub head: usize,
    /// Height of the box.
    pub height: usize,
    /// How far the list is scrolled.
    pub top: usize,
}

impl Window {
    /// Height of all rows together.
    #[must_use]
    pub fn length(self) -> usize {
        self.total.saturating_mul(self.row)
    }

    /// Where a row begins, from the first one.
    #[must_use]
    pub fn offset(self, at: usize) -> usize {
        at.saturating_mul(self.row)
    }

    /// The rows to be drawn.
    #[must_use]
    pub fn rows(self) -> Range<usize> {
        let row = self.row.max(1);
        let first = (self.top / row).saturating_sub(SPARE).min(self.total);
        let last = (self.top + self.height).div_ceil(row).saturating_add(SPARE).min(self.total);
        // Drawn in steps, so that a scroll of a few pixels draws nothing anew.
        first / SPARE * SPARE..last.next_multiple_of(SPARE).min(self.total)
    }

    /// Rows that are wholly seen at once, at least one: a page of the keyboard.
    #[must_use]
    pub fn page(self) -> usize {
        (self.height.saturating_sub(self.head) / self.row.max(1)).max(1)
    }

    /// How far to scroll so that a row is wholly seen; nothing when it is.
    #[must_use]
    pub fn reveal(self, at: usize) -> Option<usize> {
        let begins = self.offset(at);
        let room = self.height.saturating_sub(self.head);
        if begins < self.top {
            Some(begins)
        } else if begins + self.row > self.top + room {
            Some((begins + self.row).saturating_sub(room))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Window = Window { total: 10_000, row: 36, head: 36, height: 720, top: 0 };

    #[test]
    fn only_what_is_seen_and_a_little_more_is_drawn() {
        for top in [0, 1, 36, 500, 123_456, 359_316, 10_000_000] {
            let rows = Window { top, ..LIST }.rows();
            assert!(rows.len() <= 20 + 4 * SPARE, "{top}: {rows:?}");
            assert!(rows.start <= top / 36, "{top}: {rows:?}");
            assert!(rows.end >= ((top + 720) / 36).min(LIST.total), "{top}: {rows:?}");
        }
    }

    #[test]
    fn the_last_row_is_reached() {
        let bottom = LIST.length() + LIST.head - LIST.height;
        assert_eq!(Window { top: bottom, ..LIST }.rows().end, 10_000);
        assert_eq!(LIST.reveal(9_999), Some(bottom));
    }

    #[test]
    fn a_short_or_empty_list_is_drawn_whole() {
        assert_eq!(Window { total: 3, ..LIST }.rows(), 0..3);
        assert_eq!(Window { total: 0, top: 400, ..LIST }.rows(), 0..0);
        assert_eq!(Window { row: 0, height: 0, ..LIST }.page(), 1);
    }

    #[test]
    fn a_row_that_is_seen_stays_where_it_is() {
        let scrolled = Window { top: 360, ..LIST };
        assert_eq!(scrolled.reveal(10), None);
        assert_eq!(scrolled.reveal(9), Some(324));
        assert_eq!(scrolled.reveal(28), None);
        assert_eq!(scrolled.reveal(29), Some(396));
        assert_eq!(scrolled.page(), 19);
    }

    #[test]
    fn drawing_is_renewed_in_steps() {
        let rows = Window { top: 3_601, ..LIST }.rows();
        assert_eq!(Window { top: 3_636, ..LIST }.rows(), rows);
    }
}
