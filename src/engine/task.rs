//! How a task moves between its stages, and what that books: waiting, worked time, completion.

use super::Run;
use super::event_queue::EventKind;
use super::state::{Mode, NEVER, NONE, Ready, Stage};
use crate::record::Wait;
use crate::trace::{Event, Observer, State as Shown};

impl<'a, O: Observer> Run<'a, O> {
    /// Changes how a task's time is booked from now on.
    #[inline]
    pub(super) fn set_mode(&mut self, c: usize, task: usize, mode: Mode) {
        let (index, counts) = (self.ti(c, task), self.counts_for(c));
        let state = &mut self.s.tasks[index];
        if state.mode == mode {
            return;
        }
        let (old, span) = state.enter(mode, self.now);
        if counts {
            self.counts.time[old as usize & 7] += i128::from(span);
        }
        self.note(|| Event::State { campaign: c, task, state: shown(mode) });
    }

    /// Whether what happens to a campaign still counts: it is neither launched nor dropped.
    #[inline]
    pub(super) fn counts_for(&self, c: usize) -> bool {
        self.s.campaigns[c].counts
    }

    /// Books the waiting of tasks of a campaign that ends without launch at `at`, and what is not done then.
    pub(super) fn book_open(&mut self, c: usize, at: i64) {
        let count = self.plan.deliverables.len();
        for state in &mut self.s.deliverables[c * count..][..count] {
            state.completed = if state.open > 0 { NEVER } else { state.completed };
        }
        for task in 0..self.plan.tasks.len() {
            let state = &self.s.tasks[self.ti(c, task)];
            let (mode, since) = (state.mode, state.since);
            self.counts.time[mode as usize & 7] += i128::from(at - since);
        }
    }

    /// A done task is open again.
    pub(super) fn open_again(&mut self, c: usize, task: usize) {
        let (deliverable, stream) = (self.di(c, task), self.stream_index(c, task));
        self.lose_readiness(c);
        self.s.campaigns[c].busy += 1;
        self.s.deliverables[deliverable].open += 1;
        self.s.open_in_gate[stream] += 1;
        if self.has_gates() {
            self.own_gates(c, task).for_each(|gate| self.s.open_in_gate[gate] += 1);
        }
    }

    /// A task has become done with a new version: that version, and whether its whole stream is done now.
    #[inline(always)]
    pub(super) fn close(&mut self, c: usize, task: usize) -> (u32, bool) {
        let (index, counts) = (self.ti(c, task), self.counts_for(c));
        let state = &mut self.s.tasks[index];
        state.finishes += 1;
        state.version += 1;
        state.stage = Stage::Done;
        let (old, span) = state.enter(Mode::Done, self.now);
        let (version, stream) = (state.version, state.stream as usize);
        let deliverable = &mut self.s.deliverables[state.deliverable as usize];
        deliverable.open -= 1;
        if counts {
            self.counts.time[old as usize & 7] += i128::from(span);
            // Whether it is complete is asked at the campaign's end: then this was the last time.
            deliverable.completed = self.now;
        }
        self.less_busy(c);
        let over = self.one_less_open(stream);
        if self.has_gates() {
            self.own_gates(c, task).for_each(|gate| self.s.open_in_gate[gate] -= 1);
        }
        self.note(|| Event::State { campaign: c, task, state: Shown::Done });
        (version, over)
    }

    /// Whether there are gates of some of a stream's tasks.
    #[inline]
    pub(super) fn has_gates(&self) -> bool {
        !self.plan.gates.is_empty()
    }

    /// Where the gates of some of a stream's tasks are that a task belongs to.
    #[inline(never)]
    pub(super) fn own_gates(
        &self,
        c: usize,
        task: usize,
    ) -> impl Iterator<Item = usize> + use<'a, O> {
        let gates = Self::place(c, self.s.initial.open_in_gate.len(), 0);
        self.plan.own_gates(task).map(move |gate| gates + gate)
    }

    /// One open task of a gate less; whether it was the last.
    #[inline]
    fn one_less_open(&mut self, gate: usize) -> bool {
        let open = &mut self.s.open_in_gate[gate];
        *open -= 1;
        *open == 0
    }

    /// One open task or version on its way less.
    #[inline]
    pub(super) fn less_busy(&mut self, c: usize) {
        let campaign = &mut self.s.campaigns[c];
        campaign.busy -= 1;
        if campaign.may_be_quiet() {
            self.s.quiet.push(c as u32);
        }
    }

    #[inline]
    pub(super) fn stream_index(&self, c: usize, task: usize) -> usize {
        self.s.tasks[self.ti(c, task)].stream as usize
    }

    /// All that a task waits for is there.
    pub(super) fn become_ready(&mut self, c: usize, task: usize) {
        let index = self.ti(c, task);
        let ready = self.s.tasks[index].become_ready(self.now);
        self.line_up(c, task, ready);
    }

    /// A task that has become ready queues, or its reviewers are asked.
    #[inline(always)]
    pub(super) fn line_up(&mut self, c: usize, task: usize, ready: Ready) {
        let Ready { team, reviewer, cause, waited: (old, span) } = ready;
        if self.counts_for(c) {
            self.counts.time[old as usize & 7] += i128::from(span);
        }
        if team == NONE {
            return self.ask(c, task, old);
        }
        self.note(|| Event::State {
            campaign: c,
            task,
            state: Shown::Waiting(if reviewer > 0 { Wait::Review } else { Wait::Queued }),
        });
        if self.impatient {
            self.begin_round(c, task);
        }
        self.enqueue_task(c, task, team as usize, reviewer, cause);
    }

    /// A ready task waits again.
    pub(super) fn hold(&mut self, c: usize, task: usize) {
        self.leave_line(c, task);
        self.set_held(c, task);
    }

    /// A ready task waits for nobody any more; of an approval under way, the reviews stop.
    pub(super) fn leave_line(&mut self, c: usize, task: usize) {
        let state = &self.s.tasks[self.ti(c, task)];
        match state.team {
            NONE => self.drop_reviews(c, task),
            _ if state.stage == Stage::Active => self.stop_review(c, task, 0, state.job),
            team => {
                let on_demand = self.plan.tasks[task].interrupted;
                self.leave_queue(team as usize, on_demand);
            }
        }
    }

    /// Puts a task that is in no queue on hold.
    pub(super) fn set_held(&mut self, c: usize, task: usize) {
        let index = self.ti(c, task);
        self.s.tasks[index].stage = Stage::Held;
        self.set_mode(c, task, Mode::Held);
    }

    /// Makes a task wait on a handoff until a version newer than the giver's present one is delivered.
    pub(super) fn wait_for_newer(&mut self, c: usize, handoff: usize) {
        let ends = self.plan.handoffs[handoff];
        let version = self.s.tasks[self.ti(c, ends.from as usize)].version as i32;
        let (index, receiver) = (self.hi(c, handoff), self.ti(c, ends.to as usize));
        let state = &mut self.s.handoffs[index];
        if state.seen >= state.need {
            self.s.tasks[receiver].missing += 1;
        }
        state.need = version + 1;
        self.note(|| Event::Waits { campaign: c, handoff });
    }

    /// Schedules a team's wake-up unless that is done already.
    pub(super) fn wake_at(&mut self, team: usize, at: i64) {
        if self.s.teams[team].wake_at != at {
            self.s.teams[team].wake_at = at;
            self.schedule(at, EventKind::Wake, self.rank(0, team), 0);
        }
    }
}

fn shown(mode: Mode) -> Shown {
    match mode {
        Mode::Blocked | Mode::Unborn => Shown::Waiting(Wait::Blocked),
        Mode::Queued => Shown::Waiting(Wait::Queued),
        Mode::Held => Shown::Waiting(Wait::Held),
        Mode::Review => Shown::Waiting(Wait::Review),
        Mode::Worked => Shown::Worked,
        Mode::Done => Shown::Done,
    }
}
