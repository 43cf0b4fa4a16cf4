//! What is advised, as far as it could be wrong: the risks, and what would confirm it.

use crate::analysis::{Analysis, Watch};

/// A change that is advised.
#[derive(Clone, Copy, Debug)]
pub struct Switch<'a> {
    /// What to change to; `None` where nothing is advised.
    pub to: Option<&'a str>,
    /// How it could be wrong.
    pub risks: &'a [String],
    /// What it takes to confirm it.
    pub pilot: &'a [String],
    /// What to measure in a pilot.
    pub watch: &'a [Watch],
}

impl<'a> Switch<'a> {
    /// To the smallest change where that is the answer, else to a model of the file.
    pub fn of(analysis: &'a Analysis) -> Switch<'a> {
        let answer = analysis.advised();
        let to = answer.model.map(|model| analysis.study.models[model].name.as_str());
        Switch { to, risks: &answer.risks, pilot: &answer.pilot, watch: &answer.watch }
    }
}
