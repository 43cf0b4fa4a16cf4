//! When people work, and how many they are.

use super::{Writer, key, quoted};
use crate::fit::arrivals::Within;
use crate::fit::closed::Closed;
use crate::fit::estimate::{Estimate, Grade, OPEN, Unit};
use crate::fit::hours::Hours;
use crate::fit::law::{Law, Sample};
use crate::fit::week::{self, Span, written};
use crate::model::{ELAPSED, NOBODY};
use crate::time::hours;

/// So many windows can be taken in.
const SHORT: usize = 6;

impl Writer<'_> {
    pub(super) fn calendar_name(&self, team: usize) -> String {
        let all = &self.found.calendars;
        if all.written(team) == all.written(all.default_team()) {
            return "office".to_owned();
        }
        let name = &self.history().teams[team];
        if name == "always" || name == "office" { format!("{name} hours") } else { name.clone() }
    }

    pub(super) fn calendars(&mut self) {
        let all = &self.found.calendars;
        self.line("\n[calendars]");
        let closed = all.closed().iter().flat_map(|it| &it.days);
        let closed: Vec<String> = closed.map(|day| format!("\"{}\"", all.date(*day))).collect();
        let mut done: Vec<String> = Vec::new();
        let default = all.default_team();
        let found = self.found;
        let rest = (0..all.teams.len()).filter(|team| *team != default && found.is_staffed(*team));
        let teams: Vec<usize> = std::iter::once(default).chain(rest).collect();
        for team in teams {
            let name = self.calendar_name(team);
            if done.contains(&name) {
                continue;
            }
            let pattern = all.written(team);
            let team = all.shows_best(team);
            let hours = &all.teams[team];
            let value = match closed.is_empty() {
                true => quoted(&pattern),
                false => {
                    format!("{{ open = {}, closed = [{}] }}", quoted(&pattern), closed.join(", "))
                }
            };
            let (it, mut why) = hours_of(hours, all.grade(team));
            if all.closed().iter().any(|it| !it.sure) {
                why += "; of the closed days some are weak";
            }
            self.line(format!("{} = {value}  # {why}", key(&name)));
            self.word(&format!("calendars.{}", key(&name)), &pattern, &it);
            self.findings.extend(paused(&name, hours));
            done.push(name);
        }
        self.closed();
        self.hours_of_arrivals();
    }

    /// Days on which nobody worked, of all calendars.
    fn closed(&mut self) {
        let all = &self.found.calendars;
        let unsure = all.unsure().iter().map(|run| {
            let (at, days) = (if run.len() == 1 { "on" } else { "from" }, self.days(run));
            format!("nothing happened {at} {days}, though work was due: perhaps nobody worked; taken as open")
        });
        let unsure: Vec<String> = unsure.collect();
        self.findings.extend(unsure);
        let Some(least) = all.closed().iter().map(|it| it.due as usize).min() else { return };
        let dates = all.closed().iter().flat_map(|it| &it.days);
        let dates: Vec<String> = dates.map(|day| all.date(*day).to_string()).collect();
        let it = Estimate::of(0.0, None, least, "starts and ends")
            .by("days on which nothing happened; n starts and ends or more were due");
        let it = if all.closed().iter().all(|it| it.sure) { it } else { it.weak() };
        let path = format!("calendars.{}.closed", key(&self.calendar_name(all.default_team())));
        self.word(&path, &dates.join(" "), &it);
        let said: Vec<String> = all.closed().iter().map(|run| self.why_closed(run)).collect();
        self.findings.extend(said);
    }

    fn why_closed(&self, run: &Closed) -> String {
        let at = if run.days.len() == 1 { "on" } else { "from" };
        let (days, due, [tell, usual]) = (self.days(&run.days), run.due as usize, run.people);
        let sure = match (run.sure, self.history().has.asked) {
            (true, _) => "closed for all".to_owned(),
            (_, true) => format!(
                "taken as closed for all, though it was the work of {tell} of {usual} people"
            ),
            (_, false) => {
                "taken as closed for all, though when it was asked for is not told".to_owned()
            }
        };
        let dates = |days: &[i64]| {
            let days = days.iter().map(|day| self.found.calendars.date(*day).to_string());
            days.collect::<Vec<String>>().join(", ")
        };
        let taken = match &run.taken[..] {
            [] => String::new(),
            taken => {
                format!("; hardly anything was due on {}: taken as closed with them", dates(taken))
            }
        };
        let beside = match &run.beside[..] {
            [] => String::new(),
            beside => format!("; {} may be closed, too: nothing happened either", dates(beside)),
        };
        format!(
            "nobody worked {at} {days}, though {due} starts and ends were due: {sure}{taken}{beside}"
        )
    }

    /// The hours in which campaigns start, where they are those of no team.
    fn hours_of_arrivals(&mut self) {
        let arrivals = self.found.arrivals.as_ref().map(|it| &it.within);
        let Some(Within::Own(pattern)) = arrivals.cloned() else { return };
        let (name, n) = (self.of_arrivals(), self.history().cases.len());
        let it = Estimate::of(0.0, None, n, "starts").by("windows of starts of campaigns");
        let value = quoted(&pattern);
        self.line(format!(
            "{} = {value}  # {}: {n} campaigns started at these hours only",
            key(&name),
            word(it.grade())
        ));
        self.word(&format!("calendars.{}", key(&name)), &pattern, &it);
    }

    pub(super) fn teams(&mut self) {
        let found = self.found;
        for team in (0..self.history().teams.len()).filter(|it| found.is_staffed(*it)) {
            let name = self.team_name(team);
            let path = format!("teams.{}", key(&name));
            self.line(format!("\n[{path}]"));
            let people = self.found.people[team].clone();
            self.number("people", &format!("{path}.people"), &people);
            if let Some(share) = found.calendars.teams[team].share {
                let share = Estimate::of(share, None, people.n, "jobs")
                    .by("hours of its people, of the team's");
                self.number("share", &format!("{path}.share"), &share);
            }
            let calendar = self.calendar_name(team);
            self.line(format!("calendar = {}", quoted(&calendar)));
            if let Some(law) = found.responses.get(&team) {
                self.law("response", &format!("{path}.response"), law);
                self.findings.push(format!(
                    "`{name}` turns to a review {:.1} h (median) of its hours after being asked, though free: more people would not shorten that",
                    law.median()
                ));
            }
            let keeps = found.calendars.written(team);
            self.findings.extend(unsure(&name, &found.calendars.teams[team]));
            let kept = &found.calendars.teams[found.calendars.shows_best(team)];
            self.findings.extend(unlike(&name, &found.calendars.teams[team], kept));
            self.findings.extend(guessed(&name, &found.calendars.teams[team], &keeps));
        }
        let order = self.found.flow.order.clone();
        for step in order.into_iter().filter(|it| found.is_passing(*it)) {
            let path = format!("teams.{}", key(&self.passing_name(step)));
            self.line(format!("\n[{path}]"));
            self.line("# Nobody in particular: time that passes. It cannot be hired, spared or overworked; its hours are no effort.");
            self.line(format!(
                "people = {NOBODY}  # assumption: stands for elapsed time, which nobody works"
            ));
            self.line("calendar = \"always\"");
            self.assumed(&format!("{path}.people"), &NOBODY.to_string());
            let again = self.again(step);
            // Without a rejection nothing would come again.
            if !self.sends_back() {
                continue;
            }
            if let Some(law) = Law::of(&again, crate::fit::grain(self.history()), "returns") {
                let mut mean = Estimate::of(law.mean(), None, again.values.len(), "returns");
                mean = mean.hours().by("mean of what it took again, elapsed");
                let mean = crate::fit::dated(self.history(), mean);
                self.number("switch_cost", &format!("{path}.switch_cost"), &mean);
            }
        }
    }

    pub(super) fn team_name(&self, team: usize) -> String {
        let name = &self.history().teams[team];
        if name == "none" { "none (team)".to_owned() } else { name.clone() }
    }

    pub(super) fn passing_name(&self, step: usize) -> String {
        format!("{}{ELAPSED}", self.history().steps[step].name)
    }

    /// Whether an approval ever rejects.
    pub(super) fn sends_back(&self) -> bool {
        let mut all = self.found.rework.approvals.values().flat_map(|it| &it.reject);
        all.any(|(_, shares)| shares.iter().any(|share| share.value > 0.0))
    }

    /// How long a step took when it was gone through again.
    fn again(&self, step: usize) -> Sample {
        let history = self.history();
        let passes = history.of_step(step).filter(|pass| pass.nth > 0 && pass.done);
        let values = passes.filter_map(|pass| Some(hours(pass.end? - history.ready(pass)?)));
        Sample { values: values.collect(), ..Sample::default() }
    }
}

/// The grounds of a team's hours, for fit.csv and in words.
fn hours_of(hours: &Hours, grade: Grade) -> (Estimate, String) {
    let n = hours.instants;
    if grade == Grade::Assumed {
        let how = match &hours.active {
            _ if hours.told => "given, not measured",
            Some(_) => "active in fewer hours, or at hours of its own, and no work waited besides",
            None => OPEN,
        };
        return (Estimate::assumed(0.0, Unit::Plain).by(how), format!("assumption: {how}"));
    }
    let mut how = "windows of starts and ends, closed only where work waited".to_owned();
    let mut why = format!("{}: {n} starts and ends", word(grade));
    if hours.confirmed {
        why += "; work waited outside beside idle people";
    }
    if hours.active.is_some() {
        how += "; a sixth not seen";
        why += "; in a sixth of these hours or more nothing waited or happened";
    }
    for doubt in hours.doubts() {
        how += &format!("; {doubt}");
        why += &format!("; {doubt}");
    }
    let it = Estimate::of(0.0, None, n, "instants").by(how);
    (it.at_best(grade), why)
}

/// What may not be closed time, in a sentence.
fn unsure(name: &str, hours: &Hours) -> Option<String> {
    let meetings = hours.meetings().join(" and ");
    (!hours.told && !meetings.is_empty()).then(|| {
        format!(
            "`{name}` does nothing {meetings}, when it works on other days, or others work: if that is a meeting, make it a `sync` of the model and let that time be open (--calendar)"
        )
    })
}

/// What may be closed of a team's hours, but not of all who keep the same, in a sentence.
fn unlike(name: &str, hours: &Hours, kept: &Hours) -> Option<String> {
    let own: Vec<Span> =
        hours.edges.iter().copied().filter(|it| !kept.edges.contains(it)).collect();
    (!own.is_empty()).then(|| {
        format!(
            "nothing of `{name}` happened {}, when others of the same hours work: if it is closed then, say its hours: --calendar \"{name}=...\"",
            week::told(&own)
        )
    })
}

/// What may be no break, in a sentence.
fn paused(name: &str, hours: &Hours) -> Option<String> {
    let pauses = hours.pauses().join(" and ");
    (!hours.told && !pauses.is_empty()).then(|| {
        format!(
            "`{name}` is closed {pauses}: a break, or a meeting of all; if that is a meeting, make it a `sync` of the model and let that time be open (--calendar)"
        )
    })
}

/// What is not known of a team's hours, in a sentence.
fn guessed(name: &str, hours: &Hours, keeps: &str) -> Option<String> {
    let (active, unseen) = (written(hours.active.as_ref()?), written(&hours.unseen()?));
    if active == keeps {
        return Some(format!(
            "`{name}` works {keeps}, when nobody else does, and hardly any work waited for it besides: nothing shows that it is closed then"
        ));
    }
    let is_short = |it: &&String| it.split(", ").count() <= SHORT;
    let open = match (Some(&unseen).filter(is_short), Some(&active).filter(is_short)) {
        (Some(unseen), _) => format!("works {unseen}"),
        (_, Some(active)) => format!("works at others of these hours than {active}"),
        _ => "works at all of these hours".to_owned(),
    };
    let breaks = if hours.has_breaks() { ", and its breaks may be shorter" } else { "" };
    Some(format!(
        "`{name}` is given {keeps}, but nothing tells whether it {open}: no work of it waited then{breaks}. If you know its hours, say them: --calendar \"{name}=...\""
    ))
}

fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Measured => "measured",
        Grade::Weak => "weak",
        Grade::Assumed => "assumption",
    }
}
