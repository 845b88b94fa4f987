//! People from a SCIM server: pulled whole or not at all, by a server that is seldom as it should be.

use crate::{
    harness::{THREE, TestHost, host},
    scim_server::{Fault, ScimServer, Server, person},
};
use serde_json::{Value, json};
use usher::{
    api::routes,
    domain::{email_kind::SuppressibleKind, scim::failure::PullFailure, timestamp::Timestamp},
    host::{
        import::Importer,
        scim::{
            apply::Purpose,
            pull::{PullError, Pulling, Source, pull},
            read::Scope,
            report::PullReport,
            schedule::{Schedule, pull_if_due},
        },
    },
};

const PULL: Pulling = Pulling { purpose: Purpose::Pull, full: false, newly_added: false, unless_after: None };

async fn pull_by(test: &TestHost, source: &Source, pulling: Pulling) -> Result<PullReport, PullError> {
    let host = &test.host;
    let importer = Importer { facts: &host.facts, by: "Grace", now: test.clock.now(), told: 100, safety: &host.safety };
    pull(&host.store, importer, source, pulling).await.map(|report| report.expect("no other pull began"))
}

async fn pulled(test: &TestHost, server: &ScimServer) -> PullReport {
    pull_by(test, &server.source(), PULL).await.unwrap()
}

fn counts(report: &PullReport) -> (u64, u64, u64, Option<u64>, u64) {
    (report.added, report.changed, report.unchanged, report.gone, report.refused_total)
}

async fn people(test: &TestHost) -> Vec<Value> {
    let users = test.read(&routes::page(routes::USERS, None, 1_000)).await["users"].as_array().unwrap().clone();
    users.into_iter().map(|record| record["user"].clone()).collect()
}

async fn last_action(test: &TestHost) -> Value {
    test.read(routes::ACTIVITY).await["entries"][0]["action"].clone()
}

/// Three people, on pages of two.
async fn three() -> ScimServer {
    let server = ScimServer::start().await;
    server.set(|server| {
        server.people = ["a", "b", "c"].iter().map(|id| person(id, &format!("{id}@example.com"))).collect();
        server.page = Some(2);
    });
    server
}

fn able(server: &mut Server) {
    server.config = Some(json!({"filter": {"supported": true, "maxResults": 100}, "etag": {"supported": true}}));
}

#[tokio::test]
async fn everybody_is_pulled_and_a_corrected_address_is_the_same_person() {
    let (test, server) = (host().await, three().await);
    assert_eq!(counts(&pulled(&test, &server).await), (3, 0, 0, Some(0), 0));
    assert_eq!(
        server.asked(),
        [
            "/v2/ServiceProviderConfig",
            "/v2/ResourceTypes",
            "/v2/Users?startIndex=1&count=500",
            "/v2/Users?startIndex=3&count=500",
            "/v2/Schemas",
        ]
    );
    let before = people(&test).await;
    assert_eq!((&before[0]["added"], &before[0]["added_by"]), (&json!("2026-11-01T08:00:00Z"), &json!("scim")));
    assert_eq!(before[0]["activation"]["state"], "unknown", "the server does not say");
    assert_eq!(last_action(&test).await, json!({"action": "directory_pulled", "added": 3, "changed": 0, "gone": 0, "refused": 0}));

    server.set(|server| {
        server.people[0] = person("a", "corrected@example.com");
        server.people[1]["active"] = json!(false);
        server.people.remove(2);
    });
    assert_eq!(counts(&pulled(&test, &server).await), (0, 2, 0, Some(1), 0));
    let after = people(&test).await;
    assert_eq!(after.iter().map(|one| &one["id"]).collect::<Vec<_>>(), before.iter().map(|one| &one["id"]).collect::<Vec<_>>());
    assert_eq!((&after[0]["email"], &after[1]["account_status"]), (&json!("corrected@example.com"), &json!("deactivated")));
    assert_eq!(after[2], before[2], "who is gone there stays as they were");
}

#[tokio::test]
async fn addresses_that_are_swapped_and_people_from_a_file_stay_who_they_are() {
    let (test, server) = (host().await, three().await);
    test.import("Email,First Name,Status\nB@example.com,Bo,Not Verified\n", "").await;
    assert_eq!(counts(&pulled(&test, &server).await), (2, 1, 0, Some(0), 0));
    let before = people(&test).await;
    assert_eq!((&before[0]["name"]["first"], &before[0]["activation"]["state"]), (&json!("Bo"), &json!("not_activated")));
    server.set(|server| {
        server.people =
            vec![person("a", "b@example.com"), person("b", "a@example.com"), person("d", "c@example.com"), person("e", "A@example.com")];
    });
    let report = pulled(&test, &server).await;
    assert_eq!(counts(&report), (0, 3, 0, Some(0), 1), "c has another identifier now, and e wants what b has");
    assert_eq!(
        (report.refused[0].resource.as_str(), report.refused[0].reason.to_string().as_str()),
        ("e", "another person has the same address")
    );
    let after = people(&test).await;
    let of = |all: &[Value], at: usize| (all[at]["id"].clone(), all[at]["email"].as_str().unwrap().to_lowercase());
    assert_eq!(of(&after, 0), (before[0]["id"].clone(), "a@example.com".into()));
    assert_eq!(of(&after, 1), (before[1]["id"].clone(), "b@example.com".into()));
    assert_eq!(counts(&pulled(&test, &server).await), (0, 0, 3, Some(0), 1));
}

#[tokio::test]
async fn what_fails_on_the_way_changes_nothing_and_is_told() {
    let test = host().await;
    for (faults, reason) in [
        (vec![Fault::None, Fault::Status(500, None), Fault::None, Fault::Status(500, None)], PullFailure::ServerError),
        (vec![Fault::None, Fault::Status(401, None)], PullFailure::TokenRefused),
        (vec![Fault::Status(503, None); 3], PullFailure::Busy),
        (vec![Fault::Status(429, Some("3600".into()))], PullFailure::Busy),
        (vec![Fault::None, Fault::Breaks, Fault::Breaks, Fault::Breaks], PullFailure::Unreachable),
        (vec![Fault::None, Fault::Html("text/html; charset=utf-8")], PullFailure::NotScim),
        (vec![Fault::Html("application/json")], PullFailure::NotScim),
        (vec![Fault::None, Fault::HalfJson], PullFailure::NotScim),
        (vec![Fault::None, Fault::Endless], PullFailure::TooLarge),
        (
            vec![Fault::Total(9), Fault::Total(9), Fault::Total(9), Fault::Total(9), Fault::Total(9), Fault::Total(9)],
            PullFailure::Incomplete,
        ),
    ] {
        let server = three().await;
        server.set(|server| server.faults = faults.clone().into());
        let error = pull_by(&test, &server.source(), PULL).await.unwrap_err();
        assert_eq!(last_action(&test).await, json!({"action": "directory_pull_failed", "reason": reason}), "{faults:?}: {error}");
        assert_eq!(people(&test).await.len(), 0, "{faults:?}");
    }
    let gone = three().await.source();
    let nowhere = Source { endpoint: usher::host::scim::endpoint::Endpoint::parse("http://127.0.0.1:1/v2").unwrap(), ..gone };
    let error = pull_by(&test, &nowhere, PULL).await.unwrap_err();
    assert_eq!(error.to_string(), "the SCIM server could not be reached (no connection)");
}

#[tokio::test]
async fn a_server_that_is_busy_for_a_moment_is_asked_again() {
    let (test, server) = (host().await, three().await);
    let date = "Wed, 21 Oct 2015 07:28:00 GMT".to_owned();
    let faults =
        [Fault::Status(429, Some("0".into())), Fault::Status(503, Some(date)), Fault::None, Fault::Status(502, None), Fault::Breaks];
    server.set(|server| server.faults = faults.into());
    assert_eq!(counts(&pulled(&test, &server).await), (3, 0, 0, Some(0), 0));
    assert_eq!(server.asked().len(), 9);
}

#[tokio::test]
async fn the_token_goes_to_the_server_and_nowhere_else() {
    let (test, server, other) = (host().await, three().await, three().await);
    let file = test.dir.path().join("token");
    std::fs::write(&file, "a-secret\n").unwrap();
    let source = Source { token_file: Some(file.clone()), ..server.source() };
    server.set(|server| server.faults = [Fault::Elsewhere(format!("{}/Users", other.address))].into());
    let error = pull_by(&test, &source, PULL).await.unwrap_err();
    assert!(error.to_string().contains("sends /Users elsewhere (HTTP 307)"), "{error}");
    assert_eq!(other.asked(), [""; 0]);
    let headers = server.server.lock().unwrap().asked.iter().map(|(_, headers)| headers["authorization"].clone()).collect::<Vec<_>>();
    assert!(headers.len() > 2 && headers.iter().all(|value| value == "Bearer a-secret"), "{headers:?}");
    for contents in ["", "two words", "two\nlines"] {
        std::fs::write(&file, contents).unwrap();
        let error = pull_by(&test, &source, PULL).await.unwrap_err().to_string();
        assert!(error.contains("one line with the token") && !error.contains("two"), "{error}");
    }
}

#[tokio::test]
async fn only_who_changed_is_asked_for_where_the_server_can_tell() {
    let (test, server) = (host().await, three().await);
    server.set(able);
    pulled(&test, &server).await;
    server.asked();
    server.set(|server| {
        server.people[1]["displayName"] = json!("Bea");
        server.people[1]["meta"]["lastModified"] = json!("2026-11-22T11:00:00Z");
        server.people[0]["emails"] = json!([]);
        server.people[0]["meta"]["lastModified"] = json!("2026-11-22T11:30:00Z");
    });
    let report = pulled(&test, &server).await;
    assert_eq!(report.scope, Some(Scope::ChangedSince(Timestamp::parse("2026-11-02T07:58:00Z").unwrap())));
    // The third one was changed at the very moment of the last change known, and is asked for again to be sure.
    assert_eq!(counts(&report), (0, 1, 1, None, 1));
    assert_eq!(report.refused[0].reason.to_string(), "emails: the address is missing");
    assert!(server.asked()[2].ends_with("&filter=meta.lastModified%20gt%20%222026-11-02T07%3A58%3A00Z%22"));
    let report = pulled(&test, &server).await;
    assert_eq!(report.scope, Some(Scope::ChangedSince(Timestamp::parse("2026-11-22T10:58:00Z").unwrap())));

    server.set(|server| server.no_filter = true);
    assert_eq!(pulled(&test, &server).await.scope, Some(Scope::Everybody), "it announces what it cannot do");
    server.set(|server| server.no_filter = false);
    let full = Pulling { full: true, ..PULL };
    assert_eq!(pull_by(&test, &server.source(), full).await.unwrap().scope, Some(Scope::Everybody));
    test.clock.set(Timestamp::parse("2026-11-24T12:00:00Z").unwrap());
    assert_eq!(pulled(&test, &server).await.scope, Some(Scope::Everybody), "no filter tells who is gone");
}

#[tokio::test]
async fn pages_that_did_not_change_are_not_read_again() {
    let (test, server) = (host().await, three().await);
    server.set(|server| server.config = Some(json!({"etag": {"supported": true}})));
    pulled(&test, &server).await;
    let again = pulled(&test, &server).await;
    assert_eq!((again.scope, counts(&again)), (None, (0, 0, 3, None, 0)));
    server.set(|server| server.people.push(person("d", "d@example.com")));
    assert_eq!(counts(&pulled(&test, &server).await), (1, 0, 3, Some(0), 0));
}

#[tokio::test]
async fn pages_are_turned_by_cursor_where_the_server_says_so_and_not_at_all_where_it_cannot() {
    let (test, server) = (host().await, three().await);
    server.set(|server| server.config = Some(json!({"pagination": {"cursor": true, "index": false, "maxPageSize": 2}})));
    assert_eq!(counts(&pulled(&test, &server).await), (3, 0, 0, Some(0), 0));
    assert_eq!(server.asked()[2..4], ["/v2/Users?cursor=&count=2", "/v2/Users?cursor=from-2&count=2"]);
    server.set(|server| (server.no_count, server.config) = (true, None));
    assert_eq!(counts(&pulled(&test, &server).await), (0, 0, 3, Some(0), 0));
    assert_eq!(server.asked()[2..5], ["/v2/Users?startIndex=1&count=500", "/v2/Users", "/v2/Users?startIndex=3"]);
}

#[tokio::test]
async fn bad_people_are_refused_one_by_one_and_the_last_word_counts() {
    let (test, server) = (host().await, three().await);
    let long = format!("{}@example.com", "x".repeat(243));
    server.set(|server| {
        server.page = None;
        server.people.extend([
            person("long", &long),
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "group"}),
            json!({"meta": {"resourceType": "User"}, "userName": "nameless@example.com"}),
            json!(7),
            json!({"meta": {"resourceType": "User"}, "id": "a", "emails": [{"value": "a@example.com"}], "displayName": "again"}),
        ]);
    });
    // One of the eight came twice, so that only seven are there: it is read again, and given up.
    assert!(matches!(pull_by(&test, &server.source(), PULL).await, Err(PullError::Read(_))));
    server.set(|server| server.faults = [Fault::Total(7)].into());
    let report = pulled(&test, &server).await;
    assert_eq!((counts(&report), report.duplicates), ((3, 0, 0, Some(0), 4), 1));
    let refused: Vec<String> = report.refused.iter().map(|one| format!("{}: {}", one.resource, one.reason)).collect();
    assert_eq!(
        refused,
        [
            "long: emails: the address is longer than 254 characters",
            "group: it is not a user: neither schemas nor meta.resourceType says so",
            "resource 6: it has no id",
            "resource 7: it is not an object",
        ]
    );
    assert_eq!(people(&test).await[0]["name"]["display"], "again");
    let mut told = Vec::new();
    report.print(&mut told).unwrap();
    assert!(!String::from_utf8(told).unwrap().contains('@'), "no address is told");
}

#[tokio::test]
async fn a_preview_changes_nothing_and_says_what_mail_there_would_be() {
    let (test, server) = (host().await, three().await);
    test.ready(THREE).await;
    server.set(|server| {
        let pending = json!({"accountStatus": ["pending"]});
        server.people.iter_mut().for_each(|one| one["urn:scim:schemas:extension:cisco:webexidentity:2.0:User"] = pending.clone());
    });
    let entries = test.read(routes::ACTIVITY).await;
    let preview = Pulling { purpose: Purpose::Preview, ..PULL };
    let said = |report: PullReport| {
        let mut told = Vec::new();
        report.print(&mut told).unwrap();
        String::from_utf8(told).unwrap()
    };
    assert_eq!(
        said(pull_by(&test, &server.source(), preview).await.unwrap()),
        "read: everybody\nwould be added: 3, would be changed: 0, unchanged: 0, refused: 0\nno longer there, kept as they are: 0\n\
         no activation emails: that is asked for with --newly-added, and would be 3\n"
    );
    let mailing = Pulling { newly_added: true, ..PULL };
    let would = said(pull_by(&test, &server.source(), Pulling { newly_added: true, ..preview }).await.unwrap());
    assert!(would.ends_with("activation emails that would be queued: 3\n"), "{would}");
    assert_eq!((people(&test).await.len(), test.read(routes::ACTIVITY).await), (3, entries));

    let report = pull_by(&test, &server.source(), mailing).await.unwrap();
    let batch = test.read(&format!("{}/{}", routes::SEND_BATCHES, report.batch.as_ref().unwrap().0)).await;
    assert_eq!((&batch["origin"], &batch["counts"]["queued"]), (&json!("automatic"), &json!(3)));
    let again = pull_by(&test, &server.source(), mailing).await.unwrap();
    assert_eq!((again.batch, again.automatic_emails), (None, 0), "they are new once");
}

#[tokio::test]
async fn a_corrected_address_lifts_what_kept_mail_from_the_wrong_one() {
    let (test, server) = (host().await, three().await);
    server.set(|server| server.people[0]["urn:x:User"] = json!({"accountStatus": "pending"}));
    pulled(&test, &server).await;
    test.set_sender().await;
    let template = test.publish(SuppressibleKind::Activation).await;
    let ada = test.users().await[..1].to_vec();
    let batch = test.start_batch("first", &template, &ada).await;
    test.finish(&batch).await;
    let plan = |_: ()| async {
        let recipients = json!({"by": "users", "users": ada});
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": recipients})).await.json()["recipients"].clone()
    };
    assert_eq!(plan(()).await, 0, "mailed a moment ago");
    server.set(|server| server.people[0]["emails"] = json!([{"value": "right@example.com"}]));
    pulled(&test, &server).await;
    assert_eq!(plan(()).await, 1, "and never at the right address");
}

#[tokio::test]
async fn the_running_host_pulls_when_it_is_time_and_counts_what_came_of_it() {
    let (test, server) = (host().await, three().await);
    let schedule = Schedule { source: server.source(), every: 60, newly_added: false };
    pull_if_due(&test.host, &schedule).await;
    assert_eq!(people(&test).await.len(), 3);
    server.asked();
    pull_if_due(&test.host, &schedule).await;
    assert_eq!(server.asked(), [""; 0], "a moment ago is enough");
    test.clock.set(Timestamp::from_millis(test.clock.now().millis() + 61 * 60_000));
    server.set(|server| server.faults = [Fault::Status(403, None)].into());
    pull_if_due(&test.host, &schedule).await;
    let entry = test.read(routes::ACTIVITY).await["entries"][0].clone();
    assert_eq!((&entry["actor"], &entry["action"]["reason"]), (&json!("Usher"), &json!("token_refused")));
    let metrics = test.get("/metrics").await.text();
    for line in ["usher_directory_pulls_total{outcome=\"pulled\"} 1", "usher_directory_pulls_total{outcome=\"failed\"} 1"] {
        assert!(metrics.contains(line), "{metrics}");
    }
}

#[tokio::test]
async fn a_pull_that_another_one_overtook_keeps_nothing() {
    let (test, server) = (host().await, three().await);
    let slow = ScimServer::start().await;
    slow.set(|one| one.people = vec![person("z", "z@example.com")]);
    let source = slow.source();
    let overtaking = async {
        slow.set(|one| one.faults = vec![Fault::Status(503, Some("1".into()))].into());
        pull_by(&test, &source, PULL).await
    };
    let other = async {
        while slow.server.lock().unwrap().asked.len() < 3 {
            tokio::task::yield_now().await;
        }
        pull_by(&test, &source, PULL).await
    };
    let (first, second) = tokio::join!(overtaking, other);
    assert!(matches!(first, Err(PullError::Overtaken)), "{first:?}");
    assert_eq!(counts(&second.unwrap()), (1, 0, 0, Some(0), 0));
    assert_eq!(people(&test).await.len(), 1);
    assert_eq!(counts(&pulled(&test, &server).await), (3, 0, 0, Some(0), 0), "another server has identifiers of its own");
}
