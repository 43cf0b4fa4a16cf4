//! Models that differ from a model of the file in a few levers, written as the file would write them.

use super::document::Document;
use super::paths::shown;
use super::presets;
use super::tree::{self, Entry, Node, Place, Table, Value};
use toml::de::DeTable;

/// A model of the file under another name, with other levers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The model that it starts from.
    pub base: String,
    /// What it says otherwise, as TOML: tables are merged with those of the base, lists (rows, syncs) go behind
    /// its own, names that are listed already once; pods and any other value stand in place of its own.
    pub edits: Vec<String>,
}

impl Document {
    /// This document with these models in place of its own, the first of them the baseline. One whose base is not in
    /// the document is left out.
    pub fn with_variants(&self, variants: &[Variant]) -> Document {
        let mut document = self.with_models().into_owned();
        let models = variants.iter().filter_map(|variant| document.variant(variant)).collect();
        let Value::Table(root) = &mut document.root.value else { return document };
        // Edits may use keys of the present format, whatever the file's is: both mean the same.
        set(root, "schema", Value::Integer(2));
        set(root, "models", Value::Array(models));
        if let Some(study) = root.get_mut("study").and_then(Node::table_mut) {
            study.entries.retain(|entry| entry.key != "baseline");
        }
        document
    }

    /// This document with practices: with the default ones where it has no `[practices]` of its own. Whether they were
    /// added is said, too.
    pub fn with_practices(&self) -> (Document, bool) {
        let mut document = self.clone();
        let Value::Table(root) = &mut document.root.value else { return (document, false) };
        if root.get("practices").is_some() {
            return (document, false);
        }
        set(root, "schema", Value::Integer(2));
        set(root, "practices", Value::Table(Table::default()));
        (document, true)
    }

    /// The table of a variant of one of this document's models.
    fn variant(&self, variant: &Variant) -> Option<Node> {
        let mut model = self.model(&variant.base)?.clone();
        let Value::Table(table) = &mut model.value else { return None };
        for edit in &variant.edits {
            merge(table, edited(edit)?);
        }
        take_away(table);
        give_way(table);
        set(table, "name", Value::String(variant.name.clone()));
        Some(model)
    }

    /// The table of a model.
    fn model(&self, name: &str) -> Option<&Node> {
        let Value::Array(models) = &self.root.table()?.get("models")?.value else { return None };
        models.iter().find(|node| self::name(node) == Some(name))
    }

    /// As [`Document::written`]; of a document without models of its own with the base and the baseline beside it, since
    /// models in the file stand in place of the presets.
    pub fn written_beside(&self, variant: &Variant) -> String {
        let Some(root) = self.root.table() else { return String::new() };
        let baseline = root.get("study").and_then(Node::table).and_then(|it| it.get("baseline"));
        let own = |name: &str| {
            let variant =
                Variant { name: name.to_owned(), base: name.to_owned(), edits: Vec::new() };
            self.written(&variant)
        };
        let base = variant.base.as_str();
        let named = baseline.and_then(Node::text).filter(|name| *name != base);
        let beside = [Some(base), named].into_iter().flatten().filter_map(own);
        let beside = beside.filter(|_| root.get("models").is_none());
        beside.chain(self.written(variant)).collect()
    }

    /// A variant as a `[[models]]` table that can be pasted into the file.
    pub fn written(&self, variant: &Variant) -> Option<String> {
        let node = self.with_models().variant(variant)?;
        let mut text = "[[models]]\n".to_owned();
        let (rows, keys): (Vec<&Entry>, Vec<&Entry>) =
            node.table()?.entries.iter().partition(|entry| is_list_of_tables(&entry.node));
        let line = |entry: &Entry| format!("{} = {}\n", entry.key, shown(&entry.node));
        text.extend(keys.into_iter().map(line));
        for entry in rows {
            let Value::Array(items) = &entry.node.value else { continue };
            for table in items.iter().filter_map(Node::table) {
                text += &format!("[[models.{}]]\n", entry.key);
                text.extend(table.entries.iter().map(line));
            }
        }
        Some(text)
    }
}

fn is_list_of_tables(node: &Node) -> bool {
    matches!(&node.value, Value::Array(items) if items.iter().any(|item| item.table().is_some()))
}

/// The table that an edit writes.
fn edited(edit: &str) -> Option<Table> {
    match tree::from_document(DeTable::parse(edit).ok()?, 0).value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn set(table: &mut Table, key: &str, value: Value) {
    let node = Node { at: Place::default(), value };
    match table.position(key) {
        Some(index) => table.entries[index].node = node,
        None => table.entries.push(Entry { key: key.to_owned(), at: Place::default(), node }),
    }
}

fn merge(table: &mut Table, edit: Table) {
    for entry in edit.entries {
        match (table.get_mut(&entry.key).map(|node| &mut node.value), entry.node.value) {
            (Some(Value::Table(own)), Value::Table(more)) => merge(own, more),
            (Some(Value::Array(own)), Value::Array(more)) if entry.key != "pods" => {
                more.into_iter().for_each(|item| add(own, item));
            }
            (_, value) => set(table, &entry.key, value),
        }
    }
}

/// Leaves out the syncs of a model's own that an edit takes away; of its preset's, `off = true` says so.
fn take_away(table: &mut Table) {
    let preset = table.get("preset").and_then(Node::text).and_then(presets::find);
    let of_preset = |node: &Node| {
        let syncs = preset.map_or(&[][..], |preset| preset.model.syncs.items());
        syncs.iter().any(|sync| sync.value.name.value().map(String::as_str) == name(node))
    };
    let is_off = |node: &Node| {
        let off = node.table().and_then(|table| table.get("off"));
        off.is_some_and(|off| matches!(off.value, Value::Boolean(true)))
    };
    let Some(syncs) = table.get_mut("syncs").and_then(Node::array_mut) else { return };
    let before = syncs.len();
    syncs.retain(|node| !is_off(node) || of_preset(node));
    for node in syncs.iter_mut().filter(|node| is_off(node)) {
        let Some(sync) = node.table_mut() else { continue };
        sync.entries.retain(|entry| entry.key == "name" || entry.key == "off");
    }
    // An empty list would take all of the preset's away.
    if before > 0 && syncs.is_empty() {
        table.entries.retain(|entry| entry.key != "syncs");
    }
}

/// Of who is interrupted, `sessions` and the list of teams cannot both speak: the list was edited in, or is all there is.
fn give_way(table: &mut Table) {
    let approval = table.get_mut("approval").and_then(Node::table_mut);
    if let Some(approval) = approval.filter(|it| it.get("on_demand").is_some()) {
        approval.entries.retain(|entry| entry.key != "sessions");
    }
}

fn name(node: &Node) -> Option<&str> {
    node.table()?.get("name")?.text()
}

/// Puts an item behind a list, or into the item of its name.
fn add(list: &mut Vec<Node>, item: Node) {
    if item.text().is_some_and(|text| list.iter().any(|known| known.text() == Some(text))) {
        return;
    }
    let same = name(&item).and_then(|own| list.iter().position(|it| name(it) == Some(own)));
    match (same.and_then(|same| list[same].table_mut()), item) {
        (Some(own), Node { value: Value::Table(more), .. }) => merge(own, more),
        (_, item) => list.push(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
schema = 2
name = "x"
[teams]
a = { people = 1 }
[[streams]]
name = "one"
team = "a"
effort = "1h"
[[streams]]
name = "two"
team = "a"
effort = "1h"
needs = ["one"]
[[deliverables]]
name = "d"
count = 2
[[models]]
name = "Now"
release = "phase"
approval = { route = "serial" }
[[models.handoffs]]
from = "one"
release = "phase"
[study]
baseline = "Now"
"#;

    #[test]
    fn a_variant_is_what_its_text_says() {
        let document = Document::parse("x.toml", FILE).unwrap();
        let edits = [
            "approval.route = \"concurrent\"",
            "[[handoffs]]\nfrom = \"one\"\nrelease = \"item\"",
            "[[syncs]]\nname = \"daily\"\nevery = \"1d\"\nlength = \"15m\"",
            "[[syncs]]\nname = \"daily\"\nevery = \"1d\"",
        ];
        let variant = Variant {
            name: "Then \"so\"".to_owned(),
            base: "Now".to_owned(),
            edits: edits.map(str::to_owned).to_vec(),
        };
        let models =
            document.with_variants(std::slice::from_ref(&variant)).resolve().unwrap().models;
        let rows: Vec<_> = models[0].handoffs.iter().map(|rule| rule.release).collect();
        use crate::model::{Release, Route};
        assert_eq!(rows, [Release::Phase, Release::Phase, Release::Item].map(Some));
        assert_eq!((models.len(), models[0].approval.route), (1, Route::Concurrent));
        assert_eq!(models[0].syncs[0].name, "daily");
        // Its text, in the file, makes the same model.
        let text = FILE.replace("[study]\nbaseline = \"Now\"\n", "")
            + &document.written(&variant).unwrap();
        let again = Document::parse("y.toml", &text).unwrap().resolve().unwrap().models;
        assert_eq!(again[1].handoffs, models[0].handoffs);
        assert_eq!((&again[1].name, &again[1].syncs), (&models[0].name, &models[0].syncs));
    }

    #[test]
    fn syncs_are_taken_away() {
        let own = "{ name = \"own\", every = \"2d\", length = \"1h\" }";
        let sprint = "{ name = \"sprint\", every = \"3w\" }";
        let model = format!(
            "name = \"Now\"\npreset = \"agile-sprints\"\nsyncs = [{own}, {sprint}]\nintake = \"immediate\"\n"
        );
        let text = FILE.replace("name = \"Now\"\nrelease = \"phase\"\n", &model);
        let document = Document::parse("x.toml", &text).unwrap();
        let without = |names: &[&str]| {
            let edit = |name: &&str| format!("[[syncs]]\nname = {name:?}\noff = true\n");
            let edits = names.iter().map(edit).collect();
            let variant = Variant { name: "v".to_owned(), base: "Now".to_owned(), edits };
            let models = document.with_variants(&[variant]).resolve().unwrap().models;
            models[0].syncs.iter().map(|sync| sync.name.clone()).collect::<Vec<String>>()
        };
        assert_eq!(without(&[]), ["standup", "sprint", "own"]);
        assert_eq!(without(&["own"]), ["standup", "sprint"]);
        assert_eq!(without(&["own", "sprint"]), ["standup"]);
        assert_eq!(without(&["sprint"]), ["standup", "own"]);
    }

    #[test]
    fn of_a_base_that_is_not_there_nothing_is_made() {
        let document = Document::parse("x.toml", FILE).unwrap();
        let variant =
            Variant { name: "v".to_owned(), base: "nobody".to_owned(), edits: Vec::new() };
        assert_eq!(document.written(&variant), None);
    }
}
