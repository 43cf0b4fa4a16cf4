//! Reopening: finished work that has to be done again in part, and iteration marks.

use super::Run;
use super::state::{Stage, TaskState};
use crate::draws::Purpose;
use crate::record::Cause;
use crate::time::micros;
use crate::trace::{Event, FoundBy, Observer};

impl<O: Observer> Run<'_, O> {
    /// Reopens a task with a share: done work is done again in part, running work is added to, work
    /// still to come absorbs it. Whether there was anything to redo.
    pub(super) fn reopen(&mut self, c: usize, task: usize, share: f64, cause: Cause) -> bool {
        let state = &self.s.tasks[self.ti(c, task)];
        match state.stage {
            Stage::Done if !state.occurs => false,
            Stage::Done => {
                self.reopen_done(c, task, share, cause);
                true
            }
            Stage::Active if !self.plan.is_approval(task) => self.add_to_job(c, task, share, cause),
            _ => false,
        }
    }

    fn reopen_done(&mut self, c: usize, task: usize, share: f64, cause: Cause) {
        let index = self.ti(c, task);
        self.count_rework(c, cause);
        self.open_again(c, task);
        self.align(index);
        let state = &mut self.s.tasks[index];
        // A first round of review is never rework.
        state.cause = Some(cause).filter(|_| state.is_work() || state.repeats > 0);
        if state.is_work() {
            let learnt = self.s.initial.learnt(self.plan.rules.learning, state.repeats);
            state.effort = micros(share * self.s.details[index].base as f64 * learnt);
            state.repeats += 1;
        } else if state.repeats > 0 {
            self.expect_round(c, task);
        }
        let state = &self.s.tasks[index];
        let effort = if state.is_work() { state.effort } else { 0 };
        self.note(|| Event::Reopened { campaign: c, task, cause, effort });
        self.withdraw(c, task);
        self.become_ready(c, task);
        self.tell(c, task);
    }

    /// Reopens a task whose flaw was found.
    pub(super) fn mend(&mut self, c: usize, task: usize, by: FoundBy) {
        self.note(|| Event::FlawFound { campaign: c, task, by });
        self.reopen(c, task, self.plan.rules.fix, Cause::Flaw);
    }

    /// Iteration marks of a finished task: earlier tasks that are done may reopen.
    #[inline]
    pub(super) fn feed_back(&mut self, c: usize, task: usize) {
        if self.iterates {
            self.iterate(c, task);
        }
    }

    #[inline(never)]
    fn iterate(&mut self, c: usize, task: usize) {
        let plan = self.plan;
        let TaskState { finishes, occurs, .. } = self.s.tasks[self.ti(c, task)];
        if !occurs {
            return;
        }
        for mark in &plan.feedback[plan.tasks[task].stream as usize] {
            let u =
                self.draws.uniform(Purpose::Feedback, c as u32, task as u32, mark.index, finishes);
            if u >= mark.probability {
                continue;
            }
            for earlier in mark.earlier(task as u32) {
                if self.s.tasks[self.ti(c, earlier)].stage == Stage::Done {
                    self.reopen(c, earlier, mark.impact, Cause::Feedback);
                }
            }
        }
    }
}
