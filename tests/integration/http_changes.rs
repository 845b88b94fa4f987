//! The contract of listing people: what changed since shows once and is never lost, as records and in columns alike.

use crate::harness::{Answer, Kind, REAL, THREE, TestHost, host, host_at, host_on};
use axum::body::Body;
use serde_json::{Value, json};
use std::{collections::BTreeMap, io::Read};
use usher::host::store::connection;
use usher::{
    api::{payload::PeopleColumnsPage, routes},
    domain::{email_kind::SuppressibleKind, mail_history::UserRecord, user::UserId},
    host::store::users,
};

/// What a client knows: everybody by identifier, and the token to ask with.
#[derive(Default)]
struct Mirror {
    people: BTreeMap<String, Value>,
    token: Option<String>,
}

impl Mirror {
    /// Reads what changed, or everybody; answers who came, in that order. `between` runs after the first page.
    async fn read(&mut self, test: &TestHost, limit: u32, between: impl AsyncFnOnce()) -> Vec<String> {
        let (mut came, mut cursor, mut between) = (Vec::new(), None::<String>, Some(between));
        let mut given = None;
        loop {
            let page = test.read(&routes::people(routes::USERS, cursor.as_deref(), limit, self.token.as_deref())).await;
            for record in page["users"].as_array().unwrap() {
                let id = record["user"]["id"].as_str().unwrap().to_owned();
                came.push(id.clone());
                self.people.insert(id, record.clone());
            }
            let token = page["changes_token"].as_str().unwrap().to_owned();
            assert_eq!(given.get_or_insert(token.clone()), &token, "every page carries the token of the first");
            assert_eq!(page["removed"], json!([]));
            if let Some(between) = between.take() {
                between().await;
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => {
                    self.token = given;
                    return came;
                }
            }
        }
    }

    async fn read_quietly(&mut self, test: &TestHost) -> Vec<String> {
        self.read(test, 100, async || {}).await
    }

    /// Whether it knows everybody as they are.
    async fn is_true(&self, test: &TestHost) -> bool {
        let mut whole = Self::default();
        whole.read_quietly(test).await;
        whole.people == self.people
    }
}

fn row(address: &str, name: &str) -> String {
    format!("Email,First Name,Status,App\n{address},{name},Not Verified,TRUE\n")
}

async fn note_contact(test: &TestHost, id: &str) {
    let mut db = test.host.store.write().await.unwrap();
    let placed = users::find(&mut db, &UserId(id.into())).await.unwrap().unwrap();
    let mut mail = placed.record.mail;
    mail.contacted = Some(test.clock.now());
    users::keep_mail(&mut db, placed.seq, &mail).await.unwrap();
    db.commit().await.unwrap();
}

#[tokio::test]
async fn every_kind_of_change_shows_up_once() {
    let test = host_at("https://usher.example.com").await;
    let template = test.ready(THREE).await;
    let mut mirror = Mirror::default();
    let all = mirror.read_quietly(&test).await;
    assert_eq!(all, test.users().await);
    assert!(mirror.read_quietly(&test).await.is_empty(), "nothing changed");

    test.import(row("BO@example.com", "Boris"), "").await;
    assert_eq!(mirror.read_quietly(&test).await, [all[1].clone()], "an import changed them");
    test.import(row("dee@example.com", "Dee"), "").await;
    let new = mirror.read_quietly(&test).await;
    assert!(new.len() == 1 && !all.contains(&new[0]), "an import added them");
    let batch = test.start_batch("k", &template, &all[..1]).await;
    test.finish(&batch).await;
    assert_eq!(mirror.read_quietly(&test).await, [all[0].clone()], "they were mailed");
    let decline = test.host.unsubscribe_links.path(&UserId(all[2].clone()));
    let request = axum::http::Request::post(decline)
        .header("host", "usher.example.com")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"));
    assert_eq!(test.send(request.unwrap()).await.status, 200);
    assert_eq!(mirror.read_quietly(&test).await, [all[2].clone()], "they declined reminders");
    note_contact(&test, &all[1]).await;
    assert_eq!(mirror.read_quietly(&test).await, [all[1].clone()], "they were contacted");
    assert!(mirror.read_quietly(&test).await.is_empty());

    test.import(THREE, "?preview=true").await;
    test.import(row("dee@example.com", "Dee"), "").await;
    assert!(mirror.read_quietly(&test).await.is_empty(), "a preview and an import of what is known change nobody");
    for name in ["Bob", "Bobby", "Rob"] {
        test.import(row("bo@example.com", name), "").await;
    }
    assert_eq!(mirror.read_quietly(&test).await, [all[1].clone()], "changed three times, shown once");
    assert!(mirror.is_true(&test).await);
}

#[tokio::test]
async fn what_changes_between_pages_is_never_lost() {
    let test = host().await;
    let file: String = (0..9).map(|at| format!("p{at}@x.example,P{at},Not Verified,TRUE\n")).collect();
    test.import(format!("Email,First Name,Status,App\n{file}"), "").await;
    let change = async |numbers: &[usize]| {
        for at in numbers {
            test.import(row(&format!("p{at}@x.example"), "Changed"), "").await;
        }
    };
    let mut mirror = Mirror::default();
    let all = mirror.read(&test, 4, async || change(&[1, 7, 20]).await).await;
    assert_eq!(all.len(), 10, "who came meanwhile is at the end");
    let changed = mirror.read_quietly(&test).await;
    assert_eq!(changed, [all[1].clone(), all[7].clone(), all[9].clone()], "those behind and those ahead, in the order of their changes");
    assert!(mirror.is_true(&test).await);

    for at in [2, 3, 4] {
        note_contact(&test, &all[at]).await;
    }
    let came = mirror
        .read(&test, 1, async || {
            test.clock.set(test.clock.now().plus_days(1));
            note_contact(&test, &all[2]).await;
            note_contact(&test, &all[4]).await;
            note_contact(&test, &all[5]).await;
        })
        .await;
    assert_eq!(came, [all[2].clone(), all[3].clone()], "who changed again is not shown twice");
    assert_eq!(mirror.read_quietly(&test).await, [all[2].clone(), all[4].clone(), all[5].clone()]);
    assert!(mirror.is_true(&test).await);
}

#[tokio::test]
async fn unknown_tokens_say_to_read_everything_again_and_unknown_cursors_to_begin_again() {
    let test = host().await;
    test.import(THREE, "").await;
    let page = test.read(&routes::page(routes::USERS, None, 1)).await;
    let (token, cursor) = (page["changes_token"].as_str().unwrap(), page["next_cursor"].as_str().unwrap());
    let (origin, last) = token.rsplit_once('.').unwrap();
    let later = format!("{origin}.{}", last.parse::<u64>().unwrap() + 1);
    let another = host().await;
    another.import(THREE, "").await;
    for path in [routes::USERS, routes::USERS_COLUMNS] {
        for unknown in ["", "x", "7", &later, &format!("{origin}.-1"), &format!("0123456789abcdef.{last}"), "ż.1"] {
            let answer = test.get(&routes::people(path, None, 10, Some(unknown))).await;
            assert_eq!(
                (answer.problem(), answer.pointers()),
                ((410, "changes-unknown".into()), vec!["changed_since".to_owned()]),
                "{unknown}"
            );
        }
        assert_eq!(another.get(&routes::people(path, None, 10, Some(token))).await.status, 410, "a token of another database");
        assert_eq!(another.get(&routes::page(path, Some(cursor), 10)).await.pointers(), ["cursor"], "a cursor of another database");
        let of_everybody = test.get(&routes::people(path, Some(cursor), 10, Some(token))).await;
        assert_eq!((of_everybody.problem(), of_everybody.pointers()), ((400, "malformed".into()), vec!["cursor".to_owned()]));
        assert_eq!(test.get(&routes::people(path, None, 10, Some(token))).await.status, 200);
    }
    for (query, name) in
        [("limit=0", "limit"), ("limit=10001", "limit"), ("cursor=x", "cursor"), ("cursor=1", "cursor"), ("since=x", "since")]
    {
        let answer = test.get(&format!("{}?{query}", routes::USERS_COLUMNS)).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec![name.to_owned()]), "{query}");
    }
    let token = token.to_owned();
    let test = test.restart().await;
    test.import(row("bo@example.com", "Bobby"), "").await;
    let since = test.read(&routes::people(routes::USERS, None, 10, Some(&token))).await;
    assert_eq!(since["users"].as_array().unwrap().len(), 1, "a restart forgets no token");
}

async fn columns(test: &TestHost, cursor: Option<&str>, limit: u32, since: Option<&str>) -> (Vec<UserRecord>, PeopleColumnsPage) {
    let page = test.read(&routes::people(routes::USERS_COLUMNS, cursor, limit, since)).await;
    let page: PeopleColumnsPage = serde_json::from_value(page).unwrap();
    (page.columns.records().unwrap(), page)
}

#[tokio::test]
async fn pages_in_columns_hold_the_same_people_as_pages_of_records() {
    let test = host().await;
    let template = test.ready(REAL).await;
    let users = test.users().await;
    test.publish(SuppressibleKind::Reminder).await;
    let batch = test.start_batch("k", &template, &users[..40]).await;
    test.finish(&batch).await;
    note_contact(&test, &users[3]).await;
    let (mut by_records, mut cursor) = (Vec::new(), None::<String>);
    let token = loop {
        let page = test.read(&routes::page(routes::USERS, cursor.as_deref(), 700)).await;
        by_records
            .extend(serde_json::from_value::<Vec<UserRecord>>(page["users"].clone()).unwrap().into_iter().map(UserRecord::as_in_columns));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break page["changes_token"].as_str().unwrap().to_owned(),
        }
    };
    let (at_once, page) = columns(&test, None, 10_000, None).await;
    assert_eq!(at_once, by_records);
    assert_eq!((page.next_cursor, page.total, page.changes_token.as_deref()), (None, 1_991, Some(token.as_str())));
    let (first, page) = columns(&test, None, 600, None).await;
    let rest = test.read(&routes::page(routes::USERS, page.next_cursor.as_deref(), 1_000)).await;
    assert_eq!(rest["users"][0]["user"]["id"], users[600], "a cursor of one goes on in the other");
    assert_eq!(first, by_records[..600]);
    note_contact(&test, &users[9]).await;
    note_contact(&test, &users[1]).await;
    let (changed, page) = columns(&test, None, 1, Some(&token)).await;
    assert_eq!(changed[0].user.id.0, users[9]);
    let (changed, _) = columns(&test, page.next_cursor.as_deref(), 1, Some(&token)).await;
    assert_eq!(changed[0].user.id.0, users[1]);
}

async fn compressed(test: &TestHost, path: &str) -> Answer {
    test.send(test.request("GET", path).header("accept-encoding", "gzip, br").body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn large_answers_are_compressed_where_that_is_understood_and_versions_stay_what_they_are() {
    let test = host().await;
    test.import(REAL, "").await;
    for path in [routes::page(routes::USERS, None, 1_000), routes::page(routes::USERS_COLUMNS, None, 1_000)] {
        let plain = test.get(&path).await;
        assert_eq!((plain.header("content-encoding"), plain.header("vary").contains("accept-encoding")), ("", true));
        let answer = compressed(&test, &path).await;
        assert_eq!((answer.header("content-encoding"), answer.header("content-type")), ("gzip", "application/json"));
        let mut text = String::new();
        flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.text());
        assert!(answer.body.len() * 3 < plain.body.len(), "{} of {}", answer.body.len(), plain.body.len());
    }
    assert_eq!(compressed(&test, &routes::page(routes::USERS, None, 1)).await.header("content-encoding"), "", "a small answer");
    let saved = test.save_settings(|draft| {
        draft.rules = (0..150)
            .map(|at| {
                let rule = json!({"id": format!("r{at}"), "name": format!("Rule {at}"), "kinds": ["activation"], "action": "suppress",
                    "conditions": [{"field": "department", "value": format!("Department {at}")}], "starts": "", "ends": ""});
                serde_json::from_value(rule).unwrap()
            })
            .collect();
    });
    assert_eq!(saved.await.status, 200);
    let (plain, answer) = (test.get(routes::EMAIL_SETTINGS).await, compressed(&test, routes::EMAIL_SETTINGS).await);
    assert_eq!((answer.header("content-encoding"), answer.header("etag")), ("gzip", plain.header("etag")));
    let again = test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", answer.header("etag"))], &plain.json()["settings"]).await;
    assert_eq!(again.status, 200, "{}", again.text());
}

#[tokio::test]
async fn people_from_before_are_numbered_when_the_tables_are_brought_up_to_date() {
    let test = host_on(Kind::Sqlite).await;
    test.import(THREE, "").await;
    let mut db = test.host.store.write().await.unwrap();
    for step in [
        "DROP TRIGGER directory_user_removed",
        "DROP TRIGGER directory_user_added",
        "DROP TRIGGER directory_user_changed",
        "DROP INDEX directory_user_by_change",
        "DROP TABLE people_changes",
        "ALTER TABLE directory_user DROP COLUMN changed",
        "DELETE FROM _sqlx_migrations WHERE description = 'people changes'",
    ] {
        assert_eq!(connection::query(step).execute(&mut db).await.map(|_| ()).map_err(|error| error.to_string()), Ok(()), "{step}");
    }
    db.commit().await.unwrap();
    let test = test.restart().await;
    let mut mirror = Mirror::default();
    let all = mirror.read(&test, 2, async || {}).await;
    assert_eq!(all.len(), 3);
    assert!(mirror.read_quietly(&test).await.is_empty());
    test.import(row("bo@example.com", "Bobby"), "").await;
    assert_eq!(mirror.read_quietly(&test).await, [all[1].clone()]);
    assert!(mirror.is_true(&test).await);
}
