//! The smallest change for readers and as data.

mod answer;
mod data;
mod drawing;
mod effects;
mod others;
pub mod ranking;
mod smallest;
mod steps;
mod worlds;

pub use data::{front, settings};
pub use smallest::{IMPROVE, Smallest, Words, agreed};
pub use steps::path;
pub use worlds::worlds;

use super::Scale;
use crate::analysis::Change;
use crate::analysis::launches::Launched;
use crate::format;
use crate::metric::{self, METRICS};
use crate::model::{Facts, Scenario, Team};
use crate::question::goal::{Limit, Quantity};
use crate::question::improve::{BEAM, FIRST, Found, Space};
use crate::report::document::Block;
use crate::report::told::{Kind, Picture, Told};
use crate::report::{Cell, Column, Table};
use crate::stats;
use crate::study::{ModelRuns, Study};
use crate::text::{capitalised, listed, shell};

/// Said where the file has no practices.
const NO_PRACTICES: &str = "The file has no [practices]: every model was run with the default ones \
     (docs/PRACTICES.md), so that every agreement has its price. `flowcast compare` prices models with a preset \
     likewise, others once the file has a [practices] table, which may be empty.";

/// Said where, moreover, some teams are nobody in particular.
const FREE: &str = "The file has no [practices], and teams that stand for time that passes (flowcast fit writes them where a \
     log has no starts): nobody is there to talk, so agreements cost no coordination here. Write [practices] into the file to \
     say what they cost.";

/// Whether default practices charge nothing: some team stands for time that passes.
pub fn free(facts: &Facts) -> bool {
    facts.teams.iter().any(Team::stands_for_time)
}

/// Said where the default practices were added.
pub fn no_practices(facts: &Facts) -> &'static str {
    if free(facts) { FREE } else { NO_PRACTICES }
}

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
    /// What was set otherwise than the file has it, as `--set` takes it.
    pub sets: &'a [String],
    /// Whether a log measured some of the facts.
    pub measured: bool,
}

impl Improvement<'_> {
    fn words(&self, setting: &[usize]) -> Vec<&str> {
        self.space.words(setting)
    }

    fn today(&self) -> &str {
        &self.scenario.models[self.from].name
    }

    /// The decisions of the recommended setting, in the order of the path.
    fn best(&self) -> Vec<&str> {
        let steps = self.found.path.iter().filter_map(|step| step.decision);
        self.words(&steps.collect::<Vec<usize>>())
    }

    fn study(&self) -> &Study {
        &self.found.finals.study
    }

    fn runs(&self, model: usize) -> &ModelRuns {
        &self.study().models[model]
    }

    /// The metric of what is wished for.
    fn metric(&self) -> usize {
        self.found.aim.wish.metric
    }

    /// The unit of what is wished for: short times are in hours.
    fn scale(&self) -> Scale {
        let values = self.found.path.iter().filter_map(|step| self.value(step.model));
        scale(self.metric(), values.fold(0.0, f64::max))
    }

    /// The unit of what is wished for in data files.
    fn unit(&self) -> &'static str {
        METRICS[self.metric()].unit
    }

    /// An amount of what is wished for, in words.
    fn amount(&self, value: f64) -> String {
        amount(self.metric(), value)
    }

    /// The replications in which what is wished for exists after every step of the way: of them all its means are, so
    /// that gains add up.
    fn common(&self) -> Vec<usize> {
        let runs: Vec<&ModelRuns> =
            self.found.path.iter().map(|step| self.runs(step.model)).collect();
        let all = 0..self.study().replications as usize;
        all.filter(|it| runs.iter().all(|runs| runs.value(*it, self.metric()).is_some())).collect()
    }

    /// How many these are, where they are not all and matter; without any, each mean is of its own.
    fn not_all(&self) -> Option<usize> {
        let n = self.common().len();
        let all = n == self.study().replications as usize;
        (!all && n > 0 && self.found.aim.wish.percentile.is_none()).then_some(n)
    }

    /// What is wished for in the common replications that exist.
    fn over(&self, model: usize) -> Vec<f64> {
        let value = |it: &usize| self.runs(model).value(*it, self.metric());
        self.common().iter().filter_map(value).collect()
    }

    /// What is wished for: "Cycle time", "P85 of the cycle time".
    fn label(&self) -> String {
        let label = METRICS[self.metric()].label;
        let share = self.found.aim.wish.percentile;
        let of = |share| format!("P{:.0} of the {}", 100.0 * share, label.to_lowercase());
        share.map_or(label.to_owned(), of)
    }

    /// What is wished for, of a model of the fresh draws.
    fn value(&self, model: usize) -> Option<f64> {
        match self.not_all() {
            Some(_) => stats::mean(&self.over(model)),
            None => self.found.aim.wish.estimate(self.study(), self.runs(model)).1,
        }
    }

    /// It with its interval, in the unit of readers.
    fn estimate(&self, model: usize) -> Cell {
        match self.not_all() {
            Some(_) => {
                let (values, scale) = (self.over(model), self.scale());
                let mean = stats::mean(&values).map(|mean| scale.value(mean));
                interval_cell(mean, scale.interval(stats::mean_interval(&values)))
            }
            None => estimate_in(self.scale(), self.found.aim.wish, self.study(), model),
        }
    }

    /// By how much two models differ in what is wished for, ours less theirs: in pairs, percentiles by their intervals.
    fn change(&self, ours: usize, theirs: usize) -> Option<Change> {
        let aim = &self.found.aim;
        if aim.wish.percentile.is_none() {
            let value = |model: usize, it| self.runs(model).value(it, self.metric());
            let pairs =
                self.common().into_iter().filter_map(|it| value(ours, it).zip(value(theirs, it)));
            return Change::of_pairs(&pairs.collect::<Vec<(f64, f64)>>());
        }
        let mean = self.value(ours)? - self.value(theirs)?;
        let closed = |ci: &format::Interval| ci.low.is_finite() && ci.high.is_finite();
        let ci = aim.worse(self.study(), [ours, theirs], 1).filter(closed);
        Some(Change { mean, ci, none_seen: None })
    }

    /// Whether bounds were asked for.
    fn is_bounded(&self) -> bool {
        self.found.aim.bounds.iter().any(|bound| bound.limit != Limit::Ever)
    }

    /// The model of the recommended setting.
    fn last(&self) -> usize {
        self.found.best.model
    }
}

/// A quantity of a model with its 95 % interval, in the unit of readers.
fn estimate(quantity: Quantity, study: &Study, model: usize) -> Cell {
    estimate_in(Scale::of(quantity.metric), quantity, study, model)
}

fn estimate_in(scale: Scale, quantity: Quantity, study: &Study, model: usize) -> Cell {
    let (_, value, reach) = quantity.estimate(study, &study.models[model]);
    let value = value.map(|value| scale.value(value));
    let ci = scale.interval(reach.and_then(|reach| reach.closed()));
    let decimals = format::decimals_with_intervals(&[(value, ci)]);
    // A share that misses its bound by a little is not rounded to it.
    let decimals = if METRICS[quantity.metric].unit == "0/1" { decimals.max(3) } else { decimals };
    value.map_or(Cell::Missing, |_| Cell::Text(format::mean_with_interval(value, ci, decimals)))
}

/// The unit of a metric whose values go up to this: times of under two days are in hours.
fn scale(metric: usize, largest: f64) -> Scale {
    /// Hours.
    const TWO_DAYS: f64 = 48.0;
    let scale = Scale::of(metric);
    if METRICS[metric].unit == "h" && largest < TWO_DAYS {
        return Scale { per: 1.0, unit: "h", ..scale };
    }
    scale
}

/// An amount of a metric in words: "6.0 h", "44.6 d", "85 %", "0.94", "3,980".
fn amount(metric: usize, amount: f64) -> String {
    match METRICS[metric].unit {
        "h" => format::elapsed(amount),
        "0/1" => format::percent(amount),
        "count" | "ratio" => format::rounded(amount),
        "currency" => format::grouped(amount),
        unit => format!("{} {unit}", format::rounded(amount)),
    }
}

fn interval_cell(mean: Option<f64>, ci: Option<format::Interval>) -> Cell {
    let decimals = format::decimals_with_intervals(&[(mean, ci)]);
    mean.map_or(Cell::Missing, |_| Cell::Text(format::mean_with_interval(mean, ci, decimals)))
}

fn mean(runs: &ModelRuns, metric: usize) -> Option<f64> {
    stats::mean(&crate::question::improve::known(runs, metric))
}

/// A difference with its interval, as a cell.
fn change_cell(change: Option<Change>) -> Cell {
    change.map_or(Cell::Missing, |change| Cell::Text(change.said()))
}

/// A mean with its interval, as a cell.
fn mean_cell(runs: &ModelRuns, metric: usize) -> Cell {
    let values = crate::question::improve::known(runs, metric);
    interval_cell(stats::mean(&values), stats::mean_interval(&values))
}

/// What is said: the answer, the way there, what it is paid with, what it hangs on.
pub fn told(of: &Improvement<'_>) -> Told {
    let (study, answer) = (of.study(), answer::answer(of));
    let n = format::grouped(f64::from(study.replications));
    let sources = format!("{n} replications of each finalist and model");
    let mut told = Told::new(Kind::Smallest, format!("{}.", drawing::title(of)), sources);
    told.runs = vec![
        ("Today".to_owned(), of.today().to_owned()),
        ("Replications of the race".to_owned(), of.found.race.replications.to_string()),
        ("Replications of each finalist and model".to_owned(), study.replications.to_string()),
    ];
    told.caveats = caveats(of);
    let steps = of.found.path.iter().map(|step| of.runs(step.model));
    told.complete = steps.map(Launched::of).all(Launched::all);
    told.body.on_output(|out| {
        out.heading(format!(
            "{}: the smallest change from {} (seed {}, {n} replications each on fresh draws)",
            study.scenario,
            of.today(),
            study.seed,
        ));
        out.text(capitalised(&answer));
    });
    told.body.on_page(|page| {
        page.section("answer", "The answer");
        page.push(Block::Answer(capitalised(&answer)));
    });
    told.chart(drawing::path(of).map(Picture::Front));
    told.body.table(steps::shown(of));
    if of.found.path.len() > 1 {
        told.body.on_page(|page| page.section("price", "What is it paid with?"));
        told.body.table(effects::table(of));
    }
    if let Some(others) = others::table(of) {
        told.body.on_page(|page| page.aside("others", "What else is as good?"));
        told.body.table(others);
    }
    told.body.on_page(|page| page.aside("models", "How do the models of the file do?"));
    told.body.table(models(of));
    told.body.on_page(|page| page.section("worlds", "What does it hang on?"));
    worlds::section(of, &mut told.body);
    told.chart(worlds::picture(of).map(Picture::Worlds));
    told
}

/// What a reader has to mind.
fn caveats(of: &Improvement<'_>) -> Vec<String> {
    let added = of.added.then(|| no_practices(&of.scenario.facts).to_owned());
    let always = [
        how(of),
        "What was left ran on draws of its own, those of `flowcast compare`: the figures here are not flattered by \
         having been chosen."
            .to_owned(),
        "Only decisions were varied, never prices, people or facts; what the search cannot know (trust, habits, \
         politics) may decide more. If the facts are wrong, so is the answer: see `flowcast sensitivity`."
            .to_owned(),
    ];
    let reached = of.found.best.held.keeps();
    let allowed = (!reached && !effects::reviewing(of).is_empty()).then(|| {
        "No reviewer was interrupted, and no team went ahead without a verdict, but where today's model does so: `--allow \
         on-demand,bypass` tries that, too."
            .to_owned()
    });
    added.into_iter().chain(allowed).chain(always).collect()
}

/// How it was searched.
fn how(of: &Improvement<'_>) -> String {
    let race = &of.found.race;
    let beam = if of.space.is_whole() {
        String::new()
    } else {
        let all = format::counted(of.space.enumerated, "change");
        format!(
            " Of settings beyond {all} only those were tried that take one of the {BEAM} most promising a change \
             further (beam search): a better one may have been passed by."
        )
    };
    let same = match race.scores.iter().filter(|score| score.same_as.is_some()).count() {
        0 => String::new(),
        n => {
            format!("; {} turned out the same as one of no more changes", format::grouped(n as f64))
        }
    };
    let leaves = match (of.is_bounded(), of.found.best.held.keeps() || of.found.aim.fewest_first) {
        (_, false) => "surely misses the bounds by more than another".to_owned(),
        (bounded, true) => {
            let breaks = if bounded { ", or surely breaks a bound" } else { "" };
            format!("is surely worse than the best by more than {}{breaks}", answer::within(of))
        }
    };
    format!(
        "{} ways of working, today's among them, were tried on {} replications in {}{same}.{} One leaves when it {leaves} \
         (95 % over all settings and rounds together).{}{beam}",
        format::grouped(race.scores.len() as f64),
        format::grouped(race.replications as f64),
        rounds(of),
        refused(of),
        spent(of),
    )
}

/// Settings that cannot be.
fn refused(of: &Improvement<'_>) -> String {
    let count = of.space.refused;
    let said = || {
        let (them, was) = if count == 1 { ("s itself", "was") } else { (" themselves", "were") };
        format!(" {} more contradict{them} and {was} left out.", format::grouped(count as f64))
    };
    if count == 0 { String::new() } else { said() }
}

/// "one round of 64 each", "3 rounds of up to 256 each"
fn rounds(of: &Improvement<'_>) -> String {
    match of.found.race.rounds {
        0 | 1 => format!("one round of {FIRST} each"),
        n => format!("{n} rounds of up to {} each", FIRST << (n - 1)),
    }
}

/// That the budget ended the race.
fn spent(of: &Improvement<'_>) -> String {
    let race = &of.found.race;
    let left = format::grouped(race.left.len() as f64);
    let said = format!(
        " The budget ended it: {left} were not told apart, of which the {} most promising ran on fresh draws (`--budget` \
         allows more).",
        of.found.finals.entrants.len().saturating_sub(1)
    );
    if race.spent { said } else { String::new() }
}

/// The models of the file, beside what was found, on the same draws.
fn models(of: &Improvement<'_>) -> Table {
    let scale = of.scale();
    let mut columns = vec![
        Column::text("model").headed("Model of the file"),
        Column::number("mean").headed(format!("{} (95 %)", of.label())).in_unit(scale.unit),
        Column::number("difference")
            .headed("Difference to what is recommended (95 %)")
            .in_unit(scale.unit),
    ];
    let bounded = of.is_bounded();
    columns.extend(bounded.then(|| Column::number("kept").headed(answer::heading(of))));
    columns.extend(talk(of));
    let mut table = Table::new("models", "The models of the file, on the same draws", columns);
    for model in 0..of.scenario.models.len() {
        let change = of.change(model, of.last()).filter(|_| model != of.last());
        let mut row = vec![
            Cell::text(&of.runs(model).name),
            of.estimate(model),
            change_cell(change.map(|change| change.scaled(scale))),
        ];
        row.extend(bounded.then(|| Cell::Text(answer::reached(of, model))));
        row.extend(talk(of).map(|_| mean_cell(of.runs(model), metric::COORDINATION_TIME)));
        table.push(row);
    }
    table
}

/// The column of hours of coordination, unless they are what is wished for.
fn talk(of: &Improvement<'_>) -> Option<Column> {
    let column = Column::number("coordination").headed("Coordination (95 %)").in_unit("person-h");
    (of.metric() != metric::COORDINATION_TIME).then_some(column)
}

/// The comment above the recommended model's text, and the table that the file lacks for it.
pub fn comment(of: &Improvement<'_>) -> String {
    let study = of.study();
    let decided = match of.best().as_slice() {
        [] => "as it is".to_owned(),
        some => format!("but: {}", listed(some)),
    };
    let sets: String =
        of.sets.iter().map(|set| format!(" --set {}", shell(std::slice::from_ref(set)))).collect();
    let schema = if of.added { " (schema = 2)" } else { "" };
    let practices = match (of.added, free(&of.scenario.facts)) {
        (true, true) => "[practices]\nscale = 0\n",
        (true, false) => "[practices]\n",
        (false, _) => "",
    };
    format!(
        "# {}, {decided}.\n# Put this at the end of the scenario{schema}: `flowcast compare` with --seed {} -n {}{sets} then shows the\n\
         # figures of `flowcast improve` again, bit for bit.\n{practices}",
        of.today(),
        study.seed,
        study.replications,
    )
}
