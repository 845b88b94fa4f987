//! Owns the promises about templates: versions of a draft, published versions that never change, messages.
//! Refuses to remove what it added; no backend is asked to.

use super::{
    call::Ask,
    finding::{First, Found, holds, same, wanting},
    trial::Trial,
};
use crate::{
    api::{
        payload::{ComposedMessage, MessageRequest, StoredTemplate, TemplateList, VersionContents, VersionList},
        problem::ProblemCode,
        routes,
    },
    domain::{
        email_kind::SuppressibleKind,
        fingerprint::fingerprint,
        render::{Recipient, render},
        starter::{fill_in, starter_template},
        template::{Template, TemplateDraft, TemplateId},
    },
};

/// Every template.
pub async fn all(trial: &Trial) -> Found<Vec<StoredTemplate>> {
    Ok(trial.caller.read::<TemplateList>(routes::TEMPLATES).await?.templates)
}

pub async fn listed(trial: &Trial) -> Found {
    for kept in all(trial).await? {
        let path = routes::template(&kept.id);
        let answer = trial.caller.get(&path).await?;
        holds(answer.reads::<StoredTemplate>(&[200])? == kept, || answer.says("another template than in the list"))?;
        let expected = format!("\"{}\"", kept.version);
        same(&answer.says("ETag"), answer.header("etag").unwrap_or_default(), expected.as_str())?;
    }
    Ok(())
}

pub async fn unknown(trial: &Trial) -> Found {
    let none = TemplateId(trial.new_name());
    for path in [routes::template(&none), routes::template_versions(&none), routes::template_version(&none, 1)] {
        trial.caller.get(&path).await?.refuses(ProblemCode::NotFound)?;
    }
    Ok(())
}

/// A draft that nothing is missing from, in the organization's language.
async fn draft(trial: &Trial) -> Found<TemplateDraft> {
    let organization = trial.facts().await?.organization;
    let mut draft = starter_template(SuppressibleKind::Activation, organization.language, &organization);
    draft.name = trial.new_name();
    fill_in(&mut draft, "https://help.example.com");
    Ok(draft)
}

async fn create(trial: &Trial, draft: &TemplateDraft) -> Found<StoredTemplate> {
    trial.caller.send(Ask::post(routes::TEMPLATES).json(draft)).await?.reads(&[201])
}

async fn save(trial: &Trial, kept: &StoredTemplate, draft: &TemplateDraft) -> Found<StoredTemplate> {
    trial.caller.send(Ask::put(routes::template(&kept.id)).at_version(kept.version).json(draft)).await?.reads(&[200])
}

async fn publish(trial: &Trial, kept: &StoredTemplate) -> Found<StoredTemplate> {
    trial.caller.send(Ask::post(routes::template_versions(&kept.id)).at_version(kept.version)).await?.reads(&[200, 201])
}

/// A template that can be sent.
pub async fn published(trial: &Trial) -> Found<StoredTemplate> {
    let created = create(trial, &draft(trial).await?).await?;
    publish(trial, &created).await
}

pub async fn created(trial: &Trial) -> Found {
    let draft = draft(trial).await?;
    let answer = trial.caller.send(Ask::post(routes::TEMPLATES).json(&draft)).await?;
    let created: StoredTemplate = answer.reads(&[201])?;
    holds(created.draft == draft, || answer.says("another draft than was sent"))?;
    holds(created.published.is_none(), || answer.says("a draft counts as published"))?;
    same(&answer.says("Location"), answer.header("location").unwrap_or_default(), routes::template(&created.id).as_str())?;
    let alone: StoredTemplate = trial.caller.read(&routes::template(&created.id)).await?;
    holds(alone == created && all(trial).await?.contains(&created), || answer.says("the template is not there afterwards"))
}

pub async fn stale(trial: &Trial) -> Found {
    let mut draft = draft(trial).await?;
    let created = create(trial, &draft).await.first("a template can be added")?;
    draft.name = trial.new_name();
    let saved = save(trial, &created, &draft).await?;
    holds(saved.version > created.version && saved.draft == draft, || "a saved draft has no newer version, or other contents".into())?;
    let late = trial.caller.send(Ask::put(routes::template(&created.id)).at_version(created.version).json(&created.draft)).await?;
    late.refuses(ProblemCode::Stale)?;
    let alone: StoredTemplate = trial.caller.read(&routes::template(&created.id)).await?;
    holds(alone == saved, || "a stale save that was refused changed the draft all the same".into())
}

pub async fn unfinished(trial: &Trial) -> Found {
    let mut draft = draft(trial).await?;
    let variant = wanting(draft.variants.first_mut(), "there is no starter text")?;
    variant.subject = String::new();
    let created = create(trial, &draft).await.first("a template can be added")?;
    let answer = trial.caller.send(Ask::post(routes::template_versions(&created.id)).at_version(created.version)).await?;
    answer.refuses_fields(ProblemCode::Invalid, &["/variants/0/subject"])
}

pub async fn immutable(trial: &Trial) -> Found {
    let first = published(trial).await?;
    let number = wanting(first.published.as_ref(), "nothing was published")?.version;
    let mut changed = first.draft.clone();
    wanting(changed.variants.first_mut(), "there is no starter text")?.subject = "Changed".into();
    let saved = save(trial, &first, &changed).await.first("a draft can be saved")?;
    let second = publish(trial, &saved).await?;
    same("the version after another", second.published.as_ref().map(|version| version.version), Some(number + 1))?;
    for (version, contents) in [(number, &first.draft), (number + 1, &changed)] {
        let path = routes::template_version(&first.id, version);
        let kept: VersionContents = trial.caller.read(&path).await?;
        holds(kept.template == *contents, || format!("GET {path}: other contents than were published"))?;
    }
    let versions: VersionList = trial.caller.read(&routes::template_versions(&first.id)).await?;
    let numbers: Vec<u32> = versions.versions.iter().map(|version| version.version).collect();
    same("published versions, newest first", numbers, vec![number + 1, number])
}

pub async fn messages(trial: &Trial) -> Found {
    // A message is from somebody; preparing a batch sets a sender.
    trial.stage().await?;
    let (facts, draft) = (trial.facts().await?, draft(trial).await?);
    let created = create(trial, &draft).await.first("a template can be added")?;
    let user = &wanting(trial.people().await?.first(), "there are no people")?.user;
    let request = MessageRequest { draft: draft.clone(), language: None, as_user: Some(user.id.clone()) };
    let answer = trial.caller.send(Ask::post(routes::template_message(&created.id)).json(&request)).await?;
    let message: ComposedMessage = answer.reads(&[200])?;
    let parsed = wanting(Template::parse(&draft).ok(), "the starter text is not finished")?;
    let variant = wanting(parsed.variant_for(&facts.organization, user), "there is no text for this person")?;
    let email = render(variant, Recipient { organization: &facts.organization, user });
    same(&answer.says("fingerprint of the HTML part"), message.html_sha256, fingerprint(&email.html))?;
    same(&answer.says("fingerprint of the text part"), message.text_sha256, fingerprint(&email.text))?;
    holds(message.message.contains("\r\nSubject: ") || message.message.starts_with("Subject: "), || answer.says("no subject"))
}
