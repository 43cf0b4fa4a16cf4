//! The answer as every medium gives it: the judgement, what it rests on, which agreements make it, what would turn it.

use super::chart::{ANSWER, Drawing};
use super::document::{Block, Document};
use super::experiments::account::WhichLever;
use super::experiments::freeze::Freezes;
use super::experiments::improve::Smallest;
use super::experiments::which;
use crate::analysis::Analysis;
use crate::format::of_100;
use crate::text::listed;

/// The judgement: the smallest change has the last word where it makes another model needless.
pub fn verdict<'a>(analysis: &'a Analysis, smallest: Option<&'a Smallest>) -> &'a str {
    let instead = smallest.and_then(Smallest::instead);
    instead.map_or(&analysis.answer.verdict, |[verdict, _]| verdict)
}

/// Adds all but the judgement, which stands above.
pub fn add(
    document: &mut Document,
    analysis: &Analysis,
    (lever, smallest): (Option<&WhichLever>, Option<&Smallest>),
    freeze: Option<&Freezes>,
    charts: &[Drawing],
) {
    let answer = &analysis.answer;
    let instead = smallest.and_then(Smallest::instead).map(|[_, why]| why);
    document.push(Block::Answer(instead.unwrap_or(&answer.paragraph).clone()));
    let picture = charts.iter().find(|drawing| drawing.name == ANSWER);
    document.on_page(|page| picture.into_iter().for_each(|picture| page.chart(picture.clone())));
    if instead.is_some() {
        document.text(answer.paragraph.clone());
    }
    let until = freeze.iter().flat_map(|freeze| freeze.said.clone());
    document.list(channels(analysis).into_iter().chain(until));
    if let Some(WhichLever::Known(account)) = lever {
        let causes = which::causes(account);
        if !causes.is_empty() {
            document.heading(format!("What makes {} differ from {}", account.to, account.from));
        }
        document.list(causes);
    }
    if !answer.others.is_empty() {
        document.heading("The other models");
        document.list(&answer.others);
    }
    if !answer.turns.is_empty() {
        document.heading("What would turn it");
        document.list(&answer.turns);
    }
}

/// How often each deliverable is in time, under the baseline and the model that is advised.
fn channels(analysis: &Analysis) -> Option<String> {
    let study = &analysis.study;
    study.launch_h?;
    let of = |model: usize| {
        let each = study.deliverables.iter().zip(analysis.deliverables.get(model)?);
        let each = each.filter(|(known, _)| !known.name.starts_with('@'));
        let said: Option<Vec<String>> = each
            .map(|(known, found)| {
                let (share, of) = (found.in_time?.0, found.n + found.not_done);
                let count = libm::rint(share * of as f64) as usize;
                Some(format!("{} {}", known.name, of_100(count, of)))
            })
            .collect();
        let said = said.filter(|said| said.len() > 1)?;
        let names: Vec<&str> = said.iter().map(String::as_str).collect();
        Some(format!("{}: {}", study.models[model].name, listed(&names)))
    };
    let shown = [Some(study.baseline), study.asked(), analysis.answer.model];
    let mut shown: Vec<usize> = shown.into_iter().flatten().collect();
    shown.dedup();
    let said: Option<Vec<String>> = shown.into_iter().map(of).collect();
    Some(format!("In time, channel by channel. {}.", said?.join("; ")))
}
