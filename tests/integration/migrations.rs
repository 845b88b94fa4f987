//! Migrations, killed in the middle: each is there whole or not at all, and the next start goes on from there.

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use usher::host::store::Store;

/// People and deliveries of the old version: enough for its migrations to take a while.
const PEOPLE: i64 = 60_000;

async fn open(data: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(data.join("usher.db")).create_if_missing(true).connect().await.unwrap()
}

/// A database of the first version, with people and a batch that failed for all of them.
async fn first_version(data: &Path) {
    let mut first = sqlx::migrate!("src/host/store/migrations");
    first.migrations = Cow::Owned(first.migrations.iter().take(1).cloned().collect());
    let mut db = open(data).await;
    first.run(&mut db).await.unwrap();
    for statement in [
        "INSERT INTO template (id, version, draft, changed_at) VALUES ('t', 1, '{}', 0)",
        "INSERT INTO template_version VALUES (1, 1, 'activation', '{}', 0, 'Ada')",
        "INSERT INTO send_batch (id, kind, origin, state, template, template_version, created, created_by) \
         VALUES ('b', 'activation', 'administrator', 'finished', 1, 1, 0, 'Ada')",
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60000) \
         INSERT INTO directory_user (id, email_key, document, mail) SELECT 'u' || n, n || '@example.com', '{}', '{}' FROM n",
        "INSERT INTO delivery (batch, position, user, document, at) \
         SELECT 1, seq, seq, '{\"state\":\"failed\",\"reason\":\"it was refused\"}', 0 FROM directory_user",
    ] {
        sqlx::query(statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
}

/// Tables, columns, indexes and triggers, as they are written.
async fn schema(db: &mut SqliteConnection) -> BTreeSet<String> {
    let text = "SELECT coalesce(sql, name) FROM sqlite_schema WHERE name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    sqlx::query_scalar::<_, String>(text).fetch_all(db).await.unwrap().into_iter().collect()
}

/// Whether what a migration makes is there, for each that makes something whose name tells.
async fn is_there(db: &mut SqliteConnection, version: i64) -> Option<bool> {
    let probe = match version {
        5 => "SELECT count(*) FROM sqlite_schema WHERE name = 'unsubscribe_key'",
        6 => "SELECT count(*) FROM sqlite_schema WHERE name = 'directory_user_changed'",
        7 => "SELECT count(*) FROM sqlite_schema WHERE name = 'contact_never_goes'",
        8 => "SELECT count(*) FROM sqlite_schema WHERE name = 'reminder_run_never_goes'",
        // The last that it makes, and the change of every row before.
        9 => "SELECT count(*) FROM sqlite_schema WHERE name = 'sending_host'",
        16 => "SELECT count(*) FROM pragma_table_info('sending_host') WHERE name = 'since'",
        _ => return None,
    };
    Some(sqlx::query_scalar::<_, i64>(probe).fetch_one(db).await.unwrap() == 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_killed_while_it_migrates_leaves_whole_steps() {
    let data = tempfile::tempdir().unwrap();
    first_version(data.path()).await;
    let program = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_usher-host"));
        command.args(["--bind", "127.0.0.1:0", "--data"]).arg(data.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let mut between = 0;
    for attempt in 0..12_u64 {
        let mut child = program().spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(15 + attempt * 35)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let mut db = open(data.path()).await;
        let applied: Vec<(i64, bool)> =
            sqlx::query_as("SELECT version, success FROM _sqlx_migrations ORDER BY version").fetch_all(&mut db).await.unwrap();
        assert!(applied.iter().all(|(_, success)| *success), "{applied:?}");
        let last = applied.last().unwrap().0;
        between += u32::from(last < 16);
        for version in 1..=16 {
            let done = applied.iter().any(|(one, _)| *one == version);
            if let Some(there) = is_there(&mut db, version).await {
                assert_eq!(there, done, "migration {version} is half there after attempt {attempt}");
            }
        }
        let told: i64 = sqlx::query_scalar("SELECT count(*) FROM delivery WHERE document ->> '$.reason.code' = 'told'")
            .fetch_one(&mut db)
            .await
            .unwrap();
        assert_eq!(told, if last >= 9 { PEOPLE } else { 0 }, "all rows or none");
        db.close().await.unwrap();
    }
    assert!(between > 0, "no kill came before the last migration: the machine is too fast for these delays");
    // Left alone, it comes to its end, and to the same tables as a new one.
    let mut child = program().spawn().unwrap();
    let started = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap).any(|line| line.contains("http://"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(started);
    let mut db = open(data.path()).await;
    let migrated = schema(&mut db).await;
    let fresh = tempfile::tempdir().unwrap();
    Store::open(&fresh.path().join("usher.db")).await.unwrap().close().await;
    assert_eq!(migrated, schema(&mut open(fresh.path()).await).await);
    let broken: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut db).await.unwrap();
    assert_eq!(broken, ["ok"]);
}
