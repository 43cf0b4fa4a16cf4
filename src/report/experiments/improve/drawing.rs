//! The path and the front, and other worlds, as charts.

use super::data::points;
use super::steps::steps;
use super::{Improvement, mean};
use crate::analysis::launches::Launched;
use crate::analysis::{counts, due_day, kept, time_shown};
use crate::format;
use crate::metric::{COORDINATION_TIME, METRICS};
use crate::question::improve::{FIRST, Score};
use crate::report::chart;
use crate::report::chart::path_and_front::{Front, Place};
use crate::text::capitalised;

/// The path and the front as a chart, where the wish is a time.
pub fn path(of: &Improvement<'_>) -> Option<Front> {
    if METRICS[of.metric()].unit != "h" {
        return None;
    }
    let place = |model: usize, number: usize, [name, note]: [String; 2]| {
        let coordination = mean(of.runs(model), COORDINATION_TIME).unwrap_or_default();
        Some(Place { time: of.value(model)?, coordination, name, note, number })
    };
    let steps = steps(of).into_iter().enumerate();
    let path = steps.filter_map(|(number, step)| {
        place(step.model, number, [capitalised(&step.words), step.note(of.study())])
    });
    let models = 1..of.scenario.models.len();
    let shown = time_shown(of.study());
    let kind = if of.found.aim.wish.percentile.is_some() { "" } else { "Mean " };
    let label = of.label();
    let due = shown.due_h.map(|due| {
        let day = due_day(of.study(), due).map_or(String::new(), |day| format!(" {day}"));
        (due, format!("{}{day}", shown.due))
    });
    let front = points(of).into_iter().map(|(_, [time, talk])| (time.abs(), talk));
    Some(Front {
        title: title(of),
        time: if kind.is_empty() { label } else { format!("{kind}{}", label.to_lowercase()) },
        path: path.collect(),
        models: models
            .filter_map(|it| place(it, 0, [of.runs(it).name.clone(), String::new()]))
            .collect(),
        tried: tried(of),
        front: front.collect(),
        due,
        start: of.study().start.map(|start| start.to_string()),
        footer: format!(
            "{}; dots that ran in the race only: today's there, and by how much they differed from it over the first \
             {FIRST} replications of the race",
            chart::footer(of.study())
        ),
    })
}

/// Everything that was tried and is not on the way, on one footing with it: from the fresh draws, or as far from today as
/// it was over the first replications of the race.
fn tried(of: &Improvement<'_>) -> Vec<Place> {
    let (race, entrants) = (&of.found.race, &of.found.finals.entrants);
    let talk = |model: usize| mean(of.runs(model), COORDINATION_TIME).unwrap_or_default();
    let (now, then) = (race.scores[0].first, [of.value(0).unwrap_or(f64::NAN), talk(0)]);
    let on_way = |setting: usize| {
        entrants.iter().any(|it| {
            it.setting == setting && of.found.path.iter().any(|step| step.model == it.model)
        })
    };
    let others = race
        .scores
        .iter()
        .enumerate()
        .filter(|(setting, score)| score.same_as.is_none() && score.n > 0 && !on_way(*setting));
    let place = |(setting, score): (usize, &Score)| {
        let fresh = entrants.iter().find(|it| it.setting == setting);
        let [time, coordination] = match fresh {
            Some(it) => [it.value.abs(), talk(it.model)],
            None => [0, 1].map(|k| then[k] + score.first[k].abs() - now[k].abs()),
        };
        let number = of.space.settings[setting].len();
        Place {
            time,
            coordination: coordination.max(0.0),
            name: String::new(),
            note: String::new(),
            number,
        }
    };
    others.map(place).filter(|place| place.time.is_finite()).collect()
}

/// ", on time in 89 of 100 campaigns instead of 2 of 100"; nothing without a due date.
fn in_time(of: &Improvement<'_>) -> String {
    let [now, then] = [0, of.last()].map(|model| kept(of.study(), of.runs(model)));
    let word = time_shown(of.study()).kept.to_lowercase();
    let [now, then] = [now, then].map(|kept| kept.map(|it| format::of_100(it.count, it.of)));
    let counts = counts(of.study());
    let said =
        now.zip(then).map(|(now, then)| format!(", {word} in {then} {counts} instead of {now}"));
    said.unwrap_or_default()
}

/// "Three agreements: 20.9 days earlier on average, on time in 89 of 100 campaigns instead of 2 of 100"
pub fn title(of: &Improvement<'_>) -> String {
    let steps = of.found.path.len().saturating_sub(1);
    if steps == 0 {
        return super::answer::stays(of);
    }
    format!("{}: {}", capitalised(&super::answer::agreements(steps)), gained(of))
}

/// "20.9 days earlier on average, on time in 89 of 100 campaigns instead of 2 of 100"; of other wishes "escapes 0.5 instead of 1.6"
fn gained(of: &Improvement<'_>) -> String {
    let [now, then] = [0, of.last()].map(|model| Launched::of(of.runs(model)));
    let gain = of.change(0, of.last()).map(|change| change.mean).filter(|_| now.all());
    let Some((gain, values)) = gain.zip(of.value(0).zip(of.value(of.last()))) else {
        return format!("launched in {} of {} instead of {}", then.count, then.of, now.count);
    };
    if of.metric() != time_shown(of.study()).metric {
        let [now, then] = [values.0, values.1].map(|value| of.amount(value));
        return format!("{} {then} instead of {now}", of.label().to_lowercase());
    }
    let by = if of.found.aim.wish.percentile.is_some() { "" } else { " on average" };
    let earlier = if gain < 0.0 { "later" } else { "earlier" };
    format!("{} {earlier}{by}{}", format::spoken(gain.abs()), in_time(of))
}
