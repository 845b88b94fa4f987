//! Owns the pages of the console, and that each comes only when it is opened: the first one with the program, the others as
//! parts of their own.
//! Refuses parts that several pages share, which are in `components`.

mod activity;
pub mod composer;
mod sending;
pub mod settings;
mod templates;
pub mod tracker;

use super::{
    components::{Later, Load, Make},
    context::words,
    route::Route,
    text::Text,
};
use crate::backend::Failure;
use crate::domain::{batch::BatchId, template::TemplateId};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

part! {
    templates,
    /// Every template.
    fn templates_page() -> Result<Make, Failure> {
        Ok(Arc::new(|| view! { <templates::TemplatesPage/> }.into_any()))
    }
}

part! {
    composer,
    /// The composer with one template.
    fn composer_page(template: TemplateId) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <composer::ComposerPage template=template.clone()/> }.into_any()))
    }
}

part! {
    tracker,
    /// The tracker with its filters.
    fn tracker_page(query: String) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <tracker::TrackerPage query=query.clone()/> }.into_any()))
    }
}

part! {
    sending,
    /// Every send batch.
    fn batches_page() -> Result<Make, Failure> {
        Ok(Arc::new(|| view! { <sending::BatchesPage/> }.into_any()))
    }
}

part! {
    sending,
    /// One send batch.
    fn batch_page(batch: BatchId) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <sending::BatchPage batch=batch.clone()/> }.into_any()))
    }
}

part! {
    activity,
    /// What was done, with its filters.
    fn activity_page(query: String) -> Result<Make, Failure> {
        Ok(Arc::new(move || view! { <activity::ActivityPage query=query.clone()/> }.into_any()))
    }
}

/// The page of a route.
#[must_use]
pub fn page(route: Route) -> AnyView {
    let (title, load): (fn(Text) -> &'static str, Load) = match route {
        Route::Settings => return view! { <settings::SettingsPage/> }.into_any(),
        Route::Templates => (Text::nav_composer, Box::new(|| Box::pin(templates_page()))),
        Route::Composer(template) => (Text::nav_composer, Box::new(move || Box::pin(composer_page(template.clone())))),
        Route::Tracker(query) => (Text::nav_tracker, Box::new(move || Box::pin(tracker_page(query.clone())))),
        Route::Batches => (Text::nav_sending, Box::new(|| Box::pin(batches_page()))),
        Route::Batch(batch) => (Text::nav_sending, Box::new(move || Box::pin(batch_page(batch.clone())))),
        Route::Activity(query) => (Text::nav_activity, Box::new(move || Box::pin(activity_page(query.clone())))),
    };
    view! { <Arriving title=title load=load/> }.into_any()
}

/// A page that is shown as soon as its part is there; until then its name.
#[component]
fn Arriving(
    /// The name of the page.
    title: fn(Text) -> &'static str,
    /// Fetches the part.
    load: Load,
) -> impl IntoView {
    let class = style! {
        .arriving {
            display: grid;
            gap: var(--s5);
            max-inline-size: 56rem;
            margin-inline: auto;
            padding: var(--s6);
        }
        @media (max-width: 800px) {
            .arriving {
                padding: var(--s4);
            }
        }
    };
    let words = words();
    let around = Callback::new(move |message: AnyView| {
        view! { class = class,
            <div class="arriving">
                <h1>{move || title(words.get())}</h1>
                {message}
            </div>
        }
        .into_any()
    });
    view! { <Later load=load around=around/> }
}
