//! Owns saying what an import would do, and whether it causes mail.
//! Refuses to do it.

use super::{choice::Choice, refused::RefusedRows};
use crate::api::payload::{ImportReport, NotReady};
use crate::ui::{
    components::{Callout, Icon},
    context::{Tone, words},
    route::Route,
};
use leptos::prelude::*;
use std::sync::Arc;
use stylers_macro::style;

/// What would happen.
#[component]
pub fn Report(
    /// As the backend said.
    report: Arc<ImportReport>,
    /// What it is of.
    choice: Choice,
) -> impl IntoView {
    let class = style! {
        .report {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s4);
        }
        .counts {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
            gap: var(--s2);
            margin: 0;
        }
        .count {
            display: grid;
            padding: var(--s3);
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface);
        }
        .number {
            order: -1;
            font-size: var(--text-xl);
            font-weight: var(--bold);
        }
        .notes {
            display: grid;
            gap: var(--s1);
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let refused = report.refused_count();
    let counts = {
        let numbers = [report.added, report.changed, report.unchanged, refused];
        move || {
            let text = words.get();
            let labels =
                [text.import_added_count(), text.import_changed_count(), text.import_unchanged_count(), text.import_refused_count()];
            let one = |(label, number): (&'static str, u64)| {
                view! { class = class, <div class="count"><dt>{label}</dt><dd class="number">{text.number(number)}</dd></div> }
            };
            labels.into_iter().zip(numbers).map(one).collect_view()
        }
    };
    let notes = {
        let report = Arc::clone(&report);
        move || notes_of(words.get(), &report).into_iter().map(|note| view! { <p>{note}</p> }).collect_view()
    };
    view! { class = class,
        <section class="report" aria-live="polite">
            <h3>{move || words.get().import_preview()}</h3>
            <dl class="counts">{counts}</dl>
            <div class="notes">{notes}</div>
            {(refused > 0).then(|| view! { <RefusedRows report=report choice=choice/> })}
        </section>
    }
}

/// What else is worth knowing of the file.
fn notes_of(text: crate::ui::text::Text, report: &ImportReport) -> Vec<String> {
    let mut notes = Vec::new();
    if !report.licenses.is_empty() {
        notes.push(text.import_licenses(report.licenses.join(", ")));
    }
    if !report.unknown_columns.is_empty() {
        notes.push(text.import_unknown_columns(report.unknown_columns.join(", ")));
    }
    if !report.unknown_languages.is_empty() {
        let named = report.unknown_languages.iter().map(|language| format!("{} ({})", language.name, text.number(language.count)));
        notes.push(text.import_unknown_languages(named.collect::<Vec<_>>().join(", ")));
    }
    notes
}

/// Whether the new people are mailed, and a plain sentence about it.
#[component]
pub fn MailChoice(
    /// What would happen.
    report: Arc<ImportReport>,
    /// Whether they are.
    newly_added: RwSignal<bool>,
) -> impl IntoView {
    let class = style! {
        .choice {
            display: grid;
            gap: var(--s2);
        }
        .sentence {
            display: flex;
            align-items: center;
            gap: var(--s2);
            font-weight: 550;
        }
        .quiet {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let (emails, blocked) = (report.automatic_emails, report.automatic_emails_blocked);
    let can = emails > 0 && blocked.is_none();
    let sends = move || can && newly_added.get();
    let sentence = move || if sends() { words.get().import_will_mail(emails) } else { words.get().import_no_mail().to_owned() };
    let why = move || match (blocked, emails) {
        (Some(_), _) => None,
        (None, 0) => Some(words.get().import_nobody_mailed().to_owned()),
        (None, emails) => Some(words.get().import_would_mail(emails)),
    };
    view! { class = class,
        <section class="choice">
            <label>
                <input type="checkbox" disabled=!can prop:checked=newly_added on:change=move |event| newly_added.set(event_target_checked(&event))/>
                <span>{move || words.get().import_newly_added()}</span>
            </label>
            {move || why().map(|why| view! { class = class, <p class="quiet">{why}</p> })}
            {blocked.map(|blocked| view! { <Blocked reason=blocked emails=emails/> })}
            <p class="sentence" role="status">
                <Icon name=Signal::derive(move || if sends() { "mail" } else { "ban" })/>
                <span>{sentence}</span>
            </p>
        </section>
    }
}

/// Mail cannot go out: why, and where that is mended.
#[component]
fn Blocked(
    /// What is missing.
    reason: NotReady,
    /// To how many it would go.
    emails: u64,
) -> impl IntoView {
    let words = words();
    let (href, link) = match reason {
        NotReady::SenderMissing => (Route::Settings.href(), Signal::derive(move || words.get().send_to_settings())),
        NotReady::TemplateMissing => (Route::Templates.href(), Signal::derive(move || words.get().send_to_composer())),
    };
    let how = move || match reason {
        NotReady::SenderMissing => words.get().import_blocked_sender(emails),
        NotReady::TemplateMissing => words.get().import_blocked_template(emails),
    };
    view! {
        <Callout tone=Tone::Note>
            <p>{how}</p>
            <p><a href=href>{link}</a></p>
        </Callout>
    }
}
