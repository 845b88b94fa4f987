//! Owns what a check found, and where.
//! Refuses words for administrators; these are for the API and its logs.

use crate::domain::{block::BlockKind, palette::ColourScheme};

/// Where and what a check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Position of the block; `None` for the message as a whole.
    pub block: Option<usize>,
    /// What.
    pub what: FindingKind,
}

/// What a check found.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FindingKind {
    /// The block is not there.
    #[error("this part is missing")]
    BlockMissing,
    /// The block is there and empty, or its link is.
    #[error("this part is not filled in")]
    BlockEmpty,
    /// Wording that promises a verification link or a password.
    #[error("“{words}” promises a verification link or a password, which this email cannot carry")]
    PromisedInWords {
        /// The words.
        words: String,
    },
    /// A link that looks like a verification or password link.
    #[error("the link looks like a verification or password link (“{part}”)")]
    PromisedInLink {
        /// The part of the target.
        part: String,
    },
    /// A label that names one host on a link that leads to another.
    #[error("the link shows {shown} and leads to {target}")]
    OtherHost {
        /// Host in the label.
        shown: String,
        /// Host of the target.
        target: String,
    },
    /// `http:`
    #[error("the link is not encrypted: use https")]
    Unencrypted,
    /// A shortener hides where the link leads.
    #[error("{host} hides where the link leads: link to the page itself")]
    Shortened {
        /// The shortener.
        host: String,
    },
    /// A numeric or disguised host.
    #[error("{host} is a number or a disguised name, as in phishing")]
    SuspiciousHost {
        /// The host.
        host: String,
    },
    /// A picture without alternative text.
    #[error("say in words what the picture shows")]
    AltMissing,
    /// A picture without a size.
    #[error("say how wide and high the picture is, so that the text does not jump")]
    SizeMissing,
    /// No subject.
    #[error("the subject is empty")]
    SubjectEmpty,
    /// A long subject.
    #[error("the subject has {characters} characters; phones show about 60")]
    SubjectLong {
        /// How many.
        characters: usize,
    },
    /// A shouted subject.
    #[error("the subject is all capitals, as in spam")]
    SubjectShouted,
    /// A subject of pictograms and marks alone.
    #[error("the subject has no words")]
    SubjectWordless,
    /// Text that can hardly be told from its ground.
    #[error("{text} on {ground} has a contrast of {tenths}/10; text needs 4.5")]
    Faint {
        /// The text's colour.
        text: String,
        /// The ground's colour.
        ground: String,
        /// Where.
        scheme: ColourScheme,
        /// The contrast, in tenths.
        tenths: u32,
    },
    /// A long message.
    #[error("the message has {words} words; about 480 are read in two minutes")]
    Long {
        /// How many; for a script without spaces, as many words as take the same time.
        words: usize,
    },
    /// A large HTML part.
    #[error("the HTML part has {kilobytes} KB; Gmail cuts off at about 102")]
    Large {
        /// Its size.
        kilobytes: usize,
    },
    /// The subject of the main text changed.
    #[error("the subject of the main text changed since this text was held against it")]
    SubjectBehind,
    /// The preheader of the main text changed.
    #[error("the preheader of the main text changed since this text was held against it")]
    PreheaderBehind,
    /// A block of the main text changed.
    #[error("this part of the main text changed since this text was held against it")]
    BlockBehind,
    /// A block of the main text is not here.
    #[error("the main text has a part that is missing here")]
    NotHere {
        /// What it is for.
        kind: BlockKind,
        /// Its identifier.
        id: String,
    },
    /// A block says the same letters as the main text.
    #[error("this part is still in the language of the main text")]
    Untranslated,
}
