//! Owns everybody who came on the pages of one pull: each once, as the server said it last.
//! Refuses to hold more than a bound, and keeps of what is refused the first reasons alone.

use super::{
    license_attribute::LicenseAttribute,
    person::{ScimId, ScimPerson, raw_id, read_person},
    refusal::ScimRefusal,
    walk::Came,
};
use crate::domain::{csv_field::Field, csv_import::MOST_LICENSES, license::License, timestamp::Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most people of one pull.
pub const MOST_PEOPLE: usize = 1_000_000;

/// More came than is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TooMuch {
    /// People.
    #[error("the server has more than {MOST_PEOPLE} people")]
    People,
    /// Licenses.
    #[error("the server names more than {MOST_LICENSES} licenses; is --scim-licenses the right attribute?")]
    Licenses,
}

/// Everybody who came.
#[derive(Debug)]
pub struct Collected {
    licenses_from: LicenseAttribute,
    places: HashMap<ScimId, usize>,
    // Nothing where what came last was refused.
    came: Vec<Option<ScimPerson>>,
    /// What has no identifier of its own, by what it says.
    nameless: HashSet<String>,
    resources: u64,
    /// Resources that came again on another page.
    pub duplicates: u64,
    /// Those that were refused, the first ones.
    pub refused: Vec<ScimRefusal>,
    /// How many were refused.
    pub refused_total: u64,
    told: usize,
    /// Licenses of everybody.
    pub licenses: Vec<License>,
    /// Of what the server speaks.
    pub spoken: Vec<Field>,
    /// Languages that are not known here, with how many people have them; once people were taken.
    pub unknown_languages: BTreeMap<String, u64>,
    undated: bool,
    newest: Option<Timestamp>,
}

impl Collected {
    /// Nobody yet. Of refused resources, so many are told one by one.
    #[must_use]
    pub fn new(licenses_from: LicenseAttribute, told: usize) -> Self {
        Self {
            licenses_from,
            places: HashMap::new(),
            came: Vec::new(),
            nameless: HashSet::new(),
            resources: 0,
            duplicates: 0,
            refused: Vec::new(),
            refused_total: 0,
            told,
            licenses: Vec::new(),
            spoken: Vec::new(),
            unknown_languages: BTreeMap::new(),
            undated: false,
            newest: None,
        }
    }

    /// Takes the resources of a page.
    ///
    /// # Errors
    /// [`TooMuch`]
    pub fn take(&mut self, resources: &[Value], total: Option<u64>, next_cursor: Option<String>) -> Result<Came, TooMuch> {
        let mut fresh = 0;
        for resource in resources {
            self.resources += 1;
            fresh += u64::from(self.take_one(resource)?);
        }
        Ok(Came { given: resources.len() as u64, fresh, total, next_cursor })
    }

    fn take_one(&mut self, resource: &Value) -> Result<bool, TooMuch> {
        let read = read_person(resource, self.resources, &self.licenses_from);
        let known = match raw_id(resource) {
            Some(id) => {
                let next = self.came.len();
                let place = *self.places.entry(ScimId(id.to_owned())).or_insert(next);
                if place == next {
                    self.came.push(None);
                }
                Some((place, place == next))
            }
            None => None,
        };
        let fresh = match known {
            Some((_, fresh)) => fresh,
            None => self.nameless.insert(resource.to_string()),
        };
        self.duplicates += u64::from(!fresh);
        if self.came.len() + self.nameless.len() > MOST_PEOPLE {
            return Err(TooMuch::People);
        }
        let person = match read {
            Ok(mut person) => {
                self.learn(&person)?;
                // What everybody's say together is kept once.
                (person.licenses, person.spoken) = (Vec::new(), Vec::new());
                Some(person)
            }
            Err(refusal) if fresh => {
                self.refuse(refusal);
                None
            }
            // Counted already, or good before: the reason is told once either way.
            Err(refusal) => {
                if known.is_some_and(|(place, _)| self.came.get(place).is_some_and(Option::is_some)) {
                    self.refuse(refusal);
                }
                None
            }
        };
        if let Some((place, _)) = known
            && let Some(slot) = self.came.get_mut(place)
        {
            *slot = person;
        }
        Ok(fresh)
    }

    fn learn(&mut self, person: &ScimPerson) -> Result<(), TooMuch> {
        for license in &person.licenses {
            if self.licenses.iter().all(|known| known.id != license.id) {
                self.licenses.push(license.clone());
            }
        }
        if self.licenses.len() > MOST_LICENSES {
            return Err(TooMuch::Licenses);
        }
        for field in &person.spoken {
            if !self.spoken.contains(field) {
                self.spoken.push(*field);
            }
        }
        match person.modified {
            Some(at) => self.newest = self.newest.max(Some(at)),
            None => self.undated = true,
        }
        Ok(())
    }

    /// Refuses a resource.
    pub fn refuse(&mut self, refusal: ScimRefusal) {
        self.refused_total += 1;
        if self.refused.len() < self.told {
            self.refused.push(refusal);
        }
    }

    /// When the server changed anybody last; nothing where it does not say so of everybody.
    #[must_use]
    pub fn newest_change(&self) -> Option<Timestamp> {
        self.newest.filter(|_| !self.undated)
    }

    /// The identifiers of everything that came, refused or not; once all came.
    #[must_use]
    pub fn take_identifiers(&mut self) -> Vec<ScimId> {
        std::mem::take(&mut self.places).into_keys().collect()
    }

    /// The good ones, in the order in which they first came; once all came.
    #[must_use]
    pub fn take_people(&mut self) -> Vec<ScimPerson> {
        let people: Vec<ScimPerson> = std::mem::take(&mut self.came).into_iter().flatten().collect();
        for language in people.iter().filter_map(|person| person.unknown_language.as_ref()) {
            *self.unknown_languages.entry(language.clone()).or_default() += 1;
        }
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn user(id: &str, display: &str) -> Value {
        json!({"meta": {"resourceType": "User", "lastModified": "2026-11-20T10:00:00Z"}, "id": id, "displayName": display,
            "emails": [{"value": format!("{id}@example.com")}]})
    }

    fn bad(id: &str) -> Value {
        json!({"meta": {"resourceType": "User"}, "id": id, "emails": []})
    }

    #[test]
    fn what_came_last_wins_and_is_counted_once() {
        let mut all = Collected::new(LicenseAttribute::None, 10);
        let came = all.take(&[user("a", "A"), user("b", "B"), bad("c")], Some(4), None).unwrap();
        assert_eq!((came.given, came.fresh), (3, 3));
        let came = all.take(&[user("b", "B again"), bad("a"), bad("c"), user("d", "D"), json!({}), json!({})], Some(4), None).unwrap();
        assert_eq!((came.given, came.fresh), (6, 2));
        assert_eq!((all.duplicates, all.refused_total), (4, 3), "c, then a, and what has no id");
        assert_eq!(all.take_identifiers().len(), 4);
        let people = all.take_people();
        assert_eq!(people.iter().map(|one| one.user.name.display.as_str()).collect::<Vec<_>>(), ["B again", "D"]);
    }

    #[test]
    fn the_newest_change_is_known_only_where_everybody_has_one() {
        let mut all = Collected::new(LicenseAttribute::None, 10);
        all.take(&[user("a", "A")], None, None).unwrap();
        assert_eq!(all.newest_change(), Timestamp::parse("2026-11-20T10:00:00Z").ok());
        all.take(&[json!({"meta": {"resourceType": "User"}, "id": "x", "userName": "x@example.com"})], None, None).unwrap();
        assert_eq!(all.newest_change(), None);
    }

    #[test]
    fn an_attribute_that_is_not_the_one_of_licenses_is_noticed() {
        let mut all = Collected::new(LicenseAttribute::Core("displayName".into()), 10);
        let people: Vec<Value> = (0..=MOST_LICENSES).map(|n| user(&n.to_string(), &format!("Person {n}"))).collect();
        assert_eq!(all.take(&people, None, None), Err(TooMuch::Licenses));
    }
}
