//! Hosts that die or sleep: what they had taken is sent by another one, what they had marked is uncertain, and nobody gets two.

use crate::{
    harness::{THREE, host, host_sending},
    scripted_relay::{Fault, ScriptedRelay, Stage},
};
use std::{sync::Arc, time::Duration};
use usher::{
    api::routes,
    domain::batch::DeliveryState,
    host::{
        sending,
        sending::options::Options,
        store::{self, connection, sending::Outcome},
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_death_after_the_mark_leaves_one_uncertain_and_the_others_are_sent() {
    let relay = ScriptedRelay::start(|stage, _, _| (stage == Stage::Message).then_some(Fault::Stall)).await;
    let test = host_sending(&relay.address, Options { connections: 1, ..Options::default() }).await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    relay.heard.clone().wait_for(|heard| !heard.messages.is_empty()).await.unwrap();
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    let test = test.restart().await;
    let finished = test.finish(&batch).await;
    let count = |name: &str| finished["counts"][name].as_u64().unwrap();
    assert_eq!((count("uncertain"), count("sent")), (1, 2), "{finished}");
    assert_eq!((relay.heard.borrow().messages.len(), test.outbox().len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_takes_over_when_the_lease_is_over() {
    let hanging = ScriptedRelay::start(|stage, to, _| (stage == Stage::Message && to == "ada@example.com").then_some(Fault::Stall)).await;
    let sound = ScriptedRelay::start(|_, _, _| None).await;
    let options = Options { connections: 3, lease_ms: 500, ..Options::default() };
    let first = host_sending(&hanging.address, options.clone()).await;
    let people =
        "Email,Status,App\nada@example.com,Not Verified,TRUE\nbo@example.com,Not Verified,TRUE\ncy@third.example,Not Verified,TRUE\n";
    let template = first.ready(people).await;
    let batch = first.start_batch("k", &template, &first.users().await).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&first.host)));
    hanging.heard.clone().wait_for(|heard| heard.messages.contains(&"ada@example.com".to_owned())).await.unwrap();
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    first.until(|| async { (first.read(&path).await["counts"]["sent"] == 1).then_some(()) }).await;
    // Dead without a word: nobody renews its lease.
    worker.abort();
    let second = first.beside_sending(&sound.address, options).await;
    let finished = second.finish(&batch).await;
    let count = |name: &str| finished["counts"][name].as_u64().unwrap();
    assert_eq!((count("uncertain"), count("sent")), (1, 2), "{finished}");
    assert_eq!((hanging.accepted(), sound.accepted()), (vec!["cy@third.example".to_owned()], vec!["bo@example.com".to_owned()]));
}

#[tokio::test]
async fn a_host_that_slept_past_its_lease_marks_nothing_and_may_still_tell_what_became_of_what_it_had_sent() {
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let (store, now) = (&test.host.store, test.clock.now());
    let lease = Duration::from_millis(1);
    let mut db = store.work().await.unwrap();
    store::sending_hosts::renew(&mut db, "sleeper", lease).await.unwrap();
    let batch_seq = store::batches::running(&mut db, usher::domain::batch_mode::BatchMode::Real).await.unwrap()[0].seq;
    let taken = store::sending::take(&mut db, "sleeper", batch_seq, 10, now).await.unwrap();
    assert_eq!(taken.len(), 3);
    let wanted = |of: &store::sending::Taken| (of.batch, of.position, of.changed);
    assert_eq!(store::sending::mark(&mut db, "sleeper", &[wanted(&taken[0])], now).await.unwrap().len(), 1);
    assert!(store::sending::take(&mut db, "other", batch_seq, 10, now).await.unwrap().is_empty(), "a row has one owner");
    db.commit().await.unwrap();

    let other = test.beside_sending("smtp://127.0.0.1:9", Options { lease_ms: 500, ..Options::default() }).await;
    let worker = tokio::spawn(sending::run(Arc::clone(&other.host)));
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let seen = async {
        while test.read(&path).await["counts"]["uncertain"] != 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap();
    worker.abort();

    let mut db = store.work().await.unwrap();
    for of in &taken {
        assert!(store::sending::mark(&mut db, "sleeper", &[wanted(of)], now).await.unwrap().is_empty(), "it has nothing any more");
    }
    let outcome = |of: &store::sending::Taken, state| Outcome {
        batch: of.batch,
        position: of.position,
        round: of.round,
        attempts: 1,
        due: 0,
        kind: usher::domain::email_kind::SuppressibleKind::Activation,
        mode: usher::domain::batch_mode::BatchMode::Real,
        state,
        address: None,
    };
    let late = [outcome(&taken[0], DeliveryState::Sent), outcome(&taken[1], DeliveryState::Sent)];
    store::sending::keep(&mut db, "sleeper", &late, now).await.unwrap();
    db.commit().await.unwrap();
    let counts = test.read(&path).await["counts"].clone();
    assert_eq!((counts["sent"].as_u64(), counts["uncertain"].as_u64(), counts["queued"].as_u64()), (Some(1), Some(0), Some(2)), "{counts}");
}

#[tokio::test]
async fn a_host_that_was_held_up_itself_takes_nobody_for_dead() {
    let test = host().await;
    let lease = Duration::from_secs(60);
    let mut db = test.host.store.work().await.unwrap();
    let past_until = "UPDATE sending_host SET until = until - 100000 WHERE id = $1";
    let past_since = "UPDATE sending_host SET since = since - 100000 WHERE id = $1";
    let over = async |db: &mut connection::Db| store::sending_hosts::over(db, "own", lease).await.unwrap();
    for id in ["own", "other"] {
        store::sending_hosts::renew(&mut db, id, lease).await.unwrap();
    }
    connection::query(past_until).bind("other").execute(&mut db).await.unwrap();
    assert!(over(&mut db).await.is_empty(), "it has only just begun");
    connection::query(past_since).bind("own").execute(&mut db).await.unwrap();
    assert_eq!(over(&mut db).await, ["other"]);
    connection::query(past_until).bind("own").execute(&mut db).await.unwrap();
    assert!(over(&mut db).await.is_empty(), "its own lease is over");
    store::sending_hosts::renew(&mut db, "own", lease).await.unwrap();
    assert!(over(&mut db).await.is_empty(), "the other one may be late for the same reason");
    store::sending_hosts::renew(&mut db, "other", lease).await.unwrap();
    connection::query(past_since).bind("own").execute(&mut db).await.unwrap();
    assert!(over(&mut db).await.is_empty(), "it was, and lives");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_waits_for_what_another_one_holds_keeps_its_lease() {
    let lease = Duration::from_secs(2);
    let test = host_sending("smtp://127.0.0.1:9", Options { lease_ms: 2_000, ..Options::default() }).await;
    let store = &test.host.store;
    if !store.is_shared() {
        // A file belongs to one host.
        return;
    }
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    let alone = async || {
        let own = std::slice::from_ref(&test.host.sending_id);
        while store::sending_hosts::others(&mut store.read().await.unwrap(), "judge").await.unwrap() != own {
            tokio::time::sleep(lease / 100).await;
        }
    };
    tokio::time::timeout(lease * 10, alone()).await.expect("it begins");
    // As one does that stands still in the middle of a transaction.
    let held = store.work().await.unwrap();
    let mut db = store.read().await.unwrap();
    let row = "INSERT INTO sending_host (id, until, since) VALUES ($1, $2, 0)";
    for (id, until) in [("judge", i64::MAX / 2), ("dead", 0)] {
        connection::query(row).bind(id).bind(until).execute(&mut db).await.unwrap();
    }
    for _ in 0..25 {
        tokio::time::sleep(lease / 10).await;
        assert_eq!(store::sending_hosts::over(&mut db, "judge", lease).await.unwrap(), ["dead"], "who lives is not taken for dead");
    }
    drop(held);
    tokio::time::timeout(lease * 10, alone()).await.expect("it looks after the dead one");
    worker.abort();
}
