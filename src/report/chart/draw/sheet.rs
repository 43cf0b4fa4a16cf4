//! What stands around every chart: question, reading help, legend, axes, notes, footer.

use std::cell::RefCell;

use crate::analysis::{self, Advice};
use crate::metric;
use crate::study::{ModelRuns, Study};

use super::canvas::Area;
use super::numbers::{grouped, share_of};
use super::scene::Scene;
use super::text::{Type, clean};
use super::theme::{
    ASKED, Colour, GRID, HEADING, INK, LABEL, MARGIN, NOTE, OTHER, PAPER, RECOMMENDED, SUBTITLE,
    TITLE, TODAY, WIDTH, towards,
};
use crate::report::chart::Drawing;
use crate::report::chart::sample::{Sample, best_first};

/// A chart in the making, filled from the top down.
pub struct Sheet {
    pub scene: Scene,
    /// Where the next thing goes.
    pub y: f64,
    title: String,
    description: RefCell<String>,
    notes: Vec<String>,
    width: f64,
    margin: f64,
}

/// An entry of a legend: a square, hatched in another colour or not, and what it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub colour: Colour,
    pub hatch: Option<Colour>,
    pub text: &'static str,
}

/// The widest that text lines run.
const ROOM: f64 = WIDTH - 2.0 * MARGIN;

impl Sheet {
    /// A sheet with its question and how to read the answer.
    pub fn new(question: &str, reading: &str) -> Sheet {
        Sheet::sized((WIDTH, MARGIN), question, reading)
    }

    /// The same of another width and margin.
    pub fn sized((width, margin): (f64, f64), question: &str, reading: &str) -> Sheet {
        let mut sheet = Sheet {
            width,
            margin,
            scene: Scene::new(),
            y: 18.0,
            title: question.to_owned(),
            description: RefCell::new(reading.to_owned()),
            notes: Vec::new(),
        };
        sheet.lines(question, TITLE, 26.0);
        sheet.y += 2.0;
        sheet.lines(reading, SUBTITLE, 18.0);
        sheet.y += 12.0;
        sheet
    }

    /// The heading of a further picture, and how to read it.
    pub fn heading(&mut self, text: &str, reading: &str) {
        self.y += 18.0;
        self.lines(text, HEADING, 22.0);
        self.lines(reading, SUBTITLE, 18.0);
        self.y += 12.0;
    }

    /// Wrapped lines at the cursor.
    fn lines(&mut self, text: &str, style: Type, leading: f64) {
        for line in style.wrap(text, self.width - 2.0 * self.margin) {
            self.y += leading;
            self.scene.text((self.margin, self.y - leading * 0.25), &line, style);
        }
    }

    /// A remark that will stand below the chart.
    pub fn note(&mut self, text: Option<String>) {
        self.notes.extend(text);
    }

    /// Adds to what is told to those who cannot see the chart.
    pub fn describe(&self, text: &str) {
        let mut description = self.description.borrow_mut();
        description.push(' ');
        description.push_str(text);
    }

    /// A row of keys with their meaning, in as many lines as it takes.
    pub fn legend(&mut self, keys: &[Key]) {
        let mut x = MARGIN;
        self.y += 12.0;
        for key in keys {
            let text = NOTE.fit(key.text, ROOM - 20.0);
            let width = 17.0 + NOTE.width(&text);
            if x + width > WIDTH - MARGIN {
                x = MARGIN;
                self.y += 18.0;
            }
            let square = Area { x, y: self.y - 9.0, w: 11.0, h: 11.0 };
            self.scene.rect(square, key.colour);
            if let Some(hatch) = key.hatch {
                self.scene.hatch(square, 4.0, 1.0, hatch);
            }
            self.scene.text((x + 17.0, self.y), &text, NOTE.in_colour(INK));
            x += width + 20.0;
        }
        self.y += 14.0;
    }

    /// Notes and footer below everything, and the drawing is done.
    pub fn finish(mut self, name: &'static str, footer: &str) -> Drawing {
        self.y += 8.0;
        for note in std::mem::take(&mut self.notes) {
            self.lines(&note, NOTE, 16.0);
        }
        self.y += 8.0;
        let ends = [self.margin, self.width - self.margin].map(|x| (x, self.y));
        self.scene.line(ends[0], ends[1], 0.5, GRID);
        self.y += 4.0;
        self.lines(footer, NOTE, 16.0);
        let (height, record) = ((self.y + 14.0).ceil(), self.scene.into_record());
        Drawing {
            name,
            title: self.title,
            description: self.description.into_inner(),
            width: self.width,
            height,
            narrow: None,
            marks: record.marks,
            fault: record.fault,
        }
    }
}

/// Where the numbers come from.
pub fn footer(study: &Study) -> String {
    let least = study.models.iter().map(|runs| runs.len()).min().unwrap_or(0);
    let most = study.models.iter().map(|runs| runs.len()).max().unwrap_or(0);
    let n = if least == most {
        grouped(most as f64, 0)
    } else {
        format!("{} to {}", grouped(least as f64, 0), grouped(most as f64, 0))
    };
    format!(
        "{} · n = {n} {} per model · seed {} · intervals cover simulation noise, not \
         errors in the inputs",
        NOTE.fit(&study.scenario, ROOM * 0.4),
        if most == 1 { "replication" } else { "replications" },
        study.seed
    )
}

/// A remark on replications that did not launch, where there are any.
pub fn not_launched(study: &Study) -> Option<String> {
    let share = |runs: &ModelRuns| {
        let never = Sample::of(runs, metric::CYCLE_TIME).never();
        (never > 0).then(|| format!("{} {}", brief(&runs.name), share_of(never, runs.len())))
    };
    let told: Vec<String> = study.models.iter().filter_map(share).collect();
    let told = told.join(", ");
    (!told.is_empty()).then(|| format!("Not launched, and counted up to their end: {told}."))
}

/// A name that keeps its sentence readable however long it is.
pub fn brief(name: &str) -> String {
    LABEL.fit(name, 240.0)
}

/// What a model is to the reader; a row's colour says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the others are compared with.
    Baseline,
    /// What the advice is to switch to.
    Recommended,
    /// What was asked for, where that is another.
    Asked,
    /// Any other.
    Other,
}

/// The column of model names at the left of a chart with a row per model, each in the colour of its role.
#[derive(Clone, Debug)]
pub struct Names {
    /// The models in the order of their rows, best first.
    pub order: Vec<usize>,
    room: f64,
    roles: Vec<Role>,
}

impl Names {
    /// As wide as the longest name needs, within reason.
    pub fn of(study: &Study) -> Names {
        let widest = study.models.iter().map(|runs| LABEL.bold().width(&clean(&runs.name)));
        let recommended = match analysis::advice(study) {
            Advice::Switch(found) => Some(found.model),
            _ => None,
        };
        let role = |model: usize| match model {
            model if model == study.baseline => Role::Baseline,
            model if Some(model) == recommended => Role::Recommended,
            model if Some(model) == study.asked() => Role::Asked,
            _ => Role::Other,
        };
        let roles = (0..study.models.len()).map(role).collect();
        let order = best_first(study);
        Names { order, room: widest.fold(60.0, f64::max).min(200.0), roles }
    }

    /// Where the plot may begin.
    pub fn right(&self) -> f64 {
        MARGIN + self.room + 18.0
    }

    pub fn role(&self, model: usize) -> Role {
        self.roles[model]
    }

    /// Whether a model is more than one of the others.
    pub fn stands_out(&self, model: usize) -> bool {
        self.role(model) != Role::Other
    }

    /// Of a model's shapes.
    pub fn colour(&self, model: usize) -> Colour {
        match self.role(model) {
            Role::Baseline => TODAY,
            Role::Recommended => RECOMMENDED,
            Role::Asked => ASKED,
            Role::Other => OTHER,
        }
    }

    /// Of a model's texts.
    pub fn ink(&self, model: usize) -> Colour {
        if self.role(model) == Role::Other { INK } else { self.colour(model) }
    }

    /// What a model's row stands on, where it stands out.
    pub fn ground(&self, model: usize) -> Colour {
        let share = if self.role(model) == Role::Other { 1.0 } else { 0.93 };
        towards(self.colour(model), PAPER, share)
    }

    /// What a model is to the reader, in words, where it is something.
    pub fn part(&self, model: usize) -> &'static str {
        match self.role(model) {
            Role::Baseline => "today",
            Role::Recommended => "recommended",
            Role::Asked => "what you asked for",
            Role::Other => "",
        }
    }

    /// A model's name in as many lines as it takes, of very long ones the first three.
    fn lines(&self, study: &Study, model: usize) -> Vec<String> {
        let style = LABEL.bold();
        let mut lines = style.wrap(&study.models[model].name, self.room);
        if lines.len() > LINES {
            let rest = lines.split_off(LINES - 1).join(" ");
            lines.push(style.fit(&rest, self.room));
        }
        lines
    }

    /// How high a row must be for every name.
    pub fn height(&self, study: &Study) -> f64 {
        let lines = (0..study.models.len()).map(|model| self.lines(study, model).len());
        7.0 + LEADING * lines.max().unwrap_or(1) as f64
    }

    /// Draws a model's name, vertically centred on `y`.
    pub fn draw(&self, scene: &Scene, study: &Study, model: usize, y: f64) {
        let bold = if self.role(model) == Role::Other { LABEL } else { LABEL.bold() };
        let style = bold.in_colour(self.ink(model));
        let lines = self.lines(study, model);
        let first = y + 4.5 - LEADING / 2.0 * lines.len().saturating_sub(1) as f64;
        for (line, text) in lines.iter().enumerate() {
            scene.text((MARGIN, first + LEADING * line as f64), text, style);
        }
    }
}

/// The most lines of a name, and their distance.
const LINES: usize = 3;
const LEADING: f64 = 15.0;
