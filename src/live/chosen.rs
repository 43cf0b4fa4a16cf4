//! What is worth turning where a file names no controls: the people of the bottleneck, the days on which approvals sit,
//! the chance and the time of the first change, the date, the cadence of a model's meetings.

use super::control::{Choice, Control};
use crate::analysis::bottleneck;
use crate::format;
use crate::model::{Arrival, Clock, NamedCalendar, Scenario, Team, When};
use crate::plan::Plan;
use crate::scenario::Document;
use crate::study::{self, Unwatched};
use crate::text::{capitalised, key};
use crate::time::{DAY, HOUR, Instant, WEEK};

/// Replications of the baseline by which the bottleneck is found.
const PILOT: u32 = 20;
/// Weeks that dates move to both sides.
const WEEKS: i64 = 4;

/// The controls, in the order in which they are tried.
pub fn controls(document: &Document, scenario: &Scenario, plans: &[Plan]) -> Vec<Control> {
    let mut controls: Vec<Control> = Vec::new();
    controls.extend(people(scenario, plans));
    controls.extend(approval_days(document, scenario));
    controls.extend(chance(scenario));
    controls.extend(change_date(document, scenario));
    controls.extend(date(document, scenario));
    controls.extend(cadences(scenario));
    controls
}

/// How many people the busiest team has.
fn people(scenario: &Scenario, plans: &[Plan]) -> Option<Control> {
    let baseline = scenario.study.baseline;
    let mut alone = scenario.clone();
    alone.study.baseline = 0;
    let plans = plans.get(baseline..=baseline)?;
    let study = study::run(&alone, plans, PILOT, scenario.study.seed, &Unwatched).ok()?;
    let (crew, _) = bottleneck(&study, 0)?;
    let (name, _) = study.crew(0, crew);
    let team = scenario.facts.teams.iter().find(|team| team.name == name)?;
    let most = (2 * team.people).max(team.people + 3);
    let choices = (1..=most).map(|people| Choice::new(people.to_string(), people.to_string()));
    let path = format!("teams.{}.people", key(name));
    let at = team.people as usize - 1;
    Some(Control::slider(format!("People in {name}"), path, choices.collect(), at))
}

/// The days of the reviewers who sit least.
fn approval_days(document: &Document, scenario: &Scenario) -> Option<Control> {
    let facts = &scenario.facts;
    let reviewers = facts.streams.iter().flat_map(|stream| stream.kind.reviewers());
    let teams = reviewers.filter_map(|reviewer| Some(&facts.teams[reviewer.team()?]));
    let other = teams.filter(|team| team.calendar != facts.calendar);
    let week = |team: &&Team| {
        let calendar = &facts.calendars[team.calendar].calendar;
        calendar.open(Instant::ZERO, Instant(WEEK)).0
    };
    let rare = other.min_by_key(week)?;
    let NamedCalendar { name, text, .. } = &facts.calendars[rare.calendar];
    let path = format!("calendars.{}", key(name));
    let path = [path.clone(), format!("{path}.open")]
        .into_iter()
        .find(|path| document.value_at(path).is_some())?;
    let (_, hours) = text.split(',').next()?.trim().split_once(char::is_whitespace)?;
    let own = Choice::new(text.clone(), days(text));
    let others = [format!("Tue {hours}, Thu {hours}"), format!("Mon-Fri {hours}")];
    let others = others.into_iter().map(|text| Choice::new(text.clone(), days(&text)));
    let choices =
        [own.clone()].into_iter().chain(others.filter(|choice| choice.said != own.said)).collect();
    let label = format!("{} sits", capitalised(&rare.name));
    let slider = Control::slider(label, path, choices, 0);
    Some(Control { slider: false, ..slider })
}

/// "Tue, Thu" of "Tue 10:00-12:00, Thu 10:00-12:00"
fn days(pattern: &str) -> String {
    let days = pattern.split(',').filter_map(|part| part.split_whitespace().next());
    let days = days.collect::<Vec<&str>>().join(", ");
    if days == "Mon-Fri" { "every day".to_owned() } else { days }
}

/// The chance of the first change.
fn chance(scenario: &Scenario) -> Option<Control> {
    let change = scenario.facts.changes.first()?;
    let mut shares: Vec<f64> = (0..=20).map(|k| f64::from(k) / 20.0).collect();
    if !shares.contains(&change.probability) {
        shares.push(change.probability);
        shares.sort_by(f64::total_cmp);
    }
    let at = shares.iter().position(|share| *share == change.probability)?;
    let choices =
        shares.iter().map(|share| Choice::new(share.to_string(), format::percent(*share)));
    let path = format!("changes.{}.probability", key(&change.name));
    Some(Control::slider(format!("Chance of {}", change.name), path, choices.collect(), at))
}

/// When the first change comes.
fn change_date(document: &Document, scenario: &Scenario) -> Option<Control> {
    let change = scenario.facts.changes.first()?;
    let path = |last: &str| format!("changes.{}.{last}", key(&change.name));
    if change.clock != Clock::Start {
        return None;
    }
    if ["before", "from"].iter().any(|word| document.value_at(&path(word)).is_some()) {
        return None;
    }
    let label = format!("When {} comes", change.name);
    match change.arrival {
        Arrival::At(when) => {
            let set = |hours: i64| format!("{hours}h");
            around(scenario, label, path("at"), when.of(Instant::ZERO), set)
        }
        Arrival::Within(from, to) => {
            let length = (to.of(Instant::ZERO).0 - from.of(Instant::ZERO).0) / HOUR;
            let set = |hours: i64| format!("[\"{hours}h\", \"{}h\"]", hours + length);
            around(scenario, format!("{label}, from"), path("within"), from.of(Instant::ZERO), set)
        }
        Arrival::Every { .. } => None,
    }
}

/// The launch date, or the deadline.
fn date(document: &Document, scenario: &Scenario) -> Option<Control> {
    let facts = &scenario.facts;
    let fixed = facts.launch.and_then(|launch| launch.at);
    let (label, path, when) = match (fixed, facts.deadline) {
        (Some(when), _) => ("Launch date", "launch.at", when),
        (None, Some(when)) => ("Deadline", "deadline", when),
        (None, None) => return None,
    };
    document.value_at(path)?;
    let as_date = matches!(when, When::At(_)) && facts.start_given;
    let set = |hours: i64| {
        // A deadline is the end of its date, a launch its beginning.
        let at = Instant(hours * HOUR - i64::from(path == "deadline"));
        let date = format::date(facts.start, at, "%Y-%m-%d").filter(|_| as_date);
        date.unwrap_or_else(|| format!("{hours}h"))
    };
    around(scenario, label.to_owned(), path.to_owned(), when.of(Instant::ZERO), set)
}

/// A slider over some weeks before and after a time; days where that is close to the start.
fn around(
    scenario: &Scenario,
    label: String,
    path: String,
    own: Instant,
    set: impl Fn(i64) -> String,
) -> Option<Control> {
    let step = if own.0 >= 2 * WEEK { WEEK } else { DAY };
    let times = (-2 * WEEKS..=2 * WEEKS).map(|k| own.0 + k * step).filter(|at| *at > 0);
    let times: Vec<i64> = times.filter(|at| at % HOUR == 0).collect();
    let at = times.iter().position(|at| *at == own.0)?;
    let said = |at: i64| {
        let shown = Instant(at - i64::from(path == "deadline"));
        let date = format::date(scenario.facts.start, shown, "%a %-d %b");
        // Each campaign of several counts from its own start.
        let one = scenario.facts.portfolio.is_none();
        let date = date.filter(|_| one && scenario.facts.start_given);
        date.unwrap_or_else(|| format!("day {}", at / DAY))
    };
    let choices = times.iter().map(|at| Choice::new(set(at / HOUR), said(*at))).collect();
    Some(Control::slider(label, path, choices, at))
}

/// How often each model meets: of its first sync.
fn cadences(scenario: &Scenario) -> Vec<Control> {
    const CADENCES: [(i64, &str); 5] = [
        (DAY, "every day"),
        (2 * DAY, "every 2 days"),
        (WEEK, "every week"),
        (2 * WEEK, "every 2 weeks"),
        (3 * WEEK, "every 3 weeks"),
    ];
    let of = |model: &crate::model::WorkflowModel| {
        let sync = model.syncs.first()?;
        let every = sync.every.0;
        let mut known: Vec<(i64, String)> =
            CADENCES.map(|(at, said)| (at, said.to_owned())).to_vec();
        if known.iter().all(|(at, _)| *at != every) {
            known.push((every, format!("every {}", format::span(every))));
            known.sort_unstable();
        }
        let at = known.iter().position(|(at, _)| *at == every)?;
        let choices =
            known.into_iter().map(|(at, said)| Choice::new(format!("{}m", at / (HOUR / 60)), said));
        let path = format!("models.{}.syncs.{}.every", key(&model.name), key(&sync.name));
        let control =
            Control::slider(format!("Meeting “{}”", sync.name), path, choices.collect(), at);
        Some(Control { model: Some(model.name.clone()), ..control })
    };
    scenario.models.iter().filter_map(of).collect()
}
