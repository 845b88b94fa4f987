//! A host in front of a host that breaks one promise, and passes everything else on as it is.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;
use usher::host::outward;

/// What is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Break {
    LargestPageOutOfBounds,
    NoSignInNeeded,
    PageForUnknownPath,
    AnyMediaType,
    LicenseTwice,
    NoTag,
    PersonRepeated,
    TotalWrong,
    LimitIgnored,
    LimitUnbounded,
    CursorIgnored,
    OtherPersonAlone,
    StrangerFound,
    ColumnWrong,
    DecisionTurned,
    DueWrong,
    PlanWrong,
    AnyVersionSaves,
    FieldsUnnamed,
    VersionChanges,
    MessageChanged,
    NoteHidden,
    ChangeUntold,
    KeyIgnored,
    ReplayUntold,
    DeliveriesUnfiltered,
    ActivityHides,
    ActivityUnfiltered,
}

impl Break {
    pub const ALL: &[Self] = &[
        Self::LargestPageOutOfBounds,
        Self::NoSignInNeeded,
        Self::PageForUnknownPath,
        Self::AnyMediaType,
        Self::LicenseTwice,
        Self::NoTag,
        Self::PersonRepeated,
        Self::TotalWrong,
        Self::LimitIgnored,
        Self::LimitUnbounded,
        Self::CursorIgnored,
        Self::OtherPersonAlone,
        Self::StrangerFound,
        Self::ColumnWrong,
        Self::DecisionTurned,
        Self::DueWrong,
        Self::PlanWrong,
        Self::AnyVersionSaves,
        Self::FieldsUnnamed,
        Self::VersionChanges,
        Self::MessageChanged,
        Self::NoteHidden,
        Self::ChangeUntold,
        Self::KeyIgnored,
        Self::ReplayUntold,
        Self::DeliveriesUnfiltered,
        Self::ActivityHides,
        Self::ActivityUnfiltered,
    ];

    /// The promises that are broken by it, and whether it takes writing to find out.
    pub fn breaks(self) -> (Vec<&'static str>, bool) {
        match self {
            Self::LargestPageOutOfBounds => (vec!["capabilities.read"], false),
            Self::NoSignInNeeded => (vec!["access.sign-in"], false),
            Self::PageForUnknownPath => (vec!["refusal.unknown-path"], false),
            Self::AnyMediaType => (vec!["refusal.media-type"], false),
            Self::LicenseTwice => (vec!["organization.read"], false),
            Self::NoTag => (vec!["settings.tag"], false),
            Self::PersonRepeated | Self::TotalWrong => (vec!["people.pages"], false),
            Self::LimitIgnored => (vec!["people.limit"], false),
            Self::LimitUnbounded => (vec!["people.limit-bounds"], false),
            Self::CursorIgnored => (vec!["people.cursor"], false),
            Self::OtherPersonAlone => (vec!["people.one"], false),
            Self::StrangerFound => (vec!["people.unknown"], false),
            Self::ColumnWrong => (vec!["people.columns"], false),
            Self::DecisionTurned => (vec!["people.decisions"], false),
            Self::DueWrong => (vec!["people.due"], false),
            Self::PlanWrong => (vec!["plan.named", "plan.filter"], false),
            Self::AnyVersionSaves => (vec!["settings.stale"], true),
            Self::FieldsUnnamed => (vec!["settings.invalid", "settings.conversion"], true),
            Self::VersionChanges => (vec!["templates.immutable"], true),
            Self::MessageChanged => (vec!["templates.message"], true),
            Self::NoteHidden => (vec!["notes.kept"], true),
            Self::ChangeUntold => (vec!["people.changes"], true),
            Self::KeyIgnored => (vec!["batches.once", "batches.replayed", "batches.key-reused", "batches.at-once"], true),
            Self::ReplayUntold => (vec!["batches.replayed"], true),
            Self::DeliveriesUnfiltered => (vec!["batches.deliveries"], true),
            Self::ActivityHides => (vec!["activity.recorded"], true),
            Self::ActivityUnfiltered => (vec!["activity.filters"], false),
        }
    }
}

struct Proxy {
    behind: String,
    client: reqwest::Client,
    breaks: Break,
    seen: Mutex<Option<Value>>,
    keys: Mutex<u64>,
}

/// Starts one; answers where it is.
pub async fn breaking(behind: &str, breaks: Break) -> String {
    let client = outward::client(Duration::from_secs(30)).unwrap();
    let proxy = Proxy { behind: behind.into(), client, breaks, seen: Mutex::default(), keys: Mutex::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().fallback(pass).with_state(Arc::new(proxy));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

async fn pass(State(proxy): State<Arc<Proxy>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut target = parts.uri.path_and_query().unwrap().to_string();
    let path = parts.uri.path().to_owned();
    if let Some(answer) = before(&proxy, &parts.method, &path, &mut target, &mut parts.headers).await {
        return answer;
    }
    parts.headers.remove(header::HOST);
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let sent = proxy
        .client
        .request(parts.method.clone(), format!("http://{}{target}", proxy.behind))
        .headers(parts.headers)
        .header(header::CONNECTION, "close")
        .body(body);
    let answer = sent.send().await.unwrap();
    let (mut status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let mut body = answer.bytes().await.unwrap().to_vec();
    if let Ok(mut json) = serde_json::from_slice::<Value>(&body) {
        after(&proxy, &parts.method, &path, &target, &mut status, &mut headers, &mut json);
        body = serde_json::to_vec(&json).unwrap();
    }
    let mut response = (status, Body::from(body)).into_response();
    *response.headers_mut() = headers;
    response
}

/// Changes a request on its way, or answers it.
async fn before(proxy: &Proxy, method: &Method, path: &str, target: &mut String, headers: &mut HeaderMap) -> Option<Response> {
    let users = path == "/api/v1/users";
    match proxy.breaks {
        Break::NoSignInNeeded if !headers.contains_key(header::AUTHORIZATION) => {
            let bearer = format!("Bearer {}", crate::harness::TOKEN);
            headers.insert(header::AUTHORIZATION, bearer.parse().unwrap());
        }
        Break::PageForUnknownPath if path == "/api/v1/no-such-path" => {
            return Some(([(header::CONTENT_TYPE, "text/html")], "<!doctype html><title>Console</title>").into_response());
        }
        Break::AnyMediaType if headers.contains_key(header::CONTENT_TYPE) => {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Break::LimitIgnored if users && target.contains("limit=2") => *target = target.replace("limit=2", "limit=5"),
        Break::LimitUnbounded if users && target.contains("limit=1001") => *target = target.replace("limit=1001", "limit=1000"),
        Break::CursorIgnored if users => *target = target.replace("&cursor=nonsense", ""),
        Break::AnyVersionSaves if method == Method::PUT && path.ends_with("/email-settings") && headers.contains_key(header::IF_MATCH) => {
            let read = proxy.client.get(format!("http://{}{path}", proxy.behind)).headers(headers.clone()).send().await.unwrap();
            headers.insert(header::IF_MATCH, read.headers()[header::ETAG].clone());
        }
        Break::KeyIgnored if headers.contains_key("idempotency-key") => {
            let mut keys = proxy.keys.lock().unwrap();
            *keys += 1;
            let mut key = headers["idempotency-key"].to_str().unwrap().to_owned();
            key += &format!("-{keys}");
            headers.insert("idempotency-key", key.parse().unwrap());
        }
        Break::DeliveriesUnfiltered if path.ends_with("/deliveries") => {
            *target = target.split('&').filter(|part| !part.starts_with("state=")).collect::<Vec<_>>().join("&");
        }
        Break::ActivityUnfiltered if path == "/api/v1/activity" => {
            *target = target.split('&').filter(|part| !part.starts_with("kind=")).collect::<Vec<_>>().join("&");
        }
        _ => {}
    }
    None
}

/// Changes an answer on its way.
fn after(proxy: &Proxy, method: &Method, path: &str, target: &str, status: &mut StatusCode, headers: &mut HeaderMap, json: &mut Value) {
    let users = path == "/api/v1/users";
    match proxy.breaks {
        Break::LargestPageOutOfBounds if path.ends_with("/capabilities") => json["largest_page"] = json!(1_001),
        Break::LicenseTwice if path.ends_with("/organization") => {
            let again = json["licenses"][0].clone();
            json["licenses"].as_array_mut().unwrap().push(again);
        }
        Break::NoTag if path.ends_with("/email-settings") => {
            headers.remove(header::ETAG);
        }
        Break::PersonRepeated if users && json["users"].is_array() => {
            let mut seen = proxy.seen.lock().unwrap();
            if target.contains("cursor=") {
                json["users"].as_array_mut().unwrap().extend(seen.clone());
            } else {
                *seen = Some(json["users"][0].clone());
            }
        }
        Break::TotalWrong if users && json["total"].is_u64() => json["total"] = json!(json["total"].as_u64().unwrap() + 1),
        Break::OtherPersonAlone if method == Method::GET && json["user"]["email"].is_string() => {
            json["user"]["email"] = json!("x@example.org")
        }
        Break::StrangerFound if *status == StatusCode::NOT_FOUND && path.starts_with("/api/v1/users/conformance-") => {
            *status = StatusCode::OK
        }
        Break::ColumnWrong if path.ends_with("/users/columns") && json["columns"]["first_names"].is_array() => {
            json["columns"]["first_names"][0] = json!("Somebody else");
        }
        Break::DecisionTurned if path.ends_with("/decisions") && *status == StatusCode::OK => {
            json["decisions"][0]["decision"] = json!({"decision": "suppress", "reason": {"code": "setting_is_off"}});
        }
        Break::DueWrong if path.ends_with("/users/due") => json["waiting"] = json!(json["waiting"].as_u64().unwrap() + 1),
        Break::PlanWrong if path.ends_with("/plan") && *status == StatusCode::OK => {
            json["recipients"] = json!(json["recipients"].as_u64().unwrap() + 1);
        }
        Break::FieldsUnnamed if path.ends_with("/email-settings") && *status == StatusCode::UNPROCESSABLE_ENTITY => {
            json["errors"] = json!([]);
        }
        Break::VersionChanges if path.ends_with("/versions/1") && *status == StatusCode::OK => json["template"]["name"] = json!("Another"),
        Break::MessageChanged if path.ends_with("/message") && *status == StatusCode::OK => json["text_sha256"] = json!("0".repeat(64)),
        Break::NoteHidden if path.ends_with("/timeline") && *status == StatusCode::OK => {
            json["entries"].as_array_mut().unwrap().retain(|entry| entry["event"]["event"] != "noted");
        }
        Break::ChangeUntold if target.contains("changed_since=") && *status == StatusCode::OK => json["users"] = json!([]),
        Break::ReplayUntold => {
            headers.remove("idempotency-replayed");
        }
        Break::ActivityHides if path == "/api/v1/activity" && *status == StatusCode::OK => {
            json["entries"].as_array_mut().unwrap().retain(|entry| entry["action"]["action"] != "note_added");
        }
        _ => {}
    }
}
