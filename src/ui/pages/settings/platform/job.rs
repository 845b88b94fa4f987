//! Owns how the platform's job stands: its state in a word, its counts, and what went wrong with whom.
//! Refuses numbers that the platform did not give.

use super::{errors::Errors, followed::Followed};
use crate::api::webex::resend::{ResendJob, ResendState};
use crate::ui::{
    components::{FailureView, Status},
    context::{Tone, Words, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// How it stands.
#[component]
pub fn Progress(
    /// The job that is followed.
    followed: Followed,
) -> impl IntoView {
    let class = style! {
        .platform-job {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
        }
    };
    let words = words();
    let failed = Memo::new(move |_| followed.failure.get());
    let state = Memo::new(move |_| followed.job.with(|job| job.as_ref().map(|job| job.state)));
    let counts = move || followed.job.with(|job| job.as_ref().map(|job| count_words(words, job)).unwrap_or_default());
    let stands = move || {
        let state = state.get()?;
        let (tone, over) = (tone(state), state.is_over());
        let said = Signal::derive(move || state_words(words, state).to_owned());
        let errors = over.then(|| view! { <Errors followed=followed/> });
        let put_away = over.then(|| {
            view! { <button type="button" data-kind="quiet" on:click=move |_| followed.forget()>{move || words.get().platform_forget()}</button> }
        });
        Some(view! { class = class,
            <div class="platform-job">
                <Status tone=tone label=said/>
                <span>{counts}</span>
                {put_away}
            </div>
            {errors}
        })
    };
    let retry = Callback::new(move |()| followed.retry());
    view! {
        <div role="status">{stands}</div>
        {move || failed.get().map(|failure| view! { <FailureView failure=failure on_retry=retry/> })}
    }
}

fn state_words(words: Words, state: ResendState) -> &'static str {
    let text = words.get();
    match state {
        ResendState::Running => text.platform_state_running(),
        ResendState::Completed => text.platform_state_completed(),
        ResendState::CompletedWithErrors => text.platform_state_completed_with_errors(),
        ResendState::Failed => text.platform_state_failed(),
        ResendState::Stopped => text.platform_state_stopped(),
    }
}

fn tone(state: ResendState) -> Tone {
    match state {
        ResendState::Running => Tone::Note,
        ResendState::Completed => Tone::Good,
        ResendState::CompletedWithErrors | ResendState::Stopped => Tone::Caution,
        ResendState::Failed => Tone::Bad,
    }
}

fn count_words(words: Words, job: &ResendJob) -> String {
    let (text, counts) = (words.get(), job.counts);
    if counts.total == 0 && !job.state.is_over() {
        return text.platform_counting().to_owned();
    }
    text.platform_counts(text.number(counts.sent), text.number(counts.failed), text.number(counts.skipped), text.number(counts.total))
}
