//! What becomes of the finalists if the facts are otherwise.

use super::{Improvement, answer};
use crate::format;
use crate::question::goal::Limit;
use crate::question::improve::{IN_A_WORLD, Worlds, Worst};
use crate::report::chart::worlds::{self as chart, Row};
use crate::report::{Cell, Column, Document, Table};
use crate::stats;
use crate::text::{capitalised, listed};

impl Improvement<'_> {
    /// A candidate in words: its decisions, or today's name.
    fn candidate(&self, worlds: &Worlds, candidate: usize) -> String {
        match worlds.candidates[candidate] {
            0 => self.today().to_owned(),
            setting => self.words(&self.space.settings[setting]).join("; "),
        }
    }
}

/// `worlds.csv`: every world, with what every candidate does there and each fact's share of its range.
pub fn worlds(of: &Improvement<'_>) -> Option<Table> {
    let found = of.found.worlds.as_ref()?;
    let mut columns = vec![
        Column::number("world"),
        Column::text("decisions"),
        Column::text("goal"),
        Column::text("unit"),
        Column::number("value"),
        Column::text("keeps_bounds"),
        Column::number("regret"),
        Column::text("wins"),
    ];
    columns.extend(found.factors.iter().map(|name| Column::number(name.clone())));
    let mut table = Table::new("worlds", "The finalists in other worlds", columns);
    for (index, world) in found.worlds.iter().enumerate() {
        for candidate in 0..found.candidates.len() {
            let regret = world.regret(candidate);
            let yes = |is: bool| Cell::text(if is { "yes" } else { "no" });
            let mut row = vec![
                Cell::count(index),
                Cell::Text(of.candidate(found, candidate)),
                Cell::Text(of.found.aim.wish.name()),
                Cell::text(of.unit()),
                Cell::number(Some(world.values[candidate].abs()).filter(|it| it.is_finite())),
                yes(world.keeps[candidate]),
                Cell::number(Some(regret).filter(|it| it.is_finite())),
                yes(world.winner == candidate),
            ];
            row.extend(world.shares.iter().map(|share| Cell::Number(*share)));
            table.push(row);
        }
    }
    Some(table)
}

/// What each way of working that is told loses in every world, as a chart.
pub fn picture(of: &Improvement<'_>) -> Option<chart::Worlds> {
    let found = of.found.worlds.as_ref()?;
    let (scale, within) = (of.scale(), of.found.aim.within);
    let row = |candidate: usize| {
        let losses = || found.worlds.iter().map(|world| world.regret(candidate));
        Row {
            name: capitalised(&of.candidate(found, candidate)),
            today: candidate == 0,
            recommended: candidate == found.recommended,
            losses: losses()
                .map(|loss| Some(scale.value(loss)).filter(|it| it.is_finite()))
                .collect(),
            near: losses().map(|loss| loss <= within).collect(),
            kept: goal(of).map(|_| found.keeps(candidate)),
        }
    };
    let near = found.near(found.recommended, within);
    let n = found.worlds.len();
    let title = match goal(of) {
        Some(goal) => {
            let keeps = found.keeps(found.recommended);
            format!(
                "{} in {keeps} of {n} other worlds, as good as the best in {near}",
                capitalised(&goal)
            )
        }
        None => format!("As good as the best in {near} of {n} other worlds"),
    };
    Some(chart::Worlds {
        title,
        within: answer::within(of),
        unit: scale.unit.to_owned(),
        rows: (0..found.candidates.len()).map(row).collect(),
        footer: format!(
            "{} · n = {IN_A_WORLD} replications in each world · seed {} · ranges {}are assumptions",
            of.study().scenario,
            of.study().seed,
            if of.measured { "that are not measured " } else { "" }
        ),
    })
}

/// The sentence, the table and what stands, where other worlds were looked at.
pub fn section(of: &Improvement<'_>, page: &mut Document) {
    let Some(found) = &of.found.worlds else {
        return page.on_page(|page| {
            page.text(
                "On the facts. `flowcast improve --robust` judges it, today and the other finalists in worlds in which \
                 they are otherwise; `flowcast sensitivity` says which facts matter most.",
            );
        });
    };
    page.on_output(|out| out.heading("If the facts are otherwise"));
    if found.worlds.is_empty() {
        page.text(
            "No other world could be drawn: nothing of this scenario has a range.".to_owned(),
        );
        return;
    }
    page.text(sentence(of, found));
    page.table(shown(of, found));
    let (all, some) = found.standing(of.space);
    let said = |head: &str, decisions: &[usize]| {
        let words = of.words(decisions);
        (!words.is_empty()).then(|| format!("{head}: {}.", words.join("; ")))
    };
    page.list(
        [
            said("Stands in every winner", &all),
            said("Fragile, only in some winners", &some),
            Some(how(of, found)),
        ]
        .into_iter()
        .flatten(),
    );
}

/// What has to hold, where something was asked for.
fn goal(of: &Improvement<'_>) -> Option<String> {
    let asked = of.found.aim.bounds.iter().filter(|bound| bound.limit != Limit::Ever);
    let words: Vec<&str> = asked.map(|bound| bound.words.as_str()).collect();
    (!words.is_empty()).then(|| listed(&words))
}

fn sentence(of: &Improvement<'_>, found: &Worlds) -> String {
    let n = found.worlds.len();
    let best = found.recommended;
    let counted = |count: usize| {
        let ci = stats::wilson(count, n).map_or("unknown".to_owned(), |ci| {
            format!("{} to {}", format::percent(ci.low), format::percent(ci.high))
        });
        format!("{count} of {n} other worlds (95 %: {ci})")
    };
    let kept = goal(of).map_or(String::new(), |goal| {
        let none = found.worlds.iter().filter(|world| !world.keeps.contains(&true)).count();
        let none = if none > 0 { format!("; in {none} no finalist does") } else { String::new() };
        let does = if of.found.aim.fewest_first { "reaches" } else { "keeps" };
        format!("What is recommended {does} {goal} in {}{none}. ", counted(found.keeps(best)))
    });
    let worst = found.worst[best].as_ref().map_or(String::new(), |worst| {
        let winner = found.worlds[worst.world].winner;
        let better = of.candidate(found, winner);
        let lost = match worst.regret.is_infinite() {
            true => format!("misses what is asked for, and \u{201c}{better}\u{201d} does not"),
            false => format!("loses {} to \u{201c}{better}\u{201d}", lost(of, worst)),
        };
        let why =
            worst.fact.map_or(String::new(), |fact| format!(", because of: {}", found.words[fact]));
        format!("; at worst it {lost}{why}")
    });
    // Whoever does so in more worlds, by an eighth of them at least, is safer.
    let others = (1..found.candidates.len()).filter(|it| *it != best);
    let count = |it: usize| match goal(of) {
        Some(_) => found.keeps(it),
        None => found.near(it, of.found.aim.within),
    };
    let safest = others.max_by(|a, b| count(*a).cmp(&count(*b)).then(b.cmp(a)));
    let safest = safest.filter(|it| 8 * count(*it) >= 8 * count(best) + n);
    let safer = safest.map_or(String::new(), |it| {
        let (words, count) = (of.candidate(found, it), count(it));
        format!(" Safer is \u{201c}{words}\u{201d}: in {count} of {n}.")
    });
    let best_is = match of.found.aim.fewest_first && goal(of).is_some() {
        true => " (of those that do, the one of the fewest agreements)",
        false => "",
    };
    format!(
        "{kept}It is within {} of the best finalist{best_is} in {}{worst}.{safer}",
        answer::within(of),
        counted(found.near(best, of.found.aim.within)),
    )
}

/// What is lost in the worst world, in words.
fn lost(of: &Improvement<'_>, worst: &Worst) -> String {
    if worst.regret.is_infinite() {
        return "misses its goal, another does not".to_owned();
    }
    of.amount(worst.regret)
}

fn shown(of: &Improvement<'_>, found: &Worlds) -> Table {
    let mut columns = vec![Column::text("decisions").headed("Way of working")];
    columns.extend(goal(of).map(|_| Column::number("keeps").headed("Keeps its goal")));
    columns.extend([
        Column::number("near").headed(format!("Within {}", answer::within(of))),
        Column::number("wins").headed("Best"),
        Column::number("worst").headed("Worst regret"),
        Column::text("fact").headed("Because of"),
    ]);
    let title = format!("The finalists in {} other worlds", found.worlds.len());
    let mut table = Table::new("worlds", title, columns);
    for candidate in 0..found.candidates.len() {
        let near = found.near(candidate, of.found.aim.within);
        let worst = found.worst[candidate].as_ref();
        let fact = worst.and_then(|worst| worst.fact).map(|fact| found.words[fact].as_str());
        let (name, note) = (of.candidate(found, candidate), candidate == found.recommended);
        let name = if note { format!("{name} (recommended)") } else { name };
        let mut row = vec![Cell::Text(name)];
        row.extend(goal(of).map(|_| Cell::count(found.keeps(candidate))));
        row.extend([
            Cell::count(near),
            Cell::count(found.wins(candidate)),
            Cell::Text(worst.map_or("none".to_owned(), |worst| lost(of, worst))),
            fact.map_or(Cell::Missing, Cell::text),
        ]);
        table.push(row);
    }
    table
}

fn how(of: &Improvement<'_>, found: &Worlds) -> String {
    let facts = match of.measured {
        true => "what the log measured over its 95 % interval, other facts",
        false => "facts",
    };
    let shown: Vec<&str> = found.words.iter().take(3).map(String::as_str).collect();
    let refused = match found.refused {
        0 => String::new(),
        1 => " One more world makes no scenario.".to_owned(),
        n => format!(" {n} more worlds make no scenario."),
    };
    format!(
        "A world draws each of {} facts and prices from its range ({} and so on: {facts} 25 % to either side, practices as their \
         evidence leaves open), all at once; {} run {IN_A_WORLD} replications in each on the same draws, and \
         bounds by today are by today in that world. A regret is caused by the fact that, put back alone, makes it the smallest.{refused}",
        found.factors.len(),
        listed(&shown),
        format::counted(found.candidates.len(), "finalist"),
    )
}
