//! A scene painted with plotters' backends: as SVG text, or as the bytes of a PNG.

use plotters::prelude::{BitMapBackend, SVGBackend};
use plotters_backend::{BackendColor, BackendStyle, DrawingBackend};

use super::lettering::Lettering;
use super::scene::{Colour, Mark, Point, Scene};
use super::theme::PAPER;

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A mark lies at a place that is no number: a defect of the chart.
    #[error("a mark of the chart \"{0}\" has no finite position")]
    NotFinite(String),
    /// The picture would not fit into memory or into the format.
    #[error("the chart is too large to be drawn: {0} × {1} pixels")]
    TooLarge(f64, f64),
    /// The backend failed.
    #[error("the chart cannot be painted: {0}")]
    Backend(String),
    /// The PNG encoder failed.
    #[error("the chart cannot be encoded as PNG: {0}")]
    Encoding(#[from] png::EncodingError),
}

/// SVG units per logical pixel: plotters' coordinates are integers, so half a pixel is the finest step.
const SVG_SCALE: f64 = 2.0;
/// The most device pixels along a side.
const MOST_SIDE: f64 = 1e6;
/// The most bytes that a bitmap may take.
const MOST_BYTES: f64 = 400e6;
/// Above this many bytes a bitmap is not drawn at twice its size first.
const FINE_BYTES: f64 = 100e6;

/// The backend writes dy = 0.76em for texts that hang from their top.
const SVG: Medium = Medium { scale: SVG_SCALE, rise: 0.76 };

/// What differs between backends.
struct Medium {
    /// Device pixels per logical pixel.
    scale: f64,
    /// How far above the baseline the backend wants a text's position, in em.
    rise: f64,
}

/// The scene as an SVG document: scalable, titled and described, the same bytes every time.
pub fn svg(scene: &Scene, name: &str) -> Result<String, ChartError> {
    check(scene)?;
    let size = pixels(scene, SVG_SCALE)?;
    let mut body = elements(size, |backend| paper(backend))?;
    let mut hinted = String::new();
    for (owner, marks) in stretches(&scene.marks) {
        let drawn = elements(size, |backend| {
            marks.iter().try_for_each(|mark| paint_mark(mark, backend, &SVG))
        })?;
        body.push_str(&owned(owner, &drawn));
        hinted.push_str(&owned(owner, &hints(marks)));
    }
    Ok(format!("{}{body}{hinted}</svg>\n", head(scene, name, size)))
}

/// What a backend draws, as elements without the document around them.
fn elements(
    size: (u32, u32),
    draw: impl FnOnce(&mut SVGBackend<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut drawn = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut drawn, size);
        draw(&mut backend)?;
        backend.present().map_err(failed)?;
    }
    let body = drawn.split_once('>').map_or("", |(_, body)| body);
    Ok(body.trim().trim_end_matches("</svg>").to_owned())
}

/// Marks in a row that have one owner, with it.
fn stretches(marks: &[Mark]) -> Vec<(Option<usize>, &[Mark])> {
    let mut found = Vec::new();
    let mut owner = None;
    let mut rest = marks;
    while !rest.is_empty() {
        if let Mark::Owner(next) = rest[0] {
            (owner, rest) = (next, &rest[1..]);
            continue;
        }
        let is_owner = |mark: &Mark| matches!(mark, Mark::Owner(_));
        let (own, others) = rest.split_at(rest.iter().position(is_owner).unwrap_or(rest.len()));
        found.push((owner, own));
        rest = others;
    }
    found
}

/// Elements of one model in a group that says so, which a page can hide.
fn owned(owner: Option<usize>, elements: &str) -> String {
    match owner {
        Some(model) if !elements.is_empty() => {
            format!("<g data-model=\"{model}\">\n{elements}</g>\n")
        }
        _ => elements.to_owned(),
    }
}

/// Unseen areas, above everything else, with their texts: browsers show them while the pointer rests there.
fn hints(marks: &[Mark]) -> String {
    let hint = |mark: &Mark| match mark {
        Mark::Hint { area, text } => Some(format!(
            "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" fill=\"none\" \
             pointer-events=\"all\"><title>{}</title></rect>\n",
            area.x * SVG_SCALE,
            area.y * SVG_SCALE,
            area.w * SVG_SCALE,
            area.h * SVG_SCALE,
            escape(text)
        )),
        _ => None,
    };
    marks.iter().filter_map(hint).collect()
}

/// The opening tag, with what screen readers announce.
fn head(scene: &Scene, name: &str, size: (u32, u32)) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\">\n\
         <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-desc\">{}</desc>\n",
        scene.width,
        scene.height,
        size.0,
        size.1,
        escape(&scene.title),
        escape(&scene.description),
    )
}

/// Text as XML character data.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in super::lettering::clean(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The scene as a PNG with `scale` device pixels per logical pixel.
///
/// plotters smooths thin lines only, so the scene is painted at twice the size and averaged down.
pub fn png(scene: &Scene, scale: u32) -> Result<Vec<u8>, ChartError> {
    check(scene)?;
    let target = pixels(scene, f64::from(scale))?;
    let bytes = 3.0 * f64::from(target.0) * f64::from(target.1);
    if bytes > MOST_BYTES {
        return Err(ChartError::TooLarge(f64::from(target.0), f64::from(target.1)));
    }
    let fold = if 4.0 * bytes <= FINE_BYTES { 2 } else { 1 };
    let size = (target.0 * fold, target.1 * fold);
    let mut buffer = vec![255; 3 * size.0 as usize * size.1 as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut buffer, size);
        let medium = Medium { scale: f64::from(scale * fold), rise: 0.0 };
        paint(scene, &mut backend, &medium)?;
    }
    encode(&if fold == 2 { halve(&buffer, target) } else { buffer }, target)
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

/// The size in device pixels.
fn pixels(scene: &Scene, scale: f64) -> Result<(u32, u32), ChartError> {
    let (width, height) = ((scene.width * scale).ceil(), (scene.height * scale).ceil());
    if (1.0..=MOST_SIDE).contains(&width) && (1.0..=MOST_SIDE).contains(&height) {
        Ok((width as u32, height as u32))
    } else {
        Err(ChartError::TooLarge(width, height))
    }
}

/// Refuses a scene that holds a coordinate which is no number.
fn check(scene: &Scene) -> Result<(), ChartError> {
    let finite = |p: &Point| p.0.is_finite() && p.1.is_finite();
    let good = |mark: &Mark| match mark {
        Mark::Rect { area, .. } | Mark::Hint { area, .. } => {
            finite(&(area.x, area.y)) && finite(&(area.w, area.h))
        }
        Mark::Path { points, .. } | Mark::Polygon { points, .. } => points.iter().all(finite),
        Mark::Disc { centre, radius, .. } => finite(centre) && radius.is_finite(),
        Mark::Text { at, .. } => finite(at),
        Mark::Owner(_) => true,
    };
    let all = scene.marks.iter().all(good) && finite(&(scene.width, scene.height));
    all.then_some(()).ok_or_else(|| ChartError::NotFinite(scene.title.clone()))
}

/// Covers everything with paper.
fn paper<B: DrawingBackend>(backend: &mut B) -> Result<(), ChartError> {
    let (width, height) = backend.get_size();
    let paper = Stroke::fill(PAPER);
    backend.draw_rect((0, 0), (width as i32, height as i32), &paper, true).map_err(failed)
}

/// Paints every mark, on paper.
fn paint<B: DrawingBackend>(
    scene: &Scene,
    backend: &mut B,
    medium: &Medium,
) -> Result<(), ChartError> {
    paper(backend)?;
    for mark in &scene.marks {
        paint_mark(mark, backend, medium)?;
    }
    backend.present().map_err(failed)
}

fn paint_mark<B: DrawingBackend>(
    mark: &Mark,
    backend: &mut B,
    medium: &Medium,
) -> Result<(), ChartError> {
    let dot = |value: f64| (value * medium.scale).round() as i32;
    let at = |p: &Point| (dot(p.0), dot(p.1));
    match mark {
        Mark::Rect { area, fill } => {
            let (x, y) = (dot(area.x), dot(area.y));
            // What exists is seen: at least one device pixel.
            let right = dot(area.right()).max(x + 1);
            let bottom = dot(area.bottom()).max(y + 1);
            backend.draw_rect((x, y), (right, bottom), &Stroke::fill(*fill), true)
        }
        Mark::Path { points, width, colour } => {
            let stroke = Stroke { colour: *colour, width: dot(*width).max(1) as u32 };
            backend.draw_path(points.iter().map(at), &stroke)
        }
        Mark::Polygon { points, fill } => {
            backend.fill_polygon(points.iter().map(at), &Stroke::fill(*fill))
        }
        Mark::Disc { centre, radius, fill } => {
            let radius = dot(*radius).max(1) as u32;
            backend.draw_circle(at(centre), radius, &Stroke::fill(*fill), true)
        }
        Mark::Text { at: (x, y), text, style } => {
            let lettering = Lettering::new(*style, medium.scale);
            backend.draw_text(text, &lettering, (dot(*x), dot(y - medium.rise * style.size)))
        }
        Mark::Hint { .. } | Mark::Owner(_) => Ok(()),
    }
    .map_err(failed)
}

fn failed(error: impl std::error::Error) -> ChartError {
    ChartError::Backend(error.to_string())
}

/// A colour and a line width as plotters' backends want them.
struct Stroke {
    colour: Colour,
    width: u32,
}

impl Stroke {
    fn fill(colour: Colour) -> Stroke {
        Stroke { colour, width: 1 }
    }
}

impl BackendStyle for Stroke {
    fn color(&self) -> BackendColor {
        BackendColor { rgb: self.colour.rgb, alpha: self.colour.alpha }
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Area;
    use super::*;

    fn scene() -> Scene {
        let mut scene = Scene {
            width: 8.0,
            height: 4.0,
            title: "<script>alert(\"1\")</script> & more".to_owned(),
            description: String::new(),
            marks: Vec::new(),
        };
        scene.rect(Area { x: 2.0, y: 1.0, w: 3.0, h: 2.0 }, Colour::rgb(0, 0, 0));
        scene
    }

    #[test]
    fn a_rectangle_covers_exactly_its_pixels() {
        let bytes = png(&scene(), 1).expect("painted");
        let decoder = png::Decoder::new(bytes.as_slice());
        let mut reader = decoder.read_info().expect("header");
        let mut pixels = vec![0; reader.output_buffer_size()];
        reader.next_frame(&mut pixels).expect("pixels");
        let black: Vec<usize> = (0..32).filter(|p| pixels[3 * p] == 0).collect();
        assert_eq!(black, [10, 11, 12, 18, 19, 20]);
        assert!((0..32).filter(|p| !black.contains(p)).all(|p| pixels[3 * p] == 255));
    }

    #[test]
    fn the_title_is_escaped_and_the_drawing_scales() {
        let text = svg(&scene(), "x").expect("painted");
        assert!(text.contains("&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; more</title>"));
        assert!(text.contains("width=\"8\" height=\"4\" viewBox=\"0 0 16 8\" role=\"img\""));
        assert!(!text.contains("<script"));
        assert!(text.contains("<rect x=\"4\" y=\"2\" width=\"6\" height=\"4\""));
    }

    #[test]
    fn a_hint_is_unseen_escaped_and_above_everything() {
        let mut hinted = scene();
        hinted.marks.insert(
            0,
            Mark::Hint {
                area: Area { x: 1.0, y: 1.0, w: 3.0, h: 2.0 },
                text: "<b> & 3".to_owned(),
            },
        );
        let text = svg(&hinted, "x").expect("painted");
        let hint = "<rect x=\"2\" y=\"2\" width=\"6\" height=\"4\" fill=\"none\" \
                    pointer-events=\"all\"><title>&lt;b&gt; &amp; 3</title></rect>\n</svg>\n";
        assert!(text.ends_with(hint), "{text}");
        assert_eq!(png(&hinted, 1).expect("painted"), png(&scene(), 1).expect("painted"));
    }

    #[test]
    fn a_place_that_is_no_number_is_an_error() {
        let mut bad = scene();
        bad.disc((f64::NAN, 0.0), 1.0, PAPER);
        assert!(matches!(svg(&bad, "x"), Err(ChartError::NotFinite(_))));
        bad.marks.clear();
        bad.height = 1e9;
        assert!(matches!(svg(&bad, "x"), Err(ChartError::TooLarge(..))));
        (bad.width, bad.height) = (960.0, 1e5);
        assert!(matches!(png(&bad, 2), Err(ChartError::TooLarge(..))));
        assert!(svg(&bad, "x").is_ok());
    }
}
