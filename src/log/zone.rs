//! Where the people of a log work, where its times are those of somewhere else: tools keep UTC.

use super::stamp::offset_of;
use crate::time::Instant;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// A clock on a wall: an offset from UTC, or a rule with summer time.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// Of an offset such as `+02:00`, or of a POSIX rule such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    ///
    /// # Errors
    /// What to give instead.
    pub fn parse(text: &str) -> Result<Zone, String> {
        let zone = match text.starts_with(['+', '-']) {
            true => offset_of(text).and_then(|minutes| {
                Offset::from_seconds(i32::from(minutes) * 60).ok().map(TimeZone::fixed)
            }),
            false => TimeZone::posix(text).ok(),
        };
        let zone = zone.ok_or_else(|| {
            "expected an offset such as +02:00, or, with summer time, a rule such as CET-1CEST,M3.5.0,M10.5.0/3: the last line of \
             /usr/share/zoneinfo/Europe/Berlin (names of places are not known here)"
                .to_owned()
        })?;
        Ok(Zone { name: text.to_owned(), zone })
    }

    /// As it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clock on the wall shows; both in microseconds since 1970.
    pub fn wall(&self, utc: Instant) -> Instant {
        let shown = Timestamp::from_microsecond(utc.0).ok();
        let ahead = shown.map_or(0, |at| self.zone.to_offset(at).seconds());
        Instant(utc.0 + i64::from(ahead) * crate::time::SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Summer time of 2026 begins on 29 March at 01:00 UTC.
    #[test]
    fn a_rule_knows_summer_time_and_an_offset_does_not() {
        let at = |text: &str| Instant(text.parse::<Timestamp>().unwrap().as_microsecond());
        let hours = |zone: &Zone, utc: &str| (zone.wall(at(utc)).0 - at(utc).0) / crate::time::HOUR;
        let berlin = Zone::parse("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        assert_eq!(hours(&berlin, "2026-03-29T00:59:59Z"), 1);
        assert_eq!(hours(&berlin, "2026-03-29T01:00:00Z"), 2);
        let fixed = Zone::parse("-05:00").unwrap();
        assert_eq!(hours(&fixed, "2026-07-01T12:00:00Z"), -5);
        for unknown in ["Europe/Berlin", "+25:00", "2", ""] {
            assert!(Zone::parse(unknown).is_err(), "{unknown}");
        }
    }
}
