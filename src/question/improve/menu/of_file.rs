//! What the file's other models do: rows of handoffs, pods, limits of campaigns under way.

use super::Menu;
use super::meetings::Value;
use crate::model::{
    Facts, HandoffRule, Pieces, Pod, Release, Source, Start, StreamSet, SyncOr, Word, WorkflowModel,
};
use crate::plan;
use crate::text::{key, listed};

const TIERS: [&str; 3] = ["low", "medium", "high"];

impl Menu<'_> {
    /// Rows, pods and limits of the other models that differ from today's.
    pub(super) fn of_file(&mut self) {
        let models = &self.scenario.models;
        if self.scenario.choices.rows {
            let rows = |model: &'_ WorkflowModel| {
                let own = |rule: &&HandoffRule| matches!(rule.source, Source::ModelRow(_));
                model.handoffs.iter().filter(own).cloned().collect::<Vec<_>>()
            };
            for model in models.iter().filter(|model| model.name != self.today.name) {
                for row in rows(model) {
                    self.row(&row, model);
                }
            }
        }
        if self.scenario.choices.pods {
            self.pods();
        }
        self.wip();
    }

    /// The release and the start that a row of another model sets, each a decision of its own.
    fn row(&mut self, row: &HandoffRule, model: &WorkflowModel) {
        let spoken = self.handoffs.iter().filter(|(kind, _)| plan::speaks(row, self.facts, *kind));
        let spoken: Vec<_> = spoken.map(|(_, levers)| levers.clone()).collect();
        let (head, whom) = (selector(self.facts, row), whom(self.facts, row));
        let release = row.release.and_then(|release| self.value(&by_name(release, model)));
        if let Some(Value { written, at, held }) = release {
            let syncs = &self.today.syncs;
            let same = |value: Release| crate::model::written(value, syncs) == written;
            if spoken.iter().any(|levers| !same(levers.release.value)) {
                let words = match at {
                    Some(meeting) => format!("hand over at {meeting}{whom}"),
                    None if written == Release::Phase.word() => {
                        format!("hand over only when all is done{whom}")
                    }
                    None => format!("hand over piece by piece{whom}"),
                };
                let edit = format!("{head}release = {written:?}\n");
                self.add_row((&head, "release"), words, [edit].into_iter().chain(held).collect());
            }
        }
        if let Some(start) = row.start
            && spoken.iter().any(|levers| levers.start.value != start)
        {
            let words = match start {
                Start::Final => format!("start only on what is finished{whom}"),
                Start::Early(share) => format!("start when done to {share}{whom}"),
                Start::Brief => format!("start from the brief{whom}"),
            };
            let edit = format!("{head}start = {:?}\n", start.written());
            self.add_row((&head, "start"), words, vec![edit]);
        }
    }

    /// Adds a decision about a lever of a row; those of one selector are about the same.
    fn add_row(&mut self, (head, lever): (&str, &str), words: String, edits: Vec<String>) {
        let about = |edit: &String| edit.strip_prefix(head).is_some_and(|it| it.starts_with(lever));
        let known = self.decisions.iter().find(|known| known.edits.first().is_some_and(about));
        let known = known.map(|known| known.subject);
        let subject = known.unwrap_or_else(|| self.subject());
        self.add(subject, words, edits);
    }

    fn pods(&mut self) {
        let subject = self.subject();
        let divisions = self.scenario.models.iter().map(|model| &model.pods);
        for pods in divisions.filter(|pods| **pods != self.today.pods) {
            let words = if pods.is_empty() {
                "serve everything together, without pods".to_owned()
            } else {
                let each = pods.iter().map(|pod| pod.written(self.facts));
                format!("work in pods: {}", each.collect::<Vec<String>>().join("; "))
            };
            let each = pods.iter().map(|pod| pod_text(self.facts, pod)).collect::<Vec<String>>();
            self.add(subject, words, vec![format!("pods = [{}]", each.join(", "))]);
        }
    }

    fn wip(&mut self) {
        let Some(portfolio) = &self.facts.portfolio else { return };
        let all = portfolio.campaigns;
        let subject = self.subject();
        let others = self.scenario.models.iter().map(|model| model.wip.unwrap_or(all));
        let mut limits = self.scenario.choices.wip.clone().unwrap_or_else(|| others.collect());
        limits.sort_unstable();
        limits.dedup();
        for limit in limits.into_iter().filter(|it| *it != self.today.wip.unwrap_or(all)) {
            let campaigns = if limit == 1 { "campaign" } else { "campaigns" };
            let words = format!("have at most {limit} {campaigns} under way");
            self.add(subject, words, vec![format!("wip = {limit}")]);
        }
    }
}

/// A release with the name of its sync.
fn by_name(release: Release, model: &WorkflowModel) -> SyncOr<Release> {
    release.sync().map_or(SyncOr::Word(release), |id| SyncOr::Sync(model.syncs[id].name.clone()))
}

fn set(facts: &Facts, set: StreamSet) -> Option<String> {
    match set {
        StreamSet::Any => None,
        StreamSet::One(id) => Some(facts.streams[id].name.clone()),
        word => Some(word.word().to_owned()),
    }
}

fn deliverables<'a>(facts: &'a Facts, pieces: &Pieces) -> Option<Vec<&'a str>> {
    let name = |id: &usize| facts.deliverables[*id].name.as_str();
    pieces.deliverables.as_ref().map(|ids| ids.iter().map(name).collect())
}

fn tiers(pieces: &Pieces) -> Option<Vec<&'static str>> {
    let named = |some: [bool; 3]| {
        let named = TIERS.into_iter().zip(some).filter(|(_, is)| *is);
        named.map(|(name, _)| name).collect()
    };
    pieces.tiers.map(named)
}

/// The head of a row as the file writes it: which handoffs it speaks of.
fn selector(facts: &Facts, row: &HandoffRule) -> String {
    let mut text = "[[handoffs]]\n".to_owned();
    for (key, value) in [("from", set(facts, row.from)), ("to", set(facts, row.to))] {
        text.extend(value.map(|value| format!("{key} = {value:?}\n")));
    }
    let lists = [("deliverables", deliverables(facts, &row.pieces)), ("tiers", tiers(&row.pieces))];
    for (key, list) in lists {
        text.extend(list.map(|list| format!("{key} = {list:?}\n")));
    }
    text
}

/// Of whom a row speaks: " from creative to approval for banner".
fn whom(facts: &Facts, row: &HandoffRule) -> String {
    let plain = |name: String| match name.strip_prefix('@') {
        Some("first") => "the first streams".to_owned(),
        Some("once") => "what exists once".to_owned(),
        Some("approval") => "approvals".to_owned(),
        Some(other) => other.to_owned(),
        None => name,
    };
    let from = set(facts, row.from).map(|name| format!(" from {}", plain(name)));
    let to = set(facts, row.to).map(|name| format!(" to {}", plain(name)));
    let pieces = deliverables(facts, &row.pieces).map(|names| format!(" for {}", listed(&names)));
    let tiers = tiers(&row.pieces).map(|tiers| format!(" for pieces of tier {}", listed(&tiers)));
    [from, to, pieces, tiers].into_iter().flatten().collect()
}

fn pod_text(facts: &Facts, pod: &Pod) -> String {
    let deliverables: Vec<&str> =
        pod.deliverables.iter().map(|id| facts.deliverables[*id].name.as_str()).collect();
    let people = pod.people.iter().map(|(id, n)| format!("{} = {n}", key(&facts.teams[*id].name)));
    let people = people.collect::<Vec<String>>().join(", ");
    format!("{{ name = {:?}, deliverables = {deliverables:?}, people = {{ {people} }} }}", pod.name)
}
