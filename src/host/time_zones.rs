//! Owns finding a time zone by its name: its changes out of the time zone database that comes with the host.
//! Refuses to read the machine's own zone and database: a host elsewhere would read the same rule differently.

use crate::domain::{
    time_zone::{OffsetChange, TimeZone},
    timestamp::Timestamp,
};

/// Changes are told from this time to that one: rules are about the present and the near future.
const KNOWN: (&str, &str) = ("2000-01-01T00:00:00Z", "2060-01-01T00:00:00Z");

/// The zone of a name such as `Europe/Warsaw`.
///
/// # Errors
/// There is no zone of this name.
pub fn find(name: &str) -> Result<TimeZone, String> {
    let unknown = || format!("“{name}” is not a time zone such as Europe/Warsaw, America/Sao_Paulo or UTC");
    let zone = jiff::tz::TimeZone::get(name).map_err(|_| unknown())?;
    let known: Result<[jiff::Timestamp; 2], _> = (|| Ok::<_, jiff::Error>([KNOWN.0.parse()?, KNOWN.1.parse()?]))();
    let [start, end] = known.map_err(|_| unknown())?;
    let mut offset = zone.to_offset(start).seconds();
    let first_offset = offset;
    let mut changes = Vec::new();
    for transition in zone.following(start).take_while(|transition| transition.timestamp() < end) {
        let next = transition.offset().seconds();
        // Names and rules change without the clocks being set.
        if next != offset {
            changes.push(OffsetChange { at: Timestamp::from_millis(transition.timestamp().as_millisecond()), offset: next });
            offset = next;
        }
    }
    TimeZone::new(zone.iana_name().unwrap_or(name), first_offset, changes).map_err(|_| unknown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time_zone::Reading;

    #[test]
    fn zones_are_found_by_their_name() {
        for (zone, typed, at, reading) in [
            ("UTC", "2026-11-22", "2026-11-22T00:00:00Z", Reading::Exact),
            ("Europe/Warsaw", "2026-11-22", "2026-11-21T23:00:00Z", Reading::Exact),
            ("Europe/Warsaw", "2031-03-30T02:30", "2031-03-30T01:00:00Z", Reading::Skipped),
            ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", Reading::First),
            ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z", Reading::Skipped),
            ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", Reading::Exact),
            ("Asia/Kathmandu", "2026-11-22", "2026-11-21T18:15:00Z", Reading::Exact),
            // The island left out a whole day.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", Reading::Exact),
        ] {
            let moment = find(zone).unwrap().read(typed).unwrap();
            assert_eq!((String::from(moment.at), moment.reading), (at.into(), reading), "{zone} {typed}");
        }
        assert!(find("Europe/Warszawa").unwrap_err().contains("is not a time zone"));
    }

    #[test]
    fn days_of_every_known_year_are_those_of_the_database() {
        for name in ["Europe/Warsaw", "America/Sao_Paulo", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Tehran"] {
            let (zone, database) = (find(name).unwrap(), jiff::tz::TimeZone::get(name).unwrap());
            for year in 2001..2059 {
                for day in 1..=365 {
                    let date = jiff::civil::date(year, 1, 1).saturating_add(jiff::Span::new().days(day - 1));
                    let start = database.to_zoned(date.to_datetime(jiff::civil::Time::midnight())).unwrap().start_of_day().unwrap();
                    let read = zone.read(&date.to_string()).unwrap();
                    assert_eq!(read.at.millis(), start.timestamp().as_millisecond(), "{name} {date}");
                }
            }
        }
    }
}
