//! Owns the settings while they are edited: what was read, what is typed, what that means.
//! Refuses the view; every question a part of the page asks is a method here.

use super::surveyor::{Surveyed, surveying};
use crate::api::payload::VersionedSettings;
use crate::domain::{
    email_kind::EmailKind,
    follow_up::{FollowUp, FollowUpFault},
    organization::Organization,
    rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
    rule_problems::{RuleProblem, Severity, validate_rules},
    schedule::upcoming,
    settings::{EmailSettings, SettingsDraft, Switch},
    settings_update::{SettingsProblem, off_until_problem, parse_sender},
    time_zone::TimeZone,
    timestamp::Timestamp,
};
use crate::ui::{
    components::focus_on,
    context::{directory, new_key, now},
    due_today::reminders_due,
    unsaved_settings::UnsavedSettings,
};
use leptos::{html::ElementType, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The settings while they are edited.
#[derive(Clone, Copy)]
pub struct Editor {
    /// What was read last.
    pub saved: RwSignal<VersionedSettings>,
    /// What is typed.
    pub draft: RwSignal<SettingsDraft>,
    /// The settings as saved.
    pub before: Memo<EmailSettings>,
    /// The settings as typed; what is still wrong does nothing yet.
    pub after: Memo<EmailSettings>,
    /// What the change does to the people who are there; a moment behind what is typed.
    pub survey: Memo<Option<Arc<Surveyed>>>,
    /// Moves on whenever something that was planned has happened by itself.
    pub clock: RwSignal<Timestamp>,
    /// The field to go to next, by its JSON pointer.
    pub focus: RwSignal<Option<&'static str>>,
    /// What is known to be saved now; newer than `saved` where somebody else saved while another page was shown.
    newest: StoredValue<VersionedSettings>,
    organization: StoredValue<Organization>,
    problems: Memo<Vec<RuleProblem>>,
}

/// What the switch would do when the draft is saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchChange {
    /// Nothing.
    None,
    /// Automatic emails stop.
    TurnedOff,
    /// Automatic emails begin.
    TurnedOn,
}

impl Editor {
    /// Begins to edit, or goes on with what was typed before another page was opened. That is still measured against what
    /// it was begun from: if somebody else has saved meanwhile, saving says so.
    #[must_use]
    pub fn new(read: VersionedSettings, organization: Organization, unsaved: UnsavedSettings) -> Self {
        let newest = StoredValue::new(read.clone());
        let (saved, draft) = unsaved.resume(&read).unwrap_or_else(|| {
            let draft = read.settings.clone();
            (read, draft)
        });
        let (saved, draft) = (RwSignal::new(saved), RwSignal::new(draft));
        let clock = RwSignal::new(now());
        let organization = StoredValue::new(organization);
        let read = move |draft: &SettingsDraft| organization.with_value(|organization| EmailSettings::read(draft, &organization.time_zone));
        let read_saved = move |saved: &SettingsDraft| {
            let exact = organization.with_value(|organization| EmailSettings::read_saved(saved, &organization.time_zone));
            exact.unwrap_or_else(|_| read(saved))
        };
        let before = Memo::new(move |_| saved.with(|saved| read_saved(&saved.settings)));
        let after = Memo::new(move |_| draft.with(read));
        let survey = surveying(before, after, clock, organization, directory(), reminders_due());
        let problems = Memo::new(move |_| {
            draft.with(|draft| {
                organization.with_value(|organization| validate_rules(&draft.rules, draft.automatic_activation_emails, organization))
            })
        });
        let editor = Self { saved, draft, before, after, survey, clock, focus: RwSignal::new(None), newest, organization, problems };
        Effect::new(move |_| unsaved.keep(editor.is_changed().then(|| (editor.saved.get(), editor.draft.get()))));
        editor
    }

    /// The organization.
    #[must_use]
    pub fn organization(&self) -> Organization {
        self.organization.get_value()
    }

    /// Its clocks.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.organization.with_value(|organization| organization.time_zone.clone())
    }

    /// Whether anything differs from what was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.saved.with(|saved| self.draft.with(|draft| saved.settings != *draft))
    }

    /// What saving does to the switch.
    #[must_use]
    pub fn switch_change(&self) -> SwitchChange {
        match (self.before.with(|before| before.setting_at(now())), self.draft.with(|draft| draft.automatic_activation_emails)) {
            (Switch::On, Switch::Off) => SwitchChange::TurnedOff,
            (Switch::Off, Switch::On) => SwitchChange::TurnedOn,
            (Switch::On, Switch::On) | (Switch::Off, Switch::Off) => SwitchChange::None,
        }
    }

    /// The problems of one rule.
    #[must_use]
    pub fn problems_of(&self, id: &RuleId) -> Vec<RuleProblem> {
        let at = self.draft.with(|draft| draft.rules.iter().position(|rule| rule.id == *id));
        self.problems.with(|problems| problems.iter().filter(|problem| Some(problem.rule) == at).cloned().collect())
    }

    /// The problems of the sender.
    #[must_use]
    pub fn sender_problems(&self) -> Vec<SettingsProblem> {
        self.draft.with(|draft| parse_sender(&draft.sender)).err().unwrap_or_default()
    }

    /// The problems of the follow-up.
    #[must_use]
    pub fn follow_up_problems(&self) -> Vec<FollowUpFault> {
        self.draft.with(|draft| FollowUp::parse(&draft.follow_up)).err().unwrap_or_default()
    }

    /// What is wrong with the moment of the return.
    #[must_use]
    pub fn off_until_problem(&self) -> Option<SettingsProblem> {
        let judge =
            |draft: &SettingsDraft| self.organization.with_value(|organization| off_until_problem(draft, &organization.time_zone, now()));
        let problem = self.draft.with(judge)?;
        // One that passed while the page was open was not typed here: saving will say that it has returned.
        let as_saved = self.saved.with(|saved| self.draft.with(|draft| saved.settings.off_until == draft.off_until));
        (!as_saved || problem != SettingsProblem::OffUntilPast).then_some(problem)
    }

    /// How many things keep the draft from being saved.
    #[must_use]
    pub fn errors(&self) -> u64 {
        let rules = self.problems.with(|problems| problems.iter().filter(|problem| problem.kind.severity() == Severity::Error).count());
        let others = self.sender_problems().len() + self.follow_up_problems().len() + usize::from(self.off_until_problem().is_some());
        (rules + others) as u64
    }

    /// The identifiers of the rules, in order.
    #[must_use]
    pub fn rule_ids(&self) -> Vec<RuleId> {
        self.draft.with(|draft| draft.rules.iter().map(|rule| rule.id.clone()).collect())
    }

    /// Reads something of a rule.
    pub fn of_rule<T: Default>(&self, id: &RuleId, read: impl FnOnce(&RuleDraft) -> T) -> T {
        self.draft.with(|draft| draft.rules.iter().find(|rule| rule.id == *id).map(read)).unwrap_or_default()
    }

    /// Changes a rule.
    pub fn change_rule(&self, id: &RuleId, change: impl FnOnce(&mut RuleDraft)) {
        self.draft.update(|draft| {
            if let Some(rule) = draft.rules.iter_mut().find(|rule| rule.id == *id) {
                change(rule);
            }
        });
    }

    /// Adds a rule at the end and says which.
    pub fn add_rule(&self) -> RuleId {
        let id = RuleId(new_key());
        let rule = RuleDraft {
            id: id.clone(),
            name: String::new(),
            kinds: vec![EmailKind::Activation, EmailKind::Reminder],
            conditions: vec![ConditionDraft { field: ConditionField::EmailDomain, value: String::new() }],
            starts: String::new(),
            ends: String::new(),
            action: RuleAction::Suppress,
        };
        self.draft.update(|draft| draft.rules.push(rule));
        id
    }

    /// Takes a rule away.
    pub fn remove_rule(&self, id: &RuleId) {
        self.draft.update(|draft| draft.rules.retain(|rule| rule.id != *id));
    }

    /// The place of a rule, counted from 0.
    #[must_use]
    pub fn place_of(&self, id: &RuleId) -> usize {
        self.draft.with(|draft| draft.rules.iter().position(|rule| rule.id == *id)).unwrap_or_default()
    }

    /// Moves a rule to another place, at the end at the most.
    pub fn move_rule(&self, id: &RuleId, to: usize) {
        let from = untrack(|| self.place_of(id));
        if from == to {
            return;
        }
        self.draft.update(|draft| {
            if from < draft.rules.len() {
                let rule = draft.rules.remove(from);
                draft.rules.insert(to.min(draft.rules.len()), rule);
            }
        });
    }

    /// Whether something that was planned has happened since the page last looked; if so, it looks again.
    #[must_use]
    pub fn has_moved_on(&self) -> bool {
        let (seen, now) = (self.clock.get_untracked(), now());
        let passed = |settings: &EmailSettings| upcoming(settings, seen).first().is_some_and(|next| next.at <= now);
        let passed = self.before.with_untracked(passed) || self.after.with_untracked(passed);
        if passed {
            self.clock.set(now);
        }
        passed
    }

    /// Takes notice of what is saved now; what is typed stays, and is measured against what it was begun from.
    pub fn catch_up(&self, read: VersionedSettings) {
        if untrack(|| self.is_changed()) {
            self.newest.set_value(read);
        } else {
            self.rebase(read, false);
        }
    }

    /// Lets whoever asks for this pointer be taken to this element.
    pub fn leads_to<E>(self, pointer: &'static str, element: NodeRef<E>)
    where
        E: ElementType,
        E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
    {
        Effect::new(move |_| {
            if self.focus.get() == Some(pointer)
                && let Some(shown) = element.get_untracked()
            {
                focus_on(element);
                AsRef::<HtmlElement>::as_ref(&shown).scroll_into_view();
                self.focus.set(None);
            }
        });
    }

    /// Throws away what is typed.
    pub fn discard(&self) {
        self.rebase(self.newest.get_value(), false);
    }

    /// Takes over what was saved or read; `keep_draft` keeps what is typed.
    pub fn rebase(&self, saved: VersionedSettings, keep_draft: bool) {
        if !keep_draft {
            self.draft.set(saved.settings.clone());
        }
        self.newest.set_value(saved.clone());
        self.saved.set(saved);
    }
}
