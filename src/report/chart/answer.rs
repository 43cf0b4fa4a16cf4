//! The picture under the judgement: today, what was asked for and what is advised; when, and at which price.

use super::distribution::{BELOW, Rows, when};
use super::draw::numbers::short;
use super::draw::plot::X_AXIS;
use super::draw::text::Type;
use super::draw::theme::{LABEL, NOTE, Paper};
use super::draw::{Area, Names, Plot, Scene, Sheet};
use super::sample;
use crate::analysis::{self, time_shown};
use crate::format::{of_100, percent};
use crate::metric;
use crate::stats::Interval;
use crate::study::Study;

/// Of a row, of its names, of the share in time, and of a column of the price, where no name takes more.
const ROW: f64 = 112.0;
const NAMES: f64 = 178.0;
const SHARE: f64 = 116.0;
const PRICE: f64 = 84.0;

/// What a model costs beside time: the metric, its name, its unit.
const PRICES: [(usize, &str, &str); 3] = [
    (metric::COORDINATION_TIME, "Coordination", "person-hours"),
    (metric::REWORK_TIME, "Work redone", "person-hours"),
    (metric::COST, "Cost", ""),
];

/// The models that are shown: today, what is advised, and what was asked for; where one of these is none, the best of the
/// file.
pub fn models(study: &Study, names: &Names) -> Vec<usize> {
    let others = [names.recommended.or(names.best), study.asked().or(names.best)];
    let mut models = vec![study.baseline];
    for model in others.into_iter().flatten() {
        if !models.contains(&model) {
            models.push(model);
        }
    }
    models
}

/// Draws the chart; `None` without replications.
pub fn draw(study: &Study, names: &Names, paper: Paper) -> Option<Sheet> {
    if paper.is_narrow() {
        // The price stands in a table.
        let rows = Rows::narrow((study, names), when(study), models(study, names));
        return rows.map(|rows| rows.draw_narrow(Some(&title(study))));
    }
    let prices = prices(study);
    let share = if time_shown(study).due_h.is_some() || study.portfolio { SHARE } else { 0.0 };
    let room = paper.room()
        - NAMES
        - 24.0
        - share
        - prices.iter().map(|(name, ..)| wide(name)).sum::<f64>();
    let rows = Rows::of((study, names), when(study), models(study, names), (paper, room))?;
    let mut sheet = Sheet::new(paper, &title(study), "");
    rows.key(&mut sheet, paper.left() + NAMES);
    let top = sheet.y + 40.0;
    let sides = (paper.left() + NAMES, paper.left() + NAMES + room);
    let high = rows.order.iter().map(|model| high(&name(study, names, *model)) + 16.0);
    let high = high.fold(ROW, f64::max);
    let bottom = top + high * rows.order.len() as f64;
    let scene = &sheet.scene;
    let mut whole = Plot::rows(scene, sides, (top, bottom), rows.scale.axis.clone());
    let place = |row: usize| Area {
        x: paper.left() - 12.0,
        y: top + high * row as f64,
        w: paper.room() + 24.0,
        h: high,
    };
    for (row, model) in rows.order.iter().enumerate() {
        rows.ground(scene, *model, place(row));
    }
    whole.mesh(&rows.scale.title(time_shown(study).span), "");
    heads(scene, study, &prices, (sides.1 + 24.0, top));
    for (row, model) in rows.order.iter().copied().enumerate() {
        scene.of(Some(model));
        let area = place(row);
        draw_name(scene, &name(study, names, model), area);
        let y = area.y + (high - ROW) / 2.0 + 8.0;
        rows.row(scene, model, Area { x: sides.0, y, w: room, h: ROW - BELOW - 8.0 });
        figures(&rows, scene, model, &prices, (sides.1 + 24.0, area));
        sheet.describe(&rows.sentence(model));
    }
    scene.of(None);
    if let Some(hours) = time_shown(study).due_h {
        whole.deadline(time_shown(study).due, hours, rows.scale.unit);
    }
    sheet.y = bottom + X_AXIS;
    Some(sheet)
}

fn title(study: &Study) -> String {
    let dots = match (study.models.iter().map(|runs| runs.len()).max(), study.portfolio) {
        (Some(..100), false) => "each dot is a campaign",
        (_, false) => "each dot is one of 100 campaigns",
        (Some(..100), true) => "each dot is the mean of a portfolio's campaigns",
        (_, true) => "each dot is the mean of a portfolio's campaigns, one of 100",
    };
    format!("{} And at which price? ({dots})", time_shown(study).question)
}

/// The prices that any model has, each with the means of all models.
fn prices(study: &Study) -> Vec<(&'static str, &'static str, Vec<Option<f64>>)> {
    let of = |(metric, name, unit): (usize, &'static str, &'static str)| {
        let means: Vec<_> = study.models.iter().map(|runs| sample::mean(runs, metric)).collect();
        means.iter().flatten().any(|mean| *mean > 0.0).then_some((name, unit, means))
    };
    PRICES.into_iter().filter_map(of).collect()
}

type Prices = [(&'static str, &'static str, Vec<Option<f64>>)];

fn heads(scene: &Scene, study: &Study, prices: &Prices, (mut x, top): (f64, f64)) {
    let mut head = |words: &str, unit: &str, width: f64| {
        scene.text((x, top - 20.0), words, NOTE.bold());
        scene.text((x, top - 6.0), unit, NOTE);
        x += width;
    };
    if analysis::kept(study, &study.models[study.baseline]).is_some() {
        let of = format!("of 100 {}", analysis::counts(study));
        head(time_shown(study).kept, &of, SHARE);
    }
    prices.iter().for_each(|(name, unit, _)| head(name, unit, wide(name)));
}

/// How wide the column of a price of this name is.
fn wide(name: &str) -> f64 {
    PRICE.max(NOTE.bold().width(name) + 16.0)
}

/// The lines of a model's name and of what it is to the reader.
fn name(study: &Study, names: &Names, model: usize) -> Vec<(String, Type)> {
    let lines = |text: &str, style: Type| -> Vec<(String, Type)> {
        style.wrap(text, NAMES - 16.0).into_iter().map(|line| (line, style)).collect()
    };
    let sized = |size: f64| {
        let style = LABEL.sized(size).bold().in_colour(names.ink(model));
        lines(&study.models[model].name, style)
    };
    // What takes many lines is written smaller.
    let name = Some(sized(15.0)).filter(|lines| lines.len() <= 4).unwrap_or_else(|| sized(12.0));
    [name, lines(names.part(model), NOTE.sized(12.0))].concat()
}

/// How high lines are.
fn high(lines: &[(String, Type)]) -> f64 {
    lines.iter().map(|(_, style)| style.size + 3.0).sum()
}

fn draw_name(scene: &Scene, lines: &[(String, Type)], area: Area) {
    let mut y = area.y + ((area.h - high(lines)) / 2.0).clamp(8.0, 14.0);
    for (line, style) in lines {
        y += style.size + 1.5;
        scene.text((scene.paper.left(), y), line, *style);
        y += 1.5;
    }
}

/// "87 to 89"; nothing where both ends are the same.
fn reach(ci: Interval) -> String {
    match [ci.low, ci.high].map(|end| libm::rint(100.0 * end)) {
        [low, high] if low < high => format!("{low} to {high}"),
        _ => String::new(),
    }
}

/// The share in time and the price of a model, at the right of its row.
fn figures(
    rows: &Rows<'_>,
    scene: &Scene,
    model: usize,
    prices: &Prices,
    (mut x, area): (f64, Area),
) {
    let (ink, y) = (rows.names.ink(model), area.middle().1);
    if let Some(kept) = analysis::kept(rows.study, &rows.study.models[model]) {
        let said = of_100(kept.count, kept.of);
        let count = said.strip_suffix(" of 100").unwrap_or(&said);
        let size = if count.len() <= 3 { 30.0 } else { 15.0 };
        scene.text((x, y + 6.0), count, LABEL.sized(size).bold().in_colour(ink));
        scene.text((x, y + 22.0), &kept.ci.map(reach).unwrap_or_default(), NOTE);
        scene.hint(Area { x, y: y - 24.0, w: SHARE - 8.0, h: 48.0 }, &percent(kept.share()));
        x += SHARE;
    }
    for (name, _, means) in prices {
        let most = rows.order.iter().filter_map(|model| means[*model]).fold(0.0, f64::max);
        if let Some(mean) = means[model] {
            scene.text((x, y), &short(mean), LABEL.sized(15.0));
            let w = (PRICE - 16.0) * mean / most.max(f64::MIN_POSITIVE);
            scene.rect(Area { x, y: y + 8.0, w: w.max(1.0), h: 6.0 }, rows.names.colour(model));
        }
        x += wide(name);
    }
}
