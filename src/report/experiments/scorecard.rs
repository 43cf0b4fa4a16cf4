//! The scorecard for readers and as data.

use crate::experiments::scorecard::{CLAIMED, Card, Claim, Dimension, Measured, verdicts};
use crate::model::Scenario;
use crate::report::{Cell, Column, Page, Table, figures};

/// `scorecard.csv`: one row a dimension and model.
pub fn data(scenario: &Scenario, card: &Card) -> Table {
    let columns = vec![
        Column::text("dimension"),
        Column::text("measure"),
        Column::text("model"),
        Column::number("value"),
        Column::text("remark"),
        Column::text("claim"),
        Column::text("verdict"),
    ];
    let mut table = Table::new("scorecard", "Eight dimensions, measured", columns);
    for (dimension, values) in &card.values {
        let verdicts = verdicts(scenario, *dimension, values);
        for ((model, value), verdict) in scenario.models.iter().zip(values).zip(verdicts) {
            let (number, remark) = match value {
                Measured::Number(number) => (Some(*number), ""),
                other => (None, word(*other)),
            };
            table.push(vec![
                Cell::text(dimension.name()),
                Cell::text(dimension.measure()),
                Cell::text(&model.name),
                Cell::number(number),
                Cell::text(remark),
                Cell::text(claim(*dimension, model.preset.as_deref())),
                Cell::text(said(verdict)),
            ]);
        }
    }
    table
}

fn word(value: Measured) -> &'static str {
    match value {
        Measured::Number(_) => "",
        Measured::Everywhere => "ahead everywhere",
        Measured::Nowhere => "ahead nowhere",
        Measured::Reference => "reference",
        Measured::NotMeasured => "not measured",
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
pub fn page(scenario: &Scenario, card: &Card, (n, searched): (u32, u32), folder: &str) -> Page {
    let mut page = Page::default();
    let seed = scenario.study.seed;
    page.heading(format!(
        "{}: eight dimensions, {n} replications each, seed {seed}",
        scenario.name
    ));
    let mut columns = vec![Column::text("dimension").headed("Dimension")];
    columns.extend(scenario.models.iter().map(|model| Column::text("model").headed(&model.name)));
    let mut table = Table::new("shown", "Measured here; in brackets what guides claim", columns);
    for (dimension, values) in &card.values {
        let verdicts = verdicts(scenario, *dimension, values);
        let mut row = vec![Cell::text(dimension.name())];
        for ((model, value), verdict) in scenario.models.iter().zip(values).zip(verdicts) {
            row.push(Cell::Text(shown(*dimension, *value, model.preset.as_deref(), verdict)));
        }
        table.push(row);
    }
    page.table(table);
    let measure = |dimension: &Dimension| format!("{}: {}", dimension.name(), dimension.measure());
    page.list(Dimension::ALL.iter().map(measure));
    page.heading("Mind");
    let reference = &scenario.models[card.reference].name;
    page.list([
        format!(
            "The reference is {reference}. Thresholds were searched with {searched} replications of \
             each model, and are read between the values tried: maturities from 0 to 1, latencies \
             from 0 to 128 h. \"Ahead everywhere\" is at all of these."
        ),
        "✓ the claim holds here, ✗ it does not: the model's place among the three presets that guides \
         describe. Places are of means; neighbouring ones may differ by less than noise."
            .to_owned(),
        "The figures in the presets are assumptions: this is what follows from them and from this \
         scenario, not a law."
            .to_owned(),
    ]);
    page.text(format!("Results are in {folder}: scorecard.csv"));
    page
}

fn shown(dimension: Dimension, value: Measured, preset: Option<&str>, verdict: Claim) -> String {
    let value = match (value, dimension) {
        (Measured::Number(v), Dimension::Coordination | Dimension::Suitability) => {
            figures::percent((v * 1e3).round() / 1e3)
        }
        (Measured::Number(v), _) => figures::rounded(v),
        (other, _) => word(other).to_owned(),
    };
    let claim = claim(dimension, preset);
    let mark = match verdict {
        Claim::Holds => " ✓",
        Claim::DoesNotHold => " ✗",
        Claim::None => "",
    };
    if claim.is_empty() { value } else { format!("{value} ({claim}){mark}") }
}
