//! The program as an administrator runs it.

use crate::{harness::database_of, running::Running};
use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_usher-host"));
    command
        .arg("--data")
        .arg(data)
        .envs(database_of(data))
        .env_remove("SMTP_URL")
        .env_remove("USHER_BIND")
        .env_remove("USHER_PUBLIC_URL")
        .env("RUST_LOG", "info");
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    program(data).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn addresses_that_cannot_be_are_refused_with_the_reason() {
    let data = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:8080", "[::]:8080", "192.168.1.5:80"] {
        let refused = run(data.path(), &["--bind", address]);
        assert!(!refused.status.success());
        assert!(err(&refused).contains("no real sign-in yet"), "{}", err(&refused));
    }
    for address in ["http://usher.example.com", "usher.example.com", "https://usher.example.com/?a=b"] {
        let refused = run(data.path(), &["--public-url", address]);
        assert!(
            !refused.status.success() && err(&refused).contains("--public-url") && err(&refused).contains(address),
            "{}",
            err(&refused)
        );
    }
    let bad_relay = program(data.path()).env("SMTP_URL", "smtps://user:secret@").output().unwrap();
    assert!(!bad_relay.status.success() && !err(&bad_relay).contains("secret"), "{}", err(&bad_relay));
}

#[test]
fn a_start_prints_one_link_with_the_real_port_and_where_data_and_mail_go() {
    let data = tempfile::tempdir().unwrap();
    let running = Running::start(program(data.path()).args(["--bind", "127.0.0.1:0"]).stderr(Stdio::piped()));
    let lines = &running.printed;
    let links: Vec<&String> = lines.iter().filter(|line| line.contains("http://")).collect();
    assert_eq!(links.len(), 1);
    let link = links[0].split_once("http://127.0.0.1:").unwrap().1;
    let (port, token) = link.split_once("/sign-in?token=").unwrap();
    assert!(port.parse::<u16>().unwrap() > 0 && token.len() >= 32);
    let folder = data.path().canonicalize().unwrap().display().to_string();
    assert!(lines[0].contains(&folder) && lines[1].contains(&format!("{folder}/outbox")), "{lines:?}");

    let second = run(data.path(), &["serve", "--bind", "127.0.0.1:0"]);
    assert!(!second.status.success() && err(&second).contains("another usher-host is running"), "{}", err(&second));
    let new_link = out(&run(data.path(), &["sign-in"]));
    assert!(new_link.starts_with(&format!("http://127.0.0.1:{port}/sign-in?token=")), "{new_link}");
}

#[test]
fn an_import_does_what_the_console_does_and_names_each_refused_row() {
    let data = tempfile::tempdir().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/control-hub-users.csv");
    let preview = run(data.path(), &["import", file, "--preview"]);
    assert!(out(&preview).ends_with("would be added: 1991, would be changed: 0, unchanged: 0, refused: 9\n"), "{}", out(&preview));
    let first = run(data.path(), &["import", file, "--added", "2026-10-01"]);
    assert!(first.status.success());
    assert!(out(&first).contains("refused: line 1948, column “User ID/Email (Required)”: line 656 has the same address\n"));
    assert!(out(&first).ends_with("\nadded: 1991, changed: 0, unchanged: 0, refused: 9\n"), "{}", out(&first));
    let second = run(data.path(), &["import", file]);
    assert!(out(&second).ends_with("\nadded: 0, changed: 0, unchanged: 1991, refused: 9\n"), "{}", out(&second));
    assert!(!err(&second).contains('@'), "the log holds no addresses: {}", err(&second));

    let cut = data.path().join("cut.csv");
    std::fs::write(&cut, "Email,App\na@x.example,TRUE\nb@x.example,TR").unwrap();
    let refused = run(data.path(), &["import", cut.to_str().unwrap()]);
    assert!(!refused.status.success() && err(&refused).contains("ends in the middle of line 3"), "{}", err(&refused));
    let missing = run(data.path(), &["import", "nowhere.csv"]);
    assert!(!missing.status.success() && err(&missing).contains("nowhere.csv cannot be read"), "{}", err(&missing));
}

#[test]
fn a_link_for_a_host_that_never_ran_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let refused = run(data.path(), &["sign-in"]);
    assert!(!refused.status.success() && err(&refused).contains("no usher-host has been started"), "{}", err(&refused));
}
