//! "When will we launch?": a histogram of the cycle time per model, all on the same bins and axis.

use crate::study::Study;

use super::frame::{self, Names, Sheet, X_AXIS};
use super::sample::{self, Bins, CycleTimes};
use super::scene::{Area, Scene};
use super::theme::{AXIS, GREY, GRID, INK, LABEL, MARGIN, NOTE, WIDTH, colour_of};
use super::ticks::{Scale, Ticks, Unit, grouped, percent, share_of};

/// Width of the column of figures at the right.
const FIGURES: f64 = 128.0;
/// Peaks that differ by more than this are not drawn to one height.
const UNLIKE: f64 = 4.0;

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study) -> Option<Scene> {
    let times = CycleTimes::of_all(study);
    times.iter().any(|times| times.of > 0).then(|| Plot::new(study, &times).draw())
}

/// Everything that the rows share.
struct Plot<'a> {
    study: &'a Study,
    times: &'a [CycleTimes],
    unit: Unit,
    ticks: Ticks,
    bins: Bins,
    /// Share of replications in each bin, per model.
    shares: Vec<Vec<f64>>,
}

impl Plot<'_> {
    fn new<'a>(study: &'a Study, times: &'a [CycleTimes]) -> Plot<'a> {
        let (low, high) = sample::span(times, study.deadline_h);
        let unit = Unit::for_hours(high);
        let ticks = Ticks::enclosing(low / unit.hours, high / unit.hours, 8);
        let bins = Bins::over(ticks.low(), ticks.high(), 60);
        let shares = times.iter().map(|times| shares(times, &bins, unit)).collect();
        Plot { study, times, unit, ticks, bins, shares }
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

    fn draw(&self) -> Scene {
        let (full, common) = self.full();
        let mut sheet = Sheet::new("When will we launch?", &self.reading(common));
        let names = Names::of(self.study);
        let (left, right) = (names.right(), WIDTH - MARGIN - FIGURES);
        let scale = Scale::over(&self.ticks, left, right);
        let height = match self.times.len() {
            0..=1 => 160.0,
            2..=3 => 92.0,
            4..=6 => 74.0,
            _ => 56.0,
        };
        let top = sheet.y + 18.0;
        let bottom = top + height * self.times.len() as f64;
        let title = format!("cycle time, start to launch ({})", self.unit.name);
        frame::x_axis(&mut sheet.scene, &scale, &self.ticks, (top, bottom), &title);
        for (model, full) in full.into_iter().enumerate() {
            let area = Area { x: left, y: top + height * model as f64, w: right - left, h: height };
            sheet.scene.of(Some(model));
            names.draw(&mut sheet.scene, self.study, model, area.y + height / 2.0);
            self.row(&mut sheet.scene, model, area, &scale, full);
            sheet.describe(&self.sentence(model));
        }
        sheet.scene.of(None);
        if let Some(hours) = self.study.deadline_h {
            frame::deadline(&mut sheet.scene, &scale, hours, self.unit, (top, bottom));
        }
        sheet.y = bottom + X_AXIS;
        sheet.finish(&frame::footer(self.study))
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
            Ticks { values: vec![width], step: width }.label(width),
            self.unit.short
        )
    }

    fn row(&self, scene: &mut Scene, model: usize, area: Area, scale: &Scale, full: f64) {
        let base = area.bottom();
        let room = area.h - 12.0;
        for (bin, share) in self.shares[model].iter().enumerate().filter(|(_, share)| **share > 0.0)
        {
            let (x, end) = (scale.at(self.bins.edge(bin)), scale.at(self.bins.edge(bin + 1)));
            let h = (share / full * room).max(1.0);
            let bar = Area { x, y: base - h, w: (end - x - 0.5).max(0.5), h };
            scene.rect(bar, colour_of(model).alpha(0.85));
            // As high as the row: what is rare has a low bar, and can be asked for too.
            let reach = Area { x, y: area.y, w: end - x, h: area.h };
            scene.hint(reach, &self.told(model, bin, *share));
        }
        let baseline = if model + 1 < self.times.len() { GRID } else { AXIS };
        scene.line((scale.from, base), (scale.to, base), 1.0, baseline);
        if self.times[model].launched.is_empty() {
            let middle = (area.x + area.w / 2.0, area.y + area.h / 2.0 + 4.0);
            scene.text(middle, "never launched before the horizon", LABEL.in_colour(GREY).middle());
        }
        self.quantiles(scene, model, area, scale);
    }

    /// What a bar says to the pointer.
    fn told(&self, model: usize, bin: usize, share: f64) -> String {
        let name = &self.study.models[model].name;
        let edge = |bin: usize| {
            let at = self.bins.edge(bin);
            Ticks { values: vec![at], step: self.bins.width }.label(at)
        };
        let of = self.times[model].of;
        let count = grouped((share * of as f64).round(), 0);
        let (from, to, unit) = (edge(bin), edge(bin + 1), self.unit.short);
        format!(
            "{name}: {from} to {to} {unit}: {} ({count} of {})",
            percent(share),
            grouped(of as f64, 0)
        )
    }

    /// The lines at P50 and P85, and the figures at the right of the row.
    fn quantiles(&self, scene: &mut Scene, model: usize, area: Area, scale: &Scale) {
        let times = &self.times[model];
        let x = area.right() + 18.0;
        let mut y = area.y + area.h / 2.0 - 4.0 - if times.never() > 0 { 8.0 } else { 0.0 };
        for (name, p) in [("P50", 0.50), ("P85", 0.85)] {
            let hours = times.quantile(p);
            if let Some(hours) = hours {
                let at = scale.at(hours / self.unit.hours);
                let ends = [(at, area.y + 5.0), (at, area.bottom())];
                match p > 0.5 {
                    true => scene.dashed(&ends, 1.5, INK, (4.0, 3.0)),
                    false => scene.line(ends[0], ends[1], 1.5, INK),
                }
                if let Some(ci) = times.quantile_interval(p) {
                    let [low, high] = [ci.low, ci.high].map(|end| scale.at(end / self.unit.hours));
                    scene.line((low, ends[0].1), (high, ends[0].1), 3.0, INK);
                }
            }
            let value =
                hours.map_or_else(|| "not reached".to_owned(), |hours| self.unit.show(hours));
            scene.text((x, y), &format!("{name}  {value}"), LABEL.sized(12.0));
            y += 16.0;
        }
        if times.never() > 0 {
            let text = match times.launched.is_empty() {
                true => "none launched".to_owned(),
                false => format!("{} not launched", share_of(times.never(), times.of)),
            };
            scene.text((x, y), &NOTE.fit(&text, FIGURES - 12.0), NOTE);
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
