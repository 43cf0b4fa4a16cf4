//! Beyond what can all be tried: from the most promising settings of so many changes on, one more each.

use super::aim::Aim;
use super::race::{FIRST, Race};
use super::space::Space;
use super::{Search, Stopped};
use crate::study::Progress;

/// So many of the most promising settings are taken further by one change each.
pub const BEAM: usize = 24;

impl Search<'_> {
    /// Adds to a space what the beam reaches, up to the changes that are asked for (beam search: Lowerre 1976).
    pub(super) fn widen(
        &self,
        space: &mut Space,
        aim: &Aim,
        progress: &dyn Progress,
    ) -> Result<(), Stopped> {
        for changes in space.enumerated + 1..=space.changes {
            let last =
                (0..space.settings.len()).filter(|it| space.settings[*it].len() == changes - 1);
            let chosen: Vec<usize> = [0].into_iter().chain(last).collect();
            let plans = chosen.iter().map(|setting| space.plans[*setting].clone()).collect();
            progress.more(chosen.len() as u64 * u64::from(FIRST));
            let mut race =
                Race::new(self.scenario, plans, vec![0; chosen.len()], aim, self.race_seed());
            race.round(1, FIRST, progress)?;
            let promising = race.left().into_iter().filter(|place| *place != 0).take(BEAM);
            let promising: Vec<&[usize]> =
                promising.map(|place| space.settings[chosen[place]].as_slice()).collect();
            let wider = space.with_one_more(&promising);
            space.add(self.document, &wider)?;
        }
        Ok(())
    }
}
