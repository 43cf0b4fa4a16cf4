//! Which piece is ready when: a block per deliverable, in it a row per model with half (P50) and 85 of 100 (P85)
//! of the replications, and when it is due.

use crate::analysis::{Analysis, DeliverableEstimate, time_shown};
use crate::format::of_100;
use crate::study::Deliverable;

use super::distribution::strip;
use super::draw::canvas::Point;
use super::draw::parts::Frame;
use super::draw::plot::X_AXIS;
use super::draw::sheet::Role;
use super::draw::text::Type;
use super::draw::theme::{Colour, GREY, GRID, INK, LABEL, NOTE, PAPER, Paper, Shape, towards};
use super::draw::{Area, Axis, Names, Plot, Scene, Sheet, Unit};

/// Height of a deliverable's heading.
const HEAD: f64 = 30.0;
/// Height of another line of its name.
const LINE: f64 = 16.0;
/// Width of the figures at the right.
const FIGURES: f64 = 210.0;
const IN_TIME: f64 = 112.0;
/// The most rows that are drawn.
const MOST_ROWS: usize = 60;
/// What is due so much later than all that is shown is only named.
const FAR: f64 = 1.3;

/// The chart; `None` where there is one piece only, due with the campaign that it is, or nothing was ever done.
pub fn draw(analysis: &Analysis, names: &Names, paper: Paper) -> Option<Sheet> {
    let study = &analysis.study;
    if study.deliverables.len() < 2
        && study.deliverables.iter().all(|of| of.due_h == study.deadline_h)
    {
        return None;
    }
    Rows::of(analysis, names, paper).map(|rows| rows.draw())
}

/// Everything that the rows share.
struct Rows<'a> {
    analysis: &'a Analysis,
    paper: Paper,
    names: &'a Names,
    /// Height of a row.
    row: f64,
    /// Height of the heading of a deliverable.
    head: f64,
    /// Deliverables that are shown, in file order.
    shown: Vec<usize>,
    unit: Unit,
    axis: Axis,
}

impl<'a> Rows<'a> {
    fn of(analysis: &'a Analysis, names: &'a Names, paper: Paper) -> Option<Rows<'a>> {
        let shown = shown(analysis);
        let known = analysis.deliverables.iter();
        let known = known.flat_map(|known| shown.iter().map(|deliverable| &known[*deliverable]));
        let ends = known.flat_map(|known| {
            let [(half, half_ends), (most, most_ends)] = [known.half, known.most];
            [half, half_ends.low, half_ends.high, most, most_ends.low, most_ends.high]
        });
        let ends: Vec<f64> = ends.flatten().collect();
        let high = ends.iter().copied().reduce(f64::max)?;
        let low = ends.iter().copied().fold(high, f64::min);
        let dues =
            shown.iter().filter_map(|deliverable| analysis.study.deliverables[*deliverable].due_h);
        let high = dues.filter(|due| *due <= FAR * high).fold(high, f64::max);
        let low = if low < 0.6 * high { 0.0 } else { low };
        let unit = Unit::for_hours(high).dated(analysis.study.start).over(high - low);
        // On a phone the figures stand above, in the line of the name.
        let figures = if paper.is_narrow() { Paper::INSET } else { FIGURES };
        let pixels = paper.right() - figures - names.right(paper);
        let due = analysis.study.deadline_h;
        let axis = Axis::of_time((low, high), due, unit, (pixels, 90.0));
        let row = names.height(&analysis.study, paper, if paper.is_narrow() { 38.0 } else { 0.0 });
        let mut rows = Rows { analysis, paper, names, row, head: HEAD, shown, unit, axis };
        let lines = rows.shown.iter().map(|at| rows.name(*at).len()).max().unwrap_or(1);
        rows.head += LINE * lines.saturating_sub(1) as f64;
        Some(rows)
    }

    fn deliverable(&self, at: usize) -> &Deliverable {
        &self.analysis.study.deliverables[at]
    }

    fn draw(&self) -> Sheet {
        let mut sheet = Sheet::new(self.paper, &self.finding(), READING);
        let key = sheet.y - 10.0;
        self.key(&mut sheet);
        let block = self.head + self.row * self.names.order.len() as f64;
        let top = sheet.y + 40.0;
        let bottom = top + block * self.shown.len() as f64;
        let scene = &sheet.scene;
        let narrow = self.paper.is_narrow();
        let left = self.names.right(self.paper);
        let right = self.paper.right() - if narrow { Paper::INSET } else { FIGURES };
        let mut plot = Plot::rows(scene, (left, right), (top, bottom), self.axis.clone());
        let until = self.axis.high * self.unit.hours;
        plot.mesh(&self.unit.title("start to done for the last time", until), "");
        // First, so that it crosses no name.
        if let Some(due) = self.common_due() {
            plot.deadline(self.due_name(), due, self.unit);
        }
        for (place, at) in self.shown.iter().enumerate() {
            self.block(&plot, scene, *at, top + block * place as f64);
            sheet.describe(&self.sentence(*at));
        }
        if !narrow {
            let (x, head) = (right + 16.0, NOTE.in_colour(INK).bold());
            scene.text((x, top - 6.0), "in time", head);
            scene.text((x + IN_TIME, top - 6.0), "85 of 100 by", head);
        }
        sheet.y = bottom + X_AXIS;
        let cuts = (1..self.shown.len()).map(|place| top + block * place as f64 + 1.0).collect();
        sheet.frame = Some(Frame { above: (key, top), below: (bottom, sheet.y), cuts });
        let left_out = self.analysis.study.deliverables.len() - self.shown.len();
        sheet.note((left_out > 0).then(|| {
            let baseline = &self.analysis.study.models[self.analysis.study.baseline].name;
            format!(
                "Shown are those that are done last under {baseline}; {left_out} more are in deliverables.csv."
            )
        }));
        sheet
    }

    /// When all that is shown is due, if at one time.
    fn common_due(&self) -> Option<f64> {
        let mut dues = self.shown.iter().map(|at| self.deliverable(*at).due_h);
        let first = dues.next()??;
        dues.all(|due| due == Some(first)).then_some(first)
    }

    /// What the common due is called.
    fn due_name(&self) -> &'static str {
        let time = time_shown(&self.analysis.study);
        if time.due_h == self.common_due() { time.due } else { "due" }
    }

    /// When a deliverable is due, where not all are at one time.
    fn own_due(&self, at: usize) -> Option<f64> {
        self.deliverable(at).due_h.filter(|_| self.common_due().is_none())
    }

    /// The same in words.
    fn due(&self, at: usize) -> Option<String> {
        self.own_due(at).map(|due| format!("due {}", self.unit.show(due)))
    }

    /// The lines of a deliverable's name, beside which stands of how many pieces it is, and when they are due.
    fn name(&self, at: usize) -> Vec<String> {
        let of = self.deliverable(at);
        let due = self.due(at).map_or(0.0, |text| NOTE.width(&text) + 8.0);
        // In the column of figures where there is one.
        let beside = if self.paper.is_narrow() { due } else { FIGURES };
        let room = self.paper.room() - NOTE.width(&pieces(of)) - 20.0 - beside;
        LABEL.bold().wrap(&of.name, room)
    }

    /// A text at the left edge that no line crosses.
    fn over_lines(&self, scene: &Scene, y: f64, text: &str, style: Type) {
        let x = self.paper.left();
        scene.rect(Area { x, y: y - 12.0, w: style.width(text) + 4.0, h: LINE }, PAPER);
        scene.text((x, y), text, style);
    }

    fn heading(&self, scene: &Scene, at: usize, top: f64) {
        let (paper, style, many) = (self.paper, LABEL.bold(), pieces(self.deliverable(at)));
        let (mut end, mut last) = (paper.left(), top + 20.0);
        for (line, text) in self.name(at).iter().enumerate() {
            let y = top + 20.0 + LINE * line as f64;
            self.over_lines(scene, y, text, style);
            (end, last) = (paper.left() + style.width(text) + 12.0, y);
        }
        scene.text((end, last), &many, NOTE);
        let note = NOTE.in_colour(INK);
        match (self.due(at), paper.is_narrow()) {
            (Some(text), true) => scene.text((paper.right(), top + 20.0), &text, note.end()),
            (Some(text), false) => {
                scene.text((paper.right() - FIGURES + 16.0, top + 20.0), &text, note)
            }
            (None, _) => {}
        }
    }

    /// A deliverable: its heading, and a row per model.
    fn block(&self, plot: &Plot<'_>, scene: &Scene, at: usize, top: f64) {
        let bottom = top + self.head + self.row * self.names.order.len() as f64;
        let paper = self.paper;
        scene.line((paper.left(), top + 2.0), (paper.right(), top + 2.0), 0.5, GRID);
        let due = self.own_due(at).map(|due| due / self.unit.hours);
        if let Some(due) = due.filter(|due| self.axis.shows(*due)) {
            scene.line((plot.x(due), top + 10.0), (plot.x(due), bottom), 2.0, INK);
        }
        self.heading(scene, at, top);
        for (row, model) in self.names.order.iter().copied().enumerate() {
            scene.of(Some(model));
            let y = top + self.head + self.row * row as f64;
            let area = Area { x: paper.left(), y, w: paper.room(), h: self.row };
            self.row(plot, scene, (at, model), area);
            scene.of(None);
        }
    }

    fn row(&self, plot: &Plot<'_>, scene: &Scene, (at, model): (usize, usize), area: Area) {
        let known = &self.analysis.deliverables[model][at];
        let due = self.deliverable(at).due_h;
        let other = self.names.role(model) == Role::Other;
        let bold = if other { LABEL } else { LABEL.bold() };
        let style = bold.in_colour(self.names.ink(model));
        let own = self.names.draw(scene, &self.analysis.study, model, area);
        let area = Area { x: plot.area.x, w: plot.area.w, ..own };
        let y = if scene.paper.is_narrow() { own.y + 8.0 } else { area.middle().1 };
        let colour = if other { GREY } else { self.names.colour(model) };
        let x = |hours: f64| plot.x(hours / self.unit.hours);
        for (value, reach) in [known.half, known.most] {
            if let (Some(_), Some(low)) = (value, reach.low) {
                let high = reach.high.map_or(area.right(), x);
                scene.line((x(low), y), (high, y), 6.0, towards(colour, PAPER, 0.6));
            }
        }
        if let (Some(half), Some(most)) = (known.half.0, known.most.0) {
            scene.line((x(half), y), (x(most), y), 1.0, colour);
        }
        for (shape, r, (value, _)) in [(Shape::Disc, 3.8, known.half), (Shape::Up, 4.6, known.most)]
        {
            let Some(value) = value else { continue };
            mark(scene, shape, ((x(value), y), r), colour, due.is_some_and(|due| value > due));
        }
        match scene.paper.is_narrow() {
            true => {
                let (text, style) = (self.in_short(known), NOTE.in_colour(style.colour));
                self.over_lines(scene, y + 22.0, &text, style);
            }
            false => self.figures(scene, known, (area.right() + 16.0, y + 4.0), style.colour),
        }
        scene.hint(area, &format!("{}: {}", self.deliverable(at).name, self.told(model, at)));
    }

    fn figures(&self, scene: &Scene, known: &DeliverableEstimate, (x, y): Point, ink: Colour) {
        let style = LABEL.in_colour(ink);
        if let Some(kept) = kept(known) {
            scene.text((x, y), &kept, style.bold());
        }
        scene.text((x + IN_TIME, y), &self.by(known, 1), style);
    }

    /// "88 of 100 in time, 85 of 100 by 8 Mar"
    fn in_short(&self, known: &DeliverableEstimate) -> String {
        let kept = kept(known).map_or(String::new(), |kept| format!("{kept} in time, "));
        format!("{kept}85 of 100 by {}", self.by(known, 1))
    }

    /// "43.2 d", "8 Mar", or that it is not reached: by when half (0) or 85 of 100 (1) are; a date is one on which it
    /// was done.
    fn by(&self, known: &DeliverableEstimate, place: usize) -> String {
        self.at(known, place).map_or_else(|| "not reached".to_owned(), |at| self.unit.show(at))
    }

    fn at(&self, known: &DeliverableEstimate, place: usize) -> Option<f64> {
        let dated = self.unit.is_dated();
        if dated { known.reached[place] } else { [known.half.0, known.most.0][place] }
    }

    /// What the marks mean.
    fn key(&self, sheet: &mut Sheet) {
        let due = |scene: &Scene, (x, y): Point| scene.line((x, y - 7.0), (x, y + 7.0), 2.0, INK);
        let own = |text: &str| text.to_owned();
        sheet.key(
            self.names.right(self.paper),
            &[
                (own("half by"), 8.0, &|s, at| mark(s, Shape::Disc, (at, 3.8), INK, false)),
                (own("85 of 100 by"), 10.0, &|s, at| mark(s, Shape::Up, (at, 4.6), INK, false)),
                (own("late"), 10.0, &|s, at| mark(s, Shape::Up, (at, 4.6), INK, true)),
                (own("95 % interval"), 22.0, &strip),
                (own("due"), 4.0, &due),
            ],
        );
    }

    /// What holds the campaign up under the model that is advised, or else under the baseline.
    fn finding(&self) -> String {
        let models = 0..self.analysis.study.models.len();
        let mut advised = models.filter(|model| self.names.role(*model) == Role::Recommended);
        let model = advised.next().unwrap_or(self.analysis.study.baseline);
        let known = &self.analysis.deliverables[model];
        let under = &self.analysis.study.models[model].name;
        let share = |at: &usize| known[*at].in_time.map_or(f64::INFINITY, |(share, _)| share);
        let until = |at: &usize| known[*at].most.0.unwrap_or(f64::INFINITY);
        // What exists once is no piece of its own, unless there is nothing else.
        let is_piece = |at: &usize| !self.deliverable(*at).name.starts_with('@');
        let any = (0..known.len()).any(|at| is_piece(&at));
        let all = (0..known.len()).filter(|at| !any || is_piece(at));
        let worst =
            all.min_by(|a, b| share(a).total_cmp(&share(b)).then(until(b).total_cmp(&until(a))));
        let Some(worst) = worst else { return "Nothing is to be done".to_owned() };
        let name = &self.deliverable(worst).name;
        match kept(&known[worst]) {
            Some(kept) => {
                format!("{name} is the least sure to be in time: {kept} replications under {under}")
            }
            None => {
                let by = self.at(&known[worst], 1).map(|hours| self.unit.show(hours));
                match by {
                    Some(by) => format!(
                        "{name} is done last: by {by} in 85 of 100 replications under {under}"
                    ),
                    None => format!("{name} is not done in 85 of 100 replications under {under}"),
                }
            }
        }
    }

    fn told(&self, model: usize, at: usize) -> String {
        let known = &self.analysis.deliverables[model][at];
        let kept = kept(known).map_or(String::new(), |kept| format!(", {kept} in time"));
        let name = &self.analysis.study.models[model].name;
        format!("{name} half by {}, 85 of 100 by {}{kept}", self.by(known, 0), self.by(known, 1))
    }

    fn sentence(&self, at: usize) -> String {
        let told: Vec<String> =
            self.names.order.iter().map(|model| self.told(*model, at)).collect();
        format!("{}: {}.", self.deliverable(at).name, told.join("; "))
    }
}

const READING: &str = "When each deliverable was done for the last time, with several alike pieces the last of them: \
                       half of the replications by the disc, 85 of 100 by the triangle, hollow where that is too late.";

/// The deliverables that there is room for: those that 85 of 100 replications have done last under the baseline.
fn shown(analysis: &Analysis) -> Vec<usize> {
    let study = &analysis.study;
    let room = (MOST_ROWS / study.models.len().max(1)).max(1);
    let known = &analysis.deliverables[study.baseline];
    let until = |at: &usize| known[*at].most.0.unwrap_or(f64::INFINITY);
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by(|a, b| until(b).total_cmp(&until(a)));
    order.truncate(room);
    order.sort_unstable();
    order
}

/// "the last of 6", of several alike pieces.
fn pieces(of: &Deliverable) -> String {
    if of.count > 1 { format!("the last of {}", of.count) } else { String::new() }
}

/// In how many replications it was in time: "88 of 100".
fn kept(known: &DeliverableEstimate) -> Option<String> {
    let of = known.n + known.not_done;
    known.in_time.map(|(share, _)| of_100((share * of as f64).round() as usize, of))
}

/// A mark, hollow when late.
fn mark(scene: &Scene, shape: Shape, (at, r): (Point, f64), colour: Colour, late: bool) {
    scene.marker(shape, at, r, colour);
    if late {
        scene.marker(shape, at, r * 0.5, PAPER);
    }
}
