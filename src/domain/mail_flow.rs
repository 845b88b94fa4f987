//! Owns the counts of the mail flow: how many people stand where.
//! Refuses to decide and to go through the directory, which `survey` does.

use super::{
    mail_history::UserRecord,
    organization::Organization,
    user::{AccountStatus, Activation},
};

/// How many people stand where: added → activation email → waiting → reminder → signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MailFlow {
    /// People whom activation email concerns or concerned: a license that counts, not deactivated.
    pub added: u64,
    /// Of them, those to whom this backend sent an activation email.
    pub mailed: u64,
    /// Of them, those who have not signed in yet.
    pub waiting: u64,
    /// Of those waiting, those who got a reminder.
    pub reminded: u64,
    /// Of them, those who signed in.
    pub signed_in: u64,
    /// Of them, those of whom the directory does not say.
    pub unknown: u64,
    /// Waiting people to whom the next automatic email would go.
    pub open: u64,
    /// Waiting people from whom a rule or the setting holds it back.
    pub held_back: u64,
}

impl MailFlow {
    /// Counts a person, of whom it is known whether the next automatic email goes to them; nothing where none is for them.
    pub(super) fn add(&mut self, organization: &Organization, record: &UserRecord, goes: Option<bool>) {
        if !organization.counts_a_license_of(&record.user) || record.user.account_status == AccountStatus::Deactivated {
            return;
        }
        self.added += 1;
        self.mailed += u64::from(record.mail.activation_sent.is_some());
        match record.user.activation {
            Activation::Activated { .. } => self.signed_in += 1,
            Activation::Unknown => self.unknown += 1,
            Activation::NotActivated => {
                self.waiting += 1;
                self.reminded += u64::from(record.mail.reminders_sent > 0);
                self.open += u64::from(goes == Some(true));
                self.held_back += u64::from(goes == Some(false));
            }
        }
    }
}
