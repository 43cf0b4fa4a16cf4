//! A backend of plotters that records what is drawn on it, so that SVG, PNG and tests see the same marks.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use plotters::style::RGBAColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use super::text::{Anchor, Type, UNITS, Weight};

/// As far as the canvas reaches, in units: beyond every page, whose height is known last.
const REACH: (u32, u32) = (1 << 16, 1 << 26);

/// A point in logical pixels, x to the right and y down.
pub type Point = (f64, f64);

/// A rectangle in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Area {
    /// The area around a point, `reach` to each side.
    pub fn around((x, y): Point, reach: f64) -> Area {
        Area { x: x - reach, y: y - reach, w: 2.0 * reach, h: 2.0 * reach }
    }

    pub fn right(self) -> f64 {
        self.x + self.w
    }

    pub fn bottom(self) -> f64 {
        self.y + self.h
    }

    pub fn middle(self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
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

/// How a shape is painted: filled, or as a line of this width in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    pub colour: RGBAColor,
    pub width: Option<f64>,
}

impl Ink {
    fn of<S: BackendStyle>(style: &S, filled: bool) -> Ink {
        let width = (!filled).then(|| f64::from(style.stroke_width()) / UNITS);
        Ink { colour: colour(style.color()), width }
    }
}

fn colour(of: BackendColor) -> RGBAColor {
    RGBAColor(of.rgb.0, of.rgb.1, of.rgb.2, of.alpha)
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    Rect {
        area: Area,
        ink: Ink,
    },
    Path {
        points: Vec<Point>,
        ink: Ink,
    },
    Disc {
        centre: Point,
        radius: f64,
        ink: Ink,
    },
    /// `at` is on the baseline.
    Text {
        at: Point,
        text: String,
        style: Type,
    },
    /// Unseen: a text that a browser shows while the pointer rests on the area.
    Hint {
        area: Area,
        text: String,
    },
    /// Unseen: what follows belongs to this model, or to none. Pages switch models off.
    Owner(Option<usize>),
}

/// How near to the edge of the paper a text may come.
const EDGE: f64 = 2.0;

/// What has been drawn, in order, and the first thing that went wrong.
#[derive(Debug, Default)]
pub struct Record {
    /// The width of the paper, which no text leaves.
    pub width: f64,
    pub marks: Vec<Mark>,
    pub fault: Option<String>,
}

/// A text as it stands on a paper so wide: what is wider is cut, what would leave it is moved.
fn on_paper(width: f64, (x, y): Point, text: &str, style: Type) -> (Point, String) {
    let room = width - 2.0 * EDGE;
    let text = style.cut(text, room);
    let wide = style.width(&text);
    let before = match style.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => wide / 2.0,
        Anchor::End => wide,
    };
    let left = (x - before).min(width - EDGE - wide).max(EDGE);
    ((left + before, y), text)
}

/// The recording backend.
pub struct Canvas(pub Rc<RefCell<Record>>);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn pixels((x, y): BackendCoord) -> Point {
    (f64::from(x) / UNITS, f64::from(y) / UNITS)
}

impl Canvas {
    fn add(&self, mark: Mark) -> Drawn {
        self.0.borrow_mut().marks.push(mark);
        Ok(())
    }

    fn path(&self, points: impl IntoIterator<Item = BackendCoord>, ink: Ink) -> Drawn {
        self.add(Mark::Path { points: points.into_iter().map(pixels).collect(), ink })
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        REACH
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.path([from, to], Ink::of(style, false))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let ((x, y), (right, bottom)) = (pixels(from), pixels(to));
        let area = Area { x, y, w: right - x, h: bottom - y };
        self.add(Mark::Rect { area, ink: Ink::of(style, fill) })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, Ink::of(style, false))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        self.path(points, Ink::of(style, true))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let radius = f64::from(radius) / UNITS;
        self.add(Mark::Disc { centre: pixels(centre), radius, ink: Ink::of(style, fill) })
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        if !matches!(style.transform(), FontTransform::None) {
            let fault = || format!("the text \"{text}\" is turned, which charts cannot draw");
            self.0.borrow_mut().fault.get_or_insert_with(fault);
        }
        if text.is_empty() {
            return Ok(());
        }
        let size = style.size() / UNITS;
        // Where the baseline lies: "bottom" is the baseline itself.
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.76,
            VPos::Center => 0.36,
            VPos::Bottom => 0.0,
        };
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let weight = match style.style() {
            FontStyle::Bold => Weight::Bold,
            _ => Weight::Regular,
        };
        let (x, y) = pixels(at);
        let style = Type { size, weight, colour: colour(style.color()), anchor };
        let (at, text) = on_paper(self.0.borrow().width, (x, y + drop * size), text, style);
        self.add(Mark::Text { at, text, style })
    }
}
