//! Late changes that come too late.

use crate::format::percent;
use crate::study::{Late, Study};

/// A late change that comes too late: after the launch (and live time), or behind the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct TooLate {
    /// The change's name.
    pub change: String,
    /// The models under which it comes too late; of each, the replications in which it came too late, and those in
    /// which it came at all.
    pub models: Vec<(String, u32, u32)>,
    /// Whether the scenario says when a campaign may be launched.
    pub dated: bool,
    /// Whether it is a model's switch.
    pub switch: bool,
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
            match known.iter_mut().find(|known| known.is(change)) {
                Some(known) => {
                    known.happened += change.happened;
                    known.missed += change.missed;
                }
                None => known.push(change.clone()),
            }
        }
    }

    /// The changes that come too late in any replication.
    pub fn missed(&self) -> Vec<TooLate> {
        let mut found: Vec<TooLate> = Vec::new();
        for (model, changes) in &self.0 {
            for late in changes.iter().filter(|late| late.missed > 0) {
                let entry = (model.clone(), late.missed, late.happened);
                let alike = |found: &&mut TooLate| {
                    (&found.change, found.switch) == (&late.name, late.switch)
                };
                match found.iter_mut().find(alike) {
                    Some(known) => known.models.push(entry),
                    None => {
                        let Late { name, dated, switch, .. } = late.clone();
                        found.push(TooLate { change: name, models: vec![entry], dated, switch });
                    }
                }
            }
        }
        found
    }

    /// A sentence for each of these.
    pub fn sentences(&self) -> Vec<String> {
        self.missed().iter().map(TooLate::text).collect()
    }
}

impl TooLate {
    /// Whether it comes too late in half of the replications in which it comes, or more, under any model.
    fn mostly(&self) -> bool {
        self.models.iter().any(|(_, missed, of)| 2 * missed >= *of)
    }

    /// In words, for people.
    pub fn text(&self) -> String {
        let each = self.models.iter().map(|(model, missed, of)| {
            format!("{} ({model})", percent(f64::from(*missed) / f64::from(*of)))
        });
        let each = each.collect::<Vec<_>>().join(", ");
        if self.switch {
            return format!(
                "The switch on the way never comes in {each} of the replications: the campaign is over before it, or \
                 what it waits for does not happen."
            );
        }
        let advice = match (self.mostly(), self.dated) {
            (false, _) => ".",
            (true, false) => ": did you mean a fixed launch date?",
            (true, true) => ": does it come when you meant?",
        };
        format!(
            "The late change \"{}\" comes after the launch or behind the horizon in {} of the replications in \
             which it comes{advice}",
            self.change, each
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    #[test]
    fn changes_are_counted_over_studies() {
        let of = |missed, happened, dated| {
            let mut runs = with_cycle_times("A", &[Some(9.0); 100]);
            runs.changes =
                vec![Late { name: "brief".to_owned(), happened, missed, dated, switch: false }];
            study(vec![runs])
        };
        // 60 of 70 and 10 of 70: together 70 of 140, half.
        let mut changes = LateChanges::of(&of(60, 70, false));
        changes.add(&of(10, 70, false));
        let models = vec![("A".to_owned(), 70, 140)];
        let change = "brief".to_owned();
        let wanted = TooLate { change, models, dated: false, switch: false };
        assert_eq!(changes.missed(), [wanted]);
        assert!(changes.sentences()[0].ends_with("did you mean a fixed launch date?"));
        // Less than half: 70 of 141.
        changes.add(&of(0, 1, false));
        assert!(
            changes.sentences()[0].ends_with("in 50 % (A) of the replications in which it comes.")
        );
        // A launch that is fixed is not asked for; what never comes too late is not told.
        let said = |missed| LateChanges::of(&of(missed, 70, true)).sentences();
        let mut runs = with_cycle_times("A", &[Some(9.0); 100]);
        runs.changes = vec![Late { happened: 100, missed: 30, switch: true, ..Late::default() }];
        let switch = LateChanges::of(&study(vec![runs])).sentences();
        assert!(switch[0].starts_with("The switch on the way never comes in 30 % (A) of the"));
        assert!(said(70)[0].ends_with("does it come when you meant?"));
        assert!(said(0).is_empty());
    }
}
