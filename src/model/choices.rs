//! What `flowcast improve` may try: values of the levers, by default those of the presets.

use super::{Intake, Release, Route, Start, Visibility};
use crate::time::{Elapsed, HOUR, MINUTE, Work};

/// A lever that is a word or `sync NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncOr<W> {
    /// The word's meaning.
    Word(W),
    /// At the next sync of this name.
    Sync(String),
}

/// What may be tried; where a list is empty, the lever stays as today's model has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// By giver: what exists once, the first work that exists per piece, other work, approvals.
    pub by_giver: [GiverChoices; 4],
    /// In which order reviewers are asked.
    pub route: Vec<Route>,
    /// When receivers learn that their giver was reopened.
    pub visibility: Vec<SyncOr<Visibility>>,
    /// When late changes are taken in.
    pub intake: Vec<SyncOr<Intake>>,
    /// Whether the context is shared.
    pub shared_context: Vec<bool>,
    /// Whether handing over directly is tried where there is a hub.
    pub direct: bool,
    /// Meetings that a decision may bring along.
    pub meetings: Vec<Meeting>,
    /// Whether today's meetings may be dropped.
    pub drop_syncs: bool,
    /// Whether rows of handoffs of the file's other models are tried, one by one.
    pub rows: bool,
    /// Whether the pods of the file's other models are tried.
    pub pods: bool,
    /// How many campaigns may be under way; `None`: as the file's other models have it.
    pub wip: Option<Vec<u32>>,
    /// If it is allowed: how long teams wait for a verdict.
    pub patience: Vec<Elapsed>,
    /// If it is allowed: the probability that they then go ahead.
    pub bypass: Vec<f64>,
}

/// What may be tried of the handoffs out of some streams.
#[derive(Clone, Debug, PartialEq)]
pub struct GiverChoices {
    /// When versions leave.
    pub release: Vec<SyncOr<Release>>,
    /// When receivers may first start; not out of approvals.
    pub start: Vec<Start>,
}

/// A meeting that a decision may bring along.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// Its name.
    pub name: String,
    /// In plain words: "a daily check of 15 minutes".
    pub words: String,
    /// Elapsed time between occurrences.
    pub every: Elapsed,
    /// Working time it takes everybody; above 0.
    pub length: Work,
    /// Whether it may be held without anything waiting for it; the meetings of the file's models may not.
    pub offered: bool,
}

impl Meeting {
    fn shipped(name: &str, words: &str, hours: i64, minutes: i64) -> Meeting {
        let (every, length) = (Elapsed(hours * HOUR), Work(minutes * MINUTE));
        let (name, words) = (name.to_owned(), words.to_owned());
        Meeting { name, words, every, length, offered: true }
    }
}

impl Default for Choices {
    /// The values of the presets.
    fn default() -> Choices {
        let sync = |name: &str| name.to_owned();
        let item = || SyncOr::Word(Release::Item);
        let phase = || SyncOr::Word(Release::Phase);
        let start = || vec![Start::Final, Start::Early(0.5), Start::Brief];
        let work = || GiverChoices {
            release: vec![item(), phase(), SyncOr::Sync(sync("weekly"))],
            start: start(),
        };
        let once =
            GiverChoices { release: vec![item(), SyncOr::Sync(sync("weekly"))], start: start() };
        let approval = GiverChoices { release: vec![item(), phase()], start: Vec::new() };
        Choices {
            by_giver: [once, work(), work(), approval],
            route: vec![Route::Concurrent, Route::Serial],
            visibility: vec![
                SyncOr::Word(Visibility::Handoff),
                SyncOr::Word(Visibility::Live),
                SyncOr::Sync(sync("daily")),
                SyncOr::Sync(sync("weekly")),
            ],
            intake: vec![
                SyncOr::Word(Intake::Immediate),
                SyncOr::Sync(sync("daily")),
                SyncOr::Sync(sync("weekly")),
            ],
            shared_context: vec![true, false],
            direct: true,
            meetings: vec![
                Meeting::shipped("daily", "a daily check of 15 minutes", 24, 15),
                Meeting::shipped("weekly", "a weekly meeting of an hour", 168, 60),
            ],
            drop_syncs: true,
            rows: true,
            pods: true,
            wip: None,
            patience: vec![Elapsed(24 * HOUR), Elapsed(72 * HOUR)],
            bypass: vec![0.5, 1.0],
        }
    }
}
