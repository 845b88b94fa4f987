//! A person's panel: notes that are typed, kept, removed and brought back, contacts elsewhere, and the way to the next person.

use crate::screen::{Screen, description, document, fill, holds, open, text_of, until};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlSelectElement, HtmlTextAreaElement};

use wasm_bindgen_test::wasm_bindgen_test;

fn elements(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn dialog() -> String {
    elements("dialog[open]").first().map(|dialog| text_of(dialog)).unwrap_or_default()
}

fn name() -> String {
    elements("dialog[open] h2").first().map(|heading| text_of(heading)).unwrap_or_default()
}

/// The timeline, without the fields above it.
fn timeline() -> String {
    elements("dialog[open] ol").last().map(|list| text_of(list)).unwrap_or_default()
}

/// What the facts say under this name.
fn fact(term: &str) -> String {
    let terms = elements("dialog[open] dt").into_iter().filter(|found| text_of(found) == term);
    terms.filter_map(|term| term.next_element_sibling()).map(|fact| text_of(&fact)).next().unwrap_or_default()
}

fn active() -> Element {
    document().active_element().unwrap()
}

/// The panel of the first of those who are found.
async fn opened(words: &str) -> Screen {
    let screen = open("#/tracker?standing=everybody");
    until("a row", || elements("[role=grid] [role=row][aria-selected]").into_iter().next()).await;
    holds("all of them", || elements("[data-page=tracker] progress").is_empty()).await;
    if !words.is_empty() {
        fill(&screen.field("", "Search").await, words);
    }
    reopen(words).await;
    screen
}

async fn reopen(words: &str) {
    let row = until("a row", || {
        elements("[role=grid] [role=row][aria-selected]").into_iter().find(|row| row.text_content().unwrap_or_default().contains(words))
    });
    let name = row.await.query_selector("[role=rowheader] button").unwrap().unwrap();
    name.unchecked_into::<HtmlElement>().click();
    holds("the panel", || timeline().contains("First seen by Usher")).await;
}

async fn close() {
    let button = elements("dialog[open] header button").remove(0);
    button.click();
    holds("the list alone", || elements("dialog[open]").is_empty()).await;
}

/// Presses a key with Alt where the focus is.
fn press_alt(key: &str) {
    let options = Object::new();
    for (name, value) in [("key", JsValue::from(key)), ("altKey", true.into()), ("bubbles", true.into()), ("cancelable", true.into())] {
        Reflect::set(&options, &name.into(), &value).unwrap();
    }
    let class: Function = Reflect::get(&js_sys::global(), &"KeyboardEvent".into()).unwrap().unchecked_into();
    let event: Event = Reflect::construct(&class, &Array::of2(&"keydown".into(), &options)).unwrap().unchecked_into();
    active().dispatch_event(&event).unwrap();
}

#[wasm_bindgen_test]
async fn a_note_survives_a_closed_panel_and_its_removal_can_be_undone() {
    let screen = opened("person00007@").await;
    screen.button("Add note").await.click();
    let area = screen.field("", "New note").await;
    holds("what is missing", || description(&area).contains("Write something first.")).await;
    assert_eq!(text_of(&active()), text_of(&area), "the field is where the focus is");
    fill(&area, "Laptop on Monday <b>x</b>");
    close().await;
    reopen("person00007@").await;
    let area = screen.field("", "New note").await;
    let written = || area.unchecked_ref::<HtmlTextAreaElement>().value();
    assert_eq!(written(), "Laptop on Monday <b>x</b>");
    screen.button("Add note").await.click();
    holds("the note", || timeline().contains("Laptop on Monday <b>x</b>") && written().is_empty()).await;
    assert!(dialog().contains("Note added"));
    screen.button("Remove note").await.click();
    holds("no note", || !timeline().contains("Laptop")).await;
    holds("the way back has the focus", || text_of(&active()) == "Undo removal").await;
    screen.button("Undo removal").await.click();
    holds("the note again", || timeline().contains("Laptop on Monday")).await;
    holds("the timeline has the focus", || text_of(&active()) == "Timeline").await;
}

#[wasm_bindgen_test]
async fn a_note_that_cannot_be_kept_says_so_while_it_is_typed() {
    let screen = opened("person00008@").await;
    let area = screen.field("", "New note").await;
    for (typed, said) in [("x".repeat(2_001), "Too many characters: 2,001. Write at most 2,000."), ("a\tb".into(), "U+0009")] {
        fill(&area, &typed);
        holds(said, || description(&area).contains(said)).await;
        screen.button("Add note").await.click();
    }
    assert_eq!(area.unchecked_ref::<HtmlTextAreaElement>().value(), "a\tb");
    fill(&area, "");
    assert!(!timeline().contains("Note"));
}

#[wasm_bindgen_test]
async fn a_contact_is_told_and_taken_back() {
    let screen = opened("person00009@").await;
    assert_eq!(fact("Contacted elsewhere"), "Not noted");
    let way = screen.field("", "How").await;
    way.unchecked_ref::<HtmlSelectElement>().set_value("chat");
    way.dispatch_event(&Event::new("change").unwrap()).unwrap();
    fill(&screen.field("", "What to remember (optional)").await, "Comes on Friday");
    screen.button("Note contact").await.click();
    holds("the contact", || timeline().contains("Contacted elsewhere: Chat") && timeline().contains("Comes on Friday")).await;
    holds("the fact", || fact("Contacted elsewhere") != "Not noted").await;
    let part = screen.field("", "Show").await;
    for (value, shown) in [("mails", false), ("notes", true)] {
        part.unchecked_ref::<HtmlSelectElement>().set_value(value);
        part.dispatch_event(&Event::new("change").unwrap()).unwrap();
        holds(value, || timeline().contains("Comes on Friday") == shown && !timeline().contains("First seen by Usher")).await;
    }
    screen.button("Take contact back").await.click();
    holds("nothing noted", || fact("Contacted elsewhere") == "Not noted" && dialog().contains("Contact taken back")).await;
}

#[wasm_bindgen_test]
async fn the_panel_says_what_is_decided_and_when_the_next_reminder_is_due() {
    let _screen = opened("").await;
    holds("the decisions", || dialog().contains("A conversion notice is always sent")).await;
    holds("the reminder", || fact("Next reminder").starts_with("None")).await;
}

#[wasm_bindgen_test]
async fn alt_with_an_arrow_leads_to_the_next_person_and_back() {
    let screen = opened("").await;
    let first = name();
    holds("the place", || dialog().contains("1 of 10,000 in the list")).await;
    let previous = screen.button("Previous person").await;
    assert_eq!(previous.get_attribute("aria-disabled").as_deref(), Some("true"));
    press_alt("ArrowUp");
    press_alt("ArrowDown");
    holds("the next", || dialog().contains("2 of 10,000 in the list") && timeline().contains("First seen by Usher")).await;
    let second = screen.field("", "New note").await;
    fill(&second, "About the second");
    second.focus().unwrap();
    press_alt("ArrowUp");
    assert!(dialog().contains("2 of 10,000 in the list"), "in a text the keys are the text's");
    screen.button("Previous person").await.click();
    holds("the first again", || dialog().contains("1 of 10,000 in the list") && name() == first).await;
    let of_first = screen.field("", "New note").await;
    assert_eq!(of_first.unchecked_ref::<HtmlTextAreaElement>().value(), "", "what is typed belongs to one person");
    screen.button("Next person").await.click();
    holds("the second again", || dialog().contains("2 of 10,000 in the list")).await;
    let second = screen.field("", "New note").await;
    assert_eq!(second.unchecked_ref::<HtmlTextAreaElement>().value(), "About the second");
    fill(&second, "");
}
