//! Owns the parts of the email settings that are compared one by one: what differs between two states, and what two
//! administrators made of the same original.
//! Refuses to choose between them where both changed a part: whoever saves does.

use super::{
    email_kind::EmailKind,
    rule::{ConditionDraft, RuleAction, RuleDraft, RuleId},
    settings::{SettingsDraft, Switch},
};

/// A part that is compared and chosen as one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// The setting, with the day on which it returns.
    Setting,
    /// A rule as a whole, where one state has it and another has not.
    Rule(RuleId),
    /// A part of a rule that every state has.
    OfRule(RuleId, RulePart),
    /// The order of the rules.
    RuleOrder,
    /// Name of the sender.
    SenderName,
    /// Address of the sender.
    SenderAddress,
    /// Where replies go.
    ReplyTo,
    /// Who is responsible for the follow-up.
    FollowUpOwner,
    /// When people are reminded.
    ReminderDays,
    /// Whether reminders that are due are sent by themselves.
    AutomaticReminders,
}

impl Part {
    /// What the rule that it is of is called in the first of these states that has it; empty where it is of no rule.
    #[must_use]
    pub fn rule_name(&self, states: &[&SettingsDraft]) -> String {
        let id = match self {
            Self::Rule(id) | Self::OfRule(id, _) => id,
            Self::Setting
            | Self::RuleOrder
            | Self::SenderName
            | Self::SenderAddress
            | Self::ReplyTo
            | Self::FollowUpOwner
            | Self::ReminderDays
            | Self::AutomaticReminders => return String::new(),
        };
        states.iter().find_map(|state| find(state, id)).map(|rule| rule.name.clone()).unwrap_or_default()
    }
}

/// A part of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RulePart {
    /// What administrators call it.
    Name,
    /// What it does.
    Action,
    /// The kinds of email.
    Kinds,
    /// The conditions.
    Conditions,
    /// From when on it is in force.
    Starts,
    /// Until when it is in force.
    Ends,
}

/// Every part of a rule, in the order in which the editor shows them.
pub const RULE_PARTS: &[RulePart] =
    &[RulePart::Name, RulePart::Action, RulePart::Kinds, RulePart::Conditions, RulePart::Starts, RulePart::Ends];

const BEFORE_RULES: &[Part] = &[Part::Setting];
const AFTER_RULES: &[Part] =
    &[Part::SenderName, Part::SenderAddress, Part::ReplyTo, Part::FollowUpOwner, Part::ReminderDays, Part::AutomaticReminders];

/// What a part is in one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// The setting and the day on which it returns; empty for none.
    Setting(Switch, String),
    /// Something that is on or off and nothing else.
    Switch(Switch),
    /// A text; empty for none.
    Text(String),
    /// The rule, or that there is none.
    Rule(Option<Box<RuleDraft>>),
    /// What a rule does.
    Action(RuleAction),
    /// Kinds of email.
    Kinds(Vec<EmailKind>),
    /// Conditions.
    Conditions(Vec<ConditionDraft>),
    /// Rules in order, by identifier and name.
    Order(Vec<(RuleId, String)>),
}

/// A part that somebody changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which part.
    pub part: Part,
    /// As it was for both.
    pub original: Value,
    /// What the other administrator made of it.
    pub theirs: Value,
    /// What is typed here.
    pub mine: Value,
    /// Who changed it.
    pub changed: Changed,
}

/// Who changed a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changed {
    /// The other administrator alone.
    Theirs,
    /// Only here.
    Mine,
    /// Both, and to the same.
    Alike,
    /// Both, and differently.
    Differently,
}

/// Whose value is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The other administrator's.
    Theirs,
    /// The one that is typed here.
    Mine,
}

/// Every part that differs between two states: what it was in `original`, what in `theirs`.
#[must_use]
pub fn differences(before: &SettingsDraft, after: &SettingsDraft) -> Vec<Row> {
    compare(before, after, before)
}

/// Every part that somebody changed.
#[must_use]
pub fn compare(original: &SettingsDraft, theirs: &SettingsDraft, mine: &SettingsDraft) -> Vec<Row> {
    let mut parts: Vec<Part> = BEFORE_RULES.to_vec();
    for id in rule_ids(&[theirs, mine, original]) {
        if [original, theirs, mine].iter().all(|draft| find(draft, id).is_some()) {
            parts.extend(RULE_PARTS.iter().map(|part| Part::OfRule(id.clone(), *part)));
        } else {
            parts.push(Part::Rule(id.clone()));
        }
    }
    parts.push(Part::RuleOrder);
    parts.extend_from_slice(AFTER_RULES);
    let common = |draft: &SettingsDraft| {
        let kept = draft.rules.iter().filter(|rule| [original, theirs, mine].iter().all(|draft| find(draft, &rule.id).is_some()));
        Value::Order(kept.map(|rule| (rule.id.clone(), rule.name.clone())).collect())
    };
    let row = |part: Part| {
        let value = |draft| if part == Part::RuleOrder { common(draft) } else { read(draft, &part) };
        let (original, theirs, mine) = (value(original), value(theirs), value(mine));
        let changed = match (same(&original, &theirs), same(&original, &mine), same(&theirs, &mine)) {
            (true, true, _) => return None,
            (false, true, _) => Changed::Theirs,
            (true, false, _) => Changed::Mine,
            (false, false, true) => Changed::Alike,
            (false, false, false) => Changed::Differently,
        };
        Some(Row { part, original, theirs, mine, changed })
    };
    parts.into_iter().filter_map(row).collect()
}

/// Both changes together. `choose` is asked for each part that both changed differently.
#[must_use]
pub fn merge(original: &SettingsDraft, theirs: &SettingsDraft, mine: &SettingsDraft, choose: impl Fn(&Part) -> Side) -> SettingsDraft {
    let mut merged = SettingsDraft { advice_acknowledged: false, acknowledgement: String::new(), ..theirs.clone() };
    let mut order = Side::Theirs;
    for row in compare(original, theirs, mine) {
        let side = match row.changed {
            Changed::Theirs | Changed::Alike => Side::Theirs,
            Changed::Mine => Side::Mine,
            Changed::Differently => choose(&row.part),
        };
        match (side, &row.part) {
            (_, Part::RuleOrder) => order = side,
            (Side::Theirs, _) => {}
            (Side::Mine, part) => write(&mut merged, part, row.mine),
        }
    }
    let (first, second) = match order {
        Side::Theirs => (theirs, mine),
        Side::Mine => (mine, theirs),
    };
    arrange(&mut merged.rules, first, second);
    merged
}

/// Brings rules into the order of `first`; those that only `second` has follow whomever they follow there.
fn arrange(rules: &mut [RuleDraft], first: &SettingsDraft, second: &SettingsDraft) {
    let mut order: Vec<&RuleId> = first.rules.iter().map(|rule| &rule.id).collect();
    let mut before: Option<&RuleId> = None;
    for rule in &second.rules {
        if !order.contains(&&rule.id) {
            let at = before.and_then(|before| order.iter().position(|id| *id == before)).map_or(0, |at| at + 1);
            order.insert(at, &rule.id);
        }
        before = Some(&rule.id);
    }
    rules.sort_by_key(|rule| order.iter().position(|id| **id == rule.id));
}

fn rule_ids<'d>(drafts: &[&'d SettingsDraft]) -> Vec<&'d RuleId> {
    let mut ids: Vec<&RuleId> = Vec::new();
    for id in drafts.iter().flat_map(|draft| draft.rules.iter().map(|rule| &rule.id)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn find<'d>(draft: &'d SettingsDraft, id: &RuleId) -> Option<&'d RuleDraft> {
    draft.rules.iter().find(|rule| rule.id == *id)
}

/// Orders are the same whatever the rules are called.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Order(a), Value::Order(b)) => a.iter().map(|(id, _)| id).eq(b.iter().map(|(id, _)| id)),
        (a, b) => a == b,
    }
}

fn read(draft: &SettingsDraft, part: &Part) -> Value {
    match part {
        Part::Setting => Value::Setting(draft.automatic_activation_emails, draft.off_until.clone()),
        Part::Rule(id) => Value::Rule(find(draft, id).cloned().map(Box::new)),
        Part::OfRule(id, part) => find(draft, id).map_or(Value::Rule(None), |rule| read_rule(rule, *part)),
        Part::RuleOrder => Value::Order(draft.rules.iter().map(|rule| (rule.id.clone(), rule.name.clone())).collect()),
        Part::SenderName => Value::Text(draft.sender.name.clone()),
        Part::SenderAddress => Value::Text(draft.sender.address.clone()),
        Part::ReplyTo => Value::Text(draft.sender.reply_to.clone()),
        Part::FollowUpOwner => Value::Text(draft.follow_up.owner.clone()),
        Part::ReminderDays => Value::Text(draft.follow_up.reminder_days.clone()),
        Part::AutomaticReminders => Value::Switch(draft.follow_up.automatic_reminders),
    }
}

fn read_rule(rule: &RuleDraft, part: RulePart) -> Value {
    match part {
        RulePart::Name => Value::Text(rule.name.clone()),
        RulePart::Action => Value::Action(rule.action),
        RulePart::Kinds => Value::Kinds(rule.kinds.clone()),
        RulePart::Conditions => Value::Conditions(rule.conditions.clone()),
        RulePart::Starts => Value::Text(rule.starts.clone()),
        RulePart::Ends => Value::Text(rule.ends.clone()),
    }
}

fn write(draft: &mut SettingsDraft, part: &Part, value: Value) {
    match (part, value) {
        (Part::Setting, Value::Setting(setting, until)) => (draft.automatic_activation_emails, draft.off_until) = (setting, until),
        (Part::Rule(id), Value::Rule(rule)) => {
            draft.rules.retain(|other| other.id != *id);
            draft.rules.extend(rule.map(|rule| *rule));
        }
        (Part::OfRule(id, part), value) => {
            if let Some(rule) = draft.rules.iter_mut().find(|rule| rule.id == *id) {
                write_rule(rule, *part, value);
            }
        }
        (Part::SenderName, Value::Text(text)) => draft.sender.name = text,
        (Part::SenderAddress, Value::Text(text)) => draft.sender.address = text,
        (Part::ReplyTo, Value::Text(text)) => draft.sender.reply_to = text,
        (Part::FollowUpOwner, Value::Text(text)) => draft.follow_up.owner = text,
        (Part::ReminderDays, Value::Text(text)) => draft.follow_up.reminder_days = text,
        (Part::AutomaticReminders, Value::Switch(switch)) => draft.follow_up.automatic_reminders = switch,
        // `read` gives each part its kind of value, and the order is arranged as a whole.
        (
            Part::Setting
            | Part::Rule(_)
            | Part::RuleOrder
            | Part::SenderName
            | Part::SenderAddress
            | Part::ReplyTo
            | Part::FollowUpOwner
            | Part::ReminderDays
            | Part::AutomaticReminders,
            _,
        ) => {}
    }
}

fn write_rule(rule: &mut RuleDraft, part: RulePart, value: Value) {
    match (part, value) {
        (RulePart::Name, Value::Text(text)) => rule.name = text,
        (RulePart::Action, Value::Action(action)) => rule.action = action,
        (RulePart::Kinds, Value::Kinds(kinds)) => rule.kinds = kinds,
        (RulePart::Conditions, Value::Conditions(conditions)) => rule.conditions = conditions,
        (RulePart::Starts, Value::Text(text)) => rule.starts = text,
        (RulePart::Ends, Value::Text(text)) => rule.ends = text,
        (RulePart::Name | RulePart::Action | RulePart::Kinds | RulePart::Conditions | RulePart::Starts | RulePart::Ends, _) => {}
    }
}
