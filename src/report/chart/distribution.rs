//! Distributions over the replications in one form, a row per model: dots for up to three models, columns for more;
//! under each row half (P50) and 85 of 100 of them, with their 95 % intervals as pale strips.

use crate::analysis::{self, Kept, TimeShown, launches};
use crate::format::{of_100, percent};
use crate::metric;
use crate::stats::Reach;
use crate::study::Study;
use jiff::civil::DateTime;

use super::draw::canvas::Point;
use super::draw::numbers::grouped;
use super::draw::plot::X_AXIS;
use super::draw::sheet::{Meaning, Role};
use super::draw::text::Type;
use super::draw::theme::{
    AXIS, Colour, GREY, INK, LABEL, NOTE, PAPER, PHONE, Paper, Shape, towards,
};
use super::draw::{Area, Names, Plot, Scene, Sheet, Unit};
use super::sample::Sample;
use super::scale::Scale;
use super::{idle, stacked};

/// The most models that are drawn in dots.
const DOTS: usize = 3;
/// Below a row's baseline: its marks.
pub(super) const BELOW: f64 = 16.0;
/// Width of the column of quantiles at the right, and of the one of shares on time.
const QUANTILES: f64 = 196.0;
const ON_TIME: f64 = 112.0;
/// Distance of the lines of figures.
const FIGURE: f64 = 16.0;
/// Width of the figures on a phone.
const NARROW: f64 = 84.0;
/// More for amounts, whose unit is longer.
const AMOUNT: f64 = 56.0;

/// What is distributed.
pub(super) struct Measured {
    metric: usize,
    unit: fn(f64) -> Unit,
    /// The start, where the amounts are times after a known one.
    start: Option<DateTime>,
    /// What 85 of 100 replications do, before and after the amount.
    said: (String, &'static str),
    /// What half and 85 of 100 stand over: "by", or nothing.
    by: &'static str,
    axis: String,
    due_h: Option<f64>,
    /// Of each model, how many replications are in time; none where nothing is due.
    kept: Vec<Kept>,
}

impl Measured {
    /// What the figures take beside the usual.
    fn more(&self) -> f64 {
        match (self.by, self.kept.is_empty()) {
            ("", _) => AMOUNT,
            (_, false) => ON_TIME,
            _ => 0.0,
        }
    }
}

/// When it is done; `None` without replications.
pub fn time(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    Rows::new((study, names), when(study), paper).map(|rows| rows.draw())
}

/// When it is done.
pub(super) fn when(study: &Study) -> Measured {
    let time = analysis::time_shown(study);
    let within = if study.start.is_some() { "by" } else { "within" };
    Measured {
        metric: time.metric,
        unit: Unit::for_hours,
        start: study.start,
        said: (format!("{} {within}", time.they_do), ""),
        by: " by",
        axis: time.span.to_owned(),
        due_h: time.due_h,
        kept: study.models.iter().filter_map(|runs| analysis::kept(study, runs)).collect(),
    }
}

/// How much is done again, and why; `None` without values.
pub fn rework(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let rows = Rows::new((study, names), again(), paper)?;
    let mut sheet = rows.draw();
    stacked::causes(study, names, &mut sheet);
    Some(sheet)
}

/// How long people are idle, and who; `None` without values.
pub fn idle(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let rows = Rows::new((study, names), unused(), paper)?;
    let mut sheet = rows.draw();
    idle::by_team(study, names, &mut sheet);
    Some(sheet)
}

fn again() -> Measured {
    amount(metric::REWORK_TIME, ("take", " of rework"), "rework")
}

fn unused() -> Measured {
    amount(metric::IDLE_TIME, ("leave people idle for", ""), "idle time of all people")
}

fn amount(metric: usize, (verb, of): (&str, &'static str), axis: &str) -> Measured {
    Measured {
        metric,
        unit: |_| Unit::PERSON_HOURS,
        start: None,
        said: (format!("{verb} at most"), of),
        by: "",
        axis: axis.to_owned(),
        due_h: None,
        kept: Vec::new(),
    }
}

/// Everything that the rows share.
pub(super) struct Rows<'a> {
    pub(super) study: &'a Study,
    measured: Measured,
    pub(super) names: &'a Names,
    /// The models that have a row, in order.
    pub(super) order: Vec<usize>,
    samples: Vec<Sample>,
    pub(super) scale: Scale,
    /// Of each model: how many dots, or which share of its replications, a bin holds, and how much of that is late.
    bins: Vec<Vec<[f64; 2]>>,
    paper: Paper,
}

/// A study, and what its models are to the reader.
type Named<'a> = (&'a Study, &'a Names);

impl<'a> Rows<'a> {
    fn new(of: Named<'a>, measured: Measured, paper: Paper) -> Option<Rows<'a>> {
        let names = of.1;
        let room = paper.right() - QUANTILES - names.right(paper) - measured.more();
        let order = names.order.clone();
        match paper.is_narrow() {
            true => Rows::narrow(of, measured, order),
            false => Rows::of(of, measured, order, (paper, room)),
        }
    }

    /// Rows of some models on a phone.
    pub(super) fn narrow(of: Named<'a>, measured: Measured, order: Vec<usize>) -> Option<Rows<'a>> {
        Rows::of(of, measured, order, (PHONE, PHONE.room() - NARROW))
    }

    /// Rows of some models, on a paper, each so many pixels long.
    pub(super) fn of(
        (study, names): Named<'a>,
        measured: Measured,
        order: Vec<usize>,
        (paper, pixels): (Paper, f64),
    ) -> Option<Rows<'a>> {
        let samples = Sample::of_all(study, measured.metric);
        let shown: Vec<Sample> = order.iter().map(|model| samples[*model].clone()).collect();
        shown.iter().any(|sample| sample.of > 0).then(|| {
            let unit = |high| (measured.unit)(high).dated(measured.start);
            let scale = Scale::of(&shown, measured.due_h, unit, pixels);
            let dots = order.len() <= DOTS;
            let held =
                |model: usize| held(study, (model, &samples[model]), &measured, &scale, dots);
            let bins = (0..samples.len()).map(held).collect();
            Rows { study, names, order, bins, scale, samples, measured, paper }
        })
    }

    fn dots(&self) -> bool {
        self.order.len() <= DOTS
    }

    /// What the fullest bin of any row holds.
    fn peak(&self) -> f64 {
        let held = self.order.iter().flat_map(|model| &self.bins[*model]).map(|[held, _]| *held);
        held.fold(0.0, f64::max)
    }

    /// Names above their rows, the figure that counts at their right. `title` stands for what is found.
    pub(super) fn draw_narrow(&self, title: Option<&str>) -> Sheet {
        let found = title.map_or_else(|| self.finding(), str::to_owned);
        let paper = self.paper;
        let mut sheet = Sheet::new(paper, &found, "");
        let height = if self.dots() { 84.0 } else { 40.0 };
        self.key(&mut sheet, paper.left());
        let sides = (paper.left(), paper.left() + self.scale.pixels);
        let due = analysis::time_shown(self.study).due;
        sheet.y += 24.0;
        for (row, model) in self.order.iter().copied().enumerate() {
            let style = LABEL.sized(14.0).bold().in_colour(self.names.ink(model));
            let lines = style.wrap(&self.study.models[model].name, paper.room());
            let top = sheet.y + 8.0;
            // The flag of what is due stands above the first plot.
            let flag = if row == 0 && self.measured.due_h.is_some() { 20.0 } else { 0.0 };
            sheet.y += 18.0 * lines.len() as f64 + 8.0 + flag + height + BELOW;
            let area =
                Area { x: sides.0, y: sheet.y - height - BELOW, w: self.scale.pixels, h: height };
            let scene = &sheet.scene;
            let ground = Area { x: 0.0, y: top, w: paper.width, h: sheet.y - top };
            self.ground(scene, model, ground);
            scene.of(Some(model));
            for (line, text) in lines.iter().enumerate() {
                scene.text((paper.left(), top + 15.0 + 18.0 * line as f64), text, style);
            }
            let last = row + 1 == self.order.len();
            let mut plot =
                Plot::rows(scene, sides, (area.y, area.bottom()), self.scale.axis.clone());
            if let Some(hours) = self.measured.due_h.filter(|_| row == 0) {
                plot.deadline(due, hours, self.scale.unit);
            } else if let Some(hours) = self.measured.due_h {
                plot.mark(hours / self.scale.unit.hours);
            }
            self.row(scene, model, area);
            self.short_figures(scene, model, area);
            scene.of(None);
            if last {
                let from = (area.bottom() + BELOW, area.bottom() + BELOW + 1.0);
                let mut axis = Plot::rows(scene, sides, from, self.scale.axis.clone());
                axis.mesh(&self.scale.title(&self.measured.axis), "");
            }
            sheet.describe(&self.sentence(model));
        }
        sheet.y += X_AXIS;
        sheet
    }

    /// At the right of a row on a phone: how many are in time, and by when 85 of 100 are there.
    fn short_figures(&self, scene: &Scene, model: usize, area: Area) {
        let (x, mut y) = (self.paper.right(), area.middle().1 - 8.0);
        let style = LABEL.in_colour(self.names.ink(model)).bold().end();
        if let Some(kept) = self.kept(model) {
            scene.text((x, y), &kept, style.sized(15.0));
            scene.text((x, y + 14.0), "in time", NOTE.end());
            y += 30.0;
        }
        scene.text((x, y), &self.by(model, 0.85), style);
        scene.text((x, y + 13.0), &format!("85 of 100{}", self.measured.by), NOTE.end());
    }

    fn draw(&self) -> Sheet {
        if self.paper.is_narrow() {
            return self.draw_narrow(None);
        }
        let paper = self.paper;
        let mut sheet = Sheet::new(paper, &self.finding(), &self.reading());
        let own = match self.order.len() {
            0..=1 => 176.0,
            2..=DOTS => 116.0,
            _ => 60.0,
        };
        // A long name takes more; what is drawn stays as high.
        let figures = self.order.iter().map(|model| self.figure_lines(*model).len());
        let figures = FIGURE * figures.max().unwrap_or(0) as f64 + 4.0;
        let height = self.names.height(self.study, paper, own).max(figures);
        self.key(&mut sheet, self.names.right(self.paper));
        let top = sheet.y + 24.0;
        let bottom = top + height * self.order.len() as f64;
        let scene = &sheet.scene;
        let left = self.names.right(self.paper);
        let sides = (left, left + self.scale.pixels);
        let mut whole = Plot::rows(scene, sides, (top, bottom), self.scale.axis.clone());
        for (row, model) in self.order.iter().enumerate() {
            let y = top + height * row as f64;
            self.ground(
                scene,
                *model,
                Area { x: paper.left() - 8.0, y, w: paper.room() + 16.0, h: height },
            );
        }
        whole.mesh(&self.scale.title(&self.measured.axis), "");
        for (row, model) in self.order.iter().copied().enumerate() {
            let y = top + height * row as f64;
            let inset = (height - own) / 2.0 + 6.0;
            let area = Area { x: left, y: y + inset, w: self.scale.pixels, h: own - BELOW - 6.0 };
            scene.of(Some(model));
            let whole = Area { x: paper.left(), y, w: paper.room(), h: height };
            self.names.draw(scene, self.study, model, whole);
            self.row(scene, model, area);
            self.figures(scene, model, Area { x: area.right() + 16.0, y, w: QUANTILES, h: height });
            sheet.describe(&self.sentence(model));
        }
        scene.of(None);
        self.heads(scene, top);
        if let Some(hours) = self.measured.due_h {
            whole.deadline(analysis::time_shown(self.study).due, hours, self.scale.unit);
        }
        sheet.y = bottom + X_AXIS;
        sheet
    }

    /// The answer in a sentence.
    fn finding(&self) -> String {
        if self.measured.kept.is_empty() { self.at_most() } else { self.in_time() }
    }

    fn name(&self, model: usize) -> &str {
        &self.study.models[model].name
    }

    /// The share of a model's replications that are in time, where anything is due.
    pub(super) fn kept(&self, model: usize) -> Option<String> {
        self.measured.kept.get(model).map(|kept| of_100(kept.count, kept.of))
    }

    /// How many replications are in time: of each of a few models, else how many models are in 85 of 100.
    fn in_time(&self) -> String {
        let TimeShown { keeps: [does, they_do], due, .. } = analysis::time_shown(self.study);
        let within = |model: usize| self.measured.kept[model].count;
        let share = |model: usize| self.kept(model).unwrap_or_default();
        let mut order: Vec<usize> = (0..self.samples.len()).collect();
        order.sort_by_key(|model| std::cmp::Reverse(within(*model)));
        let (best, others, all) = (order[0], &order[1..], order.len());
        if within(best) == 0 {
            return format!("No model {does} the {due} in any replication");
        }
        if !others.is_empty() && others.iter().all(|model| share(*model) == share(best)) {
            return format!("Every model {does} the {due} in {} replications", share(best));
        }
        if all <= DOTS {
            let said = |model: &usize| format!(", {} in {}", self.name(*model), share(*model));
            let others: String = others.iter().map(said).collect();
            let (name, share) = (self.name(best), share(best));
            return format!("{name} {does} the {due} in {share} replications{others}");
        }
        let enough = |model: &&usize| within(**model) * 100 >= self.measured.kept[**model].of * 85;
        let (subject, verb) = match order.iter().filter(enough).count() {
            0 => {
                let (name, share) = (self.name(best), share(best));
                return format!(
                    "No model {does} the {due} in 85 of 100 replications; the most, {share}, under {name}"
                );
            }
            1 => (format!("Only {}", self.name(best)), does),
            some if some == all => ("Every model".to_owned(), does),
            some => {
                let agreed = self.study.agreed_model();
                let what = agreed.map_or("models", |_| "ways of working");
                (format!("{some} of {all} {what}"), they_do)
            }
        };
        format!("{subject} {verb} the {due} in at least 85 of 100 replications")
    }

    /// What 85 of 100 replications stay within, under the models with the least and the most.
    fn at_most(&self) -> String {
        let (said, of) = (&self.measured.said.0, self.measured.said.1);
        let said = format!("85 of 100 replications {said}");
        let sample = |model: usize| &self.samples[model];
        let reach = |model: usize| match self.scale.unit.is_dated() {
            true => sample(model).reached(0.85),
            false => sample(model).quantile(0.85),
        };
        let mut order: Vec<usize> = (0..self.samples.len()).collect();
        order.sort_by(|a, b| {
            let [a, b] = [a, b].map(|model| reach(*model).unwrap_or(f64::INFINITY));
            a.total_cmp(&b)
        });
        let (best, last) = (order[0], order[order.len() - 1]);
        let show = |hours: f64| self.scale.unit.show(hours);
        match (reach(best).map(show), reach(last).map(show)) {
            (None, _) => "No model gets 85 of 100 replications to their end".to_owned(),
            (Some(least), _) if best == last => format!("{said} {least}{of}"),
            (Some(least), Some(most)) if least == most => {
                format!("{said} {least}{of}, whatever the model")
            }
            (Some(least), Some(most)) => {
                format!(
                    "{said} {least}{of} under {}, {most} under {}",
                    self.name(best),
                    self.name(last)
                )
            }
            (Some(least), None) => format!(
                "{said} {least}{of} under {}; {} does not get that many there",
                self.name(best),
                self.name(last)
            ),
        }
    }

    fn reading(&self) -> String {
        let width = self.scale.width();
        let each = match (self.dots(), self.samples.iter().map(|sample| sample.of).max()) {
            (true, Some(..100)) => format!("Each dot is a replication, within a span of {width}"),
            (true, _) => format!("Each dot is one of 100 replications, within a span of {width}"),
            (false, _) => format!(
                "Each column is the share of replications within a span of {width}, the highest {}",
                percent(self.peak())
            ),
        };
        let beyond = if self.scale.is_cut(&self.samples) {
            "; the outermost hold what lies beyond"
        } else {
            ""
        };
        format!(
            "{each}{beyond}. All rows have the same scale; first is the model under which 85 of 100 {} soonest.",
            analysis::time_shown(self.study).they_do
        )
    }

    /// What marks mean.
    pub(super) fn key(&self, sheet: &mut Sheet, left: f64) {
        let form = |scene: &Scene, at, late| match self.dots() {
            true => dot(scene, at, 4.5, (GREY, PAPER), late),
            false => column(scene, Area::around(at, 5.0), (GREY, PAPER), late),
        };
        let by = self.measured.by;
        let (half, most) = (format!("half{by}"), format!("85 of 100{by}"));
        let all: [Meaning<'_>; 5] = [
            ("in time".to_owned(), 10.0, &|scene, at| form(scene, at, false)),
            ("late".to_owned(), 10.0, &|scene, at| form(scene, at, true)),
            (half, 8.0, &|scene, at| scene.marker(Shape::Disc, at, 3.6, INK)),
            (most, 8.0, &|scene, at| scene.marker(Shape::Up, at, 4.2, INK)),
            ("95 % interval".to_owned(), 22.0, &strip),
        ];
        let first = if self.measured.kept.is_empty() { 2 } else { 0 };
        sheet.key(left, &all[first..]);
    }

    /// The recommended model stands on a band.
    pub(super) fn ground(&self, scene: &Scene, model: usize, area: Area) {
        if self.names.is_answer(model) && self.order.len() > 1 {
            scene.of(Some(model));
            scene.rect(area, self.names.ground(model));
            scene.of(None);
        }
    }

    pub(super) fn row(&self, scene: &Scene, model: usize, area: Area) {
        let place = |bin: usize| {
            let [from, until] = [bin, bin + 1].map(|edge| self.x(area, self.scale.bins.edge(edge)));
            Area { x: from, w: until - from, ..area }
        };
        let colours = (self.names.colour(model), self.names.ground(model));
        let counts = self.scale.count(&self.samples[model]);
        for (bin, ([held, late], count)) in self.bins[model].iter().zip(counts).enumerate() {
            let place = place(bin);
            match self.dots() {
                _ if *held <= 0.0 => {}
                true => self.stack(scene, place, [*held, *late].map(|dots| dots as usize), colours),
                false => {
                    let mut base = area.bottom();
                    for (part, late) in [(held - late, false), (*late, true)] {
                        if part > 0.0 {
                            let h = (area.h * part / self.peak()).max(1.0);
                            base -= h;
                            let bar = Area { y: base, h, w: (place.w - 1.0).max(0.5), ..place };
                            column(scene, bar, colours, late);
                        }
                    }
                }
            }
            // As high as the row: what is rare can be asked for too.
            if count > 0 {
                scene.hint(place, &self.told(model, (bin, count)));
            }
        }
        let base = area.bottom();
        scene.line((area.x, base), (area.right(), base), 1.0, AXIS);
        if self.samples[model].known.is_empty() {
            let (x, y) = area.middle();
            let text = format!("not {} in any replication", analysis::time_shown(self.study).done);
            scene.text((x, y + 4.0), &text, LABEL.in_colour(GREY).middle());
        }
        self.marks(scene, model, area);
    }

    pub(super) fn x(&self, area: Area, value: f64) -> f64 {
        area.x + area.w * self.scale.axis.share(value)
    }

    /// Dots side by side, filled up from the baseline, those that are late last: in every bin so many in a row as give
    /// the largest.
    fn stack(
        &self,
        scene: &Scene,
        area: Area,
        [held, late]: [usize; 2],
        colours: (Colour, Colour),
    ) {
        let whole = self.scale.axis.share(self.scale.bins.edge(1) + self.scale.bins.width)
            - self.scale.axis.share(self.scale.bins.edge(1));
        let (peak, wide) = (self.peak(), (whole * self.scale.pixels - 2.0).max(1.0));
        let pitch = |across: f64| (wide / across).min(area.h / (peak / across).ceil()).min(11.0);
        let best = (1..=25)
            .map(f64::from)
            .max_by(|a, b| pitch(*a).total_cmp(&pitch(*b)).then(b.total_cmp(a)));
        let across = best.unwrap_or(1.0);
        let pitch = pitch(across);
        let left = area.middle().0 - pitch * across / 2.0;
        for index in 0..held {
            let (row, place) = (index / across as usize, index % across as usize);
            let x = left + pitch * (place as f64 + 0.5);
            let y = area.bottom() - 1.0 - pitch * (row as f64 + 0.5);
            dot(scene, (x, y), pitch * 0.43, colours, index >= held - late);
        }
    }

    /// Half and 85 of 100 below the baseline, each on its interval.
    fn marks(&self, scene: &Scene, model: usize, area: Area) {
        let sample = &self.samples[model];
        let colour = match self.names.role(model) {
            Role::Other => GREY,
            _ => self.names.colour(model),
        };
        let y = area.bottom() + BELOW / 2.0;
        let at = |value: f64| self.x(area, value / self.scale.unit.hours);
        let pale = towards(colour, PAPER, 0.6);
        for Reach { low, high } in [0.50, 0.85].into_iter().filter_map(|p| sample.reach(p)) {
            if let Some(low) = low {
                scene.line((at(low), y), (high.map_or(area.right(), at), y), 6.0, pale);
            }
        }
        let [half, most] = [0.50, 0.85].map(|p| sample.quantile(p).map(at));
        if let (Some(half), Some(most)) = (half, most) {
            scene.line((half, y), (most, y), 1.0, colour);
        }
        half.into_iter().for_each(|x| scene.marker(Shape::Disc, (x, y), 3.6, colour));
        most.into_iter().for_each(|x| scene.marker(Shape::Up, (x, y), 4.2, colour));
    }

    /// What a bin says to the pointer.
    fn told(&self, model: usize, (bin, count): (usize, usize)) -> String {
        let (name, sample) = (&self.study.models[model].name, &self.samples[model]);
        let (of, share) = (grouped(sample.of as f64, 0), count as f64 / sample.of.max(1) as f64);
        let (span, count) = (self.scale.span(bin), grouped(count as f64, 0));
        format!("{name}: {span}: {} ({count} of {of})", percent(share))
    }

    /// What stands over the figures.
    fn heads(&self, scene: &Scene, top: f64) {
        let mut x = self.names.right(self.paper) + self.scale.pixels + 16.0;
        if !self.measured.kept.is_empty() {
            scene.text((x, top - 6.0), "in time", NOTE.in_colour(INK).bold());
            x += ON_TIME;
        }
        let by = self.measured.by;
        scene.text((x, top - 20.0), &format!("85 of 100{by}"), NOTE.in_colour(INK).bold());
        scene.text((x, top - 6.0), &format!("half{by} (95 % interval)"), NOTE);
    }

    /// The figures at the right of a row.
    fn figures(&self, scene: &Scene, model: usize, area: Area) {
        let ink = self.names.ink(model);
        let style = LABEL.in_colour(ink).bold();
        let (mut x, y) = (area.x, area.middle().1);
        if let Some(kept) = self.kept(model) {
            scene.text((x, y + 4.0), &kept, style);
            x += ON_TIME;
        }
        let lines = self.figure_lines(model);
        let mut y = y + 4.0 - 8.0 * (lines.len() as f64 - 1.0);
        for line in lines {
            let mut x = x;
            for (text, style) in line {
                let style = if style == LABEL { style.bold().in_colour(ink) } else { style };
                scene.text((x, y), &text, style);
                x += style.width(&text) + 6.0;
            }
            y += FIGURE;
        }
    }

    /// What stands at the right of a row, line by line: an interval for which there is no room beside its value follows it.
    fn figure_lines(&self, model: usize) -> Vec<Vec<(String, Type)>> {
        let sample = &self.samples[model];
        let shares = if self.measured.kept.is_empty() { 0.0 } else { ON_TIME };
        let left = self.names.right(self.paper) + self.scale.pixels + 16.0 + shares;
        let room = self.paper.right() + 4.0 - left;
        let mut lines = Vec::new();
        for (p, style) in [(0.85, LABEL), (0.50, NOTE)] {
            let value = self.by(model, p);
            let taken = style.bold().width(&value) + 6.0;
            lines.push(vec![(value, style)]);
            let Some(reach) = self.reach(model, p).map(|reach| (reach, NOTE)) else { continue };
            match lines.last_mut() {
                Some(line) if taken + NOTE.width(&reach.0) <= room => line.push(reach),
                _ => lines.push(vec![reach]),
            }
        }
        if sample.never() > 0 {
            let done = analysis::time_shown(self.study).done;
            let text = format!("{} not {done}", of_100(sample.never(), sample.of));
            lines.extend(NOTE.wrap(&text, room).into_iter().map(|line| vec![(line, NOTE)]));
        }
        lines
    }

    /// "43.2 d", "8 Mar": by when a share of a model's replications is there; a date is one on which it happened.
    pub(super) fn by(&self, model: usize, p: f64) -> String {
        let (unit, sample) = (self.scale.unit, &self.samples[model]);
        let value = if unit.is_dated() { sample.reached(p) } else { sample.quantile(p) };
        let Some(value) = value else { return "not reached".to_owned() };
        // On the day on which it is due, the hour tells.
        match self.measured.due_h.is_some_and(|due| unit.parts_day(value, due)) {
            true => unit.moment(value),
            false => unit.show(value),
        }
    }

    /// "(42.1 to 44.9)": the interval of a quantile.
    fn reach(&self, model: usize, p: f64) -> Option<String> {
        let reach = self.samples[model].reach(p);
        let Reach { low, high } = reach.filter(|reach| reach.low != reach.high)?;
        let show = |value: f64| self.scale.unit.bare(value);
        let (low, high) = (show(low?), high.map_or_else(|| "never".to_owned(), show));
        (low != high).then(|| format!("({low} to {high})"))
    }

    pub(super) fn sentence(&self, model: usize) -> String {
        let sample = &self.samples[model];
        let show = |p| {
            let reach = self.reach(model, p).map_or(String::new(), |reach| format!(" {reach}"));
            let jumps = if sample.jumps(p) { ", jumps" } else { "" };
            self.by(model, p) + &reach + jumps
        };
        let due = self.kept(model).map_or(String::new(), |share| format!("{share} in time, "));
        let name = &self.study.models[model].name;
        format!("{name}: {due}half by {}, 85 of 100 by {}.", show(0.50), show(0.85))
    }
}

/// How many dots, or which share of a model's replications, each bin holds, and how much of that is late: by the bin, but
/// of a portfolio each replication by whether all its campaigns are in time.
fn held(
    study: &Study,
    (model, sample): (usize, &Sample),
    measured: &Measured,
    scale: &Scale,
    dots: bool,
) -> Vec<[f64; 2]> {
    let runs = &study.models[model];
    let by_itself = study.portfolio && !measured.kept.is_empty();
    let (whole, late) = if dots {
        let all = analysis::dots(study, runs, measured.metric, sample.of.min(analysis::DOTS));
        let late = all.iter().filter(|dot| dot.kept == Some(false));
        let hours = all.iter().filter_map(|dot| dot.hours).collect::<Vec<f64>>();
        (scale.fill(&hours), scale.fill(&late.filter_map(|dot| dot.hours).collect::<Vec<f64>>()))
    } else {
        let flags = analysis::in_time(study, runs).unwrap_or_default();
        let late = launches::ranked(runs, measured.metric).zip(flags).filter(|(_, kept)| !kept);
        let late = late.filter_map(|(hours, _)| hours.filter(|hours| hours.is_finite()));
        (scale.count(sample), scale.fill(&late.collect::<Vec<f64>>()))
    };
    let late = if by_itself { late } else { whole.clone() };
    let of = if dots { 1.0 } else { sample.of.max(1) as f64 };
    let bins = whole.into_iter().zip(late).enumerate();
    bins.map(|(bin, (held, late))| {
        let late = if by_itself || scale.is_late(bin) { late } else { 0 };
        [held as f64 / of, late as f64 / of]
    })
    .collect()
}

/// The strip of an interval, around a point.
pub(super) fn strip(scene: &Scene, (x, y): Point) {
    scene.line((x - 11.0, y), (x + 11.0, y), 6.0, towards(GREY, PAPER, 0.6));
}

/// A dot: filled on time, hollow when late; in a colour on its ground.
fn dot(scene: &Scene, at: Point, r: f64, (colour, ground): (Colour, Colour), late: bool) {
    scene.disc(at, r, colour);
    if late {
        scene.disc(at, r - (r * 0.35).min(1.4), ground);
    }
}

/// A column, as [`dot`].
fn column(scene: &Scene, area: Area, (colour, ground): (Colour, Colour), late: bool) {
    const LINE: f64 = 1.25;
    if !late {
        return scene.rect(area, colour);
    }
    let inside = area.h > 2.0 * LINE && area.w > 2.0 * LINE;
    // Too thin to be hollow: pale.
    scene.rect(area, if inside { colour } else { towards(colour, ground, 0.5) });
    if inside {
        let Area { x, y, w, h } = area;
        let (x, y, w, h) = (x + LINE, y + LINE, w - 2.0 * LINE, h - 2.0 * LINE);
        scene.rect(Area { x, y, w, h }, ground);
    }
}
