//! Owns who receives and who is left out, counted, with reasons and every name.
//! Refuses to draw names that nobody asked to see: a list opens on demand, and grows on demand.

use crate::api::payload::PlanReport;
use crate::domain::{
    batch::{LeftOut, SkipReason},
    timestamp::Timestamp,
    user::UserId,
};
use crate::ui::{
    components::Icon,
    context::words,
    pages::tracker::{state::tracker, words::left_out_words},
};
use leptos::prelude::*;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use stylers_macro::style;

/// Names shown before more are asked for.
const FIRST_NAMES: usize = 200;

/// Who receives and who does not.
#[component]
pub fn Recipients(
    /// The plan.
    plan: Arc<PlanReport>,
) -> impl IntoView {
    let class = style! {
        .recipients {
            display: grid;
            grid-template-columns: minmax(0, 1fr);
            overflow-wrap: anywhere;
            gap: var(--s2);
        }
        .group {
            display: flex;
            align-items: center;
            gap: var(--s2);
            color: var(--good);
        }
        .left {
            color: var(--ink-quiet);
        }
    };
    let (tracker, words) = (tracker(), words());
    let receive = plan.recipients.len() as u64;
    let groups = group(&plan.left_out).into_iter().map(|(reason, users)| {
        let count = users.len() as u64;
        let label = move || {
            let text = words.get();
            text.send_left_out(count, left_out_words(text, &reason, tracker.facts.get().as_deref()))
        };
        view! { <Names label=Signal::derive(label) users=users/> }
    });
    let groups = groups.collect_view();
    let left = plan.left_out.len() as u64;
    let recipients = plan.recipients.clone();
    view! { class = class,
        <section class="recipients">
            <h3>{move || words.get().send_who()}</h3>
            <p class="group">
                <Icon name="check-circle"/>
                <strong>{move || words.get().send_receive(receive)}</strong>
            </p>
            {(receive > 0).then(|| view! { <Names label=Signal::derive(move || words.get().send_show_names().to_owned()) users=recipients/> })}
            {(left > 0).then(|| view! { class = class, <p class="left">{move || words.get().send_left_out_total(left)}</p> })}
            {groups}
        </section>
    }
}

/// People by the reason for which they are left out, the most frequent first.
fn group(left_out: &[LeftOut]) -> Vec<(SkipReason, Vec<UserId>)> {
    let mut groups: BTreeMap<SkipReason, Vec<UserId>> = BTreeMap::new();
    for LeftOut { user, reason } in left_out {
        let reason = match reason {
            // Each of them was mailed at another moment, for one reason.
            SkipReason::MailedRecently { .. } => SkipReason::MailedRecently { at: Timestamp::from_millis(0) },
            SkipReason::Deactivated
            | SkipReason::AlreadyActivated
            | SkipReason::ActivationUnknown
            | SkipReason::AwaitingAcceptance
            | SkipReason::NoLicenseThatCounts
            | SkipReason::DeclinedReminders
            | SkipReason::RuleSuppresses { .. }
            | SkipReason::SettingIsOff
            | SkipReason::ReminderNotDue
            | SkipReason::AutomaticRemindersOff
            | SkipReason::NotInDirectory
            | SkipReason::BatchCancelled => reason.clone(),
        };
        groups.entry(reason).or_default().push(user.clone());
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, users)| std::cmp::Reverse(users.len()));
    groups
}

/// Names behind their heading.
#[component]
fn Names(
    /// The heading.
    #[prop(into)]
    label: Signal<String>,
    /// Who.
    users: Vec<UserId>,
) -> impl IntoView {
    let class = style! {
        .names {
            max-block-size: 12rem;
            margin-block-start: var(--s1);
            padding-inline-start: var(--s5);
            overflow-y: auto;
        }
        .quiet {
            color: var(--ink-quiet);
        }
    };
    let (tracker, words) = (tracker(), words());
    let (open, whole) = (RwSignal::new(false), RwSignal::new(false));
    let total = users.len();
    let names = move || {
        let people = tracker.people.read();
        let by_id: HashMap<&UserId, _> = people.iter().map(|person| (person.id(), &person.record.user)).collect();
        let most = if whole.get() { total } else { FIRST_NAMES };
        let one = |id: &UserId| {
            let (name, email) =
                by_id.get(id).map_or_else(|| (id.0.clone(), String::new()), |user| (user.shown_name(), user.email.to_string()));
            view! { class = class, <li><bdi>{name}</bdi>" "<bdi class="quiet">{email}</bdi></li> }
        };
        users.iter().take(most).map(one).collect_view()
    };
    let names = StoredValue::new(names);
    view! { class = class,
        <details on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{label}</summary>
            <Show when=move || open.get()>
                {view! { class = class, <ul class="names" tabindex="0" aria-label=label>{move || names.with_value(|names| names())}</ul> }}
            </Show>
            <Show when=move || { open.get() && !whole.get() && total > FIRST_NAMES }>
                <button type="button" data-kind="quiet" on:click=move |_| whole.set(true)>{move || words.get().send_all_names(total as u64)}</button>
            </Show>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_left_out_are_grouped_by_reason_the_most_first() {
        let left = |user: &str, reason| LeftOut { user: UserId(user.into()), reason };
        let at = |millis| SkipReason::MailedRecently { at: Timestamp::from_millis(millis) };
        let groups = group(&[left("a", SkipReason::Deactivated), left("b", at(1)), left("c", at(2))]);
        let shown: Vec<(usize, bool)> =
            groups.iter().map(|(reason, users)| (users.len(), matches!(reason, SkipReason::MailedRecently { .. }))).collect();
        assert_eq!(shown, [(2, true), (1, false)]);
    }
}
