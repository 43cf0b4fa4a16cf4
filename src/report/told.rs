//! What a folder keeps of its page: words, tables, and what its charts show, so that it is made again without simulating.

use super::chart::dimensions::{Dimensions, dimensions};
use super::chart::frictions::{Frictions, frictions};
use super::chart::path_and_front::{Front, path_and_front};
use super::chart::worlds::{Worlds, worlds};
use super::chart::{Drawing, Lines, Tornado, lines, tornado};
use super::document::{Block, Document, Head, Reader};
use super::fine_print::{self, Grounds};
use super::stored::Stored;
use super::story::Story;
use crate::store::manifest::Manifest;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const PAGE: &str = "page.json";

/// A page but for its fine print, which the story and the manifest tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What kind of page it is.
    pub kind: Kind,
    /// What stands over it.
    pub finding: String,
    /// From what the numbers come: "2,000 replications of each model".
    pub sources: String,
    /// What was run how often, by its name.
    pub runs: Vec<(String, String)>,
    /// What a reader has to mind.
    pub caveats: Vec<String>,
    /// Whether nothing is missing.
    pub complete: bool,
    /// Its blocks, without charts.
    pub body: Document,
    /// Its charts, each with the number of blocks before it.
    pub charts: Vec<(usize, Picture)>,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The smallest change.
    Smallest,
    /// The models of a file ranked.
    Ranked,
    /// What holds a model back.
    Frictions,
    /// Models measured by the dimensions of guides.
    Dimensions,
    /// From which value on.
    Breakeven,
    /// What moves a difference.
    Sensitivity,
    /// The long run of a portfolio.
    Steady,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Smallest => "The smallest change",
            Kind::Ranked => "The models ranked",
            Kind::Frictions => "What holds us back",
            Kind::Dimensions => "The models measured",
            Kind::Breakeven => "From which value on",
            Kind::Sensitivity => "What the difference hangs on",
            Kind::Steady => "The long run",
        }
    }
}

/// What a chart shows; it is drawn anew every time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Picture {
    /// The way from today, and what nothing beats.
    Front(Front),
    /// Other worlds.
    Worlds(Worlds),
    /// Frictions as bars.
    Frictions(Frictions),
    /// A panel a dimension.
    Dimensions(Dimensions),
    /// Lines over values.
    Lines(Lines),
    /// Factors, one at a time.
    Tornado(Tornado),
}

impl Picture {
    /// The chart; `None` where there is nothing to be shown.
    pub fn draw(&self) -> Option<Drawing> {
        match self {
            Picture::Front(front) => path_and_front(front),
            Picture::Worlds(shown) => worlds(shown),
            Picture::Frictions(shown) => frictions(shown),
            Picture::Dimensions(shown) => dimensions(shown),
            Picture::Lines(shown) => lines(shown),
            Picture::Tornado(shown) => tornado(shown),
        }
    }
}

impl Stored for Told {}

impl Told {
    /// A page that has only its head yet.
    pub fn new(kind: Kind, finding: String, sources: String) -> Told {
        let (body, complete) = (Document::default(), true);
        let (runs, caveats, charts) = (Vec::new(), Vec::new(), Vec::new());
        Told { kind, finding, sources, runs, caveats, complete, body, charts }
    }

    /// Puts a chart below what it holds so far.
    pub fn chart(&mut self, picture: Option<Picture>) {
        let place = self.body.parts.len();
        self.charts.extend(picture.map(|picture| (place, picture)));
    }

    /// Its charts, drawn.
    pub fn drawings(&self) -> Vec<Option<Drawing>> {
        self.charts.iter().map(|(_, picture)| picture.draw()).collect()
    }

    /// All of it, with its charts where they were drawn.
    pub fn document(
        &self,
        manifest: &Manifest,
        story: &Story,
        drawings: &[Option<Drawing>],
    ) -> Document {
        let mut page = self.body.clone();
        page.head = Head {
            title: manifest.scenario.name.clone(),
            finding: self.finding.clone(),
            kind: self.kind.words(),
            description: story.description.clone(),
            closing: format!(
                "Made by flowcast {} from {}, seed {}. The intervals cover simulation noise only, not errors in the inputs.",
                manifest.flowcast, self.sources, manifest.seed
            ),
        };
        for ((place, _), drawing) in self.charts.iter().zip(drawings).rev() {
            let chart = drawing.iter().map(|drawing| drawing.clone().under(&self.finding));
            let chart = chart.map(|drawing| Block::Chart(drawing.name.to_owned(), drawing));
            page.parts.splice(place..place, chart.map(|chart| (Reader::Page, chart)));
        }
        let runs = self.runs.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let caveats = self.caveats.clone();
        fine_print::add(&mut page, &Grounds { runs, caveats, ..Grounds::of(manifest, story) });
        page
    }
}
