//! The architecture, read from the source: which part may name which, and how a file is made.

use std::fs;
use std::path::{Path, PathBuf};

/// Each part of the crate with the parts that it may name besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("api", &["domain"]),
    ("backend", &["domain", "api"]),
    ("ui", &["domain", "api", "backend"]),
    ("host", &["domain", "api"]),
    ("bin/app.rs", &["ui"]),
    ("bin/host.rs", &["host"]),
];

const MOST_LINES: usize = 400;

#[test]
fn no_part_names_one_that_it_must_not_know() {
    let wrong: Vec<String> = sources().iter().flat_map(|(path, text)| wrong_arrows(path, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_a_part_with_arrows() {
    let strays: Vec<_> =
        sources().into_iter().filter(|(path, _)| path != "lib.rs" && part_of(path).is_none()).map(|(path, _)| path).collect();
    assert!(strays.is_empty(), "{strays:?} belong to no part of the architecture");
}

#[test]
fn every_file_opens_by_saying_what_it_owns() {
    let silent: Vec<_> = sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:?} do not open with `//!`");
}

#[test]
fn features_are_told_apart_only_in_the_crate_root() {
    let wrong: Vec<_> =
        sources().into_iter().filter(|(path, text)| path != "lib.rs" && mentions_feature(text)).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "{wrong:?} have `cfg(feature …)`");
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let long: Vec<_> =
        sources().into_iter().map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > MOST_LINES).collect();
    assert!(long.is_empty(), "{long:?}: split them");
}

#[test]
fn a_wrong_arrow_is_seen_in_every_way_of_writing_a_path() {
    for (path, text) in [
        ("domain/user.rs", "use crate::api::page::Page;"),
        ("domain/user.rs", "use crate::{domain::rule, api::page};"),
        ("domain/user.rs", "use crate::{\n    domain::{rule, user::{self, User}},\n    api,\n};"),
        ("domain/user.rs", "pub(crate) use crate :: api :: page;"),
        ("domain/user.rs", "fn f() -> crate::api::Page { todo!() }"),
        ("domain/user.rs", "use super::super::api::Page;"),
        ("domain/mod.rs", "use super::api::Page;"),
        ("domain/deep/mod.rs", "use super::super::{api::Page};"),
        ("api/page.rs", "use crate::backend::Backend;"),
        ("ui/pages/tracker.rs", "use crate::host::store::Store;"),
        ("host/store.rs", "use crate::ui::App;"),
        ("host/store.rs", "use crate::backend as client;"),
        ("host/store.rs", "use crate::{self as usher, r#ui::App};"),
        ("bin/host.rs", "use usher::ui::App;"),
    ] {
        assert_eq!(wrong_arrows(path, text).len(), 1, "{path}: {text}");
    }
}

#[test]
fn a_right_arrow_is_left_alone() {
    for (path, text) in [
        ("domain/user.rs", "use crate::domain::rule::Rule; // crate::api is not known here"),
        ("domain/user.rs", "/// Not `crate::api::Page`.\n/* crate::api */ const A: &str = \"crate::api\";"),
        ("api/page.rs", "use crate::{api::problem::Problem, domain::{user::User, host_name}};"),
        ("api/page.rs", "use super::problem::Problem;"),
        ("ui/pages/tracker.rs", "use crate::{api::page, backend::Backend, ui::text::Text};"),
        ("host/store.rs", "use crate::api::routes;"),
        ("bin/host.rs", "use usher::host::serve;"),
        ("lib.rs", "pub mod domain; pub mod host;"),
    ] {
        assert_eq!(wrong_arrows(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

fn part_of(path: &str) -> Option<(&'static str, &'static [&'static str])> {
    let belongs = |part: &str| path == part || path == format!("{part}.rs") || path.starts_with(&format!("{part}/"));
    ARROWS.iter().copied().find(|(part, _)| belongs(part))
}

fn wrong_arrows(path: &str, text: &str) -> Vec<String> {
    let Some((part, allowed)) = part_of(path) else { return Vec::new() };
    let mut named = named_parts(path, text);
    named.sort();
    named.dedup();
    let known = |name: &String| ARROWS.iter().any(|(part, _)| part == name);
    let wrong = named.into_iter().filter(|name| known(name) && name != part && !allowed.contains(&name.as_str()));
    wrong.map(|name| format!("src/{path}: `{part}` must not know `{name}`")).collect()
}

/// The first segments after `crate::` (`usher::` in a program, `super::` where it leads to the crate root), also within groups.
fn named_parts(path: &str, text: &str) -> Vec<String> {
    let tokens = tokens(&code(text));
    // `super` from a/b.rs is `a`; from a/mod.rs or a.rs it is the crate root.
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let depth = module.split('/').count();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut supers = 0;
        while tokens[at] == "super" && tokens.get(at + 1).is_some_and(|next| next == "::") {
            supers += 1;
            at += 2;
        }
        let is_root = matches!(tokens[at].as_str(), "crate" | "usher") && tokens.get(at + 1).is_some_and(|next| next == "::");
        if supers == depth {
            first_segments(&tokens[at..], &mut parts);
        } else if is_root && supers == 0 {
            at += 2;
            first_segments(&tokens[at..], &mut parts);
        }
        at += 1;
    }
    parts
}

/// What stands first at the beginning of a path or, in `{a::b, c::{d, e}}`, at the beginning of each of its members.
fn first_segments(tokens: &[String], parts: &mut Vec<String>) {
    if tokens.first().is_none_or(|token| token != "{") {
        parts.extend(tokens.first().cloned());
        return;
    }
    let mut depth = 0;
    let mut begins = false;
    for token in tokens {
        match token.as_str() {
            "{" => {
                depth += 1;
                begins = depth == 1;
            }
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            "," => begins = depth == 1,
            _ if begins => {
                parts.push(token.clone());
                begins = false;
            }
            _ => {}
        }
    }
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in code.replace("r#", "").chars() {
        let is_word = c.is_alphanumeric() || c == '_';
        match tokens.last_mut() {
            Some(word) if is_word && in_word => word.push(c),
            Some(colon) if c == ':' && colon == ":" => colon.push(c),
            _ if !c.is_whitespace() => tokens.push(c.to_string()),
            _ => {}
        }
        in_word = is_word;
    }
    tokens
}

/// The text without comments and without the content of string literals.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") {
            3
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            end_of_literal(rest)
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    out
}

fn end_of_literal(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A gate on a feature: an attribute or `cfg!`. `cfg_attr` counts.
fn mentions_feature(text: &str) -> bool {
    let tokens = tokens(&code(text));
    tokens.windows(2).any(|pair| pair[0] == "feature" && pair[1] == "=") && tokens.iter().any(|token| token.starts_with("cfg"))
}

/// Every Rust file of `src` by its path there.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    let name = |file: &Path| file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.into_iter().map(|file| (name(&file), fs::read_to_string(&file).unwrap())).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
