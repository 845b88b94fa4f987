//! Owns what a backend is whose code comes when it is chosen: each use case answers in its own time.
//! Refuses to ask for all of them: what a backend does not take up, it says that it cannot do.

use super::{Failure, ImportInMemory, ImportWatch};
use crate::api::{
    notes::{ContactRequest, NoteRequest},
    payload::{
        ActivityPage, ActorList, BatchList, BatchRequest, Capabilities, ComposedMessage, DeliveryPage, DueReminders, ImportQuery,
        ImportReport, MessageRequest, PeopleColumnsPage, PlanReport, PlanRequest, StoredTemplate, TemplateList, TestMail, TestMailReport,
        UserDecisions, UserPage, UserTimeline, VersionContents, VersionList, VersionedSettings,
    },
    undeliverable::UndeliverablePage,
};
use crate::domain::{
    activity_filter::ActivityFilter,
    batch::{BatchId, SendBatch},
    batch_control::{BatchChange, BatchControl},
    client_id::ClientId,
    contact::Contact,
    delivery_filter::DeliveryFilter,
    note::Note,
    organization::Organization,
    readiness::ReadinessFacts,
    settings::SettingsDraft,
    template::{TemplateDraft, TemplateId},
    undeliverable::UndeliverableAddress,
    user::UserId,
};
use std::{fmt::Debug, future::Future, pin::Pin};
use web_sys::Blob;

/// What a use case answers, in its own time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// An answer that is there already.
#[must_use]
pub fn at_once<'a, T: 'a>(answer: Result<T, Failure>) -> Answer<'a, T> {
    Box::pin(std::future::ready(answer))
}

/// A backend in memory, as one that answers in its own time.
#[derive(Debug)]
pub struct AtOnce<B>(pub B);

macro_rules! traits {
    ($life:lifetime; $($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        /// A backend that answers in its own time. The pages know it by this trait alone, so that its code need not come with
        /// them. What it does not take up, it cannot do: [`Failure::Unsupported`].
        pub trait Remote: Debug + Send + Sync {
            /// Whether it still knows after a reload what was saved before.
            fn outlives_reload(&self) -> bool {
                true
            }

            /// Where a batch's events are read, if a browser can do that: it shows no token there.
            fn batch_events(&self, _batch: &BatchId) -> Option<String> {
                None
            }

            /// Imports people from CSV, or says what would happen. Stopped, it fails with [`Failure::Unreachable`].
            fn import_users<$life>(&$life self, _file: &$life Blob, _query: &$life ImportQuery, _watch: &$life ImportWatch)
                -> Answer<$life, ImportReport>
            {
                at_once(Err(Failure::Unsupported))
            }

            $(
                $(#[$doc])*
                fn $name<$life>(&$life self, $($argument: $kind),*) -> Answer<$life, $answer> {
                    $(let _ = $argument;)*
                    at_once(Err(Failure::Unsupported))
                }
            )*
        }

        /// A backend that answers at once.
        pub trait InMemory: ImportInMemory + Debug + Send + Sync {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// [`Failure`] says what the administrator can do.
                fn $name<$life>(&$life self, $($argument: $kind),*) -> Result<$answer, Failure>;
            )*
        }

        impl<B: InMemory> Remote for AtOnce<B> {
            fn outlives_reload(&self) -> bool {
                false
            }

            fn import_users<$life>(&$life self, file: &$life Blob, query: &$life ImportQuery, watch: &$life ImportWatch)
                -> Answer<$life, ImportReport>
            {
                Box::pin(super::import::in_memory(&self.0, file, query, watch))
            }

            $(
                fn $name<$life>(&$life self, $($argument: $kind),*) -> Answer<$life, $answer> {
                    at_once(self.0.$name($($argument),*))
                }
            )*
        }
    };
}

use_cases!(traits);
