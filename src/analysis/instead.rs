//! The smallest change of today's way of working, where a study has it beside the models of the file: whether it is the
//! answer, and what may be said of it.

use super::answer::{Answer, switch};
use super::flaws::flaws;
use super::gain::{gains, in_time_instead};
use super::judgement::{Judged, Worth, judged, judged_by, more_in_time, worth};
use super::sentence::in_hours;
use super::time_shown::{Kept, kept, time_shown};
use super::turn::turns;
use super::verdict::{of, promise_or_nothing};
use super::{Advice, Change, advice, best, person_hours};
use crate::format::{self, Interval, of_100, spoken};
use crate::metric::COORDINATION_TIME;
use crate::stats::Paired;
use crate::study::Study;

/// The model that is recommended: the smallest change, which a study has only where it is the answer ([`instead`]), or else
/// that to which a switch is advised.
pub fn recommended(study: &Study) -> Option<usize> {
    study.agreed_model().or_else(|| match advice(study) {
        Advice::Switch(found) => Some(found.model),
        _ => None,
    })
}

/// The models of the file that the smallest change is held against: the one that was asked for, and the best; the first has
/// its name in the judgement.
fn sought(study: &Study) -> Vec<usize> {
    let best = best(study).map(|best| best.model);
    let mut models: Vec<usize> = study.asked().into_iter().chain(best).collect();
    models.retain(|model| *model < study.ways());
    models.dedup();
    models
}

/// The answer that advises the smallest change, where that is worth one, and no model that is sought is worth a switch
/// from there.
pub fn instead(study: &Study) -> Option<Answer> {
    let (way, worth, models) = (study.agreed_model()?, worth(study)?, sought(study));
    let first = *models.first()?;
    let found = of(study, way).filter(|found| judged(study, found) == Judged::Worth)?;
    models.iter().all(|model| is_needless(study, way, *model, worth)).then_some(())?;
    let verdict = match (promise_or_nothing(study, &found), study.asked()) {
        ((said, false), _) => format!("{said}."),
        ((said, true), Some(asked)) => format!("No need for {}: {said}.", study.models[asked].name),
        ((said, true), None) => format!("{said}; a switch is not needed."),
    };
    let gains = gains(study, &found) + &flaws(study, Some(way)).unwrap_or_default();
    let parts = study.agreed.iter().cloned().chain([gains]).chain(against(study, first));
    let paragraph = parts.collect::<Vec<String>>().join(" ");
    Some(Answer { verdict, paragraph, turns: turns(study, Some(way)), ..switch(study, &found) })
}

/// Whether a model of the file is better or worse than the smallest change, and what it talks more or less: the one that was
/// asked for, or else the best.
pub fn held_against(study: &Study) -> Option<String> {
    against(study, *sought(study).first()?)
}

/// That the smallest change is earlier by less than the scenario says is worth a switch, where it is.
pub fn too_little(study: &Study) -> Option<String> {
    let found = of(study, study.agreed_model()?)?;
    let worth = worth(study).filter(|worth| worth.given)?;
    (judged(study, &found) == Judged::Little).then(|| {
        let hours = spoken(worth.hours);
        format!("The smallest change is earlier by less than {hours}, which the scenario says is worth a switch.")
    })
}

/// A study of a way of working and a model, of which the first is the baseline.
fn pair(study: &Study, way: usize, model: usize) -> Study {
    let models = [way, model].map(|model| study.models[model].clone());
    Study { models: models.into(), baseline: 0, what_ifs: 0, agreed: None, ..study.clone() }
}

/// What a switch within a pair comes to.
fn switched(pair: &Study, worth: Worth) -> Option<Judged> {
    of(pair, 1).map(|found| judged_by(pair, &found, Some(worth)))
}

/// Whether a switch from a way of working to a model is not shown to be worth it.
fn is_needless(study: &Study, way: usize, model: usize, worth: Worth) -> bool {
    let pair = pair(study, way, model);
    further(&pair, worth) != Some(Further::Better) && !is_same(&pair)
}

/// What it comes to that a model is earlier than the smallest change.
#[derive(Clone, Copy, PartialEq)]
enum Further {
    Better,
    /// By less than is worth a switch.
    Little,
    /// By enough, but what is due is kept no more often.
    NoSurer,
}

/// What it comes to to go on from a way of working to a model; `None` where that is not shown to be earlier. Both are a
/// change from today, so who is earlier and takes no more of people's time is better, however little earlier it is, unless
/// the scenario says how much is worth a switch.
fn further(pair: &Study, worth: Worth) -> Option<Further> {
    match switched(pair, worth)? {
        Judged::Little if worth.given => Some(Further::Little),
        Judged::Little | Judged::Worth if is_cheaper(pair) => Some(Further::Better),
        Judged::Little => Some(Further::Little),
        Judged::Worth if is_no_surer(pair, worth) => Some(Further::NoSurer),
        Judged::Worth => Some(Further::Better),
        _ => None,
    }
}

/// Whether a model takes no more of people's time than the baseline, and is in time as often.
fn is_cheaper(pair: &Study) -> bool {
    let hours = person_hours(pair, 1).map(|(.., hours)| hours);
    let is_no_dearer =
        |hours: Paired| hours.none_differ() || hours.ci.is_some_and(|ci| ci.high <= 0.0);
    let kept = [1, 0].map(|model| kept(pair, &pair.models[model]).map_or(0.0, Kept::share));
    hours.is_some_and(is_no_dearer) && kept[0] >= kept[1]
}

/// Where a date is due, being in time is what counts, unless the scenario says how much earlier is worth a switch: who is
/// earlier on average, but in time no more often, is worth none.
fn is_no_surer(pair: &Study, worth: Worth) -> bool {
    !worth.given && pair.deadline_h.is_some() && !more_in_time(pair, 1)
}

/// Whether a model does in every replication what the baseline does: it is the same under another name.
fn is_same(pair: &Study) -> bool {
    [time_shown(pair).metric, COORDINATION_TIME].iter().all(|metric| {
        let [ours, theirs] = [1, 0].map(|it| pair.models[it].metric(*metric));
        ours.eq(theirs)
    })
}

/// How a model of the file stands to the smallest change.
fn against(study: &Study, model: usize) -> Option<String> {
    let way = study.agreed_model()?;
    let (theirs, ours) = (&study.models[model], &study.models[way]);
    let name = &theirs.name;
    let change = Change::of(theirs, ours, &[time_shown(study).metric])?;
    let talk = Change::of(theirs, ours, &[COORDINATION_TIME]).filter(Change::is_shown);
    let talk = talk.map(|talk| {
        let (for_, more) = if talk.mean > 0.0 { ("for", "more") } else { ("with", "fewer") };
        let hours = format::rounded(libm::rint(talk.mean.abs()));
        (for_, format!("{hours} {more} person-hours of coordination"))
    });
    let pair = pair(study, way, model);
    if is_same(&pair) {
        return Some(format!("{name} is just that: the same in every replication."));
    }
    let Some(ci) = change.ci.filter(|_| change.is_shown()) else {
        let talk = talk.map_or(String::new(), |(_, hours)| format!(", but it takes {hours}"));
        return Some(format!("{name} is not shown to be earlier or later than that{talk}."));
    };
    let talk = talk.map_or(String::new(), |(for_, hours)| format!(", {for_} {hours}"));
    let later = change.mean > 0.0;
    let (when, ci) = match later {
        true => ("later", ci),
        false => ("earlier", Interval { low: -ci.high, high: -ci.low }),
    };
    let kept = kept(study, theirs).zip(kept(study, ours));
    let shares = kept.filter(|(theirs, ours)| theirs.said() != ours.said());
    // Neither better nor worse: earlier on average, but less often in time, or the other way round.
    let mixed = shares.is_some_and(|(theirs, ours)| later == (theirs.share() > ours.share()));
    let word = time_shown(study).kept.to_lowercase();
    let in_time = shares.map_or(String::new(), |(theirs, ours)| {
        format!(", {word} in {} instead of {}", theirs.said(), ours.said())
    });
    let (scale, [mean, low, high]) = in_hours(change.mean.abs(), ci);
    let by = format!("{mean} {}", format::in_full(scale.unit));
    let further = worth(study).and_then(|worth| further(&pair, worth));
    let how = match further {
        Some(Further::NoSurer) if !later => {
            let in_time = no_surer(study, kept);
            return Some(format!("{name} gains {by} more ({low} to {high}){in_time}{talk}."));
        }
        _ if mixed => "another trade",
        _ if later => "worse than that",
        Some(Further::Little) => "better than that by less than a switch is worth",
        _ => "better than that",
    };
    Some(format!("{name} is {how}: {by} {when} ({low} to {high}){in_time}{talk}."))
}

/// ", on time no more often", or how often where that reads differently.
fn no_surer(study: &Study, kept: Option<(Kept, Kept)>) -> String {
    let reads = |kept: &Kept| of_100(kept.count, kept.of);
    match kept.filter(|(theirs, ours)| reads(theirs) != reads(ours)) {
        Some((theirs, ours)) => in_time_instead(study, theirs, ours),
        None => format!(", {} no more often", time_shown(study).kept.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::metric::{self, METRICS};
    use crate::record::Status;
    use crate::study::{Judging, ModelRuns};

    /// Campaigns that take these days by turns, sixteen in all, due by this day, each with this coordination.
    fn taking(due: f64, name: &str, days: [f64; 2], talk: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for days in days.repeat(8) {
            let mut row = vec![None; METRICS.len()];
            metric::EFFORT.iter().for_each(|part| row[*part] = Some(0.0));
            row[metric::CYCLE_TIME] = Some(24.0 * days);
            row[metric::ON_TIME] = Some(f64::from(u8::from(days <= due)));
            row[metric::COORDINATION_TIME] = Some(talk);
            runs.push_values(Status::Launched, &row);
        }
        runs
    }

    /// Campaigns of 50 and 20 days less so many.
    fn due(due: f64, name: &str, less: f64, talk: f64) -> ModelRuns {
        taking(due, name, [50.0 - less, 20.0 - less], talk)
    }

    fn runs(name: &str, less: f64, talk: f64) -> ModelRuns {
        due(35.0, name, less, talk)
    }

    /// A study whose last model is the smallest change of the first.
    fn with_change(models: Vec<ModelRuns>, worth_h: Option<f64>, asked: Option<&str>) -> Study {
        let agreed = Some("One agreement: talk.".to_owned());
        let judging = Judging { worth_h, asked: asked.map(str::to_owned) };
        Study { deadline_h: Some(35.0 * 24.0), judging, agreed, ..study(models) }
    }

    fn judgement(models: Vec<ModelRuns>, asked: Option<&str>) -> Option<String> {
        instead(&with_change(models, Some(48.0), asked)).map(|answer| answer.verdict)
    }

    /// What another way than `mesh` (16 days earlier than today, for an hour) comes to, where 2 days are worth a switch.
    fn against(mesh: ModelRuns, asked: bool) -> Option<String> {
        let models =
            vec![runs("Today", 0.0, 0.0), mesh, runs("Today with one agreement", 16.0, 1.0)];
        judgement(models, asked.then_some("Mesh"))
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
        // 10 days earlier and 4 later by turns are 3 earlier, but the interval holds 0: t is 2.13, the standard error
        // 7 (16 / 15)^(1/2) / 4 = 1.8.
        assert_eq!(against(taking(35.0, "Mesh", [24.0, 8.0], 9.0), true), asked());
    }

    #[test]
    fn a_model_that_is_the_change_is_said_to_be() {
        let small = || runs("Today with one agreement", 16.0, 1.0);
        let study = with_change(
            vec![runs("Today", 0.0, 0.0), runs("Item", 16.0, 1.0), small()],
            None,
            None,
        );
        let said = held_against(&study);
        assert_eq!(said.as_deref(), Some("Item is just that: the same in every replication."));
    }

    /// Hub is 3 days better than the agreement: worth a switch, so the agreement is no answer to who asks for Mesh.
    #[test]
    fn it_has_to_make_the_best_model_needless_too() {
        let small = || runs("Today with one agreement", 16.0, 1.0);
        let today_and_mesh = || vec![runs("Today", 0.0, 0.0), runs("Mesh", 17.0, 9.0)];
        let all = [today_and_mesh(), vec![runs("Hub", 19.0, 9.0), small()]].concat();
        assert_eq!(judgement(all, Some("Mesh")), None);
        assert!(judgement([today_and_mesh(), vec![small()]].concat(), Some("Mesh")).is_some());
    }

    /// Mesh takes 35.5 and 5 days, the agreement 36 and 6 for 10 hours: 0.75 days earlier, less than a tenth of the deviation of
    /// today (1.5 days), and in time no more often. For as many hours or fewer that is no reason to stop at the agreement, unless
    /// the scenario says what is worth a switch.
    #[test]
    fn who_is_earlier_for_no_more_is_not_needless() {
        let found = |talk: f64, worth_h: Option<f64>| {
            let mesh = taking(35.0, "Mesh", [35.5, 5.0], talk);
            let small = taking(35.0, "Today with one agreement", [36.0, 6.0], 10.0);
            let models = vec![runs("Today", 0.0, 12.0), mesh, small];
            instead(&with_change(models, worth_h, None)).map(|answer| answer.paragraph)
        };
        assert_eq!([1.0, 10.0].map(|talk| found(talk, None)), [None, None]);
        assert!(found(11.0, None).is_some());
        assert!(found(1.0, Some(48.0)).is_some());
    }

    /// Due by day 1, when nobody is there: 34 and 4 days at the earliest.
    #[test]
    fn where_nothing_gets_there_it_says_so() {
        let models = || {
            let days =
                [("Today", 0.0, 0.0), ("Mesh", 17.0, 9.0), ("Today with one agreement", 16.0, 1.0)];
            days.map(|(name, less, talk)| due(1.0, name, less, talk)).to_vec()
        };
        let wanted = "Nothing gets you to the deadline: Today with one agreement launches 16.0 days earlier, \
                      on time in 0 of 16 campaigns.";
        assert_eq!(judgement(models(), Some("Mesh")).as_deref(), Some(wanted));
        assert_eq!(judgement(models(), None).as_deref(), Some(wanted));
    }

    /// Mesh takes 36 and 1 days, the agreement 36 and 6: 2.5 days earlier on average, in time in the same half. A tenth of
    /// the standard deviation, 15 (16 / 15)^(1/2), is 1.5 days.
    #[test]
    fn who_is_earlier_but_in_time_no_more_often_is_worth_no_switch() {
        let from = |less: f64, mesh: [f64; 2], worth_h: Option<f64>| {
            let (today, small) =
                (runs("Today", 0.0, 0.0), runs("Today with one agreement", less, 1.0));
            let models = vec![today, taking(35.0, "Mesh", mesh, 9.0), small];
            instead(&with_change(models, worth_h, None)).map(|answer| answer.paragraph)
        };
        let found = |mesh: [f64; 2], worth_h: Option<f64>| from(14.0, mesh, worth_h);
        let said = found([36.0, 1.0], None).unwrap_or_default();
        let wanted = "One agreement: talk. Changing only that launches 14.0 days earlier (14.0 to 14.0), on time in \
                      8 of 16 campaigns instead of 8";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.contains("Mesh gains 2.5 days more ("), "{said}");
        // 0.75 days earlier on average, in time in the same half.
        let said = found([35.5, 5.0], None).unwrap_or_default();
        assert!(
            said.contains("Mesh is better than that by less than a switch is worth: "),
            "{said}"
        );
        // Where the scenario says that 2 days are worth a switch, they are; and so is being in time.
        assert_eq!(found([36.0, 1.0], Some(48.0)), None);
        assert_eq!(found([34.0, 3.0], None), None);
        // The agreement takes 33 and 3 days, Mesh 31 and 1: all are in time.
        let said = from(17.0, [31.0, 1.0], None).unwrap_or_default();
        let wanted = "Mesh gains 2.0 days more (2.0 to 2.0), on time no more often, for 8 more person-hours of coordination.";
        assert!(said.ends_with(wanted), "{said}");
        assert_eq!(from(17.0, [31.0, 1.0], Some(48.0)), None);
    }
}
