//! Labels beside points, placed so that none covers another, a marker or a cross.

use super::canvas::{Area, Point};

/// Height of a label.
const HEIGHT: f64 = 17.0;
/// Distances from the point that are tried, nearest first.
const DISTANCES: [f64; 8] = [11.0, 20.0, 32.0, 48.0, 68.0, 92.0, 124.0, 164.0];
/// From this distance on a thin line leads from the label to its point.
const LEADER: f64 = 20.0;

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

/// Places every label, in order, at the nearest free spot inside `inside`; where none is free, the one
/// that covers least.
pub fn place(labels: &[Anchored], taken: &[Area], inside: Area) -> Vec<Placed> {
    let mut taken = taken.to_vec();
    let mut placed = Vec::new();
    for label in labels {
        let best = best(label, &taken, inside);
        taken.push(best.area);
        placed.push(best);
    }
    placed.into_iter().map(|it| Placed { area: moved(it.area, inside), ..it }).collect()
}

fn best(label: &Anchored, taken: &[Area], inside: Area) -> Placed {
    let mut least = f64::INFINITY;
    let mut best = candidate(label, DISTANCES[0], (1.0, 0.0));
    for distance in DISTANCES {
        for direction in DIRECTIONS {
            let candidate = candidate(label, distance, direction);
            let cost = covered(candidate.area, taken) + outside(candidate.area, inside);
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

/// The label at a distance in a direction, its near side towards the point.
fn candidate(label: &Anchored, distance: f64, (dx, dy): (f64, f64)) -> Placed {
    let near = (label.at.0 + dx * distance, label.at.1 + dy * distance);
    // −1, 0, 1 take the label's right end, middle, left end to the near point; likewise vertically.
    let x = near.0 - label.width * (1.0 - sign(dx)) / 2.0;
    let y = near.1 - HEIGHT * (1.0 - sign(dy)) / 2.0;
    let area = Area { x, y, w: label.width, h: HEIGHT };
    Placed { area, leader: (distance >= LEADER).then_some(near) }
}

/// An area moved into another as far as it fits there: a label for which there is no free spot still is seen whole.
fn moved(area: Area, inside: Area) -> Area {
    let x = area.x.min(inside.right() - area.w).max(inside.x);
    let y = area.y.min(inside.bottom() - area.h).max(inside.y);
    Area { x, y, ..area }
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

/// How much of an area lies outside; weighs more than covering something.
fn outside(area: Area, inside: Area) -> f64 {
    if inside.holds(area) { 0.0 } else { 10.0 * (area.w * area.h - covered(area, &[inside])) }
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

    #[test]
    fn a_lone_label_stands_to_the_right() {
        let inside = Area { x: 0.0, y: 0.0, w: 600.0, h: 300.0 };
        let label = Anchored { at: (100.0, 100.0), text: String::new(), width: 50.0 };
        let placed = place(&[label], &[], inside)[0];
        assert_eq!(placed.area, Area { x: 111.0, y: 91.5, w: 50.0, h: 17.0 });
        assert_eq!(placed.leader, None);
    }
}
