//! What comes of a fault of the relay, for every stage and every kind of fault, and for those who were not concerned by it.

use crate::{
    harness::{TestHost, host_sending},
    scripted_relay::{FAULTS, Fault, PACES, Pace, STAGES, ScriptedRelay, Stage},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use usher::{api::routes, host::sending::options::Options};

/// Retries soon and gives up waiting soon.
fn hasty() -> Options {
    Options { connections: 4, retry_after_ms: 50, step_ms: Some(1_000), ..Options::default() }
}

/// A file of these people.
fn file(addresses: impl IntoIterator<Item = String>) -> String {
    addresses.into_iter().fold("Email,Status,App\n".to_owned(), |file, address| file + &address + ",Not Verified,TRUE\n")
}

async fn begin(test: &TestHost, addresses: impl IntoIterator<Item = String>) -> Value {
    let template = test.ready(file(addresses)).await;
    test.start_batch("k", &template, &test.users().await).await
}

/// Sends to one person past one fault; answers the delivery's state, how many messages the relay heard, and how many it took.
async fn past(pace: Pace, stage: Stage, fault: Fault) -> (Value, usize, usize) {
    let relay = ScriptedRelay::start_at(pace, move |at, _, times| (at == stage && times == 1).then_some(fault)).await;
    let test = host_sending(&relay.address, hasty()).await;
    let batch = begin(&test, ["ada@example.com".to_owned()]).await;
    test.finish(&batch).await;
    let state = test.deliveries(&batch).await[0]["state"].clone();
    let heard = relay.heard.borrow();
    (state, heard.messages.len(), heard.accepted.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_stage_ends_as_it_must() {
    let mut cells = JoinSet::new();
    for pace in PACES {
        for stage in STAGES {
            for fault in FAULTS {
                cells.spawn(async move { (pace, stage, fault, past(pace, stage, fault).await) });
            }
        }
    }
    let mut seen = 0;
    while let Some(cell) = cells.join_next().await {
        let (pace, stage, fault, (state, heard, accepted)) = cell.unwrap();
        let told = format!("{pace:?} {stage:?} {fault:?}: {state}, heard {heard}, accepted {accepted}");
        let expected = match (stage, fault) {
            (_, Fault::Hold) => continue,
            // Nothing that is said to the host alone fails a person.
            (Stage::Connect | Stage::Hello, _) => ("sent", 1, 1),
            (Stage::Message, Fault::Drop | Fault::Stall) => ("uncertain", 1, 0),
            (Stage::Message, Fault::Permanent) => ("failed", 1, 0),
            (Stage::Message, Fault::Temporary | Fault::Closing) => ("sent", 2, 1),
            (Stage::Sender | Stage::Recipient | Stage::Data, Fault::Permanent) => ("failed", 0, 0),
            (Stage::Sender | Stage::Recipient | Stage::Data, _) => ("sent", 1, 1),
        };
        assert_eq!((state["state"].as_str().unwrap(), heard, accepted), expected, "{told}");
        if expected.0 == "failed" {
            let stage = format!("{stage:?}").to_lowercase();
            let reason = json!({"code": "refused", "stage": stage, "reply": 554, "status": "5.7.1"});
            assert_eq!(state["reason"], reason, "{told}");
        }
        seen += 1;
    }
    assert_eq!(seen, PACES.len() * STAGES.len() * FAULTS.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_poison_person_among_many_fails_alone() {
    let relay = ScriptedRelay::start(|stage, to, times| match (to, stage) {
        ("p13@example.com", Stage::Recipient) => Some(Fault::Permanent),
        // Another one whom it takes at the third time only, and hangs up until then.
        ("p20@example.com", Stage::Data) if times < 3 => Some(Fault::Drop),
        _ => None,
    });
    let relay = relay.await;
    let test = host_sending(&relay.address, hasty()).await;
    let batch = begin(&test, (0..40).map(|at| format!("p{at}@example.com"))).await;
    let counts = test.finish(&batch).await["counts"].clone();
    assert_eq!(
        (counts["sent"].as_u64(), counts["failed"].as_u64(), counts["uncertain"].as_u64()),
        (Some(39), Some(1), Some(0)),
        "{counts}"
    );
    let mut accepted = relay.accepted();
    assert_eq!(accepted.len(), 39);
    accepted.dedup();
    assert_eq!(accepted.len(), 39, "nobody got two");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_that_hangs_holds_one_connection_and_nobody_else() {
    let relay = ScriptedRelay::start(|stage, to, _| (stage == Stage::Recipient && to.ends_with("@dead.example")).then_some(Fault::Stall));
    let relay = relay.await;
    // Longer than the test may take: what hangs hangs to its end.
    let test = host_sending(&relay.address, Options { connections: 4, step_ms: Some(120_000), ..Options::default() }).await;
    // The dead come first.
    let people = (0..20).map(|at| format!("d{at}@dead.example")).chain((0..60).map(|at| format!("g{at}@good{}.example", at % 5)));
    let batch = begin(&test, people).await;
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    let worker = tokio::spawn(usher::host::sending::run(std::sync::Arc::clone(&test.host)));
    test.until(|| async { (test.read(&path).await["counts"]["sent"] == 60).then_some(()) }).await;
    worker.abort();
    let dead: u32 = {
        let heard = relay.heard.borrow();
        let reached = heard.reached.iter().filter(|((stage, to), _)| *stage == Stage::Recipient && to.ends_with("@dead.example"));
        reached.map(|(_, times)| times).sum()
    };
    assert_eq!(dead, 1, "it got one connection until it answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_the_host_fails_nobody_and_is_not_beset() {
    let relay = ScriptedRelay::start(|stage, _, times| (stage == Stage::Hello && times <= 3).then_some(Fault::Permanent)).await;
    let test = host_sending(&relay.address, hasty()).await;
    let batch = begin(&test, (0..30).map(|at| format!("p{at}@example.com"))).await;
    let counts = test.finish(&batch).await["counts"].clone();
    assert_eq!((counts["sent"].as_u64(), relay.accepted().len()), (Some(30), 30), "{counts}");
}
