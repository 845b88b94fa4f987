//! Owns what a batch needs: a sender, a published template, people who would receive.
//! Refuses to send; batches are started by the promises about them.

use super::{
    decided,
    finding::{Finding, First, Found, wanting},
    settings, templates,
    trial::Trial,
};
use crate::{
    api::payload::{Ability, BatchRequest, PlanReport},
    domain::{
        email_kind::SuppressibleKind,
        people_filter::{Standing, standing},
        recipients::Recipients,
        settings::SenderDraft,
        template::TemplateId,
        user::UserId,
    },
};

/// How many people a batch of a trial is for at most.
const MOST: usize = 3;
/// How many people are asked about in one plan.
const ASKED: usize = 500;

/// What batches need.
pub struct Stage {
    /// A published template for activation emails.
    pub template: TemplateId,
    /// People who would receive one now.
    pub recipients: Vec<UserId>,
}

impl Stage {
    /// Prepares it.
    pub async fn prepare(trial: &Trial) -> Found<Self> {
        Self::prepared(trial).await.first("a batch can be prepared")
    }

    async fn prepared(trial: &Trial) -> Found<Self> {
        let kept = settings::current(trial).await?;
        if kept.settings.sender == SenderDraft::default() {
            trial.remember(&kept.settings);
            let sender = SenderDraft { name: "Conformance".into(), address: "conformance@example.com".into(), reply_to: String::new() };
            settings::save(trial, kept.version, &crate::domain::settings::SettingsDraft { sender, ..kept.settings }).await?;
        }
        let template = match trial.able()?.custom_content {
            Ability::Available => templates::published(trial).await?.id,
            Ability::Unavailable => {
                let of_backend = templates::all(trial).await?.into_iter();
                let mut fit = of_backend.filter(|one| one.published.is_some() && one.draft.purpose == SuppressibleKind::Activation);
                wanting(fit.next(), "the backend has no published template for activation emails")?.id
            }
        };
        let waiting = trial.people().await?.iter().filter(|record| standing(record) == Standing::Waiting);
        let users: Vec<UserId> = waiting.map(|record| record.user.id.clone()).collect();
        for users in users.chunks(ASKED) {
            let PlanReport { plan, not_ready } =
                decided::plan(trial, SuppressibleKind::Activation, Recipients::Users { users: users.to_vec() }).await?;
            if let Some(missing) = not_ready {
                return Err(Finding::NotTried(format!("a batch cannot be prepared: the backend says {missing:?}")));
            }
            if !plan.sample.is_empty() {
                return Ok(Self { template, recipients: plan.sample.into_iter().take(MOST).collect() });
            }
        }
        Err(Finding::NotTried("nobody would receive an activation email now".into()))
    }

    /// A batch to these people, put off so far that nothing is sent before it is cancelled.
    pub fn put_off(&self, trial: &Trial) -> BatchRequest {
        BatchRequest {
            kind: SuppressibleKind::Activation,
            template: self.template.clone(),
            recipients: Recipients::Users { users: self.recipients.clone() },
            expected_recipients: u64::try_from(self.recipients.len()).unwrap_or_default(),
            confirmed_recipients: None,
            starts_at: Some(trial.now().plus_days(2)),
            per_day: None,
        }
    }
}
