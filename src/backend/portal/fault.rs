//! Owns what a portal's method can do wrong, and what of it the administrator is told.
//! Refuses to say that nothing happened where nobody knows: after a write that did not end well, the same is tried again.

use super::Failure;
use wasm_bindgen::JsValue;
use web_sys::console;

/// Longest part of a portal's own words that is shown, in characters.
const LONGEST: usize = 200;

/// What a method did wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// What was handed over is no object.
    NoObject,
    /// There is no such method.
    Missing,
    /// It threw, or its promise was rejected, without a problem document.
    Threw(String),
    /// It did not answer in time.
    Hung {
        /// How many seconds it had.
        seconds: u64,
    },
    /// What it answered cannot be read.
    Nonsense(String),
}

impl Fault {
    /// It threw this.
    pub fn threw(thrown: &JsValue) -> Self {
        let message = js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|message| message.as_string());
        let words = message.or_else(|| thrown.as_string()).unwrap_or_else(|| "without a reason".into());
        Self::Threw(words.chars().filter(|c| !c.is_control()).take(LONGEST).collect())
    }

    /// It answered JSON of another shape. What it says may be about people; where it stands is enough.
    pub fn nonsense(reason: &serde_json::Error) -> Self {
        Self::Nonsense(format!("not of the right shape, near character {} of its JSON", reason.column()))
    }

    /// Tells the portal's developers in full, and gives what the administrator can do.
    pub fn told(self, name: &str) -> Failure {
        let method = camel_case(name);
        let what = match &self {
            Self::NoObject => "what the portal handed over as its backend is no object".to_owned(),
            Self::Missing => format!("the portal's backend has no method {method}()"),
            Self::Threw(words) => format!("the portal's {method}() failed: {words}"),
            Self::Hung { seconds } => format!("the portal's {method}() did not answer within {seconds} seconds"),
            Self::Nonsense(why) => format!("the portal's {method}() answered what cannot be understood: {why}"),
        };
        console::error_1(&format!("usher: {what}").into());
        match self {
            // Nothing is a backend that cannot say what it can do.
            Self::Missing if name != "capabilities" => Failure::Unsupported,
            Self::Threw(_) | Self::Hung { .. } | Self::Nonsense(_) if writes(name) => Failure::Unreachable,
            Self::NoObject | Self::Missing | Self::Threw(_) | Self::Hung { .. } | Self::Nonsense(_) => Failure::Refused { detail: what },
        }
    }
}

/// Whether a use case changes anything: then nobody knows what became of it, and it is tried again with the same key or version.
fn writes(name: &str) -> bool {
    const WRITES: &[&str] =
        &["save_", "clear_", "add_", "remove_", "restore_", "withdraw_", "create_", "publish_", "send_", "start_", "control_", "import_"];
    WRITES.iter().any(|begin| name.starts_with(begin))
}

/// `email_settings` as `emailSettings`.
pub fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        match letter {
            '_' => upper = true,
            letter if upper => {
                camel.push(letter.to_ascii_uppercase());
                upper = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_named_in_camel_case_and_writes_are_known() {
        assert_eq!(camel_case("save_email_settings"), "saveEmailSettings");
        assert_eq!(camel_case("users"), "users");
        for write in ["save_template", "start_batch", "control_batch", "send_test_mail", "clear_undeliverable", "import_users"] {
            assert!(writes(write), "{write}");
        }
        for read in ["users", "batch", "batches_of", "composed_message", "plan_batch", "template_versions", "activity_actors"] {
            assert!(!writes(read), "{read}");
        }
    }
}
