//! Owns the ways out of the composer and into it for organizations that send by other means: files, the clipboard, a mail program.
//! Refuses to send anything, and people in files, but for the one message that is asked for.

use super::{
    menu::{Menu, MenuChoice, MenuFace},
    on_demand::{take_in as take_in_file, ways},
    preview::composed_failure,
    rich_field::read_html,
    state::Composer,
};
use crate::domain::{
    editing::Touch,
    language::Language,
    template::{TemplateDraft, VariantDraft},
    template_file::{LARGEST_FILE, NotATemplateFile, read_template_file, write_template_file},
};
use crate::ui::{
    components::{Later, ask_for_file, chosen_file, download_file, say, tell, text_blob},
    context::{Tone, notices, words},
    text::Text,
};
use leptos::{html, prelude::*, task::spawn_local};
use stylers_macro::style;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// One way out.
type Way = (&'static str, fn(Text) -> &'static str, fn(Text) -> &'static str, fn(Composer));

const FILES: &[Way] = &[
    ("file", Text::exchange_json, Text::exchange_json_how, |composer| {
        let file = composer.editing.with_untracked(|editing| write_template_file(editing.draft()));
        download_file(&file_name(composer, "json"), "application/json", &file);
    }),
    ("file", Text::exchange_html, Text::exchange_html_how, |composer| {
        let html = composer.rendered.get().map(|rendered| rendered.html).unwrap_or_default();
        download_file(&file_name(composer, "html"), "text/html;charset=utf-8", &html);
    }),
    ("file", Text::exchange_text, Text::exchange_text_how, |composer| {
        let text = composer.rendered.get().map(|rendered| rendered.text).unwrap_or_default();
        download_file(&file_name(composer, "txt"), "text/plain;charset=utf-8", &text);
    }),
];

/// The menu.
#[component]
pub fn Exchange(
    /// What is edited.
    composer: Composer,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let ask = Callback::new(move |()| ask_for_file(input));
    let read = Callback::new(move |(name, text): (String, String)| {
        open.set(false);
        composer.fetched(take_in_file(composer, name, text), |()| {});
    });
    view! {
        <Menu open=open label=say(Text::exchange_menu) icon="download" face=MenuFace::Words>
            <Later load=Box::new(move || Box::pin(ways(composer, open, ask)))/>
        </Menu>
        // Beside the menu, which closes while the system asks for the file.
        <FileInput input=input label=tell(|text| text.exchange_import_into().to_owned()) accept=".json,.html,.htm,.txt,.md" on_read=read/>
    }
}

/// Puts what is in a file, by its name and text, into the draft.
pub fn take_in(composer: Composer, name: &str, text: &str) {
    let language = composer.shown.get_untracked();
    match imported(name, text, &composer.editing.with_untracked(|editing| editing.draft().clone()), language) {
        Ok(draft) => {
            composer.edit(Touch::Whole, |known| *known = draft);
            composer.notices.show(Tone::Note, composer.words.now().exchange_imported().to_owned());
        }
        Err(fault) => composer.notices.show(Tone::Bad, file_words(composer.words.now(), &fault)),
    }
}

/// Every way.
#[component]
pub fn Ways(
    /// What is edited.
    composer: Composer,
    /// Closed with a choice.
    open: RwSignal<bool>,
    /// Asks for a file.
    ask: Callback<()>,
) -> impl IntoView {
    let class = style! {
        .exchange-lead {
            max-inline-size: 22rem;
            padding: var(--s2);
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
    };
    let (notices, words) = (notices(), words());
    let lead = tell(move |text| text.exchange_lead(composer.reader().map(|user| user.shown_name()).unwrap_or_default()));
    let way = move |(icon, label, how, go): &Way| {
        let go = *go;
        let run = Callback::new(move |()| {
            open.set(false);
            untrack(|| go(composer));
        });
        view! { <MenuChoice icon=icon label=say(*label) how=say(*how) on_choose=run/> }
    };
    let copy = Callback::new(move |()| {
        open.set(false);
        let Some(rendered) = untrack(|| composer.rendered.get()) else { return };
        spawn_local(async move {
            let done = copy_rich(&rendered.html, &rendered.text).await.is_ok();
            let text = words.now();
            if done {
                notices.show(Tone::Good, text.exchange_copied().to_owned());
            } else {
                notices.show(Tone::Bad, text.exchange_copy_failed().to_owned());
            }
        });
    });
    view! { class = class,
        <p class="exchange-lead">{lead}</p>
        {FILES.iter().map(way).collect_view()}
        <EmlButton composer=composer open=open/>
        <MenuChoice icon="copy" label=say(Text::exchange_copy) how=say(Text::exchange_copy_how) on_choose=copy/>
        <MailTo composer=composer open=open/>
        <MenuChoice icon="upload" label=say(Text::exchange_import_into) how=say(Text::exchange_import_into_how) on_choose=ask/>
    }
}

fn file_name(composer: Composer, ending: &str) -> String {
    let name = composer.editing.with_untracked(|editing| editing.draft().name.clone());
    let name: String = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    let name = name.trim_matches('-');
    let language = composer.shown.get_untracked().tag();
    let name = if name.is_empty() { "template" } else { name };
    if ending == "json" { format!("{name}.usher.json") } else { format!("{name}.{language}.{ending}") }
}

/// The message with its headers, as the host would hand it over.
#[component]
fn EmlButton(
    /// What is edited.
    composer: Composer,
    /// Closed by a choice.
    open: RwSignal<bool>,
) -> impl IntoView {
    let go = Callback::new(move |()| {
        open.set(false);
        let message = composer.composed.with_untracked(|composed| composed.clone());
        if let Some(Ok(message)) = message {
            download_file(&file_name(composer, "eml"), "message/rfc822", &message.message);
        }
    });
    Effect::new(move |_| {
        if open.get() {
            // What was composed before may be another message than the one that is here now.
            composer.composed.set(None);
            composer.compose();
        }
    });
    let words = words();
    let ready = move || composer.composed.with(|composed| matches!(composed, Some(Ok(_))));
    let how = tell(move |text| match composer.composed.get() {
        Some(Err(failure)) => composed_failure(words, &failure),
        Some(Ok(_)) | None => text.exchange_eml_how().to_owned(),
    });
    view! { <MenuChoice icon="mail" label=say(Text::exchange_eml) how=how disabled=Signal::derive(move || !ready()) on_choose=go/> }
}

/// A new message in the administrator's own mail program, to the person in whose place the message is shown.
#[component]
fn MailTo(
    /// What is edited.
    composer: Composer,
    /// Closed by a choice.
    open: RwSignal<bool>,
) -> impl IntoView {
    let nobody = Signal::derive(move || composer.person.with(Option::is_none));
    let label = tell(move |text| text.exchange_mailto(composer.reader().map(|user| user.shown_name()).unwrap_or_default()));
    let how = tell(move |text| if nobody.get() { text.exchange_mailto_nobody().to_owned() } else { text.exchange_mailto_how().to_owned() });
    let go = Callback::new(move |()| {
        open.set(false);
        let Some(address) = untrack(|| mail_address(composer)) else { return };
        if let Some(window) = web_sys::window() {
            // The browser asks which program, or does nothing where there is none.
            let _ = window.location().set_href(&address);
        }
    });
    view! { <MenuChoice icon="external" label=label how=how disabled=nobody on_choose=go/> }
}

/// `mailto:` with subject and text (RFC 6068).
fn mail_address(composer: Composer) -> Option<String> {
    let user = composer.person.get()?;
    let rendered = composer.rendered.get()?;
    let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
    let text = rendered.text.replace('\n', "\r\n");
    let (name, domain) = user.email.as_str().rsplit_once('@')?;
    Some(format!("mailto:{}@{}?subject={}&body={}", encoded(name), encoded(domain), encoded(&rendered.subject), encoded(&text)))
}

async fn copy_rich(html: &str, text: &str) -> Result<(), JsValue> {
    let record = js_sys::Object::new();
    js_sys::Reflect::set(&record, &"text/html".into(), text_blob("text/html", html)?.as_ref())?;
    js_sys::Reflect::set(&record, &"text/plain".into(), text_blob("text/plain", text)?.as_ref())?;
    let item = web_sys::ClipboardItem::new_with_record_from_str_to_blob_promise(&record)?;
    let clipboard = web_sys::window().ok_or(JsValue::NULL)?.navigator().clipboard();
    if clipboard.is_undefined() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(clipboard.write(&js_sys::Array::of1(&item))).await.map(drop)
}

/// A draft from a file: a whole template from JSON, the blocks of one text from HTML or plain text.
fn imported(name: &str, text: &str, into: &TemplateDraft, language: Language) -> Result<TemplateDraft, NotATemplateFile> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let rich = match ending.as_str() {
        "html" | "htm" => read_html(text).map(|rich| rich.source()).unwrap_or_default(),
        "txt" | "md" => text.to_owned(),
        _ => return read_template_file(text),
    };
    if text.len() > LARGEST_FILE {
        return Err(NotATemplateFile::TooLarge);
    }
    let mut draft = into.clone();
    if let Some(variant) = draft.variants.iter_mut().find(|variant: &&mut VariantDraft| variant.language == language) {
        variant.replace_by_text(&rich);
    }
    Ok(draft)
}

/// Why a file is no template, in words.
#[must_use]
pub fn file_words(text: Text, fault: &NotATemplateFile) -> String {
    match fault {
        NotATemplateFile::TooLarge => text.exchange_too_large().to_owned(),
        NotATemplateFile::Foreign => text.exchange_foreign().to_owned(),
        NotATemplateFile::Newer { version } => text.exchange_newer(version),
        NotATemplateFile::Malformed { line, reason } => text.exchange_malformed(line, reason),
        NotATemplateFile::TooMany => text.exchange_overfull().to_owned(),
    }
}

/// A button that asks for a file and reads it as text.
#[component]
pub fn FileButton(
    /// What it is called.
    #[prop(into)]
    label: Signal<String>,
    /// What it is good for.
    #[prop(into)]
    how: Signal<String>,
    /// Endings that are offered.
    accept: &'static str,
    /// Called with name and text of the file.
    on_read: Callback<(String, String)>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    view! {
        <MenuChoice icon="upload" label=label how=how on_choose=Callback::new(move |()| ask_for_file(input))/>
        <FileInput input=input label=label accept=accept on_read=on_read/>
    }
}

/// Reads a file as text.
#[component]
fn FileInput(
    /// The control, clicked by whoever asks.
    input: NodeRef<html::Input>,
    /// What it is called.
    label: Signal<String>,
    /// Endings that are offered.
    accept: &'static str,
    /// Called with name and text of the file.
    on_read: Callback<(String, String)>,
) -> impl IntoView {
    let (notices, words) = (notices(), words());
    let chosen = move |event: web_sys::Event| {
        let Some(file) = chosen_file(&event) else { return };
        spawn_local(async move {
            match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
                Some(text) => on_read.run((file.name(), text)),
                None => notices.show(Tone::Bad, words.now().exchange_unread().to_owned()),
            }
        });
    };
    view! { <input type="file" hidden=true node_ref=input accept=accept aria-label=label on:change=chosen/> }
}
