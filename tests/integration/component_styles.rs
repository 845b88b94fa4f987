//! The collector of the components' CSS: what it writes, and that it refuses what stylers would lose in silence.

use collect::{Source, collect};

#[path = "../../src/ui/styles/collect.rs"]
mod collect;

fn collected(files: &[&str]) -> Result<String, Vec<String>> {
    let name = |index: usize| format!("file{}.rs", index + 1);
    let sources: Vec<_> = files.iter().enumerate().map(|(index, text)| Source { file: name(index), text: (*text).to_owned() }).collect();
    collect(&sources)
}

/// The one fault of a component whose style is `css`.
fn fault(css: &str) -> String {
    let faults = collected(&[&component(css)]).expect_err("the style should be refused");
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults[0].clone()
}

fn component(css: &str) -> String {
    format!("fn c() {{\nlet class = style! {{\n{css}\n}};\n}}")
}

#[test]
fn every_selector_carries_the_class_of_its_component() {
    let css = collected(&[&component(
        ".row > .name, .row:focus-visible { padding: 1px 2px; }\n@media (min-width: 40rem) { .row[hidden] { margin: 0; } }",
    )])
    .unwrap();
    let class = css.split(['.', '>']).find(|part| part.starts_with("l-")).unwrap();
    for selector in
        [format!(".row.{class}>"), format!(".name.{class}"), format!(".row.{class}:focus-visible"), format!(".row[hidden].{class}")]
    {
        assert!(css.contains(&selector), "{selector} in {css}");
    }
    assert!(css.contains("padding: 1px 2px;"), "{css}");
}

#[test]
fn a_block_is_found_wherever_it_stands() {
    for file in [
        "fn c() { let class = style! { a { margin: 0; } }; }",
        "fn c() { if x { let class = stylers_macro::style! { a { margin: 0; } }; } }",
        "mod m { impl C { fn c() -> &'static str { style! { a { margin: 0; } } } } }",
        "fn c() { view! { <p class=style! { a { margin: 0; } }>\"x\"</p> } }",
    ] {
        assert!(collected(&[file]).unwrap().contains("{margin: 0;}"), "{file}");
    }
}

#[test]
fn two_blocks_of_equal_length_are_refused_with_both_places() {
    let faults = collected(&[&component("a { margin: 0; }"), &component(".b { inset: 0; }")]).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].starts_with("file2.rs:2: ") && faults[0].contains("the one at file1.rs:2"), "{faults:?}");
    assert!(collected(&[&component("a { margin: 0; }"), &component(".bb { inset: 0; }")]).is_ok());
}

#[test]
fn a_declaration_without_its_semicolon_is_refused() {
    assert_eq!(fault("a { margin: 0;\npadding: 0 }"), "file1.rs:4: this declaration has no semicolon, and stylers would drop it");
    assert!(fault("@media print { a { margin: 0 } }").contains("no semicolon"));
}

#[test]
fn two_declarations_on_one_line_are_refused() {
    assert_eq!(fault("a { margin: 0; padding: 0; }"), "file1.rs:3: stylers wants each declaration on a line of its own");
}

#[test]
fn a_value_broken_over_lines_is_refused_where_a_space_would_be_lost() {
    assert_eq!(fault("a { border: 1px\nsolid; }"), "file1.rs:4: this value goes on in a new line, where stylers drops the space");
    assert!(fault("a { inline-size: calc(1px\n+ 2px); }").contains("value goes on"));
    assert!(collected(&[&component("a { transition: color 1s,\nopacity 1s; }")]).is_ok());
}

#[test]
fn a_selector_broken_over_lines_is_refused_where_a_space_would_be_lost() {
    assert!(fault(".a\n.b { margin: 0; }").contains("this selector goes on in a new line"));
    assert!(collected(&[&component(".a,\n.b { margin: 0; }")]).is_ok());
}

#[test]
fn a_selector_that_would_style_the_whole_page_is_refused() {
    assert!(fault(".a:hover,\n.b { margin: 0; }").contains("without the component's class"));
    assert!(fault(":root { margin: 0; }").contains("leaves the selector `:root`"));
    assert!(fault(".a { margin: 0; } :deep(p) { margin: 0; }").contains("without the component's class"));
}

#[test]
fn a_property_that_stylers_does_not_know_is_refused_with_the_place_for_it() {
    let fault = fault("a { color-scheme: dark; }");
    assert!(fault.starts_with("file1.rs:2: stylers refuses this block"), "{fault}");
    assert!(fault.ends_with("put such a rule into styles/"), "{fault}");
}

#[test]
fn a_file_that_is_not_rust_is_named() {
    assert!(collected(&["fn c() {"]).unwrap_err()[0].starts_with("file1.rs: cannot be read as Rust"));
}
