//! Campaigns as they come, and today's way of working.

use super::hub::HUB;
use super::{Writer, quoted};
use crate::fit::arrivals::Within;
use crate::fit::bypassed;
use crate::fit::delays::Release;
use crate::fit::estimate::Estimate;
use crate::time::{HOUR, WEEK};
use std::collections::BTreeMap;

/// Campaigns of a portfolio at most.
const PORTFOLIO: usize = 200;
/// The calendar of hours in which campaigns start.
const STARTS: &str = "new campaigns";

impl Writer<'_> {
    /// The first campaign's start; where there is a meeting, its instant before that.
    pub(super) fn start(&self) -> i64 {
        let first = self.history().cases.iter().map(|case| case.start).min().unwrap_or(0);
        match self.sync() {
            Some((every, at)) => first - (first - at).rem_euclid(every),
            None => first,
        }
    }

    /// The one meeting that the scenario can hold: cadence and instant.
    pub(super) fn sync(&self) -> Option<(i64, i64)> {
        self.found.handoffs.iter().find_map(|it| match it.release {
            Release::Sync { every, at } => Some((every, at)),
            Release::Item | Release::Phase => None,
        })
    }

    pub(super) fn portfolio(&mut self) {
        let n = self.history().cases.len();
        let Some(arrivals) = &self.found.arrivals else { return };
        self.line("\n[portfolio]");
        if n > PORTFOLIO {
            self.line(format!(
                "campaigns = {PORTFOLIO}  # a setting of the simulation, no measurement: the log has {n}, so many are enough for a study"
            ));
            self.setting("portfolio.campaigns", &PORTFOLIO.to_string());
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
        match &arrivals.within {
            Within::Always => {}
            Within::Office => self.line("calendar = \"office\""),
            Within::Own(_) => self.line(format!("calendar = {}", quoted(&self.of_arrivals()))),
        }
        if n > 20 {
            self.line("\n[study]\nreplications = 200");
        }
    }

    /// The calendar in which campaigns start, where it is one of its own; no team has its name.
    pub(super) fn of_arrivals(&self) -> String {
        let taken = self.history().teams.iter().any(|name| name == STARTS);
        if taken { format!("{STARTS} hours") } else { STARTS.to_owned() }
    }

    /// Today's way of working.
    pub(super) fn model(&mut self) {
        self.line("\n# Today's way of working, as the log shows it: to be confirmed by you.\n[[models]]\nname = \"As is\"");
        self.today();
        self.line("\n# Another way of working, for `compare` and `sensitivity`: take the # away and say what is done otherwise.");
        self.line("# [[models]]\n# name = \"Changed\"\n# start = \"early(0.5)\"");
    }

    fn today(&mut self) {
        if let Some((every, _)) = self.sync() {
            let every = if every == WEEK { "1w" } else { "1d" };
            self.line(format!("syncs = [{{ name = \"meeting\", every = \"{every}\" }}]  # its length is an assumption: 0h"));
            self.assumed("models.\"As is\".syncs.meeting.length", "0h");
        }
        if self.via() == HUB {
            self.line(format!("via = \"{HUB}\""));
        }
        self.order();
        let mut approval = Vec::new();
        if self.is_concurrent() {
            approval.push("route = \"concurrent\"".to_owned());
            self.findings.push("reviewers of one approval are asked at once".to_owned());
        }
        let late: Vec<String> =
            self.found.responses.keys().map(|team| quoted(&self.team_name(*team))).collect();
        if !late.is_empty() {
            approval.push(format!("on_demand = [{}]", late.join(", ")));
        }
        if !approval.is_empty() {
            self.line(format!("approval = {{ {} }}", approval.join(", ")));
        }
        self.bypassed();
        self.early();
        self.at_once();
        for index in 0..self.found.handoffs.len() {
            let it = &self.found.handoffs[index];
            let [from, to] = [it.from, it.to].map(|step| self.history().steps[step].name.clone());
            let row = format!("from = {}\nto = {}", quoted(&from), quoted(&to));
            let via = self.via_of(it);
            let n = it.n;
            let (value, words) = match it.release {
                Release::Item => {
                    if let Some(via) = via {
                        self.line(format!(
                            "[[models.handoffs]]  # measured: {n} handoffs\n{row}\n{via}"
                        ));
                    }
                    continue;
                }
                // A phase holds back what an early start would take.
                _ if self.found.flow.early(it.from, it.to).is_some() => continue,
                Release::Phase => ("phase", "when the whole stream is done".to_owned()),
                Release::Sync { every, at } if Some((every, at)) == self.sync() => {
                    ("sync meeting", format!("at a meeting: {}", self.when((every, at))))
                }
                Release::Sync { .. } => {
                    self.findings.push(format!("`{from}` is released to `{to}` at a second meeting, which the scenario cannot hold: set it by hand"));
                    continue;
                }
            };
            self.line(format!(
                "[[models.handoffs]]  # measured: {n} releases\n{row}\nrelease = \"{value}\""
            ));
            if let Some(via) = via {
                self.line(via);
            }
            self.findings.push(format!("`{from}` is released to `{to}` {words} ({n} releases)"));
        }
    }

    /// In which order queues are taken, where something is done again.
    fn order(&mut self) {
        let (word, it) = self.found.order.told();
        let rework = &self.found.rework;
        if it.n > 0 || !rework.approvals.is_empty() || !rework.changes.is_empty() {
            let path = "models.\"As is\".priority";
            self.choice("priority", path, (word, &it));
        }
    }

    /// Approvals for which people do not wait for ever.
    fn bypassed(&mut self) {
        let history = self.history();
        let found = self.found.rework.approvals.keys();
        let found = found.filter_map(|step| Some((*step, bypassed::of(history, *step)?)));
        for (row, (step, it)) in found.enumerate() {
            let (name, path) =
                (&history.steps[step].name, format!("models.\"As is\".approvals[{row}]"));
            self.line(format!("[[models.approvals]]\napproval = {}", quoted(name)));
            self.number("patience", &format!("{path}.patience"), &it.patience);
            self.number("bypass", &format!("{path}.bypass"), &it.share);
            self.findings.push(format!(
                "of {} reviews of `{name}` without a verdict {} after being asked for, {} were stopped then: people go ahead without it, and so they do in the scenario",
                it.share.n, it.patience.written(), it.patience.n
            ));
        }
    }

    /// Steps that begin on half-done work, and pieces that begin on that of others.
    fn early(&mut self) {
        let found = self.found;
        let name = |step: usize| &found.history.steps[step].name;
        let row = |from: usize, to: usize| {
            format!("[[models.handoffs]]\nfrom = {}\nto = {}", quoted(name(from)), quoted(name(to)))
        };
        let start =
            |share: f64| format!("start = \"early({})\"", libm::round(share * 100.0) / 100.0);
        for it in found.flow.early.iter().filter(|it| !it.is_at_once()) {
            let (share, comment) = (it.share.value, it.share.comment());
            self.line(format!("{}\n{}  # {comment}", row(it.from, it.to), start(share)));
            self.findings.push(format!(
                "`{}` begins when {:.0} % of `{}` is done, and is told the rest when it is there ({} first jobs)",
                name(it.to), 100.0 * share, name(it.from), it.share.n
            ));
        }
        let Some(share) = found.flow.share() else { return };
        for wait in found.waits.iter().filter(|wait| wait.early) {
            let (piece, n) = (&found.pieces[wait.to.0].name, wait.n);
            let row = row(wait.from.1, wait.to.1);
            let start = start(share);
            self.line(format!(
                "{row}\ndeliverables = [{}]\n{start}  # measured: {n} pieces",
                quoted(piece)
            ));
        }
    }

    /// Steps that begin before anything is there.
    fn at_once(&mut self) {
        let found = self.found;
        for it in found.flow.early.iter().filter(|it| it.is_at_once()) {
            let [from, to] = [it.from, it.to].map(|step| &found.history.steps[step].name);
            let n = it.share.n;
            self.line(format!(
                "[[models.handoffs]]  # measured: {n} reworks for its news\nfrom = {}\nto = {}\nstart = \"brief\"",
                quoted(from),
                quoted(to)
            ));
            let at_meeting = it.meeting.filter(|it| Some(*it) == self.sync());
            let when =
                at_meeting.map_or(String::new(), |it| format!(" at a meeting, {}", self.when(it)));
            if at_meeting.is_some() {
                self.line("release = \"sync meeting\"");
            }
            self.findings.push(format!(
                "`{to}` begins without waiting for `{from}`, and is told{when} when that is done ({n} reworks for its news)"
            ));
        }
    }

    /// When a meeting is held, in words.
    fn when(&self, (every, at): (i64, i64)) -> String {
        let form = if every == WEEK { "%A %H:%M" } else { "every day %H:%M" };
        self.date(at).strftime(form).to_string()
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
}
