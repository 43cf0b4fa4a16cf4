//! The smallest change where the answer is known: exhaustive tables, and a choice between two of a kind.

use flowcast::model::Scenario;
use flowcast::plan;
use flowcast::question::goal::Goal;
use flowcast::question::improve::{Allow, FINALISTS, Found, Search, Space, space};
use flowcast::scenario::Document;
use flowcast::stats;
use flowcast::study::{self, Unwatched};

/// Three people, two kinds of piece that are alike in all but their draws; today two people serve one kind and one the
/// other. The only thing to decide is to exchange them, which is no better and no worse.
pub const NULL: &str = r#"
schema = 2
name = "Two of a kind"
calendar = "always"
[practices]
scale = 0
[teams]
design = { people = 3, calendar = "always" }
[[streams]]
name = "creative"
team = "design"
effort = { median = "8h", p90 = "20h" }
[[streams]]
name = "cut"
team = "design"
needs = ["creative"]
effort = { median = "2h", p90 = "5h" }
[[deliverables]]
name = "a"
count = 4
[[deliverables]]
name = "b"
count = 4
[[models]]
name = "Two for a"
pods = [{ name = "of a", deliverables = ["a"], people = { design = 2 } }]
[[models]]
name = "Two for b"
pods = [{ name = "of b", deliverables = ["b"], people = { design = 2 } }]
[improve]
first = { release = [], start = [] }
visibility = []
shared_context = []
syncs = []
"#;

/// The scenario of a text with practices, of this seed and so many replications.
///
/// # Errors
/// What is wrong with it.
fn scenario(text: &str, seed: u64, n: u32) -> Result<(Document, Scenario), String> {
    let document = Document::parse("x.toml", text).map_err(|found| found.render(false))?;
    let (document, _) = document.with_practices();
    let mut scenario = document.resolve().map_err(|found| found.render(false))?;
    (scenario.study.seed, scenario.study.replications) = (seed, n);
    Ok((document, scenario))
}

/// Searches a text's baseline for a goal, or for the default one; only so many changes are all tried, and a beam is
/// followed up to `changes`.
///
/// # Errors
/// What is wrong with the text or the goal.
pub fn search(
    text: &str,
    (goal, all, changes): (Option<&str>, usize, usize),
    (seed, n): (u64, u32),
) -> Result<(Space, Found), String> {
    let (document, scenario) = scenario(text, seed, n)?;
    let (document, scenario, from) = (&document, &scenario, scenario.study.baseline);
    let goal = goal.map(Goal::parse).transpose()?;
    let mut space = space(document, scenario, from, (all, Allow::default()))
        .map_err(|stopped| stopped.to_string())?;
    space.changes = changes;
    let search = Search {
        document,
        scenario,
        from,
        goal,
        within: None,
        budget: 200_000,
        finalists: FINALISTS,
        front: 0,
        early: false,
        factors: None,
    };
    let found = search.run(&mut space, &Unwatched).map_err(|stopped| stopped.to_string())?;
    Ok((space, found))
}

/// The mean cycle time of every setting of a space, over so many replications of a seed of its own.
///
/// # Errors
/// What does not compile or end.
pub fn exhaustive(text: &str, space: &Space, n: u32) -> Result<Vec<f64>, String> {
    let (document, scenario) = scenario(text, 987_654_321, n)?;
    let settings: Vec<&[usize]> = space.settings.iter().map(Vec::as_slice).collect();
    let mut means = Vec::new();
    for batch in settings.chunks(50) {
        let all = space.scenario(&document, batch).map_err(|stopped| stopped.to_string())?;
        let plans = plan::compile_all(&all).map_err(|_| "a setting does not compile".to_owned())?;
        let study = study::run(&scenario, &plans, n, scenario.study.seed, &Unwatched)
            .map_err(|stopped| stopped.to_string())?;
        let mean = |runs: &study::ModelRuns| {
            let times: Vec<f64> = runs.metric(flowcast::metric::CYCLE_TIME).flatten().collect();
            stats::mean(&times).unwrap_or(f64::INFINITY)
        };
        means.extend(study.models.iter().map(mean));
    }
    Ok(means)
}

/// In how many of these seeds the search finds a setting within δ of the best of an exhaustive table of so many
/// replications, and how many settings that has; `alls` are up to how many changes a search tries every setting, each a
/// count of its own.
///
/// # Errors
/// As [`search`].
pub fn found_within(
    text: &str,
    (alls, changes): (&[usize], usize),
    seeds: std::ops::Range<u64>,
    (n, table): (u32, u32),
) -> Result<(Vec<usize>, usize), String> {
    let whole = whole(text, changes)?;
    let means = exhaustive(text, &whole, table)?;
    let best = means.iter().copied().fold(f64::INFINITY, f64::min);
    let hit = |all: usize, seed: u64| -> Result<bool, String> {
        let (space, found) = search(text, (Some("cycle_time"), all, changes), (seed, n))?;
        let setting = &space.settings[found.best.setting];
        let place = whole.settings.iter().position(|it| it == setting);
        Ok(means[place.ok_or("no setting of the table")?] <= best + found.aim.within)
    };
    let hits = |all: &usize| -> Result<usize, String> {
        seeds.clone().map(|seed| hit(*all, seed).map(usize::from)).sum()
    };
    Ok((alls.iter().map(hits).collect::<Result<_, _>>()?, means.len()))
}

/// Every setting of at most so many changes of a text's baseline.
fn whole(text: &str, changes: usize) -> Result<Space, String> {
    let (document, scenario) = scenario(text, 1, 1)?;
    let from = scenario.study.baseline;
    space(&document, &scenario, from, (changes, Allow::default()))
        .map_err(|stopped| stopped.to_string())
}

/// In how many of these seeds the exchange of two of a kind is called better.
///
/// # Errors
/// As [`search`].
pub fn called_better(seeds: std::ops::Range<u64>, n: u32) -> Result<usize, String> {
    let mut better = 0;
    for seed in seeds {
        let (space, found) = search(NULL, (Some("cycle_time"), 1, 1), (seed, n))?;
        assert_eq!(space.settings.len(), 2, "today, and the exchange");
        let worse = found.aim.worse(&found.finals.study, [found.best.model, 0], 1);
        better += usize::from(worse.is_some_and(|worse| worse.high < 0.0));
    }
    Ok(better)
}

/// The first step of the way that the default goal leads to, in words.
///
/// # Errors
/// As [`search`].
pub fn first_step(text: &str, (changes, n): (usize, u32)) -> Result<String, String> {
    let (space, found) = search(text, (None, changes, changes), (1, n))?;
    let step = found.path.get(1).and_then(|step| step.decision);
    Ok(step.map_or("none".to_owned(), |step| space.menu[step].words.clone()))
}
