//! The embedded font: measuring, cutting and drawing text without the system's fonts.
//!
//! Widths are those of DejaVu Sans. An SVG viewer that lacks it takes Verdana (about as wide) or its
//! own sans-serif (narrower), so what fits here fits there.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use plotters::style::{Color, FontDesc, RGBAColor, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendTextStyle, FontFamily, FontStyle};

/// Canvas units per logical pixel: plotters' backends count in integers.
pub const UNITS: f64 = 4.0;

/// The families that an SVG asks for, in order.
pub const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Width taken for a character that the embedded font lacks (emoji, CJK), in em: about the widest
/// that a viewer's own font will draw.
const FOREIGN: f64 = 1.25;

type Face = Option<FontRef<'static>>;

static REGULAR: LazyLock<Face> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../../../assets/DejaVuSans-subset.ttf")).ok()
});
static BOLD: LazyLock<Face> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../../../assets/DejaVuSans-Bold-subset.ttf")).ok()
});

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

impl Weight {
    fn style(self) -> FontStyle {
        match self {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        }
    }
}

/// Which end of a text its position names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks; its size (em) in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    pub size: f64,
    pub weight: Weight,
    pub colour: RGBAColor,
    pub anchor: Anchor,
}

impl Type {
    pub const fn end(self) -> Type {
        Type { anchor: Anchor::End, ..self }
    }

    pub const fn middle(self) -> Type {
        Type { anchor: Anchor::Middle, ..self }
    }

    pub const fn bold(self) -> Type {
        Type { weight: Weight::Bold, ..self }
    }

    pub const fn in_colour(self, colour: RGBAColor) -> Type {
        Type { colour, ..self }
    }

    pub const fn sized(self, size: f64) -> Type {
        Type { size, ..self }
    }

    /// The width of a text in logical pixels.
    pub fn width(self, text: &str) -> f64 {
        let face = face(self.weight);
        text.chars().map(|c| advance(face, c)).sum::<f64>() * self.size
    }

    /// The text, or as much of it as leaves room for an ellipsis within `room`.
    pub fn fit(self, text: &str, room: f64) -> String {
        let text = clean(text);
        if self.width(&text) <= room {
            return text;
        }
        let mut left = room - self.width("…");
        let fits = |c: &char| {
            left -= self.width(c.encode_utf8(&mut [0; 4]));
            left >= 0.0
        };
        let kept: String = text.chars().take_while(fits).collect();
        format!("{}…", kept.trim_end())
    }

    /// The text, or its beginning and its end around an ellipsis, `tail` of the room for the end.
    fn squeeze(self, text: &str, room: f64, tail: f64) -> String {
        let text = clean(text);
        if self.width(&text) <= room {
            return text;
        }
        let room = room - self.width("…");
        let wide = |c: char| self.width(c.encode_utf8(&mut [0; 4]));
        let within = |mut left: f64| {
            move |c: &char| {
                left -= wide(*c);
                left >= 0.0
            }
        };
        let head: String = text.chars().take_while(within(room * (1.0 - tail))).collect();
        let end: Vec<char> = text.chars().rev().take_while(within(room * tail)).collect();
        let end: String = end.into_iter().rev().collect();
        format!("{}…{}", head.trim_end(), end.trim_start())
    }

    /// A name, or its beginning and its end around an ellipsis.
    pub fn cut(self, name: &str, room: f64) -> String {
        self.squeeze(name, room, 0.5)
    }

    /// Names, each cut to the room so that those that differ still do, if any cut can do that: in the middle or nearer
    /// to an end, or without what all of them begin with.
    pub fn cut_all(self, names: &[&str], room: f64) -> Vec<String> {
        let different = |all: &[String]| {
            let same = |(place, name): (usize, &String)| {
                all[..place]
                    .iter()
                    .zip(names)
                    .any(|(cut, full)| cut == name && *full != names[place])
            };
            !all.iter().enumerate().any(same)
        };
        let by = |tail: f64| names.iter().map(|name| self.squeeze(name, room, tail)).collect();
        let mut cuts = [0.5, 0.25, 0.75, 0.1, 0.9].into_iter().map(by);
        let found: Option<Vec<String>> = cuts.find(|cut: &Vec<String>| different(cut));
        found.unwrap_or_else(|| self.without_beginning(names, room))
    }

    /// Names without what all of them begin with where they are too wide.
    fn without_beginning(self, names: &[&str], room: f64) -> Vec<String> {
        let first: Vec<char> = names.first().map_or_else(Vec::new, |name| name.chars().collect());
        let shared =
            |name: &&str| first.iter().zip(name.chars()).take_while(|(a, b)| **a == *b).count();
        let shared = names.iter().map(shared).min().unwrap_or(0);
        let cut = |name: &&str| match self.width(&clean(name)) <= room {
            true => clean(name),
            false => {
                let rest: String = name.chars().skip(shared.saturating_sub(4)).collect();
                self.squeeze(&format!("…{rest}"), room, 0.25)
            }
        };
        names.iter().map(cut).collect()
    }

    /// The text in lines no wider than `room`, broken at spaces; a word that is wider is broken, too.
    pub fn wrap(self, text: &str, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in clean(text).split(' ').flat_map(|word| self.broken(word, room)) {
            match lines.last_mut() {
                Some(line) if self.width(line) + self.width(&word) + self.size / 2.0 <= room => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(word),
            }
        }
        lines
    }

    /// A word in pieces no wider than `room`, behind one of `.=-/` where it has one in the second half of a piece.
    fn broken(self, word: &str, room: f64) -> Vec<String> {
        let (mut pieces, mut rest) = (Vec::new(), word);
        while self.width(rest) > room {
            let ends = rest.char_indices().skip(1).map(|(end, _)| end);
            let most = ends.take_while(|end| self.width(&rest[..*end]) <= room).last();
            let Some(most) = most else { break };
            let mark = rest[..most].rfind(['.', '=', '-', '/']).filter(|mark| 2 * mark > most);
            let (piece, next) = rest.split_at(mark.map_or(most, |mark| mark + 1));
            pieces.push(piece.to_owned());
            rest = next;
        }
        pieces.push(self.fit(rest, room));
        pieces
    }

    /// As plotters wants it on the canvas, at its baseline.
    pub fn into_plotters(self) -> TextStyle<'static> {
        let family = FontFamily::Name(FAMILY);
        TextStyle {
            font: FontDesc::new(family, self.size * UNITS, self.weight.style()),
            color: self.colour.to_backend_color(),
            pos: Pos::new(self.position(), VPos::Bottom),
        }
    }

    fn position(self) -> HPos {
        match self.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        }
    }
}

fn face(weight: Weight) -> Option<&'static FontRef<'static>> {
    match weight {
        Weight::Regular => REGULAR.as_ref(),
        Weight::Bold => BOLD.as_ref(),
    }
}

/// The advance of one character in em.
fn advance(face: Option<&FontRef<'static>>, c: char) -> f64 {
    let known = face.and_then(|face| {
        let glyph = face.glyph_id(c);
        let em = f64::from(face.units_per_em()?);
        (glyph.0 != 0).then(|| f64::from(face.h_advance_unscaled(glyph)) / em)
    });
    known.unwrap_or(FOREIGN)
}

/// Whether a PNG shows a character: the embedded font has it, or it is nothing to be seen.
pub fn is_drawn(c: char, weight: Weight) -> bool {
    face(weight).is_some_and(|face| face.glyph_id(c).0 != 0)
}

/// The text without what no picture may hold: control characters (no XML parser takes them) become a
/// space or a replacement sign, and marks that turn the direction of what stands around them go.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !turns(*c)).map(allowed).collect()
}

/// Bidirectional controls.
fn turns(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn allowed(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

/// A text style for plotters' bitmap backend: plotters' own measures of text differ between backends.
pub struct Lettering {
    /// Font size (em) in device pixels.
    em: f64,
    style: Type,
}

/// The embedded font cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the embedded font cannot be read")]
pub struct FontMissing;

impl Lettering {
    /// The style at a scale (device pixels per logical pixel).
    pub fn new(style: Type, scale: f64) -> Lettering {
        Lettering { em: style.size * scale, style }
    }

    /// The pixels of a text whose baseline starts at the origin, with their coverage.
    fn pixels(&self, text: &str) -> Result<Vec<(i32, i32, f32)>, FontMissing> {
        let face = face(self.style.weight).ok_or(FontMissing)?;
        let em = face.units_per_em().ok_or(FontMissing)?;
        let scale = PxScale::from(self.em as f32 * face.height_unscaled() / em);
        let scaled = face.as_scaled(scale);
        let mut pixels = Vec::new();
        let mut x = 0.0;
        for c in text.chars() {
            let id = face.glyph_id(c);
            let glyph = id.with_scale_and_position(scale, point(x, 0.0));
            if let Some(outline) = face.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                let (left, top) = (corner.x as i32, corner.y as i32);
                outline.draw(|gx, gy, cover| {
                    pixels.push((left + gx as i32, top + gy as i32, cover.clamp(0.0, 1.0)));
                });
            }
            x += scaled.h_advance(id);
        }
        Ok(pixels)
    }
}

impl BackendTextStyle for Lettering {
    type FontError = FontMissing;

    fn color(&self) -> BackendColor {
        self.style.colour.to_backend_color()
    }

    fn anchor(&self) -> Pos {
        Pos::new(self.style.position(), VPos::Top)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FAMILY)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), FontMissing> {
        let wide = self.style.sized(self.em).width(text);
        Ok(((0, 0), (wide.round() as i32, self.em.round() as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        (x, y): (i32, i32),
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, FontMissing> {
        for (dx, dy, cover) in self.pixels(text)? {
            if let Err(error) = draw(x + dx, y + dy, self.color().mix(f64::from(cover))) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::NOTE;
    use super::*;

    #[test]
    fn both_faces_load_and_hold_the_signs_that_charts_use() {
        for weight in [Weight::Regular, Weight::Bold] {
            let face = face(weight).expect("embedded");
            for c in "aZ09äßéŁЖΩ–—·…≤≥×−←→↑↓↙€%\u{FFFD}".chars() {
                assert_ne!(face.glyph_id(c).0, 0, "{c} {weight:?}");
            }
        }
    }

    #[test]
    fn a_text_is_cut_to_its_room() {
        let cut = NOTE.fit("a very long name that goes on and on", 90.0);
        assert!(cut.ends_with('…') && NOTE.width(&cut) <= 90.0, "{cut}");
        assert_eq!(NOTE.fit("short", 90.0), "short");
    }

    #[test]
    fn names_that_differ_are_cut_so_that_they_still_do() {
        let long = "Donaudampfschifffahrtsgesellschaft";
        let sets = [
            [format!("{long} {long} first"), format!("{long} {long} second")],
            [format!("first {long} {long}"), format!("second {long} {long}")],
            [format!("{long} first {long}"), format!("{long} second {long}")],
        ];
        for set in &sets {
            let names: Vec<&str> = set.iter().map(String::as_str).collect();
            let cut = NOTE.cut_all(&names, 150.0);
            assert!(cut[0] != cut[1], "{cut:?}");
            assert!(
                cut.iter().all(|name| name.contains('…') && NOTE.width(name) <= 150.0),
                "{cut:?}"
            );
        }
        assert_eq!(NOTE.cut_all(&["a", "b"], 150.0), ["a", "b"]);
    }

    #[test]
    fn lines_keep_to_the_room_and_lose_no_word() {
        let text = "one two three four five six seven";
        let lines = NOTE.wrap(text, 80.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| NOTE.width(line) <= 80.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn controls_and_direction_marks_go() {
        assert_eq!(clean("a\u{1b}[31m\u{202E}b\nc\u{0}"), "a\u{FFFD}[31mb c\u{FFFD}");
    }
}
