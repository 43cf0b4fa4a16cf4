"""The product launch of ../scenarios/p6.toml in SimPy, run in two of its ways of working.

    python launch_simpy.py cascade|sprints REPLICATIONS SEED

People are processes that take work from their team's queue; syncs, deliveries and the late change are processes, too.
Time is in whole seconds. A job knows when it ends, and whatever prolongs it (a meeting, news that add work) moves that end.
All rules of these two ways of working are there; only what happens in one second may come in another order than in flowcast.
"""

import math
import random
import sys
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import count
from statistics import NormalDist

import simpy

from measured import main

MINUTE, HOUR, DAY = 60, 3600, 86400
WEEK = 7 * DAY
START = date(2026, 3, 2)
WAITING, READY, WORKED, DONE = "waiting", "ready", "worked", "done"
NEW, REWORK = 1, 0


class Calendar:
    """Windows of a weekly pattern, minus closed dates; second 0 is 9:00 on the first day."""

    def __init__(self, weekdays, opens, closes, closed=()):
        self.opens, self.closes, self.before = [], [], []
        worked = 0
        for number in range(60 * 7):
            day = START + timedelta(days=number)
            if day.weekday() in weekdays and day not in closed:
                self.opens.append(number * DAY + (opens - 9) * HOUR)
                self.closes.append(number * DAY + (closes - 9) * HOUR)
                self.before.append(worked)
                worked += (closes - opens) * HOUR

    def worked(self, at):
        """Open time until then."""
        window = bisect_right(self.opens, at) - 1
        return self.before[window] + min(at, self.closes[window]) - self.opens[window] if window >= 0 else 0

    def advance(self, at, effort):
        """When so much open time has passed."""
        if effort <= 0:
            return at
        target = self.worked(at) + effort
        window = bisect_left(self.before, target) - 1
        return self.opens[window] + target - self.before[window]

    def opening(self, at):
        """The first open second from then on."""
        window = bisect_right(self.opens, at) - 1
        return at if window >= 0 and at < self.closes[window] else self.opens[window + 1]


HOLIDAYS = (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1))
EVERYDAY = Calendar(range(5), 9, 17)
OFFICE = Calendar(range(5), 9, 17, HOLIDAYS)
COMMITTEE = Calendar([2], 10, 12)


def pert_shape(low, likely, high):
    return 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)


class PertTable:
    """Quantiles of a PERT distribution, needed because efforts are correlated: its density summed up in small steps."""

    STEPS = 4000

    def __init__(self, low, likely, high):
        a, b = pert_shape(low, likely, high)
        xs = [(step + 0.5) / self.STEPS for step in range(self.STEPS)]
        density = [x ** (a - 1) * (1 - x) ** (b - 1) for x in xs]
        total = sum(density)
        self.low, self.width, self.below = low, high - low, [0.0]
        for share in density:
            self.below.append(self.below[-1] + share / total)

    def at(self, normal):
        """The quantile at the probability below a standard normal."""
        u = 0.5 * math.erfc(-normal / math.sqrt(2))
        step = min(bisect_right(self.below, u), self.STEPS) - 1
        inside = (u - self.below[step]) / (self.below[step + 1] - self.below[step])
        return self.low + self.width * (step + inside) / self.STEPS


class LogNormal:
    def __init__(self, median, p90):
        self.mu, self.sigma = math.log(median), math.log(p90 / median) / NormalDist().inv_cdf(0.9)

    def at(self, normal):
        return math.exp(self.mu + self.sigma * normal)


# Of each team: people, maturity, calendar, switch cost.
TEAMS = {
    "design": (3, 0.6, OFFICE, 0),
    "analytics": (2, 0.7, OFFICE, 0),
    "brand": (1, 0.6, OFFICE, 0),
    "legal": (1, 0.5, COMMITTEE, 10 * MINUTE),
    "channels": (2, 0.6, OFFICE, 0),
}
# Of each stream of work: team, hours for a deliverable of size 1, flaws.
STREAMS = {
    "creative": ("design", PertTable(16, 22, 52), 0.12),
    "data": ("analytics", LogNormal(10, 20), 0.06),
    "distribution": ("channels", PertTable(2, 4, 12), 0.03),
}
LEGAL_REVIEW = (15, *pert_shape(15, 20, 45), 45 - 15)
# Of each reviewing team: minutes of a review, rejections by round, detection.
REVIEWERS = {
    "brand": (lambda: 35, [0.3, 0.15], 0.5),
    "legal": (lambda: LEGAL_REVIEW[0] + LEGAL_REVIEW[3] * random.betavariate(*LEGAL_REVIEW[1:3]), [0.25, 0.1], 0.4),
}
# Of each deliverable: size, its reviewers, whether it has data.
BOTH = ("brand", "legal")
DELIVERABLES = [
    (3, BOTH, True), (2, BOTH, True), *[(1, BOTH, True)] * 3, *[(0.75, BOTH, True)] * 3,
    *[(0.5, ("brand",), False)] * 4, (1, BOTH, False),
]  # fmt: skip
NEIGHBOURS = {
    "creative": {"data", "approval"},
    "data": {"creative", "approval"},
    "approval": {"creative", "data", "distribution"},
    "distribution": {"approval"},
}
FILM, CUTS = 0, range(8, 12)

CORRELATION, LATENCY, IMPACT, SPOT, PENALTY = 0.3, 2 * HOUR, 0.4, 0.25, 2
SENSITIVITY = {("creative", "data"): 0.8}
FIX, REVISE, REREVIEW, DRIFT, LEARNING = 0.3, 0.25, 0.5, 0.002, 0.85
TIRED_BY_REWORK, TIRED_FOR = 0.01, WEEK
CHANGE = {"probability": 0.52, "within": (3 * WEEK, 4 * WEEK), "reach": 0.6, "severity": 0.5}


class Cascade:
    """One stream after the other; a stage is handed over when all of it is done, approvals included."""

    early, by_phase, latency, serial, on_demand, told_by, changes_by, feedback = None, True, 1, True, False, None, None, None
    syncs = ()
    per_link, per_person, neighbours_only, maturity = 0, 0.001, True, 0.2


class Sprints:
    """Short daily meetings, changes taken in once a sprint, reviewers in the team."""

    early, by_phase, latency, serial, on_demand, feedback = 0.5, False, 0.5, False, True, (0.3, DAY)
    told_by, changes_by = "standup", "sprint"
    # Of each sync: name, seconds from one to the next, length, share of the flaws that it finds.
    syncs = (("standup", DAY, 15 * MINUTE, 0.1), ("sprint", 2 * WEEK, 4 * HOUR, 0.4))
    per_link, per_person, neighbours_only, maturity = 0.03, 0.005, False, 0.7


class Team:
    def __init__(self, env, name, way):
        self.people, maturity, self.calendar, switch = TEAMS[name]
        self.name, self.queue = name, simpy.PriorityStore(env)
        self.reviewing = EVERYDAY if way.on_demand else self.calendar
        # Those who review on demand do nothing else here.
        self.hours = self.reviewing if name in REVIEWERS else self.calendar
        self.switch = switch
        self.meets_until, self.last_sync, self.fatigue, self.tired_at = 0, 0, 0.0, 0
        self.jobs = set()
        self.gap = PENALTY * max(0, way.maturity - maturity)

    def tiredness(self, now):
        self.fatigue *= 0.5 ** ((now - self.tired_at) / TIRED_FOR)
        self.tired_at = now
        return self.fatigue

    def free_from(self, now):
        return self.hours.opening(max(now, self.meets_until))


class Task:
    """A deliverable in a stream."""

    def __init__(self, number, deliverable, stream):
        self.number, self.deliverable, self.stream = number, deliverable, stream
        self.gets, self.gives, self.behind = [], [], []
        self.state, self.version, self.finishes, self.reworks = WAITING, 0, 0, 0
        self.flawed, self.informed, self.job, self.entry = False, 0, None, None


class Handoff:
    def __init__(self, giver, receiver, needed):
        self.giver, self.receiver, self.needed = giver, receiver, needed
        self.sensitivity = SENSITIVITY.get((giver.stream, receiver.stream), 0.6)
        self.waits, self.seen, self.held_back, self.looked_at, self.to_tell = True, -1, None, 0, False
        giver.gives.append(self)
        receiver.gets.append(self)


class Job:
    """What a person is busy with: `stretch` is open time for each second of effort."""

    def __init__(self, team, now, effort, stretch, switch=0):
        self.team, self.effort, self.stretch, self.half = team, effort, stretch, None
        self.end = team.hours.advance(now, switch + round(effort * stretch))

    def effort_done(self, now):
        left = self.team.hours.worked(self.end) - self.team.hours.worked(max(now, self.team.meets_until))
        return max(0, self.effort - left / self.stretch)

    def add(self, effort):
        self.effort += effort
        self.end = self.team.hours.advance(self.end, round(effort * self.stretch))

    def prolong(self, now, length):
        self.end = self.team.hours.advance(self.end, length)
        if self.half is not None and self.half > now:
            self.half = self.team.hours.advance(self.half, length)


class Entry:
    """A place in a queue: rework first, then who has waited longest."""

    def __init__(self, kind, since, task, reviewer=0):
        self.order = (kind, since, task.number, reviewer)
        self.kind, self.task, self.dropped = kind, task, False

    def __lt__(self, other):
        return self.order < other.order


class Campaign:
    def __init__(self, env, way):
        self.env, self.way = env, way
        self.teams = {name: Team(env, name, way) for name in TEAMS}
        self.tasks, self.handoffs, self.finished = [], [], 0
        self.open = dict.fromkeys([*STREAMS, "approval"], 0)
        self.on_the_way, self.waiting_change, self.launched = 0, [], env.event()
        for number in range(len(DELIVERABLES)):
            self.add_deliverable(number)
        self.depend_on_film()
        self.draw_efforts()
        for task in self.tasks:
            self.links(task)
        for task in self.tasks:
            if not task.gets:
                self.become_ready(task)
        for team in self.teams.values():
            for _ in range(team.people):
                env.process(self.person(team))
        for sync in way.syncs:
            env.process(self.sync(*sync))
        env.process(self.late_change())

    # What there is to do.

    def add_deliverable(self, number):
        with_data = DELIVERABLES[number][2]
        names = ["creative", "data", "approval", "distribution"] if with_data else ["creative", "approval", "distribution"]
        own = {}
        for name in names:
            own[name] = Task(len(self.tasks), number, name)
            self.tasks.append(own[name])
            self.open[name] += 1
        if with_data:
            self.hand_over(own["creative"], own["data"])
            self.hand_over(own["data"], own["approval"])
        self.hand_over(own["creative"], own["approval"])
        self.hand_over(own["approval"], own["distribution"])

    def depend_on_film(self):
        creative = [task for task in self.tasks if task.stream == "creative"]
        for cut in CUTS:
            self.hand_over(creative[FILM], creative[cut])

    def hand_over(self, giver, receiver):
        of_work = giver.stream != "approval" and receiver.stream != "approval"
        self.handoffs.append(Handoff(giver, receiver, 0 if of_work and self.way.early else 1))

    def draw_efforts(self):
        shared = math.sqrt(CORRELATION) * random.gauss(0, 1)
        for task in self.tasks:
            size, reviewers, _ = DELIVERABLES[task.deliverable]
            if task.stream == "approval":
                task.verdicts, task.again, task.round = 0, False, None
                task.reviewers = [(name, round(MINUTE * REVIEWERS[name][0]())) for name in reviewers]
            else:
                team, hours, _ = STREAMS[task.stream]
                normal = shared + math.sqrt(1 - CORRELATION) * random.gauss(0, 1)
                task.team = self.teams[team]
                task.effort = task.to_do = round(HOUR * size * hours.at(normal))

    def links(self, task):
        """Work that stands behind a task, and what staying in touch costs it."""
        ahead = [handoff.giver for handoff in task.gets]
        while ahead:
            giver = ahead.pop()
            if giver not in task.behind:
                task.behind.append(giver)
                ahead += [handoff.giver for handoff in giver.gets]
        task.behind = [giver for giver in task.behind if giver.stream != "approval"]
        linked = NEIGHBOURS[task.stream] if self.way.neighbours_only else set(NEIGHBOURS) - {task.stream}
        teams = {name for stream in linked | {task.stream} for name in (BOTH if stream == "approval" else STREAMS[stream][:1])}
        others = sum(TEAMS[name][0] for name in teams) - 1
        task.overhead = self.way.per_link * len(linked) + self.way.per_person * others

    # People.

    def person(self, team):
        while True:
            entry = yield team.queue.get()
            free_from = team.free_from(self.env.now)
            if entry.dropped:
                continue
            if free_from > self.env.now:
                # Put back: rework that comes meanwhile goes first.
                team.queue.put(entry)
                yield self.env.timeout(free_from - self.env.now)
            elif entry.task.stream == "approval":
                yield from self.review(team, entry)
            elif not self.spots_flaw(entry.task):
                yield from self.work(team, entry)

    def stretch(self, team, task):
        return (1 + task.overhead * (1 + team.gap)) * (1 + team.tiredness(self.env.now))

    def begin(self, team, entry, effort, switch):
        now = self.env.now
        job = Job(team, now, effort, self.stretch(team, entry.task), switch)
        if entry.kind == REWORK:
            team.fatigue += TIRED_BY_REWORK
        team.jobs.add(job)
        return job

    def work(self, team, entry):
        task, now = entry.task, self.env.now
        task.state = WORKED
        task.job = job = self.begin(team, entry, task.to_do, 0)
        if task.finishes == 0 and self.way.early:
            job.half = team.hours.advance(now, round(self.way.early * task.effort * job.stretch))
            self.env.process(self.publish_early(task, job))
        while self.env.now < job.end:
            yield self.env.timeout(job.end - self.env.now)
        team.jobs.discard(job)
        self.finish(task)

    def spots_flaw(self, task):
        """Whoever takes work up may see that what it builds on is wrong; then it waits for something better."""
        wrong = []
        for handoff in task.gets:
            giver = handoff.giver
            if giver.flawed and giver.state == DONE and handoff.seen == giver.version and handoff.looked_at != giver.finishes:
                handoff.looked_at = giver.finishes
                if random.random() < SPOT:
                    wrong.append(handoff)
        for handoff in wrong:
            self.wait_again(handoff)
        for handoff in wrong:
            self.reopen(handoff.giver, FIX)
        return bool(wrong)

    # Tasks.

    def become_ready(self, task):
        task.state = READY
        if task.stream == "approval":
            self.ask(task)
        else:
            task.entry = Entry(REWORK if task.finishes else NEW, self.env.now, task)
            task.team.queue.put(task.entry)

    def wait_again(self, handoff):
        task = handoff.receiver
        handoff.waits, handoff.needed = True, handoff.giver.version + 1
        if task.state == READY:
            if task.stream == "approval":
                self.end_round(task)
            else:
                task.entry.dropped = True
        task.state = WAITING

    def finish(self, task):
        now, team = self.env.now, task.team
        self.finished += 1
        task.job, task.finishes = None, task.finishes + 1
        apart = team.calendar.worked(now) - team.calendar.worked(max(task.informed, team.last_sync))
        base = min(1, STREAMS[task.stream][2] * (1 + team.gap) * (1 + team.tiredness(now)))
        task.flawed = random.random() < 1 - (1 - base) * math.exp(-DRIFT * apart / HOUR)
        if task.flawed and self.way.feedback:
            self.env.process(self.live_feedback(task, task.finishes))
        self.done(task)

    def done(self, task):
        task.state = DONE
        self.open[task.stream] -= 1
        task.version += 1
        self.publish(task)
        if self.way.by_phase and self.open[task.stream] == 0:
            for handoff in self.handoffs:
                if handoff.giver.stream == task.stream and handoff.held_back is not None:
                    self.leave(handoff, handoff.held_back)
        self.look_whether_launched()

    def reopen(self, task, share):
        if task.state == DONE:
            self.open[task.stream] += 1
            for handoff in task.gives:
                handoff.held_back = None
                handoff.to_tell = self.way.told_by is not None
            if task.stream != "approval":
                task.reworks += 1
                task.to_do = round(share * task.effort * LEARNING ** (task.reworks - 1))
                task.informed = self.env.now
            self.become_ready(task)
        elif task.state == WORKED:
            self.add(task, share)

    def add(self, task, share):
        done = task.job.effort_done(self.env.now)
        if done > 0:
            task.job.add(share * done)
            task.informed = self.env.now

    # Versions on their way.

    def publish(self, task):
        for handoff in task.gives:
            gated = self.way.by_phase and handoff.receiver.stream != task.stream and self.open[task.stream] > 0
            if gated:
                handoff.held_back = task.version
            else:
                self.leave(handoff, task.version)

    def publish_early(self, task, job):
        while self.env.now < job.half:
            yield self.env.timeout(job.half - self.env.now)
        if task.job is job:
            for handoff in task.gives:
                if handoff.needed == 0:
                    self.leave(handoff, 0)

    def leave(self, handoff, version):
        handoff.held_back = None
        self.on_the_way += 1
        self.env.process(self.delivery(handoff, version))

    def delivery(self, handoff, version):
        yield self.env.timeout(round(LATENCY * self.way.latency))
        self.on_the_way -= 1
        if version > handoff.seen:
            self.arrive(handoff, version)
        self.look_whether_launched()

    def arrive(self, handoff, version):
        task = handoff.receiver
        impact = IMPACT * (1 - self.way.early) if handoff.seen == 0 else IMPACT
        handoff.seen, task.informed = version, self.env.now
        if task.state == WAITING:
            if handoff.waits and version >= handoff.needed:
                handoff.waits = False
                if not any(other.waits for other in task.gets):
                    self.become_ready(task)
        elif task.state in (WORKED, DONE):
            self.news(handoff, impact)

    def news(self, handoff, impact):
        task = handoff.receiver
        matters = random.random() < handoff.sensitivity
        if matters and task.state == WORKED and task.stream == "approval":
            task.again = True
        elif matters:
            self.reopen(task, impact)
        elif task.state == DONE:
            task.version += 1
            self.publish(task)

    def look_whether_launched(self):
        def quiet():
            return self.on_the_way == 0 and not any(self.open.values())

        if quiet() and self.waiting_change:
            self.take_in_change()
        if quiet() and not self.launched.triggered:
            self.launched.succeed()

    # Approvals.

    def ask(self, task):
        """A round: everybody at once, or one after the other."""
        task.round, task.approvals, task.begun = [], 0, {}
        for number in range(1 if self.way.serial else len(task.reviewers)):
            self.ask_reviewer(task, number)

    def ask_reviewer(self, task, number):
        entry = Entry(REWORK if task.verdicts else NEW, self.env.now, task, number)
        entry.reviewer, entry.round = number, task.round
        task.round.append(entry)
        self.teams[task.reviewers[number][0]].queue.put(entry)

    def end_round(self, task):
        """Reviews that wait are dropped, those under way stop."""
        for entry in task.round:
            entry.dropped = True
        for entry, (team, job, person) in list(task.begun.items()):
            team.jobs.discard(job)
            if person is not self.env.active_process:
                person.interrupt()
        task.begun = {}

    def review(self, team, entry):
        task, further = entry.task, entry.kind == REWORK
        task.state = WORKED
        effort = task.reviewers[entry.reviewer][1] * (REREVIEW if further else 1)
        job = self.begin(team, entry, effort, team.switch if further or self.way.on_demand else 0)
        task.begun[entry] = (team, job, self.env.active_process)
        try:
            while self.env.now < job.end:
                yield self.env.timeout(job.end - self.env.now)
        except simpy.Interrupt:
            return
        team.jobs.discard(job)
        del task.begun[entry]
        self.finished += 1
        self.verdict(task, entry)

    def verdict(self, task, entry):
        _, rejects, detects = REVIEWERS[task.reviewers[entry.reviewer][0]]
        found = [work for work in task.behind if work.flawed and work.state == DONE and random.random() < detects]
        if found or random.random() < rejects[min(task.verdicts, len(rejects) - 1)]:
            self.reject(task, found)
            return
        task.approvals += 1
        if task.approvals < len(task.reviewers):
            if self.way.serial:
                self.ask_reviewer(task, entry.reviewer + 1)
            return
        task.verdicts += 1
        if task.again:
            task.again = False
            self.become_ready(task)
        else:
            self.done(task)

    def reject(self, task, found):
        self.end_round(task)
        task.verdicts += 1
        task.state, task.again = WAITING, False
        wrong = found or [giver for giver in task.behind if giver.stream == "creative" and giver.deliverable == task.deliverable]
        for handoff in task.gets:
            if handoff.giver in wrong or any(work in handoff.giver.behind for work in wrong):
                self.wait_again(handoff)
        for work in wrong:
            self.reopen(work, FIX if found else REVISE)

    # What comes from outside, and meetings.

    def late_change(self):
        if random.random() >= CHANGE["probability"]:
            return
        yield self.env.timeout(round(random.uniform(*CHANGE["within"])))
        hit = [task for task in self.tasks if task.stream == "creative" and random.random() < CHANGE["reach"]]
        self.waiting_change = hit
        if self.way.changes_by is None:
            self.take_in_change()

    def take_in_change(self):
        hit, self.waiting_change = self.waiting_change, []
        for task in hit:
            self.reopen(task, CHANGE["severity"])

    def live_feedback(self, task, finish):
        detect, delay = self.way.feedback
        if random.random() < detect:
            yield self.env.timeout(delay)
            if task.state == DONE and task.finishes == finish:
                self.reopen(task, FIX)

    def sync(self, name, every, length, detect):
        for number in count(1):
            held = EVERYDAY.opening(number * every)
            # What falls into closed time is held as one at the next opening.
            if held < self.env.now or EVERYDAY.opening((number + 1) * every) == held:
                continue
            yield self.env.timeout(held - self.env.now)
            if name == self.way.changes_by:
                self.take_in_change()
            for task in self.tasks:
                if task.flawed and task.state == DONE and random.random() < detect:
                    self.reopen(task, FIX)
            if name == self.way.told_by:
                self.tell_news()
            for team in self.teams.values():
                self.meet(team, length)

    def tell_news(self):
        for handoff in self.handoffs:
            if handoff.to_tell:
                handoff.to_tell = False
                if handoff.giver.state != DONE and handoff.receiver.state in (READY, WAITING):
                    self.wait_again(handoff)

    def meet(self, team, length):
        now = self.env.now
        if team.calendar.opening(now) == now:
            team.last_sync = now
            team.meets_until = team.hours.advance(max(now, team.meets_until), length)
            for job in team.jobs:
                job.prolong(now, length)


def replicate(way):
    env = simpy.Environment()
    campaign = Campaign(env, way)
    env.run(until=campaign.launched)
    return env.now / HOUR, campaign.finished


if __name__ == "__main__":
    WAY = {"cascade": Cascade, "sprints": Sprints}[sys.argv.pop(1)]
    main(random.seed, lambda: replicate(WAY))
