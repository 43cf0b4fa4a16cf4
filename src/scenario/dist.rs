//! Distributions of durations: a constant, three points, median and p90, or `dist = "..."`.
//!
//! [`FORMS`] is the one list of forms: the reader, its messages and the schema all follow it.

use super::names::quoted;
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Table, Value};
use super::units::{self, ELAPSED, Units, WORKING};
use crate::distribution::{Distribution, Family};
use crate::text::nearest;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The standard normal quantile at 0.9, which turns a 90th percentile into a standard deviation.
const Z90: f64 = 1.281_551_565_544_600_4;

/// One way to write a distribution as a table.
struct Form {
    /// The value of the key `dist`, if the form has one.
    dist: Option<&'static str>,
    /// Parameters that are durations.
    times: &'static [&'static str],
    /// Parameters that are plain numbers.
    numbers: &'static [&'static str],
    /// Whether the only parameter is a list of durations, `values`.
    listed: bool,
    /// The family these parameters give.
    build: fn(&Parameters) -> Family,
}

/// Values of parameters; times in microseconds.
struct Parameters {
    by_name: BTreeMap<&'static str, f64>,
    values: Vec<f64>,
}

impl Parameters {
    /// A parameter's value; all of a form's are there once it has been read without problems.
    fn get(&self, name: &str) -> f64 {
        self.by_name.get(name).copied().unwrap_or(f64::NAN)
    }
}

const FORMS: &[Form] = &[
    Form {
        dist: None,
        times: &["low", "likely", "high"],
        numbers: &[],
        listed: false,
        build: |p| Family::Pert { low: p.get("low"), likely: p.get("likely"), high: p.get("high") },
    },
    Form {
        dist: None,
        times: &["median", "p90"],
        numbers: &[],
        listed: false,
        build: |p| lognormal_of_p90(p.get("median"), p.get("p90")),
    },
    Form {
        dist: Some("uniform"),
        times: &["low", "high"],
        numbers: &[],
        listed: false,
        build: |p| Family::Uniform { low: p.get("low"), high: p.get("high") },
    },
    Form {
        dist: Some("triangular"),
        times: &["low", "likely", "high"],
        numbers: &[],
        listed: false,
        build: |p| Family::Triangular {
            low: p.get("low"),
            likely: p.get("likely"),
            high: p.get("high"),
        },
    },
    Form {
        dist: Some("exponential"),
        times: &["mean"],
        numbers: &[],
        listed: false,
        build: |p| Family::Exponential { mean: p.get("mean") },
    },
    Form {
        dist: Some("lognormal"),
        times: &["mean"],
        numbers: &["cv"],
        listed: false,
        build: |p| lognormal_of_cv(p.get("mean"), p.get("cv")),
    },
    Form {
        dist: Some("gamma"),
        times: &["mean"],
        numbers: &["cv"],
        listed: false,
        build: |p| Family::Gamma { mean: p.get("mean"), cv: p.get("cv") },
    },
    Form {
        dist: Some("weibull"),
        times: &["scale"],
        numbers: &["shape"],
        listed: false,
        build: |p| Family::Weibull { scale: p.get("scale"), shape: p.get("shape") },
    },
    Form {
        dist: Some("empirical"),
        times: &[],
        numbers: &[],
        listed: true,
        build: |p| Family::Empirical { values: p.values.clone() },
    },
];

/// A lognormal by its median and 90th percentile: ln p90 = ln median + z(0.9) log_sd.
fn lognormal_of_p90(median: f64, p90: f64) -> Family {
    Family::Lognormal { median, log_sd: libm::log(p90 / median) / Z90 }
}

/// A lognormal by its mean and coefficient of variation: cv^2 = exp(log_sd^2) - 1 and
/// mean = median exp(log_sd^2 / 2) (Johnson, Kotz & Balakrishnan 1994, section 14.3).
fn lognormal_of_cv(mean: f64, cv: f64) -> Family {
    let spread = cv * cv;
    Family::Lognormal {
        median: mean / libm::sqrt(1.0 + spread),
        log_sd: libm::sqrt(libm::log1p(spread)),
    }
}

impl Form {
    fn parameters(&self) -> impl Iterator<Item = &'static str> + Clone + '_ {
        let values: &'static [&'static str] = if self.listed { &["values"] } else { &[] };
        self.times.iter().chain(self.numbers).chain(values).copied()
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
    let noted = notes.list.len();
    let (family, table) = match &node.value {
        Value::Table(table) => {
            let form = form_of(node, table, notes)?;
            let parameters = parameters(node, table, form, units, notes);
            if notes.list.len() > noted {
                return None;
            }
            ordered(node, table, &parameters, notes)?;
            ((form.build)(&parameters), Some(table))
        }
        Value::Array(_) | Value::Boolean(_) | Value::Datetime(_) => {
            notes.wrong(node, "a distribution of durations");
            if let Some(note) = notes.list.last_mut() {
                note.help = forms();
            }
            return None;
        }
        _ => (Family::Constant { value: units::read(node, units, notes)? as f64 }, None),
    };
    built(node, family, table, notes)
}

/// The distribution of a family, after noting what the family itself refuses.
fn built(
    node: &Node,
    family: Family,
    table: Option<&Table>,
    notes: &mut Notes,
) -> Option<Distribution> {
    match Distribution::new(family) {
        Ok(distribution) => Some(distribution),
        Err(invalid) => {
            let has = |key: &str| table.is_some_and(|table| table.get(key).is_some());
            let (parameter, what) = match invalid.parameter {
                // The file speaks of the spread in other terms than the family.
                "log_sd" => (
                    if has("p90") { "p90" } else { "cv" },
                    " (standard deviation of the logarithm)",
                ),
                other => (other, ""),
            };
            let at = table.and_then(|table| table.get(parameter)).unwrap_or(node).at;
            let message = format!("`{parameter}`{what} {}", invalid.message);
            notes.push(Note::new(at, message).label("not allowed"));
            None
        }
    }
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
            notes.push(note.help(near + &forms()));
        }
    }
    let mut read = Parameters { by_name: BTreeMap::new(), values: Vec::new() };
    for name in form.parameters() {
        match table.get(name) {
            None => {
                let note =
                    Note::new(node.at, format!("the distribution {} needs `{name}`", form.shown()));
                notes.push(note.label(format!("`{name}` is missing")).key(name));
            }
            Some(value) => parameter(&mut read, name, value, form, units, notes),
        }
    }
    read
}

fn parameter(
    read: &mut Parameters,
    name: &'static str,
    value: &Node,
    form: &Form,
    units: Units,
    notes: &mut Notes,
) {
    if form.listed {
        if let Some(values) = listed(value, units, notes) {
            read.values = values;
        }
    } else if form.numbers.contains(&name) {
        if let Some(number) = super::numbers::NonNegative::read(value, notes) {
            read.by_name.insert(name, number.0);
        }
    } else if let Some(micros) = units::read(value, units, notes) {
        read.by_name.insert(name, micros as f64);
    }
}

/// A list of durations, sorted; `None` after noting that it is none.
fn listed(node: &Node, units: Units, notes: &mut Notes) -> Option<Vec<f64>> {
    let items = match &node.value {
        Value::Array(items) if !items.is_empty() => items,
        _ => {
            notes.wrong(node, "a list of at least one duration, such as [\"2h\", \"5h\"]");
            return None;
        }
    };
    let read = items.iter().filter_map(|item| units::read(item, units, notes));
    let mut values: Vec<f64> = read.map(|micros| micros as f64).collect();
    values.sort_by(f64::total_cmp);
    Some(values)
}

/// Notes parameters in the wrong order, or zero where a ratio is taken; these are said here because
/// the family no longer knows the file's parameters.
fn ordered(node: &Node, table: &Table, parameters: &Parameters, notes: &mut Notes) -> Option<()> {
    let at = |name: &str| table.get(name).unwrap_or(node).at;
    let order = [("low", "likely"), ("likely", "high"), ("low", "high"), ("median", "p90")];
    for (low, high) in order {
        if parameters.get(low) > parameters.get(high) {
            let note = Note::new(at(low), format!("`{low}` is greater than `{high}`"));
            notes.push(note.label(format!("must be at most `{high}`")));
            return None;
        }
    }
    for name in ["median", "mean", "scale"] {
        if parameters.get(name) == 0.0 {
            let note = Note::new(at(name), format!("`{name}` must be above 0"));
            notes.push(note.label("must be above 0"));
            return None;
        }
    }
    Some(())
}

/// The schema of a distribution of durations.
fn schema(units: Units) -> Schema {
    let time = units::schema(units);
    let mut any = vec![time.clone()];
    for form in FORMS {
        let mut properties = serde_json::Map::new();
        let mut required: Vec<&str> = form.parameters().collect();
        if let Some(dist) = form.dist {
            properties.insert("dist".to_owned(), serde_json::json!({ "const": dist }));
            required.insert(0, "dist");
        }
        for name in form.parameters() {
            let value = if form.listed {
                serde_json::json!({ "type": "array", "minItems": 1, "items": time })
            } else if form.numbers.contains(&name) {
                serde_json::json!({ "type": "number", "minimum": 0 })
            } else {
                time.clone().to_value()
            };
            properties.insert(name.to_owned(), value);
        }
        any.push(json_schema!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }));
    }
    json_schema!({ "anyOf": any })
}

/// Declares distributions of one kind of time.
macro_rules! distributions {
    ($($(#[doc = $doc:literal])* $name:ident, $units:ident;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub Distribution);

        impl Read for $name {
            fn read(node: &Node, notes: &mut Notes) -> Option<$name> {
                read(node, $units, notes).map($name)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema($units)
            }
        }
    )*};
}

distributions! {
    /// A distribution of working time.
    WorkDistribution, WORKING;
    /// A distribution of elapsed time.
    ElapsedDistribution, ELAPSED;
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
            ("{ low = '3h', likely = '2h', high = '6h' }", "`low` is greater than `likely`"),
            ("{ low = '1h', likely = '7h', high = '6h' }", "`likely` is greater than `high`"),
            ("{ dist = 'uniform', low = '3h', high = '2h' }", "`low` is greater than `high`"),
            ("{ median = '3h', p90 = '2h' }", "`median` is greater than `p90`"),
            ("{ median = '0h', p90 = '2h' }", "`median` must be above 0"),
            ("{ dist = 'exponential', mean = '0h' }", "`mean` must be above 0"),
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
