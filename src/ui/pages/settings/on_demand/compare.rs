//! Owns the comparison of two changes that began from the same settings: every part that somebody changed, as it was, theirs
//! and yours, and the choice where both changed it.
//! Refuses to choose by itself, and to lose either.

use super::{
    super::{
        editor::Editor,
        save::{Save, Stale},
    },
    part_words::{part_value_words, part_words},
};
use crate::domain::settings_parts::{Changed, Part, Row, Side, Value, compare, merge};
use crate::ui::{
    components::{Status, field_id},
    context::{Tone, words},
    text::Text,
};
use leptos::prelude::*;
use std::collections::HashMap;
use stylers_macro::style;

type Choices = RwSignal<HashMap<Part, Side>>;

/// The comparison.
#[component]
pub fn Comparison(
    /// The settings while they are edited.
    editor: Editor,
    /// Saves.
    save: Save,
    /// What somebody else saved, and what both began from.
    stale: Stale,
) -> impl IntoView {
    let class = style! {
        .compared {
            overflow-x: auto;
        }
        .lead-of-a-comparison-of-two {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let choices: Choices = RwSignal::new(HashMap::new());
    let stale = StoredValue::new(stale);
    let rows = Memo::new(move |_| {
        editor.draft.with(|mine| stale.with_value(|stale| compare(&stale.original.settings, &stale.theirs.settings, mine)))
    });
    let undecided = move || {
        rows.with(|rows| {
            let open =
                rows.iter().filter(|row| row.changed == Changed::Differently && choices.with(|choices| !choices.contains_key(&row.part)));
            open.count() as u64
        })
    };
    let take_both = move || {
        let Stale { original, theirs } = stale.get_value();
        let side = |part: &Part| choices.with_untracked(|choices| choices.get(part).copied().unwrap_or(Side::Mine));
        let merged = editor.draft.with_untracked(|mine| merge(&original.settings, &theirs.settings, mine, side));
        save.take_over(theirs, Some(merged));
    };
    let save_both = move |_| {
        take_both();
        save.begin();
    };
    let discard = move |_| save.take_over(stale.with_value(|stale| stale.theirs.clone()), None);
    let said = move || if undecided() == 0 { words.get().compare_ready().to_owned() } else { words.get().compare_left(undecided()) };
    let line = move |row: Row| {
        let rule = editor.draft.with_untracked(|mine| {
            stale.with_value(|Stale { original, theirs }| row.part.rule_name(&[mine, &theirs.settings, &original.settings]))
        });
        view! { <CompareRow row=row rule=rule choices=choices/> }
    };
    let lines = move || rows.get().into_iter().map(line).collect_view();
    let who = move || {
        let (by, at) = stale.with_value(|stale| stale.theirs.changed_by.clone().zip(stale.theirs.changed_at))?;
        Some(words.get().settings_theirs(&by, words.get().date_time(at.millis())))
    };
    view! { class = class,
        <p class="lead-of-a-comparison-of-two">{who} " " {move || words.get().compare_lead()}</p>
        <div class="compared" tabindex="0" role="region" aria-label=move || words.get().compare_title()>
            <table data-stacks="">
                <thead>
                    <tr>
                        <th scope="col">{move || words.get().compare_part()}</th>
                        <th scope="col">{move || words.get().compare_original()}</th>
                        <th scope="col">{move || words.get().compare_theirs()}</th>
                        <th scope="col">{move || words.get().compare_mine()}</th>
                        <th scope="col">{move || words.get().compare_outcome()}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <p role="status">{said}</p>
        <footer>
            <button type="button" data-kind="danger" on:click=discard>{move || words.get().settings_discard()}</button>
            <button type="button" disabled=move || { undecided() > 0 } on:click=move |_| take_both()>{move || words.get().compare_edit()}</button>
            <button type="button" data-kind="primary" disabled=move || { undecided() > 0 } on:click=save_both>{move || words.get().compare_save()}</button>
        </footer>
    }
}

/// One part.
#[component]
fn CompareRow(
    /// The part and its three states.
    row: Row,
    /// The name of the rule that it is of.
    rule: String,
    /// What was chosen so far.
    choices: Choices,
) -> impl IntoView {
    let class = style! {
        .compared-cell {
            padding-block: var(--s2);
            overflow-wrap: anywhere;
            vertical-align: top;
            min-inline-size: 5rem;
        }
        .sides-to-choose {
            display: grid;
            gap: var(--s1);
        }
    };
    let words = words();
    let part = StoredValue::new(row.part);
    let label = Signal::derive(move || part.with_value(|part| part_words(words.get(), part, &rule)));
    let cell = |value: Value, column: fn(Text) -> &'static str| {
        let said = move || part_value_words(words.get(), &value);
        view! { class = class, <td class="compared-cell" data-label=move || column(words.get())><bdi>{said}</bdi></td> }
    };
    let fixed = |label: fn(Text) -> &'static str| {
        view! { <Status tone=Tone::Still label=Signal::derive(move || label(words.get()).to_owned())/> }.into_any()
    };
    let outcome = match row.changed {
        Changed::Theirs => fixed(|text| text.compare_keeps_theirs()),
        Changed::Mine => fixed(|text| text.compare_keeps_mine()),
        Changed::Alike => fixed(|text| text.compare_alike()),
        Changed::Differently => {
            let name = field_id();
            let option = move |side: Side, label: fn(Text) -> &'static str| {
                let chosen = move || choices.with(|choices| part.with_value(|part| choices.get(part) == Some(&side)));
                let choose = move |_| {
                    choices.write().insert(part.get_value(), side);
                };
                view! {
                    <label>
                        <input type="radio" name=name.clone() prop:checked=chosen on:change=choose/>
                        {move || label(words.get())}
                    </label>
                }
            };
            let options = [option.clone()(Side::Theirs, |text| text.compare_theirs()), option(Side::Mine, |text| text.compare_mine())];
            view! { class = class, <fieldset class="sides-to-choose" aria-label=move || words.get().compare_choose(label.get())>{options.into_iter().collect_view()}</fieldset> }.into_any()
        }
    };
    view! { class = class,
        <tr>
            <th class="compared-cell" scope="row">{label}</th>
            {cell(row.original, |text| text.compare_original())}
            {cell(row.theirs, |text| text.compare_theirs())}
            {cell(row.mine, |text| text.compare_mine())}
            <td class="compared-cell" data-label=move || words.get().compare_outcome()>{outcome}</td>
        </tr>
    }
}
