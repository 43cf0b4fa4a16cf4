//! How a task moves between its stages, and what that books: waiting, worked time, completion.

use super::agenda::Kind;
use super::state::{Mode, Stage};
use super::{Counts, Run};
use crate::plan::StepKind;
use crate::record::Wait;
use crate::time::Instant;
use crate::trace::{Event, Observer, State as Shown};

impl<O: Observer> Run<'_, O> {
    /// Changes how a task's time is booked from now on.
    pub(super) fn set_mode(&mut self, c: usize, task: usize, mode: Mode) {
        let index = self.ti(c, task);
        let state = &mut self.s.tasks[index];
        let (old, since) = (state.mode, state.since);
        if old == mode {
            return;
        }
        (state.mode, state.since) = (mode, self.now);
        let deliverable = state.deliverable as usize;
        let campaign = &self.s.campaigns[c];
        let (measured, dropped) = (campaign.launched.is_none(), campaign.dropped);
        if measured {
            if old == Mode::Worked || mode == Mode::Worked {
                self.count_worked(deliverable, mode == Mode::Worked);
            }
            if !dropped {
                self.counts.wait(old, self.now - since);
            }
        }
        self.note(|| Event::State { campaign: c, task, state: shown(mode) });
    }

    /// Whether what happens to a campaign still counts: it is neither launched nor dropped.
    #[inline]
    pub(super) fn counts_for(&self, c: usize) -> bool {
        let campaign = &self.s.campaigns[c];
        campaign.launched.is_none() && !campaign.dropped
    }

    /// Books the waiting of tasks of a campaign that ends without launch at `at`.
    pub(super) fn book_open_waits(&mut self, c: usize, at: i64) {
        for task in 0..self.plan.tasks.len() {
            let state = &self.s.tasks[self.ti(c, task)];
            let (mode, since) = (state.mode, state.since);
            self.counts.wait(mode, at - since);
        }
    }

    /// A task of a deliverable begins or ends being worked on.
    fn count_worked(&mut self, deliverable: usize, begins: bool) {
        let calendar = &self.plan.rules.calendar;
        let deliverable = &mut self.s.deliverables[deliverable];
        if begins {
            deliverable.active += 1;
            if deliverable.active == 1 {
                deliverable.worked_from = calendar.clock(Instant(self.now));
            }
        } else {
            deliverable.active -= 1;
            if deliverable.active == 0 {
                deliverable.worked += calendar.clock(Instant(self.now)) - deliverable.worked_from;
            }
        }
    }

    /// A done task is open again.
    pub(super) fn open_again(&mut self, c: usize, task: usize) {
        let (deliverable, stream) = (self.di(c, task), self.stream_index(c, task));
        self.s.campaigns[c].busy += 1;
        self.s.deliverables[deliverable].open += 1;
        self.s.open_in_stream[stream] += 1;
    }

    /// A task has become done; whether that made its whole stream done.
    pub(super) fn close(&mut self, c: usize, task: usize) -> bool {
        self.set_mode(c, task, Mode::Done);
        let index = self.ti(c, task);
        let state = &mut self.s.tasks[index];
        state.stage = Stage::Done;
        let (deliverable, stream) = (state.deliverable as usize, state.stream as usize);
        let deliverable = &mut self.s.deliverables[deliverable];
        deliverable.open -= 1;
        if deliverable.open == 0 && self.s.campaigns[c].launched.is_none() {
            deliverable.completed = self.now;
        }
        self.less_busy(c);
        let open = &mut self.s.open_in_stream[stream];
        *open -= 1;
        *open == 0
    }

    /// One open task or version on its way less.
    #[inline]
    pub(super) fn less_busy(&mut self, c: usize) {
        let campaign = &mut self.s.campaigns[c];
        campaign.busy -= 1;
        if campaign.busy == 0 || !campaign.following.is_empty() {
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
        let state = &mut self.s.tasks[index];
        state.stage = Stage::Ready;
        state.ready_at = self.now;
        match &self.plan.steps[self.plan.tasks[task].stream as usize].kind {
            StepKind::Work(work) => {
                let cause = state.cause;
                self.set_mode(c, task, Mode::Queued);
                self.enqueue_task(c, task, work.team as usize, cause);
            }
            StepKind::Approval(_) => self.ask(c, task),
        }
    }

    /// A ready task waits again.
    pub(super) fn hold(&mut self, c: usize, task: usize) {
        match &self.plan.steps[self.plan.tasks[task].stream as usize].kind {
            StepKind::Work(work) => {
                let ready_at = self.s.tasks[self.ti(c, task)].ready_at;
                self.leave_queue(work.team as usize, ready_at);
            }
            StepKind::Approval(_) => self.drop_reviews(c, task),
        }
        self.set_held(c, task);
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
        let version = i64::from(self.s.tasks[self.ti(c, ends.from as usize)].version);
        let (index, receiver) = (self.hi(c, handoff), self.ti(c, ends.to as usize));
        let state = &mut self.s.handoffs[index];
        if state.seen >= state.need {
            self.s.tasks[receiver].missing += 1;
        }
        state.need = version + 1;
        self.note(|| Event::Waits { campaign: c, handoff });
    }

    /// Puts a team's wake-up on the agenda unless it is there.
    pub(super) fn wake_at(&mut self, team: usize, at: i64) {
        if self.s.teams[team].wake_at != at {
            self.s.teams[team].wake_at = at;
            self.schedule(at, Kind::Wake, team as u64, 0);
        }
    }
}

impl Counts {
    /// Adds waiting time, if the mode is one of waiting.
    fn wait(&mut self, mode: Mode, span: i64) {
        if (mode as usize) < self.wait.len() {
            self.wait[mode as usize] += span;
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
