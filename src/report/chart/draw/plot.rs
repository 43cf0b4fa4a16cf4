//! Axes around an area, and what is drawn by their values: plotters' coordinates, mesh and series.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::element::Polygon;
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::Color;

use super::canvas::{Area, Canvas, Point};
use super::scene::{Scene, size, stroke};
use super::text::UNITS;
use super::theme::{AXIS, Colour, GREY, GRID, INK, NOTE, PAPER, TICK};
use super::{Axis, Unit};

/// Height that an x axis takes below its plot.
pub const X_AXIS: f64 = 42.0;
/// From the plot's lower edge to the baseline of its x axis' title.
const TITLE: f64 = 35.0;
/// Length of a tick.
const TICK_LENGTH: f64 = 4.0;

type Chart = ChartContext<'static, Canvas, Cartesian2d<Axis, Axis>>;

/// A dash pattern in logical pixels (drawn, left out); `None` is a full line.
pub type Dash = Option<(f64, f64)>;

/// An area of a page with an axis along each side.
pub struct Plot<'a> {
    scene: &'a Scene,
    pub area: Area,
    pub x: Axis,
    pub y: Axis,
    /// `None` after a fault, which the scene has kept.
    chart: Option<Chart>,
}

impl<'a> Plot<'a> {
    pub fn new(scene: &'a Scene, area: Area, x: Axis, y: Axis) -> Plot<'a> {
        let (left, top) = scene.units((area.x, area.y));
        let (right, bottom) = scene.units((area.right(), area.bottom()));
        let labels = (TITLE * UNITS) as i32;
        // plotters takes the last unit of each side for the axis itself.
        let whole = (right + 1, bottom - top + 1 + labels);
        let page = scene.page().clone().shrink((0, top), whole);
        let chart = ChartBuilder::on(&page)
            .x_label_area_size(labels)
            .y_label_area_size(left)
            .build_cartesian_2d(x.clone(), y.clone());
        Plot { scene, area, x, y, chart: scene.keep(chart) }
    }

    /// A plot of rows: only its x axis has values.
    pub fn rows(
        scene: &'a Scene,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
        x: Axis,
    ) -> Plot<'a> {
        let area = Area { x: left, y: top, w: right - left, h: bottom - top };
        Plot::new(scene, area, x, Axis::plain(0.0, 1.0))
    }

    /// The place of a value along x, in logical pixels.
    pub fn x(&self, value: f64) -> f64 {
        self.area.x + self.x.share(value) * self.area.w
    }

    /// The place of a value along y, in logical pixels.
    pub fn y(&self, value: f64) -> f64 {
        self.area.bottom() - self.y.share(value) * self.area.h
    }

    pub fn at(&self, (x, y): Point) -> Point {
        (self.x(x), self.y(y))
    }

    /// Grid lines, axes and their labels; the y axis where it has ticks, its title above it.
    pub fn mesh(&mut self, x_title: &str, y_title: &str) {
        let x_title = self.title_in_lines(x_title);
        let Some(chart) = &mut self.chart else { return };
        let mut mesh = chart.configure_mesh();
        mesh.bold_line_style(stroke(GRID, 0.5))
            .axis_style(stroke(AXIS, 1.0))
            .label_style(TICK.into_plotters())
            .set_all_tick_mark_size(size(TICK_LENGTH))
            .x_desc(x_title);
        if self.y.ticks.is_empty() {
            mesh.disable_y_axis().disable_y_mesh();
        }
        self.scene.keep(mesh.draw());
        self.scene.text((self.scene.paper.left(), self.area.y - 12.0), y_title, TICK);
    }

    /// A title for which one line has no room, in two; what the mesh has to write then.
    fn title_in_lines<'t>(&self, title: &'t str) -> &'t str {
        let room = self.scene.paper.width - 4.0;
        if TICK.width(title) <= room {
            return title;
        }
        let (middle, below) = (self.area.middle().0, self.area.bottom() + TITLE - 2.0);
        let lines = TICK.wrap(title, room);
        let rest = lines.iter().skip(1).cloned().collect::<Vec<_>>().join(" ");
        for (line, text) in lines.first().into_iter().chain([&rest]).enumerate() {
            self.scene.text((middle, below + 13.0 * line as f64), text, TICK.middle());
        }
        ""
    }

    /// A line through points.
    pub fn line(&mut self, points: &[Point], width: f64, colour: Colour, dash: Dash) {
        let Some(chart) = &mut self.chart else { return };
        let points = points.to_vec();
        let style = stroke(colour, width);
        let drawn = match dash {
            None => chart.draw_series(LineSeries::new(points, style)).map(drop),
            Some((on, off)) => chart
                .draw_series(DashedLineSeries::new(points, size(on), size(off), style))
                .map(drop),
        };
        self.scene.keep(drawn);
    }

    /// The area between two corners.
    pub fn between(&self, from: Point, to: Point) -> Area {
        let ((x, y), (right, bottom)) = (self.at(from), self.at(to));
        Area { x: x.min(right), y: y.min(bottom), w: (right - x).abs(), h: (bottom - y).abs() }
    }

    /// The band between an upper and a lower line.
    pub fn band(&mut self, upper: &[Point], lower: &[Point], fill: Colour) {
        let Some(chart) = &mut self.chart else { return };
        let around: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
        self.scene.keep(chart.draw_series([Polygon::new(around, fill.filled())]).map(drop));
    }

    /// A line across the plot at a value of x, as of what is due, without a name.
    pub fn mark(&mut self, value: f64) {
        if self.x.shows(value) {
            self.line(&[(value, self.y.low), (value, self.y.high)], 2.0, INK, None);
        }
    }

    /// A pale stripe across the plot between two values of x, with its edges: however narrow, it is seen.
    pub fn stripe(&mut self, (from, to): (f64, f64)) {
        let (low, high) = (self.y.low, self.y.high);
        self.band(&[(from, high), (to, high)], &[(from, low), (to, low)], GREY.mix(0.14));
        for edge in [from, to] {
            self.line(&[(edge, low), (edge, high)], 1.0, GREY, None);
        }
    }

    /// A line across the plot at a value of x, with what is said there on a flag above.
    pub fn turn(&mut self, value: f64, text: &str) {
        if self.x.shows(value) {
            self.mark(value);
            self.flag(value, text, 0.0);
        }
    }

    /// How wide a flag is.
    pub fn flag_width(text: &str) -> f64 {
        NOTE.bold().width(text) + 12.0
    }

    /// What is said at a value of x, on a flag above the plot, by so much higher than the lowest.
    pub fn flag(&self, value: f64, text: &str, higher: f64) {
        let style = NOTE.in_colour(PAPER).bold();
        let (x, y, w) = (self.x(value), self.area.y - 6.0 - higher, Plot::flag_width(text));
        self.scene.line((x, y), (x, self.area.y), 2.0, INK);
        // It flies to the right where there is room.
        let flag = if x - 1.0 + w <= self.area.right() + 8.0 { x - 1.0 } else { x + 1.0 - w };
        let flag = flag.max(self.scene.paper.left());
        self.scene.rect(Area { x: flag, y: y - 12.0, w, h: 18.0 }, INK);
        self.scene.text((flag + 6.0, y + 1.0), text, style);
    }

    /// A line across the plot at a value of x, its name on a flag above; beyond the axis only named, at its end.
    pub fn deadline(&mut self, name: &str, hours: f64, unit: Unit) {
        let value = hours / unit.hours;
        let shown = self.x.shows(value);
        let unit = if shown || unit.is_days() { unit } else { Unit::for_hours(hours) };
        let text = format!("{name} {}", unit.show(hours));
        let style = NOTE.in_colour(INK).bold();
        let (left, right, y) = (self.area.x, self.area.right(), self.area.y - 6.0);
        // A flag for which there is no room bears the date alone.
        let text = match shown && Plot::flag_width(&text) > self.area.w {
            true => unit.show(hours),
            false => text,
        };
        if shown {
            self.turn(value, &text);
        } else if value > self.x.high {
            self.scene.text((right, y), &format!("{text} →"), style.end());
        } else {
            self.scene.text((left, y), &format!("← {text}"), style);
        }
    }
}
