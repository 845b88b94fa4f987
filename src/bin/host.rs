//! The host's entry: reads the command line, sets up the log, and does what was asked. Everything else is in `usher::host`.

use clap::Parser;
use std::process::ExitCode;
use usher::host::{command, configuration::CommandLine, logs};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    logs::begin(line.configuration.log_format);
    match command::run(line).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usher-host: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
