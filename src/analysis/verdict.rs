//! The answer in one sentence: the judgement that stands over a page.

use super::difference::{Difference, Verdict, differences};
use super::gain::gains;
use super::judgement::{Judged, judged};
use super::time_shown::{TimeShown, counts, kept, short_due, time_shown};
use super::{Advice, advice, behind, sentence::earlier, worth};
use crate::format::{of_100, spoken};
use crate::metric::COORDINATION_TIME;
use crate::record::Status;
use crate::study::{Judging, Study};

/// In so many of 100 campaigns a promise is kept, and in so many it is likely to be.
const SURE: f64 = 0.85;
const LIKELY: f64 = 0.60;

/// The judgement: of the model that was asked for, if one was, then what is better; else what is advised.
pub fn verdict(study: &Study) -> String {
    let advice = advice(study);
    let asked = study.asked().and_then(|asked| of(study, asked));
    let Some(asked) = asked else { return advised(study, &advice) };
    let (own, is_good) = asked_for(study, &asked);
    match &advice {
        Advice::Switch(best) if best.model != asked.model => {
            match is_good && as_good(study, best.model, asked.model) {
                true => format!("Yes: {own}."),
                false if is_good => {
                    let name = &study.models[best.model].name;
                    format!("{own}; {name} is better.")
                }
                false => format!("No: {own}. {}", advised(study, &advice)),
            }
        }
        _ if is_good => format!("Yes: {own}."),
        _ => format!("No: {own}. Stay with {}.", study.models[study.baseline].name),
    }
}

/// That a model is not needed, since another way of working (`name`) is worth a switch and leaves nothing that is worth
/// another one: "No need for Mesh: Today with one agreement gets you to 27 April."; and what that other way gains.
pub fn no_need(
    study: &Study,
    (model, asked): (usize, bool),
    (instead, name): (usize, &str),
) -> Option<[String; 2]> {
    let found = of(study, instead).filter(|found| judged(study, found) == Judged::Worth)?;
    let judging = Judging { worth_h: Some(worth(study)?.hours), asked: None };
    let mut then = Study { baseline: instead, judging, ..study.clone() };
    let more = of(&then, model)?;
    // What is not shown to be worth a switch, but might be, is no ground to do without it.
    let lag = more.mean.filter(|_| judged(&then, &more) != Judged::Worth)?;
    if lag < -worth(&then)?.hours || is_same(&then, model) {
        return None;
    }
    let proposed = asked || of(study, model).is_some_and(|it| judged(study, &it) == Judged::Worth);
    let needless = if proposed { &study.models[model].name } else { "another model" };
    let needless = format!("No need for {needless}");
    then.baseline = study.baseline;
    let mut named = |name: &str, say: &dyn Fn(&Study) -> String| {
        name.clone_into(&mut then.models[instead].name);
        say(&then)
    };
    let verdict = named(name, &|study| format!("{needless}: {}.", promise(study, &found)));
    Some([verdict, named("that", &|study| gains(study, &found))])
}

/// Whether a model does in every replication what the baseline does: it is the same under another name.
fn is_same(study: &Study, model: usize) -> bool {
    [time_shown(study).metric, COORDINATION_TIME].iter().all(|metric| {
        let [ours, theirs] = [model, study.baseline].map(|it| study.models[it].metric(*metric));
        ours.eq(theirs)
    })
}

/// The difference of a model to the baseline in the time that is shown.
pub(super) fn of(study: &Study, model: usize) -> Option<Difference> {
    let mut found = differences(study, time_shown(study).metric).into_iter();
    found.find(|found| found.model == model)
}

/// Whether a model is not shown to be behind the best one by more than is worth a switch.
pub(super) fn as_good(study: &Study, best: usize, other: usize) -> bool {
    let behind = behind(study, best);
    let Some((_, lag)) = behind.iter().find(|(model, _)| *model == other) else { return true };
    lag.mean.zip(worth(study)).is_some_and(|(lag, worth)| (0.0..worth.hours).contains(&lag))
}

/// What a model that was asked for comes to, and whether that is good.
fn asked_for(study: &Study, found: &Difference) -> (String, bool) {
    let [ours, theirs] = [found.model, study.baseline].map(|model| &study.models[model].name);
    let time = time_shown(study);
    let gap = found.mean.map_or(String::new(), |mean| format!(" {}", spoken(mean.abs())));
    match judged(study, found) {
        Judged::Worth => (promise(study, found), true),
        Judged::Little => {
            (format!("{ours} {} only{gap} earlier, not worth a switch", time.does), false)
        }
        Judged::Worse if found.verdict == Verdict::LessOften => {
            (format!("{ours} {} less often than {theirs}", time.does), false)
        }
        Judged::Worse => (format!("{ours} {}{gap} later than {theirs}", time.does), false),
        Judged::Unclear => (format!("{ours} is not told apart from {theirs}"), false),
    }
}

fn advised(study: &Study, advice: &Advice) -> String {
    let baseline = || study.models.get(study.baseline).map_or("", |runs| runs.name.as_str());
    let time = time_shown(study);
    match advice {
        Advice::Single => single(study),
        Advice::Switch(found) => match already(study) {
            Some(due) => {
                format!("{} already {} {due}; {}.", baseline(), time.gets[0], gain(study, found))
            }
            None => format!("{}{}.", promise(study, found), every_deadline(study, found)),
        },
        Advice::Little(found) => {
            let gap = found.mean.map_or(String::new(), |mean| format!(" {}", spoken(mean.abs())));
            let name = &study.models[found.model].name;
            format!(
                "Stay with {}: {name} {} only{gap} earlier, not worth a switch.",
                baseline(),
                time.does
            )
        }
        Advice::Stay(_) => {
            format!("Stay with {}: no other model {} earlier.", baseline(), time.does)
        }
        Advice::Nothing if study.models.iter().all(|runs| runs.count(Status::Launched) == 0) => {
            "No model launches within the horizon.".to_owned()
        }
        Advice::Nothing => format!("Stay with {}: no difference is shown.", baseline()),
    }
}

/// What is due, if the baseline keeps it surely.
fn already(study: &Study) -> Option<String> {
    let due = short_due(study)?;
    let kept = kept(study, &study.models[study.baseline])?;
    (kept.share() >= SURE).then_some(due)
}

/// Of a portfolio, in how many replications every campaign is in time, where that is not sure.
fn every_deadline(study: &Study, found: &Difference) -> String {
    let kept = kept(study, &study.models[found.model]).filter(|_| study.portfolio);
    kept.filter(|kept| kept.share() < SURE).map_or(String::new(), |kept| {
        let all = of_100(kept.count, kept.of);
        format!(", but every campaign keeps its deadline in {all} replications only")
    })
}

/// "Mesh gets you to 27 April", "Mesh makes 27 April likely", or what it gains where nothing is due.
fn promise(study: &Study, found: &Difference) -> String {
    let runs = &study.models[found.model];
    let known = short_due(study).zip(kept(study, runs));
    let Some((due, kept)) = known else { return gain(study, found) };
    let TimeShown { gets: [surely, likely, hardly], .. } = time_shown(study);
    let (name, count) = (&runs.name, of_100(kept.count, kept.of));
    match kept.share() {
        share if share >= SURE => format!("{name} {surely} {due}"),
        share if share >= LIKELY => format!("{name} {likely} {due}: {count} campaigns"),
        _ => format!("{name} helps, but {hardly} {due}: {count} campaigns"),
    }
}

/// "Mesh launches 9.3 days earlier"
fn gain(study: &Study, found: &Difference) -> String {
    let (name, time) = (&study.models[found.model].name, time_shown(study));
    match found.mean.filter(|_| found.verdict == Verdict::Lower) {
        Some(mean) => format!("{name} {} {}", time.does, earlier(mean)),
        None => format!("{name} {} more often", time.does),
    }
}

fn single(study: &Study) -> String {
    let Some(runs) = study.models.get(study.baseline) else { return String::new() };
    let time = time_shown(study);
    match short_due(study).zip(kept(study, runs)) {
        Some((due, kept)) => {
            format!("{} {} {due} in {} campaigns.", runs.name, time.by, of_100(kept.count, kept.of))
        }
        None => match super::estimate(study, study.baseline, time.metric).quantile(0.85).value {
            Some(hours) => format!(
                "{} {} within {} in 85 of 100 {}.",
                runs.name,
                time.does,
                spoken(hours),
                counts(study)
            ),
            None => format!("{} is not {} in 85 of 100 {}.", runs.name, time.done, counts(study)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::metric::{self, METRICS};
    use crate::study::ModelRuns;

    /// Campaigns of 50 and 20 days less so many, eight times, and this coordination.
    fn runs(name: &str, less: f64, talk: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for days in [50.0, 20.0].repeat(8) {
            let mut row = vec![None; METRICS.len()];
            row[metric::CYCLE_TIME] = Some(24.0 * (days - less));
            row[metric::ON_TIME] = Some(f64::from(u8::from(days - less <= 35.0)));
            row[metric::COORDINATION_TIME] = Some(talk);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    /// What another way than `mesh` (16 days earlier than today, for an hour) comes to, where 2 days are worth a switch.
    fn against(mesh: ModelRuns, asked: bool) -> Option<String> {
        let models = vec![runs("Today", 0.0, 0.0), runs("Small", 16.0, 1.0), mesh];
        let judging = Judging { worth_h: Some(48.0), asked: None };
        let study = Study { deadline_h: Some(35.0 * 24.0), judging, ..study(models) };
        no_need(&study, (2, asked), (1, "Today with one agreement")).map(|[verdict, _]| verdict)
    }

    #[test]
    fn who_is_as_good_with_less_needs_no_other_model() {
        let gets = |name: &str| {
            Some(format!("No need for {name}: Today with one agreement gets you to the deadline."))
        };
        // One day more is worth no switch, three are; the same days for the same hours are the same way of working.
        assert_eq!(against(runs("Mesh", 17.0, 9.0), false), gets("Mesh"));
        assert_eq!(against(runs("Mesh", 19.0, 9.0), false), None);
        assert_eq!(against(runs("Mesh", 16.0, 1.0), true), None);
        assert_eq!(against(runs("Mesh", 16.0, 9.0), false), gets("Mesh"));
        // What nobody thinks of is not named: a day earlier than today is worth no switch.
        assert_eq!(against(runs("Mesh", 1.0, 9.0), false), gets("another model"));
        assert_eq!(against(runs("Mesh", 1.0, 9.0), true), gets("Mesh"));
    }
}
