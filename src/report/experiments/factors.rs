//! What varies in a sweep, as columns: each path, and beside durations as text their hours.

use crate::csv::Csv;
use crate::question::sweep::{Plan, Point, hours};
use crate::report::render::csv::cells;
use crate::report::{Cell, Column};

/// The factors of a sweep.
pub struct Factors<'a> {
    paths: &'a [String],
    /// Whether some value of the path is a duration.
    timed: Vec<bool>,
}

impl<'a> Factors<'a> {
    /// Those of a plan.
    pub fn of(plan: &'a Plan) -> Factors<'a> {
        let timed = |(place, path): (usize, &String)| {
            plan.points.iter().any(|point| hours(path, &point.values[place]).is_some())
        };
        Factors { paths: &plan.paths, timed: plan.paths.iter().enumerate().map(timed).collect() }
    }

    /// A column for each path, followed by `PATH_h` where its values are durations.
    pub fn columns(&self) -> Vec<Column> {
        let of = |(path, timed): (&String, &bool)| {
            let hours = timed.then(|| Column::number(format!("{path}_h")));
            [Some(Column::text(path.clone())), hours].into_iter().flatten()
        };
        self.paths.iter().zip(&self.timed).flat_map(of).collect()
    }

    /// A point's cells: numbers as numbers, so that a negative one is not taken for a formula and guarded.
    pub fn cells(&self, point: &Point) -> Vec<Cell> {
        let of = |((path, value), timed): ((&String, &String), &bool)| {
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
            let cell = number.map_or_else(|| Cell::text(value), Cell::Number);
            let hours = timed.then(|| Cell::number(hours(path, value)));
            [Some(cell), hours].into_iter().flatten()
        };
        self.paths.iter().zip(&point.values).zip(&self.timed).flat_map(of).collect()
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
