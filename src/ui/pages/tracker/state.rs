//! Owns what the parts of the tracker share: filters, selection, who is found, and which dialog is open.
//! Refuses to draw.

use super::{
    columns::Mails,
    kept::{Kept, SavedView},
    query::TrackerQuery,
    selection::{Coverage, Selection},
};
use crate::backend::Failure;
use crate::domain::{
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    organization::Organization,
    people_filter::{FilterFacts, Standing},
    recipients::Recipients,
    roster::{Finder, Found, Roster, Row},
    settings::EmailSettings,
    timestamp::Timestamp,
    user::UserId,
};
use crate::ui::{
    components::breathe,
    context::{OrganizationFacts, Words, directory, now, organization, session, words},
    directory::{Directory, Reading},
    place::place,
    route::{Route, Routes, routes},
};
use leptos::{html, prelude::*, task::spawn_local};
use std::{ops::Deref, sync::Arc};

/// People that are judged at once between two frames.
const AT_ONCE: usize = 2_000;
/// People that are put in order at once between two frames.
const ORDERED_AT_ONCE: usize = 10_000;

/// What decisions are made by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The organization.
    pub organization: Organization,
    /// Its email settings.
    pub settings: EmailSettings,
}

impl Facts {
    /// What filters are judged by.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> FilterFacts<'_> {
        FilterFacts { organization: &self.organization, settings: &self.settings, now }
    }
}

/// A send that is being prepared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intent {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// The chosen people.
    pub recipients: Arc<Recipients>,
    /// How many they are.
    pub chosen: u64,
}

/// What the page shows below its heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nobody came yet.
    Reading,
    /// Nobody came, and nobody will.
    Failed(Failure),
    /// Nobody is in the directory.
    Empty,
    /// People.
    People,
}

/// Something shared that is another only when it was made anew.
#[derive(Debug)]
pub struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The tracker's state.
#[derive(Clone, Copy)]
pub struct Tracker {
    /// Filters and order.
    pub query: RwSignal<TrackerQuery>,
    /// Searched words.
    pub search: RwSignal<String>,
    /// Whether the filters are there that are asked for rarely.
    pub rarely: RwSignal<bool>,
    /// Who is selected.
    pub selection: RwSignal<Selection>,
    /// Whose panel is open.
    pub opened: RwSignal<Option<UserId>>,
    /// The send that is being prepared.
    pub intent: RwSignal<Option<Intent>>,
    /// Whether the import dialog is open.
    pub importing: RwSignal<bool>,
    /// Everybody.
    pub directory: Directory,
    /// What is shown.
    pub stage: Memo<Stage>,
    /// What decisions are made by; nothing until it was read.
    pub facts: Memo<Option<Arc<Facts>>>,
    /// Who is shown, in order.
    pub found: Memo<Shared<Found>>,
    /// How the selection covers those who are shown.
    pub coverage: Memo<Coverage>,
    /// How many have not signed in yet.
    pub waiting: Memo<u64>,
    /// The moment that all days on the page are counted to.
    pub now: Timestamp,
    /// The box in which the list scrolls.
    pub scroller: NodeRef<html::Div>,
    /// Whether the backend knows what mails people got.
    pub mails: Mails,
    /// How the list is arranged, as the browser keeps it.
    pub kept: Kept,
    /// Where filters and order stand.
    routes: Routes,
    /// The page that is shown, from 0, where the list is shown in pages.
    pub page: RwSignal<usize>,
    organization: OrganizationFacts,
    words: Words,
}

impl Tracker {
    /// The state of a page that was opened with these filters.
    pub fn new(query: &str) -> Self {
        let (directory, organization, words) = (directory(), organization(), words());
        if untrack(|| directory.is_whole()) {
            // Mail that was sent since then shows.
            directory.refresh();
        }
        let session = session();
        let (backend, mails) = (session.backend, Mails::from(session.capabilities.delivery_outcomes));
        let settings = LocalResource::new(move || {
            let backend = backend.clone();
            async move { backend.email_settings().await }
        });
        let query = TrackerQuery::parse(query);
        let (rarely, query) = (RwSignal::new(query.narrowed_rarely_by() > 0), RwSignal::new(query));
        let (search, selection, now) = (RwSignal::new(String::new()), RwSignal::new(Selection::default()), now());
        let known = Memo::new(move |_| {
            let (organization, saved) = match (organization.0.get()?, settings.get()?) {
                (Ok(organization), Ok(saved)) => (organization, saved),
                (Err(failure), _) | (_, Err(failure)) => return Some(Err(failure)),
            };
            let settings = EmailSettings::read_saved(&saved.settings, &organization.time_zone).map_err(|_| Failure::NewerData);
            Some(settings.map(|settings| Arc::new(Facts { organization, settings })))
        });
        let facts = Memo::new(move |_| known.get()?.ok());
        let stage = Memo::new(move |_| {
            let (anybody, known) = (directory.with(|people| !people.is_empty()), known.get());
            match (directory.reading(), known) {
                (_, Some(Err(failure))) => Stage::Failed(failure),
                (Reading::Stopped { failure, .. }, _) if !anybody => Stage::Failed(failure),
                (Reading::Whole, Some(Ok(_))) if !anybody => Stage::Empty,
                (_, Some(Ok(_))) if anybody => Stage::People,
                (Reading::Underway { .. } | Reading::Whole | Reading::Stopped { .. }, _) => Stage::Reading,
            }
        });
        let found = Memo::new(move |_| {
            let (filter, keys) = (query.read().filter(&search.read()), query.read().keys());
            let Some(facts) = facts.get() else { return Shared(Arc::default()) };
            let language = words.0.get().code();
            let found = directory.find(language, |finder, people| finder.find(people, facts.at(now), &filter, &keys));
            Shared(Arc::new(found.unwrap_or_default()))
        });
        let coverage = Memo::new(move |_| {
            let (found, selection) = (found.read(), selection.read());
            let selected = directory.with(|people| selection.rows().intersect_len(people.everybody()));
            Coverage { shown: found.rows.len(), selected_shown: selection.rows().intersect_len(&found.set), selected }
        });
        let waiting = Memo::new(move |_| directory.with(|people| people.count_standing(Standing::Waiting) as u64));
        judge_ahead(directory, facts, words, now);
        Self {
            query,
            search,
            rarely,
            selection,
            opened: RwSignal::new(None),
            intent: RwSignal::new(None),
            importing: RwSignal::new(false),
            directory,
            stage,
            facts,
            found,
            coverage,
            waiting,
            now,
            scroller: NodeRef::new(),
            mails,
            kept: Kept::new(place(), mails),
            routes: routes(),
            page: RwSignal::new(0),
            organization,
            words,
        }
    }

    /// Changes filters or order, also in the address.
    pub fn ask(self, query: TrackerQuery) {
        self.routes.replace(&Route::Tracker(query.print()));
        self.query.set(query);
        self.to_top();
    }

    /// Searches.
    pub fn search_for(self, words: String) {
        self.search.set(words);
        self.to_top();
    }

    /// Takes filters and searched words away.
    pub fn clear_filters(self) {
        self.search.set(String::new());
        self.ask(self.query.with_untracked(TrackerQuery::cleared));
    }

    /// Shows what was kept under a name.
    pub fn show_view(self, view: &SavedView) {
        let query = TrackerQuery::parse(&view.query);
        self.search.set(String::new());
        self.uncover(&query);
        self.ask(query);
    }

    /// Shows what an address asks for that is typed or linked to while the page is open.
    pub fn visit(self, query: &str) {
        let query = TrackerQuery::parse(query);
        self.uncover(&query);
        self.query.set(query);
    }

    /// Nothing narrows the list unseen. What is uncovered stays so: a filter that is set back would take the focus with it.
    fn uncover(self, query: &TrackerQuery) {
        if query.narrowed_rarely_by() > 0 {
            self.rarely.set(true);
        }
    }

    /// Selects everybody who is shown, or none of them when all are.
    pub fn toggle_shown(self) {
        let all = untrack(|| self.coverage.get()).is_all();
        let (found, filter) = (self.found.get_untracked(), self.query.with_untracked(|query| query.filter(&self.search.read_untracked())));
        self.selection.update(|selection| if all { selection.remove_all(&found.set) } else { selection.add_all(&found.set, filter) });
    }

    /// Selects everybody whom the filters find and prepares a send to them: what a link offered. The address forgets the offer,
    /// so that neither a reload nor a copied link prepares it again.
    pub fn prepare_offer(self, kind: SuppressibleKind) {
        self.selection.update(Selection::clear);
        self.toggle_shown();
        self.send_to_selected(kind);
        self.ask(self.query.get_untracked());
    }

    /// Begins a send to the selected people.
    pub fn send_to_selected(self, kind: SuppressibleKind) {
        let Some(facts) = self.facts.get_untracked() else { return };
        let selection = self.selection.read_untracked();
        let language = self.words.0.get_untracked().code();
        let named = untrack(|| {
            self.directory
                .find(language, |finder, people| selection.recipients(people, |filter| finder.matches(people, facts.at(self.now), filter)))
        });
        if let Some((recipients, chosen)) = named {
            self.intent.set(Some(Intent { kind, recipients: Arc::new(recipients), chosen }));
        }
    }

    /// Begins a send to one person, whose panel closes for it.
    pub fn send_to_one(self, kind: SuppressibleKind, id: UserId) {
        self.opened.set(None);
        let recipients = Arc::new(Recipients::one(id));
        self.intent.set(Some(Intent { kind, recipients, chosen: 1 }));
    }

    /// Those to be written to a file or drawn: the selected, or else the shown, in the order of the list.
    #[must_use]
    pub fn meant(self) -> Vec<Row> {
        let (found, selection) = (self.found.get_untracked(), self.selection.read_untracked());
        if selection.is_empty() {
            return found.rows.clone();
        }
        let shown = found.rows.iter().copied().filter(|row| selection.contains(*row));
        let hidden = selection.rows().iter().filter(|row| !found.set.contains(*row));
        shown.chain(hidden).collect()
    }

    /// A person as the directory has them; follows it.
    #[must_use]
    pub fn listed(self, id: &UserId) -> Option<UserRecord> {
        self.directory.with(|people| people.record(people.row(id)?))
    }

    /// The place of the person whose panel is open among those who are shown, from 0, and how many these are.
    pub fn opened_place(self) -> Option<(usize, usize)> {
        let opened = self.opened.get()?;
        let row = self.directory.with(|people| people.row(&opened))?;
        let found = self.found.read();
        Some((found.position(row)?, found.rows.len()))
    }

    /// Opens the panel of the person so many places further down the list, or further up for a negative number; at either end it
    /// stays.
    pub fn step(self, by: i32) {
        let at = untrack(|| self.opened_place()).and_then(|(place, _)| place.checked_add_signed(isize::try_from(by).ok()?));
        let row = at.and_then(|at| self.found.with_untracked(|found| found.rows.get(at).copied()));
        if let Some(id) = row.and_then(|row| self.directory.with_now(|people| people.id(row))) {
            self.opened.set(Some(id));
        }
    }

    /// Reads anew what the list says of a person: somebody noted something that changes it.
    pub fn person_changed(self, _: &UserId) {
        self.directory.refresh();
    }

    /// Reads what changed.
    pub fn refresh(self) {
        self.directory.refresh();
        self.organization.0.refetch();
    }

    fn to_top(self) {
        self.page.set(0);
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    }
}

/// Puts everybody in order by name and judges them, between frames, so that whoever sorts or filters by decisions does not wait.
fn judge_ahead(directory: Directory, facts: Memo<Option<Arc<Facts>>>, words: Words, now: Timestamp) {
    let turn = StoredValue::new(0u64);
    Effect::new(move |_| {
        let Some(facts) = facts.get() else { return };
        if !directory.is_whole() {
            return;
        }
        directory.with(|_| ());
        let mine = turn.with_value(|turn| turn + 1);
        turn.set_value(mine);
        spawn_local(async move {
            while turn.try_get_value() == Some(mine) {
                breathe().await;
                let language = words.0.try_get_untracked().unwrap_or(crate::ui::text::UiLanguage::English).code();
                let slice = |finder: &mut Finder, people: &Roster| {
                    finder.order_slice(people, ORDERED_AT_ONCE) && finder.decide_slice(people, facts.at(now), mine, AT_ONCE)
                };
                if untrack(|| directory.find(language, slice)) != Some(false) {
                    break;
                }
            }
        });
    });
}

/// The tracker's state.
///
/// # Panics
/// Outside the tracker.
pub fn tracker() -> Tracker {
    expect_context()
}
