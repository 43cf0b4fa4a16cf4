//! A full example, read field by field.

use crate::scenario::{load, presets};

const EXAMPLE: &str = include_str!("example.toml");

#[test]
fn the_example_is_accepted() {
    let scenario = load("example.toml", EXAMPLE, &[]).unwrap();
    assert_eq!(scenario.name, "Annual product launch");
    assert_eq!(scenario.models.len(), 3);
}

#[test]
fn without_models_all_presets_but_the_hub_are_compared() {
    let text = EXAMPLE.split("[[models]]").next().unwrap();
    let scenario = load("example.toml", text, &[]).unwrap();
    let names: Vec<&str> = scenario.models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Sequential Cascade",
            "Parallel Synchronization",
            "Adaptive Mesh",
            "Agile Sprints",
            "Hybrid Flow"
        ]
    );
    assert_eq!(presets().len(), 6);
}
