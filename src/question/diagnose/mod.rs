//! What holds us back: the pattern in force, what the campaign asks for, and what each friction costs.

mod agreement;
mod axes;
pub mod dimensions;
mod friction;
mod pattern;

pub use axes::{Axis, axes};
pub use friction::{Friction, Who, Without};
pub use pattern::pattern;

use super::{Stopped, compiled};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::scenario::{Document, Problems, Variant};
use crate::study::{self, Progress, Study};

/// Today, and today without each friction, all on the same draws.
pub struct Frictions {
    /// Today: one model.
    pub today: Study,
    /// Each friction, and today without it.
    pub each: Vec<(Friction, Study)>,
    /// Today without any friction that people can agree on, where there are several.
    pub agreed: Option<Study>,
    /// Frictions that cannot be taken away here, and why.
    pub refused: Vec<(Friction, String)>,
}

impl Frictions {
    /// Every study that was run.
    pub fn studies(&self) -> impl Iterator<Item = &Study> {
        let each = self.each.iter().map(|(_, study)| study);
        [&self.today].into_iter().chain(each).chain(&self.agreed)
    }
}

/// Everything that may hold today's model back, in the order: agreements, people, the work itself.
fn frictions(scenario: &Scenario, from: usize) -> Vec<Friction> {
    let facts = &scenario.facts;
    let mut found = agreement::agreements(facts, &scenario.models[from]);
    found.extend(friction::hours(facts));
    found.extend(friction::people(facts));
    found.extend(friction::nature(facts));
    found
}

/// Today's model alone, compiled.
struct Point {
    scenario: Scenario,
    plans: Vec<Plan>,
}

impl Point {
    fn of(scenario: Scenario) -> Result<Point, String> {
        let plans = compiled(&scenario)?;
        Ok(Point { scenario, plans })
    }

    fn run(&self, progress: &dyn Progress) -> Result<Study, Stopped> {
        let settings = &self.scenario.study;
        let (replications, seed) = (settings.replications, settings.seed);
        Ok(study::run(&self.scenario, &self.plans, replications, seed, progress)?)
    }

    fn runs_as(&self, other: &Point) -> bool {
        self.plans.iter().zip(&other.plans).all(|(a, b)| a.runs_as(b))
    }
}

/// What is to be run to say what each friction costs.
pub struct Taken {
    today: Point,
    each: Vec<(Friction, Point)>,
    agreed: Option<Point>,
    refused: Vec<(Friction, String)>,
}

impl Taken {
    /// Today's model without each friction. A friction without which nothing runs otherwise is none, and left out.
    ///
    /// # Errors
    /// Why today's model cannot be run.
    pub fn away(document: &Document, scenario: &Scenario, from: usize) -> Result<Taken, Stopped> {
        let today = Today { document, scenario, from };
        let mut taken = Taken {
            today: today.without(&[]).map_err(Stopped::Refused)?,
            each: Vec::new(),
            agreed: None,
            refused: Vec::new(),
        };
        for friction in frictions(scenario, from) {
            match today.without(&[&friction]) {
                Ok(point) if point.runs_as(&taken.today) => {}
                Ok(point) => taken.each.push((friction, point)),
                Err(why) => taken.refused.push((friction, why)),
            }
        }
        let agreements: Vec<&Friction> = taken
            .each
            .iter()
            .map(|(friction, _)| friction)
            .filter(|friction| friction.without.who() == Who::Agree)
            .collect();
        taken.agreed = if agreements.len() > 1 { today.without(&agreements).ok() } else { None };
        Ok(taken)
    }

    /// How many studies of one model that is.
    pub fn points(&self) -> usize {
        1 + self.each.len() + usize::from(self.agreed.is_some())
    }

    /// Runs them all on the same draws.
    ///
    /// # Errors
    /// A progress that asks to stop; a model that does not come to an end.
    pub fn measure(self, progress: &dyn Progress) -> Result<Frictions, Stopped> {
        let today = self.today.run(progress)?;
        let each =
            self.each.into_iter().map(|(friction, point)| Ok((friction, point.run(progress)?)));
        let each = each.collect::<Result<_, Stopped>>()?;
        let agreed = self.agreed.map(|point| point.run(progress)).transpose()?;
        Ok(Frictions { today, each, agreed, refused: self.refused })
    }
}

/// The model that frictions are taken away from.
struct Today<'a> {
    document: &'a Document,
    scenario: &'a Scenario,
    from: usize,
}

impl Today<'_> {
    /// It alone, without these frictions; what stands in the way of that, in one text.
    fn without(&self, frictions: &[&Friction]) -> Result<Point, String> {
        let edits = frictions.iter().flat_map(|friction| match &friction.without {
            Without::Decided(edits) => edits.as_slice(),
            _ => &[],
        });
        let mut scenario = self.decided(edits.cloned().collect()).map_err(|it| it.render(false))?;
        scenario.study = self.scenario.study.clone();
        scenario.study.baseline = 0;
        frictions.iter().for_each(|friction| friction.without.take_out(&mut scenario.facts));
        Point::of(scenario)
    }

    /// It alone, deciding otherwise.
    fn decided(&self, edits: Vec<String>) -> Result<Scenario, Problems> {
        let name = &self.scenario.models[self.from].name;
        let variant = Variant { name: name.clone(), base: name.clone(), edits };
        self.document.with_variants(&[variant]).resolve()
    }
}
