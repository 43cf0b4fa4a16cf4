//! What ways of working cost and bring: one table of assumptions, the same for every model.

use super::{DEFAULTS, MEETINGS};
use crate::distribution::Distribution;
use crate::time::{Elapsed, HOUR, Work, micros};

/// A figure of a practice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PracticeFigure {
    /// Its path below `practices`; that of a team's fact begins with `teams.`.
    pub path: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Its kind of number.
    pub kind: PracticeKind,
    /// The value where nothing is said; times in hours.
    pub default: f64,
    /// The range in which it may lie.
    pub range: (f64, f64),
    /// How sure that is.
    pub confidence: &'static str,
    /// Where it comes from.
    pub evidence: &'static str,
}

/// A kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PracticeKind {
    /// A factor, or a share of effort: at least 0.
    Factor,
    /// A probability or a level: from 0 to 1.
    Share,
    /// Elapsed time.
    Elapsed,
    /// Working time.
    Working,
    /// Working time above 0.
    PositiveWorking,
    /// Working time in minutes.
    Minutes,
}

impl PracticeKind {
    /// The unit in which the file may write it.
    pub fn unit(self) -> &'static str {
        match self {
            PracticeKind::Factor | PracticeKind::Share => "",
            PracticeKind::Minutes => "m",
            PracticeKind::Elapsed | PracticeKind::Working | PracticeKind::PositiveWorking => "h",
        }
    }
}

macro_rules! figures {
    ($($name:ident $path:literal $kind:ident $default:literal $low:literal..$high:literal $confidence:literal $what:literal $evidence:literal)*) => {
        /// Which figure of a practice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Practice {
            $(#[doc = $what] $name,)*
        }

        impl Practice {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Practice] = &[$(Practice::$name,)*];

            /// The table: each figure with its default, its range and where that comes from.
            pub const TABLE: &'static [PracticeFigure] = &[$(PracticeFigure {
                path: $path,
                what: $what,
                kind: PracticeKind::$kind,
                default: $default,
                range: ($low, $high),
                confidence: $confidence,
                evidence: $evidence,
            },)*];
        }
    };
}

figures! {
    Scale "scale" Factor 1.0 0.0..2.0 "low"
        "Factor on all prices of links, of persons and of other campaigns."
        "none: one figure for all prices together."
    BaseLink "base.link" Factor 0.0 0.0..0.05 "low"
        "Share of effort for a link, whatever people do over it."
        "As for early.link; 0, since a handoff that nobody talks about costs its latency."
    BasePerson "base.person" Factor 0.005 0.001..0.03 "low"
        "Share of effort for each other person, whatever people do."
        "Group assembly costs 1.21 to 1.65 times the hours for 2 to 4 people on one piece (Peltokorpi & Niemi 2019): an upper bound, since campaign work is mostly one person's; COCOMO II's TEAM and SITE (Boehm et al. 2000). Against it: with eight others it costs 4 %, observed are tens of per cent (57 % of the time in Microsoft's apps is communication, 2023; Asana 2021: 60 % work about work), other talk than a campaign's included."
    BaseMaturity "base.maturity" Share 0.2 0.0..0.4 "low"
        "Maturity that any way of working asks of a team."
        "none; that maturity saves effort is known (Clark's 161 projects: 4 to 11 % a CMM level; Harter, Krishnan & Slaughter 2000)."
    EarlyLink "early.link" Factor 0.01 0.0..0.05 "low"
        "Share of effort for a link over which a receiver starts early or on the brief."
        "Work about work takes 60 % in all firms and 63 % in those of more than 5,000 (Asana 2021): prices by link rather than by person; nobody measured a link of a campaign."
    EarlyPerson "early.person" Factor 0.001 0.0..0.005 "low"
        "What an early start adds for each other person."
        "none."
    EarlyMaturity "early.maturity" Share 0.2 0.0..0.4 "low"
        "Maturity that an early start adds to what is asked."
        "none; early starts pay where uncertainty resolves early (Terwiesch & Loch 1999, 140 projects)."
    LiveLink "live.link" Factor 0.02 0.0..0.05 "low"
        "Share of effort for a link over which reopened work is seen at once."
        "As for early.link."
    LivePerson "live.person" Factor 0.001 0.0..0.005 "low"
        "What live visibility adds for each other person."
        "none."
    LiveMaturity "live.maturity" Share 0.1 0.0..0.3 "low"
        "Maturity that live visibility adds to what is asked."
        "none."
    LiveLatency "live.latency" Factor 0.25 0.1..0.6 "medium"
        "Factor on the latency of handoffs under live visibility."
        "Distributed items take 2.5 times as long (Herbsleb & Mockus 2003); congruent teams resolve 32 % faster (Cataldo, Herbsleb & Carley 2008). Against so much: 32 % faster is a factor of 0.68."
    TellLink "tell.link" Factor 0.0 0.0..0.05 "low"
        "Share of effort for a link over which reopened work is told at a sync."
        "none: the sync itself costs its length."
    TellPerson "tell.person" Factor 0.001 0.0..0.005 "low"
        "What telling at a sync adds for each other person."
        "none."
    TellMaturity "tell.maturity" Share 0.1 0.0..0.3 "low"
        "Maturity that telling at a sync adds to what is asked."
        "none."
    SharedLink "shared.link" Factor 0.01 0.0..0.05 "low"
        "Share of effort for each other stream with which the context is shared."
        "As for early.link."
    SharedPerson "shared.person" Factor 0.002 0.0..0.01 "low"
        "What a shared context adds for each other person."
        "none."
    SharedMaturity "shared.maturity" Share 0.3 0.0..0.5 "low"
        "Maturity that a shared context adds to what is asked."
        "none."
    SharedDrift "shared.drift" Factor 0.3 0.0..0.6 "low"
        "Factor on drift where the context is shared."
        "Radically collocated teams were twice as productive (Teasley et al. 2000, six teams); conflicts grow with branches' length (Menezes et al. 2021). Against it: none of seven indicators predicts conflicts in 32,579 merges (Leßenich et al. 2018), so that what is apart for long may not drift more."
    SharedDetect "shared.detect" Share 0.3 0.1..0.6 "low"
        "Probability that who shares the context finds a flaw."
        "nothing measured; below a reviewer's 0.5 (Panko: 60 % of seeded errors found alone)."
    SharedDelay "shared.delay" Elapsed 4.0 1.0..24.0 "low"
        "How long after a finish that is."
        "none."
    BrokerLink "broker.link" Factor 0.0 0.0..0.05 "low"
        "Share of effort for a link over which versions go through a broker."
        "none: the broker's own time is its price."
    BrokerPerson "broker.person" Factor 0.001 0.0..0.005 "low"
        "What a handoff through a broker adds for each other person."
        "none."
    BrokerMaturity "broker.maturity" Share 0.3 0.0..0.5 "low"
        "Maturity that a broker adds to what is asked, of givers and receivers."
        "none."
    OnDemandLink "on_demand.link" Factor 0.0 0.0..0.05 "low"
        "Share of effort for each link of a task that an interrupted reviewer sees."
        "none: the interruption costs the reviewer's switch cost."
    OnDemandPerson "on_demand.person" Factor 0.001 0.0..0.005 "low"
        "What a review on demand adds for each other person."
        "none; an interruption costs at most 10 to 16 minutes (Iqbal & Horvitz 2007), a team's `switch_cost`. Against any price: interrupted work was faster, with more stress (Mark, Gudith & Klocke 2008)."
    OnDemandMaturity "on_demand.maturity" Share 0.1 0.0..0.3 "low"
        "Maturity that reviews on demand add to what is asked."
        "none."
    Campaign "campaign" Factor 0.01 0.0..0.05 "low"
        "Share of effort for each other campaign under way."
        "none."
    Meeting "meeting" PositiveWorking 6.0 2.5..25.0 "medium"
        "How long a sync takes to find a flaw: one of length L finds it with probability 1 - exp(-L / meeting)."
        "A second team finds 31 % of what the first found, and 46 % of true defects are first recorded at the meeting, of 0.92 h (Porter, Siy, Toman & Votta 1997): 0.31 x 0.46 = 14 % in an hour for one item; 10 % in 13 reviews (Glass 1999). Against it: a meeting of three found nothing that they had not found alone (Panko 1999), and inspections without a meeting found more (Porter, experiments of 1995 and 1996); prepared inspections find 80 % in 4 h, as 2.5h would."
    Switch "switch" Working 4.0 1.0..24.0 "low"
        "Working time of everybody when a model changes on the way: of each person in open time of the team, so that a committee that sits two hours a week gives up two sessions."
        "Roll-outs take months (Greene & Fry 2008); how deep the dip is, only opinions say. Against it: a change of level took 21 to 22 months (CMM), not half a day."
    Response "teams.X.response" Working 4.0 1.0..8.0 "medium"
        "Median open time after which a reviewer who is interrupted turns to it; the 90th percentile is four times that."
        "First answers to code reviews come after 1 to 5 h (Sadowski et al. 2018, nine million changes), or 17 h (Rigby & Bird 2013). Against it, where reviewers sit in a meeting: 13 days until an inspection (Porter et al. 1997), legal 8 days (Vodori, a vendor)."
}

impl Practice {
    /// The table as Markdown, facts with such a default included: a row for each figure, with its default, its range and
    /// where they come from.
    pub fn markdown() -> String {
        let mut text = "| figure | default | range | confidence | what it is | evidence |\n|---|---|---|---|---|---|\n".to_owned();
        for figure in Practice::TABLE.iter().chain(&DEFAULTS).chain(&MEETINGS) {
            let unit = figure.kind.unit();
            let PracticeFigure {
                path,
                default,
                range: (low, high),
                confidence,
                what,
                evidence,
                ..
            } = figure;
            text += &format!(
                "| `{path}` | {default}{unit} | {low}{unit} to {high}{unit} | {confidence} | {what} | {evidence} |\n"
            );
        }
        text
    }

    /// Its row of the table.
    pub fn figure(self) -> &'static PracticeFigure {
        &Practice::TABLE[self as usize]
    }
}

/// Whatever practices cost and bring, in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Practices {
    values: Vec<f64>,
    given: Vec<bool>,
}

impl Default for Practices {
    fn default() -> Practices {
        let values: Vec<f64> = Practice::TABLE.iter().map(|figure| figure.default).collect();
        Practices { given: vec![false; values.len()], values }
    }
}

impl Practices {
    /// A figure; times in hours.
    pub fn get(&self, practice: Practice) -> f64 {
        self.values[practice as usize]
    }

    /// Whether the file sets it.
    pub fn is_given(&self, practice: Practice) -> bool {
        self.given[practice as usize]
    }

    /// Sets a figure as the file does.
    pub fn give(&mut self, practice: Practice, value: f64) {
        self.given[practice as usize] = true;
        self.values[practice as usize] = value;
    }

    /// The price of a link, of a person or of a campaign: scaled.
    pub fn price(&self, practice: Practice) -> f64 {
        self.get(practice) * self.get(Practice::Scale)
    }

    /// Probability that a sync of this length finds a flaw.
    pub fn found_in(&self, length: Work) -> f64 {
        1.0 - libm::exp(-length.hours() / self.get(Practice::Meeting))
    }

    /// How long after being asked a reviewer turns to a review on demand (µs of open time): lognormal. `None` where
    /// the median is 0.
    pub fn response(&self) -> Option<Distribution> {
        let median = self.get(Practice::Response) * HOUR as f64;
        Distribution::lognormal_median_p90(median, 4.0 * median).ok()
    }

    /// How long after a finish those who share the context find its flaw.
    pub fn shared_delay(&self) -> Elapsed {
        Elapsed(micros(self.get(Practice::SharedDelay) * HOUR as f64))
    }
}
