//! A scenario that is changed and run while somebody looks on: the engine's side of the page that plays.
//!
//! The file as it is ("before") and with values set ("now") run on the same draws, a block at a time, and what may be
//! said of them is read off [`crate::analysis`]. A page asks by [`message::answer`]; nothing here knows of a browser.

mod bits;
mod board;
mod chosen;
mod control;
mod declared;
pub mod message;
mod shown;
mod side;

#[cfg(test)]
mod tests;

pub use bits::bits;
pub use board::{Board, Column, Mark, Move, Zone, board};
pub use control::{Choice, Control};
pub use declared::controls;
pub use shown::{Seen, Shown, Way};

use crate::plan;
use crate::scenario::{Document, Problems};
use crate::study;
use side::Side;

/// A scenario under way.
pub struct Live {
    document: Document,
    /// The seed of the file.
    file_seed: u64,
    /// What can be changed.
    pub controls: Vec<Control>,
    /// The baseline of the file.
    before: Side,
    /// A model with the values that are set.
    now: Side,
    /// All models with these values but that one.
    others: Side,
}

/// What is to be run.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Wish {
    /// Paths and values, as `--set` takes them.
    pub sets: Vec<(String, String)>,
    /// The model's name; the baseline where it is none.
    pub model: Option<String>,
    /// The seed; the file's where it is none.
    pub seed: Option<u64>,
    /// Replications, for the command line; the file's where it is none.
    pub n: Option<u32>,
}

impl Live {
    /// A document as it is.
    ///
    /// # Errors
    /// All problems of the file and of its controls.
    pub fn open(document: Document) -> Result<Live, Problems> {
        let before = Side::of(&document, &Wish::default())?;
        let controls = controls(&document, &before.scenario, &before.plans)?;
        let (before, file_seed) = (before.of_one(), before.scenario.study.seed);
        Ok(Live {
            file_seed,
            now: before.clone(),
            others: before.others(),
            before,
            controls,
            document,
        })
    }

    /// Runs with these values from now on; where they are refused, everything stays as it is.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn set(&mut self, wish: &Wish) -> Result<(), Problems> {
        let document = self.document.with(&wish.sets)?;
        let all = Side::of(&document, wish)?;
        if all.scenario.study.seed != self.before.study.seed {
            let seed = Some(all.scenario.study.seed);
            let wish = Wish { seed, ..Wish::default() };
            self.before = Side::of(&self.document, &wish)?.of_one();
        }
        self.now = all.of_one();
        self.others = all.others();
        Ok(())
    }

    /// Runs both sides up to so many replications, and says what is known then.
    ///
    /// # Errors
    /// A model that does not come to an end.
    pub fn run(&mut self, until: u32) -> Result<Shown, study::Stopped> {
        self.before.extend(until)?;
        self.now.extend(until)?;
        Ok(Shown::of(&self.before, &self.now))
    }

    /// Runs all other models with the same values up to so many replications: what each of them would bring.
    ///
    /// # Errors
    /// A model that does not come to an end.
    pub fn others(&mut self, until: u32) -> Result<Vec<Way>, study::Stopped> {
        self.others.extend(until)?;
        Ok(shown::ways(&self.now, &self.others))
    }

    /// One replication of both sides as boards; of one where both are the same.
    pub fn boards(&self, replication: u32) -> Vec<Board> {
        let same = self.before.plan().runs_as(self.now.plan());
        let sides = if same { vec![&self.now] } else { vec![&self.before, &self.now] };
        sides.iter().map(|side| board(side.plan(), side.study.seed, replication)).collect()
    }

    /// The digest of what the models of the file do ([`bits`]).
    ///
    /// # Errors
    /// As of [`Live::open`], which has held already.
    pub fn bits(&self) -> Result<String, Problems> {
        let scenario = self.document.resolve()?;
        let plans =
            plan::compile_all(&scenario).map_err(|why| side::refused(&self.document, &why))?;
        Ok(bits(&plans, scenario.study.seed))
    }
}
