//! A workflow model in words: each handoff, its levers, and where each value comes from.

use super::{Latency, Link, Plan, Switch, in_short, price_words};
use crate::distribution::Distribution;
use crate::model::words::{hours_or_days, percent, span, start};
use crate::model::{
    Absence, ApprovalLevers, Arrival, Arrivals, Facts, Lever, Release, Scenario, Source,
    SwitchTime, Then, Via, Visibility, When, WorkflowModel, explained,
};
use crate::time::{HOUR, Instant, MINUTE, micros};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Explains a model of a scenario; several lines, the last one ended.
pub fn explain(scenario: &Scenario, model: usize, plan: &Plan) -> String {
    let (facts, model) = (&scenario.facts, &scenario.models[model]);
    let mut text = Lines::default();
    let preset = model.preset.as_deref().map_or(String::new(), |p| format!(" (preset {p})"));
    text.line(format!("{}{preset}", model.name));
    setting(&mut text, facts, model, plan);
    if let Some(arrivals) = arrivals(facts) {
        text.lever("arrivals", &arrivals, "fact");
    }
    for (what, words) in other_facts(facts) {
        text.lever(&what, &words, "fact");
    }
    for (what, price) in prices_of_failure(facts) {
        text.lever(what, &price, "fact");
    }
    prices(&mut text, facts, model, plan);
    if let (Some(then), Some(switch)) = (&model.then, &plan.then) {
        text.line(String::new());
        text.line(switched(facts, then, switch));
        setting(&mut text, facts, &then.model, &switch.plan);
        prices(&mut text, facts, &then.model, &switch.plan);
    }
    text.0
}

/// What a setting costs and brings.
fn prices(text: &mut Lines, facts: &Facts, model: &WorkflowModel, plan: &Plan) {
    text.line("What staying in touch costs, and what it brings".to_owned());
    for (stream, cost) in price_words::costs(facts, model, plan) {
        text.line(format!("    {stream}: {cost}"));
    }
    for brings in price_words::brings(facts, model, plan) {
        text.line(format!("    {brings}"));
    }
}

/// Facts that shape a campaign beside its handoffs, in words: when it launches, which steps not every piece needs, who
/// has only a part of the time, who is away.
pub fn other_facts(facts: &Facts) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    if let Some(launch) = &facts.launch {
        let at = launch.at.map(|at| format!("not before {}", when(facts, at)));
        let calendar =
            launch.calendar.map(|id| format!("while `{}` is open", facts.calendars[id].name));
        let words: Vec<String> = at.into_iter().chain(calendar).collect();
        said.push(("launch".to_owned(), words.join(", ")));
    }
    for stream in facts.streams.iter().filter(|stream| stream.occurs < 1.0) {
        let words =
            format!("occurs in {} of its tasks, else it is passed over", percent(stream.occurs));
        said.push((stream.name.clone(), words));
    }
    for team in facts.teams.iter().filter(|team| team.person.share < 1.0) {
        let words = format!("has {} of its open time for this work", percent(team.person.share));
        said.push((format!("team {}", team.name), words));
    }
    said.extend(facts.absences.iter().map(|absence| ("away".to_owned(), away(facts, absence))));
    said
}

/// "1 of 2 of `design` for 1 w, between 2 w and 6 w after the start, with probability 30 %"
fn away(facts: &Facts, absence: &Absence) -> String {
    let team = &facts.teams[absence.team];
    let when = match absence.arrival {
        Arrival::At(at) => when(facts, at),
        Arrival::Within(from, to) => {
            format!("between {} and {}", when(facts, from), when(facts, to))
        }
        Arrival::Every { mean_gap, .. } => {
            format!("again and again, {} apart (mean)", span(mean_gap.0))
        }
    };
    let chance = match absence.probability {
        p if p < 1.0 => format!(", with probability {}", percent(p)),
        _ => String::new(),
    };
    let (people, length) = (absence.people, span(absence.length.0));
    format!("{people} of {} of `{}` for {length}, {when}{chance}", team.people, team.name)
}

/// "9 w after the start (Mon 8 Mar 2027)", the day where it is known; "Mon 8 Mar 2027 00:00" of a date.
fn when(facts: &Facts, when: When) -> String {
    let day = |pattern: &str| {
        let after = SignedDuration::from_micros(when.of(Instant::ZERO).0);
        let day = facts.start.checked_add(after).ok()?;
        facts.start_given.then(|| day.strftime(pattern).to_string())
    };
    match when {
        When::At(at) => day("%a %-d %b %Y %H:%M").unwrap_or_else(|| hours_or_days(at.0)),
        When::After(after) => {
            let alone = facts.portfolio.is_none();
            let day = day("%a %-d %b %Y").filter(|_| alone);
            let day = day.map_or(String::new(), |day| format!(" ({day})"));
            format!("{} after the start{day}", hours_or_days(after.0))
        }
    }
}

/// The levers of the model as a whole that are explained before all others.
const FIRST: [Lever; 12] = [
    Lever::Intake,
    Lever::Route,
    Lever::Sessions,
    Lever::Patience,
    Lever::Priority,
    Lever::SharedContext,
    Lever::Feedback,
    Lever::Syncs,
    Lever::Audits,
    Lever::Wip,
    Lever::Pods,
    Lever::Via,
];

/// The levers of a model, or of the setting that it switches to.
fn setting(text: &mut Lines, facts: &Facts, model: &WorkflowModel, plan: &Plan) {
    text.line("In short".to_owned());
    for sentence in in_short::sentences(facts, model, plan) {
        text.line(format!("    {sentence}"));
    }
    text.line(String::new());
    text.line("Handoffs".to_owned());
    for id in 0..plan.links.len() {
        explain_link(text, facts, model, (plan, id));
    }
    explain_approvals(text, facts, model);
    text.line("Across the campaign".to_owned());
    let lines = |lever: Lever| lever.explained(facts, model).into_iter().map(move |it| (it, lever));
    for ((what, value), lever) in Lever::beginning_with(FIRST).flat_map(lines) {
        // What the shared context brings is the table's, where the model says nothing of its own.
        let shared = model.pays && model.shared_context && model.feedback == Default::default();
        let from = match lever {
            Lever::Feedback if shared => source(Source::Practice).to_owned(),
            _ => origin(model, &lever.paths()),
        };
        text.lever(&what, &value, &from);
    }
}

/// When a model switches, to what, and what that takes.
fn switched(facts: &Facts, then: &Then, switch: &Switch) -> String {
    let when = match then.when {
        SwitchTime::At(at) => {
            format!("From {} on", self::when(facts, When::After(at.since(Instant::ZERO))))
        }
        SwitchTime::Taken(change) => {
            format!("From when the change `{}` is taken in", facts.changes[change].name)
        }
    };
    let preset = then.model.preset.as_deref().map_or(String::new(), |p| format!(" (preset {p})"));
    let meeting = match switch.meeting.0 {
        0 => "without a meeting".to_owned(),
        length => format!("everybody meets for {}", span(length)),
    };
    format!("{when}{preset}; {meeting}")
}

/// When the campaigns of a portfolio arrive, in words.
pub fn arrivals(facts: &Facts) -> Option<String> {
    let portfolio = facts.portfolio.as_ref()?;
    let campaigns = portfolio.campaigns;
    Some(match &portfolio.arrivals {
        Arrivals::At(times) => {
            let days: Vec<String> = times.iter().map(|at| hours_or_days(at.0)).collect();
            let date = |at: &Instant| {
                let day = facts.start.checked_add(SignedDuration::from_micros(at.0)).ok()?;
                Some(day.strftime("%a %-d %b %Y").to_string())
            };
            let dates: Option<Vec<String>> = times.iter().map(date).collect();
            let dates = dates.filter(|_| facts.start_given);
            let dates = dates.map_or(String::new(), |dates| format!(" ({})", dates.join(", ")));
            format!("{campaigns} campaigns arrive {} after the start{dates}", days.join(", "))
        }
        Arrivals::Every { gap, calendar: None } => {
            let mean = hours_or_days(micros(gap.mean()));
            format!("{campaigns} campaigns arrive, the next one {mean} after the last (mean)")
        }
        Arrivals::Every { gap, calendar: Some(calendar) } => {
            let (hours, name) = (gap.mean() / HOUR as f64, &facts.calendars[*calendar].name);
            format!(
                "{campaigns} campaigns arrive, the next one {hours:.1} h of `{name}` after the last (mean)"
            )
        }
    })
}

/// What failure costs: of what, and how much in currency units; what has no price is left out.
pub fn prices_of_failure(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut prices = Vec::new();
    if facts.deadline.is_some() && facts.delay_cost > 0.0 {
        prices.push(("a day late", format!("costs {}", facts.delay_cost)));
    }
    if facts.miss_cost > 0.0 {
        prices
            .push(("a late launch", format!("costs {} once, for each campaign", facts.miss_cost)));
    }
    let [low, medium, high] = facts.escape_cost;
    if [low, medium, high] == [low; 3] && low > 0.0 {
        prices.push(("an escape", format!("costs {low}: a flaw that is live at launch")));
    } else if low + medium + high > 0.0 {
        let tiers = format!("{low}, {medium}, {high} by tier (low, medium, high)");
        prices.push(("an escape", format!("costs {tiers}: a flaw that is live at launch")));
    }
    prices
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, line: String) {
        self.0.push_str(&line);
        self.0.push('\n');
    }

    fn lever(&mut self, what: &str, value: &str, source: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "    {what:<16} {value:<68}  {source}");
    }
}

fn explain_link(
    text: &mut Lines,
    facts: &Facts,
    model: &WorkflowModel,
    (plan, id): (&Plan, usize),
) {
    let link = &plan.links[id];
    let (from, to) = (&facts.streams[link.from].name, &facts.streams[link.to].name);
    let alike = |other: &&Link| (other.from, other.to) == (link.from, link.to);
    let some = if plan.links.iter().filter(alike).count() > 1 {
        let own = plan.handoffs.iter().filter(|handoff| handoff.link as usize == id);
        let tasks = own.map(|handoff| [handoff.to, handoff.from]);
        let piece = |[to, from]: [u32; 2]| plan.piece(to).or(plan.piece(from));
        pieces(facts, tasks.filter_map(piece))
    } else {
        String::new()
    };
    text.line(format!("  {from} → {to}{some}"));
    let (levers, handoff) = (&link.levers, facts.handoff(link.from, link.to));
    text.lever("starts", &start(levers.start.value), source(levers.start.source));
    text.lever("released", &release(facts, model, (plan, link)), source(levers.release.source));
    text.lever("goes", &via(facts, levers.via.value), source(levers.via.source));
    let learns = visibility(model, levers.visibility.value);
    text.lever("reopening", &learns, source(levers.visibility.source));
    let latency = latency(link, &handoff.latency);
    let factor = &levers.latency_factor;
    let origin = if factor.value == 1.0 { "fact" } else { source(factor.source) };
    text.lever("latency", &latency, origin);
    let uptake = handoff.uptake;
    let news = format!(
        "matters with probability {}; {} of the work is then redone",
        uptake.sensitivity,
        percent(uptake.impact)
    );
    text.lever("a new version", &news, "fact");
    if uptake.spot > 0.0 {
        text.lever("a flaw", &format!("noticed with probability {}", uptake.spot), "fact");
    }
}

fn latency(link: &Link, fact: &Distribution) -> String {
    let factor = link.levers.latency_factor.value;
    // A drawn latency to the minute, as nobody knows it better.
    let whole = |mean: f64| to_the_minute(micros(mean));
    let mean = span(micros(fact.mean()));
    match link.latency {
        Latency::Fixed(latency) if latency.0 == 0 => "none".to_owned(),
        Latency::Fixed(latency) => format!("{} ({mean} × {factor})", span(latency.0)),
        Latency::Drawn(..) => {
            let (scaled, mean) = (whole(fact.mean() * factor), whole(fact.mean()));
            let by = if factor == 1.0 { String::new() } else { format!(" ({mean} × {factor})") };
            format!("{scaled} on average{by}, drawn anew for each version")
        }
    }
}

fn release(facts: &Facts, model: &WorkflowModel, (plan, link): (&Plan, &Link)) -> String {
    match link.levers.release.value {
        Release::Item => "as soon as it is finished".to_owned(),
        Release::Phase if link.from == link.to => {
            "as soon as it is finished (a phase gates other streams only)".to_owned()
        }
        Release::Phase if link.release == super::Release::Item => {
            "as soon as it is finished (it exists once)".to_owned()
        }
        Release::Phase => match link.release {
            super::Release::Phase(gate) if link.levers.phase_of.is_some() => {
                let tasks = &plan.gates[gate as usize - plan.steps.len()];
                let some = pieces(facts, tasks.iter().filter_map(|task| plan.piece(*task)));
                format!("when the tasks{some} are done")
            }
            _ => "when the whole stream is done".to_owned(),
        },
        Release::Sync(_) if link.release == super::Release::Item => {
            "as soon as it is finished (nobody waits for a meeting with himself)".to_owned()
        }
        Release::Sync(sync) => format!("at the next `{}`", model.syncs[sync].name),
    }
}

/// " of x, y": deliverables, each once, in file order.
fn pieces(facts: &Facts, found: impl Iterator<Item = u32>) -> String {
    let found: BTreeSet<u32> = found.collect();
    let names: Vec<&str> =
        found.iter().map(|piece| facts.deliverables[*piece as usize].name.as_str()).collect();
    format!(" of {}", names.join(", "))
}

/// How approvals are asked, where rows speak of some of them.
fn explain_approvals(text: &mut Lines, facts: &Facts, model: &WorkflowModel) {
    if model.approvals.is_empty() {
        return;
    }
    text.line("Approvals".to_owned());
    for (id, stream) in facts.streams.iter().enumerate().filter(|(_, s)| s.is_approval()) {
        let all = facts.deliverables.iter().enumerate().filter(|(_, d)| facts.has_task(d, id));
        let all = stream.once.then_some(None).into_iter().chain(all.map(|(piece, _)| Some(piece)));
        let mut kinds: Vec<(ApprovalLevers, Vec<u32>)> = Vec::new();
        for piece in all {
            let levers = super::approval_levers(facts, model, id, piece);
            let own = piece.map(|piece| piece as u32);
            match kinds.iter_mut().find(|(known, _)| *known == levers) {
                Some((_, pieces)) => pieces.extend(own),
                None => kinds.push((levers, own.into_iter().collect())),
            }
        }
        for (levers, of) in &kinds {
            let some =
                if kinds.len() > 1 { pieces(facts, of.iter().copied()) } else { String::new() };
            text.line(format!("  {}{some}", stream.name));
            text.line(format!("    reviewers {}", explained::route(levers.route)));
            text.line(format!(
                "    they work {}",
                explained::reviewing(facts, Some(id), &levers.on_demand)
            ));
            text.line(format!("    impatience: {}", explained::patience(levers)));
        }
    }
}

fn via(facts: &Facts, lever: Via) -> String {
    match lever {
        Via::Direct => "straight to the receiver".to_owned(),
        Via::Team(team) => format!("through the hands of `{}`", facts.teams[team].name),
    }
}

fn visibility(model: &WorkflowModel, lever: Visibility) -> String {
    match lever {
        Visibility::Handoff => "is learnt from the new version only".to_owned(),
        Visibility::Sync(sync) => format!("is learnt at the next `{}`", model.syncs[sync].name),
        Visibility::Live => "is learnt at once".to_owned(),
    }
}

/// Where levers were set: each source once, in order of the paths.
fn origin(model: &WorkflowModel, paths: &[&str]) -> String {
    let mut sources: Vec<&'static str> = Vec::new();
    for path in paths {
        let name = source(model.origin(path));
        if !sources.contains(&name) {
            sources.push(name);
        }
    }
    sources.join(", ")
}

/// "3 h 44 min"
fn to_the_minute(micros: i64) -> String {
    let minutes = (micros + MINUTE / 2) / MINUTE;
    match (minutes / 60, minutes % 60) {
        (0, 0) => span(micros),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Default => "default",
        Source::Preset => "preset (an assumption)",
        Source::PresetRow(_) => "preset's row (an assumption)",
        Source::Model => "this model",
        Source::ModelRow(_) => "this model's handoffs",
        Source::Fact => "fact",
        Source::Practice => "practices",
    }
}
