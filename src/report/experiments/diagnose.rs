//! A diagnosis for readers and as data.

use crate::analysis::launches::Launched;
use crate::analysis::{self, Caveat, Change, TimeShown, caveats, kept, time_shown};
use crate::format::{self, Scale, decimals_with_intervals};
use crate::metric::EFFORT;
use crate::model::Scenario;
use crate::question::diagnose::{Axis, Frictions, Who, axes, pattern};
use crate::report::chart::footer;
use crate::report::chart::frictions::{self as chart, Row};
use crate::report::told::{Kind, Picture, Told};
use crate::report::{Cell, Column, Table};
use crate::study::Study;
use crate::text::capitalised;

/// What was asked and what was found.
pub struct Diagnosis<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// What was measured.
    pub found: &'a Frictions,
    /// Whether the file has no `[practices]`, and the default ones were taken.
    pub added: bool,
}

/// Hours in a day of elapsed time.
const DAY_H: f64 = 24.0;

impl Diagnosis<'_> {
    fn shown(&self) -> TimeShown {
        time_shown(&self.found.today)
    }

    /// Days gained against today.
    fn days(&self, then: &Study) -> Option<Change> {
        let metric = self.shown().metric;
        Some(self.gain(then, &[metric])?.scaled(Scale::of(metric)))
    }

    /// How much lower the sum of some metrics is than today.
    fn gain(&self, then: &Study, metrics: &[usize]) -> Option<Change> {
        Change::of(&self.found.today.models[0], &then.models[0], metrics)
    }

    /// By group, the largest gain first.
    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .found
            .each
            .iter()
            .map(|(friction, study)| Row {
                who: friction.without.who(),
                name: friction.name.clone(),
                gone: friction.gone.clone(),
                days: self.days(study),
                launched: [&self.found.today, study].map(|it| Launched::of(&it.models[0])),
                hours: self.gain(study, &EFFORT),
            })
            .collect();
        let days = |row: &Row| row.days.map_or(f64::NEG_INFINITY, |days| days.mean);
        rows.sort_by(|a, b| a.who.cmp(&b.who).then(days(b).total_cmp(&days(a))));
        rows
    }

    /// "All agreements together give 15.0 d (14.8 to 15.2); their bars add up to 15.4 d."
    fn agreed(&self) -> Option<String> {
        let together = self.days(self.found.agreed.as_ref()?)?;
        let agreements = self.rows().into_iter().filter(|row| row.who == Who::Agree);
        let sum: f64 = agreements.filter_map(|row| Some(row.days?.mean)).sum();
        let days = said(together, " d");
        let decimals = decimals_with_intervals(&[(Some(together.mean), together.ci)]);
        let [sum, mean] = [sum, together.mean].map(|days| format::fixed(days, decimals));
        let sum = if sum == mean {
            "the sum of their bars".to_owned()
        } else {
            format!("not {sum} d, the sum of their bars")
        };
        Some(format!("All agreements together give {days}, {sum}."))
    }
}

/// "15.0 d (14.8 to 15.2)"
fn said(Change { mean, ci, .. }: Change, unit: &str) -> String {
    let decimals = decimals_with_intervals(&[(Some(mean), ci)]);
    let fixed = |value| format::fixed(value, decimals);
    let ends = ci.map(|ci| format!(" ({} to {})", fixed(ci.low), fixed(ci.high)));
    format!("{}{unit}{}", fixed(mean), ends.unwrap_or_default())
}

fn who(who: Who) -> &'static str {
    match who {
        Who::Agree => "agreement",
        Who::People => "people and calendars",
        Who::Work => "nature of the work",
    }
}

/// `frictions.csv`: each friction, by who can change it, the largest first.
pub fn data(of: &Diagnosis<'_>) -> Table {
    let words = ["who", "friction", "gone"].map(Column::text);
    let numbers = [
        "gain_days",
        "gain_low_days",
        "gain_high_days",
        "saved_person_h",
        "saved_low_person_h",
        "saved_high_person_h",
    ];
    let columns = words.into_iter().chain(numbers.map(Column::number)).collect();
    let mut table = Table::new("frictions", "What holds the campaign back", columns);
    for row in of.rows() {
        let words = [Cell::text(who(row.who)), Cell::Text(row.name), Cell::Text(row.gone)];
        let numbers = [row.days, row.hours].into_iter().flat_map(|gain| {
            let ci = gain.and_then(|gain| gain.ci);
            [gain.map(|gain| gain.mean), ci.map(|ci| ci.low), ci.map(|ci| ci.high)]
        });
        table.push(words.into_iter().chain(numbers.map(Cell::number)).collect());
    }
    table
}

/// What is said: what costs the most, every friction, what the campaign asks for.
pub fn told(of: &Diagnosis<'_>) -> Told {
    let (study, model) = (&of.found.today, &of.scenario.models[of.from]);
    let n = format::grouped(f64::from(study.replications));
    let rows = of.rows();
    let sources = format!("{n} replications with and without each friction");
    let mut told = Told::new(Kind::Frictions, format!("{}.", title(of, &rows)), sources);
    told.runs = vec![
        ("Today".to_owned(), model.name.clone()),
        ("Replications with and without each friction".to_owned(), study.replications.to_string()),
    ];
    told.caveats = minded(of);
    told.complete = of.found.studies().all(|study| Launched::of(&study.models[0]).all());
    let page = &mut told.body;
    page.on_output(|out| {
        out.heading(format!(
            "{}: what holds \"{}\" back ({n} replications each, seed {})",
            study.scenario, model.name, study.seed
        ));
    });
    page.on_page(|page| page.section("answer", "What holds us back?"));
    let pattern = pattern(&of.scenario.facts, model);
    page.text(format!("The pattern in force, by what people do: {pattern}."));
    page.text(today(of));
    told.chart(Some(Picture::Frictions(picture(of, rows))));
    let page = &mut told.body;
    page.table(shown(of));
    page.list(of.agreed());
    page.aside("asked", "What the campaign asks for");
    page.list(asked(of));
    told
}

/// What a reader has to mind.
fn minded(of: &Diagnosis<'_>) -> Vec<String> {
    let added = of.added.then(|| super::improve::no_practices(&of.scenario.facts));
    let always = [
        "Each friction is taken away alone, on the same draws; gains do not add up, since one wait hides another. \
         Intervals are of 95 %, each for itself.",
        "A gain is what a friction costs here, not a recommendation: some are what quality or law ask for.",
    ];
    let said = added.into_iter().chain(always).map(str::to_owned);
    said.chain(not_measured(of)).chain(incomplete(of)).collect()
}

/// Frictions that cannot be taken away, with why.
fn not_measured(of: &Diagnosis<'_>) -> Vec<String> {
    let line = |(friction, why): &(crate::question::diagnose::Friction, String)| {
        format!("Not measured: {} ({}): {why}", friction.name, friction.gone)
    };
    of.found.refused.iter().map(line).collect()
}

/// What was not launched, or came too late.
fn incomplete(of: &Diagnosis<'_>) -> Vec<String> {
    let study = &of.found.today;
    let told = caveats(study).into_iter().filter(|caveat| {
        matches!(
            caveat,
            Caveat::NotLaunched { .. } | Caveat::NothingLaunched { .. } | Caveat::ChangeTooLate(_)
        )
    });
    let mut told: Vec<String> = told.map(|caveat| caveat.text(study)).collect();
    let each = of.found.each.iter();
    let now = Launched::of(&study.models[0]);
    let missing = each.filter(|(_, study)| {
        let then = Launched::of(&study.models[0]);
        !then.all() && now.count.max(then.count) > 0
    });
    told.extend(missing.map(|(friction, study)| {
        let Launched { count, of } = Launched::of(&study.models[0]);
        format!(
            "{}, {}: launched in {count} of {of} replications instead of {}; the gain is over those launched under both.",
            capitalised(&friction.name),
            friction.gone,
            now.count
        )
    }));
    told
}

fn today(of: &Diagnosis<'_>) -> String {
    let (shown, study) = (of.shown(), &of.found.today);
    let known = analysis::estimate(study, 0, shown.metric);
    let mean = known.mean.map(|mean| Change { mean, ci: known.ci, none_seen: None });
    let Some(mean) = mean.map(|mean| mean.scaled(Scale::of(shown.metric))) else {
        return format!("Today it is {} in no replication.", shown.done);
    };
    // Each campaign of a portfolio has its own deadline.
    let due = kept(study, &study.models[0]).map(|share| match shown.due_h {
        Some(due) => format!("; by the {} ({}) in {}", shown.due, format::days(due), share.said()),
        None => format!("; every campaign on time in {}", share.said()),
    });
    let due = due.unwrap_or_default();
    format!("Today it {} after {} on average{due}.", shown.does, said(mean, " d"))
}

/// "6.9 ±0.6"; a dash where no difference is shown.
fn gained(gain: Option<Change>, otherwise: &str) -> String {
    let Some(Change { mean, ci, .. }) = gain.filter(Change::is_shown) else {
        return otherwise.to_owned();
    };
    let decimals = decimals_with_intervals(&[(Some(mean), ci)]);
    format::mean_with_interval(Some(mean), ci, decimals)
}

fn shown(of: &Diagnosis<'_>) -> Table {
    let columns = vec![
        Column::text("friction").headed("Friction"),
        Column::text("gone").headed("Gone means"),
        Column::text("who").headed("Who can"),
        Column::number("gain").headed("Gain (95 %)").in_unit("days"),
        Column::number("hours").headed("Saved (95 %)").in_unit("person-h"),
    ];
    let mut table = Table::new("frictions", "What would be gained if it were gone", columns);
    for row in of.rows() {
        let gain = gained(row.days, &row.otherwise());
        table.push(vec![
            Cell::Text(row.name),
            Cell::Text(row.gone),
            Cell::text(who(row.who)),
            Cell::Text(gain),
            Cell::Text(gained(row.hours, format::MISSING)),
        ]);
    }
    table
}

/// Each axis with its level, the facts that say so, and the rule.
fn asked(of: &Diagnosis<'_>) -> Vec<String> {
    let line = |axis: Axis| {
        let level = axis.level.unwrap_or(format::MISSING);
        format!("{}: {level} ({}). Rule: {}.", capitalised(axis.name), axis.facts, axis.rule)
    };
    axes(&of.scenario.facts).map(line).into()
}

/// The frictions as bars.
fn picture(of: &Diagnosis<'_>, rows: Vec<Row>) -> chart::Frictions {
    chart::Frictions {
        title: title(of, &rows),
        axis: "Days earlier, if it were gone".to_owned(),
        rows,
        note: of.agreed().unwrap_or_default(),
        footer: footer(&of.found.today),
    }
}

/// "Legal works only Wed 10:00-12:00: 8.9 of 62.1 days earlier if legal worked Mon-Fri 09:00-17:00; most of what you can agree
/// on: creative is handed over as a whole, 6.9 days": the friction that costs the most, and the one that can be agreed on.
fn title(of: &Diagnosis<'_>, rows: &[Row]) -> String {
    let now = Launched::of(&of.found.today.models[0]);
    if !now.enough()
        && let Some(often) = rows.iter().max_by_key(|row| row.launched[1].count)
        && often.launched[1].count > now.count
    {
        let [now, then] = often.launched.map(|it| it.count);
        return format!(
            "{}: launched in {then} of {} instead of {now} {}",
            capitalised(&often.name),
            often.launched[1].of,
            often.gone
        );
    }
    let mean = analysis::estimate(&of.found.today, 0, of.shown().metric).mean;
    let gains = |row: &&Row| row.days.filter(Change::is_shown).map_or(0.0, |days| days.mean);
    let most = |agreed: bool| {
        let rows = rows.iter().filter(|row| !agreed || row.who == Who::Agree);
        rows.filter(|row| gains(row) > 0.0)
            .max_by(|a, b| gains(a).total_cmp(&gains(b)).then(b.who.cmp(&a.who)))
    };
    let Some((row, mean)) = most(false).zip(mean) else {
        return "No friction is shown to hold this campaign back".to_owned();
    };
    let days = mean / DAY_H;
    let first = format!(
        "{}: {:.1} of {days:.1} days earlier {}",
        capitalised(&row.name),
        gains(&row),
        row.gone
    );
    match most(true).filter(|_| row.who != Who::Agree) {
        Some(agreed) => {
            let (name, days) = (&agreed.name, gains(&agreed));
            format!("{first}; most of what you can agree on: {name}, {days:.1} days")
        }
        None => first,
    }
}
