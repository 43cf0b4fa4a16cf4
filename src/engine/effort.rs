//! Base efforts, drawn when a campaign arrives. All at once: draws are keyed, so that the time makes no
//! difference, and one after the other they overlap in the processor.

use super::Run;
use super::team::NONE;
use crate::distribution::Sampler;
use crate::draws::Purpose;
use crate::plan::{Plan, StepKind};
use crate::time::micros;
use crate::trace::Observer;
use std::sync::Arc;

/// What is drawn for every campaign of a plan.
#[derive(Debug, Default)]
pub struct Efforts {
    work: Vec<WorkEfforts>,
    reviews: Vec<ReviewEfforts>,
}

/// The tasks of a work stream, each with what its effort is multiplied by.
#[derive(Debug)]
struct WorkEfforts {
    sampler: Arc<Sampler>,
    tasks: Vec<(u32, f64)>,
}

/// The tasks that a team's reviewer sees, each with the place of that review's state.
#[derive(Debug)]
struct ReviewEfforts {
    sampler: Arc<Sampler>,
    /// What effort is multiplied by.
    scale: f64,
    /// The reviewer's part of the key.
    index: u32,
    /// Nobody else reviews these tasks.
    alone: bool,
    tasks: Vec<(u32, u32)>,
}

impl Efforts {
    /// What a plan asks for.
    pub fn of(plan: &Plan) -> Efforts {
        let streams = plan.steps.iter().zip(0u32..);
        let work = streams.filter_map(|(step, stream)| match &step.kind {
            StepKind::Work(work) => Some(WorkEfforts {
                sampler: Arc::clone(&work.effort),
                tasks: tasks(plan, |task| task.stream == stream)
                    .map(|(task, _)| (task, plan.scales[task as usize]))
                    .collect(),
            }),
            StepKind::Approval(_) => None,
        });
        let panels = plan.panels.iter().zip(0u32..);
        let reviews = panels.flat_map(|(panel, number)| {
            (0u32..).zip(&panel.reviewers).filter(|(_, reviewer)| reviewer.team.is_some()).map(
                move |(place, reviewer)| ReviewEfforts {
                    sampler: Arc::clone(&reviewer.time),
                    scale: reviewer.scale,
                    index: reviewer.index,
                    alone: tasks(plan, |task| task.panel == number)
                        .any(|(_, task)| task.person_of.is_some()),
                    tasks: tasks(plan, |task| task.panel == number)
                        .map(|(task, facts)| (task, facts.reviews + place))
                        .collect(),
                },
            )
        });
        Efforts { work: work.collect(), reviews: reviews.collect() }
    }
}

/// The tasks of a plan of which something is true, in order.
fn tasks(
    plan: &Plan,
    wanted: impl Fn(&crate::plan::Task) -> bool,
) -> impl Iterator<Item = (u32, &crate::plan::Task)> {
    (0u32..).zip(&plan.tasks).filter(move |(_, task)| wanted(task))
}

impl<O: Observer> Run<'_, O> {
    /// Draws the efforts of a campaign: of its tasks, and of its reviewers, each once per task.
    pub(super) fn draw_efforts(&mut self, c: usize) {
        let efforts = std::mem::take(&mut self.s.initial.efforts);
        for work in &efforts.work {
            self.draw_work(c, work);
        }
        for reviews in &efforts.reviews {
            self.draw_reviews(c, reviews);
        }
        self.s.initial.efforts = efforts;
    }

    /// Decides which tasks of a campaign occur. Nobody's people do one that does not.
    pub(super) fn draw_occurrences(&mut self, c: usize) {
        for number in 0..self.s.initial.optional.len() {
            let (task, probability) = self.s.initial.optional[number];
            let u = self.draws.uniform(Purpose::Occurs, c as u32, task, 0, 0);
            let index = self.ti(c, task as usize);
            let state = &mut self.s.tasks[index];
            state.occurs = u < probability;
            let person_of = self.plan.tasks[task as usize].person_of;
            state.team = person_of.filter(|_| state.occurs).unwrap_or(NONE);
        }
    }

    /// A task's base effort: its own and the campaign's latent, mapped through the quantile function.
    fn draw_work(&mut self, c: usize, work: &WorkEfforts) {
        let (draws, (common, own)) = (self.draws, self.plan.rules.correlation);
        let tasks = work.tasks.iter().map(|(task, scale)| {
            (draws.uniform(Purpose::Effort, c as u32, *task, 0, 0), (*task, *scale))
        });
        if common > 0.0 {
            let common = common * self.s.campaigns[c].common;
            for (u, (task, scale)) in tasks {
                let z = common + own * crate::distribution::latent(u);
                self.set_base(c, task, micros(work.sampler.of_latent(z) * scale));
            }
        } else {
            let set = |value, (task, scale)| self.set_base(c, task, micros(value * scale));
            work.sampler.of_uniforms(tasks, set);
        }
    }

    #[inline]
    fn set_base(&mut self, c: usize, task: u32, effort: i64) {
        let index = self.ti(c, task as usize);
        self.s.tasks[index].effort = effort;
        self.s.details[index].base = effort;
    }

    /// Effort of a reviewer on tasks in their first round.
    fn draw_reviews(&mut self, c: usize, reviews: &ReviewEfforts) {
        let (draws, scale, each) = (self.draws, reviews.scale, self.s.initial.reviews);
        let tasks = reviews.tasks.iter().map(|(task, review)| {
            let u = draws.uniform(Purpose::ReviewEffort, c as u32, *task, reviews.index, 0);
            (u, (*task, *review))
        });
        if reviews.alone {
            let set = |value, (task, _)| self.set_base(c, task, micros(value * scale));
            reviews.sampler.of_uniforms(tasks, set);
        } else {
            reviews.sampler.of_uniforms(tasks, |value, (_, review)| {
                let index = Self::place(c, each, review as usize);
                self.s.reviews[index].effort = micros(value * scale);
            });
        }
    }
}
