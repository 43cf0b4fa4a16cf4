//! A first scenario from ten answers: what to ask, what an answer means, and the file that follows.

mod text;

pub use text::text;

use super::moment::{Moment, moment};
use super::units::{ELAPSED, WORKING, parse};
use jiff::civil::DateTime;

/// What a campaign looks like to whoever has run it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    name: String,
    /// Channels, and how many pieces each needs.
    channels: Vec<(String, u32)>,
    /// People who create, who prepare data, who publish.
    people: [u32; 3],
    /// Working time to create a piece: half take less than the first, nine of ten less than the second.
    effort: [String; 2],
    /// Approvers, and the days on which they sit; none: any day.
    approvers: Vec<(String, Vec<&'static str>)>,
    /// How many of 100 pieces are sent back at least once.
    sent_back: u32,
    /// A date and time of day; none: not known.
    start: Option<String>,
    /// A date, or elapsed time after the start.
    launch: String,
    /// Whether what is ready earlier waits for that date.
    fixed: bool,
    /// What may change late, and how long before the launch.
    change: Option<(String, String)>,
}

/// One question, in plain words.
#[derive(Debug)]
pub struct Question {
    /// What is asked.
    pub words: &'static str,
    /// The answer of whoever gives none.
    pub usual: &'static str,
    take: fn(&mut Answers, &str) -> Result<(), String>,
}

/// The questions, in the order in which they are asked.
pub const QUESTIONS: [Question; 10] = [
    Question {
        words: "What is the campaign called?",
        usual: "Spring campaign",
        take: |answers, said| whole(said).map(|name| answers.name = name),
    },
    Question {
        words: "Which channels does it use, and how many pieces does each need?",
        usual: "e-mail 6, social 8, web 6",
        take: |answers, said| listed(said, channel).map(|found| answers.channels = found),
    },
    Question {
        words: "How many people create, prepare data, publish?",
        usual: "3, 2, 1",
        take: |answers, said| people(said).map(|found| answers.people = found),
    },
    Question {
        words: "How long is one piece worked on by its creator? Half take less than ..., nine of ten less than ...",
        usual: "6h, 13h",
        take: |answers, said| effort(said).map(|found| answers.effort = found),
    },
    Question {
        words: "Who approves, and on which days?",
        usual: "brand any day, legal Tue Thu",
        take: |answers, said| approvers(said).map(|found| answers.approvers = found),
    },
    Question {
        words: "How many of 100 pieces are sent back at least once?",
        usual: "50",
        take: |answers, said| sent_back(said).map(|found| answers.sent_back = found),
    },
    Question {
        words: "On which date does the work start? (- if that is open)",
        usual: "-",
        take: |answers, said| start(said).map(|found| answers.start = found),
    },
    Question {
        words: "When should it launch: a date, or so long after the start?",
        usual: "9w",
        take: |answers, said| launch(answers, said).map(|found| answers.launch = found),
    },
    Question {
        words: "Is that date fixed, so that what is ready earlier waits for it? (yes, no)",
        usual: "yes",
        take: |answers, said| yes(said).map(|found| answers.fixed = found),
    },
    Question {
        words: "What may still change, and how long before the launch? (- if nothing)",
        usual: "offer 3w",
        take: |answers, said| change(answers, said).map(|found| answers.change = found),
    },
];

/// The days of a week, as calendars write them.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Teams of the draft itself, which an approver must not be called.
const TEAMS: [&str; 3] = ["creative", "data", "publishing"];

impl Answers {
    /// The usual answers.
    pub fn usual() -> Answers {
        let mut answers = Answers::default();
        for question in &QUESTIONS {
            // A test sees to it that every usual answer is one.
            let _ = (question.take)(&mut answers, question.usual);
        }
        answers
    }

    /// Takes the answer to a question; an empty one is the usual one.
    ///
    /// # Errors
    /// What was expected instead.
    pub fn take(&mut self, question: &Question, said: &str) -> Result<(), String> {
        let said = said.trim();
        (question.take)(self, if said.is_empty() { question.usual } else { said })
    }
}

fn whole(said: &str) -> Result<String, String> {
    Ok(said.to_owned())
}

/// The parts between commas, each understood, none twice.
fn listed<T>(
    said: &str,
    one: fn(&str) -> Result<(String, T), String>,
) -> Result<Vec<(String, T)>, String> {
    let found: Vec<(String, T)> =
        said.split(',').map(|part| one(part.trim())).collect::<Result<_, _>>()?;
    for (at, (name, _)) in found.iter().enumerate() {
        if found[..at].iter().any(|(other, _)| other == name) {
            return Err(format!("`{name}` is named twice; each needs a name of its own"));
        }
    }
    Ok(found)
}

fn channel(part: &str) -> Result<(String, u32), String> {
    let expected = || {
        format!("found `{part}`; expected a channel and its number of pieces, such as `e-mail 6`")
    };
    let (name, count) = part.rsplit_once(char::is_whitespace).ok_or_else(expected)?;
    match count.parse() {
        Ok(count) if count > 0 && is_name(name) => Ok((name.trim().to_owned(), count)),
        _ => Err(expected()),
    }
}

/// Whether an answer can be the name of one thing: it has a letter or a digit, and no mark that parts several.
fn is_name(said: &str) -> bool {
    said.chars().any(char::is_alphanumeric) && !said.contains([';', ':', ','])
}

fn people(said: &str) -> Result<[u32; 3], String> {
    let found: Option<Vec<u32>> =
        said.split(',').map(|part| part.trim().parse().ok().filter(|n| *n > 0)).collect();
    let found = found.and_then(|found| <[u32; 3]>::try_from(found).ok());
    found.ok_or_else(|| format!("found `{said}`; expected three numbers from 1, such as `3, 2, 1`"))
}

fn effort(said: &str) -> Result<[String; 2], String> {
    let expected = |why: &str| format!("found `{said}`; {why}, such as `6h, 13h`");
    let parts: Vec<String> = said.split(',').map(|part| part.trim().to_owned()).collect();
    let found =
        <[String; 2]>::try_from(parts).map_err(|_| expected("expected two working times"))?;
    let [Ok(half), Ok(most)] = [&found[0], &found[1]].map(|part| parse(part, WORKING)) else {
        return Err(expected("expected two working times with units (h, d of 8 h)"));
    };
    if half < 1 || most <= half {
        return Err(expected(
            "half take less than the first, nine of ten less than the second, which is longer",
        ));
    }
    Ok(found)
}

fn approvers(said: &str) -> Result<Vec<(String, Vec<&'static str>)>, String> {
    let found = listed(said, approver)?;
    match found.iter().find(|(name, _)| TEAMS.contains(&name.as_str())) {
        Some((name, _)) => {
            Err(format!("`{name}` is a team that works; an approver needs another name"))
        }
        None => Ok(found),
    }
}

/// A name, and the days that follow it.
fn approver(part: &str) -> Result<(String, Vec<&'static str>), String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let named = match words.as_slice() {
        [name @ .., "any", "day"] => name,
        all => &all[..all.iter().rposition(|word| days(word).is_none()).map_or(0, |last| last + 1)],
    };
    let name = named.join(" ");
    if !is_name(&name) && !name.contains(':') {
        return Err(format!(
            "found `{part}`; expected an approver and days, such as `legal Tue Thu` or `brand any day` (work that \
             nobody approves needs no approval step: take it out of the file)"
        ));
    }
    // Something like a day, or a time of day, that is taken for a part of the name.
    let odd = |word: &&&str| {
        let is_day = |part: &str| {
            let begin = part.get(..3).unwrap_or_default();
            let known = DAYS.iter().any(|day| begin.eq_ignore_ascii_case(day));
            known
                && if part.len() > 3 {
                    part.to_lowercase().ends_with("day")
                } else {
                    word.contains('-')
                }
        };
        let marked = word.contains(':') || word.chars().any(|c| c.is_ascii_digit());
        days(word).is_none() && (marked || word.split('-').any(is_day))
    };
    if let Some(word) = words.iter().find(odd) {
        return Err(format!(
            "found `{part}`; `{word}` is none of {}: write days so, without times of day, such as `legal Tue Thu`",
            DAYS.join(", ")
        ));
    }
    let days = words[named.len()..].iter().filter_map(|word| days(word)).flatten();
    Ok((name, days.collect()))
}

/// The days that a word names: one, or those from one to another ("Mon-Wed").
fn days(word: &str) -> Option<Vec<&'static str>> {
    let place = |word: &str| DAYS.iter().position(|day| day.eq_ignore_ascii_case(word));
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let (first, last) = (place(first)?, place(last)?);
    (first <= last).then(|| DAYS[first..=last].to_vec())
}

fn sent_back(said: &str) -> Result<u32, String> {
    let found = said.trim_end_matches('%').trim().parse().ok().filter(|share| *share < 100);
    found.ok_or_else(|| format!("found `{said}`; expected a number from 0 to 99"))
}

fn start(said: &str) -> Result<Option<String>, String> {
    match said {
        "-" => Ok(None),
        _ => match moment(said) {
            Some(Moment::Day(day)) => Ok(Some(format!("{day} 09:00"))),
            Some(Moment::Time(_)) => Ok(Some(said.to_owned())),
            None => Err(format!(
                "found `{said}`; expected a date such as 2027-01-04, or - if it is open"
            )),
        },
    }
}

fn yes(said: &str) -> Result<bool, String> {
    match said.to_lowercase().as_str() {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err(format!("found `{said}`; expected yes or no")),
    }
}

/// How long after the start the launch is, or its date.
fn launch(answers: &Answers, said: &str) -> Result<String, String> {
    let expected = |why: &str| {
        format!("found `{said}`; {why}, such as 2027-03-08, or so long after the start, such as 9w")
    };
    let date = moment(said).map(|date| date.instant(false));
    match (date, parse(said, ELAPSED)) {
        (Some(_), _) if answers.start.is_none() => Err(expected(
            "a date needs the date on which the work starts (question 7); expected a time",
        )),
        (Some(date), _) if answers.start_date().is_some_and(|start| date <= start) => {
            Err(expected("that is not after the start; expected a later date"))
        }
        (Some(_), _) => Ok(said.to_owned()),
        (None, Ok(1..)) => Ok(said.to_owned()),
        _ => Err(expected("expected a date")),
    }
}

fn change(answers: &Answers, said: &str) -> Result<Option<(String, String)>, String> {
    let expected = |why: &str| {
        format!(
            "found `{said}`; {why}expected one thing that changes and how long before the launch, such as `offer 3w`, or -"
        )
    };
    if said == "-" {
        return Ok(None);
    }
    if said.contains(',') {
        return Err(expected("only one change is asked for, more can be added to the file; "));
    }
    let (name, before) = said.rsplit_once(char::is_whitespace).ok_or_else(|| expected(""))?;
    if !is_name(name) {
        return Err(expected(""));
    }
    let before_h = parse(before, ELAPSED).map_err(|why| expected(&format!("{why}; ")))?;
    if answers.until_launch().is_some_and(|span| before_h > span) {
        return Err(expected("that is before the start; "));
    }
    Ok(Some((name.trim().to_owned(), before.to_owned())))
}

impl Answers {
    fn start_date(&self) -> Option<DateTime> {
        moment(self.start.as_ref()?).map(|start| start.instant(false))
    }

    /// Microseconds from the start to the launch, if that can be said yet.
    fn until_launch(&self) -> Option<i64> {
        match moment(&self.launch) {
            Some(launch) => {
                let span = launch.instant(false).duration_since(self.start_date()?);
                i64::try_from(span.as_micros()).ok()
            }
            None => parse(&self.launch, ELAPSED).ok(),
        }
    }
}

#[cfg(test)]
mod tests;
