//! Every visible word of the console, in each of its languages, and the browser's own rules for numbers and times.
//!
//! The words are in `text/en.json` and `text/pl.json`; the build makes one method of [`Text`] per message from them and
//! fails on a missing one. Numbers, dates and plural forms are the browser's `Intl`; the formatters are kept, since
//! making one costs more than a thousand uses.
//!
//! It does not hold the text of emails: those are templates and belong to the organization.

use std::cell::RefCell;
use std::fmt::{Display, Write};

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// A language in which the console speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UiLanguage {
    /// English.
    English,
    /// Polish.
    Polish,
}

impl UiLanguage {
    /// Every language, in the order in which the administrator may choose.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &[Self::English, Self::Polish]
    }

    /// BCP 47 code, as in `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Polish => "pl",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Polish => "Polski",
        }
    }

    /// The language of a code such as `pl` or `pl-PL`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or(code);
        Self::all().iter().copied().find(|known| known.code().eq_ignore_ascii_case(language))
    }

    /// The first language of the browser's list that the console speaks, else English.
    #[must_use]
    pub fn from_browser() -> Self {
        let Some(window) = web_sys::window() else { return Self::English };
        let codes = window.navigator().languages();
        codes.iter().filter_map(|code| code.as_string()).find_map(|code| Self::from_code(&code)).unwrap_or(Self::English)
    }
}

/// The console's text in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Text(pub UiLanguage);

impl Text {
    /// The language it is in.
    #[must_use]
    pub const fn language(self) -> UiLanguage {
        self.0
    }

    /// A whole number with the language's grouping: `12,345`, `12 345`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
    pub fn number(self, number: u64) -> String {
        formatted(self.0, Format::Number, number as f64)
    }

    /// A number with a fraction: `4.5`, `4,5`.
    #[must_use]
    pub fn decimal(self, number: f64) -> String {
        formatted(self.0, Format::Number, number)
    }

    /// A share of 1 as a percentage without decimals: `0.25` is `25%`.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        formatted(self.0, Format::Percent, share)
    }

    /// A day, from milliseconds since 1970, in the time zone set by [`set_time_zone`]: `Nov 22, 2026`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53 milliseconds")]
    pub fn date(self, milliseconds: i64) -> String {
        formatted(self.0, Format::Date, milliseconds as f64)
    }

    /// A day and the time to the minute, as [`Text::date`].
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53 milliseconds")]
    pub fn date_time(self, milliseconds: i64) -> String {
        formatted(self.0, Format::DateTime, milliseconds as f64)
    }

    /// Days from today, negative in the past: `yesterday`, `3 days ago`, `in 5 days`.
    #[must_use]
    pub fn relative_days(self, days: i32) -> String {
        formatted(self.0, Format::RelativeDays, f64::from(days))
    }

    /// The form that the language's grammar wants beside this number.
    #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
    fn plural_category(self, count: u64) -> PluralCategory {
        match formatted(self.0, Format::Plural, count as f64).as_str() {
            "zero" => PluralCategory::Zero,
            "one" => PluralCategory::One,
            "two" => PluralCategory::Two,
            "few" => PluralCategory::Few,
            "many" => PluralCategory::Many,
            _ => PluralCategory::Other,
        }
    }
}

/// Sets the time zone of all dates, an IANA name such as `Europe/Warsaw`; `None` is the browser's own zone.
///
/// Returns whether the browser knows the zone. An unknown one changes nothing.
pub fn set_time_zone(zone: Option<&str>) -> bool {
    if let Some(zone) = zone
        && !is_time_zone(zone)
    {
        return false;
    }
    TIME_ZONE.with_borrow_mut(|current| *current = zone.map(str::to_owned));
    FORMATTERS.with_borrow_mut(|formatters| {
        formatters.retain(|(_, format, _)| !matches!(format, Format::Date | Format::DateTime));
    });
    true
}

/// Grammatical number by Unicode CLDR.
#[derive(Clone, Copy)]
enum PluralCategory {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Number,
    Percent,
    Plural,
    Date,
    DateTime,
    RelativeDays,
}

thread_local! {
    static FORMATTERS: RefCell<Vec<(UiLanguage, Format, Function)>> = const { RefCell::new(Vec::new()) };
    static TIME_ZONE: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn formatted(language: UiLanguage, format: Format, value: f64) -> String {
    let function = FORMATTERS.with_borrow_mut(|formatters| {
        if let Some((_, _, known)) = formatters.iter().find(|(l, f, _)| (*l, *f) == (language, format)) {
            return known.clone();
        }
        let function = formatter(language, format);
        formatters.push((language, format, function.clone()));
        function
    });
    let unit = JsValue::from_str("day");
    function
        .call2(&JsValue::UNDEFINED, &JsValue::from_f64(value), &unit)
        .ok()
        .and_then(|text| text.as_string())
        // Not by Rust's own writing of fractions, whose tables would be three KiB of the first page.
        .unwrap_or_else(|| js_sys::Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default())
}

/// The browser's function for a format, bound to its formatter. Only relative times look at the second argument.
fn formatter(language: UiLanguage, format: Format) -> Function {
    let locales = Array::of1(&JsValue::from_str(language.code()));
    match format {
        Format::Number => Intl::NumberFormat::new(&locales, &options(&[])).format(),
        Format::Percent => Intl::NumberFormat::new(&locales, &options(&[("style", "percent")])).format(),
        Format::Plural => bound(&Intl::PluralRules::new(&locales, &options(&[])), "select"),
        Format::Date => Intl::DateTimeFormat::new(&locales, &dated(&[("dateStyle", "medium")])).format(),
        Format::DateTime => {
            let options = dated(&[("dateStyle", "medium"), ("timeStyle", "short")]);
            Intl::DateTimeFormat::new(&locales, &options).format()
        }
        Format::RelativeDays => bound(&Intl::RelativeTimeFormat::new(&locales, &options(&[("numeric", "auto")])), "format"),
    }
}

/// The method bound to its object, as `NumberFormat.format` is by itself.
fn bound(formatter: &JsValue, method: &str) -> Function {
    let function = Reflect::get(formatter, &JsValue::from_str(method)).unwrap_or_default();
    function.unchecked_into::<Function>().bind0(formatter)
}

fn dated(entries: &[(&str, &str)]) -> Object {
    let options = options(entries);
    TIME_ZONE.with_borrow(|zone| {
        if let Some(zone) = zone {
            set(&options, "timeZone", zone);
        }
    });
    options
}

fn options(entries: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in entries {
        set(&options, name, value);
    }
    options
}

fn set(options: &Object, name: &str, value: &str) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(options, &JsValue::from_str(name), &JsValue::from_str(value));
}

/// Asks by construction, since `Intl.supportedValuesOf` leaves out aliases such as `UTC`.
fn is_time_zone(zone: &str) -> bool {
    let constructor = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"))
        .and_then(|intl| Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")))
        .ok()
        .and_then(|constructor| constructor.dyn_into::<Function>().ok());
    let arguments = Array::of2(&JsValue::from_str("en"), &options(&[("timeZone", zone)]));
    constructor.is_some_and(|constructor| Reflect::construct(&constructor, &arguments).is_ok())
}

/// Puts the values where the generated templates have their markers, U+E000 for the first.
fn fill(template: &str, values: &[&dyn Display]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    for c in template.chars() {
        let value = u32::from(c).checked_sub(0xE000).and_then(|index| values.get(index as usize));
        match value {
            // Writing to a `String` cannot fail.
            Some(value) => drop(write!(out, "{value}")),
            None => out.push(c),
        }
    }
    out
}
