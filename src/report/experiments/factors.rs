//! What varies in a sweep, as columns: each path, and beside durations as text their hours.

use crate::csv::Csv;
use crate::question::sweep::{Plan, Point, hours};
use crate::report::render::csv::cells;
use crate::report::{Cell, Column};

/// What the values of a path are: a column has cells of one kind, since readers take it for what its first cells are.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Counts,
    Numbers,
    Words,
    /// Some of the words are durations.
    Durations,
}

impl Kind {
    fn of<'a>(path: &str, values: impl Iterator<Item = &'a String> + Clone) -> Kind {
        let all = |is: &dyn Fn(&String) -> bool| values.clone().all(is);
        match () {
            () if all(&|value| value.parse::<u64>().is_ok()) => Kind::Counts,
            () if all(&|value| number(value).is_some()) => Kind::Numbers,
            () if all(&|value| hours(path, value).is_none()) => Kind::Words,
            () => Kind::Durations,
        }
    }
}

fn number(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The factors of a sweep.
pub struct Factors<'a> {
    paths: &'a [String],
    kinds: Vec<Kind>,
}

impl<'a> Factors<'a> {
    /// Those of a plan.
    pub fn of(plan: &'a Plan) -> Factors<'a> {
        let kind = |(place, path): (usize, &String)| {
            Kind::of(path, plan.points.iter().map(|point| &point.values[place]))
        };
        Factors { paths: &plan.paths, kinds: plan.paths.iter().enumerate().map(kind).collect() }
    }

    /// A column for each path, followed by `PATH_h` where its values are durations.
    pub fn columns(&self) -> Vec<Column> {
        let of = |(path, kind): (&String, &Kind)| {
            let timed = *kind == Kind::Durations;
            let hours = timed.then(|| Column::number(format!("{path}_h")));
            [Some(Column::text(path.clone())), hours].into_iter().flatten()
        };
        self.paths.iter().zip(&self.kinds).flat_map(of).collect()
    }

    /// A point's cells.
    pub fn cells(&self, point: &Point) -> Vec<Cell> {
        let of = |((path, value), kind): ((&String, &String), &Kind)| {
            let cell = match kind {
                Kind::Counts => value.parse().ok().map(Cell::Count),
                Kind::Numbers => number(value).map(Cell::Number),
                Kind::Words | Kind::Durations => None,
            };
            let timed = *kind == Kind::Durations;
            let hours = timed.then(|| Cell::number(hours(path, value)));
            [Some(cell.unwrap_or_else(|| Cell::text(value))), hours].into_iter().flatten()
        };
        self.paths.iter().zip(&point.values).zip(&self.kinds).flat_map(of).collect()
    }

    /// The id of a point and its cells, as the begin of a line of a file; without a point, their headings.
    ///
    /// # Errors
    /// If a point has not as many values as there are paths.
    pub fn line(&self, point: Option<&Point>) -> csv::Result<String> {
        let columns = self.columns();
        let mut csv = Csv::part(columns.len() + 1);
        csv.exact(point.map_or("point", |point| &point.id));
        match point {
            Some(point) => cells(&mut csv, &self.cells(point)),
            None => columns.iter().for_each(|column| csv.exact(&column.name)),
        }
        csv.end_row()?;
        Ok(csv.finish().trim_end_matches('\n').to_owned())
    }
}
