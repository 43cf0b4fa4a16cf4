//! Two models, lever by lever.

use super::setting::{
    Setting, audits, broker, coordination, differing_syncs, feedback, patience, pods,
};
use crate::model::{Facts, HandoffLevers, Lever, StreamId, Via, Word, WorkflowModel, written};
use crate::plan;

impl Lever {
    /// The setting that governs one kind of handoff; `None` for a lever of the model as a whole.
    fn of_handoff<'a>(
        self,
        model: &'a WorkflowModel,
        levers: &HandoffLevers,
    ) -> Option<Setting<'a>> {
        Some(match self {
            Lever::Start => Setting::Start(levers.start.value),
            Lever::Release => Setting::of(levers.release.value, &model.syncs),
            Lever::Via => match levers.via.value {
                Via::Direct => Setting::Word("none"),
                Via::Team(team) => Setting::Team(team),
            },
            Lever::Visibility => Setting::of(levers.visibility.value, &model.syncs),
            Lever::LatencyFactor => Setting::Number(levers.latency_factor.value),
            _ => return None,
        })
    }

    /// Whether two models set a lever of the model as a whole to equal values.
    fn is_alike(self, from: &WorkflowModel, to: &WorkflowModel) -> bool {
        let (a, b) = (&from.approval, &to.approval);
        match self {
            Lever::Intake => {
                Setting::of(from.intake, &from.syncs) == Setting::of(to.intake, &to.syncs)
            }
            Lever::Route => a.route == b.route,
            Lever::Sessions => a.sessions == b.sessions,
            Lever::Patience => {
                a.patience == b.patience && (a.patience.is_none() || a.bypass == b.bypass)
            }
            Lever::Syncs => from.syncs == to.syncs,
            Lever::Audits => from.audits == to.audits,
            Lever::Coordination => from.coordination == to.coordination,
            Lever::SharedContext => from.shared_context == to.shared_context,
            Lever::Feedback => from.feedback == to.feedback,
            Lever::Priority => from.priority == to.priority,
            Lever::Pods => from.pods == to.pods,
            Lever::Wip => from.wip == to.wip,
            Lever::MaturityRequired => from.maturity_required == to.maturity_required,
            Lever::Start
            | Lever::Release
            | Lever::Via
            | Lever::Visibility
            | Lever::LatencyFactor => true,
        }
    }

    /// What a model sets a lever of the model as a whole to, in words.
    fn word(self, model: &WorkflowModel) -> String {
        match self {
            Lever::Route => model.approval.route.word().to_owned(),
            Lever::Sessions => model.approval.sessions.word().to_owned(),
            Lever::Patience => patience(model),
            Lever::Coordination => coordination(model),
            Lever::SharedContext => if model.shared_context { "yes" } else { "no" }.to_owned(),
            Lever::Feedback => feedback(model),
            Lever::Audits => audits(model),
            Lever::Priority => model.priority.word().to_owned(),
            Lever::Wip => model.wip.map_or("no limit".to_owned(), |most| most.to_string()),
            Lever::MaturityRequired => model.maturity_required.to_string(),
            _ => written(model.intake, &model.syncs),
        }
    }
}

/// Two models of a scenario, lever by lever. What is equal is decided by values, never by words.
pub struct Change<'a> {
    facts: &'a Facts,
    from: &'a WorkflowModel,
    to: &'a WorkflowModel,
    /// Every kind of handoff of the scenario, with its levers in both models.
    handoffs: Vec<((StreamId, StreamId), HandoffLevers, HandoffLevers)>,
}

impl<'a> Change<'a> {
    /// From one model to another.
    pub fn new(facts: &'a Facts, from: &'a WorkflowModel, to: &'a WorkflowModel) -> Change<'a> {
        let levers = |model, (a, b): (StreamId, StreamId)| plan::levers(facts, model, a, b);
        let both = |pair| (pair, levers(from, pair), levers(to, pair));
        Change { facts, from, to, handoffs: plan::joined(facts).into_iter().map(both).collect() }
    }

    /// The levers that the two set differently, in the order of [`Lever::ALL`].
    pub fn levers(&self) -> Vec<Lever> {
        Lever::ALL.into_iter().filter(|lever| self.differs(*lever)).collect()
    }

    fn differs(&self, lever: Lever) -> bool {
        self.of_handoffs(lever).next().is_some()
            || !lever.is_alike(self.from, self.to)
            || lever == Lever::Via && self.brokers_differ()
    }

    /// The kinds of handoff on which the two differ, with both settings.
    fn of_handoffs(
        &self,
        lever: Lever,
    ) -> impl Iterator<Item = ((StreamId, StreamId), Setting<'a>, Setting<'a>)> + '_ {
        self.handoffs.iter().filter_map(move |(pair, before, after)| {
            let before = lever.of_handoff(self.from, before)?;
            let after = lever.of_handoff(self.to, after)?;
            (before != after).then_some((*pair, before, after))
        })
    }

    /// Whether brokers that some handoff goes through work differently.
    fn brokers_differ(&self) -> bool {
        let through = |levers: &HandoffLevers| levers.via.value != Via::Direct;
        let used = self.handoffs.iter().any(|(_, before, after)| through(before) && through(after));
        let values = |model: &'a WorkflowModel| {
            model.broker.as_ref().map(|broker| (&broker.effort, broker.detect))
        };
        used && values(self.from) != values(self.to)
    }

    /// What the two set a lever to, in words, as far as they differ.
    pub fn words(&self, lever: Lever) -> (String, String) {
        match lever {
            Lever::Syncs => differing_syncs(self.facts, &self.from.syncs, &self.to.syncs),
            Lever::Via => self.via(),
            Lever::Pods => (pods(self.facts, &self.from.pods), pods(self.facts, &self.to.pods)),
            _ if self.of_handoffs(lever).next().is_some() => self.on_handoffs(lever),
            _ => (lever.word(self.from), lever.word(self.to)),
        }
    }

    fn via(&self) -> (String, String) {
        let (before, after) = self.on_handoffs(Lever::Via);
        if !self.brokers_differ() {
            return (before, after);
        }
        let with = |hands: String, model, other| {
            let hands = Some(hands).filter(|hands| !hands.is_empty());
            hands.into_iter().chain(broker(model, other)).collect::<Vec<String>>().join("; ")
        };
        (with(before, self.from, self.to), with(after, self.to, self.from))
    }

    /// The settings on the kinds of handoff where they differ; which these are is said unless it is
    /// all of several, alike. Empty where none differs.
    fn on_handoffs(&self, lever: Lever) -> (String, String) {
        let mut groups: Vec<((String, String), Vec<String>)> = Vec::new();
        let name = |stream: StreamId| &self.facts.streams[stream].name;
        for ((from, to), before, after) in self.of_handoffs(lever) {
            let words = (before.word(self.facts), after.word(self.facts));
            let pair = format!("{}→{}", name(from), name(to));
            match groups.iter_mut().find(|(known, _)| *known == words) {
                Some((_, pairs)) => pairs.push(pair),
                None => groups.push((words, vec![pair])),
            }
        }
        if let [((before, after), pairs)] = groups.as_slice() {
            let all = pairs.len() == self.handoffs.len() && pairs.len() > 1;
            let place = if all { String::new() } else { format!(" ({})", pairs.join(", ")) };
            return (format!("{before}{place}"), after.clone());
        }
        let side = |word: &dyn Fn(&(String, String)) -> String| {
            let each =
                groups.iter().map(|(words, p)| format!("{} ({})", word(words), p.join(", ")));
            each.collect::<Vec<String>>().join("; ")
        };
        (side(&|words| words.0.clone()), side(&|words| words.1.clone()))
    }
}

/// Pairs of different streams, and a stream with itself: every kind of handoff that there can be.
pub fn stream_pairs(facts: &Facts) -> impl Iterator<Item = (usize, usize)> {
    let streams = facts.streams.len();
    (0..streams * streams).map(move |pair| (pair / streams, pair % streams))
}
