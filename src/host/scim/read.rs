//! Owns reading people from a SCIM server: everybody, or who changed since, by the pages that it gives.
//! Refuses half of it: whoever fails on the way has read nobody.

use super::client::{Answer, ScimClient, ScimFault};
use crate::{
    domain::{
        scim::{
            collected::{Collected, TooMuch},
            failure::PullFailure,
            license_attribute::LicenseAttribute,
            list::read_list,
            server::{self, ServerFacts, Supported},
            walk::{Ask, Probe, Short, Steady, Step, Walk},
        },
        timestamp::Timestamp,
    },
    host::store::scim::Remembered,
};
use url::form_urlencoded::byte_serialize;

/// How long after a pull of everybody the changes alone are enough: no filter tells who is gone.
const EVERYBODY_AFTER: i64 = 24 * 60 * 60 * 1000;
/// How much earlier than the last change the changes are asked for: a server may take a moment to show one.
const OVERLAP: i64 = 2 * 60 * 1000;
/// Most pages whose versions are remembered.
const MOST_VERSIONS: usize = 1_000;

/// Who was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Everybody.
    Everybody,
    /// Those whom the server changed after this moment.
    ChangedSince(Timestamp),
}

/// What a pull wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Everybody, also where changes would do.
    pub full: bool,
    /// Where licenses stand.
    pub licenses: &'a LicenseAttribute,
    /// How many refused resources are told one by one.
    pub told: usize,
    /// The present.
    pub now: Timestamp,
}

/// What was read.
#[derive(Debug)]
pub struct Directory {
    /// Who.
    pub people: Collected,
    /// Who was asked for.
    pub scope: Scope,
    /// Whether the server's count stayed the same meanwhile.
    pub steady: Steady,
    /// The pages with their versions.
    pub versions: Vec<(String, String)>,
    /// The server describes its schemas, and the attribute of licenses is not among them.
    pub licenses_unknown: bool,
}

/// What came of reading.
#[derive(Debug)]
pub enum Outcome {
    /// Every page is as it was.
    Same,
    /// These people.
    Read(Box<Directory>),
}

/// Why nobody was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// The server.
    #[error(transparent)]
    Scim(#[from] ScimFault),
    /// Not everybody came.
    #[error("the SCIM server gave too few people: {0}")]
    Short(#[from] Short),
    /// Too many came.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// It took too long.
    #[error("the SCIM server did not give everybody within an hour")]
    TooSlow,
}

impl ReadFault {
    /// As the record of what was done tells it.
    #[must_use]
    pub const fn failure(&self) -> PullFailure {
        match self {
            Self::Scim(fault) => fault.failure(),
            Self::Short(_) => PullFailure::Incomplete,
            Self::TooMuch(_) => PullFailure::TooLarge,
            Self::TooSlow => PullFailure::Unreachable,
        }
    }
}

/// Reads people.
///
/// # Errors
/// [`ReadFault`]
pub async fn read(client: &ScimClient, remembered: &Remembered, wish: Wish<'_>) -> Result<Outcome, ReadFault> {
    let reading = read_in_time(client, remembered, wish);
    tokio::time::timeout(client.patience().whole, reading).await.unwrap_or(Err(ReadFault::TooSlow))
}

async fn read_in_time(client: &ScimClient, remembered: &Remembered, wish: Wish<'_>) -> Result<Outcome, ReadFault> {
    let server = said(client, "/ServiceProviderConfig", ServerFacts::read).await?.unwrap_or_default();
    let path = said(client, "/ResourceTypes", server::path_of_people).await?.flatten().unwrap_or_else(|| "/Users".to_owned());
    let lately = |at: Timestamp| wish.now.millis().saturating_sub(at.millis()) < EVERYBODY_AFTER;
    let changes_do = !wish.full && remembered.everybody_at.is_some_and(lately) && remembered.licenses_from == wish.licenses.print();
    let reader = Reader { client, server, path, wish };
    if changes_do {
        if let (Supported::Yes, Some(newest)) = (server.filter, remembered.newest_change) {
            let since = Timestamp::from_millis(newest.millis().saturating_sub(OVERLAP));
            match reader.walk(Scope::ChangedSince(since)).await {
                Ok(directory) => return Ok(Outcome::Read(Box::new(directory))),
                // It announces filters, and knows not this one.
                Err(ReadFault::Scim(ScimFault::Status { .. } | ScimFault::NotScim { .. })) => {
                    tracing::info!("the SCIM server cannot tell who changed since; everybody is read");
                }
                Err(fault) => return Err(fault),
            }
        } else if reader.is_same(&remembered.versions).await? {
            return Ok(Outcome::Same);
        }
    }
    let mut directory = reader.walk(Scope::Everybody).await?;
    let described = said(client, "/Schemas", |body| server::describes(body, wish.licenses)).await?;
    directory.licenses_unknown = described == Some(false);
    Ok(Outcome::Read(Box::new(directory)))
}

/// What the server says of itself; nothing where it does not, which it need not.
async fn said<T, E>(client: &ScimClient, path: &str, read: impl Fn(&[u8]) -> Result<T, E>) -> Result<Option<T>, ReadFault> {
    match client.get(path, "", None).await {
        Ok(Answer::Body { body, .. }) => Ok(read(&body).ok()),
        Ok(Answer::Same) | Err(ScimFault::Status { .. } | ScimFault::NotScim { .. }) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

struct Reader<'a> {
    client: &'a ScimClient,
    server: ServerFacts,
    path: String,
    wish: Wish<'a>,
}

impl Reader<'_> {
    /// Everybody of a scope. What was asked in a way that the server does not understand is asked in a plainer one, and what
    /// did not come whole is read once more.
    async fn walk(&self, scope: Scope) -> Result<Directory, ReadFault> {
        let by_index = ServerFacts { paging: server::Paging::Index, ..self.server };
        let mut ways = vec![Walk::new(self.server)];
        if self.server.paging == server::Paging::Cursor {
            ways.push(Walk::new(by_index));
        }
        ways.push(Walk::plain());
        let (mut again, mut last) = (1, ReadFault::Short(Short::Nowhere));
        let mut ways = ways.into_iter();
        let mut next = ways.next();
        while let Some(mut walk) = next.take() {
            let first = walk.first();
            match self.turn_pages(&mut walk, scope).await {
                Ok(directory) => return Ok(directory),
                Err((0, fault @ ReadFault::Scim(ScimFault::Status { .. }))) => {
                    last = fault;
                    next = ways.next();
                }
                Err((_, fault @ (ReadFault::Short(_) | ReadFault::Scim(ScimFault::Status { .. })))) if again > 0 => {
                    again -= 1;
                    tracing::info!(%fault, "the SCIM server is read once more from the beginning");
                    last = fault;
                    next = Some(Walk::again(first));
                }
                Err((_, fault)) => return Err(fault),
            }
        }
        Err(last)
    }

    /// Turns the pages of one way; a failure tells how many were turned before.
    async fn turn_pages(&self, walk: &mut Walk, scope: Scope) -> Result<Directory, (u64, ReadFault)> {
        let mut people = Collected::new(self.wish.licenses.clone(), self.wish.told);
        let (mut versions, mut all_have_versions, mut turned) = (Vec::new(), true, 0);
        let mut ask = walk.first();
        loop {
            let query = query(&ask, scope);
            let step = match self.client.get(&self.path, &query, None).await {
                Ok(Answer::Body { body, version }) => {
                    let page =
                        read_list(&body).map_err(|reason| (turned, ScimFault::NotScim { path: self.path.clone(), reason }.into()))?;
                    match version {
                        Some(version) if versions.len() < MOST_VERSIONS => versions.push((query, version)),
                        Some(_) | None => all_have_versions = false,
                    }
                    let came = people.take(&page.resources, page.total, page.next_cursor).map_err(|reason| (turned, reason.into()))?;
                    walk.took(&ask, came)
                }
                Err(ScimFault::Status { .. }) if matches!(ask, Ask::Index { probe: Probe::Yes, .. }) => walk.end(),
                Err(fault) => return Err((turned, fault.into())),
                // Nobody asked for it.
                Ok(Answer::Same) => return Err((turned, ReadFault::Short(Short::Nowhere))),
            };
            turned += 1;
            match step {
                Step::Go(next) => ask = next,
                Step::Short(short) => return Err((turned, short.into())),
                Step::Done => break,
            }
        }
        if !all_have_versions || self.server.etag == Supported::No || matches!(ask, Ask::Cursor { .. }) {
            versions.clear();
        }
        Ok(Directory { people, scope, steady: walk.steady(), versions, licenses_unknown: false })
    }

    /// Whether every page is as it was.
    async fn is_same(&self, versions: &[(String, String)]) -> Result<bool, ReadFault> {
        for (query, version) in versions {
            match self.client.get(&self.path, query, Some(version)).await {
                Ok(Answer::Same) => {}
                Ok(Answer::Body { .. }) | Err(ScimFault::Status { .. } | ScimFault::NotScim { .. }) => return Ok(false),
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(!versions.is_empty())
    }
}

fn query(ask: &Ask, scope: Scope) -> String {
    let mut pairs = Vec::new();
    match ask {
        Ask::Index { start, count, .. } => {
            if let Some(count) = count {
                pairs.extend([("startIndex", start.to_string()), ("count", count.to_string())]);
            } else if *start > 1 {
                pairs.push(("startIndex", start.to_string()));
            }
        }
        Ask::Cursor { cursor, count } => pairs.extend([("cursor", cursor.clone()), ("count", count.to_string())]),
    }
    if let Scope::ChangedSince(since) = scope {
        pairs.push(("filter", format!("meta.lastModified gt \"{}\"", String::from(since))));
    }
    // A space as %20: not every server reads a plus as one.
    let written = |value: &str| byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20");
    pairs.iter().map(|(name, value)| format!("{name}={}", written(value))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_written_as_every_server_reads_them() {
        let index = |start, count| Ask::Index { start, count, probe: Probe::No };
        assert_eq!(query(&index(1, Some(500)), Scope::Everybody), "startIndex=1&count=500");
        assert_eq!(
            (query(&index(1, None), Scope::Everybody), query(&index(8, None), Scope::Everybody)),
            (String::new(), "startIndex=8".into())
        );
        let first = Ask::Cursor { cursor: String::new(), count: 9 };
        assert_eq!(query(&first, Scope::Everybody), "cursor=&count=9");
        let since = Scope::ChangedSince(Timestamp::from_millis(0));
        assert_eq!(query(&index(1, None), since), "filter=meta.lastModified%20gt%20%221970-01-01T00%3A00%3A00Z%22");
    }
}
