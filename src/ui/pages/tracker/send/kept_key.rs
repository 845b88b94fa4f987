//! Owns the key of the last send, kept in the browser until its answer is known, so that the same send begins once: after a
//! double click, in a second tab, after a reload, after an answer that was lost.
//! Refuses to keep whom it was for: beside the key there is only a fingerprint, which tells nothing without the request.

use crate::api::payload::BatchRequest;
use crate::backend::Storage;
use crate::domain::{fingerprint::fingerprint, timestamp::Timestamp};
use crate::ui::place::Place;
use serde::{Deserialize, Serialize};

/// Under which name it is kept; two organizations in one portal have one each.
const NAME: &str = "usher.send";
/// A backend repeats its answer for a day; after that the key is of no use.
const KEPT: i64 = 24 * 60 * 60_000;
/// The same send from another tab is the same send for so long, not a second one.
const SAME: i64 = 10 * 60_000;
/// For so long another send without an answer may still be on its way in another tab.
const ON_ITS_WAY: i64 = 20_000;

/// The last send.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Kept {
    key: String,
    mark: String,
    at: i64,
    answer: Answered,
}

/// Whether the backend answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Answered {
    /// It began.
    Yes,
    /// Nothing is known.
    No,
}

/// The key with which a request is sent: that of the same send, or of one whose answer was lost, else the new one. It is kept
/// before the request leaves.
#[must_use]
pub fn key_of(place: Place, request: &BatchRequest, new: String, now: Timestamp) -> String {
    let kept = read(place);
    let key = chosen(kept.as_ref(), request, new, now);
    write(place, &Kept { mark: mark(&key, request), key: key.clone(), at: now.millis(), answer: Answered::No });
    key
}

/// Notes that the send began.
pub fn answered(place: Place, key: &str) {
    if let Some(kept) = read(place).filter(|kept| kept.key == key) {
        write(place, &Kept { answer: Answered::Yes, ..kept });
    }
}

/// Forgets a send that was refused; the next one is another.
pub fn forget(place: Place, key: &str) {
    if read(place).is_some_and(|kept| kept.key == key) {
        Storage::Browser.remove(&place.key(NAME));
    }
}

fn chosen(kept: Option<&Kept>, request: &BatchRequest, new: String, now: Timestamp) -> String {
    let Some(kept) = kept else { return new };
    let age = now.millis().saturating_sub(kept.at);
    let same = kept.mark == mark(&kept.key, request);
    let again = match (kept.answer, same) {
        (Answered::No, true) => age < KEPT,
        // The backend says whether the one without an answer began, since its key cannot come with another request.
        (Answered::No, false) => (ON_ITS_WAY..KEPT).contains(&age),
        (Answered::Yes, true) => age < SAME,
        (Answered::Yes, false) => false,
    };
    if again { kept.key.clone() } else { new }
}

fn mark(key: &str, request: &BatchRequest) -> String {
    fingerprint(&format!("{key} {}", serde_json::to_string(request).unwrap_or_default()))
}

fn read(place: Place) -> Option<Kept> {
    Storage::Browser.read_json(&place.key(NAME))
}

fn write(place: Place, kept: &Kept) {
    // Where the browser keeps nothing, the key lives as long as the dialog.
    let _ = Storage::Browser.write_json(&place.key(NAME), kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{email_kind::SuppressibleKind, recipients::Recipients, template::TemplateId, user::UserId};

    fn request(user: &str) -> BatchRequest {
        BatchRequest {
            kind: SuppressibleKind::Activation,
            template: TemplateId("t".into()),
            recipients: Recipients::Users { users: vec![UserId(user.into())] },
            expected_recipients: 1,
            confirmed_recipients: None,
            starts_at: None,
            per_day: None,
        }
    }

    #[test]
    fn a_send_without_an_answer_keeps_its_key_and_an_answered_one_for_a_while() {
        let kept = |answer| Kept { key: "k".into(), mark: mark("k", &request("ada")), at: 0, answer };
        let with = |answer, user: &str, at: i64| chosen(Some(&kept(answer)), &request(user), "new".into(), Timestamp::from_millis(at));
        assert_eq!(chosen(None, &request("ada"), "new".into(), Timestamp::from_millis(0)), "new");
        for at in [0, SAME, KEPT - 1] {
            assert_eq!(with(Answered::No, "ada", at), "k", "a reload, a lost answer");
        }
        assert_eq!(with(Answered::No, "ada", KEPT), "new");
        assert_eq!(with(Answered::No, "bo", ON_ITS_WAY), "k", "the backend then tells that the first one began");
        assert_eq!(with(Answered::No, "bo", 0), "new", "another tab sends something else");
        assert_eq!((with(Answered::Yes, "ada", SAME - 1), with(Answered::Yes, "ada", SAME)), ("k".into(), "new".into()));
        assert_eq!(with(Answered::Yes, "bo", 0), "new");
    }

    #[test]
    fn what_is_kept_says_nothing_of_the_people() {
        let kept = Kept { key: "k".into(), mark: mark("k", &request("ada@example.com")), at: 0, answer: Answered::No };
        assert!(!serde_json::to_string(&kept).unwrap().contains("ada"));
        assert_ne!(kept.mark, mark("other", &request("ada@example.com")), "the same people look different in every send");
    }
}
