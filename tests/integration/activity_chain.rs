//! The record of what was done: whatever is changed past the host is found, entry by entry.

use crate::{
    harness::{Kind, database_of},
    postgres,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::Path,
    process::{Command, Output},
};

fn host(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_usher-host")).arg("--data").arg(data).envs(database_of(data)).args(arguments).output().unwrap()
}

/// Whether all is as it was written, and what was said.
fn verify(data: &Path, more: &[&str]) -> (bool, String) {
    let output = host(data, &[&["activity", "verify"], more].concat());
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// As somebody would who owns the database: the triggers are no obstacle.
async fn tamper(data: &Path, statements: &[&'static str]) {
    if Kind::of_this_run() == Kind::Postgres {
        let mut db = postgres::connect(&postgres::of(data)).await;
        postgres::execute(&mut db, "SET session_replication_role = replica").await;
        // A number is given by a trigger, too.
        postgres::execute(&mut db, "ALTER TABLE activity ENABLE ALWAYS TRIGGER activity_takes_number").await;
        for statement in statements {
            postgres::execute(&mut db, statement).await;
        }
        return db.close().await.unwrap();
    }
    let database =
        std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "db"));
    let options = SqliteConnectOptions::new().filename(database.unwrap()).foreign_keys(false);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    for trigger in ["activity_never_changes", "activity_never_goes", "activity_chain_never_changes", "activity_chain_never_goes"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER IF EXISTS {trigger}"))).execute(&mut db).await.unwrap();
    }
    for statement in statements {
        sqlx::query(*statement).execute(&mut db).await.unwrap();
    }
    db.close().await.unwrap();
}

/// A data folder with five entries.
fn five_entries() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("people.csv");
    for person in 1..=5 {
        std::fs::write(&file, format!("Email,App\np{person}@x.example,TRUE\n")).unwrap();
        assert!(host(data.path(), &["import", file.to_str().unwrap()]).status.success());
    }
    data
}

#[tokio::test]
async fn what_was_changed_put_in_or_taken_away_is_named() {
    let cases: [(&[&'static str], &str); 6] = [
        (&["UPDATE activity SET actor = 'somebody else' WHERE id = 2"], "entry 2 is not as it was written"),
        (&["UPDATE activity SET at = at - 1 WHERE id = 5"], "entry 5 is not as it was written"),
        (&["DELETE FROM activity WHERE id = 3"], "entry 3 is gone"),
        (
            &["DELETE FROM activity WHERE id = 3", "DELETE FROM activity_chain WHERE id = 3"],
            "entry 4 is not as it was written, or the one before",
        ),
        (&["DELETE FROM activity WHERE id > 3", "DELETE FROM activity_chain WHERE id > 3"], "the entries after 3 are gone, up to 5"),
        (&["INSERT INTO activity (at, actor, action) VALUES (0, 'x', '{}')"], "entry 6 has no link"),
    ];
    for (statements, said) in cases {
        let data = five_entries();
        assert!(verify(data.path(), &[]).0);
        tamper(data.path(), statements).await;
        let (whole, found) = verify(data.path(), &[]);
        assert!(!whole && found.contains(said), "{statements:?}: {found}");
    }
}

#[tokio::test]
async fn an_untouched_record_is_whole_and_a_new_chain_is_found_by_the_noted_link() {
    let data = five_entries();
    let (whole, said) = verify(data.path(), &[]);
    assert!(whole && said.contains("as they were written: 5"), "{said}");
    let noted = said.split_once("elsewhere: ").unwrap().1.lines().next().unwrap().to_owned();
    assert!(verify(data.path(), &["--noted", &noted]).0);

    // Made anew from the first entry on, and consistent in itself.
    let other = five_entries();
    let (whole, said) = verify(other.path(), &["--noted", &noted]);
    assert!(!whole && said.contains("the noted link is not part of the chain"), "{said}");
    let unread = host(other.path(), &["activity", "verify", "--noted", "12"]);
    assert!(String::from_utf8(unread.stderr).unwrap().contains("64 hexadecimal digits"));
}

#[tokio::test]
async fn entries_from_before_the_chain_are_counted_apart() {
    let data = five_entries();
    tamper(data.path(), &["DELETE FROM activity_chain"]).await;
    assert!(!verify(data.path(), &[]).0, "a chain that was taken away is no chain that never was");
    tamper(data.path(), &["UPDATE activity_chain_start SET after = 5"]).await;
    let (whole, said) = verify(data.path(), &[]);
    assert!(whole && said.contains("nothing can be said: 5"), "{said}");
    let file = data.path().join("people.csv");
    std::fs::write(&file, "Email,App\nlater@x.example,TRUE\n").unwrap();
    assert!(host(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let (whole, said) = verify(data.path(), &[]);
    assert!(whole && said.contains("nothing can be said: 5") && said.contains("as they were written: 1"), "{said}");
}
