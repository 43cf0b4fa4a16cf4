//! The engine: one replication of one plan.
//!
//! It does no I/O, reads no clock, holds no global, draws no random number but by key, and looks at no
//! name. All events of an instant are taken before anyone starts work at that instant; the order within an
//! instant is the order of [`event_queue::EventKind`].

mod absence;
mod approval;
mod audit;
mod campaign;
mod change;
mod clocks;
mod delivery;
mod effort;
mod event_queue;
mod flaw;
mod flow;
mod initial_state;
mod job;
mod launch;
mod ledger;
mod live;
mod marks;
mod outcome;
mod queue;
mod review;
mod rework;
mod staffing;
mod state;
mod switch;
mod sync;
mod task;
mod team;
mod timetable;

use crate::draws::Draws;
use crate::plan::{Plan, Switch};
use crate::record::{Record, Status};
use crate::time::Instant;
use crate::trace::{Deaf, Event, Observer, Trace};
pub use marks::marked;

use event_queue::{CALLED, EXTERNAL, EventKey, EventKind, Rank};
use state::State;

/// A replication that takes more events than this ends as over budget; so does one that takes more than
/// 10,000 + 100 × (tasks + handoffs of all campaigns) at one instant.
pub const BUDGET: u64 = 5_000_000;

/// Runs replications one after the other, reusing its memory.
#[derive(Debug, Default)]
pub struct Simulator {
    state: State,
}

impl Simulator {
    /// A simulator without memory yet.
    pub fn new() -> Simulator {
        Simulator::default()
    }

    /// Runs one replication. The record depends only on the plan, the seed and the replication's number.
    pub fn run(&mut self, plan: &Plan, seed: u64, replication: u32) -> Record {
        let mut record = Record::default();
        self.run_into(plan, seed, replication, &mut record);
        record
    }

    /// As [`Simulator::run`], into a record that is used again.
    pub fn run_into(&mut self, plan: &Plan, seed: u64, replication: u32, record: &mut Record) {
        self.play(plan, seed, replication, &mut Deaf, record);
    }

    /// Runs one replication and tells an observer everything that happens.
    pub fn observe<O: Observer>(
        &mut self,
        plan: &Plan,
        seed: u64,
        replication: u32,
        observer: &mut O,
    ) -> Record {
        let mut record = Record::default();
        self.play(plan, seed, replication, observer, &mut record);
        record
    }

    fn play<O: Observer>(
        &mut self,
        plan: &Plan,
        seed: u64,
        replication: u32,
        observer: &mut O,
        record: &mut Record,
    ) {
        let base = plan;
        let (plan, switch) = base.beginning();
        let second = switch.map(|switch| &switch.plan);
        self.state.reset(plan, second);
        let either = |of: fn(&Plan) -> bool| of(plan) || second.is_some_and(of);
        let mut run = Run {
            plan,
            switch,
            switch_at: switch.map_or(switch::NEVER, Switch::instant),
            setting: 0,
            numbered_before: base.numbered_before(plan),
            draws: Draws::new(seed, replication),
            now: 0,
            events: 0,
            budget: 0,
            at_once: at_once(plan),
            arrived: 0,
            waiting: 0,
            under_way: 0,
            ready: 0,
            ended: 0,
            last_end: 0,
            living: 0,
            closed: None,
            lawful: true,
            counts: Counts::default(),
            item_bits: second.map_or(0, item_bits).max(item_bits(plan)),
            background: 0,
            impatient: either(Plan::is_impatient),
            tires: plan.tires(),
            flaws: either(Plan::hides_flaws),
            drifts: either(Plan::drifts),
            iterates: plan.iterates(),
            lives: plan.rules.live.is_some(),
            s: std::mem::take(&mut self.state),
            o: observer,
        };
        let status = run.play();
        run.record(status, record);
        self.state = run.s;
    }
}

/// Runs one replication and writes everything down that happens.
pub fn trace(plan: &Plan, seed: u64, replication: u32) -> (Record, Trace) {
    let mut trace = Trace::default();
    let record = Simulator::new().observe(plan, seed, replication, &mut trace);
    (record, trace)
}

/// Numbers that are counted until launch.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    rework_events: [u32; 5],
    /// Time by mode; the first four are the kinds of waiting.
    time: [i128; 8],
    bypassed: u32,
    absorbed: u32,
    hit: u32,
}

/// A replication under way. Campaigns and tasks, handoffs are named by `c` and a plan's index.
struct Run<'a, O: Observer> {
    /// The setting in force.
    plan: &'a Plan,
    /// The switch to the next one that is still to come, and at which instant, if that is known.
    switch: Option<&'a Switch>,
    switch_at: i64,
    /// How often it was switched: tells the meetings of one setting from those of another.
    setting: u32,
    /// How many syncs and audits the settings before had: traces number them all.
    numbered_before: (usize, usize),
    draws: Draws,
    now: i64,
    events: u64,
    /// How many events there may be before the clock moves on.
    budget: u64,
    /// How many of them may be of one instant.
    at_once: u64,
    /// Campaigns that have arrived: the first ones.
    arrived: usize,
    /// Those before it have started, or were dropped before they could.
    waiting: usize,
    /// Campaigns that have started, and neither been launched nor dropped.
    under_way: u32,
    /// Campaigns that are ready and wait for their launch.
    ready: u32,
    /// Campaigns that were launched or dropped.
    ended: u32,
    /// When the last of them was.
    last_end: i64,
    /// Launched campaigns in live time.
    living: u32,
    /// When the last campaign became ready or ended: person-time after it is live time's, unless work is reopened
    /// before the launch.
    closed: Option<i64>,
    /// No law has been seen broken.
    lawful: bool,
    counts: Counts,
    /// Bits of a rank that hold the item: [`item_bits`].
    item_bits: u32,
    /// Syncs, audits, absences and horizons in the event queue: when nothing else is there, nothing else is left to come.
    background: usize,
    /// Whether teams go ahead without approval when they have waited long.
    impatient: bool,
    /// Whether anybody ever gets tired, any finish can hide a flaw, flaws come by drift, any can feed back; whether
    /// campaigns have live time.
    tires: bool,
    flaws: bool,
    drifts: bool,
    iterates: bool,
    lives: bool,
    /// Its own while it runs, not borrowed: one step less to every array.
    s: State,
    o: &'a mut O,
}

impl<O: Observer> Run<'_, O> {
    /// The loop: all events of an instant, then starts, again until the instant is over; then what is
    /// decided at the end of an instant; then on to the next.
    fn play(&mut self) -> Status {
        self.begin();
        loop {
            while self.has_events() {
                self.take_event();
                if self.events > self.budget {
                    return self.abandon(Status::OverBudget);
                }
            }
            self.let_finished_go();
            if self.staff() || self.end_instant() {
                continue;
            }
            if self.is_over() {
                return self.verdict();
            }
            if self.has_events() {
                continue;
            }
            let next = self.s.queue.peek();
            if self.switch_at < next.map_or(switch::NEVER, |next| next.at() + 1) {
                self.move_on(self.switch_at);
                self.switch();
                continue;
            }
            match next {
                Some(next) if !self.is_stuck(next) => self.move_on(next.at()),
                _ => return self.abandon(Status::Deadlocked),
            }
        }
    }

    fn begin(&mut self) {
        self.budget = BUDGET.min(self.at_once);
        self.arrive_at(0, self.arrival(0, 0));
        (0..self.plan.syncs.len()).for_each(|sync| self.schedule_sync(sync));
        (0..self.plan.audits.len()).for_each(|audit| self.schedule_audit(audit));
        self.schedule_absences();
    }

    /// Whether anything is left to come at this instant.
    fn has_events(&self) -> bool {
        self.s.queue.is_due(self.now)
    }

    /// Moves the clock on. What follows may take so many events that it ends at an instant in which the
    /// campaign goes round in circles.
    fn move_on(&mut self, at: i64) {
        if O::LISTENS {
            self.tell_people(at);
        }
        self.now = at;
        self.budget = BUDGET.min(self.events + self.at_once);
    }

    /// Takes the next event, which is of this instant.
    fn take_event(&mut self) {
        let Some(key) = self.s.queue.pop() else { return };
        self.events += u64::from(key.kind() != EventKind::Wake);
        let (c, item) = Self::subject(key, self.item_bits);
        if !self.s.leaving.is_empty() && key.kind() != EventKind::Finish {
            self.let_finished_go();
        }
        match key.kind() {
            EventKind::Censor => {
                self.background -= 1;
                self.censor(c);
            }
            EventKind::Arrive => self.arrive(c),
            EventKind::Change => self.change_arrives(c, item, key.payload()),
            EventKind::Absence => {
                self.background -= 1;
                self.absence_begins(item, key.payload());
            }
            EventKind::Return => {
                self.background -= 1;
                self.absence_ends(item);
            }
            EventKind::Finish if key.payload() == EXTERNAL => {
                self.external_answers(c, item, usize::from(key.reviewer()) - 1, key.at())
            }
            EventKind::Finish if key.payload() == CALLED => {
                self.turns_to(c, item, usize::from(key.reviewer()) - 1, key.at())
            }
            EventKind::Finish => self.job_finishes(c, item, key),
            EventKind::Publication => self.publish_preliminary(c, item - self.plan.tasks.len()),
            EventKind::Delivery => self.deliver_next(c, item, key),
            EventKind::Sync => {
                self.background -= 1;
                if key.payload() == self.setting {
                    self.hold_sync(item);
                }
            }
            EventKind::Audit => {
                self.background -= 1;
                if key.payload() == self.setting {
                    self.hold_audit(item);
                }
            }
            EventKind::Discovery => self.discover(c, item, key.payload()),
            EventKind::Patience => self.lose_patience(c, item, key.payload()),
            EventKind::Launch => self.s.quiet.push(c as u32),
            EventKind::LiveEnd => self.live_ends(c, key.payload()),
            EventKind::Wake => self.wake(item),
        }
    }

    /// Whether every campaign was launched or dropped and nothing is left of live time.
    fn is_over(&self) -> bool {
        self.ended == self.plan.rules.campaigns && self.living == 0
    }

    /// Whether nothing but syncs, audits, absences and horizons, for which nothing waits, is left to come. A campaign that has yet
    /// to start waits for the horizon of another.
    fn is_stuck(&mut self, next: EventKey) -> bool {
        next.kind().is_background()
            && self.s.queue.len() == self.background
            && !self.waits_to_start()
            && !self.waits_for_sync()
            && !self.waits_for_audit()
            && !self.waits_for_return()
    }

    fn verdict(&self) -> Status {
        match self.s.campaigns.iter().any(|campaign| campaign.launched.is_none()) {
            true => Status::Censored,
            false => Status::Launched,
        }
    }

    /// Where something stands among those of its kind: every rank is made here.
    #[inline]
    fn rank(&self, c: usize, item: usize) -> Rank {
        debug_assert!(item as u64 >> self.item_bits == 0, "an item that does not fit its bits");
        (c as u64) << self.item_bits | item as u64
    }

    /// The rank of a handoff: after all tasks of its campaign.
    #[inline]
    fn handoff_rank(&self, c: usize, handoff: usize) -> Rank {
        self.rank(c, self.plan.tasks.len() + handoff)
    }

    /// Campaign and item of a rank whose item takes so many bits: fewer than 37.
    #[inline]
    fn unrank(rank: Rank, bits: u32) -> (usize, usize) {
        let campaign = rank >> bits;
        (campaign as usize, (rank ^ campaign << bits) as usize)
    }

    /// Campaign and item of an event.
    #[inline]
    fn subject(key: EventKey, bits: u32) -> (usize, usize) {
        Self::unrank(key.rank(), bits)
    }

    /// Where something of a campaign is in an array that has `each` for every campaign. Whoever looks there meets the end
    /// of the array, so the product is not checked as well.
    #[inline]
    fn place(c: usize, each: usize, item: usize) -> usize {
        c.wrapping_mul(each).wrapping_add(item)
    }

    fn schedule(&mut self, at: i64, kind: EventKind, rank: Rank, payload: u32) {
        self.s.queue.push(EventKey::new(at, kind, rank, 0, payload));
    }

    /// Where a task's state is.
    #[inline]
    fn ti(&self, c: usize, task: usize) -> usize {
        Self::place(c, self.plan.tasks.len(), task)
    }

    /// Where a handoff's state is.
    #[inline]
    fn hi(&self, c: usize, handoff: usize) -> usize {
        Self::place(c, self.plan.handoffs.len(), handoff)
    }

    /// Where a deliverable's state is.
    #[inline]
    fn di(&self, c: usize, task: usize) -> usize {
        self.s.tasks[self.ti(c, task)].deliverable as usize
    }

    /// Tells the observer, if it listens.
    #[inline]
    fn note(&mut self, event: impl FnOnce() -> Event) {
        if O::LISTENS {
            self.o.note(Instant(self.now), event());
        }
    }
}

/// How many bits of a rank hold the item: any of a campaign's tasks, handoffs and audits of its tasks, any change, absence,
/// team or sync.
fn item_bits(plan: &Plan) -> u32 {
    let Plan { tasks, handoffs, changes, absences, teams, syncs, audits, .. } = plan;
    let others = [changes.len(), absences.len(), teams.len(), syncs.len()];
    let own = tasks.len() * (audits.len() + 1) + handoffs.len();
    let most = others.into_iter().fold(own, usize::max);
    usize::BITS - most.max(1).leading_zeros()
}

/// How many events of one instant a campaign may bring about that does not go round in circles.
fn at_once(plan: &Plan) -> u64 {
    let items = (plan.tasks.len() + plan.handoffs.len()) as u64;
    10_000 + 100 * u64::from(plan.rules.campaigns) * items
}
