//! What is made of a study once it has run: data files, statistics, charts.

use super::race::{Clock, Contender, Length, race};
use super::table::{significant, table};
use super::world;
use flowcast::analysis::Analysis;
use flowcast::plan;
use flowcast::report::{chart, csv, data};
use flowcast::scenario::Document;
use flowcast::store::replications;
use flowcast::study::{self, Study, Unwatched};
use rayon::ThreadPoolBuilder;
use std::hint::black_box;

/// Replications of each model: as many as the study that is measured as a whole has.
const REPLICATIONS: u32 = 10_000;

/// A named way to make bytes of a study.
type Maker = (&'static str, fn(&Study) -> usize);

const MAKERS: [Maker; 6] = [
    ("replications.csv", |study| replications::replications_csv(study).expect("memory").len()),
    ("team_replications.csv", |study| {
        replications::team_replications_csv(study).expect("memory").len()
    }),
    ("summary.csv", |study| {
        csv::render(&data::summary(&Analysis::of(study.clone()))).expect("memory").len()
    }),
    ("comparison.csv", |study| {
        csv::render(&data::comparison(&Analysis::of(study.clone()))).expect("memory").len()
    }),
    ("teams.csv", |study| {
        csv::render(&data::teams(&Analysis::of(study.clone()))).expect("memory").len()
    }),
    ("all charts as SVG", |study| {
        chart::all(study).iter().map(|drawing| drawing.to_svg().expect("a drawing").len()).sum()
    }),
];

/// Milliseconds for each kind of file.
pub fn run(length: Length) {
    let replications = if length.rounds > 1 { REPLICATIONS } else { 100 };
    let study = product_launch(replications);
    let contender = |(name, make): &Maker| {
        let (study, make) = (&study, *make);
        Contender::new(*name, move || {
            black_box(make(black_box(study)));
            1
        })
    };
    // Some makers use rayon's present pool: with one thread, all their work is done by the thread whose
    // time is measured.
    let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be started");
    let results = pool
        .install(|| race(MAKERS.iter().map(contender).collect(), length.rounds(10), Clock::Cpu));
    println!("## Output\n");
    let row = |who: usize| {
        let (name, make) = MAKERS[who];
        let megabytes = make(&study) as f64 / 1e6;
        [name.to_owned(), significant(megabytes), significant(results.median(who) / 1e6)]
    };
    let header = ["", "MB", "CPU, ms"];
    println!("{}", table(header.map(str::to_owned), (0..MAKERS.len()).map(row)));
    println!("Product launch under six presets, {replications} replications each, one thread.\n");
}

fn product_launch(replications: u32) -> Study {
    let file = "scenarios/product-launch.toml";
    let document = Document::parse(file, &world::text(file)).expect("a valid file");
    let scenario = document.resolve().expect("a valid scenario");
    let plans = plan::compile_all(&scenario).expect("models that can be run");
    study::run(&scenario, &plans, replications, 1, &Unwatched).expect("nobody stops it")
}
