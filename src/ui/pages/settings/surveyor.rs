//! Owns the walk through the directory while somebody types: in slices short enough for the next key, and given up when
//! something newer is typed.
//! Refuses to count, which `Survey` does.

use crate::domain::{
    automatic_reminders::next_run,
    organization::Organization,
    roster::Row,
    settings::EmailSettings,
    survey::{Basis, Survey},
    timestamp::Timestamp,
};
use crate::ui::{context::now, directory::Directory, due_today::RemindersDue, slices::in_slices};
use leptos::prelude::*;
use std::sync::Arc;

/// What came of a walk, and what it was about.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Who was gone through; places in the survey are places here.
    pub people: Arc<Vec<Row>>,
    /// What was compared.
    pub basis: Basis,
    /// What came of it.
    pub survey: Survey,
}

impl PartialEq for Surveyed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.people, &other.people) && self.basis == other.basis && self.survey == other.survey
    }
}

/// The newest walk that came to its end; follows the settings and the directory.
pub(super) fn surveying(
    before: Memo<EmailSettings>,
    after: Memo<EmailSettings>,
    clock: RwSignal<Timestamp>,
    organization: StoredValue<Organization>,
    directory: Directory,
    due: RemindersDue,
) -> Memo<Option<Arc<Surveyed>>> {
    let turn = StoredValue::new(0u64);
    let walk = LocalResource::new(move || {
        clock.track();
        let (organization, now) = (organization.get_value(), now());
        // A day is not known to be used up where the backend does not say.
        let run = due.next_run().unwrap_or_else(|| next_run(&organization.time_zone, now, false)).max(now);
        let basis = Basis { organization, before: before.get(), after: after.get(), now, next_run: run };
        let whole = directory.is_whole();
        directory.with(|_| ());
        let mine = turn.with_value(|turn| turn + 1);
        turn.set_value(mine);
        async move {
            if !whole {
                return None;
            }
            let rows: Vec<Row> = directory.with_now(|people| people.rows().collect());
            let (mut survey, mut people) = (Survey::default(), Vec::with_capacity(rows.len()));
            let wanted = || turn.try_get_value() == Some(mine);
            let add = |row: &Row| {
                if let Some(record) = directory.with_now(|everybody| everybody.record(*row)) {
                    survey.add(&basis, &record);
                    people.push(*row);
                }
            };
            let whole = in_slices(&rows, wanted, add).await;
            whole.then(|| Arc::new(Surveyed { people: Arc::new(people), basis, survey }))
        }
    });
    Memo::new(move |last: Option<&Option<Arc<Surveyed>>>| walk.get().flatten().or_else(|| last.cloned().flatten()))
}
