//! Workflow models: presets and a model's own levers merged, names of syncs and teams resolved.
//!
//! Precedence: preset < preset's rows < the model's own value (which also replaces the preset's rows
//! for that lever) < the model's rows. Table levers merge by key, syncs by name and key.

use super::building::{Building, Hub, Picked, World};
use super::context::{Context, unique_names};
use super::limits;
use super::names::{help, quoted};
use super::pods;
use super::presets::{self, Preset, presets};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::tree::Place;
use super::wire::{self, Model};
use super::{approval_rules, handoff_rules};
use crate::distribution::{Distribution, Family};
use crate::model::{
    Audit, Broker, Conduct, Coordination, HandoffRule, Intake, LiveFeedback, Priority, Source,
    Sync, SyncOr, Via, WorkflowModel,
};
use crate::time::{MINUTE, Work};

/// Default working time of a broker per version.
const BROKER_EFFORT: i64 = crate::model::BROKER_EFFORT.default as i64 * MINUTE;
/// Default probability that a broker finds a flaw.
const BROKER_DETECT: f64 = crate::model::BROKER_DETECT.default;

/// One setting of the levers, without its switch; `None` only after noting what is wrong.
pub fn model(world: &World<'_>, item: &At<Model>, notes: &mut Notes) -> Option<WorkflowModel> {
    let preset = preset(item, notes)?;
    let (syncs, origins) = (Vec::new(), Vec::new());
    let mut building = Building { world, model: item, preset, syncs, hub: Hub::None, origins };
    building.hub = building.find_hub(notes);
    let intake_at = building.lever("intake", |model| Some(&model.intake));
    let approval = approval_rules::levers(&mut building, notes);
    let approvals = approval_rules::rules(&building, &approval, notes);
    building.syncs(notes);
    let audits = building.audits(notes);
    let intake = building.intake(intake_at, notes);
    let coordination = building.coordination();
    let shared_context = building.value("shared_context", |model| Some(&model.shared_context));
    let feedback = building.feedback();
    let handoffs = handoff_rules::rules(&building, notes);
    let broker = building.broker(&handoffs);
    let priority = building.value("priority", |model| Some(&model.priority));
    let pods = building.lever("pods", |model| Some(&model.pods));
    let pods = pods.map_or(Vec::new(), |list| pods::pods(world.context, list.value, notes));
    let wip = building.wip(notes);
    let maturity = building.value("maturity_required", |model| Some(&model.maturity_required));
    Some(WorkflowModel {
        name: item.value.name.value()?.clone(),
        preset: preset.map(|preset| preset.key.clone()),
        handoffs,
        conduct: Conduct { intake, priority: priority.unwrap_or(Priority::ReworkFirst), wip },
        approval,
        audits,
        approvals,
        coordination,
        shared_context: shared_context.unwrap_or(false),
        feedback,
        broker,
        pods,
        maturity_required: maturity,
        pays: preset.is_some() || !world.context.file.practices.is_absent(),
        syncs: building.syncs,
        origins: building.origins,
        then: None,
    })
}

/// The model's preset: `None` after noting an unknown one, `Some(None)` if it has none.
fn preset(item: &At<Model>, notes: &mut Notes) -> Option<Option<&'static Preset>> {
    let Some(name) = item.value.preset.given() else { return Some(None) };
    let found = presets::find(&name.value);
    if found.is_none() {
        let keys = presets().iter().map(|preset| preset.key.as_str());
        let note = Note::new(name.at, format!("unknown preset {}", quoted(&name.value)));
        notes.push(note.label("no such preset").help(help(&name.value, keys)));
        return None;
    }
    Some(found)
}

impl<'a> Building<'a> {
    /// The preset's meetings, each with what the model changes about it, then the model's own; an empty list clears.
    fn syncs(&mut self, notes: &mut Notes) {
        self.lever("syncs", |model| Some(&model.syncs));
        let own = &self.model.value.syncs;
        let cleared = own.given().is_some_and(|list| list.value.is_empty());
        let preset = self.preset.filter(|_| !cleared).map_or(&[][..], |p| p.model.syncs.items());
        if let (Some(list), false) = (own.given(), preset.is_empty()) {
            self.merges_since_schema_2(list.at, notes);
        }
        let named = |list: &'a [At<wire::Sync>], name: &str| {
            list.iter().find(|item| item.value.name.value().is_some_and(|given| given == name))
        };
        let kept = preset.iter().filter_map(|item| item.value.name.value());
        for name in kept {
            let changed = named(own.items(), name);
            self.sync(name, changed, named(preset, name), notes);
        }
        let names = unique_names("sync", own.items().iter().map(|item| &item.value.name), notes);
        for (position, item) in own.items().iter().enumerate() {
            let Some(name) = item.value.name.value() else { continue };
            if names.get(name) == Some(position) && named(preset, name).is_none() {
                self.sync(name, Some(item), None, notes);
            }
        }
        let at = own.given().map_or(self.preset_place(), |list| list.at);
        limits::of_syncs(self.world.facts, &self.syncs, at, notes);
    }

    /// Tells the reader of a file of schema 1 that its syncs no longer replace the preset's.
    fn merges_since_schema_2(&self, at: Place, notes: &mut Notes) {
        if self.world.context.file.schema.value() == Some(&1) {
            let what = "`syncs`: merge by name with the preset's, which they replaced; `off = true` removes one";
            notes.changed.push((at, what.to_owned()));
        }
    }

    /// Adds a meeting as the model has it, or else its preset, unless the model removes it.
    fn sync(
        &mut self,
        name: &str,
        own: Option<&'a At<wire::Sync>>,
        preset: Option<&'a At<wire::Sync>>,
        notes: &mut Notes,
    ) {
        if let Some(off) = own.and_then(|own| own.value.off.given()).filter(|off| off.value) {
            if preset.is_none() {
                let message = format!("there is no sync {} to remove", quoted(name));
                let note = Note::new(off.at, message).label("not a sync of the preset");
                notes.push(note.help("`off = true` removes a sync that the model's preset has"));
            }
            return;
        }
        let both = (own, preset);
        let every = self.merged(name, "every", both, |sync| &sync.every);
        let length = self.merged(name, "length", both, |sync| &sync.length);
        let detect = self.merged(name, "detect", both, |sync| &sync.detect);
        let attend = self.merged(name, "attend", both, |sync| &sync.attend);
        if let (None, Some(own)) = (every, own.filter(|own| own.value.every.is_absent())) {
            let note = Note::new(own.at, format!("the sync {} needs `every`", quoted(name)));
            notes.push(
                note.label("`every` is missing")
                    .help("every = \"1w\": elapsed time from one to the next"),
            );
        }
        let all = || (0..self.world.context.teams.names().count()).collect();
        let attend = attend.map_or_else(all, |names| {
            names.iter().filter_map(|name| self.world.context.team(name, notes)).collect()
        });
        let Some(every) = every.copied() else { return };
        self.syncs.push(Sync {
            name: name.to_owned(),
            every,
            length: length.copied().unwrap_or(Work(0)),
            attend,
            detect: detect.copied(),
        });
    }

    /// The value in force of a key of a sync; where it was set is remembered.
    fn merged<T>(
        &mut self,
        name: &str,
        key: &str,
        (own, preset): (Option<&'a At<wire::Sync>>, Option<&'a At<wire::Sync>>),
        of: fn(&wire::Sync) -> &Slot<T>,
    ) -> Option<&'a T> {
        let given = |sync: Option<&'a At<wire::Sync>>| {
            sync.map(|sync| of(&sync.value)).filter(|slot| !slot.is_absent())
        };
        let own = given(own).map(|slot| (slot, Source::Model));
        let found = own.or(given(preset).map(|slot| (slot, Source::Preset)));
        let source = found.map_or(Source::Default, |(_, source)| source);
        self.origins.push((format!("syncs.{name}.{key}"), source));
        found.and_then(|(slot, _)| slot.value())
    }

    /// The audits, in list order.
    fn audits(&mut self, notes: &mut Notes) -> Vec<Audit> {
        let Some(list) = self.lever("audits", |model| Some(&model.audits)) else {
            return Vec::new();
        };
        unique_names("audit", list.value.iter().map(|item| &item.value.name), notes);
        let audits: Vec<Audit> =
            list.value.iter().filter_map(|item| self.audit(&item.value, notes)).collect();
        limits::of_audits(self.world.facts, &audits, list.at, notes);
        audits
    }

    fn audit(&self, audit: &wire::Audit, notes: &mut Notes) -> Option<Audit> {
        let team = audit.team.given().and_then(|team| self.world.context.team(team, notes));
        Some(Audit {
            name: audit.name.value()?.clone(),
            every: audit.every.value().copied()?,
            team: team?,
            sample: audit.sample.or(1.0),
            effort: audit.effort.value()?.clone(),
            detect: audit.detect.value().copied()?,
        })
    }

    fn intake(&self, lever: Option<Picked<'_, SyncOr<Intake>>>, notes: &mut Notes) -> Intake {
        let found = lever.and_then(|lever| {
            let at = (lever.at, lever.source);
            self.at_sync("intake", lever.value, Intake::Sync, at, notes)
        });
        found.unwrap_or(Intake::Immediate)
    }

    /// The limit of campaigns under way; noted where there is one campaign only.
    fn wip(&mut self, notes: &mut Notes) -> Option<u32> {
        let wip = self.lever("wip", |model| Some(&model.wip))?;
        if self.world.facts.portfolio.is_none() {
            let note = Note::new(wip.at, "`wip` limits the campaigns of a portfolio");
            let note = note.label("there is one campaign only");
            notes.push(note.help("add [portfolio], or leave `wip` out"));
        }
        Some(*wip.value)
    }

    fn coordination(&mut self) -> Coordination {
        Coordination {
            per_link: self
                .value("coordination.per_link", |m| m.coordination.value().map(|c| &c.per_link)),
            per_person: self.value("coordination.per_person", |m| {
                m.coordination.value().map(|c| &c.per_person)
            }),
            with: self.value("coordination.with", |m| m.coordination.value().map(|c| &c.with)),
        }
    }

    fn feedback(&mut self) -> LiveFeedback {
        LiveFeedback {
            detect: self.value("feedback.detect", |m| m.feedback.value().map(|f| &f.detect)),
            delay: self.value("feedback.delay", |m| m.feedback.value().map(|f| &f.delay)),
        }
    }

    /// The team of the broker: the lever's, else the fact's.
    fn find_hub(&self, notes: &mut Notes) -> Hub {
        let team = self.picked(|model| model.broker.value().map(|broker| &broker.team));
        let Some(team) = team else { return self.world.hub };
        let name = At { value: team.value.clone(), at: team.at };
        self.world.context.team(&name, notes).map_or(Hub::Unknown, Hub::Team)
    }

    /// The broker in force, where some rule sends versions through a team.
    fn broker(&mut self, rules: &[HandoffRule]) -> Option<Broker> {
        self.broker_lever("broker.team", |broker| &broker.team);
        let effort = self.broker_lever("broker.effort", |broker| &broker.effort);
        let detect = self.broker_lever("broker.detect", |broker| &broker.detect);
        if !rules.iter().any(|rule| matches!(rule.via, Some(Via::Team(_)))) {
            return None;
        }
        Some(Broker {
            effort: effort.cloned().or_else(|| constant(BROKER_EFFORT))?,
            detect: detect.copied().unwrap_or(BROKER_DETECT),
        })
    }

    /// The value in force of a lever of the broker: the model's, the preset's, or else the fact's.
    fn broker_lever<T>(
        &mut self,
        path: &str,
        of: impl for<'m> Fn(&'m wire::Broker) -> &'m Slot<T>,
    ) -> Option<&'a T> {
        let lever = self.picked(|model| model.broker.value().map(&of));
        let fact = self.world.context.file.broker.value().and_then(|broker| of(broker).value());
        let found = lever.map(|lever| (lever.value, lever.source));
        let found = found.or(fact.map(|value| (value, Source::Fact)));
        let source = found.map_or(Source::Default, |(_, source)| source);
        self.origins.push((path.to_owned(), source));
        found.map(|(value, _)| value)
    }
}

/// The team of the scenario's broker, after noting an unknown one.
pub fn hub(context: &Context<'_>, notes: &mut Notes) -> Hub {
    match context.file.broker.value().map(|broker| &broker.team) {
        None | Some(Slot::Absent) => Hub::None,
        Some(Slot::Bad) => Hub::Unknown,
        Some(Slot::Given(name)) => context.team(name, notes).map_or(Hub::Unknown, Hub::Team),
    }
}

fn constant(micros: i64) -> Option<Distribution> {
    Distribution::new(Family::Constant { value: micros as f64 }).ok()
}
