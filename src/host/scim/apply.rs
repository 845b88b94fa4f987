//! Owns what becomes of people who were read: matched, counted, written, in one transaction and thousands at a time.
//! Refuses to remove anybody, and to write where a later pull began meanwhile.

use super::{
    read::{Directory, Scope},
    report::PullReport,
};
use crate::{
    domain::{
        csv_field::Field,
        directory_change::{DirectoryChange, Spoken, SpokenLicenses, merge_licenses},
        license::License,
        mail_history::{MailHistory, UserRecord},
        scim::{
            matching::{Known, Match, match_people},
            person::{ScimId, ScimPerson},
            refusal::{ScimReason, ScimRefusal},
            walk::Steady,
        },
        user::{Activation, AddedBy, DirectoryUser, UserId},
    },
    host::{
        import::{AT_ONCE, Importer},
        newly_added::{Mailing, NewlyAdded},
        store::{self, StoreError, connection::Db, scim::Remembered},
    },
};
use std::collections::{HashMap, HashSet};

/// Whether a pull writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// It does.
    Pull,
    /// It only says what it would write.
    Preview,
}

/// What is to be applied.
pub struct Applying<'a> {
    /// Who, when, and what holds for mail.
    pub importer: Importer<'a>,
    /// The server's address.
    pub source: &'a str,
    /// Whether it writes.
    pub purpose: Purpose,
    /// Whether people who are new are mailed.
    pub newly_added: bool,
    /// What the last pull left.
    pub remembered: &'a Remembered,
}

/// Applies what was read, and answers what came of it and what the next pull goes by.
///
/// # Errors
/// [`StoreError`]
pub async fn apply(db: &mut Db, applying: &Applying<'_>, mut directory: Directory) -> Result<(PullReport, Remembered), StoreError> {
    let everybody = directory.scope == Scope::Everybody;
    let identifiers = directory.people.take_identifiers();
    let mut people = directory.people.take_people();
    let gone = if everybody && directory.steady == Steady::Yes { Some(gone(db, applying.source, &identifiers).await?) } else { None };
    let known = known(db, applying.source, &people, everybody.then(|| identifiers.into_iter().collect())).await?;
    let matches = match_people(&people, &known);
    let spoken = spoken(&directory, applying.remembered);
    let mailing = if applying.newly_added && applying.purpose == Purpose::Pull { Mailing::Asked } else { Mailing::NotAsked };
    let licenses = merge_licenses(&store::organization::licenses(db).await?, &directory.people.licenses);
    let mut work = Work {
        applying,
        spoken: Spoken { fields: spoken.clone(), licenses: of_licenses(&spoken) },
        newly_added: NewlyAdded::new(db, applying.importer, mailing).await?,
        licenses,
        counts: Counts::default(),
    };
    if applying.purpose == Purpose::Pull {
        for moving in matches.moving.chunks(AT_ONCE) {
            store::scim::free_addresses(db, moving).await?;
        }
    }
    let mut adopted = 0;
    let mut of = matches.of.into_iter();
    while !people.is_empty() {
        let rest = people.split_off(people.len().min(AT_ONCE));
        let mut found = Vec::with_capacity(people.len());
        for (person, one) in std::mem::replace(&mut people, rest).into_iter().zip(of.by_ref()) {
            adopted += u64::from(matches!(&one, Match::Adopted(_)) && replaces(&known, &person));
            match one {
                Match::Refused => {
                    directory.people.refuse(ScimRefusal { resource: person.shown(), reason: ScimReason::AddressTaken });
                }
                Match::New | Match::Linked(_) | Match::Adopted(_) => found.push((person, one)),
            }
        }
        work.take(db, found).await?;
    }
    let remembered = remember(applying, &directory, spoken);
    let report = work.finish(db, directory, gone.map(|gone| gone.saturating_sub(adopted))).await?;
    Ok((report, remembered))
}

/// Whether the one who has the address was known by another identifier, so that nobody is gone.
fn replaces(known: &Known, person: &ScimPerson) -> bool {
    known.holders.get(&person.user.email.key()).is_some_and(|holder| holder.linked.is_some())
}

async fn known(db: &mut Db, source: &str, people: &[ScimPerson], everybody: Option<HashSet<ScimId>>) -> Result<Known, StoreError> {
    let mut known = Known { everybody, ..Known::default() };
    for part in people.chunks(AT_ONCE) {
        let ids: Vec<&ScimId> = part.iter().map(|person| &person.id).collect();
        known.linked.extend(store::scim::linked(db, source, &ids).await?);
        let keys: Vec<String> = part.iter().map(|person| person.user.email.key()).collect();
        known.holders.extend(store::scim::holders(db, source, &keys).await?);
    }
    Ok(known)
}

async fn gone(db: &mut Db, source: &str, came: &[ScimId]) -> Result<u64, StoreError> {
    let mut there = 0;
    for part in came.chunks(AT_ONCE) {
        let ids: Vec<&ScimId> = part.iter().collect();
        there += store::scim::linked(db, source, &ids).await?.len() as u64;
    }
    Ok(store::scim::total(db, source).await?.saturating_sub(there))
}

/// Of what the server speaks: what anybody has who came now, or had when everybody came. What nobody has there stays as known.
fn spoken(directory: &Directory, remembered: &Remembered) -> Vec<Field> {
    let mut spoken = directory.people.spoken.clone();
    if directory.scope != Scope::Everybody {
        spoken.extend(remembered.spoken.iter().filter(|field| !directory.people.spoken.contains(field)));
    }
    spoken
}

fn of_licenses(spoken: &[Field]) -> SpokenLicenses {
    if spoken.contains(&Field::Licenses) { SpokenLicenses::All } else { SpokenLicenses::These(Vec::new()) }
}

fn remember(applying: &Applying<'_>, directory: &Directory, spoken: Vec<Field>) -> Remembered {
    let before = applying.remembered;
    let newest = directory.people.newest_change();
    match directory.scope {
        Scope::Everybody => Remembered {
            everybody_at: Some(applying.importer.now),
            newest_change: newest,
            spoken,
            licenses_from: before.licenses_from.clone(),
            versions: directory.versions.clone(),
        },
        // Where nobody changed, the last change is the same.
        Scope::ChangedSince(_) => Remembered { newest_change: newest.max(before.newest_change), spoken, ..before.clone() },
    }
}

#[derive(Default)]
struct Counts {
    added: u64,
    changed: u64,
    unchanged: u64,
}

/// A pull that is being applied.
struct Work<'a> {
    applying: &'a Applying<'a>,
    spoken: Spoken,
    newly_added: NewlyAdded<'a>,
    licenses: Vec<License>,
    counts: Counts,
}

impl Work<'_> {
    /// Some people, each with who they are.
    async fn take(&mut self, db: &mut Db, found: Vec<(ScimPerson, Match)>) -> Result<(), StoreError> {
        let known: Vec<&UserId> = found.iter().filter_map(|(_, of)| user(of)).collect();
        let before: HashMap<UserId, DirectoryUser> = store::users::find_all(db, &known)
            .await?
            .into_iter()
            .map(|placed| (placed.record.user.id.clone(), placed.record.user))
            .collect();
        let mut by_key = HashMap::with_capacity(before.len());
        let mut ids = HashMap::with_capacity(found.len());
        let mut imported = Vec::with_capacity(found.len());
        let mut links: Vec<(ScimId, UserId)> = Vec::new();
        for (mut person, of) in found {
            let key = person.user.email.key();
            match user(&of).and_then(|user| before.get(user)) {
                Some(known) => {
                    keep_last_seen(known, &mut person);
                    by_key.insert(key, known);
                    if matches!(of, Match::Adopted(_)) {
                        links.push((person.id, known.id.clone()));
                    }
                }
                None => drop(ids.insert(key, person.id)),
            }
            imported.push(person.user);
        }
        let new_id = || UserId(uuid::Uuid::now_v7().to_string());
        let change = DirectoryChange::new(&by_key, imported, &self.spoken, AddedBy::Scim, self.applying.importer.now, new_id);
        self.counts.added += change.added.len() as u64;
        self.counts.changed += change.changed.len() as u64;
        self.counts.unchanged += change.unchanged;
        let added: Vec<UserRecord> = change.added.into_iter().map(|user| UserRecord { user, mail: MailHistory::default() }).collect();
        self.newly_added.count(self.licenses.clone(), &added);
        match self.applying.purpose {
            Purpose::Preview => return Ok(()),
            Purpose::Pull => {}
        }
        links.extend(added.iter().filter_map(|record| Some((ids.remove(&record.user.email.key())?, record.user.id.clone()))));
        store::people_in_bulk::add(db, added.iter()).await?;
        store::people_in_bulk::change(db, &change.changed).await?;
        store::scim::link(db, self.applying.source, &links.iter().map(|(id, user)| (id, user)).collect::<Vec<_>>()).await
    }

    /// Everybody was taken.
    async fn finish(self, db: &mut Db, directory: Directory, gone: Option<u64>) -> Result<PullReport, StoreError> {
        let people = directory.people;
        let mut report = PullReport {
            preview: self.applying.purpose == Purpose::Preview,
            scope: Some(directory.scope),
            added: self.counts.added,
            changed: self.counts.changed,
            unchanged: self.counts.unchanged,
            gone,
            duplicates: people.duplicates,
            refused: people.refused,
            refused_total: people.refused_total,
            unknown_languages: people.unknown_languages.into_iter().collect(),
            licenses_unknown: directory.licenses_unknown,
            automatic_emails: self.newly_added.emails,
            blocked: self.newly_added.blocked(db).await?,
            newly_added: self.applying.newly_added,
            batch: None,
        };
        if self.applying.purpose == Purpose::Pull {
            store::organization::keep_licenses(db, &self.licenses).await?;
            report.batch = self.newly_added.start(db).await?;
        }
        Ok(report)
    }
}

fn user(of: &Match) -> Option<&UserId> {
    match of {
        Match::Linked(user) | Match::Adopted(user) => Some(user),
        Match::New | Match::Refused => None,
    }
}

/// SCIM tells that somebody signed in, and not when: what is known of that stays.
fn keep_last_seen(known: &DirectoryUser, person: &mut ScimPerson) {
    if matches!((known.activation, person.user.activation), (Activation::Activated { .. }, Activation::Activated { last_seen: None })) {
        person.user.activation = known.activation;
    }
}
