//! Settings of the whole campaign.

use super::Broker;
use crate::calendar::Calendar;
use crate::distribution::Sampler;
use crate::model::{Conduct, Fatigue, When};
use crate::time::{Elapsed, Instant};
use std::sync::Arc;

/// When campaigns arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// At these instants, one for each.
    At(Vec<Instant>),
    /// The first at 0, the next ones after such gaps, of open time where there is a calendar.
    Every(Arc<Sampler>, Option<Calendar>),
}

/// When a campaign that is ready may be launched.
#[derive(Clone, Debug, PartialEq)]
pub struct Launch {
    /// Not before this time.
    pub at: Option<When>,
    /// Only while this is open.
    pub calendar: Option<Calendar>,
    /// Whether deadlines move on to the next opening.
    pub moves_deadline: bool,
}

/// Settings of the whole campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// How many campaigns.
    pub campaigns: u32,
    /// Whether they are a portfolio.
    pub portfolio: bool,
    /// When they arrive.
    pub arrivals: Arrivals,
    /// When a campaign is censored.
    pub horizon: Elapsed,
    /// The promised launch.
    pub deadline: Option<When>,
    /// When a campaign that is ready may be launched; `None`: at once.
    pub launch: Option<Launch>,
    /// Per day late.
    pub delay_cost: f64,
    /// Per flaw live at launch, by tier.
    pub escape_cost: [f64; 3],
    /// Per campaign that is not launched by its deadline.
    pub miss_cost: f64,
    /// Whether anything costs anything.
    pub has_prices: bool,
    /// How long a launched campaign stays open to changes.
    pub live: Option<Elapsed>,
    /// Weight of the common latent (√ρ) and of the task's own (√(1 − ρ)).
    pub correlation: (f64, f64),
    /// Share redone to mend a flaw.
    pub fix: f64,
    /// Drift per working hour; 0 under shared context.
    pub drift: f64,
    /// Factor per further rework.
    pub learning: f64,
    /// How tiredness builds up and fades.
    pub fatigue: Fatigue,
    /// How the campaign as a whole is conducted.
    pub conduct: Conduct,
    /// Live feedback: probability and delay.
    pub live_feedback: Option<(f64, Elapsed)>,
    /// The broker, where some handoff goes through one.
    pub broker: Option<Broker>,
}

impl Launch {
    /// The first instant from `at` on at which a launch is possible.
    pub(super) fn opening(&self, at: Instant) -> Instant {
        self.calendar.as_ref().map_or(at, |calendar| calendar.next_opening(at))
    }
}
