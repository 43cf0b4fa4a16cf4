//! The raw values of a study as CSV, piece by piece: a large study's files are never whole in memory.

use crate::csv::Csv;
use crate::metric::{CAMPAIGN_METRICS, DELIVERABLE_METRICS, METRICS, TEAM_METRICS};
use crate::parallel;
use crate::study::{ModelRuns, Study};
use crate::text;
use std::borrow::Cow;
use std::ops::Range;

/// One row per model and replication.
pub const REPLICATIONS: &str = "replications.csv";
/// One row per model, replication and team, then one per part of a team that has pods.
pub const TEAM_REPLICATIONS: &str = "team_replications.csv";

/// One row per model, replication and deliverable.
pub const DELIVERABLE_REPLICATIONS: &str = "deliverable_replications.csv";
/// One row per model, replication and campaign.
pub const CAMPAIGN_REPLICATIONS: &str = "campaign_replications.csv";

/// Replications of a model whose rows are made in one go, by one thread: some hundred kilobytes of text.
const PIECE: usize = 256;

/// A file of raw values: `model, replication`, a word, and numbers.
#[derive(Debug)]
pub struct Raw {
    /// Its name.
    pub name: &'static str,
    header: fn(&Study) -> Vec<&'static str>,
    rows: fn(&Study, &ModelRuns, Range<usize>, &mut Csv) -> csv::Result<()>,
}

/// The files of raw values, in the order in which they are written.
pub const RAW: [Raw; 2] = [OF_REPLICATIONS, OF_TEAMS];

/// Files of raw values that are written if they are asked for.
pub const DETAILS: [Raw; 2] = [
    Raw {
        name: DELIVERABLE_REPLICATIONS,
        header: |_| {
            let metrics = DELIVERABLE_METRICS.iter().map(|metric| metric.name);
            ["model", "replication", "deliverable"].into_iter().chain(metrics).collect()
        },
        rows: |study, runs, range, csv| {
            let names: Vec<_> = study.deliverables.iter().map(|of| text::cell(&of.name)).collect();
            for replication in range {
                for (name, values) in names.iter().zip(runs.deliverable_rows(replication)) {
                    detail(runs, replication, name, values, csv)?;
                }
            }
            Ok(())
        },
    },
    Raw {
        name: CAMPAIGN_REPLICATIONS,
        header: |_| {
            let metrics = CAMPAIGN_METRICS.iter().map(|metric| metric.name);
            ["model", "replication", "campaign"].into_iter().chain(metrics).collect()
        },
        rows: |_, runs, range, csv| {
            for replication in range {
                for (number, values) in runs.campaign_rows(replication).enumerate() {
                    detail(runs, replication, &number.to_string(), values, csv)?;
                }
            }
            Ok(())
        },
    },
];

/// A row of details.
fn detail(
    runs: &ModelRuns,
    replication: usize,
    name: &str,
    values: impl Iterator<Item = Option<f64>>,
    csv: &mut Csv,
) -> csv::Result<()> {
    csv.exact(&text::cell(&runs.name));
    csv.count(replication as u64);
    csv.exact(name);
    values.for_each(|value| csv.number(value));
    csv.end_row()
}

/// `model, replication, status`, then [`METRICS`].
const OF_REPLICATIONS: Raw = Raw {
    name: REPLICATIONS,
    header: |_| {
        let first = ["model", "replication", "status"];
        first.into_iter().chain(METRICS.iter().map(|metric| metric.name)).collect()
    },
    rows: replication_rows,
};

/// `model, replication, team`, where a model has pods `part`, then [`TEAM_METRICS`].
const OF_TEAMS: Raw = Raw {
    name: TEAM_REPLICATIONS,
    header: |study| {
        let metrics = TEAM_METRICS.iter().map(|metric| metric.name);
        team_keys(study).chain(metrics).collect()
    },
    rows: team_rows,
};

/// `replications.csv` as a whole.
///
/// # Errors
/// If rows and header disagree: a defect.
pub fn replications_csv(study: &Study) -> csv::Result<String> {
    OF_REPLICATIONS.text(study)
}

/// `team_replications.csv` as a whole.
///
/// # Errors
/// If rows and header disagree: a defect.
pub fn team_replications_csv(study: &Study) -> csv::Result<String> {
    OF_TEAMS.text(study)
}

impl Raw {
    /// Gives the file to `sink`, piece by piece and in order. While pieces are given, the next ones are
    /// made, in rayon's present thread pool.
    ///
    /// # Errors
    /// What `sink` says; if rows and header disagree: a defect.
    pub fn write<E: From<csv::Error> + Send>(
        &self,
        study: &Study,
        mut sink: impl FnMut(&str) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let header = (self.header)(study);
        sink(&Csv::new(header.iter().copied())?.finish())?;
        let (mut made, mut pieces) = (Vec::new(), pieces(study));
        loop {
            let wave: Vec<_> = pieces.by_ref().take(parallel::threads()).collect();
            let give = || made.iter().try_for_each(|piece: &String| sink(piece));
            let (given, next) = parallel::join(give, || self.make(study, &wave, header.len()));
            given?;
            made = next?;
            if wave.is_empty() {
                return Ok(());
            }
        }
    }

    /// Makes pieces in parallel.
    fn make(
        &self,
        study: &Study,
        wave: &[(&ModelRuns, Range<usize>)],
        columns: usize,
    ) -> csv::Result<Vec<String>> {
        let piece = |(runs, range): &(&ModelRuns, Range<usize>)| {
            let mut csv = Csv::part(columns);
            (self.rows)(study, runs, range.clone(), &mut csv)?;
            Ok(csv.finish())
        };
        parallel::map(wave, piece).into_iter().collect()
    }

    fn text(&self, study: &Study) -> csv::Result<String> {
        let mut text = String::new();
        self.write::<csv::Error>(study, |piece| {
            text.push_str(piece);
            Ok(())
        })?;
        Ok(text)
    }
}

/// What the rows of `team_replications.csv` begin with.
pub(super) fn team_keys(study: &Study) -> impl Iterator<Item = &'static str> {
    ["model", "replication", "team"].into_iter().chain(study.has_parts().then_some("part"))
}

/// The cells that name each team, then each part, of a model.
pub(super) fn crews<'a>(
    study: &'a Study,
    runs: &'a ModelRuns,
) -> impl Iterator<Item = Vec<Cow<'a, str>>> {
    let teams = study.teams.iter().map(|team| (team, ""));
    let crews = teams.chain(runs.parts.iter().map(|part| (&part.team, part.part.as_str())));
    let part = study.has_parts();
    crews.map(move |(team, name)| {
        let name = part.then(|| text::cell(name));
        [text::cell(team)].into_iter().chain(name).collect()
    })
}

/// The replications of each model in turn, cut into pieces.
fn pieces(study: &Study) -> impl Iterator<Item = (&ModelRuns, Range<usize>)> {
    study.models.iter().flat_map(|runs| {
        let starts = (0..runs.len()).step_by(PIECE);
        starts.map(move |start| (runs, start..(start + PIECE).min(runs.len())))
    })
}

fn replication_rows(
    _: &Study,
    runs: &ModelRuns,
    range: Range<usize>,
    csv: &mut Csv,
) -> csv::Result<()> {
    let name = text::cell(&runs.name);
    for replication in range {
        csv.exact(&name);
        csv.count(replication as u64);
        csv.exact(runs.status[replication].name());
        runs.row(replication).for_each(|value| csv.number(value));
        csv.end_row()?;
    }
    Ok(())
}

fn team_rows(
    study: &Study,
    runs: &ModelRuns,
    range: Range<usize>,
    csv: &mut Csv,
) -> csv::Result<()> {
    let name = text::cell(&runs.name);
    let crews: Vec<_> = crews(study, runs).collect();
    for replication in range {
        for (crew, values) in crews.iter().zip(runs.team_rows(replication)) {
            csv.exact(&name);
            csv.count(replication as u64);
            crew.iter().for_each(|cell| csv.exact(cell));
            values.for_each(|value| csv.number(value));
            csv.end_row()?;
        }
    }
    Ok(())
}
