//! Everything that is refused: the line, the key phrase, the help.

use super::{SMALL, refused, small, valid};
use crate::scenario::{Problem, Problems};
use crate::time::{DAY, Elapsed, HOUR, WEEK};

fn said(problem: &Problem) -> String {
    format!("{} | {} | {}", problem.message, problem.label, problem.help)
}

fn line_of(text: &str, passage: &str) -> usize {
    let at = text.find(passage).unwrap_or_else(|| panic!("no {passage} in\n{text}"));
    text[..at].matches('\n').count() + 1
}

fn complains(problems: &Problems, line: usize, phrase: &str) -> bool {
    problems.list().iter().any(|problem| problem.line == line && said(problem).contains(phrase))
}

/// Tries cases, one a line: a passage of the small scenario | what replaces it | on which passage's line is
/// complained | what is said (in message, label or help). `\n` is a line break; # begins a comment.
fn check(cases: &str) {
    for case in cases.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)) {
        if case.is_empty() || case.starts_with("# ") {
            continue;
        }
        let parts: Vec<String> = case.split(" | ").map(unescaped).collect();
        let [from, to, passage, phrase] = parts.as_slice() else { panic!("four parts: {case}") };
        let text = small(from, to);
        let problems = refused(&text);
        let line = line_of(&text, passage);
        assert!(
            complains(&problems, line, phrase),
            "{case}: nothing says {phrase:?} on line {line}:\n{}",
            problems.render(false)
        );
    }
}

fn unescaped(part: &str) -> String {
    if part == "(nothing)" {
        return String::new();
    }
    part.replace("\\\\", "\u{0}").replace("\\n", "\n").replace('\u{0}', "\\")
}

#[test]
fn the_small_scenario_is_valid() {
    assert_eq!(valid(SMALL).models.len(), 2);
}

#[test]
fn keys_and_types() {
    check(
        r##"
        schema = 1 | schema = 3 | schema = 3 | `schema = 2`
        schema = 1 | schema = "1" | schema = "1" | found a string
        live = | lives = | lives = | did you mean `live`
        people = 2 | poeple = 2 | poeple | did you mean `people`
        fix = 0.3 | fixx = 0.3 | fixx | allowed are `fix`, `drift`, `learning`
        every = "1w" } | evry = "1w" } | evry | did you mean `every`
        baseline = "plain" | base = "plain" | base = | unknown key `base`
        people = 2 | people = "two" | "two" | found a string
        people = 2 | people = 2.5 | 2.5 | found `2.5`
        people = 2 | people = 2.0 | 2.0 | found `2.0`
        needs = ["draft"] | needs = "draft" | needs = "draft" | expected a list
        effort = "4h" | effort = true | effort = true | a distribution is a duration
        severity = 0.5\n | (nothing) | [[changes]] | needs `severity`
        probability = 0.1\n | (nothing) | [[feedback]] | needs `probability`
        name = "mail"\n | (nothing) | [[deliverables]] | needs `name`
        kind = "approval" | kind = "aproval" | aproval | did you mean "approval"
"##,
    );
}

#[test]
fn numbers() {
    check(
        r##"
        flaw = 0.1 | flaw = 15 | flaw = 15 | write 0.15, not 15
        flaw = 0.1 | flaw = -0.1 | flaw = -0.1 | between 0 and 1
        flaw = 0.1 | flaw = nan | flaw = nan | not finite
        flaw = 0.1 | flaw = inf | flaw = inf | not finite
        flaw = 0.1 | flaw = 1e999 | flaw = 1e999 | not finite
        people = 2 | people = 0 | people = 0 | from 1 to
        people = 2 | people = -1 | people = -1 | from 1 to
        people = 2 | cost_per_hour = -1 | cost_per_hour | from 0 to 1e15
        people = 2 | cost_per_hour = 1e16 | cost_per_hour | from 0 to 1e15
        live = "2w" | delay_cost = 1e308 | delay_cost | from 0 to 1e15
        live = "2w" | penalty = 1e10 | penalty | from 0 to 1e9
        people = 2 | speed = 1e-10 | speed | from 1e-9
        count = 2 | size = 1e308 | size | from 1e-9
        people = 2 | speed = 0 | speed = 0 | above 0
        people = 2 | maturity = 60 | maturity = 60 | write 0.6, not 60
        people = 2 | share = 0 | share = 0 | above 0, at most 1
        people = 2 | share = 50 | share = 50 | write 0.5, not 50
        people = 2 | share = "half" | share = "half" | found a string
        count = 2 | count = 0 | count = 0 | from 1 to
        count = 2 | size = 0 | size = 0 | above 0
        replications = 100 | replications = 0 | replications = 0 | from 1 to 1000000
        replications = 100 | replications = 1000001 | 1000001 | from 1 to 1000000
        replications = 100 | replications = 1000000000000 | 10000000000 | 1000000
        seed = 7 | seed = -1 | seed = -1 | 2^53
        seed = 7 | seed = 9007199254740992 | seed = 90 | 2^53
        seed = 7 | seed = 18446744073709551616 | seed = 18 | 2^53
        count = 2 | count = 1000000 | [[deliverables]] | more than 2000000
        fix = 0.3 | fix = 0.3\nlearning = -1 | learning | from 0 to 1e9
        fix = 0.3 | fix = 0.3\ndrift = -1 | drift | from 0 to 1e9
        live = "2w" | penalty = -2 | penalty | from 0 to 1e9
        live = "2w" | correlation = 1.5 | correlation | between 0 and 1
"##,
    );
}

#[test]
fn streams_that_exist_once() {
    check(
        r##"
        flaw = 0.1 | once = true | once = true | needs `schema = 2`
        flaw = 0.1 | once = 1 | once = 1 | true or false
        flaw = 0.1 | once = true | from = "mail/draft" | `mail/draft` does not exist: that stream exists once
        revise = 0.3\nreviewers = [\n  { team = "legal", effort = "1h", | revise = 0.3\nonce = true\nreviewers = [\n  { team = "legal", tiers = ["low"], effort = "1h", | tiers = ["low"] | sees nothing
        flaw = 0.1 | once = true\n[[deliverables]]\nname = "@campaign" | "@campaign" | stands for what exists once
        flaw = 0.1 | once = true\n[[deliverables]]\nname = "poster"\nskip = ["data", "ok", "post"] | "data", "ok" | give it another stream
        flaw = 0.1 | once = true\n[[deliverables]]\nname = "poster"\nskip = ["draft", "data", "ok", "post"] | "draft", "data" | skip all streams
        severity = 0.5 | severity = 0.5\ndeliverables = ["@campaign"] | @campaign | unknown deliverable `@campaign`
        visibility = "sync weekly" | handoffs = [{ from = "@onse", start = "brief" }] | @onse | `@first`, `@once`
"##,
    );
}

#[test]
fn arrivals_of_portfolios() {
    check(
        r##"
        live = "2w" | portfolio = { every = "1w" } | portfolio | a portfolio needs `campaigns`
        live = "2w" | portfolio = { campaigns = 2 } | portfolio | a portfolio needs `every`
        live = "2w" | portfolio = { at = ["1d"] } | portfolio | `at` needs `schema = 2`
        live = "2w" | portfolio = { at = ["1d"], campaigns = 1 } | portfolio | `campaigns` goes with `every`
        live = "2w" | portfolio = { at = ["1d"], calendar = "office" } | portfolio | `calendar` goes with `every`
        live = "2w" | portfolio = { at = [] } | portfolio | no campaign arrives
        live = "2w" | portfolio = { at = ["2d", "1d"] } | portfolio | earlier than the one before
        live = "2w" | portfolio = { at = ["2026-02-01"] } | portfolio | must lie after the start
        live = "2w" | portfolio = { at = ["soon"] } | portfolio | not a duration
        live = "2w" | portfolio = { campaigns = 2, every = "1w", calendar = "ofice" } | portfolio | unknown calendar `ofice`
        live = "2w" | portfolio = { campaigns = 2, every = { low = "10h", likely = "1d", high = "1d" }, calendar = "office" } | portfolio | low
        live = "2w" | portfolio = { campaigns = 2000, every = "8w", calendar = "office" } | portfolio | arrive within
"##,
    );
}

#[test]
fn prices_of_failure() {
    check(
        r##"
        live = "2w" | escape_cost = -1 | escape_cost | from 0 to 1e15
        live = "2w" | escape_cost = 5 | escape_cost | needs `schema = 2`
        live = "2w" | escape_cost = "500" | escape_cost | found a string
        live = "2w" | escape_cost = { low = 1e16 } | escape_cost | from 0 to 1e15
        live = "2w" | escape_cost = { hihg = 1 } | escape_cost | did you mean `high`
        live = "2w" | escape_cost = [1, 2, 3] | escape_cost | found an array
        live = "2w" | miss_cost = -5 | miss_cost | from 0 to 1e15
        deadline = "8w" | miss_cost = 5 | miss_cost | deadline = "8w"
"##,
    );
}

/// What stands after something that exists once cannot come before what stands before it.
#[test]
fn circles_through_what_exists_once() {
    let text =
        small("schema = 1", "schema = 2").replace("revise = 0.3", "revise = 0.3\nonce = true");
    let text = text.replace("to = \"clip/draft\"", "to = \"clip/post\"");
    valid(&text);
    let text = text.replace("from = \"mail/draft\"", "from = \"mail/post\"");
    valid(&text);
    let problems = refused(&text.replace("to = \"clip/post\"", "to = \"clip/draft\""));
    let shown = "@campaign/ok -> mail/post -> clip/draft";
    assert!(problems.render(false).contains(shown), "{}", problems.render(false));
}

#[test]
fn absences_latencies_and_steps_that_occur() {
    check(
        r##"
        flaw = 0.1 | occurs = 37 | occurs = 37 | write 0.37, not 37
        flaw = 0.1 | occurs = -1 | occurs = -1 | between 0 and 1
        sensitivity = 0.5 | sensitivity = 0.5\nlatency = { dist = "uniform", low = "2h", high = "1h" } | high = "1h" | below low (2 h)
        sensitivity = 0.5 | sensitivity = 0.5\nlatency = { mean = "1h" } | mean = "1h" | not a distribution
        sensitivity = 0.5 | sensitivity = 0.5\nlatency = 5 | latency = 5 | needs a unit
        live = "2w" | absences = [{ team = "lgeal", at = "1w", for = "1w" }] | absences | unknown team `lgeal`
        live = "2w" | absences = [{ at = "1w", for = "1w" }] | absences | needs `team`
        live = "2w" | absences = [{ team = "design", at = "1w" }] | absences | needs `for`
        live = "2w" | absences = [{ team = "design", at = "1w", for = "0h" }] | absences | above 0
        live = "2w" | absences = [{ team = "design", for = "1w" }] | absences | exactly one of the three
        live = "2w" | absences = [{ team = "design", at = "1w", every = "1w", for = "1w" }] | absences | exactly one of the three
        live = "2w" | absences = [{ team = "design", within = ["2w", "1w"], for = "1w" }] | absences | the earlier first
        live = "2w" | absences = [{ team = "design", people = 3, at = "1w", for = "1w" }] | absences | 3 people cannot be away: `design` has 2
        live = "2w" | absences = [{ team = "design", every = "1s", for = "1s" }] | absences | raise `every`
        live = "2w" | absences = [{ team = "design", at = "2026-01-05", for = "1s" }] | absences | an absence must lie after the start
        live = "2w" | absences = [{ team = "design", within = ["1w", "2026-05-05"], for = "1s" }] | absences | the earlier first
        start = "2026-03-02 09:00" | absences = [{ team = "design", at = "2026-05-05", for = "1s" }] | absences | needs the campaign's start
"##,
    );
}

#[test]
fn durations_and_dates() {
    check(
        r##"
        live = "2w" | horizon = "0h" | horizon | above 0
        live = "2w" | horizon = 5 | horizon | "5h" or "5d"
        at = "3w" | at = "5 fortnights" | fortnights | `fortnights` is not a unit
        at = "3w" | at = "-3w" | at = "-3w" | cannot be negative
        at = "3w" | at = "3" | at = "3" | needs a unit
        effort = "4h" | effort = "" | effort = "" | empty
        start = "2026-03-02 09:00" | start = "2026-02-30" | start = | is not a date
        start = "2026-03-02 09:00" | start = 2026-03-02T09:00:00Z | start = | time zones
        start = "2026-03-02 09:00" | start = "2026-03-02 09:00Z" | start = | time zone `Z`
        start = "2026-03-02 09:00" | start = 2026-03-02T09:00:00.5 | start = | fraction
        start = "2026-03-02 09:00" | start = 09:00:00 | start = | is not a date
        live = "2w" | horizon = "7w" | horizon | 7w ends before the deadline, 8w after
        deadline = "8w" | deadline = "soon" | soon | is not a deadline
        deadline = "8w" | deadline = "0d" | 0d | is not a deadline
        deadline = "8w" | deadline = "2026-03-01" | 2026-03-01 | after the start
        start = "2026-03-02 09:00"\ndeadline = "8w" | deadline = "2026-05-01" | deadline | give `start`
        start = "2026-03-02 09:00"\ndeadline = "8w"\nlive = "2w"\n[calendars] | [calendars]\nshut = { open = "always", closed = ["2026-04-03"] } | shut | give `start`
"##,
    );
}

/// Numbers of which each is possible, but not all together. A year has 365.25 days.
#[test]
fn numbers_that_do_not_go_together() {
    check(
        r##"
        # 1 000 002 people x (52 + 2 + 52) w of 7 d / 365.25 d = 2 031 489.4.
        people = 2 | people = 1000000 | people = 10 | over 106w make 2031489 person-years
        # 400 000 mails of 4 tasks and a clip of 3, x 52 w x 7 d / 365.25 d = 1 594 527.4.
        count = 2 | count = 400000 | [[deliverables]] | 1600003 tasks over 52w make 1594527
        count = 2 | count = 1000000 | [[deliverables]] | 4000003 tasks, more than 2000000
        # 12 000 000 pairs, 3 needs of each mail, 1 of each clip between streams that it passes.
        count = 2\n[[deliverables]]\nname = "clip" | count = 4000\n[[deliverables]]\nname = "clip"\ncount = 3000 | [[dependencies]] | 12015000 handoffs at least, more than 10000000
        # 106 w of 604 800 s.
        every = "1w" } | every = "1s" } | syncs | 64108800 syncs, more than 5000000
        # 106 w / 15 m = 71 232 times x 4 people x 300 w of 40 h / 8766 h = 390 045.2.
        every = "1w" } | every = "15m", length = "300w" } | syncs | 4 people makes 390045 person-years
        # Until the deadline: 8 w of 604 800 000 ms.
        at = "3w" | every = "0.001s" | every | comes 4838400000 times
        # 2999 gaps of 28 d / 365.25 d = 229.9.
        [[deliverables]]\nname = "mail" | [portfolio]\ncampaigns = 3000\nevery = "4w"\n[[deliverables]]\nname = "mail" | [portfolio] | 3000 campaigns arrive within 230 years
"##,
    );
}

#[test]
fn lists_that_are_too_long() {
    let teams: String = (0..9998).map(|team| format!("t{team} = {{}}\n")).collect();
    let text = small("[[streams]]\nname = \"draft\"", &(teams + "[[streams]]\nname = \"draft\""));
    assert!(complains(&refused(&text), line_of(&text, "t9997"), "at most 10000 teams"));
    let change = "[[changes]]\nstream = \"draft\"\nat = \"1w\"\nseverity = 1\n";
    let text = SMALL.to_owned() + &change.repeat(10_000);
    let last = text.lines().count() - 3;
    assert!(complains(&refused(&text), last, "at most 10000 changes"));
    let syncs: Vec<String> =
        (0..1001).map(|sync| format!("{{ name = \"s{sync}\", every = \"1w\" }}")).collect();
    let syncs = format!("syncs = [{}, {{ name = \"weekly\"", syncs.join(", "));
    let text = small("syncs = [{ name = \"weekly\"", &syncs);
    assert!(complains(&refused(&text), line_of(&text, "syncs"), "at most 1000 syncs"));
}

/// A horizon that is not given follows a deadline that lies behind it: 60 w + 52 w.
#[test]
fn the_horizon_lies_behind_the_deadline() {
    let of = |text: &str| valid(text).facts.horizon;
    assert_eq!(of(SMALL), Elapsed(52 * WEEK));
    assert_eq!(of(&small("deadline = \"8w\"", "deadline = \"52w\"")), Elapsed(52 * WEEK));
    assert_eq!(of(&small("deadline = \"8w\"", "deadline = \"60w\"")), Elapsed(112 * WEEK));
    // 400 days after a start at 09:00 the day is the 401st: its end is 15 h later than 400 d.
    let dated = small("deadline = \"8w\"", "deadline = \"2027-04-06\"");
    assert_eq!(of(&dated), Elapsed(400 * DAY + 15 * HOUR + 52 * WEEK));
    let given = small("deadline = \"8w\"", "deadline = \"8w\"\nhorizon = \"8w\"");
    assert_eq!(of(&given), Elapsed(8 * WEEK));
}

#[test]
fn launches_and_schema_2() {
    check(
        r##"
        schema = 1 | schema = 1\nlaunch = { at = "9w" } | launch = | `launch` needs `schema = 2`
        schema = 1 | schema = 2\nlaunch = { } | launch = | a launch has a time, a calendar, or both
        schema = 1 | schema = 2\nlaunch = { at = "soon" } | launch = | is not a duration
        schema = 1 | schema = 2\nlaunch = { calendar = "nights" } | launch = | unknown calendar `nights`
        schema = 1 | schema = 2\nlaunch = { at = "9w" }\nhorizon = "8w" | horizon = | ends before the launch
        schema = 1 | schema = 2\nlaunch = { on = "9w" } | launch = | allowed are `at`, `calendar`
        schema = 1 | schema = 2\nlaunch = { at = "1999-01-01" } | launch = | the launch must lie after the start
"##,
    );
    // A date needs a start to lie after.
    let text = format!(
        "schema = 2\nlaunch = {{ at = \"2026-05-04\" }}\n{}",
        &SMALL["schema = 1\n".len()..]
    )
    .replace("start = ", "description = ");
    assert!(complains(&refused(&text), 2, "needs the campaign's start"));
}

#[test]
fn calendars() {
    check(
        r##"
        office = "Mon-Fri | office = "Mon-Fry | Mon-Fry | `Fry` is not a day
        Mon-Fri 09:00-17:00 | Mon-Fri 09:00-25:00 | 25:00 | between 00:00 and 24:00
        Mon-Fri 09:00-17:00 | Mon 22:00-06:00 | 22:00 | split a window that passes midnight
        "Mon-Fri 09:00-17:00" | "" | office | never opens
        "Mon-Fri 09:00-17:00" | { open = "" } | office | never opens
        office = | always = | always = | open at all times
        people = 2 | calendar = "ofice" | ofice | did you mean `office`
        live = "2w" | calendar = "ofice" | ofice | did you mean `office`
"##,
    );
}

#[test]
fn names() {
    check(
        r##"
        team = "design" | team = "desing" | desing | did you mean `design`
        needs = ["draft"] | needs = ["drafts"] | drafts | did you mean `draft`
        needs = ["draft"] | needs = ["draft", "draft"] | needs = ["draft" | twice
        skip = ["data"] | skip = ["dta"] | dta | did you mean `data`
        name = "post" | name = "data" | name = "data"\nteam = "design"\neffort = "1h" | two streams called `data`
        name = "clip" | name = "mail" | name = "mail"\nskip | two deliverables called `mail`
        name = "meeting" | name = "plain" | name = "plain"\nvis | two models called `plain`
        { name = "weekly", every = "1w" } | { name = "weekly", every = "1w" }, { name = "weekly", every = "1d" } | syncs | two syncs called `weekly`
        { name = "weekly", every = "1w" } | { name = "weekly", every = "1w" }, { name = "late" } | syncs | the sync `late` needs `every`
        { name = "weekly", every = "1w" } | { name = "weekly", every = "1w" }, { name = "late", off = true } | syncs | there is no sync `late` to remove
        name = "post" | name = "" | name = "" | cannot be empty
        name = "clip" | name = " " | name = " " | cannot be empty
        name = "meeting" | name = "" | name = "" | cannot be empty
        hub = { | "" = { | "" = { | cannot be empty
        hub = { | none = { | none = { | stands for no team
        name = "post" | name = "@work" | @work | reserved for selectors
        name = "post" | name = "po\\nst" | po\\nst | control characters
        name = "clip" | name = "\\u001b[31m" | u001b | control characters
        baseline = "plain" | baseline = "plane" | plane | did you mean `plain`
        name = "plain" | name = "plain"\npreset = "adaptive-mash" | mash | did you mean `adaptive-mesh`
        name = "plain" | name = "plain"\nvia = "desing" | desing | did you mean `design`
        every = "1w" } | every = "1w", attend = ["desing"] } | desing | did you mean `design`
        severity = 0.5 | severity = 0.5\ndeliverables = ["male"] | male | did you mean `mail`
"##,
    );
}

#[test]
fn circles() {
    check(
        r##"
        effort = "6h" | effort = "6h"\nneeds = ["post"] | needs = ["post"] | draft -> data -> ok -> post -> draft
        effort = "6h" | effort = "6h"\nneeds = ["draft"] | needs | draft -> draft
        from = "mail/draft" | from = "clip/post"\nto = "mail/draft"\n[[dependencies]]\nfrom = "mail/draft" | [[dependencies]] | circle: mail/draft -> clip/draft -> clip/ok -> clip/post -> mail/draft
"##,
    );
}

#[test]
fn dependencies() {
    check(
        r##"
        from = "mail/draft" | from = "clip/data" | clip/data | skips that stream
        from = "mail/draft" | from = "mail" | from = "mail" | deliverable/stream
        from = "mail/draft" | from = "mial/draft" | mial | did you mean `mail`
        from = "mail/draft" | from = "mail/drat" | drat | did you mean `draft`
        from = "mail/draft" | from = "clip/post" | [[dependencies]] | different deliverables
"##,
    );
}

#[test]
fn approvals_and_reviewers() {
    check(
        r##"
        returns_to = "draft" | returns_to = "post" | returns_to | does not come before
        returns_to = "draft" | returns_to = "ok" | returns_to | cannot be the approval
        revise = 0.3\n | (nothing) | [[streams]]\nname = "ok" | needs `revise`
        { team = "legal", | { | { effort | either a `team` or a `name`
        { team = "legal", | { team = "legal", name = "x", | { team = "legal", name | either a `team` or a `name`
        { team = "legal", | { name = "x", | { name = "x" | needs `turnaround`
        { team = "legal", | { team = "legal", turnaround = "1d", | turnaround | only an external approver
         effort = "1h", reject |  reject | { team = "legal" | needs `effort`
        reject = 0.2 | reject = [0.2, 20] | 20] | write 0.2, not 20
        reject = 0.2 | reject = [] | reject = [] | at least one
        reject = 0.2 | tiers = ["hihg"] | hihg | did you mean "high"
        reject = 0.2 | tiers = [] | tiers | sees nothing
        kind = "approval" | kind = "approval"\nteam = "legal" | team = "legal"\nneeds | has no `team`
        flaw = 0.1 | revise = 0.1 | revise = 0.1 | has no `revise`
        team = "design"\neffort = "6h" | effort = "6h" | [[streams]] | needs `team`
        effort = "6h"\n | (nothing) | [[streams]] | needs `effort`
"##,
    );
}

#[test]
fn rework_feedback_and_changes() {
    check(
        r##"
        fix = 0.3 | learning = 1 | flaw = 0.1 | need `rework.fix`
        to = "draft"\nprob | to = "ok"\nprob | to = "ok" | cannot be the approval
        to = "draft"\nprob | to = "data"\nprob | to = "data" | earlier stream
        to = "draft"\nprob | to = "post"\nprob | to = "post" | earlier stream
        stream = "draft" | stream = "ok" | stream = "ok" | cannot be the approval
        at = "3w" | at = "3w"\nevery = "1w" | [[changes]] | exactly one
        at = "3w"\n | (nothing) | [[changes]] | exactly one
        at = "3w" | at = "3w"\nuntil = "4w" | until | belongs to `every`
        at = "3w" | within = ["4w", "3w"] | within | the earlier first
        at = "3w" | within = ["4w"] | within | two times
        at = "3w" | every = "0d" | every = "0d" | above 0
        at = "3w" | every = "1d"\nfrom = "2w"\nuntil = "2w" | until | later than `from`
        at = "3w" | at = "3w"\ndeliverables = [] | deliverables = [] | no deliverable
        skip = ["data"] | skip = ["draft", "data", "ok", "post"] | skip | skip all streams
"##,
    );
    let endless = small("deadline = \"8w\"\n", "").replace("at = \"3w\"", "every = \"1w\"");
    assert!(complains(
        &refused(&endless),
        line_of(&endless, "every = \"1w\"\nsev"),
        "needs `until`"
    ));
    let dead =
        small("live = \"2w\"\n", "").replace("at = \"3w\"", "at = \"1w\"\nclock = \"launch\"");
    assert!(complains(&refused(&dead), line_of(&dead, "clock"), "needs `live`"));
}

#[test]
fn levers() {
    check(
        r##"
        visibility = "sync weekly" | visibility = "sync daily" | sync daily | unknown sync `daily`
        visibility = "sync weekly" | intake = "sync daily" | sync daily | unknown sync `daily`
        every = "1w" } | every = "52w" } | visibility | never occurs before the horizon
        visibility = "sync weekly" | visibility = "lve" | lve | allowed are "handoff", "live"
        name = "plain" | name = "plain"\nstart = "early(0)" | early | above 0 and below 1
        name = "plain" | name = "plain"\nstart = "early(1)" | early | above 0 and below 1
        name = "plain" | name = "plain"\nstart = "early(nan)" | early | above 0 and below 1
        name = "plain" | name = "plain"\nstart = "early" | early | is not a start
        name = "plain" | name = "plain"\nvia = "hub" | via | no team is the hub
        name = "plain" | name = "plain"\npreset = "hub-and-spoke" | preset | no team is the hub
"##,
    );
}

#[test]
fn numbers_of_levers_and_rows_of_handoffs() {
    check(
        r##"
        name = "plain" | name = "plain"\nlatency_factor = -1 | latency_factor | from 0 to 1e9
        name = "plain" | name = "plain"\napproval = { bypass = 0.5 } | bypass | needs `patience`
        every = "1w" } | every = "0h" } | syncs | above 0
        name = "plain" | name = "plain"\n[[models.handoffs]]\nto = "ok"\nstart = "brief" | start = "brief" | is an approval
        name = "plain" | name = "plain"\n[[models.handoffs]]\nfrom = "@approval"\nstart = "final" | start = "final" | is an approval
        name = "plain" | name = "plain"\n[[models.handoffs]]\nfrom = "@wrk"\nstart = "final" | @wrk | `@work`
        name = "plain" | name = "plain"\n[[models.handoffs]]\nfrom = "drat" | drat | did you mean `draft`
"##,
    );
}

#[test]
fn rows_of_deliverables_and_approvals() {
    check(
        r##"
        name = "plain" | name = "plain"\napproval = { sessions = "on-demand", on_demand = ["legal"] } | on_demand | in one table
        name = "plain" | name = "plain"\napproval = { on_demand = ["design"] } | on_demand | does not review anything
        name = "plain" | name = "plain"\napproval = { on_demand = ["lgal"] } | on_demand | did you mean `legal`
        name = "plain" | name = "plain"\napproval = { on_demand = [] } | on_demand | needs `schema = 2`
        name = "plain" | name = "plain"\n[[models.approvals]]\napproval = "draft"\nroute = "serial" | approval = "draft" | not an approval
        name = "plain" | name = "plain"\n[[models.approvals]]\napproval = "okk"\nroute = "serial" | okk | did you mean `ok`
        name = "plain" | name = "plain"\n[[models.approvals]]\napproval = "ok"\non_demand = ["hub"] | on_demand | does not review `ok`
        name = "plain" | name = "plain"\n[[models.approvals]]\ntiers = ["high"]\nbypass = 0.5 | bypass | needs `patience`
        name = "plain" | name = "plain"\n[[models.approvals]]\ndeliverables = []\nroute = "serial" | deliverables = [] | about no deliverables
        name = "plain" | name = "plain"\n[[models.approvals]]\nroute = "seriel" | seriel | allowed are "serial", "concurrent"
        name = "plain" | name = "plain"\n[[models.handoffs]]\ntiers = []\nrelease = "item" | tiers = [] | about no tiers
        name = "plain" | name = "plain"\n[[models.handoffs]]\ndeliverables = ["male"]\nrelease = "item" | male | did you mean `mail`
        name = "plain" | name = "plain"\n[[models.handoffs]]\ntiers = ["hgh"]\nrelease = "item" | hgh | allowed are "low", "medium", "high"
        name = "plain" | name = "plain"\n[[models.handoffs]]\ndeliverables = ["mail"]\nrelease = "item" | deliverables = ["mail"] | needs `schema = 2`
"##,
    );
}

#[test]
fn a_preset_whose_sync_was_removed_says_which_lever_is_left_over() {
    let text = small("name = \"plain\"", "name = \"plain\"\npreset = \"hybrid-flow\"\nsyncs = []");
    let problems = refused(&text);
    let line = line_of(&text, "syncs = []");
    assert!(complains(&problems, line, "the preset's `visibility` is \"sync check\""));
    assert!(complains(&problems, line, "the preset's `intake` is \"sync check\""));
}

#[test]
fn practices_are_checked() {
    let cases = [
        ("erly = { link = 0.1 }", "unknown key `erly`"),
        ("early = { links = 0.1 }", "unknown key `links` in the practice `early`"),
        ("tell = { latency = 0.1 }", "unknown key `latency` in the practice `tell`"),
        ("live = { link = -0.1 }", "-0.1 is out of range"),
        ("live = { link = \"3%\" }", "write 0.03, without quotes"),
        ("live = { link = \"0.03\" }", "write 0.03, without quotes"),
        ("shared = { detect = 1.5 }", "1.5 is out of range"),
        ("shared = { delay = 4 }", "a duration needs a unit"),
        ("meeting = \"0h\"", "expected a duration above 0"),
        ("early = 0.1", "expected a table"),
        ("scale = -1", "-1 is out of range"),
        ("scale = -1", "write 0 or more, or nothing"),
    ];
    for (line, phrase) in cases {
        let text = SMALL.replace("schema = 1", "schema = 2");
        let text = format!("{text}\n[practices]\n{line}\n");
        assert!(complains(&refused(&text), line_of(&text, line), phrase), "{line}");
    }
    let old = format!("{SMALL}\n[practices]\nscale = 0\n");
    assert!(complains(&refused(&old), line_of(&old, "[practices]"), "needs `schema = 2`"));
}

/// Each says what to do, and each slip is told once.
#[test]
fn levers_of_approvals_and_pods_are_checked() {
    let pod = |name: &str, people: &str| {
        format!("{{ name = \"{name}\", deliverables = [\"mail\"], people = {people} }}")
    };
    let one = pod("p", "{ design = 1 }");
    let cases = [
        (
            format!("pods = [{one}, {}]", pod("q", "{ design = 1 }")),
            "leave it out of one of the two",
        ),
        (format!("pods = [{}]", pod("rest", "{ design = 1 }")), "give the pod another name"),
        (format!("pods = [{}]", pod("p", "{ design = 0 }")), "expected a whole number of people"),
        ("approvals = [{ tiers = [\"low\"] }]".to_owned(), "this row sets nothing"),
        ("handoffs = [{ from = \"@work\" }]".to_owned(), "this row sets nothing"),
    ];
    for (lever, phrase) in cases {
        let text = small("name = \"plain\"\n", &format!("name = \"plain\"\n{lever}\n"));
        let text = text.replace("schema = 1", "schema = 2");
        let problems = refused(&text);
        assert!(complains(&problems, line_of(&text, &lever), phrase), "{}", problems.render(false));
        assert_eq!(problems.list().len(), 1, "{}", problems.render(false));
    }
}

/// Each slip is told once, with what to do. From Monday 2 March 09:00 to Monday 27 April 00:00 it is eight weeks less 9 h.
#[test]
fn what_is_wrong_with_times_says_what_to_write() {
    let change = |more: &str| format!("[[changes]]\nseverity = 0.5\n{more}\n");
    let cases = [
        ("stream = \"draft\"\nbefore = \"12w\"", "write at most before = \"7w 6d 15h\""),
        ("stream = \"draft\"\nbefore = \"12w\"", "after the start, 2026-03-02 09:00"),
        (
            "stream = \"draft\"\nat = \"2026-01-01\"",
            "write a date from 2026-03-02 09:00 on, or an earlier `start`",
        ),
        ("at = \"1w\"\nstreams = [\"draft\", \"draft\"]", "leave one of the two out"),
    ];
    for (lines, phrase) in cases {
        let head = "schema = 2\nlaunch = { at = \"2026-04-27\" }";
        let text = SMALL.replace("schema = 1", head) + &change(lines);
        let problems = refused(&text);
        let last = lines.lines().last().unwrap_or_default();
        assert!(complains(&problems, line_of(&text, last), phrase), "{}", problems.render(false));
        assert_eq!(problems.list().len(), 1, "{}", problems.render(false));
    }
    let misspelt = SMALL.replace("schema = 1", "schema = 2\nlaunch = { calender = \"x\" }");
    let problems = refused(&misspelt);
    assert!(complains(&problems, line_of(&misspelt, "calender"), "did you mean `calendar`"));
    assert_eq!(problems.list().len(), 1, "{}", problems.render(false));
    let bare = SMALL.replace("\"2026-03-02 09:00\"", "2026-03-02T25:00:00");
    let problems = refused(&bare);
    assert!(problems.list()[0].help.contains("a date and time look like"), "{problems}");
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_file() {
    let text = small("people = 2", "people = 0").replace("flaw = 0.1", "flaw = 2");
    let text = text.replace("seed = 7", "seed = -7").replace("skip = [\"data\"]", "skip = [\"x\"]");
    let problems = refused(&text);
    let lines: Vec<usize> = problems.list().iter().map(|problem| problem.line).collect();
    let expected = ["people = 0", "flaw = 2", "skip = [\"x\"]", "seed = -7"];
    assert_eq!(lines, expected.map(|passage| line_of(&text, passage)));
    let paths: Vec<&str> = problems.list().iter().map(|problem| problem.path.as_str()).collect();
    let expected =
        ["teams.design.people", "streams[0].flaw", "deliverables[1].skip[0]", "study.seed"];
    assert_eq!(paths, expected);
}

#[test]
fn the_look_is_plain_text_or_coloured() {
    let problems = refused(&small("people = 2", "people = 0"));
    let plain = problems.render(false);
    assert!(plain.contains("error: 0 is out of range"), "{plain}");
    assert!(plain.contains("--> test.toml:9:21"), "{plain}");
    assert!(plain.contains("design = { people = 0 }"), "{plain}");
    assert!(!plain.contains('\u{1b}'));
    assert!(problems.render(true).contains('\u{1b}'));
}

#[test]
fn what_is_not_toml_is_refused() {
    for text in ["name = ", "a = 1\na = 2", "[teams\n", "\u{0}\u{1}\u{2}", "= 3", "[[a]]\n[a]"] {
        let problems = refused(text);
        assert!(problems.render(false).contains("not valid TOML"), "{text:?}");
    }
    assert!(refused("a = 1\na = 2").render(false).contains("test.toml:2:1"));
    let prose = "Dear all,\nplease find attached\n\nthe plan: x\n";
    let first = refused(&prose.repeat(20));
    assert_eq!(first.list().len(), 1);
    assert!(first.render(false).contains("test.toml:1:"));
    for text in ["", "# only a comment\n", "\u{feff}"] {
        assert!(refused(text).render(false).contains("a scenario needs `streams`"));
    }
}

#[test]
fn an_empty_list_of_models_streams_or_deliverables_is_refused() {
    let head = "schema = 1\nname = \"x\"\nstreams = []\ndeliverables = []\nmodels = []\n";
    let problems = refused(head);
    for phrase in ["at least one stream", "at least one deliverable", "a list of models"] {
        assert!(problems.render(false).contains(phrase), "{phrase}");
    }
}

#[test]
fn escape_sequences_of_names_are_not_echoed() {
    let text = small("team = \"design\"", "team = \"\\u001b[2J\"");
    assert!(!refused(&text).render(false).contains('\u{1b}'));
    let raw = small("name = \"post\"", "name = \"po\u{9b}31mst\"");
    assert!(!refused(&raw).render(false).contains('\u{9b}'));
}

/// What a table lacks stands under the key that it does not know: there is one problem, not two.
#[test]
fn an_unknown_key_is_told_alone() {
    for (from, to) in [
        ("effort = \"4h\"", "efort = \"4h\""),
        ("effort = \"4h\"", "effort = { meadian = \"4h\", p90 = \"8h\" }"),
        ("every = \"1w\" }", "evry = \"1w\" }"),
        ("at = \"3w\"", "att = \"3w\""),
        ("stream = \"draft\"\nat", "strem = \"draft\"\nat"),
        ("{ team = \"legal\", effort", "{ teem = \"legal\", effort"),
        ("name = \"clip\"\nskip = [\"data\"]\n", "fil = \"x.csv\"\n"),
        ("live = \"2w\"", "[launch]\natt = \"9w\""),
    ] {
        // The launch is of schema 2, and nothing refers to the deliverable that is to come from a file.
        let text = small(from, to)
            .replace("schema = 1", "schema = 2")
            .replace("[[dependencies]]\nfrom = \"mail/draft\"\nto = \"clip/draft\"\n", "");
        let problems = refused(&text);
        assert_eq!(problems.list().len(), 1, "{to}:\n{}", problems.render(false));
    }
}

/// A sync whose cadence is wrong is there all the same; of a list of times with a wrong one only that is told.
#[test]
fn what_is_written_wrongly_is_not_told_as_missing() {
    for (from, to) in [
        ("every = \"1w\" }", "every = \"0h\" }"),
        ("at = \"3w\"", "within = [\"3 weeks\", \"4w\"]"),
    ] {
        let problems = refused(&small(from, to));
        assert_eq!(problems.list().len(), 1, "{to}:\n{}", problems.render(false));
    }
}

#[test]
fn what_to_do_is_said() {
    check(
        r##"
        severity = 0.5\n | (nothing) | [[changes]] | add `severity`: Share of the hit work redone
        at = "3w" | at = "2026-01-02" | at = "2026-01-02" | write a date from 2026-03-02 09:00 on
        effort = "4h" | effort = { median = "4h", p90 = "1h" } | effort = { | raise `p90` or lower `median`
        live = "2w" | practices = { live = 0.02 } | practices = | its keys are `link`
        people = 2 | maturity = 2 | maturity = 2 | write 1 or less
        at = "3w" | every = "0h"\nuntil = "3w" | every = "0h" | above 0
"##,
    );
}
