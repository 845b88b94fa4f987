//! The tracker: found, selected, scrolled and imported, as a person does it.

use crate::screen::{Screen, document, fill, holds, open, text_of, until};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransfer, Element, Event, File, HtmlElement, HtmlInputElement, HtmlSelectElement};

use wasm_bindgen_test::wasm_bindgen_test;

/// The tracker with the people of the demonstration.
async fn tracking(query: &str) -> Screen {
    style();
    let screen = open(&format!("#/tracker{query}"));
    until("the people", || rows().into_iter().next()).await;
    holds("all of them", || elements("[data-page=tracker] progress").is_empty()).await;
    screen
}

/// The list scrolls in a box only by its style sheet, which the test page does not have by itself.
fn style() {
    let sheets =
        concat!(include_str!("../../styles/tokens.css"), include_str!("../../styles/base.css"), include_str!("../../styles/tracker.css"));
    if elements("style[data-tracker]").is_empty() {
        let style = document().create_element("style").unwrap();
        style.set_attribute("data-tracker", "").unwrap();
        style.set_text_content(Some(sheets));
        document().head().unwrap().append_child(&style).unwrap();
    }
}

fn scroller() -> HtmlElement {
    elements("[role=grid]")[0].parent_element().unwrap().unchecked_into()
}

/// The rows that are drawn, in their order in the list.
fn rows() -> Vec<Element> {
    let mut rows = elements("[role=grid] [role=row][aria-selected]");
    rows.sort_by_key(index);
    rows
}

/// Place of a row in the whole list; the headings are 1.
fn index(row: &Element) -> u32 {
    row.get_attribute("aria-rowindex").and_then(|index| index.parse().ok()).unwrap()
}

fn name_in(row: &Element) -> String {
    text_of(&row.query_selector("[role=rowheader]").unwrap().unwrap())
}

fn box_in(row: &Element) -> HtmlInputElement {
    row.query_selector("[type=checkbox]").unwrap().unwrap().unchecked_into()
}

fn elements(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// What is said politely, all together.
fn said() -> String {
    elements("[role=status]").iter().map(|element| text_of(element)).collect::<Vec<_>>().join(" ")
}

fn dialog() -> String {
    elements("dialog[open]").first().map(|dialog| text_of(dialog)).unwrap_or_default()
}

/// `new name(arguments…)`
fn construct<T: JsCast>(name: &str, arguments: &Array) -> T {
    let class: Function = Reflect::get(&js_sys::global(), &name.into()).unwrap().unchecked_into();
    Reflect::construct(&class, arguments).unwrap().unchecked_into()
}

fn press(key: &str) {
    press_with(key, "");
}

/// Presses a key while another is held, such as `ctrlKey`.
fn press_with(key: &str, held: &str) {
    let options = Object::new();
    Reflect::set(&options, &held.into(), &JsValue::TRUE).unwrap();
    Reflect::set(&options, &"key".into(), &key.into()).unwrap();
    Reflect::set(&options, &"bubbles".into(), &JsValue::TRUE).unwrap();
    let event: Event = construct("KeyboardEvent", &Array::of2(&"keydown".into(), &options));
    elements("[role=grid]")[0].dispatch_event(&event).unwrap();
}

/// Chooses a file in a file field.
fn choose_file(field: &HtmlElement, name: &str, contents: &str) {
    let file: File = construct("File", &Array::of2(&Array::of1(&contents.into()), &name.into()));
    let transfer: DataTransfer = construct("DataTransfer", &Array::new());
    let items = Reflect::get(&transfer, &"items".into()).unwrap();
    let add: Function = Reflect::get(&items, &"add".into()).unwrap().unchecked_into();
    add.call1(&items, &file).unwrap();
    field.unchecked_ref::<HtmlInputElement>().set_files(transfer.files().as_ref());
    field.dispatch_event(&Event::new("change").unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn a_selection_survives_filtering_and_sorting() {
    let screen = tracking("").await;
    let search = screen.field("", "Search").await;
    let first = rows()[0].clone();
    let name = name_in(&first);
    box_in(&first).click();
    holds("one is selected", || said().contains("1 selected")).await;
    fill(&search, "nobody is called so");
    holds("it is not shown", || said().contains("1 selected (1 of them not shown now)")).await;
    fill(&search, "");
    screen.button("Name").await.click();
    holds("it is shown again", || !said().contains("not shown now") && !rows().is_empty()).await;
    fill(&search, &name);
    holds("its row", || rows().iter().filter(|row| box_in(row).checked() && name_in(row) == name).count() == 1).await;
    assert!(said().contains("1 selected"), "{}", said());
}

#[wasm_bindgen_test]
async fn searching_narrows_the_list_and_stays_out_of_the_address() {
    let screen = tracking("?standing=everybody").await;
    holds("everybody", || said().contains("10,000 of 10,000 people")).await;
    fill(&screen.field("", "Search").await, "PERSON00007@");
    holds("one person", || said().contains("1 of 10,000 people") && rows().len() == 1).await;
    let more = screen.field("", "Waiting").await;
    more.unchecked_ref::<HtmlSelectElement>().set_value("more=30");
    more.dispatch_event(&Event::new("change").unwrap()).unwrap();
    let address = || web_sys::window().unwrap().location().href().unwrap();
    holds("the filter in the address", || address().ends_with("#/tracker?standing=everybody&more=30")).await;
}

#[wasm_bindgen_test]
async fn the_last_of_ten_thousand_is_reached_while_few_rows_are_drawn() {
    let _screen = tracking("?standing=everybody").await;
    let grid = elements("[role=grid]")[0].clone();
    assert_eq!(grid.get_attribute("aria-rowcount").as_deref(), Some("10001"));
    press_with("End", "ctrlKey");
    holds("the last row", || rows().last().map(index) == Some(10_001)).await;
    holds("few rows", || rows().len() < 150).await;
    holds("the end of the scroll", || scroller().scroll_top() + scroller().client_height() + 1 >= scroller().scroll_height()).await;
    let active = until("the active row", || document().get_element_by_id(&grid.get_attribute("aria-activedescendant")?)).await;
    assert_eq!(index(&active.closest("[role=row]").unwrap().unwrap()), 10_001);
    press("Home");
    holds("the first cell of the row", || grid.get_attribute("aria-activedescendant").as_deref() == Some("person-9999-0")).await;
    scroller().set_scroll_top(0);
    holds("the first row", || rows().first().map(index) == Some(2)).await;
}

#[wasm_bindgen_test]
async fn the_keyboard_selects_and_opens() {
    let _screen = tracking("").await;
    press("ArrowDown");
    press("ArrowDown");
    press(" ");
    holds("the second is selected", || rows()[1].get_attribute("aria-selected").as_deref() == Some("true")).await;
    let name = name_in(&rows()[1]);
    press("Enter");
    holds("the panel", || dialog().starts_with(&name) && dialog().contains("First seen by Usher")).await;
}

#[wasm_bindgen_test]
async fn an_import_tells_refused_rows_and_writes_only_when_confirmed() {
    let screen = tracking("?standing=everybody").await;
    screen.button("Import CSV").await.click();
    let file = screen.field("", "CSV file").await;
    choose_file(&file, "people.csv", "Email,Status\nada@example.com,Not Verified\nnot-an-address,Active\nADA@example.com,Active\n");
    holds("the refused rows", || dialog().contains("2 refused rows")).await;
    let table = text_of(&elements("dialog[open] table")[0]);
    assert!(table.contains("3EmailThe address is not of the form name@example.com"), "{table}");
    assert!(table.contains("4EmailLine 2 has the same address"), "{table}");
    assert!(dialog().contains("This import sends no email."));
    assert!(said().contains("of 10,000 people"), "nothing is written yet: {}", said());
    screen.button("Import 1 person").await.click();
    holds("one more", || said().contains("of 10,001 people")).await;
    fill(&screen.field("", "Search").await, "ada@example.com");
    holds("the imported person", || rows().len() == 1).await;
}

#[wasm_bindgen_test]
async fn columns_are_read_as_they_are_chosen() {
    let screen = tracking("?standing=everybody").await;
    screen.button("Import CSV").await.click();
    let file = screen.field("", "CSV file").await;
    choose_file(&file, "people.csv", "Contact;Private;Team\nx;ada@home.example;Sales\n");
    holds("what was recognized", || dialog().contains("Cells are separated by semicolons")).await;
    holds("the preview", || dialog().contains("Import 1 person")).await;
    let team = screen.field("", "Team").await;
    choose(&team, "Email address");
    holds("what is wrong", || dialog().contains("“Team” and “Private” are both chosen as: Email address")).await;
    assert!(!dialog().contains("What would happen"));
    choose(&team, "Department");
    holds("the preview", || dialog().contains("Import 1 person")).await;
    assert!(dialog().contains("chosen by you"), "{}", dialog());
}

#[wasm_bindgen_test]
async fn an_export_says_how_many_are_written_and_which_columns() {
    let screen = tracking("?standing=everybody").await;
    screen.button("Export CSV").await.click();
    holds("everybody who is found", || dialog().contains("10,000 people will be written: all that search and filters find.")).await;
    assert!(dialog().contains("Webex Calling"), "a column for each license: {}", dialog());
    screen.button("No columns").await.click();
    holds("that nothing is left", || dialog().contains("Choose at least one column.")).await;
    let label = elements("dialog[open] label").into_iter().find(|label| text_of(label) == "First name").unwrap();
    label.unchecked_into::<HtmlElement>().click();
    holds("what is missing", || dialog().contains("Without the email address this file cannot be imported again.")).await;
    screen.button("All columns").await.click();
    holds("that nothing is missing", || !dialog().contains("cannot be imported again")).await;
    screen.button("Cancel").await.click();
    box_in(&rows()[0]).click();
    holds("one is selected", || said().contains("1 selected")).await;
    screen.button("Export CSV").await.click();
    holds("the selected one", || dialog().contains("1 person will be written: the selected one.")).await;
}

/// Chooses by the words of an option.
fn choose(select: &Element, words: &str) {
    let select: &HtmlSelectElement = select.unchecked_ref();
    let options = select.query_selector_all("option").unwrap();
    let place = (0..options.length()).find(|at| options.item(*at).is_some_and(|option| text_of(&option) == words)).unwrap();
    select.set_value(&place.to_string());
    select.dispatch_event(&Event::new("change").unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn a_file_that_is_no_import_is_refused_in_words() {
    let screen = tracking("").await;
    screen.button("Import CSV").await.click();
    let file = screen.field("", "CSV file").await;
    choose_file(&file, "phones.csv", "Name,Phone\nAda,1\n");
    holds("the question", || dialog().contains("Choose the column that holds the email address.")).await;
    assert!(!dialog().contains("What would happen"));
    choose_file(&file, "sheet.csv", "PK\u{3}\u{4}\0");
    holds("the reason", || dialog().contains("The file is not text in UTF-8")).await;
    choose_file(&file, "cut.csv", "Email,First Name\na@example.com,\"Ada");
    holds("another reason", || dialog().contains("ends in the middle of line 2")).await;
}

#[wasm_bindgen_test]
async fn without_a_template_the_way_to_one_is_shown_and_nothing_can_be_sent() {
    let screen = tracking("").await;
    box_in(&rows()[0]).click();
    holds("one is selected", || said().contains("1 selected")).await;
    screen.button("Send activation email…").await.click();
    holds("the reason", || dialog().contains("No published template of this kind")).await;
    let links: Vec<String> = elements("dialog[open] a").iter().filter_map(|link| link.get_attribute("href")).collect();
    assert!(links.contains(&"#/composer".to_owned()), "{links:?}");
    let confirm = until("the confirmation", || {
        elements("dialog[open] footer button").into_iter().find(|button| text_of(button).starts_with("Send to"))
    })
    .await;
    assert!(confirm.has_attribute("disabled"));
}
