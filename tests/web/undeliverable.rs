//! Mail that came back: told in the list and the panel, and lifted after a question.

use crate::screen::{document, holds, open, text_of, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

fn elements(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn dialog() -> String {
    elements("dialog[open]").first().map(|dialog| text_of(dialog)).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn mail_that_came_back_is_told_and_lifted_after_a_question() {
    let screen = open("#/tracker?standing=everybody&mail=bounced");
    let row = until("a row", || elements("[role=grid] [role=row][aria-selected]").into_iter().next()).await;
    holds("all of them", || elements("[data-page=tracker] progress").is_empty()).await;
    assert!(text_of(&row).contains("old-domain.example"), "{}", text_of(&row));
    assert!(text_of(&row).contains("Suppressed") && !text_of(&row).contains("setting is on"), "{}", text_of(&row));
    let name = until("a name", || elements("[role=grid] [role=row][aria-selected] [role=rowheader] button").into_iter().next()).await;
    name.click();
    holds("why", || dialog().contains("Undeliverable since") && dialog().contains("There is no such domain, or it takes no mail.")).await;
    assert!(dialog().contains("Correct the address in the directory") && dialog().contains("Code 5.1.2"), "{}", dialog());
    screen.button("Send to this address again").await.click();
    screen.button("Leave it").await.click();
    screen.button("Send to this address again").await.click();
    screen.button("Yes, send again").await.click();
    holds("it is lifted", || dialog().contains("Mail goes to this address again") && !dialog().contains("Undeliverable since")).await;
}

#[wasm_bindgen_test]
async fn the_sending_page_lists_addresses_with_reason_and_state() {
    let _screen = open("#/sending");
    holds("the list", || {
        let text = elements("section[aria-labelledby=undeliverable-title]").first().map(|list| text_of(list)).unwrap_or_default();
        text.contains("old-domain.example") && text.contains("There is no such domain") && text.contains("Nothing is sent")
    })
    .await;
}
