//! What the reader should know before believing it.

use super::Writer;
use crate::fit::flaws::Flaws;
use crate::fit::history::Pass;
use crate::fit::rework::{OneSided, Verdicts};
use crate::fit::sent_back::SentBack;
use crate::fit::{cases, delays, drift, teams, week};
use crate::log::Grain;
use crate::stats;
use crate::time::{DAY, Instant};
use std::collections::BTreeMap;

/// So many rounds show that reviewers go on after a rejection.
const WENT_ON: usize = 5;
/// Pieces that begin so many days apart do not begin together.
const APART: f64 = 2.0;

impl Writer<'_> {
    /// What the reader should know before believing it.
    pub(super) fn doubts(&mut self) {
        let history = self.found.history;
        self.findings.extend(history.notes.iter().cloned());
        self.findings.extend(cases::variants(history, &self.found.flow.order));
        self.findings.extend(self.clocks());
        self.findings.extend(self.audits());
        self.findings.extend(self.left_aside());
        self.findings.extend(self.untold());
        self.findings.extend(self.sent_back());
        self.findings.extend(self.unseen());
        self.findings.extend(self.goes_on());
        self.findings.extend(self.looks_again());
        self.findings.extend(self.days_apart());
        self.findings.extend(self.found.sizes.uneven.iter().cloned());
        self.findings.extend(cases::censoring(history));
        self.findings.extend(drift::of_cycles(history));
        self.findings.extend(self.found.drifted.iter().cloned());
        self.findings.extend(self.rows_as_items());
        if history.is_one_by_one() {
            self.findings.push(format!("no two of the {} campaigns overlap: the scenario is of one alone; if several are to share the teams, give it a [portfolio]", history.cases.len()));
        }
        let shared = teams::shared(history);
        for (person, names) in &shared {
            self.findings.push(format!(
                "`{person}` works for `{}`: the scenario counts such people once in each team, so that work waits less than it does; as one team they are right (--map COLUMN=unused for the column of teams)",
                names.join("` and `")
            ));
        }
        if shared.is_empty() {
            self.findings.extend(self.idle_waiting());
        }
        if self.found.latency.bound && self.found.latency.all.is_some() {
            self.findings.push("the log does not say when work became ready: latency is the least that ever lay between, an upper bound; export the time at which a step was asked for".to_owned());
        }
        if !history.has.asked {
            let (first, lacks) = match history.has.start {
                true => ("start of work", "what the first work waited"),
                false => ("end", "what it took until then"),
            };
            self.findings.push(format!("the log does not say when a campaign was asked for: each counts from its first {first}, and {lacks} is in no number"));
        }
        if history.grain == Grain::Day {
            self.findings.push("times are dates only: each may be a day longer or shorter, and what lay between an end and the next start counts for the step that comes next; what came first within a day is taken from the usual order of steps, so what follows from it (sensitivity, rejections by rounds that are counted) is weak at best".to_owned());
        }
        let date = |pass: &Pass| pass.start.is_none();
        let lacking = history
            .all()
            .filter(|pass| pass.done && date(pass) && !history.is_elapsed(pass.step, pass.team))
            .count();
        if lacking > 0 {
            self.findings.push(format!("{lacking} jobs have no start: their effort is not used"));
        }
        if !self.refused.is_empty() {
            let names: Vec<String> = self.refused.iter().map(|name| format!("`{name}`")).collect();
            let why = match history.grain {
                Grain::Day => {
                    "the log has days only: they tell when, not how long; export start and end with hours and minutes"
                }
                _ => {
                    "the log has no start: an end alone tells when, not how long; export when somebody began, and who"
                }
            };
            self.refused = vec![format!(
                "effort of {} is not estimated: {why}. What it took in elapsed time is in the scenario instead",
                names.join(", ")
            )];
        }
        for (person, hours) in self.found.calendars.own() {
            let name = &history.people[person];
            self.findings.push(format!("`{name}` works {hours} only: what {name} did is measured in these hours. A scenario has no hours of one person: people who take turns are one person in it, else all of the team are there for the same `share` of its hours"));
        }
        for (team, people) in self.found.people.iter().enumerate() {
            if people.method.starts_with("most at once") && self.found.is_staffed(team) {
                self.findings.push(format!("people of `{}` are those who worked at once: a lower bound; export who did each job", history.teams[team]));
            }
        }
    }

    /// Whether each item has a single row, so that nothing follows on anything.
    fn rows_as_items(&self) -> Option<String> {
        let (history, flow) = (self.history(), &self.found.flow);
        let used = history.items.iter().filter(|item| !item.passes.is_empty());
        let (single, all) =
            used.fold((0, 0), |(k, n), item| (k + usize::from(item.passes.len() == 1), n + 1));
        (flow.order.len() > 1 && all > history.cases.len() && single * 20 >= all * 19).then(|| {
            "nearly every item has one row: is the column of items the row's own number? Say which one holds the deliverable, --map COLUMN=item".to_owned()
        })
    }

    /// Steps that are run by the clock.
    fn clocks(&self) -> Vec<String> {
        let history = self.history();
        let elapsed = (0..history.steps.len())
            .filter(|step| history.steps[*step].elapsed && history.grain != Grain::Day);
        let told = elapsed.filter_map(|step| {
            let (slots, share) = delays::runs(history, step)?;
            let mut week = week::CLOSED;
            slots.iter().map(|at| week::place(*at)).for_each(|(day, slot)| week[day][slot] = true);
            let name = &history.steps[step].name;
            Some(format!(
                "`{name}` is run by the clock: {:.0} % of its ends lie in {}; the scenario has its waits as they were, not the runs",
                100.0 * share,
                week::written(&week)
            ))
        });
        told.collect()
    }

    /// What was done again and is not in the scenario.
    fn left_aside(&self) -> Vec<String> {
        let rework = &self.found.rework;
        let aside = rework.aside.iter().map(|(cause, n)| match cause.as_str() {
            "upstream" => format!("{n} reworks followed news of a step that is not always done before theirs: the scenario does not hold them, and sensitivity is too low by them"),
            cause => format!("{n} reworks have the cause {cause}: the scenario does not hold them"),
        });
        let flaws = rework.flaws.iter().flat_map(flaws);
        let unexplained = rework.unexplained.iter().map(|(step, n)| {
            let name = &self.history().steps[*step].name;
            format!("`{name}` was done again {n} times without a rejection that the log tells: nothing in the scenario brings it back; export the outcomes of reviews")
        });
        aside.chain(flaws).chain(unexplained).collect()
    }

    /// What may have been decided otherwise, as verdicts are not told.
    fn untold(&self) -> Vec<String> {
        let (rework, name) = (&self.found.rework, |step: usize| &self.history().steps[step].name);
        let changes = rework.changes.iter().filter_map(|change| Some((change, change.after?)));
        let changes = changes.map(|(change, after)| {
            // Where pieces go back from it, that is said.
            let is_said = rework.sent_back.iter().any(|it| it.by == after);
            let (step, after) = (name(change.step), name(after));
            let asked = match is_said {
                true => String::new(),
                false => format!("; if `{after}` sends work back, it is an approval (`--steps`), and its outcomes are to be exported"),
            };
            format!("`{step}` was done again {} times, mostly after `{after}`, and the log tells neither outcomes nor causes: the scenario has it as a change that comes unasked, which is an assumption{asked}", change.severity.n)
        });
        let sided = rework.approvals.iter().filter_map(|(step, it)| Some((step, it.one_sided?)));
        let sided = sided.map(|(step, OneSided { told, approves, all })| {
            let (what, others) = match approves {
                true => ("approvals", "none of the others counts as a rejection"),
                false => ("rejections", "the others count as approvals"),
            };
            format!("of {all} reviews by `{}` {told} have an outcome, which are {what} only: {others}, which is an assumption; export the outcomes of all", name(*step))
        });
        changes.chain(sided).collect()
    }

    /// Work that may be an approval by where pieces go from it.
    fn sent_back(&self) -> Vec<String> {
        let name = |step: usize| &self.history().steps[step].name;
        let sentence = |it: &SentBack| {
            let to: Vec<String> = match it.to.iter().next() {
                Some((step, _)) if it.to.len() == 1 => vec![format!("`{}`", name(*step))],
                _ => it.to.iter().map(|(step, n)| format!("`{}` ({n})", name(*step))).collect(),
            };
            let told = if self.history().queues { "" } else { ", and export its outcomes" };
            format!(
                "`{}` sends {} of {} pieces back to {}: is it an approval? Then say `kind = \"approval\"` in its rule of --steps{told}; it is taken for work",
                name(it.by),
                it.pieces,
                it.of,
                to.join(" and ")
            )
        };
        self.found.rework.sent_back.iter().map(sentence).collect()
    }

    /// Further reviews that may hold a fixed cost.
    fn looks_again(&self) -> Vec<String> {
        let found = self.found;
        let ratio = |(step, it): (&usize, &Verdicts)| {
            let ratio = it.rereview.clone().filter(|it| it.is_range && it.value > 0.0)?;
            let (name, [least, _]) = (&found.history.steps[*step].name, ratio.ends()?);
            Some(format!(
                "further reviews of `{name}` take {} of the first; what a switch to them costs, if anything, is in it, and the log does not tell it apart: without it they take {least} of the first or more; if you know it, give the team its `switch_cost` and lower `rereview`",
                ratio.written()
            ))
        };
        found.rework.approvals.iter().filter_map(ratio).collect()
    }

    /// Approvals in which reviewers still decide after another has rejected: in a scenario nobody does.
    fn goes_on(&self) -> Vec<String> {
        let history = self.history();
        let told = self.found.rework.approvals.keys().filter_map(|step| {
            let mut rounds: BTreeMap<(usize, usize), Vec<&Pass>> = BTreeMap::new();
            for pass in history.of_step(*step).filter(|pass| pass.approved.is_some()) {
                rounds.entry((pass.item, pass.round)).or_default().push(pass);
            }
            let rejected = |round: &&Vec<&Pass>| {
                let ends = round.iter().filter(|it| it.approved == Some(false));
                let first = ends.filter_map(|it| it.end).min()?;
                Some(round.iter().any(|it| it.start.or(it.end) > Some(first)))
            };
            let rounds: Vec<bool> = rounds.values().filter_map(|round| rejected(&round)).collect();
            let (k, n) = (rounds.iter().filter(|on| **on).count(), rounds.len());
            let name = &history.steps[*step].name;
            (k >= WENT_ON && k * 5 >= n).then(|| format!(
                "reviewers of `{name}` began after another had rejected, in {k} of {n} rejected rounds: in the scenario a rejection ends the round at once, so that it is sent back sooner and the others look at it fewer times than they did"
            ))
        });
        told.collect()
    }

    /// Campaigns whose pieces are asked for days apart, though none waits for another.
    fn days_apart(&self) -> Option<String> {
        let history = self.history();
        let begins = |pass: &&Pass| {
            !history.steps[pass.step].once && self.found.flow.needs[pass.step].is_empty()
        };
        let first = |item: &usize| history.of_item(*item).find(begins)?.asked;
        let apart = history.cases.iter().filter_map(|case| {
            let asked = || case.items.iter().filter_map(first);
            Some((asked().max()? - asked().min()?) as f64 / DAY as f64)
        });
        let days = stats::quantile(&stats::ascending(apart), 0.5)?;
        (days > APART && self.found.waits.is_empty()).then(|| format!(
            "the pieces of a campaign are asked for {days:.0} days apart in the middle: the scenario asks for all of them when it begins, so that they wait for each other and it takes another time than it did; let each piece be a campaign of its own (--map COLUMN=campaign)"
        ))
    }

    /// Pieces that a reviewing team never saw, where tiers cannot tell it.
    fn unseen(&self) -> Vec<String> {
        let (found, history) = (self.found, self.history());
        let never = found.tiers.as_ref().err().into_iter().flatten();
        let told = never.map(|(step, team, piece)| format!(
            "`{}` never reviewed `{}` in `{}`; in the scenario it does, which has three tiers only: give each piece a tier and each reviewer its tiers",
            history.teams[*team], found.pieces[*piece].name, history.steps[*step].name
        ));
        told.collect()
    }

    /// How much of the waiting lay beside somebody who had nothing to do.
    fn idle_waiting(&self) -> Option<String> {
        let (history, found) = (self.found.history, self.found);
        let (mut waited, mut idle) = (0.0, 0.0);
        for team in (0..history.teams.len()).filter(|it| self.found.is_staffed(*it)) {
            let calendar = found.calendars.compiled(team)?;
            let jobs = || history.of_team(team);
            let mut events: Vec<(i64, i64)> = Vec::new();
            let stretches = jobs().flat_map(Pass::stretches);
            for (start, end) in stretches.filter_map(|it| Some((it.start?, it.end?))) {
                events.extend([(start, 1), (end, -1)]);
            }
            events.sort_unstable();
            let busy: Vec<(i64, i64)> = events
                .iter()
                .scan(0, |now, (at, change)| {
                    *now += change;
                    Some((*at, *now))
                })
                .collect();
            let people = found.people[team].value as i64;
            let waits = jobs().filter_map(|it| Some((it.asked?, it.start?)));
            for (ready, start) in waits.filter(|(_, start)| *start <= history.whole_until) {
                waited += calendar.open(Instant(ready), Instant(start)).hours();
                let from = busy.partition_point(|(at, _)| *at <= ready);
                let mut at = ready;
                let mut now = if from == 0 { 0 } else { busy[from - 1].1 };
                for (next, after) in busy[from..].iter().copied().chain([(start, 0)]) {
                    let until = next.min(start);
                    if now < people {
                        idle += calendar.open(Instant(at), Instant(until)).hours();
                    }
                    (at, now) = (until, after);
                    if next >= start {
                        break;
                    }
                }
            }
        }
        idle_share(100.0 * idle / waited)
    }
}

/// What the scenario holds of flaws, in sentences.
fn flaws(found: &Flaws) -> Vec<String> {
    let held = (!found.shares.is_empty()).then(|| "flaws in the scenario are those that were found: what nobody found is in no log, so that it tells nothing of what goes live (escapes)".to_owned());
    let left = (found.left > 0).then(|| {
        let n = found.left;
        format!("{n} reworks have the cause flaw, which neither a hub nor a reviewer found, nor who was to take the work up: the scenario does not hold them")
    });
    held.into_iter().chain(left).collect()
}

/// So much of the waiting, in percent, is worth a sentence; and so much says what waiting is not for.
const WORTH: f64 = 20.0;
const NEARLY_ALL: f64 = 80.0;

/// What it says that so much of the waiting lay beside somebody idle. The rest are queues: more people shorten them.
fn idle_share(percent: f64) -> Option<String> {
    let share = format!("{percent:.0} % of the waiting for people lay beside an idle colleague");
    (percent >= WORTH).then_some(match percent > NEARLY_ALL {
        true => {
            format!("{share}: queues are not why work waits here; adding people will do little")
        }
        false => format!("{share}: of this part queues are not the reason"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_nearly_all_waiting_is_beside_somebody_idle_people_would_not_help() {
        let says = |percent, words| idle_share(percent).is_some_and(|it| it.contains(words));
        assert!(says(81.0, "adding people will do little"));
        assert!(says(26.0, "26 % of the waiting") && !says(26.0, "adding people will do little"));
        assert_eq!(idle_share(19.0), None);
        // Nobody waited: a share of nothing.
        assert_eq!(idle_share(f64::NAN), None);
    }
}
