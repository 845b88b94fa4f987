//! Owns the bearer token of a trial: from a file, or from a command that is run again where the token is refused.
//! Refuses to print it, and to wait for a command that does not end.

use super::{options::ConformanceOptions, trial::NotTried};
use std::{path::PathBuf, process::Stdio, time::Duration};
use tokio::process::Command;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest token, in octets.
const LONGEST: usize = 16 * 1024;

/// Where the token comes from.
#[derive(Clone, Debug)]
pub enum TokenSource {
    /// Nobody gave one.
    None,
    /// A file.
    File(PathBuf),
    /// A command for the shell.
    Command(String),
}

impl From<&ConformanceOptions> for TokenSource {
    fn from(options: &ConformanceOptions) -> Self {
        match (&options.token_command, &options.token_file) {
            (Some(command), _) => Self::Command(command.clone()),
            (None, Some(file)) => Self::File(file.clone()),
            (None, None) => Self::None,
        }
    }
}

impl TokenSource {
    /// Whether asking again may give another token.
    pub fn may_change(&self) -> bool {
        match self {
            Self::Command(_) => true,
            Self::None | Self::File(_) => false,
        }
    }

    /// The token, where there is one.
    ///
    /// # Errors
    /// [`NotTried`]: what is missing.
    pub async fn read(&self) -> Result<Option<String>, NotTried> {
        let text = match self {
            Self::None => return Ok(None),
            Self::File(file) => tokio::fs::read_to_string(file)
                .await
                .map_err(|reason| NotTried::Token(format!("{} cannot be read: {reason}", file.display())))?,
            Self::Command(command) => run(command).await?,
        };
        let token = text.trim();
        let fits = !token.is_empty() && token.len() <= LONGEST && token.bytes().all(|octet| octet.is_ascii_graphic());
        if fits { Ok(Some(token.to_owned())) } else { Err(NotTried::Token("what was given is no token in one line".into())) }
    }
}

async fn run(command: &str) -> Result<String, NotTried> {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    let ended = tokio::time::timeout(PATIENCE, shell.output()).await;
    let output = ended
        .map_err(|_| NotTried::Token(format!("the command did not end within {} seconds", PATIENCE.as_secs())))?
        .map_err(|reason| NotTried::Token(format!("the command cannot be run: {reason}")))?;
    if !output.status.success() {
        return Err(NotTried::Token(format!("the command failed ({})", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| NotTried::Token("the command printed no text".into()))
}
