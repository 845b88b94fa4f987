//! Owns sending a request to the platform's API, and waiting where the platform asks for it.
//! Refuses to follow a redirect, and to ask anew after an answer got lost: it may have been done.

use super::Webex;
use crate::api::retry_after;
use crate::api::webex::{call::Method, patience::wait, reply::Reply, request::Request};
use crate::backend::Failure;
use gloo_net::http::Request as Fetch;
use js_sys::Promise;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReferrerPolicy, RequestRedirect};

impl Webex {
    /// What the platform answers, once it is not busy any more.
    pub(super) async fn call(&self, request: &Request) -> Result<Reply, Failure> {
        let mut tries = 0;
        let patiently = async |token: Option<&str>| loop {
            let reply = self.once(request, token).await?;
            tries += 1;
            let asked = reply.retry_after.as_deref().and_then(|text| retry_after::read(text, (self.clock)()));
            match wait(tries, asked).filter(|_| reply.is_busy()) {
                Some(pause) => sleep(pause).await,
                None => return Ok(reply),
            }
        };
        self.token.call(|reply| reply.status, patiently).await
    }

    async fn once(&self, request: &Request, token: Option<&str>) -> Result<Reply, Failure> {
        let url = format!("{}{}", self.base, request.path);
        let fetch = match request.method {
            Method::Get => Fetch::get(&url),
            Method::Post => Fetch::post(&url),
        };
        let fetch = fetch.redirect(RequestRedirect::Manual).referrer_policy(ReferrerPolicy::NoReferrer);
        let fetch = fetch.header("Accept", "application/json");
        let fetch = match token {
            Some(token) => fetch.header("Authorization", &format!("Bearer {token}")),
            None => fetch,
        };
        let sent = match &request.body {
            Some(body) => {
                fetch.header("Content-Type", "application/json").body(body.clone()).map_err(|_| Failure::Unreachable)?.send().await
            }
            None => fetch.send().await,
        };
        let response = sent.map_err(|_| Failure::Unreachable)?;
        let header = |name: &str| response.headers().get(name);
        let (status, retry_after, link) = (response.status(), header("retry-after"), header("link"));
        // A page that breaks off half-way is no page.
        let body = response.text().await.map_err(|_| Failure::Unreachable)?;
        Ok(Reply { status, retry_after, link, body })
    }
}

async fn sleep(pause: Duration) {
    let pause = i32::try_from(pause.as_millis()).unwrap_or(i32::MAX);
    let turn = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            // Fails only without a window, and then nobody waits.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, pause);
        }
    });
    // A timer never refuses.
    let _ = JsFuture::from(turn).await;
}
