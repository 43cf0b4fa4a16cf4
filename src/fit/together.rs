//! Teams of one office mostly keep the same hours. Of one team alone many stretches may be closed, so that it takes much to show one;
//! what another team shows to be closed is one stretch only, and takes little.

use super::active::Active;
use super::evidence::Evidence;
use super::history::Pass;
use super::hours::Hours;
use super::week::{CLOSED, Week, cells};
use std::collections::BTreeMap;

/// Where so much was due and nothing happened in what another team shows to be closed, it is closed: -ln .1.
const TOLD: f64 = 2.3;

/// Hours are guessed if more than one of so many never saw anything.
const SEEN: usize = 6;
/// So many instants show the hours of a team, of which none are shown to be closed.
const MANY: usize = 100;

/// Hours in which nothing of a team happened are closed where another team shows them to be, or all that keep the same hours do
/// together.
pub fn narrow(teams: &mut [Hours], active: &[Active], jobs: &[Vec<&Pass>], evidence: &[Evidence]) {
    follow(teams, active, evidence);
    let mut same: BTreeMap<Week, Vec<usize>> = BTreeMap::new();
    for (team, hours) in teams.iter().enumerate().filter(|(_, it)| it.instants > 0) {
        same.entry(hours.week).or_default().push(team);
    }
    for (week, all) in same.into_iter().filter(|(_, all)| all.len() > 1) {
        let jobs: Vec<&Pass> = all.iter().flat_map(|team| jobs[*team].iter().copied()).collect();
        let joint = Evidence::joint(all.iter().map(|team| &evidence[*team]));
        let days = week.map(|day| day.contains(&true));
        let shown = Active::of(&jobs).hours((&week, &days, &[]), &joint);
        let left = both(&week, &shown.week);
        for team in all.into_iter().filter(|_| left != week) {
            keep(&mut teams[team], left, true);
        }
    }
}

/// Teams all of whose instants lie in another's hours keep these, if something was due in what they have more, or they are guessed.
fn follow(teams: &mut [Hours], active: &[Active], evidence: &[Evidence]) {
    let shown: Vec<(Week, usize)> = teams
        .iter()
        .filter(|it| it.active.is_none() && (it.confirmed || it.instants >= MANY))
        .map(|it| (it.week, it.instants))
        .collect();
    for ((hours, own), evidence) in teams.iter_mut().zip(active).zip(evidence) {
        let seen = own.seen();
        let holds = |(other, _): &&(Week, usize)| cells(&seen).all(|(day, slot)| other[day][slot]);
        let due = |other: &Week| {
            let more = cells(&hours.week).filter(|(day, slot)| !other[*day][*slot]);
            more.map(|(day, slot)| evidence.week[day][slot]).sum::<f64>()
        };
        let told = |due: f64| if due > TOLD { due } else { 0.0 };
        let all = shown.iter().filter(holds).map(|(other, n)| (told(due(other)), *n, other));
        let most = all.filter(|(due, ..)| hours.active.is_some() || *due > 0.0);
        if let Some((due, _, other)) = most.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))) {
            let week = both(&hours.week, other);
            keep(hours, week, due > 0.0);
        }
    }
}

/// Gives a team fewer hours, which are no guess if something happened in most of them.
fn keep(hours: &mut Hours, week: Week, shown: bool) {
    hours.confirmed |= shown;
    let narrower = week != hours.week;
    hours.week = week;
    let unseen = hours.unseen().map_or(0, |unseen| cells(&unseen).count());
    if narrower && hours.confirmed && unseen * SEEN <= cells(&week).count() {
        hours.active = None;
    }
}

/// What is open in both of two weeks.
fn both(a: &Week, b: &Week) -> Week {
    let mut week = CLOSED;
    cells(a).filter(|(day, slot)| b[*day][*slot]).for_each(|(day, slot)| week[day][slot] = true);
    week
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::history::History;
    use crate::fit::week::written;
    use crate::log;

    /// What is left of the hours of two teams, the first of which begins and ends jobs on a Monday at 9:10, 12:10, 13:40 and 15:50, if so
    /// much was due of each in these half-hours of Mondays.
    fn left(weeks: [&Week; 2], due: [f64; 2], slots: std::ops::Range<usize>) -> [String; 2] {
        let text = "item,step,person,start,end\n\
            a,draw,ann,2026-01-05 09:10,2026-01-05 12:10\n\
            b,draw,ann,2026-01-05 13:40,2026-01-05 15:50\n";
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let history = History::of(&log, None);
        let jobs = [history.all().collect(), Vec::new()];
        let active = jobs.each_ref().map(|jobs| Active::of(jobs));
        let mut teams = weeks.map(|week| Hours::of(*week, 100, week != weeks[0]));
        let evidence = due.map(|due| {
            let mut evidence = Evidence::joint(std::iter::empty());
            evidence.week[0][slots.clone()].fill(due);
            evidence
        });
        narrow(&mut teams, &active, &jobs, &evidence);
        teams.map(|it| written(&it.week))
    }

    fn office() -> Week {
        let mut week = CLOSED;
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        week
    }

    /// From 12:30 to 13:30 more than 2.3 have to be due where another team shows a break.
    #[test]
    fn a_break_of_another_team_takes_little() {
        let mut lunch = office();
        lunch[..5].iter_mut().for_each(|day| day[25..27].fill(false));
        let of = |due: f64| left([&office(), &lunch], [due, 0.0], 25..27)[0].clone();
        assert_eq!(of(1.2), "Mon-Fri 09:00-12:30, Mon-Fri 13:30-17:00");
        assert_eq!(of(1.1), "Mon-Fri 09:00-17:00");
    }

    /// 4.0 of one team are no evidence, 8.0 of two are: 6.9.
    #[test]
    fn teams_of_the_same_hours_show_them_together() {
        let of = |due: [f64; 2]| left([&office(), &office()], due, 32..34);
        assert_eq!(of([2.0, 2.0]), ["Mon-Fri 09:00-16:00", "Mon-Fri 09:00-16:00"]);
        assert_eq!(of([2.0, 1.0]), ["Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"]);
    }
}
