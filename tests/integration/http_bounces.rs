//! What comes back: notifications in a folder, what they change, and that nothing else does.

use crate::{
    harness::{THREE, TestHost, host, host_with_relay},
    small_relay::{Reply, relay},
};
use serde_json::{Value, json};
use std::{fs, sync::Arc};
use usher::{
    api::routes,
    domain::{bounce::BounceVerdict, email_address::EmailAddress, user::UserId},
    host::{
        bounces::{self, record::Received, record::receive},
        store,
    },
};

pub const HARD: &str = "Final-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.com> User unknown\r\n";
const FULL: &str = "Final-Recipient: rfc822; ada@example.com\r\nAction: failed\r\nStatus: 5.2.2\r\n";
const LATE: &str = "Final-Recipient: rfc822; ada@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n";

/// A notification as Postfix writes it.
pub fn notification(to: &str, fields: &str) -> Vec<u8> {
    format!(
        "Return-Path: <>\r\nDelivered-To: {to}\r\nFrom: MAILER-DAEMON@mx.example.com\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\
         \tboundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n{fields}\r\n--b\r\n\
         Content-Type: message/rfc822\r\n\r\nSubject: Welcome\r\n\r\nHello\r\n--b--\r\n"
    )
    .into_bytes()
}

struct Sent {
    test: TestHost,
    template: String,
    users: Vec<String>,
}

/// Three people who were mailed. Rows count from 1, so that they are known here.
async fn sent() -> Sent {
    let test = host().await;
    let template = test.ready(THREE).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    assert_eq!(test.finish(&batch).await["counts"]["sent"], 3);
    Sent { test, template, users }
}

impl Sent {
    fn return_path(&self, batch: i64, person: i64, address: &str) -> String {
        self.test.host.bounces.return_paths.of(batch, person, &EmailAddress::parse(address).unwrap()).unwrap().to_string()
    }

    fn ada(&self) -> String {
        self.return_path(1, 1, "ada@example.com")
    }

    async fn receive(&self, octets: &[u8]) -> Received {
        receive(&self.test.host, octets).await.unwrap()
    }

    async fn record(&self, place: usize) -> Value {
        self.test.read(&format!("{}/{}", routes::USERS, self.users[place])).await
    }

    async fn timeline(&self, place: usize) -> Value {
        self.test.read(&format!("{}/{}/timeline", routes::USERS, self.users[place])).await
    }

    /// Corrects an address, as a directory does that knows people by more than it.
    async fn correct(&self, place: usize, address: &str) {
        let mut db = self.test.host.store.write().await.unwrap();
        let mut user = store::users::find(&mut db, &UserId(self.users[place].clone())).await.unwrap().unwrap().record.user;
        user.email = EmailAddress::parse(address).unwrap();
        store::users::change(&mut db, &user).await.unwrap();
        db.commit().await.unwrap();
    }

    async fn left_out(&self, kind: &str) -> Value {
        let recipients = json!({"by": "users", "users": self.users});
        self.test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": kind, "recipients": recipients})).await.json()["left_out"].clone()
    }
}

#[tokio::test]
async fn a_hard_bounce_keeps_every_mail_back_and_is_told_everywhere() {
    let sent = sent().await;
    assert_eq!(sent.receive(&notification(&sent.ada(), HARD)).await, Received::Kept);
    let record = sent.record(0).await;
    assert_eq!(record["mail"]["last"]["outcome"], "bounced");
    assert_eq!(
        (&record["mail"]["activation_sent"], &record["mail"]["undeliverable"]["since"]),
        (&Value::Null, &json!("2026-11-22T12:00:00Z"))
    );
    let left_out = sent.left_out("reminder").await;
    assert_eq!(left_out[0]["reason"], json!({"code": "undeliverable", "since": "2026-11-22T12:00:00Z"}), "{left_out}");
    assert_eq!(left_out[0]["sample"], json!([sent.users[0]]));

    let list = sent.test.read(routes::UNDELIVERABLE).await;
    let entry = &list["undeliverable"][0];
    assert_eq!((list["undeliverable"].as_array().unwrap().len(), &list["next_cursor"]), (1, &Value::Null));
    assert_eq!((&entry["user"], &entry["email"]), (&json!(sent.users[0]), &json!("ada@example.com")));
    assert_eq!((&entry["reason"], &entry["status"], &entry["standing"]), (&json!("no_such_mailbox"), &json!("5.1.1"), &json!("in_force")));

    let timeline = sent.timeline(0).await;
    let bounced = timeline["entries"].as_array().unwrap().iter().find(|entry| entry["event"]["event"] == "bounced").unwrap();
    assert_eq!((&bounced["event"]["bounce"]["verdict"], &bounced["event"]["bounce"]["batch"]), (&json!("hard"), &entry["batch"]));
    assert_eq!(timeline["undeliverable"], *entry);
    let columns = sent.test.read(&format!("{}?limit=10", routes::USERS_COLUMNS)).await;
    assert_eq!(columns["columns"]["undeliverable"]["at"].as_array().unwrap().iter().filter(|at| !at.is_null()).count(), 1, "{columns}");
    assert_eq!(sent.test.read(routes::CAPABILITIES).await["bounces"], json!({"reading": "read"}));
}

#[tokio::test]
async fn what_is_no_fault_of_the_address_suppresses_nobody_and_is_counted() {
    let sent = sent().await;
    let path = sent.ada();
    for fields in [FULL, LATE, &LATE.replace("4.4.1", "4.2.2")] {
        assert_eq!(sent.receive(&notification(&path, fields)).await, Received::Kept);
    }
    assert_eq!(sent.receive(&notification(&path, &LATE.replace("delayed", "delivered"))).await, Received::NothingCameBack);
    assert_eq!(sent.record(0).await["mail"]["last"]["outcome"], "sent");
    assert_eq!(sent.test.read(routes::UNDELIVERABLE).await["undeliverable"], json!([]));
    let timeline = sent.timeline(0).await;
    let verdicts: Vec<&Value> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["event"]["event"] == "bounced")
        .map(|entry| &entry["event"]["bounce"]["verdict"])
        .collect();
    assert_eq!(verdicts.len(), 3, "{timeline}");
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == "soft").count(), 2);
    // Once it is dead after all, it is told how often it was late.
    sent.receive(&notification(&path, HARD)).await;
    assert_eq!(sent.timeline(0).await["undeliverable"]["soft_bounces"], 2);
}

#[tokio::test]
async fn a_forged_or_foreign_notification_suppresses_nobody() {
    let sent = sent().await;
    let genuine = sent.ada();
    let before = sent.test.read(routes::USERS).await;
    let (mark, domain) = genuine.rsplit_once('@').unwrap();
    let last = if mark.ends_with('0') { "1" } else { "0" };
    let changed = format!("{}{last}@{domain}", &mark[..mark.len() - 1]);
    for forged in [
        "bounces@example.org".to_owned(),
        changed,
        genuine.replacen("bounces+1-1-", "bounces+1-2-", 1),
        genuine.replace("@example.org", "@example.net"),
        // Genuine, of a delivery that never was.
        sent.return_path(1, 77, "ada@example.com"),
        sent.return_path(7, 1, "ada@example.com"),
    ] {
        assert_eq!(sent.receive(&notification(&forged, HARD)).await, Received::NotOurs, "{forged}");
    }
    // A genuine return path where anybody may write anything.
    let in_words = String::from_utf8(notification("bounces@example.org", HARD))
        .unwrap()
        .replace("I'm sorry.", &genuine)
        .replace("Undelivered Mail", &genuine);
    assert_eq!(sent.receive(in_words.as_bytes()).await, Received::NotOurs);
    assert_eq!(sent.test.read(routes::USERS).await, before);
    // The mail that it returns names it too.
    let returned = String::from_utf8(notification("bounces@example.org", HARD))
        .unwrap()
        .replace("Subject: Welcome", &format!("Return-Path: <{genuine}>\r\nSubject: Welcome"));
    assert_eq!(sent.receive(returned.as_bytes()).await, Received::Kept);
}

#[tokio::test]
async fn the_same_again_changes_nothing_also_after_a_restart_or_a_clearance() {
    let Sent { test, template, users } = sent().await;
    let sent = Sent { test, template, users };
    let (path, dsn) = (sent.ada(), notification(&sent.ada(), HARD));
    assert_eq!(sent.receive(&dsn).await, Received::Kept);
    let (users, list) = (sent.test.read(routes::USERS).await, sent.test.read(routes::UNDELIVERABLE).await);
    let sent = Sent { test: sent.test.restart().await, ..sent };
    let again =
        String::from_utf8(dsn.clone()).unwrap().replace("Subject: Undelivered Mail", "Message-ID: <2@mx.example.com>\r\nSubject: Again");
    for dsn in [&dsn, again.as_bytes()] {
        assert_eq!(sent.receive(dsn).await, Received::Known);
    }
    assert_eq!((sent.test.read(routes::USERS).await, sent.test.read(routes::UNDELIVERABLE).await), (users, list.clone()));

    let clearance = routes::undeliverable_clearance(list["undeliverable"][0]["id"].as_u64().unwrap());
    let cleared = sent.test.post(&clearance, &json!(null)).await;
    assert_eq!((cleared.status, &cleared.json()["standing"], &cleared.json()["cleared_by"]), (200, &json!("cleared"), &json!("Grace")));
    assert_eq!(sent.test.post(&clearance, &json!(null)).await.json(), cleared.json(), "once");
    let activity = sent.test.read(&format!("{}?limit=1", routes::ACTIVITY)).await;
    assert_eq!(activity["entries"][0]["action"]["action"], "undeliverable_cleared");
    assert_eq!((&activity["entries"][0]["actor"], &activity["entries"][0]["action"]["user"]), (&json!("Grace"), &json!(sent.users[0])));
    // What the same mail is said about later does not bring the entry back.
    let late = notification(&path, &HARD.replace("5.1.1", "5.1.2"));
    assert_eq!(sent.receive(&late).await, Received::Kept);
    assert_eq!(sent.record(0).await["mail"]["undeliverable"], Value::Null);
    assert_eq!(sent.test.post(&routes::undeliverable_clearance(99), &json!(null)).await.status, 404);
    // Nothing cools down: what came back was not received.
    let batch = sent.test.start_batch("again", &sent.template, &sent.users[..1]).await;
    assert_eq!(sent.test.finish(&batch).await["counts"]["sent"], 1);
    assert_eq!(sent.receive(&notification(&sent.return_path(2, 1, "ada@example.com"), HARD)).await, Received::Kept, "another mail");
    assert_eq!(sent.record(0).await["mail"]["last"]["outcome"], "bounced");
}

#[tokio::test]
async fn a_corrected_address_is_mailed_at_once_and_the_dead_one_stays_dead_for_whoever_gets_it() {
    let sent = sent().await;
    sent.receive(&notification(&sent.ada(), HARD)).await;
    sent.correct(0, "ada@corrected.example").await;
    sent.correct(0, "Ada@Example.com").await;
    assert_eq!(sent.left_out("activation").await[0]["reason"]["code"], "mailed_recently", "of the two others");
    assert!(sent.left_out("activation").await.to_string().contains("undeliverable"), "it is the dead one again");
    sent.correct(0, "ada@corrected.example").await;
    let columns = sent.test.read(&format!("{}?limit=10", routes::USERS_COLUMNS)).await;
    assert_eq!(columns["columns"]["undeliverable"]["start"], Value::Null, "{columns}");
    assert_eq!(sent.test.read(routes::UNDELIVERABLE).await["undeliverable"][0]["standing"], "corrected");
    let batch = sent.test.start_batch("corrected", &sent.template, &sent.users[..1]).await;
    assert_eq!(sent.test.finish(&batch).await["counts"]["sent"], 1);

    let report =
        sent.test.import("Email,First Name,Preferred Language,Status,App\nADA@example.com,Ada II,Polish,Not Verified,TRUE\n", "").await;
    assert_eq!(report.json()["added"], 1, "{}", report.text());
    let all = sent.test.users().await;
    let record = sent.test.read(&format!("{}/{}", routes::USERS, all[3])).await;
    assert_eq!(record["mail"]["undeliverable"]["since"], "2026-11-22T12:00:00Z", "{record}");
    let list = sent.test.read(routes::UNDELIVERABLE).await;
    assert_eq!((&list["undeliverable"][0]["user"], &list["undeliverable"][0]["standing"]), (&json!(all[3]), &json!("in_force")));
    let cleared = sent.test.post(&routes::undeliverable_clearance(1), &json!(null)).await;
    assert_eq!(cleared.json()["standing"], "cleared");
    assert_eq!(sent.test.read(&format!("{}/{}", routes::USERS, all[3])).await["mail"]["undeliverable"], Value::Null);
}

#[tokio::test]
async fn of_several_recipients_each_is_judged_by_what_is_said_of_it() {
    let sent = sent().await;
    let both = format!(
        "{}\r\nOriginal-Recipient: rfc822;bo@example.com\r\nFinal-Recipient: rfc822;x@inner.example\r\nAction: failed\r\nStatus: 5.2.2\r\n",
        HARD
    );
    assert_eq!(sent.receive(&notification(&sent.ada(), &both)).await, Received::Kept);
    assert_eq!(sent.receive(&notification(&sent.return_path(1, 2, "bo@example.com"), &both)).await, Received::Kept);
    let dead: Vec<bool> =
        vec![sent.record(0).await["mail"]["undeliverable"].is_object(), sent.record(1).await["mail"]["undeliverable"].is_object()];
    assert_eq!(dead, [true, false]);
}

#[tokio::test]
async fn a_folder_is_read_once_and_loses_nothing() {
    let sent = sent().await;
    let folder = sent.test.dir.path().join("bounces");
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let huge = {
        let mut huge = notification(&sent.return_path(1, 2, "bo@example.com"), &HARD.replace("ada@", "bo@"));
        huge.truncate(huge.len() - 7);
        huge.extend(std::iter::repeat_n(*b"0123456789abcdef\r\n", 400_000).flatten());
        huge
    };
    let wrong_charset = {
        let text = String::from_utf8(notification(&sent.return_path(1, 3, "cy@example.com"), &HARD.replace("ada@", "cy@"))).unwrap();
        let text = text.replace("charset=us-ascii", "charset=x-no-such-charset").replace("User unknown", "U\u{1}nbekannter Benutzer");
        text.into_bytes().into_iter().map(|octet| if octet == 1 { 0xFF } else { octet }).collect::<Vec<u8>>()
    };
    for (path, octets) in [
        ("new/1.hard", notification(&sent.ada(), HARD)),
        ("cur/2.again:2,S", notification(&sent.ada(), HARD)),
        ("new/3.huge", huge),
        ("new/4.charset", wrong_charset),
        ("new/5.garbage", vec![0, 159, 146, 150, 13, 10]),
        ("new/6.empty", vec![]),
        ("new/7.forged", notification("bounces+1-1-00@example.org", HARD)),
        (
            "new/8.vacation",
            format!("To: {}\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nStatus: 5.1.1\r\n", sent.ada()).into_bytes(),
        ),
        ("tmp/9.unfinished", notification(&sent.ada(), LATE)),
        ("plain.eml", notification(&sent.ada(), LATE)),
        ("being-written.eml", notification(&sent.ada(), FULL)),
        ("notes.txt", b"not a mail".to_vec()),
        ("done/1.hard", b"there before".to_vec()),
    ] {
        fs::write(folder.join(path), octets).unwrap();
    }
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    fs::File::options().write(true).open(folder.join("plain.eml")).unwrap().set_modified(hour_ago).unwrap();
    fs::File::options().write(true).open(folder.join("being-written.eml")).unwrap().set_modified(std::time::SystemTime::now()).unwrap();

    bounces::look_once(&sent.test.host).await.unwrap();
    let names = |part: &str| {
        let mut names: Vec<String> = fs::read_dir(folder.join(part))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let done = names("done");
    assert_eq!(done.len(), 7, "{done:?}");
    assert_eq!(fs::read(folder.join("done/1.hard")).unwrap(), b"there before", "nothing is replaced");
    assert_eq!(names("unreadable"), ["5.garbage", "6.empty", "7.forged"]);
    assert_eq!((names("new"), names("cur"), names("tmp")), (vec![], vec![], vec!["9.unfinished".to_owned()]));
    assert_eq!(names("."), ["being-written.eml", "notes.txt"]);
    let list = sent.test.read(routes::UNDELIVERABLE).await;
    let mut dead: Vec<&str> = list["undeliverable"].as_array().unwrap().iter().map(|entry| entry["email"].as_str().unwrap()).collect();
    dead.sort_unstable();
    assert_eq!(dead, ["ada@example.com", "bo@example.com", "cy@example.com"]);
    // Killed between keeping and moving, it is read again, and that changes nothing.
    fs::rename(folder.join("done/2.again:2,S"), folder.join("new/2.again")).unwrap();
    let users = sent.test.read(routes::USERS).await;
    bounces::look_once(&sent.test.host).await.unwrap();
    assert_eq!((sent.test.read(routes::USERS).await, names("new")), (users, vec![]));
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_is_told() {
    let sent = sent().await;
    fs::remove_dir_all(sent.test.dir.path().join("bounces")).unwrap();
    assert!(bounces::look_once(&sent.test.host).await.is_err());
    assert_eq!(sent.test.read(routes::CAPABILITIES).await["bounces"], json!({"reading": "failing", "since": "2026-11-22T12:00:00Z"}));
    fs::create_dir_all(sent.test.dir.path().join("bounces/done")).unwrap();
    bounces::look_once(&sent.test.host).await.unwrap();
    assert_eq!(sent.test.read(routes::CAPABILITIES).await["bounces"], json!({"reading": "read"}));
}

#[tokio::test]
async fn every_mail_of_a_batch_leaves_with_a_return_path_that_names_it() {
    let (address, taken) = relay(|_| Reply::Accept).await;
    let test = host_with_relay(&address).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    test.finish(&batch).await;
    let taken = taken.borrow();
    assert_eq!(taken.senders.len(), 3);
    for (sender, recipient) in taken.senders.iter().zip(&taken.recipients) {
        let named = test.host.bounces.return_paths.find(sender).unwrap_or_else(|| panic!("{sender}"));
        let person = ["ada@example.com", "bo@example.com", "cy@example.com"].iter().position(|address| address == recipient).unwrap();
        assert_eq!((named.batch, named.person), (1, person as i64 + 1));
        assert!(sender.split_once('@').unwrap().0.len() <= 64, "{sender}");
    }
}

#[tokio::test]
async fn notifications_that_come_together_are_each_kept_once() {
    let sent = Arc::new(sent().await);
    let path = sent.ada();
    let all = (0..8).map(|_| {
        let (sent, dsn) = (Arc::clone(&sent), notification(&path, HARD));
        tokio::spawn(async move { receive(&sent.test.host, &dsn).await.unwrap() })
    });
    let mut kept = 0;
    for one in all.collect::<Vec<_>>() {
        kept += u32::from(one.await.unwrap() == Received::Kept);
    }
    assert_eq!(kept, 1);
    let mut db = sent.test.host.store.read().await.unwrap();
    let bounces = store::undeliverable::bounces_of(&mut db, 1).await.unwrap();
    assert_eq!(bounces.iter().map(|bounce| bounce.verdict).collect::<Vec<_>>(), [BounceVerdict::Hard]);
}
