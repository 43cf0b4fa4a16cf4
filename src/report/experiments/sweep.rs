//! A sweep as data files, a short page and charts.

use super::Scale;
use super::decompose::footer;
use super::sweep_words::{first, launched};
use crate::analysis::LateChanges;
use crate::analysis::launches::Launched;
use crate::csv::Csv;
use crate::format::percent;
use crate::metric::{self, METRICS};
use crate::question::sweep::{Finished, ModelPoint, Plan};
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Page, Table, format, summary};

/// `points.csv`: one row a point, its id and its values; the paths are the headings.
///
/// # Errors
/// If a point has not as many values as there are paths.
pub fn points_csv(plan: &Plan) -> csv::Result<String> {
    let mut header = vec!["point"];
    header.extend(plan.paths.iter().map(String::as_str));
    let mut csv = Csv::new(header.into_iter())?;
    for point in &plan.points {
        csv.exact(&point.id)?;
        for value in &point.values {
            // A negative number must not be taken for a formula and guarded.
            match value.parse::<f64>() {
                Ok(_) => csv.exact(value)?,
                Err(_) => csv.text(value)?,
            }
        }
        csv.end_row()?;
    }
    csv.finish()
}

/// `sweep.csv`: one row a point, model and metric.
pub fn sweep(plan: &Plan, found: &[Finished]) -> Table {
    let words = ["point", "model", "metric", "unit"].map(Column::text);
    let columns = words.into_iter().chain(summary::estimate_columns()).collect();
    let mut table = Table::new("sweep", "Every metric of every model at every point", columns);
    for point in found {
        for (name, model) in plan.identity.models.iter().zip(&point.models) {
            for (metric, known) in METRICS.iter().zip(&model.estimates) {
                let words = [point.id.as_str(), name, metric.name, metric.unit];
                let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
                row.extend(summary::estimate(known));
                table.push(row);
            }
        }
    }
    table
}

/// `differences.csv`: every model against the baseline at every point.
pub fn differences(plan: &Plan, found: &[Finished]) -> Table {
    let words = ["point", "model", "baseline", "metric", "unit"].map(Column::text);
    let columns = words.into_iter().chain(summary::difference_columns()).collect();
    let mut table = Table::new("differences", "Every model against the baseline", columns);
    let baseline = &plan.identity.baseline;
    for point in found {
        for (name, model) in plan.identity.models.iter().zip(&point.models) {
            for (metric, known) in METRICS.iter().zip(&model.differences) {
                let words = [point.id.as_str(), name, baseline, metric.name, metric.unit];
                let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
                row.extend(summary::difference(known));
                table.push(row);
            }
        }
    }
    table
}

/// What is said on standard output: the models' cycle times, and which points failed.
pub fn page(plan: &Plan, found: &[Finished]) -> Page {
    let identity = &plan.identity;
    let mut page = Page::default();
    page.heading(format!(
        "{}: {} points, {} models, {} replications each, seed {}",
        identity.scenario.name,
        found.len(),
        identity.models.len(),
        identity.replications,
        identity.seed
    ));
    page.table(overview(plan, found));
    let trouble: Vec<String> = found.iter().filter_map(|point| trouble(plan, point)).collect();
    page.list(trouble);
    page.list(too_late(plan, found));
    page.list(["Intervals cover simulation noise only, not errors in the inputs."]);
    page
}

/// At most so many points are listed on standard output.
const LISTED: usize = 30;

fn overview(plan: &Plan, found: &[Finished]) -> Table {
    let cycle_time = metric::CYCLE_TIME;
    let scale = Scale::of(cycle_time);
    let mut columns = vec![Column::text("point").headed("Point")];
    columns.extend(plan.paths.iter().map(|path| Column::text("value").headed(path)));
    let model = |name: &String| Column::number("mean").headed(name).in_unit(scale.unit);
    columns.extend(plan.identity.models.iter().map(model));
    let shown = found.len().min(LISTED);
    let title = match found.len() - shown {
        0 => "Mean cycle time".to_owned(),
        left => format!("Mean cycle time (the first {shown} points; {left} more in the files)"),
    };
    let mut table = Table::new("overview", title, columns);
    for (point, finished) in plan.points.iter().zip(found).take(LISTED) {
        let mut row = vec![Cell::text(&point.id)];
        row.extend(point.values.iter().map(Cell::text));
        let mean = |index: usize| {
            let known = finished.models.get(index);
            let mean = known.and_then(|known| known.estimates[cycle_time].mean);
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

/// A sentence for each late change that mostly comes too late, over all points.
pub fn too_late(plan: &Plan, found: &[Finished]) -> Vec<String> {
    let mut changes = LateChanges::default();
    for (name, model) in
        found.iter().flat_map(|point| plan.identity.models.iter().zip(&point.models))
    {
        changes.count(name, &model.changes);
    }
    changes.sentences()
}

/// Why a point is not complete.
pub fn trouble(plan: &Plan, point: &Finished) -> Option<String> {
    if let Some(why) = &point.failed {
        return Some(format!("{} failed: {}", point.id, why.trim()));
    }
    let short = |(name, model): (&String, &ModelPoint)| {
        (model.launched < model.of)
            .then(|| format!("{name} launched in {} of {}", model.launched, model.of))
    };
    let told: Vec<String> =
        plan.identity.models.iter().zip(&point.models).filter_map(short).collect();
    (!told.is_empty()).then(|| {
        format!("{}: {}; cycle times are of launched replications only", point.id, told.join(", "))
    })
}

/// Lines for one parameter, a map of the better model for two.
pub fn drawings(plan: &Plan, found: &[Finished]) -> Vec<Drawing> {
    match plan.paths.len() {
        1 => lines(plan, found).into_iter().collect(),
        2 => map(plan, found).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn lines(plan: &Plan, found: &[Finished]) -> Option<Drawing> {
    let cycle_time = metric::CYCLE_TIME;
    let scale = Scale::of(cycle_time);
    let order = rising(plan);
    let line = |index: usize| {
        let value = |place: &usize| {
            let known = &found[*place].models.get(index)?.estimates[cycle_time];
            Some((scale.value(known.mean?), scale.interval(known.ci)))
        };
        let name = plan.identity.models[index].clone();
        chart::Line { name, points: order.iter().map(value).collect() }
    };
    chart::lines(&chart::Lines {
        title: format!("How does the cycle time follow {}?", plan.paths[0]),
        reading: format!(
            "A line a model: its mean at each value that was run (marker), in its 95 % interval (band). \
             All models and all values run on the same draws.{}",
            if found.iter().all(Finished::is_complete) {
                ""
            } else {
                " Means are of launched replications only: the tables say how many these are."
            }
        ),
        x: plan.paths[0].clone(),
        y: scale.axis(),
        levels: order.iter().map(|place| plan.points[*place].values[0].clone()).collect(),
        lines: (0..plan.identity.models.len()).map(line).collect(),
        open: Vec::new(),
        footer: plan_footer(plan),
    })
}

/// The points by rising value of the first parameter, if its values are numbers of one unit; else as given.
fn rising(plan: &Plan) -> Vec<usize> {
    let split = |value: &str| {
        let digits = value.trim_end_matches(char::is_alphabetic);
        Some((digits.parse::<f64>().ok()?, value[digits.len()..].to_owned()))
    };
    let numbers: Option<Vec<(f64, String)>> =
        plan.points.iter().map(|point| split(&point.values[0])).collect();
    let mut order: Vec<usize> = (0..plan.points.len()).collect();
    if let Some(numbers) = numbers.filter(|all| all.windows(2).all(|pair| pair[0].1 == pair[1].1)) {
        order.sort_by(|a, b| numbers[*a].0.total_cmp(&numbers[*b].0));
    }
    order
}

fn map(plan: &Plan, found: &[Finished]) -> Option<Drawing> {
    let cycle_time = metric::CYCLE_TIME;
    let scale = Scale::of(cycle_time);
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
        let mean = |model: &ModelPoint| model.estimates[cycle_time].mean;
        let first = first(point)?;
        Some(chart::MapCell {
            means: point.models.iter().map(|m| mean(m).map(|mean| scale.value(mean))).collect(),
            launched: point.models.iter().filter_map(|m| launched(m).share()).collect(),
            first,
        })
    };
    chart::map(&chart::Map {
        title: "Which model launches first, where?".to_owned(),
        x: plan.paths[0].clone(),
        y: plan.paths[1].clone(),
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
