//! A log as what is estimated from: names as indices, every job as a pass of an item through a step.

use super::days;
use super::hub::Hub;
use crate::log::{Field, Form, Grain, Job, Kind, Log, Outcome, Status};
use crate::time::{MINUTE, SECOND, hours};
use std::collections::{BTreeMap, BTreeSet};

/// So many jobs show whether ends were copied into starts.
const COPIED: usize = 5;
/// The item under which what exists once is exported.
const ONCE: &str = "@campaign";

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
    /// A job as it is written: which pass it is, is told later.
    fn of(
        job: &Job,
        [case, item, step]: [usize; 3],
        (teams, people): (&mut Names, &mut Names),
    ) -> Pass {
        Pass {
            case,
            item,
            step,
            team: job.team.as_deref().map_or(usize::MAX, |name| teams.of(name)),
            person: job.person.as_deref().map(|name| people.of(name)),
            asked: job.asked.map(|at| at.0),
            start: job.start.map(|at| at.0),
            end: job.end.map(|at| at.0),
            held: job.held.iter().map(|(from, to)| (from.0, to.0)).collect(),
            nth: 0,
            round: job.round.map_or(usize::MAX, |round| round.saturating_sub(1) as usize),
            approved: match &job.outcome {
                Some(Outcome::Approved) => Some(true),
                Some(Outcome::Rejected) => Some(false),
                _ => None,
            },
            cause: job.cause.as_deref().map(str::to_owned),
            done: job.status == Status::Done && job.end.is_some(),
        }
    }

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

    /// Whether its start and end tell how long such work takes.
    pub fn is_whole(&self) -> bool {
        self.done && self.held.is_empty()
    }

    /// When it could begin, as far as the log says.
    pub fn ready(&self) -> Option<i64> {
        self.asked.or(self.start)
    }
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
    places: Vec<usize>,
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

/// Names in order of first use.
#[derive(Default)]
struct Names {
    index: BTreeMap<String, usize>,
    list: Vec<String>,
}

impl Names {
    fn of(&mut self, name: &str) -> usize {
        if let Some(found) = self.index.get(name) {
            return *found;
        }
        self.index.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }
}

impl History {
    /// The history of a log; of its first campaigns only, if so many are named.
    pub fn of(log: &Log, first: Option<usize>) -> History {
        let (mut steps, mut teams, mut people) =
            (Names::default(), Names::default(), Names::default());
        let mut known: Vec<Step> = Vec::new();
        let (mut items, mut cases, mut passes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut beside, mut lines) = (Vec::new(), Vec::new());
        let item = log.has(Field::Item) || !log.has(Field::Campaign);
        let mut has = Has { round: log.has(Field::Round), item, ..Has::default() };
        let campaigns = log.campaigns();
        let first = first.unwrap_or(campaigns.len());
        for campaign in campaigns.iter().take(first) {
            let case = cases.len();
            let mut own: BTreeMap<&str, usize> = BTreeMap::new();
            for job in &campaign.jobs {
                let name = job.item.as_deref().unwrap_or("");
                let item = *own.entry(name).or_insert_with(|| {
                    items.push(Item { case, kind: kind_of(name), passes: Vec::new() });
                    items.len() - 1
                });
                if !job.kind.is_step() {
                    let pass = Pass::of(job, [case, item, 0], (&mut teams, &mut people));
                    beside.push((job.kind, job.step.to_string(), pass));
                    continue;
                }
                let step = steps.of(&job.step);
                if step == known.len() {
                    let (name, review) = (job.step.to_string(), false);
                    known.push(Step { name, review, once: false, elapsed: true, asked: false });
                }
                known[step].review |= job.kind == Kind::Review;
                let pass = Pass::of(job, [case, item, step], (&mut teams, &mut people));
                has.asked |= pass.asked.is_some();
                has.team |= job.team.is_some();
                has.person |= pass.person.is_some();
                items[item].passes.push(passes.len());
                passes.push(pass);
                lines.push(job.line);
            }
            cases.push(Case {
                name: campaign.name.to_owned(),
                start: campaign.start.0,
                end: campaign.end.0,
                open: campaign.is_open,
                abandoned: false,
                items: own.into_values().collect(),
            });
        }
        let mut history = History {
            steps: known,
            teams: teams.list,
            people: people.list,
            items,
            cases,
            passes,
            grain: log.grain,
            last: log.last.0,
            whole_until: campaigns.get(first).map_or(i64::MAX, |next| next.start.0),
            has,
            notes: Vec::new(),
            queues: log.form == Form::Changes,
            outside: BTreeSet::new(),
            hub: Hub::default(),
            places: Vec::new(),
        };
        history.drop_copied_starts();
        history.drop_acknowledgements();
        history.drop_rare();
        history.count(&lines);
        history.add_versions();
        history.find_told();
        history.find_once();
        history.find_open();
        Hub::add(&mut history, log, beside);
        history
    }

    /// Of which steps the log says when work was begun, and when asked for.
    fn find_told(&mut self) {
        let started: BTreeSet<usize> =
            self.all().filter(|pass| pass.start.is_some()).map(|pass| pass.step).collect();
        self.has.start = !started.is_empty();
        let mut told = vec![(0, 0); self.steps.len()];
        for pass in self.all().filter(|pass| pass.nth == 0) {
            told[pass.step].0 += usize::from(pass.asked.is_some());
            told[pass.step].1 += 1;
        }
        for (index, step) in self.steps.iter_mut().enumerate() {
            step.elapsed = self.grain == Grain::Day || !started.contains(&index);
            step.asked = told[index].0 * 2 > told[index].1;
        }
    }

    /// The team of that name, else a new one.
    pub fn team(&mut self, name: &str) -> usize {
        self.teams.iter().position(|team| team == name).unwrap_or_else(|| {
            self.teams.push(name.to_owned());
            self.teams.len() - 1
        })
    }

    /// Some tools write the end into a start that they do not know: where jobs of a step take a while, those that take nothing
    /// have no start.
    fn drop_copied_starts(&mut self) {
        let unit = match self.grain {
            Grain::Day => return,
            Grain::Minute => MINUTE,
            Grain::Second => SECOND,
        };
        for step in 0..self.steps.len() {
            let own = |pass: &Pass| pass.step == step && pass.done && pass.start.is_some();
            let lasted = |pass: &Pass| pass.end.zip(pass.start).map(|(end, start)| end - start);
            let mut spans: Vec<i64> =
                self.passes.iter().filter(|it| own(it)).filter_map(lasted).collect();
            spans.sort_unstable();
            let zeros = spans.partition_point(|span| *span <= 0);
            let usual = spans[zeros..].get((spans.len() - zeros) / 2).copied();
            if spans.len() < COPIED
                || zeros * 10 < spans.len()
                || usual.is_some_and(|usual| usual < 20 * unit)
            {
                continue;
            }
            let copied = self.passes.iter_mut().filter(|it| own(it) && lasted(it) == Some(0));
            copied.for_each(|pass| pass.start = None);
            let (name, n) = (&self.steps[step].name, spans.len());
            self.notes.push(format!(
                "{zeros} of {n} jobs of `{name}` end when they start, as where an end was copied into an empty start: their starts are not used"
            ));
        }
    }

    /// A rejection of what was rejected already, with nothing done in between, decides nothing: somebody takes note.
    fn drop_acknowledgements(&mut self) {
        let mut dropped: BTreeSet<usize> = BTreeSet::new();
        for item in &mut self.items {
            item.passes.sort_by_key(|pass| (self.passes[*pass].end.unwrap_or(i64::MAX), *pass));
            let mut rejected: Option<usize> = None;
            let kept = item.passes.iter().copied().filter(|index| {
                let pass = &self.passes[*index];
                let noted =
                    pass.approved == Some(false) && rejected.is_some_and(|step| step != pass.step);
                if noted {
                    dropped.insert(pass.step);
                    return false;
                }
                rejected = (pass.approved == Some(false)).then_some(pass.step);
                true
            });
            item.passes = kept.collect();
        }
        for step in dropped {
            let name = &self.steps[step].name;
            self.notes.push(format!(
                "rejections by `{name}` of what was already rejected decide nothing and are left out"
            ));
        }
    }

    /// Steps that hardly any piece takes are left out.
    fn drop_rare(&mut self) {
        let mut items = vec![BTreeSet::new(); self.steps.len()];
        self.all().for_each(|pass| _ = items[pass.step].insert(pass.item));
        let rare = |step: usize| {
            !items[step].is_empty()
                && items[step].len() * 50 < self.items.len()
                && self.items.len() >= 100
        };
        let rare: Vec<bool> = (0..self.steps.len()).map(rare).collect();
        let passes = &self.passes;
        self.items.iter_mut().for_each(|item| item.passes.retain(|pass| !rare[passes[*pass].step]));
        for step in (0..rare.len()).filter(|step| rare[*step]) {
            let (name, n) = (&self.steps[step].name, items[step].len());
            self.notes.push(format!(
                "`{name}` is left out: {n} of {} pieces took it, less than 2 %",
                self.items.len()
            ));
        }
    }

    /// Numbers passes and rounds in order of time; `lines` are those of passes in the file.
    fn count(&mut self, lines: &[usize]) {
        for item in &mut self.items {
            item.passes.sort_by_key(|pass| (self.passes[*pass].first(), *pass));
        }
        if self.grain == Grain::Day {
            self.order_days(lines);
        }
        self.number();
    }

    /// Puts what is told by the same dates in order.
    fn order_days(&mut self, lines: &[usize]) {
        let passes = &self.passes;
        self.places = days::places(self.steps.len(), &self.items, passes, lines);
        let dates = |pass: usize| (passes[pass].first(), passes[pass].end.unwrap_or(i64::MAX));
        for item in &mut self.items {
            item.passes.sort_by_key(|pass| (dates(*pass), lines[*pass]));
            let mut last = None;
            for group in item.passes.chunk_by_mut(|a, b| dates(*a) == dates(*b)) {
                days::in_order(group, last, passes, &self.places);
                last = group.last().copied();
            }
        }
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

    /// Where a log has reviews only, what lies between a rejection and the next round is a step of its own.
    fn add_versions(&mut self) {
        let rejects = self.passes.iter().any(|pass| pass.approved == Some(false));
        if !rejects || self.steps.iter().any(|step| !step.review) {
            return;
        }
        let step = self.steps.len();
        self.steps.push(Step {
            name: "new version".to_owned(),
            review: false,
            once: false,
            elapsed: true,
            asked: true,
        });
        for item in 0..self.items.len() {
            let mut rounds: BTreeMap<usize, (i64, Option<i64>)> = BTreeMap::new();
            for pass in self.of_item(item) {
                let end = pass.end.filter(|_| pass.approved == Some(false));
                let round = rounds.entry(pass.round).or_insert((pass.first(), end));
                *round = (round.0.min(pass.first()), round.1.max(end));
            }
            let mut rejected = None;
            for (nth, (asked, end)) in rounds.into_values().enumerate() {
                let (from, case) = (std::mem::replace(&mut rejected, end), self.items[item].case);
                self.items[item].passes.push(self.passes.len());
                self.passes.push(Pass {
                    case,
                    item,
                    step,
                    nth,
                    team: usize::MAX,
                    person: None,
                    asked: from.or(Some(asked)),
                    start: None,
                    end: Some(asked),
                    held: Vec::new(),
                    round: 0,
                    approved: None,
                    cause: None,
                    done: true,
                });
            }
            let passes = &self.passes;
            self.items[item]
                .passes
                .sort_by_key(|pass| (passes[*pass].first(), passes[*pass].end, *pass));
        }
        self.notes.push("the log has reviews only: what lies between a rejection and the next round is taken as a step `new version`".to_owned());
    }

    /// Steps whose item is the campaign itself while other steps have items of their own.
    fn find_once(&mut self) {
        let several = self.items.iter().any(|item| !is_campaign(&item.kind));
        let mut only = vec![several; self.steps.len()];
        for item in self.items.iter().filter(|item| !is_campaign(&item.kind)) {
            for pass in &item.passes {
                only[self.passes[*pass].step] = false;
            }
        }
        for (step, once) in self.steps.iter_mut().zip(only) {
            step.once = once;
        }
    }

    /// Campaigns that lack the step with which nearly all end: open if something happened lately, else abandoned.
    fn find_open(&mut self) {
        let lasts: Vec<Option<usize>> =
            (0..self.cases.len()).map(|case| self.last_step(case)).collect();
        let mut counts = vec![0usize; self.steps.len()];
        lasts.iter().flatten().for_each(|step| counts[*step] += 1);
        let Some(usual) = (0..counts.len()).max_by_key(|step| counts[*step]) else { return };
        if counts[usual] * 2 < self.cases.len() {
            return;
        }
        let mut times: Vec<i64> = Vec::new();
        for (case, last) in self.cases.iter().zip(&lasts) {
            if *last == Some(usual) && !case.open {
                times.push(case.end - case.start);
            }
        }
        times.sort_unstable();
        let Some(long) = times.get(times.len() * 95 / 100).copied() else { return };
        let lacking = self.lacking(usual);
        let (mut left, cut) = (0, self.last);
        for ((case, last), lacks) in self.cases.iter_mut().zip(&lasts).zip(lacking) {
            if *last == Some(usual) || case.open || !lacks {
                continue;
            }
            case.abandoned = cut - case.end > long;
            case.open = !case.abandoned;
            left += usize::from(case.abandoned);
        }
        if left > 0 {
            let name = &self.steps[usual].name;
            self.notes.push(format!(
                "{left} {} never came to `{name}`, and nothing happened there for longer than 95 % of the others take: \
                 such times are left out",
                if left == 1 { "campaign" } else { "campaigns" }
            ));
        }
    }

    /// Whether a piece of a campaign lacks a step that nine of ten pieces of its kind took: with fewer it is a step that some need.
    fn lacking(&self, step: usize) -> Vec<bool> {
        let took = |item: &Item| {
            item.passes
                .iter()
                .any(|pass| self.passes[*pass].step == step && self.passes[*pass].done)
        };
        let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for item in &self.items {
            let known = kinds.entry(&item.kind).or_default();
            *known = (known.0 + usize::from(took(item)), known.1 + 1);
        }
        let needs =
            |item: &Item| kinds.get(&*item.kind).is_some_and(|(with, all)| with * 10 >= all * 9);
        let lacks = |case: &Case| {
            let mut own = case.items.iter().map(|item| &self.items[*item]);
            own.any(|item| needs(item) && !took(item))
        };
        self.cases.iter().map(lacks).collect()
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

    /// The step of a campaign's last finished job.
    fn last_step(&self, case: usize) -> Option<usize> {
        let passes = self.cases[case].items.iter().flat_map(|item| &self.items[*item].passes);
        let ended =
            passes.filter_map(|pass| Some((self.passes[*pass].end?, self.passes[*pass].step)));
        ended.max().map(|(_, step)| step)
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

    /// When a pass could begin: as the log says, else when its item was last handed on before it, else with its campaign.
    pub fn ready(&self, pass: &Pass) -> Option<i64> {
        let by = pass.start.or(pass.end)?;
        let own = |other: &&Pass| std::ptr::eq(*other, pass);
        // Dates alone do not tell that what ended on the same day came before.
        let ahead = self.of_item(pass.item).take_while(|it| self.grain != Grain::Day || !own(it));
        let others = ahead.filter(|it| !own(it));
        let before = others.filter_map(|other| other.end).filter(|end| *end <= by).max();
        pass.asked
            .or(before)
            .or_else(|| Some(self.cases[pass.case].start).filter(|start| *start <= by))
    }

    /// Cycle times in hours, and whether the campaign was still open; abandoned ones have none.
    pub fn cycles(&self) -> Vec<(f64, bool)> {
        (0..self.cases.len()).filter_map(|case| self.cycle(case)).collect()
    }

    /// Whether each campaign began when all before it were over, and that is no chance: what several at once do to each other the
    /// log does not tell, and a campaign of it is one alone.
    pub fn is_one_by_one(&self) -> bool {
        let mut spans: Vec<_> = self.cases.iter().map(|case| (case.start, case.end)).collect();
        spans.sort_unstable();
        let of = |two: &[(i64, i64)]| (two[1].0 - two[0].0, two[0].1 - two[0].0);
        let (gaps, lengths): (Vec<i64>, Vec<i64>) = spans.windows(2).map(of).unzip();
        let apart = gaps.iter().zip(&lengths).all(|(gap, length)| length <= gap);
        apart && chance_to_fit(gaps, lengths) < 0.05
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

/// The name without the number at its end: `piece 3` and `piece-4` are pieces.
fn kind_of(name: &str) -> String {
    if name == ONCE {
        return name.to_owned();
    }
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = base.trim_end_matches([' ', '-', '_', '#', '/', '.', '(']);
    if base.is_empty() && !name.is_empty() { "item".to_owned() } else { base.to_owned() }
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
