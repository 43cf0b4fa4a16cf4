//! A model on the way from one to another: some levers as the second has them, the rest as the first.

use crate::model::{
    ApprovalRule, DeliverableId, Facts, HandoffRule, Intake, Lever, Pieces, Release, Source, Start,
    StreamSet, Sync, SyncId, Visibility, WorkflowModel,
};
use crate::plan::{self, Kind};
use crate::time::Work;

/// The model with the levers `switched` as in `to` and all others as in `from`.
///
/// Two things need a rule, so that every mixture is a model. A lever that waits for a sync which the
/// mixture's `syncs` do not have waits for a silent one: same rhythm, nobody meets, nothing is found.
/// An early start counts as `final` where the giver releases by phase: nothing preliminary leaves.
pub fn mixed(
    facts: &Facts,
    from: &WorkflowModel,
    to: &WorkflowModel,
    switched: &[Lever],
) -> WorkflowModel {
    let side = |lever: Lever| if switched.contains(&lever) { to } else { from };
    let mut model = WorkflowModel {
        name: format!("{} → {}", from.name, to.name),
        preset: None,
        handoffs: Vec::new(),
        approvals: Vec::new(),
        origins: Vec::new(),
        then: None,
        ..from.clone()
    };
    switched.iter().for_each(|lever| lever.take(&mut model, to));
    for of in [from, to] {
        let uses = |lever: Lever| std::ptr::eq(side(lever), of);
        let rules = of.handoffs.iter().map(|rule| part(rule, &uses));
        model.handoffs.extend(rules.map(|rule| renamed(rule, of, &mut model.syncs)));
        model.approvals.extend(of.approvals.iter().map(|rule| asked(rule, &uses)));
    }
    if let Intake::Sync(id) = &mut model.conduct.intake {
        *id = sync(&side(Lever::Intake).syncs[*id], &mut model.syncs);
    }
    finish_early_phases(facts, &mut model);
    model
}

/// What a rule says of the levers that are used of its model.
fn part(rule: &HandoffRule, uses: &dyn Fn(Lever) -> bool) -> HandoffRule {
    HandoffRule {
        start: rule.start.filter(|_| uses(Lever::Start)),
        release: rule.release.filter(|_| uses(Lever::Release)),
        via: rule.via.filter(|_| uses(Lever::Via)),
        visibility: rule.visibility.filter(|_| uses(Lever::Visibility)),
        latency_factor: rule.latency_factor.filter(|_| uses(Lever::LatencyFactor)),
        ..rule.clone()
    }
}

/// What a rule about approvals says of the levers that are used of its model.
fn asked(rule: &ApprovalRule, uses: &dyn Fn(Lever) -> bool) -> ApprovalRule {
    ApprovalRule {
        route: rule.route.filter(|_| uses(Lever::Route)),
        on_demand: rule.on_demand.clone().filter(|_| uses(Lever::Sessions)),
        patience: rule.patience.filter(|_| uses(Lever::Patience)),
        bypass: rule.bypass.filter(|_| uses(Lever::Patience)),
        ..rule.clone()
    }
}

/// The rule with its syncs as the mixture numbers them.
fn renamed(mut rule: HandoffRule, model: &WorkflowModel, syncs: &mut Vec<Sync>) -> HandoffRule {
    if let Some(Release::Sync(id)) = rule.release {
        rule.release = Some(Release::Sync(sync(&model.syncs[id], syncs)));
    }
    if let Some(Visibility::Sync(id)) = rule.visibility {
        rule.visibility = Some(Visibility::Sync(sync(&model.syncs[id], syncs)));
    }
    rule
}

/// The sync of that name; a silent one is added where there is none.
fn sync(wanted: &Sync, syncs: &mut Vec<Sync>) -> SyncId {
    if let Some(found) = syncs.iter().position(|sync| sync.name == wanted.name) {
        return found;
    }
    let silent = Sync { length: Work(0), attend: Vec::new(), detect: Some(0.0), ..wanted.clone() };
    syncs.push(silent);
    syncs.len() - 1
}

fn finish_early_phases(facts: &Facts, model: &mut WorkflowModel) {
    let kinds: Vec<Kind> = plan::joined(facts).into_iter().collect();
    for kinds in kinds.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (from, to, _) = kinds[0];
        let clash = |kind: &&Kind| {
            let levers = plan::levers(facts, model, **kind);
            let early = matches!(levers.start.value, Start::Early(_));
            early && levers.release.value == Release::Phase && from != to
        };
        let found: Vec<Option<DeliverableId>> =
            kinds.iter().filter(clash).map(|kind| kind.2).collect();
        if found.is_empty() {
            continue;
        }
        let some = (found.len() < kinds.len()).then(|| found.into_iter().flatten().collect());
        model.handoffs.push(HandoffRule {
            from: StreamSet::One(from),
            to: StreamSet::One(to),
            pieces: Pieces { deliverables: some, tiers: None },
            source: Source::Default,
            start: Some(Start::Final),
            release: None,
            via: None,
            visibility: None,
            latency_factor: None,
        });
    }
}
