//! A sweep as data files, a short page and charts.

use super::Scale;
use super::decompose::footer;
use super::factors::Factors;
use super::sweep_finding::rising;
use super::sweep_words::{
    against_baseline, first, first_where, launched, metric_table, said, values as point_values,
};

pub use super::sweep_finding::finding;
use crate::analysis::LateChanges;
use crate::analysis::launches::Launched;
use crate::format::percent;
use crate::metric::{self, METRICS};
use crate::question::sensitivity::in_words;
use crate::question::sweep::{Finished, ModelPoint, Plan};
use crate::report::chart::{self, Drawing};
use crate::report::document::{Block, Document, Head};
use crate::report::fine_print::{self, Grounds};
use crate::report::story::Story;
use crate::report::{Cell, Column, Table, data, format};
use crate::text::capitalised;

/// `points.csv`: one row a point, its id and its factors; of a design, one for each of its rows.
pub fn points(plan: &Plan) -> Table {
    let factors = Factors::of(plan);
    let columns = [Column::text("point")].into_iter().chain(factors.columns()).collect();
    let mut table = Table::new("points", "The points", columns);
    for point in plan.listed() {
        table.push([Cell::text(&point.id)].into_iter().chain(factors.cells(point)).collect());
    }
    table
}

/// `sweep.csv`: one row a point, model and metric.
pub fn sweep(plan: &Plan, found: &[Finished]) -> Table {
    let words = ["model", "metric", "unit"].map(Column::text);
    let factors = Factors::of(plan);
    let columns = [Column::text("point")]
        .into_iter()
        .chain(factors.columns())
        .chain(words)
        .chain(data::estimate_columns())
        .collect();
    let mut table = Table::new("sweep", "Every metric of every model at every point", columns);
    for (point, at) in found.iter().zip(&plan.points) {
        for (name, model) in plan.identity.models.iter().zip(&point.models) {
            for (metric, known) in METRICS.iter().zip(&model.estimates) {
                let words = [name, metric.name, metric.unit].map(Cell::text);
                let mut row = vec![Cell::text(&point.id)];
                row.extend(factors.cells(at).into_iter().chain(words));
                row.extend(data::estimate(known));
                table.push(row);
            }
        }
    }
    table
}

/// `differences.csv`: every model against the baseline at every point.
pub fn differences(plan: &Plan, found: &[Finished]) -> Table {
    let words = ["model", "baseline", "metric", "unit"].map(Column::text);
    let factors = Factors::of(plan);
    let columns = [Column::text("point")]
        .into_iter()
        .chain(factors.columns())
        .chain(words)
        .chain(data::difference_columns())
        .collect();
    let mut table = Table::new("differences", "Every model against the baseline", columns);
    let baseline = &plan.identity.baseline;
    for (point, at) in found.iter().zip(&plan.points) {
        for (name, model) in plan.identity.models.iter().zip(&point.models) {
            for (metric, known) in METRICS.iter().zip(&model.differences) {
                let words = [name, baseline, metric.name, metric.unit].map(Cell::text);
                let mut row = vec![Cell::text(&point.id)];
                row.extend(factors.cells(at).into_iter().chain(words));
                row.extend(data::difference(known));
                table.push(row);
            }
        }
    }
    table
}

/// Metrics that are shown beside the time, where a model has a value other than 0.
const OTHERS: [usize; 5] = [
    metric::ON_TIME,
    metric::REWORK_TIME,
    metric::COORDINATION_TIME,
    metric::WAIT_TIME,
    metric::COST,
];

/// The document under its finding: who launches first where, the charts, every value, which points failed.
pub fn document(
    (plan, found): (&Plan, &[Finished]),
    finding: String,
    story: &Story,
    drawings: &[Drawing],
) -> Document {
    let identity = &plan.identity;
    let (name, points, count) = (&identity.scenario.name, found.len(), identity.models.len());
    let (replications, seed) = (identity.replications, identity.seed);
    let head = Head {
        title: name.clone(),
        finding,
        kind: "A sweep: every model at many values",
        description: story.description.clone(),
        closing: format!(
            "Made by flowcast {} from {points} points, {replications} replications of each model at each, \
                 seed {seed}. The intervals cover simulation noise only, not errors in the inputs.",
            identity.flowcast
        ),
    };
    let over = head.finding.clone();
    let mut document = Document::new(head, chart::by_name(&identity.models));
    document.on_output(|out| {
        let models = format::counted(count, "model");
        out.heading(format!(
            "{name}: {points} points, {models}, {replications} replications each, seed {seed}"
        ));
        let first = first_where(plan, found);
        if over.trim_end_matches('.') != first.trim_end_matches('.') {
            out.text(format!("{}.", over.trim_end_matches('.')));
        }
        out.text(first);
        out.table(overview(plan, found));
    });
    document.on_page(|page| {
        page.section("answer", "The answer");
        page.push(Block::Answer(said(plan, found)));
        page.text(format!(
            "{} points: {} varied; {}, {replications} replications each, at every point on the same draws.",
            plan.points.len(),
            plan.paths.iter().map(|path| in_words(path)).collect::<Vec<_>>().join(", "),
            format::counted(count, "model"),
        ));
        // A line for each model can be switched off; a map has none.
        if plan.paths.len() == 1 {
            page.push(Block::Switches);
        }
        pictures(page, drawings, &over);
        values(page, plan, found);
    });
    fine_print::add(&mut document, &grounds(plan, found, story));
    document
}

/// Each without its title where that stands over the page.
fn pictures(page: &mut Document, drawings: &[Drawing], over: &str) {
    page.section("pictures", "Which model, from when on?");
    if drawings.is_empty() {
        page.text(
            "Lines are drawn where one value varies, a map where two vary over a grid. Here every value is in \
             the tables below.",
        );
    }
    drawings.iter().for_each(|drawing| page.chart(drawing.clone().under(over)));
}

fn values(page: &mut Document, plan: &Plan, found: &[Finished]) {
    page.aside("values", "Every value");
    let first =
        [metric_table(plan, found, plan.identity.time().metric), against_baseline(plan, found)];
    first.into_iter().flatten().for_each(|table| page.table(table));
    for table in OTHERS.iter().filter_map(|metric| metric_table(plan, found, *metric)) {
        page.details(table.title.clone(), |inner| inner.table(table));
    }
    page.text("sweep.csv has every metric with its quantiles, differences.csv every comparison.");
}

fn grounds<'a>(plan: &'a Plan, found: &[Finished], story: &'a Story) -> Grounds<'a> {
    let identity = &plan.identity;
    let runs = vec![
        ("Varied", plan.paths.join(", ")),
        ("Points", found.len().to_string()),
        ("Replications", format!("{} of each model at each point", identity.replications)),
        ("Baseline", identity.baseline.clone()),
    ];
    let troubles = found.iter().enumerate().filter_map(|(at, point)| trouble(plan, at, point));
    Grounds {
        story,
        scenario: &identity.scenario,
        command: &plan.command,
        flowcast: &identity.flowcast,
        stream_version: identity.stream_version,
        seed: identity.seed,
        runs,
        caveats: troubles.chain(too_late(plan, found)).collect(),
    }
}

/// At most so many points are listed on standard output.
const LISTED: usize = 30;

fn overview(plan: &Plan, found: &[Finished]) -> Table {
    let shown = plan.identity.time();
    let time = shown.metric;
    let scale = Scale::of(time);
    let varied = |path: &String| Column::text("value").headed(capitalised(&in_words(path)));
    let mut columns: Vec<Column> = plan.paths.iter().map(varied).collect();
    let model = |name: &String| Column::number("mean").headed(name).in_unit(scale.unit);
    columns.extend(plan.identity.models.iter().map(model));
    let listed = found.len().min(LISTED);
    let title = match found.len() - listed {
        0 => format!("Mean {}", shown.time),
        left => {
            format!("Mean {} (the first {listed} points; {left} more in the files)", shown.time)
        }
    };
    let mut table = Table::new("overview", title, columns);
    for (point, finished) in plan.points.iter().zip(found).take(LISTED) {
        let mut row: Vec<Cell> = point.values.iter().map(Cell::text).collect();
        let mean = |index: usize| {
            let known = finished.models.get(index);
            let mean = known.and_then(|known| known.estimates[time].mean);
            let mean = mean.map(|mean| scale.value(mean));
            match known.map(launched).filter(|known| !known.all()).and_then(Launched::share) {
                None => Cell::number(mean),
                Some(share) => {
                    let mean = mean.map_or("–".to_owned(), format::rounded);
                    Cell::Text(format!("{mean} (launched {})", percent(share)))
                }
            }
        };
        row.extend((0..plan.identity.models.len()).map(mean));
        table.push(row);
    }
    table
}

/// A sentence for each late change that comes too late, over all points.
fn too_late(plan: &Plan, found: &[Finished]) -> Vec<String> {
    let mut changes = LateChanges::default();
    for (name, model) in
        found.iter().flat_map(|point| plan.identity.models.iter().zip(&point.models))
    {
        changes.count(name, &model.changes);
    }
    changes.sentences()
}

/// Why a point is not complete.
fn trouble(plan: &Plan, place: usize, point: &Finished) -> Option<String> {
    let at = capitalised(&point_values(plan, place));
    if let Some(why) = &point.failed {
        return Some(format!("{at} failed: {}", why.trim()));
    }
    let short = |(name, model): (&String, &ModelPoint)| {
        (model.launched < model.of)
            .then(|| format!("{name} launched in {} of {}", model.launched, model.of))
    };
    let told: Vec<String> =
        plan.identity.models.iter().zip(&point.models).filter_map(short).collect();
    (!told.is_empty()).then(|| format!("{at}: {}; {}", told.join(", "), plan.identity.time().means))
}

/// Lines for one parameter, a map of the better model for two, under the finding.
pub fn drawings(plan: &Plan, found: &[Finished], finding: &str) -> Vec<Drawing> {
    match plan.paths.len() {
        1 => lines(plan, found, finding).into_iter().collect(),
        2 => map(plan, found, finding).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn lines(plan: &Plan, found: &[Finished], finding: &str) -> Option<Drawing> {
    let shown = plan.identity.time();
    let time = shown.metric;
    let scale = Scale::of(time);
    let order = rising(plan);
    let line = |index: usize| {
        let value = |place: &usize| {
            let known = &found[*place].models.get(index)?.estimates[time];
            Some((scale.value(known.mean?), scale.interval(known.ci)))
        };
        let name = plan.identity.models[index].clone();
        chart::Line { name, points: order.iter().map(value).collect() }
    };
    chart::lines(&chart::Lines {
        title: finding.to_owned(),
        reading: format!(
            "A line a model: its mean at each value that was run (marker), in its 95 % interval (band). \
             All models and all values run on the same draws.{}",
            if found.iter().all(Finished::is_complete) {
                ""
            } else {
                " Means are of launched replications only: the tables say how many these are."
            }
        ),
        x: in_words(&plan.paths[0]),
        y: scale.axis(),
        levels: order.iter().map(|place| plan.points[*place].values[0].clone()).collect(),
        dates: None,
        lines: (0..plan.identity.models.len()).map(line).collect(),
        open: Vec::new(),
        goal: None,
        turns: None,
        marked: Vec::new(),
        bridged: false,
        footer: plan_footer(plan),
    })
}

fn map(plan: &Plan, found: &[Finished], finding: &str) -> Option<Drawing> {
    let shown = plan.identity.time();
    let time = shown.metric;
    let scale = Scale::of(time);
    let axis = |which: usize| {
        let mut levels: Vec<String> = Vec::new();
        for point in &plan.points {
            if !levels.contains(&point.values[which]) {
                levels.push(point.values[which].clone());
            }
        }
        levels
    };
    let (columns, rows) = (axis(0), axis(1));
    if columns.len() * rows.len() != plan.points.len() || columns.len().min(rows.len()) < 2 {
        return None;
    }
    let cell = |column: &String, row: &String| {
        let place =
            plan.points.iter().position(|point| point.values == [column.clone(), row.clone()]);
        let point = found.get(place?)?;
        let mean = |model: &ModelPoint| model.estimates[time].mean;
        let first = first(point)?;
        Some(chart::MapCell {
            means: point.models.iter().map(|m| mean(m).map(|mean| scale.value(mean))).collect(),
            launched: point.models.iter().filter_map(|m| launched(m).share()).collect(),
            first,
        })
    };
    chart::map(&chart::Map {
        title: finding.to_owned(),
        x: in_words(&plan.paths[0]),
        y: in_words(&plan.paths[1]),
        cells: rows
            .iter()
            .map(|row| columns.iter().map(|column| cell(column, row)).collect())
            .collect(),
        columns,
        rows,
        models: plan.identity.models.clone(),
        unit: scale.unit,
        footer: plan_footer(plan),
    })
}

fn plan_footer(plan: &Plan) -> String {
    let identity = &plan.identity;
    footer(&identity.scenario.name, identity.replications as usize, identity.seed)
}
