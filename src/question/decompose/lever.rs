//! Two models, lever by lever.

use crate::model::setting::{Setting, broker, differing_syncs};
use crate::model::{ApprovalLevers, Facts, HandoffLevers, Lever, StreamId, Via, WorkflowModel};
use crate::plan::{self, Kind};

/// Two models of a scenario, lever by lever. What is equal is decided by values, never by words.
pub struct Change<'a> {
    facts: &'a Facts,
    from: &'a WorkflowModel,
    to: &'a WorkflowModel,
    /// Every kind of handoff of the scenario, with its levers in both models.
    handoffs: Vec<(Kind, HandoffLevers, HandoffLevers)>,
    /// Every approval of a deliverable, as a kind of handoff from and to itself; only where a row speaks of some.
    approvals: Vec<(Kind, ApprovalLevers, ApprovalLevers)>,
}

impl<'a> Change<'a> {
    /// From one model to another.
    pub fn new(facts: &'a Facts, from: &'a WorkflowModel, to: &'a WorkflowModel) -> Change<'a> {
        let levers = |model, kind| plan::levers(facts, model, kind);
        let both = |kind| (kind, levers(from, kind), levers(to, kind));
        let handoffs = plan::joined(facts).into_iter().map(both).collect();
        let asked = |model, (id, _, piece): Kind| plan::approval_levers(facts, model, id, piece);
        let both = |kind| (kind, asked(from, kind), asked(to, kind));
        let rows = !from.approvals.is_empty() || !to.approvals.is_empty();
        let approvals = approvals(facts).filter(|_| rows).map(both).collect();
        Change { facts, from, to, handoffs, approvals }
    }

    /// Both models, the first first.
    pub(super) fn models(&self) -> [&'a WorkflowModel; 2] {
        [self.from, self.to]
    }

    /// Every kind of handoff.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        self.handoffs.iter().map(|(kind, ..)| *kind).collect()
    }

    /// A setting as the file writes it.
    pub(super) fn word(&self, setting: Setting<'_>) -> String {
        setting.word(self.facts)
    }

    /// The levers that the two set differently, in the order of [`Lever::all`].
    pub fn levers(&self) -> Vec<Lever> {
        Lever::all().filter(|lever| self.differs(*lever)).collect()
    }

    fn differs(&self, lever: Lever) -> bool {
        self.of_handoffs(lever).next().is_some()
            || self.of_approvals(lever).next().is_some()
            || self.rows_are_silent(lever) && !lever.is_alike(self.from, self.to)
            || lever == Lever::Via && self.brokers_differ()
    }

    /// Whether no row of approvals may speak of a lever.
    fn rows_are_silent(&self, lever: Lever) -> bool {
        let asks = matches!(lever, Lever::Route | Lever::Sessions | Lever::Patience);
        self.approvals.is_empty() || !asks
    }

    /// The kinds of handoff on which the two differ, with both settings.
    pub(super) fn of_handoffs(
        &self,
        lever: Lever,
    ) -> impl Iterator<Item = (Kind, Setting<'a>, Setting<'a>)> + '_ {
        self.handoffs.iter().filter_map(move |(kind, before, after)| {
            let before = lever.of_handoff(self.from, before)?;
            let after = lever.of_handoff(self.to, after)?;
            (before != after).then_some((*kind, before, after))
        })
    }

    /// The approvals in which the two differ, with both settings in words.
    fn of_approvals(&self, lever: Lever) -> impl Iterator<Item = (Kind, (String, String))> + '_ {
        let differ = self.approvals.iter().filter(move |(_, a, b)| !lever.is_asked_alike(a, b));
        let words = move |levers| lever.asked(self.facts, levers);
        differ.map(move |(kind, a, b)| (*kind, (words(a), words(b))))
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
            _ if self.of_handoffs(lever).next().is_some() => self.on_handoffs(lever),
            _ if self.of_approvals(lever).next().is_some() => {
                let all = self.approvals.iter().map(|(kind, ..)| *kind).collect();
                self.in_places(self.of_approvals(lever), all)
            }
            _ => (lever.words(self.facts, self.from), lever.words(self.facts, self.to)),
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

    /// The settings on the kinds of handoff where they differ.
    fn on_handoffs(&self, lever: Lever) -> (String, String) {
        let all = self.kinds();
        let words = |setting: Setting| self.word(setting);
        let found = self.of_handoffs(lever).map(|(kind, a, b)| (kind, (words(a), words(b))));
        self.in_places(found, all)
    }

    /// Settings where they differ; which places these are is said unless it is all of several, alike. Empty where none
    /// differs.
    fn in_places(
        &self,
        found: impl Iterator<Item = (Kind, (String, String))>,
        all: Vec<Kind>,
    ) -> (String, String) {
        let mut groups: Vec<((String, String), Vec<Kind>)> = Vec::new();
        for (kind, words) in found {
            match groups.iter_mut().find(|(known, _)| *known == words) {
                Some((_, kinds)) => kinds.push(kind),
                None => groups.push((words, vec![kind])),
            }
        }
        if let [((before, after), kinds)] = groups.as_slice() {
            let places = self.places(kinds, &all);
            let all = kinds.len() == all.len() && places.len() > 1;
            let place = if all { String::new() } else { format!(" ({})", places.join(", ")) };
            return (format!("{before}{place}"), after.clone());
        }
        let side = |word: &dyn Fn(&(String, String)) -> String| {
            let each = groups.iter().map(|(words, kinds)| {
                format!("{} ({})", word(words), self.places(kinds, &all).join(", "))
            });
            each.collect::<Vec<String>>().join("; ")
        };
        (side(&|words| words.0.clone()), side(&|words| words.1.clone()))
    }

    /// The names of kinds: "A→B", or "A→B of x, y" where it is some deliverables only.
    pub(super) fn places(&self, kinds: &[Kind], all: &[Kind]) -> Vec<String> {
        let pair = |kind: &Kind| (kind.0, kind.1);
        let name = |kinds: &[Kind]| {
            let (from, to) = pair(&kinds[0]);
            let stream = |stream: StreamId| self.facts.streams[stream].name.as_str();
            let name = match from == to && self.facts.streams[from].is_approval() {
                true => stream(from).to_owned(),
                false => format!("{}→{}", stream(from), stream(to)),
            };
            if kinds.len() == all.iter().filter(|other| pair(other) == (from, to)).count() {
                return name;
            }
            let pieces = kinds.iter().filter_map(|kind| kind.2);
            let names = pieces.map(|piece| self.facts.deliverables[piece].name.as_str());
            format!("{name} of {}", names.collect::<Vec<&str>>().join(", "))
        };
        kinds.chunk_by(|a, b| pair(a) == pair(b)).map(name).collect()
    }
}

/// Every approval of a deliverable, as a kind of handoff from and to itself.
fn approvals(facts: &Facts) -> impl Iterator<Item = Kind> + '_ {
    let streams = (0..facts.streams.len()).filter(|id| facts.streams[*id].is_approval());
    streams.flat_map(move |id| {
        let once = facts.streams[id].once.then_some((id, id, None));
        let own = facts.deliverables.iter().enumerate();
        let own = own.filter(move |(_, deliverable)| facts.has_task(deliverable, id));
        once.into_iter().chain(own.map(move |(piece, _)| (id, id, Some(piece))))
    })
}
