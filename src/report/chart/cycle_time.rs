//! "When will we launch?": a histogram of the cycle time per model, all on the same bins and axis.

use crate::study::Study;

use super::draw::numbers::{grouped, share_of};
use super::draw::plot::X_AXIS;
use super::draw::theme::{AXIS, Color, GREY, GRID, INK, LABEL, MARGIN, NOTE, WIDTH, colour_of};
use super::draw::{Area, Axis, Names, Plot, Scene, Sheet, Unit};
use super::sample::{self, Bins, CycleTimes};
use crate::format::percent;

/// Width of the column of figures at the right.
const FIGURES: f64 = 128.0;
/// Peaks that differ by more than this are not drawn to one height.
const UNLIKE: f64 = 4.0;

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study) -> Option<Sheet> {
    let times = CycleTimes::of_all(study);
    times.iter().any(|times| times.of > 0).then(|| Rows::new(study, &times).draw())
}

/// Everything that the rows share.
struct Rows<'a> {
    study: &'a Study,
    times: &'a [CycleTimes],
    unit: Unit,
    axis: Axis,
    bins: Bins,
    /// Share of replications in each bin, per model.
    shares: Vec<Vec<f64>>,
}

impl Rows<'_> {
    fn new<'a>(study: &'a Study, times: &'a [CycleTimes]) -> Rows<'a> {
        let (low, high) = sample::span(times, study.deadline_h);
        let unit = Unit::for_hours(high);
        let axis = Axis::enclosing(low / unit.hours, high / unit.hours, 8);
        let bins = Bins::over(axis.low, axis.high, 60);
        let shares = times.iter().map(|times| shares(times, &bins, unit)).collect();
        Rows { study, times, unit, axis, bins, shares }
    }

    fn peak(&self, model: usize) -> f64 {
        self.shares[model].iter().copied().fold(0.0, f64::max)
    }

    /// The share at full height, per model: the same for all, unless the peaks are too unlike.
    fn full(&self) -> (Vec<f64>, bool) {
        let peaks: Vec<f64> = (0..self.times.len()).map(|model| self.peak(model)).collect();
        let high = peaks.iter().copied().fold(0.0, f64::max);
        let low = peaks.iter().copied().filter(|peak| *peak > 0.0).fold(high, f64::min);
        let common = high <= UNLIKE * low;
        (if common { vec![high; peaks.len()] } else { peaks }, common)
    }

    fn draw(&self) -> Sheet {
        let (full, common) = self.full();
        let mut sheet = Sheet::new("When will we launch?", &self.reading(common));
        let names = Names::of(self.study);
        let (left, right) = (names.right(), WIDTH - MARGIN - FIGURES);
        let height = match self.times.len() {
            0..=1 => 160.0,
            2..=3 => 92.0,
            4..=6 => 74.0,
            _ => 56.0,
        };
        let top = sheet.y + 18.0;
        let bottom = top + height * self.times.len() as f64;
        let scene = &sheet.scene;
        let mut whole = Plot::rows(scene, (left, right), (top, bottom), self.axis.clone());
        whole.mesh(&format!("cycle time, start to launch ({})", self.unit.name), "");
        for (model, full) in full.into_iter().enumerate() {
            let area = Area { x: left, y: top + height * model as f64, w: right - left, h: height };
            scene.of(Some(model));
            names.draw(scene, self.study, model, area.y + height / 2.0);
            self.row(scene, model, area, full);
            sheet.describe(&self.sentence(model));
        }
        scene.of(None);
        if let Some(hours) = self.study.deadline_h {
            whole.deadline(hours, self.unit);
        }
        sheet.y = bottom + X_AXIS;
        sheet
    }

    fn reading(&self, common: bool) -> String {
        let peak = (0..self.times.len()).map(|model| self.peak(model)).fold(0.0, f64::max);
        let heights = match (common, peak > 0.0) {
            (_, false) => String::new(),
            (true, _) => format!("; the tallest bar is {} of a model's", percent(peak)),
            (false, _) => "; each row has its own height: compare places, not heights".to_owned(),
        };
        let width = self.bins.width;
        format!(
            "Each bar: the share of replications that launched within one span of {} \
             {}{heights}. Full line: P50 (half launch by then); dashed line: P85; the bar across its \
             top: its 95 % interval.",
            self.axis.as_fine_as(width).label(width),
            self.unit.short
        )
    }

    fn row(&self, scene: &Scene, model: usize, area: Area, full: f64) {
        // A little lower than the row, so that the next one's baseline stays free.
        let y = Axis::plain(0.0, full * area.h / (area.h - 12.0));
        let mut plot = Plot::new(scene, area, self.axis.clone(), y);
        for (bin, share) in self.shares[model].iter().enumerate().filter(|(_, share)| **share > 0.0)
        {
            let (from, until) = (self.bins.edge(bin), self.bins.edge(bin + 1));
            let bar = plot.between((from, 0.0), (until, *share));
            let y = bar.y.min(area.bottom() - 1.0);
            let drawn = Area { y, w: bar.w - 0.5, h: area.bottom() - y, ..bar };
            scene.rect(drawn, colour_of(model).mix(0.85));
            // As high as the row: what is rare has a low bar, and can be asked for too.
            scene.hint(Area { y: area.y, h: area.h, ..bar }, &self.told(model, bin, *share));
        }
        let baseline = if model + 1 < self.times.len() { GRID } else { AXIS };
        scene.line((area.x, area.bottom()), (area.right(), area.bottom()), 1.0, baseline);
        if self.times[model].launched.is_empty() {
            let (x, y) = area.middle();
            let style = LABEL.in_colour(GREY).middle();
            scene.text((x, y + 4.0), "never launched before the horizon", style);
        }
        self.quantiles(scene, model, &mut plot);
        self.figures(scene, model, area);
    }

    /// What a bar says to the pointer.
    fn told(&self, model: usize, bin: usize, share: f64) -> String {
        let name = &self.study.models[model].name;
        let axis = self.axis.as_fine_as(self.bins.width);
        let edge = |bin: usize| axis.label(self.bins.edge(bin));
        let of = self.times[model].of;
        let count = grouped((share * of as f64).round(), 0);
        let (from, to, unit) = (edge(bin), edge(bin + 1), self.unit.short);
        format!(
            "{name}: {from} to {to} {unit}: {} ({count} of {})",
            percent(share),
            grouped(of as f64, 0)
        )
    }

    /// The lines at P50 and P85, each with its interval across the top.
    fn quantiles(&self, scene: &Scene, model: usize, plot: &mut Plot) {
        let times = &self.times[model];
        let top = plot.area.y + 5.0;
        for (p, dash) in [(0.50, None), (0.85, Some((4.0, 3.0)))] {
            let Some(hours) = times.quantile(p) else { continue };
            let x = plot.x(hours / self.unit.hours);
            let ends = [(x, top), (x, plot.area.bottom())];
            match dash {
                Some(dash) => scene.dashed(&ends, 1.5, INK, dash),
                None => scene.path(&ends, 1.5, INK),
            }
            if let Some(ci) = times.quantile_interval(p) {
                let [low, high] = [ci.low, ci.high].map(|end| plot.x(end / self.unit.hours));
                scene.line((low, top), (high, top), 3.0, INK);
            }
        }
    }

    /// The figures at the right of the row.
    fn figures(&self, scene: &Scene, model: usize, area: Area) {
        let times = &self.times[model];
        let mut lines: Vec<String> = [("P50", 0.50), ("P85", 0.85)]
            .map(|(name, p)| {
                let hours = times.quantile(p).map(|hours| self.unit.show(hours));
                format!("{name}  {}", hours.unwrap_or("not reached".to_owned()))
            })
            .into();
        let mut y = area.middle().1 - 4.0;
        if times.never() > 0 {
            lines.push(match times.launched.is_empty() {
                true => "none launched".to_owned(),
                false => format!("{} not launched", share_of(times.never(), times.of)),
            });
            y -= 8.0;
        }
        for (style, line) in [LABEL.sized(12.0), LABEL.sized(12.0), NOTE].into_iter().zip(lines) {
            scene.text((area.right() + 18.0, y), &style.fit(&line, FIGURES - 12.0), style);
            y += 16.0;
        }
    }

    fn sentence(&self, model: usize) -> String {
        let times = &self.times[model];
        let show = |p| {
            let value = times.quantile(p).map(|hours| self.unit.show(hours));
            let ci = times.quantile_interval(p);
            let ci = ci.map(|ci| {
                let jumps = if times.jumps(p) { ", jumps" } else { "" };
                format!(" ({} to {}{jumps})", self.unit.show(ci.low), self.unit.show(ci.high))
            });
            value.unwrap_or("not reached".to_owned()) + &ci.unwrap_or_default()
        };
        let name = &self.study.models[model].name;
        format!("{name}: P50 {}, P85 {}.", show(0.50), show(0.85))
    }
}

/// The share of all replications (also those not launched) in each bin.
fn shares(times: &CycleTimes, bins: &Bins, unit: Unit) -> Vec<f64> {
    let values: Vec<f64> = times.launched.iter().map(|hours| hours / unit.hours).collect();
    let of = times.of.max(1) as f64;
    bins.fill(&values).into_iter().map(|count| count as f64 / of).collect()
}
