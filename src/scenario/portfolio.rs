//! Portfolios: when campaigns arrive.

use super::problem::Note;
use super::read::{At, Notes};
use super::resolve_people::{Day, Times};
use super::wire::{self, File};
use crate::model::{Arrivals, Portfolio};
use crate::time::Instant;

/// Several campaigns; `None` where there is one, or after noting what is wrong.
pub fn portfolio(file: &File, times: &Times, notes: &mut Notes) -> Option<Portfolio> {
    let portfolio = file.portfolio.given()?;
    if !portfolio.value.at.is_absent() {
        return at(&portfolio.value, times, notes);
    }
    every(portfolio, times, notes)
}

/// Campaigns that arrive one after the other.
fn every(portfolio: &At<wire::Portfolio>, times: &Times, notes: &mut Notes) -> Option<Portfolio> {
    let wire::Portfolio { campaigns, every, calendar, .. } = &portfolio.value;
    for (key, missing) in [("campaigns", campaigns.is_absent()), ("every", every.is_absent())] {
        if missing {
            let note = Note::new(portfolio.at, format!("a portfolio needs `{key}`"));
            notes.push(note.label(format!("`{key}` is missing")).key(key).help(
                "campaigns = 6 and every = \"2w\", or at = [\"0d\", \"3w\"] in place of the two",
            ));
        }
    }
    let gap = every.value().and_then(|every| every.resolve(!calendar.is_absent(), notes));
    let arrivals = Arrivals::Every { gap: gap?, calendar: times.of_arrivals };
    Some(Portfolio { campaigns: campaigns.value().copied()?, arrivals })
}

/// Campaigns that arrive at times that the file lists.
fn at(portfolio: &wire::Portfolio, times: &Times, notes: &mut Notes) -> Option<Portfolio> {
    let wire::Portfolio { at, campaigns, every, calendar } = portfolio;
    let others = [
        ("campaigns", campaigns.given().map(|given| given.at)),
        ("every", every.given().map(|given| given.at)),
        ("calendar", calendar.given().map(|given| given.at)),
    ];
    for (key, other) in others {
        if let Some(other) = other {
            let what = match key {
                "every" => "`every` and `at` do not go together".to_owned(),
                _ => format!("`{key}` goes with `every`, not with `at`"),
            };
            let note = Note::new(other, what);
            notes.push(note.label("`at` stands in its place").help("leave one of the two out"));
        }
    }
    let list = at.given()?;
    if list.value.is_empty() {
        let note = Note::new(list.at, "a portfolio in which no campaign arrives").label("empty");
        notes.push(note.help("at = [\"0d\", \"3w\"]: a time for each campaign"));
    }
    let mut arrivals = Vec::new();
    for text in &list.value {
        let when = times.when(text, Day::Begin, "an arrival", notes)?;
        let (at, before) = (when.of(Instant::ZERO), arrivals.last().copied());
        if before.is_some_and(|before| at < before) {
            let note = Note::new(text.at, "campaigns arrive in the order of the list");
            notes.push(note.label("earlier than the one before").help("sort the list"));
        }
        arrivals.push(at);
    }
    Some(Portfolio { campaigns: arrivals.len() as u32, arrivals: Arrivals::At(arrivals) })
}
