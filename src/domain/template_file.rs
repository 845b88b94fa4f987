//! Owns the file in which a template travels from one organization to another: JSON with the version of its form.
//! Refuses people: a template names nobody. What is read is a draft, perhaps wrong, and is judged like one that was typed.

use super::{
    language::LANGUAGES,
    template::{MOST_BLOCKS, TemplateDraft},
};
use serde::{Deserialize, Serialize};

/// The version of the form that is written here.
pub const FILE_VERSION: u32 = 1;
/// Largest file that is read, in octets.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;

#[derive(Serialize)]
struct Written<'a> {
    usher_template: u32,
    template: &'a TemplateDraft,
}

#[derive(Deserialize)]
struct Head {
    usher_template: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "usher_template")]
    _version: u32,
    template: TemplateDraft,
}

/// Why a file is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATemplateFile {
    /// Too large.
    #[error("the file is larger than 4 MB")]
    TooLarge,
    /// Not a file of this kind.
    #[error("this is not a template of Usher: it has no “usher_template”")]
    Foreign,
    /// Of a later version.
    #[error("the file is of version {version}, and this Usher reads up to {FILE_VERSION}")]
    Newer {
        /// The file's.
        version: u32,
    },
    /// Something in it is wrong.
    #[error("line {line}: {reason}")]
    Malformed {
        /// Where.
        line: usize,
        /// What, in English.
        reason: String,
    },
    /// More blocks or languages than a template may have.
    #[error("a template has at most {MOST_BLOCKS} blocks in a language")]
    TooMany,
}

/// Writes a template.
#[must_use]
pub fn write_template_file(template: &TemplateDraft) -> String {
    // A draft holds nothing that JSON cannot.
    serde_json::to_string_pretty(&Written { usher_template: FILE_VERSION, template }).unwrap_or_default() + "\n"
}

/// Reads a template.
///
/// # Errors
/// [`NotATemplateFile`]
pub fn read_template_file(text: &str) -> Result<TemplateDraft, NotATemplateFile> {
    if text.len() > LARGEST_FILE {
        return Err(NotATemplateFile::TooLarge);
    }
    let text = text.trim_start_matches('\u{FEFF}');
    let head: Head = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NotATemplateFile::Foreign,
        _ => malformed(&error),
    })?;
    if head.usher_template > FILE_VERSION {
        return Err(NotATemplateFile::Newer { version: head.usher_template });
    }
    let Read { template, .. } = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    if template.variants.len() > LANGUAGES.len() || template.variants.iter().any(|variant| variant.blocks.len() > MOST_BLOCKS) {
        return Err(NotATemplateFile::TooMany);
    }
    Ok(template)
}

fn malformed(error: &serde_json::Error) -> NotATemplateFile {
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
    NotATemplateFile::Malformed { line: error.line(), reason }
}

#[cfg(test)]
mod tests {
    use super::super::{email_kind::SuppressibleKind, fixtures::organization, language::Language, starter::starter_template};
    use super::*;

    fn template() -> TemplateDraft {
        starter_template(SuppressibleKind::Reminder, Language::Arabic, &organization())
    }

    #[test]
    fn a_template_comes_back_as_it_went() {
        let file = write_template_file(&template());
        assert_eq!(read_template_file(&file), Ok(template()));
        assert_eq!(read_template_file(&format!("\u{FEFF}{file}")), Ok(template()));
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        let file = write_template_file(&template());
        assert_eq!(read_template_file("{}"), Err(NotATemplateFile::Foreign));
        assert!(matches!(read_template_file("<html>"), Err(NotATemplateFile::Malformed { line: 1, .. })));
        let newer = file.replace("\"usher_template\": 1", "\"usher_template\": 2");
        assert_eq!(read_template_file(&newer), Err(NotATemplateFile::Newer { version: 2 }));
        let unknown = file.replace("\"purpose\"", "\"tracking_pixel\"");
        assert!(
            matches!(read_template_file(&unknown), Err(NotATemplateFile::Malformed { line: 5, .. })),
            "{:?}",
            read_template_file(&unknown)
        );
        assert_eq!(read_template_file(&"x".repeat(LARGEST_FILE + 1)), Err(NotATemplateFile::TooLarge));
        let mut many = template();
        many.variants[0].blocks = vec![many.variants[0].blocks[0].clone(); MOST_BLOCKS + 1];
        assert_eq!(read_template_file(&write_template_file(&many)), Err(NotATemplateFile::TooMany));
    }
}
