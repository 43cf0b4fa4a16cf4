//! What `flowcast improve` may try, from the table `[improve]`.

use super::context::doubled;
use super::names::{Index, help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::wire::{File, Improve, ImproveGiver, ImproveSync};
use crate::model::{Choices, GiverChoices, Meeting, Sync, SyncOr, WorkflowModel};
use crate::time::Work;

/// The choices of a file with these models; what is wrong with them is noted.
pub fn choices(file: &File, models: &[WorkflowModel], notes: &mut Notes) -> Choices {
    let mut choices = Choices::default();
    if let Some(table) = file.improve.value() {
        fill(&mut choices, table, notes);
    }
    let syncs = models.iter().flat_map(|model| &model.syncs).filter(|sync| sync.length.0 > 0);
    for sync in syncs {
        if choices.meetings.iter().all(|known| known.name != sync.name) {
            choices.meetings.push(of_model(sync));
        }
    }
    if let Some(table) = file.improve.value() {
        check_syncs(&choices, table, notes);
    }
    choices
}

/// Puts what the table says in place of the defaults.
fn fill(choices: &mut Choices, table: &Improve, notes: &mut Notes) {
    let given = [&table.once, &table.first, &table.work, &table.approval];
    for (own, given) in choices.by_giver.iter_mut().zip(given) {
        if let Some(given) = given.value() {
            fill_giver(own, given);
        }
    }
    if let Some(at) = table.approval.value().and_then(|giver| giver.start.given()) {
        let note = Note::new(at.at, "what approvals give is never started early");
        notes.push(note.label("not out of approvals").help("leave `start` out"));
    }
    replace(&mut choices.route, &table.route);
    replace(&mut choices.visibility, &table.visibility);
    replace(&mut choices.intake, &table.intake);
    replace(&mut choices.shared_context, &table.shared_context);
    replace(&mut choices.patience, &table.patience);
    replace(&mut choices.bypass, &table.bypass);
    choices.direct = table.direct.or(choices.direct);
    choices.drop_syncs = table.drop_syncs.or(choices.drop_syncs);
    choices.rows = table.rows.or(choices.rows);
    choices.pods = table.pods.or(choices.pods);
    let values = |list: &Vec<At<u32>>| list.iter().map(|item| item.value).collect();
    choices.wip = table.wip.value().map(values);
    if let Some(list) = table.syncs.value() {
        choices.meetings = meetings(list, notes);
    }
}

fn fill_giver(own: &mut GiverChoices, given: &ImproveGiver) {
    replace(&mut own.release, &given.release);
    replace(&mut own.start, &given.start);
}

fn replace<T: Clone>(own: &mut Vec<T>, given: &Slot<Vec<At<T>>>) {
    if let Some(list) = given.value() {
        *own = list.iter().map(|item| item.value.clone()).collect();
    }
}

/// The meetings that may be held.
fn meetings(list: &[At<ImproveSync>], notes: &mut Notes) -> Vec<Meeting> {
    let mut names = Index::default();
    let mut found = Vec::new();
    for item in list {
        let ImproveSync { name, every, length } = &item.value;
        if let Some(name) = name.given().filter(|name| !names.add(&name.value, 0)) {
            doubled("sync", name, notes);
        }
        if let Some(length) = length.given().filter(|length| length.value.0 == 0) {
            let note =
                Note::new(length.at, "a meeting of no length costs nothing and finds nothing");
            notes.push(note.label("must be above 0").help("15m: how long it takes everybody"));
        }
        let (Some(name), Some(every), Some(length)) = (name.value(), every.value(), length.value())
        else {
            continue;
        };
        let sync = (name.as_str(), *every, *length);
        found.push(Meeting { offered: true, ..meeting(sync) });
    }
    found
}

fn of_model(sync: &Sync) -> Meeting {
    meeting((&sync.name, sync.every, sync.length))
}

fn meeting((name, every, length): (&str, crate::time::Elapsed, Work)) -> Meeting {
    let words = format!("the meeting `{name}`");
    Meeting { name: name.to_owned(), words, every, length, offered: false }
}

/// Notes values that wait for a meeting that nobody knows.
fn check_syncs(choices: &Choices, table: &Improve, notes: &mut Notes) {
    let known = || choices.meetings.iter().map(|meeting| meeting.name.as_str());
    let mut check = |name: Option<&String>, at| {
        if let Some(name) = name.filter(|name| known().all(|known| known != *name)) {
            let note = Note::new(at, format!("there is no sync {}", quoted(name)));
            let help = format!("{}; `syncs` of [improve] names new ones", help(name, known()));
            notes.push(note.label("neither here nor a sync of a model").help(help));
        }
    };
    for giver in [&table.once, &table.first, &table.work, &table.approval] {
        let releases = giver.value().map_or(&[][..], |giver| giver.release.items());
        releases.iter().for_each(|item| check(sync(&item.value), item.at));
    }
    table.visibility.items().iter().for_each(|item| check(sync(&item.value), item.at));
    table.intake.items().iter().for_each(|item| check(sync(&item.value), item.at));
}

fn sync<W>(value: &SyncOr<W>) -> Option<&String> {
    match value {
        SyncOr::Sync(name) => Some(name),
        SyncOr::Word(_) => None,
    }
}
