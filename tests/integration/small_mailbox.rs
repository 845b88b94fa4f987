//! A small IMAP server within the test: one folder whose messages are read and marked, as a script has them.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A message of the folder.
#[derive(Clone, Default)]
pub struct Message {
    pub octets: Vec<u8>,
    /// What it was marked with.
    pub flags: Vec<String>,
}

/// A folder. Its first message has UID 1.
#[derive(Default)]
pub struct Folder {
    pub messages: Vec<Message>,
    /// Everything that was asked, without the tags.
    pub commands: Vec<String>,
    /// Whether words of the client's are kept beside a message.
    pub keeps_words: bool,
    /// How many more messages are handed out before the connection ends in the middle of one.
    pub ends_after: Option<usize>,
}

/// Starts a server for `bounces` with the password `s3cret word`; answers its address.
pub async fn mailbox(folder: Arc<Mutex<Folder>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, Arc::clone(&folder)));
        }
    });
    address.to_string()
}

async fn talk(mut stream: TcpStream, folder: Arc<Mutex<Folder>>) -> Option<()> {
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    write.write_all(b"* OK small mailbox\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let (tag, command) = line.trim_end().split_once(' ')?;
        let answer = answer(&mut folder.lock().unwrap(), command);
        match answer {
            Answer::Whole(mut octets, status) => {
                octets.extend(format!("{tag} {status}\r\n").bytes());
                write.write_all(&octets).await.ok()?;
            }
            Answer::Half(octets) => {
                write.write_all(&octets).await.ok()?;
                return None;
            }
        }
        if command == "LOGOUT" {
            return Some(());
        }
    }
}

enum Answer {
    Whole(Vec<u8>, &'static str),
    /// After it the connection ends.
    Half(Vec<u8>),
}

fn answer(folder: &mut Folder, command: &str) -> Answer {
    folder.commands.push(command.to_owned());
    let said = |octets: &str, status| Answer::Whole(octets.as_bytes().to_vec(), status);
    let words: Vec<&str> = command.split(' ').collect();
    match words.as_slice() {
        ["LOGIN", ..] if command == "LOGIN \"bounces\" \"s3cret word\"" => said("", "OK signed in"),
        ["LOGIN", ..] => said("", "NO wrong name or password for bounces"),
        ["SELECT", "\"INBOX\""] => {
            let kept = if folder.keeps_words { "\\Seen \\Flagged \\*" } else { "\\Seen \\Flagged" };
            let count = folder.messages.len();
            said(
                &format!(
                    "* {count} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Flagged)\r\n* OK [PERMANENTFLAGS ({kept})] kept\r\n* OK [UIDVALIDITY 1] valid\r\n"
                ),
                "OK [READ-WRITE] opened",
            )
        }
        ["SELECT", ..] => said("", "NO no such folder"),
        ["UID", "SEARCH", "UNDELETED", rest @ ..] => {
            let unwanted = match rest {
                ["UNSEEN"] => "\\Seen",
                ["UNKEYWORD", word] => word,
                _ => return said("", "BAD what?"),
            };
            let found = folder.messages.iter().enumerate().filter(|(_, message)| !message.flags.iter().any(|flag| flag == unwanted));
            let uids: String = found.map(|(at, _)| format!(" {}", at + 1)).collect();
            said(&format!("* SEARCH{uids}\r\n"), "OK found")
        }
        ["UID", "FETCH", uid, "(UID", "BODY.PEEK[]<0.4194304>)"] => {
            let Some(message) = uid.parse::<usize>().ok().and_then(|uid| folder.messages.get(uid - 1)) else { return said("", "OK none") };
            let mut octets = format!("* {uid} FETCH (UID {uid} BODY[]<0> {{{}}}\r\n", message.octets.len()).into_bytes();
            if folder.ends_after == Some(0) {
                octets.extend(message.octets.iter().take(20));
                return Answer::Half(octets);
            }
            folder.ends_after = folder.ends_after.map(|left| left - 1);
            octets.extend(&message.octets);
            octets.extend(b")\r\n");
            Answer::Whole(octets, "OK fetched")
        }
        ["UID", "STORE", uid, "+FLAGS.SILENT", ..] => {
            let flags = command.split_once('(').unwrap().1.trim_end_matches(')').split(' ').map(str::to_owned);
            folder.messages[uid.parse::<usize>().unwrap() - 1].flags.extend(flags);
            said("", "OK kept")
        }
        ["LOGOUT"] => said("* BYE\r\n", "OK ended"),
        _ => said("", "BAD this mailbox only reads and marks"),
    }
}
