//! Owns the test mail: the draft as it is, in the language that is shown, to one address that is forgotten with the page.
//! Refuses drafts with problems, since nobody could send them either.

use super::{on_demand::test_mail, state::Composer};
use crate::api::payload::{Capabilities, MailRoute, TestMail};
use crate::backend::{Backend, Failure};
use crate::domain::{
    email_address::EmailAddress,
    template::{Template, TemplateDraft, TemplateId},
};
use crate::ui::{
    components::{Callout, Dialog, Field, Icon, Later, failure_words, field_id, remember, say, tell},
    context::{Tone, session, words},
    mail_route_words,
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Outcome {
    /// It went there.
    Sent(MailRoute),
    /// No sender is set.
    SenderMissing,
    /// It did not go.
    Failed(Failure),
}

/// Sends what is given.
type Send = Action<(TemplateId, TestMail), Outcome>;

/// The button with its dialog.
#[component]
pub fn TestMailButton(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let address = RwSignal::new(String::new());
    let close = Callback::new(move |()| open.set(false));
    view! {
        <button type="button" on:click=move |_| open.set(true)>
            <Icon name="mail"/>
            {say(Text::composer_test)}
        </button>
        <Dialog open=open title=say(Text::composer_test_title) on_close=close>
            <Later load=Box::new(move || Box::pin(test_mail(composer, address, close)))/>
        </Dialog>
    }
}

async fn outcome(backend: &Backend, id: &TemplateId, mail: &TestMail) -> Outcome {
    match backend.send_test_mail(id, mail).await {
        Ok(report) => Outcome::Sent(report.mail),
        Err(failure @ Failure::Refused { .. }) => {
            // The commonest reason can be mended, so it is worth a question.
            let settings = backend.email_settings().await;
            if settings.is_ok_and(|settings| settings.settings.sender.address.trim().is_empty()) {
                Outcome::SenderMissing
            } else {
                Outcome::Failed(failure)
            }
        }
        Err(failure) => Outcome::Failed(failure),
    }
}

/// The draft with the text that is shown alone.
fn limited(composer: Composer) -> TemplateDraft {
    let language = composer.shown.get();
    composer.editing.with(|editing| {
        let mut draft = editing.draft().clone();
        draft.variants.retain(|variant| variant.language == language);
        draft
    })
}

/// Address, reader and what came of it.
#[component]
pub fn TestMailForm(
    /// What is edited.
    composer: Composer,
    /// Where it goes.
    address: RwSignal<String>,
    /// Called to close the dialog.
    on_close: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .form {
            display: grid;
            gap: var(--s4);
        }
        .buttons {
            gap: var(--s2);
        }
    };
    let words = words();
    let id = field_id();
    let control = id.clone();
    let described = format!("{id}-hint {id}-problem");
    let tried = RwSignal::new(false);
    let backend = session().backend;
    let send: Send = Action::new_local(move |(id, mail): &(TemplateId, TestMail)| {
        let (backend, id, mail) = (backend.clone(), id.clone(), mail.clone());
        async move { outcome(&backend, &id, &mail).await }
    });
    let malformed = move || tried.get() && EmailAddress::parse(&address.get()).is_err();
    let faulty = remember(move || Template::parse(&limited(composer)).err().map_or(0, |problems| problems.len()));
    let name = move || composer.reader().map(|user| user.shown_name()).unwrap_or_default();
    let explained = move || words.get().composer_test_how(composer.shown.get().facts().own_name, name());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if faulty.get_untracked() == 0 && !send.pending().get_untracked() && EmailAddress::parse(&address.get_untracked()).is_ok() {
            let as_user = composer.person.with_untracked(|person| person.as_ref().map(|person| person.id.clone()));
            let mail = TestMail { to: address.get_untracked(), draft: untrack(|| limited(composer)), as_user };
            send.dispatch_local((composer.saving.stored.with_untracked(|stored| stored.id.clone()), mail));
        }
    };
    view! { class = class,
        <form class="form" novalidate=true on:submit=submit>
            <p>{explained}</p>
            <Field
                id=id
                label=say(Text::composer_test_to)
                hint=say(Text::composer_test_to_hint)
                problem=Signal::derive(move || if malformed() { words.get().composer_test_malformed().to_owned() } else { String::new() })
            >
                <input
                    type="email" id=control autocomplete="email" aria-describedby=described
                    aria-invalid=move || malformed().then_some("true")
                    prop:value=address
                    on:input=move |event| address.set(event_target_value(&event))
                />
            </Field>
            <Show when=move || faulty.get() != 0>
                <Callout tone=Tone::Caution><p>{tell(move |text| text.composer_test_faulty(faulty.get() as u64))}</p></Callout>
            </Show>
            <TestMailOutcome send=send/>
            <footer class="buttons">
                <button type="button" on:click=move |_| on_close.run(())>{say(Text::app_close)}</button>
                <button type="submit" data-kind="primary" aria-disabled=move || (faulty.get() != 0 || send.pending().get()).then_some("true")>
                    {move || if send.pending().get() { words.get().composer_test_sending() } else { words.get().composer_test_send() }}
                </button>
            </footer>
        </form>
    }
}

/// Where it went, or what to do.
#[component]
fn TestMailOutcome(
    /// Sends.
    send: Send,
) -> impl IntoView {
    let words = words();
    let capabilities = session().capabilities;
    let shown = move |outcome: Outcome| match outcome {
        Outcome::Sent(mail) => {
            let route = Capabilities { mail, ..capabilities.clone() };
            let title = say(Text::composer_test_sent);
            view! { <Callout tone=Tone::Good title=title><p>{move || mail_route_words(words, &route)}</p></Callout> }.into_any()
        }
        Outcome::SenderMissing => {
            let title = say(Text::composer_test_no_sender);
            view! {
                <Callout tone=Tone::Caution title=title>
                    <p>{say(Text::composer_test_no_sender_how)}</p>
                    <p><a href=Route::Settings.href()>{say(Text::composer_test_settings)}</a></p>
                </Callout>
            }
            .into_any()
        }
        Outcome::Failed(failure) => {
            let title = say(Text::failure_title);
            view! { <Callout tone=Tone::Bad title=title><p>{move || failure_words(words, &failure)}</p></Callout> }.into_any()
        }
    };
    view! { <div role="status">{move || send.value().get().map(&shown)}</div> }
}
