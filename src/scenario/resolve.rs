//! From the file as written to the scenario as meant.

use super::absences::absences;
use super::assumptions::assumptions;
use super::building::World;
use super::changes::{Dates, changes};
use super::choices::choices;
use super::context::{Context, find, unique_names};
use super::controls::controls;
use super::limits;
use super::models::{hub, model};
use super::names::Index;
use super::portfolio::portfolio;
use super::problem::Note;
use super::read::{Notes, Slot};
use super::resolve_dependencies::dependencies;
use super::resolve_people::{Times, deadline, horizon, launch, miss_cost, teams, times};
use super::resolve_work::{deliverables, dues, streams, too_many_streams};
use super::resolve_world::{self as world, HandoffTable};
use super::since_schema_1;
use super::then;
use super::wire::File;
use crate::model::{Facts, Scenario, StudySettings, WorkflowModel};

/// Default of `penalty`.
const PENALTY: f64 = crate::model::PENALTY.default;
/// Default of `study.replications`.
const REPLICATIONS: u32 = 1000;
/// Default of `study.seed`.
const SEED: u64 = 1;

/// The scenario of a file; what it returns is complete only if nothing was noted.
pub fn resolve(file: &File, notes: &mut Notes) -> Option<Scenario> {
    if file.schema.value() == Some(&1) {
        notes.refuse_newer();
    } else {
        notes.changed.clear();
    }
    let context = Context::new(file, notes);
    if file.schema.value() == Some(&1) {
        since_schema_1::note(&context, notes);
    }
    if too_many_streams(&context, notes) {
        return None;
    }
    let times = times(file, notes);
    let (facts, handoffs) = facts(&context, times.as_ref(), notes);
    let facts = facts?;
    limits::of_facts(file, &facts, notes);
    dues(&context, &facts, notes);
    let hub = hub(&context, notes);
    let world = World { context: &context, facts: &facts, times: times.as_ref(), hub };
    let models = models(&world, notes);
    let choices = choices(file, &models, notes);
    let controls = controls(file, notes);
    let study = study(file, notes);
    if !notes.list.is_empty() || file.schema.value().is_none() {
        return None;
    }
    Some(Scenario {
        name: file.name.value()?.clone(),
        description: file.description.value().map_or(String::new(), |text| text.clone()),
        assumptions: assumptions(&context, &facts, &handoffs, &models),
        changed: Vec::new(),
        facts,
        models,
        choices,
        controls,
        study,
    })
}

/// Resolves all models; shorter than the file's list only after noting what is wrong.
fn models(world: &World<'_>, notes: &mut Notes) -> Vec<WorkflowModel> {
    let items = world.context.file.models.items();
    if let (true, Slot::Given(list)) = (items.is_empty(), &world.context.file.models) {
        let note = Note::new(list.at, "a list of models needs at least one").label("empty");
        notes.push(note.help("leave `models` out to compare all presets"));
    }
    unique_names("model", items.iter().map(|item| &item.value.name), notes);
    items
        .iter()
        .filter_map(|item| {
            model(world, item, notes).map(|model| then::switching(world, item, model, notes))
        })
        .collect()
}

/// The facts. They are made even where something was noted, so that models can be checked against
/// them; only without a usable default calendar there are none.
fn facts(
    context: &Context<'_>,
    times: Option<&Times>,
    notes: &mut Notes,
) -> (Option<Facts>, HandoffTable) {
    let file = context.file;
    let streams = streams(context, notes);
    let mut handoffs = world::handoffs(context, notes);
    let deliverables = deliverables(context, times, notes);
    let dependencies = dependencies(context, notes);
    let rework = world::rework(context, notes);
    let feedback = world::feedback(context, notes);
    let (launch, due) = times.map_or((None, None), |times| launch(file, times, notes));
    let deadline = match file.deadline.is_absent() {
        true => due,
        false => times.and_then(|times| deadline(file, times, notes)),
    };
    let at = launch.and_then(|launch| launch.at);
    let dates = Dates { what: "a change", times, launch: at, deadline };
    let changes = changes(context, &dates, notes);
    let facts = times.map(|times| Facts {
        start: times.start,
        start_given: times.start_given,
        deadline,
        launch,
        horizon: horizon(file, deadline, launch, notes),
        calendar: times.calendar,
        calendars: times.calendars.clone(),
        delay_cost: file.delay_cost.or(0.0),
        escape_cost: file.escape_cost.or([0.0; 3]),
        miss_cost: miss_cost(file, deadline.is_some(), notes),
        correlation: file.correlation.or(0.0),
        penalty: file.penalty.or(PENALTY),
        live: file.live.value().copied(),
        teams: teams(context, times),
        streams,
        deliverables,
        dependencies,
        handoffs: std::mem::take(&mut handoffs.facts),
        rework,
        fatigue: world::fatigue(context),
        portfolio: portfolio(file, times, notes),
        feedback,
        changes,
        absences: absences(context, times, notes),
        practices: file.practices.value().cloned().unwrap_or_default(),
    });
    (facts, handoffs)
}

fn study(file: &File, notes: &mut Notes) -> StudySettings {
    let study = file.study.value();
    let mut index = Index::default();
    let names = file.models.items().iter().map(|model| model.value.name.value());
    for (position, name) in names.enumerate() {
        index.add(name.map_or("", String::as_str), position);
    }
    let baseline = study.and_then(|study| study.baseline.given());
    let baseline =
        baseline.and_then(|name| find("model", &index, &name.value, name.at, notes)).unwrap_or(0);
    StudySettings {
        replications: study.and_then(|s| s.replications.value()).map_or(REPLICATIONS, |n| *n),
        seed: study.and_then(|study| study.seed.value()).map_or(SEED, |seed| *seed),
        worth: study.and_then(|study| study.worth.value()).copied(),
        baseline,
    }
}
