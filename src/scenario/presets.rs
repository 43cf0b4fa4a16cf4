//! The preset workflow models: data in `presets.toml`, read like a scenario's own models.

use super::read::{At, Notes, Read};
use super::tree::{self, Node};
use super::wire;
use std::sync::LazyLock;

const TEXT: &str = include_str!("presets.toml");

/// A preset workflow model.
#[derive(Clone, Debug)]
pub struct Preset {
    /// The name under which `preset = "..."` finds it, such as `adaptive-mesh`.
    pub key: String,
    /// Its name in title case.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Its text, which can be pasted into a scenario.
    pub toml: String,
    /// The levers it sets.
    pub(super) model: wire::Model,
}

impl Preset {
    /// Whether it sends versions through the hub, and so needs a broker's team.
    pub(super) fn needs_hub(&self) -> bool {
        self.model.via.value().is_some_and(|via| via == "hub")
    }
}

/// All presets, in the order of their file. Its text is part of the program, and a test reads it: a
/// problem in it cannot survive into a build that passed its tests.
pub fn presets() -> &'static [Preset] {
    static PRESETS: LazyLock<Vec<Preset>> =
        LazyLock::new(|| TEXT.split("\n\n").filter_map(preset).collect());
    &PRESETS
}

/// The text of a preset as a `[[models]]` table that can be pasted into a scenario.
pub fn preset_toml(key: &str) -> Option<&'static str> {
    find(key).map(|preset| preset.toml.as_str())
}

/// The preset of a key.
pub(super) fn find(key: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.key == key)
}

/// Reads one block of the file: comment lines (the description), then a `[[models]]` table.
fn preset(block: &str) -> Option<Preset> {
    let model = block.find("[[models]]")?;
    let comment = block[..model].lines().map(|line| line.trim_start_matches(['#', ' ']));
    let model = model_of(&toml_tree(block)?)?;
    let title = model.name.value()?.clone();
    Some(Preset {
        key: title.to_lowercase().replace(' ', "-"),
        description: comment.collect::<Vec<&str>>().join(" ").trim().to_owned(),
        toml: format!("{}\n", block.trim_end()),
        title,
        model,
    })
}

fn toml_tree(text: &str) -> Option<Node> {
    toml::de::DeTable::parse(text).ok().map(|document| tree::from_document(document, 0))
}

fn model_of(document: &Node) -> Option<wire::Model> {
    let mut notes = Notes::default();
    let models = document.table()?.get("models")?;
    let mut models = Vec::<At<wire::Model>>::read(models, &mut notes)?;
    models.pop().map(|model| model.value).filter(|_| notes.list.is_empty())
}
