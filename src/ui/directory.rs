//! Owns everybody in the directory as the console knows them: read page by page into columns, kept up to date by what changed,
//! found in.
//! Refuses to draw, and to select: a page keeps rows, which stay a person's whatever is read later.

use super::{collation, components::breathe, context::Session};
use crate::api::payload::UserPage;
use crate::backend::{Backend, Failure};
use crate::domain::{
    mail_history::UserRecord,
    roster::{Finder, Put, Roster, Row, RowSet},
    user::UserId,
};
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};

/// People on the first page: as many as a screen shows at once, so that they are there soon.
const FIRST: u32 = 100;

/// Everybody in the directory.
#[derive(Clone, Copy)]
pub struct Directory {
    kept: StoredValue<Kept, LocalStorage>,
    reading: RwSignal<Reading>,
    refreshing: RwSignal<Refreshing>,
    revision: RwSignal<u64>,
}

struct Kept {
    backend: Backend,
    largest: u32,
    roster: Roster,
    finder: Finder,
    /// The order of letters that the finder was given: the language, and how many characters there were.
    ordered: Option<(&'static str, usize)>,
    /// Where the next page begins.
    cursor: Option<String>,
    /// Who was on the pages of this reading.
    seen: RowSet,
    /// How many people were shown when the page was told last.
    told: usize,
}

/// How far the directory is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Page after page; those read so far are there already.
    Underway {
        /// How many were read.
        read: u64,
        /// How many there are; 0 before the first page.
        total: u64,
    },
    /// Everybody is there.
    Whole,
    /// It stopped half-way. Who came is there, and it can go on from there.
    Stopped {
        /// Why.
        failure: Failure,
        /// How many were read.
        read: u64,
        /// How many there are.
        total: u64,
    },
}

/// Whether what changed is being read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refreshing {
    /// It was not asked for.
    Idle,
    /// It is.
    Underway,
    /// It was, and this many were others.
    Done(Changes),
    /// It could not be read; everybody is as before.
    Failed(Failure),
}

/// What a refresh found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// New people.
    pub added: u64,
    /// People who are otherwise than before.
    pub changed: u64,
    /// People who are gone.
    pub removed: u64,
}

impl Directory {
    /// Begins to read the directory.
    #[must_use]
    pub fn new(session: &Session) -> Self {
        let kept = Kept {
            backend: session.backend.clone(),
            largest: session.capabilities.largest_page.max(1),
            roster: Roster::default(),
            finder: Finder::default(),
            ordered: None,
            cursor: None,
            seen: RowSet::default(),
            told: 0,
        };
        let directory = Self {
            kept: StoredValue::new_local(kept),
            reading: RwSignal::new(Reading::Underway { read: 0, total: 0 }),
            refreshing: RwSignal::new(Refreshing::Idle),
            revision: RwSignal::new(0),
        };
        spawn_local(directory.read_on());
        directory
    }

    /// How far it is read; follows.
    #[must_use]
    pub fn reading(self) -> Reading {
        self.reading.get()
    }

    /// Whether everybody is there; follows.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.reading.with(|reading| *reading == Reading::Whole)
    }

    /// How many people were read so far; follows.
    #[must_use]
    pub fn read_so_far(self) -> u64 {
        match self.reading.get() {
            Reading::Underway { read, .. } | Reading::Stopped { read, .. } => read,
            Reading::Whole => self.with(|roster| roster.len() as u64),
        }
    }

    /// Whether what changed is being read; follows.
    #[must_use]
    pub fn refreshing(self) -> Refreshing {
        self.refreshing.get()
    }

    /// Looks at the people; follows them.
    pub fn with<T>(self, look: impl FnOnce(&Roster) -> T) -> T {
        self.revision.track();
        self.with_now(look)
    }

    /// Looks at the people as they are now, without following.
    pub fn with_now<T>(self, look: impl FnOnce(&Roster) -> T) -> T {
        self.kept.with_value(|kept| look(&kept.roster))
    }

    /// A person as they are now, without following.
    #[must_use]
    pub fn person(self, id: &UserId) -> Option<UserRecord> {
        self.with_now(|roster| roster.record(roster.row(id)?))
    }

    /// Finds people, in the order of letters of this language; follows them. Nothing once the console is gone.
    pub fn find<T>(self, language: &'static str, find: impl FnOnce(&mut Finder, &Roster) -> T) -> Option<T> {
        self.revision.track();
        self.kept.try_update_value(|kept| {
            kept.order_by(language);
            find(&mut kept.finder, &kept.roster)
        })
    }

    /// Reads what changed since it was read; where it stopped half-way, goes on.
    pub fn refresh(self) {
        match self.reading.get_untracked() {
            Reading::Underway { .. } => {}
            Reading::Stopped { read, total, .. } => {
                self.reading.set(Reading::Underway { read, total });
                spawn_local(self.read_on());
            }
            Reading::Whole if self.refreshing.get_untracked() == Refreshing::Underway => {}
            Reading::Whole => {
                self.refreshing.set(Refreshing::Underway);
                spawn_local(self.read_changes());
            }
        }
    }

    /// Reads page after page. While one is put where it belongs, the next is on its way.
    async fn read_on(self) {
        let Some((backend, largest, mut cursor)) =
            self.kept.try_with_value(|kept| (kept.backend.clone(), kept.largest, kept.cursor.clone()))
        else {
            return;
        };
        let mut page = backend.users(cursor.as_deref(), if cursor.is_none() { FIRST.min(largest) } else { largest }).await;
        loop {
            match page {
                Err(failure) => return self.stop(failure),
                Ok(came) => {
                    let next = came.next_cursor.clone();
                    if next.is_some() && next == cursor {
                        // It leads in a circle.
                        return self.stop(Failure::NotABackend);
                    }
                    let Some(next) = next else {
                        self.take(&came, None);
                        return self.end();
                    };
                    cursor = Some(next);
                    let coming = backend.users(cursor.as_deref(), largest);
                    let taking = async {
                        breathe().await;
                        self.take(&came, cursor.clone());
                    };
                    (page, ()) = join(coming, taking).await;
                }
            }
        }
    }

    /// Puts a page where it belongs.
    fn take(self, page: &UserPage, next: Option<String>) {
        let told = self.kept.try_update_value(|kept| {
            if kept.roster.is_empty() {
                kept.roster.reserve(usize::try_from(page.total).unwrap_or_default());
            }
            for record in &page.users {
                let (Put::Added(row) | Put::Changed(row) | Put::Same(row)) = kept.roster.put(record);
                kept.seen.insert(row);
            }
            kept.cursor = next;
            let read = kept.roster.len();
            // A list that is ordered anew at every page would be ordered a thousand times: it is told when it is half as long again.
            let tell = kept.told == 0 || read >= kept.told + kept.told / 2;
            if tell {
                kept.told = read;
            }
            (read as u64, tell)
        });
        let Some((read, tell)) = told else { return };
        self.reading.try_set(Reading::Underway { read, total: page.total.max(read) });
        if tell {
            self.tell();
        }
    }

    fn stop(self, failure: Failure) {
        let reading = self.reading.try_get_untracked();
        let (read, total) = match reading {
            Some(Reading::Underway { read, total }) => (read, total),
            Some(Reading::Whole | Reading::Stopped { .. }) | None => (0, 0),
        };
        self.reading.try_set(Reading::Stopped { failure, read, total });
        self.tell();
    }

    fn end(self) {
        self.kept.try_update_value(|kept| {
            kept.cursor = None;
            kept.forget_unseen();
        });
        self.reading.try_set(Reading::Whole);
        self.tell();
    }

    async fn read_changes(self) {
        let done = self.changes().await;
        self.refreshing.try_set(match done {
            Ok(changes) => Refreshing::Done(changes),
            Err(failure) => Refreshing::Failed(failure),
        });
        self.tell();
    }

    /// Reads everybody again beside those who are there.
    async fn changes(self) -> Result<Changes, Failure> {
        let Some((backend, largest)) = self.kept.try_update_value(|kept| {
            kept.seen.clear();
            (kept.backend.clone(), kept.largest)
        }) else {
            return Ok(Changes::default());
        };
        let (mut changes, mut cursor): (Changes, Option<String>) = (Changes::default(), None);
        loop {
            let page = backend.users(cursor.as_deref(), largest).await?;
            breathe().await;
            self.kept.try_update_value(|kept| {
                for record in &page.users {
                    let put = kept.roster.put(record);
                    let (Put::Added(row) | Put::Changed(row) | Put::Same(row)) = put;
                    kept.seen.insert(row);
                    changes.added += u64::from(matches!(put, Put::Added(_)));
                    changes.changed += u64::from(matches!(put, Put::Changed(_)));
                }
            });
            match page.next_cursor {
                Some(next) if cursor.as_ref() == Some(&next) => return Err(Failure::NotABackend),
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        changes.removed = self.kept.try_update_value(Kept::forget_unseen).unwrap_or_default();
        Ok(changes)
    }

    /// Tells whoever follows that people came or changed.
    fn tell(self) {
        self.revision.try_update(|revision| *revision += 1);
    }
}

impl Kept {
    /// Those who were on no page are gone.
    fn forget_unseen(&mut self) -> u64 {
        let gone: Vec<Row> = self.roster.rows().filter(|row| !self.seen.contains(*row)).collect();
        let ids: Vec<UserId> = gone.into_iter().filter_map(|row| self.roster.id(row)).collect();
        ids.iter().filter(|id| self.roster.remove(id).is_some()).count() as u64
    }

    fn order_by(&mut self, language: &'static str) {
        let characters = self.roster.characters();
        let wanted = Some((language, characters.len()));
        if self.ordered != wanted {
            self.finder.set_alphabet(collation::alphabet(language, &characters));
            self.ordered = wanted;
        }
    }
}
