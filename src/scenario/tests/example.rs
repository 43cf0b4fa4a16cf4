//! A full example, read field by field.

use super::{EXAMPLE, valid};
use crate::distribution::{Distribution, Family};
use crate::model::{
    ApprovalStream, Arrival, Arrivals, Clock, HandoffFacts, Release, ReviewerKind, Source,
    StreamKind, StreamSet, Tier, Uptake, When, WorkStream,
};
use crate::time::{DAY, Elapsed, HOUR, Instant, MINUTE, WEEK, Work};
use jiff::civil::date;

fn work(stream: &StreamKind) -> &WorkStream {
    match stream {
        StreamKind::Work(work) => work,
        StreamKind::Approval(_) => panic!("an approval"),
    }
}

fn approval(stream: &StreamKind) -> &ApprovalStream {
    match stream {
        StreamKind::Approval(approval) => approval,
        StreamKind::Work(_) => panic!("a work stream"),
    }
}

fn hours(hours: f64) -> f64 {
    hours * HOUR as f64
}

#[test]
fn head_and_calendars() {
    let scenario = valid(EXAMPLE);
    let facts = &scenario.facts;
    assert_eq!(scenario.name, "Annual product launch");
    assert!(scenario.description.starts_with("Flagship launch; the product team"));
    assert_eq!(facts.start, date(2026, 3, 2).at(9, 0, 0, 0));
    assert!(facts.start_given);
    assert_eq!(facts.deadline, Some(When::After(Elapsed(8 * WEEK))));
    assert_eq!(facts.horizon, Elapsed(52 * WEEK));
    assert_eq!((facts.delay_cost, facts.correlation, facts.penalty), (1500.0, 0.3, 2.0));
    assert_eq!(facts.live, None);
    let names: Vec<&str> = facts.calendars.iter().map(|named| named.name.as_str()).collect();
    assert_eq!(names, ["office", "committee", "holidays"]);
    assert_eq!(facts.calendar, 0);
    assert_eq!(facts.calendars[1].text, "Wed 10:00-12:00");
    let committee = &facts.calendars[1].calendar;
    assert_eq!(committee.next_opening(Instant::ZERO), Instant(2 * DAY + HOUR));
    // 2026-04-03 and 2026-04-06, 32 and 35 days after the start, are closed.
    let holidays = &facts.calendars[2].calendar;
    let open = holidays.open(Instant(31 * DAY), Instant(37 * DAY));
    assert_eq!(open, Work(16 * HOUR));
}

#[test]
fn teams() {
    let facts = valid(EXAMPLE).facts;
    let names: Vec<&str> = facts.teams.iter().map(|team| team.name.as_str()).collect();
    assert_eq!(names, ["design", "analytics", "legal", "brand", "channels"]);
    let people: Vec<u32> = facts.teams.iter().map(|team| team.people).collect();
    assert_eq!(people, [3, 2, 1, 1, 2]);
    let legal = &facts.teams[2];
    let person = legal.person;
    assert_eq!((person.cost_per_hour, person.maturity, person.speed), (140.0, 0.4, 1.0));
    assert_eq!((legal.calendar, person.switch_cost), (1, Work(10 * MINUTE)));
    assert_eq!((facts.teams[0].calendar, facts.teams[0].person.switch_cost), (0, Work(0)));
}

#[test]
fn streams() {
    let facts = valid(EXAMPLE).facts;
    let needs: Vec<&[usize]> = facts.streams.iter().map(|stream| &stream.needs[..]).collect();
    assert_eq!(needs, [&[][..], &[0], &[0, 1], &[2]]);
    let creative = work(&facts.streams[0].kind);
    let pert = Family::Pert { low: hours(6.0), likely: hours(10.0), high: hours(24.0) };
    assert_eq!((creative.team, creative.flaw), (0, 0.10));
    assert_eq!(creative.effort, Distribution::new(pert).unwrap());
    let data = work(&facts.streams[1].kind);
    let log_sd = (11.0_f64 / 5.0).ln() / 1.2815515655446004;
    match data.effort.family() {
        Family::Lognormal { median, log_sd: found } => {
            assert_eq!(*median, hours(5.0));
            assert!((found - log_sd).abs() < 1e-12);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn reviewers() {
    let facts = valid(EXAMPLE).facts;
    let ok = approval(&facts.streams[2].kind);
    assert_eq!((ok.returns_to, ok.revise, ok.rereview), (Some(0), Some(0.35), 0.5));
    let [brand, legal] = ok.reviewers.as_slice() else { panic!("two reviewers") };
    assert_eq!((brand.reject.as_slice(), brand.detect), (&[0.15][..], 0.5));
    assert_eq!(brand.tiers, [true; 3]);
    assert_eq!((legal.reject.as_slice(), legal.detect), (&[0.2, 0.1][..], 0.6));
    assert_eq!(legal.tiers, [false, true, true]);
    match &brand.who {
        ReviewerKind::Team { team, effort } => {
            let constant = Family::Constant { value: (45 * MINUTE) as f64 };
            assert_eq!((*team, effort), (3, &Distribution::new(constant).unwrap()));
        }
        ReviewerKind::External { .. } => panic!("an outsider"),
    }
}

#[test]
fn deliverables_and_dependencies() {
    let facts = valid(EXAMPLE).facts;
    let seen: Vec<(&str, u32, f64, Tier, &[usize])> = facts
        .deliverables
        .iter()
        .map(|it| (it.name.as_str(), it.count, it.size, it.tier, &it.skip[..]))
        .collect();
    let expected: [(&str, u32, f64, Tier, &[usize]); 3] = [
        ("launch email", 4, 1.0, Tier::Medium, &[]),
        ("hero video", 1, 3.0, Tier::High, &[]),
        ("social cut", 6, 0.5, Tier::Low, &[1]),
    ];
    assert_eq!(seen, expected);
    assert_eq!(facts.dependencies.len(), 1);
    assert_eq!((facts.dependencies[0].from, facts.dependencies[0].to), ((1, 0), (2, 0)));
}

#[test]
fn handoffs_and_the_rest_of_the_world() {
    let facts = valid(EXAMPLE).facts;
    let usual = HandoffFacts {
        latency: Distribution::new(Family::Constant { value: 2.0 * HOUR as f64 }).unwrap(),
        uptake: Uptake { sensitivity: 0.6, impact: 0.4, spot: 0.25, pass_on: true },
    };
    assert_eq!(facts.handoff(0, 2), &usual);
    assert_eq!(facts.handoff(1, 0), &usual);
    assert_eq!(
        facts.handoff(0, 1),
        &HandoffFacts { uptake: Uptake { sensitivity: 0.8, ..usual.uptake }, ..usual }
    );
    assert_eq!(facts.rework.fix, Some(0.3));
    assert_eq!((facts.rework.drift, facts.rework.learning), (0.002, 0.85));
    assert_eq!((facts.fatigue.per_rework, facts.fatigue.per_sync), (0.03, 0.0));
    assert_eq!(facts.fatigue.half_life, Elapsed(WEEK));
    assert!(facts.portfolio.is_none() && facts.feedback.is_empty());
    let [change] = facts.changes.as_slice() else { panic!("one change") };
    assert_eq!(
        (change.name.as_str(), change.streams.as_slice()),
        ("feature change", &[(0, 0.6)][..])
    );
    assert_eq!(
        (change.arrival, change.clock),
        (Arrival::At(When::After(Elapsed(3 * WEEK))), Clock::Start)
    );
    assert_eq!((change.probability, change.reach), (0.7, 0.6));
    assert_eq!(change.deliverables, None);
}

#[test]
fn models_and_study() {
    let scenario = valid(EXAMPLE);
    let names: Vec<&str> = scenario.models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(
        names,
        ["Sequential Cascade", "Parallel Synchronization", "Mesh build, gated approval"]
    );
    let mesh = &scenario.models[2];
    let last = mesh.handoffs.last().unwrap();
    assert_eq!((last.from, last.to), (StreamSet::One(0), StreamSet::One(2)));
    assert_eq!((last.release, last.source), (Some(Release::Phase), Source::ModelRow(0)));
    assert_eq!(scenario.study.replications, 2000);
    assert_eq!((scenario.study.seed, scenario.study.baseline), (20_260_302, 0));
    // Everything about handoffs is given; maturity gaps count at the default penalty.
    assert_eq!(scenario.assumptions[0], "penalty 2 (default, an assumption)");
}

#[test]
fn without_models_all_presets_but_the_hub_are_compared() {
    let text = EXAMPLE.split("[[models]]").next().unwrap_or_default();
    let names = |text: &str| -> Vec<String> {
        valid(text).models.into_iter().map(|model| model.name).collect()
    };
    let five = [
        "Sequential Cascade",
        "Parallel Synchronization",
        "Adaptive Mesh",
        "Agile Sprints",
        "Hybrid Flow",
    ];
    assert_eq!(names(text), five);
    let six = names(&format!("{text}[broker]\nteam = \"brand\"\n"));
    assert_eq!(six.len(), 6);
    assert_eq!(six[3], "Hub-and-Spoke");
}

#[test]
fn a_byte_order_mark_and_crlf_are_accepted() {
    let text = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    assert_eq!(valid(&text).models.len(), 3);
}

#[test]
fn a_start_in_closed_time_moves_to_the_next_opening() {
    let text = EXAMPLE.replace("start = \"2026-03-02 09:00\"", "start = 2026-03-06T18:30:00");
    assert_eq!(valid(&text).facts.start, date(2026, 3, 9).at(9, 0, 0, 0));
    let day = EXAMPLE.replace("start = \"2026-03-02 09:00\"", "start = 2026-03-03");
    assert_eq!(valid(&day).facts.start, date(2026, 3, 3).at(9, 0, 0, 0));
}

#[test]
fn without_a_start_it_is_a_monday_at_nine() {
    let text = EXAMPLE.replace("start = \"2026-03-02 09:00\"\n", "");
    let text = text.replace(", closed = [\"2026-04-03\", \"2026-04-06\"]", "");
    let facts = valid(&text).facts;
    assert!(!facts.start_given);
    assert_eq!(facts.start.date().weekday(), jiff::civil::Weekday::Monday);
    assert_eq!((facts.start.hour(), facts.start.minute()), (9, 0));
}

#[test]
fn a_deadline_that_is_a_date_is_the_end_of_that_day() {
    let with = |deadline: &str| {
        let text = EXAMPLE.replace("deadline = \"8w\" ", &format!("deadline = {deadline} "));
        valid(&text).facts.deadline
    };
    // From Monday 2026-03-02 09:00 to Tuesday 24:00 are 15 + 24 hours.
    assert_eq!(with("\"2026-03-03\""), Some(When::At(Instant(39 * HOUR))));
    assert_eq!(with("2026-03-03"), Some(When::At(Instant(39 * HOUR))));
    assert_eq!(with("\"2026-03-03 17:00\""), Some(When::At(Instant(32 * HOUR))));
}

#[test]
fn the_default_calendar_is_office_hours() {
    let text = EXAMPLE.replace("calendar = \"office\"         # the default calendar\n", "");
    let facts = valid(&text).facts;
    let default = &facts.calendars[facts.calendar];
    assert_eq!(default.text, "Mon-Fri 09:00-17:00");
    assert_eq!(default.calendar.open(Instant::ZERO, Instant(WEEK)), Work(40 * HOUR));
}

#[test]
fn every_table_that_the_example_leaves_out() {
    let more = "live = \"2w\"\npenalty = 3\n[broker]\nteam = \"brand\"\neffort = \"15m\"\ndetect = 0.2\n\
        [portfolio]\ncampaigns = 3\nevery = { dist = \"exponential\", mean = \"2w\" }\n\
        [[feedback]]\nfrom = \"data\"\nto = \"creative\"\nprobability = 0.2\nimpact = 0.1\n\
        [[changes]]\nstream = \"data\"\nevery = \"1w\"\nfrom = \"1d\"\nclock = \"launch\"\nseverity = 0.1\n\
        [[changes]]\nstream = \"data\"\nwithin = [\"4w\", \"8w\"]\nseverity = 0.1\n\
        deliverables = [\"hero video\"]\n\
        [calendars]";
    let facts = valid(&EXAMPLE.replace("[calendars]", more)).facts;
    assert_eq!((facts.live, facts.penalty), (Some(Elapsed(2 * WEEK)), 3.0));
    let portfolio = facts.portfolio.unwrap();
    let gap = Family::Exponential { mean: (2 * WEEK) as f64 };
    let gap = Distribution::new(gap).unwrap();
    assert_eq!(
        (portfolio.campaigns, portfolio.arrivals),
        (3, Arrivals::Every { gap, calendar: None })
    );
    assert_eq!((facts.feedback[0].from, facts.feedback[0].to), (1, 0));
    assert_eq!((facts.feedback[0].probability, facts.feedback[0].impact), (0.2, 0.1));
    let every =
        Arrival::Every { mean_gap: Elapsed(WEEK), from: When::After(Elapsed(DAY)), until: None };
    assert_eq!((facts.changes[0].arrival, facts.changes[0].clock), (every, Clock::Launch));
    let within = Arrival::Within(When::After(Elapsed(4 * WEEK)), When::After(Elapsed(8 * WEEK)));
    assert_eq!(facts.changes[1].arrival, within);
    assert_eq!(facts.changes[1].deliverables, Some(vec![1]));
    assert_eq!((facts.changes[1].probability, facts.changes[1].reach), (1.0, 1.0));
}

#[test]
fn many_deliverables_are_read() {
    let many: String = (0..20_000)
        .map(|number| format!("[[deliverables]]\nname = \"piece {number}\"\ncount = 3\n"))
        .collect();
    let facts = valid(&format!("{EXAMPLE}\n{many}")).facts;
    assert_eq!(facts.deliverables.len(), 20_003);
    assert_eq!(facts.deliverables[20_002].name, "piece 19999");
}
