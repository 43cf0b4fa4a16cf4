//! Everything that was tried, as data.

use super::Improvement;
use super::mean;
use crate::metric::COORDINATION_TIME;
use crate::question::improve::{Found, Kept, undominated};
use crate::report::{Cell, Column, Table};

/// `settings.csv`: everything that was tried, the fewest changes first.
pub fn settings(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::number("changes"),
        Column::text("decisions"),
        Column::number("rounds"),
        Column::number("n"),
        Column::text("goal"),
        Column::text("unit"),
        Column::number("value"),
        Column::number("coordination_time_h"),
        Column::text("bounds"),
        Column::text("same_as"),
        Column::text("outcome"),
    ];
    let mut table = Table::new("settings", "Every way of working that was tried", columns);
    for (setting, score) in of.found.race.scores.iter().enumerate() {
        let decisions = &of.space.settings[setting];
        let same = score.same_as.map(|same| of.words(&of.space.settings[same]).join("; "));
        let same = same.map(|words| if words.is_empty() { of.today().to_owned() } else { words });
        table.push(vec![
            Cell::count(decisions.len()),
            Cell::Text(of.words(decisions).join("; ")),
            Cell::count(score.rounds as usize),
            Cell::count(score.n as usize),
            Cell::Text(of.found.aim.wish.name()),
            Cell::text(of.unit()),
            Cell::number(Some(score.value.abs()).filter(|value| value.is_finite())),
            Cell::Number(score.coordination),
            Cell::text(bounds(score.held.kept)),
            same.map_or(Cell::Missing, Cell::Text),
            Cell::text(outcome(of.found, setting)),
        ]);
    }
    table
}

fn bounds(kept: Kept) -> &'static str {
    match kept {
        Kept::Surely => "met",
        Kept::Seen => "met as far as seen",
        Kept::Missed => "missed as far as seen",
        Kept::Broken => "missed",
    }
}

fn outcome(found: &Found, setting: usize) -> &'static str {
    let entered = || found.finals.entrants.iter().any(|it| it.setting == setting);
    match setting {
        _ if setting == found.best.setting => "recommended",
        0 => "today",
        _ if found.as_good.contains(&setting) => "as good",
        _ if entered() => "finalist",
        _ if found.race.scores[setting].same_as.is_some() => "the same",
        _ => "out of the race",
    }
}

/// `front.csv`: what no other setting beats in both the wish and the hours of coordination on the fresh draws, the best
/// wish first.
pub fn front(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::text("decisions"),
        Column::number("changes"),
        Column::text("goal"),
        Column::text("unit"),
        Column::number("value"),
        Column::number("coordination_time_h"),
    ];
    let mut table = Table::new("front", "What nothing beats in both", columns);
    for (setting, [value, coordination]) in points(of) {
        let decisions = &of.space.settings[setting];
        table.push(vec![
            Cell::Text(of.words(decisions).join("; ")),
            Cell::count(decisions.len()),
            Cell::Text(of.found.aim.wish.name()),
            Cell::text(of.unit()),
            Cell::number(Some(value.abs())),
            Cell::Number(coordination),
        ]);
    }
    table
}

/// The settings of the front with what is wished for (less is better) and their coordination, all on the fresh draws.
pub fn points(of: &Improvement<'_>) -> Vec<(usize, [f64; 2])> {
    let entrants = &of.found.finals.entrants;
    let point = |(index, it): (usize, &crate::question::improve::Entrant)| {
        let talk = mean(of.runs(it.model), COORDINATION_TIME).unwrap_or_default();
        (index, [it.value, talk])
    };
    let all: Vec<(usize, [f64; 2])> = entrants.iter().enumerate().map(point).collect();
    let front = undominated(all.clone());
    front.into_iter().map(|it| (entrants[it].setting, all[it].1)).collect()
}
