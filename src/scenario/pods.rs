//! Pods: which people serve which deliverables only.

use super::context::{self, Context, doubled};
use super::names::{Index, quoted};
use super::problem::Note;
use super::read::{At, Notes};
use super::wire;
use crate::model::{DeliverableId, Pod, REST, TeamId};
use std::collections::BTreeMap;

/// The pods of a model; fewer than the file's only after noting what is wrong.
pub fn pods(context: &Context<'_>, items: &[At<wire::Pod>], notes: &mut Notes) -> Vec<Pod> {
    let mut names = Index::default();
    let mut taken = BTreeMap::new();
    let mut in_pods = vec![0; context.teams.names().count()];
    let mut pod = |item: &At<wire::Pod>| {
        let name = item.value.name.given();
        name.iter().for_each(|name| check_name(name, &mut names, notes));
        let deliverables = deliverables(context, &item.value, &mut taken, notes);
        let people = people(context, &item.value, &mut in_pods, notes);
        Some(Pod { name: name?.value.clone(), deliverables, people })
    };
    items.iter().filter_map(&mut pod).collect()
}

fn check_name(name: &At<String>, names: &mut Index, notes: &mut Notes) {
    if name.value == REST {
        let note = Note::new(name.at, format!("{} cannot be a pod", quoted(REST)));
        let note = note.label("stands for the people who are in no pod");
        notes.push(note.help("give the pod another name"));
    } else if !names.add(&name.value, 0) {
        doubled("pod", name, notes);
    }
}

/// The deliverables of a pod, after noting those that are in one already.
fn deliverables(
    context: &Context<'_>,
    pod: &wire::Pod,
    taken: &mut BTreeMap<DeliverableId, String>,
    notes: &mut Notes,
) -> Vec<DeliverableId> {
    let name = pod.name.value().map_or("", String::as_str);
    let Some(list) = pod.deliverables.given() else { return Vec::new() };
    if list.value.is_empty() {
        let note = Note::new(list.at, format!("the pod {} serves nothing", quoted(name)));
        notes.push(note.label("empty").help("name at least one deliverable"));
    }
    let mut found = Vec::new();
    for item in &list.value {
        let known = context::deliverables(context, std::slice::from_ref(item), notes);
        for id in known {
            if let Some(other) = taken.insert(id, name.to_owned()) {
                let message = format!("{} is in two pods", quoted(&item.value));
                let note = Note::new(item.at, message);
                let note = note.label(format!("in the pod {} before", quoted(&other)));
                notes.push(note.help("leave it out of one of the two"));
            } else {
                found.push(id);
            }
        }
    }
    found.sort_unstable();
    found
}

/// The people of a pod by team, after noting more than a team has in all pods together.
fn people(
    context: &Context<'_>,
    pod: &wire::Pod,
    in_pods: &mut [u64],
    notes: &mut Notes,
) -> Vec<(TeamId, u32)> {
    if let Some(given) = pod.people.given().filter(|given| given.value.written == 0) {
        let name = pod.name.value().map_or("", String::as_str);
        let note = Note::new(given.at, format!("the pod {} has nobody", quoted(name)));
        notes.push(note.label("empty").help("people = { TEAM = 1 }"));
    }
    let mut found = Vec::new();
    for (name, count) in pod.people.entries() {
        let Some(team) = context.team(name, notes) else { continue };
        in_pods[team] += u64::from(count.value);
        let all = context.file.teams.entries()[team].1.value.people.or(1);
        if in_pods[team] > u64::from(all) {
            let message = format!(
                "{} people of {} cannot be in pods: it has {all}",
                in_pods[team],
                quoted(&name.value)
            );
            let note = Note::new(count.at, message).label("more than the team has");
            notes.push(note.help("lower the number, or give the team more people"));
        }
        found.push((team, count.value));
    }
    found.sort_unstable();
    found
}
