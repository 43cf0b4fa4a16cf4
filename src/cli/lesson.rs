//! `flowcast lesson`: a lesson for a workshop as a page that plays.

use super::outcome::Outcome;
use super::play::write;
use super::session::output;
use flowcast::digest::sha256;
use flowcast::error::Error;
use flowcast::live::message::Given;
use flowcast::report::lesson::{LESSONS, Lesson, REPLICATIONS};
use flowcast::report::play::{self, Play};
use flowcast::scenario::{Document, Problems};
use flowcast::text::slug;
use flowcast::{live, plan};
use std::path::PathBuf;

/// List the lessons for a workshop, or make one as a page that plays
///
/// A setting, a prediction, a run, a debrief, and what to try: one HTML file that needs no network.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast lesson 2 -o committee.html")]
pub struct Args {
    /// Which lesson; without it, all are listed
    #[arg(value_name = "N", value_parser = lesson_number)]
    pub number: Option<u8>,
    /// The page (default: output/lesson-<title>.html)
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a page that is there
    #[arg(long)]
    pub force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// The number of a lesson.
fn lesson_number(text: &str) -> Result<u8, String> {
    let number =
        text.parse().ok().filter(|number| (1..=LESSONS.len()).contains(&usize::from(*number)));
    number.ok_or_else(|| {
        format!(
            "expected the number of a lesson, 1 to {}; without one, all are listed",
            LESSONS.len()
        )
    })
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let lessons = LESSONS.iter().map(|(page, _)| Lesson::read(page).map_err(Error::Internal));
    let lessons: Vec<Lesson> = lessons.collect::<Result<_, _>>()?;
    let Some(number) = args.number else {
        let lines: Vec<&str> = lessons.iter().map(|lesson| lesson.title.as_str()).collect();
        output::print(&format!("{}\n", lines.join("\n")))?;
        return Ok(Outcome::Complete);
    };
    let place = usize::from(number) - 1;
    let page = page(&lessons[place], LESSONS[place].1)?;
    let default =
        || PathBuf::from("output").join(format!("lesson-{}.html", slug(&lessons[place].title)));
    let path = args.out.clone().unwrap_or_else(default);
    write(&path, &page, (args.force, args.quiet))?;
    Ok(Outcome::Complete)
}

fn page(lesson: &Lesson, scenario: &str) -> Result<String, Error> {
    let text = format!("{scenario}{}", lesson.control_tables());
    // What the lesson compares with first is what its page compares with: the grey shape, "before".
    let sets = lesson.sets();
    let internal = |why: String| Error::Internal(why);
    let document = Document::parse(&lesson.scenario, &text).and_then(|found| found.with(&sets));
    let wrong = |found: Problems| internal(found.render(false));
    let document = document.map_err(wrong)?;
    let loaded = document.resolve().map_err(wrong)?;
    let plans = plan::compile_all(&loaded).map_err(|found| internal(format!("{found:?}")))?;
    live::controls(&document, &loaded, &plans).map_err(wrong)?;
    let given = Given { name: lesson.scenario.clone(), text, sets, ..Given::default() };
    play::page(&Play {
        title: &lesson.title,
        given: &given,
        sha256: &sha256(given.text.as_bytes()),
        bits: &live::bits(&plans, loaded.study.seed),
        replications: Some(REPLICATIONS),
        seed: None,
        lesson: Some(lesson),
    })
    .map_err(|error| internal(error.to_string()))
}
