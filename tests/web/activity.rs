//! The activity: filtered, with what a version changed, and taken along as a file, as a person does it.

use crate::screen::{Screen, document, fill, holds, open, text_of, until};
use js_sys::{Function, Promise, Reflect};
use std::{cell::RefCell, rc::Rc};
use usher::{
    backend::{Backend, Demo},
    ui::context::now,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

fn all(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// What is said politely, all together.
fn said() -> String {
    all("[role=status]").iter().map(|element| text_of(element)).collect::<Vec<_>>().join(" ")
}

fn entries() -> Vec<String> {
    all("ol > li").iter().map(|entry| text_of(entry)).collect()
}

fn address() -> String {
    web_sys::window().unwrap().location().hash().unwrap()
}

fn go(hash: &str) {
    web_sys::window().unwrap().location().set_hash(hash).unwrap();
}

fn change(field: &HtmlElement, value: &str) {
    match field.dyn_ref::<HtmlSelectElement>() {
        Some(select) => select.set_value(value),
        None => field.unchecked_ref::<HtmlInputElement>().set_value(value),
    }
    field.dispatch_event(&Event::new("change").unwrap()).unwrap();
}

/// A template of the starter text, begun in the composer and not published.
async fn begun() -> Screen {
    let screen = open("#/composer");
    screen.button("New activation email").await.click();
    screen.field("", "Subject").await;
    screen
}

async fn publish(screen: &Screen, version: u32) {
    let publish = screen.button("Publish").await;
    holds("it can be published", || publish.get_attribute("aria-disabled").is_none()).await;
    publish.click();
    let confirm = screen.button(&format!("Publish version {version}")).await;
    holds("it is saved", || confirm.get_attribute("aria-disabled").is_none()).await;
    confirm.click();
    holds("it is published", || said().contains(&format!("Version {version} is published."))).await;
}

#[wasm_bindgen_test]
async fn filters_narrow_the_list_stay_in_the_address_and_are_cleared() {
    let screen = begun().await;
    go("#/activity?kind=template&from=2020-02-29");
    holds("the entry", || entries().len() == 1 && said().contains("1 entry")).await;
    assert!(entries()[0].starts_with("Template “"), "{:?}", entries());
    let kind = screen.field("", "Kind").await;
    assert_eq!(kind.unchecked_ref::<HtmlSelectElement>().value(), "template");
    assert_eq!(screen.field("", "From").await.unchecked_ref::<HtmlInputElement>().value(), "2020-02-29");

    let who = screen.field("", "Who").await;
    until("the names", || (who.unchecked_ref::<HtmlSelectElement>().length() == 2).then_some(())).await;
    change(&who, "you");
    holds("still the entry", || entries().len() == 1).await;
    assert_eq!(address(), "#/activity?kind=template&from=2020-02-29", "no name in the address");

    change(&kind, "batch");
    holds("nothing matches", || said().contains("0 entries") && text_of(&document().body().unwrap()).contains("Nothing matches")).await;
    assert_eq!(address(), "#/activity?kind=batch&from=2020-02-29");
    let clear = until("the way out", || all("button").into_iter().filter(|button| text_of(button) == "Clear filters").nth(1)).await;
    clear.click();
    holds("everything", || entries().len() == 1).await;
    assert_eq!((address().as_str(), who.unchecked_ref::<HtmlSelectElement>().value()), ("#/activity", String::new()));
    holds("the focus", || document().active_element().is_some_and(|focused| focused.is_same_node(Some(&kind)))).await;
}

#[wasm_bindgen_test]
async fn a_day_is_one_of_the_organization_and_the_last_one_is_included() {
    let screen = begun().await;
    go("#/activity");
    holds("the entry", || entries().len() == 1).await;
    let demonstration = Backend::from(Demo::new(now).expect("the demonstration is seeded"));
    let clocks = demonstration.organization().await.expect("organization").time_zone;
    let today = clocks.clock(now())[..10].to_owned();
    let (from, until) = (screen.field("", "From").await, screen.field("", "Until").await);
    change(&from, &today);
    change(&until, &today);
    holds("the address", || address() == format!("#/activity?from={today}&until={today}")).await;
    holds("today's entry", || entries().len() == 1).await;
    change(&until, "2020-01-01");
    holds("the problem", || until.get_attribute("aria-invalid").as_deref() == Some("true") && entries().is_empty()).await;
    assert!(crate::screen::description(&until).contains("The last day is before the first."));
    change(&from, "");
    holds("nothing so early", || until.get_attribute("aria-invalid").is_none() && said().contains("0 entries")).await;
}

#[wasm_bindgen_test]
async fn nothing_yet_is_told_from_nothing_that_matches() {
    let screen = open("#/activity");
    let page = || text_of(&document().body().unwrap());
    holds("nothing yet", || page().contains("Nothing has happened yet") && !page().contains("Nothing matches")).await;
    change(&screen.field("", "Kind").await, "settings");
    holds("nothing that matches", || page().contains("Nothing matches") && !page().contains("Nothing has happened yet")).await;
}

#[wasm_bindgen_test]
async fn a_published_version_says_what_it_changed_on_the_page_and_in_the_file() {
    let screen = begun().await;
    for block in ["Help desk", "Training"] {
        fill(&screen.field(block, "Link").await, "https://help.example.com");
    }
    publish(&screen, 1).await;
    fill(&screen.field("", "Subject").await, "=Sign in by Friday");
    fill(&screen.field("Training", "Link").await, "https://learn.example.com");
    screen.button("Move down: Goals and rollout plan").await.click();
    publish(&screen, 2).await;
    go("#/activity");
    holds("the entries", || entries().len() == 3).await;
    assert!(entries()[1].contains("The first version."), "{:?}", entries());

    let summary = until("what changed", || all("summary").into_iter().find(|one| text_of(one) == "What changed since version 1")).await;
    summary.click();
    let difference = || all("ol details").first().map(|details| text_of(details)).unwrap_or_default();
    holds("the difference", || difference().contains("Subject")).await;
    let told = difference();
    for expected in [
        "Goals and rollout plan: moved, was block 2 and is block 3",
        "Training: changed",
        "Link",
        "removed: https://help.example.com",
        "added: =Sign in by Friday",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let of = |selector: &str| all(selector).iter().map(|one| text_of(one)).collect::<Vec<_>>().join("|");
    assert!(of("ol del").contains("https://help.example.com") && of("ol ins").contains("https://learn.example.com"));

    let file = kept_file();
    screen.button("Export CSV").await.click();
    holds("the export", || said().contains("Exported: 3 entries")).await;
    let file = file.borrow().clone();
    let text = JsFuture::from(call(&file, "text")).await.unwrap().as_string().unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0].trim_start_matches('\u{FEFF}'), "Time (UTC),Who,Kind,Action,What was done,What changed");
    assert!(lines[1].contains(",you,Templates,template_published,") && lines[1].contains("“=Sign in by Friday”"), "{}", lines[1]);
    assert!(
        lines[1].contains("English: Training: changed, block ")
            && lines[1].contains(": Link: “https://help.example.com” → “https://learn.example.com”"),
        "{}",
        lines[1]
    );
    assert!(lines[2].ends_with("The first version.") && lines[3].contains(",template_created,"), "{text}");
}

fn call(of: &JsValue, method: &str) -> Promise {
    let method: Function = Reflect::get(of, &method.into()).unwrap().unchecked_into();
    method.call0(of).unwrap().unchecked_into()
}

/// The next file that is handed to the browser; it is kept here and goes nowhere.
fn kept_file() -> Rc<RefCell<JsValue>> {
    let kept = Rc::new(RefCell::new(JsValue::UNDEFINED));
    let class = Reflect::get(&js_sys::global(), &"URL".into()).unwrap();
    let keep = {
        let kept = Rc::clone(&kept);
        Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |blob| {
            *kept.borrow_mut() = blob;
            "#kept".into()
        })
    };
    Reflect::set(&class, &"createObjectURL".into(), &keep.into_js_value()).unwrap();
    kept
}
