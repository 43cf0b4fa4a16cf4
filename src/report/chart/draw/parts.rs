//! A chart that no sheet of paper holds, in parts: cut where it has the widest gaps.

use super::canvas::Mark;
use crate::report::chart::Drawing;

/// From where to where, in logical pixels from the top.
pub type Strip = (f64, f64);

/// Where a chart of many rows may be cut, and what every part has above and below its rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// What stands above the rows: what marks mean, headings of columns.
    pub above: Strip,
    /// What stands below them: the axis.
    pub below: Strip,
    /// Between which of them it may be cut; anywhere where there is none.
    pub cuts: Vec<f64>,
}

/// What a sheet holds beside a heading, at the width of A4 (206 mm of 960 pixels: 249 mm).
const MOST: f64 = 1160.0;
/// No part but the last is lower than this share of what a sheet holds.
const LEAST: f64 = 0.5;
/// What is higher may be cut: bands and lines behind rows.
const BEHIND: f64 = 60.0;

/// The strips of each part: of the first its rows from the title on, of all the frame around them.
pub fn of(drawing: &Drawing) -> Vec<Vec<Strip>> {
    let Frame { above, below, cuts } = drawing.frame.clone().unwrap_or_default();
    let high = |(from, until): Strip| until - from;
    let taken = taken(drawing);
    let (mut start, mut parts) = (drawing.top(), Vec::new());
    loop {
        let first = parts.is_empty();
        let head = if first { 0.0 } else { high(above) };
        let mut strips = if first || high(above) <= 0.0 { vec![] } else { vec![above] };
        if drawing.height - start + head <= MOST {
            strips.push((start, drawing.height));
            parts.push(strips);
            return parts;
        }
        let room = MOST - head - high(below);
        let window = (start + LEAST * room, start + room);
        let within = |cut: &f64| window.0 <= *cut && *cut <= window.1;
        let own = cuts.iter().copied().filter(within).reduce(f64::max);
        let cut = own.unwrap_or_else(|| widest_gap(&taken, window));
        strips.push((start, cut));
        if high(below) > 0.0 {
            strips.push(below);
        }
        parts.push(strips);
        start = cut;
    }
}

/// The middle of the widest gap, of alike ones the last; the end where there is none.
fn widest_gap(taken: &[Strip], (from, until): Strip) -> f64 {
    let ends = taken.windows(2).map(|pair| (pair[0].1, pair[1].0));
    let gaps = ends.filter(|(low, high)| {
        let middle = (low + high) / 2.0;
        low < high && from <= middle && middle <= until
    });
    // A pixel more or less is no wider.
    let widest = gaps.max_by(|a, b| {
        let [a, b] = [a, b].map(|(low, high)| ((high - low).round(), *low));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    widest.map_or(until, |(low, high)| (low + high) / 2.0)
}

/// Where something stands that must not be cut, from the top down and apart.
fn taken(drawing: &Drawing) -> Vec<Strip> {
    let own = |mark: &Mark| extent(mark).filter(|(from, until)| until - from <= BEHIND);
    let mut all: Vec<Strip> = drawing.marks.iter().filter_map(own).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut apart: Vec<Strip> = Vec::new();
    for (from, until) in all {
        match apart.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => apart.push((from, until)),
        }
    }
    apart
}

/// How far what is seen of a mark reaches; a line across rows is in nobody's way.
fn extent(mark: &Mark) -> Option<Strip> {
    match mark {
        Mark::Rect { area, .. } => Some((area.y, area.bottom())),
        Mark::Disc { centre, radius, .. } => Some((centre.1 - radius, centre.1 + radius)),
        Mark::Text { at, style, .. } => Some((at.1 - style.size, at.1 + 0.3 * style.size)),
        Mark::Path { points, .. } => {
            let heights = || points.iter().map(|point| point.1);
            let ends = (heights().fold(f64::INFINITY, f64::min), heights().fold(0.0, f64::max));
            (ends.0 < ends.1).then_some(ends)
        }
        Mark::Hint { .. } | Mark::Owner(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::theme::{INK, WIDE};
    use crate::report::chart::draw::{Area, Sheet};

    #[test]
    fn a_cut_is_in_the_middle_of_the_widest_gap() {
        // 10 wide around 15, 4 wide around 32.
        let taken = [(0.0, 10.0), (20.0, 30.0), (34.0, 44.0)];
        assert_eq!(widest_gap(&taken, (5.0, 40.0)), 15.0);
        assert_eq!(widest_gap(&taken, (16.0, 40.0)), 32.0);
        assert_eq!(widest_gap(&taken, (16.0, 20.0)), 20.0);
    }

    /// 60 rows of 40 pixels are 2,400: three sheets, each under its head and over its axis, and no row is lost or twice.
    #[test]
    fn parts_are_the_whole_chart() {
        let mut sheet = Sheet::new(WIDE, "Which?", "By hand.");
        let top = sheet.y;
        for row in 0..60 {
            let y = top + 40.0 * f64::from(row);
            sheet.scene.rect(Area { x: 100.0, y: y + 10.0, w: 50.0, h: 20.0 }, INK);
        }
        sheet.y = top + 2400.0;
        let cuts = (1..60).map(|row| top + 40.0 * f64::from(row)).collect();
        let (above, below) = ((top - 10.0, top), (sheet.y, sheet.y + 30.0));
        sheet.frame = Some(Frame { above, below, cuts });
        sheet.y += 30.0;
        let drawing = sheet.finish("x", "by hand");
        let parts = of(&drawing);
        assert_eq!(parts.len(), 3);
        let rows = parts.concat().into_iter().filter(|strip| ![above, below].contains(strip));
        let end = rows.fold(0.0, |end, (from, until)| {
            assert_eq!(from, end);
            until
        });
        assert_eq!(end, drawing.height);
        assert!(parts[1].len() == 3 && parts[1][0] == above && parts[1][2] == below);
        for part in &parts {
            assert!(part.iter().map(|(from, until)| until - from).sum::<f64>() <= MOST);
        }
    }
}
