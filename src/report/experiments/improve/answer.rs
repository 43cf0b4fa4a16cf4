//! The smallest change in a few sentences.

use super::Improvement;
use super::effects::paid;
use super::steps::steps;
use crate::analysis::launches::Launched;
use crate::analysis::{day, kept, time_shown};
use crate::format::{self, counted};
use crate::metric::METRICS;
use crate::question::goal::{Bound, Limit};
use crate::question::improve::{Found, Kept};
use crate::text::listed;

/// What counts as no difference, in words.
pub fn within(of: &Improvement<'_>) -> String {
    of.amount(of.found.aim.within)
}

/// "one agreement", "three agreements"
pub fn agreements(count: usize) -> String {
    const WORDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    let word = count.checked_sub(1).and_then(|index| WORDS.get(index));
    let word = word.map_or_else(|| count.to_string(), |word| (*word).to_owned());
    format!("{word} agreement{}", if count == 1 { "" } else { "s" })
}

/// What was found.
pub fn answer(of: &Improvement<'_>) -> String {
    let Found { best, aim, .. } = of.found;
    let (tried, fewest) = (tried(of), aim.fewest_first && !aim.bounds.is_empty());
    if best.setting == 0 {
        let said = match (best.held.keeps(), fewest) {
            (true, true) => format!(
                "it reaches {} already{}: {}",
                bounds(of),
                as_seen(best.held.kept),
                reached(of, best.model)
            ),
            (true, false) => format!("of {tried}, {}{}", better_than_none(of), kept_by(of)),
            (false, _) => format!("of {tried}, {}", unmet(of)),
        };
        return format!(
            "Stay with {}: {said}.{}{}{}",
            of.today(),
            mean(of),
            alike(of),
            model_beyond(of)
        );
    }
    let decided = of.best();
    let changes = format!("{}: {}", agreements(decided.len()), decided.join("; "));
    let sure = match (best.held.keeps(), fewest) {
        (true, true) => enough(of),
        (true, false) => better_than_none(of) + &kept_by(of),
        (false, _) => unmet(of),
    };
    format!(
        "{changes}. Of {tried} of {}, {sure}, if the facts hold.{}{}{}{}{}",
        of.today(),
        gain(of),
        first_steps(of),
        paid(of),
        alike(of),
        model_beyond(of),
    )
}

/// Of how many: all of them, or those that a beam reaches.
fn tried(of: &Improvement<'_>) -> String {
    let differ = of.found.race.scores.iter().filter(|score| score.same_as.is_none()).count();
    let ways = if differ == 1 { "way" } else { "different ways" };
    let that = if of.space.is_whole() { "" } else { " that were tried" };
    let reach = counted(of.space.reach, "change");
    format!("{} {ways} of working{that} within {reach}", format::grouped(differ as f64))
}

/// The bounds that were asked for; that a campaign has to come to an end, only where nothing else was.
fn asked<'a>(of: &'a Improvement<'_>) -> Vec<&'a Bound> {
    let all = || of.found.aim.bounds.iter();
    let asked: Vec<&Bound> = all().filter(|bound| bound.limit != Limit::Ever).collect();
    if asked.is_empty() { all().collect() } else { asked }
}

fn bounds(of: &Improvement<'_>) -> String {
    listed(&asked(of).iter().map(|bound| bound.words.as_str()).collect::<Vec<&str>>())
}

fn as_seen(kept: Kept) -> &'static str {
    if kept == Kept::Surely { "" } else { " as far as seen" }
}

/// The heading of [`reached`].
pub fn heading(of: &Improvement<'_>) -> String {
    let in_time = of.found.aim.fewest_first && kept(of.study(), of.runs(0)).is_some();
    let asked = if in_time { time_shown(of.study()).kept } else { "Of the bounds" };
    format!("{asked} (95 %)")
}

/// What a model of the fresh draws does of what is bounded: "89 % (88 to 91)", "escapes 0.94 (0.90 to 0.98)".
pub fn reached(of: &Improvement<'_>, model: usize) -> String {
    let (study, runs) = (of.study(), of.runs(model));
    if of.found.aim.fewest_first
        && let Some(kept) = kept(study, runs)
    {
        return kept.said();
    }
    let each = asked(of).into_iter().map(|bound| {
        if bound.limit == Limit::Ever {
            let Launched { count, of } = Launched::of(runs);
            return format!("{count} of {of} launched");
        }
        let (_, value, reach) = bound.quantity.estimate(study, runs);
        let name = bound.quantity.name();
        let name = name.trim_end_matches("_h").replace('_', " ");
        let Some(value) = value.filter(|value| value.is_finite()) else {
            return format!("{name} {}", format::MISSING);
        };
        let shown = |value: f64| super::amount(bound.quantity.metric, value);
        let reach = reach.and_then(|reach| reach.closed()).filter(|ci| ci.low < ci.high);
        let reach = reach.map(|ci| {
            let (low, high) = (shown(ci.low), shown(ci.high));
            // The unit once, where both have the same.
            let unit = high.split_once(' ').map_or("", |(_, unit)| unit);
            format!(" ({} to {high})", low.strip_suffix(unit).unwrap_or(&low).trim_end())
        });
        format!("{name} {}{}", shown(value), reach.unwrap_or_default())
    });
    each.collect::<Vec<String>>().join(", ")
}

/// What the recommended way does of the bounds that it keeps, where some were asked for.
fn kept_by(of: &Improvement<'_>) -> String {
    let (best, asked) = (&of.found.best, asked(of));
    if asked.iter().all(|bound| bound.limit == Limit::Ever) {
        return String::new();
    }
    format!(" (it keeps {}{}: {})", bounds(of), as_seen(best.held.kept), reached(of, best.model))
}

/// That it reaches the bounds, and whether fewer changes do.
fn enough(of: &Improvement<'_>) -> String {
    let best = &of.found.best;
    let seen = as_seen(best.held.kept);
    let reaches = format!("this one reaches {}{seen} ({})", bounds(of), reached(of, best.model));
    if of.found.fewest {
        return format!("{reaches}, no fewer agreements do (95 %)");
    }
    let nearest = of.found.finals.nearest_of_fewer(best).map_or(String::new(), |it| {
        let words = match it.changes {
            0 => "today".to_owned(),
            _ => format!("\u{201c}{}\u{201d}", of.words(&of.space.settings[it.setting]).join("; ")),
        };
        format!(" (nearest: {words}, {})", reached(of, it.model))
    });
    format!("{reaches}; that no fewer agreements do is not shown{nearest}")
}

/// How sure it is that nothing is better.
fn better_than_none(of: &Improvement<'_>) -> String {
    let within = within(of);
    match (of.found.aim.wish.percentile, of.found.sure) {
        (Some(_), true) => format!("none is told apart as better by more than {within}"),
        (Some(_), false) => {
            format!("the best are not told apart within {within} (a percentile moves in steps)")
        }
        (None, true) => format!("none is better by more than {within} (95 %)"),
        (None, false) => format!("none is shown to be better by more than {within}"),
    }
}

/// That no way of working does what is asked for, and what is named then.
fn unmet(of: &Improvement<'_>) -> String {
    let Found { best, aim, finals, race, .. } = of.found;
    let broken = |kept: Kept| kept == Kept::Broken;
    let shown = race.scores.iter().all(|it| it.same_as.is_some() || broken(it.held.kept))
        && finals.entrants.iter().all(|it| broken(it.held.kept));
    let none = match (aim.fewest_first, shown) {
        (true, true) => "none reaches",
        (true, false) => "none is seen to reach",
        (false, true) => "none keeps",
        (false, false) => "none is seen to keep",
    };
    let first = finals.entrants.iter().map(|it| it.value).fold(f64::INFINITY, f64::min);
    let why = match (aim.fewest_first, best.launched.enough(), best.value <= first) {
        (false, ..) => "misses the least".to_owned(),
        (true, false, _) => "launches most often".to_owned(),
        (true, true, true) => "is the earliest".to_owned(),
        (true, true, false) => {
            format!("takes the fewest agreements within {} of the earliest", within(of))
        }
    };
    format!("{none} {}; this one {why}: {}", bounds(of), reached(of, best.model))
}

/// "44.6 d (Mon 20 Apr 2026)", the day where the start is known.
fn when(of: &Improvement<'_>, value: f64) -> String {
    let day = (METRICS[of.metric()].unit == "h").then(|| day(of.study(), value)).flatten();
    let day = day.map_or(String::new(), |day| format!(" ({day})"));
    let scale = of.scale();
    if METRICS[of.metric()].unit != "h" || of.value(0).is_some_and(|now| now < 1.0) {
        return of.amount(value) + &day;
    }
    let unit = if scale.unit == "h" { "h" } else { "d" };
    // So that what differs is seen to.
    let same = of
        .value(0)
        .zip(of.value(of.last()))
        .is_some_and(|(now, then)| of.last() != 0 && scale.value((now - then).abs()) < 0.1);
    format!("{} {unit}{day}", format::fixed(scale.value(value), if same { 2 } else { 1 }))
}

/// What is wished for, where nothing changes.
fn mean(of: &Improvement<'_>) -> String {
    of.value(0).map_or(String::new(), |now| format!(" {}: {}.", of.label(), when(of, now)))
}

fn gain(of: &Improvement<'_>) -> String {
    let [now, then] = [0, of.last()].map(|model| Launched::of(of.runs(model)));
    let rarely = if now.all() && then.all() {
        String::new()
    } else {
        let (so_many, all) = (then.count, then.of);
        format!(" Launched in {so_many} of {all} replications instead of {}.", now.count)
    };
    let (now, then) = (of.value(0), of.value(of.last()));
    let (Some(now), Some(then)) = (now, then) else {
        return then
            .map_or(rarely.clone(), |it| format!("{rarely} {}: {}.", of.label(), when(of, it)));
    };
    let change = of.change(of.last(), 0).map(|change| change.scaled(of.scale()).said());
    let unit = of.scale().unit;
    let change = change.map(|change| format!(" (difference {change} {unit})").replace(" )", ")"));
    let change = change.unwrap_or_default();
    let over = of.not_all().map_or(String::new(), |n| {
        format!(", over the {n} in which every step of the way is launched")
    });
    let label = of.label();
    format!("{rarely} {label}: {} instead of {}{change}{over}.", when(of, then), when(of, now))
}

fn alike(of: &Improvement<'_>) -> String {
    let within = within(of);
    let (others, are) = match of.found.as_good.len() {
        0 => return String::new(),
        1 => ("One other".to_owned(), "is"),
        n => (format!("{n} others"), "are"),
    };
    if of.found.aim.wish.percentile.is_some() {
        return format!(" {others} {are} not told apart from it within {within}.");
    }
    format!(" {others} {are} as good within {within}.")
}

/// A model of the file that is out of reach of the changes and shown to be better still; nothing where fewest changes go
/// first and what is asked for is reached.
fn model_beyond(of: &Improvement<'_>) -> String {
    let Found { best, aim, .. } = of.found;
    if aim.fewest_first && best.held.keeps() {
        return String::new();
    }
    let models = 1..of.scenario.models.len();
    let count = models.len();
    let better = models.filter_map(|model| {
        let worse = aim.worse(of.study(), [model, of.last()], count)?;
        let held = aim.held(of.study(), model, count);
        // Where nothing keeps the bounds, it misses them by no more.
        let bounds = held.keeps() || !best.held.keeps() && held.missed <= best.held.missed;
        (worse.high < -aim.within && bounds).then_some((model, worse))
    });
    let Some((model, _)) = better.min_by(|(_, a), (_, b)| a.high.total_cmp(&b.high)) else {
        return String::new();
    };
    let change = of.change(model, of.last()).map(|it| it.scaled(of.scale()).said());
    let unit = of.scale().unit;
    let by = change.map_or(String::new(), |by| format!(" (difference {by} {unit})"));
    format!(" {}, a model of the file, is better still{by}.", of.runs(model).name)
}

/// "The first two give 83 % of it."
fn first_steps(of: &Improvement<'_>) -> String {
    let steps = steps(of);
    let count = steps.len().saturating_sub(2);
    let share = steps.get(count).and_then(|step| step.share).filter(|_| count > 0);
    share.filter(|share| *share >= 0.0).map_or(String::new(), |share| {
        let first = if count == 1 { "The first".to_owned() } else { format!("The first {count}") };
        let gives = if count == 1 { "gives" } else { "give" };
        format!(" {first} {gives} {} of it.", format::percent(share.min(1.0)))
    })
}
