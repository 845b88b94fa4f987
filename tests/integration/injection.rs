//! Hostile letters on the wire: relays of both kinds, strict and lenient about line ends, see one message for each and
//! no command that was not meant.

use crate::plain_letter::plain;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use usher::{
    domain::{batch::BatchId, email_address::EmailAddress, language::Language, render::RenderedEmail, settings::Sender},
    host::mailer::{Handover, Letter, Mailer, outgoing::Outgoing, relay::Relay, unsubscribe::Unsubscribe},
};

/// What a relay takes for the end of a line.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    /// CR LF alone.
    Strict,
    /// Also a lone LF or a lone CR, as some relays do.
    Lenient,
}

#[derive(Default)]
struct Seen {
    commands: Vec<String>,
    messages: Vec<Vec<String>>,
    octets: Vec<u8>,
}

async fn sink(kind: Kind) -> (String, Arc<Mutex<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let seen = Arc::<Mutex<Seen>>::default();
    let all = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, kind, Arc::clone(&all)));
        }
    });
    (address, seen)
}

/// Octets up to the next end of a line by this kind of relay.
async fn line(stream: &mut TcpStream, kind: Kind, seen: &Mutex<Seen>) -> Option<Vec<u8>> {
    let mut line: Vec<u8> = Vec::new();
    loop {
        let octet = stream.read_u8().await.ok()?;
        seen.lock().unwrap().octets.push(octet);
        match (kind, octet, line.last()) {
            (_, b'\n', Some(b'\r')) => {
                line.pop();
                return Some(line);
            }
            (Kind::Lenient, b'\n', _) => return Some(line),
            // A lone CR: what follows it begins the next line.
            (Kind::Lenient, octet, Some(b'\r')) => {
                panic!("a lone CR before {octet}");
            }
            (_, octet, _) => line.push(octet),
        }
    }
}

async fn talk(mut stream: TcpStream, kind: Kind, seen: Arc<Mutex<Seen>>) -> Option<()> {
    stream.write_all(b"220 sink ESMTP\r\n").await.ok()?;
    loop {
        let command = String::from_utf8(line(&mut stream, kind, &seen).await?).unwrap();
        let verb = command.get(..4).unwrap_or_default().to_ascii_uppercase();
        seen.lock().unwrap().commands.push(verb.clone());
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink\r\n250 8BITMIME\r\n",
            "DATA" => b"354 go ahead\r\n",
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer).await.ok()?;
        if verb == "DATA" {
            let mut message = Vec::new();
            loop {
                let octets = line(&mut stream, kind, &seen).await?;
                if octets == b"." {
                    break;
                }
                // Dot-stuffing is taken back.
                let text = String::from_utf8(octets).unwrap();
                message.push(text.strip_prefix('.').unwrap_or(&text).to_owned());
            }
            seen.lock().unwrap().messages.push(message);
            stream.write_all(b"250 queued\r\n").await.ok()?;
        }
    }
}

#[tokio::test]
async fn strict_and_lenient_relays_see_one_message_for_each_letter() {
    let smuggled = "MAIL FROM:<eve@example.org>\r\nRCPT TO:<eve@example.org>\r\nDATA\r\nSubject: second\r\n\r\nx\r\n.\r\n";
    let hostile: Vec<String> = ["\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r.\n", "\r\n.\r", "\n\n.\n\n"]
        .iter()
        .map(|end| format!("before{end}{smuggled}"))
        .chain([".".into(), "..\n.\n...".into(), ".hidden\r\n..twice\n. space".into(), "x".repeat(5_000), "\0\0.\0".into()])
        .collect();
    for kind in [Kind::Strict, Kind::Lenient] {
        let (address, seen) = sink(kind).await;
        let mailer = Mailer::Relay(Relay::parse(&address).unwrap());
        let parse = |text| EmailAddress::parse(text).unwrap();
        for text in &hostile {
            let sender = Sender { name: text.clone(), address: parse("it@example.com"), reply_to: Some(parse("help@example.com")) };
            let (subject, html) = (text.clone(), text.clone());
            let email = RenderedEmail { language: Language::English, subject, html, text: text.clone(), pictures: Vec::new() };
            let (to, outgoing) = (parse("ada@example.com"), Outgoing::default());
            let letter = Letter {
                name: text.clone(),
                batch: Some(&BatchId(text.clone())),
                to_name: text,
                unsubscribe: Unsubscribe::ByMail,
                ..plain(&sender, &to, &email, &outgoing)
            };
            assert_eq!(mailer.send(&letter).await, Handover::Sent, "{text:?}");
        }
        let seen = seen.lock().unwrap();
        assert_eq!(seen.messages.len(), hostile.len(), "{kind:?}");
        for verb in ["MAIL", "RCPT", "DATA"] {
            assert_eq!(seen.commands.iter().filter(|command| *command == verb).count(), hostile.len(), "{kind:?} {verb}");
        }
        let known = ["EHLO", "MAIL", "RCPT", "DATA", "NOOP", "RSET", "QUIT"];
        assert!(seen.commands.iter().all(|command| known.contains(&command.as_str())), "{:?}", seen.commands);
        for pair in seen.octets.windows(2) {
            assert!((pair[0] == b'\r') == (pair[1] == b'\n'), "a lone CR or LF went over the wire");
        }
        for (message, text) in seen.messages.iter().zip(&hostile) {
            let whole = message.join("\r\n");
            let parsed = mail_parser::MessageParser::default().parse(whole.as_bytes()).unwrap();
            let sent = text.replace("\r\n", "\n").replace(['\r', '\0'], "\n").replace('\n', "\r\n");
            assert_eq!(parsed.body_text(0).unwrap(), sent, "{kind:?}");
            assert!(message.iter().all(|line| line.len() <= 998));
        }
    }
}

#[tokio::test]
async fn a_line_of_one_dot_travels_as_two_and_arrives_as_one() {
    // Quoted-printable keeps short lines as they are, so a dot does begin a line on the wire.
    let (address, seen) = sink(Kind::Strict).await;
    let mailer = Mailer::Relay(Relay::parse(&address).unwrap());
    let parse = |text| EmailAddress::parse(text).unwrap();
    let sender = Sender { name: "IT".into(), address: parse("it@example.com"), reply_to: None };
    let text = "one\n.\n..\nend".to_owned();
    let email = RenderedEmail { language: Language::English, subject: "s".into(), html: text.clone(), text, pictures: Vec::new() };
    let (to, outgoing) = (parse("ada@example.com"), Outgoing::default());
    let letter = Letter { name: "n".into(), ..plain(&sender, &to, &email, &outgoing) };
    assert_eq!(mailer.send(&letter).await, Handover::Sent);
    let seen = seen.lock().unwrap();
    let wire = String::from_utf8(seen.octets.clone()).unwrap();
    assert!(wire.contains("\r\none\r\n..\r\n...\r\nend"), "{wire}");
    assert!(seen.messages[0].windows(4).any(|lines| lines == ["one", ".", "..", "end"]), "{:?}", seen.messages);
}
