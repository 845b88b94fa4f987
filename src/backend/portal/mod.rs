//! Owns the backend that an embedding portal hands over: a JavaScript object with a method per use case, named in camel case.
//! Refuses to trust it: a method that is missing, throws, hangs or answers nonsense is named, and never takes the console along.
//!
//! Arguments are the parts of a call in their order, payloads as plain objects of the JSON of `/api/v1`, and nothing (`null`) where
//! there is none; last comes `{ signal }`, which is aborted when nobody waits for the answer any more. A cursor comes from an
//! answer and goes back as it is; a page has `limit` entries at most. A method answers the payload, or a promise of it; it refuses
//! by a rejection with a problem document (RFC 9457). `public/usher-backend.d.ts` says the same in types.

mod argument;
mod call;
mod fault;

use super::{Answer, Backend, Failure, ImportProgress, ImportWatch, Remote};
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
use argument::Argument;
use call::{Call, Limit};
use fault::Fault;
use js_sys::{JSON, Object, Reflect};
use std::{sync::Arc, time::Duration};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::Blob;

/// How long a method may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A portal's backend.
#[derive(Clone, Debug)]
pub struct Portal {
    object: Object,
    patience: Duration,
}

impl Portal {
    /// Takes a portal's object over.
    ///
    /// # Errors
    /// [`Failure::Refused`] where it cannot even say what it can do.
    pub fn new(object: JsValue) -> Result<Self, Failure> {
        let fault = |fault: Fault| fault.told("capabilities");
        let object = object.dyn_into::<Object>().map_err(|_| fault(Fault::NoObject))?;
        let method = Reflect::get(&object, &"capabilities".into()).map_err(|thrown| fault(Fault::threw(&thrown)))?;
        if method.is_function() { Ok(Self { object, patience: PATIENCE }) } else { Err(fault(Fault::Missing)) }
    }

    /// The same, whose methods may take so long.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Calls a method, and reads the JSON of its answer.
    async fn ask(&self, name: &'static str, arguments: Vec<String>) -> Result<String, Failure> {
        let call = Call::new(&self.object, name)?;
        let parsed = arguments.iter().map(|json| JSON::parse(json).unwrap_or(JsValue::NULL));
        call.make(parsed, Limit::After(self.patience)).await
    }
}

impl From<Portal> for Backend {
    fn from(portal: Portal) -> Self {
        Self::Remote(Arc::new(portal))
    }
}

part! {
    portal_backend,
    /// A portal's backend, whose code is fetched only where there is one.
    pub fn portal(object: JsValue) -> Result<Backend, Failure> {
        Portal::new(object).map(Backend::from)
    }
}

macro_rules! methods {
    ($life:lifetime; $($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Remote for Portal {
            fn outlives_reload(&self) -> bool {
                // Only a portal that says so forgets.
                Reflect::get(&self.object, &"outlivesReload".into()).ok() != Some(JsValue::FALSE)
            }

            fn import_users<$life>(&$life self, file: &$life Blob, query: &$life ImportQuery, watch: &$life ImportWatch)
                -> Answer<$life, ImportReport>
            {
                Box::pin(import(self, file, query, watch))
            }

            $(
                fn $name<$life>(&$life self, $($argument: $kind),*) -> Answer<$life, $answer> {
                    let arguments = vec![$($argument.json()),*];
                    Box::pin(async move {
                        let answer = self.ask(stringify!($name), arguments).await?;
                        serde_json::from_str(&answer).map_err(|reason| Fault::nonsense(&reason).told(stringify!($name)))
                    })
                }
            )*
        }
    };
}

use_cases!(methods);

/// Hands a file over as it is. A large one takes long, so the administrator's own patience is the limit.
async fn import(portal: &Portal, file: &Blob, query: &ImportQuery, watch: &ImportWatch) -> Result<ImportReport, Failure> {
    const NAME: &str = "import_users";
    if watch.signal.aborted() {
        return Err(Failure::Unreachable);
    }
    let mut call = Call::new(&portal.object, NAME)?;
    let told = std::rc::Rc::clone(&watch.told);
    told(ImportProgress::Working);
    let progress = Closure::<dyn FnMut(f64)>::new(move |part: f64| {
        told(if (0.0..1.0).contains(&part) { ImportProgress::Reading(part) } else { ImportProgress::Working });
    });
    call.option("progress", progress.as_ref());
    let query = JSON::parse(&query.json()).unwrap_or(JsValue::NULL);
    let answer = call.make([JsValue::from(file.clone()), query], Limit::By(watch.signal.clone())).await?;
    serde_json::from_str(&answer).map_err(|reason| Fault::nonsense(&reason).told(NAME))
}
