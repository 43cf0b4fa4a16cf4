//! The levers, one by one: their names, where a file sets them, and the numbers in them.

use super::{HandoffRule, Source, Start, SyncId, WorkflowModel};
use crate::text;
use crate::time::{Elapsed, HOUR, Work};

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

impl Lever {
    /// All of them, in the order in which presets set them.
    pub const ALL: [Lever; 18] = [
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
        Lever::Audits,
        Lever::Coordination,
        Lever::SharedContext,
        Lever::Feedback,
        Lever::Priority,
        Lever::Pods,
        Lever::Wip,
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
            Lever::Audits => "audits",
            Lever::Coordination => "coordination",
            Lever::SharedContext => "shared_context",
            Lever::Feedback => "feedback",
            Lever::Priority => "priority",
            Lever::Pods => "pods",
            Lever::Wip => "wip",
            Lever::MaturityRequired => "maturity_required",
        }
    }

    /// The paths under which [`WorkflowModel::origin`] knows it; none of a lever of handoffs, each of which has its
    /// own source. The broker goes with the hands.
    pub fn paths(self) -> &'static [&'static str] {
        match self {
            Lever::Start | Lever::Release | Lever::Visibility | Lever::LatencyFactor => &[],
            Lever::Via => &["broker.effort", "broker.detect"],
            Lever::Intake => &["intake"],
            Lever::Route => &["approval.route"],
            Lever::Sessions => &["approval.sessions"],
            Lever::Patience => &["approval.patience", "approval.bypass"],
            Lever::Syncs => &["syncs"],
            Lever::Audits => &["audits"],
            Lever::Coordination => {
                &["coordination.per_link", "coordination.per_person", "coordination.with"]
            }
            Lever::SharedContext => &["shared_context"],
            Lever::Feedback => &["feedback.detect", "feedback.delay"],
            Lever::Priority => &["priority"],
            Lever::Pods => &["pods"],
            Lever::Wip => &["wip"],
            Lever::MaturityRequired => &["maturity_required"],
        }
    }

    /// The numbers that a model sets it to and that nobody measured.
    pub fn figures(self, model: &WorkflowModel) -> Vec<Figure> {
        match self {
            Lever::Coordination => {
                let coordination = model.coordination;
                let of = |path: &str, value: Option<f64>, place| {
                    value.map(|value| Figure::any(path.to_owned(), value, place))
                };
                let link = of("coordination.per_link", coordination.per_link, Place::PerLink);
                let person =
                    of("coordination.per_person", coordination.per_person, Place::PerPerson);
                link.into_iter().chain(person).collect()
            }
            Lever::MaturityRequired => {
                let of = |value| {
                    Figure::share("maturity_required".to_owned(), value, Place::MaturityRequired)
                };
                model.maturity_required.into_iter().map(of).collect()
            }
            Lever::Feedback => {
                let (detect, delay) = (Place::FeedbackDetect, Place::FeedbackDelay);
                let of = |value| Figure::share("feedback.detect".to_owned(), value, detect);
                let after =
                    |span: Elapsed| Figure::hours("feedback.delay".to_owned(), span.hours(), delay);
                let feedback = model.feedback;
                feedback.detect.map(of).into_iter().chain(feedback.delay.map(after)).collect()
            }
            Lever::Syncs => (0..model.syncs.len()).flat_map(|id| of_sync(model, id)).collect(),
            Lever::Audits => (0..model.audits.len()).flat_map(|id| of_audit(model, id)).collect(),
            Lever::LatencyFactor => of_rules(
                model,
                |rule| rule.latency_factor.is_some(),
                |index, rule| {
                    let place = Place::LatencyFactor(index);
                    Some(Figure::any("latency_factor".to_owned(), rule.latency_factor?, place))
                },
            ),
            Lever::Start => of_rules(
                model,
                |rule| rule.start.is_some(),
                |index, rule| match rule.start? {
                    // An early version is one before the end.
                    Start::Early(share) => Some(Figure {
                        most: 1.0 - f64::EPSILON,
                        ..Figure::share("start".to_owned(), share, Place::Start(index))
                    }),
                    _ => None,
                },
            ),
            _ => Vec::new(),
        }
    }
}

/// A number that a model sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its path in the model, as the file has it.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// The unit, as the file writes it; may be empty.
    pub unit: &'static str,
    /// The largest value that is allowed.
    pub most: f64,
    place: Place,
}

/// Where a figure is; rules and syncs by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    PerLink,
    PerPerson,
    MaturityRequired,
    FeedbackDetect,
    FeedbackDelay,
    SyncEvery(SyncId),
    SyncLength(SyncId),
    SyncDetect(SyncId),
    AuditEvery(usize),
    AuditSample(usize),
    AuditDetect(usize),
    LatencyFactor(usize),
    Start(usize),
}

impl Figure {
    fn any(path: String, value: f64, place: Place) -> Figure {
        Figure { path, value, unit: "", most: f64::MAX, place }
    }

    fn share(path: String, value: f64, place: Place) -> Figure {
        Figure { most: 1.0, ..Figure::any(path, value, place) }
    }

    fn hours(path: String, value: f64, place: Place) -> Figure {
        Figure { unit: "h", ..Figure::any(path, value, place) }
    }

    /// A value of it as the file writes it, around a number.
    pub fn written(&self, number: &str) -> String {
        match self.place {
            Place::Start(_) => format!("early({number})"),
            _ => format!("{number}{}", self.unit),
        }
    }

    /// Sets it in the model that it was read from, or in one like that.
    pub fn set(&self, model: &mut WorkflowModel, value: f64) {
        let micros = libm::rint(value * HOUR as f64) as i64;
        match self.place {
            Place::PerLink => model.coordination.per_link = Some(value),
            Place::PerPerson => model.coordination.per_person = Some(value),
            Place::MaturityRequired => model.maturity_required = Some(value),
            Place::FeedbackDetect => model.feedback.detect = Some(value),
            Place::FeedbackDelay => model.feedback.delay = Some(Elapsed(micros)),
            Place::SyncEvery(id) => model.syncs[id].every = Elapsed(micros),
            Place::SyncLength(id) => model.syncs[id].length = Work(micros),
            Place::SyncDetect(id) => model.syncs[id].detect = Some(value),
            Place::AuditEvery(id) => model.audits[id].every = Elapsed(micros),
            Place::AuditSample(id) => model.audits[id].sample = value,
            Place::AuditDetect(id) => model.audits[id].detect = value,
            Place::LatencyFactor(rule) => model.handoffs[rule].latency_factor = Some(value),
            Place::Start(rule) => model.handoffs[rule].start = Some(Start::Early(value)),
        }
    }
}

fn of_sync(model: &WorkflowModel, id: SyncId) -> Vec<Figure> {
    let sync = &model.syncs[id];
    let at = |key: &str| format!("syncs.{}.{key}", text::key(&sync.name));
    let times = [
        Figure::hours(at("every"), sync.every.hours(), Place::SyncEvery(id)),
        Figure::hours(at("length"), sync.length.hours(), Place::SyncLength(id)),
    ];
    let detect = sync.detect.map(|value| Figure::share(at("detect"), value, Place::SyncDetect(id)));
    times.into_iter().chain(detect).collect()
}

fn of_audit(model: &WorkflowModel, id: usize) -> [Figure; 3] {
    let audit = &model.audits[id];
    let at = |key: &str| format!("audits.{}.{key}", text::key(&audit.name));
    [
        Figure::hours(at("every"), audit.every.hours(), Place::AuditEvery(id)),
        Figure::share(at("sample"), audit.sample, Place::AuditSample(id)),
        Figure::share(at("detect"), audit.detect, Place::AuditDetect(id)),
    ]
}

/// The figures of rules about handoffs: of those for all handoffs the one that is in force, then of each row.
fn of_rules(
    model: &WorkflowModel,
    sets: fn(&HandoffRule) -> bool,
    figure: impl Fn(usize, &HandoffRule) -> Option<Figure>,
) -> Vec<Figure> {
    let row = |source: Source| match source {
        Source::PresetRow(row) => Some(format!("preset_handoffs[{row}].")),
        Source::ModelRow(row) => Some(format!("handoffs[{row}].")),
        _ => None,
    };
    let rules = || model.handoffs.iter().enumerate();
    let general = rules().rfind(|(_, rule)| row(rule.source).is_none() && sets(rule));
    let rows = rules().filter(|(_, rule)| row(rule.source).is_some());
    let named = |(index, rule): (usize, &HandoffRule)| {
        let found = figure(index, rule)?;
        Some(Figure { path: row(rule.source).unwrap_or_default() + &found.path, ..found })
    };
    general.into_iter().chain(rows).filter_map(named).collect()
}
