//! The contract of every backend for notes about people and contacts elsewhere; `contract` runs it.

use crate::contract::pointers;
use usher::api::notes::{ContactRequest, NoteRequest};
use usher::backend::{Backend, Failure};
use usher::domain::{activity::TimelineEvent, client_id::ClientId, contact::ContactWay, user::UserId};
use usher::ui::context::now;

/// What is noted of a person, newest first, by identifier.
async fn noted(backend: &Backend, person: &UserId) -> Vec<String> {
    let id = |event: TimelineEvent| match event {
        TimelineEvent::Noted { note } => Some(note.id.into()),
        TimelineEvent::Contacted { contact } => Some(contact.id.into()),
        _ => None,
    };
    let entries = backend.user_timeline(person).await.expect("a person").entries;
    assert!(entries.is_sorted_by(|newer, older| newer.at >= older.at), "newest first");
    entries.into_iter().filter_map(|entry| id(entry.event)).collect()
}

pub async fn notes(backend: &Backend, people: &[UserId]) {
    let id = format!("note-{}", now().millis());
    let note = NoteRequest { id: id.clone(), text: " Laptop on Monday.\r\n<b>Call</b> ".into() };
    let added = backend.add_note(&people[0], &note).await.expect("a note");
    assert_eq!((added.text.as_str(), added.removed.as_ref()), ("Laptop on Monday.\n<b>Call</b>", None));
    assert_eq!(backend.add_note(&people[0], &note).await.as_ref(), Ok(&added), "the same again adds nothing");
    let other = NoteRequest { text: "Something else".into(), ..note.clone() };
    assert!(matches!(backend.add_note(&people[0], &other).await, Err(Failure::Refused { .. })));
    assert!(backend.add_note(&people[1], &note).await.is_err(), "the identifier belongs to a note about somebody else");
    let wrong = NoteRequest { id: "a b".into(), text: "\u{7}".into() };
    assert_eq!(pointers(&backend.add_note(&people[0], &wrong).await.unwrap_err()), ["/id", "/text"]);
    let long = NoteRequest { id: "long".into(), text: "x".repeat(2_001) };
    assert_eq!(pointers(&backend.add_note(&people[0], &long).await.unwrap_err()), ["/text"]);
    assert_eq!(backend.add_note(&UserId("none".into()), &note).await, Err(Failure::NotFound));
    assert_eq!(noted(backend, &people[0]).await, [id]);
    let removed = backend.remove_note(&people[0], &added.id).await.expect("removed");
    assert!(removed.removed.is_some() && noted(backend, &people[0]).await.is_empty());
    assert_eq!(backend.remove_note(&people[0], &added.id).await, Ok(removed), "once");
    assert_eq!(backend.remove_note(&people[1], &added.id).await, Err(Failure::NotFound));
    assert_eq!(backend.restore_note(&people[0], &added.id).await.as_ref(), Ok(&added));
    assert_eq!(backend.restore_note(&people[0], &ClientId::parse("none").expect("an id")).await, Err(Failure::NotFound));
    assert_eq!(noted(backend, &people[0]).await.len(), 1);
}

pub async fn contacts(backend: &Backend, people: &[UserId]) {
    let contacted = async || backend.user_timeline(&people[1]).await.expect("a person").record.mail.contacted;
    assert_eq!(contacted().await, None);
    let request = |name: &str| ContactRequest { id: format!("{name}-{}", now().millis()), way: ContactWay::InPerson, note: String::new() };
    let first = request("first");
    let first_added = backend.add_contact(&people[1], &first).await.expect("a contact");
    assert_eq!((first_added.note.as_ref(), contacted().await), (None, Some(first_added.at)));
    assert_eq!(backend.add_contact(&people[1], &first).await.as_ref(), Ok(&first_added));
    let otherwise = ContactRequest { way: ContactWay::Chat, ..first };
    assert!(backend.add_contact(&people[1], &otherwise).await.is_err(), "the same identifier says something else");
    let second =
        backend.add_contact(&people[1], &ContactRequest { note: "In the hall".into(), ..request("second") }).await.expect("another");
    assert_eq!(contacted().await, Some(second.at));
    let withdrawn = backend.withdraw_contact(&people[1], &second.id).await.expect("taken back");
    assert_eq!(backend.withdraw_contact(&people[1], &second.id).await.as_ref(), Ok(&withdrawn), "once");
    assert_eq!((contacted().await, noted(backend, &people[1]).await), (Some(first_added.at), vec![first_added.id.as_str().to_owned()]));
    backend.withdraw_contact(&people[1], &first_added.id).await.expect("taken back");
    assert_eq!(contacted().await, None, "nothing is left that counts");
    assert_eq!(backend.withdraw_contact(&people[0], &second.id).await, Err(Failure::NotFound));
    assert_eq!(backend.add_contact(&UserId("none".into()), &request("third")).await, Err(Failure::NotFound));
}
