//! What a plan can bring about. The engine is one source, compiled twice: for plans of every kind, and for
//! simple plans, to which what they cannot bring about costs nothing. Both say the same of a simple plan.

use crate::plan::Plan;

/// What has to be reckoned with. Where one of these is false, the engine does not ask.
pub trait Scope {
    /// More than one campaign.
    const PORTFOLIO: bool;
    /// Hours at which people are not there: closed ones, meetings.
    const ABSENCE: bool;
    /// Versions that take time to arrive, or go out early.
    const TRANSIT: bool;
    /// Flaws.
    const FLAWS: bool;
    /// Fatigue.
    const FATIGUE: bool;
    /// Iteration marks.
    const FEEDBACK: bool;
    /// Life after launch.
    const LIVE_TIME: bool;
    /// More than 64 teams.
    const CROWD: bool;
}

/// Plans of every kind.
#[derive(Debug)]
pub struct Whole;

impl Scope for Whole {
    const PORTFOLIO: bool = true;
    const ABSENCE: bool = true;
    const TRANSIT: bool = true;
    const FLAWS: bool = true;
    const FATIGUE: bool = true;
    const FEEDBACK: bool = true;
    const LIVE_TIME: bool = true;
    const CROWD: bool = true;
}

/// Simple plans: see [`is_simple`].
#[derive(Debug)]
pub struct Simple;

impl Scope for Simple {
    const PORTFOLIO: bool = false;
    const ABSENCE: bool = false;
    const TRANSIT: bool = false;
    const FLAWS: bool = false;
    const FATIGUE: bool = false;
    const FEEDBACK: bool = false;
    const LIVE_TIME: bool = false;
    const CROWD: bool = false;
}

/// Whether a plan brings about none of what a scope can leave out.
pub fn is_simple(plan: &Plan) -> bool {
    let rules = &plan.rules;
    let always = rules.calendar.is_always() && plan.teams.iter().all(|t| t.calendar.is_always());
    let at_once = plan.links.iter().all(|link| link.is_direct() && link.early.is_none());
    rules.campaigns == 1
        && always
        && plan.syncs.is_empty()
        && at_once
        && !plan.hides_flaws()
        && !plan.tires()
        && !plan.iterates()
        && rules.live.is_none()
        && plan.teams.len() <= 64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three streams around the clock, with an approval and a late change, and what is added to that; the
    /// first place is for what stands before all tables, the second for the model.
    fn plan(world: &str, model: &str, tables: &str) -> Plan {
        let text = format!(
            "schema = 1\nname = \"x\"\ncalendar = \"always\"\n{world}\n\
             [teams]\na = {{ people = 2 }}\nb = {{ people = 1 }}\n\
             [[streams]]\nname = \"first\"\nteam = \"a\"\neffort = \"4h\"\n\
             [[streams]]\nname = \"middle\"\nteam = \"b\"\neffort = \"1h\"\nneeds = [\"first\"]\n\
             [[streams]]\nname = \"last\"\nkind = \"approval\"\nneeds = [\"middle\"]\nrevise = 0.5\n\
             reviewers = [{{ team = \"b\", effort = \"1h\", reject = 0.2 }}]\n\
             [[deliverables]]\nname = \"d\"\ncount = 3\n\
             [[changes]]\nname = \"c\"\nstream = \"first\"\nat = \"3h\"\nseverity = 0.5\n{tables}\n\
             [[models]]\nname = \"m\"\n{model}\n"
        );
        let scenario = crate::scenario::load("test", &text, &[]).unwrap();
        crate::plan::compile_all(&scenario).unwrap().remove(0)
    }

    #[test]
    fn what_a_scope_can_leave_out_makes_a_plan_not_simple() {
        assert!(is_simple(&plan("", "", "")));
        for model in ["priority = \"fifo\"", "start = \"brief\"", "visibility = \"live\""] {
            assert!(is_simple(&plan("", model, "")), "{model}");
        }
        assert!(!is_simple(&plan("live = \"1d\"", "", "")));
        // Two teams are there already.
        let more =
            |count: u32| -> String { (0..count).map(|n| format!("[teams.t{n}]\n")).collect() };
        assert!(is_simple(&plan("", "", &more(62))));
        assert!(!is_simple(&plan("", "", &more(63))));
        for model in [
            "syncs = [{ name = \"s\", every = \"1d\", length = \"0m\" }]",
            "start = \"early(0.5)\"",
            "release = \"phase\"",
        ] {
            assert!(!is_simple(&plan("", model, "")), "{model}");
        }
        for tables in [
            "[portfolio]\ncampaigns = 2\nevery = \"1d\"",
            "[handoffs]\nlatency = \"1h\"",
            "[rework]\nfix = 0.3\ndrift = 0.1",
            "[[feedback]]\nfrom = \"middle\"\nto = \"first\"\nprobability = 0.1\nimpact = 0.1",
            "[fatigue]\nper_rework = 0.1\nhalf_life = \"1d\"",
            "[teams.c]\npeople = 1\ncalendar = \"day\"\n[calendars]\nday = \"Mon-Fri 09:00-17:00\"",
        ] {
            assert!(!is_simple(&plan("", "", tables)), "{tables}");
        }
    }
}
