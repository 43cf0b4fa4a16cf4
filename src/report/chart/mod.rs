//! Charts of a study and of a trace: each answers a question or says what is found, in SVG and PNG from the same drawing.
//!
//! A chart is a function that fills a `Sheet`; what it draws with is in `draw`. plotters' own histograms and
//! boxes are not used: its histogram loses bars and changes their order between runs, its quartiles draw
//! whiskers where no value is.
//!
//! A new chart of a study is one file here, and its line in `CHARTS`: its name, what it answers, its place among the others.

mod answer;
mod differences;
pub mod dimensions;
mod distribution;
mod draw;
pub mod frictions;
mod idle;
mod launch_by_day;
mod lines;
mod map;
pub mod path_and_front;
mod readiness;
mod recorded;
mod sample;
mod scale;
mod stacked;
mod timeline;
mod tornado;
mod trade_off;
mod waterfall;
pub mod worlds;

#[cfg(test)]
mod tests;

use crate::analysis::Analysis;
use crate::study::Study;

pub use answer::models as in_the_answer;
pub use draw::Names;
pub use lines::{Line, Lines, lines};
pub use map::{Map, MapCell, map};
pub use recorded::{Times, recorded};
pub use timeline::segments::{Doing, Segment, segments};
pub use timeline::{Campaign, Switched, timelines};
pub use tornado::{Bar, Tornado, tornado};
pub use waterfall::{Step, Waterfall, waterfall};

use draw::parts::Frame;
pub use draw::parts::Strip;
use draw::theme::Paper;
use draw::{Mark, Sheet, png, svg, text, theme};

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The picture would not fit into memory or into the format.
    #[error("the chart is too large to be drawn: {0} × {1} pixels")]
    TooLarge(f64, f64),
    /// plotters or a backend of it failed.
    #[error("the chart cannot be painted: {0}")]
    Backend(String),
    /// The PNG encoder failed.
    #[error("the chart cannot be encoded as PNG: {0}")]
    Encoding(#[from] ::png::EncodingError),
}

/// A chart that can be drawn of a study.
pub struct Chart {
    name: &'static str,
    /// Where a page shows it; `None`: under the judgement.
    question: Option<Question>,
    /// Draws it on a paper; `None` where the study has nothing that it could show.
    draw: Draw,
}

/// What a reader asks, and charts answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// When is it launched?
    When,
    /// Which piece is ready when?
    Pieces,
    /// Where does the time go?
    Time,
    /// Where does rework come from?
    Rework,
    /// Who is idle?
    People,
    /// What does speed cost?
    Price,
}

/// Every chart of a study, in the order in which they are shown.
pub const CHARTS: &[Chart] = &[
    Chart { name: ANSWER, question: None, draw: answer::draw },
    Chart { name: "cycle-time", question: Some(Question::When), draw: distribution::time },
    Chart { name: "launch-by-day", question: Some(Question::When), draw: launch_by_day::draw },
    Chart { name: "differences", question: Some(Question::When), draw: differences::draw },
    Chart { name: "trade-off", question: Some(Question::Price), draw: trade_off::draw },
    Chart { name: "rework", question: Some(Question::Rework), draw: distribution::rework },
    Chart { name: "waiting", question: Some(Question::Time), draw: stacked::waiting },
    Chart { name: "idle", question: Some(Question::People), draw: distribution::idle },
];

/// The name of the chart that stands under the judgement.
pub const ANSWER: &str = "answer";

type Draw = fn(&Study, &Names, Paper) -> Option<Sheet>;

/// The names of the charts that answer a question.
pub fn answering(question: Question) -> impl Iterator<Item = &'static str> {
    let answering = CHARTS.iter().filter(move |chart| chart.question == Some(question));
    let pieces = (question == Question::Pieces).then_some(READINESS);
    answering.map(Chart::name).chain(pieces)
}

/// A chart, with the same drawn anew for a phone.
fn on_every_paper(draw: impl Fn(Paper) -> Drawing) -> Drawing {
    Drawing { narrow: Some(Box::new(draw(theme::PHONE))), ..draw(theme::WIDE) }
}

/// As [`on_every_paper`], of a chart that may have nothing to show.
fn on_both(draw: impl Fn(Paper) -> Option<Drawing>) -> Option<Drawing> {
    let narrow = draw(theme::PHONE).map(Box::new);
    Some(Drawing { narrow, ..draw(theme::WIDE)? })
}

impl Chart {
    /// Stem of its file's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The chart of a study; `None` where the study has nothing that it could show.
    pub fn of(&self, study: &Study, names: &Names) -> Option<Drawing> {
        let footer = draw::sheet::footer(study);
        on_both(|paper| Some((self.draw)(study, names, paper)?.finish(self.name, &footer)))
    }
}

/// The name of the chart of deliverables.
pub const READINESS: &str = "readiness";

/// Which piece is ready when; `None` of a single one, or where nothing was ever done.
pub fn readiness(analysis: &Analysis, names: &Names) -> Option<Drawing> {
    let footer = draw::sheet::footer(&analysis.study);
    on_both(|paper| Some(readiness::draw(analysis, names, paper)?.finish(READINESS, &footer)))
}

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Stem of its file's name, such as `cycle-time`.
    pub name: &'static str,
    title: String,
    description: String,
    /// Logical pixels.
    width: f64,
    height: f64,
    /// Where the title ends; above that nothing else stands.
    head: f64,
    /// Where it is cut for paper, if it says so.
    frame: Option<Frame>,
    /// Whether it is left out, since it stands over the picture already.
    untitled: bool,
    marks: Vec<Mark>,
    /// What went wrong while it was drawn.
    fault: Option<String>,
    /// The same for a phone, where there is one.
    narrow: Option<Box<Drawing>>,
}

impl Drawing {
    /// The same for a phone, where there is one.
    pub fn narrow(&self) -> Option<&Drawing> {
        self.narrow.as_deref()
    }

    /// The same without its title where that is the words over it.
    #[must_use]
    pub fn under(mut self, words: &str) -> Drawing {
        self.untitled = words.trim_end_matches('.') == self.title.trim_end_matches('.');
        self.narrow = self.narrow.map(|narrow| Box::new(narrow.under(words)));
        self
    }

    /// Logical pixels.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Where what is shown begins: below the title where that is left out.
    pub fn top(&self) -> f64 {
        if self.untitled { self.head } else { 0.0 }
    }

    /// Strips from the top down, a list for each sheet of paper that it takes.
    pub fn parts(&self) -> Vec<Vec<Strip>> {
        draw::parts::of(self)
    }

    /// The question that it answers, or what is found.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it shows, in words.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// As an SVG document that scales and has a title and a description; the same bytes every time.
    ///
    /// # Errors
    /// If it could not be drawn.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        self.to_svg_with_id(self.name)
    }

    /// As [`Drawing::to_svg`], with ids that begin with `id` instead of the name: for pages that hold
    /// several drawings.
    ///
    /// # Errors
    /// If it could not be drawn.
    pub fn to_svg_with_id(&self, id: &str) -> Result<String, ChartError> {
        self.check()?;
        Ok(svg::render(self, id))
    }

    /// As the bytes of a PNG with `scale` pixels per SVG pixel (2 is good for print and screens).
    ///
    /// # Errors
    /// If it could not be drawn, or if the picture would take too much memory.
    pub fn to_png(&self, scale: u32) -> Result<Vec<u8>, ChartError> {
        self.check()?;
        png::render(self, scale)
    }

    fn check(&self) -> Result<(), ChartError> {
        self.fault.clone().map_or(Ok(()), |fault| Err(ChartError::Backend(fault)))
    }

    /// Texts that only an SVG can show, with the fonts of whoever looks at it: the embedded font, with which a
    /// PNG is painted, lacks some of their letters.
    pub fn not_in_png(&self) -> Vec<String> {
        let lacks = |mark: &Mark| match mark {
            Mark::Text { text, style, .. } => {
                let lacking = text.chars().any(|c| !text::is_drawn(c, style.weight));
                lacking.then(|| text.clone())
            }
            _ => None,
        };
        self.marks.iter().filter_map(lacks).collect()
    }
}

/// Every chart that this study has something to show in.
pub fn all(study: &Study) -> Vec<Drawing> {
    let names = Names::of(study);
    CHARTS.iter().filter_map(|chart| chart.of(study, &names)).collect()
}

/// Where the numbers of a chart of a study come from.
pub fn footer(study: &Study) -> String {
    draw::sheet::footer(study)
}

/// A model of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The colour of its line in charts as `#RRGGBB`, and the dash pattern, where it stands out.
    pub key: Option<(String, Option<String>)>,
}

/// The models of a study, each with the colour of its role.
pub fn by_role(study: &Study, names: &Names) -> Vec<Named> {
    let named = |(model, runs): (usize, &crate::study::ModelRuns)| Named {
        name: runs.name.clone(),
        key: names.stands_out(model).then(|| (names.hex(model), None)),
    };
    study.models.iter().enumerate().map(named).collect()
}

/// Models, each with a colour and dashes of its own.
pub fn by_name(models: &[String]) -> Vec<Named> {
    let dashes = |model| theme::dash_of(model).map(|(on, off)| format!("{on} {off}"));
    let named = |(model, name): (usize, &String)| Named {
        name: name.clone(),
        key: Some((theme::hex(theme::colour_of(model)), dashes(model))),
    };
    models.iter().enumerate().map(named).collect()
}

/// The models, best first: by when 85 of 100 campaigns are there.
pub fn best_first(study: &Study) -> Vec<usize> {
    sample::best_first(study)
}
