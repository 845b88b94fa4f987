//! A small mail relay within the test: it takes, refuses or hangs up as it is told, and keeps what it took.

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What the relay does with a message to this person.
#[derive(Clone, Copy)]
pub enum Reply {
    Accept,
    RefuseRecipient,
    RefuseMessage,
    HangUp,
}

/// What a relay took, refused messages among them.
#[derive(Default)]
pub struct Taken {
    pub senders: Vec<String>,
    pub recipients: Vec<String>,
    pub messages: Vec<Vec<u8>>,
}

/// Starts a relay; answers its address and what it took, which can be waited for.
pub async fn relay(reply: fn(&str) -> Reply) -> (String, watch::Receiver<Taken>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let (all, taken) = watch::channel(Taken::default());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, reply, all.clone()));
        }
    });
    (address, taken)
}

/// One connection; ends when the other side does, or when it is to hang up.
async fn talk(mut stream: TcpStream, reply: fn(&str) -> Reply, taken: watch::Sender<Taken>) -> Option<()> {
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    write.write_all(b"220 relay.example ESMTP\r\n").await.ok()?;
    let (mut sender, mut recipient) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-relay.example\r\n250 8BITMIME\r\n",
            "MAIL" => {
                sender = line.split(['<', '>']).nth(1).unwrap().to_owned();
                b"250 ok\r\n"
            }
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap().to_owned();
                match reply(&recipient) {
                    Reply::RefuseRecipient => b"550 5.1.1 no such user at this site\r\n",
                    Reply::Accept | Reply::RefuseMessage | Reply::HangUp => b"250 ok\r\n",
                }
            }
            "DATA" => b"354 go ahead\r\n",
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await.ok()?;
        if verb == "DATA" {
            let message = message(&mut read).await?;
            taken.send_modify(|taken| {
                taken.messages.push(message);
                taken.senders.push(sender.clone());
                taken.recipients.push(recipient.clone());
            });
            match reply(&recipient) {
                Reply::HangUp => return None,
                Reply::RefuseMessage => write.write_all(b"554 5.7.1 refused by policy\r\n").await.ok()?,
                Reply::Accept | Reply::RefuseRecipient => write.write_all(b"250 queued\r\n").await.ok()?,
            }
        }
    }
}

/// Everything up to the line with the dot.
async fn message(read: &mut (impl AsyncReadExt + Unpin)) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    while !octets.ends_with(b"\r\n.\r\n") {
        octets.push(read.read_u8().await.ok()?);
    }
    octets.truncate(octets.len() - 3);
    Some(octets)
}
