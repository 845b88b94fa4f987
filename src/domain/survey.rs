//! Owns what a change of settings does to the people who are there: one walk through the directory, person by person, that
//! counts the mail flow, for whom each rule decides, and who is mailed no longer or again, and by what.
//! Refuses sentences and pauses: the page says what the counts mean, and takes as many people at a time as it likes.

use super::{
    batch::{BatchOrigin, BatchRules, may_receive},
    decide::{Ruling, not_applicable, ruling},
    email_kind::SuppressibleKind,
    license::Price,
    mail_flow::MailFlow,
    mail_history::UserRecord,
    organization::Organization,
    rule::RuleId,
    settings::EmailSettings,
    timestamp::Timestamp,
};

/// What is compared, for whom and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// The organization.
    pub organization: Organization,
    /// The settings as they are.
    pub before: EmailSettings,
    /// The settings as they would be.
    pub after: EmailSettings,
    /// Now.
    pub now: Timestamp,
    /// When reminders start next by themselves, if they are on by then.
    pub next_run: Timestamp,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Survey {
    /// How many people stand where, by the settings as they would be.
    pub flow: MailFlow,
    /// Of those who wait and whom the next email concerns, how it stands with them as things are.
    pub before: Split,
    /// The same as it would be.
    pub after: Split,
    /// Of those, how many this backend never tried to mail.
    pub never_mailed: u64,
    /// Who is mailed no longer, and who again.
    pub groups: Vec<Group>,
    /// People on free licenses alone: if one is converted to a paid plan, the notice still goes out.
    pub conversions: u64,
    /// To how many people the next run of reminders by themselves would send one.
    pub reminders: u64,
    /// How many people were gone through.
    pub seen: u32,
    /// For how many waiting people each rule would decide about the next automatic email, in the order of the rules.
    decided: Vec<u64>,
}

/// Of those who wait, how many get the next email and how many do not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Split {
    /// It goes out to them.
    pub mailed: u64,
    /// It is held back.
    pub held_back: u64,
}

/// People for whom the change does the same, for the same reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The next email to them.
    pub kind: SuppressibleKind,
    /// What happens with it.
    pub turn: Turn,
    /// What holds it back: after the change where it stops, before the change where it resumes.
    pub cause: Cause,
    /// Who: places in the order in which people were gone through.
    pub people: Vec<u32>,
}

/// What a change does to an email.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Turn {
    /// It went out and would not any more.
    Stops,
    /// It was held back and would go out.
    Resumes,
}

/// What holds an email back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A suppression rule.
    Rule {
        /// Which one.
        rule: RuleId,
        /// What administrators call it.
        name: String,
    },
    /// The organization's setting.
    Setting,
}

impl Survey {
    /// Goes through all these people at once.
    #[must_use]
    pub fn of<'r>(basis: &Basis, people: impl IntoIterator<Item = &'r UserRecord>) -> Self {
        let mut survey = Self::default();
        people.into_iter().for_each(|record| survey.add(basis, record));
        survey
    }

    /// Goes on with the next person.
    pub fn add(&mut self, basis: &Basis, record: &UserRecord) {
        let Basis { organization, before, after, now, next_run } = basis;
        let place = self.seen;
        self.seen += 1;
        if after.reminds_by_itself() {
            let rules = BatchRules { organization, settings: after, kind: SuppressibleKind::Reminder, origin: BatchOrigin::Automatic };
            self.reminders += u64::from(may_receive(rules, record, *next_run).is_ok());
        }
        self.conversions += u64::from(is_free_only(organization, record));
        let kind = record.next_kind();
        if not_applicable(organization, &record.user, kind).is_some() {
            self.flow.add(organization, record, None);
            return;
        }
        let (was, is) = (ruling(before, &record.user, kind, *now), ruling(after, &record.user, kind, *now));
        self.flow.add(organization, record, Some(is.sends()));
        self.before.add(was.sends());
        self.after.add(is.sends());
        self.never_mailed += u64::from(record.mail.last.is_none());
        if let Ruling::Rule(rule) = is {
            self.decided.resize(after.rules.len(), 0);
            let at = after.rules.iter().position(|other| std::ptr::eq(other, rule));
            if let Some(count) = at.and_then(|at| self.decided.get_mut(at)) {
                *count += 1;
            }
        }
        match (was.sends(), is.sends()) {
            (true, false) => self.turn(Turn::Stops, kind, is, place),
            (false, true) => self.turn(Turn::Resumes, kind, was, place),
            (true, true) | (false, false) => {}
        }
    }

    fn turn(&mut self, turn: Turn, kind: SuppressibleKind, by: Ruling<'_>, place: u32) {
        let is_of = |group: &&mut Group| {
            let same_cause = match (&group.cause, by) {
                (Cause::Rule { rule, .. }, Ruling::Rule(of_person)) => rule == of_person.id(),
                (Cause::Setting, Ruling::Setting(_)) => true,
                (Cause::Rule { .. }, Ruling::Setting(_)) | (Cause::Setting, Ruling::Rule(_)) => false,
            };
            group.turn == turn && group.kind == kind && same_cause
        };
        if let Some(group) = self.groups.iter_mut().find(is_of) {
            group.people.push(place);
            return;
        }
        let cause = match by {
            Ruling::Rule(rule) => Cause::Rule { rule: rule.id().clone(), name: rule.name().to_owned() },
            Ruling::Setting(_) => Cause::Setting,
        };
        self.groups.push(Group { kind, turn, cause, people: vec![place] });
    }

    /// For how many waiting people a rule decides, by its place among the rules that have no fault.
    #[must_use]
    pub fn decided_by(&self, place: usize) -> u64 {
        self.decided.get(place).copied().unwrap_or_default()
    }

    /// How many people's next email of this kind takes this turn.
    #[must_use]
    pub fn count(&self, kind: SuppressibleKind, turn: Turn) -> u64 {
        self.groups.iter().filter(|group| group.kind == kind && group.turn == turn).map(|group| group.people.len() as u64).sum()
    }
}

impl Split {
    fn add(&mut self, goes: bool) {
        if goes { self.mailed += 1 } else { self.held_back += 1 }
    }

    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.mailed + self.held_back
    }
}

fn is_free_only(organization: &Organization, record: &UserRecord) -> bool {
    let mut licenses = record.user.licenses.iter().filter_map(|id| organization.license(id)).peekable();
    licenses.peek().is_some() && licenses.all(|license| license.price == Price::Free)
}

#[cfg(test)]
mod tests {
    use super::super::{
        decide::{Decision, SendReason, SuppressReason, decide},
        email_kind::EmailKind,
        fixtures::{any_settings, any_user, condition, now, organization, rule, user},
        follow_up::FollowUp,
        license::LicenseId,
        mail_history::{LastMail, MailHistory, MailOutcome},
        rule::{ConditionField, RuleAction, RuleDraft, SuppressionRule},
        settings::Switch,
        time_zone::TimeZone,
        user::{AccountStatus, Activation},
    };
    use super::*;
    use proptest::prelude::*;

    fn survey(before: &EmailSettings, after: &EmailSettings, people: &[UserRecord]) -> Survey {
        Survey::of(
            &Basis { organization: organization(), before: before.clone(), after: after.clone(), now: now(), next_run: now() },
            people,
        )
    }

    fn with_rules(rules: &[RuleDraft]) -> EmailSettings {
        let rules = rules.iter().map(|draft| SuppressionRule::parse(draft, &TimeZone::default()).unwrap()).collect();
        EmailSettings { rules, ..EmailSettings::default() }
    }

    fn off() -> EmailSettings {
        EmailSettings { automatic_activation_emails: Switch::Off, ..EmailSettings::default() }
    }

    /// Three wait: one was never mailed (the next is an activation email), two were (a reminder).
    fn people() -> Vec<UserRecord> {
        let record = || UserRecord { user: user(), mail: MailHistory::default() };
        let mut mailed = record();
        mailed.mail =
            mailed.mail.after(LastMail { kind: SuppressibleKind::Activation, at: now(), outcome: MailOutcome::Sent, address: None });
        let mut reminded = mailed.clone();
        reminded.mail.reminders_sent = 2;
        let mut signed_in = record();
        signed_in.user.activation = Activation::Activated { last_seen: None };
        let mut free = record();
        free.user.licenses = vec![LicenseId("Messaging (Free)".into())];
        free.user.activation = Activation::Unknown;
        let mut gone = record();
        gone.user.account_status = AccountStatus::Deactivated;
        vec![record(), mailed, reminded, signed_in, free, gone]
    }

    #[test]
    fn who_declined_reminders_waits_and_neither_stops_nor_resumes_once_a_reminder_is_next() {
        let mut people = people();
        people.iter_mut().for_each(|record| record.user.reminders_declined = Some(now()));
        let found = survey(&EmailSettings::default(), &off(), &people);
        let stops = [Group { kind: SuppressibleKind::Activation, turn: Turn::Stops, cause: Cause::Setting, people: vec![0] }];
        assert_eq!(found.groups, stops);
        assert_eq!((found.flow.waiting, found.flow.open, found.flow.held_back, found.conversions), (3, 0, 1, 1));
    }

    #[test]
    fn whom_the_next_reminders_would_reach_is_counted_before_they_are_switched_on() {
        let follow_up = FollowUp { reminder_days: vec![2], automatic_reminders: Switch::On, ..FollowUp::default() };
        let on = EmailSettings { follow_up, ..EmailSettings::default() };
        let mailed = |days: i64| {
            let at = now().plus_days(-days);
            let last = Some(LastMail { kind: SuppressibleKind::Activation, at, outcome: MailOutcome::Sent, address: None });
            UserRecord { user: user(), mail: MailHistory { last, activation_sent: Some(at), ..MailHistory::default() } }
        };
        let people = [mailed(1), mailed(2), mailed(30)];
        let off = EmailSettings::default();
        let reached = |settings: &EmailSettings, next_run| {
            let basis = Basis { organization: organization(), before: off.clone(), after: settings.clone(), now: now(), next_run };
            Survey::of(&basis, &people).reminders
        };
        assert_eq!((reached(&off, now()), reached(&on, now()), reached(&on, now().plus_days(1))), (0, 2, 3));
    }

    #[test]
    fn the_flow_counts_everybody_once() {
        let on = EmailSettings::default();
        let flow = survey(&on, &on, &people()).flow;
        assert_eq!(flow, MailFlow { added: 5, mailed: 2, waiting: 3, reminded: 1, signed_in: 1, unknown: 1, open: 3, held_back: 0 });
        assert_eq!(flow.added, flow.waiting + flow.signed_in + flow.unknown);
    }

    #[test]
    fn turning_off_stops_activation_emails_and_reminders_and_no_conversion_notice() {
        let found = survey(&EmailSettings::default(), &off(), &people());
        let group = |kind, turn, people: &[u32]| Group { kind, turn, cause: Cause::Setting, people: people.to_vec() };
        let stops = [group(SuppressibleKind::Activation, Turn::Stops, &[0]), group(SuppressibleKind::Reminder, Turn::Stops, &[1, 2])];
        assert_eq!((found.groups.as_slice(), found.conversions, found.seen), (&stops[..], 1, 6));
        assert_eq!((found.before, found.after), (Split { mailed: 3, held_back: 0 }, Split { mailed: 0, held_back: 3 }));
        assert_eq!((found.count(SuppressibleKind::Reminder, Turn::Stops), found.never_mailed), (2, 1));
        let back = survey(&off(), &EmailSettings::default(), &people());
        let resumes = [group(SuppressibleKind::Activation, Turn::Resumes, &[0]), group(SuppressibleKind::Reminder, Turn::Resumes, &[1, 2])];
        assert_eq!(back.groups, resumes);
        let same = survey(&off(), &off(), &people());
        assert_eq!((same.groups.len(), same.before, same.conversions), (0, same.after, 1));
    }

    #[test]
    fn each_waiting_person_is_counted_at_the_rule_that_decides() {
        let mut activation = rule("activation", &[condition(ConditionField::Department, "Sales")]);
        activation.kinds = vec![EmailKind::Activation];
        let mut everything = rule("everything", &[]);
        everything.action = RuleAction::Send;
        let settings = with_rules(&[activation, everything, rule("below", &[])]);
        let found = survey(&off(), &settings, &people());
        assert_eq!([0, 1, 2, 3].map(|at| found.decided_by(at)), [1, 2, 0, 0]);
        let resumes = [Group { kind: SuppressibleKind::Reminder, turn: Turn::Resumes, cause: Cause::Setting, people: vec![1, 2] }];
        assert_eq!(found.groups, resumes);
    }

    #[test]
    fn what_holds_an_email_back_is_named_with_those_whom_it_concerns() {
        let sales = with_rules(&[rule("sales", &[condition(ConditionField::Department, "sales")])]);
        let cause = Cause::Rule { rule: RuleId("sales".into()), name: "sales".into() };
        let stops = survey(&EmailSettings::default(), &sales, &people());
        assert!(stops.groups.iter().all(|group| group.turn == Turn::Stops && group.cause == cause));
        let resumes = survey(&sales, &EmailSettings::default(), &people());
        assert!(resumes.groups.iter().all(|group| group.turn == Turn::Resumes && group.cause == cause));
        assert_eq!((stops.groups.len(), resumes.groups.len()), (2, 2));
    }

    proptest! {
        #[test]
        fn the_survey_says_of_everybody_what_decide_says(
            before in any_settings(),
            after in any_settings(),
            users in prop::collection::vec((any_user(), any::<bool>()), 0..20),
        ) {
            let people: Vec<UserRecord> = users.into_iter().map(|(user, mailed)| {
                UserRecord { user, mail: MailHistory { activation_sent: mailed.then(now), ..MailHistory::default() } }
            }).collect();
            let found = survey(&before, &after, &people);
            let (mut turned, mut after_split) = (0, Split::default());
            for (place, record) in people.iter().enumerate() {
                let place = u32::try_from(place).unwrap();
                let of = |settings| decide(&organization(), settings, &record.user, record.next_kind().into(), now());
                let group = found.groups.iter().find(|group| group.people.contains(&place));
                match (of(&before), of(&after)) {
                    (Decision::Send(_), Decision::Suppress(reason)) => {
                        let cause = match &reason {
                            SuppressReason::RuleSuppresses { rule } => Some(rule),
                            SuppressReason::SettingIsOff => None,
                        };
                        let group = group.unwrap();
                        prop_assert_eq!((group.turn, group.kind), (Turn::Stops, record.next_kind()));
                        prop_assert_eq!(cause, match &group.cause { Cause::Rule { rule, .. } => Some(rule), Cause::Setting => None });
                        turned += 1;
                    }
                    (Decision::Suppress(_), Decision::Send(_)) => {
                        prop_assert_eq!(group.unwrap().turn, Turn::Resumes);
                        turned += 1;
                    }
                    _ => prop_assert_eq!(group, None),
                }
                // Whom it counts as mailed or held back is whom the decision sends to or suppresses.
                match of(&after) {
                    Decision::Send(_) => after_split.mailed += 1,
                    Decision::Suppress(_) => after_split.held_back += 1,
                    Decision::NotApplicable(_) => {}
                }
            }
            prop_assert_eq!(found.groups.iter().map(|group| group.people.len()).sum::<usize>(), turned);
            prop_assert_eq!(found.after, after_split);
            for (place, rule) in after.rules.iter().enumerate() {
                let decides = people.iter().filter(|record| {
                    match decide(&organization(), &after, &record.user, record.next_kind().into(), now()) {
                        Decision::Send(SendReason::RuleSends { rule: id }) | Decision::Suppress(SuppressReason::RuleSuppresses { rule: id }) => id == *rule.id(),
                        _ => false,
                    }
                }).count() as u64;
                // The rules of the fixtures share one identifier: all of them together.
                let first = after.rules.iter().position(|other| other.id() == rule.id());
                if first == Some(place) {
                    let all: u64 = (0..after.rules.len()).filter(|at| after.rules[*at].id() == rule.id()).map(|at| found.decided_by(at)).sum();
                    prop_assert_eq!(all, decides);
                }
            }
        }
    }
}
