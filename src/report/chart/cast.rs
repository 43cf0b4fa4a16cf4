//! Whom charts show, and what each of them is to the reader.

use super::draw::Names;
use crate::metric::{self, METRICS};
use crate::record::Status;
use crate::study::{ModelRuns, Study};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A way of working that is recommended and no model of the file: what charts of times and prices need of it, so that they
/// can be drawn without simulating.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommended {
    /// Its name.
    pub name: String,
    /// What it is to the reader.
    pub part: String,
    /// How its replications ended.
    status: Vec<String>,
    /// By the names of metrics, the values of all replications.
    values: BTreeMap<String, Vec<Option<f64>>>,
}

/// What charts of times and prices read.
const NEEDED: [usize; 7] = [
    metric::CYCLE_TIME,
    metric::READY_TIME,
    metric::ON_TIME,
    metric::LAUNCH_HOLD,
    metric::COORDINATION_TIME,
    metric::REWORK_TIME,
    metric::COST,
];

impl Recommended {
    /// Of its replications.
    pub fn of(runs: &ModelRuns, name: String, part: &str) -> Recommended {
        let needed = NEEDED.iter().chain(metric::EFFORT.iter());
        let values =
            |metric: &usize| (METRICS[*metric].name.to_owned(), runs.metric(*metric).collect());
        Recommended {
            name,
            part: part.to_owned(),
            status: runs.status.iter().map(|status| status.name().to_owned()).collect(),
            values: needed.map(values).collect(),
        }
    }

    /// Its replications; what charts do not need is missing.
    fn runs(&self) -> ModelRuns {
        let mut runs = ModelRuns::new(&self.name, 0);
        let columns = METRICS.iter().map(|metric| self.values.get(metric.name));
        let columns: Vec<Option<&Vec<Option<f64>>>> = columns.collect();
        for (replication, status) in self.status.iter().enumerate() {
            let value = |column: &Option<&Vec<_>>| *column.as_ref()?.get(replication)?;
            let values: Vec<Option<f64>> = columns.iter().map(value).collect();
            runs.push_values(Status::from_name(status).unwrap_or(Status::Failed), &values);
        }
        runs
    }
}

/// The models that charts show, with what they are to the reader.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The models of the file.
    pub file: Names,
    /// They and, last, what is recommended where that is none of them: for charts of times and prices.
    pub all: Names,
    /// The replications of all of these.
    pub study: Study,
}

impl Cast {
    /// Of a study and what is recommended, where that is no model of the file.
    pub fn of(study: &Study, recommended: Option<&Recommended>) -> Cast {
        let names = Names::of(study);
        let Some(recommended) = recommended else {
            return Cast { file: names.clone(), all: names, study: study.clone() };
        };
        let mut all = study.clone();
        all.models.push(recommended.runs());
        let own = Some((study.models.len(), recommended.part.as_str()));
        Cast {
            file: Names::recommending(study, names.best, None),
            all: Names::recommending(&all, names.best, own),
            study: all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::sheet::Role;
    use super::*;
    use crate::analysis::fixture;

    /// Today, a model that is 10 h earlier, and an agreement that is 9 h earlier.
    #[test]
    fn what_is_recommended_alone_is_blue() {
        let hours =
            |less: f64| [50.0, 40.0, 60.0].repeat(4).iter().map(|it| Some(it - less)).collect();
        let of = |name: &str, less: f64| {
            let hours: Vec<Option<f64>> = hours(less);
            fixture::with_cycle_times(name, &hours)
        };
        let study = fixture::study(vec![of("Today", 0.0), of("Mesh", 10.0)]);
        assert_eq!(Cast::of(&study, None).all.role(1), Role::Recommended);
        let agreed =
            Recommended::of(&of("", 9.0), "Today with: talk".to_owned(), "smallest change");
        let again: Recommended =
            serde_json::from_str(&serde_json::to_string(&agreed).unwrap()).unwrap();
        assert_eq!(again, agreed);
        let cast = Cast::of(&study, Some(&again));
        assert_eq!(
            [0, 1, 2].map(|it| cast.all.role(it)),
            [Role::Baseline, Role::Other, Role::Recommended]
        );
        assert_eq!([0, 1].map(|it| cast.file.role(it)), [Role::Baseline, Role::Other]);
        assert_eq!(
            (cast.all.part(2), cast.study.models[2].name.as_str()),
            ("smallest change", "Today with: talk")
        );
        let kept: Vec<Option<f64>> = cast.study.models[2].metric(metric::CYCLE_TIME).collect();
        assert_eq!(kept, hours(9.0) as Vec<Option<f64>>);
    }
}
