//! All that may be said of a study, computed once.

use super::launches::Launched;
use super::time_shown::time_shown;
use super::{
    Answer, Caveat, DeliverableEstimate, Difference, Estimate, TeamEstimate, answer, busiest,
    caveats, deliverables, differences, estimate, instead, sentence, team_estimate,
};
use crate::format::rounded;
use crate::metric::{METRICS, TEAM_METRICS, TEAM_UTILISATION};
use crate::parallel;
use crate::study::Study;

/// All that may be said of a study: the only source of tables, pages and files.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// What was simulated.
    pub study: Study,
    /// By model, then metric.
    pub estimates: Vec<Vec<Estimate>>,
    /// By metric: every other model against the baseline, in model order.
    pub differences: Vec<Vec<Difference>>,
    /// By model, then team and part ([`Study::crew`]), then team metric.
    pub teams: Vec<Vec<Vec<TeamEstimate>>>,
    /// By model, then deliverable; empty where a study does not hold them.
    pub deliverables: Vec<Vec<DeliverableEstimate>>,
    /// How often each model was launched.
    pub launched: Vec<Launched>,
    /// Why one should hesitate.
    pub caveats: Vec<Caveat>,
    /// A sentence for each model but the baseline.
    pub conclusions: Vec<String>,
    /// Which model of the file to switch to, if any, and how that could turn out wrong.
    pub answer: Answer,
    /// The answer that advises the smallest change instead, where it does.
    pub instead: Option<Answer>,
}

impl Analysis {
    /// Of a study.
    pub fn of(study: Study) -> Analysis {
        let models: Vec<usize> = (0..study.models.len()).collect();
        let metrics: Vec<usize> = (0..METRICS.len()).collect();
        let differences = parallel::map(&metrics, |metric| differences(&study, *metric));
        Analysis {
            estimates: parallel::map(&models, |model| estimates(&study, *model)),
            teams: parallel::map(&models, |model| teams(&study, *model)),
            deliverables: deliverables(&study),
            launched: study.models.iter().map(Launched::of).collect(),
            caveats: caveats(&study),
            conclusions: differences[time_shown(&study).metric]
                .iter()
                .map(|found| sentence(&study, found))
                .collect(),
            answer: answer(&study),
            instead: instead(&study),
            differences,
            study,
        }
    }

    /// What is advised, in the last resort: the smallest change goes before a switch.
    pub fn advised(&self) -> &Answer {
        self.instead.as_ref().unwrap_or(&self.answer)
    }

    /// One metric of every model.
    pub fn metric(&self, metric: usize) -> Vec<&Estimate> {
        self.estimates.iter().map(|of_model| &of_model[metric]).collect()
    }

    /// The caveats in words.
    pub fn said(&self) -> Vec<String> {
        self.caveats.iter().map(|caveat| caveat.text(&self.study)).collect()
    }

    /// What it saved that models share their draws, in the time that is shown, model by model.
    pub fn paired(&self) -> Option<String> {
        let time = time_shown(&self.study);
        let saved = |found: &Difference| {
            let name = &self.study.models[found.model].name;
            let (times, alike) = (rounded(found.pairing_gain?), rounded(found.correlation?));
            Some(format!("{name} {times} times (correlation {alike})"))
        };
        let said: Vec<String> = self.differences[time.metric].iter().filter_map(saved).collect();
        (!said.is_empty()).then(|| {
            format!("saved so many times the replications, by {}: {}", time.time, said.join(", "))
        })
    }

    /// The busiest team of a model, or part of one ([`Study::crew`]), with its utilisation.
    pub fn bottleneck(&self, model: usize) -> Option<(usize, f64)> {
        busiest(&self.study, model, |crew| self.teams[model][crew][TEAM_UTILISATION].mean)
    }
}

fn estimates(study: &Study, model: usize) -> Vec<Estimate> {
    (0..METRICS.len()).map(|metric| estimate(study, model, metric)).collect()
}

fn teams(study: &Study, model: usize) -> Vec<Vec<TeamEstimate>> {
    let metrics = |team| (0..TEAM_METRICS.len()).map(move |m| team_estimate(study, model, team, m));
    (0..study.models[model].crews()).map(|crew| metrics(crew).collect()).collect()
}
