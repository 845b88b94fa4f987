//! Owns saving: the bar that appears with the first change, the question before turning off, the answer to a stale save.
//! Refuses to lose what is typed, whatever the answer.

use super::{
    editor::{Editor, SwitchChange},
    switch::Advice,
};
use crate::api::payload::VersionedSettings;
use crate::backend::Failure;
use crate::domain::settings::SettingsDraft;
use crate::ui::{
    components::{Callout, Dialog, failure_words},
    context::{Notices, Tone, notices, session, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// Which version is saved over, and what.
type Save = (u64, SettingsDraft);

/// The bar.
#[component]
pub fn SaveBar(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .bar {
            position: sticky;
            inset-block-end: var(--s4);
            display: grid;
            gap: var(--s3);
            padding: var(--s3) var(--s4);
            border: var(--border) solid var(--line-strong);
            border-radius: var(--radius-l);
            background: var(--surface-raised);
            box-shadow: var(--shadow-raised);
            z-index: 5;
        }
        .row {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
        }
        .said {
            flex: 1 1 14rem;
            font-weight: 550;
        }
    };
    let words = words();
    let asked = RwSignal::new(false);
    let save = save_action(editor, notices(), asked);
    let ask = move |_| match editor.switch_change() {
        SwitchChange::TurnedOff => asked.set(true),
        SwitchChange::TurnedOn | SwitchChange::None => send(editor, save, false),
    };
    let said = move || match editor.errors() {
        0 => words.get().settings_unsaved().to_owned(),
        errors => words.get().settings_to_correct(errors),
    };
    let blocked = move || editor.errors() > 0 || save.pending().get();
    let failure = move || save.value().get().and_then(Result::err);
    view! { class = class,
        <Show when=move || editor.is_changed()>
            {view! { class = class,
                <section class="bar" aria-label=move || words.get().settings_save_bar()>
                    <FailedSave editor=editor save=save failure=Signal::derive(failure)/>
                    <div class="row">
                        <p class="said" role="status">{said}</p>
                        <button type="button" on:click=move |_| editor.discard()>{move || words.get().settings_discard()}</button>
                        <button type="button" data-kind="primary" disabled=blocked on:click=ask>{move || words.get().app_save()}</button>
                    </div>
                </section>
            }}
        </Show>
        <TurnOff editor=editor open=asked on_confirm=Callback::new(move |()| send(editor, save, true)) pending=save.pending()/>
    }
}

fn send(editor: Editor, save: Action<Save, Result<VersionedSettings, Failure>>, acknowledged: bool) {
    let draft = SettingsDraft { advice_acknowledged: acknowledged, ..editor.draft.get_untracked() };
    save.dispatch_local((editor.saved.with_untracked(|saved| saved.version), draft));
}

fn save_action(editor: Editor, notices: Notices, asked: RwSignal<bool>) -> Action<Save, Result<VersionedSettings, Failure>> {
    let (backend, words) = (session().backend, words());
    Action::new_unsync(move |(version, draft): &Save| {
        let (backend, version, draft) = (backend.clone(), *version, draft.clone());
        async move {
            let answer = backend.save_email_settings(version, &draft).await;
            if let Ok(saved) = &answer {
                // What was typed while the answer was on its way stays.
                let typed_since = editor
                    .draft
                    .with_untracked(|now| SettingsDraft { advice_acknowledged: draft.advice_acknowledged, ..now.clone() } != draft);
                editor.rebase(saved.clone(), typed_since);
                notices.show(Tone::Good, words.now().settings_saved());
            }
            asked.set(false);
            answer
        }
    })
}

/// Why the last save did not succeed, and the way out.
#[component]
fn FailedSave(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Action<Save, Result<VersionedSettings, Failure>>,
    /// What went wrong.
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    let words = words();
    let backend = StoredValue::new(session().backend);
    let theirs = LocalResource::new(move || {
        let stale = failure.get() == Some(Failure::Stale);
        async move { if stale { backend.get_value().email_settings().await.ok() } else { None } }
    });
    let take_theirs = move |_| {
        if let Some(Some(theirs)) = theirs.get_untracked() {
            editor.rebase(theirs, false)
        }
    };
    let keep_mine = move |_| {
        if let Some(Some(theirs)) = theirs.get_untracked() {
            editor.rebase(theirs, true);
            send(editor, save, editor.switch_change() == SwitchChange::TurnedOff);
        }
    };
    let about = move || {
        let theirs = theirs.get().flatten()?;
        let (by, at) = (theirs.changed_by?, theirs.changed_at?);
        Some(words.get().settings_theirs(&by, words.get().date_time(at.millis())))
    };
    let view_of = move |failure: Failure| {
        let stale = failure == Failure::Stale;
        view! {
            <div role="alert">
                <Callout tone=Tone::Bad>
                    <p>{move || failure_words(words, &failure)} " " {about}</p>
                    <Show when=move || stale && theirs.get().flatten().is_some()>
                        <p>
                            <button type="button" on:click=take_theirs>{move || words.get().settings_take_theirs()}</button>
                            " "
                            <button type="button" on:click=keep_mine>{move || words.get().settings_keep_mine()}</button>
                        </p>
                    </Show>
                </Callout>
            </div>
        }
    };
    move || failure.get().map(view_of)
}

/// The question before automatic emails are turned off.
#[component]
fn TurnOff(
    /// The settings while they are edited.
    editor: Editor,
    /// Whether it is asked.
    open: RwSignal<bool>,
    /// Called when the administrator goes ahead.
    on_confirm: Callback<()>,
    /// Whether the answer is on its way.
    pending: Memo<bool>,
) -> impl IntoView {
    let words = words();
    let acknowledged = RwSignal::new(false);
    let close = Callback::new(move |()| {
        acknowledged.set(false);
        open.set(false);
    });
    view! {
        <Dialog open=open title=Signal::derive(move || words.get().advice_dialog().to_owned()) on_close=close>
            {view! {
                <Advice sign_on=editor.organization().single_sign_on/>
                <label>
                    <input type="checkbox" prop:checked=move || acknowledged.get() on:change=move |event| acknowledged.set(event_target_checked(&event))/>
                    {move || words.get().advice_acknowledge()}
                </label>
                <footer>
                    <button type="button" on:click=move |_| close.run(())>{move || words.get().advice_keep_on()}</button>
                    <button type="button" data-kind="danger" disabled=move || !acknowledged.get() || pending.get() on:click=move |_| on_confirm.run(())>
                        {move || words.get().advice_turn_off()}
                    </button>
                </footer>
            }}
        </Dialog>
    }
}
