//! A polynomial of the seventh degree: what the tables hold for each of their cells.

/// Coefficients about the middle of a cell, paired as the processor's instructions for two numbers take
/// them: of the powers 0 and 4, 1 and 5, 2 and 6, 3 and 7. One line of the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Cell([[f64; 2]; 4]);

impl Cell {
    /// A polynomial by its coefficients from the constant up.
    pub fn new(c: [f64; 8]) -> Cell {
        Cell([[c[0], c[4]], [c[1], c[5]], [c[2], c[6]], [c[3], c[7]]])
    }

    /// The polynomial, by Estrin's scheme: a shorter chain of dependent operations than Horner's.
    #[inline(always)]
    pub fn at(&self, s: f64) -> f64 {
        let c = &self.0;
        let s2 = s * s;
        let half = |i: usize| (c[0][i] + c[1][i] * s) + s2 * (c[2][i] + c[3][i] * s);
        half(0) + (s2 * s2) * half(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_polynomial() {
        // 1 + 2 s + 3 s^2 + ... + 8 s^7 at 2 is 1 + 4 + 12 + 32 + 80 + 192 + 448 + 1024.
        assert_eq!(Cell::new([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]).at(2.0), 1793.0);
    }
}
