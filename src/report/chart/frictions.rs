//! What holds us back: each friction as a bar of what would be gained if it were gone, by who can change it.

use super::Drawing;
use super::draw::numbers::grouped;
use super::draw::theme::{
    AXIS, Colour, GREY, GRID, INK, LABEL, MARGIN, NOTE, PAPER, RECOMMENDED, TICK, TODAY, WIDTH,
    towards,
};
use super::draw::{Area, Axis, Scene, Sheet};
use crate::format::{Interval, MISSING};
use crate::question::diagnose::Who;

/// Height of a row.
const ROW: f64 = 40.0;
/// Height of a group's heading.
const GROUP: f64 = 34.0;
/// Width of the column of names.
const NAMES: f64 = 360.0;
/// Width of the column of person-hours.
const HOURS: f64 = 110.0;

/// A friction as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Who can take it away.
    pub who: Who,
    /// What it is.
    pub name: String,
    /// What "gone" means.
    pub gone: String,
    /// Days gained without it, and their interval.
    pub days: (f64, Option<Interval>),
    /// Person-hours saved; `None` where no difference is shown.
    pub hours: Option<f64>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
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

/// Whether a gain is shown: its interval leaves 0 out.
pub fn is_shown(row: &Row) -> bool {
    row.days.1.is_some_and(|ci| !ci.contains(0.0))
}

/// Draws the chart; `None` without frictions.
pub fn frictions(shown: &Frictions) -> Option<Drawing> {
    if shown.rows.is_empty() {
        return None;
    }
    let reading = "Each friction is taken away alone, on the same draws. The pale strip under a bar's end is its 95 % \
                   interval. Gains do not add up: one wait hides another.";
    let mut sheet = Sheet::new(&shown.title, reading);
    let ends = shown.rows.iter().flat_map(|row| [row.days.0, row.days.1.map_or(0.0, |ci| ci.high)]);
    let most = ends.fold(0.0, f64::max).max(0.1);
    let (left, right) = (MARGIN + NAMES, WIDTH - MARGIN - HOURS);
    let axis = Axis::enclosing(0.0, most * 1.18, 6);
    let groups = [Who::Agree, Who::People, Who::Work]
        .map(|who| shown.rows.iter().filter(|row| row.who == who).collect::<Vec<&Row>>());
    let top = sheet.y + 26.0;
    let height: f64 = groups
        .iter()
        .filter(|rows| !rows.is_empty())
        .map(|rows| GROUP + ROW * rows.len() as f64)
        .sum();
    let scene = &sheet.scene;
    scene.text((left, top - 10.0), &shown.axis, LABEL.bold());
    scene.text((WIDTH - MARGIN, top - 10.0), "Person-hours saved", NOTE.end());
    let x = |value: f64| left + axis.share(value) * (right - left);
    for tick in &axis.ticks {
        scene.line(
            (x(*tick), top),
            (x(*tick), top + height),
            1.0,
            if *tick == 0.0 { AXIS } else { GRID },
        );
        scene.text((x(*tick), top + height + 16.0), &axis.label(*tick), TICK.middle());
    }
    let mut y = top;
    for (rows, (heading, colour)) in groups.iter().zip(GROUPS) {
        if rows.is_empty() {
            continue;
        }
        scene.text((MARGIN, y + 20.0), heading, LABEL.bold().in_colour(colour));
        scene.line((MARGIN, y + 26.0), (WIDTH - MARGIN, y + 26.0), 1.0, AXIS);
        y += GROUP;
        for row in rows {
            draw_row(scene, row, y, colour, &x);
            sheet.describe(&format!("{}, {}: {}.", row.name, row.gone, told(row)));
            y += ROW;
        }
    }
    sheet.y = y + 28.0;
    sheet.note(Some(shown.note.clone()));
    Some(sheet.finish("frictions", &shown.footer))
}

/// Who can change it, in words and as a colour.
const GROUPS: [(&str, Colour); 3] = [
    ("You can agree on this", RECOMMENDED),
    ("People and calendars", TODAY),
    ("The nature of the work", GREY),
];

fn draw_row(scene: &Scene, row: &Row, y: f64, colour: Colour, x: &dyn Fn(f64) -> f64) {
    let name = LABEL.fit(&row.name, NAMES - 16.0);
    let style = if row.who == Who::Agree { LABEL.bold() } else { LABEL };
    scene.text((MARGIN, y + 15.0), &name, style);
    scene.text((MARGIN, y + 30.0), &NOTE.fit(&row.gone, NAMES - 16.0), NOTE);
    let (days, ci) = row.days;
    let (zero, end) = (x(0.0), x(days));
    let mut text = zero + 10.0;
    if is_shown(row) {
        if days > 0.0 {
            scene.rect(Area { x: zero, y: y + 4.0, w: (end - zero).max(1.0), h: 15.0 }, colour);
        }
        if let Some(ci) = ci {
            let strip =
                Area { x: x(ci.low), y: y + 21.0, w: (x(ci.high) - x(ci.low)).max(2.0), h: 4.0 };
            scene.rect(strip, towards(colour, PAPER, 0.5));
            text = x(ci.high).max(end) + 10.0;
        }
        let number = told_days(days);
        scene.text((text, y + 17.0), &number, LABEL.bold().in_colour(INK));
        if let Some(ci) = ci {
            let range = format!("{:.1} to {:.1}", ci.low, ci.high);
            scene.text((text + LABEL.bold().width(&number) + 8.0, y + 17.0), &range, NOTE);
        }
    } else {
        scene.line((zero, y + 12.0), (zero + 8.0, y + 12.0), 2.0, GREY);
        scene.text((text + 4.0, y + 16.0), "no difference shown", NOTE);
    }
    let hours = row.hours.map_or(MISSING.to_owned(), |hours| grouped(hours, 0));
    scene.text((WIDTH - MARGIN, y + 16.0), &hours, LABEL.end());
    let area = Area { x: MARGIN, y, w: WIDTH - 2.0 * MARGIN, h: ROW };
    scene.hint(area, &format!("{}, {}: {}", row.name, row.gone, told(row)));
}

fn told_days(days: f64) -> String {
    if days < 0.0 { format!("{:.1} later", -days) } else { format!("{days:.1}") }
}

fn told(row: &Row) -> String {
    if is_shown(row) {
        format!("{} d", told_days(row.days.0))
    } else {
        "no difference shown".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Mark;

    #[test]
    fn bars_are_as_long_as_the_days() {
        let row = |days: f64, ci: (f64, f64)| Row {
            who: Who::Agree,
            name: "gate".to_owned(),
            gone: "if it were gone".to_owned(),
            days: (days, Some(Interval { low: ci.0, high: ci.1 })),
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
