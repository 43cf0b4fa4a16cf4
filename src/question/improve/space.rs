//! Every way of working within so many changes of today, as plans that can be run.

use super::menu::{Allow, Decision, menu, waits_for};
use crate::model::{Scenario, WorkflowModel};
use crate::plan::{self, Plan};
use crate::question::Stopped;
use crate::scenario::{Document, Variant};

/// More settings than these are not all tried.
pub const MOST: usize = 7_000;
/// All settings of up to so many changes are tried at once, those of more only where they are needed.
const AT_ONCE: usize = 3;
/// So many are read at a time.
const BATCH: usize = 500;

/// The settings that can be run.
pub struct Space {
    /// What can be decided.
    pub menu: Vec<Decision>,
    /// Meetings that were left out of it, since none is held before the horizon; in words.
    pub dropped: Vec<String>,
    /// Today's model.
    pub base: String,
    /// Each setting as its decisions (indices into the menu, rising), the fewest first; today's is first.
    pub settings: Vec<Vec<usize>>,
    /// Their plans.
    pub plans: Vec<Plan>,
    /// Settings that contradict themselves: an early start of what leaves as a whole, no more meeting for what waits
    /// for it.
    pub refused: usize,
    /// How many changes are asked for.
    pub changes: usize,
    /// Up to how many changes every setting can be tried; beyond, a beam is followed.
    pub enumerated: usize,
    /// Of up to how many changes settings are in it.
    pub reach: usize,
}

/// The settings of at most `changes` decisions, or of as many of these as can be tried at once; with what is allowed
/// beyond the readable menu.
///
/// # Errors
/// A menu that does not fit the file, which is a defect.
pub fn space(
    document: &Document,
    scenario: &Scenario,
    from: usize,
    (changes, allow): (usize, Allow),
) -> Result<Space, Stopped> {
    let (menu, dropped) = menu(scenario, from, allow);
    let (enumerated, all) = combinations(&menu, changes);
    let mut space = Space {
        menu,
        dropped,
        base: scenario.models[from].name.clone(),
        settings: Vec::new(),
        plans: Vec::new(),
        refused: 0,
        changes,
        enumerated,
        reach: enumerated.min(AT_ONCE),
    };
    let near: Vec<Vec<usize>> = all.into_iter().filter(|it| it.len() <= AT_ONCE).collect();
    space.add_all(document, &near)?;
    Ok(space)
}

impl Space {
    /// Whether every setting within the changes that it reaches is in it.
    pub fn is_whole(&self) -> bool {
        self.reach <= self.enumerated
    }

    /// Whether more changes are asked for than it reaches.
    pub fn grows(&self) -> bool {
        self.reach < self.changes
    }

    /// Every set of decisions of one change more than it reaches, where these can all be tried.
    pub fn next(&self) -> Vec<Vec<usize>> {
        let next = self.reach + 1;
        let sets = combinations(&self.menu, next).1;
        sets.into_iter().filter(|set| set.len() == next).collect()
    }

    /// How many sets of at most so many decisions there are, those that contradict themselves among them.
    pub fn all(&self, changes: usize) -> usize {
        combinations(&self.menu, changes.min(self.changes)).1.len()
    }

    /// Adds any number of settings.
    ///
    /// # Errors
    /// As [`space`].
    pub fn add_all(&mut self, document: &Document, settings: &[Vec<usize>]) -> Result<(), Stopped> {
        settings.chunks(BATCH).try_for_each(|batch| self.add(document, batch))
    }

    /// Its decisions in words.
    pub fn words(&self, setting: &[usize]) -> Vec<&str> {
        setting.iter().map(|decision| self.menu[*decision].words.as_str()).collect()
    }

    /// The text of a setting.
    pub fn variant(&self, name: &str, setting: &[usize]) -> Variant {
        let edits = setting.iter().flat_map(|decision| &self.menu[*decision].edits).cloned();
        Variant { name: name.to_owned(), base: self.base.clone(), edits: edits.collect() }
    }

    /// Adds settings, but for those that contradict themselves.
    ///
    /// # Errors
    /// As [`space`].
    pub fn add(&mut self, document: &Document, batch: &[Vec<usize>]) -> Result<(), Stopped> {
        let plans = self.compile(document, &slices(batch))?;
        for (setting, plan) in batch.iter().zip(plans) {
            let Some(plan) = plan else {
                self.refused += 1;
                continue;
            };
            // By which the race knows it.
            let model = self.settings.len().to_string();
            self.settings.push(setting.clone());
            self.plans.push(Plan { model, ..plan });
        }
        Ok(())
    }

    /// The setting without its decisions against meetings.
    fn held(&self, setting: &[usize]) -> Vec<usize> {
        setting.iter().copied().filter(|it| self.menu[*it].without.is_none()).collect()
    }

    /// A document's scenario with these settings as its models.
    ///
    /// # Errors
    /// What contradicts the document.
    pub fn scenario(
        &self,
        document: &Document,
        settings: &[&[usize]],
    ) -> Result<Scenario, Stopped> {
        let variant = |(index, setting): (usize, &&[usize])| {
            self.variant(&format!("setting {index}"), setting)
        };
        let variants: Vec<Variant> = settings.iter().enumerate().map(variant).collect();
        let found = document.with_variants(&variants).resolve();
        found.map_err(|problems| Stopped::Refused(problems.render(false)))
    }

    /// The plans of settings; none of one that contradicts itself.
    ///
    /// # Errors
    /// As [`Space::scenario`].
    pub fn compile(
        &self,
        document: &Document,
        settings: &[&[usize]],
    ) -> Result<Vec<Option<Plan>>, Stopped> {
        if settings.is_empty() {
            return Ok(Vec::new());
        }
        // First with the meetings that are to go, since nothing may wait for them.
        let held: Vec<Vec<usize>> = settings.iter().map(|setting| self.held(setting)).collect();
        let scenario = self.scenario(document, &slices(&held))?;
        let waits = |(setting, model): (&&[usize], &WorkflowModel)| {
            let mut gone = setting.iter().filter_map(|it| self.menu[*it].without.as_ref());
            gone.any(|name| waits_for(model, name))
        };
        let waits: Vec<bool> = settings.iter().zip(&scenario.models).map(waits).collect();
        let fine = settings.iter().zip(&waits).filter(|(_, waits)| !**waits);
        let fine: Vec<&[usize]> = fine.map(|(setting, _)| *setting).collect();
        let mut plans = match fine.as_slice() {
            [] => Vec::new(),
            fine => plan::compile_each(&self.scenario(document, fine)?),
        }
        .into_iter();
        let plan = |waits: bool| if waits { None } else { plans.next().and_then(Result::ok) };
        Ok(waits.into_iter().map(plan).collect())
    }

    /// These settings with each decision that they can take beside their own, each set once.
    pub fn with_one_more(&self, settings: &[&[usize]]) -> Vec<Vec<usize>> {
        let wider = |setting: &&[usize]| {
            let others = (0..self.menu.len()).filter(|next| fits(&self.menu, setting, *next));
            let with = |next| {
                let mut with = [*setting, &[next]].concat();
                with.sort_unstable();
                with
            };
            others.map(with).collect::<Vec<_>>()
        };
        let mut all: Vec<Vec<usize>> = settings.iter().flat_map(wider).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn slices(settings: &[Vec<usize>]) -> Vec<&[usize]> {
    settings.iter().map(Vec::as_slice).collect()
}

/// Whether a decision is about something else than those of a setting.
fn fits(menu: &[Decision], setting: &[usize], next: usize) -> bool {
    setting.iter().all(|taken| menu[*taken].subject != menu[next].subject)
}

/// All sets of at most so many decisions, no two about the same, the smallest first; of fewer decisions, where those
/// would be too many. How many decisions that are is said, too.
fn combinations(menu: &[Decision], most: usize) -> (usize, Vec<Vec<usize>>) {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    for changes in 0..most {
        let until = all.len();
        for index in from..until {
            let last = all[index].last().map_or(0, |last| last + 1);
            for next in last..menu.len() {
                if fits(menu, &all[index], next) {
                    all.push([&all[index][..], &[next]].concat());
                }
            }
            if all.len() > MOST {
                all.truncate(until);
                return (changes, all);
            }
        }
        from = until;
    }
    (most, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_decisions_are_about_the_same() {
        let of =
            |subject| Decision { subject, words: String::new(), edits: Vec::new(), without: None };
        // Subjects of 2, 1 and 1 values: 1 + 4 + (2 + 2 + 1) + 2 sets.
        let menu: Vec<Decision> = [0, 0, 1, 2].map(of).to_vec();
        assert_eq!([0, 1, 2, 3].map(|most| combinations(&menu, most).1.len()), [1, 5, 10, 12]);
        assert_eq!(combinations(&menu, 2).1[5..], [[0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        // 120 subjects of one value: 1 + 120 of at most one, 7,140 more of two.
        let menu: Vec<Decision> = (0..120).map(of).collect();
        let (enumerated, all) = combinations(&menu, 3);
        assert_eq!((enumerated, all.len()), (1, 121));
    }
}
