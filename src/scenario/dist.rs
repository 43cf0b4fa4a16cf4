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
    /// Parameters that are durations; where there are none, the only parameter is `values`, a list of them.
    times: &'static [&'static str],
    /// The parameter that is a plain number.
    number: Option<&'static str>,
    /// The distribution with these parameters.
    build: Build,
}

type Build = fn(&Parameters) -> Result<Distribution, Invalid>;

/// Values of parameters; times in microseconds.
#[derive(Default)]
struct Parameters {
    by_name: BTreeMap<&'static str, f64>,
    values: Vec<f64>,
}

impl Parameters {
    /// A parameter's value; all of a form's are there once it has been read without problems.
    fn get(&self, name: &str) -> f64 {
        self.by_name.get(name).copied().unwrap_or(f64::NAN)
    }

    fn three(&self) -> [f64; 3] {
        ["low", "likely", "high"].map(|name| self.get(name))
    }
}

const fn form(
    dist: Option<&'static str>,
    times: &'static [&'static str],
    number: Option<&'static str>,
    build: Build,
) -> Form {
    Form { dist, times, number, build }
}

const FORMS: &[Form] = &[
    form(None, &["low", "likely", "high"], None, |p| {
        let [low, likely, high] = p.three();
        Distribution::new(Family::Pert { low, likely, high })
    }),
    form(None, &["median", "p90"], None, |p| {
        Distribution::lognormal_median_p90(p.get("median"), p.get("p90"))
    }),
    form(Some("uniform"), &["low", "high"], None, |p| {
        Distribution::new(Family::Uniform { low: p.get("low"), high: p.get("high") })
    }),
    form(Some("triangular"), &["low", "likely", "high"], None, |p| {
        let [low, likely, high] = p.three();
        Distribution::new(Family::Triangular { low, likely, high })
    }),
    form(Some("exponential"), &["mean"], None, |p| {
        Distribution::new(Family::Exponential { mean: p.get("mean") })
    }),
    form(Some("lognormal"), &["mean"], Some("cv"), |p| {
        Distribution::lognormal_mean_cv(p.get("mean"), p.get("cv"))
    }),
    form(Some("gamma"), &["mean"], Some("cv"), |p| {
        Distribution::new(Family::Gamma { mean: p.get("mean"), cv: p.get("cv") })
    }),
    form(Some("weibull"), &["scale"], Some("shape"), |p| {
        Distribution::new(Family::Weibull { scale: p.get("scale"), shape: p.get("shape") })
    }),
    form(Some("empirical"), &[], None, |p| {
        Distribution::new(Family::Empirical { values: p.values.clone() })
    }),
];

impl Form {
    fn parameters(&self) -> impl Iterator<Item = &'static str> + Clone + '_ {
        let values: &[&str] = if self.times.is_empty() { &["values"] } else { &[] };
        self.times.iter().copied().chain(self.number).chain(values.iter().copied())
    }

    /// The form in words, such as `{ dist = "gamma", mean, cv }`.
    fn shown(&self) -> String {
        let dist = self.dist.map(|dist| format!("dist = \"{dist}\""));
        let parts: Vec<String> =
            dist.into_iter().chain(self.parameters().map(str::to_owned)).collect();
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
    let parameters = parameters(node, table, form, units, notes);
    if notes.list.len() > noted {
        return None;
    }
    let refused = match (form.build)(&parameters) {
        Ok(distribution) => return Some(distribution),
        Err(refused) => refused,
    };
    // The file speaks of the spread of a lognormal in other terms than the family.
    let spread = form.number.or(form.times.last().copied()).unwrap_or_default();
    let parameter = if refused.parameter == "log_sd" { spread } else { refused.parameter };
    let at = table.get(parameter).unwrap_or(node).at;
    let message = format!("`{parameter}` {}", refused.message);
    notes.push(Note::new(at, message).label("not allowed"));
    None
}

/// The form of a table: by `dist`, else by its keys.
fn form_of(node: &Node, table: &Table, notes: &mut Notes) -> Option<&'static Form> {
    let Some(dist) = table.get("dist") else {
        let has = |key: &str| table.get(key).is_some();
        let fits = |form: &&Form| form.dist.is_none() && form.parameters().any(has);
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
        let known = form.parameters().any(|name| name == entry.key);
        let names_form = entry.key == "dist" && form.dist.is_some();
        if !known && !names_form {
            let near = nearest(&entry.key, form.parameters());
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = format!("{} is not a parameter of {}", quoted(&entry.key), form.shown());
            let note = Note::new(entry.at, message).label("not a parameter of this distribution");
            let note = note.unknown_in(node.at);
            notes.push(note.help(near + &forms()));
        }
    }
    let mut read = Parameters::default();
    for name in form.parameters() {
        let Some(value) = table.get(name) else {
            let note =
                Note::new(node.at, format!("the distribution {} needs `{name}`", form.shown()));
            notes.push(note.label(format!("`{name}` is missing")).key(name));
            continue;
        };
        let number = match form.number {
            _ if form.times.is_empty() => {
                read.values = listed(value, units, notes).unwrap_or_default();
                continue;
            }
            Some(number) if number == name => NonNegative::read(value, notes),
            _ => units::read(value, units, notes).map(|micros| micros as f64),
        };
        read.by_name.extend(number.map(|number| (name, number)));
    }
    read
}

/// A list of durations; `None` after noting that it is none.
fn listed(node: &Node, units: Units, notes: &mut Notes) -> Option<Vec<f64>> {
    let items = match &node.value {
        Value::Array(items) if !items.is_empty() => items,
        _ => {
            notes.wrong(node, "a list of at least one duration, such as [\"2h\", \"5h\"]");
            return None;
        }
    };
    let read = items.iter().filter_map(|item| units::read(item, units, notes));
    Some(read.map(|micros| micros as f64).collect())
}

/// The schema of a distribution of durations.
fn schema(units: Units) -> serde_json::Value {
    let time = units::schema(units);
    let of_form = |form: &Form| {
        let value = |name: &str| match form.number {
            _ if form.times.is_empty() => json!({ "type": "array", "minItems": 1, "items": time }),
            Some(number) if number == name => json!({ "type": "number", "minimum": 0 }),
            _ => time.clone(),
        };
        let dist = form.dist.map(|dist| ("dist", json!({ "const": dist })));
        let all = dist.into_iter().chain(form.parameters().map(|name| (name, value(name))));
        let (required, properties): (Vec<&str>, Map<String, serde_json::Value>) =
            all.map(|(name, value)| (name, (name.to_owned(), value))).unzip();
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
        definitions.named("WorkDistribution", |_| schema(WORKING))
    }
}

impl Read for ElapsedDistribution {
    type Value = Distribution;
    fn read(node: &Node, notes: &mut Notes) -> Option<Distribution> {
        read(node, ELAPSED, notes)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("ElapsedDistribution", |_| schema(ELAPSED))
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
            ("['1h']", "expected a distribution"),
            ("5", "needs a unit"),
        ];
        for (text, phrase) in cases {
            let said = of(text, WORKING).unwrap_err();
            assert!(said.contains(phrase), "{text}: {said}");
        }
    }
}
