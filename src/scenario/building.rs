//! One model on its way from the file to what is meant: which value of a lever is in force, and who set it.

use super::context::Context;
use super::names::{help, quoted};
use super::presets::Preset;
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::resolve_people::Times;
use super::tree::Place;
use super::wire::Model;
use crate::model::{Facts, Source, Sync, SyncId, SyncOr, TeamId};
use crate::time::Instant;

/// The facts that levers are checked against.
pub struct World<'a> {
    /// Names and streams.
    pub context: &'a Context<'a>,
    /// The facts.
    pub facts: &'a Facts,
    /// The start and the calendars.
    pub times: Option<&'a Times>,
    /// The team of the scenario's broker.
    pub hub: Hub,
}

/// A value in force, with where to point when it is wrong.
pub struct Picked<'a, T> {
    /// The value.
    pub value: &'a T,
    /// The value itself if the model sets it, else the model's `preset`.
    pub at: Place,
    /// Where it was set.
    pub source: Source,
}

/// The team of the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hub {
    /// None is named.
    None,
    /// The one named does not exist, which has been noted.
    Unknown,
    /// This one.
    Team(TeamId),
}

/// One model on its way from the file to [`WorkflowModel`].
pub struct Building<'a> {
    /// The facts.
    pub world: &'a World<'a>,
    /// The model as written.
    pub model: &'a At<Model>,
    /// Its preset.
    pub preset: Option<&'static Preset>,
    /// Its syncs.
    pub syncs: Vec<Sync>,
    /// The team of the broker, if there is one.
    pub hub: Hub,
    /// Where each lever that is not of a handoff was set.
    pub origins: Vec<(String, Source)>,
}

impl<'a> Building<'a> {
    /// The value in force of a lever that is not of a handoff; where it was set is remembered.
    pub fn lever<T>(
        &mut self,
        path: &str,
        of: impl for<'m> Fn(&'m Model) -> Option<&'m Slot<T>>,
    ) -> Option<Picked<'a, T>> {
        let picked = self.picked(of);
        let source = picked.as_ref().map_or(Source::Default, |picked| picked.source);
        self.origins.push((path.to_owned(), source));
        picked
    }

    /// As [`Building::lever`], of a lever that is one value and needs no look at the rest.
    pub fn value<T: Copy + 'a>(
        &mut self,
        path: &str,
        of: impl for<'m> Fn(&'m Model) -> Option<&'m Slot<T>>,
    ) -> Option<T> {
        self.lever(path, of).map(|picked| *picked.value)
    }

    /// The value in force of a lever: the model's own, else the preset's.
    pub fn picked<T>(
        &self,
        of: impl for<'m> Fn(&'m Model) -> Option<&'m Slot<T>>,
    ) -> Option<Picked<'a, T>> {
        let (model, preset) = (&self.model.value, self.preset);
        if let Some(own) = of(model).filter(|slot| !slot.is_absent()) {
            let own = own.given()?;
            return Some(Picked { value: &own.value, at: own.at, source: Source::Model });
        }
        let value = of(&preset?.model)?.value()?;
        Some(Picked { value, at: self.preset_place(), source: Source::Preset })
    }

    /// Where to point when something of the preset does not fit.
    pub fn preset_place(&self) -> Place {
        self.model.value.preset.given().map_or(self.model.at, |preset| preset.at)
    }

    /// The meaning of a lever that may wait for a sync; `None` after noting a sync that it cannot wait for.
    pub fn at_sync<W: Copy>(
        &self,
        lever: &str,
        value: &SyncOr<W>,
        sync: fn(SyncId) -> W,
        (at, source): (Place, Source),
        notes: &mut Notes,
    ) -> Option<W> {
        match value {
            SyncOr::Word(word) => Some(*word),
            SyncOr::Sync(name) => self.sync_of(lever, name, at, source, notes).map(sync),
        }
    }

    pub fn sync_named(&self, name: &str) -> Option<SyncId> {
        self.syncs.iter().position(|sync| sync.name == name)
    }

    /// The sync that a lever names; `None` after noting that there is none, or that it never occurs.
    fn sync_of(
        &self,
        lever: &str,
        name: &str,
        at: Place,
        source: Source,
        notes: &mut Notes,
    ) -> Option<SyncId> {
        let Some(id) = self.sync_named(name) else {
            self.unknown_sync(lever, name, at, source, notes);
            return None;
        };
        let facts = self.world.facts;
        if facts.first_held(self.syncs[id].every) < Instant::ZERO.plus(facts.horizon) {
            return Some(id);
        }
        let model = self.model.value.name.value().map_or("", String::as_str);
        let message = format!(
            "`{lever}` of {} waits for the sync {}, which never occurs before the horizon",
            quoted(model),
            quoted(name)
        );
        let note = Note::new(at, message).label("would wait for ever");
        notes.push(note.help("lower the sync's `every`, or raise `horizon`"));
        None
    }

    fn unknown_sync(&self, lever: &str, name: &str, at: Place, source: Source, notes: &mut Notes) {
        let known = self.syncs.iter().map(|sync| sync.name.as_str());
        let help = help(name, known);
        let own = self.model.value.syncs.items().iter().map(|item| &item.value);
        let mut own = own.filter(|sync| sync.name.value().is_some_and(|given| given == name));
        if own.any(|sync| sync.off.value() != Some(&true)) {
            // It is there, and what is wrong with it has been noted.
            return;
        }
        if !matches!(source, Source::Preset | Source::PresetRow(_)) {
            let note = Note::new(at, format!("unknown sync {}", quoted(name)));
            let help = format!("{help} (the `syncs` of this setting and of its preset)");
            notes.push(note.label("no such sync in this setting").help(help));
            return;
        }
        let at = self.model.value.syncs.given().map_or(at, |syncs| syncs.at);
        let message = format!(
            "the preset's `{lever}` is \"sync {name}\", but the model's `syncs` leave out {}",
            quoted(name)
        );
        let note = Note::new(at, message).label(format!("no {}", quoted(name)));
        let rows = if matches!(source, Source::PresetRow(_)) {
            " (it stands in a row of the preset)"
        } else {
            ""
        };
        notes.push(note.help(format!(
            "keep the preset's {}, or set `{lever}` in this model{rows}",
            quoted(name)
        )));
    }
}
