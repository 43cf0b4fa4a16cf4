//! Distributions of durations: a constant, three points, median and p90, or `dist = "..."`.
//!
//! [`FORMS`] is the one list of forms: the reader, its messages and the schema all follow it.

use super::definitions::Definitions;
use super::names::quoted;
use super::numbers::NonNegative;
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Table, Value};
use super::units::{self, ELAPSED, Units, WORKING};
use crate::distribution::{Distribution, Family, Invalid};
use crate::text::nearest;
use serde_json::{Map, json};
use std::collections::BTreeMap;

/// One way to write a distribution as a table.
struct Form {
    /// The value of the key `dist`, if the form has one.
    dist: Option<&'static str>,
    /// In the order in which they are told.
    parameters: &'static [Parameter],
    /// The distribution with these parameters.
    build: Build,
    /// Whether only schema 2 knows it.
    new: bool,
}

type Build = fn(&Parameters) -> Result<Distribution, Invalid>;

struct Parameter {
    name: &'static str,
    kind: Kind,
}

/// What a parameter is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A duration.
    Time,
    /// A plain number.
    Number,
    /// A list of durations.
    Times,
    /// A list of plain numbers.
    Numbers,
    /// The same, which may be left out; only schema 2 knows it.
    Weights,
    /// A list of distributions.
    Laws,
    /// The name of a file.
    Path,
}

const fn of(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind }
}

const fn time(name: &'static str) -> Parameter {
    of(name, Kind::Time)
}

/// Values of parameters; times in microseconds.
#[derive(Default)]
struct Parameters {
    by_name: BTreeMap<&'static str, f64>,
    lists: BTreeMap<&'static str, Vec<f64>>,
    laws: Vec<Distribution>,
}

impl Parameters {
    /// A parameter's value; all of a form's are there once it has been read without problems.
    fn get(&self, name: &str) -> f64 {
        self.by_name.get(name).copied().unwrap_or(f64::NAN)
    }

    fn three(&self) -> [f64; 3] {
        ["low", "likely", "high"].map(|name| self.get(name))
    }

    fn list(&self, name: &str) -> Vec<f64> {
        self.lists.get(name).cloned().unwrap_or_default()
    }
}

const fn form(dist: Option<&'static str>, parameters: &'static [Parameter], build: Build) -> Form {
    Form { dist, parameters, build, new: false }
}

const fn newer(dist: &'static str, parameters: &'static [Parameter], build: Build) -> Form {
    Form { dist: Some(dist), parameters, build, new: true }
}

const FORMS: &[Form] = &[
    form(None, &[time("low"), time("likely"), time("high")], |p| {
        let [low, likely, high] = p.three();
        Distribution::new(Family::Pert { low, likely, high })
    }),
    form(None, &[time("median"), time("p90")], |p| {
        Distribution::lognormal_median_p90(p.get("median"), p.get("p90"))
    }),
    form(Some("uniform"), &[time("low"), time("high")], |p| {
        Distribution::new(Family::Uniform { low: p.get("low"), high: p.get("high") })
    }),
    form(Some("triangular"), &[time("low"), time("likely"), time("high")], |p| {
        let [low, likely, high] = p.three();
        Distribution::new(Family::Triangular { low, likely, high })
    }),
    form(Some("exponential"), &[time("mean")], |p| {
        Distribution::new(Family::Exponential { mean: p.get("mean") })
    }),
    form(Some("lognormal"), &[time("mean"), of("cv", Kind::Number)], |p| {
        Distribution::lognormal_mean_cv(p.get("mean"), p.get("cv"))
    }),
    form(Some("gamma"), &[time("mean"), of("cv", Kind::Number)], |p| {
        Distribution::new(Family::Gamma { mean: p.get("mean"), cv: p.get("cv") })
    }),
    form(Some("weibull"), &[time("scale"), of("shape", Kind::Number)], |p| {
        Distribution::new(Family::Weibull { scale: p.get("scale"), shape: p.get("shape") })
    }),
    form(
        Some("empirical"),
        &[of("values", Kind::Times), of("weights", Kind::Weights)],
        |p| match p.lists.get("weights") {
            Some(weights) => Distribution::weighted(&p.list("values"), weights),
            None => Distribution::new(Family::Empirical { values: p.list("values") }),
        },
    ),
    newer("quantiles", &[of("p", Kind::Numbers), of("values", Kind::Times)], |p| {
        let (probabilities, values) = (p.list("p"), p.list("values"));
        Distribution::new(Family::Quantiles { probabilities, values })
    }),
    newer("mixture", &[of("of", Kind::Laws), of("weights", Kind::Numbers)], |p| {
        Distribution::mixture(p.laws.clone(), &p.list("weights"))
    }),
    // What a file means stands in its place before anything is read here.
    newer("file", &[of("path", Kind::Path)], |_| {
        let message = "names a file that was not read: write it into the scenario itself, in a file of its own on the disk \
                       (not by --set)";
        Err(Invalid { parameter: "path", place: None, message: message.to_owned() })
    }),
];

impl Form {
    fn names(&self) -> impl Iterator<Item = &'static str> + Clone + '_ {
        self.parameters.iter().map(|parameter| parameter.name)
    }

    /// The form in words, such as `{ dist = "gamma", mean, cv }`.
    fn shown(&self) -> String {
        let dist = self.dist.map(|dist| format!("dist = \"{dist}\""));
        let of = |parameter: &Parameter| match parameter.kind {
            Kind::Weights => format!("({})", parameter.name),
            _ => parameter.name.to_owned(),
        };
        let parts: Vec<String> = dist.into_iter().chain(self.parameters.iter().map(of)).collect();
        format!("{{ {} }}", parts.join(", "))
    }
}

/// All forms in words.
fn forms() -> String {
    let tables: Vec<String> = FORMS.iter().map(Form::shown).collect();
    format!("a distribution is a duration such as \"6h\", or one of {}", tables.join(", "))
}

/// Reads a distribution of durations; `None` after noting what is wrong.
fn read(node: &Node, units: Units, notes: &mut Notes) -> Option<Distribution> {
    match &node.value {
        Value::Table(table) => read_table(node, table, units, notes),
        Value::Array(_) | Value::Boolean(_) | Value::Datetime(_) => {
            notes.wrong(node, "a distribution of durations");
            if let Some(note) = notes.list.last_mut() {
                note.help = forms();
            }
            None
        }
        _ => Distribution::new(Family::Constant { value: units::read(node, units, notes)? as f64 })
            .ok(),
    }
}

fn read_table(node: &Node, table: &Table, units: Units, notes: &mut Notes) -> Option<Distribution> {
    let noted = notes.list.len();
    let form = form_of(node, table, notes)?;
    if let Some(dist) = form.dist.filter(|_| form.new) {
        notes.newer.push((node.at, format!("`dist = \"{dist}\"`")));
    }
    let parameters = parameters(node, table, form, units, notes);
    if notes.list.len() > noted {
        return None;
    }
    let refused = match (form.build)(&parameters) {
        Ok(distribution) => return Some(distribution),
        Err(refused) => refused,
    };
    // The file speaks of the spread of a lognormal in other terms than the family.
    let spread = form.names().last().unwrap_or_default();
    let parameter = if refused.parameter == "log_sd" { spread } else { refused.parameter };
    let whole = table.get(parameter).unwrap_or(node);
    let one = match (&whole.value, refused.place) {
        (Value::Array(items), Some(place)) => items.get(place),
        _ => None,
    };
    let at = one.unwrap_or(whole).at;
    let message = format!("`{parameter}` {}", refused.message);
    notes.push(Note::new(at, message).label("not allowed"));
    None
}

/// The form of a table: by `dist`, else by its keys.
fn form_of(node: &Node, table: &Table, notes: &mut Notes) -> Option<&'static Form> {
    let Some(dist) = table.get("dist") else {
        let has = |key: &str| table.get(key).is_some();
        let fits = |form: &&Form| form.dist.is_none() && form.names().any(has);
        let found = FORMS.iter().find(fits);
        if found.is_none() {
            let note = Note::new(node.at, "this table is not a distribution");
            notes.push(note.label("which distribution?").help(forms()));
        }
        return found;
    };
    let Some(name) = dist.text() else {
        notes.wrong(dist, "the name of a distribution");
        return None;
    };
    let found = FORMS.iter().find(|form| form.dist == Some(name));
    if found.is_none() {
        let known = FORMS.iter().filter_map(|form| form.dist);
        let near = nearest(name, known).map(|near| format!("did you mean \"{near}\"? "));
        let note = Note::new(dist.at, format!("unknown distribution {}", quoted(name)));
        notes.push(note.label("unknown").help(near.unwrap_or_default() + &forms()));
    }
    found
}

/// The parameters of a form, after noting unknown, missing and wrong ones.
fn parameters(
    node: &Node,
    table: &Table,
    form: &Form,
    units: Units,
    notes: &mut Notes,
) -> Parameters {
    for entry in &table.entries {
        let known = form.names().any(|name| name == entry.key);
        let names_form = entry.key == "dist" && form.dist.is_some();
        if !known && !names_form {
            let near = nearest(&entry.key, form.names());
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = format!("{} is not a parameter of {}", quoted(&entry.key), form.shown());
            let note = Note::new(entry.at, message).label("not a parameter of this distribution");
            let note = note.unknown_in(node.at);
            notes.push(note.help(near + &forms()));
        }
    }
    let mut read = Parameters::default();
    for Parameter { name, kind } in form.parameters {
        match table.get(name) {
            Some(value) => read.take(name, *kind, value, units, notes),
            None if *kind == Kind::Weights => {}
            None => {
                let message = format!("the distribution {} needs `{name}`", form.shown());
                let note = Note::new(node.at, message);
                notes.push(note.label(format!("`{name}` is missing")).key(name));
            }
        }
    }
    read
}

impl Parameters {
    /// Reads a parameter, after noting what is wrong with it.
    fn take(
        &mut self,
        name: &'static str,
        kind: Kind,
        node: &Node,
        units: Units,
        notes: &mut Notes,
    ) {
        let time =
            |node: &Node, notes: &mut Notes| units::read(node, units, notes).map(|t| t as f64);
        match kind {
            Kind::Time => self.by_name.extend(time(node, notes).map(|time| (name, time))),
            Kind::Number => {
                self.by_name.extend(NonNegative::read(node, notes).map(|number| (name, number)));
            }
            Kind::Times => {
                let what = "a list of at least one duration, such as [\"2h\", \"5h\"]";
                self.lists.extend(listed(node, what, notes, time).map(|list| (name, list)));
            }
            Kind::Numbers | Kind::Weights => {
                if kind == Kind::Weights {
                    notes.newer.push((node.at, format!("`{name}`")));
                }
                let what = "a list of numbers, such as [0.2, 0.8]";
                let list = listed(node, what, notes, NonNegative::read);
                self.lists.extend(list.map(|list| (name, list)));
            }
            Kind::Laws => {
                let what = "a list of distributions, such as [\"2h\", { dist = \"exponential\", mean = \"5h\" }]";
                let law = |node: &Node, notes: &mut Notes| read(node, units, notes);
                self.laws = listed(node, what, notes, law).unwrap_or_default();
            }
            Kind::Path if node.text().is_some() => {}
            Kind::Path => notes.wrong(node, "the name of a file"),
        }
    }
}

/// The items of a list that can be read; `None` after noting that it is none, or empty.
fn listed<T>(
    node: &Node,
    what: &str,
    notes: &mut Notes,
    one: impl Fn(&Node, &mut Notes) -> Option<T>,
) -> Option<Vec<T>> {
    match &node.value {
        Value::Array(items) if !items.is_empty() => {
            Some(items.iter().filter_map(|item| one(item, notes)).collect())
        }
        _ => {
            notes.wrong(node, what);
            None
        }
    }
}

/// The schema of a distribution of durations, which has this name.
fn schema(units: Units, name: &str) -> serde_json::Value {
    let time = units::schema(units);
    let list = |of: serde_json::Value| json!({ "type": "array", "minItems": 1, "items": of });
    let number = json!({ "type": "number", "minimum": 0 });
    let of_form = |form: &Form| {
        let value = |kind: Kind| match kind {
            Kind::Time => time.clone(),
            Kind::Number => number.clone(),
            Kind::Times => list(time.clone()),
            Kind::Numbers | Kind::Weights => list(number.clone()),
            Kind::Laws => list(json!({ "$ref": format!("#/$defs/{name}") })),
            Kind::Path => json!({ "type": "string" }),
        };
        let mut required: Vec<&str> = form.dist.map(|_| "dist").into_iter().collect();
        let needed = form.parameters.iter().filter(|parameter| parameter.kind != Kind::Weights);
        required.extend(needed.map(|parameter| parameter.name));
        let dist = form.dist.map(|dist| ("dist".to_owned(), json!({ "const": dist })));
        let values = form.parameters.iter().map(|of| (of.name.to_owned(), value(of.kind)));
        let properties: Map<String, serde_json::Value> = dist.into_iter().chain(values).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    };
    let any: Vec<serde_json::Value> =
        std::iter::once(time.clone()).chain(FORMS.iter().map(of_form)).collect();
    json!({ "anyOf": any })
}

/// A distribution of working time.
#[derive(Debug)]
pub enum WorkDistribution {}

/// A distribution of elapsed time.
#[derive(Debug)]
pub enum ElapsedDistribution {}

/// A distribution of elapsed time, or of working time: which one, another key of its table says.
#[derive(Clone, Debug)]
pub struct EitherTime {
    /// As elapsed time and as working time, with what is wrong with it as such.
    readings: [(Option<Distribution>, Vec<Note>); 2],
}

impl EitherTime {
    /// It as the one or the other, after noting what is wrong with it.
    pub fn resolve(&self, working: bool, notes: &mut Notes) -> Option<Distribution> {
        let (distribution, noted) = &self.readings[usize::from(working)];
        notes.list.extend(noted.iter().cloned());
        distribution.clone()
    }
}

impl Read for EitherTime {
    type Value = EitherTime;
    fn read(node: &Node, _: &mut Notes) -> Option<EitherTime> {
        let readings = [ELAPSED, WORKING].map(|units| {
            let mut noted = Notes::default();
            (read(node, units, &mut noted), noted.list)
        });
        Some(EitherTime { readings })
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        ElapsedDistribution::schema(definitions)
    }
}

impl Read for WorkDistribution {
    type Value = Distribution;
    fn read(node: &Node, notes: &mut Notes) -> Option<Distribution> {
        read(node, WORKING, notes)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("WorkDistribution", |_| schema(WORKING, "WorkDistribution"))
    }
}

impl Read for ElapsedDistribution {
    type Value = Distribution;
    fn read(node: &Node, notes: &mut Notes) -> Option<Distribution> {
        read(node, ELAPSED, notes)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("ElapsedDistribution", |_| schema(ELAPSED, "ElapsedDistribution"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;
    use crate::time::HOUR;
    use toml::de::DeValue;

    const H: f64 = HOUR as f64;

    fn of(text: &str, units: Units) -> Result<Family, String> {
        let node = tree::from_value(DeValue::parse(text).unwrap(), 0);
        let mut notes = Notes::default();
        match read(&node, units, &mut notes) {
            Some(distribution) => Ok(distribution.family().clone()),
            None => {
                let said =
                    |note: &Note| format!("{} | {} | {}", note.message, note.label, note.help);
                Err(notes.list.iter().map(said).collect())
            }
        }
    }

    #[test]
    fn every_form() {
        let cases = [
            ("'6h'", Family::Constant { value: 6.0 * H }),
            ("'1d'", Family::Constant { value: 8.0 * H }),
            (
                "{ low = '1h', likely = '2h', high = '6h' }",
                Family::Pert { low: H, likely: 2.0 * H, high: 6.0 * H },
            ),
            (
                "{ dist = 'uniform', low = '1h', high = '2h' }",
                Family::Uniform { low: H, high: 2.0 * H },
            ),
            (
                "{ dist = 'triangular', low = '1h', likely = '2h', high = '6h' }",
                Family::Triangular { low: H, likely: 2.0 * H, high: 6.0 * H },
            ),
            ("{ dist = 'exponential', mean = '3h' }", Family::Exponential { mean: 3.0 * H }),
            ("{ dist = 'gamma', mean = '3h', cv = 1 }", Family::Gamma { mean: 3.0 * H, cv: 1.0 }),
            (
                "{ dist = 'weibull', scale = '3h', shape = 1.5 }",
                Family::Weibull { scale: 3.0 * H, shape: 1.5 },
            ),
            (
                "{ dist = 'empirical', values = ['3h', '1h'] }",
                Family::Empirical { values: vec![H, 3.0 * H] },
            ),
            (
                "{ dist = 'empirical', values = ['3h', '1h'], weights = [1, 3] }",
                Family::Weighted { values: vec![H, 3.0 * H], up_to: vec![0.75, 1.0] },
            ),
            (
                "{ dist = 'quantiles', p = [0, 0.5, 1], values = ['1h', '2h', '1d'] }",
                Family::Quantiles {
                    probabilities: vec![0.0, 0.5, 1.0],
                    values: vec![H, 2.0 * H, 8.0 * H],
                },
            ),
            (
                "{ dist = 'mixture', of = ['2h', { dist = 'exponential', mean = '1d' }], weights = [3, 1] }",
                Family::Mixture {
                    of: [
                        Family::Constant { value: 2.0 * H },
                        Family::Exponential { mean: 8.0 * H },
                    ]
                    .map(|family| Distribution::new(family).unwrap())
                    .into(),
                    shares: vec![0.75, 0.25],
                },
            ),
        ];
        for (text, family) in cases {
            assert_eq!(of(text, WORKING), Ok(family), "{text}");
        }
        assert_eq!(of("'1d'", ELAPSED), Ok(Family::Constant { value: 24.0 * H }));
    }

    fn lognormal(text: &str) -> (f64, f64) {
        match of(text, WORKING) {
            Ok(Family::Lognormal { median, log_sd }) => (median / H, log_sd),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_lognormal_keeps_its_percentiles_or_its_moments() {
        let (median, log_sd) = lognormal("{ median = '5h', p90 = '11h' }");
        assert_eq!(median, 5.0);
        assert!((median * (log_sd * 1.2815515655446004).exp() - 11.0).abs() < 1e-12);
        let (median, log_sd) = lognormal("{ dist = 'lognormal', mean = '4h', cv = 0.5 }");
        let square = log_sd * log_sd;
        assert!((median * (square / 2.0).exp() - 4.0).abs() < 1e-12);
        assert!((square.exp_m1().sqrt() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_a_distribution_says_why() {
        let cases = [
            ("{}", "this table is not a distribution"),
            ("{ mean = '1h' }", "this table is not a distribution"),
            ("{ low = '1h', high = '2h' }", "needs `likely`"),
            ("{ low = '1h', likely = '2h', high = '6h', p90 = '7h' }", "`p90` is not a parameter"),
            ("{ low = '3h', likely = '2h', high = '6h' }", "`likely` is 2 h, below low (3 h)"),
            ("{ low = '1h', likely = '7h', high = '6h' }", "`high` is 6 h, below likely (7 h)"),
            ("{ dist = 'uniform', low = '3h', high = '2h' }", "`high` is 2 h, below low (3 h)"),
            ("{ median = '3h', p90 = '2h' }", "`p90` is 2 h, below median (3 h)"),
            ("{ median = '0h', p90 = '2h' }", "`median` is 0; more than 0"),
            ("{ dist = 'exponential', mean = '0h' }", "`mean` is 0; more than 0"),
            ("{ dist = 'gama', mean = '1h', cv = 1 }", "did you mean \"gamma\""),
            ("{ dist = 1 }", "the name of a distribution"),
            ("{ dist = 'gamma', mean = '1h', cv = -1 }", "from 0 to 1e9"),
            ("{ dist = 'gamma', mean = 1, cv = 1 }", "needs a unit"),
            ("{ dist = 'gamma', mean = '1h', cvv = 1 }", "did you mean `cv`"),
            ("{ dist = 'empirical', values = [] }", "at least one duration"),
            ("{ dist = 'empirical', values = ['1h', 2] }", "needs a unit"),
            ("{ dist = 'empirical', values = ['1h'], weights = [1, 2] }", "`weights` are 2; 1 are"),
            (
                "{ dist = 'empirical', values = ['1h'], weights = [0] }",
                "`weights` hold 0; more than 0",
            ),
            ("{ dist = 'empirical', values = ['1h'], weights = 1 }", "a list of numbers"),
            ("{ dist = 'quantiles', values = ['1h'] }", "needs `p`"),
            ("{ dist = 'quantiles', p = [0.1, 1], values = ['1h', '2h'] }", "`p` begins with 0.1"),
            ("{ dist = 'quantiles', p = [0, 0.9], values = ['1h', '2h'] }", "`p` end with 0.9"),
            (
                "{ dist = 'quantiles', p = [0, 1], values = ['3h', '2h'] }",
                "`values` fall from 3 h to 2 h",
            ),
            ("{ dist = 'quantiles', p = [0, 2], values = ['1h', '2h'] }", "`p` hold 2"),
            ("{ dist = 'mixture', of = ['1h'] }", "needs `weights`"),
            ("{ dist = 'mixture', of = '1h', weights = [1] }", "a list of distributions"),
            (
                "{ dist = 'mixture', of = ['1h', { dist = 'gama' }], weights = [1, 1] }",
                "did you mean \"gamma\"",
            ),
            ("{ dist = 'mixture', of = ['1h'], weights = [-1] }", "0 or more"),
            ("{ dist = 'file', path = 'a.csv' }", "a file that was not read"),
            ("{ dist = 'file', path = 3 }", "the name of a file"),
            ("['1h']", "expected a distribution"),
            ("5", "needs a unit"),
        ];
        for (text, phrase) in cases {
            let said = of(text, WORKING).unwrap_err();
            assert!(said.contains(phrase), "{text}: {said}");
        }
    }
}
