//! Specs, designs and shards; expected values by hand.

use super::*;
use crate::digest::sha256;

fn levels(spec: &str) -> Vec<String> {
    Vary::parse(&format!("a.b={spec}")).unwrap().levels
}

/// An elapsed week has 7 days of 24 h, one of work 5 of 8 h; where a key may be either, units are not mixed.
#[test]
fn days_and_weeks_are_as_long_as_their_key_says() {
    let range = |text: &str| Vary::parse(text).map(|vary| vary.range.unwrap());
    let of = |text: &str| range(text).map(|range| (range.low, range.high, range.unit)).unwrap();
    assert_eq!(of("changes.offer.before=3d..8w"), (3.0, 56.0, "d".to_owned()));
    assert_eq!(of("streams.make.effort=4h..2d"), (4.0, 16.0, "h".to_owned()));
    assert_eq!(of("teams.a.switch_cost=1d..1w"), (1.0, 5.0, "d".to_owned()));
    assert!(range("portfolio.every=3d..2w").unwrap_err().contains("write both in one unit"));
    let back = range("changes.offer.before=8w..0d").unwrap_err();
    assert!(back.contains("8w..0d runs backwards: write 0d..8w"), "{back}");
}

/// 1 d of work is 8 h, of elapsed time 24 h; how long one between campaigns is, their calendar says.
#[test]
fn durations_have_their_hours_beside_them() {
    assert_eq!(hours("handoffs.latency", "1w 1d 90m"), Some(168.0 + 24.0 + 1.5));
    assert_eq!(hours("streams.make.effort", "1d"), Some(8.0));
    assert_eq!(hours("launch.at", "\"36s\""), Some(0.01));
    assert_eq!(hours("portfolio.every", "1d"), None);
    for other in ["2", "0.5", "", "item", "2x", "2027-01-04", "{ low = \"1h\" }", "-1h"] {
        assert_eq!(hours("handoffs.latency", other), None, "{other}");
    }
}

#[test]
fn every_way_to_write_levels() {
    assert_eq!(levels("1..4"), ["1", "2", "3", "4"]);
    assert_eq!(levels("1d..3d"), ["1d", "2d", "3d"]);
    assert_eq!(levels("0:1:0.25"), ["0", "0.25", "0.5", "0.75", "1"]);
    assert_eq!(levels("0:0.3:0.1"), ["0", "0.1", "0.2", "0.3"]);
    assert_eq!(levels("0h:6h:2"), ["0h", "2h", "4h", "6h"]);
    assert_eq!(levels("a, b,c"), ["a", "b", "c"]);
    assert_eq!(levels("1.0,2"), ["1", "2"]);
    assert_eq!(levels("{ low = 1, high = 2 },\"x,y\""), ["{ low = 1, high = 2 }", "\"x,y\""]);
    assert_eq!(levels("log(0.01,1,3)"), ["0.01", "0.1", "1"]);
    assert_eq!(levels("3"), ["3"]);
    // Hours in minutes: 2 h are 120 m.
    assert_eq!(levels("118m..2h"), ["118m", "119m", "120m"]);
    assert_eq!(levels("1h:90m:15m"), ["60m", "75m", "90m"]);
    assert_eq!(levels("90s:2m:10"), ["90s", "100s", "110s", "120s"]);
    let range = Vary::parse("a.b=5m..4h").unwrap().range.unwrap();
    assert_eq!((range.low, range.high, range.unit.as_str()), (5.0, 240.0, "m"));
    assert!(levels("0.1..0.9").is_empty());
}

#[test]
fn what_cannot_be_varied_is_refused() {
    for (text, said) in [
        ("a.b", "KEY=SPEC"),
        ("a.b=4..1", "runs backwards: write 1..4"),
        ("a.b=4..4", "empty"),
        ("portfolio.every=1h..2d", "units"),
        ("a.b=0:1:0", "step"),
        ("a.b=log(0,1,3)", "above 0"),
        ("a.b=log(1,2,1)", "at least 2"),
        ("a.b=1,,2", "missing"),
        ("a.b=1,1.0", "twice"),
        ("streams.creative.team=a,b", "team"),
        ("name=a,b", "name"),
        ("models.\"X\".\"name\"=a,b", "name"),
        ("study.seed=1..3", "study"),
    ] {
        let why = Vary::parse(text).unwrap_err();
        assert!(why.contains(said), "{text}: {why}");
    }
}

#[test]
fn a_grid_has_every_combination_and_its_ids_follow_from_the_values() {
    let vary = [Vary::parse("a=1..2").unwrap(), Vary::parse("b=x,y,z").unwrap()];
    let points = grid(&vary);
    assert_eq!((points.len(), grid_size(&vary)), (6, Some(6)));
    assert_eq!(points[1].values, ["1", "y"]);
    assert_eq!(points[1].id, format!("p{}", &sha256(b"a=1\nb=y\n")[..12]));
    // Another order of the parameters and another level change no id.
    let turned = [Vary::parse("b=w,x,y,z").unwrap(), Vary::parse("a=1..2").unwrap()];
    let ids: Vec<String> = grid(&turned).into_iter().map(|point| point.id).collect();
    assert!(points.iter().all(|point| ids.contains(&point.id)));
}

#[test]
fn a_latin_hypercube_has_one_value_in_each_stratum() {
    let vary = [Vary::parse("a=0:1:0.5").unwrap(), Vary::parse("b=1..4").unwrap()];
    let points = latin_hypercube(&vary, 8, 3);
    assert_eq!(points.len(), 8);
    let mut strata: Vec<u32> =
        points.iter().map(|p| (p.values[0].parse::<f64>().unwrap() * 8.0) as u32).collect();
    strata.sort_unstable();
    assert_eq!(strata, (0..8).collect::<Vec<u32>>());
    let fractions = Range { whole: false, ..vary[1].range.clone().unwrap() };
    let anywhere = [Vary { range: Some(fractions), ..vary[1].clone() }];
    let values: Vec<f64> = latin_hypercube(&anywhere, 8, 3)
        .iter()
        .map(|point| point.values[0].parse().unwrap())
        .collect();
    assert_eq!(values.len(), 8);
    assert!(values.iter().any(|value| value.fract() != 0.0), "{values:?}");
    for level in ["1", "2", "3", "4"] {
        assert_eq!(points.iter().filter(|point| point.values[1] == level).count(), 2);
    }
    assert_eq!(points, latin_hypercube(&vary, 8, 3));
    assert_ne!(points, latin_hypercube(&vary, 8, 4));
}

fn sidecar(index: usize, of: usize) -> Sidecar {
    let shard = Shard { index, of };
    Sidecar { shard, plan_sha256: "x".to_owned(), files: Default::default() }
}

#[test]
fn shards_make_a_whole_or_say_why_not() {
    assert_eq!(gather(&[sidecar(1, 2), sidecar(0, 2)], "x"), Ok(vec![1, 0]));
    assert_eq!(
        gather(&[sidecar(0, 3), sidecar(2, 3)], "x"),
        Err(Mismatch::Missing(vec!["1-of-3".to_owned()]))
    );
    assert_eq!(
        gather(&[sidecar(0, 2), sidecar(0, 2)], "x"),
        Err(Mismatch::Doubled("0-of-2".to_owned()))
    );
    assert_eq!(gather(&[sidecar(0, 2), sidecar(1, 3)], "x"), Err(Mismatch::Mixed(2, 3)));
    let other = gather(&[sidecar(0, 1)], "y");
    assert_eq!(other, Err(Mismatch::OtherPlan("0-of-1".to_owned())));
    assert!(gather(&[], "x").is_err());
    assert_eq!(Shard::parse("3/8"), Ok(Shard { index: 3, of: 8 }));
    for wrong in ["8/8", "1", "-1/2", "a/b", "0/0"] {
        assert!(Shard::parse(wrong).is_err(), "{wrong}");
    }
}
