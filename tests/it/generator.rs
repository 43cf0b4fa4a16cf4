//! Random scenarios: valid TOML over every fact and every lever, made of a list of choices. Choice 0 is
//! always the plainest one, so that a failing list shrinks to a plain scenario.

use std::fmt::Write;

/// A scenario in the making.
struct Maker<'a> {
    choices: std::slice::Iter<'a, u32>,
    text: String,
    teams: usize,
    /// Per stream: whether it is an approval.
    streams: Vec<bool>,
    /// Which stream each deliverable skips.
    skips: Vec<Option<usize>>,
}

/// The scenario of a list of choices.
pub fn scenario(choices: &[u32]) -> String {
    let choices = choices.iter();
    let text = "schema = 1\nname = \"random\"\n".to_owned();
    let (streams, skips) = (Vec::new(), Vec::new());
    let mut maker = Maker { choices, text, teams: 0, streams, skips };
    maker.world();
    maker.people();
    let streams = 1 + maker.below(5);
    (0..streams).for_each(|stream| maker.stream(stream));
    maker.deliverables();
    maker.facts();
    maker.changes();
    let models = 1 + maker.below(3);
    (0..models).for_each(|model| maker.model(model));
    maker.text
}

/// The scenario of a list of choices, with keys of schema 2, which are chosen from the list's other end: scenarios
/// whose digests are recorded stay as they are.
pub fn newer(choices: &[u32]) -> String {
    let text = scenario(choices).replacen("schema = 1", "schema = 2", 1);
    let backwards: Vec<u32> = choices.iter().rev().copied().collect();
    let (streams, skips) = (Vec::new(), Vec::new());
    let mut maker =
        Maker { choices: backwards.iter(), text: String::new(), teams: 0, streams, skips };
    maker.teams = text.matches("[teams.").count();
    maker.set("escape_cost", &["", "500", "{ low = 1, medium = 10, high = 2.5 }", "{ high = 7 }"]);
    if text.contains("\ndeadline = ") {
        maker.set("miss_cost", &["", "1000"]);
    }
    let mut text = text;
    let arrivals = ["", "at = [\"1d\", \"1d\", \"1w\"]", "calendar = \"rare\""];
    let arrivals = arrivals[maker.below(arrivals.len())];
    if let Some((before, after)) = text.split_once("[portfolio]\n") {
        // `at` stands in place of the two keys that follow.
        let rest: String = match arrivals.starts_with("at") {
            true => after.lines().skip(2).map(|line| format!("{line}\n")).collect(),
            false => after.to_owned(),
        };
        text = format!("{before}[portfolio]\n{arrivals}\n{rest}");
    }
    let prices = std::mem::take(&mut maker.text);
    let text = maker.once(text.replacen("schema = 2\n", &format!("schema = 2\n{prices}"), 1));
    let text = maker.later_levers(&text);
    text.lines().for_each(|line| maker.line_and_more(line));
    maker.rows(&text);
    maker.absences();
    maker.launch();
    let text = std::mem::take(&mut maker.text);
    maker.pods(text)
}

impl Maker<'_> {
    /// Lets some streams exist once: not all of them, and none that a dependency names.
    fn once(&mut self, mut text: String) -> String {
        let streams = text.matches("[[streams]]").count();
        let mut own = streams;
        for stream in 0..streams {
            let named = text.contains(&format!("/s{stream}\""));
            if self.below(4) == 3 && !named && own > 1 {
                let head = format!("[[streams]]\nname = \"s{stream}\"\n");
                text = text.replacen(&head, &format!("{head}once = true\n"), 1);
                own -= 1;
            }
        }
        text
    }

    /// Limits of the campaigns under way, audits, and switches of models.
    fn later_levers(&mut self, text: &str) -> String {
        let mut models = text.split("[[models]]\n");
        let mut found = models.next().unwrap_or_default().to_owned();
        for model in models {
            let (name, levers) = model.split_once('\n').unwrap_or((model, ""));
            let audit = "audits = [{ name = \"q\", every = \"7h\", team = \"t0\", ";
            let audits = self.one(&[
                "",
                "sample = 0.5, effort = \"1h\", detect = 0.5 }]",
                "effort = \"0h\", detect = 1 }]",
            ]);
            let audits = if audits.is_empty() { String::new() } else { format!("{audit}{audits}") };
            let wip = self.one(&["", "wip = 1", "wip = 2"]);
            let then = self.one(&[
                "",
                "then = { at = \"30h\" }",
                "then = { at = \"1d\", preset = \"agile-sprints\" }",
                "then = { at = \"2d\", preset = \"sequential-cascade\" }",
                "then = { at = \"5h\", start = \"early(0.4)\", visibility = \"live\", approval = { route = \"concurrent\", sessions = \"on-demand\", patience = \"9h\", bypass = 0.5 } }",
            ]);
            let through_hands = model.contains("via = ") || model.contains("hub-and-spoke");
            let more = match text.contains("[portfolio]") {
                true => wip,
                false if through_hands => "",
                false => then,
            };
            // Writing to a string cannot fail.
            let _ = write!(found, "[[models]]\n{name}\n{more}\n{audits}\n{levers}");
        }
        found
    }

    /// A line of a scenario of schema 1, and what may stand beside it in schema 2.
    fn line_and_more(&mut self, line: &str) {
        if let Some(latency) = line.strip_prefix("latency = ") {
            let varies = "{ dist = \"exponential\", mean = \"5h\" }";
            return self.set("latency", &[latency, varies, "{ median = \"1h\", p90 = \"2d\" }"]);
        }
        self.line(line);
        if line.starts_with("[teams.") {
            self.set("share", &["", "0.5", "0.3"]);
        } else if line.starts_with("name = \"s") {
            self.set("occurs", &["", "0.5", "0", "0.9"]);
        } else if line.starts_with("name = \"d") {
            self.set("due", &["", "\"5h\"", "\"3w\""]);
        }
    }

    /// Rows about some deliverables, of the last model.
    fn rows(&mut self, text: &str) {
        if self.below(2) == 1 {
            self.line("[[models.handoffs]]\nfrom = \"@work\"\nto = \"@work\"\nstart = \"final\"");
            self.some_deliverables();
            self.set("release", &["\"phase\"", "\"item\"", ""]);
            self.set("latency_factor", &["", "0.5"]);
        }
        if self.below(2) == 1 && text.contains("kind = \"approval\"") {
            self.line("[[models.approvals]]");
            self.some_deliverables();
            self.set("route", &["", "\"serial\"", "\"concurrent\""]);
            let reviewer = text.split("{ team = \"").nth(1).and_then(|rest| rest.split('"').next());
            let team = reviewer.map(|team| format!("[\"{team}\"]")).unwrap_or_default();
            self.set("on_demand", &["", "[]", &team, &team]);
        }
    }

    fn some_deliverables(&mut self) {
        self.set("deliverables", &["", "[\"d0\"]"]);
        self.set("tiers", &["", "[\"medium\"]", "[\"low\", \"high\"]"]);
    }

    fn absences(&mut self) {
        for _ in 0..self.below(4) {
            let team = self.below(self.teams);
            self.line(&format!("[[absences]]\nteam = \"t{team}\""));
            let begins = self.one(&["at = \"1d\"", "within = [\"0h\", \"1w\"]", "every = \"2d\""]);
            self.line(begins);
            self.set("for", &["\"3d\"", "\"5h\"", "\"1m\""]);
            self.set("probability", &["", "0.5"]);
        }
    }

    /// When a campaign may be launched, and a change so long before that, or else before the deadline.
    fn launch(&mut self) {
        // What comes behind the models would come behind what a test adds before them.
        let models = self.text.find("[[models]]").unwrap_or(self.text.len());
        let models = self.text.split_off(models);
        let dates: &[&str] = match self.text.contains("\nstart = ") {
            true => &["", "at = \"4w\"", "at = \"2026-03-30\"", "at = \"2026-03-27 12:00\""],
            false => &["", "at = \"4w\"", "at = \"0h\""],
        };
        let (at, calendar) = (self.one(dates), self.one(&["", "calendar = \"rare\""]));
        if !at.is_empty() || !calendar.is_empty() {
            self.line(&format!("[launch]\n{at}\n{calendar}"));
        }
        let due = !at.is_empty() || self.text.contains("\ndeadline = ");
        if due && at != "at = \"0h\"" && self.below(2) == 1 {
            let streams = self.text.split("[[streams]]\nname = \"").skip(1);
            let work = streams.filter(|stream| !stream.contains("kind = \"approval\""));
            let names: Vec<String> = work
                .filter_map(|stream| Some(format!("\"{}\"", stream.split_once('"')?.0)))
                .collect();
            self.line(&format!("[[changes]]\nstreams = [{}]\nbefore = \"1w\"", names.join(", ")));
            self.set("reach", &["", "0.5"]);
            self.set("severity", &["0.5", "0", "1"]);
        }
        self.text.push_str(&models);
    }

    /// Gives some models pods, of people of teams with at least one more for each pod.
    fn pods(&mut self, mut text: String) -> String {
        let blocks = text.split("[teams.t").skip(1);
        let people: Vec<usize> = blocks
            .filter_map(|block| block.split("people = ").nth(1)?.split('\n').next()?.parse().ok())
            .collect();
        for model in 0..text.matches("[[models]]").count() {
            let count = self.below(3).min(text.matches("[[deliverables]]").count());
            let pods: Vec<String> = (0..count).filter_map(|pod| self.pod(pod, &people)).collect();
            let head = format!("[[models]]\nname = \"m{model}\"\n");
            let pods = format!("{head}pods = [{}]\n", pods.join(", "));
            // A model that switches has none.
            if !text.contains(&format!("{head}then = ")) {
                text = text.replacen(&head, &pods, 1);
            }
        }
        text
    }

    fn pod(&mut self, pod: usize, people: &[usize]) -> Option<String> {
        let large = people.iter().enumerate().filter(|(_, people)| **people > pod + 1);
        let taken = large.filter(|_| self.below(3) < 2);
        let crews = taken.map(|(team, _)| format!("t{team} = 1"));
        let crews: Vec<String> = crews.collect();
        let (name, people) = (format!("p{pod}"), crews.join(", "));
        (!crews.is_empty()).then(|| {
            format!("{{ name = \"{name}\", deliverables = [\"d{pod}\"], people = {{ {people} }} }}")
        })
    }

    fn below(&mut self, end: usize) -> usize {
        self.choices.next().map_or(0, |choice| *choice as usize % end)
    }

    fn one<'t>(&mut self, options: &[&'t str]) -> &'t str {
        options[self.below(options.len())]
    }

    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    /// Writes `key = value`, unless the value chosen is empty.
    fn set(&mut self, key: &str, options: &[&str]) {
        let value = self.one(options);
        if !value.is_empty() {
            self.line(&format!("{key} = {value}"));
        }
    }

    fn world(&mut self) {
        self.line("horizon = \"12w\"");
        self.set("calendar", &["", "\"always\"", "\"office\""]);
        self.set("start", &["", "\"2026-03-02 09:00\"", "\"2026-03-07 12:00\""]);
        self.set("deadline", &["", "\"3w\""]);
        self.set("delay_cost", &["", "100"]);
        self.set("correlation", &["", "0.5", "1"]);
        self.set("penalty", &["", "0", "5"]);
        self.set("live", &["", "\"1w\""]);
        self.line("[calendars]\noffice = \"Mon-Fri 09:00-17:00\"");
        self.line("rare = \"Tue 10:00-12:00, Thu 13:00-17:00\"");
    }

    fn people(&mut self) {
        self.teams = 1 + self.below(4);
        for team in 0..self.teams {
            self.line(&format!("[teams.t{team}]\ncost_per_hour = 50"));
            self.set("people", &["1", "2", "5"]);
            self.set("maturity", &["", "0.5", "0"]);
            self.set("speed", &["", "2", "0.5"]);
            self.set("calendar", &["", "\"always\"", "\"rare\""]);
            self.set("switch_cost", &["", "\"10m\""]);
        }
    }

    fn effort(&mut self) -> String {
        let effort = self.one(&[
            "\"4h\"",
            "\"0h\"",
            "{ low = \"1h\", likely = \"2h\", high = \"9h\" }",
            "{ median = \"3h\", p90 = \"9h\" }",
            "{ dist = \"uniform\", low = \"0h\", high = \"5h\" }",
            "{ dist = \"triangular\", low = \"1h\", likely = \"1h\", high = \"5h\" }",
            "{ dist = \"exponential\", mean = \"3h\" }",
            "{ dist = \"lognormal\", mean = \"3h\", cv = 1 }",
            "{ dist = \"gamma\", mean = \"3h\", cv = 2 }",
            "{ dist = \"weibull\", scale = \"3h\", shape = 0.8 }",
            "{ dist = \"empirical\", values = [\"1h\", \"2h\", \"8h\"] }",
        ]);
        effort.to_owned()
    }

    fn stream(&mut self, stream: usize) {
        let approval = stream > 0 && self.below(3) == 2;
        let needs: Vec<usize> = (0..stream).filter(|_| self.below(3) != 1).collect();
        let names: Vec<String> = needs.iter().map(|need| format!("\"s{need}\"")).collect();
        self.line(&format!("[[streams]]\nname = \"s{stream}\"\nneeds = [{}]", names.join(", ")));
        if approval {
            self.approval(&needs);
        } else {
            let (team, effort) = (self.below(self.teams), self.effort());
            self.line(&format!("team = \"t{team}\"\neffort = {effort}"));
            self.set("flaw", &["", "0.3", "1"]);
        }
        self.streams.push(approval);
    }

    fn approval(&mut self, needs: &[usize]) {
        self.line("kind = \"approval\"");
        self.set("revise", &["0.4", "0", "1"]);
        self.set("rereview", &["", "0.5", "0"]);
        let work: Vec<usize> = needs.iter().copied().filter(|need| !self.streams[*need]).collect();
        if !work.is_empty() && self.below(2) == 1 {
            let back = work[self.below(work.len())];
            self.line(&format!("returns_to = \"s{back}\""));
        }
        let reviewers: Vec<String> = (0..self.below(4)).map(|place| self.reviewer(place)).collect();
        self.line(&format!("reviewers = [{}]", reviewers.join(", ")));
    }

    fn reviewer(&mut self, place: usize) -> String {
        let (team, time) = (self.below(self.teams), self.effort());
        let who = match self.below(3) {
            2 => format!("name = \"r{place}\", turnaround = {time}"),
            _ => format!("team = \"t{team}\", effort = {time}"),
        };
        let reject = self.one(&["0", "0.3", "[0.8, 0.2, 0]"]);
        let detect = self.one(&["0", "0.5", "1"]);
        let tiers = self.one(&["", ", tiers = [\"low\"]", ", tiers = [\"medium\", \"high\"]"]);
        format!("{{ {who}, reject = {reject}, detect = {detect}{tiers} }}")
    }

    fn deliverables(&mut self) {
        for deliverable in 0..=self.below(3) {
            self.line(&format!("[[deliverables]]\nname = \"d{deliverable}\""));
            self.set("count", &["", "2", "4"]);
            self.set("size", &["", "0.5", "3"]);
            self.set("tier", &["", "\"low\"", "\"high\""]);
            let skip = (self.streams.len() > 1 && self.below(3) == 2)
                .then(|| self.below(self.streams.len()));
            if let Some(skip) = skip {
                self.line(&format!("skip = [\"s{skip}\"]"));
            }
            self.skips.push(skip);
        }
        if self.skips.len() > 1 && self.below(3) == 2 {
            let (from, to) = (self.below(self.streams.len()), self.below(self.streams.len()));
            if self.skips[0] != Some(from) && self.skips[1] != Some(to) && from <= to {
                self.line("[[dependencies]]");
                self.line(&format!("from = \"d0/s{from}\"\nto = \"d1/s{to}\""));
            }
        }
    }

    fn facts(&mut self) {
        self.line("[handoffs]");
        self.set("latency", &["", "\"2h\"", "\"3d\""]);
        self.set("sensitivity", &["", "0", "1"]);
        self.set("impact", &["", "0", "1"]);
        self.set("spot", &["", "0.5", "1"]);
        self.set("pass_on", &["", "false"]);
        self.line("[[handoffs.between]]\nfrom = \"@first\"");
        self.set("sensitivity", &["", "0.2"]);
        self.line("[rework]\nfix = 0.3");
        self.set("drift", &["", "0.02"]);
        self.set("learning", &["", "0.7", "0"]);
        self.line("[fatigue]\nhalf_life = \"3d\"");
        self.set("per_rework", &["", "0.2"]);
        self.set("per_sync", &["", "0.1"]);
        let (team, effort) = (self.below(self.teams), self.effort());
        self.line(&format!("[broker]\nteam = \"t{team}\"\neffort = {effort}"));
        self.set("detect", &["", "0", "1"]);
        if self.below(4) == 3 {
            self.line("[portfolio]");
            self.set("campaigns", &["2", "3"]);
            self.set("every", &["\"2d\"", "{ dist = \"exponential\", mean = \"1w\" }", "\"0h\""]);
        }
    }

    fn changes(&mut self) {
        let last = self.streams.len() - 1;
        if last > 0 && !self.streams[0] && self.below(3) == 2 {
            self.line(&format!("[[feedback]]\nfrom = \"s{last}\"\nto = \"s0\""));
            self.set("probability", &["0.3", "0"]);
            self.set("impact", &["0.3", "0", "1"]);
        }
        for _ in 0..self.below(3) {
            self.line("[[changes]]\nstream = \"s0\"");
            let arrival = self.arrival();
            self.line(arrival);
            self.set("probability", &["", "0.5"]);
            self.set("reach", &["", "0.5", "0"]);
            self.set("severity", &["0.5", "0", "1"]);
            self.set("deliverables", &["", "[\"d0\"]"]);
        }
    }

    fn arrival(&mut self) -> &'static str {
        let arrivals = [
            "at = \"1d\"",
            "within = [\"0h\", \"1w\"]",
            "every = \"4d\"\nuntil = \"2w\"",
            "every = \"1d\"\nfrom = \"1d\"\nuntil = \"1w\"",
        ];
        self.one(&arrivals)
    }

    fn model(&mut self, model: usize) {
        self.line(&format!("[[models]]\nname = \"m{model}\""));
        let preset = self.one(&[
            "",
            "sequential-cascade",
            "parallel-synchronization",
            "adaptive-mesh",
            "hub-and-spoke",
            "agile-sprints",
            "hybrid-flow",
        ]);
        if !preset.is_empty() {
            self.line(&format!("preset = \"{preset}\""));
            self.set("priority", &["", "\"fifo\""]);
            return;
        }
        self.levers();
    }

    fn levers(&mut self) {
        self.flow();
        self.set("latency_factor", &["", "0", "3"]);
        self.set("intake", &["", "\"sync b\""]);
        self.set("shared_context", &["", "true"]);
        self.set("feedback", &["", "{ detect = 0.5, delay = \"3h\" }", "{ detect = 1 }"]);
        self.set("priority", &["", "\"fifo\""]);
        self.set("maturity_required", &["", "0.7", "1"]);
        self.set("coordination", &["", "{ per_link = 0.05, per_person = 0.01, with = \"all\" }"]);
        let route = self.one(&["serial", "concurrent"]);
        let sessions = self.one(&["calendar", "on-demand"]);
        let patience = self.one(&["", ", patience = \"1d\", bypass = 0.5", ", patience = \"0h\""]);
        self.line(&format!(
            "approval = {{ route = \"{route}\", sessions = \"{sessions}\"{patience} }}"
        ));
        if self.below(3) == 2 {
            self.line("[[models.handoffs]]\nfrom = \"@first\"\nrelease = \"item\"");
        }
    }

    /// Syncs, and when versions leave and are known of.
    fn flow(&mut self) {
        self.line("syncs = [{ name = \"a\", every = \"1d\", length = \"30m\", detect = 0.3 },");
        let second = self.one(&["\"1w\"", "\"5h\""]);
        self.line(&format!("  {{ name = \"b\", every = {second}, attend = [\"t0\"] }}]"));
        let start = self.one(&["\"final\"", "\"brief\"", "\"early(0.5)\"", "\"early(0.1)\""]);
        self.line(&format!("start = {start}"));
        let releases: &[&str] = match start.starts_with("\"early") {
            true => &["\"item\"", "\"sync b\""],
            false => &["\"item\"", "\"phase\"", "\"sync a\"", "\"sync b\""],
        };
        self.set("release", releases);
        self.set("via", &["", "\"hub\"", "\"t0\""]);
        self.set("visibility", &["", "\"live\"", "\"sync a\""]);
    }
}
