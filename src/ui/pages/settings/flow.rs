//! Owns the picture of the mail flow: added → activation email → waiting → reminder → signed in, with today's counts,
//! and where the setting as typed closes it.
//! Refuses to count by itself; `Survey` does.

use super::editor::Editor;
use crate::api::payload::Ability;
use crate::domain::{mail_flow::MailFlow, settings::Switch};
use crate::ui::{
    components::{Empty, FailureView, Icon, Loading},
    context::{directory, session, words},
    directory::Reading,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The picture.
#[component]
pub fn FlowPicture(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .flow-card {
            display: block;
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: baseline;
            justify-content: space-between;
            gap: var(--s2);
            margin-block-end: var(--s4);
        }
        .note {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let (words, directory) = (words(), directory());
    let flow = Memo::new(move |_| match directory.reading() {
        Reading::Underway { .. } => None,
        Reading::Stopped { failure, .. } => Some(Err(failure)),
        Reading::Whole if directory.with(|people| people.is_empty()) => Some(Ok(None)),
        Reading::Whole => editor.survey.with(|surveyed| surveyed.as_ref().map(|surveyed| Ok(Some(surveyed.survey.flow)))),
    });
    let retry = Callback::new(move |()| directory.refresh());
    let shown = move || match flow.get() {
        None => view! { <Loading label=Signal::derive(move || words.get().flow_loading(directory.read_so_far()))/> }.into_any(),
        Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
        Some(Ok(None)) => view! {
            <Empty icon="users" title=Signal::derive(move || words.get().flow_empty().to_owned())>
                <p>{move || words.get().flow_empty_how()}</p>
                <p><a href="#/tracker">{move || words.get().flow_empty_link()}</a></p>
            </Empty>
        }
        .into_any(),
        Some(Ok(Some(flow))) => view! { <Steps flow=flow editor=editor/> }.into_any(),
    };
    view! { class = class,
        <section class="flow-card" data-card="" aria-labelledby="flow-title">
            <div class="head">
                <h2 id="flow-title">{move || words.get().flow_title()}</h2>
                <p class="note">{move || words.get().flow_note()}</p>
            </div>
            {shown}
        </section>
    }
}

/// The five steps and the two gates between them.
#[component]
fn Steps(
    /// Today's counts.
    flow: MailFlow,
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let class = style! {
        .steps {
            display: grid;
            grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr) auto minmax(0, 1fr) auto minmax(0, 1fr) auto minmax(0, 1fr);
            align-items: stretch;
            gap: var(--s2);
            margin: 0;
            padding: 0;
            list-style: none;
        }
        @media (max-width: 1000px) {
            .steps {
                grid-template-columns: minmax(0, 1fr);
                gap: var(--s1);
            }
        }
    };
    let words = words();
    let open = Signal::derive(move || editor.draft.with(|draft| draft.automatic_activation_emails == Switch::On));
    let always = Signal::derive(|| true);
    let say = move |words_of: fn(Text) -> &'static str| Signal::derive(move || words_of(words.get()).to_owned());
    let mails_are_known = session().capabilities.delivery_outcomes == Ability::Available;
    let step = move |icon, label: Signal<String>, count: u64, detail: Signal<String>| view! { <Step icon=icon label=label count=Some(count) detail=detail/> };
    let mail_step = move |icon, label: Signal<String>, count: u64, detail: fn(Text) -> &'static str| {
        let (count, detail) =
            if mails_are_known { (Some(count), detail) } else { (None, (|t| t.tracker_not_known()) as fn(Text) -> &'static str) };
        view! { <Step icon=icon label=label count=count detail=say(detail)/> }
    };
    let unknown = Signal::derive(move || if flow.unknown > 0 { words.get().flow_of_them_unknown(flow.unknown) } else { String::new() });
    let held = Signal::derive(move || {
        if flow.held_back > 0 { words.get().flow_held_back(flow.held_back) } else { words.get().flow_nobody_held_back().to_owned() }
    });
    let share = Signal::derive(move || words.get().flow_share(words.get().percent(ratio(flow.signed_in, flow.added))));
    view! { class = class,
        <ol class="steps">
            {step("user-plus", say(|t| t.flow_added()), flow.added, unknown)}
            <Gate open=open/>
            {mail_step("mail", say(|t| t.flow_mailed()), flow.mailed, |t| t.flow_mailed_detail())}
            <Gate open=always/>
            {step("clock", say(|t| t.flow_waiting()), flow.waiting, held)}
            <Gate open=open/>
            {mail_step("bell", say(|t| t.flow_reminded()), flow.reminded, |t| t.flow_reminded_detail())}
            <Gate open=always/>
            {step("user-check", say(|t| t.flow_signed_in()), flow.signed_in, share)}
        </ol>
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// One step with its count.
#[component]
fn Step(
    /// Name of the icon.
    icon: &'static str,
    /// What it is.
    label: Signal<String>,
    /// How many people; nothing where the backend does not tell.
    count: Option<u64>,
    /// What else is to be known.
    detail: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .step {
            display: grid;
            align-content: start;
            gap: var(--s1);
            padding: var(--s3);
            border-radius: var(--radius);
            background: var(--surface-sunken);
            min-inline-size: 0;
        }
        .label {
            display: flex;
            align-items: center;
            gap: var(--s2);
            color: var(--ink-quiet);
            font-weight: 550;
        }
        .count {
            font-size: var(--text-2xl);
            font-weight: var(--bold);
            line-height: var(--leading-tight);
            font-variant-numeric: tabular-nums;
        }
        .detail {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        @media (max-width: 1000px) {
            .step {
                grid-template-columns: minmax(0, 1fr) auto;
                align-items: center;
            }
            .count {
                font-size: var(--text-xl);
            }
        }
    };
    let words = words();
    view! { class = class,
        <li class="step">
            <span class="label">
                <Icon name=icon/>
                {label}
            </span>
            <span class="count">{move || count.map_or("–".to_owned(), |count| words.get().number(count))}</span>
            <span class="detail">{detail}</span>
        </li>
    }
}

/// What leads from one step to the next: open, or closed by the setting.
#[component]
fn Gate(
    /// Whether mail passes.
    open: Signal<bool>,
) -> impl IntoView {
    let class = style! {
        .gate {
            display: grid;
            place-items: center;
            align-content: center;
            gap: var(--s1);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .gate[data-closed] {
            color: var(--bad);
            font-weight: 550;
        }
        @media (max-width: 1000px) {
            .gate {
                grid-auto-flow: column;
                justify-content: center;
                min-block-size: var(--s5);
            }
        }
    };
    let words = words();
    view! { class = class,
        <li class="gate" data-closed=move || (!open.get()).then_some("") aria-hidden=move || open.get().then_some("true")>
            <Icon name=Signal::derive(move || if open.get() { "chevron-right" } else { "gate" })/>
            <span>{move || if open.get() { "" } else { words.get().flow_closed() }}</span>
        </li>
    }
}
