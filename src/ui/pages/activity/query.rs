//! Owns the filters of the activity as they stand in the address: read, printed, made into the filter of the domain.
//! Refuses the name of who acted: it is personal data, and addresses are kept in histories.

use crate::domain::{activity_filter::ActivityFilter, activity_kind::ActivityKind, time_zone::TimeZone, timestamp::Timestamp};

/// Filters that stand in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActivityQuery {
    /// What the entries are about.
    pub kind: Option<ActivityKind>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day, which is included.
    pub until: Option<Day>,
}

/// A day of the calendar, wherever it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Day {
    text: String,
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        // Whether the calendar has it.
        Timestamp::parse(text).ok().filter(|at| at.day() == text)?;
        Some(Self { text: text.to_owned() })
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl ActivityQuery {
    /// Reads the part of an address after `?`. What is unknown is as if it were not there.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            match name {
                "kind" => query.kind = ActivityKind::read(value),
                "from" => query.from = Day::read(value),
                "until" => query.until = Day::read(value),
                _ => {}
            }
        }
        query
    }

    /// The part of an address after `?`; empty without filters.
    #[must_use]
    pub fn print(&self) -> String {
        let kind = self.kind.map(|kind| format!("kind={}", kind.name()));
        let from = self.from.as_ref().map(|day| format!("from={}", day.text()));
        let until = self.until.as_ref().map(|day| format!("until={}", day.text()));
        kind.into_iter().chain(from).chain(until).collect::<Vec<_>>().join("&")
    }

    /// The filter, together with who acted. Days are those of the zone, the last one included.
    #[must_use]
    pub fn filter(&self, actor: Option<String>, zone: &TimeZone) -> ActivityFilter {
        ActivityFilter {
            kind: self.kind,
            actor,
            from: self.from.as_ref().and_then(|day| zone.start_of_day(day.text(), 0)),
            until: self.until.as_ref().and_then(|day| zone.start_of_day(day.text(), 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn an_address_says_the_filters_and_is_read_back() {
        let (default, day) = (ActivityQuery::default(), Day::read("2026-11-22"));
        for (query, printed) in [
            (default.clone(), ""),
            (ActivityQuery { kind: Some(ActivityKind::Batch), ..default.clone() }, "kind=batch"),
            (ActivityQuery { from: day.clone(), ..default.clone() }, "from=2026-11-22"),
            (
                ActivityQuery { kind: Some(ActivityKind::Settings), from: day.clone(), until: day.clone() },
                "kind=settings&from=2026-11-22&until=2026-11-22",
            ),
        ] {
            assert_eq!(query.print(), printed);
            assert_eq!(ActivityQuery::parse(printed), query, "{printed}");
        }
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        for text in
            ["", "?", "kind", "kind=", "kind=mail", "from=", "from=2026-02-30", "from=2026-1-1", "until=2026-11-22T00:00:00Z", "actor=Ada"]
        {
            assert_eq!(ActivityQuery::parse(text), ActivityQuery::default(), "{text}");
        }
        assert_eq!(ActivityQuery::parse("from=+026-11-22&kind=batch").print(), "kind=batch");
    }

    #[test]
    fn the_last_day_is_included_and_the_name_stays_out_of_the_address() {
        let query = ActivityQuery::parse("from=2026-11-20&until=2026-11-22");
        let filter = query.filter(Some("Ada".into()), &TimeZone::default());
        assert_eq!((filter.from, filter.until), (Some(at("2026-11-20")), Some(at("2026-11-23"))));
        assert_eq!(filter.actor.as_deref(), Some("Ada"));
        assert!(!query.print().contains("Ada"));
    }
}
