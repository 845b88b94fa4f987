//! Owns serving the built console, compressed beforehand, with the right life in caches.
//! Refuses to compress at run time and to serve a page for a path that does not exist.

use super::state::Host;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Digits of the hash that the build writes into names.
const HASH_DIGITS: usize = 16;

/// Serves a file of the console.
pub async fn serve(State(host): State<Arc<Host>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")], "Files can only be read.").into_response();
    }
    if path == "/" && !host.dist.join("index.html").is_file() {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    }
    let files = ServeDir::new(&host.dist).precompressed_br().precompressed_gzip();
    let mut response = match files.oneshot(request).await {
        Ok(response) => response.map(Body::new).into_response(),
        Err(never) => match never {},
    };
    if response.status() == StatusCode::NOT_FOUND {
        return (StatusCode::NOT_FOUND, Html(NOT_FOUND)).into_response();
    }
    let life = if is_hashed(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(life));
    response
}

/// Whether the name holds a hash of the contents, so that other contents have another name.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_hash = |part: &str| part.len() == HASH_DIGITS && part.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
    name.split_once('-').is_some() && name.split(['-', '.', '_']).skip(1).any(is_hash)
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Usher: the console is not built</title>\
<h1>The console is not built yet</h1>\
<p>The host runs, and finds no <code>index.html</code> in its folder of built files. Build both and start with:</p>\
<pre>make run</pre>\
<p>Where the files lie elsewhere, name the folder with <code>--dist FOLDER</code>.</p></html>";

const NOT_FOUND: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Usher: not found</title>\
<h1>There is no such page</h1><p><a href=\"/\">Go to Usher</a></p></html>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_hash_are_told_from_others() {
        for hashed in ["/usher-app-0123456789abcdef.js", "/usher-app-0123456789abcdef_bg.wasm", "/bundle-fedcba9876543210.css"] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["/", "/index.html", "/favicon.svg", "/usher-app.js", "/0123456789abcdef.js", "/a-0123456789abcdeg.js"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
