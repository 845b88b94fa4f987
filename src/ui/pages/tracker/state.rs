//! Owns what the parts of the tracker share: filters, selection, who is found, and which dialog is open.
//! Refuses to draw.

use super::{
    query::TrackerQuery,
    selection::{Coverage, Selection},
};
use crate::backend::Failure;
use crate::domain::{
    email_kind::SuppressibleKind,
    mail_history::UserRecord,
    organization::Organization,
    people::{Person, find},
    people_filter::{FilterFacts, Standing},
    settings::EmailSettings,
    timestamp::Timestamp,
    user::UserId,
};
use crate::ui::{
    context::{Directory, OrganizationFacts, People, directory, now, organization, session},
    route::Route,
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// What decisions are made by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The organization.
    pub organization: Organization,
    /// Its email settings.
    pub settings: EmailSettings,
}

/// A send that is being prepared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intent {
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// The chosen people, in the order of the directory.
    pub users: Arc<Vec<UserId>>,
}

/// What the page shows below its heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The directory is being read for the first time.
    Reading,
    /// It could not be read.
    Failed(Failure),
    /// Nobody is in it.
    Empty,
    /// People.
    People,
}

/// The tracker's state.
#[derive(Clone, Copy)]
pub struct Tracker {
    /// Filters and order.
    pub query: RwSignal<TrackerQuery>,
    /// Searched words.
    pub search: RwSignal<String>,
    /// Who is selected.
    pub selection: RwSignal<Selection>,
    /// Whose panel is open.
    pub opened: RwSignal<Option<UserId>>,
    /// The send that is being prepared.
    pub intent: RwSignal<Option<Intent>>,
    /// Whether the import dialog is open.
    pub importing: RwSignal<bool>,
    /// Everybody; nobody until they were read.
    pub people: Memo<People>,
    /// What is shown.
    pub stage: Memo<Stage>,
    /// What decisions are made by; nothing until it was read.
    pub facts: Memo<Option<Arc<Facts>>>,
    /// Positions in `people` of those who are shown, in order.
    pub found: Memo<Arc<Vec<usize>>>,
    /// How the selection covers those who are shown.
    pub coverage: Memo<Coverage>,
    /// How many have not signed in yet.
    pub waiting: Memo<u64>,
    /// The moment that all days on the page are counted to.
    pub now: Timestamp,
    /// The box in which the list scrolls.
    pub scroller: NodeRef<html::Div>,
    organization: OrganizationFacts,
    directory: Directory,
}

impl Tracker {
    /// The state of a page that was opened with these filters.
    pub fn new(query: &str) -> Self {
        let (directory, organization) = (directory(), organization());
        if untrack(|| directory.get()).is_some() {
            // Mail that was sent since then shows.
            directory.refresh();
        }
        let backend = session().backend;
        let settings = LocalResource::new(move || {
            let backend = backend.clone();
            async move { backend.email_settings().await }
        });
        let query = RwSignal::new(TrackerQuery::parse(query));
        let (search, selection, now) = (RwSignal::new(String::new()), RwSignal::new(Selection::default()), now());
        let people = Memo::new(move |_| directory.get().and_then(Result::ok).unwrap_or_default());
        let stage = Memo::new(move |_| match directory.get() {
            None => Stage::Reading,
            Some(Err(failure)) => Stage::Failed(failure),
            Some(Ok(people)) if people.is_empty() => Stage::Empty,
            Some(Ok(_)) => Stage::People,
        });
        let facts = Memo::new(move |_| {
            let (organization, saved) = (organization.0.get()?.ok()?, settings.get()?.ok()?);
            let settings = EmailSettings::read_saved(&saved.settings, &organization.time_zone).ok()?;
            Some(Arc::new(Facts { organization, settings }))
        });
        let found = Memo::new(move |_| {
            let query = query.read();
            let filter = query.filter(&search.read());
            let Some(facts) = facts.get() else { return Arc::default() };
            let facts = FilterFacts { organization: &facts.organization, settings: &facts.settings, now };
            Arc::new(people.with(|people| find(people, &filter, facts, query.key, query.order)))
        });
        let coverage = Memo::new(move |_| {
            let (people, found, selection) = (people.read(), found.read(), selection.read());
            let shown = found.iter().filter_map(|at| people.get(*at)).map(Person::id);
            Coverage { shown: found.len(), selected_shown: selection.among(shown), selected: selection.count() }
        });
        let waiting =
            Memo::new(move |_| people.with(|people| people.iter().filter(|person| person.standing() == Standing::Waiting).count() as u64));
        let (opened, intent, importing) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(false));
        let scroller = NodeRef::new();
        Self {
            query,
            search,
            selection,
            opened,
            intent,
            importing,
            people,
            stage,
            facts,
            found,
            coverage,
            waiting,
            now,
            scroller,
            organization,
            directory,
        }
    }

    /// Changes filters or order, also in the address.
    pub fn ask(self, query: TrackerQuery) {
        Route::Tracker(query.print()).replace();
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

    /// Selects everybody who is shown, or none of them when all are.
    pub fn toggle_shown(self) {
        let all = self.coverage.get_untracked().is_all();
        let (people, found) = (self.people.get_untracked(), self.found.get_untracked());
        let shown = found.iter().filter_map(|at| people.get(*at)).map(Person::id);
        self.selection.update(|selection| if all { selection.remove(shown) } else { selection.add(shown) });
    }

    /// Selects everybody whom the filters find and prepares a send to them: what a link offered. The address forgets the offer,
    /// so that neither a reload nor a copied link prepares it again.
    pub fn prepare_offer(self, kind: SuppressibleKind) {
        self.selection.update(|selection| selection.clear());
        self.toggle_shown();
        self.send_to_selected(kind);
        self.ask(self.query.get_untracked());
    }

    /// Begins a send to the selected people.
    pub fn send_to_selected(self, kind: SuppressibleKind) {
        let people = self.people.get_untracked();
        let selection = self.selection.read_untracked();
        let users = people.iter().map(Person::id).filter(|id| selection.contains(id)).cloned().collect();
        self.intent.set(Some(Intent { kind, users: Arc::new(users) }));
    }

    /// Begins a send to one person, whose panel closes for it.
    pub fn send_to_one(self, kind: SuppressibleKind, id: UserId) {
        self.opened.set(None);
        self.intent.set(Some(Intent { kind, users: Arc::new(vec![id]) }));
    }

    /// The place of the person whose panel is open among those who are shown, from 0, and how many these are.
    pub fn opened_place(self) -> Option<(usize, usize)> {
        let opened = self.opened.get()?;
        let (people, found) = (self.people.read(), self.found.read());
        let place = found.iter().position(|at| people.get(*at).is_some_and(|person| *person.id() == opened))?;
        Some((place, found.len()))
    }

    /// Opens the panel of the person so many places further down the list, or further up for a negative number; at either end it
    /// stays.
    pub fn step(self, by: i32) {
        let (people, found) = (self.people.get_untracked(), self.found.get_untracked());
        let at = untrack(|| self.opened_place()).and_then(|(place, _)| place.checked_add_signed(isize::try_from(by).ok()?));
        let next = at.and_then(|at| people.get(*found.get(at)?));
        if let Some(next) = next {
            self.opened.set(Some(next.id().clone()));
        }
    }

    /// Reads anew what the list says of a person: somebody noted something that changes it.
    pub fn person_changed(self, _: &UserId) {
        self.directory.refresh();
    }

    /// Those to be written to a file: the selected, or else the shown.
    pub fn with_chosen<T>(self, act: impl FnOnce(&mut dyn Iterator<Item = &UserRecord>) -> T) -> T {
        let (people, found) = (self.people.get_untracked(), self.found.get_untracked());
        let selection = self.selection.read_untracked();
        let shown = found.iter().filter_map(|at| people.get(*at));
        let selected = people.iter().filter(|person| selection.contains(person.id()));
        if selection.is_empty() { act(&mut shown.map(|person| &person.record)) } else { act(&mut selected.map(|person| &person.record)) }
    }

    /// Reads everything again.
    pub fn refresh(self) {
        self.directory.refresh();
        self.organization.0.refetch();
    }

    /// How many people were read so far.
    pub fn read_so_far(self) -> u64 {
        self.directory.read_so_far()
    }

    fn to_top(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    }
}

/// The tracker's state.
///
/// # Panics
/// Outside the tracker.
pub fn tracker() -> Tracker {
    expect_context()
}

/// A person by identifier.
pub fn person_of(people: &People, id: &UserId) -> Option<Person> {
    people.iter().find(|person| person.id() == id).cloned()
}
