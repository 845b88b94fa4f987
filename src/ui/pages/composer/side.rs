//! Owns what stands beside the editor: how complete the message is, and the preview or the checks.
//! Refuses editing.

use super::{
    checks::items_done,
    on_demand,
    preview::Preview,
    state::{Composer, SideTab},
    tabs::{Tab, Tabs},
};
use crate::ui::components::{Later, remember, say, tell};
use crate::ui::context::words;
use crate::ui::text::Text;
use leptos::prelude::*;
use stylers_macro::style;

const TABS: &[(&str, SideTab)] = &[("preview", SideTab::Preview), ("checks", SideTab::Checks)];

/// The side.
#[component]
pub fn Side(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .side {
            position: sticky;
            inset-block-start: 7rem;
            display: grid;
            gap: var(--s4);
            min-inline-size: 0;
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s3);
        }
        .done {
            display: grid;
            grid-template-columns: auto 7rem;
            align-items: center;
            gap: var(--s3);
            font-weight: 550;
        }
        @media (max-width: 1000px) {
            .side {
                position: static;
            }
        }
    };
    let words = words();
    let done = remember(move || items_done(&composer.verdicts()));
    let tabs = move || {
        let text = words.get();
        let tab = |(key, tab): &(&'static str, SideTab)| {
            let label = match tab {
                SideTab::Preview => text.composer_preview(),
                SideTab::Checks => text.composer_checks(),
            };
            Tab { key, label: label.to_owned(), lang: None }
        };
        TABS.iter().map(tab).collect::<Vec<_>>()
    };
    let key = move || TABS.iter().find(|(_, tab)| *tab == composer.side.get()).map_or("preview", |(key, _)| *key);
    let choose = Callback::new(move |key: &'static str| {
        if let Some((_, tab)) = TABS.iter().find(|(known, _)| *known == key) {
            composer.side.set(*tab);
        }
    });
    view! { class = class,
        <section class="side" aria-label=say(Text::composer_side)>
            <div class="head">
                <Tabs name="side" label=say(Text::composer_side) tabs=Signal::derive(tabs) chosen=Signal::derive(key) on_choose=choose/>
                <p class="done">
                    <span>{tell(move |text| text.check_items_done(done.get().0, done.get().1))}</span>
                    <progress aria-hidden="true" max=move || done.get().1.to_string() value=move || done.get().0.to_string()></progress>
                </p>
            </div>
            <div role="tabpanel" aria-labelledby=move || format!("side-{}", key())>
                {move || match composer.side.get() {
                    SideTab::Preview => view! { <Preview composer=composer/> }.into_any(),
                    SideTab::Checks => view! { <Later load=Box::new(move || Box::pin(on_demand::checks(composer)))/> }.into_any(),
                }}
            </div>
        </section>
    }
}
