//! Owns the words for what the composer's parts are called: kinds of blocks, fields, merge fields, purposes, checks.
//! Refuses findings and problems, which have files of their own.

use crate::domain::{
    block::{BlockField, BlockKind},
    check::CheckId,
    email_kind::SuppressibleKind,
    merge_field::MergeField,
};
use crate::ui::text::Text;

/// What a template is for.
#[must_use]
pub fn purpose_words(text: Text, purpose: SuppressibleKind) -> &'static str {
    match purpose {
        SuppressibleKind::Activation => text.templates_purpose_activation(),
        SuppressibleKind::Reminder => text.templates_purpose_reminder(),
    }
}

/// What a kind of block is called.
#[must_use]
pub fn kind_words(text: Text, kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Goals => text.block_goals(),
        BlockKind::Value => text.block_value(),
        BlockKind::MeetingRoom => text.block_meeting_room(),
        BlockKind::HelpDesk => text.block_help_desk(),
        BlockKind::Training => text.block_training(),
        BlockKind::Portal => text.block_portal(),
        BlockKind::Activate => text.block_activate(),
        BlockKind::Heading => text.block_heading(),
        BlockKind::Text => text.block_text(),
        BlockKind::Button => text.block_button(),
        BlockKind::Image => text.block_image(),
        BlockKind::Divider => text.block_divider(),
    }
}

/// Why a block belongs into the message.
#[must_use]
pub fn kind_reason(text: Text, kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Goals => text.block_goals_why(),
        BlockKind::Value => text.block_value_why(),
        BlockKind::MeetingRoom => text.block_meeting_room_why(),
        BlockKind::HelpDesk => text.block_help_desk_why(),
        BlockKind::Training => text.block_training_why(),
        BlockKind::Portal => text.block_portal_why(),
        BlockKind::Activate => text.block_activate_why(),
        BlockKind::Heading => text.block_heading_why(),
        BlockKind::Text => text.block_text_why(),
        BlockKind::Button => text.block_button_why(),
        BlockKind::Image => text.block_image_why(),
        BlockKind::Divider => text.block_divider_why(),
    }
}

/// The icon of a kind of block.
#[must_use]
pub fn kind_icon(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Goals => "target",
        BlockKind::Value => "gift",
        BlockKind::MeetingRoom => "video",
        BlockKind::HelpDesk => "support",
        BlockKind::Training => "training",
        BlockKind::Portal => "portal",
        BlockKind::Activate => "login",
        BlockKind::Heading => "heading",
        BlockKind::Text => "text",
        BlockKind::Button => "button",
        BlockKind::Image => "image",
        BlockKind::Divider => "divider",
    }
}

/// What a field of a block is called.
#[must_use]
pub fn field_words(text: Text, kind: BlockKind, field: BlockField) -> &'static str {
    match field {
        BlockField::Title => text.block_field_title(),
        BlockField::Text => text.block_field_text(),
        BlockField::Label if kind == BlockKind::Button => text.block_field_button_label(),
        BlockField::Label => text.block_field_label(),
        BlockField::Url if kind == BlockKind::Image => text.block_field_image_url(),
        BlockField::Url => text.block_field_url(),
        BlockField::Alt => text.block_field_alt(),
        BlockField::Width => text.block_field_width(),
        BlockField::Height => text.block_field_height(),
        BlockField::Otherwise => text.block_field_otherwise(),
    }
}

/// What a merge field is called.
#[must_use]
pub fn merge_words(text: Text, field: MergeField) -> &'static str {
    match field {
        MergeField::FirstName => text.merge_first_name(),
        MergeField::LastName => text.merge_last_name(),
        MergeField::DisplayName => text.merge_display_name(),
        MergeField::Email => text.merge_email(),
        MergeField::Department => text.merge_department(),
        MergeField::OrganizationName => text.merge_organization(),
        MergeField::PortalUrl => text.merge_portal_url(),
        MergeField::MeetingRoomUrl => text.merge_meeting_room_url(),
    }
}

/// What a check is called.
#[must_use]
pub fn check_words(text: Text, check: CheckId) -> &'static str {
    match check {
        CheckId::Goals => text.block_goals(),
        CheckId::Value => text.block_value(),
        CheckId::MeetingRoom => text.block_meeting_room(),
        CheckId::HelpDesk => text.block_help_desk(),
        CheckId::Training => text.block_training(),
        CheckId::Portal => text.block_portal(),
        CheckId::Activate => text.block_activate(),
        CheckId::NoPromise => text.check_no_promise(),
        CheckId::HonestLinks => text.check_honest_links(),
        CheckId::SafeLinks => text.check_safe_links(),
        CheckId::AltText => text.check_alt_text(),
        CheckId::PictureSize => text.check_picture_size(),
        CheckId::Subject => text.check_subject(),
        CheckId::Contrast => text.check_contrast(),
        CheckId::Length => text.check_length(),
        CheckId::UpToDate => text.check_up_to_date(),
        CheckId::Size => text.check_size(),
    }
}

/// Why a check matters; the seven items say it with their blocks.
#[must_use]
pub fn check_reason(check: CheckId) -> Option<fn(Text) -> &'static str> {
    Some(match check {
        CheckId::Goals
        | CheckId::Value
        | CheckId::MeetingRoom
        | CheckId::HelpDesk
        | CheckId::Training
        | CheckId::Portal
        | CheckId::Activate => return None,
        CheckId::NoPromise => Text::check_no_promise_why,
        CheckId::HonestLinks => Text::check_honest_links_why,
        CheckId::SafeLinks => Text::check_safe_links_why,
        CheckId::AltText => Text::check_alt_text_why,
        CheckId::PictureSize => Text::check_picture_size_why,
        CheckId::Subject => Text::check_subject_why,
        CheckId::Contrast => Text::check_contrast_why,
        CheckId::Length => Text::check_length_why,
        CheckId::Size => Text::check_size_why,
        CheckId::UpToDate => Text::check_up_to_date_why,
    })
}
