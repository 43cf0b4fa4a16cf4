//! What is said about a question, block by block, before it is known in which medium.

use super::chart::{Drawing, Named};
use super::explorer::Explorer;
use super::table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The summary of what opens to a table of what a picture or a paragraph says already.
pub const SAME: &str = "The same as a table";

/// Blocks from top to bottom, each with whom it is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What stands around the blocks of a page.
    #[serde(skip)]
    pub head: Head,
    /// The models that a page can switch on and off; indices of models point into it.
    #[serde(skip)]
    pub models: Vec<Named>,
    /// The blocks.
    pub parts: Vec<(Reader, Block)>,
    #[serde(skip)]
    reader: Reader,
}

/// What stands around the blocks of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// What it is about.
    pub title: String,
    /// The judgement or the finding that stands over the page; where there is none, its title does.
    pub finding: String,
    /// What kind of page it is.
    pub kind: &'static str,
    /// What the scenario says that it is about; may be empty.
    pub description: String,
    /// The last line: where the numbers come from.
    pub closing: String,
}

/// Whom a block is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reader {
    /// Everyone.
    #[default]
    Everyone,
    /// Who reads standard output.
    Output,
    /// Who reads the page.
    Page,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// Opens a section: its anchor and its heading.
    Section(Cow<'static, str>, String),
    /// The section that was just opened is looked up rather than read: on a phone it is closed at first.
    Aside,
    /// A line above the blocks that follow.
    Heading(String),
    /// The paragraph that a reader came for.
    Answer(String),
    /// A paragraph; what stands in backticks is typed.
    Text(String),
    /// Points, one a line.
    List(Vec<String>),
    /// A command on one line, to be copied: never broken.
    Command(String),
    /// A table under its title.
    Table(Table),
    /// Lines as they are.
    Verbatim(String),
    /// A chart under its id on a page; what a folder keeps holds none ([`super::told`]).
    #[serde(skip)]
    Chart(String, Drawing),
    /// Boxes that switch models on and off, before the next section.
    Switches,
    /// A day to play with, and the chart that it takes the place of.
    #[serde(skip)]
    Explorer(Box<Explorer>, Drawing),
    /// Blocks that open under a summary.
    Details(String, Vec<Block>),
    /// Blocks that belong to a model.
    Of(usize, Vec<Block>),
}

impl Document {
    /// A document without blocks; of models that a page can switch on and off.
    pub fn new(head: Head, models: Vec<Named>) -> Document {
        Document { head, models, ..Document::default() }
    }

    /// What `write` adds is for the page only.
    pub fn on_page(&mut self, write: impl FnOnce(&mut Document)) {
        self.read_by(Reader::Page, write);
    }

    /// What `write` adds is for standard output only.
    pub fn on_output(&mut self, write: impl FnOnce(&mut Document)) {
        self.read_by(Reader::Output, write);
    }

    fn read_by(&mut self, reader: Reader, write: impl FnOnce(&mut Document)) {
        if self.reader != Reader::Everyone && self.reader != reader {
            return;
        }
        let before = std::mem::replace(&mut self.reader, reader);
        write(self);
        self.reader = before;
    }

    /// The blocks for one kind of reader.
    pub fn blocks(&self, reader: Reader) -> impl Iterator<Item = &Block> {
        let wanted = move |own: &Reader| *own == Reader::Everyone || *own == reader;
        self.parts.iter().filter(move |(own, _)| wanted(own)).map(|(_, block)| block)
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.parts.push((self.reader, block));
    }

    /// Opens a section.
    pub fn section(&mut self, anchor: &'static str, heading: impl Into<String>) {
        self.push(Block::Section(anchor.into(), heading.into()));
    }

    /// Opens a section that is looked up rather than read.
    pub fn aside(&mut self, anchor: &'static str, heading: impl Into<String>) {
        self.section(anchor, heading);
        self.push(Block::Aside);
    }

    /// Adds a heading.
    pub fn heading(&mut self, words: impl Into<String>) {
        self.push(Block::Heading(words.into()));
    }

    /// Adds a paragraph.
    pub fn text(&mut self, words: impl Into<String>) {
        self.push(Block::Text(words.into()));
    }

    /// Adds a command.
    pub fn command(&mut self, line: impl Into<String>) {
        self.push(Block::Command(line.into()));
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, items: impl IntoIterator<Item = impl Into<String>>) {
        let items: Vec<String> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            self.push(Block::List(items));
        }
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.push(Block::Table(table));
    }

    /// Adds a chart under the id of its name.
    pub fn chart(&mut self, drawing: Drawing) {
        self.push(Block::Chart(drawing.name.to_owned(), drawing));
    }

    /// Adds what opens under a summary.
    pub fn details(&mut self, summary: impl Into<String>, write: impl FnOnce(&mut Document)) {
        self.push(Block::Details(summary.into(), blocks(write)));
    }

    /// Adds a table of what a picture or a paragraph says already.
    pub fn same(&mut self, write: impl FnOnce(&mut Document)) {
        self.details(SAME, write);
    }

    /// Adds what belongs to a model.
    pub fn of(&mut self, model: usize, write: impl FnOnce(&mut Document)) {
        self.push(Block::Of(model, blocks(write)));
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.parts.iter().filter_map(|(_, block)| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}

/// The blocks that `write` adds to an empty document.
fn blocks(write: impl FnOnce(&mut Document)) -> Vec<Block> {
    let mut inner = Document::default();
    write(&mut inner);
    inner.parts.into_iter().map(|(_, block)| block).collect()
}
