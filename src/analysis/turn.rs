//! What would turn the answer: another date, a price on flaws.

use super::time_shown::{Kept, due_day, kept, time_shown};
use super::{Estimate, Verdict, differences, estimate};
use crate::format::{elapsed, fixed, of_100};
use crate::metric::{COST, ESCAPES};
use crate::study::Study;

/// What would turn the advice of a model, or of staying, a point each.
pub fn turns(study: &Study, model: Option<usize>) -> Vec<String> {
    let dates = [later_date(study, model), earlier_date(study, model)];
    dates.into_iter().chain([dear_flaws(study, model)]).flatten().collect()
}

/// By when 85 of 100 campaigns of a model are there, as a date or a time after the start.
fn by(study: &Study, model: usize) -> Option<String> {
    let known: Estimate = estimate(study, model, time_shown(study).metric);
    let hours = known.quantile(0.85).value?;
    Some(super::day_reached(study, model, 0.85).unwrap_or_else(|| elapsed(hours)))
}

fn in_time(study: &Study, model: usize) -> Option<Kept> {
    time_shown(study).due_h?;
    kept(study, &study.models[model])
}

/// The date that the baseline would keep as it is.
fn later_date(study: &Study, model: Option<usize>) -> Option<String> {
    model?;
    in_time(study, study.baseline).filter(|kept| kept.share() < 0.85)?;
    let (name, by) = (&study.models[study.baseline].name, by(study, study.baseline)?);
    let due = time_shown(study).due;
    Some(format!(
        "A later {due}: {name} would keep {by} in 85 of 100 campaigns, without any change."
    ))
}

/// The earliest date that the model still keeps, and what is left two weeks before the one that is due.
fn earlier_date(study: &Study, model: Option<usize>) -> Option<String> {
    const WEEKS: f64 = 2.0;
    let model = model.unwrap_or(study.baseline);
    let due_h = time_shown(study).due_h? - WEEKS * 168.0;
    in_time(study, model).filter(|kept| kept.share() >= 0.85 && due_h > 0.0)?;
    let times: Vec<f64> = study.models[model].metric(time_shown(study).metric).flatten().collect();
    let (name, by) = (&study.models[model].name, by(study, model)?);
    let count = times.iter().filter(|hours| **hours <= due_h).count();
    let early = due_day(study, due_h).unwrap_or_else(|| elapsed(due_h));
    let share = of_100(count, study.models[model].len());
    Some(format!(
        "An earlier {}: {name} keeps {by} in 85 of 100 campaigns; by {early}, two weeks earlier than wanted, \
         {share} are there.",
        time_shown(study).due
    ))
}

/// From which price of a flaw on a dearer model with fewer of them is the cheaper one.
fn dear_flaws(study: &Study, model: Option<usize>) -> Option<String> {
    let model = model?;
    let shown = |metric: usize, verdict: Verdict| {
        let found = differences(study, metric).into_iter().find(|found| found.model == model)?;
        found.mean.filter(|_| found.verdict == verdict)
    };
    let (dearer, fewer) = (shown(COST, Verdict::Higher)?, -shown(ESCAPES, Verdict::Lower)?);
    // What would be said as none is none.
    (fewer >= 0.05).then_some(())?;
    let [ours, theirs] = [model, study.baseline].map(|model| &study.models[model].name);
    let price = crate::format::grouped(libm::rint(dearer / fewer));
    Some(format!(
        "Dear mistakes: {ours} costs more than {theirs}, and {} fewer flaws go live; where each costs {price} more than \
         the scenario says, it is the cheaper one.",
        fixed(fewer, 1)
    ))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::metric::{self, METRICS};
    use crate::record::Status;
    use crate::study::ModelRuns;

    /// Campaigns of these days with a deadline after 40, each with this cost and so many flaws.
    fn runs(name: &str, days: [f64; 4], cost: f64, flaws: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for days in days.repeat(8) {
            let mut row = vec![None; METRICS.len()];
            row[metric::CYCLE_TIME] = Some(24.0 * days);
            row[metric::ON_TIME] = Some(f64::from(u8::from(days <= 40.0)));
            row[metric::COST] = Some(cost);
            row[metric::ESCAPES] = Some(flaws);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    #[test]
    fn another_date_or_dearer_flaws_turn_it() {
        let models = vec![
            runs("Today", [38.0, 42.0, 44.0, 50.0], 1000.0, 2.0),
            runs("Mesh", [20.0, 24.0, 30.0, 38.0], 1300.0, 0.5),
        ];
        let study = Study { deadline_h: Some(40.0 * 24.0), ..study(models) };
        let said = turns(&study, Some(1));
        // Of 32, the 28th is the last of the slowest quarter: P85 is its day. By day 26 half are there. 300 / 1.5 = 200.
        assert!(said[0].contains("Today would keep 50.0 d in 85 of 100"), "{said:?}");
        assert!(said[1].contains("Mesh keeps 38.0 d in 85 of 100"), "{said:?}");
        assert!(said[1].contains("by 26.0 d, two weeks earlier than wanted, 16 of 32"), "{said:?}");
        assert!(said[2].contains("1.5 fewer flaws go live; where each costs 200 more"), "{said:?}");
        // Who stays needs no later date; today does not keep the one that is due.
        assert_eq!(turns(&study, None), Vec::<String>::new());
    }

    /// What is due by the end of a Monday is due two weeks earlier by the end of a Monday.
    #[test]
    fn two_weeks_before_the_end_of_a_day_is_the_end_of_one() {
        let start = Some(jiff::civil::datetime(2027, 1, 4, 0, 0, 0, 0));
        let models = vec![runs("Mesh", [20.0, 24.0, 30.0, 38.0], 1300.0, 0.5)];
        // 42 days end with Sunday 14 February, 28 with Sunday 31 January.
        let study = Study { deadline_h: Some(42.0 * 24.0), start, ..study(models) };
        let said = turns(&study, None).join(" ");
        assert!(said.contains("by Sun 31 Jan 2027, two weeks earlier than wanted"), "{said}");
    }
}
