//! The meetings of the first half-year, known before anything happens: when syncs are held, and which teams attend, follow
//! from calendars alone, as long as somebody has work and is there. So a job can be given its end at its start, instead
//! of being prolonged by each meeting on its way.

use crate::calendar::Hours;
use crate::plan::{Plan, Sync};
use crate::time::{FOREVER, Instant, WEEK, Work};

/// The open time of a plan's teams outside the meetings that are known beforehand.
#[derive(Clone, Debug, Default)]
pub struct Timetable {
    /// Clocks: first those of the calendars themselves.
    pub clocks: Vec<Hours>,
    /// Of each part of a team the clocks of its jobs: by its own calendar, and on demand by the default one.
    pub teams: Vec<[u32; 2]>,
    /// The meetings of each of these that are known.
    meetings: Meetings,
    /// Meetings from then on are not known.
    pub until: i64,
}

/// Until when meetings are looked for, well before the last span that calendars list.
const LOOKED_AT: i64 = 26 * WEEK;
/// How many meetings are looked for at most, counted for each part of a team.
const MOST: usize = 50_000;

/// A calendar, what is taken out of it, and the clock of what is left.
type Known<'a> = (u32, &'a [(i64, i64)], u32);

/// The meetings of each part of a team: from, until.
type Meetings = Vec<Vec<(i64, i64)>>;

impl Timetable {
    /// That of a plan. With a switch on the way no meeting is known: the second setting has others.
    pub fn of(plan: &Plan) -> Timetable {
        let mut table = Timetable {
            clocks: plan.calendars.iter().map(Hours::of).collect(),
            teams: plan.teams.iter().map(|team| [team.calendar, 0]).collect(),
            meetings: Meetings::new(),
            until: LOOKED_AT,
        };
        if plan.then.is_none() {
            let meetings = table.find_meetings(plan);
            table.take_out(plan, &meetings);
            table.meetings = meetings;
        }
        table
    }

    /// When a known meeting of a part of a team is over, by its number.
    pub fn meeting_over(&self, part: usize, number: usize) -> Option<i64> {
        self.meetings.get(part)?.get(number).map(|(_, until)| *until)
    }

    /// All meetings, in the order of time and then of syncs, up to the first that cannot be listed.
    fn find_meetings(&mut self, plan: &Plan) -> Meetings {
        let mut meetings = vec![Vec::new(); plan.teams.len()];
        let long = plan.syncs.iter().enumerate().filter(|(_, sync)| sync.length.0 > 0);
        let mut next: Vec<_> =
            long.filter_map(|(id, sync)| occurrence(plan, id, sync, 1)).collect();
        let mut count = 0;
        while let Some(first) = next.iter_mut().min() {
            let (at, id, number) = *first;
            let found =
                if at < self.until { attend(plan, &plan.syncs[id], at, &meetings) } else { None };
            count += found.as_ref().map_or(0, Vec::len);
            let (Some(found), true) = (found, count <= MOST) else {
                self.until = self.until.min(at);
                break;
            };
            found.into_iter().for_each(|(part, meeting)| meetings[part].push(meeting));
            *first = occurrence(plan, id, &plan.syncs[id], number).unwrap_or((FOREVER, id, number));
        }
        meetings
    }

    /// Gives each part of a team clocks without its meetings; parts that meet alike share them.
    fn take_out(&mut self, plan: &Plan, meetings: &Meetings) {
        let mut known: Vec<Known<'_>> = Vec::new();
        for (part, out) in meetings.iter().enumerate().filter(|(_, out)| !out.is_empty()) {
            let mut without = |calendar: u32| {
                let same = known.iter().find(|(other, same, _)| *other == calendar && same == out);
                if let Some((.., clock)) = same {
                    return *clock;
                }
                let clock = self.clocks.len() as u32;
                let hours = Hours::without(&plan.calendars[calendar as usize], out);
                self.clocks.push(hours);
                known.push((calendar, out, clock));
                clock
            };
            let team = &plan.teams[part];
            let on_demand = team.presence.is_some() || team.calendar == 0;
            self.teams[part] = [without(team.calendar), if on_demand { without(0) } else { 0 }];
        }
    }
}

/// When what recurs so often is held for this number of times, and the number of the time after: what is due in closed
/// time is held at the next opening of the default calendar, unless another one is due by then.
pub fn recurs(every: i64, number: i64, opening: impl Fn(i64) -> i64) -> Option<(i64, i64)> {
    let due = number.saturating_mul(every);
    if due >= FOREVER {
        return None;
    }
    let held = opening(due);
    let last_due = (held / every).max(number);
    Some((held.max(last_due * every), last_due + 1))
}

/// When a sync is held for this number of times, which it is, and the number of the time after.
fn occurrence(plan: &Plan, id: usize, sync: &Sync, number: i64) -> Option<(i64, usize, i64)> {
    let opening = |at| plan.calendar().next_opening(Instant(at)).0;
    recurs(sync.every.0, number, opening).map(|(at, next)| (at, id, next))
}

/// Who meets at a sync, and how long, each after the meeting before; `None` if the calendars do not list so far.
fn attend(
    plan: &Plan,
    sync: &Sync,
    at: i64,
    before: &Meetings,
) -> Option<Vec<(usize, (i64, i64))>> {
    let mut found = Vec::new();
    let there = |team: &&u32| {
        let calendar = plan.teams[**team as usize].calendar;
        plan.calendars[calendar as usize].is_open(Instant(at))
    };
    for part in sync.attend.iter().filter(there).flat_map(|team| plan.crew(*team as usize)) {
        let from = before[part].last().map_or(at, |(_, until)| at.max(*until));
        let until = meeting_end(plan, part, from, sync.length).0;
        if until > 2 * LOOKED_AT {
            return None;
        }
        found.push((part, (from, until)));
    }
    Some(found)
}

/// When a meeting of a part of a team is over that lasts so long in open time of the team's people.
pub fn meeting_end(plan: &Plan, part: usize, from: i64, length: Work) -> Instant {
    let team = &plan.teams[part];
    match &team.presence {
        None => plan.calendars[team.calendar as usize].advance(Instant(from), length),
        Some(presence) => presence.advance(Instant(from), length),
    }
}
