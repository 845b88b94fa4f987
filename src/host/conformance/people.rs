//! Owns the promises about listing people: pages, limits, cursors, columns, one person.
//! Refuses to hold more people than the other promises look at.

use super::{
    call::Ask,
    finding::{Finding, First, Found, holds, same, wanting},
    trial::Trial,
};
use crate::{
    api::{
        payload::{PeopleColumnsPage, UserPage, UserTimeline},
        problem::ProblemCode,
        routes,
    },
    domain::{mail_history::UserRecord, user::UserId},
};
use std::collections::HashSet;

/// How many people are kept for the other promises.
const KEPT: usize = 10_000;
/// Pages after which a listing is taken for endless.
const MOST_PAGES: u64 = 100_000;

/// People as they were listed, each once.
pub struct People {
    /// The first of them, in the order in which they came.
    pub records: Vec<UserRecord>,
    /// Asks what changed since.
    pub token: Option<String>,
    /// How large a page was asked for.
    pub limit: u32,
    pages: u64,
    repeated: u64,
    met: u64,
    total: u64,
    tokens_differ: bool,
}

impl People {
    /// Reads everybody, in pages that are small enough for there to be several.
    pub async fn read(trial: &Trial) -> Found<Self> {
        let largest = u64::from(trial.able()?.largest_page.clamp(1, routes::LARGEST_PAGE));
        let first: UserPage = trial.caller.read(&routes::page(routes::USERS, None, 1)).await?;
        let limit = u32::try_from((first.total / 3).clamp(1, largest)).unwrap_or(1);
        let mut people = Self { records: Vec::new(), token: None, limit, pages: 0, repeated: 0, met: 0, total: 0, tokens_differ: false };
        let (mut seen, mut cursors, mut cursor) = (HashSet::<String>::new(), HashSet::<String>::new(), None::<String>);
        loop {
            let path = routes::page(routes::USERS, cursor.as_deref(), limit);
            let page: UserPage = trial.caller.read(&path).await?;
            people.tokens_differ |= people.pages > 0 && people.token != page.changes_token;
            (people.token, people.total) = (page.changes_token, page.total);
            people.pages += 1;
            for record in page.users {
                people.met += 1;
                if !seen.insert(record.user.id.0.clone()) {
                    people.repeated += 1;
                } else if people.records.len() < KEPT {
                    people.records.push(record);
                }
            }
            let Some(next) = page.next_cursor else { return Ok(people) };
            let new = cursors.insert(next.clone()) && people.pages < MOST_PAGES;
            holds(new, || format!("GET {path}: the listing never ends, the cursors come again"))?;
            cursor = Some(next);
        }
    }

    /// Whether everybody is kept.
    pub fn is_whole(&self) -> bool {
        u64::try_from(self.records.len()).is_ok_and(|kept| kept == self.total)
    }
}

pub async fn pages(trial: &Trial) -> Found {
    let people = trial.listing().await?;
    if people.total < 2 && people.met < 2 {
        return Err(Finding::NotTried("there are fewer than two people".into()));
    }
    holds(people.repeated == 0, || format!("of {} people that were listed, {} came twice", people.met, people.repeated))?;
    same("people that were listed, and the total that was told", people.met, people.total)?;
    holds(people.pages > 1, || format!("{} people came in one page, though {} a page were asked for", people.met, people.limit))
}

pub async fn limit(trial: &Trial) -> Found {
    let known = trial.people().await?;
    let largest = trial.able()?.largest_page.clamp(1, routes::LARGEST_PAGE);
    if known.len() < 3 {
        return Err(Finding::NotTried("there are fewer than three people".into()));
    }
    for asked in [2, largest] {
        let page: UserPage = trial.caller.read(&routes::page(routes::USERS, None, asked)).await?;
        let expected = known.len().min(usize::try_from(asked).unwrap_or(usize::MAX));
        same(&format!("people in a page of at most {asked}"), page.users.len(), expected)?;
    }
    Ok(())
}

pub async fn limit_bounds(trial: &Trial) -> Found {
    let largest = trial.able()?.largest_page;
    for wrong in [0, largest.saturating_add(1)] {
        trial.caller.get(&routes::page(routes::USERS, None, wrong)).await?.refuses_fields(ProblemCode::Malformed, &["limit"])?;
    }
    Ok(())
}

pub async fn cursor(trial: &Trial) -> Found {
    trial.caller.get(&routes::page(routes::USERS, Some("nonsense"), 1)).await?.refuses_fields(ProblemCode::Malformed, &["cursor"])
}

pub async fn one(trial: &Trial) -> Found {
    let people = trial.people().await?;
    for listed in [people.first(), people.last()].into_iter().flatten() {
        let path = routes::user(&listed.user.id);
        let alone: UserRecord = trial.caller.read(&path).await?;
        holds(alone == *listed, || format!("GET {path}: another record than in the list"))?;
        let path = routes::user_timeline(&listed.user.id);
        let timeline: UserTimeline = trial.caller.read(&path).await?;
        holds(timeline.record == *listed, || format!("GET {path}: another record than in the list"))?;
        holds(timeline.entries.is_sorted_by(|newer, older| newer.at >= older.at), || format!("GET {path}: not newest first"))?;
    }
    Ok(())
}

pub async fn unknown(trial: &Trial) -> Found {
    let stranger = UserId(trial.new_name());
    for path in [routes::user(&stranger), routes::user_timeline(&stranger), routes::user_decisions(&stranger)] {
        trial.caller.get(&path).await?.refuses(ProblemCode::NotFound)?;
    }
    Ok(())
}

pub async fn columns(trial: &Trial) -> Found {
    let known = trial.people().await?;
    let largest = wanting(trial.able()?.people_columns, "the capabilities name no largest page of columns")?;
    let (mut read, mut cursor, mut limit, mut cursors) = (Vec::new(), None::<String>, 2_u32.min(largest), HashSet::new());
    loop {
        let path = routes::people(routes::USERS_COLUMNS, cursor.as_deref(), limit, None);
        let page: PeopleColumnsPage = trial.caller.read(&path).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        holds(page.columns.len() <= most, || format!("GET {path}: {} people in a page of {limit}", page.columns.len()))?;
        read.extend(page.columns.records().map_err(|fault| Finding::Broken(format!("GET {path}: {fault}")))?);
        match page.next_cursor {
            Some(next) if read.len() < known.len() && cursors.insert(next.clone()) => cursor = Some(next),
            Some(_) | None => break,
        }
        limit = largest;
    }
    let expected = known.iter().cloned().map(UserRecord::as_in_columns);
    same("people in columns", read.len().min(known.len()), known.len())?;
    match read.into_iter().zip(expected).position(|(column, record)| column != record) {
        None => Ok(()),
        Some(at) => Err(Finding::Broken(format!("person {} of the list is another in columns than as a record", at + 1))),
    }
}

pub async fn columns_bounds(trial: &Trial) -> Found {
    let largest = wanting(trial.able()?.people_columns, "the capabilities name no largest page of columns")?;
    for wrong in [0, largest.saturating_add(1)] {
        let path = routes::people(routes::USERS_COLUMNS, None, wrong, None);
        trial.caller.get(&path).await?.refuses_fields(ProblemCode::Malformed, &["limit"])?;
    }
    Ok(())
}

/// What changed since the people were listed: nothing, where nothing was changed.
pub async fn same_token(trial: &Trial) -> Found {
    let people = trial.listing().await.first("people can be listed")?;
    holds(!people.tokens_differ, || "the pages of one listing carry different tokens".into())?;
    holds(people.token.is_some(), || "a listing carries no changes_token".into())
}

pub async fn changes_unknown(trial: &Trial) -> Found {
    for token in ["", "nonsense"] {
        let path = routes::people(routes::USERS, None, 10, Some(token));
        trial.caller.send(Ask::get(path)).await?.refuses(ProblemCode::ChangesUnknown)?;
    }
    Ok(())
}
