//! Owns the walk through the directory while somebody types: in slices short enough for the next key, and given up when
//! something newer is typed.
//! Refuses to count, which `Survey` does.

use crate::domain::{
    organization::Organization,
    people::Person,
    settings::EmailSettings,
    survey::{Basis, Survey},
    timestamp::Timestamp,
};
use crate::ui::context::{Directory, People, now};
use js_sys::Promise;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

/// Longest slice, in milliseconds: half a frame.
const SLICE: f64 = 8.0;
/// People between two looks at the clock.
const AT_ONCE: usize = 256;

/// What came of a walk, and what it was about.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Who was gone through; places in the survey are places here.
    pub people: People,
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
) -> Memo<Option<Arc<Surveyed>>> {
    let turn = StoredValue::new(0u64);
    let walk = LocalResource::new(move || {
        clock.track();
        let basis = Basis { organization: organization.get_value(), before: before.get(), after: after.get(), now: now() };
        let people = directory.get().and_then(Result::ok);
        let mine = turn.with_value(|turn| turn + 1);
        turn.set_value(mine);
        async move {
            let people = people?;
            let survey = in_slices(&basis, people.as_slice(), || turn.try_get_value() == Some(mine)).await?;
            Some(Arc::new(Surveyed { people, basis, survey }))
        }
    });
    Memo::new(move |last: Option<&Option<Arc<Surveyed>>>| walk.get().flatten().or_else(|| last.cloned().flatten()))
}

/// Nothing where it is not wanted any more.
async fn in_slices(basis: &Basis, people: &[Person], wanted: impl Fn() -> bool) -> Option<Survey> {
    let mut survey = Survey::default();
    // The key that was pressed is shown before the walk begins.
    pause().await;
    let mut begun = js_sys::Date::now();
    for part in people.chunks(AT_ONCE) {
        if js_sys::Date::now() - begun >= SLICE {
            pause().await;
            begun = js_sys::Date::now();
        }
        if !wanted() {
            return None;
        }
        part.iter().for_each(|person| survey.add(basis, &person.record));
    }
    Some(survey)
}

/// Lets the browser do what it has to do.
async fn pause() {
    let turn = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            // Fails only without a window, and then nobody waits.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 0);
        }
    });
    // A timer never refuses.
    let _ = JsFuture::from(turn).await;
}
