//! Owns the whole of the host's HTTP: the API, the sign-in link and the files, behind the guards, and the unsubscribe links beside them.
//! Refuses handlers; each module below owns its own routes.

pub mod activity;
pub mod batch_control;
pub mod batch_events;
pub mod batch_outcomes;
pub mod capabilities;
pub mod contacts;
pub mod email_settings;
pub mod health;
pub mod message;
pub mod notes;
pub mod openapi;
pub mod organization;
pub mod paging;
pub mod send_batches;
pub mod template_versions;
pub mod templates;
pub mod test_mail;
pub mod trial;
pub mod undeliverable;
pub mod users;
mod webex;

use super::{error, files, guard, headers, metrics, sign_in, state::Host, unsubscribe};
use crate::api::routes::{IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED};
use axum::{
    Router,
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header},
    middleware,
};
use std::sync::Arc;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate, predicate::SizeAbove},
    cors::CorsLayer,
};
use utoipa_axum::router::OpenApiRouter;

/// Octets from which an answer is compressed; less fits into a few packets anyway.
const WORTH_COMPRESSING: u64 = 16 * 1024;

/// The API with its description.
pub fn api() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(capabilities::routes())
        .merge(organization::routes())
        .merge(email_settings::routes())
        .merge(users::routes())
        .merge(notes::routes())
        .merge(contacts::routes())
        .merge(templates::routes())
        .merge(template_versions::routes())
        .merge(message::routes())
        .merge(test_mail::routes())
        .merge(send_batches::routes())
        .merge(batch_control::routes())
        .merge(batch_events::routes())
        .merge(batch_outcomes::routes())
        .merge(activity::routes())
        .merge(undeliverable::routes())
}

/// Everything that the host answers.
pub fn all(host: &Arc<Host>) -> Router {
    let (api, _) = api().split_for_parts();
    let unknown = Router::new()
        .route("/api", axum::routing::any(|| async { error::not_found("path") }))
        .route("/api/{*rest}", axum::routing::any(|| async { error::not_found("path") }));
    let api = api
        .merge(unknown)
        .layer(middleware::from_fn(guard::as_problems))
        .layer(middleware::from_fn_with_state(Arc::clone(host), sign_in::require_session))
        .layer(compression());
    let platform = webex::routes().layer(middleware::from_fn_with_state(Arc::clone(host), sign_in::require_session));
    Router::new()
        .merge(api)
        .merge(platform)
        .merge(sign_in::routes())
        .merge(health::guarded())
        .fallback(files::serve)
        .layer(middleware::from_fn(guard::refuse_foreign))
        // Mail providers come from other sites, by the host's public name.
        .merge(unsubscribe::routes())
        // So do those who watch it.
        .merge(health::open())
        .layer(middleware::from_fn_with_state(Arc::clone(host), metrics::count_requests))
        .layer(cors(&host.allow_origin))
        .layer(CatchPanicLayer::custom(guard::on_panic))
        .layer(middleware::from_fn_with_state(Arc::clone(host), headers::set))
        .with_state(Arc::clone(host))
}

/// Large JSON goes out in fewer octets, at the quickest level: a harder one costs the host more than it saves on the line. What is
/// small or of another type goes as it is. Entity tags name versions of what is kept, so they are the same in every encoding.
fn compression() -> CompressionLayer<impl Predicate> {
    let json = |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json")
    };
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(WORTH_COMPRESSING).and(json))
}

/// Lets the named origins call the API. They show the token; the session's cookie never goes along.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let own = |name: &str| name.parse::<HeaderName>().ok();
    let sent = [header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, header::IF_MATCH].into_iter().chain(own(IDEMPOTENCY_KEY));
    let shown = [header::ETAG, header::RETRY_AFTER].into_iter().chain(own(IDEMPOTENCY_REPLAYED));
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers(sent.collect::<Vec<_>>())
        .expose_headers(shown.collect::<Vec<_>>())
}
