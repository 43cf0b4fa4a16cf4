//! What came first on one day, of a log of dates: steps in the order in which other pieces took them on different days; else in that of
//! the rows. What was rejected begins anew.

use super::history::{Item, Pass};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// By pair of steps: how often the one came before the other on an earlier day, and in an earlier row of the same day.
#[derive(Default)]
struct Seen {
    days: BTreeMap<(usize, usize), usize>,
    rows: BTreeMap<(usize, usize), usize>,
    /// How often rows of later days stand further down, less how often further up.
    down: i64,
}

/// The place of each step among all; `lines` are those of passes in the file.
pub fn places(steps: usize, items: &[Item], passes: &[Pass], lines: &[usize]) -> Vec<usize> {
    let mut seen = Seen::default();
    for item in items {
        seen.add(item, passes, lines);
    }
    let before = |a: usize, b: usize| seen.order(a, b) == Ordering::Less;
    let given = |step: usize| (0..steps).filter(|other| before(*other, step)).count();
    let mut order: Vec<(usize, usize)> = (0..steps).map(|step| (given(step), step)).collect();
    order.sort_unstable();
    let mut places = vec![0; steps];
    order.into_iter().enumerate().for_each(|(place, (_, step))| places[step] = place);
    places
}

impl Seen {
    /// The first passes of an item through its steps.
    fn add(&mut self, item: &Item, passes: &[Pass], lines: &[usize]) {
        let mut firsts: BTreeMap<usize, usize> = BTreeMap::new();
        for index in &item.passes {
            let first = firsts.entry(passes[*index].step).or_insert(*index);
            if (passes[*index].first(), lines[*index]) < (passes[*first].first(), lines[*first]) {
                *first = *index;
            }
        }
        for (a, from) in &firsts {
            for (b, to) in firsts.iter().filter(|(b, _)| a != *b) {
                let is_above = lines[*from] < lines[*to];
                match passes[*from].first().cmp(&passes[*to].first()) {
                    Ordering::Less => {
                        *self.days.entry((*a, *b)).or_insert(0) += 1;
                        self.down += if is_above { 1 } else { -1 };
                    }
                    Ordering::Equal if is_above => *self.rows.entry((*a, *b)).or_insert(0) += 1,
                    Ordering::Equal | Ordering::Greater => {}
                }
            }
        }
    }

    /// Which of two steps comes first; equal if nothing tells.
    fn order(&self, a: usize, b: usize) -> Ordering {
        let more = |of: &BTreeMap<(usize, usize), usize>| of.get(&(b, a)).cmp(&of.get(&(a, b)));
        let rows = more(&self.rows);
        let rows = if self.down < 0 { rows.reverse() } else { rows };
        more(&self.days).then(rows)
    }
}

/// Puts passes of an item that are told by the same dates, and follow on `last`, in order: each time the next step after the one before
/// it, and after a rejection the first.
pub fn in_order(group: &mut [usize], last: Option<usize>, passes: &[Pass], places: &[usize]) {
    let mut last = last;
    for done in 0..group.len() {
        let at = |index: usize| places[passes[index].step];
        let rank = |index: usize| {
            let Some(last) = last else { return (1, at(index)) };
            let (own, before) = (&passes[index], &passes[last]);
            let same = own.step == before.step;
            // Others who review the same decide beside each other.
            let beside = (own.team, own.person) != (before.team, before.person);
            let anew = before.approved == Some(false);
            match () {
                () if same && own.approved.is_some() && beside => (0, at(index)),
                () if anew || at(index) > at(last) => (1, at(index)),
                () => (2, at(index)),
            }
        };
        let next = (done..group.len()).min_by_key(|place| (rank(group[*place]), *place));
        if let Some(next) = next {
            group[done..=next].rotate_right(1);
            last = Some(group[done]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::read;

    /// A check comes two days after its text, and the news of every page but each fourth on the very day of the check: by the fourth it is
    /// known that it comes after it. Two dates of 48 hours apart are 24 to 72 hours apart. Every third page is rejected once, and
    /// written again on that day.
    #[test]
    fn what_ends_on_the_day_of_the_next_step_has_taken_its_days() {
        let mut text = "campaign,item,step,team,end,outcome\n".to_owned();
        for page in 0..24 {
            let first = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(page));
            let mut row = |day: i64, step: &str, outcome: &str| {
                let date = first.saturating_add(jiff::Span::new().days(day));
                text += &format!("c{page},page,{step},{step},{date},{outcome}\n");
            };
            if page % 3 == 0 {
                row(4, "announce", "");
                row(2, "write", "");
                row(4, "check", "approved");
                row(2, "check", "rejected");
            } else {
                row(2 + i64::from(page % 4 == 1), "announce", "");
                row(2, "check", "approved");
            }
            row(0, "write", "");
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let fit = fit(&log, &Default::default()).unwrap();
        let row = fit.rows.iter().find(|row| row.path.ends_with("turnaround")).unwrap();
        let told = (&*row.value, &*row.low, &*row.high, row.grade);
        assert_eq!(told, ("48h", "24h", "72h", "B"), "{}", fit.scenario);
    }
}
