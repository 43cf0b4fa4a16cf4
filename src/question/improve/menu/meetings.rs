//! Meetings that decisions bring along, hold, or drop.

use super::{Decision, Menu};
use crate::model::{Meeting, Sync, SyncOr, Word};
use crate::scenario::{duration, working};
use crate::time::Instant;

/// A lever's value as the file writes it, in words, and the meeting that it brings along, as TOML.
pub struct Value {
    /// "item", "sync weekly".
    pub written: String,
    /// The meeting's words, where it waits for one.
    pub at: Option<String>,
    /// The meeting's table, where today's model does not hold it.
    pub held: Option<String>,
}

impl Menu<'_> {
    /// A value of a lever; `None` where it waits for a meeting that nobody knows.
    pub(super) fn value<W: Word>(&self, value: &SyncOr<W>) -> Option<Value> {
        let name = match value {
            SyncOr::Word(word) => {
                return Some(Value { written: word.word().to_owned(), at: None, held: None });
            }
            SyncOr::Sync(name) => name,
        };
        let meetings = &self.scenario.choices.meetings;
        let meeting = meetings.iter().find(|it| it.name == *name && self.is_held(it))?;
        let (name, held) = self.meeting(meeting);
        Some(Value { written: sync_of(&name), at: Some(meeting.words.clone()), held })
    }

    /// Notes meetings that do not come about: what waits for one would wait for ever.
    pub(super) fn never_held(&mut self) {
        let meetings = self.scenario.choices.meetings.iter();
        let never = meetings.filter(|it| !self.is_held(it)).map(|it| it.words.clone());
        self.dropped = never.collect();
    }

    /// Whether a meeting is held before the horizon.
    fn is_held(&self, meeting: &Meeting) -> bool {
        self.facts.first_held(meeting.every) < Instant::ZERO.plus(self.facts.horizon)
    }

    /// The name of a sync of today's that is held as often, or a new one with its text.
    pub(super) fn meeting(&self, meeting: &Meeting) -> (String, Option<String>) {
        let syncs = &self.today.syncs;
        let as_often = |sync: &&Sync| sync.every == meeting.every && sync.length.0 > 0;
        let named = |sync: &&Sync| as_often(sync) && sync.name == meeting.name;
        if let Some(found) = syncs.iter().find(named).or(syncs.iter().find(as_often)) {
            return (found.name.clone(), None);
        }
        let mut name = meeting.name.clone();
        while syncs.iter().any(|sync| sync.name == name) {
            name += "-2";
        }
        let (every, length) = (duration(meeting.every), working(meeting.length));
        let text = format!("[[syncs]]\nname = {name:?}\nevery = {every:?}\nlength = {length:?}\n");
        (name, Some(text))
    }

    /// Meetings that nothing waits for: they find flaws, and cost time.
    pub(super) fn syncs(&mut self) {
        let choices = &self.scenario.choices;
        for meeting in choices.meetings.iter().filter(|meeting| meeting.offered) {
            if let (_, Some(held)) = self.meeting(meeting)
                && self.is_held(meeting)
            {
                let subject = self.subject();
                self.add(subject, format!("hold {}", meeting.words), vec![held]);
            }
        }
        for sync in self.today.syncs.iter().filter(|_| choices.drop_syncs) {
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
