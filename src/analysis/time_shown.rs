//! Which time tells when a campaign is there, wherever one time stands for a model, and what counts as in time.

use super::Due;
use crate::format;
use crate::metric;
use crate::stats::{self, Interval};
use crate::study::{ModelRuns, Study};
use crate::time::{HOUR, Instant, micros};

/// The time that is shown, and what it is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeShown {
    /// Its metric, in hours after the start.
    pub metric: usize,
    /// When it is due, in hours after the start; `None` of a portfolio, in which each campaign has its own deadline.
    pub due_h: Option<f64>,
    /// What that is called.
    pub due: &'static str,
    /// What a model does then.
    pub does: &'static str,
    /// What several models do then.
    pub they_do: &'static str,
    /// What a model may do then.
    pub to_do: &'static str,
    /// What a switch to another model does.
    pub switching: &'static str,
    /// What most replications of a hundred do by a percentile.
    pub have_done: &'static str,
    /// A heading for it.
    pub heading: &'static str,
    /// What it is then.
    pub done: &'static str,
    /// What is measured.
    pub time: &'static str,
    /// Of which replications its means are.
    pub means: &'static str,
    /// From when to when it counts.
    pub span: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// A heading of the share in time.
    pub kept: &'static str,
    /// What a model does in time, and what several models do, but for the name of what is due.
    pub keeps: [&'static str; 2],
    /// What a model does by a day.
    pub by: &'static str,
    /// What a model does about a date that it surely keeps, likely keeps, and hardly keeps.
    pub gets: [&'static str; 3],
}

/// The time that is shown of a study: where the launch date is fixed, all that are ready launch on it, so it is when
/// they are ready. Of a portfolio it is the mean over its campaigns.
pub fn time_shown(study: &Study) -> TimeShown {
    let due = study.deadline_h.map(|hours| due(study, hours).name());
    let due = due.unwrap_or(if study.launch_h.is_some() { "launch date" } else { "deadline" });
    let one = TimeShown { due_h: study.deadline_h, due, ..time_where(study.launch_h.is_some()) };
    if !study.portfolio {
        return one;
    }
    let (kept, keeps) = ("All on time", ["launches every campaign by", "launch every campaign by"]);
    let (time, span) = match study.launch_h {
        Some(_) => ("mean ready time of the campaigns", "arrival to ready, mean of the campaigns"),
        None => ("mean cycle time of the campaigns", "arrival to launch, mean of the campaigns"),
    };
    TimeShown { due_h: None, due: "deadline", kept, keeps, time, span, ..one }
}

/// The time that is shown where the launch date is fixed, or else.
pub const fn time_where(fixed: bool) -> TimeShown {
    if fixed { READY } else { LAUNCHED }
}

const READY: TimeShown = TimeShown {
    metric: metric::READY_TIME,
    due_h: None,
    due: "launch date",
    does: "is ready",
    they_do: "are ready",
    to_do: "be ready",
    switching: "makes the campaign ready",
    have_done: "are ready",
    heading: "Ready",
    done: "ready",
    time: "ready time",
    means: "mean ready times are of replications that end ready only",
    span: "start to ready",
    question: "When will we be ready?",
    kept: "Ready in time",
    keeps: ["is ready by", "are ready by"],
    by: "is ready by",
    gets: ["gets you ready by", "makes you likely to be ready by", "hardly gets you ready by"],
};

const LAUNCHED: TimeShown = TimeShown {
    metric: metric::CYCLE_TIME,
    due_h: None,
    due: "deadline",
    does: "launches",
    they_do: "launch",
    to_do: "launch",
    switching: "launches",
    have_done: "have launched",
    heading: "Launch",
    done: "launched",
    time: "cycle time",
    means: "mean cycle times are of launched replications only",
    span: "start to launch",
    question: "When will we launch?",
    kept: "On time",
    keeps: ["launches by", "launch by"],
    by: "launches by",
    gets: ["gets you to", "makes it likely to launch by", "does not get you to"],
};

/// What is due so many hours after the start of a study's campaign.
fn due(study: &Study, hours: f64) -> Due {
    Due { at: instant(hours), launch: study.launch_h.map(instant), start: study.start }
}

fn instant(hours: f64) -> Instant {
    Instant(micros(hours * HOUR as f64))
}

/// The day so many hours after the start of a study's campaign, where its start is known: "Mon 8 Mar 2027".
pub fn day(study: &Study, hours: f64) -> Option<String> {
    format::date(study.start?, instant(hours), DAY)
}

/// The day so many hours after the start, with the time where something is due on that day at a time of it.
pub fn day_beside(study: &Study, hours: f64, due_h: Option<f64>) -> Option<String> {
    let own = day(study, hours)?;
    let due = due_h.and_then(|due| due_day(study, due));
    match due.is_some_and(|due| due != own && due.starts_with(&own)) {
        true => format::date(study.start?, instant(hours), &format!("{DAY} %H:%M")),
        false => Some(own),
    }
}

/// The day by whose end, or the day and time at which, something is due so many hours after the start.
pub fn due_day(study: &Study, hours: f64) -> Option<String> {
    due(study, hours).day(DAY)
}

/// What is due in the words of a headline: "27 April", or "the deadline"; `None` where nothing is, or each campaign of
/// a portfolio has its own.
pub fn short_due(study: &Study) -> Option<String> {
    let TimeShown { due_h, due: name, .. } = time_shown(study);
    Some(due(study, due_h?).day("%-d %B").unwrap_or_else(|| format!("the {name}")))
}

/// An instant as a reader is told it: "63.0 d (Mon 8 Mar 2027)".
pub fn told(hours: f64, day: Option<String>) -> String {
    format!("{}{}", format::elapsed(hours), day.map_or(String::new(), |day| format!(" ({day})")))
}

/// How days are written.
const DAY: &str = "%a %-d %b %Y";

/// What shares count: campaigns, of which each replication is one, or replications of a portfolio.
pub fn counts(study: &Study) -> &'static str {
    if study.portfolio { "replications" } else { "campaigns" }
}

/// What percentiles of a replication's time are of, where that is several campaigns, any of which may take far longer.
pub fn on_average(study: &Study) -> &'static str {
    if study.portfolio { " on average over its campaigns" } else { "" }
}

/// How many replications of a model are in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// So many are.
    pub count: usize,
    /// Of so many.
    pub of: usize,
    /// Wilson's 95 % interval of the share.
    pub ci: Option<Interval>,
}

impl Kept {
    /// The share; 0 of none.
    pub fn share(self) -> f64 {
        self.count as f64 / self.of.max(1) as f64
    }

    /// "83 % (81 to 85)"
    pub fn said(self) -> String {
        format::proportion(Some(self.share()), self.ci, self.of)
    }
}

/// In how many replications a model is in time; `None` without a deadline. This is the one place that says what in
/// time means: launched by the deadline, in a portfolio every campaign by its own; where the launch date is fixed
/// (and there is one campaign), ready by then, launched or not.
pub fn kept(study: &Study, runs: &ModelRuns) -> Option<Kept> {
    let kept = in_time(study, runs)?;
    let count = kept.iter().filter(|kept| **kept).count();
    Some(Kept { count, of: kept.len(), ci: stats::wilson(count, kept.len()) })
}

/// Whether each replication is in time; see [`kept`].
pub fn in_time(study: &Study, runs: &ModelRuns) -> Option<Vec<bool>> {
    study.deadline_h?;
    match study.launch_h.is_some() && !study.portfolio {
        true => ready_in_time(study, runs),
        false => Some(runs.metric(metric::ON_TIME).map(|kept| kept == Some(1.0)).collect()),
    }
}

/// Whether each replication of one campaign is ready by the deadline; `None` without one.
pub fn ready_in_time(study: &Study, runs: &ModelRuns) -> Option<Vec<bool>> {
    /// Hours that decimals of a file may be off, far less than the microsecond in which time counts.
    const ROUNDING: f64 = 1e-10;
    let due = study.deadline_h?;
    let by = |at: Option<f64>| at.is_some_and(|at| at <= due + ROUNDING);
    Some(runs.metric(metric::READY_TIME).map(by).collect())
}

/// What is due less a percentile of when campaigns are ready, in hours: what there is to spare, or below 0 what lacks.
/// `None` without a fixed launch date.
pub fn slack(study: &Study, percentile: Option<f64>) -> Option<f64> {
    let due = study.launch_h.and(time_shown(study).due_h)?;
    Some(due - percentile?)
}

/// Whether campaigns were ready before they launched although the launch date is free, since a calendar says when
/// launches are possible: when they are ready is then shown beside their launch.
pub fn waits_to_launch(study: &Study) -> bool {
    let held = |runs: &ModelRuns| runs.metric(metric::LAUNCH_HOLD).flatten().any(|h| h > 0.0);
    study.launch_h.is_none() && study.models.iter().any(held)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::metric::METRICS;
    use crate::record::Status;

    /// A study of one model that was ready and launched at these hours, on time or not.
    fn study(runs: &[(f64, f64, bool)]) -> Study {
        let mut model = ModelRuns::new("A", 0);
        for (ready, launched, on_time) in runs {
            let mut row = vec![None; METRICS.len()];
            row[metric::READY_TIME] = Some(*ready);
            row[metric::CYCLE_TIME] = Some(*launched);
            row[metric::LAUNCH_HOLD] = Some(launched - ready);
            row[metric::ON_TIME] = Some(f64::from(u8::from(*on_time)));
            model.push_values(Status::Launched, &row);
        }
        fixture::study(vec![model])
    }

    fn count(study: &Study) -> Option<(usize, usize)> {
        kept(study, &study.models[0]).map(|kept| (kept.count, kept.of))
    }

    #[test]
    fn in_time_is_ready_where_the_launch_date_is_fixed_and_launched_elsewhere() {
        // Due after 50 h: ready in time in two of three, launched by then in one.
        let runs = study(&[(20.0, 48.0, true), (50.0, 60.0, false), (51.0, 60.0, false)]);
        assert_eq!(count(&runs), None);
        let due = Study { deadline_h: Some(50.0), ..runs };
        assert_eq!(count(&due), Some((1, 3)));
        let fixed = Study { launch_h: Some(48.0), ..due };
        assert_eq!(count(&fixed), Some((2, 3)));
        assert_eq!(time_shown(&fixed).kept, "Ready in time");
        // Of a portfolio the mean says nothing of any campaign's deadline.
        let several = Study { portfolio: true, ..fixed };
        assert_eq!(count(&several), Some((1, 3)));
        assert_eq!((time_shown(&several).due_h, time_shown(&several).kept), (None, "All on time"));
    }

    #[test]
    fn what_is_due_is_called_by_its_name() {
        let start = Some(jiff::civil::datetime(2027, 1, 4, 9, 0, 0, 0));
        let of = |launch_h, due| {
            let study = Study { launch_h, deadline_h: Some(due), start, ..study(&[]) };
            time_shown(&study).due
        };
        // From Monday 9:00: 8 March 9:00 is 63 d later, the end of that day 15 h after that, 6 March two days before.
        let launch = 63.0 * 24.0;
        assert_eq!(of(Some(launch), launch), "launch date");
        assert_eq!(of(Some(launch), launch + 15.0), "launch date");
        assert_eq!(of(Some(launch), launch + 16.0), "deadline");
        assert_eq!(of(Some(launch), launch - 48.0), "deadline");
        assert_eq!(of(None, launch), "deadline");
        let known = Study { start, ..study(&[]) };
        let end = launch + 15.0;
        assert_eq!(day(&known, end).as_deref(), Some("Tue 9 Mar 2027"));
        assert_eq!(due_day(&known, end).as_deref(), Some("Mon 8 Mar 2027"));
        assert_eq!(due_day(&known, launch).as_deref(), Some("Mon 8 Mar 2027 09:00"));
        // Due on Monday at 9:00, an hour later is late on the same day; by its end, 9:00 is in time.
        let beside = |hours, due| day_beside(&known, hours, Some(due));
        assert_eq!(beside(launch + 1.0, launch).as_deref(), Some("Mon 8 Mar 2027 10:00"));
        assert_eq!(beside(launch + 24.0, launch).as_deref(), Some("Tue 9 Mar 2027"));
        assert_eq!(beside(launch, end).as_deref(), Some("Mon 8 Mar 2027"));
        // The same midnight is the end of Monday, but a launch then is one on Tuesday.
        let then = Study { launch_h: Some(end), ..known };
        assert_eq!(due_day(&then, end).as_deref(), Some("Tue 9 Mar 2027"));
        let short = |launch_h, due| {
            short_due(&Study { launch_h, deadline_h: Some(due), start, ..study(&[]) })
        };
        assert_eq!(short(None, end).as_deref(), Some("8 March"));
        assert_eq!(short(Some(end), end).as_deref(), Some("9 March"));
        assert_eq!(short(None, launch).as_deref(), Some("8 March 09:00"));
    }

    #[test]
    fn slack_is_what_is_due_less_a_percentile() {
        let fixed = Study { launch_h: Some(48.0), deadline_h: Some(50.0), ..study(&[]) };
        assert_eq!(
            (slack(&fixed, Some(20.0)), slack(&fixed, Some(51.0))),
            (Some(30.0), Some(-1.0))
        );
        assert_eq!((slack(&fixed, None), slack(&study(&[]), Some(1.0))), (None, None));
    }

    #[test]
    fn ready_stands_beside_launches_that_a_calendar_holds() {
        assert!(waits_to_launch(&study(&[(20.0, 48.0, true)])));
        assert!(!waits_to_launch(&study(&[(20.0, 20.0, true)])));
    }
}
