//! Owns the list of those whom the platform did not mail, each with the reason in plain words.
//! Refuses to guess at codes that it does not know: they are shown with the platform's own words.

use super::followed::Followed;
use crate::api::webex::resend::{ResendError, ResendReason};
use crate::backend::{Failure, ResendErrors};
use crate::ui::{
    components::{FailureView, Loading},
    context::{Words, words},
};
use leptos::{prelude::*, task::spawn_local};

/// The list; nothing where there is nobody in it.
#[component]
pub fn Errors(
    /// The job that is followed.
    followed: Followed,
) -> impl IntoView {
    let words = words();
    let (errors, next) = (RwSignal::new(Vec::<ResendError>::new()), RwSignal::new(None::<String>));
    let (failure, reading) = (RwSignal::new(None::<Failure>), RwSignal::new(false));
    let read = move || {
        let Some(job) = followed.job.with_untracked(|job| job.as_ref().map(|job| job.id.clone())) else { return };
        let (backend, cursor) = (followed.platform.get_value(), next.get_untracked());
        failure.set(None);
        reading.set(true);
        spawn_local(async move {
            let page = backend.resend_errors(&job, cursor.as_deref()).await;
            // The page may be gone by now.
            if reading.try_set(false).is_some() {
                return;
            }
            match page {
                Ok(ResendErrors { errors: more, next: after }) => {
                    errors.update(|errors| errors.extend(more));
                    next.set(after);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    read();
    let retry = Callback::new(move |()| read());
    let rows = move || errors.get().into_iter().map(|error| view! { <Row error=error/> }).collect_view();
    view! {
        <Show when=move || errors.with(|errors| !errors.is_empty())>
            <h3 id="platform-errors">{move || words.get().platform_errors()}</h3>
            <table aria-labelledby="platform-errors">
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().platform_error_person()}</th>
                        <th scope="col">{move || words.get().platform_error_reason()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Show>
        <Show when=move || reading.get()><Loading/></Show>
        {move || failure.get().map(|failure| view! { <FailureView failure=failure on_retry=retry/> })}
        <Show when=move || next.with(Option::is_some) && !reading.get()>
            <button type="button" on:click=move |_| read()>{move || words.get().platform_more()}</button>
        </Show>
    }
}

/// One of them.
#[component]
fn Row(
    /// What went wrong, and with whom.
    error: ResendError,
) -> impl IntoView {
    let words = words();
    let (address, reason) = (error.address, error.reason);
    let whom = move || address.as_ref().map_or_else(|| words.get().platform_error_nobody().to_owned(), ToString::to_string);
    view! {
        <tr>
            <td><bdi>{whom}</bdi></td>
            <td>{move || reason_words(words, &reason)}</td>
        </tr>
    }
}

fn reason_words(words: Words, reason: &ResendReason) -> String {
    match reason {
        ResendReason::MailedRecently => words.get().platform_error_recent().to_owned(),
        ResendReason::Other { code, words: said } => words.get().platform_error_said(said, code),
    }
}
