//! Marks as PNG, painted by plotters' bitmap backend.

use plotters::prelude::BitMapBackend;
use plotters::style::{Color, ShapeStyle};
use plotters_backend::DrawingBackend;

use super::canvas::{Ink, Mark, Point};
use super::text::Lettering;
use crate::report::chart::{ChartError, Drawing};

/// The most bytes that a bitmap may take.
const MOST_BYTES: f64 = 400e6;
/// Above this many bytes a bitmap is not painted at twice its size first.
const FINE_BYTES: f64 = 100e6;

/// The drawing as a PNG with `scale` device pixels per logical pixel.
///
/// plotters smooths thin lines only, so it paints at twice the size, which is averaged down.
pub fn render(drawing: &Drawing, scale: u32) -> Result<Vec<u8>, ChartError> {
    let side = |pixels: f64| (pixels * f64::from(scale)).ceil();
    let (width, height) = (side(drawing.width), side(drawing.height));
    let bytes = 3.0 * width * height;
    if !(1.0..=MOST_BYTES).contains(&bytes) {
        return Err(ChartError::TooLarge(width, height));
    }
    let target = (width as u32, height as u32);
    let fold = if 4.0 * bytes <= FINE_BYTES { 2 } else { 1 };
    let size = (target.0 * fold, target.1 * fold);
    let mut buffer = vec![255; 3 * size.0 as usize * size.1 as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut buffer, size);
        let mut painter = Painter { backend: &mut backend, scale: f64::from(scale * fold) };
        drawing.marks.iter().try_for_each(|mark| painter.paint(mark))?;
        backend.present().map_err(failed)?;
    }
    encode(&if fold == 2 { halve(&buffer, target) } else { buffer }, target)
}

struct Painter<'a, B> {
    backend: &'a mut B,
    scale: f64,
}

impl<B: DrawingBackend> Painter<'_, B> {
    fn dot(&self, value: f64) -> i32 {
        (value * self.scale).round() as i32
    }

    fn at(&self, (x, y): Point) -> (i32, i32) {
        (self.dot(x), self.dot(y))
    }

    /// What exists is seen: at least one device pixel.
    fn size(&self, value: f64) -> u32 {
        self.dot(value).max(1) as u32
    }

    fn style(&self, ink: &Ink) -> (ShapeStyle, bool) {
        match ink.width {
            Some(width) => (ink.colour.stroke_width(self.size(width)), false),
            None => (ink.colour.filled(), true),
        }
    }

    fn paint(&mut self, mark: &Mark) -> Result<(), ChartError> {
        match mark {
            Mark::Rect { area, ink } => {
                let (style, fill) = self.style(ink);
                let from = self.at((area.x, area.y));
                let to = self.at((area.right(), area.bottom()));
                let to = (to.0.max(from.0 + 1), to.1.max(from.1 + 1));
                self.backend.draw_rect(from, to, &style, fill)
            }
            Mark::Path { points, ink } => {
                let (style, fill) = self.style(ink);
                let points: Vec<(i32, i32)> = points.iter().map(|point| self.at(*point)).collect();
                match fill {
                    true => self.backend.fill_polygon(points, &style),
                    false => self.backend.draw_path(points, &style),
                }
            }
            Mark::Disc { centre, radius, ink } => {
                let (style, fill) = self.style(ink);
                let (centre, radius) = (self.at(*centre), self.size(*radius));
                self.backend.draw_circle(centre, radius, &style, fill)
            }
            Mark::Text { at, text, style } => {
                let lettering = Lettering::new(*style, self.scale);
                let at = self.at(*at);
                self.backend.draw_text(text, &lettering, at)
            }
            Mark::Hint { .. } | Mark::Owner(_) => Ok(()),
        }
        .map_err(failed)
    }
}

fn failed(error: impl std::error::Error) -> ChartError {
    ChartError::Backend(error.to_string())
}

/// Averages squares of four pixels.
fn halve(source: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let (width, height) = (width as usize, height as usize);
    let row = 6 * width;
    let mut target = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            let corner = 2 * y * row + 6 * x;
            for channel in corner..corner + 3 {
                let at = [channel, channel + 3, channel + row, channel + row + 3];
                let sum: u32 = at.iter().map(|index| u32::from(source[*index])).sum();
                target.push(((sum + 2) / 4) as u8);
            }
        }
    }
    target
}

fn encode(pixels: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, ChartError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Default);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
pub mod tests {
    use super::super::canvas::Area;
    use super::super::{
        Scene,
        theme::{INK, WIDE},
    };
    use super::*;

    /// A drawing with a rectangle and a title that no SVG may hold as it is.
    pub fn small() -> Drawing {
        let scene = Scene::new(WIDE);
        scene.rect(Area { x: 2.0, y: 1.0, w: 3.0, h: 2.0 }, INK);
        let title = "<script>alert(\"1\")</script> & more".to_owned();
        let record = scene.into_record();
        Drawing {
            frame: None,
            name: "small",
            title,
            description: String::new(),
            width: 8.0,
            height: 4.0,
            marks: record.marks,
            fault: record.fault,
            head: 0.0,
            untitled: false,
            narrow: None,
        }
    }

    #[test]
    fn a_rectangle_covers_exactly_its_pixels() {
        let bytes = small().to_png(1).expect("painted");
        let decoder = png::Decoder::new(bytes.as_slice());
        let mut reader = decoder.read_info().expect("header");
        let mut pixels = vec![0; reader.output_buffer_size()];
        reader.next_frame(&mut pixels).expect("pixels");
        let inked: Vec<usize> = (0..32).filter(|p| pixels[3 * p] == 0x22).collect();
        assert_eq!(inked, [10, 11, 12, 18, 19, 20]);
        assert!((0..32).filter(|p| !inked.contains(p)).all(|p| pixels[3 * p] == 255));
    }

    #[test]
    fn a_page_that_fits_no_memory_and_a_fault_are_errors() {
        let large = Drawing { width: 960.0, height: 1e5, ..small() };
        assert!(matches!(large.to_png(2), Err(ChartError::TooLarge(..))));
        assert!(large.to_svg().is_ok());
        let bad = Drawing { fault: Some("lost".to_owned()), ..small() };
        assert!(matches!(bad.to_png(1), Err(ChartError::Backend(_))));
        assert!(matches!(bad.to_svg(), Err(ChartError::Backend(_))));
    }
}
