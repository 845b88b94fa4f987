//! Owns when a send begins and how many go out a day; both are off until somebody asks for them.
//! Refuses moments that have passed or never come, before anything is sent.

use crate::domain::{
    batch_control::{Plan, PlanProblem},
    time_zone::{Reading, TimeZone},
    timestamp::Timestamp,
};
use crate::ui::{
    components::{Field, MomentField, field_id},
    context::{now, organization, words},
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// What is typed.
#[derive(Clone, Copy)]
pub struct Typed {
    begin: RwSignal<String>,
    per_day: RwSignal<String>,
}

/// What is wrong with what is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// No day and time.
    NoMoment,
    /// Clocks never show it.
    Skipped,
    /// What no batch can have.
    Plan(PlanProblem),
}

impl Typed {
    /// Nothing is typed.
    pub fn new() -> Self {
        Self { begin: RwSignal::new(String::new()), per_day: RwSignal::new(String::new()) }
    }

    /// The plan, where nothing is wrong with it.
    pub fn plan(self, zone: &TimeZone, now: Timestamp) -> Option<Plan> {
        let (starts_at, per_day) = (begin(&self.begin.get(), zone, now).ok()?, pace(&self.per_day.get()).ok()?);
        Some(Plan { starts_at, per_day })
    }
}

fn begin(typed: &str, zone: &TimeZone, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let moment = zone.read(typed).map_err(|_| Fault::NoMoment)?;
    if moment.reading == Reading::Skipped {
        return Err(Fault::Skipped);
    }
    let plan = Plan { starts_at: Some(moment.at), per_day: None };
    match plan.problems(now).first() {
        Some(problem) => Err(Fault::Plan(*problem)),
        None => Ok(plan.starts_at),
    }
}

fn pace(typed: &str) -> Result<Option<u32>, Fault> {
    match typed.trim() {
        "" => Ok(None),
        digits => match digits.parse::<u32>() {
            Ok(most) if most > 0 => Ok(Some(most)),
            Ok(_) | Err(_) => Err(Fault::Plan(PlanProblem::NoneADay)),
        },
    }
}

fn fault_words(text: Text, fault: Fault) -> &'static str {
    match fault {
        Fault::NoMoment => text.send_begin_wrong(),
        Fault::Skipped => text.send_begin_skipped(),
        Fault::Plan(PlanProblem::StartPassed) => text.send_begin_passed(),
        Fault::Plan(PlanProblem::StartTooFar) => text.send_begin_far(),
        Fault::Plan(PlanProblem::NoneADay) => text.send_per_day_wrong(),
    }
}

/// When and how fast.
#[component]
pub fn Later(
    /// What is typed.
    typed: Typed,
) -> impl IntoView {
    let class = style! {
        .when-it-begins-and-how-many-go-every-day {
            display: grid;
            grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
            gap: var(--s4);
            padding-block-start: var(--s3);
        }
    };
    let (words, zone) = (words(), organization().zone());
    let id = field_id();
    let name = zone.name().to_owned();
    let clocks = zone.clone();
    let begin_problem = Signal::derive(move || {
        begin(&typed.begin.read(), &clocks, now()).err().map(|fault| fault_words(words.get(), fault).to_owned()).unwrap_or_default()
    });
    let pace_problem = Signal::derive(move || {
        pace(&typed.per_day.read()).err().map(|fault| fault_words(words.get(), fault).to_owned()).unwrap_or_default()
    });
    let described = format!("{id}-hint {id}-problem");
    view! { class = class,
        <details>
            <summary>{move || words.get().send_later()}</summary>
            <div class="when-it-begins-and-how-many-go-every-day">
                <MomentField
                    label=Signal::derive(move || words.get().send_begin_at().to_owned())
                    hint=Signal::derive(move || words.get().send_begin_hint(&name))
                    problem=begin_problem
                    value=typed.begin
                    write=Callback::new(move |value| typed.begin.set(value))
                    zone=zone
                />
                <Field
                    id=id.clone()
                    label=Signal::derive(move || words.get().send_per_day().to_owned())
                    hint=Signal::derive(move || words.get().send_per_day_hint().to_owned())
                    problem=pace_problem
                >
                    <input
                        id=id
                        inputmode="numeric"
                        autocomplete="off"
                        aria-describedby=described
                        aria-invalid=move || (!pace_problem.get().is_empty()).to_string()
                        prop:value=typed.per_day
                        on:input=move |event| typed.per_day.set(event_target_value(&event))
                    />
                </Field>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_on_the_clocks_becomes_a_plan_or_says_what_is_wrong() {
        let (zone, now) = (TimeZone::default(), Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
        assert_eq!(begin("", &zone, now), Ok(None));
        assert_eq!(begin("2026-11-23T08:00", &zone, now), Ok(Timestamp::parse("2026-11-23T08:00:00Z").ok()));
        assert_eq!(begin("2026-11-22T11:59", &zone, now), Err(Fault::Plan(PlanProblem::StartPassed)));
        assert_eq!(begin("2028-01-01", &zone, now), Err(Fault::Plan(PlanProblem::StartTooFar)));
        assert_eq!(begin("soon", &zone, now), Err(Fault::NoMoment));
        assert_eq!((pace(""), pace(" 500 ")), (Ok(None), Ok(Some(500))));
        for wrong in ["0", "-1", "1.5", "many", "99999999999"] {
            assert_eq!(pace(wrong), Err(Fault::Plan(PlanProblem::NoneADay)), "{wrong}");
        }
    }
}
