//! Who decides beside whom: where rounds have several verdicts of the same few, each of these is a reviewer of its own.

use super::history::History;
use std::collections::{BTreeMap, BTreeSet};

/// So many rounds show who decides in them.
const SHOWN: usize = 5;

/// A round that nobody rejected and that is over: everybody who was needed has decided.
struct Round<'a> {
    kind: &'a str,
    persons: BTreeSet<usize>,
}

/// Persons who stand in for each other.
type Group = Vec<usize>;

/// Gives reviewers of one team who decide in the same rounds each a team of its own; says so where they cannot be told apart.
pub fn tell_apart(history: &mut History) {
    let reviews: BTreeSet<(usize, usize)> = history
        .all()
        .filter(|pass| history.steps[pass.step].review)
        .map(|pass| (pass.step, pass.team))
        .collect();
    for (step, team) in reviews {
        let rounds = rounds(history, step, team);
        let several = rounds.iter().filter(|round| round.persons.len() > 1).count();
        if several < SHOWN || several * 10 < rounds.len() {
            continue;
        }
        let of = rounds.len();
        match groups(&rounds) {
            Some(groups) => split(history, (step, team), &groups),
            None => history.notes.push(format!(
                "{several} of {of} rounds of `{}` have verdicts of several people, but who decides varies: they are taken for one reviewer, who rejects as often as any of a round does; if some must all agree, say who is who in a column of teams (--map COLUMN=team)",
                history.steps[step].name
            )),
        }
    }
}

fn rounds(history: &History, step: usize, team: usize) -> Vec<Round<'_>> {
    let mut all = Vec::new();
    for (index, item) in history.items.iter().enumerate() {
        let mut own: BTreeMap<usize, (bool, BTreeSet<usize>)> = BTreeMap::new();
        for pass in history.of_item(index).filter(|pass| pass.step == step) {
            let (over, persons) = own.entry(pass.round).or_insert((true, BTreeSet::new()));
            *over &= pass.approved != Some(false) && pass.end.is_some();
            persons.extend(pass.person.filter(|_| pass.team == team));
        }
        let whole = own.into_values().filter(|(over, persons)| *over && !persons.is_empty());
        all.extend(whole.map(|(_, persons)| Round { kind: &item.kind, persons }));
    }
    all
}

/// Persons who are never in the same round stand in for each other. `None` unless there are several such groups, each of which
/// is in nearly every round of the pieces that it sees.
fn groups(rounds: &[Round<'_>]) -> Option<Vec<Group>> {
    let mut often: BTreeMap<usize, usize> = BTreeMap::new();
    rounds.iter().flat_map(|it| &it.persons).for_each(|it| *often.entry(*it).or_insert(0) += 1);
    let mut persons: Vec<(usize, usize)> = often.into_iter().collect();
    persons.sort_by_key(|(person, n)| (std::cmp::Reverse(*n), *person));
    let together = |person: usize, group: &Group| {
        let both = |it: &&Round<'_>| {
            it.persons.contains(&person) && group.iter().any(|other| it.persons.contains(other))
        };
        rounds.iter().filter(both).count()
    };
    let mut groups: Vec<Group> = Vec::new();
    for (person, n) in persons {
        let place = groups.iter().position(|group| together(person, group) * 20 <= n);
        match place {
            Some(place) => groups[place].push(person),
            // Who is hardly ever there is no reviewer of its own.
            None if n * 20 >= rounds.len() => groups.push(vec![person]),
            None => {}
        }
    }
    groups.sort();
    (groups.len() > 1 && groups.iter().all(|group| is_always_there(group, rounds)))
        .then_some(groups)
}

/// Whether a group is in four of five rounds of each kind of piece, or in next to none of that kind.
fn is_always_there(group: &Group, rounds: &[Round<'_>]) -> bool {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    rounds.iter().for_each(|round| *sizes.entry(round.kind).or_insert(0) += 1);
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for round in rounds {
        let kind = if sizes[round.kind] < SHOWN { "" } else { round.kind };
        let there = group.iter().any(|person| round.persons.contains(person));
        let known = kinds.entry(kind).or_default();
        *known = (known.0 + usize::from(there), known.1 + 1);
    }
    let always = |(there, all): &(usize, usize)| there * 5 >= all * 4;
    let never = |(there, all): &(usize, usize)| there * 20 <= *all;
    kinds.values().any(always) && kinds.values().all(|it| always(it) || never(it))
}

fn split(history: &mut History, (step, team): (usize, usize), groups: &[Group]) {
    let names: Vec<String> = groups.iter().map(|group| name(history, group)).collect();
    let teams: Vec<usize> = names.iter().map(|name| history.team(name)).collect();
    let own = |person: Option<usize>| {
        groups.iter().position(|it| person.is_some_and(|p| it.contains(&p)))
    };
    for pass in history.passes.iter_mut().filter(|it| it.step == step && it.team == team) {
        pass.team = teams[own(pass.person).unwrap_or(0)];
    }
    history.notes.push(format!(
        "`{}` decide beside each other in `{}`: each is a reviewer of its own",
        names.join("`, `"),
        history.steps[step].name
    ));
}

/// The one who is there most often, and how many stand in.
fn name(history: &History, group: &Group) -> String {
    let first = group.first().map_or("", |person| history.people[*person].as_str());
    match group.len() {
        0 | 1 => first.to_owned(),
        n => format!("{first} and {} more", n - 1),
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::{self, Fit};
    use crate::log;

    fn fitted(who: impl Fn(usize) -> Vec<&'static str>, rejects: fn(usize, &str) -> bool) -> Fit {
        fitted_by(&log_of(who, rejects))
    }

    fn fitted_by(text: &str) -> Fit {
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        fit::fit(&log, &Default::default()).unwrap()
    }

    /// Forty proofs, one a campaign, decided at ten: by the persons that `who` names, of whom `rejects` send the first version back.
    fn log_of(
        who: impl Fn(usize) -> Vec<&'static str>,
        rejects: fn(usize, &str) -> bool,
    ) -> String {
        let mut text = "campaign,item,step,kind,person,asked,end,outcome,round\n".to_owned();
        for proof in 0..40 {
            let day =
                |n: usize| format!("2026-{:02}-{:02}", 1 + proof / 10, 1 + 2 * (proof % 10) + n);
            let again = who(proof).iter().any(|name| rejects(proof, name));
            for (round, name) in
                (0..=usize::from(again)).flat_map(|it| who(proof).into_iter().map(move |n| (it, n)))
            {
                let outcome =
                    if round == 0 && rejects(proof, name) { "rejected" } else { "approved" };
                let (at, round) = (day(round), round + 1);
                text += &format!(
                    "c{proof},p{proof},check,review,{name},{at} 09:00,{at} 10:00,{outcome},{round}\n"
                );
            }
        }
        text
    }

    /// The value of a row, and of how many cases.
    fn row(fit: &Fit, path: &str) -> Option<(String, usize)> {
        fit.rows.iter().find(|row| row.path == path).map(|row| (row.value.clone(), row.n))
    }

    #[test]
    fn the_same_few_of_each_round_are_reviewers_of_their_own() {
        // Anna sends back each fourth, Bob each fifth, Cy none; Dora stands in for Cy in each tenth.
        let rejects = |proof: usize, name: &str| match name {
            "Anna" => proof.is_multiple_of(4),
            "Bob" => proof.is_multiple_of(5),
            _ => false,
        };
        let who = |proof| vec!["Anna", "Bob", if proof % 10 == 3 { "Dora" } else { "Cy" }];
        let text = log_of(who, rejects);
        // Without the column of rounds the same who looks again begins another one.
        let bare: Vec<&str> =
            text.lines().filter_map(|line| Some(line.rsplit_once(',')?.0)).collect();
        let of_team = bare.join("\n").replace(",review,", ",review,brand,");
        let of_team = of_team.replacen("kind,person", "kind,team,person", 1);
        for text in [bare.join("\n"), of_team, text] {
            let fit = fitted_by(&text);
            let reject =
                |name: &str| row(&fit, &format!("streams.check.reviewers.{name}.reject[0]"));
            assert_eq!(reject("Anna"), Some(("0.25".to_owned(), 40)), "{}", fit.scenario);
            assert_eq!(reject("Bob"), Some(("0.2".to_owned(), 40)));
            assert_eq!(reject("\"Cy and 1 more\""), Some(("0".to_owned(), 40)));
            assert!(fit.scenario.contains("route = \"concurrent\""), "{}", fit.scenario);
        }
    }

    #[test]
    fn a_pool_is_one_reviewer_and_says_so() {
        let pool = ["Ada", "Ben", "Cem", "Dan", "Eva"];
        let pair = |proof: usize| vec![pool[proof % 5], pool[(proof + 1 + proof / 5 % 4) % 5]];
        let fit = fitted(pair, |proof, name| name == "Ada" && proof.is_multiple_of(2));
        let reviewers: Vec<_> =
            fit.rows.iter().filter(|row| row.path.ends_with("reject[0]")).collect();
        assert_eq!(reviewers.len(), 1, "{}", fit.scenario);
        // Of 40 first versions Ada sees 16 (she is one of two of five), 8 of them even ones: so often a round rejects, of 40, not of 80.
        let ada = (0..40).filter(|it| it % 2 == 0 && pair(*it).contains(&"Ada")).count();
        assert_eq!((reviewers[0].n, reviewers[0].value.parse()), (40, Ok(ada as f64 / 40.0)));
        assert!(
            fit.findings.iter().any(|it| it.contains("who decides varies")),
            "{:?}",
            fit.findings
        );
        // One of them at a time: nothing to say.
        let fit = fitted(|proof| vec![pool[proof % 5]], |_, _| false);
        assert!(!fit.findings.iter().any(|it| it.contains("decide")), "{:?}", fit.findings);
    }
}
