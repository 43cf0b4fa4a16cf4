//! What the file's other models do: rows of handoffs, what they say of all handoffs, pods, limits of campaigns under way.

use super::Menu;
use super::levers::{ROW, told};
use super::meetings::Value;
use crate::model::{
    Facts, HandoffLevers, HandoffRule, Pieces, Pod, Release, Source, Start, StreamSet, SyncOr,
    Word, WorkflowModel, written,
};
use crate::plan;
use crate::text::{key, listed};

const TIERS: [&str; 3] = ["low", "medium", "high"];

impl Menu<'_> {
    /// Rows, pods and limits of the other models that differ from today's.
    pub(super) fn of_file(&mut self) {
        if self.scenario.choices.rows {
            self.rows_from(|source| source == Source::Model);
            self.rows_from(|source| matches!(source, Source::ModelRow(_)));
        }
        if self.scenario.choices.pods {
            self.pods();
        }
        self.wip();
    }

    /// The rows of the other models that were set there.
    fn rows_from(&mut self, is_there: impl Fn(Source) -> bool) {
        let today = &self.today.name;
        for model in self.scenario.models.iter().filter(|model| model.name != *today) {
            model
                .handoffs
                .iter()
                .filter(|row| is_there(row.source))
                .for_each(|row| self.row(row, model));
        }
    }

    /// The release, the start and the visibility that a row of another model sets, each a decision of its own.
    fn row(&mut self, row: &HandoffRule, model: &WorkflowModel) {
        let spoken = self.handoffs.iter().filter(|((from, to, piece), _)| {
            from != to && plan::speaks(row, self.facts, (*from, *to, *piece))
        });
        let spoken: Vec<HandoffLevers> = spoken.map(|(_, levers)| levers.clone()).collect();
        let only = whom(self.facts, row);
        let whom = if only.is_empty() { " everywhere" } else { &only };
        let syncs = &self.today.syncs;
        let release = row.release.map(|it| by_name(it, model));
        if let Some(Value { written: value, at, held }) = release.and_then(|it| self.value(&it))
            && spoken.iter().any(|levers| written(levers.release.value, syncs) != value)
        {
            let words = match at {
                Some(meeting) => format!("hand over at {meeting}{whom}"),
                None if value == Release::Phase.word() => {
                    format!("hand over only when all is done{whom}")
                }
                None => format!("hand over piece by piece{whom}"),
            };
            self.add_row(row, ("release", &value), words, held);
        }
        if let Some(start) = row.start
            && spoken.iter().any(|levers| levers.start.value != start)
        {
            let words = match start {
                Start::Final => format!("start only on what is finished{whom}"),
                Start::Early(share) => format!("start when done to {share}{whom}"),
                Start::Brief => format!("start from the brief{whom}"),
            };
            self.add_row(row, ("start", &start.written()), words, None);
        }
        let visibility = row.visibility.map(|it| by_name(it, model));
        if let Some(Value { written: value, at, held }) = visibility.and_then(|it| self.value(&it))
            && self.reopens()
            && spoken.iter().any(|levers| written(levers.visibility.value, syncs) != value)
        {
            let words = told(&value, at.as_deref()) + &only;
            self.add_row(row, ("visibility", &value), words, held);
        }
    }

    fn add_row(
        &mut self,
        row: &HandoffRule,
        (lever, value): (&str, &str),
        words: String,
        held: Option<String>,
    ) {
        let head = selector(self.facts, row);
        self.add_lever(&head, (lever, value), words, held);
    }

    /// Adds a decision about a lever of the handoffs that a selector speaks of; those of one selector are about the same.
    pub(super) fn add_lever(
        &mut self,
        head: &str,
        (lever, value): (&str, &str),
        words: String,
        held: Option<String>,
    ) {
        // Rows of today's model go before its own value.
        let head = if head == ROW && !self.by_rows(lever) { "" } else { head };
        let about = |edit: &String| edit.strip_prefix(head).is_some_and(|it| it.starts_with(lever));
        let known = self.decisions.iter().find(|known| known.edits.first().is_some_and(about));
        let known = known.map(|known| known.subject);
        let subject = known.unwrap_or_else(|| self.subject());
        let edit = format!("{head}{lever} = {value:?}\n");
        self.add(subject, words, [edit].into_iter().chain(held).collect());
    }

    /// Whether today's model sets a lever by rows.
    fn by_rows(&self, lever: &str) -> bool {
        let is_row = |rule: &&HandoffRule| matches!(rule.source, Source::ModelRow(_));
        self.today.handoffs.iter().filter(is_row).any(|rule| match lever {
            "release" => rule.release.is_some(),
            "start" => rule.start.is_some(),
            _ => rule.visibility.is_some(),
        })
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
        let others = self.scenario.models.iter().map(|model| model.conduct.wip.unwrap_or(all));
        let mut limits = self.scenario.choices.wip.clone().unwrap_or_else(|| others.collect());
        limits.sort_unstable();
        limits.dedup();
        for limit in limits.into_iter().filter(|it| *it != self.today.conduct.wip.unwrap_or(all)) {
            let campaigns = if limit == 1 { "campaign" } else { "campaigns" };
            let words = format!("have at most {limit} {campaigns} under way");
            self.add(subject, words, vec![format!("wip = {limit}")]);
        }
    }
}

/// A lever's value with the name of its sync.
fn by_name<W: Word>(value: W, model: &WorkflowModel) -> SyncOr<W> {
    value.sync().map_or(SyncOr::Word(value), |id| SyncOr::Sync(model.syncs[id].name.clone()))
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
    let mut text = ROW.to_owned();
    for (key, value) in [("from", set(facts, row.from)), ("to", set(facts, row.to))] {
        text.extend(value.map(|value| format!("{key} = {value:?}\n")));
    }
    let lists = [("deliverables", deliverables(facts, &row.pieces)), ("tiers", tiers(&row.pieces))];
    for (key, list) in lists {
        text.extend(list.map(|list| format!("{key} = {list:?}\n")));
    }
    text
}

/// Of whom a row speaks: " from creative to approval for banner"; nothing of all.
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
