//! Owns what the pages call: one async method per use case, over HTTP or in the browser itself.
//! Refuses rules: an adapter builds a request, sends it and reads the answer; the demonstration calls `domain`, as the host does.

#[macro_use]
mod use_cases;
mod demo;
mod failure;
mod http;
mod import;
mod portal;
mod remote;
mod storage;
mod token;
mod upload;
mod webex;

pub use demo::Demo;
pub use failure::{Failure, UnreadFile, Whom};
pub use http::Http;
pub use import::{ImportInMemory, ImportProgress, ImportWatch, read_in_slices, read_slice};
pub use portal::{Portal, portal};
pub use remote::{Answer, AtOnce, InMemory, Remote, at_once};
pub use storage::{NotKept, Storage};
pub use token::TokenSource;
pub use webex::{ResendErrors, Webex};

use crate::api::notes::{ContactRequest, NoteRequest};
use crate::api::payload::{
    ActivityPage, ActorList, BatchList, BatchRequest, Capabilities, ComposedMessage, DeliveryPage, DueReminders, MessageRequest,
    PeopleColumnsPage, PlanReport, PlanRequest, StoredTemplate, TemplateList, TestMail, TestMailReport, UserDecisions, UserPage,
    UserTimeline, VersionContents, VersionList, VersionedSettings,
};
use crate::api::{undeliverable::UndeliverablePage, webex::resend::ResendJob};
use crate::domain::{
    activity_filter::ActivityFilter,
    batch::{BatchId, SendBatch},
    batch_control::{BatchChange, BatchControl},
    client_id::ClientId,
    contact::Contact,
    delivery_filter::DeliveryFilter,
    license::{LicenseId, Price},
    note::Note,
    organization::Organization,
    readiness::ReadinessFacts,
    settings::SettingsDraft,
    template::{TemplateDraft, TemplateId},
    timestamp::Timestamp,
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use std::sync::Arc;

part! {
    webex,
    /// The platform's API at `base`, in the name of whoever gives the tokens; a host's relay needs none.
    pub fn webex_backend(base: String, token: Option<TokenSource>, clock: fn() -> Timestamp) -> Result<Backend, Failure> {
        Ok(Webex::new(base, token, clock).into())
    }
}

/// What the console talks to.
#[derive(Clone, Debug)]
pub enum Backend {
    /// Usher's REST contract.
    Http(Http),
    /// Everything else: its code comes when it is chosen, and the pages know it by the trait alone.
    Remote(Arc<dyn Remote>),
}

impl Backend {
    /// Whether it still knows after a reload what was saved before.
    #[must_use]
    pub fn outlives_reload(&self) -> bool {
        match self {
            Self::Http(_) => true,
            Self::Remote(remote) => remote.outlives_reload(),
        }
    }

    /// Where a batch's events are read, if a browser can do that: it shows no token there.
    #[must_use]
    pub fn batch_events(&self, batch: &BatchId) -> Option<String> {
        match self {
            Self::Http(http) => http.batch_events(batch),
            Self::Remote(remote) => remote.batch_events(batch),
        }
    }
}

/// What only the platform does; the REST contract has no calls for it.
impl Backend {
    /// Has the platform send its own activation email again, to everybody who has not signed in.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn start_resend(&self) -> Result<ResendJob, Failure> {
        self.remote()?.start_resend().await
    }

    /// How far that is.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn resend(&self, job: &str) -> Result<ResendJob, Failure> {
        self.remote()?.resend(job).await
    }

    /// A page of what went wrong with whom.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn resend_errors(&self, job: &str, cursor: Option<&str>) -> Result<ResendErrors, Failure> {
        self.remote()?.resend_errors(job, cursor).await
    }

    /// Marks a license as free, or as bought.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn mark_license(&self, license: &LicenseId, price: Price) -> Result<(), Failure> {
        self.remote()?.mark_license(license, price).await
    }

    fn remote(&self) -> Result<&dyn Remote, Failure> {
        match self {
            Self::Http(_) => Err(Failure::Unsupported),
            Self::Remote(remote) => Ok(remote.as_ref()),
        }
    }
}

impl From<Demo> for Backend {
    fn from(demo: Demo) -> Self {
        Self::Remote(Arc::new(AtOnce(demo)))
    }
}

part! {
    demonstration,
    /// The demonstration, which is fetched only where it is shown.
    pub fn demonstration(clock: fn() -> Timestamp) -> Result<Backend, Failure> {
        Demo::new(clock).map(Backend::from).ok_or(Failure::NotABackend)
    }
}

/// One method per use case, the same for every backend.
macro_rules! call {
    ($life:lifetime; $($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Backend {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`Failure`] says what the administrator can do.
                pub async fn $name<$life>(&$life self, $($argument: $kind),*) -> Result<$answer, Failure> {
                    match self {
                        Self::Http(http) => http.$name($($argument),*).await,
                        Self::Remote(remote) => remote.$name($($argument),*).await,
                    }
                }
            )*
        }
    };
}

use_cases!(call);
