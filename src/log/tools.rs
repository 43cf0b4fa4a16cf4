//! What the exports of some tools need besides the names of their columns.

use super::Job;
use super::columns::{Columns, Field};
use super::findings::Findings;
use super::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// So many campaigns, and steps, show what names tell.
const CAMPAIGNS: usize = 5;
const STEPS: usize = 20;

/// Tasks that have subtasks, by their names: they stand for the deliverable, and last as long as it does.
pub fn parents<'r>(table: &'r Table<'_>, columns: &Columns) -> impl Fn(&Row) -> bool + use<'r> {
    let name = columns.of_task().filter(|_| columns.has_parents());
    let item = columns.place(Field::Item);
    let cell = |row: &'r Row| name.and(item).and_then(|place| row.cell(place));
    let known: BTreeSet<&str> = table.rows.iter().filter_map(cell).collect();
    move |row| {
        let is_subtask = item.is_some_and(|place| row.cell(place).is_some());
        !is_subtask && name.and_then(|it| row.cell(it)).is_some_and(|it| known.contains(it))
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
