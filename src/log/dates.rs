//! The dates of a log. The clock on the wall is kept, offsets are dropped: people keep office hours by the wall.

use super::Grain;
use super::columns::{self, Columns, Field};
use super::findings::Findings;
use super::stamp::{DateOrder, EPOCH, Stamp, parse, unordered};
use super::table::{Alike, Row, Table};
use super::zone::Zone;
use crate::time::{DAY, Instant, MINUTE, WEEK};
use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

/// All dates of a log.
pub struct Dates {
    order: Option<DateOrder>,
    zone: Option<Zone>,
    notes: Vec<String>,
    grain: Grain,
}

impl Dates {
    /// Looks at all of them: finds out their order, and what is wrong with them.
    pub fn of(
        table: &Table<'_>,
        columns: &Columns,
        (told, clock): (Option<DateOrder>, Option<Zone>),
        found: &mut Findings<'_>,
    ) -> Dates {
        let mut dates = Dates { order: told, zone: clock, notes: Vec::new(), grain: Grain::Day };
        let fields = [Field::Asked, Field::Start, Field::End];
        let places: Vec<usize> = fields.iter().filter_map(|field| columns.place(*field)).collect();
        if told.is_none() {
            dates.find_order(table, &places, found);
        }
        let mut zones = Zones::default();
        let mut grains = [None; 3];
        let mut days = [Alike::default(); 3];
        for row in &table.rows {
            for (field, place) in fields.iter().filter_map(|it| Some((*it, columns.place(*it)?))) {
                let Some(cell) = row.cell(place) else { continue };
                match parse(cell, dates.order) {
                    Ok(stamp) => {
                        let kind = field as usize - Field::Asked as usize;
                        if stamp.grain == Grain::Day {
                            days[kind].add(row);
                        }
                        let grain = &mut grains[kind];
                        *grain = Some(grain.map_or(stamp.grain, |known| stamp.grain.min(known)));
                        let utc = columns::is_utc(&table.header[place]).then_some(0);
                        zones.see(Stamp { offset: stamp.offset.or(utc), ..stamp }, row, place);
                    }
                    Err(fault) => found.row(fault.what(), place, row.line, || {
                        let name = &table.header[place];
                        let message = format!("`{name}`: \"{}\" is {}", shown(cell), fault.what());
                        (table.place(row, place), message, fault.help().to_owned())
                    }),
                }
            }
        }
        let places = fields.map(|field| columns.place(field));
        dates.notes.extend(midnights((table, places), &days, &grains));
        zones.judge(table, dates.zone.as_ref(), found, &mut dates.notes);
        let coarser = grains[1].max(grains[2]);
        dates.grain = coarser.unwrap_or(Grain::Day);
        if dates.grain == Grain::Day {
            dates.notes.push("Times are dates only: no hours can be told from them.".to_owned());
        }
        dates
    }

    /// Whether days or months come first: a number above 12 tells.
    fn find_order(&mut self, table: &Table<'_>, places: &[usize], found: &mut Findings<'_>) {
        let mut first: [Option<(usize, usize)>; 3] = [None; 3];
        for (number, row) in table.rows.iter().enumerate() {
            for place in places {
                let Some((a, b)) = row.cell(*place).and_then(unordered) else { continue };
                let kind = if a > 12 {
                    0
                } else if b > 12 {
                    1
                } else {
                    2
                };
                first[kind].get_or_insert((number, *place));
            }
        }
        let cell = |(row, place): (usize, usize)| {
            let row = &table.rows[row];
            (row.line, row.raw(place), table.place(row, place))
        };
        let mut decide = |order, words: &str, (line, text, _): (usize, &str, _)| {
            self.order = Some(order);
            self.notes
                .push(format!("Dates are {words} first: line {line} has \"{}\".", shown(text)));
        };
        match first.map(|at| at.map(cell)) {
            [Some(day), Some(month), _] => {
                let message = format!(
                    "\"{}\" has the month first, but \"{}\" on line {} the day",
                    shown(month.1),
                    shown(day.1),
                    day.0
                );
                found.place(month.2, &message, "export all dates in one form, best as 2026-01-31");
            }
            [Some(day), None, _] => decide(DateOrder::Dmy, "day", day),
            [None, Some(month), _] => decide(DateOrder::Mdy, "month", month),
            [None, None, Some(any)] => {
                let message = format!(
                    "\"{}\" may be day first or month first, as all dates here",
                    shown(any.1)
                );
                found.place(any.2, &message, "say which: --dates dmy or --dates mdy");
            }
            [None, None, None] => {}
        }
    }

    /// What a row says of a time; nothing where the order of its numbers is not known, of which has been told.
    pub fn of_row(&self, columns: &Columns, row: &Row, field: Field) -> Option<Stamp> {
        let is_told = |cell: &&str| self.order.is_some() || unordered(cell).is_none();
        let cell = columns.cell(row, field).filter(is_told)?;
        let stamp = parse(cell, self.order).ok()?;
        Some(match &self.zone {
            Some(zone) if stamp.grain != Grain::Day => {
                let utc = stamp.at.0 - i64::from(stamp.offset.unwrap_or(0)) * MINUTE;
                Stamp { at: zone.wall(Instant(utc)), ..stamp }
            }
            _ => stamp,
        })
    }

    /// The coarser one of starts and ends.
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// What was decided.
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

/// Dates without an hour in columns that tell hours elsewhere.
fn midnights(
    (table, places): (&Table<'_>, [Option<usize>; 3]),
    days: &[Alike; 3],
    grains: &[Option<Grain>; 3],
) -> Vec<String> {
    let told = |((days, grain), place): ((&Alike, &Option<Grain>), Option<usize>)| {
        let rows = days.told().filter(|_| *grain != Some(Grain::Day))?;
        let name = &table.header[place?];
        Some(format!(
            "Rows in which `{name}` is a date without an hour: {rows}; taken for midnight."
        ))
    };
    days.iter().zip(grains).zip(places).filter_map(told).collect()
}

/// Offsets from UTC that were seen, and where first.
#[derive(Default)]
struct Zones {
    /// (offset, row's line, range of the row's cell is asked for later)
    seen: Vec<(Option<i16>, usize, usize)>,
}

impl Zones {
    fn see(&mut self, stamp: Stamp, row: &Row, place: usize) {
        let known = self.seen.iter().any(|(offset, ..)| *offset == stamp.offset);
        if stamp.grain != Grain::Day && !known {
            self.seen.push((stamp.offset, row.line, place));
        }
    }

    /// Offsets an hour apart are summer and winter; others are two places.
    fn judge(
        mut self,
        table: &Table<'_>,
        told: Option<&Zone>,
        found: &mut Findings<'_>,
        notes: &mut Vec<String>,
    ) {
        self.seen.sort_by_key(|(_, line, _)| *line);
        let Some((first, line, _)) = self.seen.first().copied() else { return };
        let minutes = || self.seen.iter().filter_map(|(offset, ..)| *offset);
        let spread = minutes().max().unwrap_or(0) - minutes().min().unwrap_or(0);
        let mixed = self.seen.iter().any(|(offset, ..)| offset.is_none() != first.is_none());
        let apart = mixed || told.is_none() && spread > 60;
        if let Some((other, at, place)) = self.seen.get(1).copied().filter(|_| apart) {
            let message = format!(
                "times of two time zones: {} on line {at}, {} on line {line}",
                zone(other),
                zone(first)
            );
            let range = table.place_on(at, place);
            found.place(range, &message, "export all times of one place, by the clock on its wall");
        } else if let Some(zone) = told {
            let taken = if first.is_none() { ", taken for UTC," } else { "" };
            notes.push(format!("Times{taken} are shown by the clock of {}.", zone.name()));
        } else if self.seen.len() > 1 {
            let zones: Vec<String> = self.seen.iter().map(|(offset, ..)| zone(*offset)).collect();
            notes.push(format!(
                "Offsets differ ({}), as with summer time: the clock on the wall is kept.",
                zones.join(" and ")
            ));
        } else if first == Some(0) {
            notes.push("All times are in UTC (Z), and are taken for those on people's walls: where people work elsewhere, hours of work and efforts are wrong; export local times, or say where with --zone.".to_owned());
        } else if first.is_some() {
            notes.push(format!(
                "All times have the offset {}: the clock is kept as it is.",
                zone(first)
            ));
        }
    }
}

fn zone(offset: Option<i16>) -> String {
    match offset {
        None => "no offset".to_owned(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}

/// The Monday at 00:00 of the week of a time, in microseconds since 1970.
pub fn monday(at: Instant) -> i64 {
    // 1970 began on a Thursday.
    (at.0 + 3 * DAY).div_euclid(WEEK) * WEEK - 3 * DAY
}

/// Microseconds since 1970 as a date.
pub fn at(micros: i64) -> DateTime {
    DateTime::from_parts(EPOCH, Time::midnight())
        .saturating_add(SignedDuration::from_micros(micros))
}

/// A cell as it may be shown in a sentence.
pub fn shown(cell: &str) -> String {
    let short: String = cell.chars().take(40).collect();
    crate::text::plain(&short).into_owned()
}
