//! Which model for this goal, how sure is that, and what would turn the answer?
//!
//! What was not launched is treated as [`crate::findings::launches`] says.

use crate::experiments::sampling::{Design, index};
use crate::findings::launches::{
    Ahead, Launched, by_launches, duel, more_is_better, places, ranked,
};
use crate::metric::{Exists, METRICS};
use crate::record::Status;
use crate::stats;
use crate::study::{ModelRuns, Study};

mod goal;
mod turn;

pub use goal::{Bound, Goal, Quantity};
pub use turn::{TURN, Turn, turn};

/// Resamples of the replications behind the statement of confidence.
pub const RESAMPLES: u32 = 1_000;

/// A model's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Index of the model.
    pub model: usize,
    /// 1 for the best; models that cannot be told apart share a rank.
    pub rank: usize,
    /// The bounded quantities, then the wished ones; missing where they do not exist.
    pub values: Vec<Option<f64>>,
    /// Bounds that do not hold.
    pub broken: usize,
    /// How often it was launched.
    pub launched: Launched,
}

/// A ranking, and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The best first.
    pub places: Vec<Place>,
    /// In which share of the resamples each model (by index) came first; who shares the first place with others
    /// has a part of it.
    pub first: Vec<f64>,
}

impl Ranking {
    /// The models that share the first place.
    pub fn best(&self) -> Vec<usize> {
        self.places.iter().filter(|place| place.rank == 1).map(|place| place.model).collect()
    }
}

/// Ranks the models: those launched in 95 % of replications first, then fewer broken bounds, then the wishes.
pub fn rank(study: &Study, goal: &Goal) -> Vec<Place> {
    Values::of(study, goal).rank()
}

/// The best model: `now`, as long as it shares the first place.
pub fn best(study: &Study, goal: &Goal, now: Option<usize>) -> Option<usize> {
    let places = rank(study, goal);
    let mut first = places.iter().filter(|place| place.rank == 1).map(|place| place.model);
    let stays = now.filter(|now| first.clone().any(|model| model == *now));
    stays.or_else(|| first.next())
}

/// Ranks the models, and again in resamples of the replications, drawn with replacement and the same
/// for all models (bootstrap: Efron 1979). The share in which a model comes first estimates the
/// probability that it is selected; it knows nothing of errors in the inputs.
pub fn ranking(study: &Study, goal: &Goal) -> Ranking {
    let values = Values::of(study, goal);
    let n = study.replications as usize;
    let models = study.models.len();
    // How often each model shared the first place with so many others.
    let mut shared = vec![vec![0u32; models]; models];
    for resample in 0..RESAMPLES {
        let mut times = vec![0; n];
        for k in 0..n {
            times[index(study.seed, Design::Resamples, resample, k as u32, n)] += 1;
        }
        let ranks = values.ranks(Some(&times));
        let first: Vec<usize> = (0..models).filter(|model| ranks[*model] == 1).collect();
        for model in &first {
            shared[*model][first.len() - 1] += 1;
        }
    }
    let part = |(others, count): (usize, &u32)| f64::from(*count) / (others + 1) as f64;
    let share = |counts: &Vec<u32>| counts.iter().enumerate().map(part).sum::<f64>();
    let first = shared.iter().map(|counts| (share(counts) / f64::from(RESAMPLES)).min(1.0));
    Ranking { places: values.rank(), first: first.collect() }
}

/// What a goal looks at, of every model.
struct Values<'a> {
    goal: &'a Goal,
    models: Vec<Model>,
}

/// What a goal looks at, of one model.
struct Model {
    /// Whether each replication was launched.
    launched: Vec<bool>,
    /// By quantity.
    columns: Vec<Column>,
}

/// A quantity of every replication, as it ranks.
struct Column {
    quantity: Quantity,
    values: Vec<Option<f64>>,
    /// Replications that have a value, by rising value; for percentiles only.
    rising: Vec<usize>,
}

/// How often each replication counts: once, or as often as a resample drew it.
type Times<'a> = Option<&'a [u32]>;

impl Column {
    fn of(runs: &ModelRuns, quantity: Quantity) -> Column {
        let values: Vec<Option<f64>> = ranked(runs, quantity.metric).collect();
        let mut rising: Vec<usize> = Vec::new();
        if quantity.percentile.is_some() {
            rising = (0..values.len()).filter(|r| values[*r].is_some()).collect();
            let key = |r: &usize| values[*r].unwrap_or_default();
            rising.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        Column { quantity, values, rising }
    }

    /// The quantity; a mean is that of the replications in which it exists.
    fn value(&self, times: Times<'_>) -> Option<f64> {
        match self.quantity.percentile {
            Some(p) => {
                let drawn = self.rising.iter().flat_map(|r| {
                    let times = times.map_or(1, |times| times[*r]) as usize;
                    std::iter::repeat_n(self.values[*r], times)
                });
                stats::quantile(&drawn.flatten().collect::<Vec<f64>>(), p)
            }
            None => {
                let known = self.values.iter().enumerate().flat_map(|(r, value)| {
                    let times = times.map_or(1, |times| times[r]) as usize;
                    std::iter::repeat_n(value.filter(|value| value.is_finite()), times)
                });
                stats::mean(&known.flatten().collect::<Vec<f64>>())
            }
        }
    }
}

impl Model {
    fn of(runs: &ModelRuns, goal: &Goal) -> Model {
        Model {
            launched: runs.status.iter().map(|status| *status == Status::Launched).collect(),
            columns: goal.quantities().map(|quantity| Column::of(runs, quantity)).collect(),
        }
    }

    fn launched(&self, times: Times<'_>) -> Launched {
        let weight = |r: usize| times.map_or(1, |times| times[r]) as usize;
        let all = (0..self.launched.len()).map(weight).sum();
        let count = (0..self.launched.len()).filter(|r| self.launched[*r]).map(weight).sum();
        Launched { count, of: all }
    }

    /// How many bounds do not hold. The mean of what exists at launch only says nothing of a model that is
    /// launched too rarely: such a bound does not hold.
    fn broken(&self, goal: &Goal, times: Times<'_>) -> usize {
        let enough = goal.bounds.is_empty() || self.launched(times).enough();
        let holds = |(bound, column): (&Bound, &Column)| {
            let Quantity { metric, percentile } = bound.quantity;
            let of_survivors = percentile.is_none() && METRICS[metric].exists == Exists::AtLaunch;
            let within = column.value(times).is_some_and(|value| {
                if bound.at_least { value >= bound.limit } else { value <= bound.limit }
            });
            within && (enough || !of_survivors)
        };
        goal.bounds.iter().zip(&self.columns).filter(|pair| !holds(*pair)).count()
    }
}

impl<'a> Values<'a> {
    fn of(study: &Study, goal: &'a Goal) -> Values<'a> {
        Values { goal, models: study.models.iter().map(|runs| Model::of(runs, goal)).collect() }
    }

    /// Every model's rank.
    fn ranks(&self, times: Times<'_>) -> Vec<usize> {
        let launched: Vec<Launched> = self.models.iter().map(|m| m.launched(times)).collect();
        let broken: Vec<usize> =
            self.models.iter().map(|model| model.broken(self.goal, times)).collect();
        let wished: Vec<Vec<Option<f64>>> =
            self.models.iter().map(|m| self.wished(m, times)).collect();
        places(self.models.len(), |a, b| {
            let fewer = || Ahead::by(broken[a].cmp(&broken[b]));
            let wishes = || {
                let each = 0..self.goal.wishes.len();
                each.fold(Ahead::Neither, |ahead, k| {
                    ahead.or(|| self.wish(k, (a, wished[a][k]), (b, wished[b][k]), times))
                })
            };
            by_launches(launched[a], launched[b]).or(fewer).or(wishes)
        })
    }

    /// The percentiles that are wished for; means are compared in pairs.
    fn wished(&self, model: &Model, times: Times<'_>) -> Vec<Option<f64>> {
        let columns = model.columns[self.goal.bounds.len()..].iter();
        let value = |column: &Column| column.quantity.percentile.and_then(|_| column.value(times));
        columns.map(value).collect()
    }

    /// Which of two models a wish prefers; each with its percentile, where one is wished for.
    fn wish(
        &self,
        k: usize,
        (a, ours): (usize, Option<f64>),
        (b, theirs): (usize, Option<f64>),
        times: Times<'_>,
    ) -> Ahead {
        let wish = self.goal.wishes[k];
        if wish.percentile.is_none() {
            let column =
                |model: usize| &self.models[model].columns[self.goal.bounds.len() + k].values;
            return duel(column(a), column(b), wish.metric, times, 1).0;
        }
        let sign = if more_is_better(wish.metric) { -1.0 } else { 1.0 };
        let key = |value: Option<f64>| value.map_or(f64::INFINITY, |value| sign * value);
        Ahead::by(key(ours).total_cmp(&key(theirs)))
    }

    fn rank(&self) -> Vec<Place> {
        let ranks = self.ranks(None);
        let place = |(model, known): (usize, &Model)| Place {
            model,
            rank: ranks[model],
            values: known.columns.iter().map(|column| column.value(None)).collect(),
            broken: known.broken(self.goal, None),
            launched: known.launched(None),
        };
        let mut places: Vec<Place> = self.models.iter().enumerate().map(place).collect();
        places.sort_by_key(|place| (place.rank, place.model));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric;

    /// Models of replications, each with its cycle time (none: not launched) and cost.
    fn study(models: &[&[(Option<f64>, f64)]]) -> Study {
        let cost = metric::find("cost").unwrap();
        let runs = |(index, values): (usize, &&[(Option<f64>, f64)])| {
            let mut runs = ModelRuns::new(&format!("M{index}"), 0);
            for (time, money) in *values {
                let mut row = vec![None; METRICS.len()];
                (row[0], row[cost]) = (*time, Some(*money));
                let status = if time.is_some() { Status::Launched } else { Status::Censored };
                runs.push_values(status, &row);
            }
            runs
        };
        Study {
            scenario: "By hand".to_owned(),
            seed: 1,
            replications: models[0].len() as u32,
            baseline: 0,
            teams: Vec::new(),
            models: models.iter().enumerate().map(runs).collect(),
            deadline_h: None,
            live_days: None,
        }
    }

    fn goal(text: &str) -> Goal {
        Goal::parse(text).unwrap()
    }

    fn order(study: &Study, text: &str) -> Vec<usize> {
        rank(study, &goal(text)).iter().map(|place| place.model).collect()
    }

    #[test]
    fn bounds_come_before_wishes() {
        let (slow, fast) = ([(Some(30.0), 1.0); 4], [(Some(10.0), 9.0); 4]);
        let study = study(&[&slow, &fast, &[(Some(20.0), 5.0); 4]]);
        assert_eq!(order(&study, "cost"), [0, 2, 1]);
        assert_eq!(order(&study, "cycle_time <= 25h, then cost"), [2, 1, 0]);
        assert_eq!(order(&study, "p80 cycle_time"), [1, 2, 0]);
        assert_eq!(ranking(&study, &goal("cost")).first, [1.0, 0.0, 0.0]);
    }

    #[test]
    fn who_mostly_never_launches_is_not_recommended() {
        // 35 of 100 after 10 h, at a cost of 1; always after 90 h, at 2.
        let mut rarely = vec![(Some(10.0), 1.0); 35];
        rarely.resize(100, (None, 1.0));
        let study = study(&[&rarely, &[(Some(90.0), 2.0); 100]]);
        for text in ["cycle_time", "p50 cycle_time", "cost", "cycle_time <= 20h, then cost"] {
            assert_eq!(order(&study, text), [1, 0], "{text}");
            assert_eq!(ranking(&study, &goal(text)).first, [0.0, 1.0], "{text}");
        }
        let places = rank(&study, &goal("cycle_time <= 20h"));
        assert_eq!(places[1].launched, Launched { count: 35, of: 100 });
        // A mean of survivors holds no bound.
        assert_eq!((places[1].broken, places[1].values[0]), (1, Some(10.0)));
    }

    #[test]
    fn where_no_model_reaches_95_percent_the_goal_decides() {
        // 80 % and 70 % of 10 launched: no difference in launches is shown by one pair that differs.
        let of = |launched: usize, cost: f64| -> Vec<(Option<f64>, f64)> {
            (0..10).map(|k| ((k < launched).then_some(10.0), cost)).collect()
        };
        let study = study(&[&of(8, 9.0), &of(7, 5.0)]);
        assert_eq!(order(&study, "cost"), [1, 0]);
    }

    #[test]
    fn models_that_are_equal_share_the_first_place_and_its_share() {
        let same = [(Some(5.0), 1.0), (Some(7.0), 3.0)];
        let study = study(&[&same, &same, &[(Some(9.0), 1.0), (Some(9.0), 9.0)]]);
        let found = ranking(&study, &goal("cycle_time"));
        assert_eq!(found.best(), [0, 1]);
        assert_eq!(found.first, [0.5, 0.5, 0.0]);
        let ranks: Vec<usize> = found.places.iter().map(|place| place.rank).collect();
        assert_eq!(ranks, [1, 1, 3]);
        // A second wish decides between equals only if they differ in it.
        assert_eq!(ranking(&study, &goal("cycle_time, then cost")).best(), [0, 1]);
    }

    #[test]
    fn a_model_with_exchanged_replications_is_first_as_often() {
        // M1 is M0 with two replications exchanged. The first place is shared where both were drawn as often,
        // else each has it half the time: one half each.
        let one = [(Some(1.0), 0.0), (Some(9.0), 0.0), (Some(5.0), 0.0), (Some(5.0), 0.0)];
        let two = [(Some(9.0), 0.0), (Some(1.0), 0.0), (Some(5.0), 0.0), (Some(5.0), 0.0)];
        let found = ranking(&study(&[&one, &two]), &goal("cycle_time"));
        assert_eq!(found.best(), [0, 1]);
        // The standard error of a share of 1000 is 0.016 at most.
        assert!((found.first[1] - 0.5).abs() < 0.06, "{found:?}");
        assert!((found.first.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_best_stays_while_it_shares_the_first_place() {
        let same = [(Some(5.0), 1.0); 2];
        let study = study(&[&same, &same, &[(Some(4.0), 9.0); 2]]);
        assert_eq!(best(&study, &goal("cost"), Some(1)), Some(1));
        assert_eq!(best(&study, &goal("cost"), None), Some(0));
        assert_eq!(best(&study, &goal("cycle_time"), Some(1)), Some(2));
    }
}
