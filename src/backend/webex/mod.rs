//! Owns the platform's public API as a backend: the switch, the people, the licenses, and its own resend for everybody.
//! Refuses what the API has no call for: single people, texts, what came of a mail. Its capabilities say so.

mod free_licenses;
mod settings;
mod transport;

use super::{Answer, Backend, Failure, Remote, TokenSource, at_once, token::Token};
use crate::api::{
    payload::{Ability, BounceReading, Capabilities, MailRoute, UserDecisions, UserPage, UserTimeline, VersionedSettings},
    webex::{
        call::Call,
        lists::{WireLicenses, WireOrganization},
        person::{WirePeople, WirePerson},
        reply::Refusal,
        request::{PEOPLE, Request},
        resend::{ResendError, ResendJob, WireErrors, WireJob},
        room::WireRoom,
    },
};
use crate::domain::{
    ceiling::Ceiling,
    language::Language,
    license::{LicenseId, LicensePolicy, Price},
    mail_history::{MailHistory, UserRecord},
    organization::{Organization, SingleSignOn},
    readiness::ReadinessFacts,
    settings::SettingsDraft,
    time_zone::TimeZone,
    timestamp::Timestamp,
    user::{DirectoryUser, UserId},
    web_address::WebAddress,
};
use std::sync::{Arc, Mutex, PoisonError};

/// Hours during which the platform does not mail the same person again.
const COOLDOWN: u32 = 24;
/// Where people choose what they get from the platform.
const PORTAL: &str = "https://settings.webex.com";

/// The platform's API.
pub struct Webex {
    base: String,
    token: Token,
    clock: fn() -> Timestamp,
    /// When the console first asked; people whose day is not known were seen then.
    started: Timestamp,
    /// The organization of the token, once it is known.
    organization: Mutex<Option<String>>,
}

/// A page of what went wrong with whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResendErrors {
    /// The errors.
    pub errors: Vec<ResendError>,
    /// Where the next page begins; nothing after the last.
    pub next: Option<String>,
}

impl std::fmt::Debug for Webex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webex").field("base", &self.base).finish_non_exhaustive()
    }
}

impl From<Webex> for Backend {
    fn from(webex: Webex) -> Self {
        Self::Remote(Arc::new(webex))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Token => Self::SignInNeeded,
            Refusal::NotFound => Self::NotFound,
            Refusal::Unavailable => Self::Unreachable,
            Refusal::NotThePlatform => Self::NotABackend,
            Refusal::Forbidden(_) | Refusal::Conflict(_) | Refusal::Other(_) | Refusal::Busy => {
                Self::Refused { detail: refusal.to_string() }
            }
        }
    }
}

impl Webex {
    /// The API at `base`: `https://webexapis.com/v1` with a source of tokens, or the path of a host's relay without one.
    #[must_use]
    pub fn new(base: impl Into<String>, token: Option<TokenSource>, clock: fn() -> Timestamp) -> Self {
        let token = token.map_or(Token::None, Token::Asked);
        let base = base.into().trim_end_matches('/').to_owned();
        Self { base, token, clock, started: clock(), organization: Mutex::new(None) }
    }

    /// The organization of the token.
    async fn organization_id(&self) -> Result<String, Failure> {
        let known = self.organization.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let me: WirePerson = self.call(&Request::me()).await?.read()?;
        let organization = me.organization().ok_or(Failure::NotABackend)?.to_owned();
        *self.organization.lock().unwrap_or_else(PoisonError::into_inner) = Some(organization.clone());
        Ok(organization)
    }

    async fn read_organization(&self) -> Result<Organization, Failure> {
        let id = self.organization_id().await?;
        let organization: WireOrganization = self.call(&Request::organization(&id)).await?.read()?;
        let licenses: WireLicenses = self.call(&Request::licenses()).await?.read()?;
        Ok(Organization {
            name: organization.display_name.unwrap_or_default(),
            // The platform tells neither.
            language: Language::English,
            time_zone: TimeZone::default(),
            single_sign_on: SingleSignOn::Unknown,
            licenses: licenses.licenses(&free_licenses::of(&id)),
            license_policy: LicensePolicy::FreeAndPaid,
            portal_url: WebAddress::parse(PORTAL).map_err(|_| Failure::NotABackend)?,
        })
    }

    async fn read_people(&self, cursor: Option<&str>, limit: u32) -> Result<UserPage, Failure> {
        let first = || Request::people(limit.clamp(1, PEOPLE));
        let reply = self.call(&cursor.map_or_else(first, Request::next)).await?;
        let people: WirePeople = reply.read()?;
        // Bots and guests are listed too; they are nobody's to mail.
        let users: Vec<UserRecord> = people.items.iter().filter_map(|wire| wire.user(self.started).ok()).map(record).collect();
        let total = users.len() as u64;
        Ok(UserPage { users, next_cursor: reply.next(&self.base, Call::People)?, total, changes_token: None, removed: Vec::new() })
    }

    async fn read_person(&self, id: &UserId) -> Result<(WirePerson, DirectoryUser), Failure> {
        let wire: WirePerson = self.call(&Request::person(&id.0)).await?.read()?;
        let user = wire.user(self.started).map_err(|_| Failure::NotFound)?;
        Ok((wire, user))
    }

    async fn read_timeline(&self, id: &UserId) -> Result<UserTimeline, Failure> {
        let (wire, mut user) = self.read_person(id).await?;
        let room = self.call(&Request::meeting_room(&user.email, wire.site())).await?;
        // Whoever has none gets a refusal, and the person is shown all the same.
        user.meeting_room_url = room.read::<WireRoom>().ok().and_then(|room| room.link());
        Ok(UserTimeline { record: record(user), entries: Vec::new(), undeliverable: None })
    }

    async fn begin_resend(&self) -> Result<ResendJob, Failure> {
        let id = self.organization_id().await?;
        Ok(self.call(&Request::start_resend(&id)).await?.read::<WireJob>()?.into())
    }

    async fn read_resend(&self, job: &str) -> Result<ResendJob, Failure> {
        let id = self.organization_id().await?;
        Ok(self.call(&Request::resend_status(&id, job)).await?.read::<WireJob>()?.into())
    }

    async fn read_resend_errors(&self, job: &str, cursor: Option<&str>) -> Result<ResendErrors, Failure> {
        let id = self.organization_id().await?;
        let reply = self.call(&cursor.map_or_else(|| Request::resend_errors(&id, job), Request::next)).await?;
        Ok(ResendErrors { errors: reply.read::<WireErrors>()?.into(), next: reply.next(&self.base, Call::ResendErrors)? })
    }

    async fn mark(&self, license: &LicenseId, price: Price) -> Result<(), Failure> {
        free_licenses::mark(&self.organization_id().await?, license, price)
    }
}

impl Remote for Webex {
    fn capabilities(&self) -> Answer<'_, Capabilities> {
        at_once(Ok(Capabilities {
            backend: "Webex API v1".into(),
            mail: MailRoute::Platform,
            import: Ability::Unavailable,
            target_users: Ability::Unavailable,
            custom_content: Ability::Unavailable,
            composed_messages: Ability::Unavailable,
            cooldown_hours: COOLDOWN,
            largest_page: PEOPLE,
            changed_since: Ability::Unavailable,
            batch_events: Ability::Unavailable,
            people_columns: None,
            bounces: BounceReading::NotRead,
            batch_ceiling: Ceiling::NONE,
            test_only_to: None,
            platform_resend: Ability::Available,
            platform_relay: None,
            email_rules: Ability::Unavailable,
            delivery_outcomes: Ability::Unavailable,
            notes: Ability::Unavailable,
        }))
    }

    fn organization(&self) -> Answer<'_, Organization> {
        Box::pin(self.read_organization())
    }

    fn email_settings(&self) -> Answer<'_, VersionedSettings> {
        Box::pin(self.read_settings())
    }

    fn save_email_settings<'a>(&'a self, version: u64, draft: &'a SettingsDraft) -> Answer<'a, VersionedSettings> {
        Box::pin(self.write_settings(version, draft))
    }

    /// Nothing of it: the platform has neither templates nor test mails.
    fn readiness(&self) -> Answer<'_, ReadinessFacts> {
        at_once(Ok(ReadinessFacts::default()))
    }

    fn users<'a>(&'a self, cursor: Option<&'a str>, limit: u32) -> Answer<'a, UserPage> {
        Box::pin(self.read_people(cursor, limit))
    }

    fn user_timeline<'a>(&'a self, user: &'a UserId) -> Answer<'a, UserTimeline> {
        Box::pin(self.read_timeline(user))
    }

    fn user_decisions<'a>(&'a self, user: &'a UserId) -> Answer<'a, UserDecisions> {
        Box::pin(self.explain_decisions(user))
    }

    fn start_resend(&self) -> Answer<'_, ResendJob> {
        Box::pin(self.begin_resend())
    }

    fn resend<'a>(&'a self, job: &'a str) -> Answer<'a, ResendJob> {
        Box::pin(self.read_resend(job))
    }

    fn resend_errors<'a>(&'a self, job: &'a str, cursor: Option<&'a str>) -> Answer<'a, ResendErrors> {
        Box::pin(self.read_resend_errors(job, cursor))
    }

    fn mark_license<'a>(&'a self, license: &'a LicenseId, price: Price) -> Answer<'a, ()> {
        Box::pin(self.mark(license, price))
    }
}

fn record(user: DirectoryUser) -> UserRecord {
    UserRecord { user, mail: MailHistory::default() }
}
