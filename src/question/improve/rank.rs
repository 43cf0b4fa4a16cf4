//! Which model for this goal, how sure is that, and what would turn the answer?
//!
//! What was not launched is treated as [`crate::analysis::launches`] says.

use crate::analysis::launches::{
    Ahead, Launched, by_launches, contest_of, duel, launches, more_is_better, places,
};
use crate::question::goal::{Bound, Goal, Quantity};
use crate::question::sampling::{Design, index};
use crate::stats;
use crate::study::{ModelRuns, Study};

/// Resamples of the replications behind the statement of confidence.
pub const RESAMPLES: u32 = 1_000;

/// A model's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Index of the model.
    pub model: usize,
    /// 1 for the best; models between which no difference is shown share a rank.
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
    /// has a part of it. `None` of fewer than [`stats::FEWEST`] replications: resamples of so few say nothing.
    pub first: Option<Vec<f64>>,
}

impl Ranking {
    /// The models that share the first place.
    pub fn best(&self) -> Vec<usize> {
        self.places.iter().filter(|place| place.rank == 1).map(|place| place.model).collect()
    }
}

/// Ranks the models: by launches ([`by_launches`]), then fewer broken bounds, then the wishes.
pub fn rank(study: &Study, goal: &Goal) -> Vec<Place> {
    Values::of(study, goal).rank()
}

/// The best model: `now`, as long as it shares the first place.
pub fn best(study: &Study, goal: &Goal, now: Option<usize>) -> Option<Place> {
    let first = rank(study, goal).into_iter().filter(|place| place.rank == 1);
    // The sort keeps the order of those that are alike.
    first.min_by_key(|place| Some(place.model) != now)
}

/// Ranks the models, and again in resamples of the replications, drawn with replacement and the same
/// for all models (bootstrap: Efron 1979). The share in which a model comes first estimates the
/// probability that it is selected; it knows nothing of errors in the inputs.
pub fn ranking(study: &Study, goal: &Goal) -> Ranking {
    let values = Values::of(study, goal);
    let enough = study.replications as usize >= stats::FEWEST;
    Ranking { places: values.rank(), first: enough.then(|| first_shares(study, &values)) }
}

/// In which share of the resamples each model came first.
fn first_shares(study: &Study, values: &Values<'_>) -> Vec<f64> {
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
    shared.iter().map(|counts| (share(counts) / f64::from(RESAMPLES)).min(1.0)).collect()
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
    /// By how much each replication misses each bound.
    excess: Vec<Vec<Option<f64>>>,
    /// By wish.
    columns: Vec<Column>,
    /// The bounded quantities, then the wished ones.
    values: Vec<Option<f64>>,
}

/// A wished quantity of every replication, as it ranks.
struct Column {
    quantity: Quantity,
    values: Vec<Option<f64>>,
    /// Replications that have a value, by rising value; for percentiles only.
    rising: Vec<usize>,
}

/// How often each replication counts: once, or as often as a resample drew it.
type Times<'a> = Option<&'a [u32]>;

impl Column {
    fn of(study: &Study, runs: &ModelRuns, quantity: Quantity) -> Column {
        let values = quantity.values(study, runs);
        let mut rising: Vec<usize> = Vec::new();
        if quantity.percentile.is_some() {
            rising = (0..values.len()).filter(|r| values[*r].is_some()).collect();
            let key = |r: &usize| values[*r].unwrap_or_default();
            rising.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        Column { quantity, values, rising }
    }

    /// The percentile; `None` of a mean, which is compared in pairs.
    fn percentile(&self, times: Times<'_>) -> Option<f64> {
        let drawn = self.rising.iter().flat_map(|r| {
            let times = times.map_or(1, |times| times[*r]) as usize;
            std::iter::repeat_n(self.values[*r], times)
        });
        stats::quantile(&drawn.flatten().collect::<Vec<f64>>(), self.quantity.percentile?)
    }
}

impl Model {
    fn of(study: &Study, runs: &ModelRuns, goal: &Goal) -> Model {
        let today = &study.models[study.baseline];
        let excess = goal.bounds.iter().map(|bound| bound.excess(study, runs, today));
        let columns = goal.wishes.iter().map(|wish| Column::of(study, runs, *wish));
        let values = goal.quantities().map(|quantity| quantity.estimate(study, runs).1);
        Model {
            launched: launches(runs),
            excess: excess.collect(),
            columns: columns.collect(),
            values: values.collect(),
        }
    }

    fn launched(&self, times: Times<'_>) -> Launched {
        Launched::among(&self.launched, times)
    }

    /// How many bounds do not hold, and how far the one that is missed most is missed; the latter only where no wishes
    /// decide between those that miss as many.
    fn broken(&self, goal: &Goal, times: Times<'_>) -> (usize, f64) {
        let enough = goal.bounds.is_empty() || self.launched(times).enough();
        let missed = |(bound, excess): (&Bound, &Vec<Option<f64>>)| {
            // The mean of what exists at launch only says nothing of a model that is launched too rarely.
            let known = mean(excess, times).filter(|_| enough || !bound.is_of_survivors());
            known.map_or(f64::INFINITY, |mean| bound.missed(mean))
        };
        let missed: Vec<f64> = goal.bounds.iter().zip(&self.excess).map(missed).collect();
        let most = missed.iter().copied().fold(0.0, f64::max);
        let broken = missed.iter().filter(|missed| **missed > 0.0).count();
        (broken, if goal.wishes.is_empty() { most } else { 0.0 })
    }
}

/// The mean of the values that there are.
fn mean(values: &[Option<f64>], times: Times<'_>) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0.0);
    for (r, value) in values.iter().enumerate().filter_map(|(r, value)| Some((r, (*value)?))) {
        let weight = times.map_or(1.0, |times| f64::from(times[r]));
        (sum, n) = (sum + weight * value, n + weight);
    }
    (n > 0.0).then(|| sum / n)
}

impl<'a> Values<'a> {
    fn of(study: &Study, goal: &'a Goal) -> Values<'a> {
        let models = study.models.iter();
        Values { goal, models: models.map(|runs| Model::of(study, runs, goal)).collect() }
    }

    /// Every model's rank.
    fn ranks(&self, times: Times<'_>) -> Vec<usize> {
        let models = || self.models.iter();
        let broken: Vec<(usize, f64)> = models().map(|m| m.broken(self.goal, times)).collect();
        let wished: Vec<Vec<Option<f64>>> =
            models().map(|m| m.columns.iter().map(|it| it.percentile(times)).collect()).collect();
        places(self.models.len(), |a, b| {
            let fewer = || Ahead::by(broken[a].0.cmp(&broken[b].0));
            let nearer = || Ahead::by(broken[a].1.total_cmp(&broken[b].1));
            let wishes = || {
                let each = 0..self.goal.wishes.len();
                each.fold(Ahead::Neither, |ahead, k| {
                    ahead.or(|| self.wish(k, (a, wished[a][k]), (b, wished[b][k]), times))
                })
            };
            by_launches(&self.models[a].launched, &self.models[b].launched, times)
                .or(fewer)
                .or(nearer)
                .or(wishes)
        })
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
            let column = |model: usize| &self.models[model].columns[k].values;
            // A resample asks who would be first; all replications, whether that is shown.
            return match times {
                Some(_) => duel(column(a), column(b), wish.metric, times, 1).0,
                None => {
                    let found = contest_of(column(a), column(b), wish.metric, 1);
                    if found.shown { found.ahead } else { Ahead::Neither }
                }
            };
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
            values: known.values.clone(),
            broken: known.broken(self.goal, None).0,
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
    use crate::analysis::fixture;
    use crate::analysis::launches::Decided;
    use crate::metric::{self, METRICS};
    use crate::record::Status;

    /// Models of replications, each with its cycle time (none: not launched) and cost.
    fn study(models: &[&[(Option<f64>, f64)]]) -> Study {
        let cost = metric::COST;
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
        fixture::study(models.iter().enumerate().map(runs).collect())
    }

    fn goal(text: &str) -> Goal {
        Goal::parse(text).unwrap()
    }

    fn order(study: &Study, text: &str) -> Vec<usize> {
        rank(study, &goal(text)).iter().map(|place| place.model).collect()
    }

    #[test]
    fn bounds_come_before_wishes() {
        let (slow, fast) = ([(Some(30.0), 1.0); 6], [(Some(10.0), 9.0); 6]);
        let study = study(&[&slow, &fast, &[(Some(20.0), 5.0); 6]]);
        assert_eq!(order(&study, "cost"), [0, 2, 1]);
        assert_eq!(order(&study, "cycle_time <= 25h, then cost"), [2, 1, 0]);
        assert_eq!(order(&study, "p80 cycle_time"), [1, 2, 0]);
        assert_eq!(ranking(&study, &goal("cost")).first, Some(vec![1.0, 0.0, 0.0]));
    }

    #[test]
    fn ready_counts_who_is_ready_by_the_deadline() {
        // Due at 20 h: the first is ready by then in 9 of 10 replications, the second in 4 of 10.
        let of = |name: &str, times: Vec<Option<f64>>| {
            let values: Vec<_> = times.into_iter().map(|at| (Status::Launched, at)).collect();
            fixture::with_metric(name, metric::READY_TIME, &values)
        };
        let first = [vec![Some(20.0); 9], vec![None]].concat();
        let second = [vec![Some(20.001); 6], vec![Some(1.0); 4]].concat();
        let models = vec![of("A", first), of("B", second)];
        let study = Study { deadline_h: Some(20.0), ..fixture::study(models) };
        let places = rank(&study, &goal("ready >= 90 %"));
        let found: Vec<_> = places.iter().map(|p| (p.model, p.values[0], p.broken)).collect();
        assert_eq!(found, [(0, Some(0.9), 0), (1, Some(0.4), 1)]);
        assert_eq!(order(&study, "ready"), [0, 1]);
    }

    #[test]
    fn who_mostly_never_launches_is_not_recommended() {
        // 35 of 100 after 10 h, at a cost of 1; always after 90 h, at 2.
        let mut rarely = vec![(Some(10.0), 1.0); 35];
        rarely.resize(100, (None, 1.0));
        let study = study(&[&rarely, &[(Some(90.0), 2.0); 100]]);
        for text in ["cycle_time", "p50 cycle_time", "cost", "cycle_time <= 20h, then cost"] {
            assert_eq!(order(&study, text), [1, 0], "{text}");
            assert_eq!(ranking(&study, &goal(text)).first, Some(vec![0.0, 1.0]), "{text}");
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
    fn where_no_model_reaches_95_percent_who_launches_more_often_comes_first() {
        // 90 % against 3 % of 100: 87 pairs differ, all to one side. The dear one is first, for every goal.
        let of = |launched: usize, cost: f64| -> Vec<(Option<f64>, f64)> {
            (0..100).map(|k| ((k < launched).then_some(10.0), cost)).collect()
        };
        let study = study(&[&of(3, 1.0), &of(90, 9.0)]);
        for text in ["cost", "cycle_time", "p80 cost", "cost <= 5, then cost"] {
            assert_eq!(order(&study, text), [1, 0], "{text}");
        }
        let cost = metric::COST;
        let found = crate::question::compare(&study, 0, 1, cost);
        assert_eq!(
            (found.ahead, found.decided, found.shown),
            (Ahead::Second, Decided::Launches, true)
        );
    }

    #[test]
    fn few_replications_give_no_share_of_resamples() {
        let of = |n: usize| {
            let (a, b) = (vec![(Some(10.0), 1.0); n], vec![(Some(10.0), 2.0); n]);
            ranking(&study(&[&a, &b]), &goal("cost"))
        };
        // Five pairs that differ show nothing: 2 (1/2)^5 is more than 5 %.
        for n in [1, 5] {
            assert_eq!((of(n).first.clone(), of(n).best()), (None, vec![0, 1]));
        }
        assert_eq!((of(6).first.clone(), of(6).best()), (Some(vec![1.0, 0.0]), vec![0]));
    }

    #[test]
    fn who_is_not_shown_to_differ_shares_the_place() {
        // Costs 1, 2, ..., 8 less 8, 7, ..., 1 and 1: mean 1, deviation (168 / 7)^(1/2) = 4.9, standard error 1.7.
        let up: Vec<_> = (1..=8).map(|k| (Some(9.0), f64::from(k))).collect();
        let down: Vec<_> = (1..=8).map(|k| (Some(9.0), f64::from(9 - k) + 1.0)).collect();
        let found = ranking(&study(&[&down, &up]), &goal("cost"));
        assert_eq!(found.best(), [0, 1]);
        // The share of resamples is that in which each is ahead: here the second in about Phi(1 / 1.6) = 73 %.
        assert!(found.first.is_some_and(|first| first[1] > first[0]));
    }

    #[test]
    fn where_all_miss_the_bounds_the_nearest_comes_first() {
        let of = |time: f64, cost: f64| vec![(Some(time), cost); 6];
        let study = study(&[&of(80.0, 1.0), &of(40.0, 9.0)]);
        assert_eq!(order(&study, "cycle_time <= 20h"), [1, 0]);
        // Both miss both: by 300 % and 100 %, by 100 % and 1,700 %. The most missed counts.
        assert_eq!(order(&study, "cycle_time <= 20h, cost <= 0.5"), [0, 1]);
        // A wish decides between those that miss as many.
        assert_eq!(order(&study, "cycle_time <= 20h, then cost"), [0, 1]);
        assert!(rank(&study, &goal("cycle_time <= 20h")).iter().all(|place| place.broken == 1));
    }

    #[test]
    fn models_that_are_equal_share_the_first_place_and_its_share() {
        let same = [(Some(5.0), 1.0), (Some(7.0), 3.0)].repeat(6);
        let study = study(&[&same, &same, &[(Some(9.0), 1.0), (Some(9.0), 9.0)].repeat(6)]);
        let found = ranking(&study, &goal("cycle_time"));
        assert_eq!(found.best(), [0, 1]);
        assert_eq!(found.first, Some(vec![0.5, 0.5, 0.0]));
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
        let [one, two] = [one, two].map(|rows| [&rows[..2], &[rows[2]; 4]].concat());
        let found = ranking(&study(&[&one, &two]), &goal("cycle_time"));
        assert_eq!(found.best(), [0, 1]);
        let first = found.first.unwrap();
        // The standard error of a share of 1000 is 0.016 at most.
        assert!((first[1] - 0.5).abs() < 0.06, "{first:?}");
        assert!((first.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_best_stays_while_it_shares_the_first_place() {
        let same = [(Some(5.0), 1.0); 6];
        let study = study(&[&same, &same, &[(Some(4.0), 9.0); 6]]);
        let best = |text, now| best(&study, &goal(text), now).map(|best| best.model);
        assert_eq!((best("cost", Some(1)), best("cost", None)), (Some(1), Some(0)));
        assert_eq!(best("cycle_time", Some(1)), Some(2));
    }
}
