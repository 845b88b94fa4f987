//! Owns what is said on the command line about a trial.
//! Refuses addresses by which a token could be read on the way.

use crate::host::outward::keeps_secrets;
use clap::Args;
use std::path::PathBuf;
use url::Url;

/// Which backend is tried, and how far.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Without --writes nothing is changed: people, settings, templates, batches and activity are read, and plans are made.

With --writes it changes the email settings and puts them back; adds a template (it stays), notes and contacts (they are removed
and taken back), and starts send batches: all but one are put off by two days and cancelled, and one is sent to at most three
people. So it writes only to a backend that says that its mail goes into an outbox, nowhere, or to a test address alone, and
nothing changes that. Try it on a copy.

Ends with 0 where no promise was found broken, 1 where one was, 2 where nothing could be tried.")]
pub struct ConformanceOptions {
    /// Where the backend is: what stands before /api/v1, such as `https://backend.example.com/usher`
    #[arg(long, value_name = "URL", value_parser = base)]
    pub base: String,
    /// A command that prints the bearer token; run again where the token is refused
    #[arg(long, value_name = "COMMAND", conflicts_with = "token_file")]
    pub token_command: Option<String>,
    /// A file that holds the bearer token
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Print JSON: stable identifiers, one outcome each
    #[arg(long)]
    pub json: bool,
    /// Try also what writes: it starts batches, and needs a backend whose mail does not go to people
    #[arg(long)]
    pub writes: bool,
}

/// Reads where a backend is; without a slash at the end.
///
/// # Errors
/// What is wrong with it.
pub fn base(text: &str) -> Result<String, String> {
    let wrong = || "is not an address such as https://backend.example.com".to_owned();
    let url = Url::parse(text).map_err(|_| wrong())?;
    let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    match (bare, keeps_secrets(&url), url.scheme()) {
        (true, true, _) => {}
        (true, false, "http") => return Err("begins with http: others could read the token and the people; use https".into()),
        _ => return Err(wrong()),
    }
    Ok(text.trim_end_matches('/').trim_end_matches("/api/v1").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_keep_a_token_secret_are_tried() {
        for (good, read) in [
            ("https://a.example/usher/", "https://a.example/usher"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:80/", "http://[::1]:80"),
            ("https://a.example/api/v1", "https://a.example"),
        ] {
            assert_eq!(base(good).as_deref(), Ok(read));
        }
        for bad in ["http://a.example", "http://10.0.0.1", "ftp://a.example", "a.example", "https://u:p@a.example", "https://a.example?x"] {
            assert!(base(bad).is_err(), "{bad}");
        }
    }
}
