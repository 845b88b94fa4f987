//! Owns the preview: the very bytes that would be sent to the chosen person, as HTML in a document of its own, and as plain text.
//! Refuses to show the message in the page itself; `frame` has a document for it.

use super::{
    frame::{Frame, Scheme, Width},
    on_demand::headers,
    person::PersonMenu,
    state::Composer,
    tabs::{Tab, Tabs},
};
use crate::backend::Failure;
use crate::domain::{fingerprint::fingerprint, language::Language, render::RenderedEmail, template::language_for};
use crate::ui::{
    components::{Icon, Later, Loading, Pause, failure_words, remember, say, tell},
    context::{Words, words},
    text::Text,
};
use leptos::prelude::*;
use std::time::Duration;
use stylers_macro::style;

/// The host is asked for the message this long after the last change.
const ASK_AFTER: Duration = Duration::from_millis(500);

/// The preview.
#[component]
pub fn Preview(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .preview-tools {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            justify-content: space-between;
            gap: var(--s2) var(--s4);
        }
    };
    let words = words();
    let (width, scheme) = (RwSignal::new(Width::Desktop), RwSignal::new(Scheme::Light));
    let kind = RwSignal::new("html");
    let rendered = composer.rendered;
    let tabs = move || {
        let tab = |key, label: &str| Tab { key, label: label.to_owned(), lang: None };
        let text = words.get();
        vec![
            tab("html", text.composer_html()),
            tab("text", text.composer_plain()),
            tab("source", text.composer_source()),
            tab("headers", text.composer_headers()),
        ]
    };
    let direction = move || composer.shown.get().facts().direction.html();
    let part =
        move |read: fn(&RenderedEmail) -> &String| rendered.with(|rendered| rendered.as_ref().map(read).cloned().unwrap_or_default());
    view! { class = class,
        <div data-panel="">
            <div class="preview-tools">
                <PersonMenu composer=composer/>
                <Looks width=width scheme=scheme/>
            </div>
            <Reader composer=composer/>
            <Envelope rendered=rendered/>
            <Tabs name="part" label=tell(|text| text.composer_parts().to_owned()) tabs=Signal::derive(tabs) chosen=kind on_choose=Callback::new(move |key| kind.set(key))/>
            <div role="tabpanel" aria-labelledby=move || format!("part-{}", kind.get())>
                {move || match kind.get() {
                    "html" => view! {
                        <Frame composer=composer rendered=rendered width=width scheme=scheme/>
                        <Fingerprint part=Signal::derive(move || part(|rendered| &rendered.html))/>
                    }
                    .into_any(),
                    "headers" => view! { <Later load=Box::new(move || Box::pin(headers(composer)))/> }.into_any(),
                    "source" => view! {
                        <AsWritten text=Signal::derive(move || part(|rendered| &rendered.html)) dir=Signal::stored("ltr")/>
                        <Fingerprint part=Signal::derive(move || part(|rendered| &rendered.html))/>
                    }
                    .into_any(),
                    _ => view! {
                        <AsWritten text=Signal::derive(move || part(|rendered| &rendered.text)) dir=Signal::derive(direction) lang=Signal::derive(move || Some(composer.shown.get().tag()))/>
                        <Fingerprint part=Signal::derive(move || part(|rendered| &rendered.text))/>
                    }
                    .into_any(),
                }}
            </div>
        </div>
    }
}

/// A part of the message letter by letter.
#[component]
fn AsWritten(
    /// The letters.
    text: Signal<String>,
    /// The direction of reading.
    dir: Signal<&'static str>,
    /// Its language, where it is in one.
    #[prop(optional)]
    lang: Signal<Option<&'static str>>,
) -> impl IntoView {
    let class = style! {
        .as-written {
            max-block-size: max(22rem, calc(100dvh - 27rem));
            margin: 0;
            padding: var(--s4);
            overflow: auto;
            font-size: var(--text-s);
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
    };
    view! { class = class, <pre class="as-written" tabindex="0" lang=lang dir=dir>{text}</pre> }
}

/// By which what is shown and what arrived can be held against each other.
#[component]
fn Fingerprint(
    /// The part of the message.
    part: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .fingerprint-of-one-part {
            color: var(--ink-quiet);
            font-size: var(--text-s);
            overflow-wrap: anywhere;
        }
    };
    // Counting it takes longer than drawing the message, so it waits until that is done.
    let printed = RwSignal::new(String::new());
    Effect::new(move |_| {
        let part = part.get();
        set_timeout(move || drop(printed.try_set(fingerprint(&part))), Duration::from_millis(50));
    });
    view! { class = class, <p class="fingerprint-of-one-part">{tell(move |text| text.composer_fingerprint(printed.get()))}</p> }
}

/// The headers with which the host would hand the message over.
#[component]
pub fn Headers(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let words = words();
    let pause = Pause::new();
    Effect::new(move |_| {
        composer.rendered.track();
        pause.restart(ASK_AFTER, move || composer.compose());
    });
    on_cleanup(move || pause.stop());
    let shown = move || match composer.composed.get() {
        None => view! { <Loading/> }.into_any(),
        Some(Err(failure)) => view! { <p>{move || composed_failure(words, &failure)}</p> }.into_any(),
        Some(Ok(composed)) => {
            let headers = composed.message.split("\r\n\r\n").next().unwrap_or_default().to_owned();
            view! { <AsWritten text=Signal::stored(headers) dir=Signal::stored("ltr")/> }.into_any()
        }
    };
    view! { <div aria-live="polite">{shown}</div> }
}

/// Why there is no message to show.
#[must_use]
pub fn composed_failure(words: Words, failure: &Failure) -> String {
    match failure {
        Failure::Unsupported => words.get().composer_headers_none().to_owned(),
        failure => failure_words(words, failure),
    }
}

/// Width and colours.
#[component]
fn Looks(
    /// How wide.
    width: RwSignal<Width>,
    /// In which colours.
    scheme: RwSignal<Scheme>,
) -> impl IntoView {
    let class = style! {
        .looks-of-preview {
            display: flex;
            gap: var(--s1);
        }
        .look[aria-pressed="true"] {
            background: var(--selected);
            color: var(--accent);
        }
    };
    let look = move |icon: &'static str, label: Signal<&'static str>, pressed: Signal<bool>, press: Callback<()>| {
        view! { class = class,
            <button
                class="look" type="button" data-kind="quiet" data-shape="icon" aria-label=label title=label
                aria-pressed=move || pressed.get().to_string()
                on:click=move |_| press.run(())
            >
                <Icon name=icon/>
            </button>
        }
    };
    let is_width = move |wanted| Signal::derive(move || width.get() == wanted);
    let set_width = move |wanted| Callback::new(move |()| width.set(wanted));
    let dark = Signal::derive(move || scheme.get() == Scheme::Dark);
    let toggle = Callback::new(move |()| {
        scheme.update(|scheme| {
            *scheme = match scheme {
                Scheme::Light => Scheme::Dark,
                Scheme::Dark => Scheme::Light,
            }
        })
    });
    view! { class = class,
        <div class="looks-of-preview" role="group" aria-label=say(Text::composer_looks)>
            {look("monitor", say(Text::composer_desktop), is_width(Width::Desktop), set_width(Width::Desktop))}
            {look("phone", say(Text::composer_phone), is_width(Width::Phone), set_width(Width::Phone))}
            {look("moon", say(Text::composer_dark), dark, toggle)}
        </div>
    }
}

/// Which text the person really gets, and why.
#[component]
fn Reader(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let class = style! {
        .reader {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s1) var(--s3);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let words = words();
    let gets = remember(move || {
        let user = composer.reader()?;
        let written: Vec<Language> =
            composer.editing.with(|editing| editing.draft().variants.iter().map(|variant| variant.language).collect());
        let language = composer.organization.with_value(|organization| language_for(&written, organization, &user))?;
        Some((user.shown_name(), user.language, language))
    });
    let said = move || {
        let (text, (name, own, language)) = (words.get(), gets.get()?);
        let home = composer.organization.with_value(|organization| organization.language);
        let called = language.facts().own_name;
        Some(if own == Some(language) {
            text.composer_gets_own(name, called)
        } else if home == language {
            text.composer_gets_home(name, called)
        } else {
            text.composer_gets_first(name, called)
        })
    };
    let another = move || gets.get().map(|(.., language)| language).filter(|language| *language != composer.shown.get());
    view! { class = class,
        <p class="reader">
            <span>{said}</span>
            {move || another().map(|language| view! {
                <button type="button" on:click=move |_| composer.show(language)>{tell(move |text| text.composer_show_language(language.facts().own_name))}</button>
            })}
        </p>
    }
}

/// What mail programs show before the message is opened.
#[component]
fn Envelope(
    /// The message.
    rendered: Memo<Option<RenderedEmail>>,
) -> impl IntoView {
    let class = style! {
        .envelope {
            display: grid;
            grid-template-columns: auto minmax(0, 1fr);
            gap: var(--s1) var(--s3);
        }
        .term {
            color: var(--ink-quiet);
        }
        .subject {
            font-weight: 550;
        }
    };
    let subject = move || rendered.with(|rendered| rendered.as_ref().map(|rendered| rendered.subject.clone()));
    let language = move || rendered.with(|rendered| rendered.as_ref().map(|rendered| rendered.language.tag()));
    view! { class = class,
        <dl class="envelope">
            <dt class="term">{say(Text::composer_subject)}</dt>
            <dd class="subject" lang=language dir="auto">{subject}</dd>
        </dl>
    }
}
