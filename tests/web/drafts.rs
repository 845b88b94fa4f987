//! Random drafts of the settings through the browser's own code and through a real host: both accept the same, and find the
//! same wrong with the rest.

use usher::backend::{Backend, Demo, Failure, Http};
use usher::domain::{
    email_kind::EmailKind,
    follow_up::FollowUpDraft,
    readiness::ReadinessFacts,
    rule::{CONDITION_FIELDS, ConditionDraft, RuleAction, RuleDraft, RuleId},
    rule_problems::Severity,
    settings::{EmailSettings, SenderDraft, SettingsDraft, Switch},
    settings_update::{Circumstances, SettingsProblem},
};
use usher::ui::context::now;
use wasm_bindgen_test::wasm_bindgen_test;

/// Drafts of one run.
const DRAFTS: u32 = 250;

#[wasm_bindgen_test]
async fn the_demonstration_accepts_what_the_browser_does() {
    let accepted = judged_alike(Backend::from(Demo::new(now).expect("the demonstration is seeded"))).await;
    assert!((DRAFTS / 10..DRAFTS * 9 / 10).contains(&accepted), "the drafts are neither all good nor all bad: {accepted}");
}

#[wasm_bindgen_test]
async fn the_host_accepts_what_the_browser_does() {
    let (url, token) = (option_env!("USHER_DRAFTS_URL"), option_env!("USHER_CONTRACT_TOKEN"));
    let (url, token) = url.zip(token).expect("`make test` starts a host for this test");
    let accepted = judged_alike(Backend::Http(Http::new(url).with_token(token))).await;
    assert!((DRAFTS / 10..DRAFTS * 9 / 10).contains(&accepted), "the drafts are neither all good nor all bad: {accepted}");
}

/// How many drafts were accepted by both.
async fn judged_alike(backend: Backend) -> u32 {
    let organization = backend.organization().await.expect("organization");
    let licenses: Vec<String> = organization.licenses.iter().map(|license| license.id.0.clone()).collect();
    let mut dice = Dice(js_sys::Date::now() as u64);
    let seed = dice.0;
    let mut accepted = 0;
    for number in 0..DRAFTS {
        let kept = backend.email_settings().await.expect("settings");
        let facts: ReadinessFacts = backend.readiness().await.expect("readiness");
        let draft = dice.draft(&licenses);
        let before = EmailSettings::read_saved(&kept.settings, &organization.time_zone).expect("what was saved can be read");
        let here = before.update(&draft, Circumstances { organization: &organization, facts: &facts, now: now() });
        let there = backend.save_email_settings(kept.version, &draft).await;
        match (here, there) {
            (Ok((settings, _)), Ok(saved)) => {
                assert_eq!(settings.draft(), saved.settings, "seed {seed}, draft {number}: {draft:?}");
                accepted += 1;
            }
            (Err(problems), Err(Failure::Invalid { errors, .. })) => {
                // An answer names what is to be corrected; warnings are for whoever types.
                let errors_here = problems.iter().filter(|problem| problem.severity() == Severity::Error);
                let here: Vec<(String, String)> =
                    errors_here.map(|problem| (SettingsProblem::pointer(problem), problem.to_string())).collect();
                let there: Vec<(String, String)> = errors.into_iter().map(|error| (error.pointer, error.detail)).collect();
                assert_eq!(here, there, "seed {seed}, draft {number}: {draft:?}");
            }
            (here, there) => panic!("seed {seed}, draft {number}: {draft:?}\nhere {here:?}\nthere {there:?}"),
        }
    }
    accepted
}

/// SplitMix64; the seed of a failing run is in its message.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).expect("small")]
    }

    fn text(&mut self, from: &[&str]) -> String {
        (*self.pick(from)).to_owned()
    }

    /// Mostly good, so that whole drafts are good often enough.
    fn mostly(&mut self, good: &[&str], bad: &[&str]) -> String {
        if self.below(40) > 0 { self.text(good) } else { self.text(bad) }
    }

    fn draft(&mut self, licenses: &[String]) -> SettingsDraft {
        let off = self.below(2) == 0;
        let rules = (0..self.below(5)).map(|number| self.rule(number, licenses)).collect();
        SettingsDraft {
            automatic_activation_emails: if off { Switch::Off } else { Switch::On },
            off_until: if off { self.mostly(&["", "", "2099-01-01", "2098-06-01T09:30"], MOMENTS) } else { String::new() },
            rules,
            sender: SenderDraft {
                name: self.mostly(&["IT"], &["", "a\nb"]),
                address: self.mostly(&["it@example.com", "it@spółka.example"], &["", "nobody", "a@b"]),
                reply_to: self.mostly(&["", "help@example.com"], &["x"]),
            },
            follow_up: FollowUpDraft {
                owner: self.mostly(&["", "Ada"], &["a\nb"]),
                reminder_days: self.mostly(&["", "2, 5, 10"], &["5, 2", "x"]),
                automatic_reminders: if self.below(2) == 0 { Switch::On } else { Switch::Off },
            },
            advice_acknowledged: self.below(10) > 0,
            acknowledgement: self.mostly(&["Everybody is onboarded in class."], &["", "no"]),
        }
    }

    fn rule(&mut self, number: u64, licenses: &[String]) -> RuleDraft {
        let kinds: &[&[EmailKind]] = &[&[EmailKind::Activation], &[EmailKind::Reminder], &[EmailKind::Activation, EmailKind::Reminder]];
        let kinds = if self.below(40) > 0 { *self.pick(kinds) } else { *self.pick(&[&[][..], &[EmailKind::ConversionNotice][..]]) };
        let id = if self.below(40) > 0 { number } else { 0 };
        RuleDraft {
            id: RuleId(format!("r{id}")),
            name: if self.below(40) > 0 { format!("Rule {number}") } else { self.text(&["", "Rule 0", &"x".repeat(101)]) },
            kinds: kinds.to_vec(),
            conditions: (0..self.below(4)).map(|_| self.condition(licenses)).collect(),
            starts: self.mostly(&["", "2030-01-01", "2030-03-01T08:00"], MOMENTS),
            ends: self.mostly(&["", "2031-01-01", "2032-01-01"], MOMENTS),
            action: *self.pick(&[RuleAction::Suppress, RuleAction::Send]),
        }
    }

    fn condition(&mut self, licenses: &[String]) -> ConditionDraft {
        use usher::domain::rule::ConditionField as F;
        let field = *self.pick(CONDITION_FIELDS);
        let value = match field {
            F::EmailDomain | F::EmailDomainAndBelow => self.mostly(
                &["example.com", "mail.example.com", "spółka.example"],
                &["*.example.com", "example.com:80", "exa mple.com", "x", "@x.example", ""],
            ),
            F::License if licenses.is_empty() || self.below(10) == 0 => "Nonesuch".into(),
            F::License => self.pick(licenses).clone(),
            F::Department => self.mostly(&["Sales", "Łódź", "R&D"], &[" "]),
            F::AddedBy => self.mostly(&["import", "scim", "hand", "platform"], &["magic"]),
            F::AddedBefore | F::AddedAfter => self.mostly(&["2026-10-01", "2026-11-01", "2026-03-29T03:00"], MOMENTS),
        };
        ConditionDraft { field, value }
    }
}

/// In the past, skipped by clocks, shown twice, with an offset, and none at all.
const MOMENTS: &[&str] =
    &["2026-01-01", "2027-03-28T02:30", "2026-10-25T02:30", "2030-01-01T00:00:00+09:00", "2030-02-30", "soon", "2030-01-01T25:00"];
