//! What is measured: of a campaign at its launch, of a replication at its end.

use super::Run;
use super::state::{CampaignState, NEVER, Outcome};
use crate::plan::Deliverable;
use crate::record::{CampaignRecord, DeliverableRecord, Record, Status, TeamTime};
use crate::time::{DAY, Instant, WEEK};
use crate::trace::Observer;

impl<O: Observer> Run<'_, O> {
    /// Measures a campaign that is being launched.
    pub(super) fn measure(&self, c: usize) -> Outcome {
        let count = self.plan.deliverables.len();
        let own = usize::from(self.plan.has_own_tasks());
        let states = &self.s.deliverables[c * count + own..(c + 1) * count];
        let calendar = self.plan.calendar();
        let campaign = &self.s.campaigns[c];
        let start = calendar.clock(Instant(campaign.start.unwrap_or(campaign.arrival)));
        let (mut ratios, mut efficiencies) = (Mean::default(), Mean::default());
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for state in states {
            (first, last) = (first.min(state.completed), last.max(state.completed));
            if state.worked > 0 {
                let open = calendar.clock(Instant(state.completed)) - start;
                let ratio = (open - state.worked) as f64 / state.worked as f64;
                ratios.add(ratio);
                efficiencies.add(1.0 / (1.0 + ratio));
            }
        }
        Outcome {
            idle_ratio: ratios.get(),
            flow_efficiency: efficiencies.get(),
            spread: if states.is_empty() { 0 } else { last - first },
            escapes: self.escapes(c),
        }
    }

    /// Flaws of a campaign that are live, by tier.
    fn escapes(&self, c: usize) -> [u32; 3] {
        let mut escapes = [0; 3];
        if self.s.campaigns[c].flawed > 0 {
            let first = self.ti(c, 0);
            for (task, state) in self.plan.tasks.iter().zip(&self.s.tasks[first..]) {
                let tier = self.plan.deliverables[task.deliverable as usize].tier;
                escapes[tier as usize] += u32::from(state.flawed);
            }
        }
        escapes
    }

    /// Puts the record of a replication together.
    pub(super) fn record(&self, status: Status, record: &mut Record) {
        let status = if self.laws_hold() { status } else { Status::Failed };
        let launched = status == Status::Launched;
        let campaigns = &self.s.campaigns;
        let outcomes = || campaigns.iter().filter_map(|c| c.outcome).filter(|_| launched);
        let approvals = self.s.initial.approvals;
        let turned = campaigns.iter().filter(|c| c.rounds > 0);
        let lead = campaigns.iter().filter(|c| c.lead.1 > 0);
        let mut teams = std::mem::take(&mut record.teams);
        let mut parts = std::mem::take(&mut record.parts);
        self.people(&mut teams, &mut parts);
        let mut deliverables = std::mem::take(&mut record.deliverables);
        deliverables.clear();
        self.record_deliverables(&mut deliverables);
        let mut each = std::mem::take(&mut record.campaigns);
        each.clear();
        each.extend(campaigns.iter().map(|c| self.record_campaign(c)));
        let mut changes = std::mem::take(&mut record.changes);
        changes.clone_from(&self.s.changes);
        *record = Record {
            status: Some(status),
            events: self.events,
            cycle_time: self.cycle_time().filter(|_| launched),
            ready_time: self.ready_time(),
            launched_per_week: self.launched_per_week(),
            start_wait: self.start_wait(),
            launch_hold: self.launch_hold().filter(|_| launched),
            teams,
            parts,
            deliverables,
            campaigns: each,
            changes,
            rework_events: self.counts.rework_events,
            wait: std::array::from_fn(|mode| self.counts.time[mode]),
            idle_ratio: Mean::of(outcomes().filter_map(|o| o.idle_ratio)),
            flow_efficiency: Mean::of(outcomes().filter_map(|o| o.flow_efficiency)),
            approval_turnaround: Mean::of(
                turned.map(|c| c.turnaround as f64 / f64::from(c.rounds)),
            ),
            approval_rounds: (approvals > 0.0)
                .then(|| Mean::of(campaigns.iter().map(|c| f64::from(c.rounds) / approvals)))
                .flatten(),
            bypassed: self.counts.bypassed,
            escapes: launched.then(|| outcomes().flat_map(|o| o.escapes).sum()),
            changes_absorbed: self.counts.absorbed,
            changes_hit: self.counts.hit,
            change_lead_time: Mean::of(lead.map(|c| c.lead.0 as f64 / f64::from(c.lead.1))),
            live_rework: self.plan.rules.live.filter(|_| launched).map(|_| self.live_rework()),
            launch_spread: Mean::of(outcomes().map(|o| o.spread as f64)),
            on_time: self.on_time().map(|on_time| on_time && launched),
            cost: self.plan.rules.has_prices.then(|| self.cost()),
        };
    }

    /// The person-time of teams, and of the parts of those that have pods.
    pub(super) fn people(&self, teams: &mut Vec<TeamTime>, parts: &mut Vec<TeamTime>) {
        teams.clear();
        parts.clear();
        for (part, state) in self.s.teams.iter().enumerate() {
            let crew = self.plan.crew(part);
            if self.plan.teams[part].part.is_some() {
                parts.push(state.time);
            }
            match teams.last_mut().filter(|_| part > crew.start) {
                Some(team) => *team += state.time,
                None => teams.push(state.time),
            }
        }
    }

    fn record_campaign(&self, c: &CampaignState) -> CampaignRecord {
        let since = |at: Option<i64>| at.map(|at| (at - c.arrival) as f64);
        CampaignRecord {
            arrival: c.arrival as f64,
            start_wait: since(c.start),
            ready_time: since(c.ready),
            cycle_time: since(c.launched),
            rounds: c.rounds,
            escapes: c.outcome.map(|outcome| outcome.escapes.iter().sum()),
            on_time: self.plan.rules.deadline.map(|_| !self.misses(c)),
        }
    }

    fn record_deliverables(&self, list: &mut Vec<DeliverableRecord>) {
        let mut first = 0;
        for instances in self.plan.kinds() {
            list.push(self.record_deliverable(first, instances));
            first += instances.len();
        }
    }

    /// What became of the instances of a deliverable, of which the first is this one of the plan's.
    fn record_deliverable(&self, first: usize, instances: &[Deliverable]) -> DeliverableRecord {
        let (mut done, mut all_done, mut late) = (Mean::default(), true, false);
        let (mut rounds, mut rework, mut rereview) = (0, 0.0, 0.0);
        for (c, campaign) in self.s.campaigns.iter().enumerate() {
            let states = &self.s.deliverables[c * self.plan.deliverables.len() + first..];
            let states = || states[..instances.len()].iter().filter(|_| campaign.start.is_some());
            let last = states().map(|state| state.completed).max().unwrap_or(NEVER);
            let never = states().any(|state| state.completed == NEVER) || last == NEVER;
            let due = self.plan.due(&instances[0], Instant(campaign.arrival));
            late |= never || due.is_some_and(|due| last > due.0);
            all_done &= !never;
            done.add((last - campaign.arrival) as f64);
            rounds += states().map(|state| state.rounds).sum::<u32>();
            rework += states().map(|state| state.rework_booked).sum::<f64>();
            rereview += states().map(|state| state.rereview_booked).sum::<f64>();
        }
        let (from, to) = instances[0].tasks;
        let approvals = (from..to).filter(|task| self.plan.is_approval(*task as usize)).count();
        let approvals = approvals * instances.len() * self.s.campaigns.len();
        DeliverableRecord {
            done: done.get().filter(|_| all_done),
            in_time: self.plan.due(&instances[0], Instant::ZERO).map(|_| !late),
            approval_rounds: (approvals > 0).then(|| f64::from(rounds) / approvals as f64),
            rework,
            rereview,
        }
    }

    /// Launches per week, from the first arrival to the last launch or drop; `None` without a portfolio.
    fn launched_per_week(&self) -> Option<f64> {
        let campaigns = self.plan.rules.portfolio.then_some(&self.s.campaigns)?;
        let launched = campaigns.iter().filter(|c| c.launched.is_some()).count();
        let weeks = (self.last_end - campaigns.first()?.arrival) as f64 / WEEK as f64;
        (weeks > 0.0).then(|| launched as f64 / weeks)
    }

    /// Person-time of the live time, in microseconds.
    fn live_rework(&self) -> f64 {
        self.s.teams.iter().map(|team| team.live_rework as f64 * team.share).sum()
    }

    /// Mean over campaigns of arrival to launch.
    fn cycle_time(&self) -> Option<f64> {
        let spans = self.s.campaigns.iter().filter_map(|c| Some((c.launched? - c.arrival) as f64));
        Mean::of(spans)
    }

    /// Mean over campaigns of arrival to the last time that they became ready; `None` if one does not end so.
    fn ready_time(&self) -> Option<f64> {
        let campaigns = &self.s.campaigns;
        let all = campaigns.iter().all(|c| c.ready.is_some());
        let spans = campaigns.iter().filter_map(|c| Some((c.ready? - c.arrival) as f64));
        Mean::of(spans).filter(|_| all)
    }

    /// Mean over the campaigns that started of arrival to start; `None` without a portfolio.
    fn start_wait(&self) -> Option<f64> {
        let campaigns = self.plan.rules.portfolio.then_some(&self.s.campaigns)?;
        Mean::of(campaigns.iter().filter_map(|c| Some((c.start? - c.arrival) as f64)))
    }

    /// Mean over campaigns of ready to launch.
    fn launch_hold(&self) -> Option<f64> {
        Mean::of(self.s.campaigns.iter().filter_map(|c| Some((c.launched? - c.ready?) as f64)))
    }

    /// Whether every campaign was launched by its deadline; `None` without one.
    fn on_time(&self) -> Option<bool> {
        self.plan.rules.deadline?;
        Some(self.s.campaigns.iter().all(|c| !self.misses(c)))
    }

    /// Whether a campaign has a deadline and was not launched by it.
    fn misses(&self, c: &CampaignState) -> bool {
        let deadline = self.plan.deadline(Instant(c.arrival));
        deadline.is_some_and(|due| c.launched.is_none_or(|launched| launched > due.0))
    }

    /// What people cost, and what failure does: escapes of launched campaigns, deadlines missed, days late.
    fn cost(&self) -> f64 {
        let (rules, campaigns) = (&self.plan.rules, &self.s.campaigns);
        let teams = self.s.teams.iter().zip(&self.plan.teams);
        let work: f64 = teams
            .map(|(state, team)| state.time.hours(state.time.busy()) * team.person.cost_per_hour)
            .sum();
        let days: f64 = campaigns.iter().map(|c| self.days_late(c)).sum();
        let missed = campaigns.iter().filter(|c| self.misses(c)).count();
        work + days * rules.delay_cost + missed as f64 * rules.miss_cost + self.escape_cost()
    }

    /// Days after the deadline: up to the launch, or up to the horizon if there was none, however the
    /// replication ended.
    fn days_late(&self, c: &CampaignState) -> f64 {
        let horizon = c.arrival.saturating_add(self.plan.rules.horizon.0);
        let until = c.launched.unwrap_or(horizon);
        let deadline = self.plan.deadline(Instant(c.arrival));
        deadline.map_or(0.0, |due| (until - due.0).max(0) as f64 / DAY as f64)
    }

    /// What the escapes of all launched campaigns cost. One price for all tiers is multiplied once, so that it gives
    /// price times escapes to the last digit.
    fn escape_cost(&self) -> f64 {
        let outcomes = self.s.campaigns.iter().filter_map(|c| c.outcome);
        let escapes = outcomes.fold([0_u32; 3], |sum, o| [0, 1, 2].map(|t| sum[t] + o.escapes[t]));
        let prices = self.plan.rules.escape_cost;
        if prices == [prices[0]; 3] {
            return prices[0] * f64::from(escapes.iter().sum::<u32>());
        }
        prices.iter().zip(escapes).map(|(price, count)| price * f64::from(count)).sum()
    }
}

/// The mean of values added in order.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn get(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }

    fn of(values: impl Iterator<Item = f64>) -> Option<f64> {
        let mut mean = Mean::default();
        values.for_each(|value| mean.add(value));
        mean.get()
    }
}
