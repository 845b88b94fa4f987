//! Owns the gate before publishing: a draft passes when it parses and every blocking check passes in every language.
//! Refuses to store; whoever stores a version has been given a `Template` by this gate.

use super::{
    check::{CheckId, Subject, Verdict, Weight, judge_all},
    email_address::EmailAddress,
    language::Language,
    organization::Organization,
    palette::Palette,
    render::{Recipient, render},
    template::{Template, TemplateDraft, TemplateProblem},
    template_reading::preview_variant,
    timestamp::Timestamp,
    transfer_encoding::shorter_encoding,
    user::{AccountStatus, Activation, AddedBy, AddressVerification, DirectoryUser, PersonName, UserId},
};

/// Why a draft cannot be published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublishRefusal {
    /// It does not parse.
    Problems(Vec<TemplateProblem>),
    /// It parses, and blocking checks fail: position of the variant and the check.
    Checks(Vec<(usize, CheckId)>),
}

/// Lets a draft pass, or says everything that keeps it.
///
/// # Errors
/// [`PublishRefusal`]
pub fn publish(draft: &TemplateDraft, organization: &Organization) -> Result<Template, PublishRefusal> {
    let template = Template::parse(draft).map_err(PublishRefusal::Problems)?;
    let mut failed = Vec::new();
    for at in 0..draft.variants.len() {
        let blocking = verdicts(draft, at, organization)
            .into_iter()
            .filter(|(_, verdict)| matches!(verdict, Verdict::Failed { weight: Weight::Blocks, .. }));
        failed.extend(blocking.map(|(check, _)| (at, check)));
    }
    if failed.is_empty() { Ok(template) } else { Err(PublishRefusal::Checks(failed)) }
}

/// Judges one text of a draft as typed, rendered for the example person; nothing where there is no such text.
#[must_use]
pub fn verdicts(draft: &TemplateDraft, at: usize, organization: &Organization) -> Vec<(CheckId, Verdict)> {
    let Some(variant) = draft.variants.get(at) else { return Vec::new() };
    let main = draft.variants.first().filter(|_| at > 0);
    let parsed = preview_variant(variant, &draft.accent);
    let palette: Palette = parsed.palette;
    let html = example_user().map(|user| render(&parsed, Recipient { organization, user: &user }).html_octets());
    let html_octets = html.map_or(0, |html| shorter_encoding(&html).1);
    judge_all(&Subject { variant, main, organization, palette, html_octets })
}

/// A made-up person, for previews and test mails where the directory is empty.
#[must_use]
pub fn example_user() -> Option<DirectoryUser> {
    Some(DirectoryUser {
        id: UserId("example".into()),
        email: EmailAddress::parse("alex.example@example.com").ok()?,
        name: PersonName::new("Alex", "Example", "Alex Example"),
        department: None,
        language: Some(Language::English),
        licenses: Vec::new(),
        activation: Activation::NotActivated,
        account_status: AccountStatus::Enabled,
        address_verification: AddressVerification::NotVerified,
        added: None,
        first_seen: Timestamp::from_millis(0),
        added_by: AddedBy::Hand,
        meeting_room_url: None,
        reminders_declined: None,
        signed_in_by: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{
        block::BlockKind,
        email_kind::SuppressibleKind,
        fixtures::organization,
        starter::{fill_in, starter_template},
    };
    use super::*;

    #[test]
    fn there_is_an_example_person() {
        assert_eq!(example_user().unwrap().shown_name(), "Alex Example");
    }

    #[test]
    fn a_draft_passes_only_when_it_parses_and_every_blocking_check_passes() {
        let mut draft = starter_template(SuppressibleKind::Activation, Language::Polish, &organization());
        assert!(matches!(publish(&draft, &organization()), Err(PublishRefusal::Problems(_))), "help desk and training are to be filled in");
        fill_in(&mut draft, "https://help.example.com");
        assert!(publish(&draft, &organization()).is_ok());
        draft.variants[0].blocks.retain(|block| block.kind != BlockKind::Goals);
        assert_eq!(publish(&draft, &organization()), Err(PublishRefusal::Checks(vec![(0, CheckId::Goals)])));
    }
}
