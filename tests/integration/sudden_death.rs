//! The program, killed while it sends: nobody gets two mails and nobody is dropped.

use crate::{
    harness::{REAL, host},
    running::{self, Running},
    small_relay::{Reply, relay},
};
use serde_json::json;
use std::{collections::HashSet, sync::Arc, time::Duration};
use usher::{api::routes, host::sending};

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_the_host_goes_on_without_a_duplicate_or_a_loss() {
    let (address, mut taken) = relay(|_| Reply::Accept).await;
    let test = host().await;
    let template = test.ready(REAL).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let path = format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap());
    test.host.store.close().await;
    let dir = test.dir;
    let start = || Running::start(running::sending(dir.path(), &address).args(["--smtp-connections", "8"]));
    for least in [20, 90, 200] {
        let running = start();
        taken.wait_for(|taken| taken.recipients.len() >= least).await.unwrap();
        drop(running);
    }
    let running = start();
    let over = async {
        loop {
            let batch = running.get(&path).await;
            if batch["state"] == "finished" {
                return batch;
            }
            tokio::task::yield_now().await;
        }
    };
    let counts = tokio::time::timeout(Duration::from_secs(120), over).await.unwrap()["counts"].clone();
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(count("sent") + count("uncertain"), count("total"), "{counts}");
    assert!(count("uncertain") <= 3 * 8, "{counts}");
    let recipients = taken.borrow().recipients.clone();
    assert_eq!(recipients.iter().collect::<HashSet<_>>().len(), recipients.len(), "nobody got two");
    assert!(recipients.len() as u64 >= count("sent"), "what is called sent was taken");
}

#[tokio::test]
async fn a_host_that_is_asked_to_stop_leaves_nothing_uncertain() {
    let test = host().await;
    let template = test.ready(REAL).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let mut progress = test.host.progress();
    let worker = tokio::spawn(sending::run(Arc::clone(&test.host)));
    progress.changed().await.unwrap();
    test.host.stop_worker();
    tokio::time::timeout(Duration::from_secs(30), worker).await.unwrap().unwrap();
    let counts = test.read(&format!("{}/{}", routes::SEND_BATCHES, batch["id"].as_str().unwrap())).await["counts"].clone();
    assert_eq!((counts["sending"].clone(), counts["uncertain"].clone()), (json!(0), json!(0)));
    assert!(counts["sent"].as_u64() > Some(0) && counts["queued"].as_u64() > Some(0), "{counts}");
}
