//! Turns the text catalogues into Rust: one method per message, so that the compiler finds a missing one.
//!
//! The build script calls it; `tests/integration` tests it. A catalogue is i18next JSON (version 4): nested objects,
//! `{{name}}` placeholders, plural forms by the suffix of the key (`_one`, `_few`, `_many`, `_other`). English is the
//! reference. Every fault of every file is reported at once, with its key and its file.
//!
//! It does not choose a plural form nor format a number: `text.rs` does, at run time, by the browser's `Intl`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A language of the console and the plural categories that its whole numbers and fractions fall into (Unicode CLDR).
struct Language {
    code: &'static str,
    variant: &'static str,
    categories: &'static [&'static str],
}

/// The languages in the order of `generate`'s sources. The first is the reference.
const LANGUAGES: &[Language] = &[
    Language { code: "en", variant: "English", categories: &["one", "other"] },
    Language { code: "pl", variant: "Polish", categories: &["one", "few", "many", "other"] },
];

/// Every category of CLDR, with the variant of `PluralCategory` in `text.rs`.
const CATEGORIES: &[(&str, &str)] =
    &[("zero", "Zero"), ("one", "One"), ("two", "Two"), ("few", "Few"), ("many", "Many"), ("other", "Other")];

/// Placeholders become characters of the private use area, starting here; `text.rs` puts the values in.
const FIRST_MARKER: u32 = 0xE000;
const LAST_MARKER: u32 = 0xF8FF;

/// Words that Rust keeps for itself and that a placeholder therefore cannot be named.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// One catalogue as it lies on disk.
pub struct Source<'a> {
    /// Language code, `en`.
    pub code: &'a str,
    /// File name for the messages.
    pub file: &'a str,
    /// Content.
    pub json: &'a str,
}

/// One message: alone, or one text per plural category.
enum Message {
    Single(String),
    Plural(BTreeMap<String, String>),
}

type Catalogue = BTreeMap<String, Message>;

/// Writes the `impl Text` block for the given catalogues, which must be in the order of the languages.
///
/// # Errors
/// All faults: unreadable JSON, missing, surplus or double keys, placeholders that differ, plural forms that are missing.
pub fn generate(sources: &[Source<'_>]) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let mut catalogues = Vec::new();
    for language in LANGUAGES {
        match sources.iter().find(|source| source.code == language.code) {
            Some(source) => catalogues.push((language, source.file, read(language, source, &mut faults))),
            None => faults.push(format!("no catalogue for `{}`", language.code)),
        }
    }
    let Some(((_, reference_file, reference), others)) = catalogues.split_first() else {
        return Err(faults);
    };
    for (_, file, catalogue) in others {
        for key in reference.keys().filter(|key| !catalogue.contains_key(*key)) {
            faults.push(format!("{file}: `{key}` is missing (it is in {reference_file})"));
        }
        for key in catalogue.keys().filter(|key| !reference.contains_key(*key)) {
            faults.push(format!("{file}: `{key}` is surplus (it is not in {reference_file})"));
        }
    }

    let mut methods: BTreeMap<String, &str> = BTreeMap::new();
    let mut out = String::from("impl Text {\n");
    for (key, message) in reference {
        let method = key.replace('.', "_");
        if let Some(other) = methods.insert(method.clone(), key) {
            faults.push(format!("{reference_file}: `{key}` and `{other}` would both be the method `{method}`"));
        }
        let names = placeholders_of(message);
        let mut texts = Vec::new();
        for (language, file, catalogue) in &catalogues {
            let Some(translation) = catalogue.get(key) else { continue };
            if matches!(translation, Message::Plural(_)) != matches!(message, Message::Plural(_)) {
                faults.push(format!("{file}: `{key}` must have plural forms exactly where {reference_file} has them"));
                continue;
            }
            compare_placeholders(key, file, &names, translation, reference_file, &mut faults);
            texts.push((*language, translation));
        }
        write_method(&mut out, &method, message, &names, &texts);
    }
    out.push_str("}\n");
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn read(language: &Language, source: &Source<'_>, faults: &mut Vec<String>) -> Catalogue {
    let file = source.file;
    let mut flat = BTreeMap::new();
    match serde_json::from_str::<Node>(source.json) {
        Ok(Node::Branch(entries)) => flatten("", entries, file, &mut flat, faults),
        Ok(Node::Leaf(_)) => faults.push(format!("{file}: the catalogue must be an object")),
        Err(error) => faults.push(format!("{file}: {error}")),
    }

    let mut catalogue = Catalogue::new();
    for (key, text) in flat {
        if let Some(marker) = text.chars().find(|c| (FIRST_MARKER..=LAST_MARKER).contains(&u32::from(*c))) {
            faults.push(format!("{file}: `{key}` contains the private character U+{:X}", u32::from(marker)));
        }
        for name in placeholders(&text) {
            if !is_name(&name) || KEYWORDS.contains(&name.as_str()) {
                faults.push(format!("{file}: `{key}` has the placeholder `{{{{{name}}}}}`, which is not a name"));
            }
        }
        let category = key.rsplit_once('_').filter(|(_, last)| CATEGORIES.iter().any(|(name, _)| name == last));
        match category {
            None => {
                if placeholders(&text).iter().any(|name| name == "count") {
                    faults.push(format!("{file}: `{key}` has `{{{{count}}}}`, so it needs plural forms: `{key}_one`, `{key}_other` …"));
                }
                if catalogue.insert(key.clone(), Message::Single(text)).is_some() {
                    faults.push(format!("{file}: `{key}` stands both with and without plural forms"));
                }
            }
            Some((base, category)) => {
                let forms = catalogue.entry(base.to_owned()).or_insert_with(|| Message::Plural(BTreeMap::new()));
                match forms {
                    Message::Single(_) => {
                        faults.push(format!("{file}: `{base}` stands both with and without plural forms"));
                    }
                    Message::Plural(forms) => {
                        forms.insert(category.to_owned(), text);
                    }
                }
            }
        }
    }
    for (key, message) in &catalogue {
        let Message::Plural(forms) = message else { continue };
        for category in language.categories.iter().filter(|category| !forms.contains_key(**category)) {
            faults.push(format!("{file}: `{key}_{category}` is missing: {} needs it", language.variant));
        }
        for category in forms.keys().filter(|category| !language.categories.contains(&category.as_str())) {
            faults.push(format!("{file}: `{key}_{category}` is surplus: {} has no such form", language.variant));
        }
    }
    catalogue
}

fn flatten(prefix: &str, entries: Vec<(String, Node)>, file: &str, flat: &mut BTreeMap<String, String>, faults: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for (name, node) in entries {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        if !is_name(&name) {
            faults.push(format!("{file}: `{key}` must be written with a-z, 0-9 and _ and begin with a letter"));
        }
        if !seen.insert(name) {
            faults.push(format!("{file}: `{key}` stands there twice"));
        }
        match node {
            Node::Branch(entries) => flatten(&key, entries, file, flat, faults),
            Node::Leaf(_) if prefix.is_empty() => {
                faults.push(format!("{file}: `{key}` must be inside an area: `area.{key}`"));
            }
            Node::Leaf(text) if text.trim().is_empty() => faults.push(format!("{file}: `{key}` is empty")),
            Node::Leaf(text) => {
                flat.insert(key, text);
            }
        }
    }
}

fn compare_placeholders(key: &str, file: &str, names: &[String], message: &Message, reference_file: &str, faults: &mut Vec<String>) {
    let mut used = BTreeSet::new();
    let mut check = |key: &str, text: &str| {
        for name in placeholders(text) {
            if name != "count" && !names.contains(&name) {
                faults.push(format!("{file}: `{key}` has `{{{{{name}}}}}`, which {reference_file} has not"));
            }
            used.insert(name);
        }
    };
    match message {
        Message::Single(text) => check(key, text),
        Message::Plural(forms) => {
            for (category, text) in forms {
                check(&format!("{key}_{category}"), text);
            }
        }
    }
    for name in names.iter().filter(|name| *name != "count" && !used.contains(*name)) {
        faults.push(format!("{file}: `{key}` lacks `{{{{{name}}}}}`, which {reference_file} has"));
    }
}

fn write_method(out: &mut String, method: &str, message: &Message, names: &[String], texts: &[(&Language, &Message)]) {
    let sample = match message {
        Message::Single(text) => text.as_str(),
        Message::Plural(forms) => forms.get("other").map_or("", String::as_str),
    };
    let sample = sample.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    out.push_str(&format!("    /// `{sample}`\n    #[must_use]\n"));

    let plural = matches!(message, Message::Plural(_));
    let mut arguments = String::new();
    let mut values = String::new();
    if plural {
        arguments.push_str(", count: u64");
    }
    for name in names {
        if name == "count" {
            values.push_str("&self.number(count), ");
        } else {
            arguments.push_str(&format!(", {name}: impl std::fmt::Display"));
            values.push_str(&format!("&{name}, "));
        }
    }
    let result = if plural || !names.is_empty() { "String" } else { "&'static str" };
    out.push_str(&format!("    pub fn {method}(self{arguments}) -> {result} {{\n"));

    let mut arms = String::new();
    for (language, translation) in texts {
        let variant = language.variant;
        match translation {
            Message::Single(text) => {
                arms.push_str(&format!("            UiLanguage::{variant} => {:?},\n", marked(text, names)));
            }
            Message::Plural(forms) => {
                arms.push_str(&format!("            UiLanguage::{variant} => match self.plural_category(count) {{\n"));
                let own = |category: &str| category != "other" && language.categories.contains(&category);
                let rest: Vec<_> = CATEGORIES
                    .iter()
                    .filter(|(category, _)| !own(category))
                    .map(|(_, variant)| format!("PluralCategory::{variant}"))
                    .collect();
                for (category, variant) in CATEGORIES.iter().filter(|(category, _)| own(category)) {
                    let text = forms.get(*category).map_or("", String::as_str);
                    let text = marked(text, names);
                    arms.push_str(&format!("                PluralCategory::{variant} => {text:?},\n"));
                }
                let text = marked(forms.get("other").map_or("", String::as_str), names);
                arms.push_str(&format!("                {} => {text:?},\n            }},\n", rest.join(" | ")));
            }
        }
    }
    if result == "String" {
        out.push_str(&format!("        let template = match self.0 {{\n{arms}        }};\n"));
        out.push_str(&format!("        fill(template, &[{}])\n    }}\n", values.trim_end_matches(", ")));
    } else {
        out.push_str(&format!("        match self.0 {{\n{arms}        }}\n    }}\n"));
    }
}

/// The names in the order in which English first mentions them; in a plural message, `other` speaks first.
fn placeholders_of(message: &Message) -> Vec<String> {
    let texts: Vec<&String> = match message {
        Message::Single(text) => vec![text],
        Message::Plural(forms) => forms.get("other").into_iter().chain(forms.values()).collect(),
    };
    let mut names = Vec::new();
    if matches!(message, Message::Plural(_)) {
        names.push("count".to_owned());
    }
    for name in texts.into_iter().flat_map(|text| placeholders(text)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn placeholders(text: &str) -> Vec<String> {
    text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim().to_owned()).collect()
}

/// The text with each placeholder replaced by the marker of its position.
fn marked(text: &str, names: &[String]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            rest = after;
            out.push_str("{{");
            continue;
        };
        let position = names.iter().position(|known| known == name.trim()).unwrap_or_default();
        out.extend(u32::try_from(position).ok().and_then(|position| char::from_u32(FIRST_MARKER + position)));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// JSON as a catalogue needs it: objects and strings, with double keys still visible.
enum Node {
    Leaf(String),
    Branch(Vec<(String, Node)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = Node;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or an object of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Leaf(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Node::Branch(entries))
            }
        }
        deserializer.deserialize_any(NodeVisitor)
    }
}
