//! The smallest change: what `compare` asks about today's model beside its own question.

use super::improve;
use super::session::Session;
use super::session::priced::{Priced, priced};
use flowcast::analysis;
use flowcast::error::Error;
use flowcast::format::grouped;
use flowcast::model::Scenario;
use flowcast::plan::{self, Refusal};
use flowcast::question::Stopped;
use flowcast::question::improve::{Allow, FIRST, Found, SCREEN, Search, Space, space};
use flowcast::report::experiments::improve::{Improvement, Smallest, Words, agreed};
use flowcast::scenario::Variant;
use flowcast::study::{self, Study};

/// So many decisions at most are taken otherwise.
const CHANGES: usize = 2;
/// A comparison of fewer replications still looks among as many ways as take so many.
const LEAST: u64 = 16_000;
/// So many settings at most run on fresh draws.
const FINALISTS: usize = 8;
/// At most so many replications of each of them: nobody should be kept waiting.
const MOST: u32 = 2_000;

/// The smallest change from the baseline. Where it is the answer ([`analysis::instead`]), it joins the session and the study as
/// a model behind all others. The race takes half the replications that the comparison did, and what surely is not the
/// one leaves it early; its time goes to a stage.
///
/// # Errors
/// An interruption. What cannot be looked for is no error: the answer says why.
pub fn answer(
    session: &mut Session<'_>,
    study: &mut Study,
    stage: &'static str,
) -> Result<Smallest, Error> {
    let from = study.baseline;
    let Priced { document, mut scenario, added } = match priced(session, from) {
        Err(Error::Usage(why)) => {
            let why = why.replace('\n', "; ");
            return Ok(Smallest::Unknown(format!("It was not looked for: {why}.")));
        }
        other => other?,
    };
    let cannot = |why: Stopped| Smallest::Unknown(format!("It cannot be looked for: {why}."));
    let mut space = match space(&document, &scenario, from, (CHANGES, Allow::default())) {
        Ok(space) => space,
        Err(why) => return Ok(cannot(why)),
    };
    let budget = (u64::from(study.replications) * study.models.len() as u64).max(LEAST);
    if let Some(why) = too_many(&space, budget, study.replications) {
        return Ok(Smallest::Unknown(why));
    }
    // The other models have run already.
    scenario.models = vec![scenario.models.swap_remove(from)];
    scenario.study.baseline = 0;
    scenario.study.replications = study.replications.min(MOST);
    let search = Search {
        document: &document,
        scenario: &scenario,
        from: 0,
        goal: None,
        within: None,
        budget: budget / 2,
        finalists: FINALISTS,
        front: 0,
        early: true,
        factors: None,
    };
    let total = space.settings.len() as u64 * u64::from(SCREEN);
    let found = match session.run(stage, total, |bar| search.run(&mut space, bar)) {
        Ok(found) => found,
        Err(Stopped::Cancelled) => return Err(Error::Interrupted),
        Err(why) => return Ok(cannot(why)),
    };
    // Whose preset has its price already pays here what it pays in the comparison.
    let added = added && !session.loaded.scenario.models[from].pays;
    let of = improvement(&scenario, (&space, &found), added);
    let mut words = Words::of(&of, study);
    let Some((name, agreed)) = agreed(&of) else {
        return Ok(Smallest::Known(Box::new(words)));
    };
    let variant = space.variant(&name, &space.settings[found.best.setting]);
    match join(session, study, (variant, agreed), (stage, &mut words)) {
        Ok(()) => Ok(Smallest::Known(Box::new(words))),
        Err(Stopped::Cancelled) => Err(Error::Interrupted),
        Err(why) => Ok(cannot(why)),
    }
}

fn improvement<'a>(
    scenario: &'a Scenario,
    (space, found): (&'a Space, &'a Found),
    added: bool,
) -> Improvement<'a> {
    Improvement { scenario, from: 0, space, found, added, sets: &[], measured: false }
}

/// Runs what was found as if it were a model of the file. Where it is the answer it stays in the study; else what is known of
/// it beside the models of the file is added to the words.
fn join(
    session: &mut Session<'_>,
    study: &mut Study,
    (variant, agreed): (Variant, String),
    (stage, words): (&'static str, &mut Words),
) -> Result<(), Stopped> {
    if study.models.iter().any(|runs| runs.name == variant.name) {
        let name = variant.name;
        return Err(Stopped::Refused(format!(
            "a model of the file is called {name}, as it would be"
        )));
    }
    let document = session.loaded.document.with_variants(&[variant]);
    let scenario = document.resolve().map_err(|found| Stopped::Refused(found.render(false)))?;
    let why = |found: Vec<Refusal>| found.into_iter().map(|it| it.message).collect::<Vec<_>>();
    let compiled =
        plan::compile_all(&scenario).map_err(|it| Stopped::Refused(why(it).join("; ")))?;
    let [plan] = compiled.as_slice() else {
        return Err(Stopped::Refused("what was found makes no model of its own".to_owned()));
    };
    let total = u64::from(study.replications);
    session.run(stage, total, |bar| study::add(study, &scenario.facts, plan, bar))?;
    study.agreed = Some(agreed);
    if analysis::instead(study).is_some() {
        session.loaded.beside(scenario, plan.clone());
        session.loaded.agreed = Some(document);
        return Ok(());
    }
    words.asked = analysis::held_against(study);
    words.notes.splice(0..0, analysis::too_little(study));
    study.models.pop();
    study.agreed = None;
    Ok(())
}

/// Why a comparison of so many replications does not look for it.
fn too_many(space: &Space, budget: u64, replications: u32) -> Option<String> {
    if replications < FIRST {
        return Some(format!(
            "It was not looked for: that takes {FIRST} replications, and this comparison has {replications}."
        ));
    }
    let takes = improve::first_round(space);
    (space.grows() || takes > budget).then(|| {
        format!(
            "It was not looked for: {} ways of working within {CHANGES} changes of {} take {} replications ({FIRST} \
             each), more than the {} that a comparison spends on it. `flowcast improve` looks for it.",
            grouped(space.settings.len() as f64),
            space.base,
            grouped(takes as f64),
            grouped(budget as f64)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowcast::scenario::Document;

    /// One decision is of effect: two ways of working, 128 replications.
    #[test]
    fn a_budget_that_does_not_reach_says_so() {
        let text = "schema = 2\nname = \"T\"\ncalendar = \"always\"\n[practices]\n[teams]\na = {}\nb = {}\n[[streams]]\n\
                    name = \"x\"\nteam = \"a\"\neffort = \"1h\"\n[[streams]]\nname = \"y\"\nneeds = [\"x\"]\nteam = \"b\"\n\
                    effort = \"1h\"\n[[deliverables]]\nname = \"d\"\ncount = 2\n[[models]]\nname = \"A\"\nrelease = \"phase\"\n";
        let document = Document::parse("t.toml", text).unwrap();
        let scenario = document.resolve().unwrap();
        let space = space(&document, &scenario, 0, (CHANGES, Allow::default())).unwrap();
        let takes = improve::first_round(&space);
        assert_eq!(takes % u64::from(FIRST), 0);
        assert_eq!(too_many(&space, takes, 64), None);
        assert!(too_many(&space, takes - 1, 64).unwrap().contains("more than the"));
        assert!(too_many(&space, takes, 63).unwrap().contains("has 63"));
    }
}
