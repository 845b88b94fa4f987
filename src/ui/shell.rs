//! Owns the frame around every page: brand, pages, language and appearance, the banner of the demonstration and of test-only mode.
//! Refuses page contents.

use super::{
    components::{Icon, NoticeList, focus_on},
    context::{organization, session, words},
    due_today::DueToday,
    place::{file, place},
    preferences::{THEMES, Theme, keep_language, keep_theme, shown_theme},
    route::{Route, routes},
    text::UiLanguage,
};
use crate::api::payload::MailRoute;
use leptos::{html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The frame.
#[component]
pub fn Shell(
    /// The page itself.
    children: Children,
) -> impl IntoView {
    let class = style! {
        .shell {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            grid-template-rows: auto auto 1fr;
            min-block-size: 100dvh;
        }
        .skip {
            position: absolute;
            inset-block-start: -4rem;
            inset-inline-start: var(--s2);
            padding: var(--s2) var(--s3);
            background: var(--surface-raised);
            z-index: 20;
        }
        .skip:focus {
            inset-block-start: var(--s2);
        }
        .bar {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: 0 var(--s6);
            padding-inline: var(--s6);
            border-block-end-width: var(--border);
            border-block-end-style: solid;
            border-block-end-color: var(--line);
            background: var(--surface);
        }
        .brand {
            display: flex;
            align-items: center;
            gap: var(--s3);
            min-block-size: 3.25rem;
            font-weight: var(--bold);
            font-size: var(--text-l);
        }
        .brand > small {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            font-weight: 400;
        }
        .tools {
            display: flex;
            gap: var(--s2);
            margin-inline-start: auto;
        }
        .main {
            min-inline-size: 0;
            outline: none;
        }
        @media (max-width: 800px) {
            .shell {
                display: flex;
                flex-direction: column;
            }
            .main {
                flex: 1 0 auto;
            }
        }
        @media (max-width: 1140px) {
            .bar {
                padding-inline: var(--s4);
                column-gap: var(--s2);
            }
        }
        @media (max-width: 1360px) {
            .brand > small {
                display: none;
            }
        }
        @media (max-width: 480px) {
            .brand {
                gap: var(--s2);
            }
            .tools {
                gap: 0;
            }
        }
    };
    let words = words();
    let (place, main, section) = (place(), NodeRef::<html::Main>::new(), NodeRef::<html::Section>::new());
    let organization_name = move || organization().0.get().and_then(Result::ok).map(|organization| organization.name).unwrap_or_default();
    view! { class = class,
        <div class="shell">
            {place.is_framed().then(|| view! { class = class,
                <a class="skip" href="#content" on:click=move |event| { event.prevent_default(); focus_on(main); focus_on(section); }>{move || words.get().app_skip_to_content()}</a>
                // The banner of the page is somebody else's where the page is.
                <header class="bar" role=place.is_embedded().then_some("group") aria-label=move || place.is_embedded().then(|| words.get().app_name())>
                    <div class="brand">
                        {(!place.is_embedded()).then(|| view! { <img src=file("favicon.svg") width="24" height="24" alt=""/> })}
                        {move || words.get().app_name()}
                        <small>{organization_name}</small>
                    </div>
                    <Pages/>
                    <div class="tools">
                        <Show when=move || !place.language_given.get()><LanguageMenu/></Show>
                        <Show when=move || !place.theme_given.get()><ThemeMenu/></Show>
                    </div>
                </header>
            })}
            <DemoBanner/>
            <NoticeList/>
            // Nor is this the main part of a page that is somebody else's.
            {if place.is_embedded() {
                view! { class = class, <section class="main" data-content="" node_ref=section id="content" tabindex="-1">{children()}</section> }.into_any()
            } else {
                view! { class = class, <main class="main" data-content="" node_ref=main id="content" tabindex="-1">{children()}</main> }.into_any()
            }}
        </div>
    }
}

/// Links to the pages.
#[component]
fn Pages() -> impl IntoView {
    let class = style! {
        .pages {
            position: relative;
            min-inline-size: 0;
            overflow-x: auto;
            scrollbar-width: none;
        }
        .list {
            display: flex;
            gap: var(--s1);
            padding: 0;
            margin: 0;
            list-style: none;
        }
        .page-entry {
            display: flex;
            align-items: center;
            gap: var(--s1);
        }
        .link {
            display: flex;
            align-items: center;
            gap: var(--s2);
            min-block-size: 3.25rem;
            padding-inline: var(--s3);
            border-block-end-width: 3px;
            border-block-end-style: solid;
            border-block-end-color: transparent;
            border-block-start-width: 3px;
            border-block-start-style: solid;
            border-block-start-color: transparent;
            color: var(--ink-quiet);
            font-weight: 550;
            text-decoration: none;
            white-space: nowrap;
        }
        .link:hover {
            color: var(--ink);
        }
        .link:focus-visible {
            outline-offset: -4px;
        }
        .link[aria-current="page"] {
            border-block-end-color: var(--accent);
            color: var(--ink);
        }
        @media (max-width: 1140px) {
            .pages {
                order: 3;
                inline-size: calc(100% + 2rem);
                margin-inline: -1rem;
                padding-inline: var(--s2);
            }
            .link {
                min-block-size: 2.75rem;
            }
        }
    };
    let (words, route) = (words(), routes().shown());
    let pages = [
        (Route::Settings, "settings", Signal::derive(move || words.get().nav_settings())),
        (Route::Templates, "pen", Signal::derive(move || words.get().nav_composer())),
        (Route::Tracker(String::new()), "users", Signal::derive(move || words.get().nav_tracker())),
        (Route::Batches, "send", Signal::derive(move || words.get().nav_sending())),
        (Route::Activity(String::new()), "history", Signal::derive(move || words.get().nav_activity())),
    ];
    let links = pages.map(|(page, icon, label)| {
        let href = page.href();
        let due = matches!(page, Route::Tracker(_)).then(|| view! { <DueToday/> });
        let current = move || {
            let shown = route.get();
            let within = matches!((&shown, &page), (Route::Composer(_), Route::Templates) | (Route::Batch(_), Route::Batches));
            (within || shown.same_page(&page)).then_some("page")
        };
        view! { class = class,
            <li class="page-entry">
                <a class="link" href=href aria-current=current>
                    <Icon name=icon/>
                    {label}
                </a>
                {due}
            </li>
        }
    });
    let nav = NodeRef::<html::Nav>::new();
    // Where not all have room beside each other, the page that is shown is among those in sight.
    Effect::new(move |_| {
        route.track();
        let current = nav.get().and_then(|nav| Some((nav.query_selector("[aria-current]").ok()??.dyn_into::<HtmlElement>().ok()?, nav)));
        if let Some((link, nav)) = current {
            nav.set_scroll_left(link.offset_left() - (nav.client_width() - link.offset_width()) / 2);
        }
    });
    view! { class = class,
        <nav class="pages" node_ref=nav aria-label=move || words.get().nav_label()>
            <ul class="list">{links.into_iter().collect_view()}</ul>
        </nav>
    }
}

/// Chooses the language of the console.
#[component]
fn LanguageMenu() -> impl IntoView {
    let (words, place) = (words(), place());
    let choose = move |code: String| {
        if let Some(language) = UiLanguage::from_code(&code) {
            words.0.set(language);
            keep_language(place, language);
        }
    };
    view! {
        <select data-kind="quiet" aria-label=move || words.get().app_language() prop:value=move || words.0.get().code() on:change=move |event| choose(event_target_value(&event))>
            {UiLanguage::all().iter().map(|language| view! { <option value=language.code() lang=language.code() selected=move || words.0.get() == *language>{language.name()}</option> }).collect_view()}
        </select>
    }
}

/// Chooses light or dark.
#[component]
fn ThemeMenu() -> impl IntoView {
    let (words, place) = (words(), place());
    let chosen = RwSignal::new(shown_theme(place));
    let label = move |theme| match theme {
        Theme::System => words.get().app_theme_system(),
        Theme::Light => words.get().app_theme_light(),
        Theme::Dark => words.get().app_theme_dark(),
    };
    let choose = move |name: String| {
        let theme = Theme::from_name(&name);
        chosen.set(theme);
        keep_theme(place, theme);
    };
    view! {
        <select data-kind="quiet" aria-label=move || words.get().app_theme() prop:value=move || chosen.get().name() on:change=move |event| choose(event_target_value(&event))>
            {THEMES.iter().map(|(theme, name)| view! { <option value=*name selected=move || chosen.get() == *theme>{move || label(*theme)}</option> }).collect_view()}
        </select>
    }
}

/// Says that this is a demonstration, or that no mail goes to people, where that is so.
#[component]
fn DemoBanner() -> impl IntoView {
    let class = style! {
        .banner {
            display: flex;
            justify-content: center;
            gap: var(--s2);
            padding: var(--s1) var(--s4);
            background: var(--note-ground);
            color: var(--note);
            font-size: var(--text-s);
            font-weight: 550;
            overflow-wrap: anywhere;
        }
    };
    let words = words();
    let capabilities = session().capabilities;
    let shown = capabilities.mail == MailRoute::Nowhere || capabilities.test_only_to.is_some();
    let said = move || match &capabilities.test_only_to {
        Some(address) => words.get().app_test_only(address),
        None => words.get().app_demonstration().to_owned(),
    };
    view! { class = class,
        <div>
            <Show when=move || shown>
                {view! { class = class,
                    <aside class="banner">
                        <Icon name="info"/>
                        <span>{said.clone()}</span>
                    </aside>
                }}
            </Show>
        </div>
    }
}
