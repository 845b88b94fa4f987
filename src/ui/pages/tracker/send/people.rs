//! Owns finding the people whom a plan names by identifier.
//! Refuses to ask the backend: somebody whom the console has not read yet has no name here.

use crate::domain::user::{DirectoryUser, UserId};
use crate::ui::pages::tracker::state::Tracker;

/// These people in this order, as far as the console knows them; it follows the directory.
pub fn people_of(tracker: Tracker, ids: &[UserId]) -> Vec<Option<DirectoryUser>> {
    let user = |id: &UserId| tracker.directory.with_now(|people| people.record(people.row(id)?)).map(|record| record.user);
    tracker.directory.with(|_| ());
    ids.iter().map(user).collect()
}
