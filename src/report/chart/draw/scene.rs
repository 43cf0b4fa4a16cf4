//! A page to draw on in logical pixels, with plotters' elements.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::element::{CoordMapper, Drawable, PointCollection};
use plotters::style::{Color, RGBAColor, ShapeStyle};

use super::canvas::{Area, Canvas, Mark, Point, Record};
use super::text::{self, Type, UNITS};
use super::theme::{Paper, Shape};

/// A page in the making. The first thing that goes wrong is kept and told when the drawing is asked for.
pub struct Scene {
    /// What it is drawn on.
    pub paper: Paper,
    record: Rc<RefCell<Record>>,
    page: DrawingArea<Canvas, Shift>,
}

/// A length in canvas units, at least one: what exists is seen.
pub fn size(pixels: f64) -> u32 {
    // A float that is no number saturates to 0 in the conversion.
    ((pixels * UNITS).round() as u32).max(1)
}

/// A line of this width in logical pixels.
pub fn stroke(colour: RGBAColor, width: f64) -> ShapeStyle {
    colour.stroke_width(size(width))
}

impl Scene {
    pub fn new(paper: Paper) -> Scene {
        let record = Rc::new(RefCell::new(Record { width: paper.width, ..Record::default() }));
        let page = Canvas(Rc::clone(&record)).into_drawing_area();
        Scene { paper, record, page }
    }

    /// What has been drawn.
    pub fn into_record(self) -> Record {
        self.record.take()
    }

    /// The page as plotters' charts want it.
    pub fn page(&self) -> &DrawingArea<Canvas, Shift> {
        &self.page
    }

    /// Notes what went wrong.
    pub fn keep<T, E: std::error::Error + Send + Sync>(
        &self,
        result: Result<T, DrawingAreaErrorKind<E>>,
    ) -> Option<T> {
        result.map_err(|error| self.fail(&error.to_string())).ok()
    }

    fn fail(&self, fault: &str) {
        self.record.borrow_mut().fault.get_or_insert_with(|| fault.to_owned());
    }

    /// A point in canvas units.
    pub fn units(&self, (x, y): Point) -> (i32, i32) {
        if !(x.is_finite() && y.is_finite()) {
            self.fail("a mark has no finite position");
        }
        ((x * UNITS).round() as i32, (y * UNITS).round() as i32)
    }

    fn draw<E, B: CoordMapper>(&self, element: E)
    where
        for<'a> &'a E: PointCollection<'a, (i32, i32), B>,
        E: Drawable<Canvas, B>,
    {
        self.keep(self.page.draw(&element));
    }

    fn all(&self, points: &[Point]) -> Vec<(i32, i32)> {
        points.iter().map(|point| self.units(*point)).collect()
    }

    pub fn rect(&self, area: Area, fill: RGBAColor) {
        let from = self.units((area.x, area.y));
        let to = self.units((area.right(), area.bottom()));
        let to = (to.0.max(from.0 + 1), to.1.max(from.1 + 1));
        self.draw(Rectangle::new([from, to], fill.filled()));
    }

    pub fn line(&self, from: Point, to: Point, width: f64, colour: RGBAColor) {
        self.path(&[from, to], width, colour);
    }

    pub fn path(&self, points: &[Point], width: f64, colour: RGBAColor) {
        self.draw(PathElement::new(self.all(points), stroke(colour, width)));
    }

    /// A dashed line: `(drawn, left out)` in logical pixels.
    pub fn dashed(&self, points: &[Point], width: f64, colour: RGBAColor, dash: (f64, f64)) {
        let (on, off) = (size(dash.0), size(dash.1));
        let points = self.all(points).into_iter();
        self.draw(DashedPathElement::new(points, on, off, stroke(colour, width)));
    }

    pub fn polygon(&self, points: &[Point], fill: RGBAColor) {
        self.draw(Polygon::new(self.all(points), fill.filled()));
    }

    pub fn disc(&self, centre: Point, radius: f64, fill: RGBAColor) {
        self.draw(Circle::new(self.units(centre), size(radius), fill.filled()));
    }

    /// A text with its baseline at `at`; characters that no picture may hold are replaced.
    pub fn text(&self, at: Point, text: &str, style: Type) {
        self.draw(Text::new(text::clean(text), self.units(at), style.into_plotters()));
    }

    /// A text that a browser shows while the pointer rests on the area.
    pub fn hint(&self, area: Area, text: &str) {
        // Rounded as what is drawn.
        let (x, y) = self.units((area.x, area.y));
        let (right, bottom) = self.units((area.right(), area.bottom()));
        let [x, y, right, bottom] = [x, y, right, bottom].map(|unit| f64::from(unit) / UNITS);
        let area = Area { x, y, w: right - x, h: bottom - y };
        self.record.borrow_mut().marks.push(Mark::Hint { area, text: text::clean(text) });
    }

    /// Whose the next marks are: a model's (by its index), or nobody's.
    pub fn of(&self, model: Option<usize>) {
        self.record.borrow_mut().marks.push(Mark::Owner(model));
    }

    /// A marker of about `2 × r` across.
    pub fn marker(&self, shape: Shape, (x, y): Point, r: f64, fill: RGBAColor) {
        let (w, d, t) = (r * 1.1, r * 0.85, r * 1.2);
        match shape {
            Shape::Disc => self.disc((x, y), r, fill),
            Shape::Square => self.rect(Area::around((x, y), r * 0.88), fill),
            Shape::Up => self.polygon(&[(x, y - w), (x + w, y + d), (x - w, y + d)], fill),
            Shape::Down => self.polygon(&[(x, y + w), (x + w, y - d), (x - w, y - d)], fill),
            Shape::Diamond => {
                self.polygon(&[(x, y - t), (x + t, y), (x, y + t), (x - t, y)], fill);
            }
            Shape::Plus => {
                self.line((x - r, y), (x + r, y), r * 0.8, fill);
                self.line((x, y - r), (x, y + r), r * 0.8, fill);
            }
        }
    }

    /// Lines at 45° that stay inside an area, `gap` apart along x.
    pub fn hatch(&self, area: Area, gap: f64, width: f64, colour: RGBAColor) {
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
    use crate::report::chart::draw::theme::{INK, WIDE};

    fn points(scene: Scene) -> Vec<Vec<Point>> {
        let of = |mark| match mark {
            Mark::Path { points, .. } => Some(points),
            _ => None,
        };
        scene.into_record().marks.into_iter().filter_map(of).collect()
    }

    #[test]
    fn dashes_go_round_corners() {
        let scene = Scene::new(WIDE);
        scene.dashed(&[(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)], 1.0, INK, (2.0, 2.0));
        // Drawn along the way: 0-2, 4-6 (round the corner at 5), 8-10.
        let dashes = points(scene);
        let ends: Vec<(Point, Point)> =
            dashes.iter().filter(|d| d.len() > 1).map(|d| (d[0], d[d.len() - 1])).collect();
        let expected =
            [((0.0, 0.0), (2.0, 0.0)), ((4.0, 0.0), (5.0, 1.0)), ((5.0, 3.0), (5.0, 5.0))];
        assert_eq!(ends, expected);
    }

    #[test]
    fn a_hatch_stays_inside() {
        let scene = Scene::new(WIDE);
        scene.hatch(Area { x: 3.0, y: 7.0, w: 11.0, h: 5.0 }, 4.0, 1.0, INK);
        let points = points(scene).concat();
        assert!(!points.is_empty());
        for (x, y) in points {
            assert!((3.0..=14.0).contains(&x) && (7.0..=12.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn a_place_that_is_no_number_is_noticed() {
        let scene = Scene::new(WIDE);
        scene.disc((f64::NAN, 0.0), 1.0, INK);
        assert_eq!(scene.into_record().fault.as_deref(), Some("a mark has no finite position"));
    }
}
