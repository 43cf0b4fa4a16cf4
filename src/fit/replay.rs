//! Recorded campaigns run again: each from its own start, all competing for the same people.

use super::history::{History, Pass};
use crate::engine::Simulator;
use crate::model::{Arrivals, Portfolio, Scenario};
use crate::plan::{self, Plan};
use crate::record::Wait;
use crate::study::Progress;
use crate::time::{Instant, WEEK, hours};
use crate::trace::{Event, Observer, State};
use crate::{parallel, record};
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// A scenario whose campaigns arrive when recorded ones did.
pub struct Replay {
    plan: Plan,
    seed: u64,
    /// Whether a campaign counts from its first job, because the log does not say when it was asked for.
    from_first_job: bool,
    starts: Vec<Instant>,
    /// So many of the first are not asked for.
    earlier: usize,
}

/// When campaigns began that compete for the same people and that the log does not hold: all before its first, and those to come after
/// its last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    pub earlier: &'a [DateTime],
    pub later: &'a [DateTime],
}

/// Why a scenario cannot be run so.
#[derive(Debug, thiserror::Error)]
pub enum NoReplay {
    /// More campaigns than there can be.
    #[error("the log has no campaign")]
    Empty,
    /// A model that cannot be compiled.
    #[error("{0}")]
    Refused(String),
    /// Stopped.
    #[error("interrupted")]
    Cancelled,
}

/// What one replication gave.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// By campaign: hours from start to launch, or to the last work of its live time; `None` if it never launched.
    pub cycles: Vec<Option<f64>>,
    pub split: Split,
}

/// What happened besides, in hours and counts a campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Split {
    /// Hours in which somebody worked on a task, with night and weekends.
    pub worked: f64,
    /// Hours in which a task waited for people.
    pub queued: f64,
    /// Hours in which a task waited for a reviewer.
    pub review: f64,
    /// Verdicts, and those that reject.
    pub verdicts: f64,
    pub rejected: f64,
    /// Tasks that got a verdict.
    pub reviewed: f64,
}

impl Split {
    /// Of all campaigns, as the means of one.
    pub fn over(mut self, campaigns: usize) -> Split {
        let Split { worked, queued, review, verdicts, rejected, reviewed } = &mut self;
        for it in [worked, queued, review, verdicts, rejected, reviewed] {
            *it /= campaigns.max(1) as f64;
        }
        self
    }

    /// Rounds an approval takes.
    pub fn rounds(&self) -> Option<f64> {
        (self.reviewed > 0.0).then(|| self.verdicts / self.reviewed)
    }

    /// Share of rounds that reject.
    pub fn rejects(&self) -> Option<f64> {
        (self.verdicts > 0.0).then(|| self.rejected / self.verdicts)
    }
}

impl Run {
    /// The first campaigns, and those after them.
    pub fn split_at(mut self, campaigns: usize) -> (Run, Run) {
        let after = self.cycles.split_off(campaigns.min(self.cycles.len()));
        let split = self.split;
        (self, Run { cycles: after, split })
    }
}

impl Replay {
    /// Of a model of a scenario (by its place) and of what was recorded.
    ///
    /// # Errors
    /// See [`NoReplay`].
    pub fn of(
        scenario: &Scenario,
        model: usize,
        history: &History,
        epoch: DateTime,
    ) -> Result<Replay, NoReplay> {
        Replay::beside(Beside::default(), (scenario, model), history, epoch)
    }

    /// The same beside campaigns of which only the starts are known. Those to come follow those of the log in every [`Run`].
    ///
    /// # Errors
    /// See [`NoReplay`].
    pub fn beside(
        Beside { earlier, later }: Beside<'_>,
        (scenario, model): (&Scenario, usize),
        history: &History,
        epoch: DateTime,
    ) -> Result<Replay, NoReplay> {
        if history.cases.is_empty() {
            return Err(NoReplay::Empty);
        }
        let mut scenario = scenario.clone();
        let micros = |at: DateTime| at.duration_since(epoch).as_micros() as i64;
        let away = micros(scenario.facts.start);
        let [before, after] = [earlier, later].map(|all| all.iter().map(|at| micros(*at)));
        let recorded = history.cases.iter().map(|case| case.start);
        let all = before.chain(recorded).chain(after);
        let mut starts: Vec<i64> = all.map(|at| at - away).collect();
        let first = *starts.iter().min().ok_or(NoReplay::Empty)?;
        // A campaign that began before the calendar first opens: the same weekday, some weeks on.
        let weeks = (-first).max(0).div_euclid(WEEK) + i64::from(first < 0);
        starts.iter_mut().for_each(|at| *at += weeks * WEEK);
        if history.is_one_by_one() {
            set_apart(&mut starts, history.longest());
        }
        let starts: Vec<Instant> = starts.into_iter().map(Instant).collect();
        let campaigns = u32::try_from(starts.len()).map_err(|_| NoReplay::Empty)?;
        let mut sorted = starts.clone();
        sorted.sort_unstable();
        scenario.facts.portfolio = Some(Portfolio { campaigns, arrivals: Arrivals::At(sorted) });
        scenario.models = vec![scenario.models[model].clone()];
        scenario.study.baseline = 0;
        let seed = scenario.study.seed;
        let refused = |found: Vec<plan::Refusal>| {
            NoReplay::Refused(
                found.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("; "),
            )
        };
        let plan = plan::compile_all(&scenario).map_err(refused)?.remove(0);
        let from_first_job = !history.has.asked && history.has.start;
        Ok(Replay { plan, seed, from_first_job, starts, earlier: earlier.len() })
    }

    /// Runs it so often; each campaign of each replication.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn run(&self, replications: u32, progress: &impl Progress) -> Result<Vec<Run>, NoReplay> {
        let all: Vec<u32> = (0..replications).collect();
        let runs = parallel::map(&all, |replication| {
            if progress.cancelled() {
                return None;
            }
            let mut heard = Heard::new(self);
            let record: record::Record =
                Simulator::new().observe(&self.plan, self.seed, *replication, &mut heard);
            progress.done(1, record.events);
            Some(heard.run())
        });
        runs.into_iter().collect::<Option<Vec<Run>>>().ok_or(NoReplay::Cancelled)
    }
}

/// Puts weeks between campaigns that never met, so that no simulated one meets the next: each keeps its weekday and hour.
fn set_apart(starts: &mut [i64], longest: i64) {
    /// A simulated campaign that takes longer than so many times the longest recorded one is none of them.
    const LONGER: i64 = 3;
    let weeks = LONGER * (longest / WEEK + 1);
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|index| starts[*index]);
    for (index, before) in order.into_iter().zip(0i64..) {
        starts[index] += before * weeks * WEEK;
    }
}

/// Listens to one replication.
struct Heard<'a> {
    replay: &'a Replay,
    from: Vec<Option<Instant>>,
    to: Vec<Option<Instant>>,
    /// By campaign and task: since when it is in its state.
    since: Vec<(Instant, State)>,
    reviewed: Vec<bool>,
    split: Split,
}

impl<'a> Heard<'a> {
    fn new(replay: &'a Replay) -> Heard<'a> {
        let (campaigns, tasks) = (replay.starts.len(), replay.plan.tasks.len());
        Heard {
            replay,
            from: vec![None; campaigns],
            to: vec![None; campaigns],
            since: vec![(Instant::ZERO, State::Done); campaigns * tasks],
            reviewed: vec![false; campaigns * tasks],
            split: Split::default(),
        }
    }

    fn at(&self, campaign: usize, task: usize) -> usize {
        campaign * self.replay.plan.tasks.len() + task
    }

    fn run(self) -> Run {
        let of = |(from, to): (Option<Instant>, Option<Instant>)| Some(hours(to?.0 - from?.0));
        let mut cycles: Vec<Option<f64>> = self.from.iter().copied().zip(self.to).map(of).collect();
        // Campaigns are numbered by their arrivals; what is asked for is in the order of the log.
        let mut order: Vec<usize> = (0..cycles.len()).collect();
        order.sort_by_key(|index| (self.replay.starts[*index], *index));
        let sorted = std::mem::replace(&mut cycles, vec![None; order.len()]);
        order.into_iter().zip(sorted).for_each(|(index, time)| cycles[index] = time);
        let cycles = cycles.split_off(self.replay.earlier);
        let split = self.split.over(cycles.len());
        Run { cycles, split }
    }
}

impl Observer for Heard<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, now: Instant, event: Event) {
        match event {
            Event::Arrived { campaign } if !self.replay.from_first_job => {
                self.from[campaign].get_or_insert(now);
            }
            Event::JobStarted { campaign, .. } => {
                self.from[campaign].get_or_insert(now);
            }
            Event::Launched { campaign } => self.to[campaign] = Some(now),
            // Those before the log arrived before all others, and are numbered so.
            Event::State { campaign, .. } | Event::Verdict { campaign, .. }
                if campaign < self.replay.earlier => {}
            Event::State { campaign, task, state } => {
                let at = self.at(campaign, task);
                // In its live time a launched campaign goes on until its last work, as a log has it.
                if let (State::Done, Some(to)) = (state, &mut self.to[campaign]) {
                    *to = now;
                }
                let (since, before) = std::mem::replace(&mut self.since[at], (now, state));
                let spent = hours(now.0 - since.0);
                match before {
                    State::Worked => self.split.worked += spent,
                    State::Waiting(Wait::Queued) => self.split.queued += spent,
                    State::Waiting(Wait::Review) => self.split.review += spent,
                    State::Waiting(Wait::Blocked | Wait::Held) | State::Done => {}
                }
            }
            Event::Verdict { campaign, task, approved, .. } => {
                let at = self.at(campaign, task);
                self.split.verdicts += 1.0;
                self.split.rejected += f64::from(u8::from(!approved));
                if !std::mem::replace(&mut self.reviewed[at], true) {
                    self.split.reviewed += 1.0;
                }
            }
            _ => {}
        }
    }
}

/// The same of what was recorded; hours of waiting only where the log says when work was asked for. A piece that several reviewers look
/// at waits while none of them does, and is worked on while any does, as in replications.
pub fn recorded(history: &History) -> Split {
    let mut split = Split::default();
    let mut rounds = BTreeMap::new();
    let mut looks: BTreeMap<(usize, usize), Looks> = BTreeMap::new();
    for pass in history.all().flat_map(Pass::stretches) {
        let asked = pass.asked.or(pass.start);
        if history.steps[pass.step].review {
            let looks = looks.entry((pass.item, pass.step)).or_default();
            let begun = pass.start.is_some() || !pass.done;
            looks.asked.extend(asked.zip(pass.end).filter(|_| begun));
            looks.worked.extend(pass.start.zip(pass.end));
        } else if let (Some(start), Some(end)) = (pass.start, pass.end) {
            split.worked += hours(end - start);
            split.queued += hours(start - asked.unwrap_or(start)).max(0.0);
        }
        if let Some(approved) = pass.approved {
            let verdict: &mut bool =
                rounds.entry((pass.item, pass.step, pass.round)).or_insert(true);
            *verdict &= approved;
        }
    }
    for looks in looks.into_values() {
        let [asked, worked] = [looks.asked, looks.worked].map(covered);
        split.worked += hours(worked);
        split.review += hours(asked - worked).max(0.0);
    }
    split.verdicts = rounds.len() as f64;
    split.rejected = rounds.values().filter(|approved| !**approved).count() as f64;
    let tasks: std::collections::BTreeSet<_> =
        rounds.keys().map(|(item, step, _)| (item, step)).collect();
    split.reviewed = tasks.len() as f64;
    split.over(history.cases.len())
}

/// When the reviewers of a piece were asked and at work: from when until when.
#[derive(Default)]
struct Looks {
    asked: Vec<(i64, i64)>,
    worked: Vec<(i64, i64)>,
}

/// How long at least one of these spans lasts.
fn covered(mut spans: Vec<(i64, i64)>) -> i64 {
    spans.sort_unstable();
    let mut until = i64::MIN;
    let of = |(from, to): (i64, i64)| {
        let new = to - from.max(until);
        until = until.max(to);
        new.max(0)
    };
    spans.into_iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log;

    /// One reviewer looks from 10 to 11, the other from 10:30 to 12; asked at 9, so nobody looks for an hour, somebody for two. A third is
    /// asked at 9 and stopped at 12 without having begun. Writing takes two hours and waits for none.
    #[test]
    fn a_piece_waits_for_reviewers_while_none_is_at_it() {
        let text = "campaign,item,step,kind,team,asked,start,end,outcome,round,status\n\
            c,a,write,work,t,2026-01-05 07:00,2026-01-05 07:00,2026-01-05 09:00,,,done\n\
            c,a,check,review,x,2026-01-05 09:00,2026-01-05 10:00,2026-01-05 11:00,approved,1,done\n\
            c,a,check,review,y,2026-01-05 09:00,2026-01-05 10:30,2026-01-05 12:00,rejected,1,done\n\
            c,a,check,review,z,2026-01-05 09:00,,2026-01-05 12:00,,1,stopped\n";
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let split = recorded(&History::of(&log, None));
        assert_eq!((split.worked, split.queued, split.review), (4.0, 0.0, 1.0));
        assert_eq!((split.verdicts, split.rejected, split.reviewed), (1.0, 1.0, 1.0));
    }

    /// The longest takes five days, which is less than a week: three weeks more after each.
    #[test]
    fn campaigns_that_never_met_are_set_apart() {
        let mut starts = [0, 2 * WEEK, WEEK];
        set_apart(&mut starts, 5 * crate::time::DAY);
        assert_eq!(starts, [0, 8 * WEEK, 4 * WEEK]);
    }
}
