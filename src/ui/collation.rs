//! Owns the order of letters of a language, as the browser knows it: asked once per character and not once per comparison.
//! Refuses to sort people, which the finder does by what is said here.

use crate::domain::roster::Alphabet;
use js_sys::{Array, Function, Intl, Object, Reflect};
use std::cmp::Ordering;
use wasm_bindgen::JsValue;

/// More characters than this are ordered by their code points: the directory is then mostly in a script that has no alphabet.
const MOST: usize = 4_000;

/// These characters in the order of this language, those that differ by accent or case alone together.
#[must_use]
pub fn alphabet(language: &str, characters: &[char]) -> Alphabet {
    if characters.len() > MOST {
        return Alphabet::default();
    }
    let (exact, base) = (comparing(language, "variant"), comparing(language, "base"));
    let mut texts: Vec<(char, JsValue)> = characters.iter().map(|c| (*c, JsValue::from_str(c.encode_utf8(&mut [0; 4])))).collect();
    texts.sort_by(|(one, a), (other, b)| exact.order(a, b).then(one.cmp(other)));
    let mut groups: Vec<Vec<char>> = Vec::new();
    let mut before: Option<JsValue> = None;
    for (c, text) in texts {
        match (groups.last_mut(), &before) {
            (Some(group), Some(last)) if base.order(last, &text) == Ordering::Equal => group.push(c),
            _ => groups.push(vec![c]),
        }
        before = Some(text);
    }
    Alphabet::new(&groups)
}

struct Comparing(Function);

impl Comparing {
    fn order(&self, a: &JsValue, b: &JsValue) -> Ordering {
        // Comparing two strings does not throw.
        let told = self.0.call2(&JsValue::UNDEFINED, a, b).ok().and_then(|told| told.as_f64()).unwrap_or_default();
        told.partial_cmp(&0.0).unwrap_or(Ordering::Equal)
    }
}

fn comparing(language: &str, sensitivity: &str) -> Comparing {
    let options = Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&options, &"sensitivity".into(), &sensitivity.into());
    Comparing(Intl::Collator::new(&Array::of1(&language.into()), &options).compare())
}
