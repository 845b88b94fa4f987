//! Owns gathering what the host knows of the readiness to turn automatic activation emails off.
//! Refuses to judge it, which `domain::readiness` does.

use super::{
    organization_facts::OrganizationFacts,
    store::{self, StoreError, connection::Db, users::Everybody},
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
    let mut everybody = Everybody::in_slices(AT_ONCE);
    loop {
        let slice = everybody.next(db).await?;
        if slice.is_empty() {
            break;
        }
        slice.iter().for_each(|placed| waiting.add(&placed.record.user, &organization));
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
