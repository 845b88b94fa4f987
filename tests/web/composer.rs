//! The composer: problems at their fields, checks while typing, blocks by keyboard.

use crate::screen::{Screen, description, document, fill, holds, open, text_of};
use wasm_bindgen_test::wasm_bindgen_test;

/// A new activation email from its English starter text.
async fn composing() -> Screen {
    let screen = open("#/composer");
    screen.button("New activation email").await.click();
    screen.field("", "Subject").await;
    screen
}

#[wasm_bindgen_test]
async fn an_unknown_merge_field_is_a_problem_at_its_field_that_names_the_nearest() {
    let screen = composing().await;
    let subject = screen.field("", "Subject").await;
    assert_eq!(subject.get_attribute("aria-invalid"), None);
    fill(&subject, "Hello {{frist_name|there}}");
    holds("the problem", || subject.get_attribute("aria-invalid").as_deref() == Some("true")).await;
    assert!(description(&subject).contains("{{first_name}}"), "{}", description(&subject));
    fill(&subject, "Hello {{first_name|there}}");
    holds("no problem", || subject.get_attribute("aria-invalid").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_missing_link_is_asked_for_gently_and_its_check_passes_once_it_is_filled_in() {
    let screen = composing().await;
    let link = screen.field("Help desk", "Link").await;
    assert_eq!(link.get_attribute("aria-invalid"), None, "nobody touched it yet");
    assert!(description(&link).contains("Fill in where the link leads"));
    screen.button("Checks").await.click();
    let check = screen.entry("Checks", "Help desk").await;
    assert!(text_of(&check).contains("Needs work"), "{}", text_of(&check));
    fill(&link, "https://help.example.com");
    holds("the check passes", || text_of(&check).contains("Passed")).await;
    assert_eq!(description(&link), "");
}

#[wasm_bindgen_test]
async fn a_moved_block_keeps_the_focus() {
    let screen = composing().await;
    let button = screen.button("Move down: Goals and rollout plan").await;
    button.focus().unwrap();
    button.click();
    holds("the new order", || {
        let values = document().query_selector_all("article h3").unwrap();
        values.item(2).is_some_and(|heading| text_of(&heading) == "Goals and rollout plan")
    })
    .await;
    holds("the focus", || document().active_element().is_some_and(|focused| focused.is_same_node(Some(&button)))).await;
}

#[wasm_bindgen_test]
async fn a_deleted_item_can_be_put_back_and_added_anew() {
    let screen = composing().await;
    screen.button("Delete: Training").await.click();
    let restore = screen.button("Put it back").await;
    holds("the focus", || document().active_element().is_some_and(|focused| focused.is_same_node(Some(&restore)))).await;
    restore.click();
    screen.button("Delete: Training").await.click();
    screen.button("Checks").await.click();
    screen.button("Add: Training").await.click();
    screen.button("Delete: Training").await;
}

#[wasm_bindgen_test]
async fn typing_in_one_field_is_undone_in_one_step() {
    let screen = composing().await;
    let subject = screen.field("", "Subject").await;
    let value = || subject.text_content().unwrap();
    holds("the starter text", || !value().is_empty()).await;
    let before = value();
    fill(&subject, "H");
    fill(&subject, "Hi");
    let undo = screen.button("Undo").await;
    holds("something to undo", || undo.get_attribute("aria-disabled").is_none()).await;
    undo.click();
    holds("the old subject", || value() == before).await;
    screen.button("Redo").await.click();
    holds("the new subject", || value() == "Hi").await;
}
