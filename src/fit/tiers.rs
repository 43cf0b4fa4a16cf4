//! Which pieces a reviewer sees: told by tiers, of which a scenario has three.

use super::flow::Piece;
use super::history::{History, Pass};
use std::collections::BTreeSet;

/// Reviewed pieces that show whom they are not shown to.
const REVIEWED: usize = 5;

/// Reviewers (step and team), some of whom never see some pieces.
type Unseen = BTreeSet<(usize, usize)>;

/// The tiers of pieces.
#[derive(Clone, Debug, Default)]
pub struct Tiers {
    /// By tier: who does not see its pieces. Empty where all see all.
    unseen: Vec<Unseen>,
    /// By piece.
    pieces: Vec<usize>,
}

impl Tiers {
    /// Pieces that the same reviewers see are of one tier; the fewer see them, the lower it is. `Err` of more than three:
    /// who does not see what, as step, team and piece.
    pub fn of(history: &History, pieces: &[Piece]) -> Result<Tiers, Vec<(usize, usize, usize)>> {
        let all: Vec<Unseen> = pieces.iter().map(|piece| unseen(history, pieces, piece)).collect();
        let mut kinds: Vec<Unseen> = all.clone();
        kinds.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        kinds.dedup();
        if kinds.len() < 2 {
            return Ok(Tiers::default());
        }
        if kinds.len() > 3 {
            let each = all.iter().enumerate();
            return Err(each
                .flat_map(|(piece, it)| it.iter().map(move |(a, b)| (*a, *b, piece)))
                .collect());
        }
        let place = |own: &Unseen| kinds.iter().position(|it| it == own).unwrap_or(0);
        Ok(Tiers { pieces: all.iter().map(place).collect(), unseen: kinds })
    }

    fn names(&self) -> &'static [&'static str] {
        if self.unseen.len() == 2 { &["low", "high"] } else { &["low", "medium", "high"] }
    }

    /// The tier of a piece; `None` where there is one only.
    pub fn of_piece(&self, piece: usize) -> Option<&'static str> {
        self.names().get(*self.pieces.get(piece)?).copied()
    }

    /// What a reviewer sees; `None` of all.
    pub fn seen_by(&self, step: usize, team: usize) -> Option<Vec<&'static str>> {
        let names = self.names().iter().zip(&self.unseen);
        let seen: Vec<&str> = names
            .filter(|(_, unseen)| !unseen.contains(&(step, team)))
            .map(|(name, _)| *name)
            .collect();
        (seen.len() < self.unseen.len()).then_some(seen)
    }
}

/// Who never sees a piece but reviews others.
fn unseen(history: &History, pieces: &[Piece], piece: &Piece) -> Unseen {
    let reviews = |of: &Piece| -> Vec<(usize, usize, usize)> {
        let passes = of.items.iter().flat_map(|item| history.of_item(*item));
        passes
            .filter(|it| history.steps[it.step].review)
            .map(|it: &Pass| (it.step, it.team, it.item))
            .collect()
    };
    let own = reviews(piece);
    let reviewers: Unseen =
        pieces.iter().flat_map(reviews).map(|(step, team, _)| (step, team)).collect();
    let items = |of: &dyn Fn(&&(usize, usize, usize)) -> bool| {
        own.iter().filter(of).map(|it| it.2).collect::<BTreeSet<usize>>().len()
    };
    let never = |(step, team): &(usize, usize)| {
        let all = items(&|it| it.0 == *step);
        all >= REVIEWED && items(&|it| it.0 == *step && it.1 == *team) * 20 < all
    };
    reviewers.into_iter().filter(never).collect()
}
