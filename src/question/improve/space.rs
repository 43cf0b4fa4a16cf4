//! Every way of working within so many changes of today, as plans that can be run.

use super::menu::{Decision, menu, waits_for};
use crate::model::Scenario;
use crate::plan::{self, Plan};
use crate::question::Stopped;
use crate::scenario::{Document, Variant};

/// More settings than this are not enumerated.
pub const MOST: usize = 20_000;
/// So many are read at a time.
const BATCH: usize = 500;

/// The settings that can be run.
pub struct Space {
    /// What can be decided.
    pub menu: Vec<Decision>,
    /// Each setting as its decisions (indices into the menu, rising), the fewest first; today's is first.
    pub settings: Vec<Vec<usize>>,
    /// Their plans.
    pub plans: Vec<Plan>,
    /// Settings that contradict themselves: an early start of what leaves as a whole, no more meeting for what waits
    /// for it.
    pub refused: usize,
}

/// The settings of at most `changes` decisions.
///
/// # Errors
/// More than can be enumerated; a menu that does not fit the file, which is a defect.
pub fn space(
    document: &Document,
    scenario: &Scenario,
    from: usize,
    changes: usize,
) -> Result<Space, Stopped> {
    let menu = menu(scenario, from);
    let all = combinations(&menu, changes);
    if all.len() > MOST {
        return Err(Stopped::Refused(format!(
            "there are {} ways of working within {changes} changes of today, more than the {MOST} that are all tried; \
             lower --max-changes",
            all.len()
        )));
    }
    let base = &scenario.models[from].name;
    let mut space = Space { menu, settings: Vec::new(), plans: Vec::new(), refused: 0 };
    for batch in all.chunks(BATCH) {
        space.add(document, base, batch)?;
    }
    Ok(space)
}

impl Space {
    /// The text of a setting.
    pub fn variant(&self, base: &str, name: &str, setting: &[usize]) -> Variant {
        let edits = setting.iter().flat_map(|decision| &self.menu[*decision].edits);
        Variant { name: name.to_owned(), base: base.to_owned(), edits: edits.cloned().collect() }
    }

    fn add(
        &mut self,
        document: &Document,
        base: &str,
        batch: &[Vec<usize>],
    ) -> Result<(), Stopped> {
        // First with the meetings that are to go, since nothing may wait for them.
        let held: Vec<Vec<usize>> = batch.iter().map(|setting| self.held(setting)).collect();
        let scenario = self.resolve(document, base, &held)?;
        let mut fine = Vec::new();
        for (setting, model) in batch.iter().zip(&scenario.models) {
            let gone = setting.iter().filter_map(|it| self.menu[*it].without.as_ref());
            if !gone.clone().any(|name| waits_for(&scenario.facts, model, name)) {
                fine.push(setting.clone());
            }
        }
        self.refused += batch.len() - fine.len();
        let scenario = self.resolve(document, base, &fine)?;
        for (setting, plan) in fine.into_iter().zip(plan::compile_each(&scenario)) {
            match plan {
                Ok(plan) => {
                    // By which the race knows it.
                    let model = self.settings.len().to_string();
                    self.settings.push(setting);
                    self.plans.push(Plan { model, ..plan });
                }
                Err(_) => self.refused += 1,
            }
        }
        Ok(())
    }

    /// The setting without its decisions against meetings.
    fn held(&self, setting: &[usize]) -> Vec<usize> {
        setting.iter().copied().filter(|it| self.menu[*it].without.is_none()).collect()
    }

    fn resolve(
        &self,
        document: &Document,
        base: &str,
        settings: &[Vec<usize>],
    ) -> Result<Scenario, Stopped> {
        let variant = |(index, setting): (usize, &Vec<usize>)| {
            self.variant(base, &format!("setting {index}"), setting)
        };
        let variants: Vec<Variant> = settings.iter().enumerate().map(variant).collect();
        let found = document.with_variants(&variants).resolve();
        found.map_err(|problems| Stopped::Refused(problems.render(false)))
    }
}

/// All sets of at most so many decisions, no two about the same, the smallest first.
fn combinations(menu: &[Decision], most: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..most {
        let until = all.len();
        for index in from..until {
            let last = all[index].last().map_or(0, |last| last + 1);
            for next in last..menu.len() {
                let subject = menu[next].subject;
                if all[index].iter().all(|taken| menu[*taken].subject != subject) {
                    let longer = all[index].iter().copied().chain([next]).collect();
                    all.push(longer);
                }
            }
            if all.len() > MOST {
                return all;
            }
        }
        from = until;
    }
    all
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
        assert_eq!([0, 1, 2, 3].map(|most| combinations(&menu, most).len()), [1, 5, 10, 12]);
        assert_eq!(combinations(&menu, 2)[5..], [[0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    }
}
