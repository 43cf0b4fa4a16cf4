//! What a plan can bring about. The engine is one source, compiled twice: for plans of every kind, and for
//! simple plans, to which what they cannot bring about costs nothing. Both say the same of a simple plan.

use crate::plan::Plan;

/// What has to be reckoned with. Where one of these is false, the engine does not ask.
pub trait Scope {
    /// More than one campaign.
    const PORTFOLIO: bool;
    /// Hours at which people are not there: closed ones, meetings.
    const ABSENCE: bool;
    /// Versions that take time to arrive, or go out early.
    const TRANSIT: bool;
    /// Flaws.
    const FLAWS: bool;
    /// Fatigue.
    const FATIGUE: bool;
    /// Iteration marks.
    const FEEDBACK: bool;
    /// Life after launch.
    const LIVE_TIME: bool;
}

/// Plans of every kind.
#[derive(Debug)]
pub struct Whole;

impl Scope for Whole {
    const PORTFOLIO: bool = true;
    const ABSENCE: bool = true;
    const TRANSIT: bool = true;
    const FLAWS: bool = true;
    const FATIGUE: bool = true;
    const FEEDBACK: bool = true;
    const LIVE_TIME: bool = true;
}

/// Simple plans: see [`is_simple`].
#[derive(Debug)]
pub struct Simple;

impl Scope for Simple {
    const PORTFOLIO: bool = false;
    const ABSENCE: bool = false;
    const TRANSIT: bool = false;
    const FLAWS: bool = false;
    const FATIGUE: bool = false;
    const FEEDBACK: bool = false;
    const LIVE_TIME: bool = false;
}

/// Whether a plan brings about none of what a scope can leave out.
pub fn is_simple(plan: &Plan) -> bool {
    let rules = &plan.rules;
    let always = rules.calendar.is_always() && plan.teams.iter().all(|t| t.calendar.is_always());
    let tires = rules.fatigue_per_rework > 0.0 || rules.fatigue_per_sync > 0.0;
    let at_once = plan.links.iter().all(|link| link.is_direct() && link.early.is_none());
    rules.campaigns == 1
        && always
        && plan.syncs.is_empty()
        && at_once
        && !plan.hides_flaws()
        && !tires
        && plan.feedback.iter().all(Vec::is_empty)
        && rules.live.is_none()
}
