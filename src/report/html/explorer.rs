//! A promised day to play with: what the script needs, and where it draws.

use super::{Source, words};
use crate::metric;
use crate::report::chart;
use crate::stats;
use crate::study::Study;
use maud::{Markup, PreEscaped, html};
use serde::Serialize;

/// About so many places for the slider.
const PLACES: f64 = 240.0;
/// Steps between places, in hours.
const STEPS: [f64; 9] = [0.25, 1.0, 3.0, 6.0, 12.0, 24.0, 48.0, 168.0, 672.0];

/// What the script reads. Counts are exact: nothing is interpolated.
#[derive(Debug, PartialEq, Serialize)]
struct Launches<'a> {
    /// The start, if there is a date.
    start: Option<&'a str>,
    unit: Unit,
    /// Hours after the start of the first place, and between places.
    first: f64,
    step: f64,
    models: Vec<Curve>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Unit {
    name: &'static str,
    hours: f64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Curve {
    name: String,
    colour: String,
    dash: Option<String>,
    /// Replications.
    of: usize,
    /// How many of them have launched by each place.
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
}

/// The explorer, hidden until the script shows it; nothing if no replication was launched.
pub fn body(source: &Source<'_>) -> Markup {
    let study = source.study;
    let Some(grid) = grid(study) else { return html! {} };
    let data = launches(study, source.story.start.as_deref(), grid);
    html! {
        div.explorer #explorer hidden {
            h3 #explorer-title { "How likely is it to have launched by a promised day?" }
            div.plot #plot {}
            label for="day" { "Promised day:" output #day-value for="day" {} }
            input #day type="range" min="0" max=(grid.count - 1) value=(grid.at) autocomplete="off";
            div.scroll tabindex="0" role="region" aria-label="Chance to have launched" {
                table {
                    caption { "Chance to have launched by then" }
                    thead {
                        tr {
                            th scope="col" { "Model" }
                            th.n scope="col" { "Chance" }
                            th.n scope="col" { "Replications" }
                        }
                    }
                    tbody aria-live="polite" {
                        @for (model, runs) in study.models.iter().enumerate() {
                            tr data-model=(model) data-read=(model) {
                                th scope="row" { (words::key(model)) bdi { (words::text(&runs.name)) } }
                                td.n {}
                                td.n {}
                            }
                        }
                    }
                }
            }
            script #launch-data type="application/json" { (PreEscaped(json(&data))) }
        }
    }
}

/// JSON that cannot end the element that holds it.
fn json(data: &Launches<'_>) -> String {
    // Strings and finite numbers always have a form in JSON.
    let text = serde_json::to_string(data).unwrap_or_default();
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn launches<'a>(study: &Study, start: Option<&'a str>, grid: Grid) -> Launches<'a> {
    let last = grid.first + grid.step * grid.count as f64;
    let unit = if last >= 48.0 {
        Unit { name: "days", hours: 24.0 }
    } else {
        Unit { name: "hours", hours: 1.0 }
    };
    let models = (0..study.models.len()).map(|model| curve(study, model, grid)).collect();
    Launches { start, unit, first: grid.first, step: grid.step, models }
}

fn curve(study: &Study, model: usize, grid: Grid) -> Curve {
    let runs = &study.models[model];
    let times = sorted(study, model);
    let place = |k: usize| grid.first + grid.step * k as f64;
    // A microsecond is forgiven: launches at exactly a place are in time.
    let within = |k| times.partition_point(|time| *time <= place(k) + 1e-9);
    Curve {
        name: words::text(&runs.name),
        colour: chart::colour(model),
        dash: chart::dash(model).map(|(on, off)| format!("{on} {off}")),
        of: runs.len(),
        within: (0..grid.count).map(within).collect(),
    }
}

fn sorted(study: &Study, model: usize) -> Vec<f64> {
    stats::ascending(study.models[model].metric(metric::CYCLE_TIME).flatten())
}

/// Places from before the first launch until after the last, of which one is the deadline.
fn grid(study: &Study) -> Option<Grid> {
    let all: Vec<Vec<f64>> = (0..study.models.len()).map(|model| sorted(study, model)).collect();
    let low = all.iter().filter_map(|times| times.first()).copied().reduce(f64::min)?;
    let high = all.iter().filter_map(|times| times.last()).copied().reduce(f64::max)?;
    let due = study.deadline_h.filter(|due| *due > 0.0 && *due <= high * 1.6);
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
    Some(Grid { first, step, count, at: at.min(count - 1) })
}

#[cfg(test)]
mod tests {
    use super::*;
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
            seed: 1,
            replications: hours.len() as u32 + 1,
            baseline: 0,
            teams: Vec::new(),
            models: vec![runs],
            deadline_h,
            live_days: None,
        }
    }

    #[test]
    fn the_deadline_is_a_place_and_counts_are_exact() {
        let study = study(&[100.0, 150.5, 170.0, 400.0], Some(170.0));
        let grid = grid(&study).unwrap();
        // 300 h in at most 240 places: every 3 h, one of them at 170 h.
        assert_eq!((grid.step, grid.first + grid.step * grid.at as f64), (3.0, 170.0));
        let data = launches(&study, None, grid);
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
        let text = json(&launches(&study, None, grid(&study).unwrap()));
        assert!(!text.contains('<') && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("\\u003c/script\\u003e"));
    }
}
