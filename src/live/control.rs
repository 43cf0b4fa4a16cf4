//! What can be changed on the page: paths of the file, and the values that are offered.

use serde::Serialize;

/// Something that can be changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Control {
    /// What it is called.
    pub label: String,
    /// The path that it sets.
    pub path: String,
    /// Its values, in order.
    pub choices: Vec<Choice>,
    /// Which of them the file has.
    pub at: usize,
    /// Whether it is a slider.
    pub slider: bool,
    /// The only model to which it matters, if it is one's.
    pub model: Option<String>,
}

/// A value that is offered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// As `--set` takes it; `None`: as the file has it.
    pub set: Option<String>,
    /// In words.
    pub said: String,
}

impl Choice {
    /// A value in words.
    pub fn new(set: impl Into<String>, said: impl Into<String>) -> Choice {
        Choice { set: Some(set.into()), said: said.into() }
    }
}

impl Control {
    /// A slider over values, of which the file has one.
    pub fn slider(label: String, path: String, choices: Vec<Choice>, at: usize) -> Control {
        Control { label, path, choices, at, slider: true, model: None }.with_file_value()
    }

    /// The value of the file is never set.
    pub fn with_file_value(mut self) -> Control {
        if let Some(own) = self.choices.get_mut(self.at) {
            own.set = None;
        }
        self
    }
}
