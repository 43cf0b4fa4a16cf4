//! What is measured by changing the scenario: its late changes, maturity, latency, size.

use super::as_is::time;
use super::threshold::{self, Lead};
use super::{DATES, DAY_H, LATENCIES, MATURITIES, Measured, Value};
use super::{early_changes, interval, is_early, scaled};
use crate::analysis::{self, launches::Launched};
use crate::model::{Arrival, Scenario, When};
use crate::plan;
use crate::question::{Bench, Stopped, compare, compiled};
use crate::stats;
use crate::study::{self, Progress, Study};
use crate::text::key;
use crate::time::{Elapsed, HOUR};
use std::cell::Cell;

/// Runs that change the scenario.
pub struct Changed<'a> {
    pub scenario: &'a Scenario,
    pub bench: &'a Bench,
    /// With the replications of a search.
    pub small: Bench,
    pub progress: &'a dyn Progress,
    /// Whether every replication so far was launched.
    pub complete: Cell<bool>,
}

type Sets = Vec<(String, String)>;

impl Changed<'_> {
    /// Every model with these values.
    pub fn study(&self, bench: &Bench, sets: &[(String, String)]) -> Result<Study, Stopped> {
        let study = bench.study(sets, self.progress)?;
        self.note(&study);
        Ok(study)
    }

    fn note(&self, study: &Study) {
        let all = study.models.iter().all(|runs| Launched::of(runs).all());
        self.complete.set(self.complete.get() && all);
    }

    /// Days that a late change costs: all changes certain at one date, less none, per change of the scenario;
    /// the mean over dates from early to late in the baseline's campaign.
    pub fn resilience(&self, base: &Study) -> Result<Vec<Value>, Stopped> {
        let models = self.bench.models.len();
        let median = analysis::estimate(base, self.bench.baseline, time(base));
        let median = median.quantile(0.5).value;
        let changes = early_changes(self.scenario);
        if changes == 0 {
            return Ok(vec![Value::bare(Measured::NotMeasured); models]);
        }
        let Some(median) = median.filter(|median| median.is_finite()) else {
            return Ok(vec![Value::bare(Measured::TooFew); models]);
        };
        let without = self.changed(None)?;
        let dates = DATES.map(|share| Elapsed(libm::rint(share * median * HOUR as f64) as i64));
        let with: Vec<Study> =
            dates.into_iter().map(|at| self.changed(Some(at))).collect::<Result<_, _>>()?;
        Ok((0..models).map(|model| extra(&with, &without, model, changes)).collect())
    }

    /// The scenario with all changes before the launch certain at one time, or none.
    fn changed(&self, at: Option<Elapsed>) -> Result<Study, Stopped> {
        let mut scenario = self.small.scenario(&[]).map_err(Stopped::Refused)?;
        let changes = scenario.facts.changes.iter_mut();
        for change in changes.filter(|change| is_early(change)) {
            change.probability = if at.is_some() { 1.0 } else { 0.0 };
            change.arrival = Arrival::At(When::After(at.unwrap_or(Elapsed(0))));
        }
        let plans = compiled(&scenario).map_err(Stopped::Refused)?;
        let Bench { replications, seed, .. } = self.small;
        let study = study::run(&scenario, &plans, replications, seed, self.progress)?;
        self.note(&study);
        Ok(study)
    }

    /// From which maturity of all teams each model is ahead of the baseline.
    pub fn maturity(&self) -> Result<Vec<Value>, Stopped> {
        let shares: Vec<f64> =
            (0..MATURITIES).map(|k| k as f64 / (MATURITIES - 1) as f64).collect();
        let sets = |maturity: f64| -> Sets {
            let teams = self.scenario.facts.teams.iter();
            let path = |name: &String| format!("teams.{name:?}.maturity");
            teams.map(|team| (path(&team.name), format!("{maturity:.1}"))).collect()
        };
        let leads = self.leads(&shares, &sets)?;
        let threshold = |lead: &Vec<Lead>| threshold::from(&shares, lead);
        Ok(besides(self.bench.baseline, &leads, &threshold))
    }

    /// At which handoff latency each model's lead over the baseline is gone.
    pub fn tooling(&self) -> Result<Vec<Value>, Stopped> {
        if plan::joined(&self.scenario.facts).is_empty() {
            return Ok(vec![Value::bare(Measured::NotMeasured); self.bench.models.len()]);
        }
        let sets = |hours: f64| vec![("handoffs.latency".to_owned(), format!("{hours}h"))];
        let leads = self.leads(&LATENCIES, &sets)?;
        let threshold = |lead: &Vec<Lead>| threshold::until(&LATENCIES, lead);
        Ok(besides(self.bench.baseline, &leads, &threshold))
    }

    /// Each model's cycle time against the baseline's, at each value: by model, then value. Nothing, where
    /// neither the model's cycle times nor the baseline's follow the value.
    fn leads(
        &self,
        values: &[f64],
        sets: &dyn Fn(f64) -> Sets,
    ) -> Result<Vec<Option<Vec<Lead>>>, Stopped> {
        let (models, baseline) = (self.bench.models.len(), self.bench.baseline);
        let (mut leads, mut means) = (vec![Vec::new(); models], vec![Vec::new(); models]);
        for value in values {
            let study = self.study(&self.small, &sets(*value))?;
            for model in 0..models {
                leads[model].push(Lead::of(&compare(&study, baseline, model, time(&study))));
                means[model].push(analysis::estimate(&study, model, time(&study)).mean);
            }
        }
        let follows = |model: usize| means[model].windows(2).any(|pair| pair[0] != pair[1]);
        let none = |model: usize| means[model].iter().all(Option::is_none);
        let any = |model| follows(model) || follows(baseline) || none(model) || none(baseline);
        Ok(leads.into_iter().enumerate().map(|(m, lead)| any(m).then_some(lead)).collect())
    }

    /// Cycle time with twice the deliverables and twice the people, over today's.
    pub fn scalability(&self, base: &Study) -> Result<Vec<Value>, Stopped> {
        let facts = &self.scenario.facts;
        let people = |(path, people): (String, u32)| (path, (2 * u64::from(people)).to_string());
        let teams =
            facts.teams.iter().map(|t| (format!("teams.{}.people", key(&t.name)), t.people));
        let pods = self.scenario.models.iter().enumerate().flat_map(|(m, model)| {
            let path = move |p: usize, team: usize| {
                format!("models[{m}].pods[{p}].people.{}", key(&facts.teams[team].name))
            };
            model.pods.iter().enumerate().flat_map(move |(p, pod)| {
                pod.people.iter().map(move |(team, people)| (path(p, *team), *people))
            })
        });
        let work = facts.deliverables.iter().enumerate();
        let work = work.map(|(i, d)| (format!("deliverables[{i}].count"), d.count));
        let sets: Sets = teams.chain(pods).chain(work).map(people).collect();
        let doubled = self.study(self.bench, &sets)?;
        let growth = |model: usize| {
            let both = doubled.models[model].metric(time(base));
            let both = both.zip(base.models[model].metric(time(base)));
            let pairs: Vec<(f64, f64)> =
                both.filter_map(|(doubled, base)| Some((doubled?, base?))).collect();
            let (value, ci) = interval::of_ratio(&pairs);
            Value::of(value, ci)
        };
        Ok((0..base.models.len()).map(growth).collect())
    }
}

/// Extra days per change of a model: each replication's mean over dates, less what it takes without changes.
fn extra(with: &[Study], without: &Study, model: usize, changes: usize) -> Value {
    let at = |study: &Study, replication| study.models[model].value(replication, time(study));
    let one = |replication: usize| {
        let none = at(without, replication)?;
        let times = with.iter().map(|study| at(study, replication));
        let times: Vec<f64> = times.collect::<Option<_>>()?;
        stats::mean(&times).map(|mean| mean - none)
    };
    let extra: Vec<f64> = (0..without.replications as usize).filter_map(one).collect();
    let by = 1.0 / DAY_H / changes as f64;
    let found = stats::of_differences(&extra, 1);
    Value { measured: Measured::of(found.mean.map(|hours| hours * by)), ci: scaled(found.ci, by) }
}

/// A threshold for every model but the baseline.
fn besides(
    baseline: usize,
    leads: &[Option<Vec<Lead>>],
    threshold: &dyn Fn(&Vec<Lead>) -> Value,
) -> Vec<Value> {
    let of = |(model, lead): (usize, &Option<Vec<Lead>>)| match lead {
        _ if model == baseline => Value::bare(Measured::Baseline),
        Some(lead) => threshold(lead),
        None => Value::bare(Measured::NotMeasured),
    };
    leads.iter().enumerate().map(of).collect()
}
