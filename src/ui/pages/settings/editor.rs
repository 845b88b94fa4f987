//! Owns the settings while they are edited: what was read, what is typed, what that means.
//! Refuses the view; every question a part of the page asks is a method here.

use crate::api::payload::VersionedSettings;
use crate::domain::{
    email_kind::EmailKind,
    organization::Organization,
    rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
    rule_problems::{RuleProblem, Severity, validate_rules},
    settings::{EmailSettings, SettingsDraft, SettingsProblem, Switch, parse_sender},
};
use crate::ui::context::{UnsavedSettings, new_key};
use leptos::prelude::*;

/// The settings while they are edited.
#[derive(Clone, Copy)]
pub struct Editor {
    /// What was read last.
    pub saved: RwSignal<VersionedSettings>,
    /// What is typed.
    pub draft: RwSignal<SettingsDraft>,
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
    pub fn new(saved: VersionedSettings, organization: Organization, unsaved: UnsavedSettings) -> Self {
        let newest = StoredValue::new(saved.clone());
        let (saved, draft) = unsaved.0.get_untracked().unwrap_or_else(|| {
            let draft = saved.settings.clone();
            (saved, draft)
        });
        let draft = RwSignal::new(draft);
        let organization = StoredValue::new(organization);
        let problems = Memo::new(move |_| {
            draft.with(|draft| {
                organization.with_value(|organization| validate_rules(&draft.rules, draft.automatic_activation_emails, organization))
            })
        });
        let editor = Self { saved: RwSignal::new(saved), draft, newest, organization, problems };
        Effect::new(move |_| unsaved.0.set(editor.is_changed().then(|| (editor.saved.get(), editor.draft.get()))));
        editor
    }

    /// The organization.
    #[must_use]
    pub fn organization(&self) -> Organization {
        self.organization.get_value()
    }

    /// Whether anything differs from what was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.saved.with(|saved| self.draft.with(|draft| saved.settings != *draft))
    }

    /// What saving does to the switch.
    #[must_use]
    pub fn switch_change(&self) -> SwitchChange {
        let before = self.saved.with(|saved| saved.settings.automatic_activation_emails);
        match (before, self.draft.with(|draft| draft.automatic_activation_emails)) {
            (Switch::On, Switch::Off) => SwitchChange::TurnedOff,
            (Switch::Off, Switch::On) => SwitchChange::TurnedOn,
            (Switch::On, Switch::On) | (Switch::Off, Switch::Off) => SwitchChange::None,
        }
    }

    /// The settings as saved.
    #[must_use]
    pub fn before(&self) -> EmailSettings {
        self.saved.with(|saved| EmailSettings::read(&saved.settings))
    }

    /// The settings as typed; a rule that is still wrong does nothing yet.
    #[must_use]
    pub fn after(&self) -> EmailSettings {
        self.draft.with(EmailSettings::read)
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

    /// How many things keep the draft from being saved.
    #[must_use]
    pub fn errors(&self) -> u64 {
        let rules = self.problems.with(|problems| problems.iter().filter(|problem| problem.kind.severity() == Severity::Error).count());
        (rules + self.sender_problems().len()) as u64
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

    /// Moves a rule one place up or down.
    pub fn move_rule(&self, id: &RuleId, direction: Move) {
        self.draft.update(|draft| {
            let Some(at) = draft.rules.iter().position(|rule| rule.id == *id) else { return };
            let to = match direction {
                Move::Up => at.checked_sub(1),
                Move::Down => at.checked_add(1).filter(|to| *to < draft.rules.len()),
            };
            if let Some(to) = to {
                draft.rules.swap(at, to);
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

/// Which way a rule moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// Earlier.
    Up,
    /// Later.
    Down,
}
