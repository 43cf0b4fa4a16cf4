use super::*;
use crate::time::{HOUR, MINUTE};

fn options(map: &[(&str, Field)], dates: Option<DateOrder>, steps: &str) -> Options {
    let map = map.iter().map(|(column, field)| ((*column).to_owned(), *field)).collect();
    let steps = (!steps.is_empty()).then(|| ("steps.toml".to_owned(), steps.to_owned()));
    Options { map, dates, steps, zone: None }
}

fn log(text: &str) -> Log {
    log_of(text.as_bytes(), &Options::default())
}

fn log_of(bytes: &[u8], options: &Options) -> Log {
    read("log.csv", bytes, options).unwrap_or_else(|found| panic!("{found}"))
}

/// The jobs in short: hours after the epoch.
fn told(log: &Log) -> Vec<String> {
    let hours = |at: Option<Instant>| at.map_or("–".to_owned(), |at| format!("{}", at.hours()));
    let name = |name: &Option<Arc<str>>| name.as_deref().unwrap_or("–").to_owned();
    let job = |job: &Job| {
        let outcome = job.outcome.as_ref().map_or("–", Outcome::name);
        let round = job.round.map_or("–".to_owned(), |round| round.to_string());
        let times = [job.asked, job.start, job.end].map(hours).join(" ");
        let (item, person) = (name(&job.item), name(&job.person));
        format!(
            "{} {item} {} {} {person} {times} {outcome} {round} {}",
            job.campaign,
            job.step,
            job.kind.name(),
            job.status.name()
        )
    };
    log.jobs.iter().map(job).collect()
}

const ROWS: &str = "campaign,item,step,person,asked,start,end,outcome\n\
    a,x,copy,ann,2026-01-05T08:00,2026-01-05T09:00,2026-01-05T10:30,\n\
    a,x,check,bob,,2026-01-06T09:00,2026-01-06T10:00,Changes required\n\
    a,x,copy,ann,,2026-01-06T11:00,2026-01-06T12:00,\n\
    a,x,check,bob,,2026-01-07T09:00,2026-01-07T10:00,approved\n\
    a,x,send,,,2026-01-07T12:00,,\n";

/// 2026-01-05 is a Monday: 09:00 of the Tuesday is hour 33.
#[test]
fn a_row_is_a_job() {
    let log = log(ROWS);
    assert_eq!(log.epoch.to_string(), "2026-01-05T00:00:00");
    assert_eq!((log.grain, log.form), (Grain::Minute, Form::Jobs));
    assert_eq!(log.last, Instant(60 * HOUR));
    assert_eq!(
        told(&log),
        [
            "a x copy work ann 8 9 10.5 – – done",
            "a x check review bob – 33 34 rejected 1 done",
            "a x copy work ann – 35 36 – – done",
            "a x check review bob – 57 58 approved 2 done",
            "a x send work – – 60 – – – open",
        ]
    );
    let cases = log.campaigns();
    assert_eq!(
        (cases[0].start, cases[0].end, cases[0].is_open),
        (Instant(8 * HOUR), Instant(60 * HOUR), true)
    );
    assert!(log.mapping().contains("person <- person (known name)"));
}

/// The same log in other words, dialects and orders.
#[test]
fn dialects_do_not_matter() {
    let wanted = told(&log(ROWS));
    let rows: Vec<&str> = ROWS.lines().collect();
    let backwards = [&rows[..1], &rows[1..].iter().rev().copied().collect::<Vec<_>>()].concat();
    let turned: String =
        ROWS.lines().map(|row| row.rsplit(',').collect::<Vec<_>>().join(",") + "\r\n").collect();
    let quoted = ROWS.replace("ann", "\"ann\"");
    let spreadsheet = ROWS.replace(',', ";").replace("2026-01-0", "0").replace('T', "/01/2026 ");
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(ROWS.replace(',', "\t").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, ROWS.as_bytes()).unwrap();
    let day_first = options(&[], Some(DateOrder::Dmy), "");
    for (bytes, options) in [
        (backwards.join("\n").into_bytes(), Options::default()),
        (turned.into_bytes(), Options::default()),
        (quoted.into_bytes(), Options::default()),
        (ROWS.replace(',', "|").into_bytes(), Options::default()),
        (format!("\u{feff}sep=;\n{}", ROWS.replace(',', ";")).into_bytes(), Options::default()),
        (format!("\u{feff}{spreadsheet}").into_bytes(), day_first),
        (wide, Options::default()),
        (packed.finish().unwrap(), Options::default()),
    ] {
        assert_eq!(told(&log_of(&bytes, &options)), wanted, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_line_break_in_quotes_is_no_row() {
    let log = log(
        "case,step,end,note\n1,copy,2026-01-05 10:00,\"two\nlines\"\n1,send,2026-01-05 11:00,\n",
    );
    assert_eq!(log.jobs.iter().map(|job| job.line).collect::<Vec<_>>(), [2, 4]);
}

/// A stay in a status is a job; who leaves it has done it; the first one was asked for when the item was created.
#[test]
fn changes_of_status_become_jobs() {
    let log = log("Key,Epic Link,Created,Author,Field,From,To\n\
        M-1,C1,05/Jan/26 08:00 AM,,created,,To Do\n\
        M-1,C1,05/Jan/26 12:30 PM,ann,status,Copy in progress,Ready for review\n\
        M-1,C1,05/Jan/26 09:00 AM,ann,status,To Do,Copy in progress\n\
        M-1,C1,05/Jan/26 09:00 AM,ann,assignee,,ann\n\
        M-1,C1,06/Jan/26 09:00 AM,bob,status,Ready for review,In review\n\
        M-1,C1,06/Jan/26 10:00 AM,bob,status,In review,Changes requested\n\
        M-1,C1,06/Jan/26 10:00 AM,ann,status,Changes requested,Copy in progress\n\
        M-1,C1,06/Jan/26 11:00 AM,ann,status,Copy in progress,In review\n\
        M-1,C1,06/Jan/26 12:00 PM,bob,status,In review,Done\n");
    assert_eq!(log.form, Form::Changes);
    assert_eq!(
        told(&log),
        [
            "C1 M-1 Copy work ann 8 9 12.5 – – done",
            "C1 M-1 In review review bob 12.5 33 34 rejected 1 done",
            "C1 M-1 Copy work ann 34 34 35 – – done",
            "C1 M-1 In review review bob – 35 36 approved 2 done",
        ]
    );
}

#[test]
fn proof_rounds_become_reviews() {
    let log = log(
        "Proof ID,Proof Version Name,Version,Proof Version Created Date (UTC),Reviewer,Decision,Decision Date\n\
        P-1,x,1.0,2026-01-05T08:00:00Z,ann,Changes required,2026-01-05T10:00:00Z\n\
        P-1,x,1.0,2026-01-05T08:00:00Z,bob,Approved with changes,2026-01-05T09:00:00Z\n\
        P-1,x,2.0,2026-01-06T08:00:00Z,ann,Approved,2026-01-06T09:00:00Z\n\
        P-1,x,2.0,2026-01-06T08:00:00Z,bob,Not relevant,2026-01-06T09:00:00Z\n",
    );
    assert_eq!(log.form, Form::Proofs);
    assert_eq!(
        told(&log),
        [
            "P-1 P-1 review review bob 8 – 9 approved 1 done",
            "P-1 P-1 review review ann 8 – 10 rejected 1 done",
            "P-1 P-1 review review ann 32 – 33 approved 2 done",
        ]
    );
    assert!(log.notes.iter().any(|note| note.starts_with("1 of 4 jobs")), "{:?}", log.notes);
}

/// Starts and ends, each in a row of its own, two of them at the same time by different people.
#[test]
fn starts_and_ends_are_paired() {
    let log =
        log("case:concept:name,concept:name,org:resource,time:timestamp,lifecycle:transition\n\
        1,copy,ann,2026-01-05T09:00:00+01:00,start\n\
        1,copy,bob,2026-01-05T10:00:00+01:00,start\n\
        1,copy,bob,2026-01-05T11:00:00+01:00,complete\n\
        1,copy,ann,2026-01-05T12:00:00+01:00,complete\n\
        1,send,ann,2026-01-05T13:00:00+01:00,schedule\n\
        1,send,ann,2026-01-05T14:00:00+01:00,start\n\
        1,send,ann,2026-01-05T15:00:00+01:00,ate_abort\n");
    assert_eq!(
        told(&log),
        [
            "1 – copy work ann – 9 12 – – done",
            "1 – copy work bob – 10 11 – – done",
            "1 – send work ann 13 14 15 – – stopped",
        ]
    );
}

/// Outcomes in the names of steps: two names become one approval, and who only rejects
/// takes note of a rejection.
#[test]
fn names_that_tell_outcomes_are_merged() {
    let text = "case,activity,timestamp\n\
        1,SENT,2026-01-05 09:00\n\
        1,Paper REJECTED by BOSS,2026-01-05 10:00\n\
        1,Paper REJECTED by CLERK,2026-01-05 11:00\n\
        1,SENT,2026-01-05 12:00\n\
        1,Paper FINAL_APPROVED by BOSS,2026-01-05 13:00\n";
    let log = log(text);
    assert_eq!(
        told(&log),
        [
            "1 – SENT work – – – 9 – – done",
            "1 – Paper by BOSS review – – – 10 rejected 1 done",
            "1 – SENT work – – – 12 – – done",
            "1 – Paper by BOSS review – – – 13 approved 2 done",
        ]
    );
    // The draft, given back, says the same.
    let again = log_of(text.as_bytes(), &options(&[], None, &log.steps.to_toml()));
    assert_eq!(told(&again), told(&log));
    assert_eq!(Steps { drafted: true, ..again.steps }, log.steps);
}

#[test]
fn dates_of_many_forms() {
    let nine = [
        "2026-02-03 09:05",
        "2026-02-03T09:05:00.000",
        "03.02.2026 09:05",
        "3 Feb 2026, 9:05 AM",
        "03/Feb/26 09:05 AM",
        "Feb 3, 2026 at 9:05 am",
        "2026/02/03 09:05:00,000",
        "20260203 09:05",
        "Tue, 03 Feb 2026 09:05:00",
        "3. Februar 2026 09:05",
        "3 Feb 2026 9:05 a.m.",
        "20260203T0905",
        "20260203T090500Z",
    ];
    for date in nine {
        let text = format!("case\tstep\tend\n1\tcopy\t{date}\n");
        let log = log(&text);
        // A Tuesday.
        assert_eq!(log.jobs[0].end, Some(Instant(24 * HOUR + 9 * HOUR + 5 * MINUTE)), "{date}");
    }
    let told = log_of(
        b"case,step,end\n1,copy,02/03/2026 12:30 AM\n",
        &options(&[], Some(DateOrder::Mdy), ""),
    );
    assert_eq!(told.jobs[0].end, Some(Instant(24 * HOUR + 30 * MINUTE)));
    let days =
        log("case,step,start,end\n1,copy,2026-01-05,2026-01-06\n1,copy,2026-01-05,2026-01-06\n");
    assert_eq!((days.grain, days.jobs.len()), (Grain::Day, 2));
}

/// Winter and summer time: the clock on the wall is kept.
#[test]
fn summer_time_is_no_second_time_zone() {
    let log =
        log("case,step,end\n1,copy,2026-03-27T09:00:00+01:00\n1,send,2026-03-30T09:00:00+02:00\n");
    assert_eq!(log.jobs[1].end.unwrap().since(log.jobs[0].end.unwrap()).0, 72 * HOUR);
    assert!(log.notes.iter().any(|note| note.contains("+01:00 and +02:00")), "{:?}", log.notes);
}

#[test]
fn columns_can_be_told() {
    let text = "Nr,What,Version,Ready\n1,copy,windows,2026-01-05 09:00\n";
    let map = [
        ("Nr", Field::Item),
        ("What", Field::Step),
        ("Version", Field::Unused),
        ("Ready", Field::End),
    ];
    let log = log_of(text.as_bytes(), &options(&map, None, ""));
    assert_eq!(told(&log), ["1 1 copy work – – – 9 – – done"]);
    assert!(log.has(Field::Item) && !log.has(Field::Person));
}

fn refused(bytes: &[u8], options: &Options) -> String {
    match read("log.csv", bytes, options) {
        Ok(log) => panic!("read: {:?} of {}", told(&log), String::from_utf8_lossy(bytes)),
        Err(problems) => problems.render(false),
    }
}

/// Broken logs, and what is said: where, what was found, what to do.
#[test]
fn broken_logs_are_refused_with_place_and_advice() {
    let head =
        "case,item,step,start,end,round,kind\n1,x,copy,2026-01-05 09:00,2026-01-05 10:00,1,work\n";
    let row = |row: &str| format!("{head}{row}\n");
    let texts: &[(String, &[&str])] = &[
        (String::new(), &["the log is empty"]),
        ("\n\n \n".into(), &["the log is empty"]),
        ("case,step,end\n".into(), &["no rows"]),
        ("case\n1\n".into(), &["no column was recognised as step, nor as end", "--map"]),
        ("foo,bar\n1,2\n".into(), &["nor as step", "`foo`, `bar`"]),
        ("case,end\n1,2026-01-05\n".into(), &["as step"]),
        ("case,step\n1,copy\n".into(), &["as end"]),
        ("step,end\ncopy,2026-01-05\n".into(), &["as campaign (the case) or item"]),
        (row("1,x,copy,,31/31/2026 09:00,,"), &["log.csv:3", "a day that does not exist"]),
        (row("1,x,copy,,2026-02-30,,"), &["\"2026-02-30\" is a day that does not exist"]),
        (row("1,x,copy,,yesterday,,"), &["\"yesterday\" is not a date", "2026-01-31"]),
        (row("1,x,copy,,2026-01-05 25:00,,"), &["a time that does not exist"]),
        (row("1,x,copy,,2026-01-05 13:00 PM,,"), &["a time that does not exist"]),
        (row("1,x,copy,,2026-01-05 09:00 XM,,"), &["is not a date"]),
        (row("1,x,copy,,46000.5,,"), &["a number, not a date", "format the column"]),
        (row("1,x,copy,,1767600000,,"), &["a number, not a date"]),
        (row("1,x,copy,,1970-01-01 00:00,,"), &["not of the years 1980 to 2200", "leave the cell empty"]),
        (row("1,x,copy,2026-01-06 09:00,2026-01-06 08:59,,"), &["log.csv:3", "is before the start 2026-01-06 09:00"]),
        (row("1,x,copy,2026-01-05 09:00,2026-01-05 10:00,1,work"), &["log.csv:3", "the same as that on line 2"]),
        (row("1,x,copy,,,,"), &["log.csv:3", "no time"]),
        (row(",x,copy,,2026-01-06,,"), &["`case` is empty"]),
        (row("1,x,,,2026-01-06,,"), &["`step` is empty"]),
        (row("1,x,copy,,2026-01-06,two,"), &["\"two\" is no round"]),
        (row("1,x,copy,,2026-01-06,,party"), &["\"party\" is no kind", "work, review, broker or audit"]),
        (row("1,x,copy"), &["log.csv:3", "this row has 3 cells, the header has 7"]),
        (row("1,x,co,py,2026-01-05 09:00,2026-01-05 10:00,1,work"), &["8 cells", "must be in quotes"]),
        (row("1,x,\"copy,2026-01-05 09:00,2026-01-05 10:00,1,work"), &["this quote never closes"]),
        (row("1,x,copy,2026-01-06T09:00Z,2026-01-06T10:00Z,,"), &["two time zones", "Z on line 3, no offset on line 2"]),
        ("case,step,end\n1,copy,2026-01-05T09:00+01:00\n1,copy,2026-01-05T09:00-05:00\n".into(), &["-05:00 on line 3, +01:00 on line 2"]),
        ("case,step,end\n1,copy,05/01/2026\n".into(), &["log.csv:2", "may be day first or month first", "--dates dmy"]),
        ("case,step,end\n1,copy,13/01/2026\n1,copy,01/14/2026\n".into(), &["log.csv:3", "\"13/01/2026\" on line 2 the day"]),
        ("case,step,end,end\n1,copy,2026-01-05,2026-01-06\n".into(), &["the column `end` is there 2 times"]),
        ("key,when,field,from,to\nM-1,2026-01-05,assignee,a,b\n".into(), &["no row is a change of a status"]),
        ("key,field,from,to\nM-1,status,a,b\n".into(), &["as end (when a job was over, or a status changed)"]),
        ("<log><trace><event><string key=\"concept:name\" value=\"copy\"/>".into(), &["ends within <event>: it was cut off"]),
        ("<html><body/></html>".into(), &["its first element is <html>"]),
        ("<log><trace></log>".into(), &["this is no XML"]),
        ("<log><trace><event><string key=\"concept:name\" value=\"a &foo; b\"/></event></trace></log>".into(), &["this is no XML"]),
        ("<log><trace></trace></log>".into(), &["no rows"]),
    ];
    for (text, said) in texts {
        let found = refused(text.as_bytes(), &Options::default());
        said.iter().for_each(|said| assert!(found.contains(said), "{text}\nno `{said}`:\n{found}"));
    }
}

/// Of 06/01 and 07/01 neither is known to be first, so that no end is before its start; and of 20 jobs in January one ended in 2055.
#[test]
fn what_follows_from_another_problem_is_not_told() {
    let found =
        refused(b"case,step,start,end\n1,copy,07/01/2026,06/01/2026\n", &Options::default());
    assert!(found.contains("--dates dmy") && !found.contains("before"), "{found}");
    let row = |day: usize, year: usize| format!("{day},copy,2026-01-{day:02},{year}-01-{day:02}\n");
    let rows = |year| {
        (1..20).map(|day| row(day, 2026)).collect::<String>() + &row(20, year) + &row(20, 2026)
    };
    let head = "case,step,start,end\n";
    let found = refused((head.to_owned() + &rows(2055)).as_bytes(), &Options::default());
    assert!(
        found.contains("log.csv:21") && found.contains("2055-01-20 is far from all others"),
        "{found}"
    );
    assert_eq!(log(&(head.to_owned() + &rows(2026))).jobs.len(), 21);
}

#[test]
fn files_that_are_no_text_are_refused() {
    for (bytes, said) in [
        (&b"PK\x03\x04rest"[..], "a ZIP archive or an Excel workbook"),
        (b"case,step\n1,caf\xe9\n", "line 2 is not UTF-8 text: byte 0xe9"),
        (b"\xff\xfea\x00\x00\xd8b\x00", "begins as UTF-16 but is not"),
        (b"\x1f\x8bnonsense", "cannot be unpacked"),
        (b"case,step\0", "it has zero bytes"),
    ] {
        let found = refused(bytes, &Options::default());
        assert!(found.contains(said), "{found}");
    }
}

#[test]
fn what_is_told_about_a_log_is_checked() {
    let text = "case,step,end\n1,copy,2026-01-05\n";
    for (told, said) in [
        (
            options(&[("Stage", Field::Step)], None, ""),
            "a column `Stage` that the log does not have; the nearest is",
        ),
        (
            options(&[("case", Field::Item), ("case", Field::Campaign)], None, ""),
            "--map gives `case` or `campaign` twice",
        ),
        (options(&[], None, "[[steps]]\nname = \"copy\"\ndrop = true\n"), "no job is left"),
        (options(&[], None, "[[steps]]\nname = \"copy\"\nkind = \"party\"\n"), "steps.toml:3"),
        (options(&[], None, "[[steps]]\nnam = \"copy\"\n"), "unknown field `nam`"),
    ] {
        let found = refused(text.as_bytes(), &told);
        assert!(found.contains(said), "no `{said}`:\n{found}");
    }
}

/// One look shows every kind of problem, and how often each is there.
#[test]
fn all_problems_are_told_at_once() {
    let rows: String = (0..5000).map(|_| "1,copy,never,soon\n").collect();
    let found = refused(
        format!("case,step,start,end\n,copy,2026-01-05,2026-01-04\n{rows}").as_bytes(),
        &Options::default(),
    );
    for said in [
        "`case` is empty",
        "is before the start",
        "\"never\" is not a date (and on 4999 more lines: 4, 5, 6, 7, 8, ...)",
        "\"soon\"",
    ] {
        assert!(found.contains(said), "{found}");
    }
    assert!(found.len() < 4000, "{}", found.len());
}

/// Words of exports that were met: an outcome in Asana's writing, a German sheet, a column that says UTC in its name.
#[test]
fn words_of_exports_are_known() {
    let asana = "Projects,Parent task,Section/Column,Assignee,Completed At,Approval Status\n\
                 A,page,Review,dee,2026-01-05,changes_requested\nA,page,Review,dee,2026-01-06,approved\n";
    let log = log_of(asana.as_bytes(), &Options::default());
    let outcomes: Vec<_> = log.jobs.iter().map(|job| job.outcome.clone()).collect();
    assert_eq!(outcomes, [Some(Outcome::Rejected), Some(Outcome::Approved)]);
    let sheet = "Kampagne;Stück;Schritt;Wer;Bereit;Beginn;Ende;Ergebnis\n\
                 A;Seite;Prüfung;dee;05.01.2026 09:00;05.01.2026 10:00;05.01.2026 11:00;abgelehnt\n";
    let log = log_of(sheet.as_bytes(), &Options::default());
    assert_eq!(log.jobs[0].outcome, Some(Outcome::Rejected));
    assert!(log.columns.iter().all(|column| column.field.is_some()), "{:?}", log.columns);
    let proofs = "Proof ID,Stage,Reviewer,Decision,Decision Date (UTC)\nP1,Legal,dee,Approved,2026-01-05 10:00\n";
    let log = log_of(proofs.as_bytes(), &Options::default());
    assert!(log.notes.iter().any(|note| note.contains("in UTC")), "{:?}", log.notes);
    let spare = "case,step,end,note\nA,copy,2026-01-05,hello\n";
    let log = log_of(spare.as_bytes(), &Options::default());
    assert!(log.notes.iter().any(|note| note.contains("--map COLUMN=item")), "{:?}", log.notes);
    let strange = "case,step,end,outcome\nA,copy,2026-01-05,bravo\n";
    let log = log_of(strange.as_bytes(), &Options::default());
    assert!(
        log.notes.iter().any(|note| note.contains("`bravo` neither approves")),
        "{:?}",
        log.notes
    );
}

/// Twenty reviews, one of which says what nobody knows: a twentieth may mean anything, a fortieth is told.
#[test]
fn outcomes_that_are_not_understood_are_refused_with_the_file_to_complete() {
    let text = |reviews: usize| {
        let rows = (0..reviews).map(|row| {
            let said = if row == 7 { "Zurück an Autor" } else { "Freigegeben" };
            format!("A,{row},check,2026-01-05 10:00,{said}\n")
        });
        "case,item,step,end,outcome\n".to_owned() + &rows.collect::<String>()
    };
    let found = refused(text(20).as_bytes(), &Options::default());
    for said in [
        "1 of 20 outcomes of `check` are neither known to approve nor to reject: `Zurück an Autor`",
        "give the file with --steps",
        "name = \"check\"",
        "To be put into these lists: \"Zurück an Autor\"",
    ] {
        assert!(found.contains(said), "{found}");
    }
    let steps = "steps = [{ name = \"check\", kind = \"approval\" }]\n\
                 outcomes = { approved = [\"Freigegeben\"], rejected = [\"Zurück an Autor\"] }";
    let log = log_of(text(20).as_bytes(), &options(&[], None, steps));
    let rejected = log.jobs.iter().filter(|job| job.outcome == Some(Outcome::Rejected)).count();
    assert_eq!(rejected, 1);
    let log = log_of(text(40).as_bytes(), &Options::default());
    assert!(log.notes.iter().any(|it| it.contains("`Zurück an Autor` neither approves")));
}

#[test]
fn what_is_left_out_says_why() {
    let text = "Proof ID,Version,Reviewer,Decision,Decision Date\n\
                P1,1,dee,Approved,2026-01-05 10:00\nP1,1,ann,Not relevant,2026-01-05 10:00\n";
    let log = log(text);
    let why = "1 of 2 jobs is left out for an outcome that is no verdict: `Not relevant`.";
    assert!(log.notes.iter().any(|note| note == why), "{:?}", log.notes);
}

/// Subtasks have no section: their names are the steps. The task above them lasts as long as they do, and is no job.
#[test]
fn the_subtasks_of_asana_are_steps() {
    let text = "Name,Section/Column,Assignee,Created At,Completed At,Projects,Parent task\n\
                page 1,Doing,ann,2026-01-05,2026-01-08,A,\n\
                Write,,dee,2026-01-05,2026-01-06,A,page 1\n\
                Post,,dee,2026-01-07,2026-01-08,A,page 1\n";
    let log = log(text);
    let steps: Vec<_> = log.jobs.iter().map(|job| (job.item.as_deref(), &*job.step)).collect();
    assert_eq!(steps, [(Some("page 1"), "Write"), (Some("page 1"), "Post")]);
    assert!(
        log.notes.iter().any(|note| note.contains("1 of them: they are the deliverables")),
        "{:?}",
        log.notes
    );
}

#[test]
fn names_of_pieces_are_no_steps_and_a_list_of_issues_is_no_history() {
    let row = |row: usize| format!("c{},text for page {row},2026-01-05 10:00\n", row / 4);
    let text = "case,Task,end\n".to_owned() + &(0..20).map(row).collect::<String>();
    let found = refused(text.as_bytes(), &Options::default());
    let said = "`Task` has 20 different names, 20 of them in one campaign only";
    assert!(found.contains(said) && found.contains("--map \"Task=item\""), "{found}");
    let issues = "Issue key,Issue Type,Created,Resolved\nM-1,Task,2026-01-05,2026-01-06\n";
    let found = refused(issues.as_bytes(), &Options::default());
    assert!(found.contains("without their history") && found.contains("changelog"), "{found}");
    let told = options(&[("Issue Type", Field::Step)], None, "");
    assert_eq!(log_of(issues.as_bytes(), &told).jobs.len(), 1);
}

/// "é" of Windows-1252 is the sixth byte of the second line.
#[test]
fn what_is_no_text_is_shown_at_its_place() {
    let found = refused(b"case;step\n1;caf\xe9\n", &Options::default());
    assert!(found.contains("log.csv:2:6") && found.contains("line 2 is not UTF-8"), "{found}");
}

/// Both tasks of a page are made on the 5th, the second begins when the first is over; or each is made when the one ahead is over.
#[test]
fn when_a_task_was_made_is_not_always_when_it_was_asked_for() {
    let row = |made: &str| {
        format!(
            "item,step,Created At,start,end\n\
             p,write,2026-01-05 09:00,2026-01-05 09:00,2026-01-05 12:00\n\
             p,draw,{made},2026-01-05 14:00,2026-01-05 16:00\n"
        )
    };
    let asked = |log: &Log| log.jobs.iter().filter_map(|job| job.asked).count();
    let template = log(&row("2026-01-05 09:00"));
    assert_eq!((asked(&template), template.has(Field::Asked)), (0, false));
    let said = "`Created At` is not used: 1 of 1 jobs were made before the one ahead";
    assert!(template.notes.iter().any(|note| note.contains(said)), "{:?}", template.notes);
    assert_eq!(asked(&log(&row("2026-01-05 12:00"))), 2);
    let told = options(&[("Created At", Field::Asked)], None, "");
    assert_eq!(asked(&log_of(row("2026-01-05 09:00").as_bytes(), &told)), 2);
    let other = row("2026-01-05 09:00").replace("Created At", "Angefragt");
    assert_eq!(asked(&log(&other)), 2);
}

/// A history of statuses, an hour each.
fn history(paths: &[&[&str]]) -> String {
    let mut text = "Key,Date,Field,From,To\n".to_owned();
    for (item, path) in paths.iter().enumerate() {
        for (hour, pair) in path.windows(2).enumerate() {
            let (from, to) = (pair[0], pair[1]);
            text += &format!("M-{item},2026-01-05 {:02}:00,status,{from},{to}\n", 8 + hour);
        }
    }
    text
}

/// How many reviews approved, sent back, and decided nothing.
fn decided(log: &Log) -> [usize; 3] {
    let reviews = || log.jobs.iter().filter(|job| job.kind == Kind::Review);
    let n = |outcome| reviews().filter(|job| job.outcome == outcome).count();
    [n(Some(Outcome::Approved)), n(Some(Outcome::Rejected)), n(None)]
}

/// Work that lies before the review, or leads to it only, was sent back; what goes on or ends was approved; no word says so.
#[test]
fn a_review_in_a_history_is_told_by_where_the_item_goes_next() {
    let text = history(&[
        &["To Do", "Writing", "In Review", "To Do", "Writing", "In Review", "Launching", "Live"],
        &["To Do", "Writing", "In Review", "On Hold", "In Review", "Launching", "Live"],
        &["To Do", "Writing", "In Review", "Polish", "In Review", "Launching", "Live"],
        &["To Do", "Writing", "In Review", "Closed"],
    ]);
    let found = log(&text);
    assert_eq!(decided(&found), [4, 2, 0]);
    let said = "`In Review` is a review: what comes next approves: `Closed` (1), `Launching` (3); sends back: `Polish` (1), `To Do` (1)";
    assert!(found.mapping().contains(said), "{}", found.mapping());
    // The draft, given back, says the same; what it says is obeyed; a status may tell the outcome, too.
    let steps = found.steps.to_toml();
    assert_eq!(decided(&log_of(text.as_bytes(), &options(&[], None, &steps))), [4, 2, 0]);
    let turned =
        steps.replace("\"Polish\", ", "").replace("[\"Closed\"", "[\"Polish\", \"Closed\"");
    assert_eq!(decided(&log_of(text.as_bytes(), &options(&[], None, &turned))), [5, 1, 0]);
    let rule = "[[steps]]\nname = \"In Review\"\nkind = \"approval\"\n[[steps]]\nname = \"On Hold\"\noutcome = \"rejected\"\n";
    assert_eq!(decided(&log_of(text.as_bytes(), &options(&[], None, rule))), [4, 3, 0]);
}

/// Nothing ever leaves "Live", and work lies in "On Hold", whether or not somebody writes a rule of another status.
#[test]
fn where_items_end_or_lie_nobody_works() {
    let text = history(&[
        &["To Do", "Writing", "In Review", "Live"],
        &["To Do", "Writing", "On Hold", "Writing", "In Review", "Live"],
    ]);
    let rule = "[[steps]]\nname = \"In Review\"\nkind = \"approval\"\n";
    for rules in ["", rule] {
        let found = log_of(text.as_bytes(), &options(&[], None, rules));
        let steps: Vec<&str> = found.jobs.iter().map(|job| &*job.step).collect();
        assert_eq!(steps, ["Writing", "Writing", "In Review", "In Review"], "{rules}");
    }
}

/// Writing from 9 to 10 and from 11 to 12, the first review from 12 to 13 and from 14 to 15: one job each, put aside for an hour; then
/// it is sent back, and approved in the second round. What lies aside when the log ends was stopped.
#[test]
fn what_is_put_aside_and_taken_up_again_is_one_job() {
    let text = history(&[
        &[
            "To Do",
            "Writing",
            "On Hold",
            "Writing",
            "In Review",
            "Blocked",
            "In Review",
            "Writing",
            "In Review",
            "Live",
        ],
        &["To Do", "Writing", "In Review", "Live"],
        &["To Do", "Writing", "On Hold"],
    ]);
    let found = log(&text);
    assert_eq!(decided(&found), [2, 1, 0]);
    let hour = |at: Instant| found.at(at).hour();
    let first = found.jobs.iter().filter(|job| job.item.as_deref() == Some("M-0"));
    let told = first.map(|job| {
        let held = job.held.iter().map(|(from, to)| (hour(*from), hour(*to))).collect();
        (&*job.step, job.start.map(hour), job.end.map(hour), held, job.round)
    });
    let told: Vec<(_, _, _, Vec<_>, _)> = told.collect();
    let wanted = [
        ("Writing", Some(8), Some(11), vec![(9, 10)], None),
        ("In Review", Some(11), Some(14), vec![(12, 13)], Some(1)),
        ("Writing", Some(14), Some(15), vec![], None),
        ("In Review", Some(15), Some(16), vec![], Some(2)),
    ];
    assert_eq!(told, wanted);
    let said = "1 review and 1 job of work were put aside (`Blocked`, `On Hold`) and taken up again: one pass each, with the verdict of the last. The time aside, 2 h by the clock all together";
    assert!(found.notes.iter().any(|note| note.starts_with(said)), "{:?}", found.notes);
    let stopped = found.jobs.iter().filter(|job| job.status == Status::Stopped);
    assert_eq!(stopped.map(|job| job.item.as_deref()).collect::<Vec<_>>(), [Some("M-2")]);
}

/// Eight of eight stays in a status of an unknown name lead back, three of them to work; who ends them is who goes on. With one
/// fewer it is asked; where others end them it is work that leads back to the review, which rejected.
#[test]
fn where_work_rests_is_told_by_where_items_go() {
    let text = |pages: usize, who: &str| {
        let page = |page: usize| {
            let mut rows = vec!["To Do,Writing,ann", "Writing,In Review,ann", "In Review,Live,bea"];
            let aside = format!("Geparkt,{}", if page < 3 { "Writing" } else { "In Review" });
            let (at, by) = if page < 3 { (1, "ann") } else { (2, "bea") };
            let (to, back) = aside.split_once(',').unwrap();
            let (to, back) = (
                format!("{back},{to},{by}"),
                format!("{to},{back},{}", if who.is_empty() { by } else { who }),
            );
            rows.splice(at..at, [&*to, &*back]);
            let of = |(hour, row): (usize, &&str)| {
                format!("M-{page},2026-01-05 {:02}:00,{row}\n", 9 + hour)
            };
            rows.iter().enumerate().map(of).collect::<String>()
        };
        "Key,Date,From,To,Author\n".to_owned() + &(0..pages).map(page).collect::<String>()
    };
    let rests = log(&text(8, ""));
    assert_eq!(decided(&rests), [8, 0, 0]);
    let said = "`Geparkt` is where work rests, a guess: 8 of 8 stays lead back to where the item came from";
    assert!(rests.mapping().contains(said), "{}", rests.mapping());
    let problems = refused(text(7, "").as_bytes(), &Options::default());
    assert!(
        problems.contains("`Geparkt` is taken for work, though 7 of 7 stays lead back"),
        "{problems}"
    );
    assert_eq!(decided(&log(&text(8, "cem"))), [8, 5, 0]);
    // What somebody says of it goes before.
    let work = rests.steps.to_toml().replace(
        "name = \"Geparkt\"\nkind = \"work\"\ndrop = true",
        "name = \"Geparkt\"\nkind = \"work\"\n",
    );
    assert_eq!(decided(&log_of(text(8, "").as_bytes(), &options(&[], None, &work))), [8, 5, 0]);
}

#[test]
fn what_follows_a_review_now_on_now_back_is_asked_for() {
    let text = history(&[
        &["To Do", "Writing", "In Review", "Open", "Writing", "In Review", "Live"],
        &["To Do", "Writing", "In Review", "Open", "Launching", "Live"],
    ]);
    let problems = refused(text.as_bytes(), &Options::default());
    assert!(
        problems.contains(
            "2 of 3 outcomes of `In Review` are neither known to approve nor to reject: `Open`"
        ),
        "{problems}"
    );
}

/// "Client approval" is where somebody approves, not that it was approved.
#[test]
fn a_status_named_after_approval_is_a_review() {
    let text = history(&[
        &["To Do", "Writing", "Client approval", "Writing", "Client approval", "Live"],
        &["To Do", "Writing", "Client approval", "Live"],
    ]);
    assert_eq!(decided(&log(&text)), [2, 1, 0]);
}

/// A history with the kind of each issue, its epic, and whom it is assigned to today.
#[test]
fn a_history_is_known_beside_what_items_are_today() {
    let text = "Issue key,Parent,Issue Type,Assignee,Created,Author,Field,From,To\n\
                M-1,A,Story,zed,2026-01-05 09:00,ann,status,To Do,Writing\n\
                M-1,A,Story,zed,2026-01-05 11:00,bob,status,Writing,Done\n";
    let log_of_it = log(text);
    assert_eq!(log_of_it.form, Form::Changes);
    assert!(
        told(&log_of_it).contains(&"A M-1 Writing work bob – 9 11 – – done".to_owned()),
        "{:?}",
        told(&log_of_it)
    );
    // Without a column of fields, too; and where the kind is told to be something else.
    let short = text.replace(",Field", "").replace(",status", "");
    assert_eq!(log(&short).form, Form::Changes);
    let told = options(&[("Issue Type", Field::Unused)], None, "");
    assert_eq!(log_of(short.as_bytes(), &told).form, Form::Changes);
    let nobody = text.replace(",Author", "").replace(",ann", "").replace(",bob", "");
    assert_eq!(log(&nobody).jobs[0].person.as_deref(), Some("zed"));
}

#[test]
fn people_who_differ_in_case_or_spaces_are_one() {
    let text = "item,step,person,start,end\n\
                a,write,Ann,2026-01-05 09:00,2026-01-05 10:00\n\
                b,write,ANN,2026-01-05 10:00,2026-01-05 11:00\n\
                c,write,Ann,2026-01-05 11:00,2026-01-05 12:00\n\
                d,write,Anne,2026-01-05 12:00,2026-01-05 13:00\n";
    let log = log(text);
    let people: Vec<_> = log.jobs.iter().filter_map(|job| job.person.as_deref()).collect();
    assert_eq!(people, ["Ann", "Ann", "Ann", "Anne"]);
    assert!(log.notes.iter().any(|note| note.starts_with("`ANN`, `Ann` are taken for one person")));
}

#[test]
fn rules_of_another_log_are_refused() {
    let steps = "[[steps]]\nname = \"Copie\"\nkind = \"work\"\n";
    let found = refused(ROWS.as_bytes(), &options(&[], None, steps));
    let said = "names `Copie`, the log has `check`, `copy`, `send`";
    assert!(found.contains(said), "{found}");
}

/// A quote that opens on the second line and one that opens on the third take what lies between for one cell.
#[test]
fn rows_between_two_half_quotes_are_no_cell() {
    let text = "item,step,start,end\n\
                a,\"write,2026-01-05 09:00,2026-01-05 10:00\n\
                b,write\",2026-01-05 10:00,2026-01-05 11:00\n";
    let found = refused(text.as_bytes(), &Options::default());
    assert!(
        found.contains("log.csv:2") && found.contains("2 lines that look like rows"),
        "{found}"
    );
    let remark = "item,step,note,end\na,write,\"first, second,\nthird, fourth\",2026-01-05 10:00\n";
    assert_eq!(log(remark).jobs.len(), 1);
}

/// Twelve jobs of an hour: one that took a year more was mistyped, one that took two months is asked about.
#[test]
fn a_year_too_many_is_refused_and_a_long_job_is_named() {
    let text = |end: &str| {
        let row =
            |day: usize| format!("i{day},copy,2026-01-{day:02} 09:00,2026-01-{day:02} 10:00\n");
        let rows: String = (10..22).map(row).collect();
        "item,step,start,end\n".to_owned() + &rows.replace("2026-01-12 10:00", end)
    };
    let found = refused(text("2027-01-12 10:00").as_bytes(), &Options::default());
    let said = "`copy` took from 2026-01-12 to 2027-01-12, nine of ten jobs of it 1.0 h at most";
    assert!(found.contains(said) && found.contains("log.csv:4:27"), "{found}");
    let notes = log(&text("2026-03-12 10:00")).notes;
    let asked = "On line 4, `copy` took from 2026-01-12 to 2026-03-12";
    assert!(notes.iter().any(|note| note.contains(asked)), "{notes:?}");
}

#[test]
fn a_name_of_half_a_file_is_refused_at_its_line() {
    let text = format!("item,step,end\na,copy,2026-01-05\nb,{},2026-01-05\n", "x".repeat(201));
    let found = refused(text.as_bytes(), &Options::default());
    assert!(found.contains("it has 201 characters") && found.contains("log.csv:3:3"), "{found}");
}

/// A file of rules says of steps and outcomes what it says, and nothing of others; two rules for one step say two things.
#[test]
fn rules_take_nothing_from_what_is_known() {
    let rows = "item,step,start,end,outcome\n\
        a,write,2026-01-05 09:00,2026-01-05 10:00,\n\
        a,check,2026-01-05 11:00,2026-01-05 12:00,WORD\n";
    let read = |word: &str, steps: &str| {
        let text = rows.replace("WORD", word);
        let steps = Some(("steps.toml".to_owned(), steps.to_owned()));
        super::read("log.csv", text.as_bytes(), &Options { steps, ..Options::default() })
    };
    let log = read("approved", "").unwrap();
    let check = log.jobs.iter().find(|job| &*job.step == "check").unwrap();
    assert_eq!((check.kind, &check.outcome), (Kind::Review, &Some(Outcome::Approved)));
    assert!(log.notes.iter().any(|it| it.contains("`check`: taken for an approval")));
    let typo = "[[steps]]\nname = \"chekc\"\n[[steps]]\nname = \"write\"\n";
    let refused = read("fine", typo).unwrap_err().to_string();
    assert!(refused.contains("the log has no step `chekc`"), "{refused}");
    assert!(refused.contains("name = \"write\"\n          kind = \"work\""), "{refused}");
    let twice = "[[steps]]\nname = \"write\"\n[[steps]]\nname = \"write\"\ndrop = true\n";
    assert!(read("approved", twice).unwrap_err().to_string().contains("two rules name the step"));
}

/// Three pages of a campaign each: two are done; the third has been written at 12:00, rests until
/// 13:00 and lies before the review when the log ends.
#[test]
fn what_lies_in_a_queue_at_the_end_is_asked_for_and_open() {
    let mut text = "Key,Created,Author,From,To\n".to_owned();
    for page in 1..=3 {
        let changes = [
            "09:00,,,To Do",
            "10:00,ann,To Do,Writing",
            "12:00,ann,Writing,Writing done",
            "13:00,bot,Writing done,Ready for review",
            "14:00,bea,Ready for review,In review",
            "15:00,bea,In review,Done",
        ];
        let known = if page == 3 { 4 } else { 6 };
        changes[..known].iter().for_each(|it| text += &format!("P-{page},2026-01-0{page} {it}\n"));
    }
    let log = log(&text);
    let open: Vec<&str> =
        log.campaigns().iter().filter(|it| it.is_open).map(|it| it.name).collect();
    let jobs = log.jobs.iter().filter(|it| it.status == Status::Open);
    let jobs: Vec<_> =
        jobs.map(|it| (&*it.step, it.asked.map(|at| log.at(at).to_string()), it.start)).collect();
    assert_eq!(open, ["P-3"]);
    assert_eq!(jobs, [("In review", Some("2026-01-03T13:00:00".to_owned()), None)]);
}
