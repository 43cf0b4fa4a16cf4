//! Every chart of every fixture, looked at through its marks and its bytes.

mod fixtures;

use super::draw::text::Anchor;
use super::draw::theme::{Color, Colour};
use super::draw::{Area, Mark};
use super::*;
use crate::study::ModelRuns;
use fixtures::{DAYS, Lehmer, SIX, TEAMS, censored, odd, ordinary, record, study, timelines};

/// Every drawing of every fixture, with a name.
fn everything() -> Vec<(String, Drawing)> {
    let studies = std::iter::once(("ordinary", ordinary())).chain(odd());
    let named = |name: &str, drawing: Drawing| (format!("{}-{name}", drawing.name), drawing);
    let charts = studies.flat_map(|(name, study)| {
        all(&study).into_iter().map(move |drawing| named(name, drawing)).collect::<Vec<_>>()
    });
    charts.chain(timelines().into_iter().map(|(name, drawing)| named(name, drawing))).collect()
}

/// The drawing with this name.
fn drawn(study: &Study, name: &str) -> Option<Drawing> {
    all(study).into_iter().find(|drawing| drawing.name == name)
}

fn rects(drawing: &Drawing) -> Vec<(Area, Colour)> {
    let rect = |mark: &Mark| match mark {
        Mark::Rect { area, ink } => Some((*area, ink.colour)),
        _ => None,
    };
    drawing.marks.iter().filter_map(rect).collect()
}

fn texts(drawing: &Drawing) -> Vec<String> {
    let text = |mark: &Mark| match mark {
        Mark::Text { text, .. } => Some(text.clone()),
        _ => None,
    };
    drawing.marks.iter().filter_map(text).collect()
}

/// What a text covers, from a little above the height of its capitals to its baseline.
fn text_area(mark: &Mark) -> Option<(Area, &str)> {
    let Mark::Text { at, text, style } = mark else { return None };
    let w = style.width(text);
    let x = match style.anchor {
        Anchor::Start => at.0,
        Anchor::Middle => at.0 - w / 2.0,
        Anchor::End => at.0 - w,
    };
    let h = style.size * 0.75;
    (!text.trim().is_empty()).then_some((Area { x, y: at.1 - h, w, h }, text))
}

#[test]
fn an_ordinary_study_has_every_chart_and_each_asks_a_question() {
    let drawings = all(&ordinary());
    let names: Vec<&str> = drawings.iter().map(|drawing| drawing.name).collect();
    let expected =
        ["cycle-time", "launch-by-day", "differences", "trade-off", "rework", "waiting", "idle"];
    assert_eq!(names, expected);
    assert!(drawings.iter().all(|drawing| drawing.title().ends_with('?')));
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let (first, second) = (all(&ordinary()), all(&ordinary()));
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a.to_svg().expect("svg"), b.to_svg().expect("svg"), "{}", a.name);
        assert_eq!(a.to_png(1).expect("png"), b.to_png(1).expect("png"), "{}", a.name);
    }
}

#[test]
fn no_number_is_missing_from_any_drawing() {
    for (name, drawing) in everything() {
        let svg = drawing.to_svg().unwrap_or_else(|error| panic!("{name}: {error}"));
        for wrong in ["NaN", "inf", "Infinity", "-0 "] {
            assert!(!svg.contains(wrong), "{name} holds {wrong}");
        }
    }
}

#[test]
fn names_cannot_leave_their_text() {
    for (name, drawing) in everything() {
        let svg = drawing.to_svg().expect("svg");
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{name}");
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!svg.contains(control) && !svg.contains('\u{202E}'), "{name}");
        assert_eq!(svg.matches("<svg").count(), 1, "{name}");
        assert!(svg.ends_with("</svg>\n"), "{name}");
    }
}

#[test]
fn every_drawing_is_told_to_those_who_cannot_see_it() {
    for (name, drawing) in everything() {
        let svg = drawing.to_svg().expect("svg");
        let opening = svg.split_once('>').expect("a tag").0;
        assert!(opening.contains("role=\"img\"") && opening.contains("viewBox"), "{name}");
        assert!(svg.contains("<title ") && svg.contains("<desc "), "{name}");
    }
}

#[test]
fn nothing_is_cut_off() {
    for (name, drawing) in everything() {
        let page = Area { x: 0.0, y: 0.0, w: drawing.width, h: drawing.height };
        for mark in &drawing.marks {
            let inside = match mark {
                Mark::Rect { area, .. } | Mark::Hint { area, .. } => page.holds(*area),
                Mark::Text { .. } => text_area(mark).is_none_or(|(area, _)| page.holds(area)),
                Mark::Path { points, .. } => {
                    points.iter().all(|(x, y)| page.holds(Area { x: *x, y: *y, w: 0.0, h: 0.0 }))
                }
                Mark::Disc { .. } | Mark::Owner(_) => true,
            };
            assert!(inside, "{name}: {mark:?}");
        }
    }
}

#[test]
fn no_text_covers_another() {
    for (name, drawing) in everything() {
        let areas: Vec<(Area, &str)> = drawing.marks.iter().filter_map(text_area).collect();
        for (index, (area, text)) in areas.iter().enumerate() {
            for (other, beneath) in &areas[..index] {
                assert!(!area.overlaps(*other), "{name}: {text:?} covers {beneath:?}");
            }
        }
    }
}

/// Cycle times of 1, 2, ..., n days.
fn ladder(n: u32) -> Study {
    let mut study = study(&SIX[..1], &DAYS, 0, &TEAMS);
    study.deadline_h = None;
    for day in 1..=n {
        let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
        record.cycle_time = Some(f64::from(day) * 86_400e6);
        study.models[0].push(&record);
    }
    study
}

#[test]
fn a_ladder_of_days_gives_bars_of_one_height() {
    // 1 to 50 days, axis 0 to 50 by 5 (49 / 8 = 6.1, nearest 5), bins of a day (50 / 60, nearest 1):
    // 1, ..., 49 in a bin each; 50, at the end of the axis, in the last, with 49.
    let drawing = drawn(&ladder(50), "cycle-time").expect("drawn");
    let colour = theme::colour_of(0).mix(0.85);
    let bars: Vec<Area> = rects(&drawing)
        .into_iter()
        .filter(|(_, fill)| *fill == colour)
        .map(|(area, _)| area)
        .collect();
    assert_eq!(bars.len(), 49);
    let unit = bars[0].h;
    assert!(bars[..48].iter().all(|bar| (bar.h - unit).abs() < 1e-9));
    assert!((bars[48].h - 2.0 * unit).abs() < 1e-9);
}

#[test]
fn the_quantiles_of_a_ladder_are_named() {
    // Type 7: 1 + 0.5 × 50 = 26, 1 + 0.85 × 50 = 43.5.
    let texts = texts(&drawn(&ladder(51), "cycle-time").expect("drawn"));
    assert!(texts.contains(&"P50  26 d".to_owned()), "{texts:?}");
    assert!(texts.contains(&"P85  43.5 d".to_owned()), "{texts:?}");
}

#[test]
fn those_not_launched_move_the_quantiles_and_are_named() {
    // 50 launched after 1, ..., 50 days, 50 never: position 0.5 × 99 = 49.5 lies between 50 and never.
    let mut study = ladder(50);
    let lost = censored(record(&mut Lehmer(1), 10.0, TEAMS.len()));
    (0..50).for_each(|_| study.models[0].push(&lost));
    let texts = texts(&drawn(&study, "cycle-time").expect("drawn"));
    assert!(texts.contains(&"P50  not reached".to_owned()), "{texts:?}");
    assert!(texts.contains(&"50 % not launched".to_owned()), "{texts:?}");
}

#[test]
fn what_was_reached_by_the_deadline_is_read_off() {
    let mut study = ladder(50);
    study.deadline_h = Some(20.0 * 24.0);
    let texts = texts(&drawn(&study, "launch-by-day").expect("drawn"));
    assert!(texts.contains(&"40 % by the deadline".to_owned()), "{texts:?}");
}

#[test]
fn parts_of_a_bar_are_as_long_as_their_shares() {
    // One replication with 10, 20, 30, 0 and 40 person-hours of rework.
    let mut study = study(&SIX[..1], &DAYS, 0, &TEAMS[..1]);
    let mut record = record(&mut Lehmer(1), 10.0, 1);
    record.teams[0].rework = [10, 20, 30, 0, 40].map(|hours| hours * 3_600_000_000);
    study.models[0].push(&record);
    let drawing = drawn(&study, "rework").expect("drawn");
    let length = |part: usize| {
        let bars = rects(&drawing).into_iter();
        let of_part = bars.filter(|(area, fill)| *fill == theme::PARTS[part] && area.h > 20.0);
        of_part.map(|(area, _)| area.w).sum::<f64>()
    };
    let hour = length(0) / 10.0;
    let lengths = [0, 1, 2, 3, 4].map(|part| (length(part) / hour).round());
    assert_eq!(lengths, [10.0, 20.0, 30.0, 0.0, 40.0]);
    assert!(texts(&drawing).contains(&"100 person-h".to_owned()));
}

#[test]
fn differences_need_two_models_and_count_pairs() {
    assert!(drawn(&ladder(5), "differences").is_none());
    // The baseline takes 1, ..., 10 days; the other always 4: earlier in 6, equal in one.
    let mut study = ladder(10);
    let mut other = ModelRuns::new("Other", TEAMS.len());
    let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
    record.cycle_time = Some(4.0 * 86_400e6);
    (0..10).for_each(|_| other.push(&record));
    study.models.push(other);
    let texts = texts(&drawn(&study, "differences").expect("drawn"));
    assert!(texts.contains(&"earlier in 60 % of replications".to_owned()), "{texts:?}");
}

#[test]
fn a_cap_on_deliverables_is_said() {
    let (_, many) = timelines().into_iter().find(|(name, _)| *name == "many").expect("there");
    assert!(many.description().contains("the first 40 of 63 deliverables"));
}

/// Writes every picture for inspection: `FLOWCAST_CHARTS=folder cargo test --lib look -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
fn look() {
    let Ok(folder) = std::env::var("FLOWCAST_CHARTS") else { return };
    for (name, drawing) in everything() {
        let svg = drawing.to_svg().expect("svg");
        std::fs::write(format!("{folder}/{name}.svg"), svg).expect("written");
        let png = drawing.to_png(2).expect("png");
        std::fs::write(format!("{folder}/{name}.png"), png).expect("written");
    }
}
