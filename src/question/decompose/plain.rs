//! What a switched lever means, in the words of somebody who works so.

use super::lever::Change;
use crate::model::setting::{Setting, instead};
use crate::model::{Lever, Plain, Route, Start, Word};
use crate::plan::{self, Kind};
use crate::text;

impl Change<'_> {
    /// "handing over piece by piece instead of stage by stage": how the second model sets a lever, instead of how the
    /// first does.
    pub fn plain(&self, lever: Lever) -> String {
        let [from, to] = self.models();
        match lever.plain(from, to) {
            Plain::OnHandoffs(doing) => self.at_handoffs(lever, doing),
            Plain::OfApprovals(doing) => self.asked(lever, doing),
            Plain::AsAWhole(words) => words,
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
