//! If the facts are otherwise: what each way of working loses in every other world against the best one there.

use super::Drawing;
use super::draw::sheet::Column;
use super::draw::text::Type;
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, LABEL, NOTE, OTHER, PAPER, Paper, RECOMMENDED, TICK, TODAY,
};
use super::draw::{Area, Axis, Scene, Sheet};
use serde::{Deserialize, Serialize};

/// Height of the bars of a row, and of a row; below them, on a phone, of the counts.
const BARS: f64 = 44.0;
const ROW: f64 = 66.0;
const BELOW: f64 = 14.0;
/// Width of the column of names, and of that of counts.
const NAMES: f64 = 330.0;
const COUNTS: f64 = 120.0;

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worlds {
    /// What is found.
    pub title: String,
    /// Up to what a loss counts as none, in words: "6.0 h".
    pub within: String,
    /// The unit of losses.
    pub unit: String,
    /// Today, the recommended way of working, then the other finalists.
    pub rows: Vec<Row>,
    /// From which numbers.
    pub footer: String,
}

/// A way of working.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Whether it is today's.
    pub today: bool,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// By world: what it loses against the best there; `None` where it misses a bound that the best keeps.
    pub losses: Vec<Option<f64>>,
    /// By world: whether that counts as nothing.
    pub near: Vec<bool>,
    /// In how many worlds it keeps what is asked for, where something is.
    pub kept: Option<usize>,
}

impl Row {
    fn colour(&self) -> Colour {
        match (self.recommended, self.today) {
            (true, _) => RECOMMENDED,
            (_, true) => TODAY,
            _ => OTHER,
        }
    }
}

/// Draws the chart; `None` without worlds.
pub fn worlds(shown: &Worlds) -> Option<Drawing> {
    super::on_both(|paper| picture(shown, paper))
}

fn picture(shown: &Worlds, paper: Paper) -> Option<Drawing> {
    let columns = order(shown)?;
    let reading = format!(
        "Each column is one world, the same in every row. A dot: within {} of the best there. A bar: what is lost against \
         it. A hollow bar: a bound is missed that the best keeps.",
        shown.within
    );
    let mut sheet = Sheet::new(paper, &shown.title, &reading);
    let losses = shown.rows.iter().flat_map(|row| &row.losses);
    let most = losses.flatten().copied().fold(0.0, f64::max);
    let axis = Axis::enclosing(0.0, most.max(f64::MIN_POSITIVE), 3);
    let top = sheet.y + 26.0;
    let heading = format!("Lost against the best ({})", shown.unit);
    let column = Column { paper, width: NAMES };
    sheet.scene.text((column.right(), top - 10.0), &heading, LABEL.bold());
    if !paper.is_narrow() {
        sheet.scene.text((paper.right(), top - 10.0), "As good as the best", NOTE.end());
    }
    let lines = shown.rows.iter().map(|row| name(row, column).len()).max().unwrap_or(1);
    let high = column.height(lines, ROW + if paper.is_narrow() { BELOW } else { 0.0 });
    for (index, row) in shown.rows.iter().enumerate() {
        let area = Area { x: paper.left(), y: top + index as f64 * high, w: paper.room(), h: high };
        draw(&sheet.scene, row, (column, area), (&axis, &columns));
        sheet.describe(&format!("{}: as good as the best in {}.", row.name, counted(row)));
    }
    sheet.y = top + shown.rows.len() as f64 * high + 6.0;
    Some(sheet.finish("worlds", &shown.footer))
}

/// Worlds in the order of what the recommended way of working loses there, or else the first row.
fn order(shown: &Worlds) -> Option<Vec<usize>> {
    let first = shown.rows.iter().find(|row| row.recommended).or(shown.rows.first())?;
    let mut columns: Vec<usize> = (0..first.losses.len()).collect();
    let lost = |world: &usize| first.losses[*world].unwrap_or(f64::INFINITY);
    columns.sort_by(|a, b| lost(a).total_cmp(&lost(b)));
    (!columns.is_empty()).then_some(columns)
}

fn counted(row: &Row) -> String {
    format!("{} of {} worlds", row.near.iter().filter(|near| **near).count(), row.near.len())
}

/// The lines of a name.
fn name(row: &Row, column: Column) -> Vec<(String, Type)> {
    let style = style(row);
    let lines = style.wrap(&row.name, column.room() - 44.0);
    lines.into_iter().map(|line| (line, style)).collect()
}

fn style(row: &Row) -> Type {
    if row.colour() == OTHER { LABEL } else { LABEL.bold().in_colour(row.colour()) }
}

fn draw(
    scene: &Scene,
    row: &Row,
    (column, area): (Column, Area),
    (axis, columns): (&Axis, &[usize]),
) {
    let (style, paper) = (style(row), scene.paper);
    let own = column.draw(scene, area, &name(row, column));
    let narrow = paper.is_narrow();
    let (left, right) = match narrow {
        true => (own.x + 40.0, paper.right()),
        false => (own.x, paper.right() - COUNTS),
    };
    let base = own.y + BARS;
    for (tick, colour) in axis.ticks.last().map(|top| (*top, GRID)).into_iter().chain([(0.0, AXIS)])
    {
        let at = base - axis.share(tick) * BARS;
        scene.line((left, at), (right, at), 1.0, colour);
        scene.text((left - 6.0, at + 4.0), &axis.label(tick), TICK.end());
    }
    let each = (right - left) / columns.len() as f64;
    for (column, world) in columns.iter().enumerate() {
        let x = left + each * (column as f64 + 0.5);
        bar(scene, row, *world, (x, base, each), axis);
    }
    let counted = match narrow {
        true => format!("As good as the best in {}", counted(row)),
        false => counted(row),
    };
    let kept = row.kept.map(|kept| format!("keeps its goal in {kept}"));
    match narrow {
        true => {
            let all: Vec<String> = std::iter::once(counted).chain(kept).collect();
            scene.text((left, base + 14.0), &all.join(", "), NOTE);
        }
        false => {
            scene.text((right + COUNTS, base - 8.0), &counted, style.end());
            let kept = kept.unwrap_or_default();
            scene.text((right + COUNTS, base + 8.0), &kept, NOTE.end());
        }
    }
}

fn bar(scene: &Scene, row: &Row, world: usize, (x, base, each): (f64, f64, f64), axis: &Axis) {
    let (loss, width) = (row.losses[world], (0.6 * each).min(14.0));
    if row.near[world] {
        scene.disc((x, base - 4.0), (width / 2.0).min(3.2), row.colour());
        return;
    }
    let height = loss.map_or(BARS, |loss| axis.share(loss) * BARS);
    let whole = Area { x: x - width / 2.0, y: base - height, w: width, h: height.max(1.0) };
    scene.rect(whole, if loss.is_some() { row.colour() } else { GREY });
    if loss.is_none() {
        let inner = Area { x: whole.x + 1.2, y: whole.y + 1.2, w: width - 2.4, h: BARS - 2.4 };
        scene.rect(inner, PAPER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    #[test]
    fn bars_are_as_high_as_what_is_lost() {
        let row = |losses: &[Option<f64>], recommended: bool| Row {
            name: "a way".to_owned(),
            today: !recommended,
            recommended,
            losses: losses.to_vec(),
            near: losses.iter().map(|loss| loss.is_some_and(|loss| loss <= 1.0)).collect(),
            kept: None,
        };
        let shown = Worlds {
            title: "Found".to_owned(),
            within: "1 d".to_owned(),
            unit: "days".to_owned(),
            rows: vec![
                row(&[Some(8.0), Some(4.0), None], false),
                row(&[Some(1.0), Some(0.0), Some(2.0)], true),
            ],
            footer: "by hand".to_owned(),
        };
        assert_eq!(order(&shown), Some(vec![1, 0, 2]));
        let drawing = worlds(&shown).unwrap();
        let tall = |mark: &Mark| match mark {
            Mark::Rect { area, .. } if area.w < 15.0 => Some(area.h),
            _ => None,
        };
        let bars: Vec<f64> = drawing.marks.iter().filter_map(tall).collect();
        // Today loses 4, 8 and a bound (two rectangles); the recommended one 2 in one world.
        assert_eq!(bars.len(), 5);
        assert!((bars[1] / bars[0] - 2.0).abs() < 0.06 && (bars[0] / bars[4] - 2.0).abs() < 0.12);
        assert!(drawing.description().contains("a way: as good as the best in 2 of 3 worlds."));
        assert!(worlds(&Worlds { rows: Vec::new(), ..shown }).is_none());
    }
}
