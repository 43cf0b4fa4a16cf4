//! Documents as Markdown (GitHub's tables).

use crate::report::document::{Block, Document, Reader};
use crate::report::table::{Align, Column, Table};
use crate::text::{plain, plain_lines};

/// The document, blocks apart by empty lines.
pub fn render(document: &Document) -> String {
    document.blocks(Reader::Output).filter_map(block).collect::<Vec<String>>().join("\n")
}

fn block(part: &Block) -> Option<String> {
    Some(match part {
        Block::Aside => String::new(),
        Block::Section(_, words) | Block::Heading(words) => format!("## {}\n", escaped(words)),
        Block::Command(line) => format!("```sh\n{}\n```\n", plain(line)),
        Block::Text(words) | Block::Answer(words) => format!("{}\n", escaped(words)),
        Block::List(items) => items.iter().map(|item| format!("- {}\n", escaped(item))).collect(),
        Block::Table(shown) => table(shown),
        Block::Verbatim(lines) => format!("```text\n{}\n```\n", plain_lines(lines)),
        Block::Details(_, inner) | Block::Of(_, inner) => {
            inner.iter().filter_map(block).collect::<Vec<String>>().join("\n")
        }
        // The files hold these.
        Block::Chart(..) | Block::Explorer(..) | Block::Switches => return None,
    })
}

/// The table under its title.
pub fn table(table: &Table) -> String {
    let headings = table.columns.iter().map(Column::line);
    let rules = table.columns.iter().map(|column| match column.align {
        Align::Left => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    });
    let mut markdown = format!("**{}**\n\n", escaped(&table.title));
    markdown.push_str(&line(headings));
    markdown.push_str(&line(rules));
    for row in &table.rows {
        markdown.push_str(&line(row.iter().map(|cell| cell.shown())));
    }
    markdown
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| escaped(&cell)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// What Markdown or HTML would take for markup, taken literally: but for code between backticks, which stays code. Brackets are
/// markup only where a link follows.
fn escaped(words: &str) -> String {
    let words = plain(words);
    let is_code = words.matches('`').count().is_multiple_of(2);
    let mut safe = String::new();
    let mut rest = words.chars().peekable();
    while let Some(c) = rest.next() {
        let is_link = c == ']'
            && match rest.peek() {
                Some('(' | '[') => true,
                // A definition stands at the beginning.
                Some(':') => words.trim_start().starts_with('['),
                _ => false,
            };
        match c {
            '<' => safe.push_str("&lt;"),
            '|' | '\\' | '*' => safe.extend(['\\', c]),
            '`' if !is_code => safe.extend(['\\', c]),
            ']' if is_link => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Cell;

    #[test]
    fn a_table_cannot_be_broken_by_a_name() {
        let mut shown = Table::new("t", "T", vec![Column::text("model"), Column::number("mean")]);
        shown.push(vec![Cell::text("a|b\n<script>"), Cell::Missing]);
        assert_eq!(
            table(&shown),
            "**T**\n\n| model | mean |\n| --- | ---: |\n| a\\|b &lt;script> | – |\n"
        );
    }

    #[test]
    fn only_what_is_markup_is_escaped() {
        assert_eq!(
            escaped("it has no [practices]: `flowcast fit`"),
            "it has no [practices]: `flowcast fit`"
        );
        assert_eq!(escaped("[practices]: there"), "[practices\\]: there");
        assert_eq!(escaped("a [practices] table"), "a [practices] table");
        assert_eq!(escaped("[a](b) `c"), "[a\\](b) \\`c");
    }
}
