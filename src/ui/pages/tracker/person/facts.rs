//! Owns what is known of a person, with each unknown shown as unknown.
//! Refuses to guess.

use crate::domain::{
    people::Person,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddedBy, AddressVerification},
};
use crate::ui::{
    context::words,
    pages::tracker::{
        state::tracker,
        words::{moment, short_license, standing_words, waiting_words},
    },
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// The facts.
#[component]
pub fn PersonFacts(
    /// Whose.
    person: Person,
) -> impl IntoView {
    let class = style! {
        .facts {
            display: grid;
            grid-template-columns: minmax(8rem, auto) minmax(0, 1fr) minmax(8rem, auto) minmax(0, 1fr);
            gap: var(--s2) var(--s4);
            margin: 0;
        }
        .term {
            color: var(--ink-quiet);
        }
        .unknown {
            color: var(--ink-quiet);
            font-style: italic;
        }
        @media (max-width: 640px) {
            .facts {
                grid-template-columns: minmax(6rem, auto) minmax(0, 1fr);
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let facts = move || {
        let (text, known) = (words.get(), tracker.facts.get());
        let license = |id| short_license(known.as_ref().map(|facts| &facts.organization), id);
        let licenses = person.record.user.licenses.iter().map(license).collect::<Vec<_>>().join(", ");
        facts_of(text, &person, licenses, tracker.now)
    };
    let list = move || {
        let one = |(term, fact): (&'static str, Option<String>)| {
            let unknown = fact.is_none();
            view! { class = class,
                <dt class="term">{term}</dt>
                <dd class:unknown=unknown><bdi>{fact.unwrap_or_else(|| words.get().person_unknown().to_owned())}</bdi></dd>
            }
        };
        facts().into_iter().map(one).collect_view()
    };
    view! { class = class, <dl class="facts">{list}</dl> }
}

/// Each fact; nothing where it is not known.
fn facts_of(text: Text, person: &Person, licenses: String, now: Timestamp) -> Vec<(&'static str, Option<String>)> {
    let (user, mail) = (&person.record.user, &person.record.mail);
    let last_seen = match user.activation {
        Activation::Activated { last_seen } => last_seen.map(|at| moment(text, at)),
        Activation::NotActivated => Some(text.person_never_signed_in().to_owned()),
        Activation::Unknown => None,
    };
    let verified = match user.address_verification {
        AddressVerification::Verified => Some(text.person_verified().to_owned()),
        AddressVerification::NotVerified => Some(text.person_not_verified().to_owned()),
        AddressVerification::Unknown => None,
    };
    let reminders = text.number(mail.reminders_sent.into());
    let reminders = match user.reminders_declined {
        Some(since) => text.person_reminders_declined(reminders, text.date(since.millis())),
        None => reminders,
    };
    let last_mail = mail.last.as_ref().map_or_else(|| text.tracker_mail_none().to_owned(), |last| moment(text, last.at));
    vec![
        (text.tracker_column_email(), Some(user.email.to_string())),
        (text.person_standing(), Some(standing_words(text, person.standing()).1.to_owned())),
        (text.tracker_column_department(), user.department.clone()),
        (text.tracker_column_account(), account_words(text, user.account_status)),
        (text.tracker_column_language(), user.language.map(|language| language.facts().own_name.to_owned())),
        (text.person_address(), verified),
        (text.tracker_column_licenses(), Some(if licenses.is_empty() { text.person_none().to_owned() } else { licenses })),
        (text.person_last_seen(), last_seen),
        (text.person_added(), user.added.map(|at| text.date(at.millis()))),
        (text.tracker_column_waiting(), Some(waiting_words(text, &person.record, now))),
        (text.person_added_by(), Some(added_by_words(text, user.added_by).to_owned())),
        (text.tracker_column_last_mail(), Some(last_mail)),
        (text.person_first_seen(), Some(text.date(user.first_seen.millis()))),
        (text.tracker_column_reminders(), Some(reminders)),
    ]
}

fn account_words(text: Text, status: AccountStatus) -> Option<String> {
    match status {
        AccountStatus::Enabled => Some(text.person_account_enabled().to_owned()),
        AccountStatus::Deactivated => Some(text.tracker_standing_deactivated().to_owned()),
        AccountStatus::PendingAcceptance => Some(text.tracker_standing_pending().to_owned()),
        AccountStatus::Unknown => None,
    }
}

fn added_by_words(text: Text, added_by: AddedBy) -> &'static str {
    match added_by {
        AddedBy::Import => text.person_added_by_import(),
        AddedBy::Scim => text.person_added_by_scim(),
        AddedBy::Hand => text.person_added_by_hand(),
        AddedBy::Platform => text.person_added_by_platform(),
    }
}
