//! Frictions: what can be taken away from a campaign, alone, on the same draws.

use crate::model::{
    CalendarId, Facts, Intake, Release, ReviewerKind, Route, Scenario, Source, StreamId,
    StreamKind, Visibility, WorkflowModel,
};
use crate::plan;
use crate::scenario::OFFICE_HOURS_NAME;
use crate::text::{self, listed};

/// Who could take a friction away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The teams, by agreeing on it.
    Agree,
    /// Whoever decides on people and their calendars.
    People,
    /// Nobody at once: it is the nature of the work.
    Work,
}

/// Something that can be taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct Friction {
    /// Who could.
    pub who: Who,
    /// What it is: "legal's calendar (Wed 10:00-12:00)".
    pub name: String,
    /// What "gone" means: "if legal kept the hours of office".
    pub gone: String,
    /// Facts that are then otherwise, by path.
    pub sets: Vec<(String, String)>,
    /// What today's model then says otherwise, as TOML.
    pub edits: Vec<String>,
}

impl Friction {
    fn agree(name: String, gone: &str, edits: Vec<String>) -> Friction {
        Friction { who: Who::Agree, name, gone: gone.to_owned(), sets: Vec::new(), edits }
    }

    fn fact(who: Who, name: String, gone: String, sets: Vec<(String, String)>) -> Friction {
        Friction { who, name, gone, sets, edits: Vec::new() }
    }
}

/// Everything that may hold today's model back, in the order: agreements, people, the work itself.
pub fn frictions(scenario: &Scenario, from: usize) -> Vec<Friction> {
    let (facts, model) = (&scenario.facts, &scenario.models[from]);
    let mut found = agreements(facts, model);
    found.extend(calendars(facts));
    found.extend(people(facts));
    found.extend(absences(facts));
    found.extend(work(facts));
    found
}

fn agreements(facts: &Facts, model: &WorkflowModel) -> Vec<Friction> {
    let mut found = Vec::new();
    let levers: Vec<_> = plan::joined(facts)
        .into_iter()
        .map(|kind| ((kind.0, kind.1), plan::levers(facts, model, kind)))
        .collect();
    let name = |id: StreamId| facts.streams[id].name.as_str();
    let row = |from: StreamId, to: StreamId, lever: &str| {
        format!("[[handoffs]]\nfrom = {:?}\nto = {:?}\n{lever}\n", name(from), name(to))
    };
    let mut givers: Vec<StreamId> = levers.iter().map(|((from, _), _)| *from).collect();
    givers.sort_unstable();
    givers.dedup();
    for giver in givers {
        let held = |release: Release| release == Release::Phase && !facts.streams[giver].once;
        let gated = levers
            .iter()
            .filter(|((from, to), it)| *from == giver && from != to && held(it.release.value));
        let mut edits: Vec<String> =
            gated.map(|((from, to), _)| row(*from, *to, "release = \"item\"")).collect();
        if !edits.is_empty() {
            edits.dedup();
            let words = format!("{} is handed over as a whole", name(giver));
            found.push(Friction::agree(words, "if each piece left when it is done", edits));
        }
    }
    let serial = facts.streams.iter().any(|stream| match &stream.kind {
        StreamKind::Approval(approval) => approval.reviewers.len() > 1,
        StreamKind::Work(_) => false,
    });
    if serial && model.approval.route == Route::Serial {
        let edits = vec!["approval.route = \"concurrent\"".to_owned()];
        let words = "reviewers are asked one after the other".to_owned();
        found.push(Friction::agree(words, "if all were asked at once", edits));
    }
    let mut edits: Vec<String> = Vec::new();
    for ((from, to), it) in &levers {
        if matches!(it.release.value, Release::Sync(_)) {
            edits.push(row(*from, *to, "release = \"item\""));
        }
        if matches!(it.visibility.value, Visibility::Sync(_)) {
            edits.push(row(*from, *to, "visibility = \"live\""));
        }
    }
    if model.intake != Intake::Immediate {
        edits.push("intake = \"immediate\"".to_owned());
    }
    edits.dedup();
    if !edits.is_empty() {
        let syncs: Vec<&str> = model.syncs.iter().map(|sync| sync.name.as_str()).collect();
        let words = format!("versions, news and changes wait for {}", listed(&syncs));
        found.push(Friction::agree(words, "if nothing waited for a meeting", edits));
    }
    if levers.iter().any(|(_, it)| {
        it.via.source != Source::Default && it.via.value != crate::model::Via::Direct
    }) {
        let edits = vec!["[[handoffs]]\nvia = \"none\"\n".to_owned()];
        let words = "everything goes through the hub".to_owned();
        found.push(Friction::agree(words, "if teams handed over directly", edits));
    }
    found
}

fn path(keys: &[&str]) -> String {
    keys.iter().map(|key| text::key(key)).collect::<Vec<_>>().join(".")
}

/// Teams that do not work when most people do.
fn calendars(facts: &Facts) -> Vec<Friction> {
    let people = |id: CalendarId| -> u64 {
        let teams = facts.teams.iter().filter(|team| team.calendar == id);
        teams.map(|team| u64::from(team.people)).sum()
    };
    let ids = (0..facts.calendars.len()).rev();
    let Some(most) = ids.max_by_key(|id| people(*id)) else { return Vec::new() };
    let usual = &facts.calendars[most];
    let friction = |team: &crate::model::Team| {
        let mut sets =
            vec![(path(&["teams", &team.name, "calendar"]), format!("{:?}", usual.name))];
        if most == facts.calendar && usual.name == OFFICE_HOURS_NAME {
            // No name finds the default of the default calendar.
            sets.insert(0, (path(&["calendars", &usual.name]), format!("{:?}", usual.text)));
        }
        Friction::fact(
            Who::People,
            format!("{} works only {}", team.name, facts.calendars[team.calendar].text),
            format!("if {} worked {}", team.name, usual.text),
            sets,
        )
    };
    facts.teams.iter().filter(|team| team.calendar != most).map(friction).collect()
}

fn people(facts: &Facts) -> Vec<Friction> {
    let friction = |team: &crate::model::Team| {
        let (name, n) = (&team.name, team.people);
        Friction::fact(
            Who::People,
            format!("{n} {} in {name}", if n == 1 { "person" } else { "people" }),
            format!("if there were {}", u64::from(n) + 1),
            vec![(path(&["teams", name, "people"]), (u64::from(n) + 1).to_string())],
        )
    };
    facts.teams.iter().map(friction).collect()
}

fn absences(facts: &Facts) -> Option<Friction> {
    let count = facts.absences.len();
    let sets = (0..count).map(|index| (format!("absences[{index}].probability"), "0".to_owned()));
    let words = "people are away".to_owned();
    let gone = "if nobody were".to_owned();
    (count > 0).then(|| Friction::fact(Who::People, words, gone, sets.collect()))
}

/// What lies in the nature of the work.
fn work(facts: &Facts) -> Vec<Friction> {
    let mut found = Vec::new();
    let mut add = |name: &str, gone: &str, sets: Vec<(String, String)>| {
        if !sets.is_empty() {
            found.push(Friction::fact(Who::Work, name.to_owned(), gone.to_owned(), sets));
        }
    };
    let zero = |path: String| (path, "0".to_owned());
    let (mut rejects, mut flaws, mut outside) = (Vec::new(), Vec::new(), Vec::new());
    for stream in &facts.streams {
        match &stream.kind {
            StreamKind::Work(work) if work.flaw > 0.0 => {
                flaws.push(zero(path(&["streams", &stream.name, "flaw"])));
            }
            StreamKind::Work(_) => {}
            StreamKind::Approval(approval) => {
                for (index, reviewer) in approval.reviewers.iter().enumerate() {
                    let at = format!("{}.reviewers[{index}]", path(&["streams", &stream.name]));
                    if reviewer.reject.iter().any(|reject| *reject > 0.0) {
                        rejects.push(zero(format!("{at}.reject")));
                    }
                    if matches!(reviewer.who, ReviewerKind::External { .. }) {
                        outside.push((format!("{at}.turnaround"), "\"0h\"".to_owned()));
                    }
                }
            }
        }
    }
    add("reviewers send pieces back", "if nothing were rejected", rejects);
    add("outside approvers take their time", "if they answered at once", outside);
    add("flaws are found late", "if none were made", flaws);
    let changes = facts.changes.iter().map(|change| {
        let key = if change.probability < 1.0 { "probability" } else { "reach" };
        zero(path(&["changes", &change.name, key]))
    });
    let changes = changes.collect();
    add("late changes", "if none came", changes);
    let latency = facts.handoffs.iter().any(|handoff| handoff.latency.mean() > 0.0);
    let sets = latency.then(|| ("handoffs.latency".to_owned(), "\"0h\"".to_owned()));
    add(
        "coordination",
        "if staying in touch cost nothing",
        vec![("practices.scale".to_owned(), "0".to_owned())],
    );
    add("handoffs take time to be seen", "if they were seen at once", sets.into_iter().collect());
    found
}
