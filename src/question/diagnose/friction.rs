//! Frictions: what can be taken away from a campaign, alone, on the same draws.

use crate::distribution::Distribution;
use crate::model::{
    CalendarId, Facts, Practice, ReviewerKind, StreamKind, Team, TeamId, WorkStream,
};
use serde::{Deserialize, Serialize};

/// Who could take a friction away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// What it is: "legal works only Wed 10:00-12:00".
    pub name: String,
    /// What "gone" means: "if legal worked Mon-Fri 09:00-17:00".
    pub gone: String,
    /// What is then otherwise.
    pub without: Without,
}

/// What is otherwise without a friction.
#[derive(Clone, Debug, PartialEq)]
pub enum Without {
    /// What today's model says, as TOML: see [`crate::scenario::Variant::edits`].
    Decided(Vec<String>),
    /// A team works by another calendar.
    Hours(TeamId, CalendarId),
    /// A team has one person more.
    Person(TeamId),
    /// Nobody is away.
    Absences,
    /// Reviewers reject for flaws only.
    Rejections,
    /// External approvers answer at once.
    Turnarounds,
    /// No work hides a flaw, and nobody drifts apart.
    Flaws,
    /// No late change comes.
    Changes,
    /// Versions arrive when they leave.
    Latency,
    /// Links, persons and other campaigns cost no overhead.
    Coordination,
}

impl Without {
    /// Who could see to it.
    pub fn who(&self) -> Who {
        match self {
            Without::Decided(_) => Who::Agree,
            Without::Hours(..) | Without::Person(_) | Without::Absences => Who::People,
            _ => Who::Work,
        }
    }

    /// Takes it out of the facts; what is decided is none.
    pub fn take_out(&self, facts: &mut Facts) {
        match self {
            Without::Decided(_) => {}
            Without::Hours(team, hours) => facts.teams[*team].calendar = *hours,
            Without::Person(team) => {
                let people = &mut facts.teams[*team].people;
                *people = people.saturating_add(1);
            }
            Without::Absences => facts.absences.clear(),
            Without::Rejections => reviewers(facts, |reviewer| reviewer.reject = vec![0.0]),
            Without::Turnarounds => reviewers(facts, |reviewer| {
                if let ReviewerKind::External { turnaround, .. } = &mut reviewer.who {
                    *turnaround = Distribution::zero();
                }
            }),
            Without::Flaws => {
                work(facts, |work| work.flaw = 0.0);
                facts.rework.drift = 0.0;
            }
            Without::Changes => facts.changes.iter_mut().for_each(|it| it.probability = 0.0),
            Without::Latency => {
                facts.handoffs.iter_mut().for_each(|it| it.latency = Distribution::zero());
            }
            Without::Coordination => facts.practices.give(Practice::Scale, 0.0),
        }
    }
}

fn reviewers(facts: &mut Facts, change: impl Fn(&mut crate::model::Reviewer)) {
    for stream in &mut facts.streams {
        if let StreamKind::Approval(approval) = &mut stream.kind {
            approval.reviewers.iter_mut().for_each(&change);
        }
    }
}

fn work(facts: &mut Facts, change: impl Fn(&mut WorkStream)) {
    for stream in &mut facts.streams {
        if let StreamKind::Work(work) = &mut stream.kind {
            change(work);
        }
    }
}

/// Teams that do not work when most people do.
pub(super) fn hours(facts: &Facts) -> Vec<Friction> {
    let people = |id: CalendarId| -> u64 {
        let teams = facts.teams.iter().filter(|team| team.calendar == id);
        teams.map(|team| u64::from(team.people)).sum()
    };
    let ids = (0..facts.calendars.len()).rev();
    let Some(most) = ids.max_by_key(|id| people(*id)) else { return Vec::new() };
    let text = |id: CalendarId| &facts.calendars[id].text;
    let friction = |(id, team): (TeamId, &Team)| Friction {
        name: format!("{} works only {}", team.name, text(team.calendar)),
        gone: format!("if {} worked {}", team.name, text(most)),
        without: Without::Hours(id, most),
    };
    let others = facts.teams.iter().enumerate().filter(|(_, team)| team.calendar != most);
    others.map(friction).collect()
}

/// How many people each team has.
pub(super) fn people(facts: &Facts) -> impl Iterator<Item = Friction> + '_ {
    let teams = facts.teams.iter().enumerate().filter(|(_, team)| !team.stands_for_time());
    teams.map(|(id, team)| {
        let noun = if team.people == 1 { "person" } else { "people" };
        Friction {
            name: format!("{} {noun} in {}", team.people, team.name),
            gone: format!("if there were {}", u64::from(team.people) + 1),
            without: Without::Person(id),
        }
    })
}

/// Who is away, and what lies in the nature of the work; only what the facts have.
pub(super) fn nature(facts: &Facts) -> impl Iterator<Item = Friction> {
    let flawed = facts.has_flaws() || facts.rework.drift > 0.0;
    let mut reviewers = facts.streams.iter().flat_map(|stream| stream.kind.reviewers());
    let unrejected =
        if flawed { "if they rejected for flaws only" } else { "if nothing were rejected" };
    let found = [
        (!facts.absences.is_empty(), "people are away", "if nobody were", Without::Absences),
        (facts.has_rejections(), "reviewers send pieces back", unrejected, Without::Rejections),
        (
            reviewers.any(|reviewer| reviewer.team().is_none()),
            "outside approvers take their time",
            "if they answered at once",
            Without::Turnarounds,
        ),
        (flawed, "flaws are found late", "if none were made", Without::Flaws),
        (!facts.changes.is_empty(), "late changes", "if none came", Without::Changes),
        (
            facts.handoffs.iter().any(|handoff| handoff.latency.mean() > 0.0),
            "handoffs take time to be seen",
            "if they were seen at once",
            Without::Latency,
        ),
        (true, "coordination", "if staying in touch cost nothing", Without::Coordination),
    ];
    let there = found.into_iter().filter(|(there, ..)| *there);
    there.map(|(_, name, gone, without)| Friction {
        name: name.to_owned(),
        gone: gone.to_owned(),
        without,
    })
}
