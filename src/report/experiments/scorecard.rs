//! The scorecard for readers and as data.

use super::decompose::footer;
use crate::analysis::launches::Launched;
use crate::format::Interval;
use crate::model::Scenario;
use crate::question::scorecard::{CLAIMED, Card, Claim, Dimension, Measured, Value};
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Document, Table, format};

/// `scorecard.csv`: one row a dimension and model.
pub fn data(scenario: &Scenario, card: &Card) -> Table {
    let columns = vec![
        Column::text("dimension"),
        Column::text("measure"),
        Column::text("model"),
        Column::number("value"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::text("remark"),
        Column::text("claim"),
        Column::text("verdict"),
        Column::number("launched"),
        Column::number("replications"),
    ];
    let mut table = Table::new("scorecard", "Eight dimensions, measured", columns);
    for (place, (dimension, values)) in card.values.iter().enumerate() {
        let verdicts = card.verdicts(scenario, place);
        let models = scenario.models.iter().zip(&card.launched);
        for (((model, launched), value), verdict) in models.zip(values).zip(verdicts) {
            let number = number(value.measured);
            let count =
                |count| if of_base(*dimension) { Cell::count(count) } else { Cell::Missing };
            table.push(vec![
                Cell::text(dimension.name()),
                Cell::text(dimension.measure()),
                Cell::text(&model.name),
                Cell::number(number),
                Cell::number(value.ci.map(|ci| ci.low)),
                Cell::number(value.ci.map(|ci| ci.high)),
                Cell::text(word(*dimension, value.measured)),
                Cell::text(claim(*dimension, model.preset.as_deref())),
                Cell::text(said(verdict)),
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
        Measured::Reference => "reference",
        Measured::NotMeasured => "not measured",
        Measured::TooFew => "too few launched",
    }
}

fn said(verdict: Claim) -> &'static str {
    match verdict {
        Claim::Holds => "holds here",
        Claim::DoesNotHold => "does not hold here",
        Claim::None => "",
    }
}

/// What is claimed of a preset.
fn claim(dimension: Dimension, preset: Option<&str>) -> &'static str {
    let place = CLAIMED.iter().position(|key| Some(*key) == preset);
    place.map_or("", |place| dimension.claims().0[place])
}

/// What is said on standard output: a table with a row a dimension and a column a model.
pub fn page(scenario: &Scenario, card: &Card, (n, searched): (u32, u32)) -> Document {
    let mut page = Document::default();
    let seed = scenario.study.seed;
    page.heading(format!(
        "{}: eight dimensions, {n} replications each, seed {seed}",
        scenario.name
    ));
    let mut columns = vec![Column::text("dimension").headed("Dimension")];
    columns.extend(scenario.models.iter().map(|model| Column::text("model").headed(&model.name)));
    let title = "Measured here (95 % interval); in quotes what guides claim";
    let mut table = Table::new("shown", title, columns);
    for (place, (dimension, values)) in card.values.iter().enumerate() {
        let verdicts = card.verdicts(scenario, place);
        let mut row = vec![Cell::text(dimension.name())];
        let models = scenario.models.iter().zip(&card.launched);
        for (((model, launched), value), verdict) in models.zip(values).zip(verdicts) {
            let launched = *launched;
            row.push(Cell::Text(shown(
                *dimension,
                *value,
                (model.preset.as_deref(), verdict),
                launched,
            )));
        }
        table.push(row);
    }
    page.table(table);
    let measure = |dimension: &Dimension| format!("{}: {}", dimension.name(), dimension.measure());
    page.list(Dimension::ALL.iter().map(measure));
    page.heading("Caveats");
    let reference = &scenario.models[card.reference].name;
    page.list([
        format!(
            "The reference is {reference}; to beat it is to launch more often, where that is shown, \
             else before it in the mean. Thresholds were searched with {searched} replications of each model, and are read between the \
             values tried: eleven maturities from 0 to 1, nine latencies from 0 to 128 h. An interval that \
             ends at the first or the last of them is open there."
        ),
        "Error resilience: every late change of the scenario comes for certain, at 10, 30, 50, 70 and 90 % of \
         the reference's median cycle time; one that comes after a model's launch costs it nothing. \"Not \
         measured\": the scenario has nothing to measure it with; \"too few launched\": it has, but too few \
         replications were launched (without the changes and with them; of the reference, half)."
            .to_owned(),
        "✓ the claim holds here, ✗ it does not: the model's place among the three presets that guides \
         describe. Places are of means; neighbouring ones may differ by less than noise."
            .to_owned(),
        "The figures in the presets are assumptions: this is what follows from them and from this \
         scenario, not a law."
            .to_owned(),
    ]);
    page.list(card.changes.sentences());
    if !card.complete {
        page.list([launches(scenario, card)]);
    }
    page
}

/// How often each model was launched.
fn launches(scenario: &Scenario, card: &Card) -> String {
    let one = |(model, known): (&crate::model::WorkflowModel, &Launched)| {
        format!("{} in {} of {}", model.name, known.count, known.of)
    };
    let all: Vec<String> = scenario.models.iter().zip(&card.launched).map(one).collect();
    format!(
        "Not all replications were launched: {}. Cycle times are of launched replications only; where a model \
         is launched in under 95 %, no claim is held against them.",
        all.join(", ")
    )
}

fn shown(
    dimension: Dimension,
    value: Value,
    (preset, verdict): (Option<&str>, Claim),
    launched: Launched,
) -> String {
    let mut figure = match number(value.measured) {
        Some(number) => figure(dimension, number, value.ci),
        None => word(dimension, value.measured).to_owned(),
    };
    if of_base(dimension) && !launched.all() {
        let share = launched.share().map_or(format::MISSING.to_owned(), format::percent);
        figure.push_str(&format!(", launched {share}"));
    }
    let claim = claim(dimension, preset);
    if value.measured == Measured::Reference {
        format!("{} ({figure})", format::MISSING)
    } else if claim.is_empty() {
        figure
    } else {
        format!("{figure}, \u{201c}{claim}\u{201d} {}", mark(verdict)).trim_end().to_owned()
    }
}

fn mark(verdict: Claim) -> &'static str {
    match verdict {
        Claim::Holds => "✓",
        Claim::DoesNotHold => "✗",
        Claim::None => "",
    }
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

/// A panel a dimension, a row a model; `None` where nothing has a value.
pub fn drawing(scenario: &Scenario, card: &Card, replications: u32) -> Option<Drawing> {
    let panel = |(place, (dimension, values)): (usize, &(Dimension, Vec<Value>))| {
        let verdicts = card.verdicts(scenario, place);
        let score = |(model, verdict): (usize, Claim)| {
            let (preset, value) = (scenario.models[model].preset.as_deref(), values[model]);
            chart::Score {
                value: number(value.measured),
                ci: value.ci,
                word: word(*dimension, value.measured).to_owned(),
                claim: claim(*dimension, preset).to_owned(),
                // Not every font has ticks and crosses.
                mark: match verdict {
                    Claim::Holds => "yes",
                    Claim::DoesNotHold => "no",
                    Claim::None => "",
                }
                .to_owned(),
            }
        };
        chart::Panel {
            title: dimension.name().to_owned(),
            axis: dimension.measure().to_owned(),
            scores: verdicts.into_iter().enumerate().map(score).collect(),
        }
    };
    chart::scorecard(&chart::Scorecard {
        title: "How do the models do in eight dimensions?".to_owned(),
        models: scenario.models.iter().map(|model| model.name.clone()).collect(),
        panels: card.values.iter().enumerate().map(panel).collect(),
        footer: footer(&scenario.name, replications as usize, scenario.study.seed),
    })
}
