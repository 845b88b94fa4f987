//! A portal's backend: the contract, through the example that portals begin with and a real host; and what a portal can do wrong.

use crate::contract::keeps_the_contract;
use futures_util::future::Either;
use std::{cell::RefCell, rc::Rc, time::Duration};
use usher::{
    api::payload::{Capabilities, ImportQuery},
    backend::{Backend, Failure, ImportProgress, ImportWatch, Portal},
    domain::{organization::Organization, settings::EmailSettings, user::UserId},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Blob};

#[wasm_bindgen(module = "/tests/e2e/widget/portal-example.js")]
extern "C" {
    #[wasm_bindgen(js_name = overFetch)]
    fn over_fetch(base: &str, token: &js_sys::Function) -> JsValue;
}

#[wasm_bindgen(inline_js = r#"
export function portalThat(does) {
  const capabilities = () => ({ backend: "p", mail: { route: "nowhere" }, import: "unavailable", target_users: "available",
    custom_content: "unavailable", cooldown_hours: 24, largest_page: 10, surplus: "is no harm" });
  const seen = { aborted: 0, given: [] };
  const does_it = {
    plain: { capabilities, outlivesReload: false, users: (...given) => { seen.given = given; return { users: [], total: 0 }; } },
    throws: { capabilities, users() { throw new TypeError("no network"); }, saveEmailSettings() { throw new TypeError("no network"); } },
    rejects: { capabilities,
      users: async () => { throw { type: "/problems/not-found", title: "t", status: 404, detail: "d" }; },
      organization: async () => { throw Object.assign(new Error("x"), { problem: { type: "about:blank", title: "t", status: 412, detail: "d" } }); },
      emailSettings: () => Promise.reject(undefined) },
    hangs: { capabilities,
      users: (cursor, limit, { signal }) => { signal.addEventListener("abort", () => { seen.aborted += 1; }); return new Promise(() => {}); },
      saveEmailSettings: () => new Promise(() => {}), importUsers: () => new Promise(() => {}) },
    nonsense: { capabilities, users: () => ({ users: "all of them" }), organization: () => undefined, emailSettings: () => "<!doctype html>",
      readiness: () => { const loop = {}; loop.loop = loop; return loop; }, dueReminders: () => 12n },
    getter: { capabilities, get users() { throw new Error("gone"); } },
    imports: { capabilities, importUsers: async (file, query, { progress }) => { progress(0.5); progress(1);
      throw { type: "/problems/invalid", title: "t", status: 422, detail: await file.text() + query.preview, errors: [{ pointer: "file", detail: "d" }] }; } },
    silent: {}, wrong: { capabilities: "yes" },
  };
  return { object: does_it[does], seen };
}
"#)]
extern "C" {
    #[wasm_bindgen(js_name = portalThat)]
    fn portal_that(does: &str) -> JsValue;
}

fn get(of: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(of, &name.into()).expect("a property")
}

fn portal(does: &str) -> (Backend, JsValue) {
    let made = portal_that(does);
    let portal = Portal::new(get(&made, "object")).expect("a portal's backend").with_patience(Duration::from_millis(50));
    (Backend::from(portal), get(&made, "seen"))
}

fn said<T: std::fmt::Debug>(answer: Result<T, Failure>) -> String {
    match answer {
        Err(Failure::Refused { detail }) => detail,
        other => panic!("should say what is wrong: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_portal_keeps_the_contract() {
    let (url, token) = (option_env!("USHER_PORTAL_URL"), option_env!("USHER_CONTRACT_TOKEN"));
    let (url, token) = url.zip(token).expect("`make test` starts a host for this test");
    let token = js_sys::Function::new_no_args(&format!("return Promise.resolve({token:?})"));
    keeps_the_contract(Backend::from(Portal::new(over_fetch(url, &token)).expect("the example"))).await;
}

#[wasm_bindgen_test]
async fn a_method_is_called_with_plain_values_and_a_signal_and_may_answer_at_once() {
    let (backend, seen) = portal("plain");
    assert!(!backend.outlives_reload());
    let told: Capabilities = backend.capabilities().await.expect("surplus fields are no harm");
    assert_eq!(told.backend, "p");
    assert_eq!(backend.users(None, 7).await.expect("a page").total, 0);
    let given = js_sys::Array::from(&get(&seen, "given"));
    assert_eq!((given.length(), given.get(0), given.get(1)), (3, JsValue::NULL, JsValue::from(7)));
    assert_eq!(get(&get(&given.get(2), "signal"), "aborted"), JsValue::TRUE, "nobody waits any more");
    assert!(portal("throws").0.outlives_reload());
}

#[wasm_bindgen_test]
async fn what_is_no_backend_is_refused_at_once() {
    for (object, expected) in [
        (JsValue::NULL, "is no object"),
        (JsValue::from("text"), "is no object"),
        (get(&portal_that("silent"), "object"), "no method capabilities()"),
        (get(&portal_that("wrong"), "object"), "no method capabilities()"),
    ] {
        let detail = said(Portal::new(object));
        assert!(detail.contains(expected), "{detail}");
    }
}

#[wasm_bindgen_test]
async fn a_problem_document_becomes_its_failure() {
    let (backend, _) = portal("rejects");
    assert_eq!(backend.users(None, 1).await, Err(Failure::NotFound));
    assert_eq!(backend.organization().await, Err(Failure::Stale), "an error that carries it, judged by its status");
    assert!(said(backend.email_settings().await).contains("emailSettings() failed: without a reason"));
}

#[wasm_bindgen_test]
async fn a_method_that_throws_hangs_or_answers_nonsense_is_named_and_a_missing_one_cannot_be_done() {
    let draft = EmailSettings::default().draft();
    let (backend, _) = portal("throws");
    assert_eq!(said(backend.users(None, 1).await), "the portal's users() failed: no network");
    assert_eq!(backend.user_timeline(&UserId("a".into())).await, Err(Failure::Unsupported));
    assert_eq!(backend.save_email_settings(1, &draft).await, Err(Failure::Unreachable), "nobody knows what became of it");
    let (backend, seen) = portal("hangs");
    assert_eq!(said(backend.users(None, 1).await), "the portal's users() did not answer within 0 seconds");
    assert_eq!(get(&seen, "aborted"), JsValue::from(1));
    assert_eq!(backend.save_email_settings(1, &draft).await, Err(Failure::Unreachable));
    let (backend, _) = portal("nonsense");
    for detail in
        [said(backend.users(None, 1).await), said::<Organization>(backend.organization().await), said(backend.email_settings().await)]
    {
        assert!(detail.contains("() answered what cannot be understood"), "{detail}");
    }
    for detail in [said(backend.readiness().await), said(backend.due_reminders().await)] {
        assert!(detail.contains("() failed: "), "what JSON cannot say: {detail}");
    }
    assert_eq!(said(portal("getter").0.users(None, 1).await), "the portal's users() failed: gone");
}

#[wasm_bindgen_test]
async fn whoever_stops_waiting_aborts_the_call() {
    let (backend, seen) = portal("hangs");
    match futures_util::future::select(Box::pin(backend.users(None, 1)), std::future::ready(())).await {
        Either::Left(_) => panic!("it hangs"),
        Either::Right(((), waited)) => drop(waited),
    }
    assert_eq!(get(&seen, "aborted"), JsValue::from(1));
}

#[wasm_bindgen_test]
async fn a_file_is_handed_over_with_its_progress_and_may_be_stopped() {
    let file = Blob::new_with_str_sequence(&js_sys::Array::of1(&"Email\n".into())).expect("a file");
    let told = Rc::new(RefCell::new(Vec::new()));
    let (keep, controller) = (Rc::clone(&told), AbortController::new().expect("a controller"));
    let watch = ImportWatch { signal: controller.signal(), told: Rc::new(move |progress| keep.borrow_mut().push(progress)) };
    let query = ImportQuery { preview: true, ..ImportQuery::default() };
    match portal("imports").0.import_users(&file, &query, &watch).await {
        Err(Failure::Invalid { detail, errors }) => assert_eq!((detail.as_str(), errors[0].pointer.as_str()), ("Email\ntrue", "file")),
        other => panic!("{other:?}"),
    }
    assert_eq!(*told.borrow(), [ImportProgress::Working, ImportProgress::Reading(0.5), ImportProgress::Working]);
    let (backend, _) = portal("hangs");
    let stopping = async {
        controller.abort();
        Ok::<(), Failure>(())
    };
    let (stopped, _) = futures_util::future::join(backend.import_users(&file, &query, &watch), stopping).await;
    assert_eq!(stopped, Err(Failure::Unreachable));
}
