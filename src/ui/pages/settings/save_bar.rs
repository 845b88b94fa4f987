//! Owns the bar that appears with the first change, and the dialogs that saving may take.
//! Refuses to save by itself; `Save` does.

use super::{
    editor::Editor,
    impact::ImpactLine,
    on_demand::{comparison, turning_off},
    save::Save,
};
use crate::backend::Failure;
use crate::ui::{
    components::{Callout, Dialog, Later, failure_words, keep_focus_in_sight, soon},
    context::{Tone, words},
    place::place,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The bar.
#[component]
pub fn SaveBar(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
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
            z-index: 11;
        }
        .row {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s3);
        }
        .said {
            display: grid;
            flex: 1 1 14rem;
            font-weight: 550;
        }
        .quiet {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
        @media (max-width: 480px) {
            .quiet {
                display: none;
            }
        }
    };
    let words = words();
    let said = move || match editor.errors() {
        0 => words.get().settings_unsaved().to_owned(),
        errors => words.get().settings_to_correct(errors),
    };
    let blocked = move || editor.errors() > 0 || save.pending().get();
    view! { class = class,
        <Show when=move || editor.is_changed()>
            {view! { class = class,
                <section class="bar" aria-label=move || words.get().settings_save_bar()>
                    <FailedSave editor=editor save=save/>
                    <div class="row">
                        <div class="said">
                            <p role="status">{said}</p>
                            <p class="quiet"><ImpactLine editor=editor/></p>
                        </div>
                        <button type="button" on:click=move |_| save.discard()>{move || words.get().settings_discard()}</button>
                        <button type="button" data-kind=move || save.stale.with(Option::is_none).then_some("primary") disabled=blocked on:click=move |_| save.begin()>{move || words.get().app_save()}</button>
                    </div>
                </section>
            }}
        </Show>
        <Dialog open=save.asking title=Signal::derive(move || words.get().advice_dialog().to_owned()) on_close=Callback::new(move |()| save.leave_on())>
            <Later load=Box::new(move || Box::pin(turning_off(editor, save)))/>
        </Dialog>
    }
}

/// Why the last save did not succeed, and the way out.
#[component]
fn FailedSave(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
) -> impl IntoView {
    // It comes with the bar, which comes with the first change: while somebody types where it then stands.
    soon(place(), keep_focus_in_sight);
    let words = words();
    let failure = Memo::new(move |_| save.failure());
    let view_of = move |failure: Failure| {
        view! {
            <div role="alert">
                <Callout tone=Tone::Bad>
                    <p>{move || failure_words(words, &failure)}</p>
                    <Show when=move || save.stale.with(Option::is_some)>
                        <p>
                            <button type="button" data-kind="primary" on:click=move |_| save.comparing.set(true)>{move || words.get().settings_compare()}</button>
                        </p>
                    </Show>
                </Callout>
            </div>
        }
    };
    let contents =
        move || save.stale.get().map(|stale| view! { <Later load=Box::new(move || Box::pin(comparison(editor, save, stale.clone())))/> });
    view! {
        {move || failure.get().map(view_of)}
        <Dialog open=save.comparing title=Signal::derive(move || words.get().compare_title().to_owned()) on_close=Callback::new(move |()| save.comparing.set(false))>
            {contents}
        </Dialog>
    }
}
