//! Owns the commands of the command line, each through the same code as the console.
//! Refuses to be silent: what was refused is printed with line, column and reason.

use super::{
    clock::Clock,
    configuration::{ActivityCommand, Command, CommandLine, Configuration, ImportFile},
    conformance::{examine, options::ConformanceOptions},
    import::{Importer, import},
    routes::openapi,
    scim::{
        apply::Purpose,
        options::PullOptions,
        pull::{Pulling, pull},
    },
    secret::hex,
    serve::{HostError, open_store, serve},
    sign_in::new_link,
    store::{self, StoreError, activity_chain::Link},
};
use crate::api::payload::{ImportQuery, ImportReport, NotReady};
use std::io::{self, Write};

/// Does what the command line says.
///
/// # Errors
/// [`HostError`]
pub async fn run(line: CommandLine) -> Result<(), HostError> {
    let configuration = &line.configuration;
    match line.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(configuration).await,
        Command::Import(file) => import_file(configuration, &file).await,
        Command::ScimPull(options) => scim_pull(configuration, options).await,
        Command::SignIn => sign_in(configuration).await,
        Command::DkimRecord => Ok(write!(io::stdout().lock(), "{}", configuration.safety.dkim_record()?)?),
        Command::Activity(ActivityCommand::Verify { noted }) => verify_activity(configuration, noted.as_ref()).await,
        Command::Conformance(options) => conform(&options, &configuration.clock()).await,
        Command::Openapi => Ok(io::stdout().lock().write_all(openapi::document_text()?.as_bytes())?),
    }
}

async fn conform(options: &ConformanceOptions, clock: &Clock) -> Result<(), HostError> {
    let report = examine(options, clock).await?;
    let mut out = io::stdout().lock();
    if options.json {
        writeln!(out, "{:#}", report.json())?
    } else {
        write!(out, "{report}")?
    }
    match report.broken().len() {
        0 => Ok(()),
        broken => Err(HostError::PromisesBroken { broken }),
    }
}

async fn import_file(configuration: &Configuration, from: &ImportFile) -> Result<(), HostError> {
    let unreadable = |source| HostError::File { file: from.file.display().to_string(), source };
    // Before the data folder is touched.
    tokio::fs::File::open(&from.file).await.map_err(unreadable)?;
    let store = open_store(configuration).await?;
    let (facts, by) = (configuration.facts(), configuration.administrator());
    let added = from.added.as_deref().map(|day| facts.time_zone.read(day)).transpose().map_err(HostError::Added)?;
    let safety = configuration.safety.open()?;
    let importer = Importer { facts: &facts, by: &by, now: configuration.clock().now(), told: usize::MAX, safety: &safety };
    let query = ImportQuery { preview: from.preview, added: added.map(|moment| moment.at), newly_added: from.newly_added, mapping: None };
    let report = import(&store, importer, &from.file, &query).await?;
    store.close().await;
    Ok(print_report(&report, &query)?)
}

async fn scim_pull(configuration: &Configuration, options: PullOptions) -> Result<(), HostError> {
    let source = configuration.scim.source().ok_or(HostError::NoScimServer)?;
    let store = open_store(configuration).await?;
    let (facts, by, safety) = (configuration.facts(), configuration.administrator(), configuration.safety.open()?);
    let importer = Importer { facts: &facts, by: &by, now: configuration.clock().now(), told: usize::MAX, safety: &safety };
    let purpose = if options.preview { Purpose::Preview } else { Purpose::Pull };
    let pulling = Pulling { purpose, full: options.full, newly_added: options.newly_added, unless_after: None };
    let pulled = pull(&store, importer, &source, pulling).await;
    store.close().await;
    match pulled? {
        Some(report) => Ok(report.print(&mut io::stdout().lock())?),
        None => Ok(()),
    }
}

async fn sign_in(configuration: &Configuration) -> Result<(), HostError> {
    let store = open_store(configuration).await?;
    let mut db = store.write().await?;
    let base_url = store::access::base_url(&mut db).await?.ok_or(HostError::NeverStarted)?;
    let link = new_link(&mut db, &base_url, configuration.clock().now()).await?;
    db.commit().await.map_err(StoreError::from)?;
    store.close().await;
    Ok(writeln!(io::stdout().lock(), "{link}")?)
}

async fn verify_activity(configuration: &Configuration, noted: Option<&Link>) -> Result<(), HostError> {
    let store = open_store(configuration).await?;
    let mut db = store.snapshot().await?;
    let findings = store::activity_chain::verify(&mut db, noted).await?;
    drop(db);
    store.close().await;
    let mut out = io::stdout().lock();
    for fault in &findings.faults {
        writeln!(out, "{fault}")?;
    }
    if findings.older > 0 {
        writeln!(out, "entries from before there was a chain, of which nothing can be said: {}", findings.older)?;
    }
    if let Some(newest) = findings.newest {
        writeln!(out, "newest link, to note elsewhere: {}", hex(&newest))?;
    }
    if findings.faults.is_empty() {
        Ok(writeln!(out, "entries that are as they were written: {}", findings.chained)?)
    } else {
        Err(HostError::ActivityTampered { faults: findings.faults.len() })
    }
}

fn print_report(report: &ImportReport, query: &ImportQuery) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for row in &report.refused {
        let column = if row.column.is_empty() { String::new() } else { format!(", column “{}”", row.column) };
        writeln!(out, "refused: line {}{column}: {}", row.line, row.reason)?;
    }
    if !report.unknown_columns.is_empty() {
        writeln!(out, "columns that were not read: {}", report.unknown_columns.join(", "))?;
    }
    for language in &report.unknown_languages {
        writeln!(out, "unknown language “{}”: {}", language.name, language.count)?;
    }
    let verb = if report.preview { "would be " } else { "" };
    writeln!(
        out,
        "{verb}added: {}, {verb}changed: {}, unchanged: {}, refused: {}",
        report.added, report.changed, report.unchanged, report.refused_total
    )?;
    match (&report.batch, report.automatic_emails_blocked) {
        (Some(batch), _) => {
            writeln!(out, "activation emails queued: {} (batch {}); the running host sends them", report.automatic_emails, batch.0)
        }
        (None, Some(NotReady::SenderMissing)) if query.newly_added => {
            writeln!(out, "no activation emails: no sender is set in the email settings")
        }
        (None, Some(NotReady::TemplateMissing)) if query.newly_added => {
            writeln!(out, "no activation emails: no activation template is published")
        }
        (None, _) => Ok(()),
    }
}
