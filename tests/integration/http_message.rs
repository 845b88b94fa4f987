//! The contract of the message that a draft would become: it is what a batch hands over.

use crate::harness::{TestHost, draft, draft_in, host, host_at};
use mail_parser::{HeaderName, Message, MessageParser, PartType};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use usher::{
    api::routes,
    domain::{
        block::{BlockDraft, BlockKind},
        email_kind::SuppressibleKind,
        language::Language,
        template::{TemplateDraft, TemplateId},
    },
};

const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// People whose names and addresses are hard to carry.
const FIVE: &str = "Email,First Name,Display Name,Preferred Language,Status,App\n\
    ada@example.com,Ada,\"Żółć, Ada <script>\",Polish,Not Verified,TRUE\n\
    bo@spółka.example,Bo,Bo,English,Not Verified,TRUE\n\
    cy@example.com,=?utf-8?q?Cy?=,Cy,,Verified,TRUE\n\
    fatima@example.com,فاطمة,فاطمة الزهراء,Arabic,Verified,TRUE\n\
    łukasz@example.com,Łukasz,Łukasz,Polish,Verified,TRUE\n";

fn path(template: &str) -> String {
    routes::template_message(&TemplateId(template.to_owned()))
}

fn parse(octets: &[u8]) -> Message<'_> {
    MessageParser::default().parse(octets).unwrap()
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Every header but those that name one hand-over, and the random boundary between the parts.
fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    let own = [HeaderName::MessageId, HeaderName::Date, HeaderName::ContentType, HeaderName::Other("X-Usher-Batch".into())];
    let kept = message.headers().iter().filter(|header| !own.contains(&header.name));
    kept.map(|header| (header.name().to_owned(), message.header_raw(header.name()).unwrap_or_default().to_owned())).collect()
}

/// Every part that is not made of others: its headers, and its contents as they are decoded.
fn parts(message: &Message<'_>) -> Vec<(String, Vec<u8>)> {
    let leaves = message.parts.iter().filter(|part| !matches!(part.body, PartType::Multipart(_)));
    leaves
        .map(|part| {
            let headers: Vec<_> = part.headers.iter().map(|header| (header.name(), &header.value)).collect();
            (format!("{headers:?}"), part.contents().to_vec())
        })
        .collect()
}

async fn publish(test: &TestHost, draft: &TemplateDraft) -> String {
    let id = test.post(routes::TEMPLATES, draft).await.json()["id"].as_str().unwrap().to_owned();
    let versions = routes::template_versions(&TemplateId(id.clone()));
    let published = test.call("POST", &versions, &[("if-match", "\"1\"")], &json!(null)).await;
    assert_eq!(published.status, 201, "{}", published.text());
    id
}

#[tokio::test]
async fn the_message_is_what_a_batch_hands_over_for_the_same_person() {
    for (kind, name) in [(SuppressibleKind::Activation, "activation"), (SuppressibleKind::Reminder, "reminder")] {
        // Known from elsewhere, so that reminders carry each person's own link for declining them.
        let test = host_at("https://usher.example.com").await;
        test.import(FIVE, "").await;
        test.set_sender().await;
        let mut draft = draft_in(kind, &[Language::English, Language::Polish, Language::Arabic]);
        for variant in &mut draft.variants {
            let empty = BlockDraft::empty("carried".into(), BlockKind::Image);
            variant.blocks.push(BlockDraft { url: PIXEL.into(), alt: "Us".into(), width: "1".into(), height: "1".into(), ..empty });
        }
        let template = publish(&test, &draft).await;
        let users = test.users().await;
        let request =
            json!({"kind": name, "template": template, "recipients": {"by": "users", "users": users}, "expected_recipients": users.len()});
        let started = test.call("POST", routes::SEND_BATCHES, &[("idempotency-key", "k")], &request).await;
        assert_eq!(started.status, 201, "{}", started.text());
        test.finish(&started.json()).await;
        let outbox = test.outbox();
        assert_eq!(outbox.len(), 5);

        for user in users {
            let answer = test.post(&path(&template), &json!({"draft": draft, "as_user": user})).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let answer = answer.json();
            let shown = answer["message"].as_str().unwrap();
            let only_ascii = shown.is_ascii();
            let shown = parse(shown.as_bytes());
            assert_eq!(shown.message_id(), Some(format!("preview-{template}-{user}@example.com").as_str()));
            let address = shown.to().unwrap().first().unwrap().address().unwrap();
            assert_eq!(only_ascii, address.is_ascii(), "{address}");
            let is_theirs = |sent: &Message<'_>| sent.to().unwrap().first().unwrap().address() == Some(address);
            let sent = outbox.iter().map(|octets| parse(octets)).find(is_theirs).unwrap();
            assert_eq!(headers(&shown), headers(&sent));
            assert_eq!(shown.header_raw("List-Unsubscribe-Post").is_some(), kind == SuppressibleKind::Reminder);
            assert_eq!((parts(&shown), shown.parts.len()), (parts(&sent), sent.parts.len()));
            assert_eq!(parts(&shown).len(), 3, "both texts and the picture");
            for (part, hash) in [(sent.body_text(0), "text_sha256"), (sent.body_html(0), "html_sha256")] {
                assert_eq!(answer[hash], sha256(&part.unwrap()), "{hash}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_comes_of_asking_for_a_message() {
    let test = host().await;
    let template = test.ready(FIVE).await;
    let before = test.read(routes::ACTIVITY).await;
    let request = json!({"draft": draft(SuppressibleKind::Activation), "as_user": test.users().await[0]});
    assert_eq!(test.post(&path(&template), &request).await.status, 200);
    assert_eq!(test.read(routes::ACTIVITY).await, before);
    assert_eq!(test.outbox().len(), 0);
    assert_eq!(test.read(routes::READINESS).await["test_mail"], json!(null));
    assert_eq!(test.read(&routes::user(&usher::domain::user::UserId(test.users().await[0].clone()))).await["mail"]["last"], json!(null));
}

#[tokio::test]
async fn the_text_is_that_of_the_person_unless_a_language_is_named() {
    let test = host().await;
    let template = test.ready(FIVE).await;
    let language = async |change: Value| {
        let mut request = json!({"draft": draft(SuppressibleKind::Activation)});
        request.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = test.post(&path(&template), &request).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        parse(message.as_bytes()).header_raw("Content-Language").unwrap().trim().to_owned()
    };
    let users = test.users().await;
    assert_eq!(language(json!({"as_user": users[0]})).await, "pl");
    assert_eq!(language(json!({"as_user": users[0], "language": "en"})).await, "en");
    assert_eq!(language(json!({"as_user": users[3]})).await, "en", "nothing is written in Arabic");
    assert_eq!(language(json!({})).await, "en", "an example person");
    assert_eq!(language(json!({"language": "pl"})).await, "pl");
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let test = host().await;
    let template = test.publish(SuppressibleKind::Activation).await;
    let request = json!({"draft": draft(SuppressibleKind::Activation)});
    assert_eq!(test.post(&path(&template), &request).await.problem(), (409, "not-ready".into()), "no sender yet");
    test.set_sender().await;
    let mut bad_draft = draft(SuppressibleKind::Activation);
    bad_draft.variants[1].subject = "{{frist_name}}".into();
    for (change, problem, pointer) in [
        (json!({"draft": bad_draft}), (422, "invalid"), "/draft/variants/1/subject"),
        (json!({"as_user": "nobody"}), (422, "invalid"), "/as_user"),
        (json!({"language": "ar"}), (422, "invalid"), "/language"),
        (json!({"language": "tlh"}), (400, "malformed"), "/language"),
        (json!({"to": "me@example.com"}), (400, "malformed"), "/to"),
    ] {
        let mut changed = request.clone();
        changed.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = test.post(&path(&template), &changed).await;
        assert_eq!((answer.problem(), answer.pointers()), ((problem.0, problem.1.into()), vec![pointer.to_owned()]));
    }
    assert_eq!(test.post(&path("x"), &request).await.problem(), (404, "not-found".into()));
}
