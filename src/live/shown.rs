//! What the page shows of the two sides, in numbers and in the engine's own sentences.

use super::side::Side;
use crate::analysis::{self, Difference, Kept, Verdict, kept, time_shown};
use crate::format;
use crate::metric::{self, METRICS};
use crate::stats::Interval;
use crate::study::Study;
use serde::Serialize;

/// What a way of working costs, beside time.
const PRICES: [usize; 4] =
    [metric::REWORK_TIME, metric::IDLE_TIME, metric::COORDINATION_TIME, metric::COST];
/// What the two sides are called in sentences.
const NAMES: [&str; 2] = ["before", "This way"];

/// What is known of both sides.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Replications of each side.
    pub n: u32,
    /// What happens at the time that is shown: "launches", "is ready".
    pub does: &'static str,
    /// What a campaign is then.
    pub done: &'static str,
    /// What is kept: "On time", "Ready in time".
    pub kept: &'static str,
    /// What is due: "deadline", "launch date".
    pub due: &'static str,
    /// The file as it is.
    pub before: Seen,
    /// With the values that are set.
    pub now: Seen,
    /// What the change does to the time, in a sentence; none where nothing is changed.
    pub sentence: Option<String>,
    /// "earlier", "later", or nothing that is shown.
    pub verdict: &'static str,
    /// What the change does to each price.
    pub prices: Vec<Price>,
    /// The replication with the middle difference: it may stand for all.
    pub typical: Option<u32>,
}

/// One side.
#[derive(Debug, Serialize)]
pub struct Seen {
    /// The model.
    pub model: String,
    /// Quantiles of the time in hours after the start: one of each hundredth that was there.
    pub dots: Vec<f64>,
    /// Of each, whether it is in time, where its hours do not say so; else empty.
    pub kept: Vec<bool>,
    /// Hundredths that were not there at all.
    pub missing: usize,
    /// When it is due in hours after the start.
    pub due_h: Option<f64>,
    /// In how many of 100 it is in time, with its interval.
    pub in_time: Option<InTime>,
    /// The median with its interval, in hours.
    pub half: Reach,
    /// The start as `2026-03-02T09:00:00`, where the file gives one.
    pub start: Option<String>,
}

/// How often a side is in time.
#[derive(Debug, Serialize)]
pub struct InTime {
    /// So often,
    pub count: usize,
    /// of so many.
    pub of: usize,
    /// "62 % (60 to 64)"
    pub said: String,
}

/// A quantile in hours, and the ends of its interval where there are any.
#[derive(Debug, Default, Serialize)]
pub struct Reach {
    /// The quantile.
    pub at: Option<f64>,
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// One price of both sides.
#[derive(Debug, Serialize)]
pub struct Price {
    /// A few words.
    pub label: &'static str,
    /// The unit, as it is shown.
    pub unit: &'static str,
    /// The means, for bars.
    pub means: [Option<f64>; 2],
    /// The means as they are read.
    pub said: [Figure; 2],
    /// "−94 (−101 to −87)", or that no difference is shown.
    pub change: String,
}

/// A mean as it is read.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// The mean, or "–".
    pub mean: String,
    /// Its 95 % interval: "177 to 181"; empty where there is none.
    pub sure: String,
}

/// Another model with the same values.
#[derive(Debug, Serialize)]
pub struct Way {
    /// Its name.
    pub model: String,
    /// How often it is in time.
    pub in_time: Option<InTime>,
    /// The median with its interval, in hours.
    pub half: Reach,
    /// The means of the prices.
    pub prices: Vec<Figure>,
}

impl Shown {
    /// Of both sides, which have run the same replications.
    pub fn of(before: &Side, now: &Side) -> Shown {
        let both = paired(before, now);
        let time = time_shown(&now.study);
        let found = analysis::differences(&both, time.metric);
        let found =
            found.first().filter(|_| before.plan().model != now.plan().model || !same(before, now));
        Shown {
            n: now.study.replications,
            does: time.does,
            done: time.done,
            kept: time.kept,
            due: time.due,
            before: Seen::of(before),
            now: Seen::of(now),
            sentence: found.map(|found| analysis::sentence(&both, found)),
            verdict: found.map_or("", verdict),
            prices: PRICES.iter().filter_map(|metric| Price::of(&both, *metric)).collect(),
            typical: match same(before, now) {
                true => analysis::middle(both.models[1].metric(time.metric)),
                false => {
                    let [theirs, ours] = [&both.models[0], &both.models[1]];
                    analysis::middle_difference(ours, theirs, time.metric)
                }
            },
        }
    }
}

fn same(before: &Side, now: &Side) -> bool {
    before.plan().runs_as(now.plan())
}

/// Both sides as two models of one study: the same draws, so pairs.
fn paired(before: &Side, now: &Side) -> Study {
    let mut both = now.study.clone();
    both.models.splice(0..0, before.study.models.iter().cloned());
    both.baseline = 0;
    for (runs, name) in both.models.iter_mut().zip(NAMES) {
        runs.name = name.to_owned();
        runs.same_as = None;
    }
    if same(before, now) {
        both.models[1].same_as = Some(0);
    }
    both
}

fn verdict(found: &Difference) -> &'static str {
    match found.verdict {
        Verdict::Lower | Verdict::MoreOften => "earlier",
        Verdict::Higher | Verdict::LessOften => "later",
        _ => "",
    }
}

impl Seen {
    fn of(side: &Side) -> Seen {
        let study = &side.study;
        let all = analysis::dots(study, &study.models[0], time_shown(study).metric, analysis::DOTS);
        let there = || all.iter().filter(|dot| dot.hours.is_some());
        Seen {
            model: side.plan().model.clone(),
            missing: all.len() - there().count(),
            dots: there().filter_map(|dot| dot.hours).collect(),
            kept: there().filter_map(|dot| dot.kept).collect(),
            due_h: time_shown(study).due_h,
            in_time: in_time(study, 0),
            half: half(study, 0),
            start: study.start.map(|start| start.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        }
    }
}

fn in_time(study: &Study, model: usize) -> Option<InTime> {
    let found = kept(study, &study.models[model])?;
    let Kept { count, of, .. } = found;
    Some(InTime { count, of, said: found.said() })
}

fn half(study: &Study, model: usize) -> Reach {
    let quantile = analysis::estimate(study, model, time_shown(study).metric).quantile(0.5);
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let (low, high) = quantile.reach.map_or((None, None), |reach| (reach.low, reach.high));
    Reach { at: finite(quantile.value), low: finite(low), high: finite(high) }
}

impl Price {
    /// `None` of a metric that exists on neither side.
    fn of(both: &Study, metric: usize) -> Option<Price> {
        let known = [0, 1].map(|model| known(both, model, metric));
        let means = known.map(|(mean, _)| mean);
        means.iter().flatten().next()?;
        let decimals = format::common_decimals(means.into_iter());
        let found = analysis::differences(both, metric).into_iter().next()?;
        let shown = matches!(found.verdict, Verdict::Lower | Verdict::Higher);
        let change = format::difference(found.mean, found.ci, decimals);
        Some(Price {
            label: METRICS[metric].label,
            unit: METRICS[metric].unit,
            means,
            said: known.map(Figure::of),
            change: if shown { change } else { "no difference shown".to_owned() },
        })
    }
}

fn known(study: &Study, model: usize, metric: usize) -> (Option<f64>, Option<Interval>) {
    let estimate = analysis::estimate(study, model, metric);
    (estimate.mean, estimate.ci)
}

impl Figure {
    /// With decimals enough for the interval to show a width.
    fn of(known: (Option<f64>, Option<Interval>)) -> Figure {
        let decimals = format::decimals_with_intervals(&[known]);
        let (mean, ci) = known;
        let ends = ci.map(|ci| [ci.low, ci.high].map(|end| said(Some(end), decimals)));
        Figure {
            mean: said(mean, decimals),
            sure: ends.map_or(String::new(), |[low, high]| format!("{low} to {high}")),
        }
    }
}

fn said(mean: Option<f64>, decimals: usize) -> String {
    match mean {
        Some(mean) if decimals == 0 => format::grouped(mean),
        _ => format::fixed_or_missing(mean, decimals),
    }
}

/// All models with the same values, in the order of the file.
pub fn ways(now: &Side, others: &Side) -> Vec<Way> {
    let mut ways: Vec<Way> =
        (0..others.study.models.len()).map(|it| way(&others.study, it)).collect();
    ways.insert(now.model.min(ways.len()), way(&now.study, 0));
    ways
}

fn way(study: &Study, model: usize) -> Way {
    Way {
        model: study.models[model].name.clone(),
        in_time: in_time(study, model),
        half: half(study, model),
        prices: PRICES.iter().map(|metric| Figure::of(known(study, model, *metric))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_decimals_enough_for_its_interval() {
        let figure = |mean, low, high| {
            let Figure { mean, sure } = Figure::of((Some(mean), Some(Interval { low, high })));
            (mean, sure)
        };
        let said = |mean: &str, sure: &str| (mean.to_owned(), sure.to_owned());
        assert_eq!(figure(2153.2, 2140.0, 2166.4), said("2,153", "2,140 to 2,166"));
        assert_eq!(figure(179.0, 178.97, 179.03), said("179.00", "178.97 to 179.03"));
        assert_eq!(Figure::of((None, None)).mean, "–");
        assert_eq!(Figure::of((Some(4.0), None)).sure, "");
    }
}
