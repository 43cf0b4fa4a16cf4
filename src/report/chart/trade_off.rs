//! What speed costs: P85 of the cycle time (or of when it is ready) against the mean cost (or effort) of each model.

use crate::analysis;
use crate::metric;
use crate::stats::{self, Interval};
use crate::study::{ModelRuns, Study};

use super::draw::labels::{self, Anchored};
use super::draw::numbers::{grouped, short};
use super::draw::plot::X_AXIS;
use super::draw::text::Type;
use super::draw::theme::{AXIS, Colour, LABEL, NOTE, PAPER, Paper, Shape, TICK};
use super::draw::{Area, Axis, Names, Plot, Point, Scene, Sheet, Unit};
use super::sample::{self, Sample};

/// Height of the plot.
const HEIGHT: f64 = 420.0;
/// Each axis spans at least this share of its largest value.
const LEAST: f64 = 0.25;
/// The widest label for which there is room.
const LABEL_ROOM: f64 = 300.0;

/// One model's place.
struct Spot {
    model: usize,
    /// P85 of the time shown, in hours.
    time: f64,
    time_interval: Option<Interval>,
    /// Mean cost, or mean busy person-hours.
    spend: f64,
    spend_interval: Option<Interval>,
}

/// Draws the chart; `None` where no model has both a P85 and a cost.
pub fn draw(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    let paid =
        study.models.iter().any(|runs| sample::mean(runs, metric::COST).is_some_and(|c| c > 0.0));
    let spots: Vec<Spot> = (0..study.models.len()).filter_map(|m| spot(study, m, paid)).collect();
    (!spots.is_empty()).then(|| plot((study, names), paper, &spots, paid))
}

fn spot(study: &Study, model: usize, paid: bool) -> Option<Spot> {
    let runs = &study.models[model];
    let times = Sample::of(runs, analysis::time_shown(study).metric);
    let (spend, spend_interval) = if paid {
        (sample::mean(runs, metric::COST)?, analysis::estimate(study, model, metric::COST).ci)
    } else {
        (mean_effort(runs)?, None)
    };
    Some(Spot {
        model,
        time: times.quantile(0.85)?,
        time_interval: times.quantile_interval(0.85),
        spend,
        spend_interval,
    })
}

/// Mean person-hours of everything that people were busy with.
fn mean_effort(runs: &ModelRuns) -> Option<f64> {
    metric::EFFORT.iter().map(|part| sample::mean(runs, *part)).sum()
}

/// An axis around values and the ends of their intervals.
fn around(values: &[f64], wanted: usize) -> Axis {
    let (low, high) = ends(values);
    Axis::enclosing(low, high, wanted)
}

/// The ends of an axis around values, with a little air.
fn ends(values: &[f64]) -> (f64, f64) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Never so narrow that what does not matter looks large.
    let least = LEAST * high.abs();
    let lacks = (least - (high - low)).max(0.0);
    let (low, high) = (low - lacks / 2.0, high + lacks / 2.0);
    let air = (high - low) * 0.08;
    // An axis that nearly begins at 0 begins there; none goes below.
    let low = if low < high * 0.35 { 0.0 } else { (low - air).max(0.0) };
    (low, high + air)
}

fn plot((study, names): (&Study, &Names), paper: Paper, spots: &[Spot], paid: bool) -> Sheet {
    let of = |value: f64, ci: Option<Interval>| {
        [value, ci.map_or(value, |ci| ci.low), ci.map_or(value, |ci| ci.high)]
    };
    let shown = analysis::time_shown(study);
    let times = spots.iter().flat_map(|s| of(s.time, s.time_interval));
    let times: Vec<f64> = times.chain(shown.due_h).collect();
    let spends: Vec<f64> = spots.iter().flat_map(|s| of(s.spend, s.spend_interval)).collect();
    let high = times.iter().copied().fold(0.0, f64::max);
    let low = times.iter().copied().fold(high, f64::min);
    let unit = Unit::for_hours(high).dated(study.start).over(high - low);
    let y = around(&spends, 6);

    let mut sheet = Sheet::new(paper, &finding(study, spots, paid), &reading(paid, shown.done));
    let widest = y.ticks.iter().map(|v| TICK.width(&y.label(*v))).fold(0.0, f64::max);
    let left = paper.left() + widest + 14.0;
    let (height, aside) =
        if paper.is_narrow() { (300.0, 2.0 * Paper::INSET) } else { (HEIGHT, 12.0) };
    let area = Area { x: left, y: sheet.y + 50.0, w: paper.right() - aside - left, h: height };
    let x = Axis::of_time(ends(&times), shown.due_h, unit, (area.w, 90.0));
    let scene = &sheet.scene;
    let mut plot = Plot::new(scene, area, x, y);
    let title = if paid { "mean cost (currency)" } else { "mean effort (person-hours)" };
    plot.mesh(&unit.title(&format!("by when 85 of 100 {}", shown.have_done), high), "");
    // Above the flag of what is due.
    scene.text((paper.left(), area.y - 32.0), title, TICK);
    points(scene, (study, names), spots, &plot, unit);
    if let Some(due) = shown.due_h {
        plot.deadline(shown.due, due, unit);
    }
    sheet.y = area.bottom() + X_AXIS;
    let mut listed: Vec<&Spot> = spots.iter().collect();
    listed.sort_by_key(|spot| names.number(spot.model));
    for spot in listed {
        let (name, time) = (&study.models[spot.model].name, unit.show(spot.time));
        sheet.describe(&format!("{name}: 85 of 100 by {time}, mean {}.", short(spot.spend)));
        if by_number(study, paper) {
            let words =
                format!("{}  {name}: {time}, {}", names.number(spot.model), short(spot.spend));
            sheet.lines(&words, named(names, spot.model), 17.0);
        }
    }
    sheet.note(missing(study, spots));
    sheet
}

fn reading(paid: bool, done: &str) -> String {
    let what = if paid { "mean cost" } else { "mean effort (no team has a cost in this scenario)" };
    format!(
        "Each marker: a model's {what} against the time within which 85 of 100 replications \
         are {done}. Crosses: 95 % intervals, where there are enough replications for one. \
         Further down is cheaper, further left is earlier. Neither axis needs to begin at 0."
    )
}

/// Whether points have numbers, which a list below names: on a phone, and where a name is long.
fn by_number(study: &Study, paper: Paper) -> bool {
    let long = |runs: &ModelRuns| LABEL.bold().width(&runs.name) > LABEL_ROOM;
    paper.is_narrow() || study.models.iter().any(long)
}

/// Crosses, markers, and labels that keep clear of both.
fn points(
    scene: &Scene,
    (study, names): (&Study, &Names),
    spots: &[Spot],
    plot: &Plot,
    unit: Unit,
) {
    let mut anchored = Vec::new();
    let mut taken = Vec::new();
    for spot in spots {
        let at = plot.at((spot.time / unit.hours, spot.spend));
        let style = named(names, spot.model);
        let name = match by_number(study, scene.paper) {
            true => names.number(spot.model).to_string(),
            false => study.models[spot.model].name.clone(),
        };
        anchored.push(Anchored { at, width: style.width(&name), text: name });
        taken.push(Area::around(at, 9.0));
        scene.of(Some(spot.model));
        taken.extend(cross(scene, (spot, names.colour(spot.model)), at, plot, unit));
    }
    for (spot, Anchored { at, .. }) in spots.iter().zip(&anchored) {
        scene.of(Some(spot.model));
        scene.marker(Shape::Disc, *at, 7.5, PAPER);
        scene.marker(Shape::Disc, *at, 5.5, names.colour(spot.model));
        let (name, time) = (&study.models[spot.model].name, unit.show(spot.time));
        scene.hint(Area::around(*at, 9.0), &format!("{name}: {time}, {}", grouped(spot.spend, 0)));
    }
    let due = analysis::time_shown(study).due_h.map(|due| plot.x(due / unit.hours));
    taken.extend(due.map(|x| Area { x: x - 3.0, w: 6.0, ..plot.area }));
    let Area { x, y, w, h } = plot.area;
    let inside = Area { x: x + 2.0, y: y + 2.0, w: w + 8.0, h: h - 4.0 };
    let labels = labels::place(&anchored, &taken, inside);
    for ((label, anchored), spot) in labels.iter().zip(&anchored).zip(spots) {
        scene.of(Some(spot.model));
        if let Some(from) = label.leader {
            scene.line(from, anchored.at, 0.5, AXIS);
        }
        let at = (label.area.x, label.area.bottom() - 4.0);
        scene.text(at, &anchored.text, named(names, spot.model));
    }
    scene.of(None);
}

fn named(names: &Names, model: usize) -> Type {
    let style = if names.stands_out(model) { LABEL.bold() } else { LABEL };
    style.in_colour(names.ink(model))
}

/// Who is earliest, and who is cheapest, as far as they are told apart from the others.
fn finding(study: &Study, spots: &[Spot], paid: bool) -> String {
    let name = |spot: &Spot| study.models[spot.model].name.as_str();
    if let [only] = spots {
        return format!("What {} takes, and costs", name(only));
    }
    let early: Vec<&str> = earliest(spots).into_iter().map(name).collect();
    let cheap: Vec<&str> = cheapest(study, spots, paid).into_iter().map(name).collect();
    match (&early[..], &cheap[..]) {
        ([early], [cheap]) if early == cheap => format!("{early} is the earliest and the cheapest"),
        ([early], [cheap]) => format!("{early} is the earliest, {cheap} the cheapest"),
        _ => {
            let all = spots.len();
            format!("{}; {}", may_be(&early, all, "earliest"), may_be(&cheap, all, "cheapest"))
        }
    }
}

/// "A is the earliest", "A or B is the earliest", "3 of 7 may be the earliest"
fn may_be(names: &[&str], all: usize, what: &str) -> String {
    match names {
        [only] => format!("{only} is the {what}"),
        [one, other] => format!("{one} or {other} is the {what}"),
        names => format!("{} of {all} may be the {what}", names.len()),
    }
}

/// Those of which the interval does not lie behind that of the earliest.
fn earliest(spots: &[Spot]) -> Vec<&Spot> {
    let ends = |spot: &Spot| {
        spot.time_interval.map_or([f64::NEG_INFINITY, f64::INFINITY], |ci| [ci.low, ci.high])
    };
    let first = spots.iter().min_by(|a, b| a.time.total_cmp(&b.time));
    let until = first.map_or(f64::INFINITY, |first| ends(first)[1]);
    spots.iter().filter(|spot| spot.time <= until && ends(spot)[0] <= until).collect()
}

/// Those that are not shown to be dearer than the cheapest, on the same draws, all at once.
fn cheapest<'a>(study: &Study, spots: &'a [Spot], paid: bool) -> Vec<&'a Spot> {
    let metrics = if paid { &[metric::COST][..] } else { &metric::EFFORT[..] };
    let spent = |model: usize| {
        let runs = &study.models[model];
        let sum = move |replication| metrics.iter().map(|it| runs.value(replication, *it)).sum();
        (0..runs.len()).map(sum).collect::<Vec<Option<f64>>>()
    };
    let Some(least) = spots.iter().min_by(|a, b| a.spend.total_cmp(&b.spend)) else {
        return Vec::new();
    };
    let theirs = spent(least.model);
    let is_dearer = |spot: &&Spot| {
        let ours = spent(spot.model);
        let pairs =
            ours.iter().zip(&theirs).filter_map(|(ours, theirs)| Some(((*ours)?, (*theirs)?)));
        let found = stats::paired(&pairs.collect::<Vec<_>>(), spots.len() - 1);
        found.ci.is_some_and(|ci| ci.low > 0.0)
    };
    spots.iter().filter(|spot| !is_dearer(spot)).collect()
}

/// The arms of one cross; returns what they cover.
fn cross(
    scene: &Scene,
    (spot, colour): (&Spot, Colour),
    at: Point,
    plot: &Plot,
    unit: Unit,
) -> Vec<Area> {
    let mut covered = Vec::new();
    if let Some(ci) = spot.time_interval {
        let (low, high) = (plot.x(ci.low / unit.hours), plot.x(ci.high / unit.hours));
        scene.line((low, at.1), (high, at.1), 1.5, colour);
        covered.push(Area { x: low - 5.0, y: at.1 - 4.0, w: high - low + 10.0, h: 8.0 });
    }
    if let Some(ci) = spot.spend_interval {
        let (low, high) = (plot.y(ci.low), plot.y(ci.high));
        scene.line((at.0, low), (at.0, high), 1.5, colour);
        covered.push(Area { x: at.0 - 4.0, y: high - 5.0, w: 8.0, h: low - high + 10.0 });
    }
    covered
}

/// Which models have no place, and why.
fn missing(study: &Study, spots: &[Spot]) -> Option<String> {
    let is_lost = |model: &usize| spots.iter().all(|spot| spot.model != *model);
    let lost = (0..study.models.len()).filter(is_lost);
    let names: Vec<String> = lost.map(|model| NOTE.cut(&study.models[model].name, 260.0)).collect();
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        let done = analysis::time_shown(study).done;
        format!("Not shown, because fewer than 85 of 100 replications are {done}: {names}.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::study;
    use crate::metric::METRICS;
    use crate::record::Status;

    /// Sixty replications of 1 to 60 hours more than this, which cost this each.
    fn runs(name: &str, hours: f64, cost: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for more in 1..=60 {
            let mut row = vec![None; METRICS.len()];
            row[metric::CYCLE_TIME] = Some(hours + f64::from(more));
            row[metric::COST] = Some(cost + f64::from(more % 7));
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    /// P85 is 51.2 h for A, in an interval of some hours to both sides: with 1 h more B may be the earliest too, with 100 h
    /// more C is not. On the same draws a cost of 1 more is dearer.
    #[test]
    fn the_title_names_who_is_told_apart() {
        let title = |models: Vec<ModelRuns>| {
            let study = study(models);
            let spots: Vec<Spot> =
                (0..study.models.len()).filter_map(|model| spot(&study, model, true)).collect();
            finding(&study, &spots, true)
        };
        let a = || runs("A", 0.0, 10.0);
        let (near, far) = (runs("B", 1.0, 9.0), runs("C", 100.0, 10.0));
        assert_eq!(title(vec![a(), near.clone()]), "A or B is the earliest; B is the cheapest");
        assert_eq!(title(vec![a(), far.clone()]), "A is the earliest; A or C is the cheapest");
        assert_eq!(title(vec![far, near.clone()]), "B is the earliest and the cheapest");
        let three = vec![a(), near, runs("D", 0.0, 11.0)];
        assert_eq!(title(three), "3 of 3 may be the earliest; B is the cheapest");
    }
}
