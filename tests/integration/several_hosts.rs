//! What holds on PostgreSQL only: several hosts on one database, and a server that is not there, or not any more.

use crate::{
    harness::{Kind, THREE, TestHost, host_on, now, settings},
    postgres,
    running::Running,
};
use serde_json::json;
use sqlx::PgConnection;
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
};
use usher::{
    api::{problem::Problem, routes},
    domain::{
        activity::ActivityAction,
        settings::{SenderDraft, Switch},
        user::{DirectoryUser, UserId},
    },
    host::store::{self, Store, connection},
};

#[tokio::test]
async fn a_database_that_cannot_be_used_is_said_in_plain_words_and_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let address = postgres::of(folder.path());
    let (name, socket) = address.split_once("localhost/").unwrap().1.split_once("?host=").unwrap();
    let mut db = postgres::connect(&address).await;
    postgres::execute(&mut db, "CREATE DATABASE old_text TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'").await;
    for (address, said) in [
        ("postgres://usher:secret@127.0.0.1:1/usher".to_owned(), "PostgreSQL at 127.0.0.1:1 cannot be reached"),
        (format!("postgres://stranger:secret@localhost/{name}?host={socket}"), "does not let the user stranger in"),
        (format!("postgres://usher:secret@localhost/nowhere?host={socket}"), "has no database nowhere; make it with: createdb"),
        (format!("postgres://usher:secret@localhost/old_text?host={socket}"), "keeps text as SQL_ASCII"),
        ("mysql://usher:secret@localhost/usher".to_owned(), "it does not begin with postgres://"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_usher-host"))
            .args(["sign-in", "--data"])
            .arg(folder.path())
            .env("USHER_DATABASE_URL", &address)
            .output()
            .unwrap();
        let err = String::from_utf8(run.stderr).unwrap();
        assert!(!run.status.success() && err.contains(said) && !err.contains("secret"), "{address}: {err}");
    }
    postgres::execute(&mut db, "DROP DATABASE old_text").await;
}

fn is_migration(entry: &std::io::Result<std::fs::DirEntry>) -> bool {
    entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "sql"))
}

#[tokio::test]
async fn hosts_that_start_at_once_on_an_empty_database_make_its_tables_once() {
    let folder = tempfile::tempdir().unwrap();
    let address = postgres::of(folder.path());
    let mut db = postgres::connect(&address).await;
    postgres::execute(&mut db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
    let (one, two, three) = tokio::join!(Store::connect(&address), Store::connect(&address), Store::connect(&address));
    for store in [one.unwrap(), two.unwrap(), three.unwrap()] {
        assert_eq!(store::users::total(&mut store.read().await.unwrap()).await.unwrap(), 0);
        store.close().await;
    }
    let (all, once): (i64, i64) =
        sqlx::query_as("SELECT count(*), count(DISTINCT version) FROM _sqlx_migrations WHERE success").fetch_one(&mut db).await.unwrap();
    assert_eq!((all, once), (std::fs::read_dir("src/host/store/postgres").unwrap().filter(is_migration).count() as i64, all));
}

#[tokio::test]
async fn what_one_host_writes_another_one_sees_and_neither_overwrites() {
    let one = host_on(Kind::Postgres).await;
    let two = one.beside().await;
    let template = one.ready(THREE).await;
    let users = two.users().await;
    assert_eq!(users.len(), 3);
    // Both saw the same version; one of them comes second.
    let draft = |day: &str| {
        let mut draft = settings();
        draft.sender = SenderDraft { name: "IT".into(), address: "it@example.com".into(), reply_to: String::new() };
        draft.automatic_activation_emails = Switch::Off;
        draft.off_until = day.to_owned();
        draft.advice_acknowledged = true;
        draft.acknowledgement = "Everybody is onboarded in class.".into();
        draft
    };
    let (headers, path) = ([("if-match", "\"2\"")], routes::EMAIL_SETTINGS);
    let (first, second) = (draft("2026-12-01"), draft("2026-12-02"));
    let (first, second) = tokio::join!(one.call("PUT", path, &headers, &first), two.call("PUT", path, &headers, &second));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{} {}", first.text(), second.text());
    // One click that reaches two hosts is one batch.
    let request =
        json!({"kind": "activation", "template": template, "recipients": {"by": "users", "users": users}, "expected_recipients": 3});
    let headers = [("idempotency-key", "one-click")];
    let (first, second) = tokio::join!(
        one.call("POST", routes::SEND_BATCHES, &headers, &request),
        two.call("POST", routes::SEND_BATCHES, &headers, &request)
    );
    assert_eq!((first.status, second.status), (201, 201), "{} {}", first.text(), second.text());
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(one.read(routes::SEND_BATCHES).await["batches"].as_array().unwrap().len(), 1);
}

/// The person's row is written as the worker does it, in a transaction that holds no lock of the writers.
async fn touch(db: &mut PgConnection, user: &str) {
    postgres::execute(db, &format!("UPDATE directory_user SET mail = mail WHERE id = '{user}'")).await;
}

async fn changes_token(test: &TestHost) -> String {
    test.read(&routes::page(routes::USERS, None, 1)).await["changes_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_changes_people_in_opposite_orders_waits_for_nobody_who_waits() {
    let test = host_on(Kind::Postgres).await;
    test.import(THREE, "").await;
    let users = test.users().await;
    let change = async |order: [usize; 3]| {
        let mut db = postgres::connect(&postgres::of(test.dir.path())).await;
        for _ in 0..20 {
            postgres::execute(&mut db, "BEGIN").await;
            for at in order {
                touch(&mut db, &users[at]).await;
            }
            postgres::execute(&mut db, "COMMIT").await;
        }
    };
    tokio::join!(change([0, 1, 2]), change([2, 1, 0]));
    let mut db = test.host.store.read().await.unwrap();
    assert_eq!(store::users::changes(&mut db).await.unwrap(), 3 + 2 * 20 * 3, "each change took a number");
}

#[tokio::test]
async fn a_change_that_is_committed_late_is_in_the_next_answer() {
    let test = host_on(Kind::Postgres).await;
    test.import(THREE, "").await;
    let users = test.users().await;
    let before = changes_token(&test).await;
    let mut late = postgres::connect(&postgres::of(test.dir.path())).await;
    postgres::execute(&mut late, "BEGIN").await;
    touch(&mut late, &users[0]).await;
    assert_eq!(changes_token(&test).await, before, "what is not committed is not told");
    postgres::execute(&mut late, "COMMIT").await;
    let changed = test.read(&format!("{}?changed_since={before}", routes::USERS)).await;
    assert_eq!(
        changed["users"].as_array().unwrap().iter().map(|record| record["user"]["id"].clone()).collect::<Vec<_>>(),
        [users[0].as_str()]
    );
    // A number that was given and not kept comes back to nobody.
    postgres::execute(&mut late, "BEGIN").await;
    touch(&mut late, &users[1]).await;
    postgres::execute(&mut late, "ROLLBACK").await;
    let between = changes_token(&test).await;
    touch(&mut late, &users[2]).await;
    let changed = test.read(&format!("{}?changed_since={between}", routes::USERS)).await;
    assert_eq!(changed["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_entry_that_was_undone_leaves_no_gap_in_the_activity() {
    let test = host_on(Kind::Postgres).await;
    let action = ActivityAction::DirectoryImported { added: 1, changed: 0, refused: 0 };
    for kept in [true, false, true, false] {
        let mut db = test.host.store.write().await.unwrap();
        store::activity::add(&mut db, now(), "Grace", &action).await.unwrap();
        if kept { db.commit().await.unwrap() } else { db.rollback().await.unwrap() }
    }
    let findings = store::activity_chain::verify(&mut test.host.store.snapshot().await.unwrap(), None).await.unwrap();
    assert_eq!((findings.chained, findings.faults), (2, Vec::new()));
}

#[tokio::test]
async fn an_address_that_another_person_has_is_told_at_its_field_by_either_database() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let test = host_on(kind).await;
        test.import(THREE, "").await;
        let mut db = test.host.store.write().await.unwrap();
        let ada = store::users::Everybody::in_slices(1).next(&mut db).await.unwrap().remove(0).record.user;
        let twin = DirectoryUser { id: UserId("another".into()), ..ada };
        let problem = Problem::from(store::users::add(&mut db, &twin).await.unwrap_err());
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/email"), "{kind:?}: {problem:?}");
    }
}

#[tokio::test]
async fn the_sign_nul_is_refused_where_it_names_somebody_and_kept_where_a_relay_said_it() {
    let test = host_on(Kind::Postgres).await;
    test.import(THREE, "").await;
    let plan = json!({"kind": "activation", "recipients": {"by": "users", "users": ["\0"]}});
    let other = host_on(Kind::Sqlite).await;
    other.import(THREE, "").await;
    let (here, there) = (test.post(routes::SEND_BATCHES_PLAN, &plan).await, other.post(routes::SEND_BATCHES_PLAN, &plan).await);
    assert_eq!((here.status, here.json()), (there.status, there.json()));
    assert_eq!(test.get(&format!("{}?actor=%00", routes::ACTIVITY)).await.problem(), (400, "malformed".into()));
    let said = r#"{"state":"failed","reason":{"code":"told","text":"a\u0000 \\u0000"}}"#;
    let mut db = test.host.store.read().await.unwrap();
    let read: String =
        connection::query_scalar("SELECT document_field(CAST($1 AS document_text), 'state')").bind(said).fetch_one(&mut db).await.unwrap();
    assert_eq!(read, "failed");
}

#[tokio::test]
async fn while_the_database_is_gone_whoever_asks_is_told_when_to_try_again_and_then_all_goes_on() {
    let test = host_on(Kind::Postgres).await;
    test.import(THREE, "").await;
    let folder = tempfile::tempdir().unwrap();
    let mut elsewhere = postgres::connect(&postgres::of(folder.path())).await;
    let address = postgres::of(test.dir.path());
    let name = address.split_once("localhost/").unwrap().1.split_once('?').unwrap().0;
    postgres::execute(&mut elsewhere, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    let end = format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'");
    postgres::execute(&mut elsewhere, &end).await;
    for answer in [test.get(routes::USERS).await, test.call("PUT", routes::EMAIL_SETTINGS, &[("if-match", "\"1\"")], &settings()).await] {
        assert_eq!((answer.problem(), answer.header("retry-after")), ((503, "unavailable".into()), "5"), "{}", answer.text());
        assert!(!answer.text().contains(name), "nothing of the inside is told");
    }
    postgres::execute(&mut elsewhere, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    assert_eq!(test.users().await.len(), 3);
    test.set_sender().await;
}

/// A running host on a shared database.
fn start(database: &str, data: &Path) -> Running {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usher-host"));
    command.args(["--bind", "127.0.0.1:0", "--data"]).arg(data).env("USHER_DATABASE_URL", database).stderr(Stdio::null());
    Running::start(&mut command)
}

/// What its one-time link answers.
fn open_link(host: &Running) -> String {
    let (address, path) = (&host.address, host.printed[2].split_once("http://").unwrap().1.split_once('/').unwrap().1);
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_link_of_a_host_outlives_the_start_of_another_one() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let database = postgres::of(one.path());
    let first = start(&database, one.path());
    let second = start(&database, two.path());
    assert!(
        first.printed[0].starts_with("Data lies in the PostgreSQL database test_") && !first.printed[0].contains("usher@"),
        "{:?}",
        first.printed
    );
    for host in [&first, &second] {
        let (once, again) = (open_link(host), open_link(host));
        assert!(once.starts_with("HTTP/1.0 303") && once.contains("set-cookie: usher_session="), "{once}");
        assert!(again.starts_with("HTTP/1.0 401"), "{again}");
    }
}
