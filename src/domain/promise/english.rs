//! Owns the English wording of promises.
//! Refuses how it is found, which is in `by_words`.

use super::{
    by_words::WordRules,
    pair::{Index, Pair, pair},
};
use std::sync::LazyLock;

pub(super) static RULES: LazyLock<WordRules> = LazyLock::new(|| WordRules {
    index: Index::of(PAIRS),
    stop: "by via with through from per using",
    guard: "no not never without nor neither nobody don't doesn't didn't won't needn't cannot can't already none",
    unguard: "forget wait hesitate yet",
    need: "needed required necessary",
});

const PAIRS: &[Pair] = &[
    pair(
        "verify verifies verifying confirm confirms confirming validate validating authenticate",
        "email emails e-mail e-mails address addresses mailbox account identity registration",
        4,
    ),
    pair("verification confirmation validation", "link* url email* e-mail* mail code* message* button*", 2),
    pair("link url button code", "verify verifying verification confirmation validate validation", 3),
    pair("email e-mail address mailbox account identity", "verified confirmed validated", 4),
    pair(
        "set setting create creating choose choosing pick reset resetting define generate get receive obtain send sends sending \
         sent mail temporary initial one-time new default starter preset assigned",
        "password* passcode* passphrase*",
        4,
    ),
    pair(
        "password* passcode* passphrase*",
        "below attached enclosed follows temporary link reset is: sent mailed emailed generated assigned",
        3,
    ),
    pair("the your temporary initial", "password: passcode:", 1),
];

#[cfg(test)]
mod tests {
    use super::super::{
        super::language::Language,
        tests::{assert_entries, assert_wording},
    };
    use super::*;

    const PROMISES: &[&str] = &[
        "Please verify your email address to begin.",
        "Click the verification link below.",
        "Use this link to verify your account.",
        "Your address must be verified before you can sign in.",
        "Create a password now",
        "Set up a new password to get started",
        "Choose your new password:",
        "Your temporary password is 1234",
        "Your password will be sent in a separate message.",
        "Your password: Welcome-2026",
        "We have sent you a one-time passcode.",
        "If you have not signed in yet, confirm your identity first.",
    ];

    const HONEST: &[&str] = &[
        "Sign in with your company password as you do every day.",
        "We never ask for your password.",
        "Confirm the meeting with your team.",
        "You do not need to create a password.",
        "This email contains no verification link.",
        "Set your picture. Password questions go to the help desk.",
        "Confirm your attendance by email.",
        "Choose “Sign in” and enter your work address.",
        "Our help desk gets you going again if you forgot your company password.",
    ];

    #[test]
    fn promises_are_found_and_honest_wording_is_left_alone() {
        assert_wording(Language::English, PROMISES, HONEST);
    }

    #[test]
    fn entries_are_written_as_texts_are_read() {
        assert_entries(PAIRS, &[RULES.stop, RULES.guard, RULES.unguard, RULES.need]);
    }
}
