//! Owns the promises about the email settings: versions, tags, stale saves, every wrong field named.
//! Refuses to leave a change behind; the trial puts the settings back.

use super::{
    call::Ask,
    finding::{First, Found, holds, same},
    trial::Trial,
};
use crate::{
    api::{payload::VersionedSettings, problem::ProblemCode, routes},
    domain::{
        email_kind::EmailKind,
        rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
        settings::{SenderDraft, SettingsDraft},
    },
};

/// The settings as they are now.
pub async fn current(trial: &Trial) -> Found<VersionedSettings> {
    trial.caller.read(routes::EMAIL_SETTINGS).await
}

/// Saves settings that were read as this version.
pub async fn save(trial: &Trial, version: u64, draft: &SettingsDraft) -> Found<VersionedSettings> {
    trial.caller.send(Ask::put(routes::EMAIL_SETTINGS).at_version(version).json(draft)).await?.reads(&[200])
}

/// The settings, kept to be put back, and the same with a new person who follows up.
async fn changed(trial: &Trial) -> Found<(VersionedSettings, SettingsDraft)> {
    let kept = current(trial).await.first("the settings can be read")?;
    trial.remember(&kept.settings);
    let mut draft = kept.settings.clone();
    draft.follow_up.owner = trial.new_name();
    Ok((kept, draft))
}

pub async fn tagged(trial: &Trial) -> Found {
    let answer = trial.caller.get(routes::EMAIL_SETTINGS).await?;
    let kept: VersionedSettings = answer.reads(&[200])?;
    let expected = format!("\"{}\"", kept.version);
    same("ETag of the email settings", answer.header("etag").unwrap_or_default(), expected.as_str())
}

/// Saves a new person who follows up, as the activity is to tell.
pub async fn save_owner(trial: &Trial) -> Found<VersionedSettings> {
    let (kept, draft) = changed(trial).await?;
    save(trial, kept.version, &draft).await
}

pub async fn saved(trial: &Trial) -> Found {
    let (kept, draft) = changed(trial).await?;
    let saved = save(trial, kept.version, &draft).await?;
    holds(saved.version > kept.version, || format!("version {} became {} by a save", kept.version, saved.version))?;
    holds(saved.settings.says_the_same(&draft), || "a save answers other settings than were saved".into())?;
    holds(saved.changed_at.is_some() && saved.changed_by.is_some(), || "a save tells neither when nor by whom".into())?;
    holds(current(trial).await? == saved, || "what was saved is read otherwise".into())
}

pub async fn stale(trial: &Trial) -> Found {
    let (kept, draft) = changed(trial).await?;
    let first = save(trial, kept.version, &draft).await.first("settings can be saved")?;
    let mut other = draft.clone();
    other.follow_up.owner = trial.new_name();
    let late = trial.caller.send(Ask::put(routes::EMAIL_SETTINGS).at_version(kept.version).json(&other)).await?;
    late.refuses(ProblemCode::Stale)?;
    holds(current(trial).await? == first, || "a stale save that was refused changed the settings all the same".into())
}

pub async fn version_missing(trial: &Trial) -> Found {
    let (kept, draft) = changed(trial).await?;
    trial.caller.send(Ask::put(routes::EMAIL_SETTINGS).json(&draft)).await?.refuses(ProblemCode::VersionMissing)?;
    holds(current(trial).await? == kept, || "a save without If-Match that was refused changed the settings all the same".into())
}

pub async fn every_field(trial: &Trial) -> Found {
    let (kept, mut draft) = changed(trial).await?;
    draft.sender = SenderDraft { name: String::new(), address: "nobody".into(), reply_to: "neither is this".into() };
    draft.follow_up.reminder_days = "soon".into();
    let answer = trial.caller.send(Ask::put(routes::EMAIL_SETTINGS).at_version(kept.version).json(&draft)).await?;
    let pointers = ["/sender/name", "/sender/address", "/sender/reply_to", "/follow_up/reminder_days"];
    answer.refuses_fields(ProblemCode::Invalid, &pointers)?;
    holds(current(trial).await? == kept, || "settings that were refused were saved all the same".into())
}

pub async fn conversion(trial: &Trial) -> Found {
    let (kept, mut draft) = changed(trial).await?;
    let name = trial.new_name();
    draft.rules.insert(
        0,
        RuleDraft {
            id: RuleId(name.clone()),
            name,
            kinds: vec![EmailKind::Activation, EmailKind::ConversionNotice],
            conditions: vec![ConditionDraft { field: ConditionField::EmailDomain, value: "conformance.example".into() }],
            starts: String::new(),
            ends: String::new(),
            action: RuleAction::Suppress,
        },
    );
    let answer = trial.caller.send(Ask::put(routes::EMAIL_SETTINGS).at_version(kept.version).json(&draft)).await?;
    let problem = answer.refuses(ProblemCode::Invalid)?;
    let named = problem.errors.iter().any(|error| error.pointer.starts_with("/rules/0") || error.pointer == "/rules");
    holds(named, || answer.says("the problem does not name the rule"))?;
    holds(current(trial).await? == kept, || "a rule that was refused was saved all the same".into())
}
