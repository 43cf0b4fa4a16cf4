//! Levers of the model as a whole: reviewers' order, who hears of rework, late changes, the hub, shared context.

use super::Menu;
use super::meetings::Value;
use crate::model::{HandoffLevers, Route, Via, Visibility, Word, written};

/// The head of a row that speaks of all handoffs.
pub(super) const ROW: &str = "[[handoffs]]\n";

impl Menu<'_> {
    /// Those that have an effect on the facts at hand.
    pub(super) fn levers(&mut self) {
        self.route();
        self.visibility();
        self.intake();
        self.broker();
        self.shared_context();
    }

    fn route(&mut self) {
        if !self.facts.has_panels() {
            return;
        }
        let subject = self.subject();
        for route in
            self.scenario.choices.route.iter().filter(|it| **it != self.today.approval.route)
        {
            let words = match route {
                Route::Concurrent => "ask all reviewers at the same time",
                Route::Serial => "ask reviewers one after the other",
            };
            self.add(subject, words, vec![format!("approval.route = {:?}", route.word())]);
        }
    }

    /// Whether finished work can be opened again: then it matters who learns of it, and when.
    pub(super) fn reopens(&self) -> bool {
        let facts = self.facts;
        facts.has_flaws()
            || facts.has_rejections()
            || !facts.changes.is_empty()
            || !facts.feedback.is_empty()
    }

    fn visibility(&mut self) {
        if !self.reopens() {
            return;
        }
        let all = (0..self.facts.streams.len()).collect();
        for choice in &self.scenario.choices.visibility {
            let Some(Value { written: value, at, held }) = self.value(choice) else { continue };
            let same = |levers: &HandoffLevers| {
                written(levers.visibility.value, &self.today.syncs) == value
            };
            if self.differs(&all, same) {
                let words = told(&value, at.as_deref());
                self.add_lever(ROW, ("visibility", &value), words, held);
            }
        }
    }

    fn intake(&mut self) {
        if self.facts.changes.is_empty() {
            return;
        }
        let subject = self.subject();
        let today = written(self.today.conduct.intake, &self.today.syncs);
        for choice in &self.scenario.choices.intake {
            let Some(Value { written, at, held }) = self.value(choice) else { continue };
            if written != today {
                let words = at.map_or("take late changes in at once".to_owned(), |meeting| {
                    format!("collect late changes for {meeting}")
                });
                let edit = format!("intake = {written:?}");
                self.add(subject, words, [edit].into_iter().chain(held).collect());
            }
        }
    }

    fn broker(&mut self) {
        let used = self.handoffs.iter().any(|(_, levers)| levers.via.value != Via::Direct);
        if used && self.scenario.choices.direct {
            let subject = self.subject();
            let edits = vec!["[[handoffs]]\nvia = \"none\"\n".to_owned()];
            self.add(subject, "hand over directly, not through the hub", edits);
        }
    }

    fn shared_context(&mut self) {
        if !self.facts.has_flaws() && self.facts.rework.drift == 0.0 {
            return;
        }
        let subject = self.subject();
        let shared = !self.today.shared_context;
        if self.scenario.choices.shared_context.contains(&shared) {
            let words =
                if shared { "work from one shared context" } else { "give the shared context up" };
            self.add(subject, words, vec![format!("shared_context = {shared}")]);
        }
    }
}

/// When receivers hear of rework, in words.
pub(super) fn told(visibility: &str, at: Option<&str>) -> String {
    match at {
        Some(meeting) => format!("tell of rework at {meeting}"),
        None if visibility == Visibility::Live.word() => {
            "let everybody see work in progress".to_owned()
        }
        None => "hear of rework with the new version only".to_owned(),
    }
}
