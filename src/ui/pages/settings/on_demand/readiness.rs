//! Owns the list of what should be in place before automatic emails are turned off, each item with what it lacks and the
//! way there.
//! Refuses to take a tick for an answer: `domain::readiness` judges by facts.

use super::super::editor::Editor;
use crate::backend::Failure;
use crate::domain::readiness::{Gap, LanguageGap, ReadinessFacts, ReadinessItem, ReadinessPoint, readiness};
use crate::ui::{
    components::{FailureView, Icon, Loading},
    context::{Tone, session, words},
    pages::composer::check_words,
    route::Route,
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What a backend knows, read when the list is shown.
#[derive(Clone, Copy)]
pub struct Facts(LocalResource<Result<ReadinessFacts, Failure>>);

impl Facts {
    /// Reads them.
    pub fn read() -> Self {
        let backend = session().backend;
        Self(LocalResource::new(move || {
            let backend = backend.clone();
            async move { backend.readiness().await }
        }))
    }

    /// Every item, judged by the settings as typed; nothing while they are being read.
    pub fn judged(self, editor: Editor) -> Option<Result<Vec<ReadinessPoint>, Failure>> {
        Some(self.0.get()?.map(|facts| readiness(&editor.organization(), &facts, &editor.after.get())))
    }

    /// Reads them again.
    pub fn again(self) {
        self.0.refetch();
    }
}

/// The list by itself.
#[component]
pub fn ReadinessCard(
    /// The settings while they are edited.
    editor: Editor,
) -> impl IntoView {
    let facts = Facts::read();
    view! { <ReadinessList editor=editor facts=facts on_leave=Callback::new(|()| ())/> }
}

/// The list.
#[component]
pub fn ReadinessList(
    /// The settings while they are edited.
    editor: Editor,
    /// What is known.
    facts: Facts,
    /// Called when the way to something missing is taken.
    on_leave: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .readiness {
            display: grid;
            gap: var(--s3);
        }
        .readiness-points {
            display: grid;
            gap: var(--s2);
            margin: 0;
            padding: 0;
            list-style: none;
        }
    };
    let words = words();
    let judged = Memo::new(move |_| facts.judged(editor));
    let list = move |points: Vec<ReadinessPoint>| {
        let missing = points.iter().filter(|point| point.gap.is_some()).count() as u64;
        let summary = move || if missing == 0 { words.get().readiness_all().to_owned() } else { words.get().readiness_missing(missing) };
        let lines = points.into_iter().map(|point| view! { <Point editor=editor point=point on_leave=on_leave/> }).collect_view();
        view! { class = class,
            <p role="status">{summary}</p>
            <ul class="readiness-points">{lines}</ul>
        }
    };
    view! { class = class,
        <section class="readiness" aria-label=move || words.get().readiness_title()>
            <h3>{move || words.get().readiness_title()}</h3>
            {move || match judged.get() {
                None => view! { <Loading/> }.into_any(),
                Some(Err(failure)) => view! { <FailureView failure=failure on_retry=Callback::new(move |()| facts.again())/> }.into_any(),
                Some(Ok(points)) => list(points).into_any(),
            }}
        </section>
    }
}

/// One item.
#[component]
fn Point(
    /// The settings while they are edited.
    editor: Editor,
    /// The item and what it lacks.
    point: ReadinessPoint,
    /// Called when the way to it is taken.
    on_leave: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .point {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            gap: var(--s1) var(--s2);
        }
        .good {
            color: var(--good);
        }
        .lacking {
            color: var(--bad);
        }
        .about {
            display: grid;
            justify-items: start;
            gap: var(--s1);
        }
        .gap {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            overflow-wrap: anywhere;
        }
    };
    let words = words();
    let ReadinessPoint { item, gap } = point;
    let met = gap.is_none();
    let way = gap.as_ref().and_then(|gap| way_to(item, gap));
    let lines = move || gap.as_ref().map(|gap| gap_words(words.get(), item, gap)).unwrap_or_default();
    let said = move || lines().into_iter().map(|line| view! { class = class, <span class="gap">{line}</span> }).collect_view();
    let link = way.map(|way| match way {
        Way::Page(route, label) => {
            view! { <a href=route.href() on:click=move |_| on_leave.run(())>{move || label(words.get())}</a> }.into_any()
        }
        Way::Field(pointer) => {
            let go = move |_| {
                on_leave.run(());
                editor.focus.set(Some(pointer));
            };
            view! { class = class, <button type="button" data-link="" on:click=go>{move || words.get().readiness_go_field()}</button> }
                .into_any()
        }
    });
    let (tone, icon) = if met { ("good", Tone::Good.icon()) } else { ("lacking", Tone::Bad.icon()) };
    view! { class = class,
        <li class="point">
            <span class=tone><Icon name=icon/></span>
            <div class="about">
                <span>
                    <span data-unseen="">{move || if met { words.get().readiness_met() } else { words.get().readiness_unmet() }} ": "</span>
                    {move || item_words(words.get(), item)}
                </span>
                {said}
                {link}
            </div>
        </li>
    }
}

/// Where something missing is put right.
enum Way {
    Page(Route, fn(Text) -> &'static str),
    Field(&'static str),
}

fn way_to(item: ReadinessItem, gap: &Gap) -> Option<Way> {
    match (item, gap) {
        (ReadinessItem::SingleSignOn, _) => None,
        (_, Gap::Languages { template, .. }) => Some(Way::Page(Route::Composer(template.clone()), Text::readiness_go_template)),
        (ReadinessItem::Template | ReadinessItem::HelpDesk | ReadinessItem::TestMail, _) => {
            Some(Way::Page(Route::Templates, Text::readiness_go_templates))
        }
        (ReadinessItem::Sender, _) => Some(Way::Field("/sender/name")),
        (ReadinessItem::FollowUpOwner, _) => Some(Way::Field("/follow_up/owner")),
        (ReadinessItem::ReminderCadence, _) => Some(Way::Field("/follow_up/reminder_days")),
    }
}

/// An item in words.
pub fn item_words(text: Text, item: ReadinessItem) -> &'static str {
    match item {
        ReadinessItem::SingleSignOn => text.readiness_sign_on(),
        ReadinessItem::Template => text.readiness_template(),
        ReadinessItem::HelpDesk => text.readiness_help_desk(),
        ReadinessItem::Sender => text.readiness_sender(),
        ReadinessItem::TestMail => text.readiness_test_mail(),
        ReadinessItem::FollowUpOwner => text.readiness_owner(),
        ReadinessItem::ReminderCadence => text.readiness_cadence(),
    }
}

fn gap_words(text: Text, item: ReadinessItem, gap: &Gap) -> Vec<String> {
    match gap {
        Gap::NotDone if item == ReadinessItem::SingleSignOn => vec![text.readiness_sign_on_off().to_owned()],
        Gap::NotDone => vec![text.readiness_not_done().to_owned()],
        Gap::Unknown => vec![text.readiness_sign_on_unknown().to_owned()],
        Gap::NothingPublished => vec![text.readiness_nothing_published().to_owned()],
        Gap::OtherSender(address) => vec![text.readiness_other_sender(address)],
        Gap::Languages { languages, .. } => languages.iter().map(|gap| language_words(text, gap)).collect(),
    }
}

fn language_words(text: Text, gap: &LanguageGap) -> String {
    let language = gap.language.facts().own_name;
    match &gap.unmet {
        None => text.readiness_no_text(gap.people, language),
        Some(checks) => {
            let items = checks.iter().map(|check| check_words(text, *check)).collect::<Vec<_>>().join(", ");
            text.readiness_unmet_items(gap.people, language, items)
        }
    }
}
