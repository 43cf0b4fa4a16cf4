//! Who waits for work: idle time by team and model, as a heat map.

use crate::metric::{TEAM_IDLE, TEAM_OPEN};
use crate::stats;
use crate::study::{Study, crew_name};

use super::draw::numbers::short;
use super::draw::sheet;
use super::draw::theme::{GREY, INK, LABEL, NOTE, PAPER, TICK, TODAY, towards};
use super::draw::{Area, Names, Scene, Sheet};
use crate::format::percent;

/// Height of a cell.
const ROW: f64 = 40.0;
/// The most teams side by side, on a phone too; more go into a further block below.
const ACROSS: [usize; 2] = [8, 4];
/// Height of a line of a team's name.
const LINE: f64 = 13.0;
/// The widest that a cell becomes.
const WIDEST: f64 = 132.0;

/// Idle time of one team, or part of one, under one model.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    /// Mean idle person-hours.
    hours: f64,
    /// Mean idle hours over mean open hours; `None` if the team was never open.
    share: Option<f64>,
}

/// Adds the mean idle time by team, where there are values.
pub fn by_team(study: &Study, names: &Names, sheet: &mut Sheet) {
    let crews = study.all_crews();
    let cell = |model: usize, crew| cell(study, model, study.find_crew(model, crew)?);
    let row = |model| crews.iter().map(|crew| cell(model, *crew)).collect();
    let cells: Vec<Vec<Option<Cell>>> = (0..study.models.len()).map(row).collect();
    if cells.iter().flatten().any(Option::is_some) {
        let crews = crews.iter().map(|(team, part)| crew_name(&study.teams[*team], *part));
        let crews: Vec<String> = crews.collect();
        plot(study, names, sheet, (&crews, &cells));
    }
}

fn cell(study: &Study, model: usize, team: usize) -> Option<Cell> {
    let mean = |metric: usize| {
        let values: Vec<f64> = study.models[model].team_metric(team, metric).flatten().collect();
        stats::mean(&values).filter(|mean| mean.is_finite())
    };
    let hours = mean(TEAM_IDLE)?;
    let share = mean(TEAM_OPEN).filter(|open| *open > 0.0).map(|open| hours / open);
    Some(Cell { hours, share })
}

fn plot(
    study: &Study,
    names: &Names,
    sheet: &mut Sheet,
    (crews, cells): (&[String], &[Vec<Option<Cell>>]),
) {
    sheet.heading(
        "Who waits for work",
        "Mean person-hours until all is ready in which a team's people had nothing to do, and their \
         share of the team's open time. Dark: the bottleneck, idle least of all, for which the others wait. \
         Idle time elsewhere is not a fault in itself.",
    );
    let paper = sheet.scene.paper;
    let blocks = crews.len().div_ceil(ACROSS[usize::from(paper.is_narrow())]);
    let across = crews.len().div_ceil(blocks);
    let width = ((paper.right() - names.right(paper)) / across as f64).min(WIDEST);
    let row_high = names.height(study, paper, ROW);
    for block in 0..blocks {
        let teams = block * across..((block + 1) * across).min(crews.len());
        let place = |team: usize| names.right(paper) + width * (team - block * across) as f64;
        // What tells parts of a team apart stands at the end of their names: they are broken, not cut.
        let lines = |team: usize| TICK.wrap(&crews[team], width - 8.0);
        let most = teams.clone().map(|team| lines(team).len()).max().unwrap_or(1);
        sheet.y += if block > 0 { 34.0 } else { 22.0 } + LINE * (most.max(1) - 1) as f64;
        for team in teams.clone() {
            for (up, line) in lines(team).iter().rev().enumerate() {
                let at = (place(team) + width / 2.0, sheet.y - 6.0 - LINE * up as f64);
                sheet.scene.text(at, line, TICK.middle());
            }
        }
        for model in names.order.iter().copied() {
            sheet.scene.of(Some(model));
            let row = Area { x: paper.left(), y: sheet.y, w: paper.room(), h: row_high };
            let own = names.draw(&sheet.scene, study, model, row);
            for team in teams.clone() {
                let area = Area { x: place(team), y: own.y, w: width - 2.0, h: own.h - 2.0 };
                let busiest = is_bottleneck(&cells[model], team);
                draw_cell(&sheet.scene, area, cells[model][team], busiest);
                let of = (study.models[model].name.as_str(), crews[team].as_str());
                hint(&sheet.scene, area, of, cells[model][team]);
            }
            sheet.y += row_high;
        }
        sheet.scene.of(None);
    }
    describe(sheet, study, (crews, cells));
    sheet.note(sheet::not_launched(study));
}

/// Whether a team is idle the least part of its open time.
fn is_bottleneck(row: &[Option<Cell>], team: usize) -> bool {
    let share = |cell: &Option<Cell>| cell.and_then(|cell| cell.share);
    let least = row.iter().filter_map(share).reduce(f64::min);
    least.is_some() && row.get(team).and_then(share) == least
}

fn draw_cell(scene: &Scene, area: Area, cell: Option<Cell>, busiest: bool) {
    let (middle, y) = area.middle();
    let Some(cell) = cell else {
        scene.text((middle, y + 4.0), "–", LABEL.in_colour(GREY).middle());
        return;
    };
    let (fill, ink) = if busiest { (TODAY, PAPER) } else { (towards(TODAY, PAPER, 0.9), INK) };
    let share = cell.share.map_or_else(|| "never open".to_owned(), percent);
    scene.rect(area, fill);
    let hours = format!("{} h", short(cell.hours));
    scene.text((middle, y - 3.0), &LABEL.fit(&hours, area.w), LABEL.in_colour(ink).middle());
    scene.text((middle, y + 12.0), &NOTE.fit(&share, area.w), NOTE.in_colour(ink).middle());
}

/// What a cell says to the pointer.
fn hint(scene: &Scene, area: Area, (model, team): (&str, &str), cell: Option<Cell>) {
    let Some(Cell { hours, share: Some(share) }) = cell else { return };
    let hours = short(hours);
    scene.hint(
        area,
        &format!("{model}, {team}: idle {hours} h, {} of its open time", percent(share)),
    );
}

fn describe(sheet: &mut Sheet, study: &Study, (crews, cells): (&[String], &[Vec<Option<Cell>>])) {
    for (runs, row) in study.models.iter().zip(cells) {
        let told = crews.iter().zip(row).filter_map(|(team, cell)| {
            let share = cell.as_ref()?.share?;
            Some(format!("{team} {}", percent(share)))
        });
        let told: Vec<String> = told.collect();
        sheet.describe(&format!("{}: {}.", runs.name, told.join(", ")));
    }
}
