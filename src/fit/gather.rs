//! From a log to its history: jobs become passes of items through steps, in order; what no job tells is left out.

use super::days;
use super::history::{Case, Has, History, Item, ONCE, Pass, Step, is_campaign};
use super::hub::Hub;
use crate::log::{Field, Form, Grain, Job, Kind, Log, Outcome, Status};
use crate::time::{MINUTE, SECOND};
use std::collections::{BTreeMap, BTreeSet};

/// So many jobs show whether ends were copied into starts.
const COPIED: usize = 5;

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

    /// The step of a campaign's last finished job.
    fn last_step(&self, case: usize) -> Option<usize> {
        let passes = self.cases[case].items.iter().flat_map(|item| &self.items[*item].passes);
        let ended =
            passes.filter_map(|pass| Some((self.passes[*pass].end?, self.passes[*pass].step)));
        ended.max().map(|(_, step)| step)
    }
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
