//! Owns making a mail ready at the moment of sending: whether the person may receive, and the message as it leaves.
//! Refuses what is older than half a second, and remembers what it judged by, so that the mark can ask whether it still holds.

use super::room::Letter;
use crate::{
    domain::{
        batch::{BatchRules, DeliveryState, may_receive},
        fail_reason::FailReason,
        mail_history::{MailOutcome, UserRecord},
        organization::Organization,
        render_many::TemplateRenderer,
        settings::EmailSettings,
        template::{Template, TemplateId},
    },
    host::{
        mailer::{
            self,
            compose::{Composed, compose},
        },
        state::Host,
        store::{self, StoreError, sending::Judged},
    },
};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long settings and organization are taken for current; the mark asks again in any case.
const CURRENT: Duration = Duration::from_millis(500);
/// Published versions that are kept at hand.
const VERSIONS: usize = 64;

/// What all mail is judged by.
pub struct Facts {
    judged: Judged,
    settings: EmailSettings,
    organization: Arc<Organization>,
    read: Instant,
}

/// The published versions at hand; nothing for one that this version of Usher cannot read.
type Templates = HashMap<(TemplateId, u32), Arc<Option<TemplateRenderer>>>;

/// What mail is prepared from.
#[derive(Default)]
pub struct Desk {
    facts: Mutex<Option<Arc<Facts>>>,
    templates: Mutex<Templates>,
}

/// A mail that is ready, or the reason why there is none.
pub enum Prepared {
    /// It may leave, if what it was judged by still holds.
    Ready {
        /// The message.
        message: Composed,
        /// Its name, which is unique.
        name: String,
        /// What it was judged by.
        judged: Judged,
    },
    /// There is none to be sent.
    Over(DeliveryState),
}

impl Desk {
    /// Reads everything anew at the next mail.
    pub async fn forget(&self) {
        *self.facts.lock().await = None;
    }

    async fn facts(&self, host: &Host) -> Result<Arc<Facts>, StoreError> {
        let mut kept = self.facts.lock().await;
        if let Some(facts) = kept.as_ref().filter(|facts| facts.read.elapsed() < CURRENT) {
            return Ok(Arc::clone(facts));
        }
        let read = Instant::now();
        let mut db = host.store.snapshot().await?;
        let judged = store::sending::judged(&mut db).await?;
        // What was judged by stays what it was while nothing of it changed, and so does what was rendered for it.
        let facts = match kept.take().filter(|facts| facts.judged == judged) {
            Some(facts) => Facts { judged, settings: facts.settings.clone(), organization: Arc::clone(&facts.organization), read },
            None => {
                let settings = store::settings::current(&mut db, &host.facts.time_zone).await?.settings;
                Facts { judged, settings, organization: Arc::new(host.facts.organization(&mut db).await?), read }
            }
        };
        db.rollback().await?;
        let facts = Arc::new(facts);
        *kept = Some(Arc::clone(&facts));
        Ok(facts)
    }

    async fn template(&self, host: &Host, letter: &Letter, of: &Arc<Organization>) -> Result<Arc<Option<TemplateRenderer>>, StoreError> {
        let key = (letter.batch.template.clone(), letter.batch.template_version);
        let mut kept = self.templates.lock().await;
        let is_of = |template: &Option<TemplateRenderer>| template.as_ref().is_none_or(|template| Arc::ptr_eq(template.organization(), of));
        if let Some(template) = kept.get(&key).filter(|template| is_of(template)) {
            return Ok(Arc::clone(template));
        }
        let version = store::templates::version(&mut *host.store.read().await?, &key.0, key.1).await?;
        let template = version.and_then(|version| Template::parse(&version.template).ok());
        let template = Arc::new(template.map(|template| TemplateRenderer::new(&template, Arc::clone(of))));
        if kept.len() >= VERSIONS {
            kept.clear();
        }
        // A published version never changes.
        kept.insert(key, Arc::clone(&template));
        Ok(template)
    }

    /// Makes a mail ready.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn prepare(&self, host: &Host, letter: &Letter) -> Result<Prepared, StoreError> {
        let facts = self.facts(host).await?;
        let (now, batch) = (host.clock.now(), &letter.batch);
        let (organization, settings) = (&facts.organization, &facts.settings);
        let rules = BatchRules { organization, settings, kind: batch.kind, origin: batch.origin };
        if let Err(reason) = may_receive(rules, &judged_record(letter), now) {
            return Ok(Prepared::Over(DeliveryState::Skipped { reason }));
        }
        let failed = |reason| Ok(Prepared::Over(DeliveryState::Failed { reason }));
        let Some(sender) = &settings.sender else { return failed(FailReason::NoSender) };
        let template = self.template(host, letter, organization).await?;
        let user = &letter.taken.record.user;
        let rendered = template.as_ref().as_ref().and_then(|template| template.render(user));
        let Some(rendered) = rendered else { return failed(FailReason::TemplateUnreadable) };
        let name = format!("{}-{}", batch.id.0, user.id.0);
        let composed = compose(&mailer::Letter {
            name: name.clone(),
            batch: Some(&batch.id),
            sender,
            to: &user.email,
            to_name: &user.shown_name(),
            user: Some(&user.id),
            email: &rendered,
            return_path: host.bounces.return_paths.of(letter.taken.batch, letter.taken.user_seq, &user.email),
            unsubscribe: host.unsubscribe_links.for_kind(batch.kind, Some(&user.id)),
            at: now,
            outgoing: &host.safety.outgoing,
        });
        match composed {
            Ok(message) => Ok(Prepared::Ready { message, name, judged: facts.judged.clone() }),
            Err(_) => failed(FailReason::NotComposed),
        }
    }
}

/// The person as they are judged: an administrator who has a mail of unknown fate sent again knows that one may have arrived.
fn judged_record(letter: &Letter) -> std::borrow::Cow<'_, UserRecord> {
    let record = &letter.taken.record;
    let unknown = record.mail.last.as_ref().is_some_and(|last| last.outcome == MailOutcome::Uncertain);
    if letter.taken.round == 0 || !unknown {
        return std::borrow::Cow::Borrowed(record);
    }
    let mut record = record.clone();
    record.mail.last = None;
    std::borrow::Cow::Owned(record)
}
