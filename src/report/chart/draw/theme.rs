//! Colours, type sizes and measures that every chart shares.

use plotters::style::RGBAColor;

pub use plotters::style::Color;

use super::text::{Anchor, Type, Weight};

/// A colour with opacity, plotters' own.
pub type Colour = RGBAColor;

/// An opaque colour.
pub const fn rgb(red: u8, green: u8, blue: u8) -> Colour {
    RGBAColor(red, green, blue, 1.0)
}

/// The mixture of a colour with `share` of another.
pub fn towards(a: Colour, b: Colour, share: f64) -> Colour {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBAColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2), a.3)
}

/// Whether white text reads better on it than black (relative luminance below 0.25, a little above where
/// the contrast ratios of white and black are equal).
pub fn is_dark(colour: Colour) -> bool {
    let part = |value: u8, weight: f64| weight * (f64::from(value) / 255.0).powf(2.2);
    part(colour.0, 0.2126) + part(colour.1, 0.7152) + part(colour.2, 0.0722) < 0.25
}

/// As `#RRGGBB`, without its opacity.
pub fn hex(colour: Colour) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

/// What a chart is drawn on: its width, and the space kept free at each side, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    pub width: f64,
    pub margin: f64,
}

/// For a page, a slide, a file.
pub const WIDE: Paper = Paper { width: 960.0, margin: 28.0 };
/// For a phone.
pub const PHONE: Paper = Paper { width: 368.0, margin: 8.0 };

impl Paper {
    /// Where drawing begins.
    pub const fn left(self) -> f64 {
        self.margin
    }

    /// Where drawing ends.
    pub const fn right(self) -> f64 {
        self.width - self.margin
    }

    /// How wide text lines run.
    pub const fn room(self) -> f64 {
        self.width - 2.0 * self.margin
    }

    /// How far a plot that takes the whole width keeps from its ends, so that its outermost labels fit.
    pub const INSET: f64 = 16.0;

    /// Whether names stand above what they name: there is no room beside it.
    pub fn is_narrow(self) -> bool {
        self.width < WIDE.width / 2.0
    }
}

/// Text and marks that carry meaning.
pub const INK: Colour = rgb(0x22, 0x22, 0x22);
/// Secondary text.
pub const GREY: Colour = rgb(0x59, 0x59, 0x59);
/// Axes.
pub const AXIS: Colour = rgb(0x9A, 0x9A, 0x9A);
/// Grid lines.
pub const GRID: Colour = rgb(0xE6, 0xE6, 0xE6);
/// The paper.
pub const PAPER: Colour = rgb(0xFF, 0xFF, 0xFF);

/// The baseline, wherever a row's colour is its role.
pub const TODAY: Colour = rgb(0x5A, 0x66, 0x72);
/// The recommended model.
pub const RECOMMENDED: Colour = rgb(0x0A, 0x5C, 0x9E);
/// The model that was asked for.
pub const ASKED: Colour = rgb(0xB3, 0x53, 0x00);
/// All others.
pub const OTHER: Colour = rgb(0x8B, 0x96, 0xA1);

/// The chart's question.
pub const TITLE: Type = plain(20.0, Weight::Bold, INK);
/// How to read it.
pub const SUBTITLE: Type = plain(13.0, Weight::Regular, GREY);
/// Over a further picture of a chart.
pub const HEADING: Type = plain(15.0, Weight::Bold, INK);
/// Names and values.
pub const LABEL: Type = plain(12.5, Weight::Regular, INK);
/// Numbers along an axis and its title.
pub const TICK: Type = plain(11.5, Weight::Regular, GREY);
/// Notes and the footer.
pub const NOTE: Type = plain(11.0, Weight::Regular, GREY);

const fn plain(size: f64, weight: Weight, colour: Colour) -> Type {
    Type { size, weight, colour, anchor: Anchor::Start }
}

/// Okabe & Ito (2008), "Color Universal Design": blue, vermillion, bluish green, reddish purple,
/// orange, sky blue.
const OKABE_ITO: [Colour; 6] = [
    rgb(0x00, 0x72, 0xB2),
    rgb(0xD5, 0x5E, 0x00),
    rgb(0x00, 0x9E, 0x73),
    rgb(0xCC, 0x79, 0xA7),
    rgb(0xE6, 0x9F, 0x00),
    rgb(0x56, 0xB4, 0xE9),
];

/// The colour of the model with this index, the same in every chart. From the seventh on the
/// colours return as shades, then as tints; shape ([`shape_of`]) and dashes ([`dash_of`]) tell apart
/// what colour does not.
pub fn colour_of(model: usize) -> Colour {
    let base = OKABE_ITO[model % OKABE_ITO.len()];
    match (model / OKABE_ITO.len()) % 3 {
        0 => base,
        1 => towards(base, INK, 0.5),
        _ => towards(base, PAPER, 0.5),
    }
}

/// The shape of a model's marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Disc,
    Square,
    Up,
    Diamond,
    Down,
    Plus,
}

/// The marker of the model with this index; shifted by one in each round of the colours, so that
/// no two of the first 18 models share both colour family and shape.
pub fn shape_of(model: usize) -> Shape {
    const SHAPES: [Shape; 6] =
        [Shape::Disc, Shape::Square, Shape::Up, Shape::Diamond, Shape::Down, Shape::Plus];
    SHAPES[(model + model / OKABE_ITO.len()) % SHAPES.len()]
}

/// The dash pattern (drawn, left out; logical pixels) of a model's line; `None` is a full line.
pub fn dash_of(model: usize) -> Option<(f64, f64)> {
    [None, Some((7.0, 3.0)), Some((2.5, 2.5))][(model / OKABE_ITO.len()) % 3]
}

/// How pale the parts of a whole (causes, kinds of waiting) are: tints of the colour that a row has by its role.
pub const PARTS: [f64; 5] = [0.0, 0.35, 0.58, 0.76, 0.88];

/// A part of a whole in a row of this colour.
pub fn part_of(colour: Colour, part: usize) -> Colour {
    towards(colour, PAPER, PARTS[part % PARTS.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_models_differ_in_colour_or_shape() {
        for a in 0..18 {
            for b in 0..a {
                assert_ne!((colour_of(a), shape_of(a)), (colour_of(b), shape_of(b)), "{a} {b}");
            }
        }
    }
}
