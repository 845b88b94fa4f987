//! Collects the CSS of all `style!` blocks and refuses what stylers would lose in silence.
//!
//! The build script calls it; `tests/integration` tests it. stylers' own collector sees only `let c = style!{…};` at the
//! top of a function and drops the rest without a word, so this one walks all tokens and hands each block to
//! `stylers_core`. What stylers would turn into wrong CSS is refused here, with file and line.
//!
//! It does not check property names beyond stylers' own list, nor colours and sizes.

use std::collections::BTreeMap;
use std::panic::catch_unwind;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use stylers_core::{Class, from_ts};

/// One Rust file.
pub struct Source {
    /// Path for the messages.
    pub file: String,
    /// Content.
    pub text: String,
}

/// The CSS of every `style!` block in the files, in their order.
///
/// # Errors
/// All faults, each with file and line: a class that two blocks share, a declaration without its semicolon or on the line
/// of another, a value or selector broken over lines, a selector that would apply outside its component, a property stylers does not know.
pub fn collect(sources: &[Source]) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let mut css = String::new();
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for source in sources {
        let tokens = match source.text.parse::<TokenStream>() {
            Ok(tokens) => tokens,
            Err(error) => {
                faults.push(format!("{}: cannot be read as Rust: {error}", source.file));
                continue;
            }
        };
        let mut blocks = Vec::new();
        find_blocks(tokens, &mut blocks);
        for block in blocks {
            let place = format!("{}:{}", source.file, block.span_open().start().line);
            let class = Class::rand_class_from_seed(block.stream().to_string());
            if let Some(other) = places.insert(class.as_name().to_owned(), place.clone()) {
                faults.push(format!(
                    "{place}: this style! block gets the same class `{}` as the one at {other}, because stylers derives it \
                     from the number of characters alone; lengthen a class name in either",
                    class.as_name()
                ));
            }
            let before = faults.len();
            check_rules(&block.stream(), &source.file, &mut faults);
            if faults.len() > before {
                continue;
            }
            let scoped = catch_unwind(|| from_ts(block.stream().into_iter(), &class, false).0);
            match scoped {
                Ok(scoped) => {
                    check_scope(&scoped, &class, &place, &mut faults);
                    css.push_str(&scoped);
                    css.push('\n');
                }
                Err(panic) => {
                    let reason = panic
                        .downcast_ref::<String>()
                        .map(String::as_str)
                        .or_else(|| panic.downcast_ref::<&str>().copied())
                        .unwrap_or("it panicked");
                    faults.push(format!("{place}: stylers refuses this block: {reason}; put such a rule into styles/"));
                }
            }
        }
    }
    if faults.is_empty() { Ok(css) } else { Err(faults) }
}

/// Every `style! { … }` at any depth, so also inside `view!`.
fn find_blocks(tokens: TokenStream, blocks: &mut Vec<Group>) {
    let mut before: [Option<TokenTree>; 2] = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let [name, bang] = &before;
            let is_style = matches!(name, Some(TokenTree::Ident(name)) if *name == "style")
                && matches!(bang, Some(TokenTree::Punct(bang)) if bang.as_char() == '!');
            if is_style {
                blocks.push(group.clone());
            } else {
                find_blocks(group.stream(), blocks);
            }
        }
        let [_, last] = before;
        before = [last, Some(token)];
    }
}

/// Selectors and blocks at one level: the style rules themselves, and those inside an at-rule.
fn check_rules(tokens: &TokenStream, file: &str, faults: &mut Vec<String>) {
    let mut prelude: Vec<TokenTree> = Vec::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                match at_rule(&prelude).as_deref() {
                    Some("media" | "container" | "supports" | "layer") => check_rules(&group.stream(), file, faults),
                    Some(_) => {}
                    None => {
                        check_lines(&prelude, "selector", file, faults);
                        check_declarations(&group, file, faults);
                    }
                }
                prelude.clear();
            }
            token => prelude.push(token),
        }
    }
}

fn at_rule(prelude: &[TokenTree]) -> Option<String> {
    match prelude {
        [TokenTree::Punct(at), TokenTree::Ident(name), ..] if at.as_char() == '@' => Some(name.to_string()),
        _ => None,
    }
}

fn check_declarations(block: &Group, file: &str, faults: &mut Vec<String>) {
    let mut declaration = Vec::new();
    let mut last_line = 0;
    for token in block.stream() {
        let line = token.span().start().line;
        if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';') {
            check_lines(&declaration, "value", file, faults);
            declaration.clear();
            last_line = line;
        } else {
            if declaration.is_empty() && line == last_line {
                faults.push(format!("{file}:{line}: stylers wants each declaration on a line of its own"));
            }
            declaration.push(token);
        }
    }
    if let Some(first) = declaration.first() {
        let line = first.span().start().line;
        faults.push(format!("{file}:{line}: this declaration has no semicolon, and stylers would drop it"));
    }
}

/// stylers writes a space only between tokens of one line.
fn check_lines(tokens: &[TokenTree], what: &str, file: &str, faults: &mut Vec<String>) {
    for pair in tokens.windows(2) {
        let [left, right] = pair else { continue };
        let (end, start) = (left.span().end().line, right.span().start().line);
        if end != start && !is_separator(left) && !is_separator(right) {
            faults.push(format!("{file}:{start}: this {what} goes on in a new line, where stylers drops the space"));
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            check_lines(&group.stream().into_iter().collect::<Vec<_>>(), what, file, faults);
        }
    }
}

fn is_separator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ':') && punct.spacing() == Spacing::Alone)
}

/// Every selector of the result must carry the class, else it would apply to the whole page.
fn check_scope(css: &str, class: &Class, place: &str, faults: &mut Vec<String>) {
    let mut prelude = String::new();
    let mut in_declarations = 0_usize;
    let mut open: Vec<bool> = Vec::new();
    for c in css.chars() {
        match c {
            '{' => {
                let holds_rules = ["@media", "@container", "@supports", "@layer"].iter().any(|name| prelude.trim_start().starts_with(name));
                if in_declarations == 0 && !prelude.trim_start().starts_with('@') {
                    for selector in split_selectors(&prelude) {
                        if !selector.contains(&class.as_selector()) {
                            faults.push(format!(
                                "{place}: stylers leaves the selector `{}` without the component's class, so it would \
                                 apply to the whole page; give it a rule of its own",
                                selector.trim()
                            ));
                        }
                    }
                }
                open.push(holds_rules);
                in_declarations += usize::from(!holds_rules);
                prelude.clear();
            }
            '}' => {
                if open.pop() == Some(false) {
                    in_declarations -= 1;
                }
                prelude.clear();
            }
            ';' => prelude.clear(),
            c => prelude.push(c),
        }
    }
}

/// At the commas outside brackets.
fn split_selectors(prelude: &str) -> Vec<String> {
    let mut selectors = vec![String::new()];
    let mut depth = 0_i32;
    for c in prelude.chars() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        if c == ',' && depth == 0 {
            selectors.push(String::new());
        } else if let Some(selector) = selectors.last_mut() {
            selector.push(c);
        }
    }
    selectors
}
