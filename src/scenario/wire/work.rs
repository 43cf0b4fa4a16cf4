//! Tables of the work: streams, deliverables, handoffs, what comes on the way.

use crate::model::{Clock, Tier};
use crate::scenario::definitions::Definitions;
use crate::scenario::dist::{ElapsedDistribution, WorkDistribution};
use crate::scenario::moment::{Deadline, Time};
use crate::scenario::numbers::{Count, NonNegative, Positive, Probability, Share};
use crate::scenario::problem::Note;
use crate::scenario::read::{At, Notes, Read, wire};
use crate::scenario::texts::{Kind, Name};
use crate::scenario::tree::{Node, Value};
use crate::scenario::units::PositiveElapsed;
use crate::time::Elapsed;
use serde_json::json;

wire! {
    /// A stream: one step that deliverables pass through.
    Stream "a stream" {
        /// Its name.
        must name: Name,
        /// "work" (default) or "approval".
        opt kind: Kind,
        /// The streams it gets its input from.
        opt needs: Vec<At<Name>>,
        /// Work: the team that does it.
        opt team: Name,
        /// Work: effort in working time, for a deliverable of size 1.
        opt effort: WorkDistribution,
        /// Work: probability that a finish hides a flaw (default 0).
        opt flaw: Probability,
        /// Probability that a deliverable needs this step (default 1); where it does not, the step is passed over.
        new occurs: Probability,
        /// Whether it has one task for the whole campaign, such as a brief or a joint gate (default false).
        new once: bool,
        /// Approval: who reviews, in order.
        opt reviewers: Vec<At<Reviewer>>,
        /// Approval: the earlier stream that a rejection sends the work back to (default: the direct work predecessors).
        opt returns_to: Name,
        /// Approval: share of the work redone after a rejection.
        opt revise: Share,
        /// Approval: factor on review effort in further rounds (default 1).
        opt rereview: NonNegative,
    }

    /// A reviewer: a team (with `effort`), or an outsider (`name` with `turnaround`).
    Reviewer "a reviewer" {
        /// The team whose people review.
        opt team: Name,
        /// Review effort in working time.
        opt effort: WorkDistribution,
        /// The name of an external approver.
        opt name: Name,
        /// Elapsed time that an external approver takes.
        opt turnaround: ElapsedDistribution,
        /// Probability of a rejection by taste or policy: a number, or a list by round (default 0).
        opt reject: RejectList,
        /// Probability to detect each flaw (default 0).
        opt detect: Probability,
        /// Tiers of deliverables that this reviewer sees (default all).
        opt tiers: Vec<At<Tier>>,
    }

    /// A deliverable, or `count` alike ones.
    Deliverable "a deliverable" {
        /// Its name.
        must name: Name,
        /// How many alike instances (default 1).
        opt count: Count,
        /// Factor on efforts (default 1).
        opt size: Positive,
        /// Risk tier: "low", "medium" (default) or "high".
        opt tier: Tier,
        /// Streams that it does not pass through.
        opt skip: Vec<At<Name>>,
        /// When it is to be done: elapsed time after the campaign's start, or a date (its end) (default: the deadline).
        new due: Deadline,
    }

    /// Deliverables from a file, in the place of a deliverable. Needs schema = 2.
    DeliverablesFile "a file of deliverables" {
        /// A CSV file with the columns name, count, size, tier, skip (separated by ;), due; relative to the scenario's folder.
        must file: Name,
    }

    /// A handoff between tasks of different deliverables.
    Dependency "a dependency" {
        /// The giving task: "deliverable/stream".
        must from: Name,
        /// The receiving task: "deliverable/stream".
        must to: Name,
    }

    /// Facts of handoffs.
    Handoffs "the facts of handoffs" {
        /// Elapsed time from leaving the giver to arriving, drawn anew for each version (default 0).
        opt latency: ElapsedDistribution,
        /// Probability that a new version matters to the receiver (default 0.5, an assumption).
        opt sensitivity: Probability,
        /// Share of the receiver's work then redone (default 0.3, an assumption).
        opt impact: Share,
        /// Probability that the receiver notices a flaw in what it is given (default 0).
        opt spot: Probability,
        /// Whether a done receiver to which a new version does not matter passes the news on to its own
        /// receivers (default true).
        opt pass_on: bool,
        /// Facts of some handoffs; later rows win.
        opt between: Vec<At<Between>>,
    }

    /// Facts of some handoffs.
    Between "the facts of some handoffs" {
        /// The giving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt from: Name,
        /// The receiving stream, or "@work", "@approval", "@first", "@once" (default: any).
        opt to: Name,
        /// Elapsed time from leaving the giver to arriving, drawn anew for each version.
        opt latency: ElapsedDistribution,
        /// Probability that a new version matters to the receiver.
        opt sensitivity: Probability,
        /// Share of the receiver's work then redone.
        opt impact: Share,
        /// Probability that the receiver notices a flaw in what it is given.
        opt spot: Probability,
        /// Whether a done receiver to which a new version does not matter passes the news on.
        opt pass_on: bool,
    }

    /// How rework behaves.
    Rework "the facts of rework" {
        /// Share of a task redone to mend a flaw.
        opt fix: Share,
        /// Rate per working hour at which people who do not talk diverge (default 0).
        opt drift: NonNegative,
        /// Factor per further rework of the same task (default 1).
        opt learning: NonNegative,
    }

    /// How tiredness builds up and fades.
    Fatigue "the facts of fatigue" {
        /// Rise when one of a team starts a rework (default 0).
        opt per_rework: NonNegative,
        /// Rise at a sync that the team attends (default 0).
        opt per_sync: NonNegative,
        /// Elapsed time in which it halves (default 1w).
        opt half_life: PositiveElapsed,
    }

    /// The hub through whose hands versions may go.
    Broker "a broker" {
        /// Its team.
        opt team: Name,
        /// Working time per version (default 20m).
        opt effort: WorkDistribution,
        /// Probability that it finds a flaw (default 0.3).
        opt detect: Probability,
    }

    /// An iteration mark: finishing `from` may reopen the earlier `to`.
    Feedback "a feedback" {
        /// The stream whose finish may cause it.
        must from: Name,
        /// The earlier work stream.
        must to: Name,
        /// Probability per finish.
        must probability: Probability,
        /// Share of the earlier work redone.
        must impact: Share,
    }

    /// A late change.
    Change "a change" {
        /// Its name, for display.
        opt name: Name,
        /// The work stream it hits.
        opt stream: Name,
        /// In place of `stream`: the work streams that one occurrence hits together.
        new streams: Vec<At<Name>>,
        /// When it comes: elapsed time on its clock, or a date (its beginning).
        opt at: Time,
        /// Between which two times it comes: two elapsed times, or two dates.
        opt within: Vec<At<Time>>,
        /// How long before the launch date (`launch.at`), or else the deadline, it comes: elapsed time.
        new before: Elapsed,
        /// Mean gap of changes that come again and again.
        opt every: PositiveElapsed,
        /// With `every`: the first possible time (default 0).
        opt from: Time,
        /// With `every`: when they end.
        opt until: Time,
        /// What times count from: "start" (default) or "launch".
        opt clock: Clock,
        /// Probability that it happens (default 1).
        opt probability: Probability,
        /// Deliverables that can be hit (default all).
        opt deliverables: Vec<At<Name>>,
        /// Probability for each deliverable to be hit (default 1).
        opt reach: Probability,
        /// Share of the hit work redone: a number, or a list with one for each of `streams`.
        must severity: SeverityOf,
    }
}

/// Probabilities of rejection by round: a number, or a list whose last value repeats.
#[derive(Debug)]
pub enum RejectList {}

impl Read for RejectList {
    type Value = Vec<f64>;
    fn read(node: &Node, notes: &mut Notes) -> Option<Vec<f64>> {
        let Value::Array(items) = &node.value else {
            return Probability::read(node, notes).map(|p| vec![p]);
        };
        if items.is_empty() {
            notes.wrong(node, "a probability, or a list of at least one");
            return None;
        }
        Vec::<Probability>::read(node, notes)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let one = Probability::schema(definitions);
        json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
    }
}

/// How much of the hit work a change makes redone.
#[derive(Clone, Debug)]
pub enum Severity {
    /// The same share in all streams.
    All(f64),
    /// One share for each stream.
    Each(Vec<f64>),
}

/// A severity: a number, or (since schema 2) a list.
#[derive(Debug)]
pub enum SeverityOf {}

impl Read for SeverityOf {
    type Value = Severity;
    fn read(node: &Node, notes: &mut Notes) -> Option<Severity> {
        let Value::Array(items) = &node.value else {
            return Share::read(node, notes).map(Severity::All);
        };
        notes.newer.push((node.at, "a list of severities".to_owned()));
        let shares: Vec<f64> = items.iter().filter_map(|item| Share::read(item, notes)).collect();
        (shares.len() == items.len()).then_some(Severity::Each(shares))
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let one = Share::schema(definitions);
        json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
    }
}

/// A deliverable, or a file of them, whose rows stand in its place before anything is read.
#[derive(Debug)]
pub enum DeliverableRow {}

impl Read for DeliverableRow {
    type Value = Deliverable;
    fn read(node: &Node, notes: &mut Notes) -> Option<Deliverable> {
        let Some(file) = node.table().and_then(|table| table.get("file")) else {
            let before = notes.list.len();
            let read = Deliverable::read(node, notes);
            for note in notes.list[before..].iter_mut().filter(|note| note.unknown_in.is_some()) {
                note.help.push_str("; or `file` alone, for deliverables from a CSV file");
            }
            return read;
        };
        if DeliverablesFile::read(node, notes).is_some_and(|row| row.file.value().is_some()) {
            let note = Note::new(file.at, "the file of these deliverables was not read");
            let help = "write `file` into the scenario itself; `--set` changes the deliverables that came from it";
            notes.push(note.label("not read").help(help));
        }
        None
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        let (row, file) = (Deliverable::schema(definitions), DeliverablesFile::schema(definitions));
        json!({ "anyOf": [row, file] })
    }
}
