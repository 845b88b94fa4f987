//! Owns the numbers to look at: the plots of the people whom the filters let pass.
//! Refuses to count; whoever shows them counts in slices and hands over the figures.

mod card;
mod numbers;
mod plot;
mod words;

use crate::domain::plots::{Figures, Grouping};
use crate::ui::{components::field_id, context::words, pages::tracker::columns::Mails, text::Text};
use card::PlotCard;
use leptos::prelude::*;
pub use numbers::{Numbers, NumbersButton};
use plot::Plot;
use std::sync::Arc;
use stylers_macro::style;
use words::{funnel_plot, groups_plot, sign_ins_plot, waiting_plot};

/// The plots, and what they are grouped by.
#[component]
pub fn Plots(
    /// What was counted; nothing while it is being counted for the first time.
    #[prop(into)]
    figures: Signal<Option<Arc<Figures>>>,
    /// What is asked for; the figures follow.
    grouping: RwSignal<Grouping>,
    /// Whether it is known what mails people got.
    mails: Mails,
) -> impl IntoView {
    let class = style! {
        .plots {
            display: grid;
            gap: var(--s4);
        }
        .plots-head {
            display: flex;
            flex-wrap: wrap;
            align-items: end;
            justify-content: space-between;
            gap: var(--s2) var(--s4);
        }
        .plots-counted-people {
            color: var(--ink-quiet);
        }
    };
    let words = words();
    let said = move || match figures.get() {
        None => words.get().plots_counting().to_owned(),
        Some(figures) if figures.people == 0 => words.get().plots_nobody().to_owned(),
        Some(figures) => words.get().plots_people(figures.people),
    };
    let some = Memo::new(move |_| figures.with(|figures| figures.as_ref().is_some_and(|figures| figures.people > 0)));
    view! { class = class,
        <section class="plots" aria-label=move || words.get().plots_title()>
            <div class="plots-head">
                <p class="plots-counted-people" role="status">{said}</p>
                <GroupingMenu grouping=grouping/>
            </div>
            <Show when=move || some.get()><Cards figures=figures mails=mails/></Show>
        </section>
    }
}

/// The plots themselves.
#[component]
fn Cards(
    /// What was counted.
    figures: Signal<Option<Arc<Figures>>>,
    /// Whether it is known what mails people got.
    mails: Mails,
) -> impl IntoView {
    let class = style! {
        .plot-cards {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
            gap: var(--s4);
            align-items: start;
        }
    };
    let words = words();
    let plot = move |make: fn(Text, &Figures, Mails) -> Plot| {
        Memo::new(move |_| figures.with(|figures| figures.as_ref().map(|figures| make(words.get(), figures, mails)).unwrap_or_default()))
    };
    view! { class = class,
        <div class="plot-cards">
            <PlotCard plot=plot(funnel_plot)/>
            <PlotCard plot=plot(groups_plot)/>
            <PlotCard plot=plot(|text, figures, _| waiting_plot(text, figures))/>
            // After which mail, is not known.
            {(mails == Mails::Known).then(|| view! { <PlotCard plot=plot(|text, figures, _| sign_ins_plot(text, figures))/> })}
        </div>
    }
}

/// Chooses what people are grouped by.
#[component]
fn GroupingMenu(
    /// What is asked for.
    grouping: RwSignal<Grouping>,
) -> impl IntoView {
    let class = style! {
        .plots-grouping {
            display: flex;
            align-items: center;
            gap: var(--s2);
        }
        .plots-choice {
            inline-size: auto;
        }
    };
    let words = words();
    let id = field_id();
    let name = |grouping: Grouping| match grouping {
        Grouping::Department => "department",
        Grouping::Language => "language",
    };
    let choose = move |event| {
        grouping.set(if event_target_value(&event) == name(Grouping::Language) { Grouping::Language } else { Grouping::Department })
    };
    view! { class = class,
        <div class="plots-grouping">
            <label for=id.clone()>{move || words.get().plots_group_by()}</label>
            <select class="plots-choice" id=id prop:value=move || name(grouping.get()) on:change=choose>
                <option value=name(Grouping::Department) selected=move || grouping.get() == Grouping::Department>{move || words.get().plots_by_department()}</option>
                <option value=name(Grouping::Language) selected=move || grouping.get() == Grouping::Language>{move || words.get().plots_by_language()}</option>
            </select>
        </div>
    }
}
