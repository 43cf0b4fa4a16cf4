//! A setting of the levers in a few sentences, as somebody who works so would tell it.

mod ways;

use super::{Link, Plan, approval_levers};
use crate::model::explained::own_hours;
use crate::model::words::{cadence, effort, percent, span, start};
use crate::model::{
    ApprovalLevers, Audit, DeliverableId, Facts, Intake, Pod, StreamId, Sync, TeamId, WorkflowModel,
};
use crate::text::listed;
use crate::time::Elapsed;
use std::collections::BTreeSet;

/// What is finished first, how pieces go on, who serves whom, when reviewers turn to them and who waits for them, who
/// meets, what else is agreed.
pub fn sentences(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Vec<String> {
    let is_last = |once: &StreamId| plan.links.iter().all(|link| link.from != *once);
    let (last, first): (Vec<StreamId>, Vec<StreamId>) = facts.once().partition(is_last);
    let mut said: Vec<String> = first.iter().map(|once| backbone(facts, plan, *once)).collect();
    said.extend(ways::goes_on(facts, model, plan));
    said.extend(last.iter().map(|once| at_the_end(facts, plan, *once)));
    said.extend(begins_early(facts, plan));
    said.extend(ways::passes_through(facts, plan));
    said.extend(ways::hears(facts, model, plan));
    said.extend(model.pods.iter().map(|pod| pod_of(facts, pod)));
    let reviewers = (0..facts.teams.len()).filter(|team| is_waited_for(facts, model, *team));
    said.extend(reviewers.filter_map(|team| reviewer(facts, model, team)));
    said.extend(impatience(facts, model));
    said.extend(model.audits.iter().map(|audit| audited(facts, audit)));
    said.extend(model.syncs.iter().map(|sync| meeting(facts, sync)));
    if let (Intake::Sync(sync), false) = (model.conduct.intake, facts.changes.is_empty()) {
        said.push(format!("Late changes wait for the next `{}`", model.syncs[sync].name));
    }
    if model.shared_context {
        said.push("Everybody works from one shared context".to_owned());
    }
    let limit = |most| format!("At most {most} campaigns are under way at once");
    said.extend(model.conduct.wip.map(limit));
    said
}

/// Things by what is said of them, both in order of appearance.
fn grouped<K: PartialEq, T: Ord>(items: impl Iterator<Item = (K, T)>) -> Vec<(K, BTreeSet<T>)> {
    let mut groups: Vec<(K, BTreeSet<T>)> = Vec::new();
    for (words, item) in items {
        match groups.iter_mut().find(|(known, _)| *known == words) {
            Some((_, all)) => _ = all.insert(item),
            None => groups.push((words, BTreeSet::from([item]))),
        }
    }
    groups
}

fn plural(count: usize, one: &'static str, more: &'static str) -> &'static str {
    if count == 1 { one } else { more }
}

/// "narrative, once a campaign: e-mail waits until it is finished; social begins at once, on the brief".
fn backbone(facts: &Facts, plan: &Plan, once: StreamId) -> String {
    let behind = plan.handoffs.iter().filter(|it| plan.links[it.link as usize].from == once);
    let piece = |handoff: &super::Handoff| {
        let link = &plan.links[handoff.link as usize];
        let early = (link.brief || link.early.is_some()).then(|| start(link.levers.start.value));
        Some((early.unwrap_or_default(), plan.piece(handoff.to)? as usize))
    };
    let groups = grouped(behind.filter_map(piece));
    let one = |(early, pieces): &(String, BTreeSet<usize>)| {
        let names: Vec<&str> =
            pieces.iter().map(|piece| facts.deliverables[*piece].name.as_str()).collect();
        let (who, count) = match groups.len() {
            1 => ("what is built on it".to_owned(), 1),
            _ => (listed(&names), names.len()),
        };
        match early.is_empty() {
            true => format!("{who} {} until it is finished", plural(count, "waits", "wait")),
            false => format!("{who} {} {early}", plural(count, "begins", "begin")),
        }
    };
    let said: Vec<String> = groups.iter().map(one).collect();
    format!("{}, once a campaign: {}", facts.streams[once].name, said.join("; "))
}

/// "gate, once a campaign, after set-up": what nothing is built on.
fn at_the_end(facts: &Facts, plan: &Plan, once: StreamId) -> String {
    let before = plan.links.iter().filter(|link| link.to == once).map(|link| link.from);
    let before: Vec<&str> = before.map(|from| facts.streams[from].name.as_str()).collect();
    let name = &facts.streams[once].name;
    match before.as_slice() {
        [] => format!("{name}, once a campaign"),
        before => format!("{name}, once a campaign, after {}", listed(before)),
    }
}

/// The links between different streams out of those that exist for each piece, with their numbers.
fn between<'a>(facts: &'a Facts, plan: &'a Plan) -> impl Iterator<Item = (usize, &'a Link)> {
    let links = plan.links.iter().enumerate();
    links.filter(|(_, link)| link.from != link.to && !facts.streams[link.from].once)
}

/// "design begins once an early version (at 50 % of the work) has arrived".
fn begins_early(facts: &Facts, plan: &Plan) -> Vec<String> {
    let early = between(facts, plan).filter(|(_, link)| link.brief || link.early.is_some());
    let groups = grouped(early.map(|(_, link)| (start(link.levers.start.value), link.to)));
    let one = |(words, to): &(String, BTreeSet<StreamId>)| {
        format!("{} {} {words}", streams(facts, to), plural(to.len(), "begins", "begin"))
    };
    groups.iter().map(one).collect()
}

fn streams(facts: &Facts, of: &BTreeSet<StreamId>) -> String {
    let names: Vec<&str> = of.iter().map(|id| facts.streams[*id].name.as_str()).collect();
    listed(&names)
}

/// "social has people of its own, who do nothing else: 1 of design, 1 of channels (pod social)".
fn pod_of(facts: &Facts, pod: &Pod) -> String {
    let served: Vec<&str> =
        pod.deliverables.iter().map(|id| facts.deliverables[*id].name.as_str()).collect();
    let people = pod.people.iter().map(|(id, n)| format!("{n} of {}", facts.teams[*id].name));
    let people: Vec<String> = people.collect();
    let has = plural(served.len(), "has people of its own", "have people of their own");
    format!(
        "{} {has}, who do nothing else: {} (pod {})",
        listed(&served),
        people.join(", "),
        pod.name
    )
}

/// The approvals of an approval stream by what their levers say, `None` for one that exists once.
fn approvals<'a, T>(
    facts: &'a Facts,
    model: &'a WorkflowModel,
    stream: StreamId,
    of: impl Fn(&ApprovalLevers) -> T + 'a,
) -> impl Iterator<Item = (Option<DeliverableId>, T)> + 'a {
    let each = facts.deliverables.iter().enumerate();
    let each = each.filter(move |(_, d)| facts.has_task(d, stream)).map(|(piece, _)| Some(piece));
    let once = facts.streams[stream].once.then_some(None);
    each.chain(once).map(move |piece| (piece, of(&approval_levers(facts, model, stream, piece))))
}

fn approval_streams(facts: &Facts, of: Option<TeamId>) -> impl Iterator<Item = StreamId> + '_ {
    let reviews = move |stream: &StreamId| match of {
        Some(team) => facts.reviews(team, Some(*stream)),
        None => (0..facts.teams.len()).any(|team| facts.reviews(team, Some(*stream))),
    };
    (0..facts.streams.len()).filter(reviews)
}

/// After how long so large a share goes ahead without a verdict; `None`: all wait for it.
fn goes_ahead(levers: &ApprovalLevers) -> Option<(Elapsed, f64)> {
    levers.patience.map(|patience| (patience, levers.bypass)).filter(|(_, share)| *share > 0.0)
}

/// Whether anybody waits for a team's verdict.
fn is_waited_for(facts: &Facts, model: &WorkflowModel, team: TeamId) -> bool {
    let waits = |levers: &ApprovalLevers| goes_ahead(levers) != Some((Elapsed(0), 1.0));
    approval_streams(facts, Some(team))
        .any(|stream| approvals(facts, model, stream, waits).any(|(_, waits)| waits))
}

/// "Nobody waits for gate: all go on at once", "Without a verdict of legal after 2 d, 50 % go ahead".
fn impatience(facts: &Facts, model: &WorkflowModel) -> Vec<String> {
    let each = approval_streams(facts, None).flat_map(|stream| {
        let found = approvals(facts, model, stream, goes_ahead);
        let groups = grouped(found.map(|(piece, ahead)| (ahead, piece)));
        let several = groups.len() > 1;
        groups.into_iter().map(move |(ahead, pieces)| {
            let names: Vec<&str> =
                pieces.iter().flatten().map(|id| facts.deliverables[*id].name.as_str()).collect();
            let name = &facts.streams[stream].name;
            (ahead, if several { format!("{name} of {}", listed(&names)) } else { name.clone() })
        })
    });
    let one = |(ahead, names): (Option<(Elapsed, f64)>, BTreeSet<String>)| {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (names, (patience, share)) = (listed(&names), ahead?);
        Some(match (patience.0, share) {
            (0, 1.0) => format!("Nobody waits for {names}: all goes on at once"),
            (0, _) => format!("{} do not wait for {names}, and go on at once", percent(share)),
            (patience, _) => format!(
                "Without a verdict of {names} after {}, {} go ahead",
                span(patience),
                percent(share)
            ),
        })
    };
    grouped(each).into_iter().filter_map(one).collect()
}

/// "steward looks at 25 % of the done work every week, 20 min a piece (sample)".
fn audited(facts: &Facts, audit: &Audit) -> String {
    let (team, share) = (&facts.teams[audit.team].name, percent(audit.sample));
    let (every, each) = (cadence(audit.every.0), effort(&audit.effort));
    format!("{team} looks at {share} of the done work {every}, {each} a piece ({})", audit.name)
}

/// When a team turns to reviews, where that is not simply when everybody works.
fn reviewer(facts: &Facts, model: &WorkflowModel, team: TeamId) -> Option<String> {
    let interrupted = |levers: &ApprovalLevers| levers.on_demand.contains(&team);
    let kinds = approval_streams(facts, Some(team))
        .flat_map(|stream| approvals(facts, model, stream, interrupted));
    let (asked, not): (Vec<_>, Vec<_>) = kinds.partition(|(_, on_demand)| *on_demand);
    let (name, hours) = (&facts.teams[team].name, own_hours(facts, team));
    if asked.is_empty() {
        return hours.map(|hours| format!("{name} reviews when it is there: {hours}"));
    }
    let own =
        hours.map_or(String::new(), |hours| format!("; else it reviews when it is there: {hours}"));
    let pieces: BTreeSet<usize> = asked.iter().filter_map(|(piece, _)| *piece).collect();
    let pieces: Vec<&str> =
        pieces.iter().map(|piece| facts.deliverables[*piece].name.as_str()).collect();
    Some(match (not.is_empty(), pieces.is_empty()) {
        (true, _) => format!("{name} may be interrupted for every review"),
        (false, true) => format!("{name} may be interrupted for what exists once{own}"),
        (false, false) => format!("{name} may be interrupted for {}{own}", listed(&pieces)),
    })
}

/// "Everybody meets every day for 15 min (check)".
fn meeting(facts: &Facts, sync: &Sync) -> String {
    let names: Vec<&str> = sync.attend.iter().map(|id| facts.teams[*id].name.as_str()).collect();
    let (every, name) = (cadence(sync.every.0), &sync.name);
    let who = match names.len() {
        all if all == facts.teams.len() => "Everybody meets".to_owned(),
        count => format!("{} {}", listed(&names), plural(count, "meets", "meet")),
    };
    match sync.length.0 {
        0 => format!("{name} comes {every}, and takes no time"),
        length => format!("{who} {every} for {} ({name})", span(length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{compile_all, explain};
    use crate::scenario::Document;

    /// A hybrid in the words of who works so: e-mail waits for the narrative, social has a pod and may interrupt legal.
    const HYBRID: &str = r#"
        schema = 2
        name = "s"
        calendars = { committee = "Tue 10:00-12:00, Thu 10:00-12:00" }
        practices = {}
        handoffs = { latency = "2h" }
        teams = { lead = {}, design = { people = 3 }, legal = { calendar = "committee" } }
        streams = [
          { name = "narrative", team = "lead", effort = "12h", once = true },
          { name = "creative", team = "design", needs = ["narrative"], effort = "7h" },
          { name = "check", kind = "approval", needs = ["creative"], reviewers = [{ team = "legal", effort = "30m" }] },
        ]
        deliverables = [{ name = "e-mail" }, { name = "social" }]
        [[models]]
        name = "mine"
        visibility = "live"
        latency_factor = 0.5
        syncs = [{ name = "daily", every = "1d", length = "15m" }, { name = "legal's", every = "1w", attend = ["legal"] }]
        pods = [{ name = "pod", deliverables = ["social"], people = { design = 1 } }]
        handoffs = [
          { from = "narrative", deliverables = ["social"], start = "brief" },
          { from = "creative", deliverables = ["e-mail"], release = "phase" },
        ]
        approvals = [{ deliverables = ["social"], on_demand = ["legal"] }]
    "#;

    #[test]
    fn what_exists_once_at_the_end_is_told_behind_what_it_follows() {
        let gate = "{ name = \"gate\", team = \"lead\", needs = [\"check\"], effort = \"1h\", once = true },\n]\ndeliverables";
        let text = HYBRID.replace("]\n        deliverables", gate);
        let scenario = crate::scenario::load("s.toml", &text, &[]);
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let plan = &compile_all(&scenario).unwrap()[0];
        let said = sentences(&scenario.facts, &scenario.models[0], plan);
        assert!(said[0].starts_with("narrative, once a campaign: e-mail waits"), "{said:?}");
        assert!(said.contains(&"gate, once a campaign, after check".to_owned()), "{said:?}");
    }

    #[test]
    fn a_hybrid_reads_like_the_words_of_who_works_so() {
        let scenario = Document::parse("s.toml", HYBRID).and_then(|document| document.resolve());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let plan = &compile_all(&scenario).unwrap()[0];
        let said = sentences(&scenario.facts, &scenario.models[0], plan);
        assert_eq!(
            said,
            [
                "narrative, once a campaign: e-mail waits until it is finished; social begins at once, on the brief",
                "e-mail goes on from creative when the last of its kind is finished",
                "social goes on from creative as soon as it is finished",
                "Who builds on something hears at once that it is reopened",
                "social has people of its own, who do nothing else: 1 of design (pod pod)",
                "legal may be interrupted for social; else it reviews when it is there: Tue 10:00-12:00, Thu 10:00-12:00",
                "Everybody meets every day for 15 min (daily)",
                "legal's comes every week, and takes no time",
            ]
        );
        let explained = explain(&scenario, 0, plan);
        // The row about social is not contradicted by a line about the whole campaign.
        assert_eq!(
            explained.matches("they work by their team's own calendar").count(),
            1,
            "{explained}"
        );
        assert!(
            explained.contains("    they work on demand, in the default calendar"),
            "{explained}"
        );
        // A factor set by hand takes the place of what live visibility brings.
        assert!(explained.contains("1 h (2 h × 0.5)"), "{explained}");
        assert!(!explained.contains("live: latency"), "{explained}");
    }

    #[test]
    fn what_a_model_is_about_is_said() {
        let text = r#"
            schema = 2
            name = "s"
            practices = {}
            teams = { lead = {}, design = {}, legal = { calendar = "rare" } }
            calendars = { rare = "Tue 10:00-12:00" }
            broker = { team = "lead" }
            portfolio = { campaigns = 3, every = "1w" }
            streams = [
              { name = "creative", team = "design", effort = "7h" },
              { name = "data", team = "lead", effort = "7h", needs = ["creative"] },
              { name = "check", kind = "approval", needs = ["creative"], reviewers = [{ team = "legal", effort = "30m" }] },
            ]
            deliverables = [{ name = "e-mail" }]
            changes = [{ stream = "data", at = "3d", severity = 0.5 }]
            [[models]]
            name = "hub"
            via = "hub"
            approval = { patience = "2d", bypass = 0.5 }
            [[models]]
            name = "steward"
            approval = { patience = "0h", bypass = 1 }
            audits = [{ name = "sample", every = "1w", team = "lead", sample = 0.25, effort = "20m", detect = 0.5 }]
            shared_context = true
            intake = "sync daily"
            syncs = [{ name = "daily", every = "1d", length = "15m" }]
            handoffs = [{ from = "creative", to = "data", release = "sync daily" }]
            wip = 2
        "#;
        let scenario = Document::parse("s.toml", text).and_then(|document| document.resolve());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let plans = compile_all(&scenario).unwrap();
        let said =
            |model: usize| sentences(&scenario.facts, &scenario.models[model], &plans[model]);
        assert_eq!(
            said(0),
            [
                "Each piece goes on as soon as it is finished",
                "Everything passes through the hands of lead",
                "legal reviews when it is there: Tue 10:00-12:00",
                "Without a verdict of check after 2 d, 50 % go ahead",
            ]
        );
        assert_eq!(
            said(1),
            [
                "Each piece goes on from creative (to data) at the next `daily`",
                "Each piece goes on from creative (to check) as soon as it is finished",
                "Nobody waits for check: all goes on at once",
                "lead looks at 25 % of the done work every week, 20 min a piece (sample)",
                "Everybody meets every day for 15 min (daily)",
                "Late changes wait for the next `daily`",
                "Everybody works from one shared context",
                "At most 2 campaigns are under way at once",
            ]
        );
    }
}
