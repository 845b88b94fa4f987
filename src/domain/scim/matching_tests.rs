//! Who is who, when addresses change hands.

use super::{
    license_attribute::LicenseAttribute,
    matching::{Holder, Known, Linked, Match, Matches, match_people},
    person::{ScimId, ScimPerson, read_person},
};
use crate::domain::user::UserId;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{HashMap, HashSet};

fn person(id: &str, address: &str) -> ScimPerson {
    let resource = json!({"meta": {"resourceType": "User"}, "id": id, "emails": [{"value": format!("{address}@example.com")}]});
    read_person(&resource, 1, &LicenseAttribute::None).unwrap()
}

/// People here: name, address, identifier at the server.
fn known(people: &[(&str, &str, Option<&str>)], everybody: Option<&[&str]>) -> Known {
    let mut known = Known { everybody: everybody.map(|all| all.iter().map(|id| ScimId((*id).into())).collect()), ..Known::default() };
    for (name, address, id) in people {
        let (user, key, id) = (UserId((*name).into()), format!("{address}@example.com"), id.map(|id| ScimId(id.into())));
        known.holders.insert(key.clone(), Holder { user: user.clone(), linked: id.clone() });
        if let Some(id) = id {
            known.linked.insert(id, Linked { user, key });
        }
    }
    known
}

fn linked(name: &str) -> Match {
    Match::Linked(UserId(name.into()))
}

fn adopted(name: &str) -> Match {
    Match::Adopted(UserId(name.into()))
}

#[test]
fn a_corrected_address_is_the_same_person() {
    let here = known(&[("ada", "aad", Some("1"))], None);
    let found = match_people(&[person("1", "ada")], &here);
    assert_eq!(found, Matches { of: vec![linked("ada")], moving: vec![UserId("ada".into())] });
}

#[test]
fn people_from_a_file_are_known_by_address_and_identifiers_that_are_gone_give_way() {
    let here = known(&[("ada", "ada", None), ("ben", "ben", Some("2"))], Some(&["1", "3"]));
    assert_eq!(match_people(&[person("1", "ADA"), person("3", "ben")], &here).of, [adopted("ada"), adopted("ben")]);
    let changes = Known { everybody: None, ..here };
    assert_eq!(match_people(&[person("3", "ben")], &changes).of, [Match::Refused], "nobody said that 2 is gone");
}

#[test]
fn addresses_may_be_swapped_and_passed_on() {
    let here = known(&[("ada", "a", Some("1")), ("ben", "b", Some("2"))], None);
    assert_eq!(match_people(&[person("1", "b"), person("2", "a")], &here).of, [linked("ada"), linked("ben")]);
    assert_eq!(match_people(&[person("1", "c"), person("3", "a")], &here).of, [linked("ada"), Match::New]);
}

#[test]
fn whoever_is_refused_keeps_their_address_and_so_the_next_one_is_refused_too() {
    let here = known(&[("ada", "a", Some("1")), ("ben", "b", Some("2")), ("cid", "c", None)], None);
    let people = [person("3", "a"), person("2", "b"), person("1", "c")];
    assert_eq!(match_people(&people, &here).of, [Match::Refused, linked("ben"), Match::Refused]);
}

#[test]
fn of_two_with_one_address_the_one_who_has_it_keeps_it() {
    let here = known(&[("ada", "a", Some("1"))], None);
    assert_eq!(match_people(&[person("2", "a"), person("1", "A")], &here).of, [Match::Refused, linked("ada")]);
    assert_eq!(match_people(&[person("4", "x"), person("5", "x")], &here).of, [Match::New, Match::Refused]);
}

proptest! {
    /// Whatever changes hands: afterwards nobody shares an address, and nobody is two people.
    #[test]
    fn nobody_shares_a_mailbox_afterwards(
        here in prop::collection::vec((0_usize..8, prop::option::of(0_usize..8)), 0..8),
        came in prop::collection::vec((0_usize..10, 0_usize..8), 0..8),
        full in any::<bool>(),
    ) {
        let (mut addresses, mut identifiers) = (HashSet::new(), HashSet::new());
        let rows: Vec<(String, String, Option<String>)> = here
            .iter()
            .filter(|(address, id)| addresses.insert(*address) && id.is_none_or(|id| identifiers.insert(id)))
            .enumerate()
            .map(|(at, (address, id))| (format!("u{at}"), format!("a{address}"), id.map(|id| id.to_string())))
            .collect();
        let mut once = HashSet::new();
        let people: Vec<ScimPerson> =
            came.iter().filter(|(id, _)| once.insert(*id)).map(|(id, address)| person(&id.to_string(), &format!("a{address}"))).collect();
        let ids: Vec<String> = people.iter().map(|one| one.id.0.clone()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let rows: Vec<(&str, &str, Option<&str>)> = rows.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_deref())).collect();
        let known = known(&rows, full.then_some(&ids[..]));
        let found = match_people(&people, &known);
        let mut after: HashMap<UserId, String> =
            rows.iter().map(|(name, address, _)| (UserId((*name).into()), format!("{address}@example.com"))).collect();
        let mut met = HashSet::new();
        for (at, (one, of)) in people.iter().zip(&found.of).enumerate() {
            let user = match of {
                Match::New => UserId(format!("new{at}")),
                Match::Linked(user) | Match::Adopted(user) => user.clone(),
                Match::Refused => continue,
            };
            prop_assert!(met.insert(user.clone()), "one of them is two people");
            after.insert(user, one.user.email.key());
        }
        let held: HashSet<&String> = after.values().collect();
        prop_assert_eq!(held.len(), after.len());
    }
}
