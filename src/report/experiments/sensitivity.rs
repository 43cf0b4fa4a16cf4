//! Sensitivity for readers and as data.

use super::Scale;
use super::decompose::footer;
use crate::analysis::Verdict;
use crate::analysis::launches::Launched;
use crate::metric::METRICS;
use crate::question::Standing;
use crate::question::sensitivity::{Effect, Factor, Launches, Swing, Unvaried};
use crate::report::chart;
use crate::report::document::Block;
use crate::report::told::{Kind, Picture, Told};
use crate::report::{Cell, Column, Table, format};
use crate::stats::Paired;
use crate::text::capitalised;
use std::collections::BTreeMap;

/// At most so many factors are listed and drawn; the data file has all.
const SHOWN: usize = 15;

/// What was asked, and what was found.
#[derive(Clone, Debug)]
pub struct Screened<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The first model, then the second; the output is the second less the first.
    pub models: [&'a str; 2],
    /// Index of the metric.
    pub metric: usize,
    /// Replications of each model at each point.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
    /// Trajectories of the screening.
    pub trajectories: u32,
    /// The two models with everything as it is.
    pub base: Standing,
    /// Factors with what was found of each.
    pub factors: Vec<(Factor, Effect, Swing)>,
    /// Of a fitted scenario: by name, on what the range of a factor rests that goes over an interval of the fit.
    pub grounds: BTreeMap<String, &'static str>,
    /// Facts that were not varied.
    pub unvaried: Vec<Unvaried>,
    /// Points at which some replication was not launched, of how many.
    pub lacking: (usize, usize),
}

impl Screened<'_> {
    /// The factors, those first that decide whether a model is launched, then those whose change alone is
    /// largest.
    fn by_size(&self) -> Vec<&(Factor, Effect, Swing)> {
        let mut sorted: Vec<&(Factor, Effect, Swing)> = self.factors.iter().collect();
        sorted.sort_by(|a, b| {
            let ((launches, change), (other, than)) = (b.2.size(), a.2.size());
            launches.total_cmp(&other).then(change.total_cmp(&than))
        });
        sorted
    }

    /// Whether some replication was not launched at an end of a factor.
    fn survivors(&self) -> bool {
        self.factors
            .iter()
            .flat_map(|found| found.2.launches)
            .any(|l| !l.at.iter().all(|at| at.all()))
    }

    /// "Mesh launches less often", where that is shown of a model.
    fn launches(&self, swing: &Swing) -> Option<String> {
        let one = |(model, launches): (&str, Launches)| {
            let how = if launches.more? { Verdict::MoreOften } else { Verdict::LessOften };
            Some(format!("{model} {}", how.name()))
        };
        let said: Vec<String> =
            self.models.into_iter().zip(swing.launches).filter_map(one).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// The share launched of both models at one end: "100 % / 35 %".
    fn shares(swing: &Swing, end: usize) -> String {
        swing.launches.map(|launches| percent_launched(launches.at[end])).join(" / ")
    }
}

/// `sensitivity.csv`: every factor, in the order of the file.
pub fn data(found: &Screened<'_>) -> Table {
    let words = ["factor", "low_value", "high_value", "metric", "unit"].map(Column::text);
    let numbers = [
        "difference_low",
        "difference_high",
        "change",
        "ci_low",
        "ci_high",
        "effects",
        "mu",
        "mu_star",
        "sigma",
    ];
    // By model, then end.
    let launched = [
        "first_launched_low",
        "first_launched_high",
        "second_launched_low",
        "second_launched_high",
    ];
    let numbers = numbers.into_iter().chain(launched).map(Column::number);
    let columns = words.into_iter().chain(numbers).chain([Column::text("launches")]).collect();
    let mut table = Table::new("sensitivity", "What moves the difference", columns);
    let metric = &METRICS[found.metric];
    for (factor, effect, swing) in &found.factors {
        let (low, high) = (factor.shown(0.0), factor.shown(1.0));
        let words = [&factor.name, &low, &high, metric.name, metric.unit];
        let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
        let Paired { mean, ci, .. } = swing.change;
        let alone = [swing.low, swing.high, mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)];
        row.extend(alone.map(Cell::number));
        row.push(Cell::count(effect.n));
        row.extend([effect.mu, effect.mu_star, effect.sigma].map(Cell::number));
        let ends = swing.launches.iter().flat_map(|launches| launches.at);
        row.extend(ends.map(|at| Cell::number(at.share())));
        row.push(Cell::Text(found.launches(swing).unwrap_or_default()));
        table.push(row);
    }
    table
}

/// A fact that was not varied, in a sentence.
pub fn not_varied((name, why): Unvaried) -> String {
    format!("Not varied: {name}; {why}.")
}

/// The page; `more` is what else a reader has to mind.
pub fn told(found: &Screened<'_>, more: Vec<String>) -> Told {
    let (scale, n) = (Scale::of(found.metric), format::grouped(f64::from(found.replications)));
    let ([first, second], title) = (found.models, title(found));
    let sources = format!("{n} replications of both models at each of {} points", found.lacking.1);
    let mut told = Told::new(Kind::Sensitivity, format!("{title}."), sources);
    told.runs = vec![("Replications at each point".to_owned(), n)];
    told.caveats = [remarks(found), more].concat();
    told.complete = found.lacking.0 == 0;
    let page = &mut told.body;
    page.on_output(|out| {
        out.heading(format!(
            "{}: what moves the difference of {second} to {first}? {} replications at each point, seed {}",
            found.scenario, found.replications, found.seed
        ));
    });
    let base = found.base.mean.map_or("–".to_owned(), |base| scale.shown(base));
    let [a, b] = found.base.launched;
    let launched = match found.lacking {
        (0, _) => String::new(),
        _ => {
            format!("; launched: {first} {}, {second} {}", percent_launched(a), percent_launched(b))
        }
    };
    let now = format!(
        "Everything as it is: {base} ({} of {second} less {first}{launched}).",
        scale.axis()
    );
    page.on_page(|page| {
        page.section("answer", "The answer");
        page.push(Block::Answer(format!("{title}. {now}")));
    });
    page.on_output(|out| out.text(now));
    told.chart(picture(found).map(Picture::Tornado));
    told.body.on_page(|page| page.aside("factors", "Every factor"));
    told.body.on_page(|page| page.table(shown(found, true)));
    // Paths are too wide for a terminal; the data file has them.
    told.body.on_output(|out| out.table(shown(found, false)));
    told
}

/// What moves the difference the most, and whether anything turns it.
fn title(found: &Screened<'_>) -> String {
    let [first, second] = found.models;
    let sorted = found.by_size();
    let shown = |swing: &Swing| swing.change.ci.is_some_and(|ci| !ci.contains(0.0));
    let most = sorted.first().map(|(factor, _, swing)| (capitalised(&factor.words()), swing));
    let Some(((name, most), base)) = most.zip(found.base.mean) else {
        return format!("What moves the difference of {second} to {first}?");
    };
    if let Some(said) = found.launches(most) {
        return format!("{name} matters most: at its upper end {said}");
    }
    let Some(change) = most.change.mean.filter(|_| shown(most)) else {
        return format!(
            "Nothing that was tried is shown to move the difference of {second} to {first}"
        );
    };
    let turned = |(_, _, swing): &&&(Factor, Effect, Swing)| {
        shown(swing) && [swing.low, swing.high].iter().flatten().any(|end| end * base < 0.0)
    };
    let turned = match sorted.iter().filter(turned).count() {
        0 => "nothing alone turns it".to_owned(),
        1 => "one fact alone turns it".to_owned(),
        n => format!("each of {n} alone turns it"),
    };
    let by = Scale::of(found.metric).shown(change.abs());
    // More than the next one only where that is told.
    let rank = match sorted.get(1).is_none_or(|(.., other)| is_surely_more(most, other)) {
        true => "most",
        false => "as much as any",
    };
    format!(
        "{name} moves the difference of {second} to {first} {rank}, by {by} between its two ends; {turned}"
    )
}

/// Whether one factor is told to move more than another: their intervals lie apart.
fn is_surely_more(most: &Swing, other: &Swing) -> bool {
    let size = |swing: &Swing| swing.change.ci.map(|ci| [ci.low.abs(), ci.high.abs()]);
    let ends = size(most).zip(size(other));
    ends.is_some_and(|([a, b], [c, d])| a.min(b) > c.max(d))
}

/// Every factor in words, with its ends; with its path in the file.
fn shown(found: &Screened<'_>, with_path: bool) -> Table {
    let scale = Scale::of(found.metric);
    let mut columns = vec![
        Column::text("factor").headed("Factor"),
        Column::text("ends").headed(if with_path { "In the file" } else { "From → to" }),
        Column::number("low").headed("At low").in_unit(scale.unit),
        Column::number("high").headed("At high").in_unit(scale.unit),
        Column::number("change").headed("Change (95 %)").in_unit(scale.unit),
        Column::number("mu_star").headed("μ*").in_unit(scale.unit),
        Column::number("sigma").headed("σ").in_unit(scale.unit),
    ];
    let fitted = !found.grounds.is_empty();
    if fitted {
        columns.insert(2, Column::text("grounds").headed("Range is"));
    }
    let survivors = found.survivors();
    if survivors {
        let both = found.models.join(" / ");
        columns.push(Column::text("launched_low").headed(format!("Launched at low: {both}")));
        columns.push(Column::text("launched_high").headed("At high"));
    }
    let title =
        "One factor alone, end to end; and Morris' screening over all of them (per full range)";
    let mut table = Table::new("shown", title, columns);
    for (factor, effect, swing) in found.by_size().into_iter().take(SHOWN) {
        let number = |value: Option<f64>| {
            Cell::Text(format::fixed_or_missing(value.map(|value| scale.value(value)), 2))
        };
        let Paired { mean, ci, .. } = swing.change;
        let mean = mean.map(|change| scale.value(change));
        let change =
            format::difference_or_none_seen(mean, scale.interval(ci), swing.change.none_seen(), 2);
        let ends = format!("{} → {}", factor.shown(0.0), factor.shown(1.0));
        let mut row = vec![
            Cell::Text(capitalised(&factor.words())),
            Cell::Text(if with_path { format!("{}: {ends}", factor.name) } else { ends }),
            number(swing.low),
            number(swing.high),
            Cell::Text(found.launches(swing).unwrap_or(change)),
            number(effect.mu_star),
            number(effect.sigma),
        ];
        if fitted {
            let grounds = found.grounds.get(&factor.name).copied().unwrap_or("assumed");
            row.insert(2, Cell::text(grounds));
        }
        if survivors {
            row.extend([0, 1].map(|end| Cell::Text(Screened::shares(swing, end))));
        }
        table.push(row);
    }
    table
}

fn remarks(found: &Screened<'_>) -> Vec<String> {
    let ranges = if found.grounds.is_empty() { "Ranges" } else { "Ranges that are not measured" };
    let mut remarks = vec![
        "μ* says how much a factor matters with all others varying too; a σ as large says that its \
         effect depends on them."
            .to_owned(),
        format!(
            "Where the interval of a change holds zero, no change is shown. Alone, each factor was tried at its two ends only, \
             not between them. Intervals cover simulation noise only, not errors in the inputs. {ranges} are \
             assumptions: a wider range moves more."
        ),
    ];
    if found.factors.len() > SHOWN {
        let left = found.factors.len() - SHOWN;
        remarks.push(format!("{left} more factors, with smaller changes, are in the data file."));
    }
    if found.factors.iter().any(|found| found.2.change.ci.is_none()) {
        remarks.push(format::NO_INTERVAL.to_owned());
    }
    remarks.extend(launches(found));
    remarks.extend(found.unvaried.iter().cloned().map(not_varied));
    remarks
}

/// The share launched: "35 %".
fn percent_launched(launched: Launched) -> String {
    launched.share().map_or(format::MISSING.to_owned(), format::percent)
}

/// Where replications were not launched, a difference of means does not say which model is ahead.
fn launches(found: &Screened<'_>) -> Option<String> {
    let (lacking, of) = found.lacking;
    let ([a, b], [first, second]) = (found.base.launched, found.models);
    (lacking > 0).then(|| {
        format!(
            "Not all replications were launched at {lacking} of {of} points: a factor's differences and change \
             are of replications launched under both models at both ends. A factor that is shown to change how \
             often a model is launched comes first, and that is said instead of its change. As everything is, {first} was launched in {} of {} \
             and {second} in {}; who launches more often is ahead where that is shown.",
            a.count, a.of, b.count
        )
    })
}

/// The tornado; `None` where nothing was launched.
fn picture(found: &Screened<'_>) -> Option<chart::Tornado> {
    let scale = Scale::of(found.metric);
    let [first, second] = found.models;
    let bar = |(factor, _, swing): &(Factor, Effect, Swing)| {
        let range = format!("{} → {}", factor.shown(0.0), factor.shown(1.0));
        let none_seen = || swing.change.none_seen().map(format::none_seen);
        let said = found.launches(swing).or_else(none_seen);
        chart::Bar {
            name: capitalised(&factor.words()),
            detail: said.map_or(range.clone(), |said| format!("{said}: {range}")),
            ci: scale.interval(swing.change.ci),
            ends: swing.low.zip(swing.high).map(|(l, h)| [scale.value(l), scale.value(h)]),
        }
    };
    Some(chart::Tornado {
        title: title(found),
        axis: format!("{}: {second} less {first}", scale.axis()),
        base: scale.value(found.base.mean?),
        bars: found.by_size().into_iter().take(SHOWN).map(bar).collect(),
        footer: footer(found.scenario, found.replications as usize, found.seed),
    })
}
