//! What can be changed on the page that plays, from the tables `[[controls]]`.

use super::problem::Note;
use super::read::{At, Notes};
use super::wire::{self, File};
use crate::model::Control;

/// The controls of a file; what is wrong with their form is noted. Whether their paths and values fit is seen by who
/// makes the page.
pub fn controls(file: &File, notes: &mut Notes) -> Vec<Control> {
    let mut controls: Vec<Control> = Vec::new();
    for item in file.controls.items() {
        let Some(control) = control(item, notes) else { continue };
        if let Some(first) = controls.iter().find(|other| other.path == control.path) {
            let wrong = format!(
                "two controls set `{}`: a page would show two values of it at once",
                control.path
            );
            let note = Note::new(item.at, wrong).label("the second one");
            notes.push(
                note.help(format!("leave one of them out; the other is called {:?}", first.label)),
            );
        }
        controls.push(control);
    }
    controls
}

fn control(item: &At<wire::Control>, notes: &mut Notes) -> Option<Control> {
    let wire::Control { label, path, range, options, labels } = &item.value;
    let count = options.items().len();
    let wrong = match (range.is_absent(), options.is_absent()) {
        (true, true) => Some("a control needs a `range` or `options`"),
        (false, false) => Some("a control has a `range` or `options`, not both"),
        _ if !options.is_absent() && count < 2 => Some("a choice needs at least two options"),
        _ if !labels.is_absent() && labels.items().len() != count => {
            Some("there have to be as many `labels` as `options`")
        }
        _ => None,
    };
    if let Some(wrong) = wrong {
        let note = Note::new(item.at, wrong).label("this control");
        notes.push(note.help("range = \"1..6\", or options = [\"office\", \"committee\"] with labels = [\"every day\", \"Wednesdays\"]"));
    }
    let values = |list: &[At<String>]| list.iter().map(|item| item.value.clone()).collect();
    Some(Control {
        label: label.value()?.clone(),
        path: path.value()?.clone(),
        range: range.value().cloned(),
        options: values(options.items()),
        labels: values(labels.items()),
    })
}
