//! Owns handing a file to the browser's download.
//! Refuses to make its contents.

use js_sys::{Array, Uint8Array};
use leptos::prelude::set_timeout;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the browser may take to read the file.
const KEPT: Duration = Duration::from_secs(30);

/// Offers CSV as a download.
pub fn download_csv(name: &str, contents: &str) {
    download_file(name, "text/csv;charset=utf-8", contents);
}

/// Offers a file as a download.
pub fn download_file(name: &str, media_type: &str, contents: &str) {
    // None of this fails in a browser that runs the console; without a document there is nobody to give a file to.
    let _ = offer(name, media_type, contents);
}

/// A text as browsers hand it on.
///
/// # Errors
/// None in a browser that runs the console.
pub fn text_blob(media_type: &str, contents: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_str_sequence_and_options(&Array::of1(&contents.into()), &options)
}

fn offer(name: &str, media_type: &str, contents: &str) -> Result<(), JsValue> {
    offer_blob(name, &text_blob(media_type, contents)?)
}

/// A file that is written piece by piece; the browser holds what was written.
#[derive(Clone, Debug, Default)]
pub struct LongFile(Array);

impl LongFile {
    /// Adds a piece.
    pub fn push(&self, piece: &[u8]) {
        self.0.push(&Uint8Array::from(piece));
    }

    /// Offers it as a download.
    pub fn download(&self, name: &str, media_type: &str) {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        // As for any file.
        let _ = Blob::new_with_u8_array_sequence_and_options(&self.0, &options).and_then(|blob| offer_blob(name, &blob));
    }
}

fn offer_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers read the file only after the click was handled.
    set_timeout(move || drop(Url::revoke_object_url(&url)), KEPT);
    Ok(())
}
