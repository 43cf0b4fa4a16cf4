//! The answer in one sentence: the judgement that stands over a page.

use super::difference::{Difference, Verdict, differences};
use super::judgement::{Judged, judged};
use super::time_shown::{Kept, TimeShown, counts, kept, on_average, short_due, time_shown};
use super::{Advice, advice, beside::is_worse, recommended, sentence::earlier};
use crate::format::{of_100, spoken};
use crate::record::Status;
use crate::stats::FEWEST;
use crate::study::Study;

/// In so many of 100 campaigns a promise is kept, and in so many it is likely to be.
const SURE: f64 = 0.85;
const LIKELY: f64 = 0.60;

/// The judgement: of the model that was asked for, if one was, then what is better; else what is advised.
pub fn verdict(study: &Study) -> String {
    let advice = advice(study);
    if study.ways() > 1 && nobody(study) {
        return "No model launches within the horizon.".to_owned();
    }
    if is_too_few(study) {
        return format!(
            "Nothing can be said: fewer than {FEWEST} replications show no difference."
        );
    }
    let asked = study.asked().and_then(|asked| of(study, asked));
    let Some(asked) = asked else { return advised(study, &advice) };
    let (own, is_good) = asked_for(study, &asked);
    if let Some(nothing) = nothing_gets(study, &asked).filter(|_| is_good) {
        return format!("{nothing}.");
    }
    match &advice {
        Advice::Switch(best) if best.model != asked.model => {
            match is_good && !is_worse(study, best.model, asked.model) {
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

/// The difference of a model to the baseline in the time that is shown.
pub(super) fn of(study: &Study, model: usize) -> Option<Difference> {
    let mut found = differences(study, time_shown(study).metric).into_iter();
    found.find(|found| found.model == model)
}

/// Whether no replication of any model launches.
fn nobody(study: &Study) -> bool {
    study.models.iter().all(|runs| runs.count(Status::Launched) == 0)
}

/// Whether a comparison has so few replications that no difference can be shown, whatever they are.
fn is_too_few(study: &Study) -> bool {
    study.ways() > 1 && (study.replications as usize) < FEWEST
}

/// Whether today's way of working is to stay as it is.
pub fn stays(study: &Study) -> bool {
    let is_known = !nobody(study) && !is_too_few(study);
    study.ways() > 1 && is_known && recommended(study).is_none()
}

/// The model that who reads the answer works under: the smallest change where that is the answer, the model that was asked for
/// where that is answered with a plain yes, else what is advised, or the baseline.
pub fn followed(study: &Study) -> usize {
    let advised = recommended(study).unwrap_or(study.baseline);
    let asked = study.asked().filter(|_| study.agreed_model().is_none());
    let asked = asked.and_then(|asked| of(study, asked));
    let yes = asked.filter(|asked| judged(study, asked) == Judged::Worth);
    let yes = yes.map(|asked| asked.model).filter(|asked| !is_worse(study, advised, *asked));
    yes.unwrap_or(advised)
}

/// Whether a model surely keeps what is due.
pub fn is_sure(study: &Study, model: usize) -> bool {
    short_due(study)
        .and_then(|_| kept(study, &study.models[model]))
        .is_some_and(|kept| kept.share() >= SURE)
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
        Advice::Switch(found) => format!("{}.", promise_or_nothing(study, found).0),
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
        Advice::Nothing => format!("Stay with {}: no difference is shown.", baseline()),
    }
}

/// What is due, if the baseline keeps it surely.
fn already(study: &Study) -> Option<String> {
    short_due(study).filter(|_| is_sure(study, study.baseline))
}

/// Of a portfolio, in how many replications every campaign is in time, where that is not sure.
fn every_deadline(study: &Study, found: &Difference) -> String {
    let kept = kept(study, &study.models[found.model]).filter(|_| study.portfolio);
    kept.filter(|kept| kept.share() < SURE).map_or(String::new(), |kept| {
        let all = of_100(kept.count, kept.of);
        format!(", but every campaign keeps its deadline in {all} replications only")
    })
}

/// What a switch to a model does about the date that is due, and whether that is something: false where no model makes it
/// likely.
pub(super) fn promise_or_nothing(study: &Study, found: &Difference) -> (String, bool) {
    if let Some(due) = already(study) {
        let (today, gets) = (&study.models[study.baseline].name, time_shown(study).gets[0]);
        return (format!("{today} already {gets} {due}; {}", gain(study, found)), true);
    }
    match nothing_gets(study, found) {
        Some(nothing) => (nothing, false),
        None => (promise(study, found) + &every_deadline(study, found), true),
    }
}

/// "Nothing gets you to 30 March: Mesh launches 9.3 days earlier, on time in 2 of 100 campaigns", where no model makes what is
/// due likely.
fn nothing_gets(study: &Study, found: &Difference) -> Option<String> {
    let of = |model: usize| kept(study, &study.models[model]);
    let all: Option<Vec<Kept>> = (0..study.ways()).map(of).collect();
    let (due, all, own, time) = (short_due(study)?, all?, of(found.model)?, time_shown(study));
    all.iter().chain([&own]).all(|kept| kept.share() < LIKELY).then(|| {
        let count = of_100(own.count, own.of);
        let (gets, on_time) = (time.gets[0], time.kept.to_lowercase());
        format!(
            "Nothing {gets} {due}: {}, {on_time} in {count} {}",
            gain(study, found),
            counts(study)
        )
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
                "{} {} within {}{} in 85 of 100 {}.",
                runs.name,
                time.does,
                spoken(hours),
                on_average(study),
                counts(study)
            ),
            None => format!("{} is not {} in 85 of 100 {}.", runs.name, time.done, counts(study)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;
    use crate::study::{Judging, ModelRuns};

    /// So many campaigns of 50 and 20 days by turns, less so many.
    fn runs(name: &str, n: usize, less: f64) -> ModelRuns {
        let days = [50.0, 20.0].into_iter().cycle().take(n);
        let hours: Vec<_> = days.map(|days| Some(24.0 * (days - less))).collect();
        with_cycle_times(name, &hours)
    }

    #[test]
    fn five_replications_judge_nothing() {
        let of = |n| study(vec![runs("Today", n, 0.0), runs("Mesh", n, 5.0)]);
        let wanted = "Nothing can be said: fewer than 6 replications show no difference.";
        assert_eq!(verdict(&of(5)), wanted);
        assert!(!stays(&of(5)));
        assert_eq!(verdict(&of(6)), "Mesh launches 5.0 days earlier.");
    }

    /// Two days are worth a switch: Hub, 6 days earlier, is advised; Mesh, 5, is as good; Late is none.
    #[test]
    fn who_asks_follows_the_answer() {
        let asking = |asked: Option<&str>| {
            let late = runs("Late", 16, -3.0);
            let models =
                vec![runs("Today", 16, 0.0), runs("Mesh", 16, 5.0), runs("Hub", 16, 6.0), late];
            let judging = Judging { asked: asked.map(str::to_owned), worth_h: Some(48.0) };
            followed(&Study { judging, ..study(models) })
        };
        assert_eq!([None, Some("Mesh"), Some("Late")].map(asking), [2, 1, 2]);
        let stays = study(vec![runs("Today", 16, 0.0), runs("Late", 16, -3.0)]);
        assert_eq!(followed(&stays), 0);
    }
}
