//! The host's entry: reads the command line, sets up the log, and does what was asked. Everything else is in `usher::host`.

use clap::Parser;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use usher::host::{command, configuration::CommandLine};

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,usher=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match command::run(line).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usher-host: {error}");
            ExitCode::FAILURE
        }
    }
}
