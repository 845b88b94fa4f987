//! Owns what is shown when its part of the console has arrived; until then that it is on its way, or what is wrong.
//! Refuses to know which part it is.

use super::{FailureView, Loading};
use crate::backend::Failure;
use leptos::prelude::*;
use std::{pin::Pin, sync::Arc};

/// Makes what a part shows, once it is there.
pub type Make = Arc<dyn Fn() -> AnyView + Send + Sync>;
/// Fetches a part.
pub type Load = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Make, Failure>>>>>;

/// What a part shows.
#[component]
pub fn Later(
    /// Fetches the part.
    load: Load,
    /// What stands around the message until it is there.
    #[prop(into, optional)]
    around: Option<Callback<AnyView, AnyView>>,
) -> impl IntoView {
    let part = LocalResource::new(load);
    let retry = Callback::new(move |()| part.refetch());
    move || {
        let message = match part.get() {
            Some(Ok(make)) => return make(),
            Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
            None => view! { <Loading/> }.into_any(),
        };
        match around {
            Some(around) => around.run(message),
            None => message,
        }
    }
}
