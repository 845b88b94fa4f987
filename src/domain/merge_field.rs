//! Owns the closed list of merge fields and the text that carries them, such as `Hello {{first_name|there}}`.
//! Refuses logic, loops and unknown names: an unknown name is answered with the nearest known one.

use super::{
    organization::Organization,
    text_position::{At, octet_of},
    user::DirectoryUser,
};

/// A value that differs from person to person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MergeField {
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Name to show.
    DisplayName,
    /// Address.
    Email,
    /// Department.
    Department,
    /// Name of the organization.
    OrganizationName,
    /// End-user portal.
    PortalUrl,
    /// Personal Meeting Room.
    MeetingRoomUrl,
}

/// Whether a field holds words or a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MergeKind {
    /// Words.
    Text,
    /// A link target.
    Link,
}

/// Whether everybody has a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MergePresence {
    /// Everybody does.
    Always,
    /// Some may not: a fallback is needed.
    Sometimes,
}

/// What is known of one merge field.
#[derive(PartialEq, Eq, Debug)]
pub struct MergeFacts {
    /// Which one.
    pub field: MergeField,
    /// As typed between braces.
    pub name: &'static str,
    /// Words or link.
    pub kind: MergeKind,
    /// Whether everybody has it.
    pub presence: MergePresence,
    /// What a value looks like.
    pub example: &'static str,
}

/// Every merge field.
pub const MERGE_FIELDS: &[MergeFacts] = &[
    facts(MergeField::FirstName, "first_name", MergeKind::Text, MergePresence::Sometimes, "Ada"),
    facts(MergeField::LastName, "last_name", MergeKind::Text, MergePresence::Sometimes, "Lovelace"),
    facts(MergeField::DisplayName, "display_name", MergeKind::Text, MergePresence::Always, "Ada Lovelace"),
    facts(MergeField::Email, "email", MergeKind::Text, MergePresence::Always, "ada@example.com"),
    facts(MergeField::Department, "department", MergeKind::Text, MergePresence::Sometimes, "Finance"),
    facts(MergeField::OrganizationName, "organization", MergeKind::Text, MergePresence::Always, "Example & Sons"),
    facts(MergeField::PortalUrl, "portal_url", MergeKind::Link, MergePresence::Always, "https://settings.webex.com"),
    facts(MergeField::MeetingRoomUrl, "meeting_room_url", MergeKind::Link, MergePresence::Sometimes, "https://example.webex.com/meet/ada"),
];

const fn facts(field: MergeField, name: &'static str, kind: MergeKind, presence: MergePresence, example: &'static str) -> MergeFacts {
    MergeFacts { field, name, kind, presence, example }
}

/// A merge field as it stands in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merge {
    /// Which field.
    pub field: MergeField,
    /// What stands in for a missing value.
    pub fallback: Option<String>,
}

/// What is wrong with a merge field in a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeFault {
    /// No such field.
    #[error("there is no merge field {{{{{name}}}}}; the nearest is {{{{{nearest}}}}}")]
    Unknown {
        /// As typed.
        name: String,
        /// The known name closest to it.
        nearest: &'static str,
    },
    /// `{{` without `}}`.
    #[error("{{{{ is not closed by }}}}")]
    Unclosed,
    /// Some people have no value and there is no fallback.
    #[error("some people have no {{{{{name}}}}}: add what to say instead, as in {{{{{name}|there}}}}")]
    FallbackMissing {
        /// The field.
        name: &'static str,
    },
}

impl MergeField {
    /// What is known of this field.
    #[must_use]
    pub fn facts(self) -> &'static MergeFacts {
        const FALLBACK: &MergeFacts = &facts(MergeField::FirstName, "first_name", MergeKind::Text, MergePresence::Sometimes, "Ada");
        MERGE_FIELDS.iter().find(|facts| facts.field == self).unwrap_or(FALLBACK)
    }

    /// Whether everybody in an organization has the same value.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        match self {
            Self::OrganizationName | Self::PortalUrl => true,
            Self::FirstName | Self::LastName | Self::DisplayName | Self::Email | Self::Department | Self::MeetingRoomUrl => false,
        }
    }

    /// The value for a person; `None` where there is none.
    #[must_use]
    pub fn value(self, organization: &Organization, user: &DirectoryUser) -> Option<String> {
        let text = match self {
            Self::FirstName => user.name.first.clone(),
            Self::LastName => user.name.last.clone(),
            Self::DisplayName => user.shown_name(),
            Self::Email => user.email.to_string(),
            Self::Department => user.department.clone().unwrap_or_default(),
            Self::OrganizationName => organization.name.clone(),
            Self::PortalUrl => organization.portal_url.as_str().to_owned(),
            Self::MeetingRoomUrl => user.meeting_room_url.as_ref().map(|url| url.as_str().to_owned()).unwrap_or_default(),
        };
        (!text.trim().is_empty()).then_some(text)
    }
}

impl Merge {
    /// Reads what stands between the braces, `name` or `name|fallback`.
    ///
    /// # Errors
    /// [`MergeFault`]; the field it was taken for goes with a missing fallback, so that a preview can go on.
    pub fn parse(inner: &str) -> Result<Self, MergeFault> {
        let merge = Self::parse_without_fallback(inner)?;
        match (merge.field.facts().presence, &merge.fallback) {
            (MergePresence::Sometimes, None) => Err(MergeFault::FallbackMissing { name: merge.field.facts().name }),
            (MergePresence::Sometimes, Some(_)) | (MergePresence::Always, _) => Ok(merge),
        }
    }

    /// The same, where something else stands in for a missing value.
    ///
    /// # Errors
    /// [`MergeFault::Unknown`]
    pub fn parse_without_fallback(inner: &str) -> Result<Self, MergeFault> {
        let (name, fallback) = inner.split_once('|').map_or((inner, None), |(name, fallback)| (name, Some(fallback.trim())));
        let name = name.trim();
        let Some(facts) = MERGE_FIELDS.iter().find(|facts| facts.name == name) else {
            return Err(MergeFault::Unknown { name: name.to_owned(), nearest: nearest(name) });
        };
        let fallback = fallback.filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self { field: facts.field, fallback })
    }

    /// As it is typed, braces and all.
    #[must_use]
    pub fn source(&self) -> String {
        let name = self.field.facts().name;
        self.fallback.as_ref().map_or_else(|| format!("{{{{{name}}}}}"), |fallback| format!("{{{{{name}|{fallback}}}}}"))
    }

    /// What stands in the mail of one person: one line, without marks that would turn the words around it.
    #[must_use]
    pub fn resolve(&self, organization: &Organization, user: &DirectoryUser) -> String {
        let value = self.field.value(organization, user).or_else(|| self.fallback.clone()).unwrap_or_default();
        value.chars().filter(|letter| !turns_words(*letter)).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

/// Embeddings, overrides and isolates: in a name they would change how the rest of its line is read.
fn turns_words(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn nearest(name: &str) -> &'static str {
    let distance = |facts: &&MergeFacts| strsim::damerau_levenshtein(facts.name, &name.to_lowercase());
    MERGE_FIELDS.iter().min_by_key(distance).map_or("first_name", |facts| facts.name)
}

/// A piece of a line: words or a merge field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Words.
    Text(String),
    /// A merge field.
    Merge(Merge),
}

/// A line of plain text with merge fields, such as a subject.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MergeLine(pub Vec<Piece>);

impl MergeLine {
    /// Whether it says the same to everybody in an organization.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.iter().all(|piece| match piece {
            Piece::Text(_) => true,
            Piece::Merge(merge) => merge.field.is_shared(),
        })
    }

    /// Reads a line. Faulty merge fields stay as typed, so that a preview can go on.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<At<MergeFault>>) {
        let (mut pieces, mut faults, mut rest) = (Vec::new(), Vec::new(), text);
        while let Some((before, after)) = rest.split_once("{{") {
            let octet = octet_of(text, after) - 2;
            let Some((inner, tail)) = after.split_once("}}") else {
                faults.push(At { octet, what: MergeFault::Unclosed });
                break;
            };
            pieces.push(Piece::Text(before.to_owned()));
            match Merge::parse(inner) {
                Ok(merge) => pieces.push(Piece::Merge(merge)),
                Err(fault) => {
                    pieces.push(Piece::Text(format!("{{{{{inner}}}}}")));
                    faults.push(At { octet, what: fault });
                }
            }
            rest = tail;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        (Self(pieces), faults)
    }

    /// The merge fields in it.
    pub fn merges(&self) -> impl Iterator<Item = &Merge> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Merge(merge) => Some(merge),
        })
    }

    /// The line for one person.
    #[must_use]
    pub fn resolve(&self, organization: &Organization, user: &DirectoryUser) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Merge(merge) => merge.resolve(organization, user),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        fixtures::{organization, user},
        web_address::WebAddress,
    };
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name_and_has_a_value_where_it_says_so() {
        for facts in MERGE_FIELDS {
            let merge = Merge::parse(&format!("{}|x", facts.name)).unwrap();
            assert_eq!(merge.field, facts.field);
            assert_eq!(merge.source(), format!("{{{{{}|x}}}}", facts.name));
            assert_eq!(facts.kind == MergeKind::Link, WebAddress::parse(facts.example).is_ok(), "{}", facts.name);
            assert_eq!(facts.field.facts().name, facts.name);
            let mut nobody = user();
            nobody.name = Default::default();
            nobody.department = None;
            let present = facts.field.value(&organization(), &nobody).is_some();
            assert_eq!(present, facts.presence == MergePresence::Always, "{}", facts.name);
        }
    }

    #[test]
    fn a_line_is_filled_in_for_a_person_and_falls_back() {
        let (line, faults) = MergeLine::parse("Hello {{first_name|there}}, welcome to {{ organization }}");
        assert_eq!(faults, []);
        assert_eq!(line.resolve(&organization(), &user()), "Hello Ada, welcome to Example & Sons");
        let mut nameless = user();
        nameless.name = Default::default();
        assert_eq!(line.resolve(&organization(), &nameless), "Hello there, welcome to Example & Sons");
    }

    #[test]
    fn values_are_never_read_as_merge_fields_again() {
        let mut hostile = user();
        hostile.name.first = "{{email}}".into();
        let (line, _) = MergeLine::parse("Hello {{first_name|there}}");
        assert_eq!(line.resolve(&organization(), &hostile), "Hello {{email}}");
    }

    #[test]
    fn values_stay_on_their_line_and_turn_no_words() {
        let mut hostile = user();
        hostile.department = Some("a\u{202E}b\r\nc\u{2028}".into());
        let (line, _) = MergeLine::parse("{{department|x}}");
        assert_eq!(line.resolve(&organization(), &hostile), "ab  c");
    }

    #[test]
    fn faults_name_the_way_out() {
        for (text, fault) in [
            ("{{frist_name|x}}", MergeFault::Unknown { name: "frist_name".into(), nearest: "first_name" }),
            ("{{meetingroom_url}}", MergeFault::Unknown { name: "meetingroom_url".into(), nearest: "meeting_room_url" }),
            ("{{first_name}}", MergeFault::FallbackMissing { name: "first_name" }),
            ("{{first_name| }}", MergeFault::FallbackMissing { name: "first_name" }),
            ("Hello {{first_name", MergeFault::Unclosed),
        ] {
            let (line, faults) = MergeLine::parse(text);
            assert_eq!(faults, [At { octet: text.find("{{").unwrap(), what: fault }]);
            assert_eq!(line.resolve(&organization(), &user()), text, "stays as typed");
        }
    }
}
