//! Owns one call of a portal's method: its arguments, the wait for its promise, its limit, and the end of it.
//! Refuses to wait for ever; whoever stops waiting aborts the signal that the method was given.

use super::{
    Failure,
    fault::{Fault, camel_case},
};
use crate::api::problem::Problem;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// How long a method may take.
pub enum Limit {
    /// So long.
    After(Duration),
    /// Until this is aborted.
    By(AbortSignal),
}

/// A method that is about to be called.
pub struct Call<'a> {
    object: &'a Object,
    name: &'static str,
    method: Function,
    options: Object,
}

impl<'a> Call<'a> {
    /// Finds the method.
    ///
    /// # Errors
    /// There is none.
    pub fn new(object: &'a Object, name: &'static str) -> Result<Self, Failure> {
        let found = Reflect::get(object, &camel_case(name).into()).map_err(|thrown| Fault::threw(&thrown).told(name))?;
        let method = found.dyn_into::<Function>().map_err(|_| Fault::Missing.told(name))?;
        Ok(Self { object, name, method, options: Object::new() })
    }

    /// Adds to the last argument.
    pub fn option(&mut self, name: &str, value: &JsValue) {
        // A plain object takes everything.
        let _ = Reflect::set(&self.options, &name.into(), value);
    }

    /// Calls it, and gives the JSON of the answer.
    ///
    /// # Errors
    /// What it refused, or did wrong.
    pub async fn make(mut self, arguments: impl IntoIterator<Item = JsValue>, limit: Limit) -> Result<String, Failure> {
        let name = self.name;
        // Aborts its signal when it goes: also where nobody waits any more, and this future is dropped.
        let waiting = Waiting::new();
        if let Some(controller) = &waiting.controller {
            self.option("signal", &controller.signal());
        }
        let arguments: Array = arguments.into_iter().collect();
        arguments.push(&self.options);
        let answer = Reflect::apply(&self.method, self.object, &arguments).map_err(|thrown| refused(name, &thrown))?;
        let late = JsValue::from(Object::new());
        let ended = waiting.until(&limit, &late);
        let both = Array::of2(&Promise::resolve(&answer), &ended);
        let answer = JsFuture::from(Promise::race(&both)).await.map_err(|thrown| refused(name, &thrown))?;
        if answer == late {
            return Err(match limit {
                Limit::After(patience) => Fault::Hung { seconds: patience.as_secs() }.told(name),
                Limit::By(_) => Failure::Unreachable,
            });
        }
        let written = JSON::stringify(&answer).map_err(|thrown| Fault::threw(&thrown).told(name))?;
        JsValue::from(written).as_string().ok_or_else(|| Fault::Nonsense("nothing that JSON can say".into()).told(name))
    }
}

/// The problem document with which a method refuses, as it is or as the `problem` of an error; else a fault of the method.
fn refused(name: &str, thrown: &JsValue) -> Failure {
    let carried = Reflect::get(thrown, &"problem".into()).ok().filter(JsValue::is_object);
    let read = |value: &JsValue| {
        let text = JSON::stringify(value).ok().and_then(|text| JsValue::from(text).as_string())?;
        serde_json::from_str::<Problem>(&text).ok()
    };
    match carried.as_ref().and_then(read).or_else(|| read(thrown)) {
        Some(problem) => problem.into(),
        None => Fault::threw(thrown).told(name),
    }
}

/// Somebody who waits, for as long as this is there.
struct Waiting {
    controller: Option<AbortController>,
    timer: std::cell::Cell<Option<i32>>,
}

impl Waiting {
    fn new() -> Self {
        Self { controller: AbortController::new().ok(), timer: std::cell::Cell::new(None) }
    }

    /// A promise that is kept with `late` when the limit is reached.
    fn until(&self, limit: &Limit, late: &JsValue) -> Promise {
        Promise::new(&mut |done, _| match limit {
            Limit::After(patience) => {
                let millis = i32::try_from(patience.as_millis()).unwrap_or(i32::MAX);
                let kept = Array::of1(late);
                let timer = web_sys::window()
                    .and_then(|window| window.set_timeout_with_callback_and_timeout_and_arguments(&done, millis, &kept).ok());
                self.timer.set(timer);
            }
            Limit::By(signal) => {
                let kept: Function = JsValue::from(done.bind1(&JsValue::NULL, late)).unchecked_into();
                // Fails for no signal that there is.
                let _ = signal.add_event_listener_with_callback("abort", &kept);
                if let Some(controller) = &self.controller {
                    let abort = Reflect::get(controller, &"abort".into()).ok().and_then(|abort| abort.dyn_into::<Function>().ok());
                    if let Some(abort) = abort {
                        let _ = signal.add_event_listener_with_callback("abort", &abort.bind0(controller));
                    }
                }
            }
        })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let (Some(timer), Some(window)) = (self.timer.take(), web_sys::window()) {
            window.clear_timeout_with_handle(timer);
        }
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}
