//! Reminders by themselves: once a day, to those who are due, by the very rules of a reminder by hand; and how many are due.

use crate::harness::{TestHost, host, host_in};
use serde_json::{Value, json};
use usher::{
    api::routes,
    domain::{
        batch::BatchId,
        email_kind::SuppressibleKind,
        mail_history::{LastMail, MailHistory, MailOutcome},
        not_ready::NotReady,
        settings::Switch,
        timestamp::Timestamp,
        user::UserId,
    },
    host::{
        reminders::{Run, start_due},
        store::{self, reminder_runs::RunOutcome},
    },
};

/// Whoever signs in after the first reminder, bounces, declines, is contacted, and one to whom nothing happens.
const FIVE: &str = "Email,First Name,Status,App\nsigns@example.com,Signs,Not Verified,TRUE\nbounces@example.com,Bounces,Not Verified,TRUE\n\
declines@example.com,Declines,Not Verified,TRUE\ncontacted@example.com,Contacted,Not Verified,TRUE\nwaits@example.com,Waits,Not Verified,TRUE\n";
const SIGNED_IN: &str = "Email,First Name,Status,App\nsigns@example.com,Signs,Active,TRUE\n";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Everybody of the file, mailed at this moment; a sender, both templates, and the cadence with its switch.
async fn ready(test: &TestHost, file: &str, mailed: &str, switch: Switch) {
    test.clock.set(at(mailed));
    test.ready(file).await;
    test.publish(SuppressibleKind::Reminder).await;
    for user in test.users().await {
        let sent = LastMail { kind: SuppressibleKind::Activation, at: at(mailed), outcome: MailOutcome::Sent, address: None };
        change_mail(test, &user, |mail| *mail = MailHistory::default().after(sent)).await;
    }
    remind(test, "2, 5, 10", switch).await;
}

async fn remind(test: &TestHost, days: &str, switch: Switch) {
    let saved = test.save_settings(|draft| {
        draft.follow_up.reminder_days = days.into();
        draft.follow_up.automatic_reminders = switch;
    });
    let saved = saved.await;
    assert_eq!(saved.status, 200, "{}", saved.text());
}

async fn change_mail(test: &TestHost, user: &str, change: impl FnOnce(&mut MailHistory)) {
    let mut db = test.host.store.write().await.unwrap();
    let placed = store::users::find(&mut db, &UserId(user.into())).await.unwrap().unwrap();
    let mut mail = placed.record.mail;
    change(&mut mail);
    store::users::keep_mail(&mut db, placed.seq, &mail).await.unwrap();
    db.commit().await.unwrap();
}

/// Lets the day's run begin and its batch come to its end; answers the first names of those who were reached.
async fn day(test: &TestHost, now: &str) -> Vec<String> {
    test.clock.set(at(now));
    match start_due(&test.host).await.unwrap() {
        Run::Started(batch) => sent(test, &batch).await,
        Run::NotNow | Run::NobodyDue | Run::Blocked(..) => Vec::new(),
    }
}

async fn sent(test: &TestHost, batch: &BatchId) -> Vec<String> {
    let batch = test.finish(&json!({"id": batch.0})).await;
    let names = names(test).await;
    let sent = test.deliveries(&batch).await.into_iter().filter(|delivery| delivery["state"]["state"] == "sent");
    sent.map(|delivery| names.iter().find(|(id, _)| delivery["user"] == **id).unwrap().1.clone()).collect()
}

async fn names(test: &TestHost) -> Vec<(String, String)> {
    let users = test.read(&routes::page(routes::USERS, None, 1_000)).await["users"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    users.iter().map(|record| (text(&record["user"]["id"]), text(&record["user"]["name"]["first"]))).collect()
}

async fn due_today(test: &TestHost) -> u64 {
    test.read(routes::USERS_DUE).await["due_today"].as_u64().unwrap()
}

async fn counts(test: &TestHost) -> [u64; 2] {
    let read = test.read(routes::USERS_DUE).await;
    ["due_today", "waiting"].map(|name| read[name].as_u64().unwrap())
}

async fn next_run(test: &TestHost) -> String {
    test.read(routes::USERS_DUE).await["next_run"].as_str().unwrap().to_owned()
}

async fn reminder_entries(test: &TestHost) -> Vec<Value> {
    let entries = test.read(&format!("{}?kind=batch", routes::ACTIVITY)).await["entries"].as_array().unwrap().clone();
    entries.into_iter().filter(|entry| entry["action"]["action"].as_str().unwrap().starts_with("reminders_")).collect()
}

#[tokio::test]
async fn day_by_day_each_gets_what_is_due_until_something_stops_it() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::On).await;
    let users = test.users().await;
    let everybody = ["Signs", "Bounces", "Declines", "Contacted", "Waits"];
    let none: [&str; 0] = [];
    assert_eq!(day(&test, "2026-11-02T08:00:00Z").await, none, "nothing is due after a day");
    assert_eq!(day(&test, "2026-11-03T07:59:59Z").await, none, "the hour has not come");
    assert_eq!(due_today(&test).await, 5);
    assert_eq!(day(&test, "2026-11-03T08:00:00Z").await, everybody);
    assert_eq!((due_today(&test).await, test.outbox().len()), (0, 5));

    // What happens before the second.
    test.import(SIGNED_IN, "").await;
    change_mail(&test, &users[1], |mail| mail.last.as_mut().unwrap().outcome = MailOutcome::Failed).await;
    let declined = test.host.unsubscribe_links.path(&UserId(users[2].clone()));
    let form = axum::body::Body::from("List-Unsubscribe=One-Click");
    let request = test.request("POST", &declined).header("content-type", "application/x-www-form-urlencoded").body(form).unwrap();
    assert_eq!(test.send(request).await.status, 200);
    change_mail(&test, &users[3], |mail| mail.contacted = Some(at("2026-11-06T12:00:00Z"))).await;

    for morning in ["2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z", "2026-11-06T08:00:00Z", "2026-11-07T08:00:00Z"] {
        assert_eq!(day(&test, morning).await, none, "{morning}");
    }
    assert_eq!(day(&test, "2026-11-08T08:00:00Z").await, ["Waits"], "five days after the first");
    assert_eq!(day(&test, "2026-11-11T08:00:00Z").await, ["Contacted"], "five days after they were reached");
    assert_eq!(day(&test, "2026-11-18T08:00:00Z").await, ["Waits"], "ten days after the second");
    assert_eq!(day(&test, "2026-11-21T08:00:00Z").await, ["Contacted"]);
    for morning in ["2026-12-01T08:00:00Z", "2027-03-01T08:00:00Z"] {
        assert_eq!(day(&test, morning).await, none, "the cadence is over");
    }
    assert_eq!(test.outbox().len(), 9);
    let entries = reminder_entries(&test).await;
    let due: Vec<u64> = entries.iter().map(|entry| entry["action"]["due"].as_u64().unwrap()).collect();
    assert_eq!(due, [1, 1, 1, 1, 5], "newest first");
    assert!(entries.iter().all(|entry| entry["actor"] == "Usher" && entry["action"]["batch"].is_string()));
    let batch = test.read(&format!("{}/{}", routes::SEND_BATCHES, entries[0]["action"]["batch"].as_str().unwrap())).await;
    assert_eq!(
        (batch["origin"].as_str(), batch["kind"].as_str(), batch["created_by"].as_str()),
        (Some("automatic"), Some("reminder"), Some("Usher"))
    );
}

#[tokio::test]
async fn once_a_day_whatever_is_restarted_saved_or_set_back() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::On).await;
    test.clock.set(at("2026-11-03T08:00:00Z"));
    let (one, two) = tokio::join!(start_due(&test.host), start_due(&test.host));
    let started = [one.unwrap(), two.unwrap()].into_iter().filter(|run| matches!(run, Run::Started(_))).count();
    assert_eq!(started, 1, "two looks at once");
    // Killed before anything was sent.
    let test = test.restart().await;
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow);
    let batches = test.read(routes::SEND_BATCHES).await["batches"].as_array().unwrap().clone();
    assert_eq!(batches.len(), 1);
    let finished = test.finish(&batches[0]).await;
    assert_eq!(finished["counts"]["sent"], 5);
    // A cadence by which somebody would be due again on the same day, switched off and on.
    remind(&test, "1, 2", Switch::Off).await;
    remind(&test, "1, 2", Switch::On).await;
    for now in ["2026-11-03T23:59:59Z", "2026-11-02T12:00:00Z"] {
        test.clock.set(at(now));
        assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow, "{now}");
    }
    let test = test.restart().await;
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow);
    assert_eq!(test.outbox().len(), 5);
    // Past the host, the table itself refuses.
    let mut db = test.host.store.write().await.unwrap();
    let run = store::reminder_runs::last(&mut db).await.unwrap().unwrap();
    assert!(matches!(run.outcome, RunOutcome::Started(_)));
    assert!(store::reminder_runs::keep(&mut db, run).await.is_err());
}

#[tokio::test]
async fn nothing_goes_by_itself_unless_it_is_switched_on_and_at_once_when_the_hour_has_passed() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::Off).await;
    test.clock.set(at("2026-11-03T12:00:00Z"));
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow);
    remind(&test, "", Switch::On).await;
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow, "no cadence");
    remind(&test, "2, 5, 10", Switch::On).await;
    assert_eq!(next_run(&test).await, "2026-11-03T08:00:00Z", "it has passed: at once");
    assert!(matches!(start_due(&test.host).await.unwrap(), Run::Started(_)));
    assert_eq!(next_run(&test).await, "2026-11-04T08:00:00Z");
    test.clock.set(at("2026-11-04T07:00:00Z"));
    assert_eq!(next_run(&test).await, "2026-11-04T08:00:00Z");
}

#[tokio::test]
async fn switched_off_what_has_not_left_stays() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::On).await;
    test.clock.set(at("2026-11-03T08:00:00Z"));
    let Run::Started(batch) = start_due(&test.host).await.unwrap() else { panic!("five are due") };
    remind(&test, "2, 5, 10", Switch::Off).await;
    assert!(sent(&test, &batch).await.is_empty());
    let reasons: Vec<Value> =
        test.deliveries(&json!({"id": batch.0})).await.iter().map(|delivery| delivery["state"]["reason"]["code"].clone()).collect();
    assert_eq!(reasons, vec![json!("automatic_reminders_off"); 5]);
    assert!(day(&test, "2026-11-04T08:00:00Z").await.is_empty());
}

#[tokio::test]
async fn whoever_is_no_longer_due_at_the_moment_of_sending_is_skipped_with_the_reason() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::On).await;
    let users = test.users().await;
    test.clock.set(at("2026-11-03T08:00:00Z"));
    let Run::Started(batch) = start_due(&test.host).await.unwrap() else { panic!("five are due") };
    test.import(SIGNED_IN, "").await;
    change_mail(&test, &users[1], |mail| mail.last.as_mut().unwrap().outcome = MailOutcome::Failed).await;
    change_mail(&test, &users[3], |mail| mail.contacted = Some(at("2026-11-03T08:00:01Z"))).await;
    assert_eq!(sent(&test, &batch).await, ["Declines", "Waits"]);
    let deliveries = test.deliveries(&json!({"id": batch.0})).await;
    let reason = |at: usize| deliveries[at]["state"]["reason"]["code"].as_str().unwrap_or_default().to_owned();
    assert_eq!([0, 1, 3].map(reason), ["already_activated", "reminder_not_due", "reminder_not_due"]);
}

#[tokio::test]
async fn what_is_missing_is_recorded_once_a_day_and_made_up_for_when_it_is_there() {
    let test = host().await;
    test.clock.set(at("2026-11-01T15:00:00Z"));
    test.import(FIVE, "").await;
    for user in test.users().await {
        let sent =
            LastMail { kind: SuppressibleKind::Activation, at: at("2026-11-01T15:00:00Z"), outcome: MailOutcome::Sent, address: None };
        change_mail(&test, &user, |mail| *mail = MailHistory::default().after(sent)).await;
    }
    remind(&test, "2", Switch::On).await;
    test.clock.set(at("2026-11-03T09:00:00Z"));
    assert_eq!(start_due(&test.host).await.unwrap(), Run::Blocked(5, NotReady::SenderMissing));
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow, "once a day");
    let test = test.restart().await;
    assert_eq!(start_due(&test.host).await.unwrap(), Run::NotNow);
    test.set_sender().await;
    test.clock.set(at("2026-11-04T09:00:00Z"));
    assert_eq!(start_due(&test.host).await.unwrap(), Run::Blocked(5, NotReady::TemplateMissing));
    test.publish(SuppressibleKind::Reminder).await;
    assert_eq!(day(&test, "2026-11-04T10:00:00Z").await.len(), 5, "the same day, once it is there");
    let entries = reminder_entries(&test).await;
    let told: Vec<Value> = entries.iter().map(|entry| entry["action"]["reason"].clone()).collect();
    assert_eq!(told, [Value::Null, json!("template_missing"), json!("sender_missing")]);
}

#[tokio::test]
async fn a_setting_that_is_off_holds_reminders_back_too_but_for_a_rule_that_sends() {
    let test = host().await;
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::On).await;
    test.turn_off("").await;
    assert!(day(&test, "2026-11-03T08:00:00Z").await.is_empty());
    let rule = json!([{"id": "r", "name": "Sends", "kinds": ["reminder"], "conditions": [{"field": "email_domain", "value": "example.com"}], "starts": "", "ends": "", "action": "send"}]);
    let saved = test.save_settings(|draft| draft.rules = serde_json::from_value(rule).unwrap()).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(day(&test, "2026-11-04T08:00:00Z").await.len(), 5);
}

#[tokio::test]
async fn days_are_those_of_the_organization_also_when_clocks_are_set() {
    let test = host_in("Europe/Warsaw").await;
    // Half past midnight in Warsaw, which is the day before in UTC.
    ready(&test, FIVE, "2027-03-25T23:30:00Z", Switch::On).await;
    // Clocks go from 2 to 3 on the 28th: eight o'clock is 6:00 in UTC, not 7:00.
    assert!(day(&test, "2027-03-28T05:59:59Z").await.is_empty());
    assert_eq!(day(&test, "2027-03-28T06:00:00Z").await.len(), 5);
    assert!(day(&test, "2027-03-28T21:59:59Z").await.is_empty());
    assert_eq!(day(&test, "2027-04-02T06:00:00Z").await.len(), 5, "five days after");

    // And from 3 to 2: the day has twenty-five hours, and one run.
    let test = host_in("Europe/Warsaw").await;
    ready(&test, FIVE, "2026-10-23T10:00:00Z", Switch::On).await;
    assert!(day(&test, "2026-10-25T06:59:59Z").await.is_empty());
    assert_eq!(day(&test, "2026-10-25T07:00:00Z").await.len(), 5);
    assert!(day(&test, "2026-10-25T22:59:59Z").await.is_empty());
}

#[tokio::test]
async fn the_number_of_those_who_are_due_follows_every_change() {
    let test = host().await;
    assert_eq!(counts(&test).await, [0, 0]);
    ready(&test, FIVE, "2026-11-01T15:00:00Z", Switch::Off).await;
    assert_eq!(counts(&test).await, [0, 5]);
    test.clock.set(at("2026-11-03T00:00:00Z"));
    assert_eq!(due_today(&test).await, 5, "the day turned");
    test.import(SIGNED_IN, "").await;
    assert_eq!(counts(&test).await, [4, 4]);
    remind(&test, "3", Switch::Off).await;
    assert_eq!(due_today(&test).await, 0, "another cadence");
    test.clock.set(at("2026-11-04T00:00:00Z"));
    change_mail(&test, &test.users().await[1], |mail| mail.contacted = Some(at("2026-11-03T10:00:00Z"))).await;
    assert_eq!(due_today(&test).await, 3);
    let turned_off = test.restart().await;
    assert_eq!(due_today(&turned_off).await, 3);
}
