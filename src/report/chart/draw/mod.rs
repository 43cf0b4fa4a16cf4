//! What charts are drawn with: plotters behind one adapter.
//!
//! [`Scene`] draws plotters' elements, [`Plot`] its coordinates, mesh and series, both on [`canvas::Canvas`], a
//! backend of plotters that records marks. [`svg`] writes them as text with groups and hints, which plotters'
//! own backend cannot; [`png`] replays them on plotters' bitmap backend.

pub mod axis;
pub mod canvas;
pub mod labels;
pub mod numbers;
pub mod parts;
pub mod plot;
pub mod png;
pub mod scene;
pub mod sheet;
pub mod svg;
pub mod text;
pub mod theme;

pub use axis::{Axis, Unit};
pub use canvas::{Area, Mark, Point};
pub use plot::Plot;
pub use scene::Scene;
pub use sheet::{Names, Sheet};
