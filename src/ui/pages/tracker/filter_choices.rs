//! Owns the filters, each as a choice with its values in words.
//! Refuses to filter, which `domain::people` does.

use super::{
    columns::Mails,
    query::{ACCOUNTS, AGES, REMINDERS, TrackerQuery, WAITING_STEPS, Waiting, by_name, name_of},
    state::tracker,
    words::{account_words, decision_filter_words, due_filter_words, last_mail_words, short_license, standing_words},
};
use crate::domain::{
    language::{LANGUAGES, Language, LanguageFacts},
    license::LicenseId,
    people_filter::{DECISION_FILTERS, DUE_FILTERS, Known, LAST_MAIL_FILTERS, STANDINGS},
};
use crate::ui::{
    components::{Field, field_id},
    context::words,
    text::Text,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Values of choices: not known, and what stands before a name, so that no name can be taken for another value.
const NOT_KNOWN: &str = "not_known";
const IS: &str = "=";

/// The value of what is chosen, empty for any.
fn value_of<T>(chosen: Option<&Known<T>>, name: impl Fn(&T) -> &str) -> String {
    match chosen {
        None => String::new(),
        Some(Known::NotKnown) => NOT_KNOWN.to_owned(),
        Some(Known::Is(known)) => format!("{IS}{}", name(known)),
    }
}

/// What can be chosen of everything that a directory may not say.
fn any_or_not_known(text: Text) -> impl Iterator<Item = (String, String)> {
    [(String::new(), text.tracker_any().to_owned()), (NOT_KNOWN.to_owned(), text.tracker_not_known().to_owned())].into_iter()
}

/// What a value chooses.
fn chosen_by<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Known<T>> {
    if value == NOT_KNOWN { Some(Known::NotKnown) } else { value.strip_prefix(IS).and_then(read).map(Known::Is) }
}

/// One choice among several, of which the first says "any".
#[component]
fn Choice(
    /// Its label.
    #[prop(into)]
    label: Signal<String>,
    /// Values and words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Makes the new filters from the old ones and the chosen value.
    change: fn(TrackerQuery, String) -> TrackerQuery,
) -> impl IntoView {
    let tracker = tracker();
    let id = field_id();
    let choose = move |event| tracker.ask(change(tracker.query.get_untracked(), event_target_value(&event)));
    let entries = move || {
        let option = |(name, label): (String, String)| {
            let chosen = name.clone();
            view! { <option value=name selected=move || value.get() == chosen>{label}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
    view! {
        <Field id=id.clone() label=label>
            <select id=id prop:value=value on:change=choose>{entries}</select>
        </Field>
    }
}

/// Where people stand.
#[component]
pub fn StandingFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        STANDINGS
            .iter()
            .map(|(standing, name)| ((*name).to_owned(), standing_words(words.get(), *standing).1.to_owned()))
            .collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_filter_standing().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().standing_name().to_owned())
            change=|query, name| TrackerQuery { standing: by_name(STANDINGS, &name).unwrap_or_default(), ..query }
        />
    }
}

/// How long they wait.
#[component]
pub fn WaitingFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let text = words.get();
        let any = (String::new(), text.tracker_any().to_owned());
        let age = |(least, most): &(i64, i64)| {
            (Waiting::Days(*least, *most), text.tracker_filter_age(text.number(most.unsigned_abs()), text.number(least.unsigned_abs())))
        };
        let more = |days: &i64| (Waiting::MoreThan(*days), text.tracker_filter_more(days.unsigned_abs()));
        let named = |(waiting, label): (Waiting, String)| (waiting.print(), label);
        std::iter::once(any).chain(AGES.iter().map(age).chain(WAITING_STEPS.iter().map(more)).map(named)).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_column_waiting().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().waiting.map(Waiting::print).unwrap_or_default())
            change=|query, waiting| TrackerQuery { waiting: Waiting::read(&waiting), ..query }
        />
    }
}

/// Their department, one of those that occur.
#[component]
pub fn DepartmentFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let departments = Memo::new(move |_| {
        let used: BTreeSet<String> =
            tracker.directory.with(|people| people.departments().into_iter().map(|(name, _)| name.to_owned()).collect());
        let asked = match &tracker.query.read().department {
            // One that the address names and nobody has is still what is filtered by.
            Some(Known::Is(name)) => Some(name.clone()),
            Some(Known::NotKnown) | None => None,
        };
        used.into_iter().chain(asked).collect::<BTreeSet<String>>()
    });
    let options = move || {
        let text = words.get();
        any_or_not_known(text).chain(departments.get().into_iter().map(|name| (format!("{IS}{name}"), name))).collect::<Vec<_>>()
    };
    let value = move || value_of(tracker.query.read().department.as_ref(), String::as_str);
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_column_department().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(value)
            change=|query, value| TrackerQuery { department: chosen_by(&value, |name| Some(name.to_owned())), ..query }
        />
    }
}

/// Their language, one of those that occur.
#[component]
pub fn LanguageFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let text = words.get();
        let language = |facts: &LanguageFacts| (format!("{IS}{}", facts.tag), facts.own_name.to_owned());
        any_or_not_known(text).chain(LANGUAGES.iter().map(language)).collect::<Vec<_>>()
    };
    let value = move || value_of(tracker.query.read().language.as_ref(), |language| language.tag());
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_column_language().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(value)
            change=|query, value| TrackerQuery { language: chosen_by(&value, Language::read), ..query }
        />
    }
}

/// A license of theirs.
#[component]
pub fn LicenseFilter() -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let facts = tracker.facts.get();
        let organization = facts.as_ref().map(|facts| &facts.organization);
        let known = organization.into_iter().flat_map(|organization| &organization.licenses).map(|license| license.id.clone());
        let ids: BTreeSet<LicenseId> = known.chain(tracker.query.read().license.clone()).collect();
        let any = (String::new(), words.get().tracker_any().to_owned());
        std::iter::once(any).chain(ids.into_iter().map(|id| (id.0.clone(), short_license(organization, &id)))).collect::<Vec<_>>()
    };
    view! {
        <Choice
            label=Signal::derive(move || words.get().tracker_filter_license().to_owned())
            options=Signal::derive(options)
            value=Signal::derive(move || tracker.query.read().license.as_ref().map(|id| id.0.clone()).unwrap_or_default())
            change=|query, id| TrackerQuery { license: Some(LicenseId(id)).filter(|id| !id.0.is_empty()), ..query }
        />
    }
}

/// One filter whose choices are a list of values with names.
#[component]
fn Listed<T: Copy + PartialEq + Send + Sync + 'static>(
    /// Its label.
    label: fn(Text) -> &'static str,
    /// The values with their names in addresses.
    list: &'static [(T, &'static str)],
    /// What a value is called.
    called: fn(Text, T) -> String,
    /// The chosen value.
    chosen: fn(&TrackerQuery) -> Option<T>,
    /// Makes the new filters from the old ones and the name of the chosen value.
    change: fn(TrackerQuery, String) -> TrackerQuery,
) -> impl IntoView {
    let (tracker, words) = (tracker(), words());
    let options = move || {
        let any = (String::new(), words.get().tracker_any().to_owned());
        std::iter::once(any).chain(list.iter().map(|(value, name)| ((*name).to_owned(), called(words.get(), *value)))).collect::<Vec<_>>()
    };
    let value = move || chosen(&tracker.query.read()).map(|value| name_of(list, value).to_owned()).unwrap_or_default();
    view! {
        <Choice label=Signal::derive(move || label(words.get()).to_owned()) options=Signal::derive(options) value=Signal::derive(value) change=change/>
    }
}

/// Whether a filter on mails is there: where they are known, and where an address sets it. From then on it stays, since a filter
/// that goes when it is set back would take the focus with it.
fn there(set: fn(&TrackerQuery) -> bool) -> Memo<bool> {
    let tracker = tracker();
    Memo::new(move |before: Option<&bool>| before == Some(&true) || tracker.mails == Mails::Known || set(&tracker.query.read()))
}

/// What came of the last mail.
#[component]
pub fn LastMailFilterChoice() -> impl IntoView {
    let there = there(|query| query.last_mail.is_some());
    view! {
        <Show when=move || there.get()>
            <Listed
                label=Text::tracker_column_last_mail
                list=LAST_MAIL_FILTERS
                called=|text, filter| last_mail_words(text, filter).to_owned()
                chosen=|query| query.last_mail
                change=|query, name| TrackerQuery { last_mail: by_name(LAST_MAIL_FILTERS, &name), ..query }
            />
        </Show>
    }
}

/// The rarer filters whose choices are listed once for all.
#[component]
pub fn ListedFilters() -> impl IntoView {
    let there = there(|query| query.due.is_some() || query.reminders.is_some());
    view! {
        <Show when=move || there.get()>
            <Listed
                label=Text::tracker_column_due
                list=DUE_FILTERS
                called=|text, filter| due_filter_words(text, filter).to_owned()
                chosen=|query| query.due
                change=|query, name| TrackerQuery { due: by_name(DUE_FILTERS, &name), ..query }
            />
            <Listed
                label=Text::tracker_column_reminders
                list=REMINDERS
                called=|text, reminders| match reminders.most {
                    Some(most) => text.number(u64::from(most)),
                    None => text.tracker_filter_at_least(text.number(u64::from(reminders.least))),
                }
                chosen=|query| query.reminders
                change=|query, name| TrackerQuery { reminders: by_name(REMINDERS, &name), ..query }
            />
        </Show>
        <Listed
            label=Text::tracker_column_decision
            list=DECISION_FILTERS
            called=|text, filter| decision_filter_words(text, filter).to_owned()
            chosen=|query| query.decision
            change=|query, name| TrackerQuery { decision: by_name(DECISION_FILTERS, &name), ..query }
        />
        <Listed
            label=Text::tracker_column_account
            list=ACCOUNTS
            called=|text, account| account_words(text, account).to_owned()
            chosen=|query| query.account
            change=|query, name| TrackerQuery { account: by_name(ACCOUNTS, &name), ..query }
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_taken_for_another_value() {
        let read = |value: &str| chosen_by(value, |name| Some(name.to_owned()));
        for chosen in
            [None, Some(Known::NotKnown), Some(Known::Is(String::new())), Some(Known::Is(NOT_KNOWN.into())), Some(Known::Is("=".into()))]
        {
            assert_eq!(read(&value_of(chosen.as_ref(), String::as_str)), chosen);
        }
        assert_eq!(chosen_by("=pl", Language::read), Some(Known::Is(Language::Polish)));
        assert_eq!(chosen_by("=xx", Language::read), None);
    }
}
