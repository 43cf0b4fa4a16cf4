//! Why one should hesitate: each caveat is data first, then words.

use super::late::{LateChanges, TooLate};
use super::time_shown::{TimeShown, due_day, time_shown, told};
use crate::format::percent;
use crate::record::Status;
use crate::stats::{Interval, quantile_needs, wilson};
use crate::study::Study;

/// A reason to read a study with care.
#[derive(Clone, Debug, PartialEq)]
pub enum Caveat {
    /// One replication: no deviation, no interval.
    SingleReplication,
    /// Too few replications for the interval of a percentile.
    FewReplications {
        /// How many there are.
        replications: usize,
        /// The percentiles concerned, each with the number it needs.
        needs: Vec<(u32, usize)>,
    },
    /// Nothing to compare with.
    SingleModel,
    /// Some replications of a model ended otherwise than by launching.
    NotLaunched {
        /// Index of the model.
        model: usize,
        /// How they ended.
        status: Status,
        /// How many.
        count: usize,
        /// 95 % interval of their share.
        share: Option<Interval>,
    },
    /// No replication of a model was launched: it has no cycle time at all.
    NothingLaunched {
        /// Index of the model.
        model: usize,
    },
    /// The deadline lies before the fixed launch date: nothing can launch by it.
    DeadlineBeforeLaunch {
        /// The deadline, in hours after the start.
        due_h: f64,
        /// The first instant at which a launch is possible, likewise.
        launch_h: f64,
    },
    /// A late change comes too late.
    ChangeTooLate(TooLate),
    /// Figures of presets are assumptions.
    PresetsAreAssumptions,
    /// Intervals know nothing of wrong inputs.
    SimulationNoiseOnly,
}

/// All reasons to read this study with care; the last two hold of every study.
pub fn caveats(study: &Study) -> Vec<Caveat> {
    let mut caveats = too_few(study);
    if study.models.len() == 1 {
        caveats.push(Caveat::SingleModel);
    }
    for model in 0..study.models.len() {
        caveats.extend(endings(study, model));
    }
    caveats.extend(before_launch(study));
    caveats.extend(LateChanges::of(study).missed().into_iter().map(Caveat::ChangeTooLate));
    caveats.extend([Caveat::PresetsAreAssumptions, Caveat::SimulationNoiseOnly]);
    caveats
}

/// Whether the deadline lies before the fixed launch date.
fn before_launch(study: &Study) -> Option<Caveat> {
    let (due_h, launch_h) = (study.deadline_h?, study.launch_h?);
    (due_h < launch_h).then_some(Caveat::DeadlineBeforeLaunch { due_h, launch_h })
}

/// The percentiles whose intervals readers look for.
const PERCENTILES: [u32; 3] = [50, 85, 95];

fn too_few(study: &Study) -> Vec<Caveat> {
    let replications = study.models.iter().map(|runs| runs.len()).min().unwrap_or(0);
    let with_needs = PERCENTILES.map(|p| (p, quantile_needs(f64::from(p) / 100.0)));
    let needs: Vec<_> = with_needs.into_iter().filter(|(_, least)| replications < *least).collect();
    let single = (replications == 1).then_some(Caveat::SingleReplication);
    let few = (!needs.is_empty()).then_some(Caveat::FewReplications { replications, needs });
    single.into_iter().chain(few).collect()
}

/// How the replications of a model ended that were not launched.
fn endings(study: &Study, model: usize) -> Vec<Caveat> {
    let runs = &study.models[model];
    let ended = |status: Status| {
        let count = runs.count(status);
        let share = wilson(count, runs.len());
        (count > 0).then_some(Caveat::NotLaunched { model, status, count, share })
    };
    let others = Status::ALL.into_iter().filter(|status| *status != Status::Launched);
    let nothing = !runs.is_empty() && runs.count(Status::Launched) == 0;
    let nothing = nothing.then_some(Caveat::NothingLaunched { model });
    others.filter_map(ended).chain(nothing).collect()
}

impl Caveat {
    /// The caveat in words, for people.
    pub fn text(&self, study: &Study) -> String {
        match self {
            Caveat::SingleReplication => {
                "A single replication is one possible course of events: it has no interval."
                    .to_owned()
            }
            Caveat::FewReplications { replications, needs } => few(*replications, needs),
            Caveat::SingleModel => {
                "A single model: there is nothing to compare it with.".to_owned()
            }
            Caveat::NotLaunched { model, status, count, share } => {
                let runs = &study.models[*model];
                let found = *count as f64 / runs.len().max(1) as f64;
                let range = share.map_or(String::new(), between);
                let name = &runs.name;
                let (ending, remark) = (ending(*status), remark(*status, time_shown(study)));
                format!("{name}: {} of replications{range} {ending}; {remark}.", percent(found))
            }
            Caveat::NothingLaunched { model } => {
                let name = &study.models[*model].name;
                format!("{name}: no replication was launched, so it has no cycle time.")
            }
            Caveat::DeadlineBeforeLaunch { due_h, launch_h } => {
                let at = |hours| told(hours, due_day(study, hours));
                format!(
                    "The deadline, {}, lies before the launch date, {}: nothing launches by it, so every campaign \
                     misses it (what that costs included), however early it is ready. Leave `deadline` out, or set \
                     it to the launch date or later.",
                    at(*due_h),
                    at(*launch_h)
                )
            }
            Caveat::ChangeTooLate(found) => found.text(),
            Caveat::PresetsAreAssumptions => {
                "The figures in the presets are assumptions, not measurements.".to_owned()
            }
            Caveat::SimulationNoiseOnly => {
                "Intervals cover simulation noise only, not errors in the inputs.".to_owned()
            }
        }
    }
}

fn few(replications: usize, needs: &[(u32, usize)]) -> String {
    let each = needs.iter().map(|(percentile, least)| format!("P{percentile} needs {least}"));
    let list = each.collect::<Vec<_>>().join(", ");
    let noun = if replications == 1 { "replication is" } else { "replications are" };
    format!("{replications} {noun} too few for the interval of a percentile: {list}.")
}

/// " (95 % interval 8 % to 17 %)"
fn between(share: Interval) -> String {
    format!(" (95 % interval {} to {})", percent(share.low), percent(share.high))
}

fn ending(status: Status) -> &'static str {
    match status {
        Status::Launched => "were launched",
        Status::Censored => "were not launched by the horizon",
        Status::Deadlocked => "came to a standstill before launch",
        Status::OverBudget => "took more events than a replication may",
        Status::Failed => "broke a law that must hold",
    }
}

fn remark(status: Status, shown: TimeShown) -> String {
    match status {
        Status::Failed => "this is a defect of flowcast, do not use these numbers".to_owned(),
        _ => format!("{}, percentiles count these as infinitely late", shown.means),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times, with_metric};
    use super::*;

    #[test]
    fn a_large_clean_study_has_only_the_standing_doubts() {
        let runs = |name| with_cycle_times(name, &[Some(9.0); 72]);
        let found = caveats(&study(vec![runs("A"), runs("B")]));
        assert_eq!(found, [Caveat::PresetsAreAssumptions, Caveat::SimulationNoiseOnly]);
    }

    #[test]
    fn few_replications_and_a_single_model() {
        let study = study(vec![with_cycle_times("A", &[Some(9.0); 22])]);
        let found = caveats(&study);
        let needs = vec![(85, 23), (95, 72)];
        assert_eq!(found[0], Caveat::FewReplications { replications: 22, needs });
        assert_eq!(
            found[0].text(&study),
            "22 replications are too few for the interval of a percentile: P85 needs 23, P95 needs 72."
        );
        assert_eq!(found[1], Caveat::SingleModel);
    }

    #[test]
    fn one_replication() {
        let study = study(vec![with_cycle_times("A", &[Some(9.0)])]);
        assert_eq!(caveats(&study)[0], Caveat::SingleReplication);
    }

    #[test]
    fn every_way_to_end_is_said() {
        let mut ends = vec![(Status::Launched, Some(1.0)); 96];
        ends.extend(
            [Status::Censored, Status::Deadlocked, Status::OverBudget, Status::Failed]
                .map(|s| (s, None)),
        );
        let study =
            study(vec![with_metric("A", 0, &ends), with_cycle_times("B", &[Some(1.0); 100])]);
        let found = caveats(&study);
        assert_eq!(found.len(), 6);
        assert!(matches!(found[0], Caveat::NotLaunched { status: Status::Censored, count: 1, .. }));
        // Wilson, 1 of 100: 0.18 % to 5.4 %.
        assert_eq!(
            found[0].text(&study),
            "A: 1 % of replications (95 % interval 0.2 % to 5 %) were not launched by the horizon; mean \
             cycle times are of launched replications only, percentiles count these as infinitely late."
        );
        assert!(found[3].text(&study).contains("defect"));
    }

    #[test]
    fn changes_that_come_too_late_are_named() {
        let late = |missed, happened| crate::study::Late {
            name: "brief".to_owned(),
            happened,
            missed,
            dated: false,
            switch: false,
        };
        let runs = |name, missed, happened| {
            let mut runs = with_cycle_times(name, &[Some(9.0); 100]);
            runs.changes = vec![late(missed, happened)];
            runs
        };
        // 60 of 70 are 86 %, 34 of 70 are 49 %; what never comes is never late.
        let study = study(vec![runs("A", 60, 70), runs("B", 34, 70), runs("C", 0, 0)]);
        let found = caveats(&study);
        let models = vec![("A".to_owned(), 60, 70), ("B".to_owned(), 34, 70)];
        let change = "brief".to_owned();
        let wanted = TooLate { change, models, dated: false, switch: false };
        assert_eq!(found[0], Caveat::ChangeTooLate(wanted));
        assert_eq!(
            found[0].text(&study),
            "The late change \"brief\" comes after the launch or behind the horizon in 86 % (A), 49 % (B) of the \
             replications in which it comes: did you mean a fixed launch date?"
        );
    }

    #[test]
    fn everything_censored() {
        let study = study(vec![with_cycle_times("A", &[None; 80])]);
        let found = caveats(&study);
        assert!(found.contains(&Caveat::NothingLaunched { model: 0 }));
        let texts: Vec<String> = found.iter().map(|caveat| caveat.text(&study)).collect();
        assert!(texts[1].starts_with("A: 100 % of replications (95 % interval 95 % to 100 %)"));
        assert!(texts.iter().all(|text| text.ends_with('.')));
    }
}
