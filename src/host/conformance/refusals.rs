//! Owns the promises about what a backend says of itself, and how it refuses: problem documents, never a page.
//! Refuses to write: what it sends is a plan, or cannot be read.

use super::{
    call::Ask,
    finding::{Finding, Found, holds},
    trial::Trial,
};
use crate::{
    api::{problem::ProblemCode, routes},
    domain::organization::Organization,
};
use std::collections::HashSet;

pub async fn capabilities(trial: &Trial) -> Found {
    let told = trial.capabilities.as_ref().map_err(Clone::clone)?;
    holds(!told.backend.trim().is_empty(), || "the backend has no name".into())?;
    holds((1..=routes::LARGEST_PAGE).contains(&told.largest_page), || format!("largest_page is {}", told.largest_page))?;
    let bounded = told.people_columns.is_none_or(|largest| (1..=routes::LARGEST_COLUMNS).contains(&largest));
    holds(bounded, || format!("people_columns is {:?}", told.people_columns))
}

pub async fn organization(trial: &Trial) -> Found {
    let told: Organization = trial.caller.read(routes::ORGANIZATION).await?;
    let ids: HashSet<&str> = told.licenses.iter().map(|license| license.id.0.as_str()).collect();
    holds(ids.len() == told.licenses.len(), || "two licenses have one identifier".into())?;
    let known = |id: &str| ids.contains(id);
    let strange = trial.people().await.map(|people| people.iter().flat_map(|record| &record.user.licenses).any(|id| !known(&id.0)));
    holds(!strange.unwrap_or_default(), || "a person has a license that the organization does not name".into())
}

pub async fn sign_in(trial: &Trial) -> Found {
    if !trial.caller.has_token() {
        return Err(Finding::NotOffered("no token was given, and the backend wants none".into()));
    }
    for path in [routes::CAPABILITIES, routes::USERS, routes::EMAIL_SETTINGS] {
        trial.caller.send(Ask::get(path).anonymous()).await?.refuses(ProblemCode::SignInNeeded)?;
    }
    Ok(())
}

pub async fn unknown_path(trial: &Trial) -> Found {
    trial.caller.get("/api/v1/no-such-path").await?.refuses(ProblemCode::NotFound).map(|_| ())
}

pub async fn media_type(trial: &Trial) -> Found {
    let plan = r#"{"kind":"activation","recipients":{"by":"users","users":[]}}"#;
    let answer = trial.caller.send(Ask::post(routes::SEND_BATCHES_PLAN).text("text/plain", plan)).await?;
    answer.refuses(ProblemCode::UnsupportedMediaType).map(|_| ())
}

pub async fn malformed(trial: &Trial) -> Found {
    let surplus = r#"{"kind":"activation","recipients":{"by":"users","users":[]},"kinds":"activation"}"#;
    for body in ["", "{", "[]", r#"{"kind":"pigeon","recipients":{"by":"users","users":[]}}"#, surplus] {
        let answer = trial.caller.send(Ask::post(routes::SEND_BATCHES_PLAN).text("application/json", body)).await?;
        answer.refuses(ProblemCode::Malformed)?;
    }
    Ok(())
}

pub async fn method(trial: &Trial) -> Found {
    let answer = trial.caller.send(Ask::post(routes::CAPABILITIES).text("application/json", "{}")).await?;
    answer.refuses(ProblemCode::MethodNotAllowed).map(|_| ())
}
