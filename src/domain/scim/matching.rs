//! Owns who of the people of a SCIM server is who here: by the server's identifier, and by the address where that is new.
//! Refuses two people with one mailbox, and to take a mailbox from somebody who still has it.

use super::person::{ScimId, ScimPerson};
use crate::domain::user::UserId;
use std::collections::{HashMap, HashSet};

/// Somebody here whom the server's identifier is known of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linked {
    /// Who.
    pub user: UserId,
    /// Key of their address here.
    pub key: String,
}

/// Somebody here who has an address that the server names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// Who.
    pub user: UserId,
    /// Who they are at the server, if that is known.
    pub linked: Option<ScimId>,
}

/// What is known here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// By the server's identifier.
    pub linked: HashMap<ScimId, Linked>,
    /// By the key of an address.
    pub holders: HashMap<String, Holder>,
    /// Every identifier that came, where everybody came; nothing where only changes did. Whoever is not among them is gone.
    pub everybody: Option<HashSet<ScimId>>,
}

/// Who somebody is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// Nobody yet.
    New,
    /// This person, by identifier.
    Linked(UserId),
    /// This person, by address: imported from a file, or known by an identifier that the server has no more.
    Adopted(UserId),
    /// Somebody else has the address.
    Refused,
}

/// Who everybody is, in the order of the people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matches {
    /// One for each.
    pub of: Vec<Match>,
    /// Who gives up an address that another one may take in the same pull.
    pub moving: Vec<UserId>,
}

/// Finds out who everybody is.
#[must_use]
pub fn match_people(people: &[ScimPerson], known: &Known) -> Matches {
    let keys: Vec<String> = people.iter().map(|person| person.user.email.key()).collect();
    let linked: Vec<Option<&Linked>> = people.iter().map(|person| known.linked.get(&person.id)).collect();
    let mut refused = rivals(&keys, &linked);
    loop {
        // Those who are not refused and have another address from now on.
        let moving: HashSet<&UserId> = (linked.iter().zip(&keys).zip(&refused))
            .filter(|(_, refused)| !**refused)
            .filter_map(|((linked, key), _)| linked.filter(|linked| linked.key != **key))
            .map(|linked| &linked.user)
            .collect();
        let before = refused.iter().filter(|refused| **refused).count();
        for ((key, linked), refused) in keys.iter().zip(&linked).zip(&mut refused) {
            let Some(holder) = known.holders.get(key) else { continue };
            let own = linked.is_some_and(|linked| linked.user == holder.user);
            let free = moving.contains(&holder.user) || (linked.is_none() && can_adopt(holder, known));
            *refused = *refused || !(own || free);
        }
        // Whoever is refused keeps their address, so that others may have to be refused too.
        if refused.iter().filter(|refused| **refused).count() == before {
            let of = (keys.iter().zip(&linked).zip(&refused)).map(|((key, linked), refused)| match (refused, linked) {
                (true, _) => Match::Refused,
                (false, Some(linked)) => Match::Linked(linked.user.clone()),
                (false, None) => match known.holders.get(key).filter(|holder| !moving.contains(&holder.user)) {
                    Some(holder) => Match::Adopted(holder.user.clone()),
                    None => Match::New,
                },
            });
            return Matches { of: of.collect(), moving: moving.into_iter().cloned().collect() };
        }
    }
}

fn can_adopt(holder: &Holder, known: &Known) -> bool {
    match (&holder.linked, &known.everybody) {
        (None, _) => true,
        (Some(other), Some(everybody)) => !everybody.contains(other),
        (Some(_), None) => false,
    }
}

/// Of several who name one address, all but one are refused: it is the one who has it here, else the first.
fn rivals(keys: &[String], linked: &[Option<&Linked>]) -> Vec<bool> {
    let mut chosen: HashMap<&str, usize> = HashMap::with_capacity(keys.len());
    let has_it = |at: usize| linked.get(at).copied().flatten().zip(keys.get(at)).is_some_and(|(linked, key)| linked.key == *key);
    for (at, key) in keys.iter().enumerate() {
        let one = chosen.entry(key).or_insert(at);
        if has_it(at) {
            *one = at;
        }
    }
    keys.iter().enumerate().map(|(at, key)| chosen.get(key.as_str()) != Some(&at)).collect()
}
