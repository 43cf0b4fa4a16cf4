//! fit.csv: the grounds of every number, written and read.

use super::Row;
use crate::csv::{Csv, rows};

const HEADER: [&str; 7] = ["path", "value", "low", "high", "n", "method", "grade"];

/// The file of these rows.
///
/// # Errors
/// As [`Csv::end_row`].
pub fn written(lines: &[Row]) -> csv::Result<String> {
    let mut file = Csv::new(HEADER.into_iter())?;
    for row in lines {
        file.text(&row.path);
        file.text(&row.value);
        file.exact(&row.low);
        file.exact(&row.high);
        file.count(row.n as u64);
        file.text(&row.method);
        file.exact(row.grade);
        file.end_row()?;
    }
    Ok(file.finish())
}

/// The rows of a file; `None` if it is no fit.csv.
pub fn parse(bytes: &[u8]) -> Option<Vec<Row>> {
    let row = |cells: [String; 7]| {
        let [path, value, low, high, n, method, grade] = cells;
        let grade = ["A", "B", "C", ""].into_iter().find(|known| *known == grade)?;
        Some(Row { path, value, low, high, n: n.parse().ok()?, method, grade })
    };
    let rows: Option<Vec<Row>> = rows(bytes, HEADER).into_iter().map(row).collect();
    rows.filter(|rows| !rows.is_empty())
}

/// What is said about the log under a name, such as `log.campaigns`.
pub fn about<'a>(rows: &'a [Row], name: &str) -> Option<&'a str> {
    rows.iter().find(|row| row.path == name).map(|row| row.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let row = Row {
            path: "streams.\"a, b\".effort.median".to_owned(),
            value: "6.04h".to_owned(),
            low: "5.5h".to_owned(),
            high: "6.6h".to_owned(),
            n: 160,
            method: "lognormal, log t".to_owned(),
            grade: "A",
        };
        let text = written(std::slice::from_ref(&row)).unwrap();
        assert_eq!(parse(text.as_bytes()), Some(vec![row]));
        assert_eq!(parse(b"a,b\n1,2\n"), None);
    }
}
