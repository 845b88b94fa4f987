//! Owns the field for a moment: a day and perhaps a time on the organization's clocks.
//! Refuses to judge; it hands on what is typed, in the one form in which moments are written.

use super::{Field, field_id};
use crate::domain::time_zone::TimeZone;
use crate::ui::context::words;
use leptos::prelude::*;
use stylers_macro::style;
use wasm_bindgen::JsCast;

/// A day and perhaps a time.
#[component]
pub fn MomentField(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What to type; empty for nothing.
    #[prop(into, optional)]
    hint: Signal<String>,
    /// What is wrong; empty for nothing.
    #[prop(into)]
    problem: Signal<String>,
    /// Whether the problem only warns.
    #[prop(into, optional)]
    warning: Signal<bool>,
    /// What is typed: `2026-11-22` or `2026-11-22T09:30`.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is typed.
    write: Callback<String>,
    /// The organization's clocks.
    zone: TimeZone,
) -> impl IntoView {
    let class = style! {
        .moment {
            display: flex;
            flex-wrap: wrap;
            gap: var(--s2);
        }
        .day {
            flex: 1 1 9rem;
            min-inline-size: 0;
        }
        .time {
            flex: 0 1 7rem;
            min-inline-size: 0;
        }
    };
    let words = words();
    let id = field_id();
    let parts = Memo::new(move |_| split(&value.read(), &zone));
    let day = move || parts.with(|(day, _)| day.clone());
    let time = move || parts.with(|(_, time)| time.clone());
    // What is typed half is left alone: the control still shows it, and nothing was decided yet.
    let change_day = move |event: web_sys::Event| {
        if is_whole(&event) {
            write.run(join(&event_target_value(&event), &time()));
        }
    };
    let change_time = move |event: web_sys::Event| {
        if is_whole(&event) {
            write.run(join(&day(), &event_target_value(&event)));
        }
    };
    let described = format!("{id}-hint {id}-problem");
    let invalid = move || (!problem.get().is_empty() && !warning.get()).to_string();
    view! { class = class,
        <Field id=id.clone() label=label hint=hint problem=problem warning=warning>
            {view! { class = class,
                <div class="moment">
                    <input class="day" id=id.clone() type="date" aria-describedby=described.clone() aria-invalid=invalid prop:value=day on:input=change_day/>
                    <input
                        class="time"
                        type="time"
                        aria-label=move || format!("{}: {}", label.get(), words.get().settings_time_of_day())
                        aria-describedby=described.clone()
                        disabled=move || day().is_empty()
                        prop:value=time
                        on:input=change_time
                    />
                </div>
            }}
        </Field>
    }
}

/// Whether a control holds a whole day or time, or nothing.
fn is_whole(event: &web_sys::Event) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    !input.is_some_and(|input| input.validity().bad_input())
}

/// Day and time as the two controls hold them. A moment that was written otherwise, with an offset, say, is shown on the clocks.
fn split(typed: &str, zone: &TimeZone) -> (String, String) {
    let typed = typed.trim();
    let is_clock = typed.len() == 16 && zone.read(typed).is_ok();
    let shown = match zone.read(typed) {
        Ok(moment) if typed.len() != 10 && !is_clock => zone.clock(moment.at),
        Ok(_) | Err(_) => typed.to_owned(),
    };
    let (day, time) = shown.split_once(['T', ' ']).unwrap_or((&shown, ""));
    (day.to_owned(), time.to_owned())
}

fn join(day: &str, time: &str) -> String {
    match (day.is_empty(), time.is_empty()) {
        (true, _) => String::new(),
        (false, true) => day.to_owned(),
        (false, false) => format!("{day}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_in_its_parts_and_put_together_again() {
        for (typed, day, time) in [
            ("", "", ""),
            ("2026-11-22", "2026-11-22", ""),
            ("2026-11-22T09:30", "2026-11-22", "09:30"),
            ("2026-11-22T09:30:00Z", "2026-11-22", "09:30"),
            ("2026-11-22T09:30:00+02:00", "2026-11-22", "07:30"),
            ("soon", "soon", ""),
        ] {
            let (shown_day, shown_time) = split(typed, &TimeZone::default());
            assert_eq!((shown_day.as_str(), shown_time.as_str()), (day, time), "{typed}");
            if !typed.ends_with(":00") && !typed.ends_with('Z') {
                assert_eq!(join(&shown_day, &shown_time), typed);
            }
        }
        assert_eq!(join("", "09:30"), "");
    }
}
