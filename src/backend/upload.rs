//! Owns sending a file: the browser reads it from the disk while it goes out, and tells how far it is.
//! Refuses `fetch`, which tells nobody how much of a body has left.

use super::{Failure, ImportProgress, ImportWatch};
use js_sys::{Function, Promise};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

type OnProgress = Closure<dyn FnMut(ProgressEvent)>;
type OnEvent = Closure<dyn FnMut()>;

/// A request on its way. Dropped, it is given up, and nothing calls what is gone.
struct Sending {
    request: XmlHttpRequest,
    watch: ImportWatch,
    /// Kept for as long as the browser may call them.
    _told: (OnProgress, [OnEvent; 2]),
    on_abort: OnEvent,
}

/// Sends a file; answers status and body.
pub(super) async fn upload(url: &str, token: Option<&str>, file: &Blob, watch: &ImportWatch) -> Result<(u16, String), Failure> {
    let (sending, ended) = Sending::begin(url, token, file, watch.clone()).map_err(|_| Failure::Unreachable)?;
    JsFuture::from(ended).await.map_err(|_| Failure::Unreachable)?;
    match sending.request.status() {
        // No answer came: the line broke, or it was given up.
        Ok(0) | Err(_) => Err(Failure::Unreachable),
        Ok(status) => Ok((status, sending.request.response_text().ok().flatten().unwrap_or_default())),
    }
}

impl Sending {
    fn begin(url: &str, token: Option<&str>, file: &Blob, watch: ImportWatch) -> Result<(Self, Promise), JsValue> {
        if watch.signal.aborted() {
            return Err(JsValue::NULL);
        }
        let request = XmlHttpRequest::new()?;
        request.open("POST", url)?;
        request.set_request_header("Accept", "application/json")?;
        request.set_request_header("Content-Type", "text/csv")?;
        if let Some(token) = token {
            request.set_request_header("Authorization", &format!("Bearer {token}"))?;
        }
        let resolve = Rc::new(RefCell::new(None::<Function>));
        let ended = Promise::new(&mut |done, _| *resolve.borrow_mut() = Some(done));
        let (told, sent) = (Rc::clone(&watch.told), Rc::clone(&watch.told));
        let on_progress = OnProgress::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                told(ImportProgress::Reading(event.loaded() / event.total()));
            }
        });
        let on_sent = OnEvent::new(move || sent(ImportProgress::Working));
        let on_end = OnEvent::new(move || {
            if let Some(done) = resolve.borrow_mut().take() {
                // Settling a promise cannot fail.
                let _ = done.call0(&JsValue::NULL);
            }
        });
        let given_up = request.clone();
        let on_abort = OnEvent::new(move || {
            let _ = given_up.abort();
        });
        let upload = request.upload()?;
        upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
        upload.set_onload(Some(on_sent.as_ref().unchecked_ref()));
        request.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
        watch.signal.add_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref())?;
        request.send_with_opt_blob(Some(file))?;
        Ok((Self { request, watch, _told: (on_progress, [on_sent, on_end]), on_abort }, ended))
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let Self { request, watch, on_abort, .. } = self;
        request.set_onloadend(None);
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(None);
            upload.set_onload(None);
        }
        // Neither fails, and a request that has ended is not given up by it.
        let _ = watch.signal.remove_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref());
        let _ = request.abort();
    }
}
