//! Owns the tests of `settings_parts`: a table of what two administrators do, and properties over random changes.
//! Refuses to test saving, which the host's tests do.

use super::{
    email_kind::EmailKind,
    fixtures::rule,
    follow_up::FollowUpDraft,
    rule::RuleId,
    settings::{EmailSettings, SenderDraft, SettingsDraft, Switch},
    settings_parts::{Changed, Part, RulePart, Side, compare, differences, merge},
};
use proptest::prelude::*;

fn original() -> SettingsDraft {
    SettingsDraft {
        rules: ["a", "b", "c"].map(|name| rule(name, &[])).to_vec(),
        sender: SenderDraft { name: "IT".into(), address: "it@example.com".into(), reply_to: String::new() },
        follow_up: FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5".into(), ..FollowUpDraft::default() },
        ..EmailSettings::default().draft()
    }
}

fn changed(change: impl FnOnce(&mut SettingsDraft)) -> SettingsDraft {
    let mut draft = original();
    change(&mut draft);
    draft
}

fn names(draft: &SettingsDraft) -> String {
    draft.rules.iter().map(|rule| rule.name.as_str()).collect()
}

fn id(name: &str) -> RuleId {
    RuleId(name.into())
}

#[test]
fn what_each_changed_alone_comes_together_without_a_question() {
    let theirs = changed(|draft| {
        draft.sender.name = "Service Desk".into();
        draft.rules[0].kinds = vec![EmailKind::Reminder];
        draft.rules.push(rule("d", &[]));
    });
    let mine = changed(|draft| {
        draft.automatic_activation_emails = Switch::Off;
        draft.rules[0].name = "A".into();
        draft.rules.remove(1);
        draft.follow_up.owner = "Bo".into();
    });
    assert!(compare(&original(), &theirs, &mine).iter().all(|row| row.changed != Changed::Differently));
    let merged = merge(&original(), &theirs, &mine, |part| panic!("nothing to choose: {part:?}"));
    assert_eq!(names(&merged), "Acd");
    assert_eq!((merged.rules[0].kinds.as_slice(), merged.sender.name.as_str()), (&[EmailKind::Reminder][..], "Service Desk"));
    assert_eq!((merged.automatic_activation_emails, merged.follow_up.owner.as_str()), (Switch::Off, "Bo"));
}

#[test]
fn what_both_changed_differently_is_asked_and_nothing_else() {
    let theirs = changed(|draft| {
        draft.sender.name = "Theirs".into();
        draft.rules[0].starts = "2026-12-01".into();
        draft.rules.remove(2);
        draft.rules.swap(0, 1);
        draft.follow_up.reminder_days = "7".into();
    });
    let mine = changed(|draft| {
        draft.sender.name = "Mine".into();
        draft.rules[0].starts = "2026-12-24".into();
        draft.rules[2].name = "kept".into();
        draft.follow_up.reminder_days = "7".into();
    });
    let asked: Vec<Part> =
        compare(&original(), &theirs, &mine).into_iter().filter(|row| row.changed == Changed::Differently).map(|row| row.part).collect();
    assert_eq!(asked, [Part::OfRule(id("a"), RulePart::Starts), Part::Rule(id("c")), Part::SenderName]);
    let theirs_taken = merge(&original(), &theirs, &mine, |_| Side::Theirs);
    assert_eq!(theirs_taken, theirs);
    let mine_taken = merge(&original(), &theirs, &mine, |_| Side::Mine);
    assert_eq!(names(&mine_taken), "bkepta", "their order, and my rule where it stood: after b");
    assert_eq!((mine_taken.rules[2].starts.as_str(), mine_taken.sender.name.as_str()), ("2026-12-24", "Mine"));
}

#[test]
fn the_setting_and_the_day_of_its_return_are_taken_together() {
    let theirs = changed(|draft| (draft.automatic_activation_emails, draft.off_until) = (Switch::Off, "2026-12-01".into()));
    let begun = changed(|draft| draft.automatic_activation_emails = Switch::Off);
    let mine = changed(|draft| draft.automatic_activation_emails = Switch::On);
    let rows = compare(&begun, &theirs, &mine);
    assert_eq!(rows.iter().map(|row| (&row.part, row.changed)).collect::<Vec<_>>(), [(&Part::Setting, Changed::Differently)]);
    let merged = merge(&begun, &theirs, &mine, |_| Side::Mine);
    assert_eq!((merged.automatic_activation_emails, merged.off_until.as_str()), (Switch::On, ""));
}

#[test]
fn reminders_by_themselves_are_a_part_of_their_own() {
    let theirs = changed(|draft| draft.follow_up.reminder_days = "3".into());
    let mine = changed(|draft| draft.follow_up.automatic_reminders = Switch::On);
    let rows = compare(&original(), &theirs, &mine);
    let parts: Vec<_> = rows.iter().map(|row| (&row.part, row.changed)).collect();
    assert_eq!(parts, [(&Part::ReminderDays, Changed::Theirs), (&Part::AutomaticReminders, Changed::Mine)]);
    let merged = merge(&original(), &theirs, &mine, |part| panic!("nothing to choose: {part:?}"));
    assert_eq!((merged.follow_up.reminder_days.as_str(), merged.follow_up.automatic_reminders), ("3", Switch::On));
}

#[test]
fn rules_added_on_both_sides_keep_their_neighbours() {
    let theirs = changed(|draft| draft.rules.insert(1, rule("x", &[])));
    let mine = changed(|draft| {
        draft.rules.insert(0, rule("first", &[]));
        draft.rules.insert(3, rule("y", &[]));
        draft.rules.push(rule("last", &[]));
    });
    assert_eq!(names(&merge(&original(), &theirs, &mine, |_| Side::Theirs)), "firstaxbyclast");
}

#[test]
fn an_order_that_both_changed_is_asked() {
    let theirs = changed(|draft| draft.rules.swap(0, 1));
    let mine = changed(|draft| draft.rules.swap(1, 2));
    assert_eq!(compare(&original(), &theirs, &mine).len(), 1);
    assert_eq!(names(&merge(&original(), &theirs, &mine, |_| Side::Theirs)), "bac");
    assert_eq!(names(&merge(&original(), &theirs, &mine, |_| Side::Mine)), "acb");
}

#[test]
fn differences_name_what_became_of_each_part() {
    let after = changed(|draft| {
        draft.rules[1].ends = "2027-01-01".into();
        draft.rules.remove(0);
        draft.sender.reply_to = "help@example.com".into();
    });
    let parts: Vec<Part> = differences(&original(), &after).into_iter().map(|row| row.part).collect();
    assert_eq!(parts, [Part::OfRule(id("b"), RulePart::Ends), Part::Rule(id("a")), Part::ReplyTo]);
    assert_eq!(differences(&after, &after), []);
}

/// A change of one part, drawn by chance.
fn change(draft: &mut SettingsDraft, (what, which, text): &(u8, usize, String)) {
    let at = which % draft.rules.len().max(1);
    match what % 11 {
        0 => draft.automatic_activation_emails = if which % 2 == 0 { Switch::Off } else { Switch::On },
        1 => draft.sender.name.clone_from(text),
        2 => draft.follow_up.owner.clone_from(text),
        3 if draft.rules.iter().all(|rule| rule.id.0 != *text) => draft.rules.insert(at, rule(text, &[])),
        4 if !draft.rules.is_empty() => drop(draft.rules.remove(at)),
        5 if draft.rules.len() > 1 => {
            let moved = draft.rules.remove(at);
            draft.rules.insert(which % (draft.rules.len() + 1), moved);
        }
        6 => draft.follow_up.reminder_days.clone_from(text),
        7 => draft.follow_up.automatic_reminders = if which % 2 == 0 { Switch::On } else { Switch::Off },
        _ => {
            if let Some(rule) = draft.rules.get_mut(at) {
                rule.name.clone_from(text);
            }
        }
    }
}

fn any_changes() -> impl Strategy<Value = SettingsDraft> {
    prop::collection::vec((any::<u8>(), 0usize..5, "[p-z]{2}"), 0..6).prop_map(|changes| {
        let mut draft = original();
        changes.iter().for_each(|step| change(&mut draft, step));
        draft
    })
}

proptest! {
    #[test]
    fn a_merge_takes_every_part_from_whom_it_should(theirs in any_changes(), mine in any_changes(), side in prop::sample::select(&[Side::Theirs, Side::Mine][..])) {
        let merged = merge(&original(), &theirs, &mine, |_| side);
        // Seen from what came of it, nothing that either did is missing, unless the other was chosen.
        for row in compare(&original(), &theirs, &mine) {
            let wanted = match row.changed {
                Changed::Theirs | Changed::Alike => &row.theirs,
                Changed::Mine => &row.mine,
                Changed::Differently if side == Side::Theirs => &row.theirs,
                Changed::Differently => &row.mine,
            };
            let got = compare(&original(), &theirs, &merged).into_iter().chain(compare(&original(), &merged, &mine)).find(|other| other.part == row.part);
            if row.part != Part::RuleOrder {
                prop_assert!(got.is_some_and(|got| got.theirs == *wanted || got.mine == *wanted), "{:?}", row);
            }
        }
        let mut ids: Vec<&RuleId> = merged.rules.iter().map(|rule| &rule.id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), merged.rules.len(), "no rule twice");
    }

    #[test]
    fn a_merge_with_somebody_who_did_nothing_is_what_the_other_did(mine in any_changes()) {
        prop_assert_eq!(&merge(&original(), &original(), &mine, |_| Side::Theirs), &mine);
        prop_assert_eq!(&merge(&original(), &mine, &original(), |_| Side::Mine), &mine);
        prop_assert_eq!(&merge(&original(), &mine, &mine, |_| Side::Mine), &mine);
    }
}
