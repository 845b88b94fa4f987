//! The program itself, running on the data of a test; killed, not asked, when the test lets go of it.

use crate::harness::{TOKEN, database_of};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What it prints when it starts: where its data lie, where mail goes, and the link.
const LINES: usize = 3;

pub struct Running {
    child: Child,
    /// The lines that it printed.
    pub printed: Vec<String>,
    /// Host and port.
    pub address: String,
    log: Option<ChildStderr>,
}

/// A host that sends to a relay and answers to whoever has the token.
pub fn sending(data: &Path, relay: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usher-host"));
    command.args(["--bind", "127.0.0.1:0", "--smtp-url", relay, "--api-token", TOKEN, "--data"]).arg(data).envs(database_of(data));
    command.stderr(Stdio::null());
    command
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let printed: Vec<String> = BufReader::new(child.stdout.take().unwrap()).lines().take(LINES).map(Result::unwrap).collect();
        let link = printed.iter().find_map(|line| line.split_once("http://")).unwrap().1;
        let (address, log) = (link.split('/').next().unwrap().to_owned(), child.stderr.take());
        Self { child, printed, address, log }
    }

    pub async fn get(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success());
    }

    /// The end, within so many seconds, and the log where it is piped.
    pub fn end(mut self, most: u64) -> (ExitStatus, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() <= Duration::from_secs(most), "it did not end within {most} seconds");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut log = String::new();
        if let Some(mut pipe) = self.log.take() {
            pipe.read_to_string(&mut log).unwrap();
        }
        (status, log)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
