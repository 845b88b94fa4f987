//! Owns what is known of a person, with each unknown shown as unknown.
//! Refuses to guess.

use super::{open_person::OpenPerson, reminder_words::next_reminder_words};
use crate::domain::{
    mail_history::UserRecord,
    people_filter::standing,
    timestamp::Timestamp,
    user::{AccountStatus, Activation, AddedBy, AddressVerification},
};
use crate::ui::{
    context::words,
    pages::tracker::{
        columns::Mails,
        state::{Facts, tracker},
        words::{moment, short_license, standing_words, waiting_words},
    },
    text::Text,
};
use leptos::prelude::*;
use stylers_macro::style;

/// From so many characters on, a fact gets a box of its own to scroll in.
const LONG: usize = 300;

/// The facts.
#[component]
pub fn PersonFacts(
    /// Whose.
    person: OpenPerson,
) -> impl IntoView {
    let class = style! {
        .person-facts {
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
        .long {
            max-block-size: 8rem;
            overflow: auto;
        }
        @media (max-width: 640px) {
            .person-facts {
                grid-template-columns: minmax(6rem, 2fr) minmax(0, 3fr);
            }
        }
    };
    let (tracker, words) = (tracker(), words());
    let one = move |(term, fact): (&'static str, Option<String>)| {
        let (unknown, long) = (fact.is_none(), fact.as_ref().is_some_and(|fact| fact.chars().count() > LONG));
        view! { class = class,
            <dt class="term">{term}</dt>
            <dd class:unknown=unknown class:long=long tabindex=long.then_some("0")>
                <bdi>{fact.unwrap_or_else(|| words.get().person_unknown().to_owned())}</bdi>
            </dd>
        }
    };
    let list = move || {
        let known = tracker.facts.get();
        let record = person.record.get()?;
        Some(facts_of(words.get(), &record, known.as_deref(), (tracker.now, tracker.mails)).into_iter().map(one).collect_view())
    };
    view! { class = class, <dl class="person-facts">{list}</dl> }
}

/// Each fact; nothing where it is not known.
fn facts_of(
    text: Text,
    record: &UserRecord,
    known: Option<&Facts>,
    (now, mails): (Timestamp, Mails),
) -> Vec<(&'static str, Option<String>)> {
    let (user, mail) = (&record.user, &record.mail);
    let license = |id| short_license(known.map(|facts| &facts.organization), id);
    let licenses = user.licenses.iter().map(license).collect::<Vec<_>>().join(", ");
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
    let known_mail = |fact: String| (mails == Mails::Known).then_some(fact);
    let contacted = mail.contacted.map_or_else(|| text.person_contacted_none().to_owned(), |at| moment(text, at));
    let mut facts = vec![
        (text.tracker_column_name(), Some(user.shown_name())),
        (text.tracker_column_email(), Some(user.email.to_string())),
        (text.person_standing(), Some(standing_words(text, standing(record)).1.to_owned())),
        (text.tracker_column_department(), user.department.clone()),
        (text.tracker_column_account(), account_words(text, user.account_status)),
        (text.tracker_column_language(), user.language.map(|language| language.facts().own_name.to_owned())),
        (text.person_address(), verified),
        (text.tracker_column_licenses(), Some(if licenses.is_empty() { text.person_none().to_owned() } else { licenses })),
        (text.person_last_seen(), last_seen),
        (text.person_added(), user.added.map(|at| text.date(at.millis()))),
        (text.tracker_column_waiting(), Some(waiting_words(text, record, now))),
        (text.person_added_by(), Some(added_by_words(text, user.added_by).to_owned())),
        (text.tracker_column_last_mail(), known_mail(last_mail)),
        (text.person_first_seen(), Some(text.date(user.first_seen.millis()))),
        (text.tracker_column_reminders(), known_mail(reminders)),
        (text.person_contacted(), Some(contacted)),
    ];
    // By the settings, once they were read.
    facts.extend(known.map(|known| (text.person_next_reminder(), Some(next_reminder_words(text, known, record, now)))));
    facts
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
