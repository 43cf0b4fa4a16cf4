use super::*;

fn answered(at: usize, said: &str) -> Result<Answers, String> {
    let mut answers = Answers::usual();
    answers.take(&QUESTIONS[at], said).map(|()| answers)
}

#[test]
fn every_usual_answer_is_one() {
    let mut answers = Answers::usual();
    for question in &QUESTIONS {
        assert_eq!(answers.take(question, ""), Ok(()), "{}", question.words);
    }
    assert_eq!(answers, Answers::usual());
    assert_eq!(answers.channels[1], ("social".to_owned(), 8));
    assert_eq!(answers.approvers[1], ("legal".to_owned(), vec!["Tue", "Thu"]));
    assert_eq!(answers.change, Some(("offer".to_owned(), "3w".to_owned())));
}

#[test]
fn what_is_no_answer_is_refused_with_what_was_expected() {
    let wrong = [
        (1, "e-mail", "number of pieces"),
        (1, "e-mail 0", "number of pieces"),
        (1, "e-mail 2, e-mail 3", "named twice"),
        (2, "3, 2", "three numbers"),
        (2, "3, 0, 1", "three numbers"),
        (3, "6h", "two working times"),
        (4, "Tue Thu", "an approver and days"),
        (4, "data Mon", "needs another name"),
        (5, "100", "0 to 99"),
        (6, "tomorrow", "a date"),
        (8, "perhaps", "yes or no"),
        (9, "offer", "how long before"),
        (3, "13h, 6h", "the second, which is longer"),
        (3, "6, 13", "with units"),
        (4, "legal Tuesday, brand Wed 10-12", "`Tuesday` is none of Mon, Tue"),
        (4, "brand Wed 10-12", "`10-12` is none of"),
        (7, "-", "expected a date"),
        (7, "2027-03-08", "question 7"),
        (9, "offer 3w, price 1w", "only one change"),
        (9, "offer soon", "how long before"),
        (1, "social media 8; web 6", "number of pieces"),
        (1, "e-mail: 6, web: 3", "number of pieces"),
        (1, "- 6", "number of pieces"),
        (4, "-", "an approver and days"),
        (4, "legal Wed-Mon", "`Wed-Mon` is none of"),
        (4, "legal Monday-Wednesday", "`Monday-Wednesday` is none of"),
        (6, "2027-01-04 25:00", "a date"),
        (9, "- 3w", "how long before"),
        // The usual launch is 9 weeks after the start.
        (9, "offer 10w", "before the start"),
    ];
    for (at, said, expected) in wrong {
        let found = answered(at, said).expect_err(said);
        assert!(found.contains(expected), "{said}: {found}");
    }
}

#[test]
fn a_launch_is_after_the_start() {
    let mut answers = answered(6, "2027-01-04").unwrap();
    let refused = answers.take(&QUESTIONS[7], "2027-01-04").unwrap_err();
    assert!(refused.contains("not after the start"), "{refused}");
    assert_eq!(answers.take(&QUESTIONS[7], "2027-01-18"), Ok(()));
    // Less than two weeks from Monday 9:00 to Monday 0:00.
    assert!(answers.take(&QUESTIONS[9], "offer 2w").is_err());
    assert_eq!(answers.take(&QUESTIONS[9], "offer 13d"), Ok(()));
    // From midnight it is two weeks; a day is said with or without its time.
    let mut early = answered(6, "2027-01-04 00:00").unwrap();
    assert_eq!(early.take(&QUESTIONS[7], "2027-01-18"), Ok(()));
    assert_eq!(early.take(&QUESTIONS[9], "offer 2w"), Ok(()));
}

#[test]
fn approvers_may_sit_from_one_day_to_another() {
    let approvers = answered(4, "legal Mon-Wed, works council Fri").unwrap().approvers;
    let wanted = [("legal", vec!["Mon", "Tue", "Wed"]), ("works council", vec!["Fri"])];
    assert_eq!(approvers, wanted.map(|(name, days)| (name.to_owned(), days)));
}

/// Half of the pieces come back from two approvers who each reject 1 - sqrt(0.5) = 29 %.
#[test]
fn approvers_share_the_rejections() {
    assert_eq!(text(&Answers::usual()).matches("reject = 0.29\n").count(), 2);
}

#[test]
fn every_draft_is_a_scenario() {
    let odd = [
        (0, "=cmd \"quoted\" \\ @name@"),
        (1, "a\"b 1, [c] 2"),
        (4, "the client any day"),
        (4, "the client's own legal team mon TUE fri"),
        (5, "0"),
        (6, "2027-01-04"),
        (6, "2027-01-04 08:30"),
        (4, "legal Mon-Wed"),
        (8, "no"),
        (9, "-"),
    ];
    let usual = Answers::usual();
    let drafts = odd.into_iter().map(|(at, said)| answered(at, said).unwrap()).chain([usual]);
    for draft in drafts {
        let text = text(&draft);
        let loaded = crate::scenario::load("draft.toml", &text, &[]);
        assert!(loaded.is_ok(), "{}\n{text}", loaded.err().unwrap());
        assert!(loaded.is_ok_and(|scenario| scenario.name == draft.name));
    }
}
