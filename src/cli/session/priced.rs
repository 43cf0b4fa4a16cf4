//! A scenario in which every model pays for what it does: what `improve` and `diagnose` look at.

use super::Session;
use flowcast::error::Error;
use flowcast::model::Scenario;
use flowcast::report::experiments::improve::free;
use flowcast::scenario::Document;

/// The scenario with practices in force.
pub struct Priced {
    /// Its text.
    pub document: Document,
    /// The scenario.
    pub scenario: Scenario,
    /// Whether the file has none, and the default ones were taken.
    pub added: bool,
}

/// The session's scenario with practices in force.
///
/// # Errors
/// Prices that `today` sets by hand: the search cannot know what another decision would then cost.
pub fn priced(session: &Session<'_>, today: usize) -> Result<Priced, Error> {
    let loaded = &session.loaded;
    let model = &loaded.scenario.models[today];
    let by_hand = model.prices_by_hand();
    if !by_hand.is_empty() {
        return Err(Error::Usage(format!(
            "\"{}\" sets prices by hand: {}; what another way of working would cost can then not be said\nleave them \
             out, so that [practices] says what practices cost",
            model.name,
            by_hand.join(", ")
        )));
    }
    if model.then.is_some() {
        return Err(Error::Usage(format!(
            "\"{}\" switches on the way: name a way of working that stays as it is",
            model.name
        )));
    }
    let (mut document, added) = loaded.document.with_practices();
    if added && free(&loaded.scenario.facts) {
        let scale = [("practices.scale".to_owned(), "0".to_owned())];
        document = document.with(&scale).map_err(|found| Error::Rendered(found.render(false)))?;
    }
    let mut scenario = document.resolve().map_err(|found| Error::Rendered(found.render(false)))?;
    let names = loaded.model_names();
    scenario.models.retain(|model| names.contains(&model.name.as_str()));
    scenario.study = loaded.scenario.study.clone();
    Ok(Priced { document, scenario, added })
}
