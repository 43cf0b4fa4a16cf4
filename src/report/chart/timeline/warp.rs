//! Time as people have it: closed time of a day is not drawn, longer closed time (weekends, holidays) is narrow.

use crate::time::{DAY, HOUR, Instant};

/// Closed time of at most so long has no width: nights.
const NIGHT: i64 = 20 * HOUR;
/// A closed day is as wide as so much open time.
const CLOSED_DAY: f64 = 2.5 * HOUR as f64;

/// A map from instants to a share of a width.
#[derive(Clone, Debug)]
pub struct Warp {
    /// Instants, ascending, each with the width before it.
    knots: Vec<(i64, f64)>,
    /// Closed time that has a width.
    pub bands: Vec<(Instant, Instant)>,
}

impl Warp {
    /// From one instant to another, with what is closed between them.
    pub fn new(from: Instant, until: Instant, closed: &[(Instant, Instant)]) -> Warp {
        let mut warp = Warp { knots: vec![(from.0, 0.0)], bands: Vec::new() };
        for (begin, end) in closed {
            let (begin, end) = (begin.0.max(from.0), end.0.min(until.0));
            if begin >= end {
                continue;
            }
            warp.reach(begin, 1.0);
            let long = end - begin > NIGHT;
            warp.reach(end, if long { CLOSED_DAY / DAY as f64 } else { 0.0 });
            if long {
                warp.bands.push((Instant(begin), Instant(end)));
            }
        }
        warp.reach(until.0, 1.0);
        warp
    }

    fn reach(&mut self, at: i64, weight: f64) {
        let (last, width) = self.knots[self.knots.len() - 1];
        if at > last {
            self.knots.push((at, width + (at - last) as f64 * weight));
        }
    }

    /// Where an instant lies: 0 at the beginning, 1 at the end.
    pub fn share(&self, at: Instant) -> f64 {
        let all = self.knots[self.knots.len() - 1].1;
        let after = self.knots.partition_point(|(knot, _)| *knot <= at.0);
        let width = match (after.checked_sub(1), self.knots.get(after)) {
            (None, _) => 0.0,
            (_, None) => all,
            (Some(before), Some((next, until))) => {
                let (last, from) = self.knots[before];
                from + (until - from) * (at.0 - last) as f64 / (next - last) as f64
            }
        };
        if all > 0.0 { width / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_have_no_width_and_weekends_little() {
        // Open 0 to 8 h, a night, open 24 to 32 h, closed for two days (5 h wide), open for 3 h: 24 h in all.
        let at = |hours: i64| Instant(hours * HOUR);
        let closed = [(at(8), at(24)), (at(32), at(80))];
        let warp = Warp::new(at(0), at(83), &closed);
        let wide = |hours: i64| warp.share(at(hours)) * 24.0;
        let expected = [
            (0, 0.0),
            (4, 4.0),
            (8, 8.0),
            (16, 8.0),
            (24, 8.0),
            (32, 16.0),
            (56, 18.5),
            (80, 21.0),
        ];
        for (hours, width) in expected {
            assert!((wide(hours) - width).abs() < 1e-9, "{hours}: {}", wide(hours));
        }
        assert_eq!((warp.share(at(-5)), warp.share(at(90))), (0.0, 1.0));
        assert_eq!(warp.bands, [(at(32), at(80))]);
    }
}
