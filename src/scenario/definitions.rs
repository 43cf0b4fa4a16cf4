//! Schemas of tables, and whether their keys have to be given.

use serde_json::{Map, Value, json};

/// Whether a key has to be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It has to be given.
    Must,
    /// It may be left out.
    Opt,
    /// It may be left out, and is a key of schema 2.
    New,
}

/// Schemas that are written once and referred to by name.
#[derive(Default)]
pub struct Definitions(pub Map<String, Value>);

impl Definitions {
    /// A reference to the schema of this name, which is made where it is not there yet.
    pub fn named(&mut self, name: &str, make: impl FnOnce(&mut Definitions) -> Value) -> Value {
        if !self.0.contains_key(name) {
            let schema = make(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// The schema of one table, built field by field.
pub struct TableSchema {
    description: String,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl TableSchema {
    /// A table without fields.
    pub fn new(description: &str) -> TableSchema {
        let description = description.trim().to_owned();
        TableSchema { description, properties: Map::new(), required: Vec::new() }
    }

    /// Adds a field.
    pub fn field(&mut self, name: &str, need: Need, description: &str, mut schema: Value) {
        let since = if need == Need::New { " Needs schema = 2." } else { "" };
        schema["description"] = format!("{}{since}", description.trim()).into();
        self.properties.insert(name.to_owned(), schema);
        if need == Need::Must {
            self.required.push(name.into());
        }
    }

    /// The finished schema: no other keys are allowed.
    pub fn finish(self) -> Value {
        let mut schema = json!({
            "type": "object",
            "description": self.description,
            "properties": self.properties,
            "additionalProperties": false,
        });
        if !self.required.is_empty() {
            schema["required"] = Value::Array(self.required);
        }
        schema
    }
}
