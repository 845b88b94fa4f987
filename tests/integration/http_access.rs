//! Who may call the host, and what every answer carries.

use crate::harness::{TestHost, host};
use axum::{body::Body, http::Request};
use usher::{
    api::routes,
    host::{clock::Clock, headers::Headers, sign_in::new_link},
};

async fn link(test: &TestHost) -> String {
    let mut db = test.host.store.write().await.unwrap();
    let link = new_link(&mut db, "", test.clock.now()).await.unwrap();
    db.commit().await.unwrap();
    link
}

/// The content security policy of the list for this path.
fn policy(path: &str) -> String {
    let headers = Headers::new(&[]);
    let policies: Vec<_> = headers.of(path).filter(|(name, _)| *name == "content-security-policy").collect();
    policies.last().unwrap().1.to_str().unwrap().to_owned()
}

fn bare(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", "127.0.0.1:8080")
}

/// Opens the link as a browser does; answers the cookie to be sent from then on.
async fn cookie(test: &TestHost) -> String {
    let answer = test.send(bare("GET", &link(test).await).body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn status_with(test: &TestHost, cookie: &str) -> u16 {
    test.send(bare("GET", routes::CAPABILITIES).header("cookie", format!("other=1; {cookie}")).body(Body::empty()).unwrap()).await.status
}

#[tokio::test]
async fn the_link_works_once_and_its_session_survives_a_restart_and_ends_after_a_week() {
    let test = host().await;
    let link = link(&test).await;
    let answer = test.send(bare("GET", &link).body(Body::empty()).unwrap()).await;
    let set_cookie = answer.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set_cookie.contains(part), "{set_cookie}");
    }
    let again = test.send(bare("GET", &link).body(Body::empty()).unwrap()).await;
    assert_eq!(again.status, 401);
    assert!(again.text().contains("usher-host sign-in"), "the page says how to get a new link");
    assert_eq!(again.header("set-cookie"), "");

    let cookie = set_cookie.split(';').next().unwrap();
    assert_eq!(status_with(&test, cookie).await, 200);
    let test = test.restart().await;
    assert_eq!(status_with(&test, cookie).await, 200);
    test.clock.set(test.clock.now().plus_days(7));
    assert_eq!(status_with(&test, cookie).await, 401);
}

#[tokio::test]
async fn a_look_ahead_does_not_use_the_link_up_and_an_old_link_is_void() {
    let test = host().await;
    let first = link(&test).await;
    let head = test.send(bare("HEAD", &first).body(Body::empty()).unwrap()).await;
    let prefetch = test.send(bare("GET", &first).header("sec-purpose", "prefetch;prerender").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, prefetch.status), (204, 204));
    assert_eq!(test.send(bare("GET", &first).body(Body::empty()).unwrap()).await.status, 303);
    let old = link(&test).await;
    test.clock.set(test.clock.now().plus_days(1));
    assert_eq!(test.send(bare("GET", &old).body(Body::empty()).unwrap()).await.status, 401);
    assert_eq!(test.send(bare("GET", "/sign-in").body(Body::empty()).unwrap()).await.status, 401);
}

#[tokio::test]
async fn every_call_of_the_api_needs_a_session_or_the_token() {
    let test = host().await;
    for path in [routes::CAPABILITIES, routes::EMAIL_SETTINGS, routes::USERS, "/api/v1/nothing", "/api"] {
        let answer = test.send(bare("GET", path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.problem(), (401, "sign-in-needed".into()), "{path}");
        let wrong = test.send(bare("GET", path).header("authorization", "Bearer guessed").body(Body::empty()).unwrap()).await;
        assert_eq!(wrong.status, 401);
    }
    assert_eq!(status_with(&test, "usher_session=guessed").await, 401);
    assert_eq!(test.get(routes::CAPABILITIES).await.status, 200);
    assert_eq!(test.get("/api/v1/nothing").await.problem(), (404, "not-found".into()));
    let wrong_method = test.send(test.request("DELETE", routes::USERS).body(Body::empty()).unwrap()).await;
    assert_eq!(wrong_method.problem(), (405, "method-not-allowed".into()));
    assert_eq!(wrong_method.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_name_that_points_here_from_elsewhere_is_refused() {
    let test = host().await;
    for name in ["evil.example", "127.0.0.1.evil.example:8080", "192.168.0.1:8080"] {
        for path in ["/", routes::CAPABILITIES] {
            let request = Request::builder().uri(path).header("host", name).body(Body::empty()).unwrap();
            assert_eq!(test.send(request).await.problem(), (403, "foreign-origin".into()), "{name}");
        }
    }
    assert_eq!(test.send(Request::builder().uri("/").body(Body::empty()).unwrap()).await.status, 403);
}

#[tokio::test]
async fn another_sites_page_cannot_act_for_the_administrator() {
    let test = host().await;
    let cookie = cookie(&test).await;
    for (name, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
    {
        let request = bare("POST", routes::USERS_IMPORT).header("cookie", &cookie).header(name, value).header("content-type", "text/csv");
        let answer = test.send(request.body("Email\na@x.example\n".into()).unwrap()).await;
        assert_eq!(answer.problem(), (403, "foreign-origin".into()), "{name}: {value}");
    }
    assert_eq!(test.read(routes::USERS).await["total"], 0);
    let own = bare("POST", routes::USERS_IMPORT).header("cookie", &cookie).header("origin", "http://127.0.0.1:8080");
    assert_eq!(test.send(own.header("content-type", "text/csv").body("Email\na@x.example\n".into()).unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_page_of_a_named_origin_may_call_with_the_token_and_no_other() {
    let test = host().await;
    for (origin, named) in [("https://portal.example", true), ("https://evil.example", false)] {
        let asked = bare("OPTIONS", routes::USERS_IMPORT).header("origin", origin).header("access-control-request-method", "POST");
        let answer = test.send(asked.header("access-control-request-headers", "authorization").body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("access-control-allow-origin"), if named { origin } else { "" });
        assert_eq!(answer.header("access-control-allow-credentials"), "", "cookies never go along");
    }
    let called = test.request("POST", routes::USERS_IMPORT).header("origin", "https://portal.example").header("content-type", "text/csv");
    assert_eq!(test.send(called.body("Email\na@x.example\n".into()).unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_page_elsewhere_calls_only_by_token_and_only_where_it_is_named() {
    let test = host().await;
    let cookie = cookie(&test).await;
    // A token that is wrong does not let the cookie count either: a foreign page could send any.
    let request = bare("POST", routes::USERS_IMPORT).header("cookie", &cookie).header("authorization", "Bearer guessed");
    let answer = test.send(
        request.header("origin", "https://evil.example").header("content-type", "text/csv").body("Email\na@x.example\n".into()).unwrap(),
    );
    assert_eq!(answer.await.problem(), (401, "sign-in-needed".into()));
    for (origin, named) in [("https://portal.example", "https://portal.example"), ("https://evil.example", "")] {
        let preflight = bare("OPTIONS", routes::EMAIL_SETTINGS).header("origin", origin).header("access-control-request-method", "PUT");
        let preflight =
            test.send(preflight.header("access-control-request-headers", "authorization,if-match").body(Body::empty()).unwrap()).await;
        assert_eq!(preflight.header("access-control-allow-origin"), named);
        assert_eq!(preflight.header("access-control-allow-credentials"), "", "the cookie never goes along");
        let answer = test.send(test.request("GET", routes::EMAIL_SETTINGS).header("origin", origin).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, named));
    }
}

#[tokio::test]
async fn files_have_the_right_life_and_every_answer_its_security_headers() {
    let test = host().await;
    let missing = test.send(bare("GET", "/").body(Body::empty()).unwrap()).await;
    assert_eq!(missing.status, 503);
    assert!(missing.text().contains("make run"));

    let dist = test.dir.path().join("dist");
    std::fs::create_dir(&dist).unwrap();
    for (name, text) in [
        ("index.html", "<p>plain"),
        ("index.html.br", "brotli"),
        ("usher-app-0123456789abcdef.js", "plain"),
        ("usher-app-0123456789abcdef.js.br", "brotli"),
        ("usher-app-0123456789abcdef.js.gz", "gzip"),
        ("favicon.svg", "<svg/>"),
        ("preview.html", "<p>"),
        ("preview.js", "0"),
    ] {
        std::fs::write(dist.join(name), text).unwrap();
    }
    let get = async |path: &str, encoding: &str| {
        test.send(bare("GET", path).header("accept-encoding", encoding).body(Body::empty()).unwrap()).await
    };
    let index = get("/", "br, gzip").await;
    assert_eq!((index.header("cache-control"), index.header("content-encoding"), index.text().as_str()), ("no-cache", "br", "brotli"));
    let script = get("/usher-app-0123456789abcdef.js", "gzip").await;
    assert_eq!((script.header("cache-control"), script.text().as_str()), ("public, max-age=31536000, immutable", "gzip"));
    assert_eq!((script.header("content-type"), script.header("vary")), ("text/javascript", "accept-encoding"));
    let icon = get("/favicon.svg", "").await;
    assert_eq!(icon.header("cache-control"), "no-cache");
    assert!(!icon.header("last-modified").is_empty() && !icon.header("etag").is_empty());
    let unchanged = bare("GET", "/favicon.svg").header("if-none-match", icon.header("etag")).body(Body::empty()).unwrap();
    assert_eq!(test.send(unchanged).await.status, 304);
    for path in ["/nothing", "/../usher.db", "/%2e%2e/usher.db", "/..%2fusher.db"] {
        assert_eq!(get(path, "").await.status, 404, "{path}");
    }

    let preview = get("/preview.html", "").await;
    assert_eq!(preview.header("content-security-policy"), policy("/preview.html"));
    assert!(preview.header("content-security-policy").contains("sandbox"));
    assert_eq!(get("/preview.js", "").await.header("cross-origin-resource-policy"), "cross-origin", "its page has no origin");
    let api = test.get(routes::CAPABILITIES).await;
    assert_eq!(api.header("cache-control"), "no-store");
    for answer in [index, script, icon, api, get("/nothing", "").await, get(routes::CAPABILITIES, "").await] {
        assert_eq!(answer.header("content-security-policy"), policy("/"));
        assert!(answer.header("content-security-policy").contains("require-trusted-types-for 'script'; trusted-types usher worker"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(!answer.header("permissions-policy").is_empty());
    }
}

#[test]
fn the_machines_clock_is_of_this_century() {
    assert!(Clock::System.now() > crate::harness::now().plus_days(-3650));
}
