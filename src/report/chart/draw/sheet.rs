//! What stands around every chart: question, reading help, legend, axes, notes, footer.

use std::cell::RefCell;

use crate::analysis::{best, is_sure, recommended, stays};
use crate::metric;
use crate::study::{ModelRuns, Study};

use super::canvas::{Area, Point};
use super::numbers::{grouped, share_of};
use super::parts::Frame;
use super::scene::Scene;
use super::text::{Type, clean};
use super::theme::{
    ASKED, Colour, GRID, HEADING, INK, LABEL, NOTE, OTHER, PAPER, Paper, RECOMMENDED, SUBTITLE,
    TITLE, TODAY, WIDE, colour_of, hex, shape_of, towards,
};
use crate::report::chart::Drawing;
use crate::report::chart::sample::{Sample, best_first};

/// A chart in the making, filled from the top down.
pub struct Sheet {
    pub scene: Scene,
    /// Where the next thing goes.
    pub y: f64,
    /// Where it is cut for paper, if it says so.
    pub frame: Option<Frame>,
    /// Where the title ends.
    head: f64,
    title: String,
    description: RefCell<String>,
    notes: Vec<String>,
}

/// What a mark means, how wide it is, and how it is drawn around a point.
pub type Meaning<'a> = (String, f64, &'a dyn Fn(&Scene, Point));

/// An entry of a legend: a square, hatched in another colour or not, and what it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub colour: Colour,
    pub hatch: Option<Colour>,
    pub text: &'static str,
}

impl Sheet {
    /// A sheet with its question and how to read the answer.
    pub fn new(paper: Paper, question: &str, reading: &str) -> Sheet {
        let mut sheet = Sheet {
            scene: Scene::new(paper),
            y: 18.0,
            frame: None,
            head: 0.0,
            title: question.to_owned(),
            description: RefCell::new(reading.to_owned()),
            notes: Vec::new(),
        };
        sheet.lines(question, TITLE, 26.0);
        sheet.head = sheet.y;
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
    pub fn lines(&mut self, text: &str, style: Type, leading: f64) {
        for line in style.wrap(text, self.scene.paper.room()) {
            self.y += leading;
            self.scene.text((self.scene.paper.left(), self.y - leading * 0.25), &line, style);
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
        let paper = self.scene.paper;
        let mut x = paper.left();
        self.y += 12.0;
        for key in keys {
            let text = NOTE.fit(key.text, paper.room() - 20.0);
            let width = 17.0 + NOTE.width(&text);
            if x + width > paper.right() {
                x = paper.left();
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

    /// What marks mean, from `left` on, in as many lines as it takes.
    pub fn key(&mut self, left: f64, marks: &[Meaning<'_>]) {
        let (mut x, mut y) = (left, self.y + 6.0);
        let room = self.scene.paper.right() - left;
        for (text, width, draw) in marks {
            let lines = NOTE.wrap(text, room - width - 6.0);
            let wide = lines
                .iter()
                .map(|line| NOTE.width(line))
                .fold(width + 6.0, |most, line| most.max(width + 6.0 + line));
            if x > left && x + wide > self.scene.paper.right() {
                (x, y) = (left, y + 17.0);
            }
            draw(&self.scene, (x + width / 2.0, y - 4.0));
            for (place, line) in lines.iter().enumerate() {
                y += if place > 0 { 15.0 } else { 0.0 };
                self.scene.text((x + width + 6.0, y), line, NOTE);
            }
            x += wide + 18.0;
        }
        self.y = y;
    }

    /// Models by their markers, in as many lines as it takes.
    pub fn models<'a>(&mut self, models: impl Iterator<Item = (usize, &'a str)>) {
        type Draw = Box<dyn Fn(&Scene, Point)>;
        let marker = |(model, name): (usize, &str)| -> (String, Draw) {
            let draw = move |scene: &Scene, at| {
                scene.marker(shape_of(model), at, 4.5, colour_of(model));
            };
            (name.to_owned(), Box::new(draw))
        };
        let all: Vec<(String, Draw)> = models.map(marker).collect();
        let keys: Vec<Meaning<'_>> =
            all.iter().map(|(name, draw)| (name.clone(), 10.0, draw.as_ref())).collect();
        self.key(self.scene.paper.left(), &keys);
    }

    /// Notes and footer below everything, and the drawing is done.
    pub fn finish(mut self, name: &'static str, footer: &str) -> Drawing {
        self.y += 8.0;
        for note in std::mem::take(&mut self.notes) {
            self.lines(&note, NOTE, 16.0);
        }
        self.y += 8.0;
        let paper = self.scene.paper;
        let ends = [paper.left(), paper.right()].map(|x| (x, self.y));
        self.scene.line(ends[0], ends[1], 0.5, GRID);
        self.y += 4.0;
        self.lines(footer, NOTE, 16.0);
        let (height, record) = ((self.y + 14.0).ceil(), self.scene.into_record());
        Drawing {
            name,
            title: self.title,
            description: self.description.into_inner(),
            width: paper.width,
            height,
            head: self.head,
            frame: self.frame,
            untitled: false,
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
        NOTE.cut(&study.scenario, WIDE.room()),
        if most == 1 { "replication" } else { "replications" },
        study.seed
    )
}

/// A remark on replications that did not launch, where there are any.
pub fn not_launched(study: &Study) -> Option<String> {
    let share = |runs: &ModelRuns| {
        let never = Sample::of(runs, metric::CYCLE_TIME).never();
        (never > 0).then(|| format!("{} {}", runs.name, share_of(never, runs.len())))
    };
    let told: Vec<String> = study.models.iter().filter_map(share).collect();
    let told = told.join(", ");
    (!told.is_empty()).then(|| format!("Not launched, and counted up to their end: {told}."))
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
    /// The best model of the file beside the baseline.
    pub best: Option<usize>,
    /// What is advised.
    pub recommended: Option<usize>,
    /// The row that is the answer: what is advised, or today's.
    answer: Option<usize>,
    /// What each model is to the reader, in words, where it is something.
    parts: Vec<&'static str>,
    room: f64,
    roles: Vec<Role>,
}

impl Names {
    /// As wide as the longest name needs, within reason.
    pub fn of(study: &Study) -> Names {
        let best = best(study).map(|best| best.model);
        let recommended = recommended(study);
        let answer = recommended.or(stays(study).then_some(study.baseline));
        let widest = study.models.iter().map(|runs| LABEL.bold().width(&clean(&runs.name)));
        let role = |model: usize| match model {
            model if model == study.baseline => Role::Baseline,
            model if Some(model) == recommended => Role::Recommended,
            model if Some(model) == study.asked() => Role::Asked,
            _ => Role::Other,
        };
        let roles: Vec<Role> = (0..study.models.len()).map(role).collect();
        let part = |(model, role): (usize, &Role)| match role {
            Role::Baseline if answer == Some(model) => "today: stay with it",
            Role::Baseline => "today",
            Role::Recommended if study.agreed_model().is_none() => "best of these",
            Role::Recommended if is_sure(study, model) => "smallest change that gets you there",
            Role::Recommended => "smallest change",
            Role::Asked => "what you asked for",
            Role::Other if Some(model) == best => "best of the others",
            Role::Other => "",
        };
        let parts = roles.iter().enumerate().map(part).collect();
        let order = best_first(study);
        Names {
            order,
            best,
            recommended,
            answer,
            parts,
            room: widest.fold(60.0, f64::max).min(200.0),
            roles,
        }
    }

    /// The number by which charts name a model, the same all over a page: its place in the order.
    pub fn number(&self, model: usize) -> usize {
        self.order.iter().take_while(|other| **other != model).count() + 1
    }

    /// The column that they stand in.
    pub fn column(&self, paper: Paper) -> Column {
        Column { paper, width: self.room + 18.0 }
    }

    /// Where the plot may begin.
    pub fn right(&self, paper: Paper) -> f64 {
        self.column(paper).right()
    }

    pub fn role(&self, model: usize) -> Role {
        self.roles[model]
    }

    /// Whether a model is more than one of the others.
    pub fn stands_out(&self, model: usize) -> bool {
        self.role(model) != Role::Other
    }

    /// Whether a model's row is the answer.
    pub fn is_answer(&self, model: usize) -> bool {
        self.answer == Some(model)
    }

    /// The colour of a model's shapes as `#RRGGBB`.
    pub fn hex(&self, model: usize) -> String {
        hex(self.colour(model))
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

    /// Of the parts of a model's bar, told apart by their shade: the paler grey of other rows would be taken for another part's.
    pub fn whole(&self, model: usize) -> Colour {
        if self.role(model) == Role::Other { TODAY } else { self.colour(model) }
    }

    /// Of a model's texts.
    pub fn ink(&self, model: usize) -> Colour {
        if self.role(model) == Role::Other { INK } else { self.colour(model) }
    }

    /// What a model's row stands on: a band where it is the answer.
    pub fn ground(&self, model: usize) -> Colour {
        let share = if self.is_answer(model) { 0.93 } else { 1.0 };
        towards(self.colour(model), PAPER, share)
    }

    /// What a model is to the reader, in words, where it is something.
    pub fn part(&self, model: usize) -> &str {
        self.parts[model]
    }

    fn style(&self, model: usize) -> Type {
        let bold = if self.role(model) == Role::Other { LABEL } else { LABEL.bold() };
        bold.in_colour(self.ink(model))
    }

    /// A model's name in as many lines as it takes.
    fn lines(&self, study: &Study, model: usize, paper: Paper) -> Vec<String> {
        LABEL.bold().wrap(&study.models[model].name, self.column(paper).room())
    }

    /// How high a row must be for every name beside what takes so much.
    pub fn height(&self, study: &Study, paper: Paper, own: f64) -> f64 {
        let lines = (0..study.models.len()).map(|model| self.lines(study, model, paper).len());
        self.column(paper).height(lines.max().unwrap_or(1), own)
    }

    /// Draws a model's name into its row; returns what is left of the row for what belongs to it.
    pub fn draw(&self, scene: &Scene, study: &Study, model: usize, row: Area) -> Area {
        let lines = self.lines(study, model, scene.paper);
        let lines: Vec<_> = lines.into_iter().map(|line| (line, self.style(model))).collect();
        self.column(scene.paper).draw(scene, row, &lines)
    }
}

/// The distance of a name's lines.
const LEADING: f64 = 15.0;

/// A column of names at the left of rows; where there is no room for one, each name stands above its row.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub paper: Paper,
    pub width: f64,
}

impl Column {
    /// How wide the lines of a name may be.
    pub fn room(self) -> f64 {
        if self.paper.is_narrow() { self.paper.room() } else { self.width - 18.0 }
    }

    /// Where what is beside the names may begin.
    pub fn right(self) -> f64 {
        self.paper.left() + if self.paper.is_narrow() { Paper::INSET } else { self.width }
    }

    /// How high a row must be for a name of so many lines and for what takes so much.
    pub fn height(self, lines: usize, own: f64) -> f64 {
        let high = LEADING * lines as f64 + 7.0;
        if self.paper.is_narrow() { high + own } else { high.max(own) }
    }

    /// Draws the lines of a name into its row; returns what is left of the row for what belongs to it.
    pub fn draw(self, scene: &Scene, row: Area, lines: &[(String, Type)]) -> Area {
        let high = LEADING * lines.len() as f64;
        let top = if self.paper.is_narrow() { row.y + 4.0 } else { row.middle().1 - high / 2.0 };
        for (line, (text, style)) in lines.iter().enumerate() {
            let y = top + LEADING * line as f64 + 12.0;
            scene.text((self.paper.left(), y), text, *style);
        }
        match self.paper.is_narrow() {
            true => Area { y: row.y + high + 7.0, h: row.h - high - 7.0, ..row },
            false => {
                let x = self.right();
                Area { x, w: row.right() - x, ..row }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::study::Judging;

    /// Today, a model that is 10 h earlier, and an agreement that is 9 h earlier.
    #[test]
    fn one_row_is_the_answer_and_says_so() {
        let of = |name: &str, less: f64| {
            let hours = [50.0, 40.0, 60.0].repeat(4).into_iter().map(|it| Some(it - less));
            fixture::with_cycle_times(name, &hours.collect::<Vec<_>>())
        };
        let parts = |study: &Study| {
            let names = Names::of(study);
            let all: Vec<_> = names.roles.iter().copied().zip(names.parts.clone()).collect();
            (all, names.answer)
        };
        let mut study = fixture::study(vec![of("Today", 0.0), of("Mesh", 10.0)]);
        let today = (Role::Baseline, "today");
        assert_eq!(parts(&study), (vec![today, (Role::Recommended, "best of these")], Some(1)));
        let other = (Role::Other, "best of the others");
        let judging = Judging { worth_h: Some(720.0), asked: None };
        let stay = vec![(Role::Baseline, "today: stay with it"), other];
        assert_eq!(parts(&Study { judging, ..study.clone() }), (stay, Some(0)));
        study.models.push(of("Today with one agreement", 9.0));
        study.agreed = Some("One agreement: talk.".to_owned());
        // Best first: 40 h, 41 h, 50 h.
        let names = Names::of(&study);
        assert_eq!([0, 1, 2].map(|model| names.number(model)), [3, 1, 2]);
        let smallest = (Role::Recommended, "smallest change");
        assert_eq!(parts(&study), (vec![today, other, smallest], Some(2)));
    }
}
