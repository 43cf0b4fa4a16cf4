//! Tables of others: what they published, what flowcast gives, and by which rule the two differ.

use super::judge::{Sample, sample};
use super::measure::Value;
use super::{Case, Moment};
use flowcast::plan::Plan;

const UCAV: (&str, &str) =
    ("scenarios/published/ucav.toml", include_str!("../../scenarios/published/ucav.toml"));
const STORIES: (&str, &str) =
    ("scenarios/published/stories.toml", include_str!("../../scenarios/published/stories.toml"));

const BROWNING: &str = "Browning & Eppinger (2002), unmanned aircraft";
const STORIES_OF: &str = "DevCycleSim, first example";

/// A published figure.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// How flowcast gets at it. `expected` is what was published.
    pub case: Case,
    /// Whether it is a standard deviation, not a mean.
    pub deviation: bool,
    /// How far from the published value it may be, as a share; 0 where it must be the same.
    pub within: f64,
    /// Why it differs, or why it does not.
    pub because: &'static str,
}

/// What flowcast gives for a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The mean or the standard deviation.
    pub value: f64,
    /// The 95 % interval of the mean; `None` for deviations and where nothing is random.
    pub interval: Option<flowcast::stats::Interval>,
    /// Replications.
    pub n: u32,
    /// Whether it is within what is allowed.
    pub agrees: bool,
}

const REPLICATIONS: u32 = 40_000;

/// Hours in a published day.
const WORKDAY: f64 = 8.0;

/// Every published figure.
pub fn published() -> Vec<Figure> {
    let ucav = |quantity, sets, expected| Case {
        source: BROWNING,
        ..case(BROWNING, quantity, UCAV, sets, "with iteration", expected)
    };
    let stories = |quantity, sets, model, expected| Case {
        source: STORIES_OF,
        pilot: 1,
        ..case(STORIES_OF, quantity, STORIES, sets, model, expected)
    };
    let mean = |case, within, because| Figure { case, deviation: false, within, because };
    let sd = |case, within, because| Figure { case, deviation: true, within, because };
    vec![
        mean(ucav("mean without iteration [d]", ONCE, 133.0), 0.01, ONE_PATH),
        sd(ucav("sd without iteration [d]", ONCE, 13.0), 0.06, ONE_PATH),
        mean(ucav("mean with iteration [d]", &[], 138.0), 0.03, BANDS),
        sd(ucav("sd with iteration [d]", &[], 14.0), 0.4, AGAIN),
        mean(stories("last story, overlapped [day]", &[], "overlapped", 28.0), 0.0, SAME),
        mean(stories("last story, phased, 5 to release [day]", FIVE, "phased", 66.0), 0.0, STAFF),
    ]
}

const ONCE: &[(&str, &str)] = &[("feedback", "[]")];
const FIVE: &[(&str, &str)] = &[("teams.releasers.people", "5")];

const ONE_PATH: &str = "Without iteration both are the longest path through the same triangular \
    durations; the table gives whole days.";
const BANDS: &str = "Their activities start in contiguous bands, so that one that could start waits \
    for its neighbours in the matrix; ours start when their inputs are there. Ours is the shorter.";
const AGAIN: &str = "Theirs redo what a reworked activity touches at once, among activities already \
    begun, and no further; ours redo it when the new version is there, which can come round again. \
    Rare long loops widen the spread, not the mean.";
const SAME: &str = "Constant efforts, first come, first served: the same rules.";
const STAFF: &str = "Its phased staffing plan is not that of the overlapped run. With the same teams \
    one phase at a time takes 20 + 21 + 21 + 20 days; day 66 leaves 4 days for 20 releases, which \
    takes five people.";

fn case(
    name: &'static str,
    quantity: &'static str,
    file: (&'static str, &'static str),
    sets: &'static [(&'static str, &'static str)],
    model: &'static str,
    expected: f64,
) -> Case {
    Case {
        name,
        quantity,
        source: "",
        path: file.0,
        text: file.1,
        sets,
        model,
        value: Value::CycleTime,
        unit: WORKDAY,
        moment: Moment::Mean,
        expected,
        pilot: REPLICATIONS,
        slow: false,
    }
}

impl Figure {
    /// Runs the scenario and compares.
    ///
    /// # Errors
    /// In words: a scenario that is not valid, a replication that was not launched.
    pub fn find(&self) -> Result<Found, String> {
        let plan = self.case.plan()?;
        let mean = sample(&self.case, &plan, SEED, self.case.pilot)?;
        let (value, interval) = if self.deviation {
            (self.deviation_about(&plan, mean)?, None)
        } else {
            (mean.mean, mean.interval)
        };
        let expected = self.case.expected;
        let agrees = (value - expected).abs() <= self.within * expected + 1e-10;
        Ok(Found { value, interval, n: mean.n, agrees })
    }

    fn deviation_about(&self, plan: &Plan, mean: Sample) -> Result<f64, String> {
        let squares = Case { moment: Moment::VarianceAbout(mean.mean), ..self.case };
        let variance = sample(&squares, plan, SEED, self.case.pilot)?.mean;
        Ok(libm::sqrt(variance))
    }
}

const SEED: u64 = 1;
