//! Charts of a study and of a trace: each answers a question, in SVG and PNG from the same drawing.
//!
//! A chart is a function from a [`Study`] to a `Scene`, a list of marks; `render` paints scenes
//! with plotters' backends. plotters' own charts are not used: its histogram loses bars and changes
//! their order between runs, its quartiles draw whiskers where no value is.
//!
//! A new chart is one file here and one line in `CHARTS`.

mod cycle_time;
mod differences;
mod frame;
mod idle;
mod labels;
mod launch_by_day;
mod lettering;
mod lines;
mod map;
mod render;
mod rework;
mod sample;
mod scene;
mod scorecard;
mod stacked;
mod theme;
mod ticks;
mod timeline;
mod tornado;
mod trade_off;
mod waiting;
mod waterfall;

#[cfg(test)]
mod tests;

use crate::study::Study;

pub use lines::{Line, Lines, lines};
pub use map::{Map, MapCell, map};
pub use render::ChartError;
pub use scorecard::{Panel, Score, Scorecard, scorecard};
pub use timeline::segments::{Doing, Segment, segments};
pub use timeline::{Campaign, timeline};
pub use tornado::{Bar, Tornado, tornado};
pub use waterfall::{Step, Waterfall, waterfall};

use scene::{Mark, Scene};

/// A chart that can be drawn of a study.
pub struct Chart {
    /// Stem of its file's name.
    name: &'static str,
    /// Draws it; `None` where the study has nothing that it could show.
    draw: fn(&Study) -> Option<Scene>,
}

/// Every chart of a study, in the order in which they are shown.
pub const CHARTS: &[Chart] = &[
    Chart { name: "cycle-time", draw: cycle_time::draw },
    Chart { name: "launch-by-day", draw: launch_by_day::draw },
    Chart { name: "differences", draw: differences::draw },
    Chart { name: "trade-off", draw: trade_off::draw },
    Chart { name: "rework", draw: rework::draw },
    Chart { name: "waiting", draw: waiting::draw },
    Chart { name: "idle", draw: idle::draw },
];

impl Chart {
    /// Stem of its file's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The chart of a study; `None` where the study has nothing that it could show.
    pub fn of(&self, study: &Study) -> Option<Drawing> {
        Some(Drawing { name: self.name, scene: (self.draw)(study)? })
    }
}

/// A finished chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Stem of its file's name, such as `cycle-time`.
    pub name: &'static str,
    scene: Scene,
}

impl Drawing {
    /// The question that it answers.
    pub fn title(&self) -> &str {
        &self.scene.title
    }

    /// What it shows, in words.
    pub fn description(&self) -> &str {
        &self.scene.description
    }

    /// As an SVG document that scales and has a title and a description; the same bytes every time.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        render::svg(&self.scene, self.name)
    }

    /// As [`Drawing::to_svg`], with ids that begin with `id` instead of the name: for pages that hold
    /// several drawings.
    ///
    /// # Errors
    /// If the backend fails.
    pub fn to_svg_with_id(&self, id: &str) -> Result<String, ChartError> {
        render::svg(&self.scene, id)
    }

    /// Texts that only an SVG can show, with the fonts of whoever looks at it: the embedded font, with which a
    /// PNG is painted, lacks some of their letters.
    pub fn not_in_png(&self) -> Vec<String> {
        let lacks = |mark: &Mark| match mark {
            Mark::Text { text, style, .. } => {
                let lacking = text.chars().any(|c| !lettering::is_drawn(c, style.weight));
                lacking.then(|| text.clone())
            }
            _ => None,
        };
        self.scene.marks.iter().filter_map(lacks).collect()
    }

    /// As the bytes of a PNG with `scale` pixels per SVG pixel (2 is good for print and screens).
    ///
    /// # Errors
    /// If the picture would take too much memory, or if the backend or the encoder fails.
    pub fn to_png(&self, scale: u32) -> Result<Vec<u8>, ChartError> {
        render::png(&self.scene, scale)
    }
}

/// Every chart that this study has something to show in.
pub fn all(study: &Study) -> Vec<Drawing> {
    CHARTS.iter().filter_map(|chart| chart.of(study)).collect()
}

/// The colour of the model with this index as `#RRGGBB`, the same as in every chart.
pub fn colour(model: usize) -> String {
    let (red, green, blue) = theme::colour_of(model).rgb;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The dash pattern (drawn, left out; logical pixels) of a model's line; `None` is a full line.
pub fn dash(model: usize) -> Option<(f64, f64)> {
    theme::dash_of(model)
}
