//! Owns what a draft is tried with before it is sent to anybody: a person, the sender, the organization.
//! Refuses drafts; whoever tries one has parsed it.

use crate::{
    api::problem::{Problem, ProblemCode},
    domain::{
        organization::Organization,
        publish::example_user,
        settings::Sender,
        template::TemplateId,
        user::{DirectoryUser, UserId},
    },
    host::{
        error::{internal, invalid, not_found},
        state::Host,
        store,
    },
};

/// What a draft is tried with.
pub(super) struct Trial {
    /// Who would receive it.
    pub user: DirectoryUser,
    /// Who it would come from.
    pub sender: Sender,
    /// The organization.
    pub organization: Organization,
}

impl Trial {
    /// Finds it all: the person, or an example where none is named, and the sender of the settings.
    ///
    /// # Errors
    /// That there is no such template, no such person at `/as_user`, or no sender.
    pub async fn find(host: &Host, template: &TemplateId, as_user: Option<&UserId>) -> Result<Self, Problem> {
        let mut db = host.store.read().await?;
        store::templates::find(&mut db, template).await?.ok_or_else(|| not_found("template"))?;
        let user = match as_user {
            None => example_user().ok_or_else(internal)?,
            Some(id) => store::users::find(&mut db, id).await?.ok_or_else(|| invalid("/as_user", "there is no such person"))?.record.user,
        };
        let settings = store::settings::current(&mut db, &host.facts.time_zone).await?.settings;
        let sender = settings.sender.ok_or_else(|| Problem::new(ProblemCode::NotReady, "Set the sender in the email settings first."))?;
        let organization = host.facts.organization(&mut db).await?;
        Ok(Self { user, sender, organization })
    }
}
