//! A polynomial of the seventh degree: what the tables hold for each of their cells.

/// Coefficients about the middle of a cell, from the constant up; one line of the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Cell(pub [f64; 8]);

impl Cell {
    /// The polynomial, by Estrin's scheme: a shorter chain of dependent operations than Horner's.
    #[inline(always)]
    pub fn at(&self, s: f64) -> f64 {
        let c = &self.0;
        let s2 = s * s;
        let low = (c[0] + c[1] * s) + s2 * (c[2] + c[3] * s);
        let high = (c[4] + c[5] * s) + s2 * (c[6] + c[7] * s);
        low + (s2 * s2) * high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_polynomial() {
        // 1 + 2 s + 3 s^2 + ... + 8 s^7 at 2 is 1 + 4 + 12 + 32 + 80 + 192 + 448 + 1024.
        assert_eq!(Cell([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]).at(2.0), 1793.0);
    }
}
