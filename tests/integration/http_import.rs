//! The import of large and strange files: in pieces, cut off, cancelled, two at once, by chosen columns.

use crate::harness::{TOKEN, TestHost, host};
use serde_json::{Value, json};
use std::{fmt::Write as _, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use usher::{
    api::routes,
    domain::{
        email_kind::SuppressibleKind,
        rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
    },
};

fn counts(report: &Value) -> (u64, u64, u64, u64) {
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("{report}"));
    (count("added"), count("changed"), count("unchanged"), count("refused_total"))
}

/// A file of so many people.
fn people(rows: usize, first_name: &str) -> String {
    let mut file = String::from("Email,First Name,Department,Status,App\r\n");
    for row in 0..rows {
        write!(file, "person{row}@example.com,{first_name},\"Sales, {}\",Not Verified,TRUE\r\n", row % 50).unwrap();
    }
    file
}

fn mapped(mapping: &Value) -> String {
    format!("?mapping={}", routes::segment(&mapping.to_string()))
}

fn uploads(test: &TestHost) -> usize {
    std::fs::read_dir(test.dir.path().join("uploads")).unwrap().count()
}

/// Looks again and again until it is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let looking = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looking).await.unwrap_or_else(|_| panic!("{what}"));
}

async fn connect(test: &TestHost) -> TcpStream {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = usher::host::routes::all(&Arc::clone(&test.host));
    tokio::spawn(async move { axum::serve(listener, app).await });
    TcpStream::connect(address).await.unwrap()
}

async fn begin(stream: &mut TcpStream, length: &str) {
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: text/csv\r\nConnection: close\r\n{length}\r\n\r\n",
        routes::USERS_IMPORT
    );
    stream.write_all(head.as_bytes()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_rows_arrive_in_pieces_and_others_are_answered_meanwhile() {
    let test = host().await;
    let mut stream = connect(&test).await;
    begin(&mut stream, "Transfer-Encoding: chunked").await;
    for piece in people(50_000, "Ada").as_bytes().chunks(70_001) {
        stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await.unwrap();
        stream.write_all(piece).await.unwrap();
        stream.write_all(b"\r\n").await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let answer = tokio::spawn(async move {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    });
    let mut answered = 0;
    while !answer.is_finished() {
        test.read(routes::EMAIL_SETTINGS).await;
        answered += 1;
    }
    assert!(answered > 20, "{answered} answers during the import");
    let answer = answer.await.unwrap();
    let report: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(counts(&report), (50_000, 0, 0, 0));
    assert_eq!(test.read(routes::USERS).await["total"], 50_000);
    assert_eq!(uploads(&test), 0, "no file is left");
    let again = test.import(people(50_000, "Eda"), "?preview=true").await.json();
    assert_eq!(counts(&again), (0, 50_000, 0, 0));
    assert_eq!(counts(&test.import(people(50_000, "Ada"), "").await.json()), (0, 0, 50_000, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_cut_off_changes_nothing_and_leaves_no_file() {
    let test = host().await;
    let mut stream = connect(&test).await;
    let file = people(5_000, "Ada");
    begin(&mut stream, &format!("Content-Length: {}", file.len())).await;
    stream.write_all(&file.as_bytes()[..file.len() / 2]).await.unwrap();
    until("the upload began", || uploads(&test) == 1).await;
    drop(stream);
    until("the upload is gone", || uploads(&test) == 0).await;
    assert_eq!(test.read(routes::USERS).await["total"], 0);
    assert_eq!(test.read(routes::ACTIVITY).await["entries"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_while_the_host_works_changes_nothing() {
    let test = host().await;
    let mut stream = connect(&test).await;
    let file = people(60_000, "Ada");
    begin(&mut stream, &format!("Content-Length: {}", file.len())).await;
    stream.write_all(file.as_bytes()).await.unwrap();
    let arrived = || {
        let mut files = std::fs::read_dir(test.dir.path().join("uploads")).unwrap();
        files.next().is_some_and(|entry| entry.unwrap().metadata().is_ok_and(|facts| facts.len() == file.len() as u64))
    };
    until("the file arrived", arrived).await;
    drop(stream);
    until("the host noticed", || uploads(&test) == 0).await;
    assert_eq!(test.read(routes::USERS).await["total"], 0);
    assert_eq!(test.read(routes::ACTIVITY).await["entries"], json!([]));
    // The lock is free at once.
    assert_eq!(counts(&test.import(people(10, "Ada"), "").await.json()), (10, 0, 0, 0));
}

#[tokio::test]
async fn a_bad_row_in_the_middle_is_refused_alone_and_a_broken_end_refuses_all() {
    let test = host().await;
    let mut file = people(6_000, "Ada").replace("person3000@example.com", "nobody");
    let report = test.import(file.clone(), "?preview=true").await.json();
    assert_eq!(counts(&report), (5_999, 0, 0, 1));
    assert_eq!(report["refused"][0], json!({"line": 3002, "column": "Email", "reason": {"code": "address_malformed"}}));
    file.push_str("last@example.com,Ada,Sales,Not Ver");
    let refused = test.import(file, "").await;
    assert_eq!((refused.problem(), refused.pointers()), ((422, "invalid".into()), vec!["file".to_owned()]));
    assert_eq!(refused.json()["file_problem"], json!({"code": "cut_off", "line": 6002}));
    assert_eq!(test.read(routes::USERS).await["total"], 0, "thousands of good rows before it were undone");
}

#[tokio::test]
async fn the_first_thousand_refused_rows_are_told_and_all_are_counted() {
    let test = host().await;
    let bad = (0..1_500).fold(String::from("Email,Name\n"), |file, row| file + &format!("nobody{row},x\n"));
    let report = test.import(bad, "").await.json();
    assert_eq!(counts(&report), (0, 0, 0, 1_500));
    assert_eq!(report["refused"].as_array().unwrap().len(), 1_000);
}

#[tokio::test]
async fn semicolons_tabs_and_utf_16_are_read() {
    let test = host().await;
    let polish = "E-mail;Imię;Dział\nada@example.com;Żaneta;Sprzedaż; hurt\n".replace("Sprzedaż; hurt", "\"Sprzedaż; hurt\"");
    assert_eq!(counts(&test.import(polish.clone(), "").await.json()), (1, 0, 0, 0));
    let utf_16: Vec<u8> = [0xFE, 0xFF].into_iter().chain(polish.replace(';', "\t").encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(counts(&test.import(utf_16, "").await.json()), (0, 1, 0, 0), "the department has a tab in place of a semicolon");
    let user = test.read(routes::USERS).await["users"][0]["user"].clone();
    assert_eq!((user["name"]["first"].as_str(), user["department"].as_str()), (Some("Żaneta"), Some("Sprzedaż\t hurt")));
    let code_page = test.import(b"Email,Ort\na@example.com,K\xf6ln\n".as_slice(), "").await;
    assert_eq!(code_page.json()["file_problem"], json!({"code": "not_text"}));
}

#[tokio::test]
async fn columns_are_those_that_were_chosen() {
    let test = host().await;
    let file = "Contact,Private,Team,App\nada@example.com,ada@home.example,Sales,TRUE\n";
    let mapping = json!({"Private": "email", "Team": "department"});
    let report = test.import(file, &mapped(&mapping)).await.json();
    assert_eq!((counts(&report), &report["mapping"], &report["licenses"]), ((1, 0, 0, 0), &mapping, &json!([])));
    let user = test.read(routes::USERS).await["users"][0]["user"].clone();
    assert_eq!((user["email"].as_str(), user["department"].as_str()), (Some("ada@home.example"), Some("Sales")));
    for (mapping, problem) in [
        (json!({"Team": "department"}), json!({"code": "no_address_mapped"})),
        (
            json!({"Team": "email", "Private": "email"}),
            json!({"code": "mapped_twice", "field": "email", "column": "Team", "earlier": "Private"}),
        ),
        (json!({"Kontakt": "email"}), json!({"code": "mapped_column_missing", "column": "Kontakt"})),
    ] {
        let refused = test.import(file, &mapped(&mapping)).await;
        assert_eq!((refused.problem(), refused.pointers()), ((422, "invalid".into()), vec!["mapping".to_owned()]), "{mapping}");
        assert_eq!(refused.json()["file_problem"], problem);
    }
    for query in ["?mapping=email", "?mapping={%22a%22:%22address%22}", "?mapping="] {
        let malformed = test.import(file, query).await;
        assert_eq!((malformed.problem(), malformed.pointers()), ((400, "malformed".into()), vec!["mapping".to_owned()]), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_at_once_are_imported_one_after_the_other() {
    let test = host().await;
    let (first, second) = tokio::join!(test.import(people(8_000, "Ada"), ""), test.import(people(8_000, "Ada"), ""));
    let mut found = [counts(&first.json()), counts(&second.json())];
    found.sort_unstable();
    assert_eq!(found, [(0, 0, 8_000, 0), (8_000, 0, 0, 0)]);
    assert_eq!(test.read(routes::USERS).await["total"], 8_000);
}

#[tokio::test]
async fn how_many_would_be_mailed_is_right_by_columns_rules_and_the_setting() {
    let test = host().await;
    test.set_sender().await;
    test.publish(SuppressibleKind::Activation).await;
    let file =
        "Email,Where,Status,App\na@x.example,Sales,Not Verified,TRUE\nb@x.example,IT,Not Verified,TRUE\nc@x.example,Sales,Active,TRUE\n";
    let whole = json!({"Email": "email", "Where": "department", "Status": "status", "App": "license"});
    let emails = async |mapping: &Value| {
        let report = test.import(file, &format!("{}&preview=true", mapped(mapping))).await.json();
        report["automatic_emails"].as_u64().unwrap()
    };
    assert_eq!(emails(&whole).await, 2);
    assert_eq!(emails(&json!({"Email": "email", "Status": "status"})).await, 0, "nobody holds a license");
    assert_eq!(emails(&json!({"Email": "email", "App": "license"})).await, 0, "nobody is known to wait");
    let rule = RuleDraft {
        id: RuleId("r".into()),
        name: "Sales".into(),
        kinds: vec![SuppressibleKind::Activation.into()],
        conditions: vec![ConditionDraft { field: ConditionField::Department, value: "Sales".into() }],
        starts: String::new(),
        ends: String::new(),
        action: RuleAction::Suppress,
    };
    assert_eq!(test.save_settings(|draft| draft.rules = vec![rule]).await.status, 200);
    assert_eq!(emails(&whole).await, 1);
    assert_eq!(emails(&json!({"Email": "email", "Status": "status", "App": "license"})).await, 2, "the rule's column is not read");
    test.turn_off("2099-01-01T00:00").await;
    assert_eq!(emails(&whole).await, 0);
    assert_eq!(test.import(file, "?newly_added=true").await.json()["batch"], Value::Null);
}
