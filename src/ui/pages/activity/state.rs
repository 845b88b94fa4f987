//! Owns what the parts of the page share: filters, the entries that were read, and how many are wanted.
//! Refuses to draw.

use super::query::ActivityQuery;
use crate::backend::{Backend, Failure};
use crate::domain::{
    activity::ActivityEntry,
    activity_filter::{ActivityFilter, FilterFault},
};
use crate::ui::{
    context::{organization, session},
    route::{Route, Routes, routes},
};
use leptos::prelude::*;
use std::sync::Arc;

/// How many more are shown at a time.
const MORE: usize = 50;

/// Entries, shared without copying.
pub type Entries = Vec<Arc<ActivityEntry>>;

/// What the page shows below its filters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The activity is being read for the first time.
    Reading,
    /// It could not be read.
    Failed(Failure),
    /// Nothing has happened yet.
    NothingYet,
    /// Nothing matches the filters.
    NoMatch,
    /// Entries.
    Entries,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Page {
    entries: Entries,
    more: bool,
    narrowed: bool,
}

/// The page's state.
#[derive(Clone, Copy)]
pub struct Activity {
    /// Filters that stand in the address.
    pub query: RwSignal<ActivityQuery>,
    /// Who acted; everybody without a name.
    pub actor: RwSignal<Option<String>>,
    /// The filter as the backend is asked.
    pub filter: Memo<ActivityFilter>,
    /// Everybody who acted; nobody until they were read.
    pub actors: Memo<Vec<String>>,
    /// What is shown.
    pub stage: Memo<Stage>,
    /// The entries that are shown, newest first.
    pub entries: Memo<Entries>,
    /// Whether there are more.
    pub more: Memo<bool>,
    backend: StoredValue<Backend>,
    largest_page: u32,
    wanted: RwSignal<usize>,
    read: LocalResource<Result<Page, Failure>>,
    routes: Routes,
}

impl Activity {
    /// The state of a page that was opened with these filters.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let session = session();
        let largest_page = session.capabilities.largest_page.clamp(1, 1_000);
        let backend = StoredValue::new(session.backend);
        let (query, actor, wanted) = (RwSignal::new(ActivityQuery::parse(query)), RwSignal::new(None), RwSignal::new(MORE));
        let organization = organization();
        let filter = Memo::new(move |_| query.with(|query| query.filter(actor.get(), &organization.zone())));
        let read = LocalResource::new(move || {
            let (filter, wanted) = (filter.get(), wanted.get());
            async move {
                let narrowed = filter != ActivityFilter::default();
                if filter.check().is_err() {
                    return Ok(Page { narrowed, ..Page::default() });
                }
                let (entries, more) = read_entries(&backend.get_value(), &filter, wanted, largest_page, |_| true).await?;
                Ok(Page { entries, more, narrowed })
            }
        });
        let last = Memo::new(move |before: Option<&Option<Result<Page, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
        let page = move || last.get().and_then(Result::ok).unwrap_or_default();
        let named = LocalResource::new(move || {
            let backend = backend.get_value();
            async move { backend.activity_actors().await }
        });
        let actors = Memo::new(move |_| named.get().and_then(Result::ok).map(|list| list.actors).unwrap_or_default());
        let stage = Memo::new(move |_| match last.get() {
            None => Stage::Reading,
            Some(Err(failure)) => Stage::Failed(failure),
            Some(Ok(page)) if !page.entries.is_empty() => Stage::Entries,
            Some(Ok(page)) if page.narrowed => Stage::NoMatch,
            Some(Ok(_)) => Stage::NothingYet,
        });
        let (entries, more) = (Memo::new(move |_| page().entries), Memo::new(move |_| page().more));
        Self { query, actor, filter, actors, stage, entries, more, backend, largest_page, wanted, read, routes: routes() }
    }

    /// Changes the filters of the address.
    pub fn ask(self, query: ActivityQuery) {
        self.routes.replace(&Route::Activity(query.print()));
        self.show(query);
    }

    /// Shows what an address asks for.
    pub fn show(self, query: ActivityQuery) {
        self.wanted.set(MORE);
        self.query.set(query);
    }

    /// Asks for what one person did, or for what everybody did.
    pub fn ask_for(self, actor: Option<String>) {
        self.wanted.set(MORE);
        self.actor.set(actor);
    }

    /// Takes every filter away.
    pub fn clear(self) {
        self.actor.set(None);
        self.ask(ActivityQuery::default());
    }

    /// Whether any filter narrows the list.
    #[must_use]
    pub fn narrowed(self) -> bool {
        self.filter.with(|filter| *filter != ActivityFilter::default())
    }

    /// What is wrong with the filters.
    #[must_use]
    pub fn fault(self) -> Option<FilterFault> {
        self.filter.with(|filter| filter.check().err())
    }

    /// Shows more.
    pub fn show_more(self) {
        self.wanted.update(|wanted| *wanted += MORE);
    }

    /// Reads again.
    pub fn refresh(self) {
        self.read.refetch();
    }

    /// Every entry that the filters let pass now. `told` hears how many were read so far, and answers whether to go on.
    ///
    /// # Errors
    /// [`Failure`] says what the administrator can do.
    pub async fn read_all(self, told: impl Fn(usize) -> bool) -> Result<Entries, Failure> {
        let (backend, filter) = (self.backend.get_value(), self.filter.get_untracked());
        read_entries(&backend, &filter, usize::MAX, self.largest_page, told).await.map(|(entries, _)| entries)
    }
}

async fn read_entries(
    backend: &Backend,
    filter: &ActivityFilter,
    wanted: usize,
    largest_page: u32,
    told: impl Fn(usize) -> bool,
) -> Result<(Entries, bool), Failure> {
    let (mut entries, mut cursor): (Entries, Option<String>) = (Vec::new(), None);
    loop {
        let left = u32::try_from(wanted.saturating_sub(entries.len())).unwrap_or(u32::MAX).clamp(1, largest_page);
        let page = backend.activity(filter, cursor.as_deref(), left).await?;
        entries.extend(page.entries.into_iter().map(Arc::new));
        let more = page.next_cursor.is_some();
        if entries.len() >= wanted || !more || page.next_cursor == cursor || !told(entries.len()) {
            return Ok((entries, more));
        }
        cursor = page.next_cursor;
    }
}

/// The page's state.
///
/// # Panics
/// Outside the activity.
#[must_use]
pub fn activity() -> Activity {
    expect_context()
}
