//! The long run of a portfolio: what holds when the beginning is forgotten and the end does not show yet.
//!
//! A window begins with the end of a warm-up and ends before the first of all replications has its last arrival. Campaigns
//! that arrive in it, and the time in it, are cut into batches whose means are taken for independent (Schmeiser 1982).

use super::Stopped;
use crate::metric::{CAMPAIGN_METRICS, TEAM_METRICS, TEAM_UTILISATION};
use crate::plan::Plan;
use crate::record::{CampaignRecord, Record, Status, TeamTime};
use crate::stats::{self, Interval};
use crate::study::{Progress, marked};
use crate::time::{Elapsed, HOUR, Instant, WEEK};

/// More batches than this give hardly narrower intervals (Schmeiser 1982: 10 to 30).
const BATCHES: usize = 20;
/// So many replications are batches enough, one each: these are independent, whatever the length of the window (Law 2015,
/// section 9.5.2).
const INDEPENDENT: u32 = 10;
/// Fewer campaigns in a batch say nothing of its mean.
const FEWEST: usize = 5;
/// With fewer, their mean is not yet near to normal, and intervals hold the truth less often than they say.
const FEW: usize = 30;
/// Campaigns whose mean is one observation of MSER-5.
const GROUP: usize = 5;

/// What the long run is like.
#[derive(Clone, Debug, PartialEq)]
pub struct Steady {
    /// Where the warm-up ends, in hours after the begin of a replication.
    pub from_h: f64,
    /// Where the window ends.
    pub to_h: f64,
    /// Whether MSER-5 chose the warm-up: the longest that a model needs.
    pub chosen: bool,
    /// Batches of a replication.
    pub batches: usize,
    /// By model.
    pub models: Vec<Long>,
}

/// The long run of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Long {
    /// What is measured; empty where there is no long run.
    pub means: Vec<Mean>,
    /// Why one should hesitate.
    pub caveats: Vec<String>,
}

/// A mean in the long run.
#[derive(Clone, Debug, PartialEq)]
pub struct Mean {
    /// What it is of, with its unit where it is a time.
    pub metric: &'static str,
    /// The unit.
    pub unit: &'static str,
    /// The team (an index), of what teams have.
    pub team: Option<usize>,
    /// The mean of the means of batches.
    pub mean: Option<f64>,
    /// Its 95 % interval: Student's t, of so many batches.
    pub ci: Option<Interval>,
    /// Batches in which it exists.
    pub n: usize,
}

/// A campaign in microseconds: its arrival, and when it left, launched or dropped.
#[derive(Clone, Copy, Debug)]
struct Passed {
    arrival: f64,
    left: f64,
    launched: bool,
}

/// One model's replications, each with its campaigns in the order of their arrival; `None` where one did not come to an end.
type Runs = Vec<Option<Vec<Passed>>>;

/// The long run of each model, after a warm-up that is given or chosen.
///
/// # Errors
/// A progress that asked to stop.
pub fn steady(
    plans: &[Plan],
    (replications, seed): (u32, u64),
    warm_up: Option<Elapsed>,
    progress: &dyn Progress,
) -> Result<Steady, Stopped> {
    let of = (replications, seed);
    let passes = |plan: &Plan| Some(passes(plan, marked(plan, of, &[], progress)?));
    let runs: Option<Vec<Runs>> = plans.iter().map(passes).collect();
    let runs = runs.ok_or(Stopped::Cancelled)?;
    let warm_ups: Vec<Option<f64>> = runs.iter().map(mser).collect();
    let longest = warm_ups.iter().flatten().copied().fold(0.0, f64::max);
    let from = warm_up.map_or(longest, |given| given.0 as f64);
    let last = runs.iter().flatten().flatten().filter_map(|run| Some(run.last()?.arrival));
    let to = last.reduce(f64::min).unwrap_or(from);
    let window = Window { from, to, batches: batches(replications) };
    let mut models = Vec::new();
    for ((plan, runs), warmed) in plans.iter().zip(&runs).zip(&warm_ups) {
        let mut found = Long { caveats: window.troubles(runs), ..Long::default() };
        match (warm_up, warmed) {
            (None, None) => found.caveats.push(NOT_WARM.to_owned()),
            (Some(_), _) if window.grows(runs) => found.caveats.push(GROWS.to_owned()),
            _ => {}
        }
        if found.caveats.is_empty() {
            let again = marked(plan, of, &window.ends(), progress).ok_or(Stopped::Cancelled)?;
            let people: Vec<Vec<Vec<TeamTime>>> = again.into_iter().map(|(_, seen)| seen).collect();
            let runs: Vec<&[Passed]> = runs.iter().flatten().map(Vec::as_slice).collect();
            found.means = window.means(&runs, &people);
            found.caveats = window.caveats(&runs, plans.len());
        }
        models.push(found);
    }
    let hours = |micros: f64| micros / HOUR as f64;
    let (chosen, batches) = (warm_up.is_none(), window.batches);
    Ok(Steady { from_h: hours(from), to_h: hours(to), chosen, batches, models })
}

/// Into how many batches each of so many replications is cut.
fn batches(replications: u32) -> usize {
    if replications >= INDEPENDENT { 1 } else { BATCHES.div_ceil(replications.max(1) as usize) }
}

/// What passed in replications.
fn passes(plan: &Plan, all: Vec<(Record, Vec<Vec<TeamTime>>)>) -> Runs {
    let of = |(record, _): (Record, _)| {
        let ended = [Status::Launched, Status::Censored].map(Some).contains(&record.status);
        ended.then(|| record.campaigns.iter().map(|c| Passed::of(c, plan)).collect())
    };
    all.into_iter().map(of).collect()
}

const NOT_WARM: &str = "no end of the warm-up was found (MSER-5 would cut half of the campaigns or more): either there is no long run, because \
                        more arrives than gets done, or it takes more campaigns (--warm-up SPAN says where the warm-up ends)";

const GROWS: &str = "it does not settle: in every replication the cycle time grows on after the warm-up. There is no long run where more \
                     arrives than gets done; else give a longer --warm-up, or portfolio.campaigns more";

impl Passed {
    fn of(record: &CampaignRecord, plan: &Plan) -> Passed {
        let stayed = record.cycle_time.unwrap_or(plan.rules.horizon.0 as f64);
        let left = record.arrival + stayed;
        Passed { arrival: record.arrival, left, launched: record.cycle_time.is_some() }
    }

    fn took(&self) -> f64 {
        self.left - self.arrival
    }
}

/// The end of the warm-up by MSER-5 (White 1997), over the means of all replications (Hoad, Robinson & Davies 2010): the
/// arrival of the first campaign of the group from which on the standard error of the mean is least; `None` if that is
/// in the second half.
fn mser(runs: &Runs) -> Option<f64> {
    let runs: Vec<&Vec<Passed>> = runs.iter().map(Option::as_ref).collect::<Option<_>>()?;
    let campaigns = runs.iter().map(|run| run.len()).min()?;
    let over = |at: usize, of: fn(&Passed) -> f64| {
        runs.iter().map(|run| of(&run[at])).sum::<f64>() / runs.len() as f64
    };
    let each =
        |group: usize| (0..GROUP).map(|k| over(group * GROUP + k, Passed::took)).sum::<f64>();
    let groups: Vec<f64> = (0..campaigns / GROUP).map(each).collect();
    let cut = least_error(&groups)?;
    Some(if cut == 0 { 0.0 } else { over(cut * GROUP, |passed| passed.arrival) })
}

/// How many observations are cut by MSER: the least sum of squares of the rest over the square of its number, among cuts of at
/// most half, since a few last ones that happen to be alike are no long run (White, Cobb & Spratt 2000); `None` where it goes on
/// falling to the half.
fn least_error(observations: &[f64]) -> Option<usize> {
    let half = (observations.len() > GROUP).then_some(observations.len() / 2)?;
    let error = |cut: &usize| {
        let rest = &observations[*cut..];
        stats::sd(rest)
            .map_or(0.0, |sd| sd * sd * (rest.len() - 1) as f64 / (rest.len() * rest.len()) as f64)
    };
    let best = (0..=half).min_by(|a, b| error(a).total_cmp(&error(b)))?;
    (best < half).then_some(best)
}

/// The time that is measured, in microseconds, and into how many batches a replication is cut.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: f64,
    to: f64,
    batches: usize,
}

impl Window {
    /// The begin, the ends of all batches of time.
    fn ends(&self) -> Vec<Instant> {
        let end =
            |batch: usize| self.from + (self.to - self.from) * batch as f64 / self.batches as f64;
        (0..=self.batches).map(|batch| Instant(end(batch) as i64)).collect()
    }

    /// The launched campaigns that arrive in it.
    fn arrived<'a>(&self, run: &'a [Passed]) -> impl Iterator<Item = &'a Passed> + 'a {
        let Window { from, to, .. } = *self;
        run.iter().filter(move |it| it.arrival >= from && it.arrival < to && it.launched)
    }

    /// Why nothing can be measured.
    fn troubles(&self, runs: &Runs) -> Vec<String> {
        let broken = runs.iter().filter(|run| run.is_none()).count();
        let fewest = runs.iter().flatten().map(|run| self.arrived(run).count()).min().unwrap_or(0);
        let needed = FEWEST * self.batches;
        let mut said = Vec::new();
        if broken > 0 {
            said.push(format!("{broken} of {} replications did not come to an end", runs.len()));
        } else if fewest < needed {
            said.push(format!(
                "only {fewest} campaigns arrive after the warm-up and are launched in some replication; at least {needed} are \
                 needed: give portfolio.campaigns more, or a later horizon where campaigns are dropped there"
            ));
        }
        said
    }

    /// Whether nothing settles in it: MSER-5 would cut more than half of what is measured, and every replication is slower in
    /// its second half.
    fn grows(&self, runs: &Runs) -> bool {
        let within = |run: &Vec<Passed>| {
            let within = |it: &&Passed| it.arrival >= self.from && it.arrival < self.to;
            run.iter().filter(within).copied().collect::<Vec<Passed>>()
        };
        let runs: Runs = runs.iter().map(|run| run.as_ref().map(within)).collect();
        mser(&runs).is_none() && runs.iter().flatten().all(|run| self.rise(run) > Some(0.0))
    }

    /// By how many hours campaigns of the second half take longer than those of the first.
    fn rise(&self, run: &[Passed]) -> Option<f64> {
        let halves = Window { batches: 2, ..*self }.cycle_times(run);
        Some(halves.get(1)? - halves.first()?)
    }

    fn means(&self, runs: &[&[Passed]], people: &[Vec<Vec<TeamTime>>]) -> Vec<Mean> {
        let spans: Vec<[f64; 2]> =
            self.ends().windows(2).map(|ends| [ends[0].0 as f64, ends[1].0 as f64]).collect();
        let by_time = |of: &dyn Fn(&[Passed], [f64; 2]) -> f64| -> Vec<Option<f64>> {
            runs.iter().flat_map(|run| spans.iter().map(|span| Some(of(run, *span)))).collect()
        };
        let cycle = CAMPAIGN_METRICS.iter().find(|metric| metric.name == "cycle_time_h");
        let times = runs.iter().flat_map(|run| self.cycle_times(run)).map(Some).collect();
        let mut means: Vec<Mean> =
            cycle.map(|metric| mean(metric.name, metric.unit, None, times)).into_iter().collect();
        means.push(mean("launched_per_week", "per week", None, by_time(&launched_per_week)));
        means.push(mean("under_way", "count", None, by_time(&under_way)));
        let utilisation = &TEAM_METRICS[TEAM_UTILISATION];
        let teams = people.iter().flatten().map(Vec::len).max().unwrap_or(0);
        means.extend((0..teams).map(|team| {
            let batches = people.iter().flat_map(|marks| marks.windows(2));
            let share = |ends: &[Vec<TeamTime>]| {
                let [before, after] = [&ends[0][team], &ends[1][team]];
                let open = after.open - before.open;
                (open > 0).then(|| (after.busy() - before.busy()) as f64 / open as f64)
            };
            mean(utilisation.name, utilisation.unit, Some(team), batches.map(share).collect())
        }));
        means
    }

    /// The mean cycle time of each batch of campaigns, in hours: equally many in each, the first ones left out that are too
    /// many.
    fn cycle_times(&self, run: &[Passed]) -> Vec<f64> {
        let hours: Vec<f64> = self.arrived(run).map(|passed| passed.took() / HOUR as f64).collect();
        let size = (hours.len() / self.batches).max(1);
        hours.rchunks_exact(size).take(self.batches).rev().filter_map(stats::mean).collect()
    }

    /// Why one should hesitate.
    fn caveats(&self, runs: &[&[Passed]], models: usize) -> Vec<String> {
        let within = |it: &&Passed| it.arrival >= self.from && it.arrival < self.to;
        let all = runs.iter().map(|run| run.iter().filter(within).count()).sum::<usize>();
        let launched = runs.iter().map(|run| self.arrived(run).count()).sum::<usize>();
        let dropped = (launched < all).then(|| {
            format!("{} of {all} campaigns were dropped at the horizon: the cycle time is that of the others", all - launched)
        });
        let batches: Vec<Vec<f64>> = runs.iter().map(|run| self.cycle_times(run)).collect();
        let alike = correlation(&batches)
            .filter(|known| *known > 1.96 / libm::sqrt((runs.len() * self.batches) as f64));
        let alike = alike.map(|known| {
            format!("successive batches are alike (correlation {known:.2}): the intervals are too narrow, give portfolio.campaigns more")
        });
        let rises: Vec<f64> = runs.iter().filter_map(|run| self.rise(run)).collect();
        let rising = stats::simultaneous_mean_interval(&rises, models);
        let rising = rising.filter(|ci| ci.low > 0.0).map(|ci| {
            format!(
                "the cycle time of the second half is {:.1} to {:.1} h above that of the first: no long run yet, or none at all",
                ci.low, ci.high
            )
        });
        let least = runs.iter().map(|run| self.arrived(run).count() / self.batches).min();
        let few = least.filter(|least| *least < FEW).map(|least| {
            format!("a batch has only {least} campaigns: the intervals may be too narrow, give portfolio.campaigns more")
        });
        dropped.into_iter().chain(few).chain(alike).chain(rising).collect()
    }
}

fn mean(
    metric: &'static str,
    unit: &'static str,
    team: Option<usize>,
    of: Vec<Option<f64>>,
) -> Mean {
    let values: Vec<f64> = of.into_iter().flatten().collect();
    let ci = stats::mean_interval(&values).filter(|_| !stats::too_alike(&values));
    Mean { metric, unit, team, mean: stats::mean(&values), ci, n: values.len() }
}

/// Launches in a span, per week.
fn launched_per_week(run: &[Passed], [from, to]: [f64; 2]) -> f64 {
    let launched = run.iter().filter(|it| it.launched && it.left >= from && it.left < to).count();
    launched as f64 * WEEK as f64 / (to - from)
}

/// How many campaigns have arrived and not left, on average over a span.
fn under_way(run: &[Passed], [from, to]: [f64; 2]) -> f64 {
    let within = |it: &Passed| (it.left.min(to) - it.arrival.max(from)).max(0.0);
    run.iter().map(within).sum::<f64>() / (to - from)
}

/// The correlation of successive batches of a replication, over all replications; `None` where there is one each.
fn correlation(batches: &[Vec<f64>]) -> Option<f64> {
    let centre = stats::mean(&batches.concat())?;
    let apart = |value: f64| value - centre;
    let squares: f64 = batches.iter().flatten().map(|value| apart(*value) * apart(*value)).sum();
    let pairs = batches.iter().flat_map(|run| run.windows(2));
    let products: f64 = pairs.map(|pair| apart(pair[0]) * apart(pair[1])).sum();
    (squares > 0.0 && batches.iter().any(|run| run.len() > 1)).then(|| products / squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10, 9, then 1 and 3 in turn. Of the rest from the third on, the mean is 2 and the sum of squares its length: 18 / 18^2;
    /// with the 9 it is more, without the first 1 hardly less: 17 - 1/17 over 17^2.
    #[test]
    fn the_warm_up_is_cut_where_the_error_is_least() {
        let mut observations = vec![10.0, 9.0];
        observations.extend((0..18).map(|k| if k % 2 == 0 { 1.0 } else { 3.0 }));
        assert_eq!(least_error(&observations), Some(2));
        // Nothing to cut.
        assert_eq!(least_error(&[2.0; 12]), Some(0));
        // What rises without end is best cut as far as possible.
        let rising: Vec<f64> = (0..40).map(f64::from).collect();
        assert_eq!(least_error(&rising), None);
        assert_eq!(least_error(&[1.0; 4]), None);
        // The last five are alike by chance: 1 and 3 in turn before them, 20 / 20^2 uncut.
        let mut alike: Vec<f64> = (0..20).map(|k| if k % 2 == 0 { 1.0 } else { 3.0 }).collect();
        alike.extend([2.0; 5]);
        assert_eq!(least_error(&alike), Some(0));
    }

    /// Three campaigns: [0, 4), [1, 3), [5, 9) in weeks; window [2, 8).
    #[test]
    fn rates_and_numbers_by_hand() {
        let week = WEEK as f64;
        let passed = |arrival: f64, left: f64| Passed {
            arrival: arrival * week,
            left: left * week,
            launched: true,
        };
        let run = [passed(0.0, 4.0), passed(1.0, 3.0), passed(5.0, 9.0)];
        let span = [2.0 * week, 8.0 * week];
        // Two launches in six weeks; 2 + 1 + 3 weeks of stay in six.
        assert!((launched_per_week(&run, span) - 2.0 / 6.0).abs() < 1e-12);
        assert!((under_way(&run, span) - 1.0).abs() < 1e-12);
        let window = Window { from: 0.5 * week, to: 8.0 * week, batches: 2 };
        assert_eq!(window.cycle_times(&run), [2.0 * 168.0, 4.0 * 168.0]);
    }

    /// 1, 2, 3 about 2: products 0, squares 2. 1, 1, 3, 3 about 2: products 1 - 1 + 1, squares 4.
    #[test]
    fn successive_batches_are_correlated_by_hand() {
        assert_eq!(correlation(&[vec![1.0, 2.0, 3.0]]), Some(0.0));
        assert_eq!(correlation(&[vec![1.0, 1.0, 3.0, 3.0]]), Some(0.25));
        assert_eq!(correlation(&[vec![1.0], vec![3.0]]), None);
    }
}
