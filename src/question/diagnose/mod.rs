//! What holds us back: the pattern in force, what the campaign asks for, and what each friction costs.

mod axes;
mod friction;
mod pattern;

pub use axes::{Axis, axes};
pub use friction::{Friction, Who, frictions};
pub use pattern::pattern;

use super::{Stopped, compiled};
use crate::model::Scenario;
use crate::scenario::{Document, Variant};
use crate::study::{self, Progress, Study};

/// Today, and today without each friction, all on the same draws.
pub struct Frictions {
    /// Today: one model.
    pub today: Study,
    /// Each friction, and today without it.
    pub each: Vec<(Friction, Study)>,
    /// Today without any friction that people can agree on.
    pub agreed: Option<Study>,
}

/// Runs today's model without each friction.
///
/// # Errors
/// A progress that asks to stop; a model that does not come to an end.
pub fn measure(
    document: &Document,
    scenario: &Scenario,
    from: usize,
    progress: &dyn Progress,
) -> Result<Frictions, Stopped> {
    let without = |frictions: &[&Friction]| {
        run(document, scenario, &scenario.models[from].name, frictions, progress)
    };
    let found = frictions(scenario, from);
    let today = without(&[])?;
    let mut each = Vec::new();
    for friction in &found {
        match without(&[friction]) {
            Ok(study) => each.push((friction.clone(), study)),
            // What cannot be taken away in this scenario is no friction of it.
            Err(Stopped::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let agreements: Vec<&Friction> =
        each.iter().map(|(friction, _)| friction).filter(|it| it.who == Who::Agree).collect();
    let agreed = if agreements.len() > 1 { without(&agreements).ok() } else { None };
    Ok(Frictions { today, each, agreed })
}

fn run(
    document: &Document,
    scenario: &Scenario,
    today: &str,
    without: &[&Friction],
    progress: &dyn Progress,
) -> Result<Study, Stopped> {
    let refused = |problems: crate::scenario::Problems| Stopped::Refused(problems.render(false));
    let sets: Vec<(String, String)> = without.iter().flat_map(|it| it.sets.clone()).collect();
    let edits = without.iter().flat_map(|it| it.edits.clone()).collect();
    let variant = Variant { name: today.to_owned(), base: today.to_owned(), edits };
    let changed = document.with(&sets).map_err(refused)?.with_variants(&[variant]);
    let changed = changed.resolve().map_err(refused)?;
    let plans = compiled(&changed).map_err(Stopped::Refused)?;
    let settings = &scenario.study;
    Ok(study::run(&changed, &plans, settings.replications, settings.seed, progress)?)
}
