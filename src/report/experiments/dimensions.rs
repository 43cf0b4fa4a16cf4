//! The dimensions of guides, measured, for readers and as data.

use super::decompose::footer;
use crate::analysis::launches::Launched;
use crate::format::Interval;
use crate::model::Scenario;
use crate::question::diagnose::dimensions::{Dimension, Dimensions, Measured, Value};
use crate::report::chart::dimensions as chart;
use crate::report::told::{Kind, Picture, Told};
use crate::report::{Cell, Column, Table, format};

/// `dimensions.csv`: one row a dimension and model.
pub fn data(scenario: &Scenario, found: &Dimensions) -> Table {
    let columns = vec![
        Column::text("dimension"),
        Column::text("measure"),
        Column::text("model"),
        Column::number("value"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::text("remark"),
        Column::number("launched"),
        Column::number("replications"),
    ];
    let mut table = Table::new("dimensions", "The dimensions of guides, measured", columns);
    for (dimension, values) in &found.values {
        let models = scenario.models.iter().zip(&found.launched);
        for ((model, launched), value) in models.zip(values) {
            let number = number(value.measured);
            let count =
                |count| if of_base(*dimension) { Cell::count(count) } else { Cell::Missing };
            table.push(vec![
                Cell::text(dimension.name()),
                Cell::text(dimension.measure(found.time)),
                Cell::text(&model.name),
                Cell::number(number),
                Cell::number(value.ci.map(|ci| ci.low)),
                Cell::number(value.ci.map(|ci| ci.high)),
                Cell::text(word(*dimension, value.measured)),
                count(launched.count),
                count(launched.of),
            ]);
        }
    }
    table
}

fn number(value: Measured) -> Option<f64> {
    if let Measured::Number(number) = value { Some(number) } else { None }
}

/// Whether a dimension is of the cycle times of launched replications, with everything as it is.
fn of_base(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Speed | Dimension::Predictability | Dimension::Deviation)
}

/// What stands instead of a number. Thresholds are of maturities, or else of latencies.
fn word(dimension: Dimension, value: Measured) -> &'static str {
    let maturity = dimension == Dimension::Maturity;
    match value {
        Measured::Number(_) => "",
        Measured::Everywhere if maturity => "beats it at every maturity tried",
        Measured::Everywhere => "beats it at every latency tried (up to 128 h)",
        Measured::Nowhere if maturity => "beats it at no maturity tried",
        Measured::Nowhere => "does not beat it, even at 0 h",
        Measured::Baseline => "baseline",
        Measured::NotMeasured => "not measured",
        Measured::TooFew => "too few launched",
    }
}

/// What is said: a table with a row a dimension and a column a model, and how each was measured.
pub fn told(scenario: &Scenario, found: &Dimensions, (n, searched): (u32, u32)) -> Told {
    let seed = scenario.study.seed;
    let sources = format!("{n} replications of each model");
    let mut told = Told::new(Kind::Dimensions, finding(scenario, found), sources);
    told.runs = vec![
        ("Replications of each model".to_owned(), n.to_string()),
        ("Replications of each model in searches".to_owned(), searched.to_string()),
    ];
    told.caveats = minded(scenario, found, searched);
    told.complete = found.complete;
    told.body.on_output(|out| {
        out.heading(format!(
            "{}: the dimensions of guides, {n} replications each, seed {seed}",
            scenario.name
        ));
    });
    told.body.on_page(|page| page.section("answer", "Each dimension"));
    told.chart(Some(Picture::Dimensions(picture(scenario, found, &told.finding, n))));
    let mut columns = vec![Column::text("dimension").headed("Dimension")];
    columns.extend(scenario.models.iter().map(|model| Column::text("model").headed(&model.name)));
    let title = "Measured here (95 % interval)";
    let mut table = Table::new("shown", title, columns);
    for (dimension, values) in &found.values {
        let shown = values.iter().zip(&found.launched);
        let shown =
            shown.map(|(value, launched)| Cell::Text(shown_of(*dimension, *value, *launched)));
        table.push([Cell::text(dimension.name())].into_iter().chain(shown).collect());
    }
    told.body.table(table);
    let measure =
        |dimension: &Dimension| format!("{}: {}", dimension.name(), dimension.measure(found.time));
    told.body.list(Dimension::ALL.iter().map(measure));
    told
}

/// What a reader has to mind.
fn minded(scenario: &Scenario, found: &Dimensions, searched: u32) -> Vec<String> {
    let baseline = &scenario.models[scenario.study.baseline].name;
    let always = [
        format!(
            "The baseline is {baseline}; to beat it is to launch more often, where that is shown, \
             else before it in the mean. Thresholds were searched with {searched} replications of each model, and are read between the \
             values tried: eleven maturities from 0 to 1, nine latencies from 0 to 128 h. An interval that \
             ends at the first or the last of them is open there."
        ),
        "Error resilience: every late change of the scenario comes for certain, at 10, 30, 50, 70 and 90 % of \
         the baseline's median cycle time; one that comes after a model's launch costs it nothing. \"Not \
         measured\": the scenario has nothing to measure it with; \"too few launched\": it has, but too few \
         replications were launched (without the changes and with them; of the baseline, half)."
            .to_owned(),
        "This is what follows from the assumptions of this scenario. Whether what guides claim of the dimensions holds \
         is in docs/CLAIMS.md."
            .to_owned(),
    ];
    let launches = (!found.complete).then(|| launches(scenario, found));
    always.into_iter().chain(found.changes.sentences()).chain(launches).collect()
}

/// How often each model was launched.
fn launches(scenario: &Scenario, found: &Dimensions) -> String {
    let one = |(model, known): (&crate::model::WorkflowModel, &Launched)| {
        format!("{} in {} of {}", model.name, known.count, known.of)
    };
    let all: Vec<String> = scenario.models.iter().zip(&found.launched).map(one).collect();
    format!(
        "Not all replications were launched: {}. Cycle times are of launched replications only.",
        all.join(", ")
    )
}

fn shown_of(dimension: Dimension, value: Value, launched: Launched) -> String {
    let mut figure = match number(value.measured) {
        Some(number) => figure(dimension, number, value.ci),
        None => word(dimension, value.measured).to_owned(),
    };
    if of_base(dimension) && !launched.all() {
        let share = launched.share().map_or(format::MISSING.to_owned(), format::percent);
        figure.push_str(&format!(", launched {share}"));
    }
    figure
}

/// A number with its interval, shares as percentages.
fn figure(dimension: Dimension, value: f64, ci: Option<Interval>) -> String {
    let (scale, unit) = match dimension {
        Dimension::Speed | Dimension::Deviation | Dimension::Resilience => (1.0, " d"),
        Dimension::Tooling => (1.0, " h"),
        Dimension::Coordination | Dimension::Suitability => (100.0, " %"),
        _ => (1.0, ""),
    };
    let value = scale * value;
    let ci = ci.map(|ci| Interval { low: scale * ci.low, high: scale * ci.high });
    let decimals = format::decimals_with_intervals(&[(Some(value), ci)]).min(3);
    let fixed = |value: f64| format::fixed(value, decimals);
    match ci {
        Some(ci) => format!("{}{unit} ({} to {})", fixed(value), fixed(ci.low), fixed(ci.high)),
        None => format!("{}{unit}", fixed(value)),
    }
}

/// Which model is best in how many of the dimensions that have numbers, where their intervals show it.
fn finding(scenario: &Scenario, found: &Dimensions) -> String {
    let firsts: Vec<usize> =
        found.values.iter().filter_map(|(dimension, values)| best(*dimension, values)).collect();
    let wins = |model: usize| firsts.iter().filter(|first| **first == model).count();
    let mut ranked: Vec<(usize, &str)> =
        scenario.models.iter().map(|it| it.name.as_str()).enumerate().collect();
    ranked.retain(|(model, _)| wins(*model) > 0);
    ranked.sort_by_key(|(model, _)| (usize::MAX - wins(*model), *model));
    let of = found.values.iter().filter(|(_, values)| known(values).count() > 1).count();
    match ranked.as_slice() {
        [] => "No model is shown to be best in any dimension".to_owned(),
        [(model, only)] if wins(*model) == of => {
            format!("{only} is shown to be best in every dimension that has numbers")
        }
        several => {
            let each: Vec<String> = several
                .iter()
                .map(|(model, name)| format!("{name} in {} of {of}", wins(*model)))
                .collect();
            format!("No model is best in everything: shown to be best are {}", each.join(", "))
        }
    }
}

/// The models that have a number, with the ends of its interval.
fn known(values: &[Value]) -> impl Iterator<Item = (usize, Interval)> + '_ {
    values.iter().enumerate().filter_map(|(model, value)| {
        let at = number(value.measured)?;
        Some((model, value.ci.unwrap_or(Interval { low: at, high: at })))
    })
}

/// The model whose interval is better than that of every other, if there is one.
fn best(dimension: Dimension, values: &[Value]) -> Option<usize> {
    let high = dimension.is_better_high();
    let ahead = |a: &Interval, b: &Interval| if high { a.low > b.high } else { a.high < b.low };
    let all: Vec<(usize, Interval)> = known(values).collect();
    let leads = |(model, ci): &&(usize, Interval)| {
        all.iter().all(|(other, than)| other == model || ahead(ci, than))
    };
    all.iter().find(leads).filter(|_| all.len() > 1).map(|(model, _)| *model)
}

/// A panel a dimension, a row a model.
fn picture(
    scenario: &Scenario,
    found: &Dimensions,
    finding: &str,
    replications: u32,
) -> chart::Dimensions {
    let panel = |(dimension, values): &(Dimension, Vec<Value>)| chart::Panel {
        title: dimension.name().to_owned(),
        axis: dimension.measure(found.time),
        scores: values
            .iter()
            .map(|value| chart::Score {
                value: number(value.measured),
                ci: value.ci,
                word: word(*dimension, value.measured).to_owned(),
            })
            .collect(),
    };
    chart::Dimensions {
        title: finding.to_owned(),
        baseline: scenario.study.baseline,
        models: scenario.models.iter().map(|model| model.name.clone()).collect(),
        panels: found.values.iter().map(panel).collect(),
        footer: footer(&scenario.name, replications as usize, scenario.study.seed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: &[Option<f64>]) -> Vec<Value> {
        let value = |known: &Option<f64>| Value {
            measured: known.map_or(Measured::NotMeasured, Measured::Number),
            ci: None,
        };
        of.iter().map(value).collect()
    }

    #[test]
    fn the_best_of_a_dimension_is_the_lowest_or_the_highest_and_alone() {
        let best = |dimension, of: &[Option<f64>]| best(dimension, &values(of));
        assert_eq!(best(Dimension::Speed, &[Some(3.0), Some(2.0), None]), Some(1));
        assert_eq!(best(Dimension::Suitability, &[Some(0.3), Some(0.2)]), Some(0));
        assert_eq!(best(Dimension::Speed, &[Some(2.0), Some(2.0), Some(3.0)]), None);
        assert_eq!(best(Dimension::Speed, &[None, Some(2.0)]), None);
    }
}
