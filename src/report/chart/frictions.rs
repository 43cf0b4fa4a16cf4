//! What holds us back: each friction as a bar of what would be gained if it were gone, by who can change it.

use super::Drawing;
use super::draw::numbers::grouped;
use super::draw::sheet::Column;
use super::draw::text::Type;
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, INK, LABEL, NOTE, PAPER, Paper, RECOMMENDED, TICK, TODAY, towards,
};
use super::draw::{Area, Axis, Scene, Sheet};
use crate::analysis::Change;
use crate::analysis::launches::Launched;
use crate::format::{MISSING, decimals_with_intervals};
use crate::question::diagnose::Who;
use crate::text::capitalised;
use serde::{Deserialize, Serialize};

/// Least height of a row, and of the bar in it with its interval.
const ROW: f64 = 40.0;
const BAR: f64 = 30.0;
/// Height of a group's heading.
const GROUP: f64 = 34.0;
/// Width of the column of names.
const NAMES: f64 = 360.0;
/// Width of the column of person-hours.
const HOURS: f64 = 110.0;

/// A friction as it is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Who can take it away.
    pub who: Who,
    /// What it is.
    pub name: String,
    /// What "gone" means.
    pub gone: String,
    /// Days gained without it.
    pub days: Option<Change>,
    /// How often it is launched, today and without it.
    pub launched: [Launched; 2],
    /// Person-hours saved.
    pub hours: Option<Change>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frictions {
    /// What is found.
    pub title: String,
    /// "Days earlier, if it were gone".
    pub axis: String,
    /// By group, the largest first.
    pub rows: Vec<Row>,
    /// How to read it, below.
    pub note: String,
    /// From which numbers.
    pub footer: String,
}

/// Instead of a gain that is not shown.
pub const NOT_SHOWN: &str = "no difference shown";

impl Row {
    fn shown(&self) -> Option<Change> {
        self.days.filter(Change::is_shown)
    }

    /// Instead of a gain that is not shown: how often it is launched without it, if that is more often.
    pub fn otherwise(&self) -> String {
        let [now, then] = self.launched;
        match then.count > now.count {
            true => format!("launched in {} of {} instead of {}", then.count, then.of, now.count),
            false => NOT_SHOWN.to_owned(),
        }
    }
}

/// Draws the chart; `None` without frictions.
pub fn frictions(shown: &Frictions) -> Option<Drawing> {
    super::on_both(|paper| draw(shown, paper))
}

fn draw(shown: &Frictions, paper: Paper) -> Option<Drawing> {
    if shown.rows.is_empty() {
        return None;
    }
    let reading = "Each friction is taken away alone, on the same draws. The pale strip under a bar's end is its 95 % \
                   interval. Gains do not add up: one wait hides another.";
    let mut sheet = Sheet::new(paper, &shown.title, reading);
    let groups = [Who::Agree, Who::People, Who::Work]
        .map(|who| shown.rows.iter().filter(|row| row.who == who).collect::<Vec<&Row>>());
    let top = sheet.y + 26.0;
    let present = groups.iter().filter(|rows| !rows.is_empty());
    let column = Column { paper, width: NAMES };
    let beside = if paper.is_narrow() { Paper::INSET } else { HOURS };
    let high = |row: &&Row| column.height(lines(row, column).len(), BAR).max(ROW);
    let height: f64 = present.map(|rows| GROUP + rows.iter().map(high).sum::<f64>()).sum();
    let (left, right) = (column.right(), paper.right() - beside);
    // Numbers stand behind the longest bar.
    let days = days(shown, 1.0 + 110.0 / (right - left));
    let x = |value: f64| left + days.share(value) * (right - left);
    grid(&sheet.scene, &shown.axis, (&days, &x), [top, top + height]);
    let mut y = top;
    for (rows, (heading, colour)) in groups.iter().zip(GROUPS) {
        if rows.is_empty() {
            continue;
        }
        sheet.scene.text((paper.left(), y + 20.0), heading, LABEL.bold().in_colour(colour));
        sheet.scene.line((paper.left(), y + 26.0), (paper.right(), y + 26.0), 1.0, AXIS);
        y += GROUP;
        for row in rows {
            let area = Area { x: paper.left(), y, w: paper.room(), h: high(row) };
            draw_row(&sheet.scene, row, (column, area), colour, &x);
            sheet.describe(&format!("{}, {}: {}.", row.name, row.gone, told(row)));
            y += area.h;
        }
    }
    sheet.y = y + 28.0;
    sheet.note(Some(shown.note.clone()));
    Some(sheet.finish("frictions", &shown.footer))
}

/// The axis of days, by so much longer than the longest bar.
fn days(shown: &Frictions, longer: f64) -> Axis {
    let gains = shown.rows.iter().filter_map(Row::shown);
    let ends = gains.flat_map(|gain| [gain.mean, gain.ci.map_or(0.0, |ci| ci.high)]);
    Axis::enclosing(0.0, ends.fold(0.1, f64::max) * longer, 6)
}

/// Headings, and the grid of days from top to bottom.
fn grid(
    scene: &Scene,
    heading: &str,
    (axis, x): (&Axis, &dyn Fn(f64) -> f64),
    [top, bottom]: [f64; 2],
) {
    scene.text((x(0.0), top - 10.0), heading, LABEL.bold());
    let heading = if scene.paper.is_narrow() { "person-h saved" } else { "Person-hours saved" };
    scene.text((scene.paper.right(), top - 10.0), heading, NOTE.end());
    for tick in &axis.ticks {
        let colour = if *tick == 0.0 { AXIS } else { GRID };
        scene.line((x(*tick), top), (x(*tick), bottom), 1.0, colour);
        scene.text((x(*tick), bottom + 16.0), &axis.label(*tick), TICK.middle());
    }
}

/// Who can change it, in words and as a colour.
const GROUPS: [(&str, Colour); 3] = [
    ("You can agree on this", RECOMMENDED),
    ("People and calendars", TODAY),
    ("The nature of the work", GREY),
];

/// A friction's name, and below it what "gone" means; on a phone short of the figure at the right.
fn lines(row: &Row, column: Column) -> Vec<(String, Type)> {
    let room = column.room() - if column.paper.is_narrow() { HOURS } else { 0.0 };
    let of = |text: &str, style: Type| {
        let lines = style.wrap(text, room).into_iter();
        lines.map(move |line| (line, style)).collect::<Vec<_>>()
    };
    let style = if row.who == Who::Agree { LABEL.bold() } else { LABEL };
    [of(&capitalised(&row.name), style), of(&row.gone, NOTE)].concat()
}

fn draw_row(
    scene: &Scene,
    row: &Row,
    (column, area): (Column, Area),
    colour: Colour,
    x: &dyn Fn(f64) -> f64,
) {
    let own = column.draw(scene, area, &lines(row, column));
    let y = own.y;
    match row.shown() {
        Some(gain) => bar(scene, gain, y, colour, x),
        None => {
            scene.line((x(0.0), y + 12.0), (x(0.0) + 8.0, y + 12.0), 2.0, GREY);
            scene.text((x(0.0) + 14.0, y + 16.0), &row.otherwise(), NOTE);
        }
    }
    let hours = row.hours.filter(Change::is_shown);
    let places = hours.map_or(0, |it| decimals_with_intervals(&[(Some(it.mean), it.ci)]));
    let figure = hours.map_or(MISSING.to_owned(), |hours| grouped(hours.mean, places));
    // On a phone beside the name, above the bar.
    let y = area.y;
    scene.text((scene.paper.right(), y + 16.0), &figure, LABEL.end());
    if let Some(ci) = hours.and_then(|hours| hours.ci) {
        let range = format!("{} to {}", grouped(ci.low, places), grouped(ci.high, places));
        scene.text((scene.paper.right(), y + 30.0), &range, NOTE.end());
    }
    scene.hint(area, &format!("{}, {}: {}", row.name, row.gone, told(row)));
}

/// A gain as a bar with its interval under its end, and in numbers.
fn bar(scene: &Scene, gain: Change, y: f64, colour: Colour, x: &dyn Fn(f64) -> f64) {
    let (zero, end) = (x(0.0), x(gain.mean));
    if gain.mean > 0.0 {
        scene.rect(Area { x: zero, y: y + 4.0, w: (end - zero).max(1.0), h: 15.0 }, colour);
    }
    let Some(ci) = gain.ci else { return };
    let [low, high] = [ci.low, ci.high].map(|end| x(end.max(0.0)));
    if gain.mean > 0.0 {
        let strip = Area { x: low, y: y + 21.0, w: (high - low).max(2.0), h: 4.0 };
        scene.rect(strip, towards(colour, PAPER, 0.5));
    }
    let (number, text) = (told_days(gain.mean), high.max(end).max(zero) + 10.0);
    scene.text((text, y + 17.0), &number, LABEL.bold().in_colour(INK));
    let [low, high] = if gain.mean < 0.0 { [-ci.high, -ci.low] } else { [ci.low, ci.high] };
    let range = format!("{low:.1} to {high:.1}");
    scene.text((text + LABEL.bold().width(&number) + 8.0, y + 17.0), &range, NOTE);
}

fn told_days(days: f64) -> String {
    if days < 0.0 { format!("{:.1} later", -days) } else { format!("{days:.1}") }
}

fn told(row: &Row) -> String {
    let words = |gain: Change| format!("{} d", told_days(gain.mean));
    row.shown().map_or_else(|| NOT_SHOWN.to_owned(), words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Interval;
    use crate::report::chart::draw::Mark;

    #[test]
    fn bars_are_as_long_as_the_days() {
        let row = |days: f64, ci: (f64, f64)| Row {
            who: Who::Agree,
            name: "gate".to_owned(),
            gone: "if it were gone".to_owned(),
            days: Some(Change {
                mean: days,
                ci: Some(Interval { low: ci.0, high: ci.1 }),
                none_seen: None,
            }),
            launched: [Launched { count: 9, of: 9 }; 2],
            hours: None,
        };
        let shown = Frictions {
            title: "Found".to_owned(),
            axis: "Days earlier".to_owned(),
            rows: vec![row(8.0, (7.9, 8.1)), row(2.0, (1.9, 2.1)), row(0.1, (-0.1, 0.3))],
            note: String::new(),
            footer: "by hand".to_owned(),
        };
        let drawing = frictions(&shown).unwrap();
        let bars: Vec<f64> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect { area, .. } if area.h > 10.0 => Some(area.w),
                _ => None,
            })
            .collect();
        assert_eq!(bars.len(), 2);
        assert!((bars[0] / bars[1] - 4.0).abs() < 0.05, "{bars:?}");
        assert!(frictions(&Frictions { rows: Vec::new(), ..shown }).is_none());
    }
}
