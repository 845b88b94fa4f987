//! Owns which rows of a long list are drawn and where: arithmetic on pixels, with every row of one height. Browsers draw no
//! element taller than some 16 million pixels, so beyond that a place in the list and a place in the document are two things.
//! Refuses the document; it is told how far the list is scrolled and tells where a row stands.

use std::ops::Range;

/// Rows drawn before and after those that can be seen, so that scrolling meets them ready.
const SPARE: usize = 3;
/// The tallest that the rows' element gets, in pixels: below what any browser still draws exactly.
const TALLEST: usize = 8_000_000;
/// Of that element, the part within which a pixel scrolled is a pixel of the list.
const STRETCH: usize = TALLEST / 100;

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
}

/// How far a list is scrolled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scrolled {
    /// Pixels of the list above the box, were every row drawn.
    pub top: usize,
    /// How many of those the document leaves out: the box itself is scrolled by the rest.
    pub shift: usize,
}

impl Scrolled {
    /// How far the box is scrolled.
    #[must_use]
    pub fn in_box(self) -> usize {
        self.top.saturating_sub(self.shift)
    }
}

impl Window {
    /// Height of all rows together, were they drawn.
    fn length(self) -> usize {
        self.total.saturating_mul(self.row)
    }

    /// Height of the element that holds the rows.
    #[must_use]
    pub fn drawn_length(self) -> usize {
        self.length().min(TALLEST)
    }

    /// The rows to be drawn.
    #[must_use]
    pub fn rows(self, scrolled: Scrolled) -> Range<usize> {
        let row = self.row.max(1);
        let first = (scrolled.top / row).saturating_sub(SPARE).min(self.total);
        let last = (scrolled.top + self.height).div_ceil(row).saturating_add(SPARE).min(self.total);
        first..last
    }

    /// Where a row begins in the element that holds the rows.
    #[must_use]
    pub fn place(self, at: usize, scrolled: Scrolled) -> usize {
        at.saturating_mul(self.row).saturating_sub(scrolled.shift)
    }

    /// Rows that are wholly seen at once, at least one: a page of the keyboard.
    #[must_use]
    pub fn page(self) -> usize {
        (self.height.saturating_sub(self.head) / self.row.max(1)).max(1)
    }

    /// Where to scroll so that a row is wholly seen; nothing when it is.
    #[must_use]
    pub fn reveal(self, at: usize, scrolled: Scrolled) -> Option<Scrolled> {
        let begins = at.saturating_mul(self.row);
        let room = self.height.saturating_sub(self.head);
        if begins < scrolled.top {
            Some(self.at(begins))
        } else if begins + self.row > scrolled.top + room {
            Some(self.at((begins + self.row).saturating_sub(room)))
        } else {
            None
        }
    }

    /// The list scrolled to this pixel, or as far as it goes.
    #[must_use]
    pub fn at(self, top: usize) -> Scrolled {
        let top = top.min(self.furthest());
        Scrolled { top, shift: self.shift_of(top / STRETCH) }
    }

    /// The list after its box was scrolled to `in_box`. Where the answer says another place for the box, the box is to be put
    /// there: nothing of what is seen moves.
    #[must_use]
    pub fn moved(self, before: Scrolled, in_box: usize) -> Scrolled {
        if self.hidden() == 0 {
            return Scrolled { top: in_box, shift: 0 };
        }
        let most = self.furthest().saturating_sub(self.hidden());
        if in_box >= most {
            // The end of the box is the end of the list.
            return Scrolled { top: self.furthest(), shift: self.hidden() };
        }
        if in_box == 0 {
            return Scrolled::default();
        }
        if in_box.abs_diff(before.in_box()) < self.height.max(1) {
            return self.at(in_box + before.shift);
        }
        // The bar was dragged: the box says how far, as a share of the whole.
        let stretch = share(self.furthest(), in_box, most) / STRETCH;
        let shift = self.shift_of(stretch);
        Scrolled { top: in_box + shift, shift }
    }

    /// The furthest that the list can be scrolled.
    fn furthest(self) -> usize {
        (self.length() + self.head).saturating_sub(self.height)
    }

    /// Pixels that the document leaves out altogether.
    fn hidden(self) -> usize {
        self.length() - self.drawn_length()
    }

    /// What is left out above a stretch; nothing above the first, and everything above the last.
    fn shift_of(self, stretch: usize) -> usize {
        let last = self.furthest() / STRETCH;
        share(self.hidden(), stretch.min(last), last)
    }
}

/// So much of the whole as `part` is of `of`; nothing of nothing. In 64 bits, which a browser's own numbers have not.
fn share(whole: usize, part: usize, of: usize) -> usize {
    let share = (whole as u64).saturating_mul(part as u64).checked_div(of as u64).unwrap_or_default();
    usize::try_from(share).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Window = Window { total: 10_000, row: 36, head: 36, height: 720 };
    const MILLION: Window = Window { total: 1_000_000, ..LIST };

    #[test]
    fn only_what_is_seen_and_a_little_more_is_drawn() {
        for top in [0, 1, 36, 500, 123_456, 359_316, 10_000_000] {
            let rows = LIST.rows(Scrolled { top, shift: 0 });
            assert!(rows.len() <= 21 + 2 * SPARE, "{top}: {rows:?}");
            assert!(rows.start <= top / 36, "{top}: {rows:?}");
            assert!(rows.end >= ((top + 720) / 36).min(LIST.total), "{top}: {rows:?}");
        }
    }

    #[test]
    fn the_last_row_is_reached() {
        let bottom = LIST.at(usize::MAX);
        assert_eq!(bottom, Scrolled { top: 10_000 * 36 + 36 - 720, shift: 0 });
        assert_eq!(LIST.rows(bottom).end, 10_000);
        assert_eq!(LIST.reveal(9_999, Scrolled::default()), Some(bottom));
    }

    #[test]
    fn a_short_or_empty_list_is_drawn_whole() {
        assert_eq!(Window { total: 3, ..LIST }.rows(Scrolled::default()), 0..3);
        assert_eq!(Window { total: 0, ..LIST }.rows(Scrolled { top: 400, shift: 0 }), 0..0);
        assert_eq!(Window { row: 0, height: 0, ..LIST }.page(), 1);
        assert_eq!(Window { total: 3, ..LIST }.at(50), Scrolled::default());
    }

    #[test]
    fn a_row_that_is_seen_stays_where_it_is() {
        let scrolled = LIST.at(360);
        assert_eq!(LIST.reveal(10, scrolled), None);
        assert_eq!(LIST.reveal(9, scrolled), Some(LIST.at(324)));
        assert_eq!(LIST.reveal(28, scrolled), None);
        assert_eq!(LIST.reveal(29, scrolled), Some(LIST.at(396)));
        assert_eq!(LIST.page(), 19);
    }

    #[test]
    fn every_one_of_a_million_rows_can_be_shown_and_stands_within_the_element() {
        for at in (0..1_000_000).step_by(997).chain([999_999]) {
            let shown = MILLION.reveal(at, Scrolled::default()).unwrap_or_default();
            let place = MILLION.place(at, shown);
            assert!(MILLION.rows(shown).contains(&at), "{at}");
            assert!(place + 36 <= MILLION.drawn_length(), "{at}: {place}");
            assert!(place >= shown.in_box() && place + 36 + 36 <= shown.in_box() + 720, "{at} is wholly seen: {shown:?}");
        }
        assert_eq!(MILLION.at(usize::MAX).in_box(), TALLEST + 36 - 720, "the end of the list is the end of the box");
    }

    /// What the browser does with the answer: puts the box there.
    fn scroll(before: Scrolled, by: isize) -> Scrolled {
        let most = TALLEST + 36 - 720;
        MILLION.moved(before, before.in_box().saturating_add_signed(by).min(most))
    }

    #[test]
    fn small_steps_move_the_list_by_as_many_pixels_all_the_way_down_and_up() {
        let mut scrolled = Scrolled::default();
        let mut expected = 0;
        while scrolled.top < MILLION.furthest() {
            expected = (expected + 700).min(MILLION.furthest());
            scrolled = scroll(scrolled, 700);
            let at_the_end = scrolled.top == MILLION.furthest() && MILLION.furthest() - expected <= 700;
            assert!(scrolled.top == expected || at_the_end, "{scrolled:?} instead of {expected}");
        }
        let mut last = scrolled.top;
        while scrolled.top > 0 {
            scrolled = scroll(scrolled, -700);
            assert!(scrolled.top == last.saturating_sub(700) || scrolled.top == 0 && last <= 1_400, "{scrolled:?} after {last}");
            last = scrolled.top;
        }
        assert_eq!(scrolled, Scrolled::default());
    }

    #[test]
    fn a_dragged_bar_leads_to_its_share_of_the_list_and_the_box_stays_where_it_was_dragged() {
        let most = TALLEST + 36 - 720;
        for percent in 1..100 {
            let in_box = most / 100 * percent;
            let scrolled = MILLION.moved(Scrolled::default(), in_box);
            assert_eq!(scrolled.in_box(), in_box);
            let share = scrolled.top * 100 / MILLION.furthest();
            assert!(share.abs_diff(percent) <= 1, "{percent}: {share}");
        }
        assert_eq!(MILLION.moved(Scrolled::default(), most).top, MILLION.furthest());
        assert_eq!(MILLION.moved(MILLION.at(usize::MAX), 0), Scrolled::default());
    }
}
