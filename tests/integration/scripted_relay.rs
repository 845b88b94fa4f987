//! A mail relay within the test that fails at the stage and in the way that a script says, and keeps what it heard.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Where a conversation stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    Connect,
    Hello,
    Sender,
    Recipient,
    Data,
    /// After the final dot.
    Message,
}

pub const STAGES: [Stage; 6] = [Stage::Connect, Stage::Hello, Stage::Sender, Stage::Recipient, Stage::Data, Stage::Message];

/// How it fails there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    Temporary,
    Permanent,
    /// Code 421, and it hangs up.
    Closing,
    Drop,
    /// It says nothing any more.
    Stall,
    /// It waits until it is let go on.
    Hold,
}

pub const FAULTS: [Fault; 5] = [Fault::Temporary, Fault::Permanent, Fault::Closing, Fault::Drop, Fault::Stall];

/// How many commands it takes at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// One.
    Single,
    /// Several (RFC 2920).
    Pipelining,
    /// Several, and it asks for the message though it refused for whom it is.
    PipeliningToNobody,
}

pub const PACES: [Pace; 3] = [Pace::Single, Pace::Pipelining, Pace::PipeliningToNobody];

/// What a relay heard.
#[derive(Default)]
pub struct Heard {
    /// The recipients of whole messages, whatever was answered.
    pub messages: Vec<String>,
    /// The recipients of those that it took.
    pub accepted: Vec<String>,
    /// How often a stage was reached, by recipient; none where there is none yet.
    pub reached: HashMap<(Stage, String), u32>,
}

type Script = Arc<dyn Fn(Stage, &str, u32) -> Option<Fault> + Send + Sync>;

/// A running relay.
pub struct ScriptedRelay {
    pub address: String,
    pub heard: watch::Receiver<Heard>,
    go_on: watch::Sender<bool>,
}

#[derive(Clone)]
struct Talk {
    pace: Pace,
    script: Script,
    heard: Arc<watch::Sender<Heard>>,
    go_on: watch::Receiver<bool>,
    reached: Arc<Mutex<HashMap<(Stage, String), u32>>>,
}

impl ScriptedRelay {
    /// Starts one. The script is asked with the stage, the recipient (empty where there is none yet) and how often that was reached.
    pub async fn start(script: impl Fn(Stage, &str, u32) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self::start_at(Pace::Single, script).await
    }

    /// Starts one that takes so many commands at once.
    pub async fn start_at(pace: Pace, script: impl Fn(Stage, &str, u32) -> Option<Fault> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let (all, heard) = watch::channel(Heard::default());
        let (go_on, held) = watch::channel(false);
        let talk = Talk { pace, script: Arc::new(script), heard: Arc::new(all), go_on: held, reached: Arc::default() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let talk = talk.clone();
                tokio::spawn(async move { talk.run(stream).await });
            }
        });
        Self { address, heard, go_on }
    }

    /// Lets go on what it holds, now and later.
    pub fn go_on(&self) {
        self.go_on.send_replace(true);
    }

    /// Waits until a stage was reached with this recipient.
    pub async fn reached(&self, stage: Stage, recipient: &str) {
        let key = (stage, recipient.to_owned());
        self.heard.clone().wait_for(|heard| heard.reached.contains_key(&key)).await.unwrap();
    }

    /// Whose messages it took.
    pub fn accepted(&self) -> Vec<String> {
        let mut accepted = self.heard.borrow().accepted.clone();
        accepted.sort();
        accepted
    }
}

impl Talk {
    /// One conversation; ends when the other side ends it, or the script does.
    async fn run(mut self, mut stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.split();
        let mut read = BufReader::new(read);
        let mut recipient = String::new();
        let mut stage = Stage::Connect;
        let mut line = String::new();
        // Whether sender or recipient of the message that is begun were refused.
        let mut refused = false;
        loop {
            if stage == Stage::Recipient {
                recipient = line.split(['<', '>']).nth(1)?.to_owned();
            }
            if stage == Stage::Data && refused && self.pace == Pace::Pipelining {
                write.write_all(b"503 5.5.1 nobody to send it to\r\n").await.ok()?;
                stage = next(&mut read, &mut write, &mut line).await?;
                continue;
            }
            let of = if matches!(stage, Stage::Recipient | Stage::Data | Stage::Message) { recipient.clone() } else { String::new() };
            let fault = self.reach(stage, &of);
            if fault == Some(Fault::Hold) {
                self.go_on.wait_for(|go_on| *go_on).await.ok()?;
            }
            let answer = match fault {
                Some(Fault::Temporary) => "451 4.3.0 not now",
                Some(Fault::Permanent) => "554 5.7.1 not you",
                Some(Fault::Closing) => "421 4.3.2 closing",
                Some(Fault::Drop) => return None,
                Some(Fault::Stall) => {
                    // Until the other side hangs up.
                    let mut rest = Vec::new();
                    read.read_to_end(&mut rest).await.ok()?;
                    return None;
                }
                Some(Fault::Hold) | None => match stage {
                    Stage::Connect => "220 relay.example",
                    Stage::Hello if self.pace == Pace::Single => "250-relay.example\r\n250 8BITMIME",
                    Stage::Hello => "250-relay.example\r\n250-PIPELINING\r\n250 8BITMIME",
                    Stage::Data => "354 go ahead",
                    Stage::Sender | Stage::Recipient | Stage::Message => "250 ok",
                },
            };
            let answered = write.write_all(format!("{answer}\r\n").as_bytes()).await;
            if stage == Stage::Message && answer.starts_with("250") && answered.is_ok() {
                self.heard.send_modify(|heard| heard.accepted.push(recipient.clone()));
            }
            answered.ok()?;
            if answer.starts_with("421") || (stage == Stage::Connect && !answer.starts_with("220")) {
                return None;
            }
            match stage {
                Stage::Sender => refused = fault.is_some_and(|fault| fault != Fault::Hold),
                Stage::Recipient => refused |= fault.is_some_and(|fault| fault != Fault::Hold),
                Stage::Connect | Stage::Hello | Stage::Data | Stage::Message => {}
            }
            stage = if answer.starts_with("354") {
                message(&mut read).await?;
                self.heard.send_modify(|heard| heard.messages.push(recipient.clone()));
                Stage::Message
            } else {
                next(&mut read, &mut write, &mut line).await?
            };
        }
    }

    fn reach(&self, stage: Stage, recipient: &str) -> Option<Fault> {
        let mut reached = self.reached.lock().unwrap();
        let times = reached.entry((stage, recipient.to_owned())).or_insert(0);
        *times += 1;
        let fault = (self.script)(stage, recipient, *times);
        let reached = reached.clone();
        self.heard.send_modify(|heard| heard.reached = reached);
        fault
    }
}

/// Reads on to a command with a stage of its own, and keeps its line.
async fn next(read: &mut (impl AsyncBufReadExt + Unpin), write: &mut (impl AsyncWriteExt + Unpin), line: &mut String) -> Option<Stage> {
    loop {
        line.clear();
        if read.read_line(line).await.ok()? == 0 {
            return None;
        }
        match line.get(..4)?.to_ascii_uppercase().as_str() {
            "EHLO" => return Some(Stage::Hello),
            "MAIL" => return Some(Stage::Sender),
            "RCPT" => return Some(Stage::Recipient),
            "DATA" => return Some(Stage::Data),
            "RSET" | "NOOP" => write.write_all(b"250 ok\r\n").await.ok()?,
            _ => return None,
        }
    }
}

/// Reads up to the line with the dot.
async fn message(read: &mut (impl AsyncReadExt + Unpin)) -> Option<()> {
    let mut last = [0; 5];
    while last != *b"\r\n.\r\n" {
        last.rotate_left(1);
        last[4] = read.read_u8().await.ok()?;
    }
    Some(())
}
