//! Owns what the promises share: how to call, what the backend says of itself, its people, and what was changed for the trial.
//! Refuses to begin where nothing answers, and to write where mail goes to people.

use super::{
    call::Caller,
    finding::{Finding, First, Found},
    options::ConformanceOptions,
    people::People,
    settings,
    stage::Stage,
    token::TokenSource,
};
use crate::{
    api::{
        payload::{Capabilities, MailRoute},
        routes,
    },
    domain::{
        mail_history::UserRecord, organization::Organization, settings::EmailSettings, settings::SettingsDraft, timestamp::Timestamp,
    },
    host::clock::Clock,
};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::OnceCell;

/// Why nothing could be tried.
#[derive(Debug, thiserror::Error)]
pub enum NotTried {
    /// No client.
    #[error("no connection can be made from here: the library for encryption lacks something")]
    Client,
    /// The token.
    #[error("there is no token: {0}")]
    Token(String),
    /// Nothing answers.
    #[error("nothing could be tried: {0}; is the backend running, and is this the address before /api/v1?")]
    Unreached(String),
    /// The token is refused, or missing.
    #[error("the backend wants a sign-in: give a token that it takes with --token-command or --token-file")]
    NotLetIn,
    /// Mail would go to people.
    #[error(
        "nothing was written: the backend does not say that its mail stays away from people (mail: outbox or nowhere, or test_only_to). \
         Try without --writes, or on a copy that does not send"
    )]
    WouldMail,
}

/// A trial of one backend.
pub struct Trial {
    /// Calls it.
    pub caller: Caller,
    /// What it says that it can do.
    pub capabilities: Found<Capabilities>,
    clock: Clock,
    numbers: AtomicU64,
    people: OnceCell<Found<People>>,
    stage: OnceCell<Found<Stage>>,
    original: OnceCell<SettingsDraft>,
}

/// What a decision depends on, besides the person.
pub struct Facts {
    /// The organization.
    pub organization: Organization,
    /// The settings as saved.
    pub settings: EmailSettings,
}

impl Trial {
    /// Begins.
    ///
    /// # Errors
    /// [`NotTried`]
    pub async fn begin(options: &ConformanceOptions, clock: Clock) -> Result<Self, NotTried> {
        let caller = Caller::new(options.base.clone(), TokenSource::from(options)).await?;
        let answer = caller.get(routes::CAPABILITIES).await.map_err(|finding| match finding {
            Finding::Broken(why) | Finding::NotOffered(why) | Finding::NotTried(why) => NotTried::Unreached(why),
        })?;
        if answer.status == 401 {
            return Err(NotTried::NotLetIn);
        }
        let capabilities = answer.reads::<Capabilities>(&[200]);
        if options.writes && !capabilities.as_ref().is_ok_and(spares_people) {
            return Err(NotTried::WouldMail);
        }
        let numbers = AtomicU64::new(u64::try_from(clock.now().millis()).unwrap_or_default());
        let (people, stage, original) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Ok(Self { caller, capabilities, clock, numbers, people, stage, original })
    }

    /// What the backend calls itself.
    pub fn name(&self) -> String {
        self.capabilities.as_ref().map_or_else(|_| "a backend without readable capabilities".into(), |told| told.backend.clone())
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the backend can do, for a promise that needs to know.
    pub fn able(&self) -> Found<&Capabilities> {
        self.capabilities.as_ref().map_err(|_| Finding::NotTried("the capabilities cannot be read".into()))
    }

    /// A name that was not used before, in this trial or another.
    pub fn new_name(&self) -> String {
        format!("conformance-{}", self.numbers.fetch_add(1, Ordering::Relaxed))
    }

    /// The people as they were listed first.
    pub async fn listing(&self) -> Found<&People> {
        let people = self.people.get_or_init(|| People::read(self)).await;
        people.as_ref().map_err(Clone::clone)
    }

    /// The people, for a promise about something else.
    pub async fn people(&self) -> Found<&[UserRecord]> {
        let people = self.listing().await.first("people can be listed")?;
        if people.records.is_empty() { Err(Finding::NotTried("there are no people".into())) } else { Ok(&people.records) }
    }

    /// Organization and settings, as they are now.
    pub async fn facts(&self) -> Found<Facts> {
        let organization: Organization = self.caller.read(routes::ORGANIZATION).await.first("the organization can be read")?;
        let kept = settings::current(self).await.first("the settings can be read")?;
        let settings = EmailSettings::read_saved(&kept.settings, &organization.time_zone)
            .map_err(|_| Finding::NotTried("the saved settings have parts that cannot be read".into()))?;
        Ok(Facts { organization, settings })
    }

    /// What batches need.
    pub async fn stage(&self) -> Found<&Stage> {
        let stage = self.stage.get_or_init(|| Stage::prepare(self)).await;
        stage.as_ref().map_err(Clone::clone)
    }

    /// Keeps the settings as they were before the first change.
    pub fn remember(&self, settings: &SettingsDraft) {
        // Set already where this is not the first change.
        let _ = self.original.set(settings.clone());
    }

    /// Puts the settings back; says what is left where that fails.
    pub async fn put_back(&self) -> Option<String> {
        let original = self.original.get()?;
        let back = async {
            let kept = settings::current(self).await?;
            if kept.settings == *original { Ok(()) } else { settings::save(self, kept.version, original).await.map(|_| ()) }
        };
        match back.await {
            Ok(()) => None,
            Err(Finding::Broken(why) | Finding::NotOffered(why) | Finding::NotTried(why)) => {
                Some(format!("the email settings could not be put back ({why})"))
            }
        }
    }
}

/// Whether no mail reaches the people in the directory.
fn spares_people(capabilities: &Capabilities) -> bool {
    // By name, so that a way that is new one day is not trusted by itself.
    matches!(capabilities.mail, MailRoute::Outbox { .. } | MailRoute::Nowhere) || capabilities.test_only_to.is_some()
}
