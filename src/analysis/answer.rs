//! The answer in plain words: what a switch of model does, how that could be wrong, what a pilot takes.

use super::beside::{Beside, apart, beside};
use super::flaws::flaws;
use super::gain::{gains, in_time};
use super::launches::Launched;
use super::sentence::in_hours;
use super::time_shown::{counts, kept, time_shown, told};
use super::turn::turns;
use super::verdict::{of, verdict};
use super::{Advice, Difference, Grounds, Judged, Pilot, Verdict, Watch, judged};
use crate::analysis;
use crate::format::{self, elapsed, percent};
use crate::record::Status;
use crate::stats::Paired;
use crate::study::Study;
use crate::text::listed;

/// What a reader should know first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The judgement, in a sentence.
    pub verdict: String,
    /// What it rests on, in one paragraph.
    pub paragraph: String,
    /// What becomes of the other models, a point each.
    pub others: Vec<String>,
    /// What would turn it, a point each.
    pub turns: Vec<String>,
    /// How it could be wrong, a point each.
    pub risks: Vec<String>,
    /// What it takes to confirm it, a point each.
    pub pilot: Vec<String>,
    /// What to measure in a pilot, the cycle time first where the advice rests on it.
    pub watch: Vec<Watch>,
    /// Index of the model that is advised, if one is.
    pub model: Option<usize>,
}

/// The answer of a study: for the model that was asked for first, if one was.
pub fn answer(study: &Study) -> Answer {
    let mut answer = advised(study);
    let asked = study.asked().filter(|asked| Some(*asked) != answer.model);
    if let Some(found) = asked.and_then(|asked| of(study, asked)) {
        let better = answer.model.filter(|_| judged(study, &found) == Judged::Worth);
        let rest = better.map_or(answer.paragraph, |best| best_beside(study, best, found.model));
        answer.paragraph = format!("{} {rest}", asked_for(study, &found));
    }
    let of = study.asked().or(answer.model);
    answer.paragraph.extend(flaws(study, of));
    answer.paragraph.push_str(&what_ifs(study));
    Answer { verdict: verdict(study), turns: turns(study, answer.model), ..answer }
}

fn advised(study: &Study) -> Answer {
    match analysis::advice(study) {
        Advice::Single => Answer { paragraph: single(study), ..Answer::default() },
        Advice::Nothing => Answer { paragraph: nothing(study), ..Answer::default() },
        Advice::Stay(later) => Answer { paragraph: stay(study, &later), ..Answer::default() },
        Advice::Little(found) => Answer { paragraph: little(study, &found), ..Answer::default() },
        Advice::Switch(found) => switch(study, &found),
    }
}

/// What a switch to a model that was asked for does.
fn asked_for(study: &Study, found: &Difference) -> String {
    match judged(study, found) {
        Judged::Worth => gains(study, found),
        Judged::Little => little(study, found),
        _ => format!("{}.", analysis::sentence(study, found)),
    }
}

/// How the best model stands to the one that was asked for, which is worth a switch itself.
fn best_beside(study: &Study, best: usize, asked: usize) -> String {
    let (ours, theirs) = (name(study, best), name(study, asked));
    let found = match beside(study, best, asked) {
        Beside::AsGood(found) => {
            let apart = apart(&found, ["earlier", "later"]);
            return format!(
                "{ours} is as good ({apart}){}: choose by what they cost.",
                within(study)
            );
        }
        Beside::Untold(found, needed) => {
            let apart = apart(&found, ["earlier", "later"]);
            let needed = needed.map_or(String::new(), |needed| format!("; {}", needed.said()));
            let by = by_so_many(study);
            return format!("{ours} is not told apart from {theirs} {by} ({apart}){needed}.");
        }
        Beside::Worse(found) => found,
    };
    let lag = found.mean.zip(found.ci).filter(|(mean, _)| *mean > 0.0);
    let does = time_shown(study).does;
    let gain = lag.map_or("more often".to_owned(), |(mean, ci)| {
        let (scale, [mean, low, high]) = in_hours(mean, ci);
        format!("{mean} {} earlier ({low} to {high})", scale.unit)
    });
    let kept = kept(study, &study.models[best]);
    let kept = kept.map_or(String::new(), |kept| {
        let word = time_shown(study).kept.to_lowercase();
        format!(", {word} in {} {}", format::of_100(kept.count, kept.of), counts(study))
    });
    format!("{ours} {does} {gain} than {theirs}{kept}.")
}

/// "by 300 replications"
fn by_so_many(study: &Study) -> String {
    let n = format::grouped(f64::from(study.replications));
    format!("by {n} replication{}", if study.replications == 1 { "" } else { "s" })
}

/// ", within 1.2 days, which is what a switch must be worth"
fn within(study: &Study) -> String {
    analysis::worth(study).map_or(String::new(), |worth| {
        let hours = format::spoken(worth.hours);
        format!(", within {hours}, which is what a switch must be worth")
    })
}

/// What is too little for a switch.
fn little(study: &Study, found: &Difference) -> String {
    let mean = |model: usize| analysis::estimate(study, model, time_shown(study).metric).mean;
    let known = found.mean.zip(mean(study.baseline)).zip(analysis::worth(study));
    let said = known.map_or(String::new(), |((gap, whole), worth)| {
        let by = match worth.given {
            true => "which the scenario says is worth a switch",
            false => "a tenth of the standard deviation of what it takes today",
        };
        let [gap, whole, worth] = [-gap, whole, worth.hours].map(format::spoken);
        format!(" {gap} in a campaign of {whole} is less than {worth}, {by}.")
    });
    gains(study, found) + &said
}

/// What another fact would bring, a sentence each.
fn what_ifs(study: &Study) -> String {
    let found = analysis::differences(study, time_shown(study).metric);
    let what_ifs = study.ways()..study.ways() + study.what_ifs;
    let found = found.iter().filter(|found| what_ifs.contains(&found.model));
    let said = found.map(|found| {
        let kept = in_time(study, found.model).unwrap_or_default();
        format!(" What if: {}{kept}.", analysis::sentence(study, found))
    });
    said.collect()
}

fn name(study: &Study, model: usize) -> &str {
    &study.models[model].name
}

fn single(study: &Study) -> String {
    let model = study.baseline;
    let Some(runs) = study.models.get(model) else { return String::new() };
    let known = analysis::estimate(study, model, time_shown(study).metric);
    let mut text = match known.mean {
        Some(_) => {
            let at = |p: f64| {
                let hours = analysis::percentile_shown(study, model, time_shown(study).metric, p);
                hours.map_or("never".to_owned(), |hours| told(hours, analysis::day(study, hours)))
            };
            format!(
                "{} {} within {}{} in half of the replications, and within {} in 85 of 100.",
                runs.name,
                time_shown(study).does,
                at(0.50),
                analysis::on_average(study),
                at(0.85)
            )
        }
        None => format!("{} was not {} in any replication.", runs.name, time_shown(study).done),
    };
    text.push_str(&caveat(study, &[model]));
    text.push_str(" It is the only model, so there is nothing to compare it with.");
    text
}

fn nothing(study: &Study) -> String {
    let others: Vec<usize> = (0..study.ways()).filter(|m| *m != study.baseline).collect();
    let names: Vec<&str> = others.iter().map(|model| name(study, *model)).collect();
    let all: Vec<usize> = (0..study.ways()).collect();
    format!(
        "Nothing can be said about which {} earlier or later: no difference between {} and {} is \
         shown {}.{}",
        time_shown(study).does,
        name(study, study.baseline),
        names.join(", "),
        by_so_many(study),
        caveat(study, &all)
    )
}

fn stay(study: &Study, later: &[usize]) -> String {
    let rest = study.ways() - 1 - later.len();
    let rest = if rest == 0 { "" } else { "; for the others no difference is shown" };
    let all: Vec<usize> = (0..study.ways()).collect();
    let found = analysis::differences(study, time_shown(study).metric);
    let rarely: Vec<usize> = found
        .iter()
        .filter(|found| found.verdict == Verdict::LessOften)
        .map(|found| found.model)
        .collect();
    let (rarely, late): (Vec<usize>, Vec<usize>) =
        later.iter().partition(|model| rarely.contains(model));
    let behind = |models: &[usize], how: &str| {
        let names: Vec<&str> = models.iter().map(|model| name(study, *model)).collect();
        let time = time_shown(study);
        let verb = if models.len() == 1 { time.does } else { time.they_do };
        (!models.is_empty()).then(|| format!("{} {verb} {how}", names.join(", ")))
    };
    let behind = [behind(&late, "later"), behind(&rarely, "less often")];
    format!(
        "No other model {} earlier than {}: {}{rest}.{}",
        time_shown(study).does,
        name(study, study.baseline),
        behind.into_iter().flatten().collect::<Vec<_>>().join("; "),
        caveat(study, &all)
    )
}

/// The answer where a switch is advised.
pub(super) fn switch(study: &Study, found: &Difference) -> Answer {
    let (model, baseline) = (found.model, study.baseline);
    let mut text = gains(study, found);
    text.push_str(&caveat(study, &[baseline, model]));
    let pilot = analysis::pilot(study, model);
    Answer {
        paragraph: text,
        others: rivals(study, model).into_iter().chain([worse(study, model)]).flatten().collect(),
        risks: risks(study, model),
        pilot: pilot.as_ref().map_or_else(Vec::new, |pilot| campaigns(study, model, pilot)),
        watch: pilot.map_or_else(Vec::new, |p| match p.grounds {
            Grounds::Earlier(launch) => [vec![launch], p.also].concat(),
            Grounds::MoreOften(_) => p.also,
        }),
        model: Some(model),
        ..Answer::default()
    }
}

/// The models that are as good for all that matters, and those of which that is not known.
fn rivals(study: &Study, model: usize) -> [Option<String>; 2] {
    let (mut good, mut untold) = (Vec::new(), Vec::new());
    for other in (0..study.ways()).filter(|other| ![model, study.baseline].contains(other)) {
        let said =
            |found| format!("{} ({}", name(study, other), apart(found, ["later", "earlier"]));
        match beside(study, model, other) {
            Beside::AsGood(found) => good.push(said(&found) + ")"),
            Beside::Untold(found, needed) => {
                let needed = needed.map_or(String::new(), |needed| format!("; {}", needed.said()));
                untold.push(format!("{}{needed})", said(&found)));
            }
            Beside::Worse(_) => {}
        }
    }
    let all = |names: &[String]| listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let best = name(study, model);
    let good = (!good.is_empty()).then(|| {
        format!("As good as {best}{}: {}. Choose by what they cost.", within(study), all(&good))
    });
    let untold = (!untold.is_empty())
        .then(|| format!("Not told apart from {best} {}: {}.", by_so_many(study), all(&untold)));
    [good, untold]
}

/// Whichever model was asked for: that it is worse than this one, if it is.
fn worse(study: &Study, model: usize) -> Option<String> {
    let time = time_shown(study);
    let said = |(other, found): &(usize, Paired)| {
        let other = name(study, *other);
        let Some((mean, ci)) = found.mean.zip(found.ci).filter(|(mean, _)| *mean > 0.0) else {
            return format!("{other} {} less often", time.does);
        };
        let (scale, [mean, low, high]) = in_hours(mean, ci);
        format!("{other} {} {mean} {} later ({low} to {high})", time.does, scale.unit)
    };
    // What differs by a fact is told as that.
    let others = (0..study.ways()).filter(|other| ![model, study.baseline].contains(other));
    let mut behind: Vec<(usize, Paired)> = others
        .filter_map(|other| match beside(study, model, other) {
            Beside::Worse(found) => Some((other, found)),
            _ => None,
        })
        .collect();
    // The nearest first, who comes less often last.
    let lag = |(_, found): &(usize, Paired)| found.mean.filter(|lag| *lag > 0.0);
    behind.sort_by(|a, b| {
        lag(a).unwrap_or(f64::INFINITY).total_cmp(&lag(b).unwrap_or(f64::INFINITY))
    });
    let behind: Vec<String> = behind.iter().map(said).collect();
    (!behind.is_empty()).then(|| {
        let best = name(study, model);
        format!("Worse than {best}: {}.", behind.join("; "))
    })
}

/// Says so where means are of survivors.
fn caveat(study: &Study, models: &[usize]) -> String {
    let missing = |model: &usize| {
        let runs = &study.models[*model];
        let missing = runs.len() - runs.count(Status::Launched);
        let share = missing as f64 / runs.len().max(1) as f64;
        (missing > 0).then(|| format!("{} of {}", percent(share), runs.name))
    };
    let parts: Vec<String> = models.iter().filter_map(missing).collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(
        " Not launched within the horizon, and in no mean {}: {} (of the replications).",
        time_shown(study).time,
        parts.join(" and ")
    )
}

fn risks(study: &Study, model: usize) -> Vec<String> {
    let Some(risk) = analysis::risk(study, model) else { return Vec::new() };
    let (ours, theirs) = (name(study, model), name(study, study.baseline));
    let (later, ci) = risk.later;
    let all = Launched::of(&study.models[model]).all();
    let never = if all { "" } else { ", or not at all" };
    let mut risks = vec![match risk.delay_h.filter(|_| later > 0.0) {
        Some(delay) => format!(
            "A single campaign can still {} later under {ours} than it would have under {theirs}{never}: in {} of \
             replications, then by {} on average.",
            time_shown(study).to_do,
            format::proportion(Some(later), ci, risk.n),
            elapsed(delay)
        ),
        None => format!(
            "{ours} was {} later than {theirs}{never} in {} replications.",
            time_shown(study).done,
            format::proportion(Some(later), ci, risk.n)
        ),
    }];
    risks.push(
        "The numbers are as good as the inputs. The intervals cover simulation noise only: more \
         replications make them narrower, but not the inputs truer."
            .to_owned(),
    );
    let on_the_way = study.models[model].changes.iter().any(|late| late.switch);
    risks.push(match on_the_way {
        true => format!(
            "Of the switch on the way only its meeting is modelled (`practices.switch`), not learning the new way, new tools or \
             resistance: what follows it may go worse than here. Campaigns that begin under {ours} have learnt it."
        ),
        false => "Learning the new way, new tools and resistance are not modelled: the first campaigns under a new model \
                  may go worse than these."
            .to_owned(),
    });
    risks
}

fn campaigns(study: &Study, model: usize, pilot: &Pilot) -> Vec<String> {
    let (ours, theirs) = (name(study, model), name(study, study.baseline));
    let does = time_shown(study).does;
    let (what, needed, by) = match pilot.grounds {
        Grounds::Earlier(launch) => (format!("that it {does} earlier"), launch.campaigns, ""),
        Grounds::MoreOften(needed) => (
            format!("that it {does} more often"),
            needed,
            "; of two shares, by the normal approximation: Fleiss, Levin & Paik 2003, section 4.2",
        ),
    };
    let needed = format::grouped(needed);
    vec![format!(
        "To show {what} with real campaigns takes about {needed} under {theirs} and {needed} under {ours}, \
         if they vary as the simulated ones do (80 % power, two-sided test at 5 %{by})."
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::metric::{self, METRICS};
    use crate::study::{Judging, ModelRuns};

    /// A model with cycle times in days, 100 h of first-pass work and this much coordination.
    fn runs(name: &str, days: &[Option<f64>], coordination: f64, due: f64) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for days in days {
            let mut row = vec![None; METRICS.len()];
            let mut set = |metric: usize, value: Option<f64>| row[metric] = value;
            set(metric::CYCLE_TIME, days.map(|days| 24.0 * days));
            set(metric::ON_TIME, Some(f64::from(days.is_some_and(|days| days <= due))));
            set(metric::TOUCH_TIME, Some(100.0));
            for zero in [metric::REVIEW_TIME, metric::REWORK_TIME, metric::SWITCHING_TIME] {
                set(zero, Some(0.0));
            }
            set(metric::COORDINATION_TIME, Some(coordination));
            let status = if days.is_some() { Status::Launched } else { Status::Censored };
            runs.push_values(status, &row);
        }
        runs
    }

    fn study(models: Vec<ModelRuns>) -> Study {
        Study { deadline_h: Some(35.0 * 24.0), ..fixture::study(models) }
    }

    fn days(days: &[f64]) -> Vec<Option<f64>> {
        days.iter().copied().map(Some).collect()
    }

    #[test]
    fn a_switch_in_one_paragraph() {
        let base = runs("Cascade", &days(&[40.0, 30.0, 40.0, 40.0].repeat(2)), 0.0, 35.0);
        let other = runs("Mesh", &days(&[30.0, 20.0, 30.0, 30.0].repeat(2)), 12.0, 35.0);
        let found = answer(&study(vec![base, other]));
        // Every pair is 10 days apart: the interval has no width.
        assert_eq!(
            found.paragraph,
            "Switching from Cascade to Mesh launches 10.0 days earlier (10.0 to 10.0), on time in \
             8 of 8 campaigns instead of 2, for 12 % more person-hours. It was earlier in 8 of 8 \
             replications."
        );
        // sd (150 / 7)^(1/2) = 4.63 on both sides, 10 apart: 2 (2.801585 / 2.16)^2 + 0.96 = 4.3.
        assert!(
            found.pilot[0].contains("about 5 under Cascade and 5 under Mesh"),
            "{:?}",
            found.pilot
        );
        assert!(found.risks[0].contains("0 of 8"), "{:?}", found.risks);
    }

    /// Another fact is told as that, however early it makes the campaign: no way of working, and no switch.
    #[test]
    fn a_fact_is_no_way_of_working() {
        let base = runs("A", &days(&[40.0, 30.0, 40.0, 40.0].repeat(2)), 0.0, 35.0);
        let fact = runs("A with x=2", &days(&[30.0, 20.0, 30.0, 30.0].repeat(2)), 0.0, 35.0);
        let found = answer(&Study { what_ifs: 1, ..study(vec![base, fact]) });
        let said = &found.paragraph;
        assert!(said.contains("It is the only model"), "{said}");
        assert!(said.contains("What if: A with x=2 launches 10.0 d earlier"), "{said}");
        assert!(!said.contains("Switching") && found.pilot.is_empty(), "{said}");
        assert_eq!(found.model, None);
    }

    #[test]
    fn who_asks_for_a_worse_model_is_told() {
        // 10, 9 and 1 days earlier than today, and one not told apart from the first.
        let of = |name: &str, less: [f64; 2]| {
            runs(name, &days(&[40.0 - less[0], 30.0 - less[1]].repeat(6)), 0.0, 35.0)
        };
        let models =
            [("Today", [0.0; 2]), ("Two", [10.0; 2]), ("Mesh", [9.0; 2]), ("Hub", [1.0; 2])];
        let mut models: Vec<ModelRuns> = models.map(|(name, less)| of(name, less)).into();
        // Where 1.5 days are worth a switch, 1 day less is as good.
        let judging = || Judging { worth_h: Some(36.0), asked: None };
        let found = answer(&Study { judging: judging(), ..study(models.clone()) }).others;
        let wanted = [
            "As good as Two, within 1.5 days, which is what a switch must be worth: Mesh (1.0 d later, 1.0 to 1.0). Choose by what \
             they cost.",
            "Worse than Two: Hub launches 9.0 d later (9.0 to 9.0).",
        ];
        assert_eq!(found, wanted);
        // Other is 1 day earlier and 1.1 later than Two by turns, Third 3 earlier and 4 later: half a day on average, with a
        // deviation of 3.5 (12 / 11)^(1/2) = 3.66. Five at once, t is 3.106: (3.106 + 0.842)² 3.66² / (1.5 - 0.5)² = 208.
        models.extend([of("Other", [11.0, 8.9]), of("Third", [13.0, 6.0])]);
        let found = answer(&Study { judging: judging(), ..study(models) }).others.join(" ");
        assert!(found.contains("1.0 to 1.0) and Other (0.9 d earlier to 1.0 d later)."), "{found}");
        let untold = "Not told apart from Two by 12 replications: Third (2.8 d earlier to 3.8 d later; about 210 would show that \
                      they are as good).";
        assert!(found.contains(untold), "{found}");
        assert!(!found.contains("Other launches"), "{found}");
    }

    #[test]
    fn the_model_that_is_asked_for_comes_first() {
        let of = |name: &str, less: f64| {
            runs(name, &days(&[50.0 - less, 20.0 - less].repeat(8)), 0.0, 35.0)
        };
        let asking = |name: &str| {
            let judging = Judging { asked: Some(name.to_owned()), worth_h: Some(48.0) };
            let models = vec![
                of("Today", 0.0),
                of("Two", 16.0),
                of("Mesh", 5.0),
                of("Hub", 1.0),
                of("Late", -3.0),
            ];
            answer(&Study { judging, ..study(models) })
        };
        // Days 34 and 4 under Two, 45 and 15 under Mesh, due by 35.
        assert_eq!(asking("Two").verdict, "Yes: Two gets you to the deadline.");
        let mesh = asking("Mesh");
        assert_eq!(
            mesh.verdict,
            "Mesh helps, but does not get you to the deadline: 8 of 16 campaigns; Two is better."
        );
        assert!(
            mesh.paragraph.starts_with("Switching from Today to Mesh launches 5.0 days earlier"),
            "{mesh:?}"
        );
        let better =
            "Two launches 11.0 d earlier (11.0 to 11.0) than Mesh, on time in 16 of 16 campaigns.";
        assert!(mesh.paragraph.ends_with(better), "{mesh:?}");
        let hub = asking("Hub");
        assert_eq!(
            hub.verdict,
            "No: Hub launches only 1.0 days earlier, not worth a switch. Two gets you to the deadline."
        );
        let little = "1.0 days in a campaign of 35.0 days is less than 2.0 days, which the scenario says is worth a switch.";
        assert!(hub.paragraph.contains(little), "{hub:?}");
        let late = asking("Late");
        assert_eq!(
            late.verdict,
            "No: Late launches 3.0 days later than Today. Two gets you to the deadline."
        );
    }

    #[test]
    fn too_little_is_no_reason_to_switch() {
        let of = |name: &str, less: f64| {
            runs(name, &days(&[40.0 - less, 30.0 - less].repeat(8)), 0.0, 35.0)
        };
        let found = answer(&study(vec![of("Today", 0.0), of("Mesh", 0.25)]));
        assert_eq!(
            found.verdict,
            "Stay with Today: Mesh launches only 6.0 hours earlier, not worth a switch."
        );
        assert_eq!(found.model, None);
    }

    #[test]
    fn it_says_so_when_nothing_can_be_said() {
        let base = runs("A", &days(&[40.0, 30.0]), 0.0, 35.0);
        let other = runs("B", &days(&[41.0, 29.0]), 0.0, 35.0);
        let found = answer(&study(vec![base, other]));
        assert!(found.paragraph.starts_with("Nothing can be said"), "{}", found.paragraph);
        assert_eq!((found.model, found.risks.len(), found.pilot.len()), (None, 0, 0));
    }

    #[test]
    fn a_later_model_is_no_reason_to_switch() {
        let base = runs("A", &days(&[40.0, 30.0, 35.0].repeat(2)), 0.0, 35.0);
        let other = runs("B", &days(&[50.0, 40.0, 45.0].repeat(2)), 0.0, 35.0);
        let found = answer(&study(vec![base, other]));
        assert_eq!(found.paragraph, "No other model launches earlier than A: B launches later.");
    }

    #[test]
    fn who_mostly_never_launches_is_not_advised() {
        // 3 of 10 after 10 days, against all after 40.
        let mut rarely = days(&[10.0; 3]);
        rarely.resize(10, None);
        let (a, b) = (runs("A", &days(&[40.0; 10]), 0.0, 35.0), runs("B", &rarely, 0.0, 35.0));
        let stay = answer(&study(vec![a.clone(), b.clone()]));
        assert!(
            stay.paragraph
                .starts_with("No other model launches earlier than A: B launches less often."),
            "{}",
            stay.paragraph
        );
        let turned = answer(&study(vec![b, a]));
        assert_eq!(turned.model, Some(1));
        assert!(
            turned.paragraph.starts_with(
                "Switching from B to A launches in 100 % of replications instead of 30 % (where both were \
                 launched, 30.0 d later)"
            ),
            "{}",
            turned.paragraph
        );
    }

    #[test]
    fn survivors_and_single_models_are_named() {
        let mut times = days(&[40.0, 30.0, 35.0]);
        times.push(None);
        let found = answer(&study(vec![runs("A", &times, 0.0, 35.0)]));
        assert!(found.paragraph.contains("25 % of A (of the replications)"), "{}", found.paragraph);
        assert!(found.paragraph.contains("only model"), "{}", found.paragraph);
        let none = answer(&study(vec![runs("A", &[None, None], 0.0, 35.0)]));
        assert!(none.paragraph.starts_with("A was not launched in any replication."));
    }
}
