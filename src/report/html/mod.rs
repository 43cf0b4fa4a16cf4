//! Reports, each one HTML file: it asks nothing of any network, and reads on a phone, on a projector, on
//! paper and with a screen reader. Names are text wherever they appear: maud escapes them.
//!
//! A page is a function of what the data files hold, so `report` makes the same bytes again.

mod assets;
mod compare;
mod decompose;
mod document;
mod explorer;
mod fine_print;
mod followed;
mod lever;
mod models;
mod pictures;
mod stress;
mod sweep;
mod switches;
mod tales;
mod trace;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

pub use compare::{Source, page};
pub use decompose::page as decomposition;
pub use fine_print::Grounds;
pub use sweep::page as sweep;
pub use trace::page as trace;

use maud::Markup;

/// The file that holds the page.
pub const REPORT: &str = "report.html";

/// A section of the page: its anchor, its heading, what it holds.
struct Section {
    id: &'static str,
    heading: &'static str,
    body: Markup,
}
