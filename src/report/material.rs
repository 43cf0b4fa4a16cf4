//! What the document of a comparison is made of.

use super::chart::{Drawing, Names};
use super::experiments::account::WhichLever;
use super::experiments::freeze::Freezes;
use super::experiments::improve::Smallest;
use super::story::Story;
use crate::analysis::Analysis;
use crate::store::manifest::Manifest;

/// What the document is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What may be said.
    pub analysis: &'a Analysis,
    /// Hours after which a campaign is censored.
    pub horizon_h: f64,
    /// Where the numbers come from; its list of files does not matter.
    pub manifest: &'a Manifest,
    /// What is told beyond numbers.
    pub story: &'a Story,
    /// Which lever did it, if that was asked.
    pub lever: Option<&'a WhichLever>,
    /// The smallest change, if that was asked.
    pub smallest: Option<&'a Smallest>,
    /// Until when late changes may come, if that was asked.
    pub freeze: Option<&'a Freezes>,
    /// What each model is to the reader.
    pub names: &'a Names,
    /// The charts; none where only standard output is read.
    pub charts: &'a [Drawing],
    /// Whether standard output lists all assumptions instead of counting them.
    pub verbose: bool,
}
