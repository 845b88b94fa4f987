//! Owns finding the people whom a plan names by identifier.
//! Refuses to ask the backend: somebody whom the console has not read yet has no name here.

use crate::domain::user::{DirectoryUser, UserId};
use crate::ui::pages::tracker::state::Tracker;
use leptos::prelude::*;
use std::collections::HashMap;

/// These people in this order, as far as the console knows them; it follows the directory.
pub fn people_of(tracker: Tracker, ids: &[UserId]) -> Vec<Option<DirectoryUser>> {
    let places: HashMap<&UserId, usize> = ids.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let mut found = vec![None; ids.len()];
    for person in tracker.people.read().iter() {
        if let Some(place) = places.get(person.id()).and_then(|at| found.get_mut(*at)) {
            *place = Some(person.record.user.clone());
        }
    }
    found
}
