//! Owns colours and the contrast between them, as WCAG 2.2 counts it.
//! Refuses names of colours: `#rrggbb` is what every mail program understands.

/// A colour without transparency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

/// White.
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);
/// Contrast that text needs at least (WCAG 2.2, 1.4.3).
pub const LEAST_CONTRAST: f64 = 4.5;

impl Colour {
    /// Reads `#rrggbb`; surrounding white space is dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    /// Contrast ratio to another colour, from 1 to 21 (WCAG 2.2, 1.4.3).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The nearest colour towards white that has contrast enough on a dark ground.
    #[must_use]
    pub fn readable_on(self, ground: Self) -> Self {
        (0..=20).map(|step| self.towards(WHITE, step, 20)).find(|colour| colour.contrast(ground) >= LEAST_CONTRAST + 1.0).unwrap_or(WHITE)
    }

    /// The one of two colours that contrasts more.
    #[must_use]
    pub fn clearer_of(self, a: Self, b: Self) -> Self {
        if self.contrast(a) >= self.contrast(b) { a } else { b }
    }

    fn towards(self, other: Self, step: u16, of: u16) -> Self {
        let channel = |from: u8, to: u8| {
            let mixed = (u16::from(from) * (of - step) + u16::from(to) * step) / of;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(Colour::parse(" #0B5d66 ").unwrap().to_string(), "#0b5d66");
        for bad in ["", "#fff", "0b5d66", "#0b5d6g", "#0b5d666", "red", "#+12345"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let grey = Colour::parse("#767676").unwrap();
        assert!((Colour(0, 0, 0).contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01, "{}", grey.contrast(WHITE));
        assert_eq!(grey.clearer_of(WHITE, Colour(0x99, 0x99, 0x99)), WHITE);
    }

    #[test]
    fn every_colour_becomes_readable_on_a_dark_ground() {
        let ground = Colour(0x1b, 0x22, 0x2c);
        for colour in (0..=0xff_ff_ff_u32).step_by(9_973) {
            let [_, red, green, blue] = colour.to_be_bytes();
            assert!(Colour(red, green, blue).readable_on(ground).contrast(ground) >= LEAST_CONTRAST);
        }
    }
}
