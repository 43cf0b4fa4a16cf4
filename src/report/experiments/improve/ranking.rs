//! The models of a file ranked, for readers and as data.

use super::Scale;
use crate::analysis::launches::Launched;
use crate::analysis::{self, Caveat};
use crate::metric::METRICS;
use crate::question::goal::Goal;
use crate::question::improve::{Flip, Place, RESAMPLES, Ranking};
use crate::report::document::Block;
use crate::report::told::{Kind, Told};
use crate::report::{Cell, Column, Table, format};
use crate::stats;
use crate::study::Study;
use crate::text::listed;

/// `ranking.csv`: the models, the best first, a row for each quantity of the goal.
pub fn data(study: &Study, goal: &Goal, found: &Ranking) -> Table {
    let columns = vec![
        Column::number("rank"),
        Column::text("model"),
        Column::number("broken_bounds"),
        Column::text("quantity"),
        Column::text("unit"),
        Column::number("value"),
        Column::number("launched_share"),
        Column::number("first_share"),
    ];
    let mut table = Table::new("ranking", "The models, the best first", columns);
    for place in &found.places {
        for (quantity, value) in goal.quantities().zip(&place.values) {
            table.push(vec![
                Cell::count(place.rank),
                Cell::text(&study.models[place.model].name),
                Cell::count(place.broken),
                Cell::Text(quantity.name()),
                Cell::text(METRICS[quantity.metric].unit),
                Cell::number(*value),
                Cell::number(place.launched.share()),
                Cell::number(found.first.as_ref().map(|first| first[place.model])),
            ]);
        }
    }
    table
}

/// `flips.csv`: what turns the answer, the nearest first.
pub fn flips_data(flips: &[Flip]) -> Table {
    let words = ["factor", "value_now", "value_then"].map(Column::text);
    let last = [Column::number("times"), Column::text("model"), Column::number("launched_share")];
    let columns = words.into_iter().chain(last);
    let mut table = Table::new("flips", "What turns the answer", columns.collect());
    for flip in flips {
        table.push(vec![
            Cell::text(&flip.factor),
            Cell::text(&flip.now),
            Cell::text(&flip.then),
            Cell::Number(flip.times),
            Cell::text(&flip.model),
            Cell::number(flip.launched.share()),
        ]);
    }
    table
}

/// What is said: who is first, how sure that is, what would turn it.
pub fn told(study: &Study, (goal, words): (&Goal, &str), found: &Ranking, flips: &[Flip]) -> Told {
    let n = study.replications;
    let verdict = found.places.first().map(|best| verdict(study, goal, found, best));
    let sources = format!("{n} replications of each model");
    let mut told = Told::new(Kind::Ranked, finding(study, found), sources);
    told.runs = vec![("Replications of each model".to_owned(), n.to_string())];
    told.caveats = caveats(study);
    told.complete = study.models.iter().all(|runs| Launched::of(runs).all());
    let page = &mut told.body;
    page.on_output(|out| {
        out.heading(format!(
            "{}: {words} ({n} replication{} each, seed {})",
            study.scenario,
            if n == 1 { "" } else { "s" },
            study.seed
        ));
        verdict.iter().for_each(|verdict| out.text(verdict));
    });
    page.on_page(|page| {
        page.section("answer", "The answer");
        verdict.iter().for_each(|verdict| page.push(Block::Answer(verdict.clone())));
        page.text(format!("The goal: {words}."));
    });
    page.table(shown(study, goal, found));
    page.on_page(|page| page.section("turns", "What would turn the answer?"));
    page.on_output(|out| out.heading("What would turn the answer"));
    page.list(turns(flips));
    told
}

/// What a reader has to mind.
fn caveats(study: &Study) -> Vec<String> {
    let late = |caveat: &Caveat| matches!(caveat, Caveat::ChangeTooLate { .. });
    let late = analysis::caveats(study).into_iter().filter(late).map(|caveat| caveat.text(study));
    let always = [
        format!(
            "First: the share of {RESAMPLES} resamples of the replications in which a model comes \
             first, an estimate of the probability of correct selection (models that share the first \
             place share it alike); it covers simulation noise only, not errors in the inputs. Models \
             between whose means no difference is shown share a place."
        ),
        "Means of what exists at launch only (cycle time, escapes) are of launched replications; models \
         are compared by how often they launch, then where both do. A model launched in under 95 % of \
         replications comes after all that reach this; of two that do not, the one that is shown to launch \
         more often comes first, whatever the goal."
            .to_owned(),
        "Each fact alone was tried at half and at twice its value (and between, only to find where an answer \
         that is another one there turns), with fewer replications; values that are no scenario were left \
         out."
            .to_owned(),
    ];
    late.chain(always).collect()
}

/// "Hybrid Flow comes first."
fn finding(study: &Study, found: &Ranking) -> String {
    let names: Vec<&str> =
        found.best().into_iter().map(|model| study.models[model].name.as_str()).collect();
    let (come, place) =
        if names.len() == 1 { ("comes", "first") } else { ("share", "the first place") };
    format!("{} {come} {place}.", listed(&names))
}

fn verdict(study: &Study, goal: &Goal, found: &Ranking, best: &Place) -> String {
    let names: Vec<&str> =
        found.best().into_iter().map(|model| study.models[model].name.as_str()).collect();
    let first = match names.as_slice() {
        [_, _, ..] => format!(
            "{} cannot be told apart: they share the first place{}.",
            listed(&names),
            if found.first.is_none() { format!(", {}", few(study)) } else { String::new() }
        ),
        _ => {
            if study.models.len() == 1 {
                return format!("{}: there is no other model.", names.concat());
            }
            let sure = found.first.as_ref().map(|first| share(first[best.model]));
            let sure =
                sure.map_or_else(|| few(study), |sure| format!("first in {sure} of resamples"));
            format!("{}, {sure}.", names.concat())
        }
    };
    let met = match best.broken {
        0 => String::new(),
        _ if goal.wishes.is_empty() => {
            " No model meets every bound; named is what comes nearest to that.".to_owned()
        }
        1 => " No model meets every bound; it misses one.".to_owned(),
        n => format!(" No model meets every bound; it misses {n}."),
    };
    let rarely = best.launched.said().filter(|_| !best.launched.enough());
    let rarely = rarely.map_or(String::new(), |share| {
        format!(" No model is launched in 95 % of replications; this one is in {share}.")
    });
    format!("{first}{met}{rarely}")
}

fn shown(study: &Study, goal: &Goal, found: &Ranking) -> Table {
    let mut columns =
        vec![Column::number("rank").headed(""), Column::text("model").headed("Model")];
    for quantity in goal.quantities() {
        let unit = Scale::of(quantity.metric).unit;
        let name = format!("{} (95 %)", quantity.name().trim_end_matches("_h"));
        columns.push(Column::number("value").headed(name).in_unit(unit));
    }
    let all = found.places.iter().all(|place| place.launched.all());
    if !all {
        columns.push(Column::number("launched").headed("Launched"));
    }
    let bounded = !goal.bounds.is_empty();
    if bounded {
        columns.push(Column::text("bounds").headed("Bounds"));
    }
    columns.push(Column::number("first").headed("First"));
    let mut table = Table::new("shown", "The models, the best first", columns);
    for place in &found.places {
        let mut row = vec![Cell::count(place.rank), Cell::text(&study.models[place.model].name)];
        row.extend(goal.quantities().map(|quantity| super::estimate(quantity, study, place.model)));
        if !all {
            row.push(place.launched.said().map_or(Cell::Missing, Cell::Text));
        }
        if bounded {
            row.push(Cell::text(if place.broken == 0 { "met" } else { "missed" }));
        }
        let first = found.first.as_ref().map(|first| share(first[place.model]));
        row.push(first.map_or(Cell::Missing, Cell::Text));
        table.push(row);
    }
    table
}

/// A share of the resamples; none and all are not certainty: resamples are no data.
fn share(first: f64) -> String {
    let step = 1.0 / f64::from(RESAMPLES);
    match first {
        first if first < step => format!("<{}", format::percent(step)),
        first if first > 1.0 - step => format!(">{}", format::percent(1.0 - step)),
        first => format::percent(first),
    }
}

/// Why no share of resamples is given.
fn few(study: &Study) -> String {
    let (n, least) = (study.replications, stats::FEWEST);
    let only = if n == 1 { "replication is" } else { "replications are" };
    format!("but {n} {only} too few to say how sure that is (it takes {least})")
}

fn turns(flips: &[Flip]) -> Vec<String> {
    if flips.is_empty() {
        return vec![
            "nothing seen: at the 2 values tried of each fact (half and twice) none alone puts another model \
             first; between and beyond them one may"
                .to_owned(),
        ];
    }
    let said = |flip: &Flip| {
        let Flip { factor, now, then, times, model, launched } = flip;
        let rarely = launched.said().filter(|_| !launched.all());
        let rarely = rarely.map_or(String::new(), |share| format!(" (launched in {share})"));
        let times = format::rounded(*times);
        format!("{factor} from {now} to {then} (x {times}): then {model} comes first{rarely}")
    };
    flips.iter().map(said).collect()
}
