//! What the exports of some tools need besides the names of their columns.

use super::Job;
use super::columns::{Columns, Field};
use super::findings::Findings;
use super::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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

/// Tools that make all tasks of a piece at once from a template say when that was, not when each could begin: most were then made
/// before the one ahead of them was over. Such a column is left aside.
pub fn made(jobs: &mut [Job], columns: &mut Columns) -> Option<String> {
    let name = columns.made()?.to_owned();
    let mut items: BTreeMap<(&str, Option<&str>), Vec<&Job>> = BTreeMap::new();
    for job in jobs.iter() {
        items.entry((&job.campaign, job.item.as_deref())).or_default().push(job);
    }
    let (mut after, mut early) = (0, 0);
    for of_item in items.values() {
        for job in of_item {
            let (Some(asked), Some(from)) = (job.asked, job.start.or(job.end)) else { continue };
            let ends = of_item.iter().filter(|other| other.step != job.step);
            let before = ends.filter_map(|other| other.end).filter(|end| *end <= from).max();
            after += usize::from(before.is_some());
            early += usize::from(before.is_some_and(|end| asked < end));
        }
    }
    if early * 2 <= after {
        return None;
    }
    jobs.iter_mut().for_each(|job| job.asked = None);
    columns.leave(Field::Asked);
    Some(format!(
        "`{name}` is not used: {early} of {after} jobs were made before the one ahead of them was over, as from a template, so it does not say when they were asked for. If it does, say --map \"{name}=asked\"; if another column does, map that."
    ))
}

/// Teams and people whose names differ only in case or spaces are one, by the spelling that is there most often.
pub fn one_spelling(jobs: &mut [Job]) -> Vec<String> {
    let teams = respelt(jobs, "team", |job| &mut job.team);
    teams.into_iter().chain(respelt(jobs, "person", |job| &mut job.person)).collect()
}

fn respelt(
    jobs: &mut [Job],
    what: &str,
    name: fn(&mut Job) -> &mut Option<Arc<str>>,
) -> Vec<String> {
    let key = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut spellings: BTreeMap<String, BTreeMap<Arc<str>, usize>> = BTreeMap::new();
    for job in jobs.iter_mut() {
        if let Some(name) = name(job) {
            *spellings.entry(key(name)).or_default().entry(name.clone()).or_insert(0) += 1;
        }
    }
    spellings.retain(|_, all| all.len() > 1);
    let usual = |all: &BTreeMap<Arc<str>, usize>| {
        let first = all.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        first.map(|(name, _)| name.clone())
    };
    for job in jobs.iter_mut() {
        if let Some(name) = name(job)
            && let Some(kept) = spellings.get(&key(name)).and_then(usual)
        {
            *name = kept;
        }
    }
    let words = |all: &BTreeMap<Arc<str>, usize>| {
        let names: Vec<&str> = all.keys().map(|name| &**name).collect();
        let kept = usual(all).unwrap_or_default();
        format!(
            "`{}` are taken for one {what}, `{kept}`: they differ only in case or spaces.",
            names.join("`, `")
        )
    };
    spellings.values().map(words).collect()
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
