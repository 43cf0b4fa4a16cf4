//! What can be changed on the page of `flowcast play`.

use crate::scenario::definitions::Definitions;
use crate::scenario::paths::shown;
use crate::scenario::read::{At, Notes, Read, wire};
use crate::scenario::texts::{Name, Text};
use crate::scenario::tree::Node;
use serde_json::{Value, json};

wire! {
    /// Something that can be changed on the page of `flowcast play`, over a range or by options.
    Control "a control" {
        /// What it is called.
        must label: Name,
        /// The path that it sets, as for `--set`.
        must path: Text,
        /// A slider over these values, as for `--vary`: "1..4", "0:1:0.1", "0h:48h:12h".
        opt range: Text,
        /// In place of a range: the values, in order.
        opt options: Vec<At<Scalar>>,
        /// With options: what each is called.
        opt labels: Vec<At<Name>>,
    }
}

/// A value of any kind, as TOML.
#[derive(Debug)]
pub enum Scalar {}

impl Read for Scalar {
    type Value = String;
    fn read(node: &Node, notes: &mut Notes) -> Option<String> {
        if node.table().is_some() {
            notes.wrong(node, "a value, no table");
            return None;
        }
        Some(shown(node))
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": ["string", "number", "boolean", "array"] })
    }
}
