//! How much larger pieces of one kind are than those of another: one factor on all their efforts, as a scenario has it.

use super::estimate::Estimate;
use super::flow::Piece;
use super::history::{History, Pass, Work};
use crate::stats::{self, Interval};
use std::collections::{BTreeMap, BTreeSet};

/// The chance that kinds that are alike are given sizes.
const FALSE: f64 = 0.01;
/// What a step takes of a kind may be so many times what its size says.
const UNEVEN: f64 = 1.5;
/// Passes over kinds and steps; each brings the sums of squares closer to their least.
const PASSES: usize = 100;
/// Deviations of logarithms are not known to be smaller than a thousandth.
const FINEST: f64 = 1e-6;

/// Sizes by kind of piece; none where they may be alike.
#[derive(Debug, Default)]
pub struct Sizes {
    /// By kind; `None` of the one that has size 1, and of those that do no step that others do.
    kinds: Vec<Option<Estimate>>,
    /// By item.
    items: Vec<f64>,
    /// What a size does not tell of a kind in a step, in words.
    pub uneven: Vec<String>,
}

/// The effort of a first pass as a logarithm.
struct Job {
    kind: usize,
    step: usize,
    log: f64,
}

impl Sizes {
    /// By least squares of logarithms over kinds and steps, each step by how well its efforts tell it.
    pub fn of(history: &History, pieces: &[Piece], work: Work<'_>) -> Sizes {
        let elapsed =
            history.all().any(|it| is_sized(history, it) && history.steps[it.step].elapsed);
        let jobs = if elapsed { Vec::new() } else { jobs(history, pieces, work) };
        let fitted = Fitted::of(jobs, pieces.len());
        let Some(one) = fitted.commonest(pieces).filter(|one| fitted.differs(*one)) else {
            return Sizes::default();
        };
        let name = &pieces[one].name;
        let of_kind =
            |kind: usize| (kind != one).then(|| fitted.estimate(kind, one, name)).flatten();
        let kinds: Vec<Option<Estimate>> = (0..pieces.len()).map(of_kind).collect();
        let mut items = vec![1.0; history.items.len()];
        for (piece, size) in pieces.iter().zip(&kinds) {
            let size = size.as_ref().map_or(1.0, |it| it.value);
            piece.items.iter().for_each(|item| items[*item] = size);
        }
        Sizes { kinds, items, uneven: fitted.uneven(history, pieces) }
    }

    /// The size of a kind of piece, where it is not 1 for want of a difference.
    pub fn of_piece(&self, piece: usize) -> Option<&Estimate> {
        self.kinds.get(piece)?.as_ref()
    }

    /// By what a pass takes more than that of a piece of size 1.
    pub fn of_pass(&self, history: &History, pass: &Pass) -> f64 {
        let size = self.items.get(pass.item).filter(|_| is_sized(history, pass));
        size.copied().unwrap_or(1.0)
    }
}

/// Whether a scenario multiplies a pass's effort by its piece's size.
fn is_sized(history: &History, pass: &Pass) -> bool {
    !history.steps[pass.step].review && !history.steps[pass.step].once
}

/// Of the steps that several kinds take.
fn jobs(history: &History, pieces: &[Piece], work: Work<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (kind, piece) in pieces.iter().enumerate() {
        let passes = piece.items.iter().flat_map(|item| history.of_item(*item));
        for pass in passes.filter(|it| is_sized(history, it) && it.nth == 0 && it.done) {
            let hours = work(pass).filter(|hours| *hours > 0.0);
            jobs.extend(hours.map(|it| Job { kind, step: pass.step, log: libm::log(it) }));
        }
    }
    let mut kinds: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    jobs.iter().for_each(|it| _ = kinds.entry(it.step).or_default().insert(it.kind));
    jobs.retain(|it| kinds[&it.step].len() > 1);
    jobs
}

/// Logarithms as a sum of what their kind and what their step brings.
struct Fitted {
    jobs: Vec<Job>,
    /// By kind.
    sizes: Vec<f64>,
    steps: BTreeMap<usize, f64>,
    /// One over the variance of a step's logarithms.
    weights: BTreeMap<usize, f64>,
    /// By kind: the sum of its jobs' weights.
    known: Vec<f64>,
}

impl Fitted {
    fn of(jobs: Vec<Job>, kinds: usize) -> Fitted {
        let weights = weights(&jobs);
        let (mut sizes, mut steps) = (vec![0.0; kinds], BTreeMap::new());
        let mut known = vec![0.0; kinds];
        jobs.iter().for_each(|it| known[it.kind] += weights[&it.step]);
        for _ in 0..PASSES {
            let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
            for it in &jobs {
                let sum = sums.entry(it.step).or_default();
                *sum = (sum.0 + it.log - sizes[it.kind], sum.1 + 1.0);
            }
            steps = sums.into_iter().map(|(step, (sum, n))| (step, sum / n)).collect();
            sizes.fill(0.0);
            jobs.iter().for_each(|it| {
                sizes[it.kind] += weights[&it.step] * (it.log - steps[&it.step]) / known[it.kind];
            });
        }
        Fitted { jobs, sizes, steps, weights, known }
    }

    /// The kind of most pieces, of those that do what others do.
    fn commonest(&self, pieces: &[Piece]) -> Option<usize> {
        let told = (0..pieces.len()).rev().filter(|kind| self.known[*kind] > 0.0);
        told.max_by_key(|kind| pieces[*kind].items.len())
    }

    fn freedom(&self) -> f64 {
        (self.jobs.len() + 1).saturating_sub(self.sizes.len() + self.steps.len()).max(1) as f64
    }

    /// How much larger a kind is than another, as a logarithm, and its standard error; `None` of one that no job tells.
    fn beside(&self, kind: usize, one: usize) -> Option<(f64, f64)> {
        let error = libm::sqrt(1.0 / self.known[kind] + 1.0 / self.known[one]);
        (self.known[kind] > 0.0).then(|| (self.sizes[kind] - self.sizes[one], error))
    }

    /// Whether some kind is of another size than this one (Bonferroni).
    fn differs(&self, one: usize) -> bool {
        let others = self.sizes.len().saturating_sub(1).max(1) as f64;
        let limit = stats::two_sided(self.freedom(), FALSE / others);
        let mut others = (0..self.sizes.len()).filter_map(|kind| self.beside(kind, one));
        others.any(|(by, error)| by.abs() > limit * error)
    }

    fn estimate(&self, kind: usize, one: usize, name: &str) -> Option<Estimate> {
        let (by, error) = self.beside(kind, one)?;
        let away = error * stats::two_sided(self.freedom(), 1.0 - stats::CONFIDENCE);
        let interval = Interval { low: libm::exp(by - away), high: libm::exp(by + away) };
        let n = self.jobs.iter().filter(|it| it.kind == kind).count();
        let method = format!("log means of all steps beside `{name}`, t");
        Some(Estimate::of(libm::exp(by), Some(interval), n, "jobs").by(method))
    }

    /// Kinds of which a step takes another share of the work than of the others.
    fn uneven(&self, history: &History, pieces: &[Piece]) -> Vec<String> {
        let cells = cells(&self.jobs, |it| it.log - self.sizes[it.kind] - self.steps[&it.step]);
        let limit = stats::two_sided(self.freedom(), FALSE / cells.len().max(1) as f64);
        let words = |((step, kind), off): (&(usize, usize), &Vec<f64>)| {
            let by = stats::mean(off)?;
            let error = libm::sqrt(1.0 / (self.weights[step] * off.len() as f64));
            let shows = by.abs() > limit.max(libm::log(UNEVEN) / error) * error;
            let (piece, step) = (&pieces[*kind].name, &history.steps[*step].name);
            shows.then(|| format!(
                "a job of `{step}` takes {:.2} times as much work of `{piece}` as its size says: a scenario has one size for all steps; where that matters, make it a stream of its own",
                libm::exp(by)
            ))
        };
        cells.iter().filter_map(words).collect()
    }
}

/// By step and kind.
fn cells(jobs: &[Job], of: impl Fn(&Job) -> f64) -> BTreeMap<(usize, usize), Vec<f64>> {
    let mut cells: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
    jobs.iter().for_each(|it| cells.entry((it.step, it.kind)).or_default().push(of(it)));
    cells
}

/// One over the variance of a step's logarithms, each kind about its own mean.
fn weights(jobs: &[Job]) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for ((step, _), logs) in cells(jobs, |it| it.log) {
        let mean = stats::mean(&logs).unwrap_or(0.0);
        let squares: f64 = logs.iter().map(|it| (it - mean) * (it - mean)).sum();
        let sum = sums.entry(step).or_default();
        *sum = (sum.0 + squares, sum.1 + logs.len() as f64 - 1.0);
    }
    let weight = |(squares, n): (f64, f64)| 1.0 / (squares / f64::max(n, 1.0)).max(FINEST);
    sums.into_iter().map(|(step, sum)| (step, weight(sum))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::flow;
    use crate::log;
    use crate::time::hours;

    /// Twelve campaigns of one film and two cuts, drafted on Mondays and edited on Tuesdays. A cut takes 1 h times e^(.1 · (0, 1,
    /// 2, 3)), campaign by campaign; a film so many times as long.
    fn sizes(drafts: f64, edits: f64) -> (Option<Estimate>, f64, Vec<String>) {
        let mut text = "campaign,item,step,start,end\n".to_owned();
        for week in 0..12 {
            let usual = 3600.0 * libm::exp(0.1 * f64::from(week % 4));
            let monday =
                jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0) + jiff::Span::new().weeks(week);
            for (name, by) in [("film", [drafts, edits]), ("cut 1", [1.0; 2]), ("cut 2", [1.0; 2])]
            {
                for (day, step) in ["draft", "edit"].iter().enumerate() {
                    let start = monday + jiff::Span::new().days(day as i64);
                    let end = start + jiff::Span::new().seconds((usual * by[day]).round() as i64);
                    text += &format!("c{week},{name},{step},{start},{end}\n");
                }
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let history = History::of(&log, None);
        let pieces = flow::pieces(&history);
        let found = Sizes::of(&history, &pieces, &|pass| Some(hours(pass.end? - pass.start?)));
        assert_eq!([&*pieces[0].name, &pieces[1].name], ["cut", "film"]);
        assert_eq!(found.of_piece(0), None);
        let largest = history.all().map(|pass| found.of_pass(&history, pass)).fold(0.0, f64::max);
        (found.of_piece(1).cloned(), largest, found.uneven)
    }

    #[test]
    fn a_kind_that_takes_three_times_as_long_has_size_three() {
        let (film, of_its_pass, uneven) = sizes(3.0, 3.0);
        let film = film.unwrap();
        assert!((film.value - 3.0).abs() < 1e-3 && film.n == 24, "{film:?}");
        assert_eq!((of_its_pass, uneven.len()), (film.value, 0));
        // A step's squares about its kinds' means: 36 · .0125, of 36 - 2. Of a film 24 jobs tell it, of a cut 48; t of 69 is 1.9949.
        let away = 1.9949 * libm::sqrt(0.45 / 34.0 * (1.0 / 24.0 + 1.0 / 48.0));
        let ends = film.interval.unwrap();
        assert!((ends.high - 3.0 * libm::exp(away)).abs() < 1e-3, "{ends:?}");
    }

    #[test]
    fn kinds_that_are_alike_have_no_size() {
        assert_eq!(sizes(1.0, 1.0), (None, 1.0, Vec::new()));
    }

    /// Of drafts 4 times as much, of edits as much: 2 in both. A step's own is what is left beside the mean of a film and two cuts.
    #[test]
    fn a_size_that_differs_from_step_to_step_is_told() {
        let (film, _, uneven) = sizes(4.0, 1.0);
        assert!((film.unwrap().value - 2.0).abs() < 1e-3);
        assert!(
            uneven[0].starts_with("a job of `draft` takes 1.59 times as much work of `film`"),
            "{uneven:?}"
        );
        assert!(uneven[1].starts_with("a job of `edit` takes 0.63 times") && uneven.len() == 2);
    }
}
