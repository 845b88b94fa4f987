//! Owns what an administrator sets when starting the host, by option or environment.
//! Refuses addresses other than this machine's, with the reason.

use super::{
    bounces::{imap::BounceMailbox, return_path::BounceAddress},
    clock::Clock,
    conformance::options::ConformanceOptions,
    headers::FrameAncestor,
    logs::LogFormat,
    organization_facts::OrganizationFacts,
    public_url::PublicUrl,
    safety::SafetyOptions,
    scim::options::{PullOptions, ScimOptions},
    sending::options::Options,
    store::activity_chain::Link,
    time_zones,
    webex_relay::WebexOptions,
};
use crate::domain::{
    language::{LANGUAGES, Language},
    license::LicensePolicy,
    organization::SingleSignOn,
    time_zone::TimeZone,
    web_address::WebAddress,
};
use axum::http::HeaderValue;
use clap::{Args, Parser, Subcommand};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// Shortest token for other programs, in characters.
const SHORTEST_TOKEN: usize = 16;

/// Usher's host: the console, its API and the sending of mail.
#[derive(Debug, Parser)]
#[command(name = "usher-host", version, about, long_about = None)]
pub struct CommandLine {
    /// What to do; without it, serve.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What every command shares.
    #[command(flatten)]
    pub configuration: Configuration,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the console and its API (the default)
    Serve,
    /// Import people from a CSV file, as the console does
    Import(ImportFile),
    /// Pull people from the SCIM server of --scim-url, as the running host does by itself
    ScimPull(PullOptions),
    /// Print a new one-time sign-in link for the running host
    SignIn,
    /// Print the DNS record by which others check the signatures of --dkim-key
    DkimRecord,
    /// Look after the record of what was done
    #[command(subcommand)]
    Activity(ActivityCommand),
    /// Try which promises of the API a backend keeps, whoever wrote it
    Conformance(ConformanceOptions),
    /// Print the description of the API (OpenAPI 3.1); public/openapi.json is this
    Openapi,
}

/// What to do with the record of what was done.
#[derive(Debug, Subcommand)]
pub enum ActivityCommand {
    /// Find entries that were changed, put in or taken away past the host; also while it runs
    Verify {
        /// A newest link that was printed earlier and noted elsewhere: 64 hexadecimal digits
        #[arg(long, value_parser = link)]
        noted: Option<Link>,
    },
}

/// A file to import.
#[derive(Debug, Args)]
pub struct ImportFile {
    /// The CSV file
    pub file: PathBuf,
    /// The day on which the people were added, where the file does not say: 2026-11-22
    #[arg(long)]
    pub added: Option<String>,
    /// Treat people who are new as newly added: while automatic activation emails are on, they are mailed
    #[arg(long)]
    pub newly_added: bool,
    /// Say what would happen, and change nothing
    #[arg(long)]
    pub preview: bool,
}

/// What every command shares.
#[derive(Debug, Args)]
pub struct Configuration {
    /// Address to answer on; this machine alone
    #[arg(long, global = true, env = "USHER_BIND", default_value = "127.0.0.1:8080", value_parser = loopback)]
    pub bind: SocketAddr,
    /// Folder of the database, the outbox and what is being imported
    #[arg(long, global = true, env = "USHER_DATA", default_value = "./data")]
    pub data: PathBuf,
    /// PostgreSQL database that several hosts can share, postgres://user:password@host/name; without it a file of SQLite in
    /// the data folder
    #[arg(long, global = true, env = "USHER_DATABASE_URL", hide_env_values = true, value_name = "postgres://…")]
    pub database_url: Option<String>,
    /// Folder of the built console
    #[arg(long, global = true, env = "USHER_DIST", default_value = "./dist")]
    pub dist: PathBuf,
    /// Mail relay, smtps://user:password@host:port; without it mail goes into the outbox folder
    #[arg(long, global = true, env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The https address under which people reach this host from elsewhere: with it, reminders carry a link that declines
    /// them by one click. A proxy there hands on what lies below /unsubscribe/, and nothing else
    #[arg(long, global = true, env = "USHER_PUBLIC_URL", value_name = "https://HOST", value_parser = public_url)]
    pub public_url: Option<PublicUrl>,
    /// From where notifications of undeliverable mail are read
    #[command(flatten)]
    pub bounces: BounceOptions,
    /// From which directory people are pulled.
    #[command(flatten)]
    pub scim: ScimOptions,
    /// Name of the organization, as its people know it
    #[arg(long, global = true, env = "ORGANIZATION_NAME", default_value = "Your organization")]
    pub organization_name: String,
    /// Language for people whose own is unknown or has no template
    #[arg(long, global = true, env = "ORGANIZATION_LANGUAGE", default_value = "en", value_parser = language)]
    pub organization_language: Language,
    /// Which licenses make a person newly added: free-and-paid or paid-only
    #[arg(long, global = true, env = "LICENSE_POLICY", default_value = "free-and-paid", value_parser = license_policy)]
    pub license_policy: LicensePolicy,
    /// Whether people sign in through the company: on, off or unknown
    #[arg(long, global = true, env = "SINGLE_SIGN_ON", default_value = "unknown", value_parser = single_sign_on)]
    pub single_sign_on: SingleSignOn,
    /// The end-user portal
    #[arg(long, global = true, env = "PORTAL_URL", default_value = "https://settings.webex.com", value_parser = web_address)]
    pub portal_url: WebAddress,
    /// Time zone of the organization, whose days and clocks are meant in rules and timed changes: Europe/Warsaw
    #[arg(long, global = true, env = "ORGANIZATION_TIME_ZONE", default_value = "UTC", value_parser = time_zones::find)]
    pub organization_time_zone: TimeZone,
    /// Who is named in the activity; otherwise the user of this machine
    #[arg(long, global = true, env = "USHER_ADMINISTRATOR")]
    pub administrator: Option<String>,
    /// A file with the time (2026-11-22T12:00:00Z) that stands in for the machine's clock, to rehearse timed changes; it is
    /// read whenever the time is asked for. Nothing can be sent to a mail relay meanwhile
    #[arg(long, global = true, env = "USHER_CLOCK", hide = true, conflicts_with = "smtp_url", value_parser = Clock::in_file)]
    pub clock: Option<Clock>,
    /// Token that other programs send as "Authorization: Bearer" in place of a session
    #[arg(long, global = true, env = "USHER_API_TOKEN", hide_env_values = true, value_parser = api_token)]
    pub api_token: Option<String>,
    /// Origin (scheme, host, port) of a page elsewhere that may call the API with the token; repeatable
    #[arg(long, global = true, env = "USHER_ALLOW_ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub allow_origin: Vec<HeaderValue>,
    /// Origin of a page that may show the console in a frame, or 'self'; repeatable. Without it, none may
    #[arg(long = "frame-ancestor", global = true, env = "USHER_FRAME_ANCESTORS", value_delimiter = ',', value_name = "ORIGIN")]
    pub frame_ancestors: Vec<FrameAncestor>,
    /// How the log is written, to standard error
    #[arg(long, global = true, env = "USHER_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// What holds for every mail and every batch.
    #[command(flatten)]
    pub safety: SafetyOptions,
    /// How the platform's API is reached.
    #[command(flatten)]
    pub webex: WebexOptions,
    /// How mail is sent.
    #[command(flatten)]
    pub sending: Options,
}

/// Where the database is.
pub enum Database<'c> {
    /// A file of SQLite, of this host alone.
    File(PathBuf),
    /// The address of a PostgreSQL database, with the password in it.
    Server(&'c str),
}

/// From where notifications of undeliverable mail are read.
#[derive(Debug, Args)]
pub struct BounceOptions {
    /// The address that notifications of undeliverable mail are sent to, as bounces@example.org: mails leave with
    /// bounces+TOKEN@example.org as their envelope sender, so that mailbox must take what is addressed with a "+"
    #[arg(id = "bounce_address", long = "bounce-address", global = true, env = "USHER_BOUNCE_ADDRESS", value_name = "ADDRESS", value_parser = bounce_address)]
    pub address: Option<BounceAddress>,
    /// A folder in which these notifications lie: .eml files, or a Maildir. They are moved into done/ or unreadable/ below it
    #[arg(
        id = "bounce_folder",
        long = "bounce-folder",
        global = true,
        env = "USHER_BOUNCE_FOLDER",
        value_name = "FOLDER",
        requires = "bounce_address"
    )]
    pub folder: Option<PathBuf>,
    /// The mailbox in which they arrive, imaps://user:password@host/INBOX. They are marked as read there and not deleted
    #[arg(id = "bounce_imap", long = "bounce-imap", global = true, env = "USHER_BOUNCE_IMAP", hide_env_values = true, value_name = "URL", value_parser = bounce_mailbox, requires = "bounce_address")]
    pub mailbox: Option<BounceMailbox>,
}

impl Configuration {
    /// What it says about the organization.
    #[must_use]
    pub fn facts(&self) -> OrganizationFacts {
        OrganizationFacts {
            name: self.organization_name.trim().to_owned(),
            language: self.organization_language,
            license_policy: self.license_policy,
            single_sign_on: self.single_sign_on,
            portal_url: self.portal_url.clone(),
            time_zone: self.organization_time_zone.clone(),
        }
    }

    /// Who is named in the activity.
    #[must_use]
    pub fn administrator(&self) -> String {
        let of_machine = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
        let named = self.administrator.clone().or_else(of_machine).map(|name| name.trim().to_owned());
        named.filter(|name| !name.is_empty()).unwrap_or_else(|| "administrator".into())
    }

    /// The mail relay's address, if one is set.
    #[must_use]
    pub fn relay(&self) -> Option<&str> {
        self.smtp_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
    }

    /// Where "now" comes from.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone().unwrap_or(Clock::System)
    }

    /// Where the database is.
    #[must_use]
    pub fn database(&self) -> Database<'_> {
        match self.database_url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
            Some(address) => Database::Server(address),
            None => Database::File(self.data.join("usher.db")),
        }
    }
}

/// Reads an address and refuses all but this machine's.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address = match text.rsplit_once(':') {
        Some(("localhost", port)) => port.parse().map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)).ok(),
        _ => text.parse().ok(),
    };
    let address: SocketAddr = address.ok_or("is not an address and port such as 127.0.0.1:8080")?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(format!(
        "{} can be reached from other machines, and Usher has no real sign-in yet: whoever reaches it first could mail everybody. \
         Use 127.0.0.1, and for access from elsewhere an SSH tunnel",
        address.ip()
    ))
}

fn language(text: &str) -> Result<Language, String> {
    let tags = || LANGUAGES.iter().map(|facts| facts.tag).collect::<Vec<_>>().join(", ");
    Language::read(text).ok_or_else(|| format!("is not one of {}", tags()))
}

fn license_policy(text: &str) -> Result<LicensePolicy, String> {
    match text {
        "free-and-paid" => Ok(LicensePolicy::FreeAndPaid),
        "paid-only" => Ok(LicensePolicy::PaidOnly),
        _ => Err("is neither free-and-paid nor paid-only".into()),
    }
}

fn single_sign_on(text: &str) -> Result<SingleSignOn, String> {
    match text {
        "on" => Ok(SingleSignOn::On),
        "off" => Ok(SingleSignOn::Off),
        "unknown" => Ok(SingleSignOn::Unknown),
        _ => Err("is none of on, off, unknown".into()),
    }
}

fn web_address(text: &str) -> Result<WebAddress, String> {
    WebAddress::parse(text).map_err(|reason| reason.to_string())
}

fn public_url(text: &str) -> Result<PublicUrl, String> {
    PublicUrl::parse(text).map_err(|reason| reason.to_string())
}

fn bounce_address(text: &str) -> Result<BounceAddress, String> {
    BounceAddress::parse(text).map_err(|reason| reason.to_string())
}

fn bounce_mailbox(text: &str) -> Result<BounceMailbox, String> {
    BounceMailbox::parse(text).map_err(|reason| reason.to_string())
}

fn link(text: &str) -> Result<Link, String> {
    let octet = |at: usize| text.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let octets: Option<Vec<u8>> = if text.len() == 64 { (0..64).step_by(2).map(octet).collect() } else { None };
    octets.and_then(|octets| Link::try_from(octets).ok()).ok_or_else(|| "is not a link of 64 hexadecimal digits".into())
}

/// An origin: scheme, host and perhaps port, without a path.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let bare = text
        .split_once("://")
        .is_some_and(|(scheme, host)| matches!(scheme, "https" | "http") && !host.is_empty() && !host.contains(['/', '*', '@']));
    let value = if bare { HeaderValue::from_str(text).ok() } else { None };
    value.ok_or_else(|| "is not an origin such as https://portal.example.com".into())
}

fn api_token(text: &str) -> Result<String, String> {
    if text.len() >= SHORTEST_TOKEN { Ok(text.to_owned()) } else { Err(format!("has fewer than {SHORTEST_TOKEN} characters")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_may_be_bound() {
        for good in ["127.0.0.1:8080", "127.0.0.1:0", "[::1]:8080", "localhost:8080"] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in ["0.0.0.0:8080", "192.168.1.5:8080", "[::]:8080"] {
            assert!(loopback(bad).unwrap_err().contains("no real sign-in yet"), "{bad}");
        }
        for bad in ["", "8080", "example.com:80", "127.0.0.1"] {
            assert!(loopback(bad).unwrap_err().contains("is not an address"), "{bad}");
        }
    }

    #[test]
    fn options_stand_before_and_after_the_command() {
        let line = CommandLine::try_parse_from([
            "usher-host",
            "--data",
            "d",
            "import",
            "f.csv",
            "--added",
            "2026-01-01",
            "--organization-name",
            "Ours",
        ]);
        let line = line.unwrap();
        assert_eq!((line.configuration.data.to_str(), line.configuration.organization_name.as_str()), (Some("d"), "Ours"));
        assert!(matches!(line.command, Some(Command::Import(ImportFile { newly_added: false, preview: false, .. }))));
    }
}
