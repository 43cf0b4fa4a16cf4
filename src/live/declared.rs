//! The controls that a file asks for.

use super::chosen;
use super::control::{Choice, Control};
use crate::model::{self, Scenario};
use crate::plan::Plan;
use crate::question::sweep::Vary;
use crate::scenario::{Document, Problem, Problems};

/// So many options stand beside each other; more are a slider.
const BESIDE: usize = 4;

/// A slider has at most so many values.
const MOST: usize = 1000;

/// The controls that the file asks for; where it asks for none, those that are worth turning.
///
/// # Errors
/// All controls of the file that cannot be.
pub fn controls(
    document: &Document,
    scenario: &Scenario,
    plans: &[Plan],
) -> Result<Vec<Control>, Problems> {
    if scenario.controls.is_empty() {
        return Ok(chosen::controls(document, scenario, plans));
    }
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (place, asked) in scenario.controls.iter().enumerate() {
        match declared(document, asked).and_then(|control| tried(document, asked, control)) {
            Ok(control) => found.push(control),
            Err((key, message, help)) => {
                let path = format!("controls[{place}].{key}");
                wrong.push(Problems::from(document.problem_at(&path, &message, &help)));
            }
        }
    }
    Problems::joined(wrong).map_or(Ok(found), Err)
}

/// The key that is wrong, what is wrong with it, and what to do.
type Wrong = (&'static str, String, String);

fn declared(document: &Document, asked: &model::Control) -> Result<Control, Wrong> {
    let (values, slider) = match &asked.range {
        Some(range) => (levels(&asked.path, range)?, true),
        None => (asked.options.clone(), asked.options.len() > BESIDE),
    };
    let choice = |(place, set): (usize, String)| {
        let said = asked.labels.get(place).cloned().unwrap_or_else(|| words(&set).to_owned());
        Choice::new(set, said)
    };
    let mut choices: Vec<Choice> = values.into_iter().enumerate().map(choice).collect();
    let own = document.value_at(&asked.path);
    let is_own = |choice: &Choice| {
        own.as_deref().zip(choice.set.as_deref()).is_some_and(|(own, set)| is_same(own, set))
    };
    let at = choices.iter().position(is_own).unwrap_or_else(|| {
        let said = own.as_deref().map_or("as in the file", words).to_owned();
        choices.insert(0, Choice::new("", said));
        0
    });
    let control = Control {
        label: asked.label.clone(),
        path: asked.path.clone(),
        choices,
        at,
        slider,
        model: None,
    };
    Ok(control.with_file_value())
}

/// The values of a range.
fn levels(path: &str, range: &str) -> Result<Vec<String>, Wrong> {
    let help =
        "a range is written as for `--vary`: \"1..4\", \"0:1:0.1\", \"0h:48h:12h\"".to_owned();
    let vary = Vary::parse(&format!("{path}={range}"));
    let levels = vary.map_err(|why| ("range", why, help.clone()))?.levels;
    match levels.len() {
        0 => Err(("range", "the range has no values: give it a step".to_owned(), help)),
        1..=MOST => Ok(levels),
        more => Err((
            "range",
            format!("{more} values are too many for a slider (at most {MOST})"),
            help,
        )),
    }
}

/// A control of which the first and the last value make a scenario.
fn tried(document: &Document, asked: &model::Control, control: Control) -> Result<Control, Wrong> {
    let values: Vec<&String> = control.choices.iter().filter_map(|it| it.set.as_ref()).collect();
    let ends = if control.slider {
        vec![0, values.len().saturating_sub(1)]
    } else {
        (0..values.len()).collect()
    };
    for value in ends.into_iter().filter_map(|at| values.get(at)) {
        let set = [(asked.path.clone(), (*value).clone())];
        let problems = match document.with_by(&set, "controls") {
            Ok(document) => document.resolve().err(),
            Err(problems) => Some(problems),
        };
        if let Some(Problem { message, help, .. }) = problems.iter().flat_map(Problems::list).next()
        {
            return Err(("path", format!("{}={value}: {message}", asked.path), help.clone()));
        }
    }
    Ok(control)
}

/// A value without the quotes of TOML.
fn words(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

fn is_same(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    words(a) == words(b) || number(a).is_some_and(|a| Some(a) == number(b))
}
