//! Owns one plot on the page: its bars, its table for everybody who reads rather than sees, and its file.
//! Refuses to give a colour a meaning of its own: every number stands in words beside its bar.

use super::plot::{Plot, PlotRow};
use crate::ui::{
    components::{Icon, download_csv, field_id},
    context::{now, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// Height of a bar in the units of its drawing, and of the space below it.
const BAR: (usize, usize) = (10, 2);

/// One plot.
#[component]
pub fn PlotCard(
    /// The plot in words.
    #[prop(into)]
    plot: Signal<Plot>,
) -> impl IntoView {
    let class = style! {
        .plot {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            gap: var(--s3);
            align-content: start;
            min-inline-size: 0;
            padding: var(--s4);
            border-width: var(--border);
            border-style: solid;
            border-color: var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .plot-title {
            font-size: var(--text-l);
        }
        .plot-about {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .plot-download {
            justify-self: start;
        }
    };
    let words = words();
    let id = field_id();
    let download = move |_| {
        plot.with_untracked(|plot| download_csv(&format!("usher-{}-{}.csv", plot.file, now().day()), &plot.csv()));
    };
    view! { class = class,
        <section class="plot" aria-labelledby=id.clone()>
            <h3 class="plot-title" id=id.clone()>{move || plot.with(|plot| plot.title.clone())}</h3>
            <p class="plot-about">{move || plot.with(|plot| plot.about.clone())}</p>
            <Bars plot=plot/>
            {move || plot.with(|plot| plot.beside.clone()).map(|beside| view! { class = class, <p class="plot-about">{beside}</p> })}
            <DataTable plot=plot/>
            <button type="button" class="plot-download" aria-label=move || words.get().plots_csv_of(plot.with(|plot| plot.title.clone())) on:click=download>
                <Icon name="download"/>
                {move || words.get().plots_csv()}
            </button>
        </section>
    }
}

/// The bars, each beside what it counts and how many. Screen readers get all of it as one sentence, and the table.
#[component]
fn Bars(
    /// The plot in words.
    plot: Signal<Plot>,
) -> impl IntoView {
    let class = style! {
        .plot-rows {
            display: grid;
            gap: var(--s2);
        }
        .plot-row {
            display: grid;
            grid-template-columns: minmax(0, 9rem) minmax(3rem, 1fr) minmax(0, 7rem);
            gap: var(--s1) var(--s3);
            align-items: center;
            font-size: var(--text-s);
        }
        .plot-row[data-wide] {
            grid-template-columns: minmax(0, 9rem) minmax(3rem, 1fr);
        }
        .plot-label {
            overflow-wrap: anywhere;
        }
        .plot-said {
            font-variant-numeric: tabular-nums;
        }
        .plot-row[data-wide] > .plot-said {
            grid-column: 2;
        }
        @media (max-width: 480px) {
            .plot-row {
                grid-template-columns: minmax(0, 1fr) auto;
            }
            .plot-row[data-wide] {
                grid-template-columns: minmax(0, 1fr);
            }
            .plot-row[data-wide] > .plot-said {
                grid-column: 1;
            }
        }
    };
    let row = move |plot: &Plot, row: &PlotRow| {
        let wide = (plot.drawn > 1).then_some("");
        let bar = row.bar.then(|| bars(&plot.lengths(row)));
        let (label, said) = (row.label.clone(), row.said.clone());
        let place = (bar.is_none() && wide.is_none()).then(|| view! { <span></span> });
        view! { class = class,
            <div class="plot-row" data-wide=wide>
                <bdi class="plot-label">{label}</bdi>
                {bar}
                {place}
                <span class="plot-said">{said}</span>
            </div>
        }
    };
    view! { class = class,
        <div class="plot-rows" role="img" aria-label=move || plot.with(Plot::summary)>
            {move || plot.with(|plot| plot.rows.iter().map(|one| row(plot, one)).collect_view())}
        </div>
    }
}

/// The bars of one row, one below the other, as wide as the place that there is.
fn bars(lengths: &[f64]) -> impl IntoView + use<> {
    let (height, space) = BAR;
    let all = lengths.len() * (height + space) - space.min(lengths.len() * space);
    let drawn = lengths.iter().enumerate().map(|(at, length)| {
        view! { <rect data-step=at.to_string() x="0" y=(at * (height + space)).to_string() width=format!("{length:.2}") height=height.to_string()></rect> }
    });
    view! {
        <svg data-plot-bar=lengths.len().to_string() viewBox=format!("0 0 100 {all}") preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {drawn.collect_view()}
        </svg>
    }
}

/// The numbers as a table.
#[component]
fn DataTable(
    /// The plot in words.
    plot: Signal<Plot>,
) -> impl IntoView {
    let class = style! {
        .plot-data-table-scrolls-aside {
            overflow-x: auto;
            margin-block-start: var(--s2);
        }
        .plot-table-count {
            text-align: end;
            font-variant-numeric: tabular-nums;
        }
    };
    let words = words();
    let title = move || words.get().plots_table_of(plot.with(|plot| plot.title.clone()));
    let head = move || {
        let heading = |(at, name): (usize, &String)| {
            let number = (at > 0).then_some("plot-table-count");
            view! { class = class, <th scope="col" class=number><bdi>{name.clone()}</bdi></th> }
        };
        plot.with(|plot| plot.columns.iter().enumerate().map(heading).collect_view())
    };
    let body = move || {
        let text = words.get();
        let row = |row: &PlotRow| {
            let cells = row
                .values
                .iter()
                .map(|value| view! { class = class, <td class="plot-table-count">{text.number(*value)}</td> })
                .collect_view();
            view! { class = class, <tr><th scope="row"><bdi>{row.label.clone()}</bdi></th>{cells}</tr> }
        };
        plot.with(|plot| plot.rows.iter().map(row).collect_view())
    };
    view! { class = class,
        <details>
            <summary>{move || words.get().plots_table()}</summary>
            <div class="plot-data-table-scrolls-aside" role="region" tabindex="0" aria-label=title>
                <table>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </details>
    }
}
