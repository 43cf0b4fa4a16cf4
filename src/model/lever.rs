//! A workflow model, and its levers one by one: their names, the numbers in them, how two models differ in one.
//!
//! What is asked of every lever is asked of it here, in a `match` over all: a lever that has no answer does not compile.

use super::figure::{Figure, Set, micros, of_rules, of_sync};
use super::setting::{self, Setting};
use super::{
    ApprovalLevers, ApprovalRule, Audit, Broker, Coordination, Facts, HandoffLevers, HandoffRule,
    Intake, LiveFeedback, Pod, Priority, Source, Start, Sync, Via, Word, explained, written,
};
use crate::time::{Elapsed, Instant};

/// A workflow model: a setting of the levers.
#[derive(Clone, Debug)]
pub struct WorkflowModel {
    /// Unique name; only ever shown, never looked at by the engine.
    pub name: String,
    /// The preset it starts from, if any.
    pub preset: Option<String>,
    /// Rules about handoffs in rising precedence (the last one that speaks wins): the preset's own
    /// values, the preset's rows, the model's own values, the model's rows. A preset's rows for a lever
    /// that the model sets itself are left out by the loader.
    pub handoffs: Vec<HandoffRule>,
    /// How the campaign as a whole is conducted.
    pub conduct: Conduct,
    /// The approval process, where no row speaks of it.
    pub approval: ApprovalLevers,
    /// Rules about some approvals in rising precedence, as [`WorkflowModel::handoffs`].
    pub approvals: Vec<ApprovalRule>,
    /// Recurring meetings, in list order.
    pub syncs: Vec<Sync>,
    /// Audits, in list order.
    pub audits: Vec<Audit>,
    /// Whether it pays for its practices, and gets what they bring.
    pub pays: bool,
    /// Prices of staying in touch that are set by hand.
    pub coordination: Coordination,
    /// Whether the context is shared.
    pub shared_context: bool,
    /// What is set by hand of live feedback.
    pub feedback: LiveFeedback,
    /// The broker's effort and detection, where some handoff goes through one.
    pub broker: Option<Broker>,
    /// Who serves some deliverables only, in list order.
    pub pods: Vec<Pod>,
    /// Maturity below which overhead and flaws grow, in [0, 1], if it is set by hand.
    pub maturity_required: Option<f64>,
    /// Where each lever that is not of a handoff was set, by its path in the file (`intake`,
    /// `approval.route`, `coordination.per_link`, `syncs`, ...), in the order of the fields above.
    pub origins: Vec<(String, Source)>,
    /// The setting that it switches to on the way, if it does.
    pub then: Option<Box<Then>>,
}

/// A second setting of the levers, and from when on it is in force.
#[derive(Clone, Debug)]
pub struct Then {
    /// From when on.
    pub when: SwitchTime,
    /// The setting; it switches no further.
    pub model: WorkflowModel,
}

/// When a model switches to its second setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchTime {
    /// At this instant.
    At(Instant),
    /// When this change is first taken in; never, if it is not.
    Taken(usize),
}

/// Levers of the campaign as a whole that a plan takes over as they are, for the engine to obey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conduct {
    /// When late changes are taken in.
    pub intake: Intake,
    /// Queue order.
    pub priority: Priority,
    /// How many campaigns of a portfolio may be under way at once, if there is a limit.
    pub wip: Option<u32>,
}

impl WorkflowModel {
    /// Its settings of the levers: its own, then the one that it switches to, if it does.
    pub fn settings(&self) -> impl Iterator<Item = &WorkflowModel> {
        [self].into_iter().chain(self.then.as_deref().map(|then| &then.model))
    }

    /// Where a lever that is not of a handoff was set; [`Source::Default`] if nowhere.
    pub fn origin(&self, path: &str) -> Source {
        let found = self.origins.iter().find(|(name, _)| name == path);
        found.map_or(Source::Default, |(_, source)| *source)
    }
}

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
    /// How long teams wait for a verdict, and whether they then go ahead.
    Patience,
    /// The meetings: their time and what they find. When a lever waits for a sync, that is the lever's.
    Syncs,
    /// Who looks at done work, how often and how closely.
    Audits,
    /// What staying in touch costs.
    Coordination,
    /// Whether nobody drifts.
    SharedContext,
    /// Flaws found by live feedback.
    Feedback,
    /// Queue order.
    Priority,
    /// Who serves some deliverables only.
    Pods,
    /// How many campaigns may be under way at once.
    Wip,
    /// Maturity below which overhead and flaws grow.
    MaturityRequired,
}

super::levers::words! {
    Lever, "a lever" {
        "start" => Start,
        "release" => Release,
        "via" => Via,
        "visibility" => Visibility,
        "latency_factor" => LatencyFactor,
        "intake" => Intake,
        "approval.route" => Route,
        "approval.sessions" => Sessions,
        "approval.patience" => Patience,
        "syncs" => Syncs,
        "audits" => Audits,
        "coordination" => Coordination,
        "shared_context" => SharedContext,
        "feedback" => Feedback,
        "priority" => Priority,
        "pods" => Pods,
        "wip" => Wip,
        "maturity_required" => MaturityRequired,
    }
}

impl Lever {
    /// All of them, in the order in which presets set them.
    pub fn all() -> impl Iterator<Item = Lever> {
        Lever::WORDS.iter().map(|(_, lever)| *lever)
    }

    /// All of them: these first, then the others in their order.
    pub fn beginning_with<const N: usize>(first: [Lever; N]) -> impl Iterator<Item = Lever> {
        let others = Lever::all().filter(move |lever| !first.contains(lever));
        first.into_iter().chain(others)
    }

    /// Its path in a model of the file.
    pub fn name(self) -> &'static str {
        self.word()
    }

    /// The paths under which [`WorkflowModel::origin`] knows it; none of a lever of handoffs, each of which has its
    /// own source. The broker goes with the hands.
    pub fn paths(self) -> Vec<&'static str> {
        match self {
            Lever::Start | Lever::Release | Lever::Visibility | Lever::LatencyFactor => vec![],
            Lever::Via => vec!["broker.effort", "broker.detect"],
            Lever::Patience => vec!["approval.patience", "approval.bypass"],
            Lever::Coordination => {
                vec!["coordination.per_link", "coordination.per_person", "coordination.with"]
            }
            Lever::Feedback => vec!["feedback.detect", "feedback.delay"],
            own => vec![own.name()],
        }
    }

    /// The numbers that a model sets it to and that nobody measured.
    pub fn figures(self, model: &WorkflowModel) -> Vec<Figure> {
        match self {
            Lever::Start => {
                let set: Set = |it, rule, to| it.handoffs[rule].start = Some(Start::Early(to));
                of_rules(
                    model,
                    |rule| rule.start.is_some(),
                    |index, rule| match rule.start? {
                        Start::Early(share) => Some(Figure::early(share, index, set)),
                        _ => None,
                    },
                )
            }
            Lever::LatencyFactor => {
                let set: Set = |it, rule, to| it.handoffs[rule].latency_factor = Some(to);
                of_rules(
                    model,
                    |rule| rule.latency_factor.is_some(),
                    |index, rule| {
                        Some(Figure::any("latency_factor", rule.latency_factor?, index, set))
                    },
                )
            }
            Lever::Syncs => (0..model.syncs.len()).flat_map(|id| of_sync(model, id)).collect(),
            Lever::Coordination => {
                let Coordination { per_link, per_person, .. } = model.coordination;
                let link: Set = |it, _, to| it.coordination.per_link = Some(to);
                let person: Set = |it, _, to| it.coordination.per_person = Some(to);
                let link = per_link.map(|it| Figure::any("coordination.per_link", it, 0, link));
                let of = |it| Figure::any("coordination.per_person", it, 0, person);
                link.into_iter().chain(per_person.map(of)).collect()
            }
            Lever::Feedback => {
                let LiveFeedback { detect, delay } = model.feedback;
                let found: Set = |it, _, to| it.feedback.detect = Some(to);
                let after: Set = |it, _, to| it.feedback.delay = Some(Elapsed(micros(to)));
                let found = detect.map(|it| Figure::share("feedback.detect", it, 0, found));
                let of = |it: Elapsed| Figure::hours("feedback.delay", it.hours(), 0, after);
                found.into_iter().chain(delay.map(of)).collect()
            }
            Lever::MaturityRequired => {
                let set: Set = |it, _, to| it.maturity_required = Some(to);
                let of = |it| Figure::share("maturity_required", it, 0, set);
                model.maturity_required.into_iter().map(of).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Sets a lever of the model as a whole as another model has it, its meetings by their numbers there. What is set of
    /// handoffs and of some approvals stands in rules.
    pub fn take(self, own: &mut WorkflowModel, of: &WorkflowModel) {
        match self {
            Lever::Start | Lever::Release | Lever::Visibility | Lever::LatencyFactor => {}
            Lever::Via => own.broker = of.broker.clone(),
            Lever::Intake => own.conduct.intake = of.conduct.intake,
            Lever::Route => own.approval.route = of.approval.route,
            Lever::Sessions => own.approval.on_demand = of.approval.on_demand.clone(),
            Lever::Patience => {
                own.approval.patience = of.approval.patience;
                own.approval.bypass = of.approval.bypass;
            }
            Lever::Syncs => own.syncs = of.syncs.clone(),
            Lever::Audits => own.audits = of.audits.clone(),
            Lever::Coordination => {
                own.coordination = of.coordination;
                own.pays = of.pays;
            }
            Lever::SharedContext => own.shared_context = of.shared_context,
            Lever::Feedback => own.feedback = of.feedback,
            Lever::Priority => own.conduct.priority = of.conduct.priority,
            Lever::Pods => own.pods = of.pods.clone(),
            Lever::Wip => own.conduct.wip = of.conduct.wip,
            Lever::MaturityRequired => own.maturity_required = of.maturity_required,
        }
    }

    /// The setting that governs one kind of handoff; `None` for a lever of the model as a whole.
    pub fn of_handoff<'a>(
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
            // What live visibility brings is that lever's.
            Lever::LatencyFactor => match levers.latency_factor.source {
                Source::Default | Source::Practice if model.pays => {
                    Setting::Word("as practices have it")
                }
                _ => Setting::Number(levers.latency_factor.value),
            },
            _ => return None,
        })
    }

    /// Whether two models set a lever of the model as a whole to equal values.
    pub fn is_alike(self, from: &WorkflowModel, to: &WorkflowModel) -> bool {
        match self {
            Lever::Intake => {
                let of = |model: &'_ WorkflowModel| written(model.conduct.intake, &model.syncs);
                of(from) == of(to)
            }
            Lever::Route | Lever::Sessions | Lever::Patience => {
                self.is_asked_alike(&from.approval, &to.approval)
            }
            Lever::Syncs => from.syncs == to.syncs,
            Lever::Audits => from.audits == to.audits,
            Lever::Coordination => from.coordination == to.coordination && from.pays == to.pays,
            Lever::SharedContext => from.shared_context == to.shared_context,
            Lever::Feedback => from.feedback == to.feedback,
            Lever::Priority => from.conduct.priority == to.conduct.priority,
            Lever::Pods => from.pods == to.pods,
            Lever::Wip => from.conduct.wip == to.conduct.wip,
            Lever::MaturityRequired => from.maturity_required == to.maturity_required,
            Lever::Start
            | Lever::Release
            | Lever::Via
            | Lever::Visibility
            | Lever::LatencyFactor => true,
        }
    }

    /// Whether a lever of approvals is set to equal values.
    pub fn is_asked_alike(self, a: &ApprovalLevers, b: &ApprovalLevers) -> bool {
        match self {
            Lever::Route => a.route == b.route,
            Lever::Sessions => a.on_demand == b.on_demand,
            Lever::Patience => {
                a.patience == b.patience && (a.patience.is_none() || a.bypass == b.bypass)
            }
            _ => true,
        }
    }

    /// What a lever of approvals is set to, in words.
    pub fn asked(self, facts: &Facts, levers: &ApprovalLevers) -> String {
        match self {
            Lever::Route => levers.route.word().to_owned(),
            Lever::Sessions => setting::on_demand(facts, levers),
            _ => setting::patience(levers),
        }
    }

    /// What a model sets a lever of the model as a whole to, in words; empty of what is told by how two models differ in
    /// it: handoffs and meetings.
    pub fn words(self, facts: &Facts, model: &WorkflowModel) -> String {
        match self {
            Lever::Route | Lever::Sessions | Lever::Patience => self.asked(facts, &model.approval),
            Lever::Coordination => setting::coordination(model),
            Lever::SharedContext => if model.shared_context { "yes" } else { "no" }.to_owned(),
            Lever::Feedback => setting::feedback(model),
            Lever::Audits => setting::audits(model),
            Lever::Priority => model.conduct.priority.word().to_owned(),
            Lever::Wip => model.conduct.wip.map_or("no limit".to_owned(), |most| most.to_string()),
            Lever::MaturityRequired => {
                setting::by_hand(model.maturity_required, |it| it.to_string())
            }
            Lever::Pods => setting::pods(facts, &model.pods),
            Lever::Intake => written(model.conduct.intake, &model.syncs),
            Lever::Start
            | Lever::Release
            | Lever::Via
            | Lever::Visibility
            | Lever::LatencyFactor
            | Lever::Syncs => String::new(),
        }
    }

    /// How the second of two models sets it, instead of how the first does, in the words of somebody who works so.
    pub fn plain(self, from: &WorkflowModel, to: &WorkflowModel) -> Plain {
        let fixed = |words: &str| Plain::AsAWhole(words.to_owned());
        let instead = |doing, word: fn(&WorkflowModel) -> String| {
            Plain::AsAWhole(setting::instead(doing, [from, to].map(word)))
        };
        match self {
            Lever::Start => Plain::OnHandoffs("starting"),
            Lever::Release | Lever::Via => Plain::OnHandoffs("handing over"),
            Lever::Visibility => Plain::OnHandoffs("telling of rework"),
            Lever::LatencyFactor => Plain::OnHandoffs("handing over in other times:"),
            Lever::Intake => instead("taking late changes in", setting::intake),
            Lever::Route => Plain::OfApprovals("asking reviewers"),
            Lever::Sessions => Plain::OfApprovals("reviewing"),
            Lever::Patience => Plain::OfApprovals("waiting for a verdict:"),
            Lever::Syncs => Plain::AsAWhole(setting::meetings(&from.syncs, &to.syncs)),
            Lever::Audits if to.audits.is_empty() => fixed("no longer checking done work"),
            Lever::Audits => fixed("checking done work"),
            Lever::Coordination => fixed("the price of staying in touch"),
            Lever::SharedContext if to.shared_context => fixed("working from one shared context"),
            Lever::SharedContext => fixed("giving the shared context up"),
            Lever::Feedback => fixed("what feedback on live work finds"),
            Lever::Priority => {
                instead("taking up work in the order", |it| it.conduct.priority.word().to_owned())
            }
            Lever::Pods if to.pods.is_empty() => fixed("serving everything together, without pods"),
            Lever::Pods => fixed("working in pods"),
            Lever::Wip => instead("campaigns under way at once:", |it| {
                it.conduct.wip.map_or("any number".to_owned(), |most| format!("at most {most}"))
            }),
            Lever::MaturityRequired => instead("asking for a maturity of", |it| {
                let share = it.maturity_required;
                share.map_or("what practices take".to_owned(), |share| share.to_string())
            }),
        }
    }

    /// What `explain` says of a lever of the model as a whole; nothing of what it says at handoffs, at approvals that rows
    /// speak of, and of prices.
    pub fn explained(self, facts: &Facts, model: &WorkflowModel) -> Vec<explained::Line> {
        let one = |what: &str, words: String| vec![(what.to_owned(), words)];
        let approval = &model.approval;
        match self {
            Lever::Route | Lever::Sessions | Lever::Patience if !model.approvals.is_empty() => {
                Vec::new()
            }
            Lever::Intake => one("late changes", explained::intake(model)),
            Lever::Route => one("reviewers", explained::route(approval.route).to_owned()),
            Lever::Sessions => {
                one("they work", explained::reviewing(facts, None, &approval.on_demand))
            }
            Lever::Patience => one("impatience", explained::patience(approval)),
            Lever::Priority => one("queues", explained::priority(model).to_owned()),
            Lever::SharedContext => one("drift", explained::drift(facts, model)),
            Lever::Feedback => one("live feedback", explained::live_feedback(facts, model)),
            Lever::Syncs => {
                model.syncs.iter().map(|it| explained::sync(facts, model, it)).collect()
            }
            Lever::Audits => model.audits.iter().map(|it| explained::audit(facts, it)).collect(),
            Lever::Wip => explained::campaigns(facts, model).into_iter().collect(),
            Lever::Pods => model.pods.iter().map(|it| explained::pod(facts, it)).collect(),
            Lever::Via => explained::broker(model).into_iter().collect(),
            Lever::Start
            | Lever::Release
            | Lever::Visibility
            | Lever::LatencyFactor
            | Lever::Coordination
            | Lever::MaturityRequired => Vec::new(),
        }
    }
}

/// What is said of a switch of a lever.
pub enum Plain {
    /// What is done otherwise at handoffs: how, these say.
    OnHandoffs(&'static str),
    /// What is done otherwise with approvals: how, these say.
    OfApprovals(&'static str),
    /// Everything, of a lever of the model as a whole.
    AsAWhole(String),
}
