//! The contract is tried against our own host, against hosts that break one promise each, and against a backend in Python.

use crate::{
    breaking::{Break, breaking},
    harness::TOKEN,
    running::Running,
};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;
use usher::host::{
    clock::Clock,
    conformance::{
        examine,
        options::ConformanceOptions,
        promises::PROMISES,
        report::{Outcome, Report},
        trial::NotTried,
    },
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_usher-host");

/// The program on data of its own, with people of several kinds, and its token in a file.
struct Tried {
    data: TempDir,
    running: Running,
}

fn host(people: usize, relay: Option<&str>) -> Tried {
    let data = tempfile::tempdir().unwrap();
    let status = ["Not Verified", "Verified", "Active", "Inactive", "Not Verified"];
    let department = ["Sales", "", "Łódź & Sons"];
    let row = |at: usize| {
        let licensed = if at.is_multiple_of(7) { "FALSE" } else { "TRUE" };
        format!("p{at}@example.org,P{at},{},{},{licensed}\n", status[at % 5], department[at % 3])
    };
    let file = (0..people).map(row).fold("Email,First Name,User Status,Department,Webex Calling\n".to_owned(), |all, row| all + &row);
    std::fs::write(data.path().join("people.csv"), file).unwrap();
    std::fs::write(data.path().join("token"), format!("{TOKEN}\n")).unwrap();
    let program = || {
        let mut command = Command::new(PROGRAM);
        command.args(["--bind", "127.0.0.1:0", "--api-token", TOKEN, "--data"]).arg(data.path()).env_remove("SMTP_URL");
        command.stderr(Stdio::null());
        command
    };
    assert!(program().arg("import").arg(data.path().join("people.csv")).stdout(Stdio::null()).status().unwrap().success());
    let running = Running::start(program().args(relay.into_iter().flat_map(|relay| ["--smtp-url", relay])));
    Tried { data, running }
}

impl Tried {
    fn options(&self, base: &str, writes: bool) -> ConformanceOptions {
        let token_file = Some(self.data.path().join("token"));
        ConformanceOptions { base: base.into(), token_command: None, token_file, json: false, writes }
    }

    fn base(&self) -> String {
        format!("http://{}", self.running.address)
    }
}

async fn tried(options: &ConformanceOptions) -> Report {
    examine(options, &Clock::System).await.unwrap()
}

fn conformance(base: &str, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(["conformance", "--base", base]).args(arguments).output().unwrap()
}

#[tokio::test]
async fn our_own_host_keeps_every_promise_and_nothing_is_written_unless_asked() {
    let test = host(60, None);
    let before = (test.running.get("/api/v1/email-settings").await, test.running.get("/api/v1/activity").await);
    let read = tried(&test.options(&test.base(), false)).await;
    assert!(read.broken().is_empty(), "{read}");
    for one in &read.tried {
        let untried = matches!(one.outcome, Outcome::NotTried(_));
        // Nothing but an import was done on this host, so its activity is too short to be paged.
        assert_eq!(untried, one.promise.writes || one.promise.id.starts_with("activity."), "{}", one.promise.id);
    }
    assert_eq!((test.running.get("/api/v1/email-settings").await, test.running.get("/api/v1/activity").await), before);

    let written = tried(&test.options(&test.base(), true)).await;
    assert!(written.tried.iter().all(|one| one.outcome == Outcome::Kept) && written.left.is_none(), "{written}");
    assert_eq!(test.running.get("/api/v1/email-settings").await["settings"], before.0["settings"], "put back");
    let sent = std::fs::read_dir(test.data.path().join("outbox")).unwrap().count();
    assert!((1..=3).contains(&sent), "one batch was sent, to at most three people: {sent}");
}

#[tokio::test]
async fn a_host_that_breaks_a_promise_is_found_out_and_no_other_promise_is_blamed() {
    let test = host(60, None);
    // So that there is some activity to read.
    assert!(tried(&test.options(&test.base(), true)).await.broken().is_empty());
    let mut unbroken: BTreeSet<&str> = PROMISES.iter().map(|promise| promise.id).collect();
    let mut wrong = Vec::new();
    for one in Break::ALL {
        let (promises, writes) = one.breaks();
        let report = tried(&test.options(&breaking(&test.running.address, *one).await, writes)).await;
        let blamed = report.broken();
        if blamed != promises {
            wrong.push(format!("{one:?} breaks {promises:?}, and {blamed:?} are told of: {report}"));
        }
        promises.iter().for_each(|promise| {
            unbroken.remove(promise);
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unbroken.len() < PROMISES.len() / 2, "promises that no host is known to break: {unbroken:?}");
}

#[tokio::test]
async fn nothing_is_written_where_mail_goes_to_people() {
    let test = host(3, Some("smtp://127.0.0.1:9"));
    let refused = examine(&test.options(&test.base(), true), &Clock::System).await;
    assert!(matches!(refused, Err(NotTried::WouldMail)));
    assert!(examine(&test.options(&test.base(), false), &Clock::System).await.is_ok());
    let token = test.data.path().join("token").display().to_string();
    let output = conformance(&test.base(), &["--writes", "--token-file", &token]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was written"));
}

#[tokio::test]
async fn the_command_line_tells_what_came_of_it_by_text_by_json_and_by_its_end() {
    let test = host(10, None);
    let command = format!("cat {}", test.data.path().join("token").display());
    let text = conformance(&test.base(), &["--token-command", &command]);
    let printed = String::from_utf8(text.stdout).unwrap();
    assert_eq!(text.status.code(), Some(0), "{printed}");
    assert!(printed.contains("kept         people.pages") && printed.contains("not tried    settings.save"), "{printed}");
    let json = conformance(&test.base(), &["--json", "--token-command", &command]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["counts"]["broken"], 0);
    assert_eq!(report["promises"].as_array().unwrap().len(), PROMISES.len());
    assert_eq!(report["promises"][0]["id"], "capabilities.read");

    let broken = breaking(&test.running.address, Break::PageForUnknownPath).await;
    let output = tokio::task::spawn_blocking(move || conformance(&broken, &["--token-command", &command])).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("BROKEN       refusal.unknown-path"));

    for (arguments, said) in [
        (vec![], "wants a sign-in"),
        (vec!["--token-file", "/nowhere"], "cannot be read"),
        (vec!["--token-command", "exit 3"], "the command failed"),
    ] {
        let output = conformance(&test.base(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(conformance("http://127.0.0.1:9", &[]).status.code(), Some(2), "nobody is there");
    assert_eq!(conformance("http://backend.example", &[]).status.code(), Some(2), "a token would be readable on the way");
}

/// The backend in Python, killed when the test lets go of it.
struct Python(Child, String);

impl Python {
    fn start() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/backend.py");
        let mut command = Command::new("python3");
        command.arg("-B").arg(file).args(["--port", "0", "--token", TOKEN]).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().expect("python3 is needed: the backend in another language is a part of the contract");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self(child, line.trim().to_owned())
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn the_small_backend_in_python_keeps_every_promise_that_it_makes() {
    let python = Python::start();
    let data = tempfile::tempdir().unwrap();
    let token_file = data.path().join("token");
    std::fs::write(&token_file, TOKEN).unwrap();
    let base = python.1.clone();
    let options = ConformanceOptions { base, token_command: None, token_file: Some(token_file), json: false, writes: true };
    for _ in 0..2 {
        let report = tried(&options).await;
        let short = |outcome: &Outcome| matches!(outcome, Outcome::Broken(_) | Outcome::NotTried(_));
        assert!(!report.tried.iter().any(|one| short(&one.outcome)) && report.left.is_none(), "{report}");
        let lacking = report.tried.iter().filter(|one| matches!(one.outcome, Outcome::NotOffered(_)));
        let lacking: BTreeSet<&str> = lacking.filter_map(|one| one.promise.id.split_once('.').map(|(area, _)| area)).collect();
        assert_eq!(lacking, BTreeSet::from(["batches", "people", "templates"]), "{report}");
    }
}
