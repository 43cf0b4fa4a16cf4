//! What a model pays for, and what that brings: practices, and what is set by hand in their place.

use super::{
    Facts, HandoffRule, Practice, Source, Start, StreamSet, Sync, Via, Visibility, WorkflowModel,
};
use crate::time::Elapsed;

impl WorkflowModel {
    /// The prices that it sets by hand, by their paths: practices have no say in them.
    pub fn prices_by_hand(&self) -> Vec<String> {
        const PRICES: [&str; 6] = [
            "coordination.per_link",
            "coordination.per_person",
            "coordination.with",
            "feedback.detect",
            "feedback.delay",
            "maturity_required",
        ];
        let of_sync = self.syncs.iter().map(|sync| format!("syncs.{}.detect", sync.name));
        let paths = PRICES.map(str::to_owned).into_iter().chain(of_sync);
        let mut found: Vec<String> =
            paths.filter(|path| self.origin(path) == Source::Model).collect();
        if self.handoffs.iter().any(|rule| rule.latency_factor.is_some()) {
            found.push("latency_factor".to_owned());
        }
        found
    }

    /// What people share, tell or see in a model, as practices: what it pays for if it pays.
    pub fn practices(&self, facts: &Facts) -> Vec<Practice> {
        let sets = |found: &dyn Fn(&HandoffRule) -> bool| self.handoffs.iter().any(found);
        let early = sets(&|rule| rule.start.is_some_and(|start| start != Start::Final));
        let live = sets(&|rule| rule.visibility == Some(Visibility::Live));
        let told = sets(&|rule| matches!(rule.visibility, Some(Visibility::Sync(_))));
        let broker = sets(&|rule| matches!(rule.via, Some(Via::Team(_))));
        let rows = self.approvals.iter().filter_map(|rule| rule.on_demand.as_ref());
        let mut on_demand = rows.chain([&self.approval.on_demand]);
        let on_demand = on_demand.any(|teams| !teams.is_empty());
        let meets = self.syncs.iter().any(|sync| sync.detect.is_none() && sync.length.0 > 0);
        let used = |practice: &&Practice| match practice.figure().path.split('.').next() {
            Some("early") => early,
            Some("live") => live,
            Some("tell") => told,
            Some("shared") => self.shared_context,
            Some("broker") => broker,
            Some("on_demand") => on_demand,
            Some("teams") => on_demand,
            Some("campaign") => facts.portfolio.is_some(),
            Some("meeting") => meets,
            Some("switch") => false,
            _ => true,
        };
        let used = Practice::ALL.iter().filter(used);
        used.filter(|practice| self.pays && !self.replaces(**practice)).copied().collect()
    }

    /// The practices of all its settings, and the switch from one to the next.
    pub fn practices_in_all(&self, facts: &Facts) -> Vec<Practice> {
        let switch = (self.pays && self.then.is_some()).then_some(Practice::Switch);
        let each = self.settings().flat_map(|setting| setting.practices(facts));
        each.chain(switch).collect()
    }

    /// Whether a price or an effect that it sets by hand stands everywhere in the place of a practice's.
    fn replaces(&self, practice: Practice) -> bool {
        let by_hand = self.coordination;
        let factor = |rule: &HandoffRule| {
            let all = rule.pieces.are_all() && [rule.from, rule.to] == [StreamSet::Any; 2];
            all && rule.latency_factor.is_some()
        };
        match practice.figure().path.rsplit('.').next() {
            Some("link") => by_hand.per_link.is_some(),
            Some("person") => by_hand.per_person.is_some(),
            Some("maturity") => self.maturity_required.is_some(),
            Some("latency") => self.handoffs.iter().any(factor),
            Some("detect") => self.feedback.detect.is_some(),
            Some("delay") => self.feedback.delay.is_some(),
            _ => false,
        }
    }

    /// What drift is multiplied by: who shares the context drifts less; under a model that pays nothing, not at all.
    pub fn drift_factor(&self, facts: &Facts) -> f64 {
        match (self.shared_context, self.pays) {
            (false, _) => 1.0,
            (true, false) => 0.0,
            (true, true) => facts.practices.get(Practice::SharedDrift),
        }
    }

    /// Probability and delay of live feedback: what is set by hand, and else what a shared context brings.
    pub fn live_feedback(&self, facts: &Facts) -> Option<(f64, Elapsed)> {
        let (by_hand, practices) = (self.feedback, &facts.practices);
        let shared = self.pays && self.shared_context;
        let detect = by_hand.detect.or(shared.then(|| practices.get(Practice::SharedDetect)));
        let delay = by_hand.delay.or(shared.then(|| practices.shared_delay()));
        (detect.is_some() || delay.is_some())
            .then(|| (detect.unwrap_or(0.0), delay.unwrap_or(Elapsed(0))))
    }

    /// Probability that a sync of it finds each flaw: set by hand, or by its length where practices have their price.
    pub fn detection(&self, facts: &Facts, sync: &Sync) -> f64 {
        let derived = || if self.pays { facts.practices.found_in(sync.length) } else { 0.0 };
        sync.detect.unwrap_or_else(derived)
    }
}
