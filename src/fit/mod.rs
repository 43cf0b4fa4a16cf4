//! From a log to a scenario: every number with its grounds.
//!
//! ```text
//! log ─► history ─► teams, calendars, flow ─► laws, rework, delays, campaigns ─► scenario.toml and fit.csv
//! ```

mod absences;
mod active;
mod again;
mod alike;
pub mod arrivals;
pub mod asked_again;
mod at_once;
mod away;
mod beside;
mod bypassed;
pub mod calendars;
pub mod cases;
pub mod check_in;
mod closed;
mod clusters;
mod days;
pub mod delays;
pub mod dependencies;
pub mod drift;
pub mod early;
mod edges;
pub mod estimate;
mod evidence;
pub mod excess;
mod fixed;
mod flaws;
pub mod flow;
mod gather;
mod handed_on;
pub mod history;
mod hours;
mod hub;
mod in_turn;
pub mod known;
pub mod law;
pub mod line;
pub mod looks;
mod merged;
mod minutes;
pub mod normal;
mod order;
pub mod replay;
mod response;
pub mod rework;
pub mod sent_back;
pub mod sizes;
mod steady;
pub mod survival;
pub mod table;
pub mod teams;
pub mod tiers;
mod together;
mod told;
pub mod unseen;
pub mod validate;
mod week;
mod write;

use crate::calendar::{Calendar, Pattern};
use crate::log::{Grain, Log};
use crate::stats::Interval;
use crate::time::{HOUR, Instant, MINUTE, SECOND, hours};
use asked_again::AskedAgain;
use calendars::Calendars;
use delays::{Handoff, Latency};
use dependencies::Dependency;
use estimate::{Estimate, Grade};
use flow::{Flow, Piece};
use history::{History, Pass};
use jiff::civil::DateTime;
use law::{Law, Sample};
use order::Order;
use rework::Rework;
use sizes::Sizes;
use std::collections::BTreeMap;
use tiers::Tiers;

/// What is asked of a fit.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the scenario is called.
    pub name: String,
    /// The log's file.
    pub file: String,
    /// The scenario's file.
    pub scenario: String,
    /// Only so many campaigns, in order of their starts.
    pub first: Option<usize>,
    /// Windows of a team that somebody knows.
    pub calendars: Vec<(String, Pattern)>,
    /// Numbers that somebody knows and the log does not: path and value.
    pub assume: Vec<(String, String)>,
}

/// A fitted scenario.
pub struct Fit {
    /// The scenario's text.
    pub scenario: String,
    /// fit.csv: every number with its grounds.
    pub rows: Vec<Row>,
    /// What was found, and what is in doubt.
    pub findings: Vec<String>,
    /// What the log cannot tell, and what to export instead.
    pub refused: Vec<String>,
}

/// A line of fit.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where the number stands in the scenario.
    pub path: String,
    pub value: String,
    pub low: String,
    pub high: String,
    pub n: usize,
    pub method: String,
    pub grade: &'static str,
}

/// Why a log cannot be fitted.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Nothing in it.
    #[error(
        "no job of the log has ended: nothing can be estimated from it; export a longer time, or the column of ends"
    )]
    Empty,
    /// Nothing that is done often enough.
    #[error(
        "each of the {0} steps of the log is taken by less than 2 % of its pieces: there is none to estimate; do these names tell pieces? Say which column tells the step (--map COLUMN=step), or give names a common step with --steps"
    )]
    Rare(usize),
    /// A single campaign.
    #[error(
        "the log has one campaign only, `{0}`: how campaigns differ is not to be seen in it; export at least two, better twenty, or say which column tells them apart (--map COLUMN=campaign); if each item is a case of its own, leave the column of campaigns aside (--map COLUMN=unused)"
    )]
    Single(String),
    /// A number that somebody gave.
    #[error("--assume: `{path}` is not among what the log does not tell; {open}")]
    Assume { path: String, open: String },
    /// A number that somebody gave, though it stands in the log.
    #[error(
        "--assume: the log tells `{path}`: {value}; to try another value, change it in the scenario, or use --set"
    )]
    Told { path: String, value: String },
    /// A team that somebody named.
    #[error("--calendar: the log has no team `{name}`; it has {known}")]
    Team { name: String, known: String },
}

/// Everything that was estimated.
struct Found<'a> {
    history: &'a History,
    epoch: DateTime,
    options: &'a Options,
    people: Vec<Estimate>,
    calendars: Calendars,
    flow: Flow,
    pieces: Vec<Piece>,
    tiers: Result<Tiers, Vec<(usize, usize, usize)>>,
    sizes: Sizes,
    /// By step (and reviewing team): effort, or what it took where no effort is told.
    laws: Vec<Vec<(usize, Law)>>,
    rework: Rework,
    /// By approval: how often it looks again at what it has approved.
    asked_again: BTreeMap<usize, AskedAgain>,
    /// By team: how long reviews lie before those who are free turn to them.
    responses: BTreeMap<usize, Law>,
    handoffs: Vec<Handoff>,
    order: Order,
    /// What a hub's jobs take, if that is told.
    hub: Option<Law>,
    waits: Vec<Dependency>,
    latency: Latency,
    arrivals: Option<arrivals::Arrivals>,
    correlation: Option<Estimate>,
    /// Why the log is of more than one process: steps whose work is not what it was, or by turns another.
    drifted: Vec<String>,
}

/// Of what was measured in the hours of a team that the log shows badly.
const GUESSED: &str = "in hours that are guessed";
/// Ratios whose interval is no wider, by what they are, do not vary.
const AGREE: f64 = 0.02;

/// The finest that times are told in, in hours.
fn grain(history: &History) -> f64 {
    hours(match history.grain {
        Grain::Day => 24 * HOUR,
        Grain::Minute => MINUTE,
        Grain::Second => SECOND,
    })
}

/// Fits a scenario to a log.
///
/// # Errors
/// A log of nothing; a calendar of a team that is not there.
pub fn fit(log: &Log, options: &Options) -> Result<Fit, Unfit> {
    let mut history = History::of(log, options.first);
    if !history.all().any(|pass| pass.done) {
        let ended = history.passes.iter().any(|pass| pass.done);
        return Err(if ended { Unfit::Rare(history.steps.len()) } else { Unfit::Empty });
    }
    if let [only] = &*history.cases {
        return Err(Unfit::Single(only.name.clone()));
    }
    teams::assign(&mut history);
    let people = teams::people(&history);
    let timed = is_timed(&history);
    let mut calendars = calendars(&history, &people, log.epoch);
    for (name, pattern) in &options.calendars {
        let team = history.teams.iter().position(|it| it == name);
        let unknown = || Unfit::Team { name: name.clone(), known: history.teams.join(", ") };
        calendars.set(team.ok_or_else(unknown)?, &pattern.windows);
    }
    let compiled: Vec<Option<Calendar>> =
        (0..history.teams.len()).map(|team| calendars.compiled(team)).collect();
    let turns = calendars.of_people();
    let work = |pass: &Pass| working_time(&history, (&compiled, &turns), pass);
    let pieces = flow::pieces(&history);
    let sizes = Sizes::of(&history, &pieces, &work);
    let base = |pass: &Pass| Some(work(pass)? / sizes.of_pass(&history, pass));
    let grain = grain(&history);
    let flow = flow_of(&history, &pieces, &work, grain);
    let (handoffs, waits) = delays::handoffs(&history, &flow, &pieces, &work);
    let default = compiled.get(calendars.default_team()).and_then(Option::as_ref);
    let responses = responses(&history, &people, (&calendars, default), grain);
    let found = Found {
        epoch: log.epoch,
        options,
        people,
        laws: (0..history.steps.len())
            .map(|step| laws((&history, &flow, &calendars), step, &base, grain))
            .collect(),
        hub: history.hub.effort(&history, &work, grain),
        rework: rework_of((&history, &flow, &calendars), &work),
        asked_again: asked_again::of(&history, &flow),
        latency: latency_of(&history, &handoffs, grain),
        arrivals: arrivals::arrivals(&history, &calendars, default.filter(|_| timed), grain),
        correlation: cases::correlation(&history, &base),
        drifted: processes(&history, &work),
        sizes,
        responses,
        order: Order::of(&history),
        handoffs,
        waits,
        tiers: Tiers::of(&history, &pieces),
        pieces,
        flow,
        calendars,
        history: &history,
    };
    write::write(&found)
}

/// Of the teams that keep the default hours, in which reviews on demand are done.
fn responses(
    history: &History,
    people: &[Estimate],
    (calendars, default): (&Calendars, Option<&Calendar>),
    grain: f64,
) -> BTreeMap<usize, Law> {
    let usual = calendars.written(calendars.default_team());
    let teams = (0..history.teams.len()).filter(|team| calendars.written(*team) == usual);
    let of = |team: usize| {
        let people = people[team].value as usize;
        Some((team, response::of(history, team, people, default?, grain)?))
    };
    teams.filter_map(of).collect()
}

/// The order of steps: first of those that wait until others are done, whose latency then tells which begin before.
fn flow_of(history: &History, pieces: &[Piece], work: history::Work<'_>, grain: f64) -> Flow {
    let flow = Flow::of(history, Vec::new());
    let (handoffs, _) = delays::handoffs(history, &flow, pieces, work);
    let latency = delays::latency(history, &handoffs, grain).all.map_or(0.0, |law| law.median());
    let early = early::of(history, &flow, work, latency);
    let flow = if early.is_empty() { flow } else { Flow::of(history, early.clone()) };
    let at_once = at_once::of(history, &flow);
    if at_once.is_empty() { flow } else { Flow::of(history, [early, at_once].concat()) }
}

/// What lies between steps, as far as what lies at a hub is told.
fn latency_of(history: &History, handoffs: &[Handoff], grain: f64) -> Latency {
    let latency = delays::latency(history, handoffs, grain);
    match history.hub.is_hidden(history) {
        true => latency.guessed("what waited for the hub is in it"),
        false => latency,
    }
}

/// What is done again, as far as pieces are told apart.
fn rework_of(
    (history, flow, calendars): (&History, &Flow, &Calendars),
    work: history::Work<'_>,
) -> Rework {
    let mut rework = Rework::of(history, flow, work);
    let known: Vec<Option<Grade>> =
        (0..history.steps.len()).map(|step| guessed(history, calendars, step)).collect();
    let works = (0..known.len()).filter(|step| !history.steps[*step].review);
    let worst = works.filter_map(|step| known[step]).max();
    let in_hours = |it: &mut Option<Estimate>, grade| *it = it.take().map(|it| in_hours(it, grade));
    for (step, verdicts) in &mut rework.approvals {
        in_hours(&mut verdicts.revise, worst);
        in_hours(&mut verdicts.rereview, known[*step]);
    }
    in_hours(&mut rework.impact, worst);
    in_hours(&mut rework.learning, worst);
    if history.has.item { rework } else { merged::doubted(rework) }
}

/// How well the hours are known in which a step's work was measured, where they are guessed.
fn guessed(history: &History, calendars: &Calendars, step: usize) -> Option<Grade> {
    let teams =
        (0..history.teams.len()).filter(|team| is_guessed(history, calendars, (step, *team)));
    teams.map(|team| calendars.grade_of_work(team)).max()
}

/// A ratio of work, no surer than the hours in which that was measured. Ratios that agree show that these are right.
fn in_hours(it: Estimate, guessed: Option<Grade>) -> Estimate {
    let agree = it.interval.is_some_and(|ends| ends.high - ends.low <= AGREE * it.value);
    match guessed.filter(|_| !agree) {
        Some(grade) => it.resting_on(grade, GUESSED),
        None => it,
    }
}

/// Steps of a log whose work is not what it was, or by turns another.
pub fn drifted(log: &Log) -> Vec<String> {
    let mut history = History::of(log, None);
    teams::assign(&mut history);
    let calendars = calendars(&history, &teams::people(&history), log.epoch);
    let teams: Vec<Option<Calendar>> =
        (0..history.teams.len()).map(|team| calendars.compiled(team)).collect();
    let turns = calendars.of_people();
    processes(&history, &|pass| working_time(&history, (&teams, &turns), pass))
}

/// Why a history is of more than one process, in sentences.
fn processes(history: &History, work: history::Work<'_>) -> Vec<String> {
    [drift::of_steps(history, work), in_turn::of(history, work)].concat()
}

/// Whether its times tell hours of the day.
fn is_timed(history: &History) -> bool {
    history.has.start && history.grain != Grain::Day
}

/// When its teams work.
fn calendars(history: &History, people: &[Estimate], epoch: DateTime) -> Calendars {
    let counts: Vec<usize> = people.iter().map(|it| it.value as usize).collect();
    match is_timed(history) {
        true => Calendars::of(history, &counts, epoch),
        false => Calendars::usual(history.teams.len(), epoch),
    }
}

/// What a pass took in hours: open time of its team where it has a start, else the time since it could begin.
fn working_time(
    history: &History,
    (teams, people): (&[Option<Calendar>], &BTreeMap<usize, Calendar>),
    pass: &Pass,
) -> Option<f64> {
    let end = pass.end.unwrap_or(history.last);
    // As far as it lies in what is asked about, which may be a part of the pass.
    let first = pass.start.unwrap_or(i64::MIN);
    let held = pass.held.iter().map(|(from, to)| ((*from).max(first), (*to).min(end)));
    let held = held.filter(|(from, to)| from < to);
    if history.is_elapsed(pass.step, pass.team) {
        let aside: i64 = held.map(|(from, to)| to - from).sum();
        return Some(hours(end - history.ready(pass)? - aside));
    }
    let own = pass.person.and_then(|person| people.get(&person));
    let calendar = own.or(teams.get(pass.team)?.as_ref())?;
    let open = |from: i64, to: i64| calendar.open(Instant(from), Instant(to)).hours();
    Some(open(pass.start?, end) - held.map(|(from, to)| open(from, to)).sum::<f64>())
}

/// The laws of a step's first passes: one, or one for each reviewing team.
fn laws(
    (history, flow, calendars): (&History, &Flow, &Calendars),
    step: usize,
    work: &dyn Fn(&Pass) -> Option<f64>,
    grain: f64,
) -> Vec<(usize, Law)> {
    let mut teams: Vec<usize> = history.of_step(step).map(|pass| pass.team).collect();
    teams.sort_unstable();
    teams.dedup();
    let review = history.steps[step].review;
    let of = |team: usize| {
        let elapsed = history.is_elapsed(step, team);
        let mut sample = Sample::default();
        // An answer from outside is drawn anew in every round.
        let counted = |pass: &&Pass| pass.team == team && (pass.nth == 0 || elapsed && review);
        for pass in history.of_step(step).filter(counted) {
            if let Some(hours) = work(pass) {
                if pass.done {
                    sample.values.push(hours);
                    sample.campaigns.push(pass.case);
                } else {
                    sample.cut.push(hours);
                }
            }
        }
        let law = Law::of(&sample, grain, "jobs").unwrap_or_else(|| Law::assumed(1.0));
        // What nothing lies before took as long as nobody knows, where the log has ends only.
        let is_first = !review && flow.needs[step].is_empty() && history.begins_with_ends();
        let law = match law {
            Law::Constant(it) if elapsed && !review && it.value == 0.0 => Law::assumed(0.0),
            law if elapsed && is_first => law.map(|it| {
                dated(history, it).weak().by("since the campaign's first end, elapsed time")
            }),
            law if elapsed => law.map(|it| {
                let method = format!("{}, elapsed time", it.method);
                dated(history, it.by(method))
            }),
            law if is_guessed(history, calendars, (step, team)) => {
                let grade = calendars.grade_of_work(team);
                law.map(|it| it.resting_on(grade, GUESSED))
            }
            law => law,
        };
        (team, law)
    };
    teams.into_iter().map(of).collect()
}

/// What lies between two dates, which may be a day longer or shorter.
fn dated(history: &History, it: Estimate) -> Estimate {
    if history.grain != Grain::Day || it.n == 0 {
        return it;
    }
    let interval = it.interval.unwrap_or(Interval { low: it.value, high: it.value });
    let method = format!("{}, a day more or less", it.method);
    it.within(Some(interval)).wider(grain(history)).weak().by(method)
}

/// Whether the work of a step was measured in hours that the log shows badly: in most jobs a team was not active all the time
/// in between.
fn is_guessed(history: &History, calendars: &Calendars, (step, team): (usize, usize)) -> bool {
    let hours = &calendars.teams[team];
    let own = history.of_step(step).filter(|pass| pass.team == team && pass.nth == 0);
    let own = own.flat_map(Pass::stretches);
    let spans: Vec<(i64, i64)> = own.filter_map(|pass| pass.start.zip(pass.end)).collect();
    let sure = spans.iter().filter(|it| calendars.surely(team, it.0, it.1)).count();
    !hours.told && calendars.grade_of_work(team) != Grade::Measured && sure * 10 < spans.len() * 9
}
