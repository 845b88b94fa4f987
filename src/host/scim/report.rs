//! Owns what came of a pull, and telling it on the command line.
//! Refuses addresses: people are named by the server's identifiers.

use super::read::Scope;
use crate::domain::{batch::BatchId, not_ready::NotReady, scim::refusal::ScimRefusal};
use std::io::{self, Write};

/// What came of a pull, or would.
#[derive(Debug)]
pub struct PullReport {
    /// Nothing was changed.
    pub preview: bool,
    /// Who was asked for; nothing where every page was as it had been.
    pub scope: Option<Scope>,
    /// New people.
    pub added: u64,
    /// Changed people.
    pub changed: u64,
    /// People who stay as they are.
    pub unchanged: u64,
    /// People whom the server has no more, where everybody came.
    pub gone: Option<u64>,
    /// Resources that came on more than one page; the last one counts.
    pub duplicates: u64,
    /// Refused resources, the first ones.
    pub refused: Vec<ScimRefusal>,
    /// How many were refused.
    pub refused_total: u64,
    /// Languages that are not known here, with how many people have them.
    pub unknown_languages: Vec<(String, u64)>,
    /// The server describes its schemas, and the attribute of licenses is not among them.
    pub licenses_unknown: bool,
    /// New people to whom an automatic activation email goes, if mail is asked for.
    pub automatic_emails: u64,
    /// What keeps them from it.
    pub blocked: Option<NotReady>,
    /// Whether mail was asked for.
    pub newly_added: bool,
    /// The batch that mails them.
    pub batch: Option<BatchId>,
}

impl PullReport {
    /// Tells it.
    ///
    /// # Errors
    /// When nobody reads.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        for refusal in &self.refused {
            writeln!(out, "refused: {}: {}", refusal.resource, refusal.reason)?;
        }
        for (language, count) in &self.unknown_languages {
            writeln!(out, "unknown language “{language}”: {count}")?;
        }
        if self.licenses_unknown {
            writeln!(out, "the server does not describe the attribute of --scim-licenses: licenses are not told by it")?;
        }
        if self.duplicates > 0 {
            writeln!(out, "came more than once, the last counts: {}", self.duplicates)?;
        }
        match self.scope {
            Some(Scope::Everybody) => writeln!(out, "read: everybody")?,
            Some(Scope::ChangedSince(since)) => writeln!(out, "read: who changed since {}", String::from(since))?,
            None => writeln!(out, "read: nothing, every page is as it was")?,
        }
        let verb = if self.preview { "would be " } else { "" };
        let (added, changed, unchanged, refused) = (self.added, self.changed, self.unchanged, self.refused_total);
        writeln!(out, "{verb}added: {added}, {verb}changed: {changed}, unchanged: {unchanged}, refused: {refused}")?;
        match self.gone {
            Some(gone) => writeln!(out, "no longer there, kept as they are: {gone}")?,
            None => writeln!(out, "no longer there: not known before everybody is read again")?,
        }
        self.print_mail(out)
    }

    fn print_mail(&self, out: &mut impl Write) -> io::Result<()> {
        let count = self.automatic_emails;
        match (&self.batch, self.newly_added, self.blocked) {
            (Some(batch), _, _) => writeln!(out, "activation emails queued: {count} (batch {}); the running host sends them", batch.0),
            (None, true, _) if count == 0 => writeln!(out, "no activation emails: nobody new is to get one"),
            (None, true, Some(NotReady::SenderMissing)) => writeln!(out, "no activation emails: no sender is set in the email settings"),
            (None, true, Some(NotReady::TemplateMissing)) => writeln!(out, "no activation emails: no activation template is published"),
            (None, true, None) => writeln!(out, "activation emails that would be queued: {count}"),
            (None, false, _) => writeln!(out, "no activation emails: that is asked for with --newly-added, and would be {count}"),
        }
    }
}
