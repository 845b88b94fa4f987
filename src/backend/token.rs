//! Owns where a call's token comes from: nowhere, fixed, or from whoever holds the sign-in and gives one when asked.
//! Refuses to keep one that was given: it is asked for with every call, and once more where it is not taken.

use super::Failure;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Status of an answer to a token that is not taken (RFC 9110, 15.5.2).
const UNAUTHORIZED: u16 = 401;

/// A token, or none.
#[derive(Clone, Debug, Default)]
pub(super) enum Token {
    /// The session's cookie is enough.
    #[default]
    None,
    /// Always the same.
    Fixed(String),
    /// Asked for.
    Asked(TokenSource),
}

/// A function of whoever holds the sign-in: called with whether the last token was not taken, it promises a token.
#[derive(Clone, Debug)]
pub struct TokenSource(Function);

/// Why a token is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Asking {
    /// A call is to be made.
    First,
    /// The backend did not take the token that was given.
    NotTaken,
}

impl TokenSource {
    /// Asks this function.
    #[must_use]
    pub fn new(ask: Function) -> Self {
        Self(ask)
    }
}

impl Token {
    /// Calls with the token, and once more with another, where the answer's status says that the first is not taken and another
    /// may be.
    pub(super) async fn call<T>(
        &self,
        status: impl Fn(&T) -> u16,
        mut call: impl AsyncFnMut(Option<&str>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let answer = call(self.read(Asking::First).await?.as_deref()).await?;
        match self {
            Self::Asked(_) if status(&answer) == UNAUTHORIZED => call(self.read(Asking::NotTaken).await?.as_deref()).await,
            Self::Asked(_) | Self::None | Self::Fixed(_) => Ok(answer),
        }
    }

    async fn read(&self, asking: Asking) -> Result<Option<String>, Failure> {
        let source = match self {
            Self::None => return Ok(None),
            Self::Fixed(token) => return Ok(Some(token.clone())),
            Self::Asked(TokenSource(source)) => source,
        };
        let asked = source.call1(&JsValue::NULL, &JsValue::from_bool(asking == Asking::NotTaken));
        let promised = asked.ok().and_then(|asked| asked.dyn_into::<Promise>().ok()).ok_or(Failure::SignInNeeded)?;
        let given = JsFuture::from(promised).await.ok().and_then(|given| given.as_string());
        given.map(Some).ok_or(Failure::SignInNeeded)
    }
}
