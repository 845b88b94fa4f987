//! The messages themselves, read by another library than the one that wrote them.

use crate::harness::{REAL, host};
use mail_parser::{HeaderValue, Message, MessageParser};
use serde_json::{Value, json};
use std::collections::HashMap;
use usher::api::routes;

fn parse(octets: &[u8]) -> Message<'_> {
    MessageParser::default().parse(octets).expect("a message")
}

fn text_header<'m>(message: &'m Message<'_>, name: &'static str) -> &'m str {
    match message.header(name) {
        Some(HeaderValue::Text(text)) => text,
        Some(HeaderValue::TextList(list)) => &list[0],
        other => panic!("{name}: {other:?}"),
    }
}

/// Domains travel in their ASCII form.
fn ascii(address: &str) -> String {
    let (name, domain) = address.rsplit_once('@').unwrap();
    format!("{name}@{}", if domain.is_ascii() { domain.to_owned() } else { url::Host::parse(domain).unwrap().to_string() })
}

#[tokio::test]
async fn a_batch_to_the_real_directory_reaches_each_person_once_in_their_language_and_harmlessly() {
    let test = host().await;
    let template = test.ready(REAL).await;
    let users = test.users().await;
    let batch = test.start_batch("k", &template, &users).await;
    let total = batch["counts"]["total"].as_u64().unwrap();
    assert!(total > 500, "{batch}");
    let finished = test.finish(&batch).await;
    assert_eq!((finished["state"].as_str(), finished["counts"]["sent"].as_u64()), (Some("finished"), Some(total)), "{finished}");

    let mut people: HashMap<String, Value> = HashMap::new();
    for user in &users {
        let person = test.read(&format!("{}/{user}", routes::USERS)).await["user"].clone();
        people.insert(ascii(person["email"].as_str().unwrap()), person);
    }
    let outbox = test.outbox();
    assert_eq!(outbox.len() as u64, total);
    let mut seen = HashMap::new();
    for octets in &outbox {
        let message = parse(octets);
        let to = message.to().unwrap().first().unwrap();
        let person = people.get(to.address().unwrap()).unwrap_or_else(|| panic!("a stranger: {to:?}"));
        *seen.entry(to.address().unwrap().to_owned()).or_insert(0) += 1;

        assert_eq!((message.to().unwrap().iter().count(), message.cc().is_none(), message.bcc().is_none()), (1, true, true));
        let from = message.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("IT, Help"), Some("it@example.com")));
        assert_eq!(message.reply_to().unwrap().first().unwrap().address(), Some("help@example.com"));
        assert_eq!(text_header(&message, "Auto-Submitted"), "auto-generated");
        assert_eq!(text_header(&message, "X-Usher-Batch"), batch["id"].as_str().unwrap());
        assert_eq!(message.date().unwrap().to_timestamp(), crate::harness::now().millis() / 1000);
        assert!(message.message_id().unwrap().ends_with("@example.com"));

        let polish = person["language"] == "pl";
        assert_eq!(text_header(&message, "Content-Language"), if polish { "pl" } else { "en" });
        let subject =
            if polish { "Example & Sons: Twoje konto Webex jest gotowe" } else { "Your Webex account at Example & Sons is ready" };
        assert_eq!(message.subject(), Some(subject));
        assert_eq!((message.html_body_count(), message.text_body_count(), message.attachment_count()), (1, 1, 0));
        let (html, text) = (message.body_html(0).unwrap(), message.body_text(0).unwrap());
        assert!(
            html.contains(&format!("lang=\"{}\"", if polish { "pl" } else { "en" }))
                && !html.contains("<script")
                && !html.contains("onerror")
        );
        assert!(text.contains("https://help.example.com") && !text.contains("{{") && !html.contains("{{first_name"));
        assert!(!octets.windows(2).any(|pair| pair[1] == b'\n' && pair[0] != b'\r'), "every line ends with CR LF");
    }
    assert!(seen.values().all(|count| *count == 1) && seen.len() as u64 == total, "everybody once");

    let again =
        test.post(routes::SEND_BATCHES_PLAN, &json!({"kind": "activation", "recipients": {"by": "users", "users": users}})).await.json();
    assert_eq!(again["recipients"], 0, "nobody gets a second one within a day");
}

#[tokio::test]
async fn hostile_names_stay_names() {
    let names = [
        "=HYPERLINK(\"\"http://evil.example\"\")",
        "<script>alert(1)</script>",
        "{{organization}}",
        "\"\"Eve\"\" <eve@evil.example>, Bob",
        "a\r\nBcc: eve@evil.example",
        "Zażółć\u{202E}gęślą 太郎 فاطمة",
        "a;b:c@d",
    ];
    let mut file = String::from("Email,First Name,Display Name,Status,App\n");
    for (at, name) in names.iter().enumerate() {
        file += &format!("p{at}@example.com,\"{name}\",\"{name}\",Not Verified,TRUE\n");
    }
    let long = "N".repeat(200);
    file += &format!("long@example.com,{long},{long},Not Verified,TRUE\n");
    let test = host().await;
    let template = test.ready(file).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    let finished = test.finish(&batch).await;
    assert_eq!(finished["counts"]["sent"], names.len() + 1, "{:?}", test.deliveries(&batch).await);
    for octets in test.outbox() {
        let message = parse(&octets);
        let recipients: Vec<_> = message.to().unwrap().iter().filter_map(|to| to.address()).collect();
        assert_eq!(recipients.len(), 1, "{recipients:?}");
        assert!(recipients[0].ends_with("@example.com") && message.bcc().is_none() && message.cc().is_none(), "{recipients:?}");
        let name = message.to().unwrap().first().unwrap().name().unwrap();
        assert!(!name.chars().any(char::is_control) && !name.contains('\u{202E}') && name.chars().count() <= 100, "{name:?}");
        let html = message.body_html(0).unwrap();
        assert!(!html.contains("<script>"), "a name is never a tag");
        assert_eq!(
            html.contains("Hello <span dir=\"auto\">{{organization}}</span>"),
            recipients[0] == "p2@example.com",
            "a name is never a template"
        );
        let headers = octets.split(|octet| *octet == b'\n').take_while(|line| *line != b"\r").map(<[u8]>::len).max().unwrap();
        assert!(headers < 998, "no header line is too long to travel");
    }
    let message = test.outbox();
    let named: Vec<_> = message.iter().map(|octets| parse(octets).to().unwrap().first().unwrap().name().unwrap().to_owned()).collect();
    assert!(named.contains(&"{{organization}}".to_owned()) && named.contains(&"<script>alert(1)</script>".to_owned()), "{named:?}");
}
