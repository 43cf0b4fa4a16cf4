//! What can be uncertain: the numbers of a scenario, each with a range.

use super::words::{meaning, words};
use crate::model::{
    BROKER_DETECT, BROKER_EFFORT, DEFAULTS, Facts, Figure, Lever, MEETINGS, PER_SYNC, Practice,
    PracticeFigure, REREVIEW, SWITCH_COST, Source, Team, WorkflowModel,
};
use crate::question::Adjusted;
use crate::question::sweep::{Range, Vary};
use crate::scenario::{Document, Setting};
use crate::text;
use crate::time::Work;

/// Parts of a distribution that are scaled together: its location and width, not its shape.
const TOGETHER: [&str; 8] = ["low", "likely", "high", "median", "p90", "mean", "scale", VALUES];
/// What was seen, a list.
const VALUES: &str = "values";
/// Longer lists are shown by what they are multiplied with.
const LISTED: usize = 4;
/// Tables and keys that say what is planned or decided, not what is uncertain.
const DECIDED: [&str; 13] = [
    "schema",
    "study",
    "models",
    "calendars",
    "deadline",
    "horizon",
    "live",
    "start",
    "delay_cost",
    "escape_cost",
    "miss_cost",
    "portfolio",
    // Varied over their own ranges: `practices`.
    "practices",
];
/// Keys of the same kind anywhere.
const DECIDED_KEYS: [&str; 4] = ["people", "count", "cost_per_hour", "clock"];
/// The levers whose numbers, that nobody measured, come before those of all others.
const FIRST: [Lever; 6] = [
    Lever::Coordination,
    Lever::MaturityRequired,
    Lever::Feedback,
    Lever::Syncs,
    Lever::LatencyFactor,
    Lever::Start,
];

/// Something that varies over a range.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its path in the file; of several values that vary together, what their paths share.
    pub name: String,
    what: What,
    /// From where to where it goes.
    low: f64,
    high: f64,
}

#[derive(Clone, Debug)]
enum What {
    /// Values times a number.
    Scaled(Vec<Value>),
    /// Values over the intervals within which a log tells them, each over its own: -1 is the lower end and 1 the upper one.
    Measured(Vec<Value>, Vec<Vec<Ends>>),
    /// One value over a declared range, as shares of it.
    Declared(Range),
    /// A figure of the practices over its range.
    Practice(Practice),
    /// A fact that the file leaves at its default, over the range of that.
    Default(PracticeFigure),
    /// A figure of a model (by its index) times a number.
    Figure(usize, Figure),
}

/// A value of the file that is one number or more.
#[derive(Clone, Debug, PartialEq)]
struct Value {
    path: String,
    /// Each with its unit.
    numbers: Vec<(f64, String)>,
}

/// The lower and the upper end of an interval.
pub type Ends = (f64, f64);

/// A fact that is not varied, and why.
pub type Unvaried = (String, &'static str);

impl Factor {
    /// What it is, in plain words.
    pub fn words(&self) -> String {
        match &self.what {
            What::Practice(practice) => meaning(practice.figure()),
            What::Default(figure) if figure.path == self.name => meaning(figure),
            _ => words(&self.name),
        }
    }

    /// Where it is at a share of the way from the lower end to the upper.
    fn at_share(&self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// What is set in the file at a share of the way from the lower end to the upper.
    pub fn sets(&self, share: f64) -> Vec<(String, String)> {
        match &self.what {
            What::Figure(..) | What::Practice(_) => Vec::new(),
            What::Declared(range) => vec![(self.name.clone(), range.at(share))],
            What::Default(figure) => {
                vec![(self.name.clone(), written(figure, self.at_share(share)))]
            }
            What::Scaled(values) => {
                let by = self.at_share(share);
                values.iter().map(|value| (value.path.clone(), value.times(by))).collect()
            }
            What::Measured(..) => self.measured_at(share, rounded),
        }
    }

    /// Measured values at a share of the way, each moved within its own interval.
    fn measured_at(&self, share: f64, round: fn(f64) -> f64) -> Vec<(String, String)> {
        let What::Measured(values, ends) = &self.what else { return Vec::new() };
        let at = self.at_share(share);
        let moved = |(number, (least, most)): (&f64, &Ends)| {
            number + if at < 0.0 { at * (number - least) } else { at * (most - number) }
        };
        let written = |(value, ends): (&Value, &Vec<Ends>)| {
            let numbers = value.numbers.iter().zip(ends);
            let numbers =
                numbers.map(|((n, unit), ends)| (round(moved((n, ends))), unit.clone())).collect();
            let value = Value { path: value.path.clone(), numbers };
            (value.path.clone(), value.written(|number| number))
        };
        values.iter().zip(ends).map(written).collect()
    }

    /// What is set beside the file at a share of the way from the lower end to the upper.
    pub fn figure(&self, share: f64) -> Option<Adjusted<'_>> {
        match &self.what {
            What::Figure(model, figure) => {
                let value = rounded(figure.value * self.at_share(share));
                Some(Adjusted::Figure(*model, figure, value))
            }
            What::Practice(practice) => {
                Some(Adjusted::Practice(*practice, rounded(self.at_share(share))))
            }
            What::Declared(_) | What::Default(_) | What::Scaled(_) | What::Measured(..) => None,
        }
    }

    /// What is set where everything is multiplied by a number (a declared range: taken as a share).
    pub fn times(&self, by: f64) -> Vec<(String, String)> {
        match &self.what {
            What::Figure(..) | What::Practice(_) => Vec::new(),
            What::Declared(range) => vec![(self.name.clone(), range.at(by.clamp(0.0, 1.0)))],
            What::Default(figure) => {
                vec![(self.name.clone(), written(figure, figure.default * by))]
            }
            What::Scaled(values) | What::Measured(values, _) => {
                values.iter().map(|value| (value.path.clone(), value.times(by))).collect()
            }
        }
    }

    /// Its values at a share, in words.
    pub fn shown(&self, share: f64) -> String {
        let figure = self.figure(share).into_iter();
        let figure = figure.map(|figure| match figure {
            Adjusted::Figure(_, figure, value) => figure.written(&digits(value)),
            Adjusted::Practice(practice, value) => digits(value) + practice.figure().kind.unit(),
        });
        let values = match &self.what {
            What::Scaled(values) => {
                values.iter().map(|value| value.shown(self.at_share(share))).collect()
            }
            What::Measured(..) => {
                let values = self.measured_at(share, short).into_iter();
                values.map(|(_, value)| value.replace('"', "")).collect()
            }
            _ => self.sets(share).into_iter().map(|(_, value)| value).collect::<Vec<String>>(),
        };
        values.into_iter().chain(figure).collect::<Vec<String>>().join(", ")
    }

    /// Whether it goes over the range of a default.
    pub fn is_default(&self) -> bool {
        matches!(self.what, What::Default(_))
    }

    /// Over a declared range.
    pub fn declared(vary: &Vary) -> Option<Factor> {
        let range = vary.range.clone()?;
        let name = vary.path.clone();
        Some(Factor { name, what: What::Declared(range), low: 0.0, high: 1.0 })
    }

    fn default_of(figure: PracticeFigure) -> Factor {
        Factor::at(figure.path.to_owned(), figure)
    }

    /// A fact at this path over the range of its evidence.
    fn at(name: String, figure: PracticeFigure) -> Factor {
        let (low, high) = figure.range;
        Factor { name, what: What::Default(figure), low, high }
    }

    fn scaled(name: String, values: Vec<Value>, part: f64) -> Factor {
        Factor { name, what: What::Scaled(values), low: 1.0 - part, high: 1.0 + part }
    }

    /// Over the intervals of its values, by path and place in a list; what has none stays as it is. `None` of what is no value of the
    /// file.
    pub fn measured(&self, ends: impl Fn(&str, usize) -> Option<Ends>) -> Option<Factor> {
        let What::Scaled(values) = &self.what else { return None };
        let of = |value: &Value| {
            let numbers = value.numbers.iter().enumerate();
            numbers
                .map(|(place, (now, _))| ends(&value.path, place).unwrap_or((*now, *now)))
                .collect()
        };
        let ends = values.iter().map(of).collect();
        let what = What::Measured(values.clone(), ends);
        Some(Factor { name: self.name.clone(), what, low: -1.0, high: 1.0 })
    }

    /// The same with other multipliers (or shares of the way) at its ends; `None` of what has a range of its own.
    pub fn between(&self, low: f64, high: f64) -> Option<Factor> {
        match self.what {
            What::Declared(_) | What::Default(_) | What::Practice(_) => None,
            What::Scaled(_) | What::Measured(..) | What::Figure(..) => {
                Some(Factor { low, high, ..self.clone() })
            }
        }
    }

    /// Multipliers, the farthest from 1 first, of a lower end and of an upper end. What cannot be raised as far
    /// as asked may be a share: it goes to 1, or half-way where 1 itself is not allowed.
    fn ends(&self) -> Option<([f64; 2], [f64; 4])> {
        let largest = match &self.what {
            What::Declared(_) | What::Default(_) | What::Practice(_) => return None,
            What::Measured(..) => return Some(([self.low, 0.0], [self.high, 0.5, 0.25, 0.0])),
            What::Figure(_, figure) => figure.value,
            What::Scaled(values) => {
                let all = values.iter().flat_map(|value| &value.numbers);
                all.map(|(number, _)| *number).fold(0.0, f64::max)
            }
        };
        let to_one = (1.0 / largest).clamp(1.0, self.high);
        Some(([self.low, 1.0], [self.high, to_one, 0.5 * (1.0 + to_one), 1.0]))
    }
}

impl Value {
    fn of(setting: &Setting) -> Option<Value> {
        let inner = setting.value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let numbers: Option<Vec<(f64, String)>> = match inner {
            // Other lists of texts are names.
            Some(inner) if inner.contains('"') && !setting.path.ends_with(VALUES) => None,
            Some(inner) => inner.split(',').map(with_unit).collect(),
            None => with_unit(&setting.value).map(|one| vec![one]),
        };
        let sound = |all: &Vec<(f64, String)>| {
            !all.is_empty() && all.iter().all(|(number, _)| number.is_finite())
        };
        numbers.filter(sound).map(|numbers| Value { path: setting.path.clone(), numbers })
    }

    /// Whether it is a number at the path of a figure, inside its range.
    fn is_within(&self, figure: &PracticeFigure) -> bool {
        let (low, high) = figure.range;
        let unit = figure.kind.unit();
        let one = |(number, own): &(f64, String)| own == unit && (low..=high).contains(number);
        let there = match figure.path.split_once('X') {
            Some((head, tail)) => self.path.starts_with(head) && self.path.ends_with(tail),
            None => self.path == figure.path,
        };
        there && self.numbers.iter().all(one)
    }

    fn times(&self, by: f64) -> String {
        self.written(|number| rounded(number * by))
    }

    /// The same as a reader wants it.
    fn shown(&self, by: f64) -> String {
        match self.numbers.len() > LISTED {
            true => format!("all × {}", digits(short(by))),
            false => self.written(|number| short(number * by)).replace('"', ""),
        }
    }

    fn written(&self, number: impl Fn(f64) -> f64) -> String {
        let bare = |(value, unit): &(f64, String)| digits(number(*value)) + unit;
        if let [one] = self.numbers.as_slice() {
            return bare(one);
        }
        let quotes = |it: &(f64, String)| match it.1.is_empty() {
            true => bare(it),
            false => format!("\"{}\"", bare(it)),
        };
        format!("[{}]", self.numbers.iter().map(quotes).collect::<Vec<_>>().join(", "))
    }
}

/// A number with or without a unit.
fn with_unit(text: &str) -> Option<(f64, String)> {
    let bare = text.trim().trim_matches('"');
    let number = bare.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    Some((number.parse().ok()?, bare[number.len()..].to_owned()))
}

/// A value of a figure as the file writes it.
fn written(figure: &PracticeFigure, value: f64) -> String {
    digits(rounded(value)) + figure.kind.unit()
}

/// A number to four digits.
fn short(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

/// A number to nine digits.
fn rounded(number: f64) -> f64 {
    format!("{number:.8e}").parse().unwrap_or(number)
}

fn digits(number: f64) -> String {
    text::number(number).unwrap_or_default()
}

/// The figures that models assume, as factors from `1 - part` to `1 + part` times their values; models are known by
/// their place in the list.
pub fn figures(models: &[&WorkflowModel], part: f64) -> Vec<Factor> {
    let of_model = |(model, levers): (usize, &&WorkflowModel)| {
        let figures = Lever::beginning_with(FIRST).flat_map(|lever| lever.figures(levers));
        let factor = |figure: Figure| Factor {
            name: format!("models.{:?}.{}", levers.name, figure.path),
            what: What::Figure(model, figure),
            low: 1.0 - part,
            high: 1.0 + part,
        };
        figures.filter(|figure| figure.value != 0.0).map(factor).collect::<Vec<Factor>>()
    };
    models.iter().enumerate().flat_map(of_model).collect()
}

/// The figures of the practices that some of these models pay for or get, and what is left at its default of a broker
/// that some of them have: each over its range.
pub fn practices(facts: &Facts, models: &[&WorkflowModel]) -> Vec<Factor> {
    let used: Vec<Practice> =
        models.iter().flat_map(|model| model.practices_in_all(facts)).collect();
    let of = |practice: &Practice| {
        let path = practice.figure().path;
        let name =
            if path.starts_with("teams.") { path.to_owned() } else { format!("practices.{path}") };
        let (low, high) = practice.figure().range;
        Factor { name, what: What::Practice(*practice), low, high }
    };
    let found = Practice::ALL.iter().filter(|practice| used.contains(practice)).map(of);
    let left = |figure: &PracticeFigure| {
        let at_default = |model: &&WorkflowModel| {
            model.broker.is_some() && model.origin(figure.path) == Source::Default
        };
        models.iter().any(at_default)
    };
    let broker = [BROKER_EFFORT, BROKER_DETECT].into_iter().filter(left).map(Factor::default_of);
    found.chain(broker).chain(of_ways(facts, models)).collect()
}

/// Every uncertain fact of a document, from `1 - part` to `1 + part` times its value; what belongs to
/// one distribution varies together. What has a range of its own (docs/PRACTICES.md) varies over that, given or not.
pub fn facts(document: &Document, part: f64) -> Vec<Factor> {
    let mut factors: Vec<Factor> = Vec::new();
    let settings = document.paths();
    for setting in settings.iter().filter(|setting| is_uncertain(&setting.path)) {
        let Some(value) = Value::of(setting) else { continue };
        if value.numbers.iter().all(|(number, _)| *number == 0.0) {
            continue;
        }
        if let Some(figure) = DEFAULTS.into_iter().find(|figure| value.is_within(figure)) {
            // What is written stands in place of the default, where it is multiplied.
            let default = value.numbers.first().map_or(figure.default, |(number, _)| *number);
            factors.push(Factor::at(value.path, PracticeFigure { default, ..figure }));
            continue;
        }
        let name = group(&setting.path);
        match factors.iter_mut().find(|factor| factor.name == name) {
            Some(Factor { what: What::Scaled(values), .. }) => values.push(value),
            _ => factors.push(Factor::scaled(name, vec![value], part)),
        }
    }
    let left = |path: &str| settings.iter().all(|setting| setting.path != path);
    // The others depend on what the models do.
    let of_all = |figure: &PracticeFigure| {
        let of_models = [BROKER_EFFORT, BROKER_DETECT, PER_SYNC];
        !figure.path.contains('X') && !of_models.contains(figure) && left(figure.path)
    };
    factors.extend(DEFAULTS.into_iter().filter(of_all).map(Factor::default_of));
    let kinds = settings.iter().filter(|setting| setting.value == "\"approval\"");
    let approvals = kinds.filter_map(|setting| setting.path.strip_suffix(".kind"));
    let paths = approvals.map(|stream| format!("{stream}.rereview")).filter(|path| left(path));
    factors.extend(paths.map(|path| Factor::at(path, REREVIEW)));
    factors
}

/// What is left at its default of the price of interruptions and meetings, where some of these models have any: each
/// over its range.
fn of_ways(facts: &Facts, models: &[&WorkflowModel]) -> Vec<Factor> {
    let settings = || models.iter().flat_map(|model| model.settings());
    let on_demand = |model: &WorkflowModel, team: usize| {
        let rows = model.approvals.iter().filter_map(|rule| rule.on_demand.as_ref());
        [&model.approval.on_demand].into_iter().chain(rows).any(|teams| teams.contains(&team))
    };
    let interrupted = facts.teams.iter().enumerate().filter(|(id, team)| {
        team.person.switch_cost == Work(0) && settings().any(|model| on_demand(model, *id))
    });
    let path = |(_, team): (usize, &Team)| format!("teams.{}.switch_cost", text::key(&team.name));
    let mut found: Vec<Factor> =
        interrupted.map(path).map(|path| Factor::at(path, SWITCH_COST)).collect();
    if facts.fatigue.per_sync == 0.0 && settings().any(|model| !model.syncs.is_empty()) {
        found.push(Factor::default_of(PER_SYNC));
    }
    found
}

/// The lengths of the meetings that these models' presets hold, each over its range; models are known by their place in
/// the list.
pub fn meetings(models: &[&WorkflowModel]) -> Vec<Factor> {
    let mut found = Vec::new();
    let with_preset = models.iter().enumerate().filter(|(_, levers)| levers.preset.is_some());
    for (model, levers) in with_preset {
        for figure in Lever::Syncs.figures(levers) {
            let row = MEETINGS.iter().find(|row| row.path == figure.path);
            let Some(row) = row.filter(|row| row.default == figure.value * 60.0) else { continue };
            let [low, high] = [row.range.0, row.range.1].map(|end| end / row.default);
            let name = format!("models.{:?}.{}", levers.name, figure.path);
            found.push(Factor { name, what: What::Figure(model, figure), low, high });
        }
    }
    found
}

fn is_uncertain(path: &str) -> bool {
    let first = path.split(['.', '[']).next().unwrap_or(path);
    let last = path.rsplit('.').next().unwrap_or(path);
    !DECIDED.contains(&first) && !DECIDED_KEYS.contains(&last)
}

/// What the parts of one distribution share.
fn group(path: &str) -> String {
    match path.rsplit_once('.') {
        Some((parent, last)) if TOGETHER.contains(&last) => parent.to_owned(),
        _ => path.to_owned(),
    }
}

/// Factors whose ends make scenarios: to both sides as far as the file allows. One that cannot be varied at
/// all is named.
pub fn fitted(document: &Document, factors: Vec<Factor>) -> (Vec<Factor>, Vec<Unvaried>) {
    let mut fit = Vec::new();
    let mut unvaried = Vec::new();
    for factor in factors {
        match within(document, &factor) {
            Some(within) => fit.push(within),
            None => unvaried.push((factor.name, "neither a lower nor a higher value is allowed")),
        }
    }
    (fit, unvaried)
}

/// A factor with the farthest ends that make scenarios; `None` if only its value now does.
fn within(document: &Document, factor: &Factor) -> Option<Factor> {
    let makes = |factor: &Factor, share| {
        match factor.figure(share) {
            Some(Adjusted::Figure(_, figure, value)) => return value <= figure.most,
            Some(Adjusted::Practice(..)) => return true,
            None => {}
        }
        document.with(&factor.sets(share)).and_then(|changed| changed.resolve()).is_ok()
    };
    let Some((lows, highs)) = factor.ends() else {
        return (makes(factor, 0.0) && makes(factor, 1.0)).then(|| factor.clone());
    };
    let allowed = |by: &f64| factor.between(*by, *by).is_some_and(|end| makes(&end, 0.0));
    let (low, high) = (lows.into_iter().find(allowed)?, highs.into_iter().find(allowed)?);
    (low < high).then(|| factor.between(low, high)).flatten()
}
