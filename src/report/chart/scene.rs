//! A drawing as data: marks in logical pixels, before any backend has seen them.
//!
//! Charts build a scene and nothing else; [`super::render`] paints it with any of plotters' backends.
//! So SVG and PNG come from the same marks, and a test can count and measure them.

use super::lettering::{self, Weight};
use super::theme::Shape;

/// A colour with opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green, blue.
    pub rgb: (u8, u8, u8),
    /// Opacity from 0 to 1.
    pub alpha: f64,
}

impl Colour {
    /// An opaque colour.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Colour {
        Colour { rgb: (red, green, blue), alpha: 1.0 }
    }

    /// This colour with an opacity.
    pub const fn alpha(self, alpha: f64) -> Colour {
        Colour { alpha, ..self }
    }

    /// The mixture with `share` of another colour.
    pub fn towards(self, other: Colour, share: f64) -> Colour {
        let mix =
            |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        let (a, b) = (self.rgb, other.rgb);
        Colour { rgb: (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2)), alpha: self.alpha }
    }

    /// Whether white text reads better on it than black (relative luminance below 0.25, a little
    /// above where the contrast ratios of white and black are equal).
    pub fn is_dark(self) -> bool {
        let part = |value: u8, weight: f64| weight * (f64::from(value) / 255.0).powf(2.2);
        part(self.rgb.0, 0.2126) + part(self.rgb.1, 0.7152) + part(self.rgb.2, 0.0722) < 0.25
    }
}

/// A point, x to the right and y down.
pub type Point = (f64, f64);

/// Which part of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Font size (em) in logical pixels.
    pub size: f64,
    /// Regular or bold.
    pub weight: Weight,
    /// Its colour.
    pub colour: Colour,
    /// Where it is anchored.
    pub anchor: Anchor,
}

impl Type {
    /// Anchored at its right end.
    pub const fn end(self) -> Type {
        Type { anchor: Anchor::End, ..self }
    }

    /// Anchored at its middle.
    pub const fn middle(self) -> Type {
        Type { anchor: Anchor::Middle, ..self }
    }

    /// In bold.
    pub const fn bold(self) -> Type {
        Type { weight: Weight::Bold, ..self }
    }

    /// In another colour.
    pub const fn in_colour(self, colour: Colour) -> Type {
        Type { colour, ..self }
    }

    /// In another size.
    pub const fn sized(self, size: f64) -> Type {
        Type { size, ..self }
    }

    /// The width of a text in this type, in logical pixels.
    pub fn width(self, text: &str) -> f64 {
        lettering::width(text, self.size, self.weight)
    }

    /// The text, cut with an ellipsis so that it is no wider than `room`.
    pub fn fit(self, text: &str, room: f64) -> String {
        lettering::fit(text, self.size, self.weight, room)
    }
}

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Area {
    /// The right edge.
    pub fn right(self) -> f64 {
        self.x + self.w
    }

    /// The lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    /// Whether two areas share more than an edge.
    pub fn overlaps(self, other: Area) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether the other area lies inside this one.
    pub fn holds(self, other: Area) -> bool {
        other.x >= self.x
            && other.right() <= self.right()
            && other.y >= self.y
            && other.bottom() <= self.bottom()
    }
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled rectangle.
    Rect { area: Area, fill: Colour },
    /// A line through points.
    Path { points: Vec<Point>, width: f64, colour: Colour },
    /// A filled polygon.
    Polygon { points: Vec<Point>, fill: Colour },
    /// A filled disc.
    Disc { centre: Point, radius: f64, fill: Colour },
    /// A text; `at` is on its baseline.
    Text { at: Point, text: String, style: Type },
    /// Nothing that is seen: a text that a browser shows while the pointer rests on the area.
    Hint { area: Area, text: String },
    /// Nothing that is seen: what follows belongs to this model, or to none. Pages switch models off.
    Owner(Option<usize>),
}

/// A drawing: marks in the order in which they are painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in logical pixels.
    pub width: f64,
    /// Height in logical pixels.
    pub height: f64,
    /// The question that the chart answers.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub description: String,
    /// What is drawn.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// Adds a filled rectangle.
    pub fn rect(&mut self, area: Area, fill: Colour) {
        self.marks.push(Mark::Rect { area, fill });
    }

    /// Adds a straight line.
    pub fn line(&mut self, from: Point, to: Point, width: f64, colour: Colour) {
        self.path(vec![from, to], width, colour);
    }

    /// Adds a line through points.
    pub fn path(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        self.marks.push(Mark::Path { points, width, colour });
    }

    /// Adds a dashed line through points: `(drawn, left out)` in logical pixels, both above 0.
    pub fn dashed(&mut self, points: &[Point], width: f64, colour: Colour, dash: (f64, f64)) {
        let mut on = true;
        let mut left = dash.0;
        let mut drawn: Vec<Point> = points.first().copied().into_iter().collect();
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            let mut length = (to.0 - from.0).hypot(to.1 - from.1);
            while length > left {
                let share = left / length;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                length -= left;
                drawn.push(from);
                if on {
                    self.path(std::mem::take(&mut drawn), width, colour);
                }
                on = !on;
                left = if on { dash.0 } else { dash.1 };
            }
            left -= length;
            if on {
                drawn.push(to);
            }
        }
        if on && drawn.len() > 1 {
            self.path(drawn, width, colour);
        }
    }

    /// Adds a filled polygon.
    pub fn polygon(&mut self, points: Vec<Point>, fill: Colour) {
        self.marks.push(Mark::Polygon { points, fill });
    }

    /// Adds a filled disc.
    pub fn disc(&mut self, centre: Point, radius: f64, fill: Colour) {
        self.marks.push(Mark::Disc { centre, radius, fill });
    }

    /// Adds a text with its baseline at `at`; characters that no text may hold are replaced.
    pub fn text(&mut self, at: Point, text: &str, style: Type) {
        self.marks.push(Mark::Text { at, text: lettering::clean(text), style });
    }

    /// Adds a text that a browser shows while the pointer rests on the area.
    pub fn hint(&mut self, area: Area, text: &str) {
        self.marks.push(Mark::Hint { area, text: lettering::clean(text) });
    }

    /// Says whose the next marks are: a model's (by its index), or nobody's.
    pub fn of(&mut self, model: Option<usize>) {
        self.marks.push(Mark::Owner(model));
    }

    /// Adds a marker of about `2 × radius` across.
    pub fn marker(&mut self, shape: Shape, (x, y): Point, radius: f64, fill: Colour) {
        let r = radius;
        match shape {
            Shape::Disc => self.disc((x, y), r, fill),
            Shape::Square => {
                let s = r * 0.88;
                self.rect(Area { x: x - s, y: y - s, w: 2.0 * s, h: 2.0 * s }, fill);
            }
            Shape::Up => {
                let (w, d) = (r * 1.1, r * 0.85);
                self.polygon(vec![(x, y - r * 1.1), (x + w, y + d), (x - w, y + d)], fill);
            }
            Shape::Down => {
                let (w, d) = (r * 1.1, r * 0.85);
                self.polygon(vec![(x, y + r * 1.1), (x + w, y - d), (x - w, y - d)], fill);
            }
            Shape::Diamond => {
                let d = r * 1.2;
                self.polygon(vec![(x, y - d), (x + d, y), (x, y + d), (x - d, y)], fill);
            }
            Shape::Plus => {
                let t = r * 0.4;
                self.rect(Area { x: x - r, y: y - t, w: 2.0 * r, h: 2.0 * t }, fill);
                self.rect(Area { x: x - t, y: y - r, w: 2.0 * t, h: 2.0 * r }, fill);
            }
        }
    }

    /// Adds lines at 45° that stay inside an area, `gap` apart along x.
    pub fn hatch(&mut self, area: Area, gap: f64, width: f64, colour: Colour) {
        // The line x + y = c crosses the area between these two corners.
        let (first, last) = (area.x + area.y, area.right() + area.bottom());
        let mut c = (first / gap).ceil() * gap;
        while c < last {
            let upper = ((c - area.y).min(area.right()), (c - area.right()).max(area.y));
            let lower = ((c - area.bottom()).max(area.x), (c - area.x).min(area.bottom()));
            if upper.0 > lower.0 {
                self.line(lower, upper, width, colour);
            }
            c += gap;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Scene {
        Scene {
            width: 100.0,
            height: 100.0,
            title: String::new(),
            description: String::new(),
            marks: Vec::new(),
        }
    }

    fn points(scene: &Scene) -> Vec<Point> {
        let of = |mark: &Mark| match mark {
            Mark::Path { points, .. } => points.clone(),
            _ => Vec::new(),
        };
        scene.marks.iter().flat_map(of).collect()
    }

    #[test]
    fn dashes_go_round_corners() {
        let mut scene = empty();
        scene.dashed(&[(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)], 1.0, Colour::rgb(0, 0, 0), (2.0, 2.0));
        // Drawn along the way: 0-2, 4-6 (round the corner at 5), 8-10.
        let expected =
            [(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (5.0, 0.0), (5.0, 1.0), (5.0, 3.0), (5.0, 5.0)];
        assert_eq!(points(&scene), expected);
    }

    #[test]
    fn a_hatch_stays_inside() {
        let area = Area { x: 3.0, y: 7.0, w: 11.0, h: 5.0 };
        let mut scene = empty();
        scene.hatch(area, 4.0, 1.0, Colour::rgb(0, 0, 0));
        assert!(!scene.marks.is_empty());
        for (x, y) in points(&scene) {
            assert!((3.0..=14.0).contains(&x) && (7.0..=12.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn areas_that_touch_do_not_overlap() {
        let a = Area { x: 0.0, y: 0.0, w: 2.0, h: 2.0 };
        assert!(!a.overlaps(Area { x: 2.0, ..a }));
        assert!(a.overlaps(Area { x: 1.9, ..a }));
        assert!(a.holds(Area { w: 1.0, ..a }) && !a.holds(Area { w: 3.0, ..a }));
    }
}
