//! A SCIM server that does what a test says, faults above all, and notes what it was asked.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::{Arc, Mutex},
    time::Duration,
};
use usher::{
    domain::scim::license_attribute::LicenseAttribute,
    host::scim::{client::Patience, endpoint::Endpoint, pull::Source},
};

/// What the server does in place of an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing: the next answer is a right one.
    None,
    /// This status, with this Retry-After.
    Status(u16, Option<String>),
    /// To another server.
    Elsewhere(String),
    /// A page for people, with this type.
    Html(&'static str),
    /// JSON that ends early.
    HalfJson,
    /// A connection that breaks in the middle.
    Breaks,
    /// More than anybody takes.
    Endless,
    /// The right answer, but with a wrong total.
    Total(u64),
}

/// What the server is like.
#[derive(Default)]
pub struct Server {
    /// Its people.
    pub people: Vec<Value>,
    /// What it says of itself; nothing is 404.
    pub config: Option<Value>,
    /// What it does at the next requests for people.
    pub faults: VecDeque<Fault>,
    /// People on a page at most, whatever is asked for.
    pub page: Option<usize>,
    /// Fails wherever `count` is asked for.
    pub no_count: bool,
    /// Knows no filter, whatever it says.
    pub no_filter: bool,
    /// Every request: path with query, and headers.
    pub asked: Vec<(String, HeaderMap)>,
}

/// A server that runs.
#[derive(Clone)]
pub struct ScimServer {
    pub address: String,
    pub server: Arc<Mutex<Server>>,
}

impl ScimServer {
    pub async fn start() -> Self {
        let server = Arc::new(Mutex::new(Server::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v2", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&server));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, server }
    }

    pub fn set(&self, change: impl FnOnce(&mut Server)) {
        change(&mut self.server.lock().unwrap());
    }

    /// What was asked since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.server.lock().unwrap().asked).into_iter().map(|(uri, _)| uri).collect()
    }

    /// As a host knows it, with little patience.
    pub fn source(&self) -> Source {
        let short = Duration::from_millis(10);
        let patience =
            Patience { tries: 3, first_pause: short, longest_pause: Duration::from_secs(2), largest: 256 * 1024, ..Patience::default() };
        let licenses = LicenseAttribute::parse("entitlements").unwrap();
        Source { endpoint: Endpoint::parse(&self.address).unwrap(), token_file: None, licenses, patience }
    }
}

/// A person of such a server.
pub fn person(id: &str, address: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id, "userName": id, "displayName": id, "active": true,
        "emails": [{"value": address, "primary": true}], "entitlements": [{"value": "App"}],
        "meta": {"resourceType": "User", "created": "2026-11-01T08:00:00Z", "lastModified": "2026-11-02T08:00:00Z"},
    })
}

async fn answer(State(server): State<Arc<Mutex<Server>>>, uri: Uri, headers: HeaderMap) -> Response {
    let mut server = server.lock().unwrap();
    server.asked.push((uri.to_string(), headers.clone()));
    match uri.path() {
        "/v2/ServiceProviderConfig" => match &server.config {
            Some(config) => scim(config.clone()),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        "/v2/Users" => people(&mut server, &uri, &headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn scim(value: Value) -> Response {
    ([(header::CONTENT_TYPE, "application/scim+json")], value.to_string()).into_response()
}

fn people(server: &mut Server, uri: &Uri, headers: &HeaderMap) -> Response {
    let query: HashMap<String, String> = url_query(uri.query().unwrap_or_default());
    let fault = server.faults.pop_front().unwrap_or(Fault::None);
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    if server.no_count && query.contains_key("count") {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut found: Vec<&Value> = server.people.iter().collect();
    if let Some(filter) = query.get("filter") {
        if server.no_filter {
            return (StatusCode::BAD_REQUEST, r#"{"scimType":"invalidFilter"}"#).into_response();
        }
        let since = filter.strip_prefix("meta.lastModified gt \"").and_then(|rest| rest.strip_suffix('"')).unwrap().to_owned();
        found.retain(|one| one["meta"]["lastModified"].as_str().unwrap() > since.as_str());
    }
    let total = found.len();
    let by_cursor = query.get("cursor");
    let first = match by_cursor {
        Some(cursor) => cursor.strip_prefix("from-").and_then(|text| text.parse().ok()).unwrap_or(0),
        None => number("startIndex").unwrap_or(1).max(1) - 1,
    };
    let size = server.page.into_iter().chain(number("count")).min().unwrap_or(usize::MAX);
    let page: Vec<&Value> = found.into_iter().skip(first).take(size).collect();
    let mut list = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": if let Fault::Total(total) = fault { total } else { total as u64 }, "Resources": page,
    });
    if by_cursor.is_some() && first + page.len() < total {
        list["nextCursor"] = json!(format!("from-{}", first + page.len()));
    }
    match fault {
        Fault::None | Fault::Total(_) => {
            let tag =
                format!("W/\"{:x}\"", list.to_string().bytes().fold(7_u64, |sum, octet| sum.wrapping_mul(31).wrapping_add(octet.into())));
            if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.to_str().unwrap() == tag) {
                return StatusCode::NOT_MODIFIED.into_response();
            }
            let mut response = scim(list);
            response.headers_mut().insert(header::ETAG, tag.parse().unwrap());
            response
        }
        Fault::Status(status, retry_after) => {
            let mut response = StatusCode::from_u16(status).unwrap().into_response();
            if let Some(after) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, after.parse().unwrap());
            }
            response
        }
        Fault::Elsewhere(address) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response(),
        Fault::Html(kind) => ([(header::CONTENT_TYPE, kind)], "<!doctype html><title>Sign in</title>").into_response(),
        Fault::HalfJson => {
            let text = list.to_string();
            ([(header::CONTENT_TYPE, "application/scim+json")], text[..text.len() / 2].to_owned()).into_response()
        }
        Fault::Breaks => {
            let pieces = [Ok(Bytes::from("{\"totalResults\":1,")), Err(io::Error::other("broken"))];
            Body::from_stream(futures_util::stream::iter(pieces)).into_response()
        }
        Fault::Endless => {
            Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from(" ".repeat(64 * 1024))))).into_response()
        }
    }
}

fn url_query(query: &str) -> HashMap<String, String> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
