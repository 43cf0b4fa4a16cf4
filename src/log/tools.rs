//! What the exports of some tools need besides the names of their columns.

use super::columns::{Columns, Field, normal};
use super::findings::Findings;
use super::table::{Row, Table};
use super::{Form, Job};
use std::collections::{BTreeMap, BTreeSet};

/// So many campaigns, and steps, show what names tell.
const CAMPAIGNS: usize = 5;
const STEPS: usize = 20;

/// Whether the item is what Asana calls the parent: then a row is a subtask.
fn has_parents(columns: &Columns) -> bool {
    columns.place(Field::Item).is_some_and(|item| normal(&columns.list[item].name) == "parenttask")
}

/// The name of a task, in a column that is free.
fn of_task(columns: &Columns) -> Option<usize> {
    let mut all = columns.list.iter();
    all.position(|it| normal(&it.name) == "name" && matches!(it.field, None | Some(Field::Step)))
}

/// The section of a subtask is mostly empty, in Asana: then its name is the step.
pub fn subtasks(table: &Table<'_>, columns: &Columns) -> Option<usize> {
    let section = columns.place(Field::Step)?;
    if !has_parents(columns) || columns.list[section].how == "--map" {
        return None;
    }
    let subtasks = || table.rows.iter().filter(|row| columns.cell(row, Field::Item).is_some());
    let empty = subtasks().filter(|row| row.cell(section).is_none()).count();
    of_task(columns).filter(|_| empty * 2 > subtasks().count())
}

/// Tasks that have subtasks, by their names: they stand for the deliverable, and last as long as it does.
pub fn parents<'r>(table: &'r Table<'_>, columns: &Columns) -> impl Fn(&Row) -> bool + use<'r> {
    let name = of_task(columns).filter(|_| has_parents(columns));
    let item = columns.place(Field::Item);
    let cell = |row: &'r Row| name.and(item).and_then(|place| row.cell(place));
    let known: BTreeSet<&str> = table.rows.iter().filter_map(cell).collect();
    move |row| {
        let is_subtask = item.is_some_and(|place| row.cell(place).is_some());
        !is_subtask && name.and_then(|it| row.cell(it)).is_some_and(|it| known.contains(it))
    }
}

/// A list of Jira's issues says when each was created and resolved, nothing of what lay between.
pub fn refuse_issues(table: &Table<'_>, columns: &Columns, found: &mut Findings<'_>) {
    let Some(step) = columns.place(Field::Step).map(|place| &columns.list[place]) else { return };
    let guessed = normal(&step.name) == "issuetype" && step.how != "--map";
    if columns.form == Form::Jobs && guessed && columns.place(Field::Start).is_none() {
        let message = "this is a list of issues without their history: when each was created and resolved, not what was done in between";
        let help = format!(
            "export the changelog, a row a transition (key, author, date, field, from, to); if each issue is one step, say which column names it, such as --map \"{}=step\"",
            step.name
        );
        found.place(table.head.clone(), message, &help);
    }
}

/// Names of which nearly each is in one campaign only are those of pieces.
pub fn refuse_pieces(jobs: &[Job], columns: &Columns, found: &mut Findings<'_>) {
    let mut steps: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut campaigns = BTreeSet::new();
    for job in jobs {
        steps.entry(&job.step).or_default().insert(&job.campaign);
        campaigns.insert(&job.campaign);
    }
    let all = steps.len();
    let single = steps.values().filter(|campaigns| campaigns.len() == 1).count();
    if campaigns.len() < CAMPAIGNS || all < STEPS || single * 5 < all * 4 {
        return;
    }
    let Some(place) = columns.place(Field::Step) else { return };
    let name = &columns.list[place].name;
    let message = format!(
        "`{name}` has {all} different names, {single} of them in one campaign only: these names tell pieces, not steps"
    );
    let other = if columns.place(Field::Item).is_some() { Field::Unused } else { Field::Item };
    let help = format!(
        "say which column tells what is done (--map COLUMN=step) and what this one is (--map \"{name}={}\"); if it tells both, give the rows of a step one name",
        other.name()
    );
    found.whole(&message, &help);
}
