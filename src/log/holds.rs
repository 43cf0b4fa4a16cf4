//! Statuses in which work is put aside and taken up again. What lies before and after such a stay is one job: the stay itself is
//! neither work nor waiting for whoever goes on. They are told by a word, or by where items go: back to the very status that they
//! came from, whichever that was.

use super::meaning::holds;
use super::steps::{Steps, led_back};
use super::{Job, Outcome, Status};
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many stays that lead back show that work rests, if so many of them lead back to work: from reviews alone it may be corrected.
const ENOUGH: usize = 8;
const TO_WORK: usize = 3;

/// Statuses in which work is put aside, and those of which too little is seen to say so, with how many stays lead back, of how many.
#[derive(Default)]
pub struct Holds {
    pub known: BTreeSet<Arc<str>>,
    pub doubts: BTreeMap<Arc<str>, (usize, usize)>,
}

/// The stays in a status.
#[derive(Default)]
struct Stays<'a> {
    all: usize,
    /// Those that lead back to where the item came from, and of these those that lead back to work.
    back: usize,
    to_work: usize,
    /// Where to.
    to: BTreeSet<&'a str>,
    /// Whoever ended the stay worked before or after it; of how many this is told.
    own: usize,
    told: usize,
}

impl Stays<'_> {
    /// Three of four.
    fn lead_back(&self) -> bool {
        self.back > 0 && self.back * 4 >= self.all * 3
    }

    /// Whether work may rest here: some leads back to work, and nobody else ends it.
    fn may_rest(&self) -> bool {
        self.lead_back() && self.to_work > 0 && self.own * 2 >= self.told
    }

    /// Whether that is shown: often, by people, from more than one status.
    fn surely(&self) -> bool {
        let often = self.back >= ENOUGH && self.to_work >= TO_WORK && self.told > 0;
        self.may_rest() && often && self.to.len() > 1
    }
}

impl Holds {
    /// As far as rules tell; the jobs of an item stand together, in order.
    pub fn of(jobs: &[Job], steps: &Steps) -> Holds {
        let mut found = Holds::default();
        for (status, stays) in stays(jobs, steps) {
            if steps.rests(&status) && !steps.decides(&status) {
                if holds(&status) || stays.lead_back() {
                    found.known.insert(status);
                }
            } else if !steps.reviews(&status) && stays.may_rest() && !stays.surely() {
                found.doubts.insert(status, (stays.back, stays.all));
            }
        }
        found
    }

    /// What is doubtful, in sentences.
    pub fn asked(&self) -> Vec<String> {
        let told = self.doubts.iter().map(|(status, stays)| {
            let stays = led_back(*stays);
            format!(
                "`{status}` is taken for work, though {stays}: if it rests there, say `drop = true` in its rule of --steps."
            )
        });
        told.collect()
    }
}

/// Statuses in which work seems to rest by where items go, with how many stays lead back, of how many.
pub fn guessed(jobs: &[Job], steps: &Steps) -> BTreeMap<Arc<str>, (usize, usize)> {
    let plain = |status: &str| !steps.rests(status) && !steps.reviews(status);
    let found = stays(jobs, steps).into_iter().filter(|(it, stays)| plain(it) && stays.surely());
    found.map(|(status, stays)| (status, (stays.back, stays.all))).collect()
}

fn stays<'a>(jobs: &'a [Job], steps: &'a Steps) -> BTreeMap<Arc<str>, Stays<'a>> {
    let mut found: BTreeMap<Arc<str>, Stays<'_>> = BTreeMap::new();
    for item in jobs.chunk_by(|a, b| a.item == b.item) {
        for (place, job) in item.iter().enumerate() {
            let stays = found.entry(job.step.clone()).or_default();
            stays.all += 1;
            stays.add(item, place, steps);
        }
    }
    found
}

impl<'a> Stays<'a> {
    /// What is told by the stay at a place among those of its item.
    fn add(&mut self, item: &'a [Job], place: usize, steps: &'a Steps) {
        let (own, before, after) = (&item[place], &item[..place], &item[place + 1..]);
        let works = |it: &&Job| it.step != own.step && !steps.rests(&it.step);
        let same = |a: &Job, b: &Job| steps.named(&a.step) == steps.named(&b.step);
        let works = before.iter().rfind(works).zip(after.iter().find(works));
        if let Some((from, to)) = works.filter(|(from, to)| same(from, to)) {
            self.back += 1;
            self.to_work += usize::from(!steps.reviews(&to.step));
            self.to.insert(steps.named(&to.step));
            self.told += usize::from(own.person.is_some());
            let by = |it: &Job| own.person.is_some() && it.person == own.person;
            self.own += usize::from(by(from) || by(to));
        } else if works.is_none() {
            let around = before.last().zip(after.first());
            self.back += usize::from(around.is_some_and(|(from, to)| same(from, to)));
        }
    }
}

/// What was put aside and taken up again.
#[derive(Default)]
pub struct TakenUp {
    pub reviews: usize,
    pub work: usize,
    /// How long it lay, all together, in microseconds by the clock.
    pub lay: i64,
    /// Where it lay.
    pub names: BTreeSet<Arc<str>>,
}

/// Makes one job of those that only such stays set apart.
pub fn join(jobs: &mut Vec<Job>, steps: &Steps, holds: &Holds) -> TakenUp {
    let mut joined =
        Joined { steps, holds, kept: Vec::with_capacity(jobs.len()), aside: None, until: None };
    for job in std::mem::take(jobs) {
        if joined.kept.last().is_some_and(|it| it.item != job.item) {
            joined.close();
        }
        joined.add(job);
    }
    joined.close();
    *jobs = joined.kept;
    let mut found = TakenUp::default();
    for job in jobs.iter().filter(|job| !job.held.is_empty()) {
        let many = if steps.reviews(&job.step) { &mut found.reviews } else { &mut found.work };
        *many += 1;
        found.lay += job.held.iter().map(|(from, to)| to.0 - from.0).sum::<i64>();
    }
    found.names =
        holds.known.iter().filter(|it| jobs.iter().any(|job| job.step == **it)).cloned().collect();
    found
}

struct Joined<'a> {
    steps: &'a Steps,
    holds: &'a Holds,
    kept: Vec<Job>,
    /// The job that was put aside, while its item rests.
    aside: Option<usize>,
    /// Until when the item was put aside, while it rests.
    until: Option<Instant>,
}

impl Joined<'_> {
    fn add(&mut self, mut job: Job) {
        if self.steps.rests(&job.step) {
            self.until = if self.holds.known.contains(&job.step) { job.end } else { self.until };
            self.kept.push(job);
            return;
        }
        let until = self.until.take();
        let same =
            |at: &usize| self.steps.named(&self.kept[*at].step) == self.steps.named(&job.step);
        match self.aside.take().filter(same) {
            Some(at) => {
                take_up(&mut self.kept[at], job);
                self.put_aside(at);
            }
            None => {
                job.asked = until.map_or(job.asked, |at| job.asked.max(Some(at)));
                self.kept.push(job);
                self.put_aside(self.kept.len() - 1);
            }
        }
    }

    /// Whether a job was put aside when it ended.
    fn put_aside(&mut self, at: usize) {
        if let Some(Outcome::Other(next)) = &self.kept[at].outcome {
            self.aside = self.holds.known.contains(next).then_some(at);
        }
    }

    /// The end of an item: what lies aside now was not done.
    fn close(&mut self) {
        let lies = self.kept.last().is_some_and(|it| self.holds.known.contains(&it.step));
        if let Some(at) = self.aside.take().filter(|_| lies) {
            self.kept[at].status = Status::Stopped;
        }
        self.until = None;
    }
}

/// The same job, gone on with: who ends it has done it.
fn take_up(first: &mut Job, again: Job) {
    first.held.extend(first.end.zip(again.start));
    first.held.extend(again.held);
    first.end = again.end;
    first.outcome = again.outcome;
    first.status = again.status;
    first.person = again.person.or(first.person.take());
    first.team = again.team.or(first.team.take());
}
