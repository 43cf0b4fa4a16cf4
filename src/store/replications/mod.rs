//! A study as data files and back: raw values of every replication as CSV.
//!
//! What is read back gives the same numbers, bit for bit, so that every table and chart can be made
//! again without simulating.

mod write;

pub use write::{
    CAMPAIGN_REPLICATIONS, DELIVERABLE_REPLICATIONS, DETAILS, RAW, REPLICATIONS, Raw,
    TEAM_REPLICATIONS, replications_csv, team_replications_csv,
};

use super::manifest::{Comparison, Manifest, ModelStatus};
use crate::metric::{CAMPAIGN_METRICS, DELIVERABLE_METRICS, METRICS, TEAM_METRICS};
use crate::record::Status;
use crate::study::{ModelRuns, Study};
use crate::text;
use std::borrow::Cow;
use write::{crews, team_keys};

/// What is known of each deliverable under each model: not the raw values, which would be many.
pub const DELIVERABLES: &str = "deliverables.csv";

/// A study from its files. The error says which file disagrees, and where.
pub fn read(
    manifest: &Manifest,
    comparison: &Comparison,
    replications: &[u8],
    teams: &[u8],
) -> Result<Study, String> {
    let names: Vec<&str> = comparison.models.iter().map(|model| model.name.as_str()).collect();
    let place = |name: &str| names.iter().position(|known| *known == name);
    let empty = |model: &ModelStatus| {
        let mut runs = ModelRuns::new(&model.name, comparison.teams.len());
        runs.same_as = model.same_plan_as.as_deref().and_then(place);
        runs.changes = model.changes.clone();
        runs.parts = model.parts.clone();
        runs
    };
    let baseline = place(&comparison.baseline);
    let start = comparison.start.as_ref().map(|start| start.parse());
    let mut study = Study {
        scenario: manifest.scenario.name.clone(),
        seed: manifest.seed,
        replications: manifest.replications,
        baseline: baseline.ok_or("manifest.json: the baseline is not one of the models")?,
        teams: comparison.teams.clone(),
        models: comparison.models.iter().map(empty).collect(),
        deadline_h: comparison.deadline_h,
        deadline_on: comparison.deadline_on.clone(),
        live_days: comparison.live_days,
        launch_h: comparison.launch_h,
        portfolio: comparison.portfolio,
        what_ifs: comparison.what_ifs,
        agreed: comparison.agreed.clone(),
        judging: comparison.judging.clone(),
        deliverables: comparison.deliverables.clone(),
        start: start.transpose().map_err(|why| format!("manifest.json: start: {why}"))?,
    };
    read_replications(&mut study, replications).map_err(|why| format!("{REPLICATIONS}: {why}"))?;
    read_teams(&mut study, teams).map_err(|why| format!("{TEAM_REPLICATIONS}: {why}"))?;
    Ok(study)
}

fn read_replications(study: &mut Study, bytes: &[u8]) -> Result<(), String> {
    let names = METRICS.iter().map(|metric| metric.name);
    let mut rows = Rows::open(bytes, vec!["model", "replication", "status"], names)?;
    let n = study.replications;
    for runs in &mut study.models {
        for replication in 0..n {
            let row = rows.next(&[text::cell(&runs.name).as_ref(), &replication.to_string()])?;
            let status = Status::from_name(&row[2]);
            let status = status.ok_or_else(|| rows.at(&format!("no status {:?}", &row[2])))?;
            runs.push_values(status, &rows.values(&row)?);
        }
    }
    rows.end()
}

fn read_teams(study: &mut Study, bytes: &[u8]) -> Result<(), String> {
    let names = TEAM_METRICS.iter().map(|metric| metric.name);
    let mut rows = Rows::open(bytes, team_keys(study).collect(), names)?;
    for model in 0..study.models.len() {
        let name = study.models[model].name.clone();
        let crews: Vec<Vec<String>> = crews(study, &study.models[model])
            .map(|cells| cells.into_iter().map(Cow::into_owned).collect())
            .collect();
        for replication in 0..study.replications {
            for crew in &crews {
                let key = [text::cell(&name), replication.to_string().into()];
                let key = key.iter().map(Cow::as_ref).chain(crew.iter().map(String::as_str));
                let row = rows.next(&key.collect::<Vec<&str>>())?;
                study.models[model].push_team_values(&rows.values(&row)?);
            }
        }
    }
    rows.end()
}

/// Reads the files of details, of so many campaigns, into a study. The error says which file disagrees, and where.
pub fn read_details(
    study: &mut Study,
    campaigns: usize,
    of_deliverables: &[u8],
    of_campaigns: &[u8],
) -> Result<(), String> {
    let names: Vec<String> =
        study.deliverables.iter().map(|of| text::cell(&of.name).into_owned()).collect();
    let numbers: Vec<String> = (0..campaigns).map(|number| number.to_string()).collect();
    let kept = (names.len(), campaigns);
    let of = |runs: ModelRuns| runs.of_deliverables(kept.0).of_campaigns(kept.1);
    study.models = std::mem::take(&mut study.models).into_iter().map(of).collect();
    let metrics = DELIVERABLE_METRICS.iter().map(|metric| metric.name).collect();
    read_detail(study, of_deliverables, ("deliverable", &names), metrics, |runs, values| {
        runs.push_deliverable_values(values);
    })
    .map_err(|why| format!("{DELIVERABLE_REPLICATIONS}: {why}"))?;
    let metrics = CAMPAIGN_METRICS.iter().map(|metric| metric.name).collect();
    read_detail(study, of_campaigns, ("campaign", &numbers), metrics, |runs, values| {
        runs.push_campaign_values(values);
    })
    .map_err(|why| format!("{CAMPAIGN_REPLICATIONS}: {why}"))
}

/// Reads rows of things with these names.
fn read_detail(
    study: &mut Study,
    bytes: &[u8],
    (what, names): (&'static str, &[String]),
    metrics: Vec<&'static str>,
    push: fn(&mut ModelRuns, &[Option<f64>]),
) -> Result<(), String> {
    let mut rows = Rows::open(bytes, vec!["model", "replication", what], metrics.into_iter())?;
    for runs in &mut study.models {
        for replication in 0..study.replications {
            for name in names {
                let model = text::cell(&runs.name);
                let row = rows.next(&[model.as_ref(), &replication.to_string(), name])?;
                push(runs, &rows.values(&row)?);
            }
        }
    }
    rows.end()
}

/// The numbers of `deliverables.csv`, by model, then deliverable, after checking that they have these columns. The error
/// says what disagrees with the study.
pub fn read_deliverables(
    study: &Study,
    columns: &[&'static str],
    bytes: &[u8],
) -> Result<Vec<Vec<Vec<Option<f64>>>>, String> {
    let first = ["model", "deliverable", "count"];
    let mut rows = Rows::open(bytes, first.to_vec(), columns.iter().copied())?;
    let mut models = Vec::new();
    for runs in &study.models {
        let mut found = Vec::new();
        for of in &study.deliverables {
            let key = [text::cell(&runs.name), text::cell(&of.name), of.count.to_string().into()];
            let row = rows.next(&key.each_ref().map(|cell| cell.as_ref()))?;
            found.push(rows.values(&row)?);
        }
        models.push(found);
    }
    rows.end()?;
    Ok(models)
}

/// The rows of a data file, in the one order in which they may come.
struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    line: u64,
    /// Cells before the metrics.
    keys: usize,
}

impl<'a> Rows<'a> {
    fn open(
        bytes: &'a [u8],
        first: Vec<&'static str>,
        metrics: impl Iterator<Item = &'static str>,
    ) -> Result<Rows<'a>, String> {
        let mut reader = csv::Reader::from_reader(bytes);
        let found = reader.headers().map_err(|error| error.to_string())?;
        let keys = first.len();
        let expected: Vec<&str> = first.into_iter().chain(metrics).collect();
        if found.iter().ne(expected.iter().copied()) {
            return Err(format!("the columns are not {}", expected.join(", ")));
        }
        Ok(Rows { reader, line: 1, keys })
    }

    /// The next row, which must begin with these cells.
    fn next(&mut self, key: &[&str]) -> Result<csv::StringRecord, String> {
        let mut row = csv::StringRecord::new();
        let more = self.reader.read_record(&mut row).map_err(|error| error.to_string())?;
        self.line += 1;
        if !more {
            return Err(self.at(&format!("the row of {} is missing", key.join(", "))));
        }
        if row.iter().take(key.len()).ne(key.iter().copied()) {
            return Err(self.at(&format!("not the row of {}", key.join(", "))));
        }
        Ok(row)
    }

    /// The metrics of a row.
    fn values(&self, row: &csv::StringRecord) -> Result<Vec<Option<f64>>, String> {
        row.iter().skip(self.keys).map(|cell| self.value(cell)).collect()
    }

    fn value(&self, cell: &str) -> Result<Option<f64>, String> {
        if cell.is_empty() {
            return Ok(None);
        }
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(self.at(&format!("{cell:?} is not a number"))),
        }
    }

    fn end(mut self) -> Result<(), String> {
        let more = self.reader.read_record(&mut csv::StringRecord::new());
        if more.map_err(|error| error.to_string())? {
            self.line += 1;
            return Err(self.at("more rows than the manifest says"));
        }
        Ok(())
    }

    fn at(&self, what: &str) -> String {
        format!("row {}: {what}", self.line)
    }
}

#[cfg(test)]
mod tests;
