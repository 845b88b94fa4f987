//! Owns the figures in words: each plot with its rows, its columns and what it counts.
//! Refuses to count, which `domain::plots` does.

use super::plot::{Plot, PlotRow};
use crate::domain::plots::{AFTER_MAIL, AGES, DayRange, Figures, Funnel, Group, GroupTally, Grouping, Tally};
use crate::ui::{pages::tracker::columns::Mails, text::Text};

/// The activation funnel of everybody; where nothing is known of mails, it has no step for them.
#[must_use]
pub fn funnel_plot(text: Text, figures: &Figures, mails: Mails) -> Plot {
    let funnel = figures.total.funnel;
    let row = |(label, value): (&str, u64)| PlotRow {
        label: label.to_owned(),
        values: vec![value],
        said: share(text, value, funnel.licensed),
        bar: true,
    };
    let (unknown, deactivated, unlicensed) =
        (text.number(funnel.unknown), text.number(figures.deactivated), text.number(figures.unlicensed));
    let (about, beside) = match mails {
        Mails::Known => {
            (text.plots_funnel_about(), text.plots_funnel_beside(text.number(funnel.signed_in_unmailed), unknown, deactivated, unlicensed))
        }
        Mails::NotKnown => {
            (text.plots_funnel_about_without_mails(), text.plots_funnel_beside_without_mails(unknown, deactivated, unlicensed))
        }
    };
    Plot {
        title: text.plots_funnel_title().to_owned(),
        about: about.to_owned(),
        beside: Some(beside),
        columns: vec![text.plots_step().to_owned(), text.plots_count().to_owned()],
        drawn: 1,
        rows: steps(text, funnel, mails).into_iter().map(row).collect(),
        file: "funnel",
    }
}

/// The funnel of each group.
#[must_use]
pub fn groups_plot(text: Text, figures: &Figures, mails: Mails) -> Plot {
    let (title, by, file) = match figures.grouping {
        Grouping::Department => (text.plots_departments_title(), text.plots_by_department(), "departments"),
        Grouping::Language => (text.plots_languages_title(), text.plots_by_language(), "languages"),
    };
    let about = match mails {
        Mails::Known => text.plots_groups_about(),
        Mails::NotKnown => text.plots_groups_about_without_mails(),
    };
    let names: Vec<_> = steps(text, Funnel::default(), mails).into_iter().map(|(name, _)| name).collect();
    let row = |GroupTally { group, tally }: &GroupTally| {
        let (values, said): (Vec<_>, Vec<_>) =
            steps(text, tally.funnel, mails).into_iter().map(|(name, value)| (value, text.plots_named(name, text.number(value)))).unzip();
        PlotRow { label: group_words(text, group), values, said: said.join(" · "), bar: true }
    };
    Plot {
        title: title.to_owned(),
        about: about.to_owned(),
        beside: None,
        drawn: names.len(),
        columns: std::iter::once(by).chain(names).map(str::to_owned).collect(),
        rows: figures.groups.iter().map(row).collect(),
        file,
    }
}

/// The steps of a funnel, each with what it is called. Where nothing is known of mails, whoever signed in counts as such.
fn steps(text: Text, funnel: Funnel, mails: Mails) -> Vec<(&'static str, u64)> {
    let licensed = (text.plots_licensed(), funnel.licensed);
    match mails {
        Mails::Known => vec![licensed, (text.plots_mailed(), funnel.mailed), (text.plots_signed_in(), funnel.signed_in)],
        Mails::NotKnown => vec![licensed, (text.plots_signed_in(), funnel.signed_in + funnel.signed_in_unmailed)],
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
