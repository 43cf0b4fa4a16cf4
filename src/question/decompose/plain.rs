//! What a switched lever means, in the words of somebody who works so.

use super::lever::Change;
use super::setting::Setting;
use crate::model::{Intake, Lever, Route, Start, Sync, Word, WorkflowModel};
use crate::plan::{self, Kind};
use crate::text::{self, listed};

impl Change<'_> {
    /// "handing over piece by piece instead of stage by stage": how the second model sets a lever, instead of how the
    /// first does.
    pub fn plain(&self, lever: Lever) -> String {
        let [from, to] = self.models();
        match lever {
            Lever::Start => self.at_handoffs(lever, "starting"),
            Lever::Release => self.at_handoffs(lever, "handing over"),
            Lever::Via => self.at_handoffs(lever, "handing over"),
            Lever::Visibility => self.at_handoffs(lever, "telling of rework"),
            Lever::LatencyFactor => self.at_handoffs(lever, "handing over in other times:"),
            Lever::Intake => instead("taking late changes in", [from, to].map(intake)),
            Lever::Route => self.asked(lever, "asking reviewers"),
            Lever::Sessions => self.asked(lever, "reviewing"),
            Lever::Patience => self.asked(lever, "waiting for a verdict:"),
            Lever::Syncs => meetings(&from.syncs, &to.syncs),
            Lever::Audits => match to.audits.is_empty() {
                true => "no longer checking done work".to_owned(),
                false => "checking done work".to_owned(),
            },
            Lever::Coordination => "the price of staying in touch".to_owned(),
            Lever::SharedContext if to.shared_context => {
                "working from one shared context".to_owned()
            }
            Lever::SharedContext => "giving the shared context up".to_owned(),
            Lever::Feedback => "what feedback on live work finds".to_owned(),
            Lever::Priority => instead(
                "taking up work in the order",
                [from, to].map(|it| it.priority.word().to_owned()),
            ),
            Lever::Pods if to.pods.is_empty() => {
                "serving everything together, without pods".to_owned()
            }
            Lever::Pods => "working in pods".to_owned(),
            Lever::Wip => instead("campaigns under way at once:", [from, to].map(wip)),
            Lever::MaturityRequired => {
                let asks = |model: &WorkflowModel| {
                    model
                        .maturity_required
                        .map_or("what practices take".to_owned(), |it| it.to_string())
                };
                instead("asking for a maturity of", [from, to].map(asks))
            }
        }
    }

    /// A lever of handoffs, on each group of them that changes alike.
    fn at_handoffs(&self, lever: Lever, doing: &str) -> String {
        let mut groups: Vec<([String; 2], Vec<Kind>)> = Vec::new();
        for (kind, before, after) in self.of_handoffs(lever) {
            let words = [before, after].map(|setting| self.handed(lever, setting));
            match groups.iter_mut().find(|(known, _)| *known == words) {
                Some((_, kinds)) => kinds.push(kind),
                None => groups.push((words, vec![kind])),
            }
        }
        let all = self.kinds();
        let group = |(words, kinds): &([String; 2], Vec<Kind>)| {
            let place = match kinds.len() == all.len() {
                true => String::new(),
                false => format!(" ({})", self.places(kinds, &all).join(", ").replace('→', " to ")),
            };
            instead(doing, words.clone()) + &place
        };
        match groups.as_slice() {
            // Only the broker differs.
            [] => "what the hub takes and finds".to_owned(),
            groups => groups.iter().map(group).collect::<Vec<_>>().join("; "),
        }
    }

    fn handed(&self, lever: Lever, setting: Setting<'_>) -> String {
        match (lever, setting) {
            (_, Setting::Sync(name)) => format!("at {name}"),
            (_, Setting::Start(Start::Final)) => "on what is finished".to_owned(),
            (_, Setting::Start(Start::Brief)) => "from the brief".to_owned(),
            (_, Setting::Start(Start::Early(share))) => {
                format!("when {} is done", plan::percent(share))
            }
            (Lever::Release, Setting::Word("item")) => "piece by piece".to_owned(),
            (Lever::Release, Setting::Word(_)) => "stage by stage".to_owned(),
            (Lever::Visibility, Setting::Word("live")) => "at once".to_owned(),
            (Lever::Visibility, Setting::Word(_)) => "with the new version".to_owned(),
            (Lever::Via, Setting::Team(_)) => format!("through {}", self.word(setting)),
            (Lever::Via, _) => "directly".to_owned(),
            (_, Setting::Number(factor)) => format!("× {}", text::short(factor)),
            _ => self.word(setting),
        }
    }

    /// A lever of approvals.
    fn asked(&self, lever: Lever, doing: &str) -> String {
        let (before, after) = self.words(lever);
        instead(
            doing,
            [before, after].map(|word| match word.as_str() {
                word if word == Route::Serial.word() => "one after the other".to_owned(),
                word if word == Route::Concurrent.word() => "all at once".to_owned(),
                "calendar" => "when the calendar says".to_owned(),
                "endless" => "however long it takes".to_owned(),
                word => word.replace("on-demand", "as soon as asked"),
            }),
        )
    }
}

fn instead(doing: &str, [before, after]: [String; 2]) -> String {
    format!("{doing} {after} instead of {before}")
}

fn intake(model: &WorkflowModel) -> String {
    match model.intake {
        Intake::Sync(id) => format!("at {}", model.syncs[id].name),
        _ => "at once".to_owned(),
    }
}

fn wip(model: &WorkflowModel) -> String {
    model.wip.map_or("any number".to_owned(), |most| format!("at most {most}"))
}

/// "holding standup (15 min every 24 h)", "holding no more weekly", or both.
fn meetings(before: &[Sync], after: &[Sync]) -> String {
    let only = |ours: &[Sync], theirs: &[Sync]| -> Vec<String> {
        ours.iter().filter(|sync| !theirs.contains(sync)).map(meeting).collect()
    };
    let (gone, new) = (only(before, after), only(after, before));
    let said = |words: &str, meetings: &[String]| {
        let names: Vec<&str> = meetings.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| format!("{words} {}", listed(&names)))
    };
    let said = [said("holding", &new), said("no longer holding", &gone)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { "holding meetings in another order".to_owned() } else { said.join(", ") }
}

fn meeting(sync: &Sync) -> String {
    format!("{} ({} {})", sync.name, plan::span(sync.length.0), plan::cadence(sync.every.0))
}
