//! Facts: the work, the people and the world.

use crate::calendar::Calendar;
use crate::distribution::Distribution;
use crate::model::{CalendarId, DeliverableId, Practices, StreamId, TeamId};
use crate::time::{Elapsed, Instant, Work, micros};
use jiff::civil::DateTime;

/// Everything that does not depend on the workflow model.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The instant that is time 0: the campaign's start, moved to the default calendar's next opening.
    pub start: DateTime,
    /// Whether the file gave a start; when not, `start` is an arbitrary Monday 09:00 and no date is shown.
    pub start_given: bool,
    /// The promised launch, if any.
    pub deadline: Option<When>,
    /// When a campaign that is ready may be launched; `None`: at once.
    pub launch: Option<Launch>,
    /// A campaign not launched after this long is censored.
    pub horizon: Elapsed,
    /// The default calendar.
    pub calendar: CalendarId,
    /// All calendars that are used, named; index 0 upwards, compiled against `start`.
    pub calendars: Vec<NamedCalendar>,
    /// Currency units per day (24 h elapsed) after the deadline; 0 when not given.
    pub delay_cost: f64,
    /// Currency units per flaw live at launch, by the tier of its deliverable: `[low, medium, high]`.
    pub escape_cost: [f64; 3],
    /// Currency units for each campaign that is not launched by its deadline.
    pub miss_cost: f64,
    /// Correlation of the latent normals of base efforts of work tasks within a campaign, in [0, 1].
    pub correlation: f64,
    /// How much a maturity gap of 1 multiplies overhead and flaws; 2 when not given.
    pub penalty: f64,
    /// How long a launched campaign stays open to changes, if live time is asked for.
    pub live: Option<Elapsed>,
    /// Teams, in file order.
    pub teams: Vec<Team>,
    /// Streams, in file order.
    pub streams: Vec<Stream>,
    /// Deliverables, in file order, before `count` is multiplied out.
    pub deliverables: Vec<Deliverable>,
    /// Handoffs between tasks of different deliverables.
    pub dependencies: Vec<Dependency>,
    /// Facts of handoffs for each pair of streams: `handoffs[from * streams.len() + to]`.
    pub handoffs: Vec<HandoffFacts>,
    /// How rework behaves.
    pub rework: Rework,
    /// How tiredness builds up and fades.
    pub fatigue: Fatigue,
    /// More than one campaign, if asked for.
    pub portfolio: Option<Portfolio>,
    /// Iteration marks.
    pub feedback: Vec<Feedback>,
    /// Late changes, in file order.
    pub changes: Vec<Change>,
    /// Absences, in file order.
    pub absences: Vec<Absence>,
    /// What practices cost and bring.
    pub practices: Practices,
}

impl Facts {
    /// The facts of a handoff from one stream to another.
    pub fn handoff(&self, from: StreamId, to: StreamId) -> &HandoffFacts {
        &self.handoffs[from * self.streams.len() + to]
    }

    /// Whether a deliverable has a task of its own in a stream.
    pub fn has_task(&self, deliverable: &Deliverable, stream: StreamId) -> bool {
        !self.streams[stream].once && !deliverable.skip.contains(&stream)
    }

    /// The streams that have one task for the whole campaign.
    pub fn once(&self) -> impl Iterator<Item = StreamId> + '_ {
        (0..self.streams.len()).filter(|stream| self.streams[*stream].once)
    }

    /// Whether a team reviews something in an approval, or in any.
    pub fn reviews(&self, team: TeamId, approval: Option<StreamId>) -> bool {
        self.streams.iter().enumerate().any(|(id, stream)| {
            let mut reviewers = stream.kind.reviewers().iter();
            approval.is_none_or(|meant| meant == id) && reviewers.any(|it| it.team() == Some(team))
        })
    }

    /// Whether any work can hide a flaw, before drift.
    pub fn has_flaws(&self) -> bool {
        self.streams.iter().any(|stream| stream.kind.flaw() > 0.0)
    }

    /// Whether any reviewer can reject.
    pub fn has_rejections(&self) -> bool {
        let mut reviewers = self.streams.iter().flat_map(|stream| stream.kind.reviewers());
        reviewers.any(Reviewer::rejects)
    }

    /// Whether several review something: only then it matters whether they are asked at once.
    pub fn has_panels(&self) -> bool {
        self.streams.iter().any(|stream| stream.kind.reviewers().len() > 1)
    }

    /// When a sync that is held so often first takes place: in the default calendar.
    pub fn first_held(&self, every: Elapsed) -> Instant {
        self.calendars[self.calendar].calendar.next_opening(Instant::ZERO.plus(every))
    }

    /// By when the last campaign has arrived: the mean, and so many standard deviations.
    pub fn last_arrival(&self, deviations: f64) -> Instant {
        let Some(portfolio) = &self.portfolio else { return Instant::ZERO };
        match &portfolio.arrivals {
            Arrivals::At(times) => times.last().copied().unwrap_or_default(),
            Arrivals::Every { gap, calendar } => {
                let gaps = f64::from(portfolio.campaigns.saturating_sub(1));
                let all = micros(gaps * gap.mean() + deviations * libm::sqrt(gaps) * gap.sd());
                let calendar = calendar.map(|id| &self.calendars[id].calendar);
                calendar.map_or(Instant(all), |it| it.advance(Instant::ZERO, Work(all)))
            }
        }
    }

    /// Whether anything costs anything: an hour of a team, an escape, a deadline that is missed.
    pub fn has_prices(&self) -> bool {
        let late = self.deadline.is_some() && self.delay_cost + self.miss_cost > 0.0;
        let escapes = self.escape_cost.iter().any(|price| *price > 0.0);
        late || escapes || self.teams.iter().any(|team| team.person.cost_per_hour > 0.0)
    }
}

/// A time of a campaign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// So long after the (own) campaign's start.
    After(Elapsed),
    /// At this instant, whichever campaign: a date.
    At(Instant),
}

impl When {
    /// The instant, for a campaign that started at `start`.
    pub fn of(self, start: Instant) -> Instant {
        match self {
            When::After(span) => start.plus(span),
            When::At(instant) => instant,
        }
    }
}

/// When a campaign that is ready may be launched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Launch {
    /// Not before this time.
    pub at: Option<When>,
    /// Only while this calendar is open.
    pub calendar: Option<CalendarId>,
    /// Whether the deadline, so long after a campaign's start, moves on to the next opening of that calendar.
    pub moves_deadline: bool,
}

/// A calendar under its name.
#[derive(Clone, Debug)]
pub struct NamedCalendar {
    /// The name in the file (`office`, `always`, ...).
    pub name: String,
    /// The compiled calendar.
    pub calendar: Calendar,
    /// The weekly pattern, as written ("Mon-Fri 09:00-17:00"), for display.
    pub text: String,
}

/// A team: identical people with one calendar.
#[derive(Clone, Debug)]
pub struct Team {
    /// Unique name.
    pub name: String,
    /// How many people, at least 1.
    pub people: u32,
    /// What each of them is like.
    pub person: Person,
    /// When they work.
    pub calendar: CalendarId,
    /// How long after being asked one of them turns to a review on demand (µs of open time of the default calendar).
    pub response: Option<Distribution>,
}

/// What a person of a team is like; plans take it over as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Currency units per hour; 0 when not given.
    pub cost_per_hour: f64,
    /// Maturity in [0, 1].
    pub maturity: f64,
    /// Efforts are divided by this; above 0.
    pub speed: f64,
    /// Working time lost at the start of a rework.
    pub switch_cost: Work,
    /// Share of the open time that there is for this work, in (0, 1]: jobs take 1 / share as long.
    pub share: f64,
}

/// So many people are in a team that stands for time that passes, for want of anybody in particular.
pub const NOBODY: u32 = 1000;
/// How the name of such a team ends.
pub const ELAPSED: &str = " (elapsed)";

impl Team {
    /// Whether it stands for time that passes (`flowcast fit` writes such teams): it has nobody to talk, to wait or to hire.
    pub fn stands_for_time(&self) -> bool {
        self.people == NOBODY && self.name.ends_with(ELAPSED)
    }
}

/// A stream: one step that deliverables pass through.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Unique name.
    pub name: String,
    /// What kind of step.
    pub kind: StreamKind,
    /// The streams it gets its input from, in file order.
    pub needs: Vec<StreamId>,
    /// Probability that a task of it occurs.
    pub occurs: f64,
    /// Whether it has one task for the whole campaign instead of one for each deliverable.
    pub once: bool,
}

impl Stream {
    /// Whether this is an approval.
    pub fn is_approval(&self) -> bool {
        matches!(self.kind, StreamKind::Approval(_))
    }
}

/// Work or approval.
#[derive(Clone, Debug)]
pub enum StreamKind {
    /// Done by a person of a team.
    Work(WorkStream),
    /// Worked by reviewers.
    Approval(ApprovalStream),
}

impl StreamKind {
    /// Who reviews; nobody of work.
    pub fn reviewers(&self) -> &[Reviewer] {
        match self {
            StreamKind::Approval(approval) => &approval.reviewers,
            StreamKind::Work(_) => &[],
        }
    }

    /// Probability that a finish hides a flaw, before gap, fatigue and drift; 0 of approvals.
    pub fn flaw(&self) -> f64 {
        match self {
            StreamKind::Work(work) => work.flaw,
            StreamKind::Approval(_) => 0.0,
        }
    }

    /// Whose people do it: one team, or those of all reviewers, in list order.
    pub fn teams(&self) -> impl Iterator<Item = TeamId> + '_ {
        let own = match self {
            StreamKind::Work(work) => Some(work.team),
            StreamKind::Approval(_) => None,
        };
        own.into_iter().chain(self.reviewers().iter().filter_map(Reviewer::team))
    }
}

/// A stream of kind `work`.
#[derive(Clone, Debug)]
pub struct WorkStream {
    /// Who does it.
    pub team: TeamId,
    /// Effort in working time (µs) before size and speed.
    pub effort: Distribution,
    /// Probability that a finish hides a flaw, before gap, fatigue and drift.
    pub flaw: f64,
}

/// A stream of kind `approval`.
#[derive(Clone, Debug)]
pub struct ApprovalStream {
    /// In list order; may be empty.
    pub reviewers: Vec<Reviewer>,
    /// Where a rejection without a detected flaw sends the work; `None`: the direct work predecessors.
    pub returns_to: Option<StreamId>,
    /// Share of the work redone after such a rejection (present whenever a reviewer can reject).
    pub revise: Option<f64>,
    /// Factor on review effort in every further round.
    pub rereview: f64,
}

/// Who reviews.
#[derive(Clone, Debug)]
pub struct Reviewer {
    /// A team's people or an outsider.
    pub who: ReviewerKind,
    /// Probability of a rejection by taste or policy, by round; the last value repeats; never empty.
    pub reject: Vec<f64>,
    /// Probability to detect each flaw.
    pub detect: f64,
    /// Which tiers this reviewer sees: `[low, medium, high]`.
    pub tiers: [bool; 3],
}

impl Reviewer {
    /// The team whose people review; `None` of an outsider.
    pub fn team(&self) -> Option<TeamId> {
        match self.who {
            ReviewerKind::Team { team, .. } => Some(team),
            ReviewerKind::External { .. } => None,
        }
    }

    /// Whether there is a round in which this reviewer may reject.
    pub fn rejects(&self) -> bool {
        self.reject.iter().any(|reject| *reject > 0.0)
    }
}

/// An inside or outside reviewer.
#[derive(Clone, Debug)]
pub enum ReviewerKind {
    /// A team's people review.
    Team {
        /// The team.
        team: TeamId,
        /// Review effort in working time (µs), before speed.
        effort: Distribution,
    },
    /// An external approver whose queue is not modelled.
    External {
        /// Its name.
        name: String,
        /// Elapsed time (µs), drawn anew in every round.
        turnaround: Distribution,
    },
}

/// Risk tier of a deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Formatting, scheduling.
    Low = 0,
    /// The default.
    Medium = 1,
    /// What can hurt.
    High = 2,
}

/// Under which name the tasks of streams that exist once are shown, beside those of deliverables.
pub const CAMPAIGN: &str = "@campaign";

/// A thing that has to be made.
#[derive(Clone, Debug)]
pub struct Deliverable {
    /// Unique name.
    pub name: String,
    /// How many alike instances, at least 1.
    pub count: u32,
    /// Factor on efforts, above 0.
    pub size: f64,
    /// Risk tier.
    pub tier: Tier,
    /// Streams it does not pass through.
    pub skip: Vec<StreamId>,
    /// When it is to be done for the last time; `None`: by the deadline.
    pub due: Option<When>,
}

/// A handoff between tasks of different deliverables (every instance to every instance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The giving task.
    pub from: (DeliverableId, StreamId),
    /// The receiving task.
    pub to: (DeliverableId, StreamId),
}

/// Facts of a handoff.
#[derive(Clone, Debug, PartialEq)]
pub struct HandoffFacts {
    /// Elapsed time (µs) from leaving the giver (or broker) to arriving, drawn anew for each version.
    pub latency: Distribution,
    /// What becomes of a version there.
    pub uptake: Uptake,
}

/// What becomes of a version at its receiver; plans take it over as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uptake {
    /// Probability that a new version matters.
    pub sensitivity: f64,
    /// Share of the work then redone.
    pub impact: f64,
    /// Probability that the receiver notices a flaw in what it is given.
    pub spot: f64,
    /// Whether a done receiver to which a new version does not matter passes the news on.
    pub pass_on: bool,
}

/// How rework behaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rework {
    /// Share of a task redone to mend a flaw (present whenever a flaw can be found).
    pub fix: Option<f64>,
    /// Rate per working hour at which people who do not talk diverge.
    pub drift: f64,
    /// Factor per further rework of the same task.
    pub learning: f64,
}

/// How tiredness builds up and fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fatigue {
    /// Rise when one of the team starts a rework.
    pub per_rework: f64,
    /// Rise at a sync that the team attends.
    pub per_sync: f64,
    /// Elapsed time in which it halves; above 0.
    pub half_life: Elapsed,
}

/// Several campaigns of one shape.
#[derive(Clone, Debug)]
pub struct Portfolio {
    /// How many.
    pub campaigns: u32,
    /// When they arrive.
    pub arrivals: Arrivals,
}

/// When the campaigns of a portfolio arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// At these instants, in order; one for each.
    At(Vec<Instant>),
    /// The first at 0, then one after the other.
    Every {
        /// Time (µs) between two arrivals.
        gap: Distribution,
        /// The calendar whose open time it is; `None`: elapsed time.
        calendar: Option<CalendarId>,
    },
}

/// An iteration mark: finishing `from` may reopen the earlier `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feedback {
    /// The stream whose finish may cause it.
    pub from: StreamId,
    /// The earlier work stream.
    pub to: StreamId,
    /// Probability per finish.
    pub probability: f64,
    /// Share of `to`'s work redone.
    pub impact: f64,
}

/// A late change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its name (need not be unique).
    pub name: String,
    /// The work streams it hits, each with the share of the hit work redone.
    pub streams: Vec<(StreamId, f64)>,
    /// When it comes.
    pub arrival: Arrival,
    /// What its times count from.
    pub clock: Clock,
    /// Probability that an occurrence happens.
    pub probability: f64,
    /// Which deliverables can be hit; `None` for all.
    pub deliverables: Option<Vec<DeliverableId>>,
    /// Probability for each deliverable to be hit.
    pub reach: f64,
}

/// People who are away for a while; times count from the start of the first campaign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Absence {
    /// Whose people.
    pub team: TeamId,
    /// How many, at most all of them.
    pub people: u32,
    /// When it begins.
    pub arrival: Arrival,
    /// How long it lasts, above 0.
    pub length: Elapsed,
    /// Probability that an occurrence happens.
    pub probability: f64,
}

/// When a change or an absence comes: elapsed times count from its clock's zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arrival {
    /// At one time.
    At(When),
    /// Uniform between two times, both elapsed or both dates.
    Within(When, When),
    /// Poisson with this mean gap, after `from`, before `until` (on the launch clock: the end of live time).
    Every {
        /// Mean gap, above 0.
        mean_gap: Elapsed,
        /// First possible time; a date before the clock's zero counts as that.
        from: When,
        /// Not at or after this time; `None` only on the launch clock or where the deadline ends it.
        until: Option<When>,
    },
}

impl Arrival {
    /// The instant of what comes once, by a uniform draw and its clock's zero; `None` for what comes again and again.
    pub fn once(self, zero: Instant, u: f64) -> Option<Instant> {
        match self {
            Arrival::At(at) => Some(at.of(zero)),
            Arrival::Within(from, to) => {
                let base = if matches!(from, When::After(_)) { zero } else { Instant::ZERO };
                let [from, to] = [from, to].map(|when| when.of(Instant::ZERO).0 as f64);
                Some(base.plus(Elapsed(micros(from + u * (to - from)))))
            }
            Arrival::Every { .. } => None,
        }
    }

    /// The next instant after `last` of what comes again and again, by a uniform draw: gaps are exponential, by their
    /// quantile function. `None` for what comes once.
    pub fn next(self, last: Instant, u: f64) -> Option<Instant> {
        let Arrival::Every { mean_gap, .. } = self else { return None };
        Some(last.plus(Elapsed(micros(-(mean_gap.0 as f64) * libm::log1p(-u)))))
    }
}

/// What a change's times count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The campaign's start.
    Start,
    /// The campaign's launch.
    Launch,
}

super::levers::words! {
    Tier, "a tier" { "low" => Low, "medium" => Medium, "high" => High, }
    Clock, "a clock" { "start" => Start, "launch" => Launch, }
}
