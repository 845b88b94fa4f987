//! Reminders by themselves: in the demonstration, day by day on a clock that the test sets, and on the page.

use crate::screen::{description, document, fill, holds, open, text_of, until};
use std::sync::atomic::{AtomicI64, Ordering};
use usher::backend::{Backend, Demo};
use usher::domain::{
    activity::{ActivityAction, ActivityEntry},
    activity_filter::ActivityFilter,
    batch::{BatchOrigin, BatchRules, may_receive},
    email_kind::SuppressibleKind,
    follow_up::FollowUpDraft,
    language::Language,
    mail_history::UserRecord,
    not_ready::NotReady,
    settings::{EmailSettings, SenderDraft, SettingsDraft, Switch},
    starter::{fill_in, starter_template},
    timestamp::Timestamp,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};

static CLOCK: AtomicI64 = AtomicI64::new(0);

fn clock() -> Timestamp {
    Timestamp::from_millis(CLOCK.load(Ordering::SeqCst))
}

fn set_clock(text: &str) -> Timestamp {
    let at = Timestamp::parse(text).expect("a time");
    CLOCK.store(at.millis(), Ordering::SeqCst);
    at
}

/// The entries on reminders by themselves, newest first.
async fn entries(backend: &Backend) -> Vec<ActivityEntry> {
    let all = backend.activity(&ActivityFilter::default(), None, 1_000).await.expect("activity").entries;
    let told = |entry: &ActivityEntry| {
        matches!(entry.action, ActivityAction::RemindersStarted { .. } | ActivityAction::RemindersNotStarted { .. })
    };
    all.into_iter().filter(told).collect()
}

/// How many may get one by itself at that moment.
async fn may_get_one(backend: &Backend, at: Timestamp) -> u64 {
    let organization = backend.organization().await.expect("organization");
    let saved = backend.email_settings().await.expect("settings").settings;
    let settings = EmailSettings::read_saved(&saved, &organization.time_zone).expect("readable");
    let rules =
        BatchRules { organization: &organization, settings: &settings, kind: SuppressibleKind::Reminder, origin: BatchOrigin::Automatic };
    let (mut people, mut cursor): (Vec<UserRecord>, Option<String>) = (Vec::new(), None);
    loop {
        let page = backend.users(cursor.as_deref(), 1_000).await.expect("a page");
        people.extend(page.users);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return people.iter().filter(|record| may_receive(rules, record, at).is_ok()).count() as u64;
        }
    }
}

#[wasm_bindgen_test]
async fn the_demonstration_reminds_once_a_day_once_that_is_switched_on_and_nothing_is_missing() {
    // Seven o'clock in Warsaw.
    let early = set_clock("2026-11-24T06:00:00Z");
    let backend = Backend::from(Demo::new(clock).expect("the demonstration is seeded"));
    let read = backend.email_settings().await.expect("settings");
    let follow_up = FollowUpDraft { owner: String::new(), reminder_days: "2, 5, 10".into(), automatic_reminders: Switch::On };
    let draft = SettingsDraft { follow_up, ..read.settings };
    let saved = backend.save_email_settings(read.version, &draft).await.expect("a cadence");
    let due = may_get_one(&backend, early).await;
    assert!(due > 100, "{due}");
    assert!(entries(&backend).await.is_empty(), "the hour has not come");

    let eight = set_clock("2026-11-24T07:00:00Z");
    let [blocked] = entries(&backend).await.try_into().expect("one entry");
    assert_eq!((blocked.at, blocked.action), (eight, ActivityAction::RemindersNotStarted { due, reason: NotReady::SenderMissing }));
    let sender = SenderDraft { name: "IT".into(), address: "it@aurora.example".into(), reply_to: String::new() };
    backend.save_email_settings(saved.version, &SettingsDraft { sender, ..saved.settings }).await.expect("a sender");
    let organization = backend.organization().await.expect("organization");
    let mut draft = starter_template(SuppressibleKind::Reminder, Language::English, &organization);
    fill_in(&mut draft, "https://help.aurora.example");
    let created = backend.create_template(&draft).await.expect("created");
    assert_eq!(entries(&backend).await.len(), 1, "said once a day");
    backend.publish_template(&created.id, created.version).await.expect("published");

    let [started, _] = entries(&backend).await.try_into().expect("it is made up for");
    let ActivityAction::RemindersStarted { batch, due: sent } = started.action else { panic!("{started:?}") };
    assert_eq!((sent, started.actor.as_str()), (due, "Usher"));
    let batch = backend.batch(&batch).await.expect("the batch");
    assert_eq!((batch.origin, batch.kind, batch.counts.total), (BatchOrigin::Automatic, SuppressibleKind::Reminder, due));
    set_clock("2026-11-24T22:59:00Z");
    assert_eq!(entries(&backend).await.len(), 2, "once a day");
    assert_eq!(may_get_one(&backend, clock()).await, 0, "all were reached");
    set_clock("2026-11-25T07:00:00Z");
    let tomorrow = entries(&backend).await;
    assert!(tomorrow.len() <= 3, "once a day");
    assert!(tomorrow.iter().all(|entry| !matches!(entry.action, ActivityAction::RemindersNotStarted { due: 0, .. })));
}

#[wasm_bindgen_test]
async fn the_switch_needs_days_says_whom_it_reaches_and_the_number_leads_to_who_is_due() {
    let screen = open("#/settings");
    let days = screen.field("", "Reminders after how many days").await;
    let switch: HtmlInputElement = screen.field("", "Send due reminders automatically").await.unchecked_into();
    assert!(switch.disabled());
    assert_eq!(description(&switch), "Set after how many days first.");
    fill(&days, "2, 5, 10");
    holds("it can be switched on", || !switch.disabled()).await;
    switch.click();
    holds("what it means", || description(&switch).starts_with("On. Every day at 08:00 each reminder that is due is sent.")).await;
    // Before eight in Warsaw the first run is today's, later it is at once.
    let told = || {
        said().into_iter().find(|line| line.contains("people would get one.") || line.contains("people get one as soon as this is saved"))
    };
    until("whom it reaches", told).await;
    assert!(link("reminders due today").is_none(), "nothing is saved yet");
    screen.button("Save").await.click();
    let due = until("the number", || link("reminders due today")).await;
    assert!(due.get_attribute("aria-label").unwrap().starts_with(&format!("{} ", text_of(&due))));
    due.click();
    let address = || web_sys::window().unwrap().location().hash().unwrap();
    holds("the tracker", || address() == "#/tracker?due=today").await;
}

fn said() -> Vec<String> {
    all("[aria-live=polite] p").iter().map(|line| text_of(line)).collect()
}

fn link(name: &str) -> Option<HtmlElement> {
    all("nav a[aria-label]").into_iter().find(|link| link.get_attribute("aria-label").is_some_and(|label| label.contains(name)))
}

fn all(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
