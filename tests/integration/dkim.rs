//! Signatures, checked by a verifier that shares nothing with the signer but the standard.

use crate::plain_letter::plain;
use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser, verify::DomainKey},
    hickory_resolver::config::{ResolverConfig, ResolverOpts},
};
use std::{borrow::Borrow, hash::Hash, process::Command, sync::Arc, time::Instant};
use usher::{
    domain::{batch::BatchId, email_address::EmailAddress, language::Language, render::RenderedEmail, settings::Sender},
    host::mailer::{Letter, Mailer, compose::compose, dkim::Signer, outbox::Outbox, outgoing::Outgoing, unsubscribe::Unsubscribe},
};

const RSA: &[u8] = include_bytes!("../data/dkim-rsa.pem");
const RSA_PKCS1: &[u8] = include_bytes!("../data/dkim-rsa-pkcs1.pem");
const ED25519: &[u8] = include_bytes!("../data/dkim-ed25519.pem");

/// A DNS that knows one record, so that nothing is asked on the network.
struct OneRecord(Arc<DomainKey>);

impl ResolverCache<String, Txt> for OneRecord {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        String: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let known = ["s1._domainkey.example.com.", "s1._domainkey.example.com"].map(str::to_owned);
        known.iter().any(|known| Borrow::<Q>::borrow(known) == name).then(|| Txt::DomainKey(Arc::clone(&self.0)))
    }

    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        String: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: String, _: Txt, _: Instant) {}
}

/// The value of a line of a zone file.
fn value_of(record: &str) -> String {
    assert!(record.starts_with("s1._domainkey.example.com. IN TXT ( \"v=DKIM1; "), "{record}");
    let strings: Vec<&str> = record.split('"').skip(1).step_by(2).collect();
    assert!(strings.iter().all(|string| string.len() <= 255));
    strings.concat()
}

async fn verdict(message: &[u8], record: &str) -> DkimResult {
    let key = DomainKey::parse(value_of(record).as_bytes()).unwrap();
    let authenticator = MessageAuthenticator::new(ResolverConfig::default(), ResolverOpts::default()).unwrap();
    let parsed = AuthenticatedMessage::parse(message).unwrap();
    let (dns, parameters) = (OneRecord(Arc::new(key)), Parameters::new(&parsed));
    let results = authenticator.verify_dkim(parameters.with_txt_cache(&dns)).await;
    assert_eq!(results.len(), 1, "one signature");
    results[0].result().clone()
}

fn letters() -> Vec<RenderedEmail> {
    let email = |subject: &str, text: &str| RenderedEmail {
        language: Language::Polish,
        subject: subject.into(),
        html: text.into(),
        text: text.into(),
        pictures: Vec::new(),
    };
    vec![
        email("Hello", "Hello"),
        email("", ""),
        email(&"Zażółć gęślą jaźń ".repeat(40), "\n\n.\n.. \t  x  \n\n\n"),
        email("  two  spaces\tand a tab ", "trailing   \n   leading\n\ttab\t\n"),
        email(&"a".repeat(10_000), &"b".repeat(100_000)),
    ]
}

fn signed(signer: Signer, email: &RenderedEmail, unsubscribe: Unsubscribe) -> Vec<u8> {
    let parse = |text| EmailAddress::parse(text).unwrap();
    let sender = Sender { name: "IT, Help".into(), address: parse("it@example.com"), reply_to: Some(parse("help@example.com")) };
    let (to, outgoing) = (parse("ada@example.com"), Outgoing::new(None, Some(signer)));
    let letter = Letter { batch: Some(&BatchId("b".into())), to_name: "Ada Łoś", unsubscribe, ..plain(&sender, &to, email, &outgoing) };
    compose(&letter).unwrap().text.into_bytes()
}

#[tokio::test]
async fn what_is_signed_verifies_by_the_record_that_is_printed() {
    for key in [RSA, RSA_PKCS1, ED25519] {
        for email in letters() {
            for unsubscribe in [Unsubscribe::NotOffered, Unsubscribe::OneClick { address: "https://usher.example.com/u/1".into() }] {
                let signer = Signer::new(key, "example.com", "s1").unwrap();
                let record = signer.record();
                let offered = unsubscribe != Unsubscribe::NotOffered;
                let message = signed(signer, &email, unsubscribe);
                assert_eq!(
                    verdict(&message, &record).await,
                    DkimResult::Pass,
                    "{}",
                    String::from_utf8_lossy(&message[..message.len().min(3_000)])
                );
                let text = String::from_utf8(message).unwrap();
                let names = text.split_once("h=").unwrap().1.split_once(';').unwrap().0.replace(['\r', '\n', '\t', ' '], "");
                let mut expected = "from:from:to:reply-to:subject:date:message-id:mime-version:content-type".to_owned();
                if offered {
                    expected.push_str(":list-unsubscribe:list-unsubscribe-post");
                }
                assert_eq!(names, expected);
                assert!(text.contains("c=relaxed/relaxed; d=example.com; s=s1; t=1795348800;"), "{text:.400}");
                assert!(text.lines().all(|line| line.len() <= 998));
            }
        }
    }
}

#[tokio::test]
async fn whatever_is_changed_or_added_on_the_way_shows() {
    let email = &letters()[0];
    for key in [RSA, ED25519] {
        let signer = Signer::new(key, "example.com", "s1").unwrap();
        let record = signer.record();
        let message = String::from_utf8(signed(signer, email, Unsubscribe::ByMail)).unwrap();
        let changed = [
            message.replacen("Subject: Hello", "Subject: Hallo", 1),
            message.replacen("\r\n\r\nHello", "\r\n\r\nHallo", 1),
            message.replacen("it@example.com>\r\n", "eve@example.com>\r\n", 1),
            message.replacen("List-Unsubscribe: <mailto:help@", "List-Unsubscribe: <mailto:eve@", 1),
            // A second sender, put in front or behind.
            format!("From: eve@example.org\r\n{message}"),
            message.replacen("\r\n\r\n", "\r\nFrom: eve@example.org\r\n\r\n", 1),
        ];
        for (place, other) in changed.iter().enumerate() {
            assert_ne!(*other, message, "{place} changes something");
            assert_ne!(verdict(other.as_bytes(), &record).await, DkimResult::Pass, "{place}: {other:.1500}");
        }
        // What relays do on the way and the signature allows.
        let relayed = format!("Received: from a by b\r\n{}\r\n\r\n", message.replacen("Subject: Hello", "Subject:   Hello  ", 1));
        assert_eq!(verdict(relayed.as_bytes(), &record).await, DkimResult::Pass);
    }
}

#[tokio::test]
async fn what_lies_in_the_outbox_is_signed_too() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = Mailer::Outbox(Outbox::open(folder.path().join("outbox")).unwrap());
    let signer = Signer::new(ED25519, "example.com", "s1").unwrap();
    let record = signer.record();
    let parse = |text| EmailAddress::parse(text).unwrap();
    let sender = Sender { name: "IT".into(), address: parse("it@example.com"), reply_to: None };
    let (to, outgoing) = (parse("ada@example.com"), Outgoing::new(None, Some(signer)));
    let email = letters()[0].clone();
    let letter = Letter { to_name: "Ada", ..plain(&sender, &to, &email, &outgoing) };
    mailer.send(&letter).await;
    let message = std::fs::read(folder.path().join("outbox/b-u.eml")).unwrap();
    assert_eq!(verdict(&message, &record).await, DkimResult::Pass);
}

#[test]
fn the_record_is_printed_and_what_is_missing_or_wrong_is_named() {
    let run = |arguments: &[&str]| {
        let data = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_usher-host")).arg("--data").arg(data.path()).args(arguments).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/dkim-rsa.pem");
    let (good, out, _) = run(&["dkim-record", "--dkim-key", key, "--dkim-domain", "example.com", "--dkim-selector", "s1"]);
    assert!(good && value_of(&out).starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkq"), "{out}");
    let short = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/dkim-rsa-1024.pem");
    for (arguments, words) in [
        (&["dkim-record"][..], "--dkim-key, --dkim-domain and --dkim-selector"),
        (&["--dkim-key", key], "--dkim-domain"),
        (&["--dkim-key", "nowhere.pem", "--dkim-domain", "example.com", "--dkim-selector", "s"], "nowhere.pem cannot be read"),
        (&["--dkim-key", short, "--dkim-domain", "example.com", "--dkim-selector", "s"], "RSA key of 2048"),
        (&["--dkim-key", key, "--dkim-domain", "example", "--dkim-selector", "s"], "--dkim-domain is not a domain"),
        (&["--test-only-to", "nobody"], "--test-only-to"),
        (&["--smtp-ca", "nowhere.pem"], "nowhere.pem cannot be read"),
        (&["--smtp-ca", key], "holds no certificate"),
    ] {
        let (good, _, err) = run(arguments);
        assert!(!good && err.contains(words), "{arguments:?}: {err}");
    }
}
