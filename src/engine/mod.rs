//! The engine: one replication of one plan.
//!
//! It does no I/O, reads no clock, holds no global, draws no random number but by key, and looks at no
//! name. Everything that happens at one instant happens before anyone starts work at that instant; the
//! order within an instant is the order of [`agenda::Kind`].

mod agenda;
mod approval;
mod blank;
mod campaign;
mod change;
mod delivery;
mod effort;
mod flaw;
mod flow;
mod job;
mod ledger;
mod live;
mod outcome;
mod queue;
mod review;
mod rework;
mod shift;
mod soon;
mod staffing;
mod state;
mod sync;
mod task;
mod team;

use crate::draws::Draws;
use crate::plan::Plan;
use crate::record::{Record, Status};
use crate::time::Instant;
use crate::trace::{Deaf, Event, Observer, Trace};
use agenda::{EXTERNAL, Key, Kind, Rank};
use state::State;

/// A replication that takes more happenings than this ends as over budget; so does one that takes more than
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
        self.state.reset(plan);
        let mut run = Run {
            plan,
            draws: Draws::new(seed, replication),
            now: 0,
            happenings: 0,
            budget: 0,
            at_once: at_once(plan),
            ended: 0,
            living: 0,
            closed: None,
            live_rework: 0,
            lawful: true,
            counts: Counts::default(),
            shift: item_bits(plan),
            background: 0,
            direct: Direct::NONE,
            rest: (0, 1.0),
            impatient: plan.rules.patience.is_some() && plan.rules.bypass > 0.0,
            tires: plan.tires(),
            flaws: plan.hides_flaws(),
            drifts: plan.rules.drift > 0.0,
            iterates: plan.iterates(),
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

/// A delivery that has not been put on the agenda.
#[derive(Clone, Copy, Debug)]
struct Direct {
    campaign: u32,
    /// [`state::NONE`] if there is no such delivery.
    handoff: u32,
    /// Receiving task.
    to: u32,
    version: u32,
}

impl Direct {
    const NONE: Direct = Direct { campaign: 0, handoff: state::NONE, to: 0, version: 0 };

    #[inline(always)]
    fn is_none(self) -> bool {
        self.handoff == state::NONE
    }
}

/// A replication under way. Campaigns and tasks, handoffs are named by `c` and a plan's index.
struct Run<'a, O: Observer> {
    plan: &'a Plan,
    draws: Draws,
    now: i64,
    happenings: u64,
    /// How many happenings there may be before the clock moves on.
    budget: u64,
    /// How many of them may be of one instant.
    at_once: u64,
    /// Campaigns that were launched or dropped.
    ended: u32,
    /// Launched campaigns in live time.
    living: u32,
    /// When the last campaign ended: person-time after it is live time's.
    closed: Option<i64>,
    live_rework: i128,
    /// No law has been seen broken.
    lawful: bool,
    counts: Counts,
    /// Bits of a rank that hold the item: [`item_bits`].
    shift: u32,
    /// Syncs and horizons on the agenda: when nothing else is there, nothing but syncs is left to come.
    background: usize,
    /// A version that is delivered at this instant, not on the agenda: mostly it is all that the instant
    /// still brings.
    direct: Direct,
    /// How long a team rested that was asked for its fatigue, and the share that was left then.
    rest: (i64, f64),
    /// Whether teams go ahead without approval when they have waited long.
    impatient: bool,
    /// Whether anybody ever gets tired, any finish can hide a flaw, flaws come by drift, any can feed back.
    tires: bool,
    flaws: bool,
    drifts: bool,
    iterates: bool,
    /// Its own while it runs, not borrowed: one step less to every array.
    s: State,
    o: &'a mut O,
}

impl<O: Observer> Run<'_, O> {
    /// The loop: all happenings of an instant, then starts, again until the instant is over; then what is
    /// decided at the end of an instant; then on to the next.
    fn play(&mut self) -> Status {
        self.begin();
        loop {
            while self.happen_next() {
                if self.happenings > self.budget {
                    return self.abandon(Status::OverBudget);
                }
            }
            if self.staff() || self.end_instant() {
                continue;
            }
            if self.is_over() {
                return self.verdict();
            }
            if !self.s.agenda.has_now() {
                let next = self.s.agenda.next();
                if self.is_stuck(next) {
                    return self.abandon(Status::Deadlocked);
                }
                self.move_on(next.at());
            }
        }
    }

    fn begin(&mut self) {
        self.move_on(0);
        self.arrive_at(0, 0);
        for sync in 0..self.plan.syncs.len() {
            self.schedule_sync(sync);
        }
    }

    /// Moves the clock on. What follows may take so many happenings that it ends at an instant in which the
    /// campaign goes round in circles.
    #[inline(always)]
    fn move_on(&mut self, at: i64) {
        self.now = at;
        self.budget = BUDGET.min(self.happenings.wrapping_add(self.at_once));
    }

    /// Takes the next happening of this instant, if there is one.
    #[inline(always)]
    fn happen_next(&mut self) -> bool {
        let Some(key) = self.s.agenda.pop_at(self.now) else { return false };
        if key.is(Kind::Finish) && key.payload() != EXTERNAL {
            self.happens();
            self.job_finishes(key);
        } else {
            self.happen_otherwise(key);
        }
        while !self.direct.is_none() && self.happenings <= self.budget {
            self.hand_over();
        }
        true
    }

    /// One happening more; as in [`count`], their number cannot overflow.
    #[inline(always)]
    fn happens(&mut self) {
        self.happenings = self.happenings.wrapping_add(1);
    }

    /// What a happening gives out at its instant arrives at once if nothing else is left of the instant;
    /// or else it takes its place on the agenda.
    #[inline(always)]
    fn hand_over(&mut self) {
        let Direct { campaign, handoff, to, version } = self.direct;
        if self.s.agenda.is_over(self.now) {
            self.direct = Direct::NONE;
            self.happens();
            self.deliver(campaign as usize, handoff as usize, to as usize, version as i32);
        } else {
            self.put_off();
        }
    }

    /// Puts on the agenda what is given out at this instant.
    fn put_off(&mut self) {
        let Direct { campaign, handoff, version, .. } = self.direct;
        if !self.direct.is_none() {
            self.direct = Direct::NONE;
            self.put_direct(campaign as usize, handoff as usize, version);
        }
    }

    /// Takes a happening that is no job's finish. Apart, so that the loop stays small.
    #[inline(never)]
    fn happen_otherwise(&mut self, key: Key) {
        self.happenings += u64::from(key.kind() != Kind::Wake);
        let (c, item) = Self::subject(key, self.shift);
        match key.kind() {
            Kind::Censor => {
                self.background -= 1;
                self.censor(c);
            }
            Kind::Arrive => self.arrive(c),
            Kind::Change => self.change_arrives(c, item, key.payload()),
            Kind::Finish => {
                self.external_answers(c, item, usize::from(key.reviewer()) - 1, key.at())
            }
            Kind::Publication => self.publish_preliminary(c, item - self.plan.tasks.len()),
            Kind::Delivery => self.deliver_next(c, key),
            Kind::Sync => {
                self.background -= 1;
                self.hold_sync(item);
            }
            Kind::Discovery => self.discover(c, item, key.payload()),
            Kind::Patience => self.lose_patience(c, item, key.payload()),
            Kind::LiveEnd => self.live_ends(c, key.payload()),
            Kind::Wake => self.wake(item),
        }
    }

    /// Whether every campaign was launched or dropped and nothing is left of live time.
    fn is_over(&self) -> bool {
        self.ended == self.plan.rules.campaigns && self.living == 0
    }

    /// Whether nothing is left to come, or nothing but syncs and horizons, for which nothing waits.
    #[inline]
    fn is_stuck(&self, next: Key) -> bool {
        !next.is(Kind::Finish) && self.is_last(next)
    }

    /// As [`Run::is_stuck`], of an entry that is no finish. Apart, since most are.
    #[inline(never)]
    fn is_last(&self, next: Key) -> bool {
        match next.kind() {
            Kind::Censor | Kind::Sync => {
                self.s.agenda.len() == self.background && !self.waits_for_sync()
            }
            _ => next == Key::NEVER,
        }
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
        debug_assert!(item as u64 >> self.shift == 0, "an item that does not fit its bits");
        (c as u64) << self.shift | item as u64
    }

    /// The rank of a handoff: after all tasks of its campaign.
    #[inline]
    fn handoff_rank(&self, c: usize, handoff: usize) -> Rank {
        self.rank(c, self.plan.tasks.len() + handoff)
    }

    /// Campaign and item of a rank whose item takes so many bits: fewer than 37.
    #[inline(always)]
    fn unrank(rank: Rank, bits: u32) -> (usize, usize) {
        ((rank >> bits) as usize, (rank & ((1 << bits) - 1)) as usize)
    }

    /// Campaign and item of an entry of the agenda.
    #[inline(always)]
    fn subject(key: Key, bits: u32) -> (usize, usize) {
        Self::unrank(key.rank(), bits)
    }

    /// Where something of a campaign is in an array that has `each` for every campaign.
    #[inline]
    fn place(c: usize, each: usize, item: usize) -> usize {
        c * each + item
    }

    /// Puts something on the agenda.
    fn schedule(&mut self, at: i64, kind: Kind, rank: Rank, payload: u32) {
        self.put(Key::new(at, kind, rank, 0, payload));
    }

    #[inline(never)]
    fn put(&mut self, key: Key) {
        self.s.agenda.put(key, key.at(), self.now);
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

/// How many bits of a rank hold the item: any of a campaign's tasks and handoffs, any change, team or sync.
fn item_bits(plan: &Plan) -> u32 {
    let Plan { tasks, handoffs, changes, teams, syncs, .. } = plan;
    let most = [tasks.len() + handoffs.len(), changes.len(), teams.len(), syncs.len()];
    usize::BITS - most.into_iter().fold(1, usize::max).leading_zeros()
}

/// How many happenings of one instant a campaign may bring about that does not go round in circles.
fn at_once(plan: &Plan) -> u64 {
    let items = (plan.tasks.len() + plan.handoffs.len()) as u64;
    10_000 + 100 * u64::from(plan.rules.campaigns) * items
}

/// How long it is from an instant, or a clock's, to a later one. They fit 55 bits, as agenda entries do, so
/// that no difference overflows: it need not be asked at every turn.
#[inline(always)]
fn span(from: i64, to: i64) -> i64 {
    to.wrapping_sub(from)
}

/// One more of what goes with a happening. There is a [`BUDGET`] of those, so that the sum does not overflow: it
/// need not be asked at every turn.
#[inline(always)]
fn count(number: &mut u32) {
    *number = number.wrapping_add(1);
}
