//! A comparison: the answer, the models in numbers, the charts under the questions that they answer.

use super::answer::Beside;
use super::chart::{self, Drawing, Question};
use super::document::{Block, Document, Head};
use super::experiments::account::WhichLever;
use super::experiments::improve::Smallest;
use super::experiments::{decompose, which};
use super::explorer::Explorer;
use super::fine_print::{self, Grounds};
use super::material::Material;
use super::story::{self, Told};
use super::switch::Switch;
use super::table::{Cell, Column, Table};
use super::{answer, finding, followed, format, headline, readiness, stress, throughput};
use crate::analysis::{Watch, day, due_day, time_shown, waits_to_launch};
use crate::format::{Scale, counted};
use crate::store::manifest::{Manifest, Precision};
use crate::study::Study;

/// The folder of charts within the output folder.
pub const CHARTS: &str = "charts/";

/// Questions that are looked up rather than read.
const ASIDE: [Question; 3] = [Question::Pieces, Question::Rework, Question::People];

/// Questions, each with the anchor and the heading of its section, in the order in which readers ask. When it is launched
/// is asked in words that depend on what is shown.
const QUESTIONS: [(Question, &str, &str); 6] = [
    (Question::When, "when", ""),
    (Question::Pieces, "pieces", "Which piece is ready when?"),
    (Question::Time, "time", "Where does the time go?"),
    (Question::Rework, "rework", "Where does rework come from?"),
    (Question::People, "people", "Who is idle, who is the bottleneck?"),
    (Question::Price, "price", "What does speed cost?"),
];

/// The chart that the explorer takes the place of: the first under its question.
const REPLACED: &str = "launch-by-day";

/// The document.
pub fn document(source: &Material<'_>) -> Document {
    let (study, manifest) = (&source.analysis.study, source.manifest);
    let head = Head {
        title: study.scenario.clone(),
        finding: source.analysis.advised().verdict.clone(),
        kind: "Workflow models compared",
        description: described(study, &source.story.description),
        closing: format!(
            "Made by flowcast {} from {} replications of each model, seed {}. The intervals cover simulation \
                 noise only, not errors in the inputs.",
            manifest.flowcast, manifest.replications, manifest.seed
        ),
    };
    let mut document = Document::new(head, chart::by_role(study, source.names));
    document.on_output(|out| out.heading(title(study, source.horizon_h)));
    answer(&mut document, source);
    document.on_page(|page| {
        page.push(Block::Switches);
        questions(page, source);
        lever(page, source, study.replications as usize);
        tales(page, source);
    });
    numbers(&mut document, source);
    document.on_output(|out| readiness::printed(out, source.analysis, source.verbose));
    document.on_page(|page| risk(page, source));
    fine_print::add(&mut document, &grounds(source));
    document.on_output(|out| {
        out.list(assumed(source));
        let paired = source.analysis.paired().filter(|_| source.verbose);
        out.list(paired.map(|gains| format!("Pairing {gains}.")));
    });
    if source.story.stress {
        document.on_page(|page| stress::add(page, source));
    }
    document
}

/// What was asked, and what the scenario says that it is about.
fn described(study: &Study, about: &str) -> String {
    let asked = study.asked().map(|asked| &study.models[asked].name);
    let asked = asked.map(|name| format!("Asked: should we switch to {name}?"));
    let about = Some(about.to_owned()).filter(|about| !about.is_empty());
    asked.into_iter().chain(about).collect::<Vec<String>>().join(" ")
}

/// The end of what is printed: where the files are, what made them, and the command that makes them again.
pub fn end(document: &mut Document, manifest: &Manifest, folder: &str, files: &[String]) {
    document.on_output(|out| {
        out.text(whereabouts(folder, files));
        out.text(manifest.provenance());
        out.command(crate::text::shell(&manifest.command));
    });
}

fn answer(document: &mut Document, source: &Material<'_>) {
    document.on_page(|page| page.section("answer", "The answer"));
    document.on_output(|out| out.heading(source.analysis.advised().verdict.clone()));
    answer::add(document, source.analysis, beside(source), source.charts);
    document.on_output(|out| smaller(source).into_iter().for_each(|words| out.text(words)));
    document.on_page(|page| same_draws(page, &source.analysis.study));
}

fn beside<'a>(source: &Material<'a>) -> Beside<'a> {
    Beside { lever: source.lever, smallest: source.smallest, freeze: source.freeze }
}

/// Where a switch is advised and nobody looked for less: that less may do.
fn smaller(source: &Material<'_>) -> Option<String> {
    let best = source.analysis.answer.model.filter(|_| source.smallest.is_none())?;
    let study = &source.analysis.study;
    let (today, best) = (&study.models[study.baseline].name, &study.models[best].name);
    Some(format!(
        "A smaller change of {today} than a switch to {best} may do: `flowcast improve` looks for it, as does this \
         command without --no-smaller."
    ))
}

fn same_draws(page: &mut Document, study: &Study) {
    let fact = "what the other fact did";
    let did = match (study.ways() > 1, study.what_ifs > 0) {
        (true, false) => "what their way of working did".to_owned(),
        (true, true) => format!("what their way of working did, and to a what-if {fact}"),
        (false, _) => fact.to_owned(),
    };
    if study.models.len() > 1 {
        page.text(format!(
            "Every model ran on the same draws of the same campaign (efforts, flaws, changes), so a difference \
             between two models is {did}."
        ));
    }
}

/// The tables, what their marks mean, and the conclusions.
fn numbers(document: &mut Document, source: &Material<'_>) {
    let analysis = source.analysis;
    document.on_page(|page| page.aside("models", "The models in numbers"));
    let mut tables =
        vec![headline::when(analysis), headline::by_when(analysis), headline::cost(analysis)];
    tables.extend(headline::against(analysis));
    tables.extend([throughput::table(analysis), finding::table(analysis)].into_iter().flatten());
    tables.extend(source.manifest.precision().map(|found| precision(&analysis.study, found)));
    let legend = headline::legend(&tables);
    let order = &source.names.order;
    tables.into_iter().for_each(|table| document.table(table.ordered(order)));
    document.list(legend);
    if analysis.study.what_ifs > 0 {
        let base = &analysis.study.models[analysis.study.baseline].name;
        document.list([format!(
            "A what-if is the baseline, {base}, with another fact (--baseline says of which model it is)"
        )]);
    }
    document.on_page(|page| {
        page.text(format!(
            "±: 95 % interval of the mean. P50, P85, P95: the day by which so many of 100 replications {}, with its \
             95 % interval. Hours of waiting are those of tasks, person-hours those of people.{}",
            time_shown(&analysis.study).have_done,
            spare(&analysis.study)
        ));
    });
    if !analysis.conclusions.is_empty() {
        let baseline = &analysis.study.models[analysis.study.baseline].name;
        document.heading(format!("Each against {baseline}"));
        document.list(&analysis.conclusions);
    }
}

/// What slack and what stands beside the launch mean, where they are shown.
fn spare(study: &Study) -> &'static str {
    match (study.launch_h, waits_to_launch(study)) {
        (Some(_), _) if !study.portfolio => {
            " Slack: the deadline (where none is given, the launch date) less the P85 of when a campaign is ready; \
             below 0, that much lacks."
        }
        (None, true) => {
            " A campaign that is ready waits for its launch, since the calendar of launches says when one is \
             possible: the last columns say when it is ready."
        }
        _ => "",
    }
}

/// How it could be wrong; what to measure, and how often, to confirm it.
fn risk(page: &mut Document, source: &Material<'_>) {
    let switch = Switch::of(source.analysis);
    page.aside("risk", "How could this be wrong, and what would confirm it?");
    if switch.risks.is_empty() {
        page.text(
            "No model is advised, so there is no switch that could be wrong. The numbers are as good as the \
             inputs: the intervals cover simulation noise only.",
        );
    }
    page.list(switch.risks);
    let Some(to) = switch.to.filter(|_| !switch.pilot.is_empty()) else { return };
    page.heading("What to measure in a pilot");
    switch.pilot.iter().for_each(|point| page.text(point.clone()));
    if !switch.watch.is_empty() {
        page.table(watched(&source.analysis.study, to, switch.watch));
    }
    page.text(
        "Campaigns needed on each side, from the deviations of each measure: (1.960 + 0.842)² (s₁² + s₂²) / d² + \
         1.960² / 4, rounded up (Guenther 1981, \"Sample size formulas for normal theory t tests\"). Campaigns that \
         differ in kind vary more than these, and need more. Measure also what the scenario assumes (see the fine \
         print): how often new versions matter to those who build on them, and how much is then redone.",
    );
}

fn watched(study: &Study, to: &str, watch: &[Watch]) -> Table {
    let columns = vec![
        Column::text("metric").headed("What"),
        Column::text("unit").headed("Unit"),
        Column::number("baseline").headed(&study.models[study.baseline].name),
        Column::number("model").headed(to),
        Column::number("campaigns").headed("Campaigns each"),
    ];
    let title = "What differs most clearly: mean ± standard deviation of a campaign";
    let mut table = Table::new("pilot", title, columns);
    for watch in watch {
        let scale = Scale::of(watch.metric);
        let shown = |(mean, sd): (f64, f64)| {
            let known = [mean, sd].map(|value| scale.value(value));
            let decimals = format::decimals(known[0].max(known[1]));
            Cell::Text(known.map(|value| format::fixed(value, decimals)).join(" ± "))
        };
        table.push(vec![
            Cell::text(scale.label),
            Cell::text(scale.unit),
            shown(watch.baseline),
            shown(watch.model),
            Cell::text(format::grouped(watch.campaigns)),
        ]);
    }
    table
}

/// The charts under the questions that they answer.
fn questions(page: &mut Document, source: &Material<'_>) {
    let of = |name: &str| source.charts.iter().find(|drawing| drawing.name == name);
    for (question, anchor, heading) in QUESTIONS {
        let mut drawings: Vec<&Drawing> = chart::answering(question).filter_map(of).collect();
        drawings.sort_by_key(|drawing| drawing.name != REPLACED);
        if drawings.is_empty() {
            continue;
        }
        let asked = time_shown(&source.analysis.study).question;
        let heading = if question == Question::When { asked } else { heading };
        match ASIDE.contains(&question) {
            true => page.aside(anchor, heading),
            false => page.section(anchor, heading),
        }
        if question == Question::Pieces {
            readiness::explained(page, source.analysis);
        }
        for drawing in drawings {
            let play = (drawing.name == REPLACED).then(|| {
                let of = (&source.analysis.study, source.names);
                Explorer::of(of, source.story.start.as_deref())
            });
            match play.flatten() {
                Some(play) => page.push(Block::Explorer(Box::new(play), drawing.clone())),
                None => page.chart(drawing.clone()),
            }
        }
    }
}

fn lever(page: &mut Document, source: &Material<'_>, replications: usize) {
    page.aside(
        "lever",
        match source.lever.filter(|_| source.analysis.instead.is_some()) {
            Some(WhichLever::Known(account)) => format!("{}, lever by lever", account.to),
            _ => "Which lever did it?".to_owned(),
        },
    );
    match source.lever {
        Some(WhichLever::Known(account)) => {
            page.text(which::said(account));
            if account.of < replications {
                page.text(format!(
                    "Of the first {} replications; the answer above is of all {replications}, so it differs a \
                     little.",
                    account.of
                ));
            }
            let drawing = decompose::drawing(account);
            decompose::levers(page, account, drawing.as_slice());
        }
        Some(WhichLever::Unknown(why)) => page.text(why.clone()),
        None => page.text(
            "It was not asked: `flowcast compare --report` takes the difference between the baseline and the best \
             model apart, and `flowcast decompose` that between any two.",
        ),
    }
}

/// The same replication of every model, and in each the deliverable that was done last.
fn tales(page: &mut Document, source: &Material<'_>) {
    let (story, study) = (source.story, &source.analysis.study);
    let Some(first) = story.campaigns.first() else { return };
    page.aside("story", "One campaign, day by day");
    page.text(format!(
        "Replication {} under every model, on the same draws: {} It is an example of what can happen, not a forecast.",
        first.replication,
        match story::apart(study) {
            None => "the one whose time is the middle one of all.".to_owned(),
            Some((other, _)) => {
                let [ours, theirs] = [other, study.baseline].map(|model| &study.models[model].name);
                format!("the one in which the difference between {ours} and {theirs} is the middle one of all.")
            }
        }
    ));
    if story.shape.campaigns > 1 {
        let count = story.shape.campaigns;
        page.text(format!("Shown is the first of the {count} campaigns that share the teams."));
    }
    match day_by_day(source) {
        Some(drawing) => page.chart(drawing),
        None => page.text("The campaigns are too large to be drawn."),
    }
    let told = || story.campaigns.iter().zip(&study.models).enumerate();
    let row = |(model, (told, runs)): (usize, (&'_ Told, &crate::study::ModelRuns))| {
        let followed = told.followed.clone()?;
        let name = format!("{}: \u{201c}{}\u{201d}", runs.name, followed.deliverable);
        Some((Cell::Model(model, name), followed))
    };
    let rows: Vec<_> = told().filter_map(row).collect();
    if !rows.is_empty() {
        let rows = rows.iter().map(|(name, followed)| (name.clone(), followed)).collect();
        let title = "The deliverable that was done last: where its time went";
        page.table(followed::by_kind(title, "Model", rows));
    }
    for (model, (told, _)) in told() {
        page.of(model, |tale| {
            tale.text(told.ending());
            told.followed.iter().for_each(|followed| followed::following(tale, followed));
        });
    }
}

/// The campaign under today's model, what is recommended, and what was asked for or else the best model of the file, on one
/// axis.
fn day_by_day(source: &Material<'_>) -> Option<Drawing> {
    let (story, study) = (source.story, &source.analysis.study);
    let models = chart::in_the_answer(study, source.names);
    let told: Vec<(&Told, &str)> = models
        .iter()
        .filter_map(|model| {
            Some((story.campaigns.get(*model)?, study.models[*model].name.as_str()))
        })
        .collect();
    let traces: Vec<_> = told.iter().map(|(told, _)| told.trace()).collect();
    let pairs = told.iter().zip(&traces);
    let campaigns: Vec<chart::Campaign<'_>> = pairs
        .map(|((told, name), trace)| told.campaign(trace, &study.scenario, name, study.seed))
        .collect();
    let (first, name) = told.first()?;
    chart::timelines(&first.why_not_earlier(name), &campaigns)
}

fn grounds<'a>(source: &Material<'a>) -> Grounds<'a> {
    let (study, manifest) = (&source.analysis.study, source.manifest);
    let count = manifest.replications;
    let mut runs = vec![
        ("Replications", format!("{count} of each model, from number 0")),
        ("Baseline", study.models[study.baseline].name.clone()),
    ];
    runs.extend(source.analysis.paired().map(|gains| ("Pairing", gains)));
    let imprecise = manifest.precision().filter(|found| !found.met).map(too_wide);
    let priced = source.smallest.and_then(Smallest::priced).map(str::to_owned);
    let caveats = imprecise.into_iter().chain(priced).chain(source.analysis.said()).collect();
    Grounds { runs, caveats, ..Grounds::of(manifest, source.story) }
}

/// That the wanted precision was not reached.
fn too_wide(found: &Precision) -> String {
    let widest = found.widest_percent.map_or(String::new(), |percent| {
        format!(": {} is known to ± {} %", found.widest, format::rounded(percent))
    });
    format!(
        "The precision asked for, ± {} %, is not reached{widest}.",
        format::rounded(found.target_percent)
    )
}

fn assumed(source: &Material<'_>) -> Vec<String> {
    let assumptions = &source.story.assumptions;
    match assumptions.len() {
        _ if source.verbose => {
            assumptions.iter().map(|words| format!("Assumed: {words}")).collect()
        }
        0 => Vec::new(),
        count => {
            vec![format!("Assumptions that move results: {count} (listed by `flowcast check`).")]
        }
    }
}

/// Whether the wanted precision was reached, and what is known least precisely.
pub fn precision(study: &Study, found: &Precision) -> Table {
    let columns = vec![
        Column::text("target").headed("Target"),
        Column::text("met").headed("Target met"),
        Column::number("replications").headed("Replications"),
        Column::number("cap").headed("At most"),
        Column::number("widest").headed("Widest").in_unit("± %"),
        Column::text("of").headed("Of"),
    ];
    let title = "Precision: half-widths of 95 % intervals";
    let mut table = Table::new("precision", title, columns);
    let mut row = vec![
        Cell::Text(format!("± {} %", format::rounded(found.target_percent))),
        Cell::text(if found.met { "yes" } else { "no" }),
        Cell::count(study.replications as usize),
        Cell::count(found.max_replications as usize),
        Cell::number(found.widest_percent),
        Cell::text(&found.widest),
    ];
    if let Some(why) = &found.why {
        table.columns.push(Column::text("why").headed("Why not"));
        row.push(Cell::text(why));
    }
    if !found.left_out.is_empty() {
        let heading = "Left out (the baseline's mean is 0 or missing)";
        table.columns.push(Column::text("left_out").headed(heading));
        row.push(Cell::Text(found.left_out.join(", ")));
    }
    table.push(row);
    table
}

fn title(study: &Study, horizon_h: f64) -> String {
    let at = |hours, day: Option<String>| match day {
        Some(day) => format!("{day} ({})", format::days(hours)),
        None => format::days(hours),
    };
    let due = time_shown(study).due;
    let deadline = match (study.deadline_h, &study.deadline_on) {
        (None, _) => "no deadline".to_owned(),
        (_, Some(day)) => format!("{due} {day}"),
        (Some(h), _) if study.portfolio => format!("{due} {} after each arrival", format::days(h)),
        (Some(h), _) => format!("{due} {}", at(h, due_day(study, h))),
    };
    format!(
        "{}: {}, {} each, seed {}, {deadline}, horizon {}",
        study.scenario,
        counted(study.ways() + study.what_ifs, "model"),
        counted(study.replications as usize, "replication"),
        study.seed,
        at(horizon_h, day(study, horizon_h)),
    )
}

/// Where the files are, charts counted instead of named.
fn whereabouts(folder: &str, files: &[String]) -> String {
    let (charts, data): (Vec<&String>, Vec<&String>) =
        files.iter().partition(|path| path.starts_with(CHARTS));
    let data: Vec<&str> = data.into_iter().map(String::as_str).collect();
    // Each chart is there as SVG, and perhaps again as PNG.
    let pictures = match charts.iter().filter(|path| path.ends_with(".svg")).count() {
        0 => String::new(),
        count => format!("; {} in {folder}/{CHARTS}", counted(count, "chart")),
    };
    format!("Results are in {folder}: {}{pictures}", data.join(", "))
}
