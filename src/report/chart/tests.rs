//! Every chart of every fixture, looked at through its marks and its bytes.

mod fixtures;

use super::draw::text::Anchor;
use super::draw::theme::Colour;
use super::draw::{Area, Mark};
use super::*;
use crate::study::ModelRuns;
use fixtures::{DAYS, Lehmer, SIX, TEAMS, censored, odd, ordinary, record, study, timelines};

fn pieces_ready(known: &Analysis) -> Option<Drawing> {
    readiness(known, &Names::of(&known.study))
}

/// Every drawing of every fixture, with a name.
fn everything() -> Vec<(String, Drawing)> {
    let studies = std::iter::once(("ordinary", ordinary())).chain(odd());
    let named = |name: &str, drawing: Drawing| (format!("{}-{name}", drawing.name), drawing);
    let charts = studies.flat_map(|(name, study)| {
        all(&study).into_iter().map(move |drawing| named(name, drawing)).collect::<Vec<_>>()
    });
    let timelines = timelines().into_iter().map(|(name, drawing)| named(name, drawing));
    let pieces = fixtures::readiness().into_iter();
    let pieces = pieces.map(|(name, known)| named(name, pieces_ready(&known).expect("drawn")));
    let factors = fixtures::factors().into_iter().map(|(name, drawing)| named(name, drawing));
    let all: Vec<(String, Drawing)> =
        charts.chain(timelines).chain(pieces).chain(factors).collect();
    let narrow = |(name, drawing): &(String, Drawing)| {
        Some((format!("{name} on a phone"), drawing.narrow()?.clone()))
    };
    let narrow: Vec<_> = all.iter().filter_map(narrow).collect();
    assert_eq!(narrow.len(), all.len(), "every chart is drawn for a phone too");
    all.into_iter().chain(narrow).collect()
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
fn an_ordinary_study_has_every_chart() {
    let drawings = all(&ordinary());
    let names: Vec<&str> = drawings.iter().map(|drawing| drawing.name).collect();
    let expected = [
        "answer",
        "cycle-time",
        "launch-by-day",
        "differences",
        "trade-off",
        "rework",
        "waiting",
        "idle",
    ];
    assert_eq!(names, expected);
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
    let mut cut = Vec::new();
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
            cut.extend((!inside).then(|| format!("{name}: {mark:?}")));
        }
    }
    assert!(cut.is_empty(), "{cut:#?}");
}

/// Names of which only a digit in the middle differs: it is still there, beside a part of the name.
#[test]
fn pieces_with_long_names_are_told_apart() {
    let found = timelines().into_iter().find(|(name, _)| *name == "long-names");
    let (_, drawing) = found.expect("there");
    for drawing in [&drawing, drawing.narrow().expect("for a phone")] {
        let lines = texts(drawing);
        for piece in 0..6 {
            let digit = piece.to_string();
            let is_part =
                |word: &str| word.len() > 2 && fixtures::LONG.contains(word.trim_matches('…'));
            let tells = |line: &String| {
                line.split_whitespace().any(|word| word == digit)
                    && line.split_whitespace().any(is_part)
            };
            assert!(lines.iter().any(tells), "{piece}: {lines:?}");
        }
    }
}

/// What is said of a campaign is the same on every paper, whichever pieces have a row.
#[test]
fn callouts_do_not_depend_on_what_is_shown() {
    for (name, drawing) in timelines() {
        let said = |drawing: &Drawing| -> Vec<String> {
            let told = drawing.description().split(". ").map(str::to_owned);
            let of = ["sent back:", "Finished, but held", "The last:"];
            told.filter(|line| of.iter().any(|begins| line.contains(begins))).collect()
        };
        assert_eq!(said(&drawing), said(drawing.narrow().expect("for a phone")), "{name}");
    }
}

#[test]
fn no_text_covers_another() {
    let mut covered = Vec::new();
    for (name, drawing) in everything() {
        let areas: Vec<(Area, &str)> = drawing.marks.iter().filter_map(text_area).collect();
        for (index, (area, text)) in areas.iter().enumerate() {
            for (other, beneath) in &areas[..index] {
                let said = || format!("{name}: {text:?} covers {beneath:?}");
                covered.extend(area.overlaps(*other).then(said));
            }
        }
    }
    assert!(covered.is_empty(), "{covered:#?}");
}

/// Cycle times of 1, 2, ..., n days.
fn ladder(n: u32) -> Study {
    ladder_due(n, None)
}

/// The same, due on a day.
fn ladder_due(n: u32, due: Option<f64>) -> Study {
    let mut study = study(&SIX[..1], &DAYS, 0, &TEAMS);
    study.deadline_h = due.map(|day| day * 24.0);
    for day in 1..=n {
        let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
        record.cycle_time = Some(f64::from(day) * 86_400e6);
        record.on_time = due.map(|due| f64::from(day) <= due);
        study.models[0].push(&record);
    }
    study
}

/// Dots of a radius that no mark has.
fn dots(drawing: &Drawing) -> Vec<(f64, f64, f64, Colour)> {
    let disc = |mark: &Mark| match mark {
        Mark::Disc { centre: (x, y), radius, ink } if *radius > 4.6 => {
            Some((*x, *y, *radius, ink.colour))
        }
        _ => None,
    };
    drawing.marks.iter().filter_map(disc).collect()
}

/// The tops of the hints of a model's bins, by what they say.
fn hints(drawing: &Drawing) -> Vec<String> {
    let hint = |mark: &Mark| match mark {
        Mark::Hint { text, .. } => Some(text.clone()),
        _ => None,
    };
    drawing.marks.iter().filter_map(hint).collect()
}

#[test]
fn a_ladder_of_days_gives_a_dot_a_replication() {
    // 30 days in under six weeks: a bin a day, a dot in each, all on the baseline.
    let drawing = drawn(&ladder(30), "cycle-time").expect("drawn");
    let dots = dots(&drawing);
    assert_eq!(dots.len(), 30);
    assert!(dots.iter().all(|dot| dot.1 == dots[0].1 && dot.3 == theme::TODAY));
    let hints = hints(&drawing);
    assert!(hints.contains(&"Sequential Cascade: 6 to 7 d: 3 % (1 of 30)".to_owned()), "{hints:?}");
}

#[test]
fn weeks_end_at_the_deadline_and_what_is_late_is_hollow() {
    // 1 to 50 days, due on day 45: weeks end on days 3, 10, ..., 45, 52. Day 45 is on time, 46 to 50 are not.
    let study = ladder_due(50, Some(45.0));
    let drawing = drawn(&study, "cycle-time").expect("drawn");
    let told = hints(&drawing);
    for said in ["38 to 45 d: 14 % (7 of 50)", "from 45 d on: 10 % (5 of 50)"] {
        assert!(told.contains(&format!("Sequential Cascade: {said}")), "{told:?}");
    }
    let inner = |mark: &&Mark| matches!(mark, Mark::Disc { ink, .. } if ink.colour != theme::TODAY);
    // Five late ones are painted over with their ground; so is the one in the key, in grey.
    let late = drawing.marks.iter().skip_while(|mark| !matches!(mark, Mark::Owner(Some(0))));
    assert_eq!(late.filter(inner).count(), 5);
    assert_eq!(
        drawing.title(),
        "Sequential Cascade launches by the deadline in 45 of 50 replications"
    );
}

#[test]
fn the_title_says_who_is_on_time() {
    // 10 launched on days 1 to 10; further models always on day 4, one never.
    let title = |names: &[&str], due: f64| {
        let mut study = ladder_due(10, Some(due));
        for name in names {
            let mut fourth = record(&mut Lehmer(1), 10.0, TEAMS.len());
            fourth.cycle_time = Some(4.0 * 86_400e6);
            fourth.on_time = Some(due >= 4.0);
            let ended = if *name == "Never" { censored(fourth) } else { fourth };
            let mut runs = ModelRuns::new(name, TEAMS.len());
            (0..10).for_each(|_| runs.push(&ended));
            study.models.push(runs);
        }
        drawn(&study, "cycle-time").expect("drawn").title().to_owned()
    };
    assert_eq!(
        title(&["Fourth", "Never"], 6.0),
        "Fourth launches by the deadline in 10 of 10 replications, Sequential Cascade in 6 of 10, Never in 0 of 10"
    );
    let none = title(&["Fourth", "Never"], 0.5);
    assert_eq!(none, "No model launches by the deadline in any replication");
    assert_eq!(
        title(&["Fourth", "Never", "Another"], 6.0),
        "2 of 4 models launch by the deadline in at least 85 of 100 replications"
    );
    assert_eq!(
        title(&["Fourth", "Never", "Another"], 3.0),
        "No model launches by the deadline in 85 of 100 replications; the most, 3 of 10, under Sequential Cascade"
    );
}

/// The mean campaign of a portfolio is held against no deadline: in time is what was recorded of all of them.
#[test]
fn a_portfolio_is_in_time_if_all_its_campaigns_are() {
    let mut study = ladder_due(10, Some(6.0));
    study.portfolio = true;
    // By their means six of ten would be in time: only one was, in every campaign.
    study.models[0] = ModelRuns::new("A", TEAMS.len());
    for day in 1..=10 {
        let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
        record.cycle_time = Some(f64::from(day) * 86_400e6);
        record.on_time = Some(day == 1);
        study.models[0].push(&record);
    }
    let drawing = drawn(&study, "cycle-time").expect("drawn");
    assert_eq!(
        drawing.title(),
        "A launches every campaign by the deadline in 1 of 10 replications"
    );
    assert!(!texts(&drawing).iter().any(|text| text.starts_with("deadline")));
    let by_day = texts(&drawn(&study, "launch-by-day").expect("drawn"));
    assert!(
        by_day
            .iter()
            .any(|text| text.contains("all 10 % by the deadline") || text.contains("all 1 of 10")),
        "{by_day:?}"
    );
}

#[test]
fn with_a_fixed_launch_date_it_is_shown_when_they_are_ready() {
    // All launch on day 45, ready on days 41 to 50.
    let mut study = study(&SIX[..1], &DAYS, 0, &TEAMS);
    (study.deadline_h, study.launch_h) = (Some(45.0 * 24.0), Some(45.0 * 24.0));
    for day in 41..=50 {
        let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
        record.cycle_time = Some(f64::from(day.max(45)) * 86_400e6);
        record.ready_time = Some(f64::from(day) * 86_400e6);
        study.models[0].push(&record);
    }
    let drawing = drawn(&study, "cycle-time").expect("drawn");
    let title = "Sequential Cascade is ready by the launch date in 5 of 10 replications";
    assert_eq!(drawing.title(), title);
    let texts = texts(&drawing);
    // Type 7: 41 + 0.5 × 9 = 45.5.
    for said in ["launch date 45 d", "45.5 d", "start to ready (days)"] {
        assert!(texts.contains(&said.to_owned()), "{texts:?}");
    }
}

#[test]
fn columns_of_all_models_share_one_scale() {
    // Four models with 1, 2, 4 and 8 different days, each in equal parts of 8 replications.
    let mut study = study(&SIX[..4], &DAYS, 0, &TEAMS);
    study.deadline_h = None;
    for (model, days) in [1, 2, 4, 8].into_iter().enumerate() {
        for replication in 0..8 {
            let mut record = record(&mut Lehmer(1), 10.0, TEAMS.len());
            record.cycle_time = Some(f64::from(10 + replication % days) * 86_400e6);
            study.models[model].push(&record);
        }
    }
    let drawing = drawn(&study, "cycle-time").expect("drawn");
    let mut heights: Vec<f64> = rects(&drawing)
        .into_iter()
        .filter(|(area, colour)| [theme::TODAY, theme::OTHER].contains(colour) && area.w > 12.0)
        .map(|(area, _)| area.h)
        .collect();
    heights.sort_by(f64::total_cmp);
    // 1 + 2 + 4 + 8 columns: 8 of an eighth, 4 of a quarter, 2 of half, 1 of all of the row.
    let full = heights[14];
    let parts: Vec<f64> = heights.iter().map(|h| (8.0 * h / full).round()).collect();
    assert_eq!(parts, [1., 1., 1., 1., 1., 1., 1., 1., 2., 2., 2., 2., 4., 4., 8.]);
}

#[test]
fn the_quantiles_of_a_ladder_are_named() {
    // Type 7: 1 + 0.5 × 50 = 26, 1 + 0.85 × 50 = 43.5.
    let drawing = drawn(&ladder(51), "cycle-time").expect("drawn");
    let texts = texts(&drawing);
    assert!(texts.contains(&"26 d".to_owned()), "{texts:?}");
    assert!(texts.contains(&"43.5 d".to_owned()), "{texts:?}");
    assert_eq!(drawing.title(), "85 of 100 replications launch within 43.5 d");
}

#[test]
fn those_not_launched_move_the_quantiles_and_are_named() {
    // 50 launched after 1, ..., 50 days, 50 never: position 0.5 × 99 = 49.5 lies between 50 and never.
    let mut study = ladder(50);
    let lost = censored(record(&mut Lehmer(1), 10.0, TEAMS.len()));
    (0..50).for_each(|_| study.models[0].push(&lost));
    let drawing = drawn(&study, "cycle-time").expect("drawn");
    let texts = texts(&drawing);
    assert_eq!(texts.iter().filter(|text| *text == "not reached").count(), 2, "{texts:?}");
    assert!(texts.contains(&"50 of 100 not launched".to_owned()), "{texts:?}");
    // What never happened has no dot.
    assert_eq!(dots(&drawing).len(), 50);
}

#[test]
fn what_was_reached_by_the_deadline_is_read_off() {
    let study = ladder_due(50, Some(20.0));
    let texts = texts(&drawn(&study, "launch-by-day").expect("drawn"));
    assert!(texts.contains(&"20 of 50 by the deadline".to_owned()), "{texts:?}");
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
        let of_part = bars
            .filter(|(area, fill)| *fill == theme::part_of(theme::TODAY, part) && area.h > 20.0);
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
    assert!(many.description().contains("the last 16 of 63 deliverables"));
}

#[test]
fn each_deliverable_is_shown_with_what_is_in_time() {
    // Half after 20, 23, 26 days, 85 of 100 after 30, 34.5, 39; the fixture counts down from 90 in time.
    let known = fixtures::pieces(&SIX[..1], &["film", "mail", "web"], |_| Some(35.0));
    let drawing = pieces_ready(&known).expect("drawn");
    assert_eq!(
        drawing.title(),
        "web is the least sure to be in time: 88 of 100 replications under Sequential Cascade"
    );
    let texts = texts(&drawing);
    for said in ["90 of 100", "89 of 100", "88 of 100", "30 d", "34.5 d", "39 d", "deadline 35 d"] {
        assert!(texts.contains(&said.to_owned()), "{said}: {texts:?}");
    }
    // Only the last triangle is late, and so hollow; the key has another.
    let hollow =
        |mark: &&Mark| matches!(mark, Mark::Path { ink, .. } if ink.colour == theme::PAPER);
    assert_eq!(drawing.marks.iter().filter(hollow).count(), 2);
}

#[test]
fn a_due_of_its_own_is_said_beside_each_deliverable() {
    let known = fixtures::pieces(&SIX[..1], &["film", "mail"], |at| Some(25.0 + 10.0 * at as f64));
    let texts = texts(&pieces_ready(&known).expect("drawn"));
    assert!(
        ["due 25 d", "due 35 d"].iter().all(|said| texts.contains(&(*said).to_owned())),
        "{texts:?}"
    );
    assert!(!texts.iter().any(|text| text.starts_with("deadline")), "{texts:?}");
}

#[test]
fn without_a_due_the_last_deliverable_is_named() {
    let known = fixtures::pieces(&SIX[..1], &["film", "mail"], |_| None);
    let title = "mail is done last: by 34.5 d in 85 of 100 replications under Sequential Cascade";
    assert_eq!(pieces_ready(&known).expect("drawn").title(), title);
    // One piece is the campaign, which has charts of its own.
    assert!(pieces_ready(&fixtures::pieces(&SIX[..1], &["film"], |_| None)).is_none());
}

#[test]
fn of_many_deliverables_the_last_are_shown() {
    let names: Vec<String> = (0..90).map(|k| format!("piece {k}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let texts = texts(&pieces_ready(&fixtures::pieces(&SIX, &names, |_| None)).expect("drawn"));
    // 60 rows, six models each.
    let shown = texts.iter().filter(|text| names.contains(&text.as_str())).count();
    assert_eq!((shown, texts.contains(&"piece 80".to_owned())), (10, true), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("80 more are in deliverables.csv")), "{texts:?}");
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
