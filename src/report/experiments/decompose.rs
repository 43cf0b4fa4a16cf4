//! A decomposition for readers and as data.

use super::account::{Account, Share, Through};
use super::which;
use crate::format::{Interval, Scale};
use crate::metric::METRICS;
use crate::question::decompose::{TICKS, Way};
use crate::report::chart::{self, Drawing};
use crate::report::document::{Block, Document, Head};
use crate::report::fine_print::{self, Grounds};
use crate::report::{Cell, Column, Table, format};
use crate::text::capitalised;

/// `decompose.csv`: every part, then the whole. The parts of one way (`order` or `shapley`) add up to
/// the whole in their decimals.
pub fn data(account: &Account) -> Table {
    let words = ["way", "lever", "from_value", "to_value", "metric", "unit"].map(Column::text);
    let numbers = ["n", "mean_difference", "ci_low", "ci_high"].map(Column::number);
    let columns = words.into_iter().chain(numbers).collect();
    let mut table = Table::new("decompose", "The difference, lever by lever", columns);
    let alone = account.alone.iter().map(|part| (Way::Alone.name(), part));
    for (way, part) in alone.chain(account.parts.iter().map(|part| (account.way(), part))) {
        let words = [way, &part.lever, &part.before, &part.after];
        table.push(data_row(account, words, Some(part.mean()), part.ci));
    }
    let words = ["whole", "", &account.from, &account.to];
    table.push(data_row(account, words, account.whole(), account.ci));
    table
}

fn data_row(
    account: &Account,
    words: [&str; 4],
    mean: Option<f64>,
    ci: Option<Interval>,
) -> Vec<Cell> {
    let metric = METRICS[account.metric];
    let words = words.into_iter().chain([metric.name, metric.unit]);
    let mut cells: Vec<Cell> = words.map(Cell::text).collect();
    cells.push(Cell::count(account.n));
    cells.extend([mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)].map(Cell::number));
    cells
}

/// The document: the answer, the waterfall (where it was drawn), every lever, what to mind.
pub fn document(account: &Account, grounds: &Grounds<'_>, drawings: &[Drawing]) -> Document {
    let Account { scenario, from, to, seed, of, mixtures, .. } = account;
    let head = Head {
        title: scenario.clone(),
        finding: format!("{}.", which::headline(account)),
        kind: "Which lever did it",
        description: grounds.story.description.clone(),
        closing: format!(
            "Made by flowcast {} from {of} replications of each of {mixtures} mixtures of two models, seed \
                 {seed}. The intervals cover simulation noise only, not errors in the inputs.",
            grounds.flowcast
        ),
    };
    let mut document = Document::new(head, Vec::new());
    document.on_output(|out| {
        out.heading(format!("{scenario}: from {from} to {to}, lever by lever, seed {seed}"));
        out.text(format!("{}.", which::headline(account)));
    });
    document.on_page(|page| {
        page.section("answer", "The answer");
        page.push(Block::Answer(which::said(account)));
        page.text(
            "Both models are settings of the same levers. They were switched one after the other, all on the \
             same draws of the same campaign, so a difference is what a lever did.",
        );
        page.section("lever", "Which lever did it?");
    });
    // What stands over the page is no title again.
    let finding = document.head.finding.clone();
    let drawings: Vec<Drawing> =
        drawings.iter().map(|drawing| drawing.clone().under(&finding)).collect();
    levers(&mut document, account, &drawings);
    fine_print::add(&mut document, grounds);
    document
}

/// The waterfall, the table and what to mind.
pub fn levers(document: &mut Document, account: &Account, drawings: &[Drawing]) {
    document.on_page(|page| {
        drawings.iter().for_each(|drawing| page.chart(drawing.clone()));
        page.table(table(account));
    });
    document.on_output(|out| {
        let mut short = table(account);
        short.leave_out(SETTING);
        out.table(short);
    });
    document.list(remarks(account));
    mechanisms(document, account);
    document.on_page(|page| {
        let way = match account.averaged {
            true => "\"Average over orders\": what it adds on average, whatever was switched before (Shapley 1953).",
            false => {
                "\"In this order\": what it adds when those above it are switched already. Another order shares the \
                 difference out in another way; `flowcast decompose --shapley` averages over orders."
            }
        };
        page.list(["\"Alone\": only this lever is switched.", way]);
    });
}

/// Through what each lever works that is shown to make a difference: on a page each opens.
fn mechanisms(document: &mut Document, account: &Account) {
    let place = if account.averaged { "alone" } else { "in its place" };
    let title =
        format!("Through what it works, each lever {place}: means of a campaign (simultaneous)");
    let shown = account.parts.iter().filter(|part| part.is_sure() && !part.through.is_empty());
    let shown: Vec<&Share> = shown.collect();
    if shown.is_empty() {
        return;
    }
    document.on_output(|out| out.table(through(&title, &shown)));
    document.on_page(|page| {
        page.heading(&title);
        for part in shown {
            let said = capitalised(&which::named(account, part));
            let mut table = through(&said, &[part]);
            table.leave_out(0);
            page.details(said, |inner| inner.table(table));
        }
    });
}

fn through(title: &str, parts: &[&Share]) -> Table {
    let columns = vec![
        Column::text("lever").headed("What is agreed"),
        Column::text("through").headed("Through what"),
        Column::number("difference").headed("Difference (95 %)"),
        Column::text("unit").headed("Unit"),
    ];
    let mut table = Table::new("mechanism", title, columns);
    for (part, Through { metric, mean, ci }) in
        parts.iter().flat_map(|part| part.through.iter().map(move |through| (part, through)))
    {
        let scale = Scale::of(*metric);
        let (mean, ci) = (Some(scale.value(*mean)), scale.interval(Some(*ci)));
        let decimals = format::decimals_with_intervals(&[(mean, ci)]);
        table.push(vec![
            Cell::Text(capitalised(&part.words)),
            Cell::text(scale.label),
            Cell::Text(format::difference(mean, ci, decimals)),
            Cell::text(scale.unit),
        ]);
    }
    table
}

/// The column of what a lever is set to in the file.
const SETTING: usize = 1;

/// Every lever alone and in its place, in the unit for readers.
fn table(account: &Account) -> Table {
    let scale = account.scale();
    let columns = vec![
        Column::text("lever").headed("What is agreed"),
        Column::text("setting").headed("In the file"),
        Column::number("alone").headed("Alone").in_unit(scale.unit),
        Column::number("part").headed(heading(account)).in_unit(scale.unit),
        Column::number("reached").headed("Reached").in_unit(scale.unit),
    ];
    let title = format!("{}: mean difference (95 %, simultaneous in each column)", scale.label);
    let mut table = Table::new("decompose", title, columns);
    let shown = |part: &Share| (Some(scale.value(part.mean())), scale.interval(part.ci));
    let decimals = decimals(account);
    let number = |ticks: Option<i64>| {
        let value = ticks.map(|ticks| scale.value(ticks as f64 / TICKS));
        Cell::Text(format::fixed_or_missing(value, decimals))
    };
    let difference = |part: &Share| {
        let (mean, ci) = shown(part);
        Cell::Text(format::difference_or_none_seen(mean, ci, part.none_seen, decimals))
    };
    let none = || Cell::text("");
    table.push(vec![Cell::text(&account.from), none(), none(), none(), number(account.start)]);
    let mut reached = account.start;
    for part in &account.parts {
        reached = reached.map(|ticks| ticks + part.ticks);
        let alone = account.alone.iter().find(|alone| alone.lever == part.lever);
        table.push(vec![
            Cell::Text(capitalised(&part.words)),
            Cell::Text(format!("{}: {} → {}", part.lever, part.before, part.after)),
            alone.map_or(Cell::Missing, difference),
            difference(part),
            number(reached),
        ]);
    }
    let whole = account.whole().map(|mean| scale.value(mean));
    let ci = scale.interval(account.ci);
    let whole = format::difference_or_none_seen(whole, ci, account.none_seen, decimals);
    table.push(vec![
        Cell::text(&account.to),
        none(),
        none(),
        Cell::Text(whole),
        number(account.end),
    ]);
    table
}

fn heading(account: &Account) -> &'static str {
    if account.averaged { "Average over orders" } else { "In this order" }
}

/// So many that no part whose interval leaves out zero is rounded to zero, in the table and in the chart.
fn decimals(account: &Account) -> usize {
    let scale = account.scale();
    let all = || account.alone.iter().chain(&account.parts);
    let known: Vec<_> =
        all().map(|part| (Some(scale.value(part.mean())), scale.interval(part.ci))).collect();
    let sure = all().filter(|part| part.is_sure() && part.ticks != 0);
    let least = sure.map(|part| format::decimals(scale.value(part.mean())));
    least.fold(format::decimals_with_intervals(&known), usize::max)
}

/// What a reader has to mind.
fn remarks(account: &Account) -> Vec<String> {
    let scale = account.scale();
    let mut remarks = Vec::new();
    let Account { n, of, mixtures, .. } = account;
    if n < of {
        remarks.push(format!(
            "Of {of} replications, {n} have a value under every mixture: all numbers are of these."
        ));
    }
    let all = || account.alone.iter().chain(&account.parts);
    if all().any(|part| part.ci.is_none()) {
        remarks.push(format::NO_INTERVAL.to_owned());
    }
    remarks.extend(account.often());
    let alone: f64 = account.alone.iter().map(Share::mean).sum();
    if let Some(whole) = account.whole().filter(|_| account.parts.len() > 1) {
        let [alone, whole] = [alone, whole].map(|mean| scale.shown(mean));
        let rest = match alone == whole {
            true => "",
            false => ": the rest is how they help or hinder each other",
        };
        remarks.push(format!(
            "Alone, the levers add up to {alone}; together they make {whole}{rest}."
        ));
    }
    remarks.push(format!(
        "{mixtures} mixtures on the same draws, {of} replications each. Intervals cover simulation noise only, not errors in the inputs."
    ));
    remarks
}

/// The waterfall; `None` where no replication is left.
pub fn drawing(account: &Account) -> Option<Drawing> {
    let scale = account.scale();
    let total = |ticks: i64| scale.value(ticks as f64 / TICKS);
    let step = |part: &Share| chart::Step {
        name: capitalised(&part.words),
        value: scale.value(part.mean()),
        ci: scale.interval(part.ci),
        none_seen: part.none_seen,
    };
    account.parts.first()?;
    let reading = match account.averaged {
        true => "Parts are averages over all orders of switching (Shapley values).",
        false => "The levers are switched in this order.",
    };
    let shown = chart::Waterfall {
        title: which::title(account),
        reading: reading.to_owned(),
        axis: scale.axis(),
        decimals: decimals(account),
        start: (account.from.clone(), total(account.start?)),
        end: (account.to.clone(), total(account.end?)),
        steps: account.parts.iter().map(step).collect(),
        footer: footer(&account.scenario, account.n, account.seed),
    };
    Some(chart::waterfall(&shown))
}

/// Where the numbers of an experiment come from.
pub fn footer(scenario: &str, n: usize, seed: u64) -> String {
    format!(
        "{scenario} · n = {n} replications of each · seed {seed} · intervals cover simulation noise, \
         not errors in the inputs"
    )
}
