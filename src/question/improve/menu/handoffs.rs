//! When versions leave, and when receivers may start: by who gives.

use super::Menu;
use super::levers::ROW;
use crate::model::{HandoffLevers, Release, Start, StreamId, SyncOr, Word, written};
use crate::plan::Kind;
use crate::text::listed;

/// Streams that give in one way: what exists once, what comes first piece by piece, other work, approvals.
type Class = Vec<StreamId>;

impl Menu<'_> {
    /// Releases and starts of each class that gives something.
    pub(super) fn handoffs(&mut self) {
        for (giver, class) in self.classes().into_iter().enumerate() {
            if !class.is_empty() {
                self.releases(giver, &class);
                self.starts(giver, &class);
            }
        }
        self.everywhere();
    }

    /// Piece by piece out of every class that hands over otherwise, where there are several and each may do so: it is said
    /// as one agreement, whether or not another model of the file says it.
    fn everywhere(&mut self) {
        let item = Release::Item;
        let same = |levers: &HandoffLevers| levers.release.value == item;
        let all = self.classes();
        let others: Vec<usize> =
            (0..all.len()).filter(|it| self.differs(&all[*it], same)).collect();
        let may = |giver: &usize| {
            self.scenario.choices.by_giver[*giver].release.contains(&SyncOr::Word(item))
        };
        if others.len() > 1 && others.iter().all(may) {
            let words = "hand over piece by piece everywhere".to_owned();
            self.add_lever(ROW, ("release", item.word()), words, None);
        }
    }

    fn classes(&self) -> [Class; 4] {
        let mut classes: [Class; 4] = Default::default();
        for (id, stream) in self.facts.streams.iter().enumerate() {
            let gives = self.handoffs.iter().any(|((from, to, _), _)| *from == id && *to != id);
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
        classes
    }

    fn name(&self, id: StreamId) -> &str {
        &self.facts.streams[id].name
    }

    /// Whether any handoff out of the class into another stream has other levers than these.
    pub(super) fn differs(&self, class: &Class, same: impl Fn(&HandoffLevers) -> bool) -> bool {
        let given = |(from, to, _): &Kind| class.contains(from) && from != to;
        self.handoffs.iter().any(|(kind, levers)| given(kind) && !same(levers))
    }

    fn releases(&mut self, giver: usize, class: &Class) {
        let subject = self.subject();
        let names: Vec<&str> = class.iter().map(|id| self.name(*id)).collect();
        let names = listed(&names);
        let once = class.iter().all(|id| self.facts.streams[*id].once);
        let pieces: u32 = self.facts.deliverables.iter().map(|it| it.count).sum();
        let syncs = &self.today.syncs;
        for choice in &self.scenario.choices.by_giver[giver].release {
            let Some(value) = self.value(choice) else { continue };
            let same =
                |levers: &HandoffLevers| written(levers.release.value, syncs) == value.written;
            let whole = value.written == "phase";
            if whole && (once || pieces == 1) || !self.differs(class, same) {
                continue;
            }
            let words = match value.at {
                Some(meeting) => format!("hand {names} over at {meeting}"),
                None if whole => format!("hand {names} over only when all of it is done"),
                None if once => format!("hand {names} over as soon as it is done"),
                None => format!("hand over piece by piece after {names}"),
            };
            let row = |id: &StreamId| {
                format!(
                    "[[handoffs]]\nfrom = {:?}\nrelease = {:?}\n",
                    self.name(*id),
                    value.written
                )
            };
            let edits = class.iter().map(row).chain(value.held).collect();
            self.add(subject, words, edits);
        }
    }

    fn starts(&mut self, giver: usize, class: &Class) {
        let is_work = |id: &StreamId| !self.facts.streams[*id].is_approval();
        let into_work = |(from, to, _): &Kind| {
            class.contains(from) && is_work(from) && is_work(to) && from != to
        };
        if !self.handoffs.iter().any(|(kind, _)| into_work(kind)) {
            return;
        }
        let subject = self.subject();
        let names: Vec<&str> = class.iter().map(|id| self.name(*id)).collect();
        let names = listed(&names);
        for start in &self.scenario.choices.by_giver[giver].start {
            let given = self.handoffs.iter().filter(|(kind, _)| into_work(kind));
            if given.clone().all(|(_, levers)| levers.start.value == *start) {
                continue;
            }
            let words = match start {
                Start::Final => format!("start only on what {names} has finished"),
                Start::Early(share) if *share == 0.5 => format!("start when {names} is half done"),
                Start::Early(share) => format!("start when {names} is done to {share}"),
                Start::Brief => format!("start at once, without waiting for {names}"),
            };
            let row = |id: &StreamId| {
                let (from, start) = (self.name(*id), start.written());
                format!("[[handoffs]]\nfrom = {from:?}\nto = \"@work\"\nstart = {start:?}\n")
            };
            let edits = class.iter().filter(|id| is_work(id)).map(row).collect();
            self.add(subject, words, edits);
        }
    }
}
