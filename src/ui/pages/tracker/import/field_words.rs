//! Owns the words for what columns hold, why that seems so, and how a file is written.
//! Refuses names of columns, which are the file's.

use crate::domain::{
    csv_detection::{Delimiter, FileForm, Why},
    csv_field::Field,
    csv_text::Encoding,
};
use crate::ui::text::Text;

/// What a column holds.
pub fn field_words(text: Text, field: Field) -> &'static str {
    match field {
        Field::Email => text.import_field_email(),
        Field::FirstName => text.import_field_first_name(),
        Field::LastName => text.import_field_last_name(),
        Field::DisplayName => text.import_field_display_name(),
        Field::Department => text.import_field_department(),
        Field::Language => text.import_field_language(),
        Field::Status => text.import_field_status(),
        Field::Active => text.import_field_active(),
        Field::SignedIn => text.import_field_signed_in(),
        Field::LastSeen => text.import_field_last_seen(),
        Field::AddressVerified => text.import_field_address_verified(),
        Field::Added => text.import_field_added(),
        Field::MeetingRoom => text.import_field_meeting_room(),
        Field::License => text.import_field_license(),
        Field::Licenses => text.import_field_licenses(),
        Field::NotRead => text.import_field_not_read(),
    }
}

/// Why it seems so.
pub fn why_words(text: Text, why: Why) -> &'static str {
    match why {
        Why::PlatformName => text.import_why_platform(),
        Why::UsualName => text.import_why_usual(),
        Why::ScimName => text.import_why_scim(),
        Why::Values => text.import_why_values(),
        Why::OfNoUse => text.import_why_no_use(),
        Why::AnotherIsSurer => text.import_why_another(),
        Why::Unknown => text.import_why_unknown(),
    }
}

/// Whose file it looks like.
pub fn form_words(text: Text, form: FileForm) -> &'static str {
    match form {
        FileForm::Platform => text.import_form_platform(),
        FileForm::Scim => text.import_form_scim(),
        FileForm::Other => text.import_form_generic(),
    }
}

/// How it is written.
pub fn written_words(text: Text, delimiter: Delimiter, encoding: Encoding) -> String {
    let encoding = match encoding {
        Encoding::Utf8 => text.import_columns_utf8(),
        Encoding::Utf16LittleEndian | Encoding::Utf16BigEndian => text.import_columns_utf16(),
    };
    match delimiter {
        Delimiter::Comma => text.import_columns_comma(encoding),
        Delimiter::Semicolon => text.import_columns_semicolon(encoding),
        Delimiter::Tab => text.import_columns_tab(encoding),
    }
}
