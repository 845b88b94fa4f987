//! Owns the columns of the list as data, and how the administrator arranges them: which, in what order, how wide.
//! Refuses what stands in a cell, and storage: an arrangement is a line of text that somebody keeps.

use super::frame::Shape;
use crate::api::payload::Ability;
use crate::domain::people::SortKey;
use crate::ui::text::Text;

/// A column after the one with the boxes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// Name; it leads, and cannot be hidden.
    Name,
    /// Address.
    Email,
    /// Department.
    Department,
    /// Licenses.
    Licenses,
    /// Language.
    Language,
    /// When they were added.
    Added,
    /// How long they wait.
    Waiting,
    /// The last mail and what came of it.
    LastMail,
    /// How many reminders they had.
    Reminders,
    /// When the next reminder is due.
    Due,
    /// Where they stand.
    Account,
    /// What is decided about the next automatic email.
    Decision,
}

/// Whether the backend knows what mails people got.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mails {
    /// It does.
    #[default]
    Known,
    /// It does not: nothing that is said of them would be true.
    NotKnown,
}

impl From<Ability> for Mails {
    fn from(outcomes: Ability) -> Self {
        match outcomes {
            Ability::Available => Self::Known,
            Ability::Unavailable => Self::NotKnown,
        }
    }
}

/// What is known of a column.
pub struct ColumnFacts {
    /// The column.
    pub column: Column,
    /// Name in `data-col` and in storage.
    pub name: &'static str,
    /// What it is called.
    pub label: fn(Text) -> &'static str,
    /// What it sorts by, if it does.
    pub key: Option<SortKey>,
    /// Narrowest, in `rem`.
    narrowest: u32,
    /// Its share of the room that is left.
    share: u32,
    /// Whether it is there before anybody arranges: in a wide list, and in one of medium width.
    there: (bool, bool),
}

macro_rules! columns {
    ($($column:ident $name:literal $label:ident $key:expr, $narrowest:literal $share:literal $wide:literal $medium:literal;)*) => {
        &[$(ColumnFacts {
            column: Column::$column,
            name: $name,
            label: Text::$label,
            key: $key,
            narrowest: $narrowest,
            share: $share,
            there: ($wide, $medium),
        }),*]
    };
}

/// Every column, in the order that it has before anybody arranges.
pub const COLUMNS: &[ColumnFacts] = columns! {
    Name "name" tracker_column_name Some(SortKey::Name), 8 9 true true;
    Email "email" tracker_column_email Some(SortKey::Email), 8 12 true true;
    Department "department" tracker_column_department Some(SortKey::Department), 6 6 true false;
    Licenses "licenses" tracker_column_licenses None, 6 6 true false;
    Language "language" tracker_column_language Some(SortKey::Language), 5 1 false false;
    Added "added" tracker_column_added Some(SortKey::Added), 7 1 false false;
    Waiting "waiting" tracker_column_waiting Some(SortKey::Waiting), 5 1 true true;
    LastMail "last-mail" tracker_column_last_mail Some(SortKey::LastMail), 12 13 true true;
    Reminders "reminders" tracker_column_reminders Some(SortKey::Reminders), 6 1 true false;
    Due "due" tracker_column_due Some(SortKey::Due), 7 1 true false;
    Account "account" tracker_column_account Some(SortKey::Account), 9 2 false false;
    Decision "decision" tracker_column_decision Some(SortKey::Decision), 7 13 true true;
};

const LEADING: &ColumnFacts = match COLUMNS.first() {
    Some(facts) => facts,
    None => unreachable!(),
};

/// Narrowest and widest that a column can be drawn, in pixels.
pub const WIDTHS: (u32, u32) = (48, 960);

/// How the administrator arranged the columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The columns that are shown, in order, each with its width in pixels where it was drawn; nothing before anybody arranged.
    shown: Vec<(Column, Option<u32>)>,
    /// Without them, their columns are there only where somebody put them.
    mails: Mails,
}

impl Column {
    /// Whether it tells of mails that were sent.
    #[must_use]
    pub fn tells_of_mails(self) -> bool {
        matches!(self, Self::LastMail | Self::Reminders | Self::Due)
    }

    /// What is known of it.
    #[must_use]
    pub fn facts(self) -> &'static ColumnFacts {
        let mut facts = COLUMNS.iter();
        // Every column has its facts: a test says so.
        facts.find(|facts| facts.column == self).unwrap_or(LEADING)
    }
}

impl Arrangement {
    /// Reads a line such as `name:200,email,waiting`. What is unknown is left out.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let mut shown: Vec<(Column, Option<u32>)> = Vec::new();
        for part in line.split(',') {
            let (name, width) = part.split_once(':').map_or((part, None), |(name, width)| (name, width.parse().ok()));
            let Some(facts) = COLUMNS.iter().find(|facts| facts.name == name) else { continue };
            if !shown.iter().any(|(column, _)| *column == facts.column) {
                shown.push((facts.column, width.map(|width: u32| width.clamp(WIDTHS.0, WIDTHS.1))));
            }
        }
        if shown.is_empty() {
            return Self::default();
        }
        if !shown.iter().any(|(column, _)| *column == Column::Name) {
            shown.insert(0, (Column::Name, None));
        }
        Self { shown, mails: Mails::Known }
    }

    /// The same, for a backend that knows so much of mails.
    #[must_use]
    pub fn with_mails(self, mails: Mails) -> Self {
        Self { mails, ..self }
    }

    /// As before anybody arranged.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self::default().with_mails(self.mails)
    }

    /// The line.
    #[must_use]
    pub fn print(&self) -> String {
        let part = |(column, width): &(Column, Option<u32>)| match width {
            Some(width) => format!("{}:{width}", column.facts().name),
            None => column.facts().name.to_owned(),
        };
        self.shown.iter().map(part).collect::<Vec<_>>().join(",")
    }

    /// The columns of a list of this shape, in order.
    #[must_use]
    pub fn columns(&self, shape: Shape) -> Vec<Column> {
        match shape {
            Shape::Narrow => {
                let fourth = match self.mails {
                    Mails::Known => Column::LastMail,
                    Mails::NotKnown => Column::Account,
                };
                vec![Column::Name, Column::Email, Column::Waiting, fourth]
            }
            Shape::Wide | Shape::Medium if !self.shown.is_empty() => self.shown.iter().map(|(column, _)| *column).collect(),
            Shape::Wide => self.before_arranging(|there| there.0),
            Shape::Medium => self.before_arranging(|there| there.1),
        }
    }

    fn before_arranging(&self, there: fn((bool, bool)) -> bool) -> Vec<Column> {
        let says_nothing = |column: Column| self.mails == Mails::NotKnown && column.tells_of_mails();
        COLUMNS.iter().filter(|facts| there(facts.there) && !says_nothing(facts.column)).map(|facts| facts.column).collect()
    }

    /// The columns as tracks of a grid, after the one of the boxes.
    #[must_use]
    pub fn tracks(&self, shape: Shape) -> String {
        let track = |column: Column| match self.width(column) {
            Some(width) => format!("{width}px"),
            None => format!("minmax({}rem, {}fr)", column.facts().narrowest, column.facts().share),
        };
        self.columns(shape).into_iter().map(track).collect::<Vec<_>>().join(" ")
    }

    /// The least room in which the columns stand beside each other, with that of the boxes and the gaps.
    #[must_use]
    pub fn least_room(&self, shape: Shape) -> String {
        let columns = self.columns(shape);
        let drawn: u32 = columns.iter().filter_map(|column| self.width(*column)).sum();
        let narrowest: u32 = columns.iter().filter(|column| self.width(**column).is_none()).map(|column| column.facts().narrowest).sum();
        format!("calc({drawn}px + {narrowest}rem + 1.125rem + {} * var(--s2) + 2 * var(--s3))", columns.len())
    }

    /// How wide a column was drawn, in pixels.
    #[must_use]
    pub fn width(&self, column: Column) -> Option<u32> {
        self.shown.iter().find(|(other, _)| *other == column).and_then(|(_, width)| *width)
    }

    /// With this column as wide as that, or as wide as there is room.
    #[must_use]
    pub fn with_width(&self, shape: Shape, column: Column, width: Option<u32>) -> Self {
        let mut arranged = self.arranged(shape);
        if let Some((_, kept)) = arranged.shown.iter_mut().find(|(other, _)| *other == column) {
            *kept = width.map(|width| width.clamp(WIDTHS.0, WIDTHS.1));
        }
        arranged
    }

    /// With this column shown, at the end, or no longer. The name stays.
    #[must_use]
    pub fn with_shown(&self, shape: Shape, column: Column, shown: bool) -> Self {
        let mut arranged = self.arranged(shape);
        let there = arranged.shown.iter().any(|(other, _)| *other == column);
        match (shown, there) {
            (true, false) => arranged.shown.push((column, None)),
            (false, true) if column != Column::Name => arranged.shown.retain(|(other, _)| *other != column),
            (true, true) | (false, _) => {}
        }
        arranged
    }

    /// With this column one place earlier or later.
    #[must_use]
    pub fn with_moved(&self, shape: Shape, column: Column, by: isize) -> Self {
        let mut arranged = self.arranged(shape);
        let at = arranged.shown.iter().position(|(other, _)| *other == column);
        if let Some((at, to)) = at.and_then(|at| Some((at, at.checked_add_signed(by)?)))
            && to < arranged.shown.len()
        {
            arranged.shown.swap(at, to);
        }
        arranged
    }

    /// What is seen now, as an arrangement of one's own.
    fn arranged(&self, shape: Shape) -> Self {
        let shape = if shape == Shape::Narrow { Shape::Wide } else { shape };
        Self { shown: self.columns(shape).into_iter().map(|column| (column, self.width(column))).collect(), mails: self.mails }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_facts_and_a_name_of_its_own() {
        for (at, facts) in COLUMNS.iter().enumerate() {
            assert_eq!(facts.column as usize, at);
            assert_eq!(facts.column.facts().name, facts.name);
            assert!(!COLUMNS[..at].iter().any(|other| other.name == facts.name), "{}", facts.name);
        }
    }

    #[test]
    fn an_arrangement_is_printed_and_read_back() {
        for line in ["", "name", "name:200,email,decision:300", "waiting,name"] {
            assert_eq!(Arrangement::parse(line).print(), line);
        }
        for (line, read) in [
            ("x,y", ""),
            ("email", "name,email"),
            ("name,name,email:x", "name,email"),
            ("name:1,email:99999", "name:48,email:960"),
            ("name:-3", "name"),
        ] {
            assert_eq!(Arrangement::parse(line).print(), read, "{line}");
        }
    }

    #[test]
    fn the_first_change_begins_with_what_is_seen() {
        let narrower = Arrangement::default().with_shown(Shape::Medium, Column::Waiting, false);
        assert_eq!(narrower.print(), "name,email,last-mail,decision");
        assert_eq!(narrower.with_shown(Shape::Wide, Column::Waiting, true).print(), "name,email,last-mail,decision,waiting");
        assert_eq!(narrower.with_shown(Shape::Wide, Column::Name, false), narrower);
    }

    #[test]
    fn columns_move_within_the_list_only() {
        let three = Arrangement::parse("name,email,due");
        assert_eq!(three.with_moved(Shape::Wide, Column::Due, -1).print(), "name,due,email");
        assert_eq!(three.with_moved(Shape::Wide, Column::Due, 1), three);
        assert_eq!(three.with_moved(Shape::Wide, Column::Name, -1), three);
    }

    #[test]
    fn widths_are_kept_within_bounds_and_given_up() {
        let drawn = Arrangement::parse("name,email").with_width(Shape::Wide, Column::Email, Some(5));
        assert_eq!(drawn.print(), "name,email:48");
        assert_eq!(drawn.tracks(Shape::Wide), "minmax(8rem, 9fr) 48px");
        assert!(drawn.least_room(Shape::Wide).starts_with("calc(48px + 8rem + "));
        assert_eq!(drawn.with_width(Shape::Wide, Column::Email, None).print(), "name,email");
    }

    #[test]
    fn a_narrow_list_has_its_own_columns() {
        let columns = Arrangement::parse("name,decision").columns(Shape::Narrow);
        assert_eq!(columns, [Column::Name, Column::Email, Column::Waiting, Column::LastMail]);
    }

    #[test]
    fn without_mails_their_columns_are_there_only_where_somebody_put_them() {
        let none = Arrangement::default().with_mails(Mails::from(Ability::Unavailable));
        for shape in [Shape::Wide, Shape::Medium, Shape::Narrow] {
            assert!(!none.columns(shape).into_iter().any(Column::tells_of_mails), "{shape:?}");
            assert!(Arrangement::default().columns(shape).into_iter().any(Column::tells_of_mails), "{shape:?}");
        }
        let asked = none.with_shown(Shape::Medium, Column::LastMail, true);
        assert_eq!(asked.print(), "name,email,waiting,decision,last-mail");
        assert_eq!(asked.anew(), none);
    }
}
