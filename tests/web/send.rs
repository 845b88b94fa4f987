//! The send dialog with more people than anybody reads: numbers for all, names for the first.

use crate::screen::{document, holds, open, text_of, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

fn elements(selector: &str) -> Vec<Element> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.get(at)).map(JsCast::unchecked_into).collect()
}

/// The number that a text begins with.
fn number(text: &str) -> usize {
    text.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[wasm_bindgen_test]
async fn a_send_to_thousands_counts_everybody_and_names_the_first_of_each_group() {
    let _screen = open("#/tracker?send=activation");
    let beginning = |selector: &'static str, part: &'static str| {
        move || elements(selector).iter().map(|one| text_of(one)).find(|text| text.contains(part))
    };
    let chosen = number(&until("who is selected", beginning("dialog[open] p", "people are selected")).await);
    let receive = number(&until("who receives", beginning("dialog[open] strong", "people receive it")).await);
    let groups = || elements("dialog[open] details summary").iter().map(|one| text_of(one)).collect::<Vec<_>>();
    let left: usize = groups().iter().filter(|text| text.contains(": ")).map(|text| number(text)).sum();
    assert!(receive > 200 && left > 0, "{:?}", groups());
    assert_eq!(chosen, receive + left, "everybody who is selected stands on one side or the other");
    let names = elements("dialog[open] details").into_iter().find(|one| text_of(one).contains("Show their names")).unwrap();
    names.query_selector("summary").unwrap().unwrap().unchecked_into::<HtmlElement>().click();
    holds("the first names", || names.query_selector_all("li").unwrap().length() == 200).await;
    let first = names.query_selector("li").unwrap().unwrap();
    assert!(text_of(&first).contains('@'), "a name with its address: {}", text_of(&first));
    holds("how many more", || text_of(&names).replace(',', "").contains(&format!("and {} more", receive - 200))).await;
}
