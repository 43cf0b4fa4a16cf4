//! Late changes that mostly come too late.

use crate::format::percent;
use crate::study::{Late, Study};

/// A late change that mostly comes too late: after the launch (and live time), or behind the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct TooLate {
    /// The change's name.
    pub change: String,
    /// The models under which it mostly comes too late; of each, the replications in which it came too late,
    /// and those in which it came at all.
    pub models: Vec<(String, u32, u32)>,
}

/// How often each late change came, and came too late, under each model: over all studies that were counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LateChanges(Vec<(String, Vec<Late>)>);

impl LateChanges {
    /// Those of a study.
    pub fn of(study: &Study) -> LateChanges {
        let mut changes = LateChanges::default();
        changes.add(study);
        changes
    }

    /// Those of several studies, of one model each.
    pub fn joined(parts: Vec<LateChanges>) -> LateChanges {
        LateChanges(parts.into_iter().flat_map(|part| part.0).collect())
    }

    /// Counts one study more.
    pub fn add(&mut self, study: &Study) {
        study.models.iter().for_each(|runs| self.count(&runs.name, &runs.changes));
    }

    /// Counts the changes of one model.
    pub fn count(&mut self, model: &str, changes: &[Late]) {
        let Some((_, known)) = self.0.iter_mut().find(|(name, _)| name == model) else {
            return self.0.push((model.to_owned(), changes.to_vec()));
        };
        for change in changes {
            match known.iter_mut().find(|known| known.name == change.name) {
                Some(known) => {
                    known.happened += change.happened;
                    known.missed += change.missed;
                }
                None => known.push(change.clone()),
            }
        }
    }

    /// The changes that come too late in at least half of the replications in which they come.
    pub fn mostly_missed(&self) -> Vec<TooLate> {
        let mut found: Vec<TooLate> = Vec::new();
        for (model, changes) in &self.0 {
            let mostly = |late: &&Late| late.happened > 0 && 2 * late.missed >= late.happened;
            for Late { name, happened, missed } in changes.iter().filter(mostly) {
                let entry = (model.clone(), *missed, *happened);
                match found.iter_mut().find(|found| found.change == *name) {
                    Some(known) => known.models.push(entry),
                    None => found.push(TooLate { change: name.clone(), models: vec![entry] }),
                }
            }
        }
        found
    }

    /// A sentence for each of these.
    pub fn sentences(&self) -> Vec<String> {
        self.mostly_missed().iter().map(TooLate::text).collect()
    }
}

impl TooLate {
    /// In words, for people.
    pub fn text(&self) -> String {
        let each = self.models.iter().map(|(model, missed, of)| {
            format!("{} ({model})", percent(f64::from(*missed) / f64::from(*of)))
        });
        format!(
            "The late change \"{}\" comes after the launch or behind the horizon in {} of the replications in \
             which it comes: did you mean a fixed launch date?",
            self.change,
            each.collect::<Vec<_>>().join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    #[test]
    fn changes_are_counted_over_studies() {
        let of = |missed, happened| {
            let mut runs = with_cycle_times("A", &[Some(9.0); 100]);
            runs.changes = vec![Late { name: "brief".to_owned(), happened, missed }];
            study(vec![runs])
        };
        // 60 of 70 and 10 of 70: together 70 of 140, half.
        let mut changes = LateChanges::of(&of(60, 70));
        changes.add(&of(10, 70));
        let models = vec![("A".to_owned(), 70, 140)];
        assert_eq!(changes.mostly_missed(), [TooLate { change: "brief".to_owned(), models }]);
        changes.add(&of(0, 1));
        assert!(changes.sentences().is_empty());
    }
}
