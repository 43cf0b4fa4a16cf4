//! A date or time as tools write them, in one cell.

use super::Grain;
use crate::time::{DAY, Instant};
use jiff::civil::{Date, DateTime, Time};

/// Years in which something can have happened; tools write 1970, 1900 or 1 where there is no date.
pub const YEARS: std::ops::RangeInclusive<i16> = 1980..=2200;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// German ones that differ.
const MONATE: [(&str, i8); 5] = [("mär", 3), ("mrz", 3), ("mai", 5), ("okt", 10), ("dez", 12)];
const LOOKS: &str =
    "dates look like 2026-01-31, 31/01/2026 or 31 Jan 2026, times like 09:00, 09:00:30 or 9:00 AM";

/// How a date of three numbers is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day, also of years of two digits.
    Ymd,
}

/// A date, and how exactly it was written.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// Microseconds since 1970.
    pub at: Instant,
    /// Minutes ahead of UTC.
    pub offset: Option<i16>,
    /// How exactly.
    pub grain: Grain,
}

impl Stamp {
    /// Whether this is before another; where one is a date only, before its day.
    pub fn is_before(self, other: Stamp) -> bool {
        let coarse = [self, other].iter().any(|stamp| stamp.grain == Grain::Day);
        let unit = if coarse { DAY } else { 1 };
        self.at.0.div_euclid(unit) < other.at.0.div_euclid(unit)
    }
}

/// Why a cell is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It looks like none.
    NoDate,
    /// The calendar does not have it.
    NoSuchDay,
    /// The clock does not have it.
    NoSuchTime,
    /// Long ago, or far off.
    Year,
    /// A count of days or seconds.
    Number,
}

impl Fault {
    pub fn what(self) -> &'static str {
        match self {
            Fault::NoDate => "not a date",
            Fault::NoSuchDay => "a day that does not exist",
            Fault::NoSuchTime => "a time that does not exist",
            Fault::Year => "not of the years 1980 to 2200",
            Fault::Number => "a number, not a date",
        }
    }

    pub fn help(self) -> &'static str {
        match self {
            Fault::NoDate | Fault::NoSuchTime => LOOKS,
            Fault::NoSuchDay => {
                "correct it; if the order of day and month is another, say --dates dmy, mdy or ymd"
            }
            Fault::Year => "leave the cell empty where there is no date",
            Fault::Number => "format the column as a date before it is exported",
        }
    }
}

/// Parts of a date's text.
#[derive(Clone, Copy, PartialEq)]
enum Part<'a> {
    Number(&'a str),
    Word(&'a str),
    Sign(char),
}

fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let run = |of: fn(&char) -> bool| {
            rest.char_indices().find(|(_, c)| !of(c)).map_or(rest.len(), |(at, _)| at)
        };
        let (part, length) = if first.is_ascii_digit() {
            let end = run(char::is_ascii_digit);
            (Part::Number(&rest[..end]), end)
        } else if first.is_alphabetic() {
            let end = run(|c| c.is_alphabetic());
            (Part::Word(&rest[..end]), end)
        } else {
            (Part::Sign(first), first.len_utf8())
        };
        rest = &rest[length..];
        Some(part)
    })
}

/// The first two numbers of a date that does not tell its order.
pub fn unordered(text: &str) -> Option<(u32, u32)> {
    let mut parts = parts(text);
    match (parts.next()?, parts.next()?, parts.next()?, parts.next()?) {
        (Part::Number(a), Part::Sign('/' | '-'), Part::Number(b), Part::Sign('/' | '-'))
            if a.len() <= 2 && b.len() <= 2 =>
        {
            Some((a.parse().ok()?, b.parse().ok()?))
        }
        _ => None,
    }
}

/// Reads a date, perhaps with a time and an offset.
pub fn parse(text: &str, order: Option<DateOrder>) -> Result<Stamp, Fault> {
    let mut parts: Vec<Part<'_>> = parts(text).collect();
    // A weekday in front tells nothing new.
    if let [Part::Word(word), ..] = *parts
        && month(word).is_none()
    {
        parts.remove(0);
    }
    if let [Part::Number(_)] | [Part::Number(_), Part::Sign('.' | ','), Part::Number(_)] = *parts
        && !matches!(*parts, [Part::Number(digits)] if digits.len() == 8)
    {
        return Err(Fault::Number);
    }
    let (date, used) = date(&parts, order)?;
    let rest = &parts[used..];
    let (time, grain, used) = clock(rest)?;
    let offset = offset(&rest[used..])?;
    if !YEARS.contains(&date.year()) {
        return Err(Fault::Year);
    }
    let since =
        date.to_datetime(time).duration_since(DateTime::from_parts(EPOCH, Time::midnight()));
    Ok(Stamp { at: Instant(since.as_micros() as i64), offset, grain })
}

/// Where instants of a log count from.
pub const EPOCH: Date = Date::constant(1970, 1, 1);

/// The date, and of how many parts it is.
fn date(parts: &[Part<'_>], order: Option<DateOrder>) -> Result<(Date, usize), Fault> {
    if let [Part::Number(all), ..] = *parts
        && all.len() == 8
    {
        return Ok((day(&all[..4], &all[4..6], &all[6..])?, 1));
    }
    // The three parts of a date, with signs between.
    let whole = |place: &usize| !matches!(parts[*place], Part::Sign('.' | '/' | '-' | ',' | ' '));
    let mut places = (0..parts.len()).filter(whole);
    let (Some(a), Some(b), Some(c)) = (places.next(), places.next(), places.next()) else {
        return Err(Fault::NoDate);
    };
    let dotted = parts.get(a + 1) == Some(&Part::Sign('.'));
    let date = match (parts[a], parts[b], parts[c]) {
        (Part::Word(name), Part::Number(d), Part::Number(y)) => named(y, name, d),
        (Part::Number(y), Part::Word(name), Part::Number(d)) if y.len() == 4 => named(y, name, d),
        (Part::Number(d), Part::Word(name), Part::Number(y)) => named(y, name, d),
        (Part::Number(y), Part::Number(m), Part::Number(d)) if y.len() == 4 => day(y, m, d),
        (Part::Number(x), Part::Number(y), Part::Number(z)) => match order {
            Some(DateOrder::Ymd) => day(x, y, z),
            Some(DateOrder::Mdy) => day(z, x, y),
            Some(DateOrder::Dmy) => day(z, y, x),
            None if dotted => day(z, y, x),
            // The order was asked for: this one has been told of.
            None => day(z, "1", "1"),
        },
        _ => Err(Fault::NoDate),
    }?;
    Ok((date, c + 1))
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let starts = |name: &&str| word.starts_with(*name);
    let english = (1..).zip(&MONTHS).find(|(_, name)| starts(name)).map(|(number, _)| number);
    english.or_else(|| MONATE.iter().find(|(name, _)| starts(name)).map(|(_, number)| *number))
}

fn named(year: &str, name: &str, of: &str) -> Result<Date, Fault> {
    let month = month(name).ok_or(Fault::NoDate)?;
    day(year, &month.to_string(), of)
}

fn day(year: &str, month: &str, day: &str) -> Result<Date, Fault> {
    let [year_number, month, day] = [year, month, day].map(|digits| digits.parse::<i16>());
    let year_number = match (year.len(), year_number) {
        (4, Ok(number)) => number,
        (2, Ok(number)) => 2000 + number - if number >= 70 { 100 } else { 0 },
        _ => return Err(Fault::NoDate),
    };
    let small = |number: Result<i16, _>| number.ok().and_then(|it| i8::try_from(it).ok());
    let (Some(month), Some(day)) = (small(month), small(day)) else { return Err(Fault::NoSuchDay) };
    Date::new(year_number, month, day).map_err(|_| Fault::NoSuchDay)
}

/// The time of day, how exact it is, and of how many parts it is: none, and midnight, where there is none.
fn clock(parts: &[Part<'_>]) -> Result<(Time, Grain, usize), Fault> {
    let between = |part: &&Part<'_>| {
        matches!(part, Part::Sign(' ' | ',')) || matches!(part, Part::Word("T" | "t" | "at" | "um"))
    };
    let skipped = parts.iter().take_while(between).count();
    let (hour, minute, second, rest) = match &parts[skipped..] {
        // 090000, as ISO 8601 has it in short.
        [Part::Number(all), rest @ ..] if skipped > 0 && matches!(all.len(), 4 | 6) => {
            (&all[..2], &all[2..4], all.get(4..6), rest)
        }
        [Part::Number(hour), Part::Sign(':'), Part::Number(minute), rest @ ..] => match rest {
            [Part::Sign(':'), Part::Number(second), rest @ ..] => {
                (*hour, *minute, Some(*second), rest)
            }
            _ => (*hour, *minute, None, rest),
        },
        _ => return Ok((Time::midnight(), Grain::Day, 0)),
    };
    let (fraction, rest) = match rest {
        [Part::Sign('.' | ','), Part::Number(digits), rest @ ..] if second.is_some() => {
            (*digits, rest)
        }
        _ => ("", rest),
    };
    let (half, rest) = half(rest);
    let number = |digits: &str| digits.parse::<i8>().map_err(|_| Fault::NoSuchTime);
    let hour = match (half, number(hour)?) {
        (None, hour) => hour,
        (Some(later), hour @ 1..=12) => hour % 12 + later,
        _ => return Err(Fault::NoSuchTime),
    };
    let micros = format!("{fraction:0<6.6}").parse::<i32>().map_err(|_| Fault::NoSuchTime)?;
    let time = Time::new(hour, number(minute)?, number(second.unwrap_or("0"))?, micros * 1000);
    let grain = if second.is_some() { Grain::Second } else { Grain::Minute };
    Ok((time.map_err(|_| Fault::NoSuchTime)?, grain, parts.len() - rest.len()))
}

/// Hours to add for "AM" or "PM", also written "a.m.", and what follows.
fn half<'p, 't>(parts: &'p [Part<'t>]) -> (Option<i8>, &'p [Part<'t>]) {
    let later = |word: &str| match word.to_ascii_lowercase().as_str() {
        "am" | "a" => Some(0),
        "pm" | "p" => Some(12),
        _ => None,
    };
    let words = match parts {
        [Part::Sign(' '), rest @ ..] => rest,
        _ => parts,
    };
    match words {
        [
            Part::Word(half @ ("a" | "A" | "p" | "P")),
            Part::Sign('.'),
            Part::Word("m" | "M"),
            Part::Sign('.'),
            rest @ ..,
        ] => (later(half), rest),
        [Part::Word(word), rest @ ..] if word.len() == 2 && later(word).is_some() => {
            (later(word), rest)
        }
        _ => (None, parts),
    }
}

/// What follows a time: nothing, or an offset from UTC in minutes.
fn offset(parts: &[Part<'_>]) -> Result<Option<i16>, Fault> {
    let parts: Vec<Part<'_>> =
        parts.iter().filter(|part| !matches!(part, Part::Sign(' ' | '(' | ')'))).copied().collect();
    let (sign, digits) = match *parts {
        [] => return Ok(None),
        [Part::Word("Z" | "z" | "UTC" | "GMT")] => return Ok(Some(0)),
        [Part::Sign(sign @ ('+' | '-')), Part::Number(hours)] => (sign, format!("{hours:0<4}")),
        [
            Part::Sign(sign @ ('+' | '-')),
            Part::Number(hours),
            Part::Sign(':'),
            Part::Number(minutes),
        ] => (sign, format!("{hours}{minutes}")),
        _ => return Err(Fault::NoDate),
    };
    let number = digits.parse::<i16>().map_err(|_| Fault::NoDate)?;
    if digits.len() != 4 || number > 1500 {
        return Err(Fault::NoSuchTime);
    }
    let minutes = number / 100 * 60 + number % 100;
    Ok(Some(if sign == '-' { -minutes } else { minutes }))
}

/// An offset such as `+02:00` in minutes.
pub fn offset_of(text: &str) -> Option<i16> {
    offset(&parts(text).collect::<Vec<_>>()).ok().flatten()
}
