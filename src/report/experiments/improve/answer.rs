//! The smallest change in a few sentences.

use super::Improvement;
use super::effects::paid;
use super::steps::steps;
use crate::analysis::launches::Launched;
use crate::analysis::{day, kept, time_shown};
use crate::format::{self, counted};
use crate::metric::METRICS;
use crate::question::goal::{Bound, Goal, Limit};
use crate::question::improve::{Found, Kept};
use crate::text::listed;

/// What counts as no difference, in words.
pub fn within(of: &Improvement<'_>) -> String {
    of.amount(of.found.aim.within)
}

/// "one", "two"
fn word(count: usize) -> String {
    const WORDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    let word = count.checked_sub(1).and_then(|index| WORDS.get(index));
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// "one agreement", "three agreements"
pub fn agreements(count: usize) -> String {
    format!("{} agreement{}", word(count), if count == 1 { "" } else { "s" })
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
            (true, false) => format!("of {tried}, {}", better_than_none(of)),
            (false, _) => format!("of {tried}, {}", unmet(of)),
        };
        return format!("{}: {said}.{}{}{}", stays(of), mean(of), alike(of), model_beyond(of));
    }
    let decided = of.best();
    let changes = format!("{}: {}", agreements(decided.len()), decided.join("; "));
    let sure = match (best.held.keeps(), fewest) {
        (true, true) => enough(of),
        (true, false) => better_than_none(of),
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

/// That nothing should change, or that no change helps: today's model never launches.
pub fn stays(of: &Improvement<'_>) -> String {
    let (today, models) = (of.today(), of.scenario.models.len());
    match (Launched::of(of.runs(0)).count, models) {
        (0, _) => format!("No change of {today} makes it launch within the horizon"),
        (_, 1) => format!("Leave {today} as it is"),
        _ => format!("Stay with {today}"),
    }
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
    let in_time = in_time(of, 0).is_some();
    let asked = if in_time { time_shown(of.study()).kept } else { "Of the bounds" };
    format!("{asked} (95 %)")
}

/// How often a model of the fresh draws is in time, where that is what is asked for.
fn in_time(of: &Improvement<'_>, model: usize) -> Option<String> {
    let study = of.study();
    let by_default = Goal::by_default(study).bounds == of.found.aim.bounds;
    kept(study, of.runs(model)).filter(|_| by_default).map(|kept| kept.said())
}

/// What a model of the fresh draws does of what is bounded: "89 % (88 to 91)", "escapes 0.94 (0.90 to 0.98)".
pub fn reached(of: &Improvement<'_>, model: usize) -> String {
    let (study, runs) = (of.study(), of.runs(model));
    if let Some(kept) = in_time(of, model) {
        return kept;
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

/// That it reaches the bounds, and whether fewer changes do.
fn enough(of: &Improvement<'_>) -> String {
    let best = &of.found.best;
    let seen = as_seen(best.held.kept);
    let reaches = format!("this one reaches {}{seen} ({})", bounds(of), reached(of, best.model));
    if of.found.fewest {
        let fewer = match best.changes {
            1 => format!("{} as it is does not", of.today()),
            _ => "fewer agreements do not".to_owned(),
        };
        return format!("{reaches}; {fewer} (95 % sure)");
    }
    let nearest = of.found.finals.nearest_of_fewer(best).map_or(String::new(), |it| {
        let words = match it.changes {
            0 => "today".to_owned(),
            _ => format!("\u{201c}{}\u{201d}", of.words(&of.space.settings[it.setting]).join("; ")),
        };
        format!(" (nearest: {words}, {})", reached(of, it.model))
    });
    format!("{reaches}; whether fewer agreements would do is not shown{nearest}")
}

/// How sure it is that nothing is better, of what keeps the bounds where some were asked for.
fn better_than_none(of: &Improvement<'_>) -> String {
    let (within, best) = (within(of), &of.found.best);
    let (keeps, keep, kept) = match of.is_bounded() {
        false => Default::default(),
        true => {
            let (seen, reached) = (as_seen(best.held.kept), reached(of, best.model));
            let them = if asked(of).len() == 1 { "it" } else { "them" };
            let [all, keep] = ["keeps", "keep"].map(|word| format!(" that {word} {}", bounds(of)));
            (all, keep, format!("; this one keeps {them}{seen}: {reached}"))
        }
    };
    match (of.found.aim.wish.percentile, of.found.sure) {
        (Some(_), true) => {
            format!("none{keeps} is told apart as better by more than {within}{kept}")
        }
        (Some(_), false) => {
            let steps = "(a percentile moves in steps)";
            format!("the best{keep} are not told apart within {within} {steps}{kept}")
        }
        (None, true) => format!("none{keeps} is better by more than {within} (95 %){kept}"),
        (None, false) => format!("none{keeps} is shown to be better by more than {within}{kept}"),
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
    format!("{none} {}; {}: {}", bounds(of), nearest(of), reached(of, best.model))
}

/// What comes nearest to what was asked for, as far as that is shown.
fn nearest(of: &Improvement<'_>) -> String {
    let Found { best, aim, finals, .. } = of.found;
    let first = finals.entrants.iter().min_by(|a, b| finals.by_distance(aim, a, b));
    let is_first = first.is_some_and(|it| it.setting == best.setting);
    let enough = best.launched.enough();
    let within = within(of);
    let near = first.is_some_and(|it| it.launched.enough() && best.value <= it.value + aim.within);
    match (best.setting, aim.fewest_first) {
        (0, false) => "none is shown to come nearer than today".to_owned(),
        (0, true) if enough => format!("none is shown to be earlier by more than {within}"),
        (0, true) => "none is shown to be launched more often".to_owned(),
        (_, false) if is_first => "this one misses the least".to_owned(),
        (_, true) if is_first && enough => "none is shown to be earlier than this one".to_owned(),
        (_, true) if is_first => "this one is launched most often".to_owned(),
        (_, true) if enough && near => {
            format!("this one takes the fewest agreements within {within} of the earliest")
        }
        _ => "none is shown to come nearer than this one".to_owned(),
    }
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
    let change = differs(of, [of.last(), 0]);
    let over = of.not_all().map_or(String::new(), |n| {
        format!(", over the {n} in which every step of the way is launched")
    });
    let label = of.label();
    format!("{rarely} {label}: {} instead of {}{change}{over}.", when(of, then), when(of, now))
}

/// " (difference -20.9 (-21.2 to -20.5) days)"
fn differs(of: &Improvement<'_>, [ours, theirs]: [usize; 2]) -> String {
    let Some(change) = of.change(ours, theirs) else { return String::new() };
    let unit = match of.scale().unit {
        unit if unit.is_empty() || change.none_seen.is_some() => String::new(),
        unit => format!(" {unit}"),
    };
    format!(" (difference {}{unit})", change.scaled(of.scale()).said())
}

fn alike(of: &Improvement<'_>) -> String {
    let within = within(of);
    let (others, are) = match of.found.as_good.len() {
        0 => return String::new(),
        1 => ("One other".to_owned(), "is"),
        n => (format!("{n} others"), "are"),
    };
    let alike = match of.found.aim.wish.percentile {
        Some(_) => format!("not told apart from it within {within}"),
        None => format!("as good within {within}"),
    };
    format!(" {others} of as many agreements {are} {alike}.")
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
    let by = differs(of, [model, of.last()]);
    format!(" \u{201c}{}\u{201d}, a model of the file, is better still{by}.", of.runs(model).name)
}

/// "The first two give 83 % of it."
fn first_steps(of: &Improvement<'_>) -> String {
    let steps = steps(of);
    let count = steps.len().saturating_sub(2);
    let share = steps.get(count).and_then(|step| step.share).filter(|_| count > 0);
    share.filter(|share| *share >= 0.0).map_or(String::new(), |share| {
        let first =
            if count == 1 { "The first".to_owned() } else { format!("The first {}", word(count)) };
        let gives = if count == 1 { "gives" } else { "give" };
        format!(" {first} {gives} {} of it.", format::percent(share.min(1.0)))
    })
}
