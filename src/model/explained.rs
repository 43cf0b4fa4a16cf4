//! What a lever of the model as a whole is set to, and what comes of it, in the words of `explain`.

use super::words::{effort, hours_or_days, percent, span};
use super::{
    ApprovalLevers, Audit, Facts, Intake, Pod, Priority, Route, StreamId, Sync, TeamId,
    WorkflowModel,
};
use crate::time::Elapsed;

/// A line: of what, and how that is set.
pub type Line = (String, String);

/// When late changes are taken in.
pub fn intake(model: &WorkflowModel) -> String {
    match model.conduct.intake {
        Intake::Immediate => "are taken in at once".to_owned(),
        Intake::Sync(sync) => format!("wait for the next `{}`", model.syncs[sync].name),
    }
}

/// In which order reviewers are asked.
pub fn route(route: Route) -> &'static str {
    match route {
        Route::Serial => "are asked one after the other",
        Route::Concurrent => "are asked all at once",
    }
}

/// When the reviewers of an approval (`None`: of all) work, given who of them is interrupted.
pub fn reviewing(facts: &Facts, approval: Option<StreamId>, on_demand: &[TeamId]) -> String {
    let all = (0..facts.teams.len()).filter(|team| facts.reviews(*team, approval));
    let (asked, not): (Vec<TeamId>, Vec<TeamId>) = all.partition(|team| on_demand.contains(team));
    let hours =
        |team: &TeamId| Some(format!("{}: {}", facts.teams[*team].name, own_hours(facts, *team)?));
    let hours: Vec<String> = not.iter().filter_map(hours).collect();
    let hours = if hours.is_empty() { String::new() } else { format!(" ({})", hours.join("; ")) };
    let names: Vec<&str> = asked.iter().map(|team| facts.teams[*team].name.as_str()).collect();
    let how = "on demand, in the default calendar, interrupted each time";
    match (asked.is_empty(), not.is_empty()) {
        (true, _) => format!("by their team's own calendar{hours}"),
        (false, true) => how.to_owned(),
        (false, false) => {
            format!("by their team's own calendar{hours}; {} {how}", names.join(", "))
        }
    }
}

/// The hours of a team, where they are not everybody's: "Tue 10:00-12:00".
pub fn own_hours(facts: &Facts, team: TeamId) -> Option<&str> {
    let calendar = facts.teams[team].calendar;
    (calendar != facts.calendar).then(|| facts.calendars[calendar].text.as_str())
}

/// How long teams wait for a verdict.
pub fn patience(levers: &ApprovalLevers) -> String {
    match levers.patience {
        None => "none: teams wait for approval".to_owned(),
        Some(Elapsed(0)) => {
            format!("{} do not wait for a verdict, and go ahead at once", percent(levers.bypass))
        }
        Some(patience) => format!(
            "after {} without a verdict, {} go ahead without approval",
            span(patience.0),
            percent(levers.bypass)
        ),
    }
}

/// Which work is taken up first.
pub fn priority(model: &WorkflowModel) -> &'static str {
    match model.conduct.priority {
        Priority::ReworkFirst => "rework before new work, then first come, first served",
        Priority::Fifo => "first come, first served",
    }
}

/// How people who do not talk diverge.
pub fn drift(facts: &Facts, model: &WorkflowModel) -> String {
    if !model.shared_context {
        return "as the facts have it".to_owned();
    }
    let how = match model.drift_factor(facts) {
        _ if !model.pays => "none".to_owned(),
        factor => format!("× {factor}"),
    };
    format!("{how}: the context is shared")
}

/// What live feedback finds.
pub fn live_feedback(facts: &Facts, model: &WorkflowModel) -> String {
    let found = model.live_feedback(facts);
    found.map_or("none".to_owned(), |(detect, delay)| found_later(detect, delay))
}

/// "finds each flaw with probability 0.3, 4 h after the finish": what live feedback does.
pub fn found_later(detect: f64, delay: Elapsed) -> String {
    format!(
        "finds each flaw with probability {detect}, {} after the finish",
        hours_or_days(delay.0)
    )
}

/// A meeting: who meets how often for how long, and what that finds.
pub fn sync(facts: &Facts, model: &WorkflowModel, sync: &Sync) -> Line {
    let everyone = sync.attend.len() == facts.teams.len();
    let names: Vec<&str> = sync.attend.iter().map(|t| facts.teams[*t].name.as_str()).collect();
    let who = if everyone { "all teams".to_owned() } else { names.join(", ") };
    let every = span(sync.every.0);
    let length =
        if sync.length.0 == 0 { "without a meeting".to_owned() } else { span(sync.length.0) };
    let text = format!(
        "every {every}, {length}, {who}; finds {:.1} % of the flaws",
        100.0 * model.detection(facts, sync)
    );
    (format!("sync {}", sync.name), text)
}

/// An audit: who looks at how much how often, and what that finds.
pub fn audit(facts: &Facts, audit: &Audit) -> Line {
    let (every, who) = (span(audit.every.0), &facts.teams[audit.team].name);
    let (share, detect) = (percent(audit.sample), percent(audit.detect));
    let each = effort(&audit.effort);
    let text = format!(
        "every {every}, `{who}` looks at {share} of the done work, {each} each; finds {detect} of the flaws"
    );
    (format!("audit {}", audit.name), text)
}

/// Who serves which deliverables only.
pub fn pod(facts: &Facts, pod: &Pod) -> Line {
    (format!("pod {}", pod.name), format!("{} and nothing else", pod.written(facts)))
}

/// When the campaigns of a portfolio start; nothing of a single one.
pub fn campaigns(facts: &Facts, model: &WorkflowModel) -> Option<Line> {
    let all = facts.portfolio.as_ref()?.campaigns;
    let most = model.conduct.wip.filter(|most| *most < all);
    let text = most.map_or("start when they arrive".to_owned(), |most| {
        format!("at most {most} under way; the next starts when one is launched or dropped")
    });
    Some(("campaigns".to_owned(), text))
}

/// What the broker takes and finds, where there is one.
pub fn broker(model: &WorkflowModel) -> Option<Line> {
    let broker = model.broker.as_ref()?;
    let each = effort(&broker.effort);
    let text = format!("{each} a version; finds each flaw with probability {}", broker.detect);
    Some(("broker".to_owned(), text))
}
