//! Owns the choice of what an export writes: columns, and the byte order mark.
//! Refuses to write it: the page has the people, and `domain::csv_export` the form.

use super::import::field_words;
use crate::domain::{
    csv_export::{ExportColumn, ExportOptions, Fixed},
    csv_field::Field,
    csv_table::ByteOrderMark,
};
use crate::ui::{
    components::{Dialog, Icon, field_id, tell},
    context::{organization, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The dialog, while it is open.
#[component]
pub fn ExportDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// How many people are written.
    #[prop(into)]
    count: Signal<usize>,
    /// Whether those are the selected, and not all that are found.
    #[prop(into)]
    selected: Signal<bool>,
    /// Told what to write.
    on_export: Callback<ExportOptions>,
) -> impl IntoView {
    let title = tell(|text| text.export_title().to_owned());
    view! {
        <Dialog open=open title=title on_close=Callback::new(move |()| open.set(false))>
            <Exporting open=open count=count selected=selected on_export=on_export/>
        </Dialog>
    }
}

/// The choice.
#[component]
fn Exporting(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// How many people are written.
    count: Signal<usize>,
    /// Whether those are the selected.
    selected: Signal<bool>,
    /// Told what to write.
    on_export: Callback<ExportOptions>,
) -> impl IntoView {
    let class = style! {
        .export-choice {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s5);
        }
        .export-choice-count {
            font-weight: 550;
        }
        .export-choice-note {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .export-choice-buttons {
            gap: var(--s2);
        }
    };
    let (words, organization) = (words(), organization());
    let all = Memo::new(move |_| {
        let known = organization.0.get().and_then(Result::ok);
        known.map(|organization| ExportColumn::all(&organization)).unwrap_or_default()
    });
    // What was taken away, so that a license that is learnt meanwhile is written too.
    let left_out = RwSignal::new(Vec::<ExportColumn>::new());
    let mark = RwSignal::new(ByteOrderMark::Written);
    let chosen = Memo::new(move |_| {
        let left_out = left_out.read();
        all.get().into_iter().filter(|column| !left_out.contains(column)).collect::<Vec<_>>()
    });
    let how_many = move || {
        let (text, count) = (words.get(), count.get() as u64);
        if selected.get() { text.export_selected(count) } else { text.export_found(count) }
    };
    let email = ExportColumn::Fixed(Fixed::Field(Field::Email));
    let warning = move || {
        let (text, chosen) = (words.get(), chosen.read());
        match (chosen.is_empty(), chosen.contains(&email)) {
            (true, _) => text.export_no_columns(),
            (false, false) => text.export_no_address(),
            (false, true) => "",
        }
    };
    let export = move |_| {
        open.set(false);
        on_export.run(ExportOptions { columns: chosen.get_untracked(), mark: mark.get_untracked() });
    };
    let cannot = move || chosen.read().is_empty() || count.get() == 0;
    view! { class = class,
        <div class="export-choice">
            <p class="export-choice-count" role="status">{how_many}</p>
            <ColumnChoice all=all left_out=left_out/>
            <Mark mark=mark/>
            <p class="export-choice-note">{move || words.get().export_safe()}</p>
            <p role="status">{warning}</p>
            <footer class="export-choice-buttons">
                <button type="button" on:click=move |_| open.set(false)>{move || words.get().app_cancel()}</button>
                <button type="button" data-kind="primary" disabled=cannot on:click=export>
                    <Icon name="download"/>
                    {move || words.get().export_confirm()}
                </button>
            </footer>
        </div>
    }
}

/// The columns, each to be ticked.
#[component]
fn ColumnChoice(
    /// Every column.
    all: Memo<Vec<ExportColumn>>,
    /// Those that are not written.
    left_out: RwSignal<Vec<ExportColumn>>,
) -> impl IntoView {
    let class = style! {
        .export-columns {
            display: grid;
            grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr));
            gap: var(--s1) var(--s4);
            margin-block-start: var(--s2);
        }
        .export-columns-buttons {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
        .export-column-name {
            overflow-wrap: anywhere;
        }
    };
    let words = words();
    let boxes = move || {
        let one = |column: ExportColumn| {
            let (of, changed) = (column.clone(), column.clone());
            let ticked = move || !left_out.read().contains(&of);
            let tick = move |event| {
                let ticked = event_target_checked(&event);
                left_out.update(|left_out| {
                    left_out.retain(|other| *other != changed);
                    if !ticked {
                        left_out.push(changed.clone());
                    }
                });
            };
            let name = move || column_words(words.get(), &column);
            view! { class = class,
                <label>
                    <input type="checkbox" prop:checked=ticked on:change=tick/>
                    <bdi class="export-column-name">{name}</bdi>
                </label>
            }
        };
        all.get().into_iter().map(one).collect_view()
    };
    view! { class = class,
        <fieldset>
            <legend>{move || words.get().export_columns()}</legend>
            <div class="export-columns-buttons">
                <button type="button" on:click=move |_| left_out.set(Vec::new())>{move || words.get().export_all()}</button>
                <button type="button" on:click=move |_| left_out.set(all.get_untracked())>{move || words.get().export_none()}</button>
            </div>
            <div class="export-columns">{boxes}</div>
        </fieldset>
    }
}

/// Whether the file begins with a byte order mark, and why it should.
#[component]
fn Mark(
    /// Whether it does.
    mark: RwSignal<ByteOrderMark>,
) -> impl IntoView {
    let class = style! {
        .export-byte-order-mark-why {
            display: block;
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let why = format!("{}-why", field_id());
    let tick = move |event| mark.set(if event_target_checked(&event) { ByteOrderMark::Written } else { ByteOrderMark::LeftOut });
    view! { class = class,
        <div>
            <label>
                <input type="checkbox" aria-describedby=why.clone() prop:checked=move || mark.get() == ByteOrderMark::Written on:change=tick/>
                <span>{move || words.get().export_mark()}</span>
            </label>
            <span class="export-byte-order-mark-why" id=why>{move || words.get().export_mark_why()}</span>
        </div>
    }
}

/// What a column holds.
fn column_words(text: Text, column: &ExportColumn) -> String {
    match column {
        ExportColumn::License(license) => license.name.clone(),
        ExportColumn::Fixed(Fixed::Field(field)) => field_words(text, *field).to_owned(),
        ExportColumn::Fixed(Fixed::WaitingDays) => text.export_waiting_days().to_owned(),
        ExportColumn::Fixed(Fixed::LastEmail) => text.export_last_email().to_owned(),
        ExportColumn::Fixed(Fixed::LastEmailOutcome) => text.export_last_outcome().to_owned(),
        ExportColumn::Fixed(Fixed::RemindersSent) => text.export_reminders().to_owned(),
    }
}
