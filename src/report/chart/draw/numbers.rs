//! Numbers as charts write them.

use crate::format::percent;

/// The divisor and suffix for large numbers.
pub fn magnitude(largest: f64) -> (f64, &'static str) {
    match largest {
        x if x >= 1e9 => (1e9, " bn"),
        x if x >= 1e6 => (1e6, " M"),
        x if x >= 1e5 => (1e3, " k"),
        _ => (1.0, ""),
    }
}

/// A number with this many decimals, thousands apart by commas, a true minus sign, and no minus zero.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A value for reading, with about three significant digits.
pub fn short(value: f64) -> String {
    let (divisor, suffix) = magnitude(value.abs());
    let scaled = value / divisor;
    if value != 0.0 && !(1e-4..1e6).contains(&scaled.abs()) {
        return format!("{value:.1e}");
    }
    let decimals = match scaled.abs() {
        x if x.fract() == 0.0 => 0,
        x if x >= 99.95 => 0,
        x if x >= 0.95 => 1,
        x if x >= 0.01 => 2,
        _ => 4,
    };
    format!("{}{suffix}", grouped(scaled, decimals))
}

/// A share of a count as text: bare 0 % and 100 % say of how many.
pub fn share_of(count: usize, of: usize) -> String {
    if count == 0 || count == of {
        format!("{} of {}", grouped(count as f64, 0), grouped(of as f64, 0))
    } else {
        percent(count as f64 / of as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_text() {
        assert_eq!(grouped(-1234567.0, 0), "−1,234,567");
        assert_eq!(grouped(-0.01, 1), "0.0");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(12.34), "12.3");
        assert_eq!(short(1234.5), "1,234");
        assert_eq!(short(2_500_000.0), "2.5 M");
        assert_eq!(share_of(0, 2000), "0 of 2,000");
        assert_eq!(share_of(1, 4), "25 %");
    }
}
