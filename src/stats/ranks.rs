//! Comparison by ranks.

/// How much more the second ones are than the first, in standard deviations (Mann & Whitney 1947).
pub fn rank_test([early, late]: [&[f64]; 2]) -> f64 {
    let below = |a: f64, b: f64| if a < b { 1.0 } else { f64::from(u8::from(a == b)) * 0.5 };
    let u: f64 = early.iter().flat_map(|a| late.iter().map(move |b| below(*a, *b))).sum();
    let (m, n) = (early.len() as f64, late.len() as f64);
    (u - m * n / 2.0) / libm::sqrt(m * n * (m + n + 1.0) / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of 8 later ones above all of 8 earlier ones: U is 64 where 32 is usual, with √(64 · 17 / 12) = 9.522: 3.361.
    #[test]
    fn ranks_tell_halves_apart() {
        let of = |from: i32| (from..from + 8).map(f64::from).collect::<Vec<f64>>();
        let expected = 32.0 / libm::sqrt(64.0 * 17.0 / 12.0);
        assert!((rank_test([&of(0), &of(8)]) - expected).abs() < 1e-12);
        assert_eq!(rank_test([&of(0), &of(0)]), 0.0);
        assert_eq!(rank_test([&[1.0; 8], &[1.0; 8]]), 0.0);
    }
}
