//! The levers that can be switched one by one, and what they are set to.

use crate::model::{
    Facts, HandoffLevers, Intake, Release, Route, Sessions, Start, Sync, Via, Visibility, With,
    WorkflowModel,
};
use crate::plan;

/// A lever, or levers that only make sense together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lever {
    /// When receivers may start.
    Start,
    /// When versions leave.
    Release,
    /// Through whose hands they go, with the broker.
    Via,
    /// When reopenings are learnt.
    Visibility,
    /// The factor on latency.
    LatencyFactor,
    /// When changes are taken in.
    Intake,
    /// In which order reviewers are asked.
    Route,
    /// When reviewers work.
    Sessions,
    /// How long teams wait for a reviewer, and whether they then go ahead.
    Patience,
    /// The meetings: their time and what they find. When a lever waits for a sync, that is the lever's.
    Syncs,
    /// What staying in touch costs.
    Coordination,
    /// Whether nobody drifts.
    SharedContext,
    /// Flaws found by live feedback.
    Feedback,
    /// Queue order.
    Priority,
    /// Maturity below which overhead and flaws grow.
    MaturityRequired,
}

impl Lever {
    /// All of them, in the order in which presets set them.
    pub const ALL: [Lever; 15] = [
        Lever::Start,
        Lever::Release,
        Lever::Via,
        Lever::Visibility,
        Lever::LatencyFactor,
        Lever::Intake,
        Lever::Route,
        Lever::Sessions,
        Lever::Patience,
        Lever::Syncs,
        Lever::Coordination,
        Lever::SharedContext,
        Lever::Feedback,
        Lever::Priority,
        Lever::MaturityRequired,
    ];

    /// Its path in a model of the file.
    pub fn name(self) -> &'static str {
        match self {
            Lever::Start => "start",
            Lever::Release => "release",
            Lever::Via => "via",
            Lever::Visibility => "visibility",
            Lever::LatencyFactor => "latency_factor",
            Lever::Intake => "intake",
            Lever::Route => "approval.route",
            Lever::Sessions => "approval.sessions",
            Lever::Patience => "approval.patience",
            Lever::Syncs => "syncs",
            Lever::Coordination => "coordination",
            Lever::SharedContext => "shared_context",
            Lever::Feedback => "feedback",
            Lever::Priority => "priority",
            Lever::MaturityRequired => "maturity_required",
        }
    }

    /// The lever with this name.
    pub fn find(name: &str) -> Option<Lever> {
        Lever::ALL.into_iter().find(|lever| lever.name() == name)
    }

    /// What a model sets it to, in words; two models set it alike exactly if the words are equal.
    pub fn value(self, facts: &Facts, model: &WorkflowModel) -> String {
        let of_handoffs = |word: &dyn Fn(&HandoffLevers) -> String| handoffs(facts, model, word);
        match self {
            Lever::Start => of_handoffs(&|l| start(l.start.value)),
            Lever::Release => of_handoffs(&|l| release(l.release.value, &model.syncs)),
            Lever::Via => via(facts, model),
            Lever::Visibility => of_handoffs(&|l| visibility(l.visibility.value, &model.syncs)),
            Lever::LatencyFactor => of_handoffs(&|l| l.latency_factor.value.to_string()),
            Lever::Intake => match model.intake {
                Intake::Immediate => "immediate".to_owned(),
                Intake::Sync(sync) => sync_name(&model.syncs, sync),
            },
            Lever::Route => match model.approval.route {
                Route::Serial => "serial".to_owned(),
                Route::Concurrent => "concurrent".to_owned(),
            },
            Lever::Sessions => match model.approval.sessions {
                Sessions::Calendar => "calendar".to_owned(),
                Sessions::OnDemand => "on-demand".to_owned(),
            },
            Lever::Patience => patience(model),
            Lever::Syncs => syncs(facts, &model.syncs),
            Lever::Coordination => coordination(model),
            Lever::SharedContext => if model.shared_context { "yes" } else { "no" }.to_owned(),
            Lever::Feedback => model.feedback.as_ref().map_or("none".to_owned(), |feedback| {
                format!("{} after {} h", feedback.detect, feedback.delay.hours())
            }),
            Lever::Priority => match model.priority {
                crate::model::Priority::ReworkFirst => "rework-first".to_owned(),
                crate::model::Priority::Fifo => "fifo".to_owned(),
            },
            Lever::MaturityRequired => model.maturity_required.to_string(),
        }
    }
}

/// The levers that two models set differently, in the order of [`Lever::ALL`].
pub fn differing(facts: &Facts, from: &WorkflowModel, to: &WorkflowModel) -> Vec<Lever> {
    let differs = |lever: &Lever| lever.value(facts, from) != lever.value(facts, to);
    Lever::ALL.into_iter().filter(differs).collect()
}

/// Pairs of different streams, and a stream with itself: every kind of handoff that there can be.
pub fn stream_pairs(facts: &Facts) -> impl Iterator<Item = (usize, usize)> {
    let streams = facts.streams.len();
    (0..streams * streams).map(move |pair| (pair / streams, pair % streams))
}

/// Whether some handoff joins two streams: a need, or a dependency between deliverables.
fn joined(facts: &Facts, from: usize, to: usize) -> bool {
    let needs = facts.streams[to].needs.contains(&from);
    needs || facts.dependencies.iter().any(|d| d.from.1 == from && d.to.1 == to)
}

/// The settings of a lever of handoffs, each once, with the pairs of streams it holds for where
/// they differ.
fn handoffs(
    facts: &Facts,
    model: &WorkflowModel,
    word: &dyn Fn(&HandoffLevers) -> String,
) -> String {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (from, to) in stream_pairs(facts).filter(|(from, to)| joined(facts, *from, *to)) {
        let setting = word(&plan::levers(facts, model, from, to));
        let pair = format!("{}→{}", facts.streams[from].name, facts.streams[to].name);
        match found.iter_mut().find(|(known, _)| *known == setting) {
            Some((_, pairs)) => pairs.push(pair),
            None => found.push((setting, vec![pair])),
        }
    }
    match found.as_slice() {
        [(setting, _)] => setting.clone(),
        _ => {
            let each =
                found.iter().map(|(setting, pairs)| format!("{setting} ({})", pairs.join(", ")));
            each.collect::<Vec<String>>().join("; ")
        }
    }
}

fn start(start: Start) -> String {
    match start {
        Start::Final => "final".to_owned(),
        Start::Early(share) => format!("early({share})"),
        Start::Brief => "brief".to_owned(),
    }
}

fn release(release: Release, syncs: &[Sync]) -> String {
    match release {
        Release::Item => "item".to_owned(),
        Release::Phase => "phase".to_owned(),
        Release::Sync(sync) => sync_name(syncs, sync),
    }
}

fn visibility(visibility: Visibility, syncs: &[Sync]) -> String {
    match visibility {
        Visibility::Handoff => "handoff".to_owned(),
        Visibility::Live => "live".to_owned(),
        Visibility::Sync(sync) => sync_name(syncs, sync),
    }
}

fn sync_name(syncs: &[Sync], sync: usize) -> String {
    format!("sync {}", syncs[sync].name)
}

fn via(facts: &Facts, model: &WorkflowModel) -> String {
    let team = |levers: &HandoffLevers| match levers.via.value {
        Via::Direct => "none".to_owned(),
        Via::Team(team) => facts.teams[team].name.clone(),
    };
    let hands = handoffs(facts, model, &team);
    match &model.broker {
        Some(broker) => format!("{hands}, detect {}, {:?}", broker.detect, broker.effort.mean()),
        None => hands,
    }
}

fn patience(model: &WorkflowModel) -> String {
    match model.approval.patience {
        Some(patience) => format!("{} h, then {}", patience.hours(), model.approval.bypass),
        None => "endless".to_owned(),
    }
}

fn syncs(facts: &Facts, syncs: &[Sync]) -> String {
    let one = |sync: &Sync| {
        let all = sync.attend.len() == facts.teams.len();
        let teams: Vec<&str> = sync.attend.iter().map(|t| facts.teams[*t].name.as_str()).collect();
        let who = if all { "all".to_owned() } else { teams.join(", ") };
        let (every, length) = (sync.every.hours(), sync.length.hours());
        format!("{} every {every} h, {length} h, detect {}, {who}", sync.name, sync.detect)
    };
    let list: Vec<String> = syncs.iter().map(one).collect();
    if list.is_empty() { "none".to_owned() } else { list.join("; ") }
}

fn coordination(model: &WorkflowModel) -> String {
    let coordination = model.coordination;
    let with = match coordination.with {
        With::Neighbours => "neighbours",
        With::All => "all",
    };
    format!("{} a link, {} a person, with {with}", coordination.per_link, coordination.per_person)
}
