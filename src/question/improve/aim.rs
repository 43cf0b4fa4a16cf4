//! What is wanted of a setting: what must hold, and what is then to be as early, as cheap, as little as can be.

use crate::analysis::launches::more_is_better;
use crate::analysis::time_shown;
use crate::metric::{self, Exists, METRICS};
use crate::question::recommend::{Goal, Quantity};
use crate::record::Status;
use crate::stats::{self, Interval, Moments, interval_of_mean};
use crate::study::{ModelRuns, Study};

/// The share on time that the default goal asks for where there is a deadline.
pub const ON_TIME: f64 = 0.85;
/// The share of replications that has to come to an end, wherever an end is looked at.
const LAUNCHED: f64 = 0.95;
/// What may be missed of a bound relative to today, as a share of today's.
const TOLERANCE: f64 = 0.01;
/// A gain below this, in hours, does not tell two settings apart.
const LEAST_HOURS: f64 = 6.0;

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// What must hold.
    pub bounds: Vec<Bound>,
    /// What is then optimised.
    pub wish: Quantity,
    /// Differences of the wished metric up to this count as none.
    pub within: f64,
    /// Whether fewer changes go before an earlier mean, among those that keep all bounds.
    pub fewest_first: bool,
}

/// Something that must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// In words, as the user or the default put it.
    pub words: String,
    quantity: Quantity,
    at_least: bool,
    limit: Limit,
}

/// What a quantity is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    /// A value in the metric's unit.
    Value(f64),
    /// Today's mean times this.
    Today(f64),
}

/// What is asked for, before today's way of working was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    bounds: Vec<Bound>,
    wish: Quantity,
    fewest_first: bool,
}

impl Wanted {
    /// Without a goal: with a deadline 85 of 100 campaigns on time by the fewest changes, then the earliest mean;
    /// without one the earliest mean. Where the launch date is fixed, being ready counts.
    pub fn by_default(study: &Study) -> Wanted {
        let shown = time_shown(study);
        let of = |metric, percentile| Quantity { metric, percentile, ready: false };
        let words = format!("{:.0} of 100 {} by the {}", 100.0 * ON_TIME, shown.done, shown.due);
        let bound = shown.due_h.map(|due| Bound {
            words,
            quantity: of(shown.metric, Some(ON_TIME)),
            at_least: false,
            limit: Limit::Value(due),
        });
        Wanted {
            fewest_first: bound.is_some(),
            bounds: bound.into_iter().collect(),
            wish: of(shown.metric, None),
        }
    }

    /// Reads a goal such as `escapes <= today, coordination <= today * 1.5, then ready_time`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Wanted, String> {
        let (mut bounds, mut rest) = (Vec::new(), Vec::new());
        for part in text.split([',', ';']).map(str::trim) {
            match relative(part)? {
                Some(bound) => bounds.push(bound),
                None => rest.push(part),
            }
        }
        let goal = match rest.as_slice() {
            [] => {
                return Err(
                    "it only bounds; say what is then wanted, such as `then ready_time`".into()
                );
            }
            rest => Goal::parse(&rest.join(", "))?,
        };
        bounds.extend(goal.bounds.iter().map(|bound| {
            let sign = if bound.at_least { ">=" } else { "<=" };
            let words = format!("{} {sign} {}", bound.quantity.name(), bound.limit);
            let limit = Limit::Value(bound.limit);
            Bound { words, quantity: bound.quantity, at_least: bound.at_least, limit }
        }));
        // Bounds alone ask for the fewest changes that keep them.
        let fewest_first = goal.wishes.is_empty();
        let earliest = Quantity { metric: metric::CYCLE_TIME, percentile: None, ready: false };
        let wish = goal.wishes.first().copied().unwrap_or(earliest);
        if wish.ready {
            return Err(
                "`ready` is a share: bound it, such as ready >= 90 %, then ready_time".into()
            );
        }
        Ok(Wanted { bounds, wish, fewest_first })
    }

    /// What is optimised.
    pub fn wish(&self) -> Quantity {
        self.wish
    }

    /// Every metric that is looked at.
    pub fn metrics(&self) -> impl Iterator<Item = usize> + '_ {
        self.bounds.iter().map(|bound| bound.quantity.metric).chain([self.wish.metric])
    }

    /// The aim, where so much counts as no difference (default: 1 % of today's mean, at most 6 hours of a time; a day
    /// where a percentile is wished for, which is a step function).
    pub fn aim(&self, study: &Study, within: Option<f64>) -> Aim {
        let today = &study.models[0];
        let mean = stats::mean(&known(today, self.wish.metric)).unwrap_or_default();
        let hours = METRICS[self.wish.metric].unit == "h";
        let default = match (self.wish.percentile, hours) {
            (Some(_), true) => 24.0,
            (None, true) => (0.01 * mean.abs()).min(LEAST_HOURS),
            _ => 0.01 * mean.abs(),
        };
        let mut bounds: Vec<Bound> =
            self.bounds.iter().map(|bound| bound.by(study.deadline_h)).collect();
        if METRICS[self.wish.metric].exists != Exists::Always && !self.fewest_first {
            bounds.push(ends());
        }
        let within = within.unwrap_or(default);
        Aim { bounds, wish: self.wish, within, fewest_first: self.fewest_first }
    }
}

/// Nearly every campaign has to come to an end: the mean of the few that do says nothing.
fn ends() -> Bound {
    Bound {
        words: format!("{:.0} of 100 launched", 100.0 * LAUNCHED),
        quantity: Quantity { metric: metric::CYCLE_TIME, percentile: Some(LAUNCHED), ready: false },
        at_least: false,
        limit: Limit::Value(f64::INFINITY),
    }
}

/// A bound such as `coordination <= today * 1.5`; `None` of any other part.
fn relative(part: &str) -> Result<Option<Bound>, String> {
    let Some((left, right)) = part.split_once("<=").or_else(|| part.split_once(">=")) else {
        return Ok(None);
    };
    let Some(rest) = right.trim().strip_prefix("today") else { return Ok(None) };
    let wrong = || {
        format!("\"{}\" is not a limit; expected one such as today or today * 1.5", right.trim())
    };
    let factor = match rest.trim() {
        "" => 1.0,
        times => times.strip_prefix('*').and_then(|n| n.trim().parse().ok()).ok_or_else(wrong)?,
    };
    if !(0.0..=1000.0).contains(&factor) {
        return Err(wrong());
    }
    let left = left.trim();
    let left = left.strip_prefix("then ").or_else(|| left.strip_prefix("and ")).unwrap_or(left);
    let quantity = Goal::parse(left)?.wishes.first().copied().ok_or_else(wrong)?;
    if quantity.percentile.is_some() || quantity.ready {
        return Err(format!("\"{part}\": only means can be held against today's"));
    }
    let at_least = part.contains(">=");
    Ok(Some(Bound { words: part.to_owned(), quantity, at_least, limit: Limit::Today(factor) }))
}

/// What is known of a bound, or of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It surely holds.
    Surely,
    /// It holds as far as was seen.
    Seen,
    /// It does not, as far as was seen.
    Missed,
    /// It surely does not.
    Broken,
}

impl Bound {
    /// The same, where it asks for a share of campaigns ready, as a bound of the time at which that share is ready.
    fn by(&self, deadline_h: Option<f64>) -> Bound {
        match (self.quantity.ready, self.limit, deadline_h) {
            (true, Limit::Value(share), Some(due)) => {
                let percentile = Some(share);
                let quantity = Quantity { metric: metric::READY_TIME, percentile, ready: false };
                let limit = Limit::Value(due);
                Bound { quantity, at_least: !self.at_least, limit, words: self.words.clone() }
            }
            _ => self.clone(),
        }
    }

    /// By how much each replication misses it: it holds where their mean is at most 0.
    fn excess(&self, runs: &ModelRuns, today: &ModelRuns) -> Vec<f64> {
        let metric = self.quantity.metric;
        let sign = if self.at_least { -1.0 } else { 1.0 };
        let values = runs.metric(metric).zip(&runs.status);
        match (self.limit, self.quantity.percentile) {
            (Limit::Value(limit), Some(share)) => values
                .map(|(value, status)| {
                    let exists = METRICS[metric].exists != Exists::AtLaunch;
                    let ended = exists || *status == Status::Launched;
                    let value = value.filter(|_| ended).unwrap_or(f64::INFINITY);
                    let low = value < limit || value == limit && limit.is_finite();
                    sign * (share - f64::from(u8::from(low)))
                })
                .collect(),
            (Limit::Value(limit), None) => {
                values.filter_map(|(value, _)| Some(sign * (value? - limit))).collect()
            }
            (Limit::Today(factor), _) => {
                let base = stats::mean(&known(today, metric)).unwrap_or_default().abs();
                let pairs = runs.metric(metric).zip(today.metric(metric));
                let excess = |(ours, theirs): (Option<f64>, Option<f64>)| {
                    Some(sign * (ours? - factor * theirs?) - TOLERANCE * base)
                };
                pairs.filter_map(excess).collect()
            }
        }
    }

    fn kept(&self, runs: &ModelRuns, today: &ModelRuns, comparisons: usize) -> (Kept, f64) {
        let excess = Moments::of(&self.excess(runs, today));
        let Some(mean) = excess.mean else { return (Kept::Broken, f64::INFINITY) };
        let kept = match interval_of_mean(excess, comparisons) {
            Some(Interval { high, .. }) if high <= 0.0 => Kept::Surely,
            Some(Interval { low, .. }) if low > 0.0 => Kept::Broken,
            _ if mean <= 0.0 => Kept::Seen,
            _ => Kept::Missed,
        };
        let scale = match self.limit {
            Limit::Value(limit) if limit.is_finite() && limit != 0.0 => limit.abs(),
            _ => 1.0,
        };
        (kept, mean.max(0.0) / scale)
    }
}

impl Aim {
    /// Whether all bounds hold, and by how much the one that is missed most is missed (as a share of its limit).
    pub fn kept(&self, runs: &ModelRuns, today: &ModelRuns, comparisons: usize) -> (Kept, f64) {
        let each = self.bounds.iter().map(|bound| bound.kept(runs, today, comparisons));
        each.fold((Kept::Surely, 0.0), |(worst, most), (kept, excess)| {
            (worst.max(kept), f64::max(most, excess))
        })
    }

    /// The wished mean, less is better.
    pub fn value(&self, runs: &ModelRuns) -> f64 {
        let mean = stats::mean(&known(runs, self.wish.metric));
        mean.map_or(f64::INFINITY, |mean| self.sign() * mean)
    }

    /// How much worse one is than another, replication by replication, where both have a value.
    pub fn worse_by(&self, ours: &ModelRuns, theirs: &ModelRuns) -> Vec<f64> {
        let metric = self.wish.metric;
        let both = ours.metric(metric).zip(theirs.metric(metric));
        both.filter_map(|(ours, theirs)| Some(self.sign() * (ours? - theirs?))).collect()
    }

    fn sign(&self) -> f64 {
        if more_is_better(self.wish.metric) { -1.0 } else { 1.0 }
    }
}

/// The values of a metric that exist.
pub fn known(runs: &ModelRuns, metric: usize) -> Vec<f64> {
    runs.metric(metric).flatten().collect()
}

/// The mean of a metric in a study.
pub fn mean(study: &Study, model: usize, metric: usize) -> Option<f64> {
    stats::mean(&known(&study.models[model], metric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;

    #[test]
    fn goals_against_today() {
        let wanted =
            Wanted::parse("escapes <= today, coordination <= today * 1.5, then ready_time")
                .unwrap();
        assert_eq!(wanted.bounds.len(), 2);
        assert_eq!(wanted.bounds[1].limit, Limit::Today(1.5));
        assert_eq!(wanted.wish.metric, metric::READY_TIME);
        for wrong in [
            "escapes <= today",
            "escapes <= today * x, then cost",
            "p80 cost <= today, then cost",
            "nonsense",
        ] {
            assert!(Wanted::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn bounds_hold_or_are_missed() {
        let mut runs = ModelRuns::new("m", 0);
        let mut today = ModelRuns::new("t", 0);
        // 60 of 64 on time; rework 10 h against 8 h today.
        for k in 0..64 {
            let mut row = vec![None; METRICS.len()];
            row[metric::ON_TIME] = Some(f64::from(u8::from(k < 60)));
            row[metric::REWORK_TIME] = Some(10.0);
            runs.push_values(Status::Launched, &row);
            row[metric::REWORK_TIME] = Some(8.0);
            today.push_values(Status::Launched, &row);
        }
        let of = |goal: &str| {
            let study = fixture::study(vec![today.clone()]);
            let aim = Wanted::parse(goal).unwrap().aim(&study, None);
            aim.bounds[0].kept(&runs, &today, 1).0
        };
        assert_eq!(of("on_time >= 0.9, then cost"), Kept::Seen);
        assert_eq!(of("on_time >= 0.5, then cost"), Kept::Surely);
        assert_eq!(of("on_time >= 0.99, then cost"), Kept::Missed);
        assert_eq!(of("rework_time <= today, then cost"), Kept::Broken);
        assert_eq!(of("rework_time <= today * 1.3, then cost"), Kept::Surely);
    }
}
