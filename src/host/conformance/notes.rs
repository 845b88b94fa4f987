//! Owns the promises about notes, contacts and undeliverable addresses.
//! Refuses to leave any: notes are removed, contacts taken back.

use super::{
    call::Ask,
    finding::{First, Found, holds, same, wanting},
    trial::Trial,
};
use crate::{
    api::{
        notes::{ContactRequest, NoteRequest},
        payload::UserTimeline,
        problem::ProblemCode,
        routes,
        undeliverable::UndeliverablePage,
    },
    domain::{
        activity::TimelineEvent,
        client_id::ClientId,
        contact::{Contact, ContactWay},
        note::Note,
        user::UserId,
    },
};

/// A person to be written about.
pub async fn somebody(trial: &Trial) -> Found<UserId> {
    Ok(wanting(trial.people().await?.first(), "there are no people")?.user.id.clone())
}

/// Adds a note.
pub async fn write(trial: &Trial, about: &UserId) -> Found<Note> {
    let note = NoteRequest { id: trial.new_name(), text: "Written by a trial of this backend.".into() };
    trial.caller.send(Ask::post(routes::user_notes(about)).json(&note)).await?.reads(&[201])
}

/// Removes a note.
pub async fn remove(trial: &Trial, about: &UserId, note: &ClientId) -> Found<Note> {
    trial.caller.send(Ask::post(routes::user_note_removal(about, note))).await?.reads(&[200])
}

/// Notes that somebody was reached.
pub async fn reach(trial: &Trial, who: &UserId) -> Found<ClientId> {
    let contact = ContactRequest { id: trial.new_name(), way: ContactWay::Chat, note: String::new() };
    Ok(trial.caller.send(Ask::post(routes::user_contacts(who)).json(&contact)).await?.reads::<Contact>(&[201])?.id)
}

/// Takes that back.
pub async fn take_back(trial: &Trial, who: &UserId, contact: &ClientId) -> Found<Contact> {
    trial.caller.send(Ask::post(routes::user_contact_withdrawal(who, contact))).await?.reads(&[200])
}

async fn timeline_has(trial: &Trial, who: &UserId, wanted: impl Fn(&TimelineEvent) -> bool) -> Found<bool> {
    let timeline: UserTimeline = trial.caller.read(&routes::user_timeline(who)).await?;
    Ok(timeline.entries.iter().any(|entry| wanted(&entry.event)))
}

pub async fn notes(trial: &Trial) -> Found {
    let about = somebody(trial).await?;
    let note = write(trial, &about).await?;
    let shown = async || timeline_has(trial, &about, |event| matches!(event, TimelineEvent::Noted { note: of } if of.id == note.id)).await;
    holds(shown().await?, || "a note is not in the timeline".into())?;
    let post = async |id: &str, text: &str| {
        let request = NoteRequest { id: id.into(), text: text.into() };
        trial.caller.send(Ask::post(routes::user_notes(&about)).json(&request)).await
    };
    let again: Note = post(note.id.as_str(), note.text.as_str()).await?.reads(&[200])?;
    holds(again == note, || "the same note again is another".into())?;
    post(note.id.as_str(), "Something else.").await?.refuses_fields(ProblemCode::IdTaken, &["/id"])?;
    post("a/b", " ").await?.refuses_fields(ProblemCode::Invalid, &["/id", "/text"])?;
    let removed = remove(trial, &about, &note.id).await?;
    holds(removed.removed.is_some() && !shown().await?, || "a note that was removed is still there".into())?;
    holds(remove(trial, &about, &note.id).await? == removed, || "removing a note again changes it".into())?;
    let restoration = Ask::post(routes::user_note_restoration(&about, &note.id));
    let restored: Note = trial.caller.send(restoration).await?.reads(&[200])?;
    holds(restored == note && shown().await?, || "a removal that was undone has left something".into())?;
    remove(trial, &about, &note.id).await?;
    let stranger = NoteRequest { id: trial.new_name(), text: "x".into() };
    let of_nobody = Ask::post(routes::user_notes(&UserId(trial.new_name()))).json(&stranger);
    trial.caller.send(of_nobody).await?.refuses(ProblemCode::NotFound).map(|_| ())
}

pub async fn contacts(trial: &Trial) -> Found {
    let who = somebody(trial).await?;
    let path = routes::user_contacts(&who);
    let request = ContactRequest { id: trial.new_name(), way: ContactWay::Phone, note: "Calls back.".into() };
    let noted: Contact = trial.caller.send(Ask::post(path.as_str()).json(&request)).await?.reads(&[201])?;
    let shown =
        async || timeline_has(trial, &who, |event| matches!(event, TimelineEvent::Contacted { contact } if contact.id == noted.id)).await;
    holds(shown().await?, || "a contact is not in the timeline".into())?;
    let again: Contact = trial.caller.send(Ask::post(path.as_str()).json(&request)).await?.reads(&[200])?;
    holds(again == noted, || "the same contact again is another".into())?;
    let other = ContactRequest { way: ContactWay::InPerson, ..request };
    trial.caller.send(Ask::post(path.as_str()).json(&other)).await?.refuses_fields(ProblemCode::IdTaken, &["/id"])?;
    let withdrawn = take_back(trial, &who, &noted.id).await?;
    holds(withdrawn.withdrawn.is_some() && !shown().await?, || "a contact that was taken back is still there".into())?;
    holds(take_back(trial, &who, &noted.id).await? == withdrawn, || "taking a contact back again changes it".into())?;
    let none = wanting(ClientId::parse(&trial.new_name()).ok(), "no identifier can be made")?;
    let of_nothing = trial.caller.send(Ask::post(routes::user_contact_withdrawal(&who, &none))).await?;
    of_nothing.refuses(ProblemCode::NotFound).map(|_| ())
}

pub async fn undeliverable(trial: &Trial) -> Found {
    let page: UndeliverablePage = trial.caller.read(&routes::page(routes::UNDELIVERABLE, None, 2)).await?;
    holds(page.undeliverable.len() <= 2, || "more than two entries in a page of two".into())?;
    holds(page.undeliverable.is_sorted_by(|newer, older| newer.since >= older.since), || "entries are not newest first".into())?;
    let path = routes::page(routes::UNDELIVERABLE, None, 0);
    trial.caller.get(&path).await?.refuses_fields(ProblemCode::Malformed, &["limit"])
}

pub async fn unknown_entry(trial: &Trial) -> Found {
    // No list is as long as this number, which every JSON reader keeps whole.
    let path = routes::undeliverable_clearance((1 << 53) - 1);
    let answer = trial.caller.send(Ask::post(path)).await?;
    same(&answer.says("status"), answer.status, 404)?;
    answer.refuses(ProblemCode::NotFound).map(|_| ()).first("unknown entries are refused")
}
