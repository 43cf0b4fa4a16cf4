//! A page: what a command says on standard output, before it is known in which form.

use super::table::Table;

/// Blocks from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A line that opens a section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Points, one a line.
    List(Vec<String>),
    /// A command on one line, to be copied: never broken.
    Command(String),
    /// A table under its title.
    Table(Table),
}

impl Page {
    /// Adds a heading.
    pub fn heading(&mut self, words: impl Into<String>) {
        self.blocks.push(Block::Heading(words.into()));
    }

    /// Adds a paragraph.
    pub fn text(&mut self, words: impl Into<String>) {
        self.blocks.push(Block::Text(words.into()));
    }

    /// Adds a command.
    pub fn command(&mut self, line: impl Into<String>) {
        self.blocks.push(Block::Command(line.into()));
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: impl IntoIterator<Item = impl Into<String>>) {
        let items: Vec<String> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}
