//! The scenario as text, every number with its grounds beside it, and the same grounds as rows of fit.csv.

use super::delays::Release;
use super::estimate::{Estimate, Grade, Unit};
use super::history::History;
use super::law::{Law, Sample};
use super::rework::Verdicts;
use super::{Fit, Found, Row, cases, flow};
use crate::model::{ELAPSED, NOBODY};
use crate::text;
use crate::time::{HOUR, Instant, WEEK, hours};
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Campaigns of a portfolio at most.
const PORTFOLIO: usize = 200;

/// The scenario and its table.
pub fn write(found: &Found<'_>) -> Fit {
    let mut out = Writer {
        found,
        text: String::new(),
        rows: Vec::new(),
        findings: Vec::new(),
        refused: Vec::new(),
    };
    out.head();
    out.calendars();
    out.teams();
    found.flow.order.iter().for_each(|step| out.stream(*step));
    out.pieces();
    out.handoffs();
    out.changes();
    out.portfolio();
    out.model();
    out.doubts();
    Fit { scenario: out.text, rows: out.rows, findings: out.findings, refused: out.refused }
}

impl Found<'_> {
    /// Whether a team does jobs whose working time is known.
    fn is_staffed(&self, team: usize) -> bool {
        let elapsed = |step: usize| self.history.steps[step].elapsed;
        self.history.all().any(|pass| pass.team == team && !elapsed(pass.step))
    }

    /// Whether a step is work of which only the time that it took is known.
    fn is_passing(&self, step: usize) -> bool {
        self.history.steps[step].elapsed && !self.history.steps[step].review
    }
}

struct Writer<'a> {
    found: &'a Found<'a>,
    text: String,
    rows: Vec<Row>,
    findings: Vec<String>,
    refused: Vec<String>,
}

impl<'a> Writer<'a> {
    fn history(&self) -> &'a History {
        self.found.history
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A key with a number and its grounds.
    fn number(&mut self, key: &str, path: &str, it: &Estimate) {
        let value = match it.unit {
            Unit::Plain => it.written(),
            Unit::Hours => quoted(&it.written()),
        };
        self.line(format!("{key} = {value}  # {}", it.comment()));
        self.row(path, it);
    }

    fn row(&mut self, path: &str, it: &Estimate) {
        let end = |of: fn(&crate::stats::Interval) -> f64| {
            it.interval.as_ref().map_or_else(String::new, |interval| it.unit.written(of(interval)))
        };
        self.rows.push(Row {
            path: path.to_owned(),
            value: it.written(),
            low: end(|it| it.low),
            high: end(|it| it.high),
            n: it.n,
            method: it.method.to_owned(),
            grade: it.grade.letter(),
        });
    }

    fn law(&mut self, key: &str, path: &str, law: &Law) {
        let (value, comment) = law.written();
        self.line(format!("{key} = {value}  # {comment}"));
        for (part, it) in law.parts() {
            self.row(&format!("{path}{part}"), it);
        }
    }

    fn about(&mut self, path: &str, value: String) {
        let (path, method) = (path.to_owned(), "about the log".to_owned());
        let (low, high) = (String::new(), String::new());
        self.rows.push(Row { path, value, low, high, n: 0, method, grade: "" });
    }

    fn date(&self, at: i64) -> DateTime {
        let micros = jiff::Span::new().microseconds(at);
        self.found.epoch.checked_add(micros).unwrap_or(self.found.epoch)
    }

    fn head(&mut self) {
        let history = self.found.history;
        let options = self.found.options;
        let jobs = history.all().count();
        let from = history.cases.iter().map(|case| case.start).min().unwrap_or(0);
        let [first, last] = [from, history.last].map(|at| self.date(at).date().to_string());
        let n = history.cases.len();
        self.line(format!(
            "# Fitted to {} by flowcast: {n} campaigns, {jobs} jobs, {first} to {last}.",
            plain(&options.file)
        ));
        self.line("# measured: counted in the log, with a 95 % interval where there is one; weak: from fewer than 10 cases;");
        self.line("# assumption: not in the log. The same numbers stand in fit.csv. Confirm the model \"As is\" at the end.");
        self.line("schema = 2");
        self.line(format!("name = {}", quoted(&options.name)));
        let about =
            format!("Fitted to {}: {n} campaigns from {first} to {last}", plain(&options.file));
        self.line(format!("description = {}", quoted(&about)));
        let start = self.date(self.start());
        self.line(format!(
            "start = \"{}\"  # measured: the first campaign",
            start.strftime("%Y-%m-%d %H:%M")
        ));
        let longest = history.cycles().iter().fold(0.0, |most: f64, it| most.max(it.0));
        let weeks = libm::ceil(4.0 * longest / hours(WEEK)).clamp(52.0, 520.0);
        self.line(format!(
            "horizon = \"{weeks}w\"  # assumption: four times the longest campaign, at least a year"
        ));
        let default = self.calendar_name(self.found.calendars.default_team());
        self.line(format!("calendar = {}", quoted(&default)));
        if let Some(it) = &self.found.correlation {
            self.number("correlation", "correlation", it);
        }
        let settings = [
            ("log.file", plain(&options.file)),
            ("log.scenario", plain(&options.scenario)),
            ("log.campaigns", n.to_string()),
            ("log.until", self.date(history.last).to_string()),
        ];
        settings.into_iter().for_each(|(path, value)| self.about(path, value));
    }

    /// The first campaign's start; where there is a meeting, its instant before that.
    fn start(&self) -> i64 {
        let first = self.history().cases.iter().map(|case| case.start).min().unwrap_or(0);
        match self.sync() {
            Some((every, at)) => first - (first - at).rem_euclid(every),
            None => first,
        }
    }

    /// The one meeting that the scenario can hold: cadence and instant.
    fn sync(&self) -> Option<(i64, i64)> {
        self.found.handoffs.iter().find_map(|it| match it.release {
            Release::Sync { every, at } => Some((every, at)),
            Release::Item | Release::Phase => None,
        })
    }

    fn calendar_name(&self, team: usize) -> String {
        let all = &self.found.calendars;
        if all.written(team) == all.written(all.default_team()) {
            return "office".to_owned();
        }
        let name = &self.history().teams[team];
        if name == "always" || name == "office" { format!("{name} hours") } else { name.clone() }
    }

    fn calendars(&mut self) {
        let all = &self.found.calendars;
        self.line("\n[calendars]");
        let closed: Vec<String> = all.closed.iter().map(|date| format!("\"{date}\"")).collect();
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
            let (pattern, hours) = (all.written(team), &all.teams[team]);
            let value = match closed.is_empty() {
                true => quoted(&pattern),
                false => {
                    format!("{{ open = {}, closed = [{}] }}", quoted(&pattern), closed.join(", "))
                }
            };
            let grade =
                if hours.instants == 0 { Grade::Assumed } else { Grade::of(hours.instants / 2) };
            let why = match (hours.instants, hours.confirmed) {
                (0, _) => "assumption: not in the log".to_owned(),
                (n, true) => format!(
                    "{}: {n} starts and ends; work waited outside beside idle people",
                    word(grade)
                ),
                (n, false) => format!("{}: {n} starts and ends", word(grade)),
            };
            self.line(format!("{} = {value}  # {why}", key(&name)));
            let mut it = Estimate::of(0.0, None, hours.instants, "instants")
                .by("windows of starts and ends, closed only where work waited");
            it.grade = grade;
            self.row(&format!("calendars.{}", key(&name)), &it);
            if let Some(row) = self.rows.last_mut() {
                row.value = pattern;
            }
            done.push(name);
        }
    }

    fn teams(&mut self) {
        let found = self.found;
        for team in (0..self.history().teams.len()).filter(|it| found.is_staffed(*it)) {
            let name = self.team_name(team);
            let path = format!("teams.{}", key(&name));
            self.line(format!("\n[{path}]"));
            let people = self.found.people[team].clone();
            self.number("people", &format!("{path}.people"), &people);
            let calendar = self.calendar_name(team);
            self.line(format!("calendar = {}", quoted(&calendar)));
            if self.found.calendars.teams[team].given {
                self.findings.push(format!(
                    "`{name}` was active in a part of {} only, but no work ever waited for it elsewhere: it keeps these hours",
                    self.found.calendars.written(team)
                ));
            }
        }
        let order = self.found.flow.order.clone();
        for step in order.into_iter().filter(|it| found.is_passing(*it)) {
            let path = format!("teams.{}", key(&self.passing_name(step)));
            self.line(format!("\n[{path}]"));
            self.line(format!("people = {NOBODY}  # assumption: nobody in particular: time that passes, as the log has no starts"));
            self.line("calendar = \"always\"");
            self.assumed(&format!("{path}.people"), &NOBODY.to_string());
            let again = self.again(step);
            if let Some(law) = Law::of(&again, super::grain(self.history()), "returns") {
                let mut mean = Estimate::of(law.mean(), None, again.values.len(), "returns");
                mean = mean.hours().by("mean of what it took again, elapsed");
                self.number("switch_cost", &format!("{path}.switch_cost"), &mean);
            }
        }
    }

    fn team_name(&self, team: usize) -> String {
        let name = &self.history().teams[team];
        if name == "none" { "none (team)".to_owned() } else { name.clone() }
    }

    fn passing_name(&self, step: usize) -> String {
        format!("{}{ELAPSED}", self.history().steps[step].name)
    }

    /// How long a step took when it was gone through again.
    fn again(&self, step: usize) -> Sample {
        let history = self.history();
        let passes = history.of_step(step).filter(|pass| pass.nth > 0 && pass.done);
        let values = passes.filter_map(|pass| Some(hours(pass.end? - history.ready(pass)?)));
        Sample { values: values.collect(), cut: Vec::new() }
    }

    fn assumed(&mut self, path: &str, value: &str) {
        self.row(path, &Estimate::assumed(0.0, Unit::Plain));
        if let Some(row) = self.rows.last_mut() {
            row.value = value.to_owned();
        }
    }

    fn stream(&mut self, step: usize) {
        let found = self.found;
        let Step { name, review, once, .. } = found.history.steps[step].clone();
        let path = format!("streams.{}", key(&name));
        self.line(format!("\n[[streams]]\nname = {}", quoted(&name)));
        if review {
            self.line("kind = \"approval\"");
        }
        let needs: Vec<String> = found
            .flow
            .order
            .iter()
            .filter(|it| found.flow.needs[step].contains(it))
            .map(|it| quoted(&found.history.steps[*it].name))
            .collect();
        if !needs.is_empty() {
            self.line(format!("needs = [{}]", needs.join(", ")));
        }
        if once {
            self.line("once = true");
        }
        if let Some(share) = flow::occurs(found.history, &found.flow, &found.pieces, step) {
            self.number("occurs", &format!("{path}.occurs"), &share);
        }
        match found.rework.approvals.get(&step) {
            Some(verdicts) => self.approval(step, &path, verdicts),
            None => self.work(step, &path),
        }
    }

    fn work(&mut self, step: usize, path: &str) {
        let (team, law) = &self.found.laws[step][0];
        let effort = format!("{path}.effort");
        if self.found.is_passing(step) {
            let name = self.history().steps[step].name.clone();
            self.line(format!("team = {}", quoted(&self.passing_name(step))));
            self.line("# Elapsed time, not effort: an end alone tells when, not how long.");
            self.law("effort", &effort, law);
            self.refused.push(name);
        } else {
            self.line(format!("team = {}", quoted(&self.team_name(*team))));
            self.law("effort", &effort, law);
        }
    }

    fn approval(&mut self, step: usize, path: &str, verdicts: &Verdicts) {
        let found = self.found;
        let rejects = |it: &&(usize, Vec<Estimate>)| it.1.iter().any(|share| share.value > 0.0);
        let back = self.returns(step, verdicts);
        let can_reject = back.is_some();
        if let (Some(to), true) = (back, verdicts.reject.iter().any(|it| rejects(&it))) {
            self.line(format!("returns_to = {}", quoted(&found.history.steps[to].name)));
            let passing = self.found.is_passing(to);
            let revise = match (&verdicts.revise, passing) {
                (_, true) => Estimate { value: 0.0, ..Estimate::share(0, 0, "") }
                    .by("its time is the switch cost of its team"),
                (Some(it), false) => Estimate { value: it.value.min(1.0), ..it.clone() },
                (None, false) => Estimate::assumed(0.3, Unit::Plain),
            };
            self.number("revise", &format!("{path}.revise"), &revise);
            let elapsed = found.history.steps[step].elapsed;
            match &verdicts.rereview {
                Some(it) if !elapsed => self.number("rereview", &format!("{path}.rereview"), it),
                _ if !elapsed => self.number(
                    "rereview",
                    &format!("{path}.rereview"),
                    &Estimate::assumed(1.0, Unit::Plain),
                ),
                _ => {}
            }
        }
        for (team, law) in &found.laws[step] {
            self.line("[[streams.reviewers]]");
            let name = self.team_name(*team);
            let path = format!("{path}.reviewers.{}", key(&name));
            if found.history.steps[step].elapsed {
                self.line(format!("name = {}", quoted(&name)));
                self.law("turnaround", &format!("{path}.turnaround"), law);
            } else {
                self.line(format!("team = {}", quoted(&name)));
                self.law("effort", &format!("{path}.effort"), law);
            }
            let shares = verdicts.reject.iter().find(|it| it.0 == *team).map(|it| it.1.clone());
            if let Some(shares) = shares.filter(|_| can_reject) {
                self.reject(&path, &shares);
            }
        }
    }

    /// Where rejections of an approval go: the work that came back most often, else the nearest before it.
    fn returns(&self, step: usize, verdicts: &Verdicts) -> Option<usize> {
        let (flow, history) = (&self.found.flow, self.history());
        let work = |it: &&usize| flow.before[step].contains(it) && !history.steps[**it].review;
        let seen = verdicts.returns_to.filter(|it| work(&it));
        seen.or_else(|| flow.order.iter().rev().find(work).copied())
    }

    fn reject(&mut self, path: &str, shares: &[Estimate]) {
        // Who has always rejected would do so for ever.
        let last = shares.len() - 1;
        let capped = |place: usize, it: &Estimate| {
            let most = it.n as f64 / (it.n + 1) as f64;
            if place == last { it.value.min(most) } else { it.value }
        };
        let written: Vec<String> = shares
            .iter()
            .enumerate()
            .map(|(place, it)| Unit::Plain.written(capped(place, it)))
            .collect();
        let comments: Vec<String> = shares.iter().map(Estimate::comment).collect();
        let value = if written.len() == 1 {
            written[0].clone()
        } else {
            format!("[{}]", written.join(", "))
        };
        self.line(format!("reject = {value}  # {}", comments.join("; then ")));
        for (place, it) in shares.iter().enumerate() {
            self.row(&format!("{path}.reject[{place}]"), it);
        }
    }

    fn pieces(&mut self) {
        for piece in &self.found.pieces {
            self.line(format!("\n[[deliverables]]\nname = {}", quoted(&piece.name)));
            let path = format!("deliverables.{}.count", key(&piece.name));
            self.number("count", &path, &piece.count);
            let skip: Vec<String> =
                piece.skip.iter().map(|it| quoted(&self.history().steps[*it].name)).collect();
            if !skip.is_empty() {
                self.line(format!("skip = [{}]", skip.join(", ")));
            }
        }
    }

    fn handoffs(&mut self) {
        let found = self.found;
        self.line("\n[handoffs]");
        match &found.latency.all {
            Some(law) => self.law("latency", "handoffs.latency", law),
            None => {
                self.number("latency", "handoffs.latency", &Estimate::assumed(0.0, Unit::Hours))
            }
        }
        let or = |it: Option<Estimate>, usual: f64| {
            let it =
                it.filter(|it| it.n > 0).unwrap_or_else(|| Estimate::assumed(usual, Unit::Plain));
            Estimate { value: it.value.min(1.0), ..it }
        };
        self.number(
            "sensitivity",
            "handoffs.sensitivity",
            &or(Some(found.rework.sensitivity.clone()), 0.5),
        );
        self.number("impact", "handoffs.impact", &or(found.rework.impact.clone(), 0.3));
        let has_latency = found.latency.all.as_ref().is_some_and(|law| law.median() > 0.0);
        let mut row = 0;
        for (from, to, law) in &found.latency.between {
            self.between(*from, *to);
            self.law("latency", &format!("handoffs.between[{row}].latency"), law);
            row += 1;
        }
        let elapsed =
            found.handoffs.iter().filter(|it| has_latency && found.history.steps[it.to].elapsed);
        for it in elapsed {
            self.between(it.from, it.to);
            self.line("latency = \"0h\"  # assumption: it is in the turnaround");
            self.assumed(&format!("handoffs.between[{row}].latency"), "0h");
            row += 1;
        }
        if let Some(it) = &found.rework.learning {
            self.line("\n[rework]");
            self.number("learning", "rework.learning", it);
        }
    }

    fn between(&mut self, from: usize, to: usize) {
        let [from, to] = [from, to].map(|step| quoted(&self.history().steps[step].name));
        self.line(format!("[[handoffs.between]]\nfrom = {from}\nto = {to}"));
    }

    fn changes(&mut self) {
        let longest = self.history().cycles().iter().fold(0.0, |most: f64, it| most.max(it.0));
        for (place, change) in self.found.rework.changes.iter().enumerate() {
            let stream = quoted(&self.history().steps[change.step].name);
            let path = |key: &str| format!("changes[{place}].{key}");
            self.line(format!("\n[[changes]]\nname = \"change {}\"\nstream = {stream}", place + 1));
            match &change.every {
                Ok(gap) => {
                    self.number("every", &path("every"), gap);
                    let until = libm::ceil(longest / 24.0).max(1.0);
                    self.line(format!("until = \"{until}d\"  # measured: the longest campaign"));
                }
                Err(offset) => {
                    let at = Estimate::of(*offset, None, change.probability.n, "campaigns").hours();
                    self.number("at", &path("at"), &at);
                    self.number("probability", &path("probability"), &change.probability);
                }
            }
            self.number("reach", &path("reach"), &change.reach);
            let severity =
                Estimate { value: change.severity.value.min(1.0), ..change.severity.clone() };
            self.number("severity", &path("severity"), &severity);
        }
    }

    fn portfolio(&mut self) {
        let n = self.history().cases.len();
        let Some(arrivals) = &self.found.arrivals else { return };
        self.line("\n[portfolio]");
        if n > PORTFOLIO {
            self.line(format!(
                "campaigns = {PORTFOLIO}  # assumption: of {n} in the log, enough for a study"
            ));
            self.assumed("portfolio.campaigns", &PORTFOLIO.to_string());
        } else {
            let campaigns = Estimate::of(n as f64, None, n, "campaigns").by("counted");
            self.number("campaigns", "portfolio.campaigns", &campaigns);
        }
        match &arrivals.every {
            Err(law) => self.law("every", "portfolio.every", law),
            Ok(mean) => {
                self.line(format!(
                    "every = {{ dist = \"exponential\", mean = \"{}\" }}  # {}",
                    mean.written(),
                    mean.comment()
                ));
                self.row("portfolio.every.mean", mean);
            }
        }
        if arrivals.working {
            self.line("calendar = \"office\"");
        }
        if n > 20 {
            self.line("\n[study]\nreplications = 200");
        }
    }

    /// Today's way of working.
    fn model(&mut self) {
        self.line("\n# Today's way of working, as the log shows it: to be confirmed by you.\n[[models]]\nname = \"As is\"");
        if let Some((every, _)) = self.sync() {
            let every = if every == WEEK { "1w" } else { "1d" };
            self.line(format!("syncs = [{{ name = \"meeting\", every = \"{every}\" }}]  # its length is an assumption: 0h"));
            self.assumed("models.\"As is\".syncs.meeting.length", "0h");
        }
        if self.is_concurrent() {
            self.line("approval = { route = \"concurrent\" }");
            self.findings.push("reviewers of one approval are asked at once".to_owned());
        }
        for index in 0..self.found.handoffs.len() {
            let it = &self.found.handoffs[index];
            let [from, to] = [it.from, it.to].map(|step| self.history().steps[step].name.clone());
            let (value, words) = match it.release {
                Release::Item => continue,
                Release::Phase => ("phase", "when the whole stream is done".to_owned()),
                Release::Sync { every, at } if Some((every, at)) == self.sync() => {
                    let when = self.date(at).strftime(if every == WEEK {
                        "%A %H:%M"
                    } else {
                        "every day %H:%M"
                    });
                    ("sync meeting", format!("at a meeting: {when}"))
                }
                Release::Sync { .. } => {
                    self.findings.push(format!("`{from}` is released to `{to}` at a second meeting, which the scenario cannot hold: set it by hand"));
                    continue;
                }
            };
            let n = it.n;
            self.line(format!("[[models.handoffs]]  # measured: {n} releases\nfrom = {}\nto = {}\nrelease = \"{value}\"", quoted(&from), quoted(&to)));
            self.findings.push(format!("`{from}` is released to `{to}` {words} ({n} releases)"));
        }
    }

    /// Whether reviewers of one round are asked at once.
    fn is_concurrent(&self) -> bool {
        let history = self.history();
        let (mut same, mut of) = (0, 0);
        for step in
            self.found.rework.approvals.iter().filter(|it| it.1.reject.len() > 1).map(|it| *it.0)
        {
            let mut rounds: BTreeMap<(usize, usize), Vec<i64>> = BTreeMap::new();
            for pass in history.of_step(step) {
                rounds.entry((pass.item, pass.round)).or_default().extend(pass.ready());
            }
            for asked in rounds.values().filter(|asked| asked.len() > 1) {
                of += 1;
                same += usize::from(asked.iter().all(|at| (at - asked[0]).abs() < HOUR));
            }
        }
        of > 0 && same * 5 >= of * 4
    }

    /// What the reader should know before believing it.
    fn doubts(&mut self) {
        let history = self.found.history;
        self.findings.extend(history.notes.iter().cloned());
        self.findings.extend(cases::variants(history));
        self.findings.extend(cases::censoring(history));
        self.findings.extend(cases::drift(history));
        self.findings.extend(self.idle_waiting());
        if self.found.latency.bound && self.found.latency.all.is_some() {
            self.findings.push("the log does not say when work became ready: latency is the least that ever lay between, an upper bound; export the time at which a step was asked for".to_owned());
        }
        let date = |pass: &super::history::Pass| pass.start.is_none();
        let lacking = history
            .all()
            .filter(|pass| pass.done && date(pass) && !history.steps[pass.step].elapsed)
            .count();
        if lacking > 0 {
            self.findings.push(format!("{lacking} jobs have no start: their effort is not used"));
        }
        if !self.refused.is_empty() {
            let names: Vec<String> = self.refused.iter().map(|name| format!("`{name}`")).collect();
            let why = match history.grain {
                crate::log::Grain::Day => {
                    "the log has days only: they tell when, not how long; export start and end with hours and minutes"
                }
                _ => {
                    "the log has no start: an end alone tells when, not how long; export when somebody began, and who"
                }
            };
            self.refused = vec![format!(
                "effort of {} is not estimated: {why}. What it took in elapsed time is in the scenario instead",
                names.join(", ")
            )];
        }
        for (person, hours) in self.found.calendars.turns() {
            let name = &history.people[person];
            self.findings.push(format!("`{name}` takes turns with others, at {hours}: what {name} did is measured in these hours"));
        }
        for (team, people) in self.found.people.iter().enumerate() {
            if people.method.starts_with("most at once") && self.found.is_staffed(team) {
                self.findings.push(format!("people of `{}` are those who worked at once: a lower bound; export who did each job", history.teams[team]));
            }
        }
    }

    /// How much of the waiting lay beside somebody who had nothing to do.
    fn idle_waiting(&self) -> Option<String> {
        let (history, found) = (self.found.history, self.found);
        let (mut waited, mut idle) = (0.0, 0.0);
        for team in (0..history.teams.len()).filter(|it| self.found.is_staffed(*it)) {
            let calendar = found.calendars.compiled(team)?;
            let jobs = || history.all().filter(|pass| pass.team == team);
            let mut events: Vec<(i64, i64)> = Vec::new();
            for (start, end) in jobs().filter_map(|it| Some((it.start?, it.end?))) {
                events.extend([(start, 1), (end, -1)]);
            }
            events.sort_unstable();
            let busy: Vec<(i64, i64)> = events
                .iter()
                .scan(0, |now, (at, change)| {
                    *now += change;
                    Some((*at, *now))
                })
                .collect();
            let people = found.people[team].value as i64;
            for (ready, start) in jobs().filter_map(|it| Some((it.asked?, it.start?))) {
                waited += calendar.open(Instant(ready), Instant(start)).hours();
                let from = busy.partition_point(|(at, _)| *at <= ready);
                let mut at = ready;
                let mut now = if from == 0 { 0 } else { busy[from - 1].1 };
                for (next, after) in busy[from..].iter().copied().chain([(start, 0)]) {
                    let until = next.min(start);
                    if now < people {
                        idle += calendar.open(Instant(at), Instant(until)).hours();
                    }
                    (at, now) = (until, after);
                    if next >= start {
                        break;
                    }
                }
            }
        }
        let share = 100.0 * idle / waited;
        (waited > 0.0 && share >= 20.0).then(|| format!(
            "{share:.0} % of the waiting for people lay beside an idle colleague: queues are not why work waits here; adding people will do little"
        ))
    }
}

use super::history::Step;

fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Measured => "measured",
        Grade::Weak => "weak",
        Grade::Assumed => "assumption",
    }
}

/// Text without line breaks or control characters.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in plain(text).chars() {
        match c {
            '"' | '\\' => _ = write!(out, "\\{c}"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name, as it is written, as a key of a path.
fn key(name: &str) -> String {
    text::key(&plain(name)).into_owned()
}
