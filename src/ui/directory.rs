//! Owns everybody in the directory as the console knows them: read page by page into columns, kept up to date by what changed,
//! found in.
//! Refuses to draw, and to select: a page keeps rows, which stay a person's whatever is read later.

use super::{
    collation,
    components::breathe,
    context::Session,
    people_source::{Page, People, Source},
};
use crate::backend::Failure;
use crate::domain::{
    roster::{Finder, Put, Roster, RowSet},
    user::UserId,
};
use futures_util::future::join;
use leptos::{prelude::*, task::spawn_local};

/// Everybody in the directory.
#[derive(Clone, Copy)]
pub struct Directory {
    kept: StoredValue<Kept, LocalStorage>,
    reading: RwSignal<Reading>,
    refreshing: RwSignal<Refreshing>,
    revision: RwSignal<u64>,
}

struct Kept {
    source: Source,
    roster: Roster,
    finder: Finder,
    /// The order of letters that the finder was given: the language, and how many characters there were.
    ordered: Option<(&'static str, usize)>,
    /// Where the next page begins.
    cursor: Option<String>,
    /// Asks for what changed since everybody was read.
    token: Option<String>,
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
        /// Whether it began anew, since the backend no longer knew where it had stopped.
        again: bool,
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
            source: Source::new(session),
            roster: Roster::default(),
            finder: Finder::default(),
            ordered: None,
            cursor: None,
            token: None,
            seen: RowSet::default(),
            told: 0,
        };
        let directory = Self {
            kept: StoredValue::new_local(kept),
            reading: RwSignal::new(Reading::Underway { read: 0, total: 0, again: false }),
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
        // Whoever asks late may ask after the console was taken from its page.
        let Some(reading) = self.reading.try_get_untracked() else { return };
        match reading {
            Reading::Underway { .. } => {}
            Reading::Stopped { read, total, .. } => {
                self.reading.set(Reading::Underway { read, total, again: false });
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
        let Some((source, mut cursor)) = self.kept.try_with_value(|kept| (kept.source.clone(), kept.cursor.clone())) else { return };
        let mut page = source.page(cursor.as_deref(), None, cursor.is_none()).await;
        loop {
            let came = match page {
                Ok(came) => came,
                Err(failure) if cursor.is_some() && forgot_the_cursor(&failure) => {
                    cursor = None;
                    self.begin_anew();
                    page = source.page(None, None, true).await;
                    continue;
                }
                Err(failure) => return self.stop(failure),
            };
            if came.next.is_some() && came.next == cursor {
                // It leads in a circle.
                return self.stop(Failure::NotABackend);
            }
            let Some(next) = came.next.clone() else {
                return match self.take(&came) {
                    Ok(()) => self.end(),
                    Err(failure) => self.stop(failure),
                };
            };
            let coming = source.page(Some(&next), None, false);
            let taking = async {
                breathe().await;
                self.take(&came)
            };
            let taken;
            (page, taken) = join(coming, taking).await;
            // The console was taken from its page: nobody waits for the rest.
            if self.kept.is_disposed() {
                return;
            }
            if let Err(failure) = taken {
                return self.stop(failure);
            }
            cursor = Some(next);
        }
    }

    /// Puts a page where it belongs.
    fn take(self, page: &Page) -> Result<(), Failure> {
        let told: Option<Result<(u64, bool), Failure>> = self.kept.try_update_value(|kept| {
            if kept.roster.is_empty() {
                kept.roster.reserve(usize::try_from(page.total).unwrap_or_default());
            }
            kept.put(&page.people)?;
            kept.token = kept.token.take().or_else(|| page.token.clone());
            kept.cursor.clone_from(&page.next);
            let read = kept.seen.len();
            // A list that is ordered anew at every page would be ordered a thousand times: it is told when it is half as long again.
            let tell = kept.told == 0 || read >= kept.told + kept.told / 2;
            if tell {
                kept.told = read;
            }
            Ok((read as u64, tell))
        });
        let Some((read, tell)) = told.transpose()? else { return Ok(()) };
        self.reading.try_update(|reading| {
            let again = matches!(reading, Reading::Underway { again: true, .. });
            *reading = Reading::Underway { read, total: page.total.max(read), again };
        });
        if tell {
            self.tell();
        }
        Ok(())
    }

    /// The backend no longer knows where reading stopped. Who came stays; who is not there any more is found at the end.
    fn begin_anew(self) {
        self.kept.try_update_value(|kept| {
            kept.seen.clear();
            (kept.cursor, kept.token, kept.told) = (None, None, 0);
        });
        self.reading.try_set(Reading::Underway { read: 0, total: 0, again: true });
    }

    fn stop(self, failure: Failure) {
        self.reading.try_update(|reading| {
            let (read, total) = match reading {
                Reading::Underway { read, total, .. } => (*read, *total),
                Reading::Whole | Reading::Stopped { .. } => (0, 0),
            };
            *reading = Reading::Stopped { failure, read, total };
        });
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
        let done = match self.changes(true).await {
            // It was too long ago for the backend to tell.
            Err(Failure::ChangesUnknown) => self.changes(false).await,
            done => done,
        };
        self.refreshing.try_set(match done {
            Ok(changes) => Refreshing::Done(changes),
            Err(failure) => Refreshing::Failed(failure),
        });
        self.tell();
    }

    /// Reads who changed, where the backend can tell, else everybody, beside those who are there.
    async fn changes(self, told: bool) -> Result<Changes, Failure> {
        let asked = self.kept.try_update_value(|kept| {
            kept.seen.clear();
            (kept.source.clone(), kept.token.clone().filter(|_| told && kept.source.tells_changes))
        });
        let Some((source, since)) = asked else { return Ok(Changes::default()) };
        let (mut changes, mut cursor, mut token) = (Changes::default(), None::<String>, None);
        loop {
            let page = source.page(cursor.as_deref(), since.as_deref(), false).await?;
            breathe().await;
            let put = self.kept.try_update_value(|kept| {
                let put = kept.put(&page.people)?;
                let removed = page.removed.iter().filter(|id| kept.roster.remove(id).is_some()).count();
                Ok::<_, Failure>((put, removed as u64))
            });
            let Some((put, removed)) = put.transpose()? else { return Ok(changes) };
            changes.added += put.added;
            changes.changed += put.changed;
            changes.removed += removed;
            token = token.or(page.token);
            match page.next {
                Some(next) if cursor.as_ref() == Some(&next) => return Err(Failure::NotABackend),
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        self.kept.try_update_value(|kept| {
            kept.token = token;
            if since.is_none() {
                changes.removed += kept.forget_unseen();
            }
        });
        Ok(changes)
    }

    /// Tells whoever follows that people came or changed.
    fn tell(self) {
        self.revision.try_update(|revision| *revision += 1);
    }
}

impl Kept {
    /// Puts people where they belong, and remembers that they were there.
    fn put(&mut self, people: &People) -> Result<Changes, Failure> {
        let mut changes = Changes::default();
        match people {
            People::Records(records) => {
                for record in records {
                    let put = self.roster.put(record);
                    changes.added += u64::from(matches!(put, Put::Added(_)));
                    changes.changed += u64::from(matches!(put, Put::Changed(_)));
                    let (Put::Added(row) | Put::Changed(row) | Put::Same(row)) = put;
                    self.seen.insert(row);
                }
            }
            People::Columns(columns) => {
                let put = self.roster.put_columns(columns).map_err(|_| Failure::NotABackend)?;
                (changes.added, changes.changed) = (put.added as u64, put.changed as u64);
                for id in &columns.ids {
                    if let Some(row) = self.roster.row(&UserId(id.clone())) {
                        self.seen.insert(row);
                    }
                }
            }
        }
        Ok(changes)
    }

    /// Those who were on no page are gone.
    fn forget_unseen(&mut self) -> u64 {
        let mut gone = self.roster.everybody().clone();
        gone.subtract(&self.seen);
        let ids: Vec<UserId> = gone.iter().filter_map(|row| self.roster.id(row)).collect();
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

/// Whether a backend does not know any more where a page begins.
fn forgot_the_cursor(failure: &Failure) -> bool {
    match failure {
        Failure::Invalid { errors, .. } => errors.iter().any(|error| error.pointer == "cursor"),
        Failure::NotFound | Failure::ChangesUnknown => true,
        Failure::Unreachable
        | Failure::SignInNeeded
        | Failure::BegunBefore
        | Failure::Stale
        | Failure::File(_)
        | Failure::Moved { .. }
        | Failure::Refused { .. }
        | Failure::Unsupported
        | Failure::NotABackend
        | Failure::NewerData
        | Failure::PartMissing => false,
    }
}
