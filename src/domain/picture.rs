//! Owns pictures of a message: by `https` from somewhere, or carried in the template and attached to the message.
//! Refuses every other format and address, and pictures too heavy for a message.

use super::web_address::{NotAWebAddress, WebAddress};

/// Heaviest picture that a template carries, in octets of Base64: some 150 KB of picture.
pub const HEAVIEST: usize = 200_000;
/// Largest width or height, in CSS pixels.
const LARGEST: u16 = 4_000;

/// Where a picture is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PictureSource {
    /// Fetched by the mail program.
    Remote(WebAddress),
    /// Attached to the message.
    Carried(CarriedPicture),
}

/// A picture that a template carries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CarriedPicture {
    /// Its format.
    pub format: PictureFormat,
    /// Its octets, in Base64.
    pub base64: String,
}

/// Formats that every mail program shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
}

/// Every format: its media type, its usual file ending, and how its octets begin, in Base64.
const FORMATS: &[(PictureFormat, &str, &str, &str)] = &[
    (PictureFormat::Png, "image/png", "png", "iVBORw0KGgo"),
    (PictureFormat::Jpeg, "image/jpeg", "jpg", "/9j/"),
    (PictureFormat::Gif, "image/gif", "gif", "R0lGOD"),
];

impl PictureFormat {
    /// Media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("image/png", |(_, media_type, ..)| media_type)
    }

    /// The usual ending of files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("png", |(_, _, ending, _)| ending)
    }
}

/// How large a picture is shown, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PictureSize {
    /// Width.
    pub width: u16,
    /// Height.
    pub height: u16,
}

/// Why something is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPicture {
    /// Not an address of the web.
    #[error("{0}")]
    Address(NotAWebAddress),
    /// Not `https`.
    #[error("a picture must be at an address that begins with https://, or be carried in the template")]
    Unencrypted,
    /// Not a PNG, JPEG or GIF, or damaged.
    #[error("the file is not a PNG, JPEG or GIF picture")]
    Format,
    /// Too heavy.
    #[error("the picture is too heavy for an email: at most 150 KB")]
    TooHeavy,
}

impl PictureSource {
    /// Reads an address, or a picture as `data:image/png;base64,…`.
    ///
    /// # Errors
    /// [`NotAPicture`]
    pub fn parse(text: &str) -> Result<Self, NotAPicture> {
        let text = text.trim();
        if let Some(data) = text.strip_prefix("data:") {
            return CarriedPicture::parse(data).map(Self::Carried);
        }
        let address = WebAddress::parse(text).map_err(NotAPicture::Address)?;
        match address.host() {
            Some(_) if !address.is_unencrypted() => Ok(Self::Remote(address)),
            Some(_) | None => Err(NotAPicture::Unencrypted),
        }
    }
}

impl CarriedPicture {
    fn parse(data: &str) -> Result<Self, NotAPicture> {
        if data.len() > HEAVIEST {
            return Err(NotAPicture::TooHeavy);
        }
        let (media_type, base64) = data.split_once(";base64,").ok_or(NotAPicture::Format)?;
        let known = FORMATS.iter().find(|(_, known, _, begins)| *known == media_type && base64.starts_with(begins));
        let (format, ..) = known.ok_or(NotAPicture::Format)?;
        let letters = base64.trim_end_matches('=');
        let whole = base64.len().is_multiple_of(4) && base64.len() - letters.len() <= 2;
        if whole && letters.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')) {
            Ok(Self { format: *format, base64: base64.to_owned() })
        } else {
            Err(NotAPicture::Format)
        }
    }

    /// As a document carries it.
    #[must_use]
    pub fn data_address(&self) -> String {
        format!("data:{};base64,{}", self.format.media_type(), self.base64)
    }
}

impl PictureSize {
    /// Reads width and height; `None` where either is no number of pixels.
    #[must_use]
    pub fn parse(width: &str, height: &str) -> Option<Self> {
        let side = |text: &str| text.trim().parse::<u16>().ok().filter(|side| (1..=LARGEST).contains(side));
        Some(Self { width: side(width)?, height: side(height)? })
    }

    /// The same picture no wider than this.
    #[must_use]
    pub fn within(self, widest: u16) -> Self {
        if self.width <= widest {
            return self;
        }
        let height = u32::from(self.height) * u32::from(widest) / u32::from(self.width);
        Self { width: widest, height: u16::try_from(height.max(1)).unwrap_or(u16::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::PIXEL;

    #[test]
    fn pictures_are_fetched_encrypted_or_carried() {
        assert!(matches!(PictureSource::parse("https://a.example/p.png"), Ok(PictureSource::Remote(_))));
        let Ok(PictureSource::Carried(picture)) = PictureSource::parse(PIXEL) else { panic!("carried") };
        assert_eq!((picture.format, picture.data_address().as_str()), (PictureFormat::Gif, PIXEL));
        for (text, reason) in [
            ("http://a.example/p.png", NotAPicture::Unencrypted),
            ("mailto:a@b.example", NotAPicture::Unencrypted),
            ("", NotAPicture::Address(NotAWebAddress::Missing)),
            ("{{portal_url}}", NotAPicture::Address(NotAWebAddress::Malformed)),
            ("data:image/svg+xml;base64,PHN2Zz4=", NotAPicture::Format),
            ("data:image/png;base64,R0lGODlh", NotAPicture::Format),
            ("data:image/gif;base64,R0lGOD\"onerror=", NotAPicture::Format),
            ("data:image/gif,R0lGODlh", NotAPicture::Format),
        ] {
            assert_eq!(PictureSource::parse(text), Err(reason), "{text}");
        }
        let heavy = format!("data:image/png;base64,iVBORw0KGgo{}", "A".repeat(HEAVIEST));
        assert_eq!(PictureSource::parse(&heavy), Err(NotAPicture::TooHeavy));
    }

    #[test]
    fn sizes_are_whole_pixels_and_shrink_in_proportion() {
        let size = PictureSize::parse("1104", " 300 ").unwrap();
        assert_eq!(size.within(552), PictureSize { width: 552, height: 150 });
        assert_eq!(size.within(2_000), size);
        for (width, height) in [("", "3"), ("0", "3"), ("3", "4001"), ("1.5", "3"), ("100%", "3")] {
            assert_eq!(PictureSize::parse(width, height), None);
        }
    }
}
