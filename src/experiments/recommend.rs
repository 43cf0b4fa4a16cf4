//! Which model for this goal, how sure is that, and what would turn the answer?

use crate::experiments::sampling::{Design, index};
use crate::metric::{self, METRICS};
use crate::record::Status;
use crate::stats;
use crate::study::Study;
use crate::text::nearest;

/// Resamples of the replications behind the statement of confidence.
pub const RESAMPLES: u32 = 1_000;

/// What is wanted: bounds that must hold, then what is optimised, in order of importance.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Must hold.
    pub bounds: Vec<Bound>,
    /// The less (or the more, where more is better) the better; later ones decide between equals.
    pub wishes: Vec<Quantity>,
}

/// A number of a model: a mean, or a percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// Index of the metric.
    pub metric: usize,
    /// The percentile as a share; a mean without.
    pub percentile: Option<f64>,
}

/// A quantity that must not pass a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// What is bounded.
    pub quantity: Quantity,
    /// Whether it has to be at least the limit; else at most.
    pub at_least: bool,
    /// The limit, in the metric's unit.
    pub limit: f64,
}

impl Goal {
    /// Reads a goal such as `on_time >= 0.9, then cost` or `p80 cycle_time <= 45d, then escapes`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Goal, String> {
        let mut goal = Goal { bounds: Vec::new(), wishes: Vec::new() };
        for part in text.split([',', ';']) {
            let part = part.trim();
            let part =
                part.strip_prefix("then ").or_else(|| part.strip_prefix("and ")).unwrap_or(part);
            match ["<=", ">="].into_iter().find_map(|sign| Some((sign, part.split_once(sign)?))) {
                Some((sign, (left, right))) => goal.bounds.push(Bound {
                    quantity: Quantity::parse(left)?,
                    at_least: sign == ">=",
                    limit: limit(right, Quantity::parse(left)?.metric)?,
                }),
                None => goal.wishes.push(Quantity::parse(part)?),
            }
        }
        Ok(goal)
    }
}

impl Quantity {
    fn parse(text: &str) -> Result<Quantity, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (percentile, name) = match words.as_slice() {
            [name] => (None, *name),
            [which, name] => (Some(percentile(which)?), *name),
            _ => {
                return Err(format!(
                    "\"{}\" is neither a metric nor a bound such as on_time >= 0.9",
                    text.trim()
                ));
            }
        };
        let metric = metric::find(name).ok_or_else(|| {
            let near = nearest(name, METRICS.iter().map(|metric| metric.name));
            let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            format!("there is no metric \"{name}\"{near} (`flowcast metrics` lists them)")
        })?;
        Ok(Quantity { metric, percentile })
    }

    /// In words: `p80 cycle_time_h`.
    pub fn name(self) -> String {
        let name = METRICS[self.metric].name;
        self.percentile.map_or(name.to_owned(), |p| format!("p{:.0} {name}", 100.0 * p))
    }

    /// Of the values of some replications; a cycle time that never ended is infinite.
    fn of(self, values: &mut Vec<f64>) -> Option<f64> {
        match self.percentile {
            Some(p) => {
                values.sort_unstable_by(f64::total_cmp);
                stats::quantile(values, p)
            }
            None => {
                values.retain(|value| value.is_finite());
                stats::mean(values)
            }
        }
    }

    fn more_is_better(self) -> bool {
        METRICS[self.metric].lower_is_better == Some(false)
    }
}

fn percentile(text: &str) -> Result<f64, String> {
    let number = text.strip_prefix('p').and_then(|digits| digits.parse::<f64>().ok());
    match number {
        Some(p) if p > 0.0 && p < 100.0 => Ok(p / 100.0),
        _ if text == "mean" => Err("leave `mean` out: a metric alone means its mean".to_owned()),
        _ => Err(format!("\"{text}\" is not a percentile such as p80")),
    }
}

/// A limit in the metric's unit; `45d` and `90%` are understood.
fn limit(text: &str, metric: usize) -> Result<f64, String> {
    let text = text.trim();
    let wrong = || {
        format!(
            "\"{text}\" is not a limit for {}; expected one such as {}, and a comma before the next \
             part",
            METRICS[metric].name,
            if METRICS[metric].unit.ends_with('h') { "45d or 1080h" } else { "0.9 or 90%" }
        )
    };
    let hours = METRICS[metric].unit.ends_with('h');
    let scaled = [("%", 0.01), ("d", 24.0), ("w", 168.0), ("h", 1.0)];
    let found =
        scaled.into_iter().find_map(|(unit, by)| Some((unit, text.strip_suffix(unit)?, by)));
    let (number, by) = match found {
        Some((unit, number, by)) if (unit == "%") != hours => (number, by),
        Some(_) => return Err(wrong()),
        None => (text, 1.0),
    };
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if number.is_finite() { Ok(number * by) } else { Err(wrong()) }
}

/// A model's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Index of the model.
    pub model: usize,
    /// The bounded quantities, then the wished ones; missing where they do not exist.
    pub values: Vec<Option<f64>>,
    /// Bounds that do not hold.
    pub broken: usize,
}

/// A ranking, and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The best first.
    pub places: Vec<Place>,
    /// In which share of the resamples each model (by index) came first.
    pub first: Vec<f64>,
}

/// Ranks the models: fewer broken bounds first, then the wishes.
pub fn rank(study: &Study, goal: &Goal) -> Vec<Place> {
    let all: Vec<usize> = (0..study.replications as usize).collect();
    Values::of(study, goal).rank(&all)
}

/// Ranks the models, and again in resamples of the replications, drawn with replacement and the same
/// for all models (bootstrap: Efron 1979). The share in which a model comes first estimates the
/// probability that it is selected; it knows nothing of errors in the inputs.
pub fn ranking(study: &Study, goal: &Goal) -> Ranking {
    let values = Values::of(study, goal);
    let n = study.replications as usize;
    let all: Vec<usize> = (0..n).collect();
    let mut first = vec![0.0; study.models.len()];
    for resample in 0..RESAMPLES {
        let draw = |k: usize| index(study.seed, Design::Resamples, resample, k as u32, n);
        let drawn: Vec<usize> = (0..n).map(draw).collect();
        if let Some(best) = values.rank(&drawn).first() {
            first[best.model] += 1.0 / f64::from(RESAMPLES);
        }
    }
    Ranking { places: values.rank(&all), first }
}

/// What a goal looks at, of every model and replication.
struct Values<'a> {
    goal: &'a Goal,
    /// By model, then quantity, then replication.
    values: Vec<Vec<Vec<Option<f64>>>>,
}

impl<'a> Values<'a> {
    fn of(study: &Study, goal: &'a Goal) -> Values<'a> {
        let quantities: Vec<Quantity> = quantities(goal).collect();
        let of_model = |runs: &crate::study::ModelRuns| {
            let of = |quantity: &Quantity| {
                let endless = METRICS[quantity.metric].name == "cycle_time_h";
                let value = |(value, status): (Option<f64>, &Status)| {
                    let never = endless && *status != Status::Launched;
                    value.or(never.then_some(f64::INFINITY))
                };
                runs.metric(quantity.metric).zip(&runs.status).map(value).collect()
            };
            quantities.iter().map(of).collect()
        };
        Values { goal, values: study.models.iter().map(of_model).collect() }
    }

    fn rank(&self, replications: &[usize]) -> Vec<Place> {
        let mut places: Vec<Place> =
            (0..self.values.len()).map(|model| self.place(model, replications)).collect();
        let bounds = self.goal.bounds.len();
        places.sort_by(|a, b| {
            let wishes = self.goal.wishes.iter().enumerate().map(|(k, wish)| {
                let key = |place: &Place| {
                    let value = place.values[bounds + k];
                    let sign = if wish.more_is_better() { -1.0 } else { 1.0 };
                    value.map_or(f64::INFINITY, |value| sign * value)
                };
                key(a).total_cmp(&key(b))
            });
            a.broken.cmp(&b.broken).then(wishes.fold(std::cmp::Ordering::Equal, |o, w| o.then(w)))
        });
        places
    }

    fn place(&self, model: usize, replications: &[usize]) -> Place {
        let value = |(k, quantity): (usize, Quantity)| {
            let all = &self.values[model][k];
            let mut values: Vec<f64> = replications.iter().filter_map(|r| all[*r]).collect();
            quantity.of(&mut values)
        };
        let values: Vec<Option<f64>> = quantities(self.goal).enumerate().map(value).collect();
        let holds = |(bound, value): (&Bound, &Option<f64>)| match value {
            Some(value) if bound.at_least => *value >= bound.limit,
            Some(value) => *value <= bound.limit,
            None => false,
        };
        let broken = self.goal.bounds.iter().zip(&values).filter(|pair| !holds(*pair)).count();
        Place { model, values, broken }
    }
}

/// Everything that a goal looks at: its bounds, then its wishes.
pub fn quantities(goal: &Goal) -> impl Iterator<Item = Quantity> + '_ {
    goal.bounds.iter().map(|bound| bound.quantity).chain(goal.wishes.iter().copied())
}

/// At most so many multipliers are looked at in one search of a turn.
pub const TURN: usize = 6;

/// Where an answer turns: the multiplier of a fact that is nearest to 1 at which another model is best.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The multiplier.
    pub times: f64,
    /// Index of the model that is best there.
    pub model: usize,
}

/// Searches from 1 towards an end for the multiplier at which the best model changes. `best` gives the
/// index of the best model at a multiplier, or nothing where that makes no scenario.
///
/// # Errors
/// The first error of `best`.
pub fn turn<E>(
    end: f64,
    now: usize,
    best: &mut dyn FnMut(f64) -> Result<Option<usize>, E>,
) -> Result<Option<Turn>, E> {
    let Some(mut model) = best(end)?.filter(|model| *model != now) else { return Ok(None) };
    // Halving on the scale on which doubling and halving are alike.
    let (mut same, mut other) = (0.0, libm::log(end));
    for _ in 1..TURN {
        let middle = 0.5 * (same + other);
        match best(libm::exp(middle))? {
            Some(found) if found != now => (model, other) = (found, middle),
            _ => same = middle,
        }
    }
    Ok(Some(Turn { times: libm::exp(other), model }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::ModelRuns;

    #[test]
    fn goals_are_read() {
        let goal = Goal::parse("on_time >= 90%, p80 cycle_time <= 45d, then cost").unwrap();
        assert_eq!(goal.bounds.len(), 2);
        assert!(goal.bounds[0].at_least && (goal.bounds[0].limit - 0.9).abs() < 1e-12);
        assert_eq!((goal.bounds[1].limit, goal.bounds[1].at_least), (1080.0, false));
        assert_eq!(goal.bounds[1].quantity.name(), "p80 cycle_time_h");
        assert_eq!(goal.wishes[0].name(), "cost");
        for wrong in ["", "nonsense", "on_time >= x", "cost <= 3d", "p0 cost", "q80 cost", "a b c"]
        {
            assert!(Goal::parse(wrong).is_err(), "{wrong}");
        }
    }

    /// Three models with cycle times and costs; on_time is left out.
    fn study(models: &[[(f64, f64); 4]]) -> Study {
        let cost = metric::find("cost").unwrap();
        let runs = |(index, values): (usize, &[(f64, f64); 4])| {
            let mut runs = ModelRuns::new(&format!("M{index}"), 0);
            for (time, money) in values {
                let mut row = vec![None; METRICS.len()];
                (row[0], row[cost]) = (Some(*time), Some(*money));
                runs.push_values(Status::Launched, &row);
            }
            runs
        };
        Study {
            scenario: "By hand".to_owned(),
            seed: 1,
            replications: 4,
            baseline: 0,
            teams: Vec::new(),
            models: models.iter().enumerate().map(runs).collect(),
            deadline_h: None,
            live_days: None,
        }
    }

    #[test]
    fn bounds_come_before_wishes() {
        let slow = [(30.0, 1.0), (30.0, 1.0), (30.0, 1.0), (30.0, 1.0)];
        let fast = [(10.0, 9.0), (10.0, 9.0), (10.0, 9.0), (10.0, 9.0)];
        let middle = [(20.0, 5.0), (20.0, 5.0), (20.0, 5.0), (20.0, 5.0)];
        let study = study(&[slow, fast, middle]);
        let order = |goal: &str| -> Vec<usize> {
            let goal = Goal::parse(goal).unwrap();
            rank(&study, &goal).iter().map(|place| place.model).collect()
        };
        assert_eq!(order("cost"), [0, 2, 1]);
        assert_eq!(order("cycle_time <= 25h, then cost"), [2, 1, 0]);
        assert_eq!(order("p80 cycle_time"), [1, 2, 0]);
        let sure = ranking(&study, &Goal::parse("cost").unwrap());
        assert!((sure.first[0] - 1.0).abs() < 1e-9);
    }

    #[test]
    fn equal_models_share_the_first_place() {
        // M1 is M0 with two replications exchanged: in resamples each is first about half the time.
        let one = [(1.0, 0.0), (9.0, 0.0), (5.0, 0.0), (5.0, 0.0)];
        let two = [(9.0, 0.0), (1.0, 0.0), (5.0, 0.0), (5.0, 0.0)];
        let found = ranking(&study(&[one, two]), &Goal::parse("cycle_time").unwrap());
        // Ties go to the first: P(equal draws of both) is 0.316, else half and half.
        assert!((found.first[1] - 0.342).abs() < 0.06, "{found:?}");
    }

    #[test]
    fn a_turn_is_found_between_same_and_other() {
        let mut best = |times: f64| Ok::<_, ()>(Some(usize::from(times > 1.5)));
        let found = turn(2.0, 0, &mut best).unwrap().unwrap();
        assert!(found.model == 1 && (1.5..1.56).contains(&found.times), "{found:?}");
        assert_eq!(turn(1.4, 0, &mut best), Ok(None));
        assert_eq!(turn(0.5, 0, &mut |_| Ok::<_, ()>(None)), Ok(None));
    }
}
