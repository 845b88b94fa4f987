//! Owns the promise that whoever changed is told of, once.
//! Refuses to change a person: that one was reached elsewhere is noted, and taken back.

use super::{
    finding::{Finding, First, Found, holds, same},
    notes,
    trial::Trial,
};
use crate::api::{payload::UserPage, routes};
use std::collections::HashSet;

/// Everybody who changed since, with the token of the answer.
async fn since(trial: &Trial, token: &str) -> Found<(Vec<String>, String)> {
    let (mut changed, mut cursor, mut cursors) = (Vec::new(), None::<String>, HashSet::new());
    loop {
        let path = routes::people(routes::USERS, cursor.as_deref(), 10, Some(token));
        let page: UserPage = trial.caller.read(&path).await?;
        changed.extend(page.users.into_iter().map(|record| record.user.id.0));
        let next = page.changes_token.ok_or_else(|| Finding::Broken(format!("GET {path}: no changes_token")))?;
        match page.next_cursor {
            Some(cursor_after) => {
                holds(cursors.insert(cursor_after.clone()), || format!("GET {path}: the listing never ends"))?;
                cursor = Some(cursor_after);
            }
            None => return Ok((changed, next)),
        }
    }
}

pub async fn told_once(trial: &Trial) -> Found {
    let person = super::notes::somebody(trial).await?;
    let start: UserPage = trial.caller.read(&routes::page(routes::USERS, None, 1)).await.first("people can be listed")?;
    let token = start.changes_token.ok_or_else(|| Finding::NotTried("a listing carries no changes_token".into()))?;
    let (before, token) = since(trial, &token).await?;
    same("people changed where nothing was changed", before.len(), 0)?;
    let contact = notes::reach(trial, &person).await.first("a contact can be noted")?;
    let (changed, token) = since(trial, &token).await?;
    notes::take_back(trial, &person, &contact).await.first("a contact can be taken back")?;
    same("people changed after one was noted as reached", changed, vec![person.0.clone()])?;
    let (changed, token) = since(trial, &token).await?;
    same("people changed after that was taken back", changed, vec![person.0.clone()])?;
    let (none, _) = since(trial, &token).await?;
    same("people changed, asked once more", none.len(), 0)
}
