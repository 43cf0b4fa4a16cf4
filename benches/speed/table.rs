//! Tables in Markdown, which also read well on a terminal.

use std::fmt::Write;

/// A figure that `benches/report.py` reads: Markdown does not show it.
pub fn figure(name: &str, value: f64) {
    println!("<!-- {name}: {value:.4} -->\n");
}

/// A table in Markdown with columns as wide as their widest cell; the first is text, the others numbers.
pub fn table<const N: usize>(
    header: [String; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut all = vec![header];
    all.extend(rows);
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..N).map(|column| width(column).unwrap_or(0).max(2)).collect();
    let mut text = String::new();
    for (at, row) in all.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            // Writing to a string cannot fail.
            let _ = match column {
                0 => write!(text, "| {cell:<width$} "),
                _ => write!(text, "| {cell:>width$} "),
            };
        }
        text.push_str("|\n");
        if at == 0 {
            let rule = |column: usize, width: &usize| match column {
                0 => format!("|{}", "-".repeat(width + 2)),
                _ => format!("|{}:", "-".repeat(width + 1)),
            };
            text.extend(widths.iter().enumerate().map(|(column, width)| rule(column, width)));
            text.push_str("|\n");
        }
    }
    text
}

/// Three significant digits, all digits of large numbers.
pub fn significant(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}
