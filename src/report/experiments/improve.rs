//! The smallest change for readers and as data.

use super::Scale;
use crate::analysis::{TimeShown, time_shown};
use crate::format::{self, Interval};
use crate::metric::{self, METRICS};
use crate::model::Scenario;
use crate::question::improve::{Found, Kept, ROUNDS, Space, known};
use crate::report::chart::path_and_front::{Front, Place, path_and_front};
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Document, Table};
use crate::stats::{self, paired};
use crate::study::{ModelRuns, Study};
use crate::text::{capitalised, listed};

/// Said where the file has no practices.
pub const NO_PRACTICES: &str = "The file has no [practices]: every model, also those without a preset, was run with the \
     default ones (docs/PRACTICES.md), so that every agreement has its price; `flowcast compare` prices them once the \
     file has a [practices] table, which may be empty.";

/// What was asked and what was found.
pub struct Improvement<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// The settings.
    pub space: &'a Space,
    /// What was found.
    pub found: &'a Found,
    /// Whether the file has no `[practices]`, and the default ones were taken.
    pub added: bool,
}

impl Improvement<'_> {
    fn words(&self, setting: &[usize]) -> Vec<&str> {
        setting.iter().map(|decision| self.space.menu[*decision].words.as_str()).collect()
    }

    fn today(&self) -> &str {
        &self.scenario.models[self.from].name
    }

    /// The decisions of the recommended setting, in the order of the path.
    fn best(&self) -> Vec<&str> {
        let steps = self.found.path.iter().filter_map(|step| step.decision);
        self.words(&steps.collect::<Vec<usize>>())
    }

    fn wish(&self) -> usize {
        self.found.aim.wish.metric
    }

    fn scale(&self) -> Scale {
        Scale::of(self.wish())
    }

    fn now(&self) -> &ModelRuns {
        &self.found.study.models[0]
    }

    fn last(&self) -> &ModelRuns {
        self.found.path.last().map_or(self.now(), |step| &step.study.models[0])
    }
}

/// `settings.csv`: everything that was tried, the fewest changes first.
pub fn settings(of: &Improvement<'_>) -> Table {
    let wish = METRICS[of.wish()].name;
    let columns = vec![
        Column::number("changes"),
        Column::text("decisions"),
        Column::number("rounds"),
        Column::number("n"),
        Column::text("metric"),
        Column::number("mean"),
        Column::number("coordination_time_h"),
        Column::text("bounds"),
        Column::text("same_as"),
        Column::text("outcome"),
    ];
    let mut table = Table::new("settings", "Every way of working that was tried", columns);
    for (setting, seen) in of.found.raced.seen.iter().enumerate() {
        let decisions = &of.space.settings[setting];
        let same = seen.same_as.map(|same| of.words(&of.space.settings[same]).join("; "));
        let same = same.map(|words| if words.is_empty() { of.today().to_owned() } else { words });
        table.push(vec![
            Cell::count(decisions.len()),
            Cell::Text(of.words(decisions).join("; ")),
            Cell::count(seen.rounds as usize),
            Cell::count(seen.n as usize),
            Cell::text(wish),
            Cell::number(Some(seen.value.abs())),
            Cell::Number(seen.coordination),
            Cell::text(bounds(seen.kept)),
            same.map_or(Cell::Missing, Cell::Text),
            Cell::text(outcome(of.found, setting)),
        ]);
    }
    table
}

fn bounds(kept: Kept) -> &'static str {
    match kept {
        Kept::Surely => "met",
        Kept::Seen => "met as far as seen",
        Kept::Missed => "missed as far as seen",
        Kept::Broken => "missed",
    }
}

fn outcome(found: &Found, setting: usize) -> &'static str {
    match setting {
        _ if setting == found.best => "recommended",
        0 => "today",
        _ if found.as_good.contains(&setting) => "as good",
        _ if found.finalists.contains(&setting) => "finalist",
        _ if found.raced.seen[setting].same_as.is_some() => "the same",
        _ => "out of the race",
    }
}

/// `front.csv`: what no other setting beats in both the wish and the hours of coordination, the best wish first.
pub fn front(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::text("decisions"),
        Column::number("changes"),
        Column::text("metric"),
        Column::number("mean"),
        Column::number("coordination_time_h"),
    ];
    let mut table = Table::new("front", "What nothing beats in both", columns);
    let seen = &of.found.raced.seen;
    let mut order: Vec<usize> = (0..seen.len()).filter(|it| seen[*it].same_as.is_none()).collect();
    order.sort_by(|a, b| {
        let by = |it: &usize| (seen[*it].value, seen[*it].coordination);
        let ((x, p), (y, q)) = (by(a), by(b));
        x.total_cmp(&y).then(p.total_cmp(&q))
    });
    let mut least = f64::INFINITY;
    for setting in order {
        if seen[setting].coordination < least && seen[setting].value.is_finite() {
            least = seen[setting].coordination;
            let decisions = &of.space.settings[setting];
            table.push(vec![
                Cell::Text(of.words(decisions).join("; ")),
                Cell::count(decisions.len()),
                Cell::text(METRICS[of.wish()].name),
                Cell::number(Some(seen[setting].value.abs())),
                Cell::Number(seen[setting].coordination),
            ]);
        }
    }
    table
}

/// A step for readers and data.
struct Step<'a> {
    words: String,
    study: &'a Study,
    mean: Option<f64>,
    /// What it gains on the step before.
    gain: Option<(f64, Option<Interval>)>,
    /// The share of the whole gain that is reached.
    share: Option<f64>,
    on_time: Option<f64>,
    coordination: Option<f64>,
}

fn steps<'a>(of: &'a Improvement<'_>) -> Vec<Step<'a>> {
    let path = &of.found.path;
    let mean = |runs: &ModelRuns, metric| stats::mean(&known(runs, metric));
    let wish = of.wish();
    let ends = [of.now(), of.last()].map(|runs| mean(runs, wish));
    path.iter()
        .enumerate()
        .map(|(index, step)| {
            let runs = &step.study.models[0];
            let before = (index > 0).then(|| &path[index - 1].study.models[0]);
            let value = mean(runs, wish);
            let whole = ends[0].zip(ends[1]).map(|(now, then)| now - then);
            let so_far = ends[0].zip(value).map(|(now, then)| now - then);
            let share = so_far.zip(whole).filter(|(_, whole)| *whole != 0.0);
            Step {
                words: step
                    .decision
                    .map_or(format!("Today: {}", of.today()), |it| of.space.menu[it].words.clone()),
                study: &step.study,
                mean: value,
                gain: before.and_then(|before| difference(runs, before, wish)),
                share: share.map(|(so_far, whole)| so_far / whole).filter(|_| index > 0),
                on_time: on_time(&step.study),
                coordination: mean(runs, metric::COORDINATION_TIME),
            }
        })
        .collect()
}

/// The mean difference of two models on the same draws with its 95 % interval.
fn difference(
    ours: &ModelRuns,
    theirs: &ModelRuns,
    metric: usize,
) -> Option<(f64, Option<Interval>)> {
    let pairs: Vec<(f64, f64)> = ours
        .metric(metric)
        .zip(theirs.metric(metric))
        .filter_map(|(ours, theirs)| Some((ours?, theirs?)))
        .collect();
    let found = paired(&pairs, 1);
    Some((found.mean?, found.ci))
}

/// The share that is there by the due date.
fn on_time(study: &Study) -> Option<f64> {
    let TimeShown { metric, due_h, .. } = time_shown(study);
    let due = due_h?;
    let there = study.models[0].metric(metric).filter(|time| time.is_some_and(|time| time <= due));
    Some(there.count() as f64 / study.models[0].len().max(1) as f64)
}

/// `path.csv`: from today to the recommended setting, decision by decision.
pub fn path(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::number("step"),
        Column::text("decision"),
        Column::text("metric"),
        Column::number("mean"),
        Column::number("difference"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::number("share_of_gain"),
        Column::number("on_time_share"),
        Column::number("coordination_time_h"),
    ];
    let mut table = Table::new("path", "The way from today", columns);
    for (index, step) in steps(of).iter().enumerate() {
        let ci = step.gain.and_then(|(_, ci)| ci);
        table.push(vec![
            Cell::count(index),
            Cell::text(&step.words),
            Cell::text(METRICS[of.wish()].name),
            Cell::number(step.mean),
            Cell::number(step.gain.map(|(mean, _)| mean)),
            Cell::number(ci.map(|ci| ci.low)),
            Cell::number(ci.map(|ci| ci.high)),
            Cell::number(step.share),
            Cell::number(step.on_time),
            Cell::number(step.coordination),
        ]);
    }
    table
}

/// What is said.
pub fn page(of: &Improvement<'_>) -> Document {
    let mut page = Document::default();
    let Found { raced, study, .. } = of.found;
    page.heading(format!(
        "{}: the smallest change from {} (seed {}, {} replications each on fresh draws)",
        study.scenario,
        of.today(),
        study.seed,
        format::grouped(f64::from(study.replications))
    ));
    page.text(answer(of));
    if of.found.path.len() > 1 {
        page.table(shown_path(of));
        page.table(effects(of));
    }
    page.table(models(of));
    page.heading("Caveats");
    page.list(of.added.then_some(NO_PRACTICES));
    page.list([
        format!(
            "{} ways of working were tried on {} replications in up to {ROUNDS} rounds ({} contradict themselves and were \
             left out, {} turned out the same as one of no more changes). One leaves when it is surely worse than the \
             best by more than {}, or surely breaks a bound (95 % over all settings and rounds together).",
            format::grouped(raced.seen.len() as f64),
            format::grouped(raced.replications as f64),
            of.space.refused,
            raced.seen.iter().filter(|seen| seen.same_as.is_some()).count(),
            within(of),
        ),
        "What was left ran on draws of its own, those of `flowcast compare`: the figures here are not flattered by \
         having been chosen."
            .to_owned(),
        "Only decisions were varied, never prices, people or facts; what the search cannot know (trust, habits, \
         politics) may decide more. If the facts are wrong, so is the answer: see `flowcast sensitivity`."
            .to_owned(),
    ]);
    page
}

fn within(of: &Improvement<'_>) -> String {
    let within = of.found.aim.within;
    if METRICS[of.wish()].unit == "h" { format::elapsed(within) } else { of.scale().shown(within) }
}

fn answer(of: &Improvement<'_>) -> String {
    let Found { best, feasible, aim, raced, .. } = of.found;
    let tried = format::grouped(raced.seen.len() as f64);
    let bounds: Vec<&str> = aim.bounds.iter().map(|bound| bound.words.as_str()).collect();
    let bounds = listed(&bounds);
    let unmet = match (feasible, bounds.is_empty(), aim.fewest_first) {
        (true, ..) | (_, true, _) => String::new(),
        (_, _, true) => format!(" None of them reaches {bounds}; this is the earliest."),
        _ => format!(" None of them keeps {bounds}; this one misses the least."),
    };
    if *best == 0 {
        let why = if *feasible && aim.fewest_first && !bounds.is_empty() {
            format!("today already reaches {bounds}")
        } else {
            format!("none of them is better by more than {}", within(of))
        };
        return format!(
            "Stay with {}: of {tried} ways of working within reach, {why}.{unmet}",
            of.today()
        );
    }
    let changes = match of.best().as_slice() {
        [one] => format!("one agreement: {one}"),
        several => format!("{} agreements: {}", several.len(), several.join("; ")),
    };
    let sure = match (of.found.sure, of.found.aim.fewest_first && *feasible) {
        (_, true) => format!("no fewer agreements reach {bounds}"),
        (true, _) => format!("none is better by more than {} (95 %)", within(of)),
        (false, _) => format!("none is shown to be better by more than {}", within(of)),
    };
    let gain = difference(of.last(), of.now(), of.wish());
    let scale = of.scale();
    let gain = gain.map_or(String::new(), |(mean, ci)| {
        let now = stats::mean(&known(of.now(), of.wish())).unwrap_or_default();
        let decimals =
            format::decimals_with_intervals(&[(Some(scale.value(mean)), scale.interval(ci))]);
        let change = format::difference(Some(scale.value(mean)), scale.interval(ci), decimals);
        format!(
            " {}: {} instead of {} (difference {change}).",
            METRICS[of.wish()].label,
            scale.shown(now + mean),
            scale.shown(now)
        )
    });
    let alike = match of.found.as_good.len() {
        0 => String::new(),
        1 => format!(" One other is as good within {}.", within(of)),
        n => format!(" {n} others are as good within {}.", within(of)),
    };
    format!(
        "{changes}. Of {tried} ways of working within reach of {}, {sure}, if the facts hold.{gain}{first}{alike}{unmet}",
        of.today(),
        first = first_steps(of),
    )
}

/// "The first two give 83 % of it."
fn first_steps(of: &Improvement<'_>) -> String {
    let steps = steps(of);
    let count = steps.len().saturating_sub(2);
    let share = steps.get(count).and_then(|step| step.share).filter(|_| count > 0);
    share.map_or(String::new(), |share| {
        let first = if count == 1 { "The first".to_owned() } else { format!("The first {count}") };
        let gives = if count == 1 { "gives" } else { "give" };
        format!(" {first} {gives} {} of it.", format::percent(share.clamp(0.0, 1.0)))
    })
}

fn shown_path(of: &Improvement<'_>) -> Table {
    let scale = of.scale();
    let columns = vec![
        Column::number("step").headed(""),
        Column::text("decision").headed("Agreement"),
        Column::number("mean").headed(METRICS[of.wish()].label).in_unit(scale.unit),
        Column::number("difference").headed("Difference (95 %)").in_unit(scale.unit),
        Column::number("share").headed("Of the gain"),
        Column::number("on_time").headed("On time"),
        Column::number("coordination").headed("Coordination").in_unit("person-h"),
    ];
    let mut table = Table::new("path", "The way from today, one agreement at a time", columns);
    for (index, step) in steps(of).iter().enumerate() {
        let difference = step.gain.map(|(mean, ci)| {
            let (mean, ci) = (Some(scale.value(mean)), scale.interval(ci));
            let decimals = format::decimals_with_intervals(&[(mean, ci)]);
            format::difference(mean, ci, decimals)
        });
        let percent = |share: Option<f64>| {
            share.map_or(Cell::Missing, |share| Cell::Text(format::percent(share)))
        };
        table.push(vec![
            Cell::count(index),
            Cell::text(&step.words),
            Cell::number(step.mean.map(|mean| scale.value(mean))),
            difference.map_or(Cell::Missing, Cell::Text),
            percent(step.share),
            percent(step.on_time),
            Cell::number(step.coordination),
        ]);
    }
    table
}

/// What else changes, so that an exploit of the simulated world shows itself.
fn effects(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::text("metric").headed("What else changes"),
        Column::number("today").headed("Today"),
        Column::number("then").headed("Then"),
        Column::number("difference").headed("Difference (95 %)"),
    ];
    let mut table = Table::new("effects", "What it is paid with", columns);
    let looked_at = [
        metric::COORDINATION_TIME,
        metric::REVIEW_TIME,
        metric::REWORK_TIME,
        metric::IDLE_TIME,
        metric::ESCAPES,
        metric::BYPASSED,
        metric::COST,
    ];
    for metric in looked_at.into_iter().filter(|metric| *metric != of.wish()) {
        let [now, then] = [of.now(), of.last()].map(|runs| stats::mean(&known(runs, metric)));
        let (Some(now), Some(then)) = (now, then) else { continue };
        if now == 0.0 && then == 0.0 {
            continue;
        }
        let found = difference(of.last(), of.now(), metric);
        let change = found.map_or(Cell::Missing, |(mean, ci)| {
            let decimals = format::decimals_with_intervals(&[(Some(mean), ci)]);
            Cell::Text(format::difference(Some(mean), ci, decimals))
        });
        let unit = Scale::of(metric).unit;
        let name = format!("{} {}", METRICS[metric].label, in_brackets(unit));
        table.push(vec![
            Cell::text(name.trim_end()),
            Cell::Number(now),
            Cell::Number(then),
            change,
        ]);
    }
    table
}

fn in_brackets(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("[{unit}]") }
}

/// The models of the file, beside what was found, on the same draws.
fn models(of: &Improvement<'_>) -> Table {
    let scale = of.scale();
    let columns = vec![
        Column::text("model").headed("Model of the file"),
        Column::number("mean").headed(METRICS[of.wish()].label).in_unit(scale.unit),
        Column::number("difference").headed("Less what is recommended (95 %)").in_unit(scale.unit),
        Column::number("coordination").headed("Coordination").in_unit("person-h"),
    ];
    let mut table = Table::new("models", "The models of the file, on the same draws", columns);
    for runs in &of.found.study.models[..of.scenario.models.len()] {
        let found = difference(runs, of.last(), of.wish());
        let change = found.map_or(Cell::Missing, |(mean, ci)| {
            let (mean, ci) = (Some(scale.value(mean)), scale.interval(ci));
            let decimals = format::decimals_with_intervals(&[(mean, ci)]);
            Cell::Text(format::difference(mean, ci, decimals))
        });
        let mean = |metric| stats::mean(&known(runs, metric));
        table.push(vec![
            Cell::text(&runs.name),
            Cell::number(mean(of.wish()).map(|mean| scale.value(mean))),
            change,
            Cell::number(mean(metric::COORDINATION_TIME)),
        ]);
    }
    table
}

/// The path and the front as a chart, where the wish is a time.
pub fn drawing(of: &Improvement<'_>) -> Option<Drawing> {
    if METRICS[of.wish()].unit != "h" {
        return None;
    }
    let place = |runs: &ModelRuns, name: String, note: String| Place {
        time: stats::mean(&known(runs, of.wish())).unwrap_or(f64::NAN),
        coordination: stats::mean(&known(runs, metric::COORDINATION_TIME)).unwrap_or_default(),
        name,
        note,
    };
    let steps = steps(of);
    let path = steps.iter().map(|step| {
        let on_time = step.on_time.map(|share| format!("{:.0} of 100 on time", 100.0 * share));
        let mean = step.mean.map(format::days).unwrap_or_default();
        let note = [Some(mean), on_time].into_iter().flatten().collect::<Vec<String>>().join(", ");
        place(&step.study.models[0], capitalised(&step.words), note)
    });
    let models = &of.found.study.models[1..of.scenario.models.len()];
    let tried = of.found.raced.seen.iter().filter(|seen| seen.same_as.is_none());
    let tried = tried.map(|seen| Place {
        time: seen.value.abs(),
        coordination: seen.coordination,
        name: String::new(),
        note: String::new(),
    });
    let shown = time_shown(&of.found.study);
    path_and_front(&Front {
        title: title(of),
        time: format!("Mean {}", METRICS[of.wish()].label.to_lowercase()),
        path: path.collect(),
        models: models.iter().map(|runs| place(runs, runs.name.clone(), String::new())).collect(),
        tried: tried.collect(),
        due: shown.due_h.map(|due| (due, shown.due)),
        footer: chart::footer(&of.found.study),
    })
}

fn title(of: &Improvement<'_>) -> String {
    let steps = of.found.path.len().saturating_sub(1);
    let gain = difference(of.now(), of.last(), of.wish()).map(|(mean, _)| mean);
    match (steps, gain) {
        (0, _) | (_, None) => format!("Stay with {}", of.today()),
        (1, Some(gain)) => format!("One agreement: {} earlier on average", format::elapsed(gain)),
        (n, Some(gain)) => format!("{n} agreements: {} earlier on average", format::elapsed(gain)),
    }
}

/// The comment above the recommended model's text.
pub fn comment(of: &Improvement<'_>) -> String {
    let study = &of.found.study;
    format!(
        "# {}, but: {}.\n# Paste it into the scenario{}; `flowcast compare` with seed {} and {} replications then shows the\n\
         # figures of `flowcast improve` again, bit for bit.\n{}",
        of.today(),
        listed(&of.best()),
        if of.added {
            " (schema = 2, with the table [practices] among its first lines)"
        } else {
            ""
        },
        study.seed,
        study.replications,
        if of.added { "# [practices]\n" } else { "" },
    )
}
