//! Owns what is shown when there is nothing to show: still loading, failed, empty.
//! Refuses dead ends: a failure offers the way out that fits it.

use super::{Callout, Icon};
use crate::backend::Failure;
use crate::ui::{
    context::{Tone, Words, words},
    place::place,
};
use leptos::prelude::*;
use stylers_macro::style;

/// Something is on its way.
#[component]
pub fn Loading(
    /// What is on its way; "Loading…" unless said.
    #[prop(into, optional)]
    label: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .loading {
            display: flex;
            align-items: center;
            gap: var(--s3);
            padding: var(--s6);
            color: var(--ink-quiet);
        }
        .track {
            flex: none;
            inline-size: 7rem;
        }
    };
    let words = words();
    view! { class = class,
        <div class="loading" role="status">
            <progress class="track" aria-hidden="true"></progress>
            <span>{move || if label.get().is_empty() { words.get().app_loading().to_owned() } else { label.get() }}</span>
        </div>
    }
}

/// Nothing is there, and what to do about it.
#[component]
pub fn Empty(
    /// Name of the icon.
    icon: &'static str,
    /// What is not there.
    #[prop(into)]
    title: Signal<String>,
    /// What to do about it, with the button or link that does it.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .empty {
            display: grid;
            justify-items: center;
            gap: var(--s3);
            padding-block: var(--s8);
            padding-inline: var(--s4);
            text-align: center;
            color: var(--ink-quiet);
        }
        .medallion {
            display: grid;
            place-items: center;
            inline-size: 3.5rem;
            block-size: 3.5rem;
            border-radius: 50%;
            background: var(--selected);
            color: var(--accent);
        }
        .what-is-missing {
            color: var(--ink);
            font-size: var(--text-l);
            font-weight: var(--bold);
        }
    };
    // No heading: it stands under headings of any level.
    view! { class = class,
        <div class="empty">
            <span class="medallion"><Icon name=icon/></span>
            <p class="what-is-missing">{title}</p>
            {children()}
        </div>
    }
}

/// A call failed; says why and offers to try again.
#[component]
pub fn FailureView(
    /// What went wrong.
    #[prop(into)]
    failure: Signal<Failure>,
    /// Called to try again.
    on_retry: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .ways-out {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
    };
    let words = words();
    place().tell_failure(&failure.get_untracked());
    view! {
        <div role="alert">
            <Callout tone=Tone::Bad title=Signal::derive(move || words.get().failure_title().to_owned())>
                <p>{move || failure_words(words, &failure.get())}</p>
                {view! { class = class,
                    <div class="ways-out">
                        <button type="button" on:click=move |_| on_retry.run(())>
                            <Icon name="refresh"/>
                            {move || words.get().app_retry()}
                        </button>
                        {move || (failure.get() == Failure::PartMissing).then(|| view! { <Reload/> })}
                    </div>
                }}
            </Callout>
        </div>
    }
}

/// Loads the page again: a newer version may have replaced a part that is asked for by its old name. Drafts are kept by the
/// browser, and whoever has typed what is not kept is asked first.
#[component]
fn Reload() -> impl IntoView {
    let words = words();
    let reload = move |_| {
        if let Some(window) = web_sys::window() {
            // Only a page without an address of its own refuses.
            let _ = window.location().reload();
        }
    };
    view! {
        <button type="button" on:click=reload>{move || words.get().failure_reload()}</button>
    }
}

/// Whether the browser knows that it has no network. That it says otherwise means nothing.
fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// A failure in words, with the way out.
#[must_use]
pub fn failure_words(words: Words, failure: &Failure) -> String {
    let text = words.get();
    match failure {
        Failure::Unreachable if is_offline() => text.failure_offline().to_owned(),
        Failure::Unreachable => text.failure_unreachable().to_owned(),
        Failure::SignInNeeded => text.failure_sign_in_needed().to_owned(),
        // The send dialog has words of its own for it.
        Failure::Stale | Failure::BegunBefore => text.failure_stale().to_owned(),
        Failure::ChangesUnknown => text.failure_changes_unknown().to_owned(),
        Failure::NotFound => text.failure_not_found().to_owned(),
        Failure::Unsupported => text.failure_unsupported().to_owned(),
        Failure::NotABackend => text.failure_not_a_backend().to_owned(),
        Failure::NewerData => text.failure_newer_data().to_owned(),
        Failure::PartMissing => text.failure_part_missing().to_owned(),
        Failure::Invalid { detail, errors } => {
            let fields: Vec<String> = errors.iter().map(|error| error.detail.clone()).filter(|words| words != detail).collect();
            if fields.is_empty() { detail.clone() } else { format!("{detail} {}", fields.join("; ")) }
        }
        Failure::File(file) => file.detail().to_owned(),
        Failure::Refused { detail } => detail.clone(),
        Failure::Moved { moved, .. } => text.failure_moved(text.number(moved.now), text.number(moved.expected)),
    }
}
