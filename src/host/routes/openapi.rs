//! Owns the OpenAPI 3.1 document and what all operations share: sign-in, problem answers, versions as `ETag`.
//! Refuses hand-written paths; they come from the handlers.

use crate::api::problem::{MEDIA_TYPE, Problem};
use axum::{
    Json,
    http::{HeaderName, header},
};
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// An answer with its version.
pub(super) fn tagged<T: Serialize>(version: u64, body: T) -> ([(HeaderName, String); 1], Json<T>) {
    ([(header::ETAG, format!("\"{version}\""))], Json(body))
}

/// What the document says before any path.
pub(super) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Usher")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The console for an organization's activation email calls this. Errors are problem documents (RFC 9457) that name each wrong \
             field. Times are RFC 3339 in UTC. Collections are pages with a cursor. Unknown fields of requests are refused.",
        ))
        .build();
    let mut components = Components::new();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let session = ApiKeyValue::with_description(crate::host::sign_in::COOKIE, "Set by the sign-in link");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    components.add_security_scheme("token", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// The whole document.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = super::api().into_openapi();
    document.security = Some(vec![
        SecurityRequirement::new::<_, [&str; 0], &str>("session", []),
        SecurityRequirement::new::<_, [&str; 0], &str>("token", []),
    ]);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [("get", &mut item.get), ("put", &mut item.put), ("post", &mut item.post)] {
            if let Some(operation) = operation {
                operation.operation_id = Some(operation_id(method, path));
                add_shared_answers(operation);
            }
        }
    }
    document
}

/// The document as it is kept in `public/openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn document_text() -> Result<String, serde_json::Error> {
    document().to_pretty_json().map(|text| text + "\n")
}

/// A name that no other operation has, for generated clients: `get_users_user_id`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1/").split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |id, word| id + "_" + word)
}

fn add_shared_answers(operation: &mut Operation) {
    let reads_input = operation.request_body.is_some() || operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty());
    let mut shared = vec![
        ("401", "Nobody is signed in"),
        ("403", "The request comes from another site"),
        ("405", "The method is not allowed here"),
        ("500", "A fault of the host"),
    ];
    if reads_input {
        shared.push(("400", "The request cannot be read"));
    }
    if operation.request_body.is_some() {
        shared.extend([("413", "The body is too large"), ("415", "The media type is not read here")]);
    }
    for (status, description) in shared {
        operation.responses.responses.entry(status.into()).or_insert_with(|| RefOr::T(problem(description)));
    }
}

fn problem(description: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name().into_owned());
    ResponseBuilder::new().description(description).content(MEDIA_TYPE, ContentBuilder::new().schema(Some(schema)).build()).build()
}
