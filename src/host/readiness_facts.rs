//! Owns gathering what the host knows of the readiness to turn automatic activation emails off.
//! Refuses to judge it, which `domain::readiness` does.

use super::{
    organization_facts::OrganizationFacts,
    store::{self, StoreError, connection::Db},
};
use crate::domain::{
    email_kind::SuppressibleKind,
    organization::Organization,
    readiness::{PublishedTemplate, ReadinessFacts, WaitingLanguages},
};

/// People who are read at once; more would only cost memory.
const AT_ONCE: u32 = 5_000;

/// Everything that the host knows of it.
///
/// # Errors
/// [`StoreError`]
pub async fn gather(db: &mut Db, facts: &OrganizationFacts) -> Result<ReadinessFacts, StoreError> {
    let organization = facts.organization(db).await?;
    let mut waiting = WaitingLanguages::default();
    let mut after = 0;
    loop {
        let page = store::users::page(db, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        page.iter().for_each(|placed| waiting.add(&placed.record.user, &organization));
    }
    Ok(ReadinessFacts {
        waiting_languages: waiting.counts(),
        templates: published(db, &organization).await?,
        test_mail: store::settings::test_mail(db).await?,
    })
}

async fn published(db: &mut Db, organization: &Organization) -> Result<Vec<PublishedTemplate>, StoreError> {
    let mut found = Vec::new();
    for stored in store::templates::all(db).await? {
        let Some(published) = stored.published else { continue };
        let Some(version) = store::templates::version(db, &stored.id, published.version).await? else { continue };
        if version.template.purpose == SuppressibleKind::Activation {
            found.push((published.at, PublishedTemplate::judge(stored.id, &version.template, organization)));
        }
    }
    Ok(PublishedTemplate::newest_first(found))
}
