//! Notifications in a mailbox: read once, marked, never deleted, and told when they cannot be read.

use crate::{
    harness::{THREE, TestHost, host},
    http_bounces::{HARD, notification},
    small_mailbox::{Folder, Message, mailbox},
};
use std::sync::{Arc, Mutex};
use usher::{api::routes, domain::email_address::EmailAddress, host::bounces::imap::BounceMailbox};

struct Reading {
    test: TestHost,
    mailbox: BounceMailbox,
    folder: Arc<Mutex<Folder>>,
}

/// A host that mailed three people and reads this mailbox.
async fn reading(password: &str, keeps_words: bool) -> Reading {
    let folder = Arc::new(Mutex::new(Folder { keeps_words, ..Folder::default() }));
    let address = mailbox(Arc::clone(&folder)).await;
    let mailbox = BounceMailbox::parse(&format!("imap://bounces:{password}@{address}/INBOX")).unwrap();
    let test = host().await;
    let template = test.ready(THREE).await;
    let batch = test.start_batch("k", &template, &test.users().await).await;
    test.finish(&batch).await;
    Reading { test, mailbox, folder }
}

impl Reading {
    async fn look(&self) -> Result<usize, String> {
        self.mailbox.look(&self.test.host).await.map_err(|error| error.to_string())
    }

    fn arrives(&self, octets: Vec<u8>) {
        self.folder.lock().unwrap().messages.push(Message { octets, flags: Vec::new() });
    }

    fn bounce(&self, person: i64, address: &str) -> Vec<u8> {
        let path = self.test.host.bounces.return_paths.of(1, person, &EmailAddress::parse(address).unwrap()).unwrap();
        notification(path.as_str(), &HARD.replace("ada@example.com", address))
    }

    fn flags(&self) -> Vec<Vec<String>> {
        self.folder.lock().unwrap().messages.iter().map(|message| message.flags.clone()).collect()
    }

    fn fetched(&self) -> usize {
        self.folder.lock().unwrap().commands.iter().filter(|command| command.starts_with("UID FETCH")).count()
    }

    async fn dead(&self) -> usize {
        self.test.read(routes::UNDELIVERABLE).await["undeliverable"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn a_mailbox_is_read_once_and_nothing_in_it_is_deleted() {
    for keeps_words in [true, false] {
        let reading = reading("s3cret%20word", keeps_words).await;
        reading.arrives(reading.bounce(1, "ada@example.com"));
        reading.arrives(b"Subject: Hello\r\n\r\nA letter.\r\n".to_vec());
        reading.arrives(notification("bounces+1-1-0@example.org", HARD));
        reading.look().await.unwrap();
        assert_eq!(reading.dead().await, 1);
        let marks = if keeps_words {
            [vec!["UsherRead", "\\Seen"], vec!["UsherRead", "\\Seen"], vec!["UsherRead", "UsherUnreadable"]]
        } else {
            [vec!["\\Seen"], vec!["\\Seen"], vec!["\\Seen", "\\Flagged"]]
        };
        assert_eq!(reading.flags(), marks);
        reading.arrives(reading.bounce(2, "bo@example.com"));
        reading.look().await.unwrap();
        assert_eq!((reading.dead().await, reading.fetched()), (2, 4), "each once");
        assert!(reading.folder.lock().unwrap().commands.iter().all(|command| !command.contains("Deleted") && !command.contains("EXPUNGE")));
    }
}

#[tokio::test]
async fn a_connection_that_ends_loses_nothing_and_is_told() {
    let reading = reading("s3cret%20word", true).await;
    reading.arrives(reading.bounce(1, "ada@example.com"));
    reading.arrives(reading.bounce(2, "bo@example.com"));
    reading.folder.lock().unwrap().ends_after = Some(1);
    let told = reading.look().await.unwrap_err();
    assert_eq!(told, "the mailbox's server failed or refused while reading a message");
    assert_eq!((reading.dead().await, reading.flags()[1].len()), (1, 0));
    reading.folder.lock().unwrap().ends_after = None;
    reading.look().await.unwrap();
    assert_eq!((reading.dead().await, reading.fetched()), (2, 3));
}

#[tokio::test]
async fn a_wrong_password_is_told_without_it() {
    let reading = reading("wrong", true).await;
    reading.arrives(reading.bounce(1, "ada@example.com"));
    let told = reading.look().await.unwrap_err();
    assert_eq!(told, "the mailbox's server refused the name or the password");
    assert_eq!(reading.dead().await, 0);
    // Nobody listens any more.
    let nobody = BounceMailbox::parse("imap://bounces:x@127.0.0.1:1/INBOX").unwrap();
    assert!(nobody.look(&reading.test.host).await.unwrap_err().to_string().starts_with("the mailbox's server could not be reached"));
}
