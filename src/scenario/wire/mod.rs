//! The scenario file as written: every table and field, declared once. No logic.

mod controls;
mod improve;
mod models;
mod work;

pub use controls::*;
pub use improve::*;
pub use models::*;
pub use work::*;

use crate::scenario::calendar_text::CalendarText;
use crate::scenario::definitions::Definitions;
use crate::scenario::dist::{EitherTime, WorkDistribution};
use crate::scenario::moment::{Deadline, StartTime, Time};
use crate::scenario::numbers::{
    Count, Level, Money, NonNegative, PartTime, Positive, Probability, Replications, SchemaVersion,
    Seed,
};
use crate::scenario::practices::PracticesTable;
use crate::scenario::read::{At, Named, Notes, Read, wire};
use crate::scenario::texts::{Name, Text};
use crate::scenario::tree::Node;
use crate::scenario::units::PositiveElapsed;
use crate::time::Work;
use serde_json::json;

wire! {
    /// A campaign, the workflow models to compare, and how to run the study.
    File "a scenario" {
        /// The version of the format: 2, or 1 for files without any key of 2.
        must schema: SchemaVersion,
        /// The campaign's name.
        must name: Name,
        /// One or two sentences about it.
        opt description: Text,
        /// When it starts, such as "2026-03-02 09:00"; in closed time, at the next opening. Without it, a Monday at 09:00.
        opt start: StartTime,
        /// The promised launch: elapsed time after the start, a date (its end), or a date and time.
        opt deadline: Deadline,
        /// When a campaign that is ready may be launched (default: at once).
        new launch: Launch,
        /// A campaign not launched after this elapsed time is censored (default 52w, or 52w after a later deadline).
        opt horizon: PositiveElapsed,
        /// The default calendar: a name from `calendars`, or "always" (default: Mon-Fri 09:00-17:00).
        opt calendar: Name,
        /// Currency units per day late (default 0).
        opt delay_cost: Money,
        /// Currency units per flaw that is live at launch: one price, or a table by tier (default 0).
        new escape_cost: EscapeCost,
        /// Currency units for a campaign that is not launched by its deadline, once (default 0).
        new miss_cost: Money,
        /// Correlation of efforts within a campaign, 0 to 1 (default 0).
        opt correlation: Level,
        /// How much a maturity gap of 1 multiplies overhead and flaws (default 2).
        opt penalty: NonNegative,
        /// How long (elapsed) a launched campaign stays open to changes.
        opt live: PositiveElapsed,
        /// Calendars by name.
        opt calendars: Named<CalendarText>,
        /// Teams by name.
        opt teams: Named<Team>,
        /// The steps that deliverables pass through.
        must streams: Vec<At<Stream>>,
        /// What has to be made.
        must deliverables: Vec<At<DeliverableRow>>,
        /// Handoffs between tasks of different deliverables.
        opt dependencies: Vec<At<Dependency>>,
        /// Facts of handoffs.
        opt handoffs: Handoffs,
        /// How rework behaves.
        opt rework: Rework,
        /// How tiredness builds up and fades.
        opt fatigue: Fatigue,
        /// The hub through whose hands versions may go: the default of the lever `broker`.
        opt broker: Broker,
        /// Several campaigns of this shape that share teams.
        opt portfolio: Portfolio,
        /// Iteration marks: finishing one stream may reopen an earlier one.
        opt feedback: Vec<At<Feedback>>,
        /// Late changes.
        opt changes: Vec<At<Change>>,
        /// People who are away for a while.
        new absences: Vec<At<Absence>>,
        /// What practices cost and bring; with this table every model pays for what it does.
        new practices: PracticesTable,
        /// The workflow models to compare (default: all presets).
        opt models: Vec<At<Model>>,
        /// What `flowcast improve` may try (default: the values of the presets).
        new improve: Improve,
        /// What can be changed on the page of `flowcast play` (default: what is worth it).
        new controls: Vec<At<Control>>,
        /// How the study is run.
        opt study: Study,
    }

    /// When a campaign that is ready may be launched.
    Launch "the launch" {
        /// Not before: elapsed time after the campaign's start, or a date (its beginning).
        opt at: Time,
        /// Only while this calendar is open: a name from `calendars`, or "always".
        opt calendar: Name,
    }

    /// What a flaw costs that is live at launch, by the tier of its deliverable.
    EscapeCostByTier "the cost of escapes by tier" {
        /// In a deliverable of low tier (default 0).
        opt low: Money,
        /// In one of medium tier (default 0).
        opt medium: Money,
        /// In one of high tier (default 0).
        opt high: Money,
    }

    /// A team: identical people with one calendar.
    Team "a team" {
        /// How many people (default 1).
        opt people: Count,
        /// Currency units per person-hour (default 0).
        opt cost_per_hour: Money,
        /// Maturity, 0 to 1 (default 1).
        opt maturity: Level,
        /// Efforts are divided by this (default 1).
        opt speed: Positive,
        /// When they work: a name from `calendars`, or "always" (default: the scenario's calendar).
        opt calendar: Name,
        /// Working time lost when one of them starts a rework (default 0).
        opt switch_cost: Work,
        /// Share of their open time that they have for this work, above 0 and at most 1 (default 1).
        new share: PartTime,
        /// How long after being asked one of them turns to a review on demand, in open time of the scenario's
        /// calendar (default: median 4h, p90 16h where practices have their price, else 0).
        new response: WorkDistribution,
    }

    /// Several campaigns of one shape that share teams.
    Portfolio "a portfolio" {
        /// How many.
        opt campaigns: Count,
        /// Time between arrivals, the first of which is at 0: elapsed, or with `calendar` working time.
        opt every: EitherTime,
        /// In place of the two: when each arrives, in order; elapsed times from the start, or dates (their beginning).
        new at: Vec<At<Time>>,
        /// The calendar whose open time `every` is: a name from `calendars`, or "always".
        new calendar: Name,
    }

    /// People of a team who are away for a while, the same in all campaigns: whoever is free leaves first, then whoever finishes.
    Absence "an absence" {
        /// The team.
        must team: Name,
        /// How many of its people (default 1).
        opt people: Count,
        /// When it begins: elapsed time from the start, or a date (its beginning).
        opt at: Time,
        /// Between which two times it begins: two elapsed times, or two dates.
        opt within: Vec<At<Time>>,
        /// Mean gap of absences that come again and again.
        opt every: PositiveElapsed,
        /// How long it lasts: elapsed time.
        must r#for: PositiveElapsed,
        /// Probability that it happens (default 1).
        opt probability: Probability,
    }

    /// How the study is run.
    Study "the settings of a study" {
        /// Replications per model (default 1000).
        opt replications: Replications,
        /// The seed of all draws, below 2^53 (default 1).
        opt seed: Seed,
        /// The model that the others are compared with (default: the first).
        opt baseline: Name,
        /// How much earlier is worth a switch (default: a tenth of the standard deviation of the baseline's time).
        opt worth: PositiveElapsed,
    }
}

/// What a flaw costs that is live at launch, by tier: one price for all, or a table.
#[derive(Debug)]
pub enum EscapeCost {}

impl Read for EscapeCost {
    type Value = [f64; 3];
    fn read(node: &Node, notes: &mut Notes) -> Option<[f64; 3]> {
        if node.table().is_none() {
            return Money::read(node, notes).map(|price| [price; 3]);
        }
        let prices = EscapeCostByTier::read(node, notes)?;
        Some([prices.low, prices.medium, prices.high].map(|price| price.or(0.0)))
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        json!({ "anyOf": [Money::schema(definitions), EscapeCostByTier::schema(definitions)] })
    }
}
