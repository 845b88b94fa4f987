//! Owns the document in which a message is shown: sandboxed, of no origin, with a policy that allows inline styles alone.
//! Refuses to let the message run, fetch or lead anywhere; `public/preview.js` takes out what could act.

use super::state::Composer;
use crate::domain::{block::BlockKind, render::RenderedEmail};
use crate::ui::components::say;
use crate::ui::{place::file, text::Text};
use leptos::{ev, html, prelude::*};
use stylers_macro::style;
use wasm_bindgen::JsValue;

/// How wide the message is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// As wide as there is room.
    Desktop,
    /// As wide as a phone.
    Phone,
}

/// In which colours the message is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The message in its own document.
#[component]
pub fn Frame(
    /// What is edited.
    composer: Composer,
    /// The message.
    rendered: Memo<Option<RenderedEmail>>,
    /// How wide.
    width: RwSignal<Width>,
    /// In which colours.
    scheme: RwSignal<Scheme>,
) -> impl IntoView {
    let class = style! {
        .stage {
            display: grid;
            justify-items: center;
            border: var(--border) solid var(--line);
            border-radius: var(--radius);
            background: var(--surface-sunken);
            overflow: hidden;
        }
        .frame {
            inline-size: 100%;
            block-size: max(22rem, calc(100dvh - 27rem));
            border: 0;
        }
        .frame[data-width="phone"] {
            inline-size: min(23.5rem, 100%);
        }
        .note {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let frame = NodeRef::<html::Iframe>::new();
    let ready = RwSignal::new(0_u32);
    let window = move || frame.get_untracked().and_then(|frame| frame.content_window());
    let listener = window_event_listener(ev::message, move |event| {
        let from = event.source().map(JsValue::from);
        if window().map(JsValue::from).is_some_and(|window| from.is_some_and(|from| js_sys::Object::is(&window, &from))) {
            ready.update(|times| *times += 1);
        }
    });
    on_cleanup(move || listener.remove());
    Effect::new(move |_| {
        let (html, pictures) = rendered.with(|rendered| {
            let pictures = js_sys::Array::new();
            for attached in rendered.iter().flat_map(|rendered| &rendered.pictures) {
                pictures.push(&js_sys::Array::of2(
                    &JsValue::from_str(&attached.content_id),
                    &JsValue::from_str(&attached.picture.data_address()),
                ));
            }
            (rendered.as_ref().map(|rendered| rendered.html.clone()).unwrap_or_default(), pictures)
        });
        if ready.get() > 0
            && let Some(window) = window()
        {
            let message = js_sys::Array::of3(&JsValue::from_str(&html), &JsValue::from_bool(scheme.get() == Scheme::Dark), &pictures);
            // The frame's origin is opaque, so it has no name; the message goes to that one window and holds nothing secret.
            let _ = window.post_message(&message, "*");
        }
    });
    let pictures = move || {
        composer.variant.with(|variant| {
            variant
                .as_ref()
                .is_some_and(|variant| variant.blocks.iter().any(|block| block.kind == BlockKind::Image && !block.url.starts_with("data:")))
        })
    };
    view! { class = class,
        <div class="stage">
            <iframe
                class="frame"
                node_ref=frame
                src=file("preview.html")
                sandbox="allow-scripts"
                title=say(Text::composer_frame)
                data-width=move || if width.get() == Width::Phone { "phone" } else { "desktop" }
                style:color-scheme=move || if scheme.get() == Scheme::Dark { "dark" } else { "light" }
            ></iframe>
        </div>
        <p class="note" hidden=move || !pictures()>{say(Text::composer_no_pictures)}</p>
    }
}
