"""The claims of docs/CLAIMS.md: what guides say, what is run, what would confirm it, and why it comes out as it does.

`judge` returns the verdict from the figures alone; `verdict` is the one for which `why` was written.
"""
from figures import above, alike, below, cv, less, mean, sd

HEAD = """# Claims of guides, measured

What practitioners' guides say about ways of working, and what comes out here. Made by `python3 docs/claims/make.py`; each claim
has the commands that give its figures (1000 replications a model). *Confirmed*, *in part* and *contradicted* are decided by the
figures, by a rule written down beside each claim in `docs/claims/claims.py`. What is compared is paired: replication K of two models,
or of two runs, has the same facts. A figure counts as below another where the 95 % interval of the paired difference says so, and two
count as alike only where the interval lies within the margin that the rule names; that no difference is shown confirms nothing. The
intervals that decided are printed under each claim; each is a 95 % interval by itself, and one in twenty misses.

*Put in* means that the inputs imply the claim: a run cannot confirm it, but says how much it matters.

A verdict holds for these scenarios and the assumed prices of [PRACTICES](PRACTICES.md), not for your campaigns. Read [LIMITS](LIMITS.md) first."""

CASCADE, PARALLEL, MESH = "Sequential Cascade", "Parallel Synchronization", "Adaptive Mesh"
HUB, AGILE, HYBRID = "Hub-and-Spoke", "Agile Sprints", "Hybrid Flow"
LAUNCH = "scenarios/product-launch.toml"
THREE = [CASCADE, PARALLEL, MESH]

DAYS = ("days to launch", "cycle_time_h", "mean", 1 / 24, 1)
SD = ("SD, days", "cycle_time_h", "sd", 1 / 24, 1)
CV = ("CV", "cycle_time_h", "cv", 1, 2)
ON_TIME = ("on time, %", "on_time", "mean", 100, 0)
COORDINATION = ("coordination, person-h", "coordination_time_h", "mean", 1, 0)
REWORK = ("rework, person-h", "rework_time_h", "mean", 1, 0)
ESCAPES = ("escapes, flaws", "escapes", "mean", 1, 2)
COST = ("cost", "cost", "mean", 1, 0)


def verdict(*holds):
    return "confirmed" if all(holds) else "in part" if any(holds) else "contradicted"


def put_in(*holds):
    """The verdict on a claim that the inputs imply."""
    return "put in" if all(holds) else verdict(*holds)


def rising(figures):
    return all([less(a, b) for a, b in zip(figures, figures[1:])])


def of(found, metric, models, label=None):
    label = label or next(iter(found))
    return [found[label][model, metric] for model in models]


def lost(found, model, bad, good, metric="cycle_time_h"):
    """By how much a figure is higher in one run than in another."""
    higher = mean(found[bad][model, metric]) - mean(found[good][model, metric])
    return higher.called(f"{model} with \"{bad}\" against \"{good}\"")


def largest(found, model, bad, good, models):
    """Whether a model is shown to lose more days than every other one."""
    return all([less(lost(found, m, bad, good), lost(found, model, bad, good)) for m in models if m != model])


def smallest(found, model, bad, good, models):
    """Whether a model is shown to lose fewer days than every other one."""
    return all([less(lost(found, model, bad, good), lost(found, m, bad, good)) for m in models if m != model])


TEAMS = ("design", "analytics", "brand", "legal", "channels")
CHANGE = "changes.feature-change"
WEEKLY = f'models."{PARALLEL}".syncs.weekly.every'
SIX_WEEKS = ['changes."offer changes".probability=1', 'changes."offer changes".within=["3w", "22d"]']
TWICE = [f'deliverables."{name}".count={count}' for name, count in (
    ("launch film", 2), ("product page", 2), ("launch email", 6), ("paid ad", 6), ("social cut", 8), ("press kit", 2))]
CLAIMS = [
    dict(
        title="Speed",
        said="the cascade is slowest, parallel work moderate, the mesh fastest.",
        scenario=LAUNCH,
        runs=[("as it is", []), ("cascade with two agreements", [f'models."{CASCADE}".release=item', f'models."{CASCADE}".approval.sessions=on-demand'])],
        columns=[DAYS, ON_TIME],
        judge=lambda f: verdict(
            rising(of(f, "cycle_time_h", [MESH, PARALLEL, CASCADE])),
            less(f["cascade with two agreements"][MESH, "cycle_time_h"], f["cascade with two agreements"][CASCADE, "cycle_time_h"])),
        verdict="in part",
        why="The order of the three is the one said. But two agreements (hand over piece by piece, reviewers turn to a piece when asked) take three weeks off the "
            "cascade, and it is then a day or two faster than the mesh: the batch and the committee's calendar made it slow, not the order of the work."),
    dict(
        title="Predictability",
        said="it is high in the cascade, low to moderate in the mesh.",
        scenario=LAUNCH, models=THREE, runs=[("as it is", [])],
        columns=[DAYS, SD, CV],
        judge=lambda f: verdict(
            *(less(*map(of_length, of(f, "cycle_time_h", [CASCADE, MESH]))) for of_length in (sd, cv))),
        verdict="in part",
        why="It depends on what is meant. Relative to its length (CV) the cascade varies least; in days (SD) it varies most, and a date is planned in days."),
    dict(
        title="Coordination overhead",
        said="low in the cascade, moderate in parallel work, high in the mesh.",
        scenario=LAUNCH, models=THREE, runs=[("as it is", []), ("practices cost nothing", ["practices.scale=0"])],
        columns=[COORDINATION, DAYS],
        judge=lambda f: verdict(
            rising(of(f, "coordination_time_h", THREE)),
            rising(of(f, "coordination_time_h", THREE, "practices cost nothing"))),
        verdict="in part",
        why="With the assumed prices, which imply it: a mesh does more of what is priced. Without prices of links and persons only meetings are left, and the mesh has none. What is found is how much it matters: these prices cost the mesh eight days, the others one or two."),
    dict(
        title="Error resilience",
        said="low in the cascade, moderate in parallel work, high in the mesh.",
        scenario=LAUNCH, models=THREE, runs=[("as it is", [])],
        columns=[ESCAPES, REWORK],
        judge=lambda f: verdict(less(*of(f, "escapes", [PARALLEL, CASCADE])), less(*of(f, "escapes", [MESH, PARALLEL]))),
        verdict="in part",
        why="Talking during the work halves what goes live. But the order of the other two is turned round: a little more goes live under the mesh with its live feedback than where people meet for an hour a week."),
    dict(
        title="Late changes",
        said="under the cascade a late change ripples through everything; the later, the worse.",
        scenario=LAUNCH, models=[CASCADE, PARALLEL, MESH, HYBRID],
        runs=[("no change", [f"{CHANGE}.probability=0"])] + [
            (f"change in week {b}", [f"{CHANGE}.probability=1", f'{CHANGE}.within=["{a}w", "{b}w"]']) for a, b in ((1, 2), (3, 4), (5, 6))],
        columns=[DAYS, REWORK],
        judge=lambda f: verdict(
            largest(f, CASCADE, "change in week 4", "no change", [CASCADE, PARALLEL, MESH, HYBRID]),
            all([less(lost(f, CASCADE, f"change in week {soon}", "no change"), lost(f, CASCADE, f"change in week {late}", "no change"))
                 for soon, late in ((2, 4), (4, 6))])),
        verdict="in part",
        why="The later, the worse holds for the cascade. But in the middle it loses fewer days to a change than any other model: its batches wait anyway, and take the change in. It has no days left to give, which is another thing."),
    dict(
        title="Team maturity",
        said="the cascade needs little, parallel work more, the mesh much.",
        scenario=LAUNCH, models=THREE,
        runs=[("maturity 0.9", [f"teams.{team}.maturity=0.9" for team in TEAMS]), ("maturity 0.3", [f"teams.{team}.maturity=0.3" for team in TEAMS])],
        columns=[DAYS, ESCAPES],
        judge=lambda f: put_in(
            largest(f, MESH, "maturity 0.3", "maturity 0.9", THREE), smallest(f, CASCADE, "maturity 0.3", "maturity 0.9", THREE)),
        verdict="put in",
        why="Practices ask for maturity, and the gap raises overhead and flaws. What is found is the size: unready teams cost the mesh a week and twice the flaws, and it is then behind parallel work; the cascade loses nothing."),
    dict(
        title="Tooling",
        said="the cascade gets by with basic tools, the mesh needs real-time collaboration.",
        scenario=LAUNCH, models=THREE,
        runs=[("handoffs 2 h", []), ("handoffs a day", ["handoffs.latency=24h"]), ("a day, and no live tools", ["handoffs.latency=24h", "practices.live.latency=1"])],
        columns=[DAYS],
        judge=lambda f: verdict(
            largest(f, MESH, "a day, and no live tools", "handoffs 2 h", THREE),
            smallest(f, CASCADE, "a day, and no live tools", "handoffs 2 h", THREE)),
        verdict="in part",
        why="Where a handoff takes a day, the mesh loses the fewest days if it sees what others do, and the most if it does not: it needs its tools. But the cascade does not get by with basic ones: "
            "each of its stages waits for the handoff in turn, a week in all."),
    dict(
        title="Scale",
        said="the cascade slows disproportionately as a campaign grows.",
        scenario=LAUNCH, models=[CASCADE, PARALLEL, MESH, HYBRID],
        runs=[("as it is", []), ("twice the pieces", TWICE)],
        columns=[DAYS, COORDINATION],
        judge=lambda f: verdict(
            largest(f, CASCADE, "twice the pieces", "as it is", [CASCADE, PARALLEL, MESH, HYBRID]),
            less(mean(f["as it is"][CASCADE, "cycle_time_h"]).times(2), f["twice the pieces"][CASCADE, "cycle_time_h"])),
        verdict="in part",
        why="It loses the most days of all, since each batch gets longer. But twice the work takes less than twice the time under every model: what takes time besides work, committees and handoffs, does not double."),
    dict(
        title="Fit of the cascade",
        said="the cascade fits what is simple, of low risk and long planned, such as an annual report.",
        scenario="scenarios/annual-report.toml", runs=[("ten weeks", []), ("six weeks", ["deadline=6w"])],
        columns=[DAYS, ON_TIME, COST],
        judge=lambda f: verdict(
            all([less(f["ten weeks"][CASCADE, "cost"], f["ten weeks"][m, "cost"]) for m in (PARALLEL, MESH, HYBRID)]),
            above(f["ten weeks"][CASCADE, "on_time"], 0.9)),
        verdict="in part",
        why="It is the cheapest where there is time, and nobody gains from days that nobody asked for. But it is late one time in five, and asked for in six weeks it is dearest."),
    dict(
        title="Fit of parallel work",
        said="parallel work with weekly syncs fits a recurring campaign of middle size, such as a monthly newsletter.",
        scenario="scenarios/monthly-newsletter.toml", runs=[("as it is", [])],
        columns=[DAYS, ON_TIME, COST],
        judge=lambda f: verdict(less(*of(f, "cycle_time_h", [PARALLEL, CASCADE]))),
        verdict="contradicted",
        why="Where a piece takes a day, a weekly meeting makes work wait for days. A short daily sync takes most of this back, and letting each piece go on does better still."),
    dict(
        title="Fit of the mesh",
        said="the mesh fits what is urgent and changes within hours.",
        scenario="scenarios/real-time-campaign.toml", runs=[("as it is", [])],
        columns=[DAYS, ("from a pivot to live, h", "change_lead_time_h", "mean", 1, 1), ("live rework, person-h", "live_rework_time_h", "mean", 1, 0), COST],
        judge=lambda f: verdict(*(less(*of(f, "change_lead_time_h", ["Embedded reviewers", m])) for m in ("Daily sync", "Sprint pod", CASCADE))),
        verdict="confirmed",
        why="Here the mesh is \"Embedded reviewers\", who answer within the hour; a sprint pod is close behind and cheaper. It rests on that answer."),
    dict(
        title="The three axes",
        said="the more speed counts, the streams depend on each other and iteration is tolerated, the more the mesh pays.",
        scenario=LAUNCH, models=[CASCADE, PARALLEL, MESH],
        runs=[(label, [f"handoffs.sensitivity={x}", f"handoffs.between[0].sensitivity={x}"]) for label, x in (("loosely tied", 0.2), ("closely tied", 0.9))],
        columns=[DAYS, REWORK],
        judge=lambda f: verdict(
            all([less(*of(f, "cycle_time_h", [MESH, CASCADE], label)) for label in f]),
            *(less(lost(f, MESH, "closely tied", "loosely tied"), lost(f, m, "closely tied", "loosely tied"), by=12) for m in (CASCADE, PARALLEL))),
        verdict="in part",
        why="Speed: yes, here. Interdependence (a lead that grows by half a day counts): where streams depend on each other closely, the mesh leads parallel work by more, which builds on a brief, but the cascade by no more: "
            "it builds on what still changes, too. Iteration is what one pays with: rework rises most where one starts earliest. How much speed is worth and how much rework is tolerated is for whoever asks to say; it is not varied here."),
    dict(
        title="Too many syncs or too few",
        said="too many syncs are overhead, too few let work drift apart.",
        scenario=LAUNCH, models=[PARALLEL],
        runs=[(f"every {every}", [f"{WEEKLY}={every}"]) for every in ("1d", "3d", "1w", "2w", "4w")],
        columns=[DAYS, COORDINATION, REWORK, ESCAPES],
        judge=lambda f: verdict(
            less(f["every 1w"][PARALLEL, "coordination_time_h"], f["every 1d"][PARALLEL, "coordination_time_h"]),
            less(f["every 1w"][PARALLEL, "cycle_time_h"], f["every 4w"][PARALLEL, "cycle_time_h"]),
            less(f["every 1w"][PARALLEL, "rework_time_h"], f["every 4w"][PARALLEL, "rework_time_h"]),
            less(f["every 1w"][PARALLEL, "escapes"], f["every 4w"][PARALLEL, "escapes"])),
        verdict="in part",
        why="An hour a day costs three and a half times the coordination of an hour a week, buys a day or two and two flaws of three. Once in four weeks costs six weeks: what waits for the meeting waits long. That work drifts apart is shown only a little: 0.15 flaws more go live, of one, and rework is less, not more."),
    dict(
        title="Three channel owners",
        said="with fewer than three channel owners no formal model pays.",
        scenario="docs/claims/owners.toml",
        runs=[(f"{n} owner{'s' * (n > 1)}, {price} an escape", [f"deliverables.piece.skip={skip}", f"escape_cost={price}"])
              for n, skip in ((1, '["social", "web", "ads", "events"]'), (2, '["web", "ads", "events"]'), (3, '["ads", "events"]'), (5, '[]'))
              for price in (400, 10000)],
        columns=[DAYS, ESCAPES, COORDINATION, COST],
        judge=lambda f: verdict(*(
            not any([less(f[f"{n}, {price} an escape"][m, "cost"], f[f"{n}, {price} an escape"]["No model", "cost"])
                     for n in ("1 owner", "2 owners") for m in (PARALLEL, MESH, HYBRID)])
            for price in (400, 10000))),
        verdict="in part",
        why="It depends on what an escaped flaw costs, more than on the number of owners. At 400 no model is shown to pay, with one owner or with two; nor with five, since pieces that are simply handed on flow well, and what a model buys is flaws found. Where an escape costs 10,000, Hybrid Flow with its daily check pays with one owner already; Parallel Synchronization is shown to pay from three on, as the claim has it."),
    dict(
        title="More campaigns",
        said="more campaigns on the roadmap add coordination before they add throughput.",
        scenario="scenarios/more-campaigns.toml", models=[CASCADE, HYBRID],
        runs=[(f"one every {every}{words}", [f"portfolio.every={every}", *price])
              for words, price in (("", []), (", no price of campaigns", ["practices.campaign=0"])) for every in ("2w", "1w", "6d")],
        columns=[DAYS, ("launched a week", "launched_per_week", "mean", 1, 2), ("coordination of 15, person-h", "coordination_time_h", "mean", 1, 0), ("rework of 15, person-h", "rework_time_h", "mean", 1, 0)],
        judge=lambda f: verdict(
            *(rising([f[f"one every {every}{words}"][HYBRID, "coordination_time_h"] for every in ("2w", "1w", "6d")])
              for words in ("", ", no price of campaigns")),
            alike(f["one every 1w"][HYBRID, "launched_per_week"], f["one every 6d"][HYBRID, "launched_per_week"], 0.05)),
        verdict="in part",
        why="The same fifteen campaigns: the denser they come, the more hours go into staying in touch, but only since the scenario puts a price on each campaign beside others; without it the hours fall, as fewer meetings are held. More hours go into changes of mind that meet open work, "
            "and from one a week on nothing more comes out; up to there, what comes out grows far more than the coordination."),
    dict(
        title="Faster content, longer queues",
        said="twice the drafts move the queue to review.",
        scenario="scenarios/faster-content.toml", models=[HYBRID],
        runs=[("as it is", []), ("creative twice as fast", ["teams.design.speed=2"]), ("and more campaigns", ["teams.design.speed=2", "portfolio.every=9d"])],
        columns=[DAYS, ("design busy, %", "design/utilisation", "mean", 100, 0), ("review busy, %", "review/utilisation", "mean", 100, 0), ("in review, task-h", "wait_review_h", "mean", 1, 0)],
        judge=lambda f: verdict(
            less(f["creative twice as fast"][HYBRID, "design/utilisation"], f["creative twice as fast"][HYBRID, "review/utilisation"]),
            less(f["as it is"][HYBRID, "wait_review_h"], f["and more campaigns"][HYBRID, "wait_review_h"])),
        verdict="confirmed",
        why="Review takes over as the busiest team, and with the time used for more campaigns the pieces wait there."),
    dict(
        title="A gate of three days",
        said="where a gate takes three days, people start without waiting for it.",
        scenario="scenarios/hero-manager.toml", models=["Hero, everyone waits", "Hero, half go ahead"],
        runs=[(f"patience {patience}", [f'models."Hero, half go ahead".approval.patience={patience}']) for patience in ("1d", "3d", "1w")],
        columns=[DAYS, ("bypassed approvals", "bypassed", "mean", 1, 1), ESCAPES],
        judge=lambda f: put_in(less(f["patience 1w"]["Hero, half go ahead", "bypassed"], f["patience 1d"]["Hero, half go ahead", "bypassed"]),
                                less(f["patience 3d"]["Hero, everyone waits", "escapes"], f["patience 3d"]["Hero, half go ahead", "escapes"])),
        verdict="put in",
        why="That people go ahead is an input, so only its price is found: the less patience, the more approvals are bypassed, the sooner the launch and the more goes live that she would have seen."),
    dict(
        title="Idle two to three times active",
        said="between handoffs, work lies idle two to three times as long as somebody works on it.",
        scenario=LAUNCH, runs=[("as it is", []), ("cascade by item", [f'models."{CASCADE}".release=item'])],
        columns=[("idle over active time", "idle_ratio", "mean", 1, 1), ("flow efficiency, %", "flow_efficiency", "mean", 100, 0)],
        judge=lambda f: verdict(
            any([above(f["as it is"][m, "idle_ratio"], 2) and below(f["as it is"][m, "idle_ratio"], 3) for m in (CASCADE, PARALLEL, MESH, HUB, AGILE, HYBRID)])),
        verdict="contradicted",
        why="It is more, under every model: open time in which nobody works on a piece is several times what is worked, and in a cascade nine times. The batch makes most of the difference, so the number is one of a batch, not of a model."),
    dict(
        title="Fatigue",
        said="constant iteration burns out (mesh), constant meetings tire (sprints).",
        scenario=LAUNCH, models=[CASCADE, MESH, AGILE, HYBRID],
        runs=[("no fatigue", ["fatigue.per_rework=0", "fatigue.per_sync=0"]), ("3 % a rework", ["fatigue.per_rework=0.03", "fatigue.per_sync=0"]), ("3 % a rework and a sync", ["fatigue.per_rework=0.03", "fatigue.per_sync=0.03"])],
        columns=[DAYS, ESCAPES],
        judge=lambda f: put_in(
            largest(f, MESH, "3 % a rework", "no fatigue", [CASCADE, MESH, AGILE, HYBRID]),
            largest(f, AGILE, "3 % a rework and a sync", "3 % a rework", [CASCADE, MESH, AGILE, HYBRID])),
        verdict="in part",
        why="If people tire as assumed. Rework costs the mesh two days, which is not shown to be more than the hybrid's; a daily meeting that tires costs sprints and the daily check of the hybrid more than all rework."),
    dict(
        title="The steward",
        said="a steward who audits a sample finds what a gate finds, and holds up nobody.",
        scenario="scenarios/steward.toml", runs=[("as it is", [])],
        columns=[DAYS, ESCAPES, ("review, person-h", "review_time_h", "mean", 1, 0), ("further reviews, person-h", "rereview_time_h", "mean", 1, 0), COORDINATION],
        judge=lambda f: verdict(
            alike(f["as it is"]["sample", "escapes"], f["as it is"]["gate", "escapes"], 0.5),
            less(*of(f, "cycle_time_h", ["sample", "gate"])),
            not less(*of(f, "cycle_time_h", ["no checks", "sample"]))),
        verdict="in part",
        why="It finds what the gate finds, and is faster. But it holds up a little: against no check at all it launches some hours later, since what she finds is mended. And per hour of hers the gate finds half as much again, since a sample looks at the same good pieces again and again."),
    dict(
        title="Quick win",
        said="one joint check of 15 minutes before launch pays at once.",
        scenario="scenarios/convergence-gate.toml", runs=[("as it is", [])],
        columns=[DAYS, ON_TIME, ESCAPES, COST],
        judge=lambda f: verdict(
            less(*of(f, "escapes", ["Joint gate", "No gate"])), less(*of(f, "cycle_time_h", ["Joint gate", "No gate"]))),
        verdict="in part",
        why="It takes four of five flaws out, where a daily check takes one of five. But 15 minutes are not what it costs: what it finds goes back, and that takes two days, which the date does not have. Plan them."),
    dict(
        title="The hub",
        said="a hub becomes the bottleneck.",
        scenario=LAUNCH, models=[HUB],
        runs=[(f"{effort} a version", [f"broker.effort={effort}"]) for effort in ("20m", "1h", "3h")],
        columns=[DAYS, ("hub busy, %", "brand/utilisation", "mean", 100, 0), ("design busy, %", "design/utilisation", "mean", 100, 0)],
        judge=lambda f: verdict(
            *(less(f[f"{effort} a version"][HUB, "design/utilisation"], f[f"{effort} a version"][HUB, "brand/utilisation"]) for effort in ("20m", "3h"))),
        verdict="in part",
        why="Not with 20 minutes a version, and not yet with an hour; with three, and then it costs a month. Count what passes through its hands, and how long each takes."),
    dict(
        title="The misaligned hybrid and its cure",
        said="made in parallel and approved in serial layers is the worst of both; asked at once, item by item, with a weekly meeting, it makes its date.",
        scenario="scenarios/fundraising-misaligned-hybrid.toml", runs=[("as it is", [])],
        columns=[DAYS, ON_TIME, REWORK, ESCAPES],
        judge=lambda f: verdict(
            less(*of(f, "cycle_time_h", [CASCADE, "Misaligned hybrid"])),
            less(*of(f, "cycle_time_h", ["Mended hybrid", "Misaligned hybrid"])) and above(f["as it is"]["Mended hybrid", "on_time"], 0.8)),
        verdict="in part",
        why="The cure works: two weeks sooner, and six in seven on time. The worst of both it is not: the cascade is four days slower still."),
    dict(
        title="A change six weeks before launch",
        said="under the cascade everything is redone and the date is in danger; the last four weeks in parallel save it; parallel from the start would have saved the rework.",
        scenario="scenarios/switch.toml",
        runs=[("no change", ['changes."offer changes".probability=0']), ("change six weeks before", SIX_WEEKS),
              ("change, and switching costs nothing", SIX_WEEKS + ["practices.switch=0h"])],
        columns=[DAYS, ON_TIME, REWORK],
        judge=lambda f: verdict(
            below(f["change six weeks before"]["step by step", "on_time"], 0.5),
            above(f["change six weeks before"]["last four weeks", "on_time"], 0.5),
            less(*of(f, "rework_time_h", ["in parallel", "step by step"], "change six weeks before"))),
        verdict="in part",
        why="The date is lost under the cascade, change or not. Four weeks before it, it is too late: some days are won, no date; to switch with the change, six weeks before, saves it in a third of cases. "
            "The reason is less the date than the committee: a switch takes half a day of everybody (an assumption) in hours of their own, and legal sits two hours a week, so that it gives up two sessions. "
            "Where the switch costs nothing, four weeks before saves the date in three cases of ten, and to switch with the change in three of four. Parallel from the start makes it, with more rework, not less: it is speed that saves the date."),
]
