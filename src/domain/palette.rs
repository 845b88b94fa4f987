//! Owns the colours of a message, light and dark: fixed ones, and the accent that a template may choose.
//! Refuses to judge them; a check does.

use super::colour::{Colour, WHITE};

/// Behind the sheet.
pub const GROUND: Colour = Colour(0xf2, 0xf4, 0xf7);
/// The sheet that the text stands on.
pub const SHEET: Colour = WHITE;
/// Text.
pub const INK: Colour = Colour(0x1c, 0x24, 0x30);
/// Lines.
pub const LINE: Colour = Colour(0xd5, 0xda, 0xe1);
/// Behind the sheet, in the dark.
pub const DARK_GROUND: Colour = Colour(0x12, 0x17, 0x1e);
/// The sheet, in the dark.
pub const DARK_SHEET: Colour = Colour(0x1b, 0x22, 0x2c);
/// Text, in the dark.
pub const DARK_INK: Colour = Colour(0xe8, 0xec, 0xf1);
/// Text on what is light, in the dark.
pub const DEEP_INK: Colour = Colour(0x0b, 0x1a, 0x1c);
/// The accent of a template that chose none.
pub const HOUSE_ACCENT: Colour = Colour(0x0b, 0x5d, 0x66);

/// The colours that depend on the accent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Palette {
    /// Links, and the ground of buttons.
    pub accent: Colour,
    /// What stands on it.
    pub on_accent: Colour,
    /// The same in the dark.
    pub dark_accent: Colour,
    /// What stands on that.
    pub on_dark_accent: Colour,
}

/// Text and the ground that it stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The text.
    pub text: Colour,
    /// The ground.
    pub ground: Colour,
    /// In which scheme.
    pub scheme: ColourScheme,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColourScheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Palette {
    /// The colours around an accent. In the dark it is made lighter until it can be read.
    #[must_use]
    pub fn around(accent: Colour) -> Self {
        let dark_accent = accent.readable_on(DARK_SHEET);
        Self { accent, on_accent: accent.clearer_of(WHITE, INK), dark_accent, on_dark_accent: dark_accent.clearer_of(WHITE, DEEP_INK) }
    }

    /// Every text with its ground, as a message has them.
    #[must_use]
    pub fn pairs(&self) -> [Pair; 6] {
        let light = |text, ground| Pair { text, ground, scheme: ColourScheme::Light };
        let dark = |text, ground| Pair { text, ground, scheme: ColourScheme::Dark };
        [
            light(INK, SHEET),
            light(self.accent, SHEET),
            light(self.on_accent, self.accent),
            dark(DARK_INK, DARK_SHEET),
            dark(self.dark_accent, DARK_SHEET),
            dark(self.on_dark_accent, self.dark_accent),
        ]
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self::around(HOUSE_ACCENT)
    }
}

#[cfg(test)]
mod tests {
    use super::super::colour::LEAST_CONTRAST;
    use super::*;

    #[test]
    fn the_house_colours_can_be_read_in_light_and_dark() {
        for Pair { text, ground, scheme } in Palette::default().pairs() {
            assert!(text.contrast(ground) >= LEAST_CONTRAST, "{text} on {ground}, {scheme:?}: {}", text.contrast(ground));
        }
    }
}
