//! Which lever did it: what `compare --report` asks about the baseline and one other model.

use super::session::Session;
use flowcast::analysis;
use flowcast::error::Error;
use flowcast::question::Stopped;
use flowcast::question::decompose::{Difference, Orders};
use flowcast::report::experiments::account::{Account, Asked, WhichLever};
use flowcast::study::Study;

/// At most so many replications of each mixture: effects worth a decision are shown by these, and a report
/// should not keep anybody waiting.
const MOST: u32 = 300;

/// Takes the difference between the baseline and another model apart, one lever after the other: the one that is
/// sought ([`analysis::sought`]). Its time goes to a stage.
///
/// # Errors
/// An interruption. What cannot be taken apart is no error: the answer says why.
pub fn answer(
    session: &mut Session<'_>,
    study: &Study,
    stage: &'static str,
) -> Result<WhichLever, Error> {
    let to = match other(study) {
        Ok(to) => to,
        Err(why) => return Ok(WhichLever::Unknown(why.to_owned())),
    };
    let metric = analysis::time_shown(study).metric;
    let scenario = session.loaded.scenario.clone();
    let (from, seed) = (study.baseline, study.seed);
    let replications = study.replications.min(MOST);
    let question = Difference { scenario: &scenario, from, to, metric, replications, seed };
    let names = || format!("{} and {}", study.models[from].name, study.models[to].name);
    if let Some(why) = question.refusal() {
        return Ok(WhichLever::Unknown(format!("{why}.")));
    }
    let levers = question.levers();
    if levers.is_empty() {
        return Ok(WhichLever::Unknown(format!("{} set every lever alike.", names())));
    }
    let orders = Orders::One((0..levers.len()).collect());
    let total = orders.coalitions(levers.len()).len() as u64 * u64::from(replications);
    match session.run(stage, total, |bar| question.answer(&levers, &orders, bar)) {
        Ok(found) => {
            let asked = Asked { scenario: &scenario, from, to, metric, seed };
            Ok(WhichLever::Known(Box::new(Account::of(&asked, &found))))
        }
        Err(Stopped::Cancelled) => Err(Error::Interrupted),
        Err(why) => Ok(WhichLever::Unknown(format!("{} cannot be taken apart: {why}.", names()))),
    }
}

/// The model to which the levers lead, or why there is none.
fn other(study: &Study) -> Result<usize, &'static str> {
    if study.ways() < 2 && study.what_ifs > 0 {
        return Err("The others are the same model with another fact: no lever differs.");
    }
    if study.models.len() < 2 {
        return Err("There is only one model, so there is no difference to take apart.");
    }
    analysis::sought(study).ok_or(
        "No replication was launched under both the baseline and another model, so there is nothing to \
         compare.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use flowcast::analysis::answer;
    use flowcast::metric::{self, METRICS};
    use flowcast::record::Status;
    use flowcast::study::{Judging, ModelRuns};

    fn study(models: &[(&str, &[f64])]) -> Study {
        let runs = |(name, hours): &(&str, &[f64])| {
            let mut runs = ModelRuns::new(name, 0);
            for hours in *hours {
                let mut row = vec![None; METRICS.len()];
                row[metric::CYCLE_TIME] = Some(*hours);
                runs.push_values(Status::Launched, &row);
            }
            runs
        };
        Study { replications: 8, ..fixture::study(models.iter().map(runs).collect()) }
    }

    #[test]
    fn the_levers_lead_to_the_model_that_is_advised() {
        // B is 10, 9, 11, 8, 12, 11, 9.5, 10.5 earlier: shown. C is 60, -20, 20, -16, 61, -21, 21, -17 earlier,
        // 11 in the mean, which is more, but so noisy that nothing is shown of it.
        let study = study(&[
            ("A", &[100.0, 110.0, 120.0, 130.0, 100.0, 110.0, 120.0, 130.0]),
            ("B", &[90.0, 101.0, 109.0, 122.0, 88.0, 99.0, 110.5, 119.5]),
            ("C", &[40.0, 130.0, 100.0, 146.0, 39.0, 131.0, 99.0, 147.0]),
        ]);
        assert_eq!(answer(&study).model, Some(1));
        assert_eq!(other(&study), Ok(1));
        let asked = Some(study.models[2].name.clone());
        let asking = Study { judging: Judging { asked, ..study.judging.clone() }, ..study };
        assert_eq!(other(&asking), Ok(2));
    }

    #[test]
    fn a_single_model_has_no_other() {
        assert!(other(&study(&[("A", &[1.0; 4])])).is_err());
    }
}
