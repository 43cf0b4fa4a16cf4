//! What a lever is set to: values that can be compared, and words for readers.

use super::words::{cadence, percent, span};
use super::{
    ApprovalLevers, Coordination, Facts, Intake, Interrupted, LiveFeedback, Pod, Sessions, Start,
    Sync, TeamId, Word, WorkflowModel,
};
use crate::distribution::{Distribution, Family};
use crate::text::{self, listed};
use crate::time::HOUR;

/// A setting of a lever of handoffs. Syncs are the same if they have the same name: what a sync is
/// belongs to the lever `syncs`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting<'a> {
    /// A keyword of the format.
    Word(&'static str),
    /// When the receiver may start.
    Start(Start),
    /// The meeting that is waited for.
    Sync(&'a str),
    /// A team.
    Team(TeamId),
    /// A factor.
    Number(f64),
}

impl<'a> Setting<'a> {
    /// The setting of a lever that is a word or waits for a sync.
    pub fn of(lever: impl Word, syncs: &'a [Sync]) -> Setting<'a> {
        lever.sync().map_or(Setting::Word(lever.word()), |id| Setting::Sync(&syncs[id].name))
    }

    /// The setting as the file writes it.
    pub fn word(self, facts: &Facts) -> String {
        match self {
            Setting::Word(word) => word.to_owned(),
            Setting::Start(start) => start.written(),
            Setting::Sync(name) => format!("sync {name}"),
            Setting::Team(team) => facts.teams[team].name.clone(),
            Setting::Number(number) => text::short(number),
        }
    }
}

/// In what a broker differs from another: "4 h a version", "finds flaws with 0.2". Nothing where either model
/// has none.
pub fn broker(model: &WorkflowModel, other: &WorkflowModel) -> Vec<String> {
    let (Some(ours), Some(theirs)) = (&model.broker, &other.broker) else { return Vec::new() };
    let work =
        (ours.effort != theirs.effort).then(|| format!("{} a version", effort(&ours.effort)));
    let finds = (ours.detect != theirs.detect).then(|| format!("finds flaws with {}", ours.detect));
    work.into_iter().chain(finds).collect()
}

/// Working time in words: "4 h", "uniform 0 to 8 h".
fn effort(effort: &Distribution) -> String {
    let h = |micros: f64| text::number(micros / HOUR as f64).unwrap_or_default();
    let at = |(value, share): (&f64, &f64)| format!("{} h (up to {})", h(*value), percent(*share));
    match effort.family() {
        Family::Constant { value } => format!("{} h", h(*value)),
        Family::Pert { low, likely, high } => {
            format!("PERT {}, {}, {} h", h(*low), h(*likely), h(*high))
        }
        Family::Uniform { low, high } => format!("uniform {} to {} h", h(*low), h(*high)),
        Family::Triangular { low, likely, high } => {
            format!("triangular {}, {}, {} h", h(*low), h(*likely), h(*high))
        }
        Family::Exponential { mean } => format!("exponential, mean {} h", h(*mean)),
        Family::Lognormal { median, log_sd } => {
            format!("lognormal, median {} h, log sd {log_sd}", h(*median))
        }
        Family::Gamma { mean, cv } => format!("gamma, mean {} h, cv {cv}", h(*mean)),
        Family::Weibull { scale, shape } => {
            format!("Weibull, scale {} h, shape {shape}", h(*scale))
        }
        Family::Empirical { values } => {
            let values: Vec<String> = values.iter().map(|value| h(*value)).collect();
            format!("one of {} h", values.join(", "))
        }
        Family::Weighted { values, up_to } => {
            let list: Vec<String> = values.iter().zip(up_to).map(at).collect();
            format!("one of {}", list.join(", "))
        }
        Family::Quantiles { probabilities, values } => {
            let list: Vec<String> = values.iter().zip(probabilities).map(at).collect();
            format!("lines through {}", list.join(", "))
        }
        Family::Mixture { of, shares } => {
            let part = |(law, share): (&Distribution, &f64)| {
                format!("{} in {}", self::effort(law), percent(*share))
            };
            of.iter().zip(shares).map(part).collect::<Vec<String>>().join("; ")
        }
    }
}

/// How long teams wait for a reviewer, and with which probability they then go ahead.
pub fn patience(levers: &ApprovalLevers) -> String {
    match levers.patience {
        Some(patience) => format!("{} h, then {}", patience.hours(), levers.bypass),
        None => "endless".to_owned(),
    }
}

/// Who reviews on demand.
pub fn on_demand(facts: &Facts, levers: &ApprovalLevers) -> String {
    match levers.interrupted(facts) {
        Interrupted::Nobody => Sessions::Calendar.word().to_owned(),
        Interrupted::All => Sessions::OnDemand.word().to_owned(),
        Interrupted::These(names) => {
            format!("{} ({})", Sessions::OnDemand.word(), names.join(", "))
        }
    }
}

/// The audits of a model: "gate check every 24 h, 0.2 of done work, 0.5 h, finds 0.8".
pub fn audits(model: &WorkflowModel) -> String {
    let audit = |audit: &crate::model::Audit| {
        let (every, work) = (audit.every.hours(), effort(&audit.effort));
        let (name, sample, detect) = (&audit.name, audit.sample, audit.detect);
        format!("{name} every {every} h, {sample} of done work, {work}, finds {detect}")
    };
    let words: Vec<String> = model.audits.iter().map(audit).collect();
    if words.is_empty() { "none".to_owned() } else { words.join("; ") }
}

/// What live feedback finds, and when.
pub fn feedback(model: &WorkflowModel) -> String {
    let feedback = model.feedback;
    if feedback == LiveFeedback::default() {
        return "as practices have it".to_owned();
    }
    let detect = by_hand(feedback.detect, |detect| detect.to_string());
    format!("{detect} after {}", by_hand(feedback.delay, |delay| format!("{} h", delay.hours())))
}

/// A figure that is set by hand, in words, or that practices have their say.
pub fn by_hand<T>(figure: Option<T>, words: impl Fn(T) -> String) -> String {
    figure.map_or("as practices have it".to_owned(), words)
}

/// The price of staying in touch.
pub fn coordination(model: &WorkflowModel) -> String {
    let Coordination { per_link, per_person, with } = model.coordination;
    if !model.pays && model.coordination == Coordination::default() {
        return "costs nothing".to_owned();
    }
    let [link, person] = [per_link, per_person].map(|price| by_hand(price, |it| it.to_string()));
    let with = by_hand(with, |with| with.word().to_owned());
    format!("{link} a link, {person} a person, with streams {with}")
}

/// Who serves which deliverables only.
pub fn pods(facts: &Facts, pods: &[Pod]) -> String {
    let all: Vec<String> =
        pods.iter().map(|pod| format!("{}: {}", pod.name, pod.written(facts))).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}

/// The syncs of either model that the other does not have just so.
pub fn differing_syncs(facts: &Facts, before: &[Sync], after: &[Sync]) -> (String, String) {
    let side = |ours: &[Sync], theirs: &[Sync]| {
        let own = ours.iter().filter(|sync| !theirs.contains(sync));
        let list: Vec<String> = own.map(|own| sync(facts, own)).collect();
        match (list.is_empty(), ours.is_empty()) {
            (false, _) => list.join("; "),
            (true, true) => "none".to_owned(),
            (true, false) => "not held".to_owned(),
        }
    };
    let words = (side(before, after), side(after, before));
    // The same syncs in another order draw by other numbers.
    if words.0 == words.1 {
        let names = |syncs: &[Sync]| {
            syncs.iter().map(|sync| sync.name.as_str()).collect::<Vec<_>>().join(", then ")
        };
        return (names(before), names(after));
    }
    words
}

fn sync(facts: &Facts, sync: &Sync) -> String {
    let all = sync.attend.len() == facts.teams.len();
    let teams: Vec<&str> = sync.attend.iter().map(|t| facts.teams[*t].name.as_str()).collect();
    let who = if all { "all".to_owned() } else { teams.join(", ") };
    let (every, length) = (sync.every.hours(), sync.length.hours());
    let detect = sync.detect.map(|detect| format!(", detect {detect}")).unwrap_or_default();
    format!("{} every {every} h, {length} h{detect}, {who}", sync.name)
}

/// "asking reviewers all at once instead of one after the other"
pub fn instead(doing: &str, [before, after]: [String; 2]) -> String {
    format!("{doing} {after} instead of {before}")
}

/// When late changes are taken in.
pub fn intake(model: &WorkflowModel) -> String {
    match model.conduct.intake {
        Intake::Sync(id) => format!("at {}", model.syncs[id].name),
        _ => "at once".to_owned(),
    }
}

/// "holding standup (15 min every 24 h)", "holding no more weekly", or both.
pub fn meetings(before: &[Sync], after: &[Sync]) -> String {
    let only = |ours: &[Sync], theirs: &[Sync]| -> Vec<String> {
        ours.iter().filter(|sync| !theirs.contains(sync)).map(meeting).collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    let said = |words: &str, meetings: &[String]| {
        let names: Vec<&str> = meetings.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{words} {}", listed(&names)))
    };
    let said = [said("holding", &new), said("no longer holding", &gone)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { "holding meetings in another order".to_owned() } else { said.join(", ") }
}

fn meeting(sync: &Sync) -> String {
    format!("{} ({} {})", sync.name, span(sync.length.0), cadence(sync.every.0))
}
