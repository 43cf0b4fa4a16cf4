//! Further than what is tried at once: every setting of one change more, or, where these are too many, those that the most
//! promising ones lead to.

use super::aim::Aim;
use super::race::{FIRST, Race};
use super::space::Space;
use super::{Search, Stopped};
use crate::study::Progress;

/// So many of the most promising settings are taken further by one change each.
pub const BEAM: usize = 24;

impl Search<'_> {
    /// Adds settings of one change more to a space: all of them, or what a beam reaches (beam search: Lowerre 1976).
    pub(super) fn widen(
        &self,
        space: &mut Space,
        aim: &Aim,
        progress: &dyn Progress,
    ) -> Result<(), Stopped> {
        let wider = match space.reach < space.enumerated {
            true => space.next(),
            false => self.beam(space, aim, progress)?,
        };
        progress.more(wider.len() as u64 * u64::from(FIRST));
        space.add_all(self.document, &wider)?;
        space.reach += 1;
        Ok(())
    }

    /// The most promising settings of the most changes, each with one change more.
    fn beam(
        &self,
        space: &Space,
        aim: &Aim,
        progress: &dyn Progress,
    ) -> Result<Vec<Vec<usize>>, Stopped> {
        let last = (0..space.settings.len()).filter(|it| space.settings[*it].len() == space.reach);
        let chosen: Vec<usize> = [0].into_iter().chain(last).collect();
        let plans = chosen.iter().map(|setting| space.plans[*setting].clone()).collect();
        progress.more(chosen.len() as u64 * u64::from(FIRST));
        let mut race =
            Race::new(self.scenario, plans, vec![0; chosen.len()], aim, self.race_seed());
        race.round(1, FIRST, progress)?;
        let promising = race.left().into_iter().filter(|place| *place != 0).take(BEAM);
        let promising: Vec<&[usize]> =
            promising.map(|place| space.settings[chosen[place]].as_slice()).collect();
        Ok(space.with_one_more(&promising))
    }
}
