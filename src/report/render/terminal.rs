//! Documents for a terminal of a given width.

use crate::report::document::{Block, Document, Reader};
use crate::report::table::{Align, Column, Table};
use crate::text::{plain, plain_lines};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width};
use comfy_table::{ContentLineStyle, LineStyle, TableStyle};

/// Columns apart by spaces, a line under the headings.
const STYLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(' '))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .content_lines(ContentLineStyle::none().junction(' '));

/// Sentences are not broken into shorter lines than this, however narrow the terminal.
const NARROWEST_TEXT: usize = 20;
/// Names in front of a table's parts are not broken into shorter lines than this.
const NARROWEST_NAME: usize = 24;
/// Sentences are broken into lines of this length, however wide the terminal.
const WIDEST_TEXT: usize = 110;

/// The document; `width` in characters, `None` where lines may be as long as they like.
pub fn render(document: &Document, width: Option<usize>) -> String {
    let mut text = String::new();
    let mut above = None;
    for part in document.blocks(Reader::Output) {
        if apart(above, part) {
            text.push('\n');
        }
        text.push_str(&block(part, width));
        above = Some(part);
    }
    text
}

fn block(part: &Block, width: Option<usize>) -> String {
    match part {
        Block::Aside => String::new(),
        Block::Section(_, words) | Block::Heading(words) | Block::Command(words) => {
            format!("{}\n", plain(words))
        }
        Block::Text(words) | Block::Answer(words) => wrapped(words, "", "", width),
        Block::List(items) => items.iter().map(|item| wrapped(item, "  ", "    ", width)).collect(),
        Block::Table(shown) => table(shown, width),
        Block::Verbatim(lines) => plain_lines(lines) + "\n",
        Block::Details(_, inner) | Block::Of(_, inner) => {
            inner.iter().map(|part| block(part, width)).collect()
        }
        // The files hold these.
        Block::Chart(..) | Block::Explorer(..) | Block::Switches => String::new(),
    }
}

/// Whether an empty line goes between two blocks: a heading stands right above sentences, a command right
/// below.
fn apart(above: Option<&Block>, below: &Block) -> bool {
    match above {
        _ if matches!(below, Block::Command(_)) => false,
        None => false,
        Some(Block::Heading(_) | Block::Section(..)) => matches!(below, Block::Table(_)),
        Some(_) => true,
    }
}

/// The table under its title. Where it is too wide, long names in its first column are wrapped, and its
/// columns are stacked in several parts, each beginning with the first column.
pub fn table(table: &Table, width: Option<usize>) -> String {
    let widths = widths(table, width.unwrap_or(usize::MAX));
    let parts = parts(&widths, width.unwrap_or(usize::MAX));
    let first = widths.first().copied().unwrap_or(0);
    let parts: Vec<String> =
        parts.iter().map(|columns| part(table, columns, width, first)).collect();
    format!("{}\n{}", plain(&table.title), parts.join("\n"))
}

/// How wide each column is. Names take at most two fifths of a line that the table does not fit on: they
/// stand in front of every part.
fn widths(table: &Table, width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> =
        (0..table.columns.len()).map(|column| natural(table, column)).collect();
    // Nothing stands after the last column.
    if widths.iter().sum::<usize>() > width.saturating_add(1)
        && let Some(first) = widths.first_mut()
    {
        *first = (*first).min((width / 5 * 2).max(NARROWEST_NAME + 3));
    }
    widths
}

/// Indices of columns that fit beside each other.
fn parts(widths: &[usize], width: usize) -> Vec<Vec<usize>> {
    let first = widths.first().copied().unwrap_or(0);
    let mut parts = vec![vec![0]];
    let mut used = first;
    for (column, own) in widths.iter().enumerate().skip(1) {
        let alone = parts.last().is_none_or(|part| part.len() < 2);
        // Nothing stands after the last column.
        if used + own - 1 > width && !alone {
            parts.push(vec![0]);
            used = first;
        }
        if let Some(part) = parts.last_mut() {
            part.push(column);
        }
        used += own;
    }
    parts
}

/// How many characters a column takes with the spaces around it.
fn natural(table: &Table, column: usize) -> usize {
    let shown = &table.columns[column];
    let cells = table.rows.iter().map(|row| row[column].shown().chars().count());
    let headings = [shown.heading.chars().count(), shown.unit.chars().count()];
    cells.chain(headings).max().unwrap_or(0) + 3
}

/// Some columns of a table, of which the first is no wider than `first`.
fn part(table: &Table, columns: &[usize], width: Option<usize>, first: usize) -> String {
    let mut grid = comfy_table::Table::new();
    grid.load_style(STYLE);
    let shown: Vec<&Column> =
        columns.iter().filter_map(|index| table.columns.get(*index)).collect();
    grid.set_header(shown.iter().map(|column| heading(column)));
    for row in &table.rows {
        grid.add_row(columns.iter().filter_map(|index| row.get(*index)).map(|cell| cell.shown()));
    }
    for (cells, column) in grid.column_iter_mut().zip(&shown) {
        cells.set_cell_alignment(match column.align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
    if let Some(width) = width {
        if let Some(names) = grid.column_mut(0) {
            let most = u16::try_from(first.saturating_sub(1)).unwrap_or(u16::MAX);
            names.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(most)));
        }
        grid.set_content_arrangement(ContentArrangement::Dynamic);
        grid.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    grid.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// A heading with its unit below.
fn heading(column: &Column) -> String {
    let words = plain(&column.heading);
    if column.unit.is_empty() { words.into_owned() } else { format!("{words}\n{}", column.unit) }
}

/// Words broken into lines at spaces; the first line and the others have their own indent.
fn wrapped(words: &str, first: &str, others: &str, width: Option<usize>) -> String {
    let width = width.unwrap_or(WIDEST_TEXT).clamp(NARROWEST_TEXT, WIDEST_TEXT);
    let mut lines = vec![first.to_owned()];
    let mut used = first.len();
    let mut is_empty = true;
    for word in plain(words).split(' ') {
        let length = word.chars().count();
        if used + length > width && !is_empty {
            lines.push(others.to_owned());
            used = others.len();
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
            line.push(' ');
        }
        used += length + 1;
        is_empty = false;
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Cell;

    fn example() -> Table {
        let columns =
            vec![Column::text("model"), Column::number("mean").headed("Mean").in_unit("days")];
        let mut table = Table::new("t", "When", columns);
        table.push(vec![Cell::text("Sequential Cascade"), Cell::Number(43.1)]);
        table.push(vec![Cell::text("Mesh\u{1b}[2J"), Cell::Missing]);
        table
    }

    #[test]
    fn columns_are_aligned_and_names_are_harmless() {
        let expected = "\
When
 model                Mean
                      days
───────────────────────────
 Sequential Cascade   43.1
 Mesh [2J                –
";
        assert_eq!(table(&example(), None), expected);
    }

    #[test]
    fn any_width_is_survived() {
        for width in [0, 1, 2, 5, 17, 40, 100_000] {
            let mut page = Document::default();
            page.text("A sentence that has to be broken somewhere.");
            page.list(["one", "two"]);
            page.table(example());
            assert!(render(&page, Some(width)).contains('M'), "{width}");
        }
    }

    #[test]
    fn a_wide_table_is_stacked_in_parts() {
        let mut wide = example();
        wide.columns.push(Column::number("sd").headed("SD"));
        wide.rows.iter_mut().for_each(|row| row.push(Cell::Number(12.5)));
        let expected = "\
When
 model                Mean
                      days
───────────────────────────
 Sequential Cascade   43.1
 Mesh [2J                –

 model                  SD
───────────────────────────
 Sequential Cascade   12.5
 Mesh [2J             12.5
";
        assert_eq!(table(&wide, Some(30)), expected);
    }

    /// A name of 32 characters on a line of 50, of which it may have 24 letters: it takes two lines, and the
    /// whole table is one part.
    #[test]
    fn long_names_wrap() {
        let mut long = example();
        long.rows[0][0] = Cell::text("Sequential cascade with approval");
        for heading in ["SD", "P50"] {
            long.columns.push(Column::number("n").headed(heading));
            long.rows.iter_mut().for_each(|row| row.push(Cell::Number(12.5)));
        }
        let wide = table(&long, Some(50));
        assert!(wide.lines().all(|line| line.chars().count() <= 50), "{wide}");
        assert_eq!(wide.matches("Sequential").count(), 1, "{wide}");
        let words: Vec<&str> = wide.split_whitespace().collect();
        assert!(
            ["Sequential", "cascade", "with", "approval"].iter().all(|w| words.contains(w)),
            "{wide}"
        );
        assert_eq!(table(&long, None).lines().count(), 6);
    }

    #[test]
    fn long_lines_are_broken_at_spaces() {
        let mut page = Document::default();
        page.text("aaaa bbbb cccc dddd eeee");
        assert_eq!(render(&page, Some(20)), "aaaa bbbb cccc dddd\neeee\n");
    }
}
