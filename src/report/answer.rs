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

/// What was looked at beside the study.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Which lever did it.
    pub lever: Option<&'a WhichLever>,
    /// The smallest change.
    pub smallest: Option<&'a Smallest>,
    /// Until when late changes may come.
    pub freeze: Option<&'a Freezes>,
}

/// Adds all but the judgement, which stands above: what it speaks of, then what else is known of the models of the file.
pub fn add(document: &mut Document, analysis: &Analysis, beside: Beside<'_>, charts: &[Drawing]) {
    let (answer, smallest) = (&analysis.answer, beside.smallest);
    document.push(Block::Answer(analysis.advised().paragraph.clone()));
    let picture = charts.iter().find(|drawing| drawing.name == ANSWER);
    document.on_page(|page| picture.into_iter().for_each(|picture| page.chart(picture.clone())));
    let Some(instead) = &analysis.instead else {
        of_file(document, analysis, beside, "The other models".to_owned());
        listed_under(document, TURNS, &answer.turns);
        smallest.iter().for_each(|smallest| smallest.tell(document));
        return;
    };
    smallest.iter().for_each(|smallest| smallest.tell(document));
    // Of what is advised, so it stands there.
    beside.freeze.iter().for_each(|freeze| document.list(&freeze.said));
    let beside = Beside { freeze: None, ..beside };
    listed_under(document, TURNS, &instead.turns);
    document.heading(subject(analysis));
    document.text(answer.paragraph.clone());
    let best = answer.model.map(|model| &analysis.study.models[model].name);
    let others =
        best.map_or(String::new(), |best| format!("The models of the file, held against {best}"));
    of_file(document, analysis, beside, others);
}

const TURNS: &str = "What would turn it";

fn listed_under(document: &mut Document, heading: &str, points: &[String]) {
    if !points.is_empty() {
        document.heading(heading);
        document.list(points);
    }
}

/// What is told of the models of the file where something else is the answer.
fn subject(analysis: &Analysis) -> String {
    let (study, best) = (&analysis.study, analysis.answer.model);
    let name = |model: usize| &study.models[model].name;
    match (study.asked(), best) {
        (Some(asked), _) => format!("{}, which you asked for", name(asked)),
        (None, Some(best)) => format!("{}, the best model of the file", name(best)),
        (None, None) => "The models of the file".to_owned(),
    }
}

/// Adds what is known of the models of the file; `others` stands over how the rest of them stand to the best.
fn of_file(document: &mut Document, analysis: &Analysis, beside: Beside<'_>, others: String) {
    let until = beside.freeze.iter().flat_map(|freeze| freeze.said.clone());
    document.list(channels(analysis).into_iter().chain(until));
    if let Some(WhichLever::Known(account)) = beside.lever {
        let heading = format!("What makes {} differ from {}", account.to, account.from);
        listed_under(document, &heading, &which::causes(account));
    }
    listed_under(document, &others, &analysis.answer.others);
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
    let advised = analysis.instead.as_ref().and_then(|instead| instead.model);
    let shown = [Some(study.baseline), advised, study.asked(), analysis.answer.model];
    let mut shown: Vec<usize> = shown.into_iter().flatten().collect();
    shown.dedup();
    let said: Option<Vec<String>> = shown.into_iter().map(of).collect();
    Some(format!("In time, channel by channel. {}.", said?.join("; ")))
}
