//! What else is as good, or does as well what was asked for by as few changes.

use super::{Improvement, answer, change_cell, mean_cell};
use crate::metric::COORDINATION_TIME;
use crate::question::improve::Entrant;
use crate::report::{Cell, Column, Table};

/// So many at most are named.
const NAMED: usize = 8;

/// Those, the best first; `None` where there are none.
pub fn table(of: &Improvement<'_>) -> Option<Table> {
    let others = others(of);
    let bounded = of.is_bounded();
    let scale = of.scale();
    let mut columns = vec![
        Column::text("decisions").headed("Other way of working"),
        Column::number("mean").headed(format!("{} (95 %)", of.label())).in_unit(scale.unit),
        Column::number("difference")
            .headed("Difference to what is recommended (95 %)")
            .in_unit(scale.unit),
    ];
    columns.extend(bounded.then(|| Column::number("kept").headed(answer::heading(of))));
    columns.extend(super::talk(of));
    let mut table = Table::new("others", "As good, or enough by as few agreements", columns);
    for entrant in others.iter().take(NAMED) {
        let words = of.words(&of.space.settings[entrant.setting]);
        let name = if words.is_empty() { of.today().to_owned() } else { words.join("; ") };
        let change = of.change(entrant.model, of.last());
        let mut row = vec![
            Cell::Text(name),
            of.estimate(entrant.model),
            change_cell(change.map(|change| change.scaled(scale))),
        ];
        row.extend(bounded.then(|| Cell::Text(answer::reached(of, entrant.model))));
        row.extend(super::talk(of).map(|_| mean_cell(of.runs(entrant.model), COORDINATION_TIME)));
        table.push(row);
    }
    (!others.is_empty()).then_some(table)
}

fn others<'a>(of: &'a Improvement<'_>) -> Vec<&'a Entrant> {
    let (found, best) = (of.found, &of.found.best);
    let enough = |it: &Entrant| {
        found.aim.fewest_first && it.held.keeps() && best.held.keeps() && it.changes == best.changes
    };
    let is_other = |it: &&Entrant| {
        it.setting != best.setting && (found.as_good.contains(&it.setting) || enough(it))
    };
    let mut others: Vec<&Entrant> = found.finals.entrants.iter().filter(is_other).collect();
    others.sort_by(|a, b| a.value.total_cmp(&b.value));
    others
}
