//! A log as what is estimated from: names as indices, every job as a pass of an item through a step.

use super::hub::Hub;
use crate::log::Grain;
use crate::time::{DAY, SECOND, hours};
use std::collections::{BTreeMap, BTreeSet};

/// The item under which what exists once is exported.
pub(super) const ONCE: &str = "@campaign";

/// Working time of a pass in hours, where the log tells it.
pub type Work<'a> = &'a dyn Fn(&Pass) -> Option<f64>;

/// One job.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Index into [`History::cases`].
    pub case: usize,
    /// Index into [`History::items`].
    pub item: usize,
    /// Index into [`History::steps`].
    pub step: usize,
    /// Index into [`History::teams`], after teams were found.
    pub team: usize,
    /// Index into [`History::people`].
    pub person: Option<usize>,
    /// Became ready, began, ended: microseconds since the log's Monday.
    pub asked: Option<i64>,
    pub start: Option<i64>,
    pub end: Option<i64>,
    /// From when until when it was put aside in between.
    pub held: Vec<(i64, i64)>,
    /// Which pass of its item through its step (and reviewing team) it is, from 0.
    pub nth: usize,
    /// The round of a review, from 0.
    pub round: usize,
    /// Approved or not, of a review that was decided.
    pub approved: Option<bool>,
    /// Why work was done again, where the log says it.
    pub cause: Option<String>,
    /// Whether it ran to its end.
    pub done: bool,
}

impl Pass {
    /// The first instant that is known of it.
    pub fn first(&self) -> i64 {
        self.asked.or(self.start).or(self.end).unwrap_or(0)
    }

    /// When somebody was at it, one stretch after another; what was taken up again waited for nobody.
    pub fn stretches(&self) -> impl Iterator<Item = Pass> {
        let froms = std::iter::once(None).chain(self.held.iter().map(|(_, to)| Some(*to)));
        let untils = self.held.iter().map(|(from, _)| Some(*from)).chain(std::iter::once(None));
        froms.zip(untils).map(|(from, until)| Pass {
            asked: from.or(self.asked),
            start: from.or(self.start),
            end: until.or(self.end),
            ..self.clone()
        })
    }

    /// When it began and ended, as far as that is known.
    pub fn instants(&self) -> impl Iterator<Item = i64> {
        [self.start, self.end].into_iter().flatten()
    }

    /// Whether its start and end tell how long such work takes.
    pub fn is_whole(&self) -> bool {
        self.done && self.held.is_empty()
    }

    /// When it could begin, as far as the log says.
    pub fn ready(&self) -> Option<i64> {
        self.asked.or(self.start)
    }
}

/// Days since the log's Monday on which some of these began or ended.
pub fn active_days(jobs: &[&Pass]) -> BTreeSet<i64> {
    jobs.iter().flat_map(|pass| pass.instants()).map(|at| at.div_euclid(DAY)).collect()
}

/// A step of the process: a stream.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: String,
    /// An approval.
    pub review: bool,
    /// One job for the whole campaign.
    pub once: bool,
    /// Told by ends only, or in days: how long it took is known, not how much work it was.
    pub elapsed: bool,
    /// The log says when it was asked for.
    pub asked: bool,
}

/// Something that passes through steps.
#[derive(Clone, Debug)]
pub struct Item {
    pub case: usize,
    /// Its kind: the name without the number at its end.
    pub kind: String,
    /// Its passes, by their first instants.
    pub passes: Vec<usize>,
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    pub start: i64,
    /// The last instant that is known of it.
    pub end: i64,
    /// Not finished when the log was cut.
    pub open: bool,
    /// Left without an end long before the log was cut.
    pub abandoned: bool,
    pub items: Vec<usize>,
}

/// Everything that a log says, with names as indices.
#[derive(Clone, Debug)]
pub struct History {
    pub steps: Vec<Step>,
    pub teams: Vec<String>,
    pub people: Vec<String>,
    pub items: Vec<Item>,
    pub cases: Vec<Case>,
    pub passes: Vec<Pass>,
    /// The finest that its times are told in.
    pub grain: Grain,
    /// When it was cut.
    pub last: i64,
    /// Until then all work is known: people who look idle afterwards may be at campaigns that are left out.
    pub whole_until: i64,
    /// Columns that some job has.
    pub has: Has,
    /// What was left out while it was read.
    pub notes: Vec<String>,
    /// Whether work counts as asked for when its item came to lie in a status before it: how long it must lie is not told.
    pub queues: bool,
    /// Reviewers (step and team) of whom only the answer is told, beside others who have starts.
    pub outside: BTreeSet<(usize, usize)>,
    /// Jobs that are no step of an item.
    pub hub: Hub,
    /// Of a log of dates: the place of each step among all.
    pub(super) places: Vec<usize>,
}

/// What a log's columns tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Has {
    pub asked: bool,
    pub start: bool,
    pub team: bool,
    pub person: bool,
    pub round: bool,
    /// Something tells the pieces of a campaign apart, if it has several.
    pub item: bool,
}

impl History {
    /// The team of that name, else a new one.
    pub fn team(&mut self, name: &str) -> usize {
        self.teams.iter().position(|team| team == name).unwrap_or_else(|| {
            self.teams.push(name.to_owned());
            self.teams.len() - 1
        })
    }

    /// The place of a step among those of which nothing else tells the order.
    pub fn place(&self, step: usize) -> usize {
        self.places.get(step).copied().unwrap_or(step)
    }

    /// Numbers passes in their order, of reviews for each team; rounds that the log does not tell with them.
    pub(super) fn number(&mut self) {
        for item in &self.items {
            let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
            for index in &item.passes {
                let pass = &mut self.passes[*index];
                let team = if self.steps[pass.step].review { pass.team } else { 0 };
                let nth = seen.entry((pass.step, team)).or_insert(0);
                pass.nth = *nth;
                if pass.round == usize::MAX {
                    pass.round = *nth;
                }
                *nth += 1;
            }
        }
    }

    /// The least that first passes of a step ever lay before somebody began, in hours, and the most that it can be: by the clock, as a
    /// latency is told. Where nobody was ever there as one was asked for, the least is that of hours in which somebody was.
    pub fn least_lag(&self, step: usize, work: Work<'_>) -> (f64, f64) {
        let unasked = |pass: &&Pass| pass.nth == 0 && (pass.asked.is_none() || self.queues);
        let lags = self.of_step(step).filter(unasked).filter_map(|pass| {
            let span = self.ready(pass).zip(pass.start).filter(|(ready, start)| ready <= start)?;
            Some((pass, span))
        });
        let open = |pass: &Pass, (from, until): (i64, i64)| {
            work(&Pass { start: Some(from), end: Some(until), ..pass.clone() })
        };
        let (mut clock, mut there, mut met) = (f64::INFINITY, f64::INFINITY, false);
        for (pass, (ready, start)) in lags {
            clock = clock.min(hours(start - ready));
            there = there.min(open(pass, (ready, start)).unwrap_or(f64::INFINITY));
            met |= open(pass, (ready, ready + SECOND)).is_some_and(|hours| hours > 0.0);
        }
        let told = |least: f64| if least.is_finite() { least } else { 0.0 };
        (told(if met { clock } else { there }), told(clock))
    }

    /// Whether of a pass through a step by a team only the time is known that it took, not the work.
    pub fn is_elapsed(&self, step: usize, team: usize) -> bool {
        self.steps[step].elapsed || self.outside.contains(&(step, team))
    }

    /// Whether the log has neither starts nor times of being asked: campaigns begin with their first end.
    pub fn begins_with_ends(&self) -> bool {
        !self.has.start && !self.has.asked
    }

    /// All passes that count, item by item.
    pub fn all(&self) -> impl Iterator<Item = &Pass> {
        self.items.iter().flat_map(|item| &item.passes).map(|pass| &self.passes[*pass])
    }

    /// The same and the jobs that are no step.
    pub fn everything(&self) -> impl Iterator<Item = &Pass> {
        let aside = self.hub.jobs.iter().chain(&self.hub.audits);
        self.all().chain(aside.map(|place| &self.passes[*place]))
    }

    /// By campaign: when a job of it first ended, or its start where none has.
    pub fn first_ends(&self) -> Vec<i64> {
        let mut first: Vec<Option<i64>> = vec![None; self.cases.len()];
        for (case, end) in self.everything().filter_map(|it| Some((it.case, it.end?))) {
            first[case] = Some(first[case].map_or(end, |at| at.min(end)));
        }
        first.into_iter().zip(&self.cases).map(|(end, it)| end.unwrap_or(it.start)).collect()
    }

    /// The jobs of a team.
    pub fn of_team(&self, team: usize) -> impl Iterator<Item = &Pass> {
        self.everything().filter(move |pass| pass.team == team)
    }

    /// The passes through a step.
    pub fn of_step(&self, step: usize) -> impl Iterator<Item = &Pass> {
        self.all().filter(move |pass| pass.step == step)
    }

    /// The passes of an item.
    pub fn of_item(&self, item: usize) -> impl Iterator<Item = &Pass> {
        self.items[item].passes.iter().map(|pass| &self.passes[*pass])
    }

    /// When a pass could begin: as the log says, else when its item was last handed on before it (through a hub, by that), else with
    /// its campaign.
    pub fn ready(&self, pass: &Pass) -> Option<i64> {
        let by = pass.start.or(pass.end)?;
        pass.asked.or_else(|| self.handed_on(pass, by))
    }

    fn handed_on(&self, pass: &Pass, by: i64) -> Option<i64> {
        let own = |other: &&Pass| std::ptr::eq(*other, pass);
        // Dates alone do not tell that what ended on the same day came before.
        let ahead = self.of_item(pass.item).take_while(|it| self.grain != Grain::Day || !own(it));
        let others = ahead.filter(|it| !own(it));
        let before = others.filter_map(|other| other.end).filter(|end| *end <= by).max();
        let begun = || Some(self.cases[pass.case].start).filter(|start| *start <= by);
        before.max(self.hub.handed(pass.item, pass.step, by)).or_else(begun)
    }

    /// Cycle times in hours, and whether the campaign was still open; abandoned ones have none.
    pub fn cycles(&self) -> Vec<(f64, bool)> {
        (0..self.cases.len()).filter_map(|case| self.cycle(case)).collect()
    }

    /// Whether each campaign began when all before it were over, and that is no chance, or nearly filled the time: what several at once do to each other the
    /// log does not tell, and a campaign of it is one alone.
    pub fn is_one_by_one(&self) -> bool {
        let mut spans: Vec<_> = self.cases.iter().map(|case| (case.start, case.end)).collect();
        spans.sort_unstable();
        let of = |two: &[(i64, i64)]| (two[1].0 - two[0].0, two[0].1 - two[0].0);
        let (gaps, lengths): (Vec<i64>, Vec<i64>) = spans.windows(2).map(of).unzip();
        let apart = gaps.iter().zip(&lengths).all(|(gap, length)| length <= gap);
        // Where they take most of the time between starts, a little longer ones would meet.
        let is_filled = || 2 * lengths.iter().sum::<i64>() > gaps.iter().sum::<i64>();
        apart && spans.len() > 2 && (is_filled() || chance_to_fit(gaps, lengths) < 0.05)
    }

    /// Of the longest campaign.
    pub fn longest(&self) -> i64 {
        self.cases.iter().map(|case| case.end - case.start).max().unwrap_or(0)
    }

    /// The cycle time of a campaign, and whether it was still open.
    pub fn cycle(&self, case: usize) -> Option<(f64, bool)> {
        let case = self.cases.get(case).filter(|case| !case.abandoned)?;
        let end = if case.open { self.last.max(case.start) } else { case.end };
        Some((hours(end - case.start), case.open))
    }
}

/// In which share of their permutations all lengths fit into gaps, of which each is at least as long as one (a permutation test: Fisher
/// 1935): the shortest gap takes one of those that fit into it, each longer one of those that are left.
fn chance_to_fit(mut gaps: Vec<i64>, mut lengths: Vec<i64>) -> f64 {
    gaps.sort_unstable();
    lengths.sort_unstable();
    let fits = |(taken, gap): (usize, &i64)| {
        let fit = lengths.partition_point(|length| length <= gap) - taken;
        fit as f64 / (lengths.len() - taken) as f64
    };
    gaps.iter().enumerate().map(fits).product()
}

/// Whether an item stands for the campaign itself.
pub fn is_campaign(kind: &str) -> bool {
    kind.is_empty() || kind == ONCE
}

#[cfg(test)]
mod tests {
    use super::chance_to_fit;
    use crate::fit::fit;
    use crate::log::read;

    /// Of three lengths the longest fits into all gaps but the shortest: two thirds of the permutations.
    #[test]
    fn lengths_fit_into_gaps_by_chance() {
        assert!((chance_to_fit(vec![3, 5, 4], vec![1, 4, 3]) - 2.0 / 3.0).abs() < 1e-12);
    }

    /// Twenty pages, a campaign each: written from 9 to 11 and from 13 to 14, put aside in between; reviewed from 14 to 14:30 and from
    /// 16:30 to 17. Three hours of work, one of review.
    #[test]
    fn time_aside_is_no_work() {
        let mut text = "Key,Date,From,To,Author\n".to_owned();
        for page in 0..20 {
            let day = format!("2026-{:02}-{:02}", 1 + page / 10, 5 + page % 10);
            let steps = [
                ("09:00", "To Do,Writing,ann"),
                ("11:00", "Writing,On Hold,ann"),
                ("13:00", "On Hold,Writing,ann"),
                ("14:00", "Writing,In Review,ann"),
                ("14:30", "In Review,On Hold,bea"),
                ("16:30", "On Hold,In Review,bea"),
                ("17:00", "In Review,Live,bea"),
            ];
            steps.iter().for_each(|(at, row)| text += &format!("P-{page},{day} {at},{row}\n"));
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let found = fit(&log, &Default::default()).unwrap();
        let told = |end: &str| {
            let rows = found.rows.iter().filter(|row| row.path.ends_with(end));
            rows.map(|row| (&*row.value, row.n)).collect::<Vec<_>>()
        };
        assert_eq!(told("effort"), [("3h", 20), ("60m", 20)], "{:?}", found.rows);
    }
}
