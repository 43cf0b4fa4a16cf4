//! A promised day to play with: what the script needs.

use super::chart::Names;
use crate::analysis::{TimeShown, time_shown, times};
use crate::study::Study;
use crate::text::plain;
use serde::Serialize;

/// About so many places for the slider.
const PLACES: f64 = 240.0;
/// Steps between places, in hours.
const STEPS: [f64; 9] = [0.25, 1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0, 672.0];

/// What the script reads. Counts are exact: nothing is interpolated.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Launches {
    /// The start, if there is a date.
    start: Option<String>,
    unit: Unit,
    /// Hours after the start of the first place, and between places.
    first: f64,
    step: f64,
    /// What is due, if anything is: the place and its name.
    due: Option<(usize, &'static str)>,
    models: Vec<Curve>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Unit {
    name: &'static str,
    hours: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Curve {
    name: String,
    colour: String,
    /// Whether its line is named.
    named: bool,
    /// Replications.
    of: usize,
    /// How many of them have launched (or are ready) by each place.
    within: Vec<usize>,
}

/// The places of the slider, in hours after the start.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    first: f64,
    step: f64,
    count: usize,
    /// Where the slider stands at first.
    at: usize,
    /// Whether that is when it is due.
    due: bool,
}

/// A day to play with: how many replications of each model have launched (or are ready) by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explorer {
    data: Launches,
    grid: Grid,
    shown: TimeShown,
    order: Vec<usize>,
}

impl Explorer {
    /// Of a study that starts at a date, if it has one; `None` if no replication was launched (or ready), and of a
    /// portfolio, in which nobody promises the day of the mean campaign.
    pub fn of(of: (&Study, &Names), start: Option<&str>) -> Option<Explorer> {
        let (study, names) = of;
        let grid = grid(study).filter(|_| !study.portfolio)?;
        let (shown, order) = (time_shown(study), names.order.clone());
        Some(Explorer { data: launches(of, start, grid), grid, shown, order })
    }

    /// What is done by the promised day, such as "launched".
    pub fn done(&self) -> &'static str {
        self.shown.done
    }

    /// The last place of the slider; the first is 0.
    pub fn last(&self) -> usize {
        self.grid.count - 1
    }

    /// The place at which the slider begins.
    pub fn at(&self) -> usize {
        self.grid.at
    }

    /// The models with their names, best first.
    pub fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.order.iter().map(|model| (*model, self.data.models[*model].name.as_str()))
    }

    /// What the script reads, as JSON that cannot end the element that holds it.
    pub fn to_json(&self) -> String {
        // Strings and finite numbers always have a form in JSON.
        let text = serde_json::to_string(&self.data).unwrap_or_default();
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

fn launches((study, names): (&Study, &Names), start: Option<&str>, grid: Grid) -> Launches {
    let last = grid.first + grid.step * grid.count as f64;
    let unit = if last >= 48.0 {
        Unit { name: "days", hours: 24.0 }
    } else {
        Unit { name: "hours", hours: 1.0 }
    };
    let named = |model| Curve {
        colour: names.hex(model),
        named: names.stands_out(model),
        ..curve(study, model, grid)
    };
    let models = (0..study.models.len()).map(named).collect();
    let due = grid.due.then(|| (grid.at, time_shown(study).due));
    let Grid { first, step, .. } = grid;
    Launches { start: start.map(str::to_owned), unit, first, step, due, models }
}

fn curve(study: &Study, model: usize, grid: Grid) -> Curve {
    let runs = &study.models[model];
    let times = times(study, model);
    let place = |k: usize| grid.first + grid.step * k as f64;
    // A microsecond is forgiven: launches at exactly a place are in time.
    let within = |k| times.partition_point(|time| *time <= place(k) + 1e-9);
    Curve {
        name: plain(&runs.name).trim().to_owned(),
        colour: String::new(),
        named: false,
        of: runs.len(),
        within: (0..grid.count).map(within).collect(),
    }
}

/// Places from before the first launch until after the last, of which one is the deadline.
fn grid(study: &Study) -> Option<Grid> {
    let all: Vec<Vec<f64>> = (0..study.models.len()).map(|model| times(study, model)).collect();
    let low = all.iter().filter_map(|times| times.first()).copied().reduce(f64::min)?;
    let high = all.iter().filter_map(|times| times.last()).copied().reduce(f64::max)?;
    let due = time_shown(study).due_h.filter(|due| *due > 0.0 && *due <= high * 1.6);
    let (low, high) = due.map_or((low, high), |due| (low.min(due), high.max(due)));
    let fits = |step: &&f64| (high - low) / **step <= PLACES;
    let step = STEPS.iter().find(fits).copied().unwrap_or_else(|| (high - low) / PLACES);
    let origin = due.unwrap_or(0.0);
    let below = ((low - origin) / step).ceil() - 1.0;
    let above = ((high - origin) / step).ceil();
    let first = origin + step * below;
    let count = (above - below) as usize + 1;
    let middle = all[study.baseline].get(all[study.baseline].len() / 2).copied().unwrap_or(low);
    let at = ((due.unwrap_or(middle) - first) / step).round() as usize;
    Some(Grid { first, step, count, at: at.min(count - 1), due: due.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::metric::METRICS;
    use crate::record::Status;
    use crate::study::ModelRuns;

    fn study(hours: &[f64], deadline_h: Option<f64>) -> Study {
        let mut runs = ModelRuns::new("</script>\u{202e}A", 0);
        for hours in hours {
            let mut row = vec![None; METRICS.len()];
            row[0] = Some(*hours);
            runs.push_values(Status::Launched, &row);
        }
        runs.push_values(Status::Censored, &vec![None; METRICS.len()]);
        Study {
            scenario: "S".to_owned(),
            replications: hours.len() as u32 + 1,
            deadline_h,
            ..fixture::study(vec![runs])
        }
    }

    #[test]
    fn the_deadline_is_a_place_and_counts_are_exact() {
        let study = study(&[100.0, 150.5, 170.0, 400.0], Some(170.0));
        let grid = grid(&study).unwrap();
        // 300 h in at most 240 places: every 3 h, one of them at 170 h.
        assert_eq!((grid.step, grid.first + grid.step * grid.at as f64), (3.0, 170.0));
        let data = launches((&study, &Names::of(&study)), None, grid);
        let within = &data.models[0].within;
        assert_eq!((within[0], within[grid.at - 1], within[grid.at]), (0, 2, 3));
        assert_eq!((within[grid.count - 1], data.models[0].of), (4, 5));
    }

    #[test]
    fn a_far_deadline_does_not_squeeze_the_rest() {
        let grid = grid(&study(&[10.0, 20.0], Some(1000.0))).unwrap();
        assert_eq!((grid.step, grid.count), (0.25, 42));
        assert_eq!(super::grid(&study(&[], Some(5.0))), None);
    }

    #[test]
    fn names_cannot_end_the_script() {
        let study = study(&[1.0], None);
        let text = Explorer::of((&study, &Names::of(&study)), None).unwrap().to_json();
        assert!(!text.contains('<') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("\\u003c/script\\u003e"));
    }
}
