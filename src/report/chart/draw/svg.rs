//! Marks as SVG: scalable, titled and described, with a group for each model and hints above everything.

use std::fmt::Write;

use super::canvas::{Ink, Mark, Point};
use super::text::{Anchor, FAMILY, Weight, clean};
use super::theme::{PAPER, hex};
use crate::report::chart::Drawing;

/// The drawing as an SVG document whose ids begin with `id`; the same bytes every time.
pub fn render(drawing: &Drawing, id: &str) -> String {
    let Drawing { width, marks, .. } = drawing;
    let top = drawing.top();
    let height = drawing.height - top;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 {top} {width} {height}\" font-family=\"{FAMILY}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
         <desc id=\"{id}-desc\">{}</desc>\n<rect y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>\n",
        escape(drawing.title()),
        escape(drawing.description()),
        hex(PAPER),
    );
    layer(&mut svg, marks, painted);
    hints(&mut svg, marks);
    svg + "</svg>\n"
}

/// Elements of marks, those of one model in a group that says so, which a page can hide.
fn layer(svg: &mut String, marks: &[Mark], element: fn(&Mark) -> Option<String>) {
    let (mut owner, mut open) = (None, None);
    for mark in marks {
        if let Mark::Owner(next) = mark {
            owner = *next;
        }
        let Some(element) = element(mark) else { continue };
        if open != owner {
            svg.push_str(if open.is_some() { "</g>\n" } else { "" });
            svg.push_str(
                &owner.map_or(String::new(), |model| format!("<g data-model=\"{model}\">\n")),
            );
            open = owner;
        }
        svg.push_str(&element);
        svg.push('\n');
    }
    svg.push_str(if open.is_some() { "</g>\n" } else { "" });
}

/// Hints above everything, unseen.
fn hints(svg: &mut String, marks: &[Mark]) {
    if marks.iter().any(|mark| matches!(mark, Mark::Hint { .. })) {
        // Said once: a timeline has hundreds.
        svg.push_str("<g fill=\"none\" pointer-events=\"all\">\n");
        layer(svg, marks, hint);
        svg.push_str("</g>\n");
    }
}

fn painted(mark: &Mark) -> Option<String> {
    Some(match mark {
        Mark::Rect { area, ink } => format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
            area.x,
            area.y,
            area.w,
            area.h,
            paint(ink)
        ),
        Mark::Path { points, ink } => {
            let kind = if ink.width.is_some() { "polyline" } else { "polygon" };
            // A line between two points encloses nothing that could be filled.
            let paint = if points.len() > 2 { paint(ink) } else { outline(ink) };
            format!("<{kind} points=\"{}\"{paint}/>", places(points))
        }
        Mark::Disc { centre: (x, y), radius, ink } => {
            format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}/>", paint(ink))
        }
        Mark::Text { at: (x, y), text, style } => {
            let anchor = match style.anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let weight = if style.weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
            let (size, fill, text) = (style.size, hex(style.colour), escape(text));
            format!(
                "<text x=\"{x}\" y=\"{y:.2}\" font-size=\"{size}\"{weight}{anchor} fill=\"{fill}\">{text}</text>"
            )
        }
        Mark::Hint { .. } | Mark::Owner(_) => return None,
    })
}

fn hint(mark: &Mark) -> Option<String> {
    let Mark::Hint { area, text } = mark else { return None };
    Some(format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
        area.x,
        area.y,
        area.w,
        area.h,
        escape(text)
    ))
}

fn paint(ink: &Ink) -> String {
    let unfilled = if ink.width.is_some() { " fill=\"none\"" } else { "" };
    format!("{unfilled}{}", outline(ink))
}

/// As [`paint`], of what has no inside.
fn outline(ink: &Ink) -> String {
    let colour = hex(ink.colour);
    let faint = |what: &str| match ink.colour.3 {
        alpha if alpha < 1.0 => format!(" {what}-opacity=\"{alpha}\""),
        _ => String::new(),
    };
    match ink.width {
        None => format!(" fill=\"{colour}\"{}", faint("fill")),
        Some(width) => {
            format!(" stroke=\"{colour}\" stroke-width=\"{width}\"{}", faint("stroke"))
        }
    }
}

fn places(points: &[Point]) -> String {
    let mut text = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{x},{y}", if index > 0 { " " } else { "" });
    }
    text
}

/// Text as XML character data.
fn escape(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::draw::Area;
    use crate::report::chart::draw::png::tests::small;

    #[test]
    fn the_title_is_escaped_and_the_drawing_scales() {
        let text = render(&small(), "x");
        assert!(text.contains("&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; more</title>"));
        assert!(text.contains("width=\"8\" height=\"4\" viewBox=\"0 0 8 4\""));
        assert!(!text.contains("<script"));
        assert!(text.contains("<rect x=\"2\" y=\"1\" width=\"3\" height=\"2\" fill=\"#222222\"/>"));
    }

    #[test]
    fn hints_are_unseen_and_above_everything_and_models_have_groups() {
        let mut drawing = small();
        let area = Area { x: 1.0, y: 1.0, w: 3.0, h: 2.0 };
        let hint = Mark::Hint { area, text: "<b> & 3".to_owned() };
        drawing.marks.splice(0..0, [Mark::Owner(Some(2)), hint, Mark::Owner(None)]);
        let text = render(&drawing, "x");
        let end = "<g fill=\"none\" pointer-events=\"all\">\n<g data-model=\"2\">\n\
                   <rect x=\"1\" y=\"1\" width=\"3\" height=\"2\"><title>&lt;b&gt; &amp; 3</title></rect>\n\
                   </g>\n</g>\n</svg>\n";
        assert!(text.ends_with(end), "{text}");
        assert_eq!(text.matches("<g ").count(), 2, "a group without marks is not opened: {text}");
    }
}
