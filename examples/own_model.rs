//! Own models: a workflow model is a setting of levers and nothing else, so anyone can write one.
//!
//! Shows: (1) a preset's own text under another name runs exactly as the preset does; (2) a hybrid in
//! ten lines of TOML, a cascade that no longer waits for whole stages, compared with its parent on
//! common random numbers, which make the comparison much sharper than independent runs would.
//!
//! `cargo run --release --example own_model`

use flowcast::study::{Study, Unwatched, run};
use flowcast::{analysis, metric, plan, scenario, stats};
use std::error::Error;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/product-launch.toml");
const HYBRID: &str = r#"
[[models]]
name = "Sequential Cascade"
preset = "sequential-cascade"

[[models]]                          # data starts on each piece; approvals still wait for all
name = "Cascade by item"
preset = "sequential-cascade"
[[models.handoffs]]
from = "creative"
to = "data"
release = "item"
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let facts = std::fs::read_to_string(FILE)?;
    let preset = scenario::preset_toml("sequential-cascade").ok_or("no such preset")?;
    let copy = preset.replace("Sequential Cascade", "The same by hand");
    let study = study(&format!("{facts}\n{HYBRID}\n{copy}"))?;

    let cycle = metric::CYCLE_TIME;
    let days: Vec<Vec<f64>> = study
        .models
        .iter()
        .map(|model| model.metric(cycle).flatten().map(|hours| hours / 24.0).collect())
        .collect();
    for (model, days) in study.models.iter().zip(&days) {
        println!("{:18} {:.1} d to launch", model.name, stats::mean(days).ok_or("no launch")?);
    }

    let differences = analysis::differences(&study, cycle);
    assert_eq!(differences[1].verdict, analysis::Verdict::Identical, "a name changes nothing");
    // The interval of this verdict excludes zero at 95 % or more.
    assert_eq!(differences[0].verdict, analysis::Verdict::Lower, "items need not wait for stages");

    let paired: Vec<f64> = days[1].iter().zip(&days[0]).map(|(own, base)| own - base).collect();
    let gain = (variance(&days[0]) + variance(&days[1])) / variance(&paired);
    println!("common random numbers are worth {gain:.1} times as many replications here");
    // Were the runs independent, the ratio would be 1, give or take 2 / sqrt(1000) = 6 %.
    assert!(gain > 2.0, "pairing must sharpen the comparison");
    Ok(())
}

fn study(text: &str) -> Result<Study, Box<dyn Error>> {
    let scenario = scenario::load("own_model.toml", text, &[])?;
    let plans = plan::compile_all(&scenario).map_err(|refusals| format!("{refusals:?}"))?;
    Ok(run(&scenario, &plans, 1000, scenario.study.seed, &Unwatched)?)
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)
}
