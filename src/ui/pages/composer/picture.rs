//! Owns taking a picture from a file into the template, with its size, and leaving it again.
//! Refuses files that no mail program shows, and pictures too heavy for a message; the file itself never leaves the browser alone.

use super::state::Composer;
use crate::domain::{
    block::BlockDraft,
    editing::Touch,
    picture::{NotAPicture, PictureSource},
    template::TemplateProblemKind,
};
use crate::ui::{
    components::{Icon, ask_for_file, chosen_file, say, tell},
    context::{Tone, notices, words},
    text::Text,
};
use leptos::{html, prelude::*, task::spawn_local};
use stylers_macro::style;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Takes the picture from a file, or leaves the one that is carried.
#[component]
pub fn PictureFile(
    /// What is edited.
    composer: Composer,
    /// Which block.
    block: String,
    /// What is typed as its address.
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    let class = style! {
        .picture-from-a-file {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: var(--s2);
            font-size: var(--text-s);
        }
    };
    let (notices, words) = (notices(), words());
    let input = NodeRef::<html::Input>::new();
    let block = StoredValue::new(block);
    let change = move |change: &dyn Fn(&mut BlockDraft)| {
        composer.edit_variant(Touch::Whole, |variant| {
            let block = variant.blocks.iter_mut().find(|known| block.with_value(|block| known.id == *block));
            if let Some(block) = block {
                change(block);
            }
        });
    };
    let carried = move || value.with(|value| value.starts_with("data:"));
    let chosen = move |event: web_sys::Event| {
        let Some(file) = chosen_file(&event) else { return };
        spawn_local(async move {
            let refuse =
                |fault| notices.show(Tone::Bad, super::problem_words::problem_words(words.now(), &TemplateProblemKind::Picture(fault)));
            let Ok((data, width, height)) = read(&file).await else { return refuse(NotAPicture::Format) };
            match PictureSource::parse(&data) {
                Ok(_) => change(&|block| {
                    block.url.clone_from(&data);
                    (block.width, block.height) = (width.to_string(), height.to_string());
                }),
                Err(fault) => refuse(fault),
            }
        });
    };
    let kilobytes = move || value.with(|value| (value.len() * 3 / 4).div_ceil(1_000) as u64);
    view! { class = class,
        <div class="picture-from-a-file">
            <span hidden=move || !carried()>{tell(move |text| text.composer_picture_carried(text.number(kilobytes())))}</span>
            <button type="button" on:click=move |_| ask_for_file(input)><Icon name="image"/>{say(Text::composer_picture_file)}</button>
            <button
                type="button" data-kind="quiet" hidden=move || !carried()
                on:click=move |_| change(&|block| { block.url.clear(); block.width.clear(); block.height.clear(); })
            >
                {say(Text::composer_picture_remote_instead)}
            </button>
            <input type="file" hidden=true node_ref=input accept="image/png,image/jpeg,image/gif" aria-label=say(Text::composer_picture_file) on:change=chosen/>
        </div>
    }
}

/// The file as a `data:` address, and its size in pixels.
async fn read(file: &web_sys::File) -> Result<(String, u32, u32), JsValue> {
    let reader = web_sys::FileReader::new()?;
    event_of(&reader, "load", || reader.read_as_data_url(file)).await?;
    let data = reader.result()?.as_string().ok_or(JsValue::NULL)?;
    let image = web_sys::HtmlImageElement::new()?;
    event_of(&image, "load", || {
        image.set_src(&data);
        Ok(())
    })
    .await?;
    Ok((data, image.natural_width(), image.natural_height()))
}

/// Begins something and waits until it loads; an error ends it too.
async fn event_of(target: &web_sys::EventTarget, event: &str, begin: impl FnOnce() -> Result<(), JsValue>) -> Result<(), JsValue> {
    let mut failed = Ok(());
    let promise = js_sys::Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |_: JsValue| drop(resolve.call0(&JsValue::NULL)));
        let error = Closure::once_into_js(move |_: JsValue| drop(reject.call0(&JsValue::NULL)));
        failed = target
            .add_event_listener_with_callback(event, done.unchecked_ref())
            .and_then(|()| target.add_event_listener_with_callback("error", error.unchecked_ref()));
    });
    failed?;
    begin()?;
    JsFuture::from(promise).await.map(drop)
}
