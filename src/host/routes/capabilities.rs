//! Owns the answer to "what can this backend do".
//! Refuses per-person answers; everybody who is signed in may do everything.

use crate::{
    api::{
        payload::{Ability, Capabilities},
        routes::{CAPABILITIES, LARGEST_COLUMNS, LARGEST_PAGE},
    },
    domain::batch::COOLDOWN_HOURS,
    host::{state::Host, webex_relay::PREFIX},
};
use axum::{Json, extract::State};
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Arc<Host>> {
    OpenApiRouter::new().routes(routes!(capabilities))
}

/// What this backend can do
#[utoipa::path(get, path = CAPABILITIES, tag = "organization", responses((status = 200, description = "What it can do", body = Capabilities)))]
async fn capabilities(State(host): State<Arc<Host>>) -> Json<Capabilities> {
    Json(Capabilities {
        backend: concat!("usher-host ", env!("CARGO_PKG_VERSION")).into(),
        mail: host.mailer.route(),
        import: Ability::Available,
        target_users: Ability::Available,
        custom_content: Ability::Available,
        composed_messages: Ability::Available,
        cooldown_hours: u32::try_from(COOLDOWN_HOURS).unwrap_or_default(),
        largest_page: LARGEST_PAGE,
        changed_since: Ability::Available,
        batch_events: Ability::Available,
        people_columns: Some(LARGEST_COLUMNS),
        bounces: host.bounces.reading(),
        batch_ceiling: host.safety.ceiling,
        test_only_to: host.safety.outgoing.test_address().map(|address| address.as_str().to_owned()),
        platform_resend: if host.webex.is_some() { Ability::Available } else { Ability::Unavailable },
        platform_relay: host.webex.as_ref().map(|_| PREFIX.to_owned()),
        email_rules: Ability::Available,
        delivery_outcomes: Ability::Available,
        notes: Ability::Available,
    })
}
