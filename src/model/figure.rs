//! Numbers that a model sets and that nobody measured: where each is written, how far it may go, how it is set.

use super::{HandoffRule, Source, SyncId, WorkflowModel};
use crate::text;
use crate::time::{Elapsed, HOUR, Work};

/// A number that a model sets.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its path in the model, as the file has it.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// The largest value that is allowed.
    pub most: f64,
    /// What the file writes before and behind the number: its unit, or what it is a part of.
    around: [&'static str; 2],
    /// Of which rule, sync or audit it is, by index; 0 of the model as a whole.
    of: usize,
    set: Set,
}

/// Sets the figure of a rule, sync or audit.
pub type Set = fn(&mut WorkflowModel, usize, f64);

impl Figure {
    /// A number from 0 on.
    pub(super) fn any(path: impl Into<String>, value: f64, of: usize, set: Set) -> Figure {
        Figure { path: path.into(), value, most: f64::MAX, around: ["", ""], of, set }
    }

    /// A number from 0 to 1.
    pub(super) fn share(path: impl Into<String>, value: f64, of: usize, set: Set) -> Figure {
        Figure { most: 1.0, ..Figure::any(path, value, of, set) }
    }

    /// A time in hours.
    pub(super) fn hours(path: impl Into<String>, value: f64, of: usize, set: Set) -> Figure {
        Figure { around: ["", "h"], ..Figure::any(path, value, of, set) }
    }

    /// At which share of the giver's work an early version leaves: before its end.
    pub(super) fn early(share: f64, of: usize, set: Set) -> Figure {
        let around = ["early(", ")"];
        Figure { most: 1.0 - f64::EPSILON, around, ..Figure::any("start", share, of, set) }
    }

    /// A value of it as the file writes it, around a number.
    pub fn written(&self, number: &str) -> String {
        let [before, behind] = self.around;
        format!("{before}{number}{behind}")
    }

    /// Sets it in the model that it was read from, or in one like that.
    pub fn set(&self, model: &mut WorkflowModel, value: f64) {
        (self.set)(model, self.of, value);
    }
}

/// Hours as microseconds.
pub(super) fn micros(hours: f64) -> i64 {
    libm::rint(hours * HOUR as f64) as i64
}

pub(super) fn of_sync(model: &WorkflowModel, id: SyncId) -> Vec<Figure> {
    let sync = &model.syncs[id];
    let at = |key: &str| format!("syncs.{}.{key}", text::key(&sync.name));
    let every = Figure::hours(at("every"), sync.every.hours(), id, |model, id, hours| {
        model.syncs[id].every = Elapsed(micros(hours));
    });
    let length = Figure::hours(at("length"), sync.length.hours(), id, |model, id, hours| {
        model.syncs[id].length = Work(micros(hours));
    });
    let detect = sync.detect.map(|value| {
        Figure::share(at("detect"), value, id, |model, id, to| model.syncs[id].detect = Some(to))
    });
    [every, length].into_iter().chain(detect).collect()
}

/// The figures of rules about handoffs: of those for all handoffs the one that is in force, then of each row.
pub(super) fn of_rules(
    model: &WorkflowModel,
    sets: fn(&HandoffRule) -> bool,
    figure: impl Fn(usize, &HandoffRule) -> Option<Figure>,
) -> Vec<Figure> {
    let row = |source: Source| match source {
        Source::PresetRow(row) => Some(format!("preset_handoffs[{row}].")),
        Source::ModelRow(row) => Some(format!("handoffs[{row}].")),
        _ => None,
    };
    let rules = || model.handoffs.iter().enumerate();
    let general = rules().rfind(|(_, rule)| row(rule.source).is_none() && sets(rule));
    let rows = rules().filter(|(_, rule)| row(rule.source).is_some());
    let named = |(index, rule): (usize, &HandoffRule)| {
        let found = figure(index, rule)?;
        Some(Figure { path: row(rule.source).unwrap_or_default() + &found.path, ..found })
    };
    general.into_iter().chain(rows).filter_map(named).collect()
}
