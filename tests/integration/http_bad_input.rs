//! Whatever comes in, the answer is a problem that the caller can act on, and never a fault of the host.

use crate::harness::{THREE, TestHost, draft, host, settings};
use axum::body::Body;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use usher::{api::routes, domain::email_kind::SuppressibleKind};

/// Every operation that reads JSON, with a body that it takes and the headers that it needs.
fn operations(template: &str, user: &str) -> Vec<(&'static str, String, Value)> {
    let draft = serde_json::to_value(draft(SuppressibleKind::Activation)).unwrap();
    vec![
        ("PUT", routes::EMAIL_SETTINGS.into(), serde_json::to_value(settings()).unwrap()),
        ("POST", routes::RULES_VALIDATION.into(), json!({"settings": settings()})),
        ("POST", routes::TEMPLATES.into(), draft.clone()),
        ("PUT", format!("{}/{template}", routes::TEMPLATES), draft.clone()),
        ("POST", format!("{}/{template}/test-mail", routes::TEMPLATES), json!({"to": "a@x.example", "draft": draft, "as_user": user})),
        ("POST", routes::SEND_BATCHES_PLAN.into(), json!({"kind": "activation", "recipients": {"by": "users", "users": [user]}})),
        (
            "POST",
            routes::SEND_BATCHES.into(),
            json!({"kind": "activation", "template": template, "recipients": {"by": "users", "users": [user]}, "expected_recipients": 1}),
        ),
        (
            "POST",
            routes::SEND_BATCHES_PLAN.into(),
            json!({"kind": "activation", "recipients": {
                "by": "filter",
                "filter": {"search": "a", "department": {"is": "IT"}, "waiting_more_than": 3, "last_mail": {"outcome": "sent"}, "due": "today"},
                "except": [user],
                "expected": 1
            }}),
        ),
    ]
}

async fn send(test: &TestHost, method: &str, path: &str, body: Vec<u8>) -> crate::harness::Answer {
    let request = test.request(method, path).header("content-type", "application/json").header("if-match", "\"1\"");
    test.send(request.header("idempotency-key", "k").body(Body::from(body)).unwrap()).await
}

/// A small generator (SplitMix64), so that every run tries the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

/// The body with one of its values exchanged for something else.
fn exchange(value: &mut Value, at: &mut usize, by: &Value) {
    if *at == 0 {
        *value = by.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| exchange(one, at, by)),
        Value::Object(all) => all.values_mut().for_each(|one| exchange(one, at, by)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn bad_bodies(good: &Value, dice: &mut Dice) -> Vec<Vec<u8>> {
    let text = serde_json::to_vec(good).unwrap();
    let mut bodies: Vec<Vec<u8>> =
        [&b""[..], b"null", b"[]", b"{}", b"\"\"", b"0", b"{", b"\xff\xfe", b"{\"a\":1}", b"nul", b"{\"\":{}}", b"\0"]
            .map(<[u8]>::to_vec)
            .into();
    bodies.push(b"[".repeat(200_000));
    bodies.push(b"{\"a\":".repeat(100_000));
    bodies.push([&text[..], b" {}"].concat());
    let replacements = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!("\u{0}\u{202E}\r\n"),
        json!([[]]),
        json!({"x": {}}),
        json!("x".repeat(70_000)),
    ];
    for _ in 0..60 {
        let (mut changed, mut at) = (good.clone(), dice.below(40));
        exchange(&mut changed, &mut at, &replacements[dice.below(replacements.len())]);
        bodies.push(serde_json::to_vec(&changed).unwrap());
    }
    for _ in 0..60 {
        let mut octets = text.clone();
        match dice.below(3) {
            0 => octets.truncate(dice.below(text.len())),
            1 => octets[dice.below(text.len())] = u8::try_from(dice.below(256)).unwrap(),
            _ => octets.insert(dice.below(text.len()), u8::try_from(dice.below(256)).unwrap()),
        }
        bodies.push(octets);
    }
    bodies
}

#[tokio::test]
async fn bad_bodies_are_answered_with_a_problem_and_never_with_a_fault() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let user = test.users().await[0].clone();
    let mut dice = Dice(2026);
    for (method, path, good) in operations(&template, &user) {
        let mut refused = 0;
        for body in bad_bodies(&good, &mut dice) {
            let shown = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
            let answer = send(&test, method, &path, body).await;
            assert!(answer.status < 500, "{method} {path} {shown}: {}", answer.text());
            if answer.status >= 400 {
                refused += 1;
                answer.problem();
            }
        }
        assert!(refused > 50, "{method} {path}: {refused}");
    }
}

#[tokio::test]
async fn unknown_fields_and_wrong_types_are_named_where_they_stand() {
    let test = host().await;
    let user = "u";
    for (method, path, good) in operations("t", user) {
        let mut surplus = good.clone();
        surplus["surplus"] = json!(1);
        let answer = send(&test, method, &path, serde_json::to_vec(&surplus).unwrap()).await;
        assert_eq!((answer.problem(), answer.pointers()), ((400, "malformed".into()), vec!["/surplus".to_owned()]), "{path}");
        assert!(answer.text().contains("unknown field"), "{}", answer.text());
    }
    let mut deep = serde_json::to_value(draft(SuppressibleKind::Activation)).unwrap();
    deep["variants"][1]["blocks"][2]["kind"] = json!("banner");
    let answer = test.post(routes::TEMPLATES, &deep).await;
    assert_eq!(answer.pointers(), ["/variants/1/blocks/2/kind"]);
    let wrong =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": ["a", 5]}})).await;
    assert_eq!(wrong.pointers(), ["/recipients/users/1"]);
    let conversion =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "conversion_notice", "recipients": {"by": "users", "users": []}})).await;
    assert_eq!((conversion.problem(), conversion.pointers()), ((400, "malformed".into()), vec!["/kind".to_owned()]));
}

#[tokio::test]
async fn other_media_types_and_oversize_bodies_are_refused() {
    let test = host().await;
    for (method, path, good) in operations("t", "u") {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"] {
            let request =
                test.request(method, &path).header("content-type", kind).header("if-match", "\"1\"").header("idempotency-key", "k");
            let answer = test.send(request.body(serde_json::to_vec(&good).unwrap().into()).unwrap()).await;
            assert_eq!(answer.problem(), (415, "unsupported-media-type".into()), "{path} {kind}");
        }
    }
    let heavy = serde_json::to_vec(&json!({"settings": "x".repeat(2 * 1024 * 1024)})).unwrap();
    assert_eq!(send(&test, "POST", routes::RULES_VALIDATION, heavy).await.problem(), (413, "too-large".into()));
}

async fn listen(test: &TestHost) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = usher::host::routes::all(&Arc::clone(&test.host));
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

fn head(length: &str) -> String {
    let token = crate::harness::TOKEN;
    format!(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: text/csv\r\nConnection: close\r\n{length}\r\n\r\n",
        routes::USERS_IMPORT
    )
}

#[tokio::test]
async fn a_file_in_pieces_over_the_limit_is_answered_and_a_half_upload_changes_nothing() {
    let test = host().await;
    let address = listen(&test).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head("Transfer-Encoding: chunked").as_bytes()).await.unwrap();
    let piece = [b"100000\r\n".as_slice(), &vec![b'a'; 0x10_0000], b"\r\n"].concat();
    for _ in 0..20 {
        stream.write_all(&piece).await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("/problems/too-large"), "{answer}");

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head("Content-Length: 5000").as_bytes()).await.unwrap();
    stream.write_all(THREE.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    // The host may also just hang up on somebody who hung up.
    let _ = stream.read_to_string(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(test.read(routes::USERS).await["total"], 0);
    assert_eq!(test.read(routes::ACTIVITY).await["entries"], json!([]));
}
