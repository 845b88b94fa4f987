//! Owns the switch: read before it is written, and compared with what the platform answers.
//! Refuses settings that the platform does not keep; they would be lost without a word.

use super::Webex;
use crate::api::{
    payload::{UserDecisions, VersionedSettings},
    problem::{Problem, ProblemCode},
    webex::{
        request::Request,
        setting::{WireSetting, version},
    },
};
use crate::backend::Failure;
use crate::domain::{
    explain::explain,
    readiness::ReadinessFacts,
    settings::{EmailSettings, SettingsDraft, Switch},
    settings_update::Circumstances,
    user::UserId,
};

impl Webex {
    async fn read_switch(&self) -> Result<Switch, Failure> {
        let id = self.organization_id().await?;
        Ok(self.call(&Request::switch(&id)).await?.read::<WireSetting>()?.switch()?)
    }

    /// The platform explains nothing. What it keeps is the switch, and with that the same rules judge as everywhere.
    pub(super) async fn explain_decisions(&self, id: &UserId) -> Result<UserDecisions, Failure> {
        let (_, user) = self.read_person(id).await?;
        let (organization, switch, at) = (self.read_organization().await?, self.read_switch().await?, (self.clock)());
        Ok(UserDecisions { at, decisions: explain(&organization, &settings(switch), &user, at) })
    }

    pub(super) async fn read_settings(&self) -> Result<VersionedSettings, Failure> {
        Ok(versioned(self.read_switch().await?))
    }

    /// The platform has no version: between the reading and the writing somebody else may still come, and then the answer tells.
    pub(super) async fn write_settings(&self, read_as: u64, draft: &SettingsDraft) -> Result<VersionedSettings, Failure> {
        let organization = self.read_organization().await?;
        let now = self.read_switch().await?;
        if version(now) != read_as {
            return Err(Failure::Stale);
        }
        let circumstances = Circumstances { organization: &organization, facts: &ReadinessFacts::default(), now: (self.clock)() };
        let update = settings(now).update(draft, circumstances);
        let (wanted, _) = update.map_err(|problems| Failure::from(Problem::of_settings(&problems)))?;
        if wanted != settings(wanted.automatic_activation_emails) {
            return Err(beside_the_switch());
        }
        let wanted = wanted.automatic_activation_emails;
        if wanted == now {
            return Ok(versioned(now));
        }
        let id = self.organization_id().await?;
        let after = self.call(&Request::set_switch(&id, wanted)).await?.read::<WireSetting>()?.switch()?;
        if after == wanted { Ok(versioned(after)) } else { Err(Failure::Stale) }
    }
}

fn settings(switch: Switch) -> EmailSettings {
    EmailSettings { automatic_activation_emails: switch, ..EmailSettings::default() }
}

fn versioned(switch: Switch) -> VersionedSettings {
    VersionedSettings { version: version(switch), settings: settings(switch).draft(), changed_at: None, changed_by: None }
}

fn beside_the_switch() -> Failure {
    let detail = "The platform keeps whether automatic activation emails are on, and nothing else: remove rules, sender, follow-up and \
                  the day on which they return.";
    Problem::new(ProblemCode::Invalid, detail).into()
}
