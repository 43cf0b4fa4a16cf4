//! The long run of a portfolio as a data file and a short page.

use crate::format::{Scale, rounded};
use crate::metric::CYCLE_TIME;
use crate::model::Scenario;
use crate::question::steady::{Long, Mean, Steady};
use crate::report::told::{Kind, Told};
use crate::report::{Cell, Column, Table};

/// `steady.csv`: a row for each model and what is measured of it, for each team of what teams have.
pub fn data(scenario: &Scenario, found: &Steady) -> Table {
    let words = ["model", "metric", "team", "unit"].map(Column::text);
    let numbers = ["mean", "ci_low", "ci_high", "batches", "from_h", "to_h"].map(Column::number);
    let columns = words.into_iter().chain(numbers).collect();
    let mut table = Table::new("steady", "The long run of every model", columns);
    for (model, long) in scenario.models.iter().zip(&found.models) {
        for of in &long.means {
            let team = of.team.map(|team| Cell::text(&scenario.facts.teams[team].name));
            let mut row = vec![Cell::text(&model.name), Cell::text(of.metric)];
            row.extend([team.unwrap_or(Cell::Missing), Cell::text(of.unit)]);
            row.extend(
                [of.mean, of.ci.map(|ci| ci.low), of.ci.map(|ci| ci.high)].map(Cell::number),
            );
            row.push(Cell::count(of.n));
            row.extend([found.from_h, found.to_h].map(|h| Cell::number(Some(h))));
            table.push(row);
        }
    }
    table
}

/// What is said: how long campaigns take, a row a model, how it was measured.
pub fn told(scenario: &Scenario, campaigns: u32, found: &Steady) -> Told {
    let (n, seed) = (scenario.study.replications, scenario.study.seed);
    let sources = format!("{n} replications of each model");
    let mut told = Told::new(Kind::Steady, finding(scenario, found), sources);
    told.runs = vec![
        ("Campaigns".to_owned(), campaigns.to_string()),
        ("Replications of each model".to_owned(), n.to_string()),
    ];
    told.caveats = caveats(scenario, found);
    told.complete = found.models.iter().all(|model| !model.means.is_empty());
    let page = &mut told.body;
    page.on_output(|out| {
        out.heading(format!(
            "{}: the long run of {campaigns} campaigns, {n} replications each, seed {seed}",
            scenario.name
        ));
    });
    page.on_page(|page| page.section("answer", "In the long run"));
    page.table(table(scenario, found));
    page.list(measured(found));
    told
}

/// How long campaigns take, under the quickest model and under the baseline.
fn finding(scenario: &Scenario, found: &Steady) -> String {
    let scale = Scale::of(CYCLE_TIME);
    let takes = |model: usize| {
        let cycle = found.models[model].means.iter().find(|mean| mean.team.is_none())?;
        cycle.mean.map(|hours| (scale.value(hours), model))
    };
    let known = (0..found.models.len()).filter_map(takes);
    let Some((least, best)) = known.reduce(|a, b| if b.0 < a.0 { b } else { a }) else {
        return "No long run was found".to_owned();
    };
    let name = |model: usize| &scenario.models[model].name;
    let base = scenario.study.baseline;
    let other = takes(base).filter(|_| best != base);
    let other = other
        .map_or(String::new(), |(hours, _)| format!(", {} under {}", rounded(hours), name(base)));
    format!(
        "In the long run a campaign takes {} {} under {}{other}",
        rounded(least),
        scale.unit,
        name(best)
    )
}

/// The warm-up, the window, the batches.
fn measured(found: &Steady) -> [String; 2] {
    let weeks = |hours: f64| rounded(hours / 168.0);
    let any = found.models.iter().any(|model| !model.means.is_empty());
    let how = match found.chosen {
        true if any => "chosen by MSER-5, the longest that a model needs",
        true => "MSER-5 found none",
        false => "as given",
    };
    [
        format!(
            "Warm-up: {} weeks ({how}). Measured up to week {}, before the first of all replications has its last arrival.",
            weeks(found.from_h),
            weeks(found.to_h)
        ),
        format!(
            "Means with 95 % intervals over batches ({} in each replication); the cycle time is that of the campaigns that \
             arrive after the warm-up.",
            found.batches
        ),
    ]
}

fn caveats(scenario: &Scenario, found: &Steady) -> Vec<String> {
    let said = scenario.models.iter().zip(&found.models);
    said.flat_map(|(model, long)| {
        long.caveats.iter().map(move |caveat| format!("{}: {caveat}.", model.name))
    })
    .collect()
}

/// A row a model.
fn table(scenario: &Scenario, found: &Steady) -> Table {
    let scale = Scale::of(CYCLE_TIME);
    let columns = vec![
        Column::text("model").headed("Model"),
        Column::text("cycle_time").headed("Cycle time").in_unit(scale.unit),
        Column::text("launched_per_week").headed("Launched").in_unit("per week"),
        Column::text("under_way").headed("Under way"),
        Column::text("team").headed("Busiest team"),
        Column::text("utilisation").headed("Utilisation").in_unit("%"),
    ];
    let mut table = Table::new("long_run", "In the long run", columns);
    for (model, long) in scenario.models.iter().zip(&found.models) {
        let of = |name: &str, scale: &dyn Fn(f64) -> f64| {
            let mean = long.means.iter().find(|mean| mean.metric == name);
            mean.map_or(Cell::Missing, |mean| shown(mean, scale))
        };
        let busiest = busiest(long);
        let team = busiest.and_then(|mean| mean.team).map(|team| &scenario.facts.teams[team].name);
        table.push(vec![
            Cell::text(&model.name),
            of("cycle_time_h", &|hours| scale.value(hours)),
            of("launched_per_week", &|rate| rate),
            of("under_way", &|count| count),
            team.map_or(Cell::Missing, Cell::text),
            busiest.map_or(Cell::Missing, |mean| shown(mean, &|share| 100.0 * share)),
        ]);
    }
    table
}

fn busiest(long: &Long) -> Option<&Mean> {
    let teams = long.means.iter().filter(|mean| mean.team.is_some() && mean.mean.is_some());
    teams.reduce(|most, next| if next.mean > most.mean { next } else { most })
}

/// A mean and its interval.
fn shown(mean: &Mean, scale: &dyn Fn(f64) -> f64) -> Cell {
    let Some(value) = mean.mean else { return Cell::Missing };
    let ends =
        mean.ci.map(|ci| format!(" ({} to {})", rounded(scale(ci.low)), rounded(scale(ci.high))));
    Cell::Text(rounded(scale(value)) + &ends.unwrap_or_default())
}
