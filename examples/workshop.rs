//! Makes the numbers, commands and pictures of the lessons in `docs/workshop/`.
//!
//! A lesson says at its top what is run. Between its marks everything is made by this program; nothing
//! there is typed. `cargo run --release --example workshop` makes them again; a test sees to it that
//! they are up to date.

use flowcast::analysis::{self, differences};
use flowcast::report::lesson::{Lesson, REPLICATIONS, Variant};
use flowcast::report::{Cell, Column, Table, chart, format, markdown};
use flowcast::study::{Study, Unwatched, run};
use flowcast::{metric, plan, scenario};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether stale lessons are written anew or only named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // The program writes, the test checks.
pub enum Wish {
    /// Written.
    Write,
    /// Named.
    Check,
}

#[allow(dead_code)] // Unused where a test includes this file.
fn main() -> Result<(), Box<dyn Error>> {
    for written in lessons(Wish::Write)? {
        println!("{written}");
    }
    Ok(())
}

/// Makes every lesson; returns the files that were not up to date.
pub fn lessons(wish: Wish) -> Result<Vec<String>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("docs/workshop"))?
        .map(|e| Ok(e?.path()))
        .collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| {
        path.extension().is_some_and(|found| found == "md") && !path.ends_with("README.md")
    });
    paths.sort();
    let mut stale = Vec::new();
    for path in paths {
        for (file, made) in lesson(&path)? {
            if fs::read_to_string(&file).ok().as_ref() != Some(&made) {
                stale.push(file.display().to_string());
                if wish == Wish::Write {
                    fs::write(&file, made)?;
                }
            }
        }
    }
    Ok(stale)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn study(setup: &Lesson, variant: &Variant) -> Result<Study, Box<dyn Error>> {
    let text = fs::read_to_string(root().join(&setup.scenario))?;
    let mut loaded = scenario::load(&setup.scenario, &text, &variant.sets)?;
    let mut plans = plan::compile_all(&loaded).map_err(|refusals| format!("{refusals:?}"))?;
    plans.retain(|plan| setup.models.contains(&plan.model));
    let baseline = plans.iter().position(|plan| plan.model == setup.models[0]);
    loaded.study.baseline = baseline.ok_or("the first model is not in the scenario")?;
    Ok(run(&loaded, &plans, REPLICATIONS, loaded.study.seed, &Unwatched)?)
}

/// The files of a lesson: its pictures, and its text with everything that is made in it.
fn lesson(path: &Path) -> Result<Vec<(PathBuf, String)>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let setup = Lesson::read(&text).map_err(|why| format!("{}: {why}", path.display()))?;
    let studies: Vec<Study> =
        setup.variants.iter().map(|variant| study(&setup, variant)).collect::<Result<_, _>>()?;
    let mut files = Vec::new();
    let mut links = Vec::new();
    let (first, last) = (studies.first().ok_or("no variant")?, studies.last().ok_or("no variant")?);
    for (place, study) in [("before", first), ("after", last)] {
        let (file, svg) = picture(path, &setup.chart, place, study)?;
        links.push(format!("![{}]({})\n", place_words(place, &setup), file_name(&file)));
        files.push((file, svg));
    }
    let before = format!("```sh\n{}\n```\n\n{}", setup.variants[0].command, links[0]);
    let after = format!(
        "{}\n{}\n{}",
        markdown::table(&table(&setup, &studies)),
        said(&setup, &studies),
        links[1]
    );
    let text = between(&text, "before", &before)?;
    let text = between(&text, "after", &after)?;
    files.push((path.to_owned(), text));
    Ok(files)
}

fn place_words(place: &str, setup: &Lesson) -> String {
    let variant = if place == "before" { setup.variants.first() } else { setup.variants.last() };
    variant
        .map_or_else(String::new, |variant| format!("The chart {}: {}", setup.chart, variant.name))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn picture(
    lesson: &Path,
    name: &str,
    place: &str,
    study: &Study,
) -> Result<(PathBuf, String), Box<dyn Error>> {
    let drawings = chart::all(study);
    let drawing = drawings.iter().find(|drawing| drawing.name == name).ok_or("no such chart")?;
    let stem = lesson.with_extension("");
    Ok((PathBuf::from(format!("{}-{place}.svg", stem.display())), drawing.to_svg()?))
}

/// The text with what stands between two marks replaced.
fn between(text: &str, mark: &str, made: &str) -> Result<String, Box<dyn Error>> {
    let (open, close) = (format!("<!-- made: {mark} -->\n"), "<!-- end -->".to_owned());
    let (head, rest) = text.split_once(&open).ok_or(format!("no {open}"))?;
    let (_, tail) = rest.split_once(&close).ok_or(format!("no {close}"))?;
    Ok(format!("{head}{open}\n{made}\n{close}{tail}"))
}

/// A row for each variant and model.
fn table(setup: &Lesson, studies: &[Study]) -> Table {
    let mut columns =
        vec![Column::text("variant").headed("Variant"), Column::text("model").headed("Model")];
    columns.extend(setup.columns.iter().map(|name| Column::number("figure").headed(heading(name))));
    let mut table = Table::new("lesson", format!("{REPLICATIONS} replications each"), columns);
    for (variant, study) in setup.variants.iter().zip(studies) {
        for model in 0..study.models.len() {
            let figures = setup.columns.iter().map(|name| Cell::text(figure(study, model, name)));
            let mut row = vec![Cell::text(&variant.name), Cell::text(&study.models[model].name)];
            row.extend(figures);
            table.push(row);
        }
    }
    table
}

fn heading(column: &str) -> String {
    match column {
        "launch" => "Launch, mean ±95 % (days)".to_owned(),
        "on_time" => "On time (95 %)".to_owned(),
        "bottleneck" => "Bottleneck (utilisation)".to_owned(),
        name => metric::find(name).map_or_else(String::new, |index| {
            let metric = &metric::METRICS[index];
            format!("{} ({})", metric.label, metric.unit)
        }),
    }
}

fn figure(study: &Study, model: usize, column: &str) -> String {
    let known = |name| metric::find(name).map(|index| analysis::estimate(study, model, index));
    match column {
        "launch" => known("cycle_time_h").map_or_else(String::new, |known| {
            let days = known
                .ci
                .map(|ci| flowcast::stats::Interval { low: ci.low / 24.0, high: ci.high / 24.0 });
            let mean = known.mean.map(|hours| hours / 24.0);
            format::mean_with_interval(mean, days, format::decimals_with_intervals(&[(mean, days)]))
        }),
        "bottleneck" => {
            analysis::bottleneck(study, model).map_or_else(String::new, |(team, share)| {
                format!("{} ({})", study.crew_name(model, team), format::percent(share))
            })
        }
        "on_time" => {
            known("on_time").map_or_else(String::new, |k| format::proportion(k.mean, k.ci, k.n))
        }
        name => known(name).map_or_else(String::new, |known| {
            format::fixed_or_missing(known.mean, format::decimals(known.mean.unwrap_or(0.0)))
        }),
    }
}

/// The verdicts on the launch, for each variant.
fn said(setup: &Lesson, studies: &[Study]) -> String {
    let mut lines = String::new();
    for (variant, study) in setup.variants.iter().zip(studies) {
        for difference in differences(study, analysis::time_shown(study).metric) {
            let sentence = analysis::sentence(study, &difference);
            let against = &study.models[study.baseline].name;
            lines.push_str(&format!("- {}: {sentence}, against {against}.\n", variant.name));
        }
    }
    lines
}
