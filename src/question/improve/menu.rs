//! What can be agreed: the decisions that a team could take, in words and as the file writes them.
//!
//! Decisions only, never their price. Those without effect on the facts at hand are left out.

use crate::model::{
    Facts, HandoffLevers, Intake, Release, Route, Scenario, Start, StreamId, Sync, Via, Visibility,
    Word, WorkflowModel, written,
};
use crate::plan::{self, Kind};
use crate::text::listed;
use crate::time::{Elapsed, HOUR};

/// One decision: a lever, for some handoffs or for the model, set to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it decides; a setting takes at most one decision of each subject.
    pub subject: usize,
    /// In plain words: "hand over piece by piece after creative".
    pub words: String,
    /// As TOML, see [`crate::scenario::Variant::edits`].
    pub edits: Vec<String>,
    /// The sync that is no longer held, if it is that: no lever may wait for it.
    pub without: Option<String>,
}

/// A recurring meeting that a decision may bring along.
struct Meeting {
    name: &'static str,
    words: &'static str,
    every: &'static str,
    length: &'static str,
}

const MEETINGS: [Meeting; 2] = [
    Meeting { name: "daily", words: "a daily check of 15 minutes", every: "1d", length: "15m" },
    Meeting { name: "weekly", words: "a weekly meeting of an hour", every: "1w", length: "1h" },
];

/// The decisions that today's model could take and has not taken.
pub struct Menu<'a> {
    facts: &'a Facts,
    today: &'a WorkflowModel,
    handoffs: Vec<((StreamId, StreamId), HandoffLevers)>,
    subjects: usize,
    decisions: Vec<Decision>,
}

/// Everything that could be decided otherwise than the model at `from` has it.
pub fn menu(scenario: &Scenario, from: usize) -> Vec<Decision> {
    let (facts, today) = (&scenario.facts, &scenario.models[from]);
    let levers = |kind: Kind| ((kind.0, kind.1), plan::levers(facts, today, kind));
    let handoffs = plan::joined(facts).into_iter().map(levers).collect();
    let mut menu = Menu { facts, today, handoffs, subjects: 0, decisions: Vec::new() };
    for class in menu.classes() {
        menu.releases(&class);
        menu.starts(&class);
    }
    menu.route();
    menu.visibility();
    menu.intake();
    menu.broker();
    menu.shared_context();
    menu.syncs();
    menu.decisions
}

/// Streams that give in one way: the backbone, what comes first piece by piece, other work, approvals.
type Class = Vec<StreamId>;

impl Menu<'_> {
    fn subject(&mut self) -> usize {
        self.subjects += 1;
        self.subjects
    }

    fn add(&mut self, subject: usize, words: String, edits: Vec<String>) {
        self.decisions.push(Decision { subject, words, edits, without: None });
    }

    fn classes(&self) -> Vec<Class> {
        let mut classes: [Class; 4] = Default::default();
        for (id, stream) in self.facts.streams.iter().enumerate() {
            let gives = self.handoffs.iter().any(|((from, to), _)| *from == id && *to != id);
            let first = stream.needs.iter().all(|need| self.facts.streams[*need].once);
            let class = match (stream.once, stream.is_approval(), first) {
                (true, ..) => 0,
                (_, true, _) => 3,
                (_, _, true) => 1,
                _ => 2,
            };
            if gives {
                classes[class].push(id);
            }
        }
        classes.into_iter().filter(|class| !class.is_empty()).collect()
    }

    fn names(&self, class: &Class) -> String {
        let names: Vec<&str> =
            class.iter().map(|id| self.facts.streams[*id].name.as_str()).collect();
        listed(&names)
    }

    /// Rows that set a lever of everything that the class gives.
    fn rows(&self, class: &Class, lever: &str, value: &str) -> Vec<String> {
        let row = |id: &StreamId| {
            let from = &self.facts.streams[*id].name;
            format!("[[handoffs]]\nfrom = {from:?}\n{lever} = {value:?}\n")
        };
        class.iter().map(row).collect()
    }

    /// Whether any handoff out of the class into another stream has other levers than these.
    fn differs(&self, class: &Class, same: impl Fn(&HandoffLevers) -> bool) -> bool {
        let mut given =
            self.handoffs.iter().filter(|((from, to), _)| class.contains(from) && from != to);
        given.any(|(_, levers)| !same(levers))
    }

    /// The name of a sync of today's that is held as often, or a new one with its text.
    fn meeting(&self, meeting: &Meeting) -> (String, Option<String>) {
        let every = |sync: &&Sync| sync.every == span(meeting) && sync.length.0 > 0;
        if let Some(found) = self.today.syncs.iter().find(every) {
            return (found.name.clone(), None);
        }
        let taken = |name: &str| self.today.syncs.iter().any(|sync| sync.name == name);
        let mut name = meeting.name.to_owned();
        while taken(&name) {
            name += "-2";
        }
        let Meeting { every, length, .. } = meeting;
        let text = format!("[[syncs]]\nname = {name:?}\nevery = {every:?}\nlength = {length:?}\n");
        (name, Some(text))
    }

    fn releases(&mut self, class: &Class) {
        let subject = self.subject();
        let names = self.names(class);
        let once = class.iter().all(|id| self.facts.streams[*id].once);
        let pieces: u32 = self.facts.deliverables.iter().map(|it| it.count).sum();
        if self.differs(class, |levers| levers.release.value == Release::Item) {
            let words = if once {
                format!("hand {names} over as soon as it is done")
            } else {
                format!("hand over piece by piece after {names}")
            };
            self.add(subject, words, self.rows(class, "release", "item"));
        }
        if !once
            && pieces > 1
            && self.differs(class, |levers| levers.release.value == Release::Phase)
        {
            let words = format!("hand {names} over only when all of it is done");
            self.add(subject, words, self.rows(class, "release", "phase"));
        }
        let weekly = &MEETINGS[1];
        let (name, held) = self.meeting(weekly);
        let syncs = &self.today.syncs;
        let waits = |levers: &HandoffLevers| written(levers.release.value, syncs) == sync_of(&name);
        let approves = class.iter().any(|id| self.facts.streams[*id].is_approval());
        if !approves && self.differs(class, waits) {
            let mut edits = self.rows(class, "release", &sync_of(&name));
            edits.extend(held);
            self.add(subject, format!("hand {names} over at {}", weekly.words), edits);
        }
    }

    fn starts(&mut self, class: &Class) {
        let is_work = |id: &StreamId| !self.facts.streams[*id].is_approval();
        let into_work = |((from, to), _): &((StreamId, StreamId), HandoffLevers)| {
            class.contains(from) && is_work(from) && is_work(to) && from != to
        };
        if !self.handoffs.iter().any(into_work) {
            return;
        }
        let subject = self.subject();
        let names = self.names(class);
        let options = [
            (Start::Final, format!("start only on what {names} has finished")),
            (Start::Early(0.5), format!("start when {names} is half done")),
            (Start::Brief, format!("start from the brief, beside {names}")),
        ];
        for (start, words) in options {
            let other = self.handoffs.iter().filter(|it| into_work(it));
            if other.clone().any(|(_, levers)| levers.start.value != start) {
                let edits = class.iter().filter(|id| is_work(id)).map(|id| {
                    let (from, start) = (&self.facts.streams[*id].name, start.written());
                    format!("[[handoffs]]\nfrom = {from:?}\nto = \"@work\"\nstart = {start:?}\n")
                });
                let edits = edits.collect();
                self.add(subject, words, edits);
            }
        }
    }

    fn route(&mut self) {
        if !self.facts.has_panels() {
            return;
        }
        let subject = self.subject();
        for (route, words) in [
            (Route::Concurrent, "ask all reviewers at the same time"),
            (Route::Serial, "ask reviewers one after the other"),
        ] {
            if self.today.approval.route != route {
                let edit = format!("approval.route = {:?}", route.word());
                self.add(subject, words.to_owned(), vec![edit]);
            }
        }
    }

    /// Whether finished work can be opened again: then it matters who learns of it, and when.
    fn reopens(&self) -> bool {
        let facts = self.facts;
        let again = !facts.changes.is_empty() || !facts.feedback.is_empty();
        again || facts.has_flaws() || facts.has_rejections()
    }

    fn visibility(&mut self) {
        if !self.reopens() {
            return;
        }
        let subject = self.subject();
        let all: Class = (0..self.facts.streams.len()).collect();
        let syncs = &self.today.syncs;
        let seen =
            |value: &str, levers: &HandoffLevers| written(levers.visibility.value, syncs) == value;
        let mut options = vec![
            ("handoff".to_owned(), "hear of rework with the new version only".to_owned(), None),
            ("live".to_owned(), "let everybody see work in progress".to_owned(), None),
        ];
        for meeting in &MEETINGS {
            let (name, held) = self.meeting(meeting);
            options.push((sync_of(&name), format!("tell of rework at {}", meeting.words), held));
        }
        for (value, words, held) in options {
            if self.differs(&all, |levers| seen(&value, levers)) {
                // A row, since rows of today's model go before its own value.
                let edits = [format!("[[handoffs]]\nvisibility = {value:?}\n")];
                self.add(subject, words, edits.into_iter().chain(held).collect());
            }
        }
    }

    fn intake(&mut self) {
        if self.facts.changes.is_empty() {
            return;
        }
        let subject = self.subject();
        if self.today.intake != Intake::Immediate {
            let words = "take late changes in at once".to_owned();
            self.add(subject, words, vec!["intake = \"immediate\"".to_owned()]);
        }
        for meeting in &MEETINGS {
            let (name, held) = self.meeting(meeting);
            if written(self.today.intake, &self.today.syncs) != sync_of(&name) {
                let words = format!("collect late changes for {}", meeting.words);
                let edits = [format!("intake = {:?}", sync_of(&name))].into_iter().chain(held);
                let edits = edits.collect();
                self.add(subject, words, edits);
            }
        }
    }

    fn broker(&mut self) {
        let used = self.handoffs.iter().any(|(_, levers)| levers.via.value != Via::Direct);
        if used {
            let subject = self.subject();
            let words = "hand over directly, not through the hub".to_owned();
            self.add(subject, words, vec!["[[handoffs]]\nvia = \"none\"\n".to_owned()]);
        }
    }

    fn shared_context(&mut self) {
        if !self.facts.has_flaws() && self.facts.rework.drift == 0.0 {
            return;
        }
        let subject = self.subject();
        let shared = self.today.shared_context;
        let words =
            if shared { "give the shared context up" } else { "work from one shared context" };
        self.add(subject, words.to_owned(), vec![format!("shared_context = {}", !shared)]);
    }

    /// Meetings that nothing waits for: they find flaws, and cost time.
    fn syncs(&mut self) {
        for meeting in &MEETINGS {
            if let (name, Some(held)) = self.meeting(meeting) {
                debug_assert!(!name.is_empty());
                let subject = self.subject();
                self.add(subject, format!("hold {}", meeting.words), vec![held]);
            }
        }
        for sync in &self.today.syncs {
            let subject = self.subject();
            let edits = vec![format!("[[syncs]]\nname = {:?}\noff = true\n", sync.name)];
            let words = format!("hold no more `{}`", sync.name);
            let without = Some(sync.name.clone());
            self.decisions.push(Decision { subject, words, edits, without });
        }
    }
}

fn sync_of(name: &str) -> String {
    format!("sync {name}")
}

fn span(meeting: &Meeting) -> Elapsed {
    Elapsed(if meeting.every == "1d" { 24 } else { 168 } * HOUR)
}

/// Whether a lever of the model waits for the sync of this name.
pub fn waits_for(facts: &Facts, model: &WorkflowModel, name: &str) -> bool {
    let Some(id) = model.syncs.iter().position(|sync| sync.name == name) else { return false };
    let of_handoff = |kind: Kind| {
        let levers = plan::levers(facts, model, kind);
        levers.release.value == Release::Sync(id) || levers.visibility.value == Visibility::Sync(id)
    };
    model.intake == Intake::Sync(id) || plan::joined(facts).into_iter().any(of_handoff)
}
