//! Coordination overhead of every task: what its links and the people there cost, stretched by a maturity gap.

use super::{Handoff, Link, Plan, Task, Visibility};
use crate::model::{Facts, Practice, Practices, StreamId, StreamKind, TeamId, With, WorkflowModel};

/// 1 + the overhead of a job, as one figure and a part that grows with other campaigns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overhead {
    /// 1 + the overhead with no other campaign under way.
    pub factor: f64,
    /// What each other campaign under way adds.
    pub per_campaign: f64,
}

impl Overhead {
    /// None at all.
    pub const NONE: Overhead = Overhead { factor: 1.0, per_campaign: 0.0 };
}

/// What people do over a handoff, or over the handoffs that join two streams.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ways {
    /// A start before the giver has finished.
    pub early: bool,
    /// Reopened work is seen at once.
    pub live: bool,
    /// It is told at a sync.
    pub told: bool,
    /// Versions go through a broker.
    pub broker: bool,
}

impl Ways {
    fn of(link: &Link) -> Ways {
        Ways {
            early: link.early.is_some() || link.brief,
            live: link.visibility == Visibility::Live,
            told: matches!(link.visibility, Visibility::Sync(_)),
            broker: link.via.is_some(),
        }
    }

    /// What a figure of each of them adds up to.
    fn sum(self, figure: impl Fn(Practice) -> f64, [early, live, told]: [Practice; 3]) -> f64 {
        let one = |done: bool, practice| if done { figure(practice) } else { 0.0 };
        one(self.early, early) + one(self.live, live) + one(self.told, told)
    }

    fn link(self, prices: &Practices) -> f64 {
        let broker = if self.broker { prices.price(Practice::BrokerLink) } else { 0.0 };
        let own = [Practice::EarlyLink, Practice::LiveLink, Practice::TellLink];
        self.sum(|it| prices.price(it), own) + broker
    }

    fn person(self, prices: &Practices) -> f64 {
        let broker = if self.broker { prices.price(Practice::BrokerPerson) } else { 0.0 };
        let own = [Practice::EarlyPerson, Practice::LivePerson, Practice::TellPerson];
        self.sum(|it| prices.price(it), own) + broker
    }

    fn maturity(self, prices: &Practices) -> f64 {
        let broker = if self.broker { prices.get(Practice::BrokerMaturity) } else { 0.0 };
        let own = [Practice::EarlyMaturity, Practice::LiveMaturity, Practice::TellMaturity];
        self.sum(|it| prices.get(it), own) + broker
    }
}

/// What staying in touch costs a task, and asks of who does it.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// The other streams with which it has a handoff itself, each with what people do on the dearest of these.
    pub own: Vec<(StreamId, Ways)>,
    /// How many streams it is linked with.
    pub links: usize,
    /// What they cost together, as a share of effort.
    pub link_price: f64,
    /// The people of its own and the linked streams' teams, less one.
    pub others: u64,
    /// What each of them costs.
    pub person: f64,
    /// What each other campaign under way costs.
    pub campaign: f64,
    /// The maturity that is asked.
    pub maturity: f64,
}

impl Touch {
    /// What a maturity gap multiplies overhead and flaws by.
    pub fn gap_factor(&self, facts: &Facts, team: TeamId) -> f64 {
        let gap = (self.maturity - facts.teams[team].person.maturity).max(0.0);
        1.0 + facts.penalty * gap
    }

    /// The overhead of a job that one of a team does.
    pub fn overhead(&self, facts: &Facts, team: TeamId) -> Overhead {
        let touch = self.link_price + self.person * self.others as f64;
        let gap = self.gap_factor(facts, team);
        Overhead { factor: 1.0 + touch * gap, per_campaign: self.campaign * gap }
    }
}

/// What staying in touch costs under a model.
pub struct Prices<'a> {
    facts: &'a Facts,
    model: &'a WorkflowModel,
    plan: &'a Plan,
    /// By pod, and at last of whole teams: the people of all streams' teams.
    everyone: Vec<u64>,
    /// By stream, of a model that pays nothing: the streams that some handoff of the campaign joins to it.
    joined: Vec<Vec<StreamId>>,
}

impl<'a> Prices<'a> {
    /// Of a plan that has its tasks, handoffs and panels.
    pub fn new(facts: &'a Facts, model: &'a WorkflowModel, plan: &'a Plan) -> Prices<'a> {
        let joined = if model.pays { Vec::new() } else { joined(plan) };
        let pods = (0..=model.pods.len() as u32).map(Some).chain([None]);
        let all = |pod| people(facts, plan, 0..facts.streams.len(), pod);
        let everyone = pods.map(all).collect();
        Prices { facts, model, plan, everyone, joined }
    }

    /// What staying in touch costs a task.
    pub fn touch(&self, task: usize) -> Touch {
        let (facts, by_hand) = (self.facts, self.model.coordination);
        let prices = &facts.practices;
        let stream = self.plan.tasks[task].stream as usize;
        let shared = self.model.pays && self.model.shared_context;
        let all = by_hand.with.map_or(shared, |with| with == With::All);
        let (own, worst) = self.own(task);
        let of = self.plan.deliverables[self.plan.tasks[task].deliverable as usize].of;
        let pod = of.map(|of| self.plan.parts.pod(Some(of as usize)));
        let linked: Vec<StreamId> = match (all, self.model.pays) {
            (true, _) => Vec::new(),
            (false, true) => own.iter().map(|(stream, _)| *stream).collect(),
            (false, false) => self.joined[stream].clone(),
        };
        let (links, present) = match all {
            true => (
                facts.streams.len() - 1,
                self.everyone[pod.map_or(self.everyone.len() - 1, |pod| pod as usize)],
            ),
            false => {
                (linked.len(), people(facts, self.plan, linked.into_iter().chain([stream]), pod))
            }
        };
        let every = || {
            let one = |done: bool, of| if done { prices.price(of) } else { 0.0 };
            one(shared, Practice::SharedLink)
                + prices.price(Practice::BaseLink)
                + one(self.is_interrupted(task), Practice::OnDemandLink)
        };
        let derived = || {
            let own: f64 = own.iter().map(|(_, ways)| ways.link(prices)).sum();
            if self.model.pays { own + every() * links as f64 } else { 0.0 }
        };
        let [person, maturity] = self.of_practices(task, worst);
        let campaign = if self.model.pays { prices.price(Practice::Campaign) } else { 0.0 };
        Touch {
            links,
            link_price: by_hand.per_link.map_or_else(derived, |price| price * links as f64),
            others: present.saturating_sub(1),
            person: by_hand.per_person.unwrap_or(person),
            campaign,
            maturity: self.model.maturity_required.unwrap_or(maturity).min(1.0),
            own,
        }
    }

    /// The other streams with which a task has a handoff, each with what people do on the dearest; and the largest
    /// price of a person and the largest maturity of all its handoffs.
    fn own(&self, task: usize) -> (Vec<(StreamId, Ways)>, [f64; 2]) {
        let (prices, plan) = (&self.facts.practices, self.plan);
        let Task { stream, into, out, .. } = plan.tasks[task];
        let into = plan.handoffs[into.0 as usize..into.1 as usize].iter().map(|it| (it, it.from));
        let out = plan.outgoing[out.0 as usize..out.1 as usize].iter();
        let out = out.map(|ends| (&plan.handoffs[ends.handoff as usize], ends.to));
        let (mut own, mut worst): (Vec<(StreamId, Ways)>, _) = (Vec::new(), [0.0_f64; 2]);
        for (handoff, other) in into.chain(out) {
            let ways = Ways::of(&plan.links[handoff.link as usize]);
            worst = [worst[0].max(ways.person(prices)), worst[1].max(ways.maturity(prices))];
            let other = plan.tasks[other as usize].stream;
            if other == stream {
                continue;
            }
            match own.iter_mut().find(|(known, _)| *known == other as usize) {
                Some((_, known)) if known.link(prices) < ways.link(prices) => *known = ways,
                Some(_) => {}
                None => own.push((other as usize, ways)),
            }
        }
        own.sort_by_key(|(stream, _)| *stream);
        (own, worst)
    }

    /// Whether a reviewer is interrupted for a task.
    fn is_interrupted(&self, task: usize) -> bool {
        let panel = &self.plan.panels[self.plan.tasks[task].panel as usize].reviewers;
        panel.iter().any(|reviewer| reviewer.interrupted && reviewer.team.is_some())
    }

    /// The price of a person, and the maturity that is asked, by what people do.
    fn of_practices(&self, task: usize, [person, maturity]: [f64; 2]) -> [f64; 2] {
        let (prices, model) = (&self.facts.practices, self.model);
        if !model.pays {
            return [0.0; 2];
        }
        let interrupted = self.is_interrupted(task);
        let one = |done: bool, of: f64| if done { of } else { 0.0 };
        let person = prices.price(Practice::BasePerson)
            + person
            + one(model.shared_context, prices.price(Practice::SharedPerson))
            + one(interrupted, prices.price(Practice::OnDemandPerson));
        let maturity = prices.get(Practice::BaseMaturity)
            + maturity
            + one(model.shared_context, prices.get(Practice::SharedMaturity))
            + one(interrupted, prices.get(Practice::OnDemandMaturity));
        [person, maturity]
    }
}

/// The people of these streams' teams who serve the deliverables of a pod, or all of them; each team counted once.
fn people(
    facts: &Facts,
    plan: &Plan,
    streams: impl Iterator<Item = StreamId>,
    pod: Option<u32>,
) -> u64 {
    let mut found: Vec<TeamId> =
        streams.flat_map(|stream| facts.streams[stream].kind.teams()).collect();
    found.sort_unstable();
    found.dedup();
    let of = |team: &TeamId| match pod {
        Some(pod) => plan.parts.people(*team, pod),
        None => facts.teams[*team].people,
    };
    found.iter().map(|team| u64::from(of(team))).sum()
}

/// By stream: the other streams that some handoff of the campaign joins to it.
fn joined(plan: &Plan) -> Vec<Vec<StreamId>> {
    let streams = plan.steps.len();
    let mut found = vec![vec![false; streams]; streams];
    let stream = |task: u32| plan.tasks[task as usize].stream as usize;
    for Handoff { from, to, .. } in &plan.handoffs {
        let (from, to) = (stream(*from), stream(*to));
        (found[from][to], found[to][from]) = (from != to, from != to);
    }
    let others = |row: &Vec<bool>| (0..streams).filter(|other| row[*other]).collect();
    found.iter().map(others).collect()
}

/// Writes into a plan what staying in touch costs each of its tasks and reviews, and how a gap multiplies flaws.
pub fn price(facts: &Facts, model: &WorkflowModel, plan: &mut Plan) {
    let prices = Prices::new(facts, model, plan);
    let (mut costs, mut seats) = (Vec::with_capacity(plan.tasks.len()), Vec::new());
    for (number, task) in plan.tasks.iter().enumerate() {
        let touch = prices.touch(number);
        costs.push(match &facts.streams[task.stream as usize].kind {
            StreamKind::Work(work) => {
                let flaw = work.flaw * touch.gap_factor(facts, work.team);
                (touch.overhead(facts, work.team), flaw)
            }
            StreamKind::Approval(approval) => {
                let panel = &plan.panels[task.panel as usize].reviewers;
                let of = |reviewer: &super::Reviewer| {
                    let team = approval.reviewers[reviewer.index as usize].team();
                    team.map_or(Overhead::NONE, |team| touch.overhead(facts, team))
                };
                let first = seats.len();
                seats.extend(panel.iter().map(of));
                (seats.get(first).copied().unwrap_or(Overhead::NONE), 0.0)
            }
        });
    }
    for (task, (overhead, flaw)) in plan.tasks.iter_mut().zip(costs) {
        (task.overhead, task.flaw) = (overhead, flaw);
    }
    plan.seats = seats;
}
