//! Owns the figures in words: each plot with its rows, its columns and what it counts.
//! Refuses to count, which `domain::plots` does.

use super::plot::{Plot, PlotRow};
use crate::domain::plots::{AFTER_MAIL, AGES, DayRange, Figures, Funnel, Group, GroupTally, Grouping, Tally};
use crate::ui::text::Text;

/// The activation funnel of everybody.
#[must_use]
pub fn funnel_plot(text: Text, figures: &Figures) -> Plot {
    let funnel = figures.total.funnel;
    let row = |label: &str, value: u64| PlotRow {
        label: label.to_owned(),
        values: vec![value],
        said: share(text, value, funnel.licensed),
        bar: true,
    };
    Plot {
        title: text.plots_funnel_title().to_owned(),
        about: text.plots_funnel_about().to_owned(),
        beside: Some(text.plots_funnel_beside(
            text.number(funnel.signed_in_unmailed),
            text.number(funnel.unknown),
            text.number(figures.deactivated),
            text.number(figures.unlicensed),
        )),
        columns: vec![text.plots_step().to_owned(), text.plots_count().to_owned()],
        drawn: 1,
        rows: vec![
            row(text.plots_licensed(), funnel.licensed),
            row(text.plots_mailed(), funnel.mailed),
            row(text.plots_signed_in(), funnel.signed_in),
        ],
        file: "funnel",
    }
}

/// The funnel of each group.
#[must_use]
pub fn groups_plot(text: Text, figures: &Figures) -> Plot {
    let (title, by, file) = match figures.grouping {
        Grouping::Department => (text.plots_departments_title(), text.plots_by_department(), "departments"),
        Grouping::Language => (text.plots_languages_title(), text.plots_by_language(), "languages"),
    };
    let steps = [text.plots_licensed(), text.plots_mailed(), text.plots_signed_in()];
    let row = |GroupTally { group, tally }: &GroupTally| {
        let Funnel { licensed, mailed, signed_in, .. } = tally.funnel;
        let values = vec![licensed, mailed, signed_in];
        let said = steps.iter().zip(&values).map(|(step, value)| text.plots_named(*step, text.number(*value))).collect::<Vec<_>>();
        PlotRow { label: group_words(text, group), values, said: said.join(" · "), bar: true }
    };
    Plot {
        title: title.to_owned(),
        about: text.plots_groups_about().to_owned(),
        beside: None,
        columns: std::iter::once(by).chain(steps).map(str::to_owned).collect(),
        drawn: steps.len(),
        rows: figures.groups.iter().map(row).collect(),
        file,
    }
}

/// Who waits how long.
#[must_use]
pub fn waiting_plot(text: Text, figures: &Figures) -> Plot {
    let total = figures.total.waiting.total();
    let ages = AGES.iter().enumerate().map(|(at, range)| {
        let of = move |tally: &Tally| tally.waiting.ages.get(at).copied().unwrap_or_default();
        grouped(text, figures, days_words(text, *range), total, true, of)
    });
    let unknown = grouped(text, figures, text.plots_not_known().to_owned(), total, true, |tally| tally.waiting.unknown);
    Plot {
        title: text.plots_waiting_title().to_owned(),
        about: text.plots_waiting_about().to_owned(),
        beside: None,
        columns: grouped_columns(text, figures, text.plots_age()),
        drawn: 1,
        rows: ages.chain([unknown]).collect(),
        file: "waiting",
    }
}

/// Who signed in how long after the last mail.
#[must_use]
pub fn sign_ins_plot(text: Text, figures: &Figures) -> Plot {
    let total = figures.total.sign_ins.total();
    let days = AFTER_MAIL.iter().enumerate().map(|(at, range)| {
        let of = move |tally: &Tally| tally.sign_ins.days.get(at).copied().unwrap_or_default();
        grouped(text, figures, after_words(text, *range), total, true, of)
    });
    let rest = [
        grouped(text, figures, text.plots_before_mail().to_owned(), total, false, |tally| tally.sign_ins.before_mail),
        grouped(text, figures, text.plots_without_mail().to_owned(), total, false, |tally| tally.sign_ins.without_mail),
        grouped(text, figures, text.plots_not_known().to_owned(), total, false, |tally| tally.sign_ins.unknown),
    ];
    Plot {
        title: text.plots_sign_ins_title().to_owned(),
        about: text.plots_sign_ins_about().to_owned(),
        beside: None,
        columns: grouped_columns(text, figures, text.plots_after()),
        drawn: 1,
        rows: days.chain(rest).collect(),
        file: "sign-ins",
    }
}

/// A row with a number for everybody and one for each group.
fn grouped(text: Text, figures: &Figures, label: String, of_all: u64, bar: bool, of: impl Fn(&Tally) -> u64) -> PlotRow {
    let all = of(&figures.total);
    let values = std::iter::once(all).chain(figures.groups.iter().map(|group| of(&group.tally))).collect();
    PlotRow { label, values, said: share(text, all, of_all), bar }
}

fn grouped_columns(text: Text, figures: &Figures, first: &str) -> Vec<String> {
    let groups = figures.groups.iter().map(|group| group_words(text, &group.group));
    [first.to_owned(), text.plots_everybody().to_owned()].into_iter().chain(groups).collect()
}

fn group_words(text: Text, group: &Group) -> String {
    match group {
        Group::Department(name) => name.clone(),
        Group::Language(language) => language.facts().own_name.to_owned(),
        Group::Others(count) => text.plots_others(*count),
        Group::NotKnown => text.plots_not_known().to_owned(),
    }
}

fn days_words(text: Text, range: DayRange) -> String {
    let number = |days: i64| text.number(days.unsigned_abs());
    match range.to {
        Some(to) => text.plots_days_between(number(range.from), number(to)),
        None => text.plots_days_over(number(range.from - 1)),
    }
}

fn after_words(text: Text, range: DayRange) -> String {
    match (range.from, range.to) {
        (0, _) => text.plots_same_day().to_owned(),
        (from, Some(to)) if from == to => text.plots_day(from.unsigned_abs()),
        (_, _) => days_words(text, range),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
fn share(text: Text, value: u64, of_all: u64) -> String {
    if of_all == 0 { text.number(value) } else { text.plots_share(text.number(value), text.percent(value as f64 / of_all as f64)) }
}
