//! Labels beside points, placed so that none covers another, a marker or a cross.

use super::canvas::{Area, Point};

/// Height of a label.
const HEIGHT: f64 = 17.0;
/// Distances from the point that are tried, nearest first.
const DISTANCES: [f64; 14] =
    [11.0, 15.0, 20.0, 25.0, 30.0, 35.0, 41.0, 48.0, 57.0, 68.0, 80.0, 96.0, 124.0, 164.0];
/// From this distance on a thin line leads from the label to its point.
const LEADER: f64 = 20.0;

/// How far the next label keeps to the left and right of one.
const APART: f64 = 8.0;

/// A text that belongs to a point.
#[derive(Clone, Debug)]
pub struct Anchored {
    /// The point.
    pub at: Point,
    /// What is said there.
    pub text: String,
    /// How wide that is.
    pub width: f64,
}

/// Where a label goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// What it covers.
    pub area: Area,
    /// Where a line to its point starts, if it stands so far off that it needs one.
    pub leader: Option<Point>,
}

/// Places every label, in order, at the nearest free spot inside `inside` from which a line to its point crosses nothing
/// and that no other point seems to be named by; where none is free, the one that covers least.
pub fn place(labels: &[Anchored], taken: &[Area], inside: Area) -> Vec<Placed> {
    let mut taken = taken.to_vec();
    let mut placed = Vec::new();
    for label in labels {
        let others: Vec<Point> =
            labels.iter().map(|other| other.at).filter(|at| *at != label.at).collect();
        let best = best(label, (&taken, &others), inside);
        // Words of two labels in a row would read as one.
        let Area { x, w, .. } = best.area;
        taken.push(Area { x: x - APART, w: w + 2.0 * APART, ..best.area });
        taken.extend(best.leader.iter().flat_map(|from| along(*from, label.at)));
        placed.push(best);
    }
    placed
}

/// What a thin line covers.
fn along(from: Point, to: Point) -> Vec<Area> {
    const STEP: f64 = 4.0;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let steps = (dx.hypot(dy) / STEP).ceil().max(1.0);
    let at = |k: i32| (from.0 + dx * f64::from(k) / steps, from.1 + dy * f64::from(k) / steps);
    (0..=steps as i32).map(|k| Area::around(at(k), 1.0)).collect()
}

fn best(label: &Anchored, (taken, others): (&[Area], &[Point]), inside: Area) -> Placed {
    let mut least = f64::INFINITY;
    let mut best = candidate(label, DISTANCES[0], (1.0, 0.0), inside);
    for distance in DISTANCES {
        for direction in DIRECTIONS {
            let candidate = candidate(label, distance, direction, inside);
            // That a thin line crosses something is better than that anything is covered.
            let cost = 1e3 * covered(candidate.area, taken)
                + crossed(&candidate, label.at, taken)
                + 1e3 * f64::from(u8::from(misleads(candidate.area, label.at, others)));
            if cost < least {
                (least, best) = (cost, candidate);
            }
            if cost == 0.0 {
                return candidate;
            }
        }
    }
    best
}

/// Whether another point is so near a label, and as near as its own, that it seems to be named.
fn misleads(area: Area, own: Point, others: &[Point]) -> bool {
    const NEAR: f64 = 24.0;
    let far = |(x, y): Point| {
        (x - x.clamp(area.x, area.right())).hypot(y - y.clamp(area.y, area.bottom()))
    };
    others.iter().any(|other| far(*other) < NEAR && far(*other) <= far(own) + 1.0)
}

/// How much a line from a label to its point crosses, but for what the point itself lies in.
fn crossed(label: &Placed, at: Point, taken: &[Area]) -> f64 {
    let Some(from) = label.leader else { return 0.0 };
    let others: Vec<Area> =
        taken.iter().filter(|area| !area.overlaps(Area::around(at, 0.5))).copied().collect();
    along(from, at).iter().map(|piece| covered(*piece, &others)).sum()
}

/// Right, left, above, below, then the corners.
const DIRECTIONS: [(f64, f64); 8] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.7, -0.7),
    (0.7, 0.7),
    (-0.7, -0.7),
    (-0.7, 0.7),
];

/// The label at a distance in a direction, its near side towards the point, moved as far as it fits into the picture.
fn candidate(label: &Anchored, distance: f64, (dx, dy): (f64, f64), inside: Area) -> Placed {
    let near = (label.at.0 + dx * distance, label.at.1 + dy * distance);
    // −1, 0, 1 take the label's right end, middle, left end to the near point; likewise vertically.
    let x = near.0 - label.width * (1.0 - sign(dx)) / 2.0;
    let y = near.1 - HEIGHT * (1.0 - sign(dy)) / 2.0;
    let x = x.min(inside.right() - label.width).max(inside.x);
    let y = y.min(inside.bottom() - HEIGHT).max(inside.y);
    let area = Area { x, y, w: label.width, h: HEIGHT };
    let side = (label.at.0.clamp(x, area.right()), label.at.1.clamp(y, area.bottom()));
    let far = (side.0 - label.at.0).hypot(side.1 - label.at.1);
    Placed { area, leader: (far >= LEADER - 0.5).then_some(side) }
}

fn sign(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

/// How much of an area is taken.
fn covered(area: Area, taken: &[Area]) -> f64 {
    let shared = |other: &Area| {
        let w = area.right().min(other.right()) - area.x.max(other.x);
        let h = area.bottom().min(other.bottom()) - area.y.max(other.y);
        w * h
    };
    taken.iter().filter(|other| area.overlaps(**other)).map(shared).sum()
}

/// A place on each line for a mark so large, where it is clearest of the other lines, of marks on them and of what is taken;
/// `None` on a line without points.
pub fn on_lines(lines: &[Vec<Point>], size: f64, taken: &[Area]) -> Vec<Option<Point>> {
    let lines: Vec<Vec<Point>> = lines.iter().map(|line| sampled(line)).collect();
    let mut placed: Vec<Option<Point>> = Vec::new();
    for (index, own) in lines.iter().enumerate() {
        let others = || lines.iter().enumerate().filter(|(other, _)| *other != index);
        let score = |at: &Point| {
            let apart = |other: &Point| (other.0 - at.0).hypot(other.1 - at.1);
            let mark = placed.iter().flatten().map(apart).fold(f64::INFINITY, f64::min);
            // Of what lies farther off no distance is computed: a curve has many points.
            let near = |other: &&Point| (other.0 - at.0).abs() < 2.0 * size;
            let points = others().flat_map(|(_, line)| line).filter(near);
            let line = points.map(apart).fold(2.0 * size, f64::min);
            let hidden = taken.iter().any(|area| area.overlaps(Area::around(*at, size / 2.0)));
            // A mark on another is worse than one on what is taken, that worse than one on other lines.
            line + mark.min(2.0 * size) + if mark < size { -100.0 } else { 0.0 }
                - if hidden { 50.0 } else { 0.0 }
        };
        // Fewer places are tried where there are many lines.
        let scored = own.iter().step_by(lines.len().div_ceil(10)).map(|at| (score(at), *at));
        // The first of several, which is the lowest.
        let best = scored.rev().max_by(|a, b| a.0.total_cmp(&b.0));
        placed.push(best.map(|(_, at)| at));
    }
    placed
}

/// Points along a line, a few pixels apart.
fn sampled(line: &[Point]) -> Vec<Point> {
    const STEP: f64 = 5.0;
    let between = |ends: &[Point]| {
        let (from, to) = (ends[0], ends[1]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = (dx.hypot(dy) / STEP).ceil().max(1.0) as i32;
        let at = move |k: i32| f64::from(k) / f64::from(steps);
        (0..steps).map(move |k| (from.0 + dx * at(k), from.1 + dy * at(k))).collect::<Vec<Point>>()
    };
    let mut points: Vec<Point> = line.windows(2).flat_map(between).collect();
    // A curve of many replications has many points in a pixel.
    points.dedup_by(|at, kept| (at.0 - kept.0).hypot(at.1 - kept.1) < STEP / 2.0);
    points.extend(line.last());
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowded_labels_keep_apart_and_inside() {
        let inside = Area { x: 0.0, y: 0.0, w: 600.0, h: 300.0 };
        let labels: Vec<Anchored> = (0..10)
            .map(|k| Anchored { at: (300.0 + k as f64, 150.0), text: String::new(), width: 80.0 })
            .collect();
        let markers: Vec<Area> = labels
            .iter()
            .map(|label| Area { x: label.at.0 - 6.0, y: label.at.1 - 6.0, w: 12.0, h: 12.0 })
            .collect();
        let placed = place(&labels, &markers, inside);
        for (index, label) in placed.iter().enumerate() {
            assert!(inside.holds(label.area), "{index}");
            assert!(markers.iter().all(|marker| !marker.overlaps(label.area)), "{index}");
            assert!(
                placed[..index].iter().all(|other| !other.area.overlaps(label.area)),
                "{index}"
            );
        }
    }

    /// Between two dots at its sides a label finds no room beside its own: it stands above or below, its line past the others.
    #[test]
    fn no_label_and_no_leader_lies_on_another_dot() {
        let inside = Area { x: 0.0, y: 0.0, w: 300.0, h: 200.0 };
        let dots = [(150.0, 100.0), (135.0, 100.0), (165.0, 100.0), (150.0, 84.0), (150.0, 116.0)];
        let areas = dots.map(|dot| Area::around(dot, 7.0));
        let label = |at| Anchored { at, text: String::new(), width: 90.0 };
        for placed in place(&dots.map(label), &areas, inside).iter().zip(dots) {
            let (Placed { area, leader }, dot) = placed;
            assert!(areas.iter().all(|other| !other.overlaps(*area)), "{area:?}");
            let others = areas.iter().filter(|other| !other.overlaps(Area::around(dot, 0.5)));
            let crosses = |piece: &Area| others.clone().any(|other| other.overlaps(*piece));
            assert!(!leader.is_some_and(|from| along(from, dot).iter().any(crosses)), "{dot:?}");
        }
    }

    /// Two lines that part after 100 pixels: their marks stand where they are apart.
    #[test]
    fn marks_on_lines_stand_where_these_are_apart() {
        let lines = [60.0, 140.0].map(|end| vec![(0.0, 100.0), (100.0, 100.0), (200.0, end)]);
        let placed = on_lines(&lines, 16.0, &[]);
        let [Some(up), Some(down)] = placed[..] else { panic!("{placed:?}") };
        assert!(up.0 > 120.0 && down.0 > 120.0 && down.1 - up.1 >= 16.0, "{placed:?}");
        // The same line twice: apart on it.
        let placed = on_lines(&[lines[0].clone(), lines[0].clone()], 16.0, &[]);
        let [Some(one), Some(other)] = placed[..] else { panic!("{placed:?}") };
        assert!((one.0 - other.0).hypot(one.1 - other.1) >= 16.0, "{placed:?}");
        assert_eq!(on_lines(&[Vec::new()], 16.0, &[]), [None]);
    }

    #[test]
    fn a_lone_label_stands_to_the_right() {
        let inside = Area { x: 0.0, y: 0.0, w: 600.0, h: 300.0 };
        let label = Anchored { at: (100.0, 100.0), text: String::new(), width: 50.0 };
        let placed = place(&[label], &[], inside)[0];
        assert_eq!(placed.area, Area { x: 111.0, y: 91.5, w: 50.0, h: 17.0 });
        assert_eq!(placed.leader, None);
    }
}
