//! Pages as Markdown (GitHub's tables).

use super::page::{Block, Page};
use super::table::{Align, Column, Table};
use crate::text::plain;

/// The page, blocks apart by empty lines.
pub fn render(page: &Page) -> String {
    let blocks: Vec<String> = page.blocks.iter().map(block).collect();
    blocks.join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(words) => format!("## {}\n", escaped(words)),
        Block::Command(line) => format!("```sh\n{}\n```\n", plain(line)),
        Block::Text(words) => format!("{}\n", escaped(words)),
        Block::List(items) => items.iter().map(|item| format!("- {}\n", escaped(item))).collect(),
        Block::Table(shown) => table(shown),
    }
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

/// What Markdown or HTML would take for markup, taken literally.
fn escaped(words: &str) -> String {
    let mut safe = String::new();
    for c in plain(words).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '|' | '\\' | '`' | '*' | '[' | ']' => safe.extend(['\\', c]),
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
}
