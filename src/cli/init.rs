//! `flowcast init`: a scenario to start from.

use super::options::Format;
use super::outcome::Outcome;
use super::session::{names, output};
use flowcast::error::{Error, shown};
use flowcast::report::Document;
use flowcast::scenario::{
    self,
    draft::{self, Answers, QUESTIONS},
};
use flowcast::store;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

/// Start a scenario from a commented example
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast init my.toml --template first")]
pub struct Args {
    /// The file to write (default: standard output)
    pub file: Option<PathBuf>,
    /// Answer ten questions about your campaign first (answers may be piped, one a line)
    #[arg(long, conflicts_with = "template")]
    pub guided: bool,
    /// Start from this shipped example instead of a draft with the usual answers
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// List the examples
    #[arg(long, conflicts_with_all = ["file", "guided"])]
    pub list: bool,
    /// Replace the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// An example that is shipped.
struct Template {
    name: &'static str,
    text: &'static str,
}

macro_rules! template {
    ($name:literal) => {
        Template { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }
    };
}

/// The shipped scenarios, in the order in which they are best read.
const TEMPLATES: &[Template] = &[
    template!("first"),
    template!("product-launch"),
    template!("fixed-date"),
    template!("monthly-newsletter"),
    template!("annual-report"),
    template!("convergence-gate"),
    template!("multi-channel-launch"),
    template!("regulated-pharma"),
    template!("fundraising-misaligned-hybrid"),
    template!("hero-manager"),
    template!("real-time-campaign"),
    template!("faster-content"),
    template!("more-campaigns"),
    template!("pods"),
    template!("steward"),
    template!("my-own-hybrid"),
    template!("switch"),
];

pub fn run(args: &Args) -> Result<Outcome, Error> {
    if args.list {
        return output::show(&list(), &[], Format::Table).map(|()| Outcome::Complete);
    }
    let text = match &args.template {
        Some(name) => shipped(name)?,
        None if args.guided => drafted(&ask()?)?,
        None => draft::text(&Answers::usual()),
    };
    let Some(path) = &args.file else {
        output::print(&text)?;
        return Ok(Outcome::Complete);
    };
    store::write_new(path, &text, args.force)?;
    output::note(&format!("wrote {0}; next: flowcast compare {0}", shown(path)));
    Ok(Outcome::Complete)
}

fn shipped(name: &str) -> Result<String, Error> {
    let known: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
    names::find("template", name, &known).map(|found| without_schema(TEMPLATES[found].text))
}

/// Asks the questions on standard error and reads an answer a line: at a terminal until each is one, from a pipe
/// through to the end, so that all that is wrong is said at once.
fn ask() -> Result<Answers, Error> {
    let stdin = io::stdin();
    let mut lines = stdin.lock().lines();
    let (mut answers, mut wrong) = (Answers::usual(), Vec::new());
    for (number, question) in (1..).zip(&QUESTIONS) {
        loop {
            output::note(&format!("{number}. {} [{}]", question.words, question.usual));
            let Some(line) = lines.next() else {
                output::note("   no answer: the usual one is taken");
                break;
            };
            let said =
                line.map_err(|source| Error::Read { path: "standard input".into(), source })?;
            let Err(problem) = answers.take(question, &said) else { break };
            if !stdin.is_terminal() {
                wrong.push(format!("answer {number}: {problem}"));
                break;
            }
            output::note(&format!("   {problem}"));
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(Error::Usage(wrong.join("\n"))) }
}

/// The draft, if the answers together make a scenario.
fn drafted(answers: &Answers) -> Result<String, Error> {
    let text = draft::text(answers);
    let loaded = scenario::load("the draft of these answers", &text, &[]);
    loaded.map(|_| text).map_err(|problems| Error::Rendered(problems.render(output::colour())))
}

/// A template without its pointer to a schema, which holds only where the template is shipped.
fn without_schema(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("#:schema"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    text.trim_start_matches("#\n").to_owned()
}

/// Each name with the first sentence of its file, which says what it teaches.
fn list() -> Document {
    let mut page = Document::default();
    page.list(TEMPLATES.iter().map(|known| format!("{}: {}", known.name, teaches(known.text))));
    page
}

/// The first sentence of the first comment that is not for editors (`#:schema ...`).
fn teaches(text: &str) -> String {
    let comments = text.lines().filter(|line| !line.starts_with("#:"));
    let words = comments.map_while(|line| line.strip_prefix('#')).map(str::trim);
    let paragraph: Vec<&str> =
        words.skip_while(|words| words.is_empty()).take_while(|words| !words.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let said = paragraph.strip_prefix("What it teaches: ").unwrap_or(&paragraph);
    said.split_once(". ").map_or(said, |(sentence, _)| sentence).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_teaches() {
        for template in TEMPLATES {
            assert!(!teaches(template.text).is_empty(), "{}", template.name);
        }
        let text = "#:schema x\n#\n# What it teaches: the\n# least. More.\n#\n# Else.\nschema = 1";
        assert_eq!(teaches(text), "the least");
        assert_eq!(without_schema("#:schema x\n#\n# a\nb = 1\n"), "# a\nb = 1\n");
        assert_eq!(teaches("schema = 1\n# late"), "");
    }
}
