//! Usher: the console in which an organization's administrator controls its activation email.
//!
//! # Architecture
//!
//! ```text
//! domain  ←  api  ←  backend  ←  ui        (the console, WebAssembly)
//! domain  ←  api  ←  host                  (the reference backend)
//! ```
//!
//! * [`domain`] holds the rules, pure: no I/O, no clock, no randomness. `decide` says whether an email goes to a person
//!   and why; the browser and the host run this very code.
//! * [`api`] holds the wire: paths, payloads and problems of `/api/v1`, from which `public/openapi.json` is generated.
//! * `backend` (feature `ui`) is what the pages call: the HTTP API, or the demonstration that lives in the browser.
//! * `ui` (feature `ui`) holds the pages, made with Leptos.
//! * `host` (feature `host`) serves the built files and is the reference backend: axum, SQLite, mail.
//!
//! In a release the console comes in parts: the first page at once, every other page and the demonstration when they are
//! first asked for (`cfg(parts)`, set by `make dist`; the macro `part!` names each).
//!
//! `ui` and `host` never meet, and nothing points back up; a test reads the source and fails on a wrong arrow. A third
//! party that writes a backend in Rust takes this crate with `default-features = false` and gets `domain` and `api` alone.
//!
//! # What is deliberately absent
//!
//! * No router and no component kit: a hash route that works under any path, and native elements.
//! * No template engine in emails: merge fields only. What is previewed is what is sent, from one renderer.
//! * No tracking pixel, no link rewriting, no verification link and no password in any mail.
//! * No SQL that decides anything: the store keeps and finds rows, `domain` decides.

/// Makes a function the entry of a part of the console that is fetched when the function is first called: the build cuts
/// the program there. The function becomes `async`, and its error is made from the loader's.
#[cfg(all(feature = "ui", parts))]
macro_rules! part {
    ($part:ident, $(#[$doc:meta])* $vis:vis fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty $body:block) => {
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible)]
        $(#[$doc])*
        $vis fn $name($($argument: $kind),*) -> $answer $body
    };
}

/// In one piece, as the edit loop and the tests build it.
#[cfg(all(feature = "ui", not(parts)))]
macro_rules! part {
    ($part:ident, $(#[$doc:meta])* $vis:vis fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty $body:block) => {
        $(#[$doc])*
        $vis async fn $name($($argument: $kind),*) -> $answer $body
    };
}

pub mod api;
pub mod domain;

#[cfg(feature = "ui")]
pub mod backend;
#[cfg(feature = "host")]
pub mod host;
#[cfg(feature = "ui")]
pub mod ui;
