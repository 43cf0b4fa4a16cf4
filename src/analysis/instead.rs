//! A way of working that is no model of the file: that it makes those models needless, and what may be said of it.

use super::answer::{Answer, switch};
use super::flaws::flaws;
use super::gain::gains;
use super::judgement::{Judged, Worth, judged, judged_by, worth};
use super::time_shown::time_shown;
use super::turn::turns;
use super::verdict::{of, promise_or_nothing};
use crate::format::spoken;
use crate::metric::COORDINATION_TIME;
use crate::study::{ModelRuns, Study};

/// The models of the file that something else could make needless.
#[derive(Clone, Debug)]
pub struct Sought {
    /// Their indices: what was asked for, if something was, and the best; the first has its name in the judgement.
    pub models: Vec<usize>,
    /// Whether the first was asked for.
    pub asked: bool,
}

/// The answer of a study that advises another way of working (a model of the study, with the name that it has in sentences),
/// where that is worth a switch and leaves nothing that would make one of the models worth another one.
pub fn instead(study: &Study, (way, name): (usize, &str), sought: &Sought) -> Option<Answer> {
    let (first, worth) = (*sought.models.first()?, worth(study)?);
    let pair = beside(study, study.baseline, &[(way, name)]);
    let found = of(&pair, 1).filter(|found| judged(&pair, found) == Judged::Worth)?;
    sought.models.iter().all(|model| is_needless(study, way, *model, worth)).then_some(())?;
    let others = sought.models.iter().map(|it| (*it, study.models[*it].name.as_str()));
    let all: Vec<_> = [(way, name)].into_iter().chain(others).collect();
    let all = beside(study, study.baseline, &all);
    let promise = promise_or_nothing(&all, &found);
    let verdict = match (promise, sought.asked) {
        ((said, false), _) => format!("{said}."),
        ((said, true), true) => format!("No need for {}: {said}.", study.models[first].name),
        ((said, true), false) => format!("{said}; a switch is not needed."),
    };
    // Its name stands in the sentence before.
    let unnamed = beside(study, study.baseline, &[(way, "that")]);
    let paragraph = gains(&unnamed, &found) + &flaws(&pair, Some(1)).unwrap_or_default();
    Some(Answer { verdict, paragraph, turns: turns(&pair, Some(1)), ..switch(&pair, &found) })
}

/// That a way of working is earlier by less than the scenario says is worth a switch, where it is.
pub fn too_little(study: &Study, way: usize) -> Option<String> {
    let pair = beside(study, study.baseline, &[(way, "that")]);
    let (found, worth) = (of(&pair, 1)?, worth(&pair).filter(|worth| worth.given)?);
    (judged(&pair, &found) == Judged::Little).then(|| {
        let hours = spoken(worth.hours);
        format!("The smallest change is earlier by less than {hours}, which the scenario says is worth a switch.")
    })
}

/// Some ways of working, each under a name, beside a baseline: what is said of two is not said of all that were tried.
fn beside(study: &Study, baseline: usize, ways: &[(usize, &str)]) -> Study {
    let named = |(way, name): &(usize, &str)| {
        let mut runs = study.models[*way].clone();
        (*name).clone_into(&mut runs.name);
        runs.same_as = None;
        runs
    };
    let today = (baseline, study.models[baseline].name.as_str());
    let models: Vec<ModelRuns> = [today].iter().chain(ways).map(named).collect();
    Study { models, baseline: 0, what_ifs: 0, ..study.clone() }
}

/// Whether a switch from a way of working to a model is not worth it. What is not shown to be, but might be, is no ground to
/// do without the model.
fn is_needless(study: &Study, way: usize, model: usize, worth: Worth) -> bool {
    let then = beside(study, way, &[(model, study.models[model].name.as_str())]);
    let more = of(&then, 1);
    let lag = more.as_ref().and_then(|more| more.mean);
    let leaves = more.is_some_and(|more| judged_by(&then, &more, Some(worth)) == Judged::Worth);
    !leaves && lag.is_some_and(|lag| lag >= -worth.hours) && !is_same(&then)
}

/// Whether a model does in every replication what the baseline does: it is the same under another name.
fn is_same(pair: &Study) -> bool {
    [time_shown(pair).metric, COORDINATION_TIME].iter().all(|metric| {
        let [ours, theirs] = [1, 0].map(|it| pair.models[it].metric(*metric));
        ours.eq(theirs)
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::metric::{self, METRICS};
    use crate::record::Status;
    use crate::study::Judging;

    /// Campaigns of 50 and 20 days less so many, eight times, and this coordination.
    fn runs(name: &str, less: f64, talk: f64) -> ModelRuns {
        due(35.0, name, less, talk)
    }

    /// The same, due by this day.
    fn due(due: f64, name: &str, less: f64, talk: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for days in [50.0, 20.0].repeat(8) {
            let mut row = vec![None; METRICS.len()];
            row[metric::CYCLE_TIME] = Some(24.0 * (days - less));
            row[metric::ON_TIME] = Some(f64::from(u8::from(days - less <= due)));
            row[metric::COORDINATION_TIME] = Some(talk);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    fn judgement(models: Vec<ModelRuns>, sought: &[usize], asked: bool) -> Option<String> {
        let judging = Judging { worth_h: Some(48.0), asked: None };
        let study = Study { deadline_h: Some(35.0 * 24.0), judging, ..study(models) };
        let sought = Sought { models: sought.to_vec(), asked };
        instead(&study, (1, "Today with one agreement"), &sought).map(|answer| answer.verdict)
    }

    /// What another way than `mesh` (16 days earlier than today, for an hour) comes to, where 2 days are worth a switch.
    fn against(mesh: ModelRuns, asked: bool) -> Option<String> {
        judgement(vec![runs("Today", 0.0, 0.0), runs("Small", 16.0, 1.0), mesh], &[2], asked)
    }

    #[test]
    fn who_is_as_good_with_less_needs_no_other_model() {
        let gets = "Today with one agreement gets you to the deadline";
        let asked = || Some(format!("No need for Mesh: {gets}."));
        let unasked = || Some(format!("{gets}; a switch is not needed."));
        // One day more is worth no switch, three are; the same days for the same hours are the same way of working.
        assert_eq!(against(runs("Mesh", 17.0, 9.0), true), asked());
        assert_eq!(against(runs("Mesh", 19.0, 9.0), false), None);
        assert_eq!(against(runs("Mesh", 16.0, 1.0), true), None);
        // What nobody asked for is not named.
        assert_eq!(against(runs("Mesh", 16.0, 9.0), false), unasked());
        assert_eq!(against(runs("Mesh", 1.0, 9.0), false), unasked());
        assert_eq!(against(runs("Mesh", 1.0, 9.0), true), asked());
    }

    /// Hub is 3 days better than the agreement: worth a switch, so the agreement is no answer to who asks for Mesh.
    #[test]
    fn it_has_to_make_the_best_model_needless_too() {
        let models = || {
            let others = [runs("Mesh", 17.0, 9.0), runs("Hub", 19.0, 9.0)];
            [runs("Today", 0.0, 0.0), runs("Small", 16.0, 1.0)].into_iter().chain(others).collect()
        };
        assert_eq!(judgement(models(), &[2, 3], true), None);
        assert!(judgement(models(), &[2], true).is_some());
    }

    /// Due by day 1, when nobody is there: 34 and 4 days at the earliest.
    #[test]
    fn where_nothing_gets_there_it_says_so() {
        let models = || {
            let days = [("Today", 0.0, 0.0), ("Small", 16.0, 1.0), ("Mesh", 17.0, 9.0)];
            days.map(|(name, less, talk)| due(1.0, name, less, talk)).to_vec()
        };
        let wanted = "Nothing gets you to the deadline: Today with one agreement launches 16.0 days earlier, \
                      on time in 0 of 16 campaigns.";
        assert_eq!(judgement(models(), &[2], true).as_deref(), Some(wanted));
        assert_eq!(judgement(models(), &[2], false).as_deref(), Some(wanted));
    }
}
