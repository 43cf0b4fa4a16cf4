#!/usr/bin/env python3
"""Measures everything and writes docs/PERFORMANCE.md.

    python3 benches/report.py [--build | --quick] [--build-time] [--without-peers]

For a quiet machine; measuring takes about ten minutes, after what has to be built first (--build: no more than
that). --build-time also builds flowcast from nothing, which takes some minutes more. --quick tries everything with
few repetitions and writes target/PERFORMANCE.md, whose figures mean nothing. The first build needs a network
for the peers, and the history of this repository for version 0.1.

No number of that page is typed by hand: what was tried, and what it gave, is docs/performance/tried.md, which is
taken over as it is.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "PERFORMANCE.md"
TRIAL = ROOT / "target" / "PERFORMANCE.md"
TRIED = ROOT / "docs" / "performance" / "tried.md"
PROGRAM = ROOT / "target" / "release" / "flowcast"
QUICK = "--quick" in sys.argv[1:]

# What the project aims at: the figure's name in the output of the benches, what it is, the least or the most that it is
# to be, and its unit.
AIMS = [
    ("since_0_1 all", "P6: rate ÷ that of version 0.1, all six models", "least", 2.5, "×"),
    ("since_0_1 Agile Sprints", "P6, Agile Sprints: rate ÷ that of version 0.1", "least", 3, "×"),
    ("since_0_1 Hybrid Flow", "P6, Hybrid Flow: rate ÷ that of version 0.1", "least", 3, "×"),
    ("p6_most_to_w2", "P6, its dearest model: cost of an event ÷ W2's", "most", 2.7, "×"),
    ("p6_threads", "P6: rate with two threads ÷ rate with one", "least", 1.85, "×"),
    ("w2_rate_to_plain", "W2: rate ÷ the plain loop's", "least", 0.5, "×"),
    ("w4_to_w2", "W4, 500 campaigns: cost of an event ÷ W2's", "most", 2, "×"),
    ("w5_to_w2", "W5, 25,000 deliverables: cost of an event ÷ W2's", "most", 2, "×"),
    ("w5_people_to_w2", "W5 with 625 times the people: cost of an event ÷ W2's", "most", 2.5, "×"),
    ("w3", "W3: 10,000 replications of six models, files and charts", "most", 1.2, "s"),
    ("sweep", "a sweep of P6: 100 points, 1,000 replications of six models each", "most", 8, "s"),
    ("first", "`compare first.toml --no-smaller`, 1,000 replications", "most", 0.05, "s"),
]

HEAD = """# Performance

<!-- Made by `python3 benches/report.py`. Change that, or docs/performance/tried.md, not this file. -->

How fast flowcast is, measured on one machine in one go. Absolute times move by a quarter with the neighbours
of a shared machine, ratios within one run by a few percent: compare ratios. An *event* is a completed piece
of work, such as one review; a *queued event* is anything that flowcast's event queue held, deliveries and meetings
included.

**P6** is `benches/scenarios/p6.toml`, a product launch as users run it: office hours, a weekly committee, meetings, rework,
flaws, a late change, under six models with their levers written out, so that the work stays the same from version to version.

**W2** is `benches/scenarios/w2.toml`: 40 deliverables pass creative, data, one
reviewer who sends one in five back, and distribution; 190 events per replication on average. The **plain
loop** is W2 written by hand for this one campaign (`benches/speed/plain.rs`): a `BinaryHeap` of structs, a
small generator, rand_distr's distributions, no statistics. Every visit draws its effort anew there and in the
other simulators; flowcast redoes a share of a task's first effort, so its makespans have the same mean within
a percent and spread more.
"""


def main():
    known = {"--build", "--quick", "--build-time", "--without-peers"}
    if unknown := set(sys.argv[1:]) - known:
        sys.exit(f"report.py: unknown: {', '.join(sorted(unknown))}\n{__doc__}")
    peers = "--without-peers" not in sys.argv[1:]
    # Built first, so that nothing is compiled while something is measured.
    build(peers)
    if "--build" in sys.argv[1:]:
        return
    facts = machine()
    sections = [speed(["w2", "models"]), since_0_1(), launch_elsewhere(peers), other_simulators(peers)]
    sections += [speed(["scale", "study"]), whole_processes(), play(), build_time()]
    sections += [speed(["engine", "draws", "calendar", "output"]), instructions()]
    sections.append("## What was tried, and what it gave\n\n" + tried())
    figures = {name: float(value) for section in sections for name, value in FIGURE.findall(section)}
    sections = [HEAD, aims(figures), facts, *(FIGURE.sub("", section) for section in sections)]
    page = TRIAL if QUICK else PAGE
    page.write_text("\n".join(section.strip() + "\n" for section in sections))
    print(f"wrote {page.relative_to(ROOT)}")


# What benches print for this page's table of aims; it does not show.
FIGURE = re.compile(r"<!-- (.+): ([0-9.]+) -->\n*")


def build(peers):
    run(["cargo", "build", "--release", "--bin", "flowcast"])
    run(["cargo", "bench", "--bench", "speed", "--no-run"])
    run([sys.executable, "benches/since_0_1/run.py", "--build"])
    if peers:
        run([sys.executable, "benches/peers/run.py", "--build"])


def run(command):
    """What a command prints; its errors pass through."""
    print(f"[{time.monotonic() - BEGUN:.0f} s] $", *command, file=sys.stderr, flush=True)
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


BEGUN = time.monotonic()


def rounds(number):
    return ["--rounds", "1" if QUICK else str(number)]


def aims(figures):
    """What the project aims at, and what is reached; a figure that is missing stops the report."""
    rows = ["## Aims", "", "| | aim | measured | reached |", "|-|-:|-:|-|"]
    for name, what, bound, aim, unit in AIMS:
        value = figures[name]
        reached = value >= aim if bound == "least" else value <= aim
        number = f"{value:.2f} {unit}" if unit == "×" else f"{value:.3g} {unit}"
        rows.append(f"| {what} | at {bound} {aim:g} {unit} | {number} | {'yes' if reached else 'no'} |")
    return "\n".join([*rows, "", "Each is a median of this run; the tables below show how far it scatters."])


def machine():
    facts = {
        "Processor": processor(),
        "Cores used by flowcast": os.cpu_count(),
        "System": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "Compiler": run(["rustc", "--version"]).strip(),
        "flowcast": version() + ", profile release: " + profile(),
        "Load average when this began": f"{os.getloadavg()[0]:.2f}",
    }
    rows = [f"| {name} | {value} |" for name, value in facts.items()]
    return "\n".join(["## Machine", "", "| | |", "|-|-|", *rows])


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


def version():
    return run(["cargo", "pkgid"]).strip().rsplit("#", 1)[1].rsplit("@", 1)[-1]


def profile():
    manifest = (ROOT / "Cargo.toml").read_text()
    block = re.search(r"\[profile\.release\]\n((?:.+\n)+)", manifest)
    return ", ".join(f"`{line}`" for line in block.group(1).splitlines() if line[0] != "#")


def speed(sections):
    return run(["cargo", "bench", "--bench", "speed", "--", *sections, *(["--quick"] if QUICK else [])])


def since_0_1():
    says = (
        "The same program (`benches/since_0_1/`) with flowcast as it was at version 0.1 (commit 5bc5e71) and as it is, each "
        "with its own release profile, taking turns on one thread.\n\n"
    )
    table = run([sys.executable, "benches/since_0_1/run.py", *rounds(25)])
    return "## P6 since version 0.1\n\n" + says + table


def launch_elsewhere(wanted):
    title = "## P6 in SimPy, one thread\n\n"
    if not wanted:
        return title + "Not measured this time (`--without-peers`).\n"
    says = (
        "Two of P6's models, written in SimPy by themselves (`benches/peers/launch_simpy.py`), with all rules that these models "
        "use: efforts and their correlation, office hours and holidays, the committee's two hours a week, reviews and rejections, "
        "rework, flaws, fatigue, overhead, the late change, and of Agile Sprints early results, stand-ups, sprint meetings and live "
        "feedback. It measures nothing but the cycle time, where flowcast measures all its metrics; only the order of what happens at one "
        "instant may differ. "
        "JaamSim is not compared: it is offered as a download, not in a package registry, and was not tried.\n\n"
    )
    return title + says + run([sys.executable, "benches/peers/run.py", "--launch", *rounds(9)])


def other_simulators(wanted):
    title = "## W2 in other simulators, one thread\n\n"
    if not wanted:
        return title + "Not measured this time (`--without-peers`).\n"
    says = (
        "W2 as each tool's own documentation would have it (`benches/peers/`), taking turns; loading, building "
        "and importing are not counted. All agree on the mean makespan within four standard errors, flowcast "
        "within a percent, or this table would not be here.\n\n"
    )
    return title + says + run([sys.executable, "benches/peers/run.py", *rounds(9)])


def whole_processes():
    table = run([sys.executable, "benches/whole.py", str(PROGRAM), *(["--quick"] if QUICK else [])])
    return "## Whole commands\n\nWhat a user waits for, from the start of the process to its end.\n\n" + table


def play():
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "play.html"
        run([str(PROGRAM), "play", "scenarios/product-launch.toml", "--out", str(page)])
        size = page.stat().st_size
    says = f"The page that `play product-launch.toml` makes has {size / 1e6:.2f} MB, engine included. "
    if not shutil.which("node"):
        return "## Play\n\n" + says + "How fast that engine is was not measured: there is no Node here.\n"
    found = json.loads(run(["node", "benches/wasm.mjs", "20" if QUICK else "2000"]))
    return (
        "## Play\n\n" + says + f"In Node {run(['node', '--version']).strip()}, that engine takes {found['us_per_replication']:.0f} µs for "
        "a replication of one model of P6, statistics included, on one thread; the two sides of a board, "
        f"{found['replications']} replications each, {found['both_sides_ms'] / 1e3:.2f} s (`benches/wasm.mjs`).\n"
    )


def build_time():
    title = "## Build time\n\n"
    if "--build-time" not in sys.argv[1:]:
        return title + "Not measured this time (`--build-time`).\n"
    with tempfile.TemporaryDirectory() as folder:
        command = ["cargo", "build", "--release", "--bin", "flowcast", "--target-dir", folder]
        print("$", *command, file=sys.stderr, flush=True)
        begun = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        if status:
            sys.exit("flowcast cannot be built")
    return (
        title + f"`cargo build --release` into an empty target folder, sources of crates already there: {wall:.0f} s, "
        f"{usage.ru_utime + usage.ru_stime:.0f} s of processor time.\n"
    )


def instructions():
    record = (ROOT / "benches" / "instructions.txt").read_text().splitlines()
    known = dict(line.split(": ", 1) for line in record)
    counts = {run: int(known[run]) / 1e6 for run in ("fixed", "p6")}
    return (
        "## Instructions\n\n"
        "Continuous integration counts the instructions of two fixed runs (`benches/instructions.sh`): "
        f"{counts['fixed']:.0f} million for 1,000 replications of W2 and 50 of each model of the product launch, "
        f"{counts['p6']:.0f} million for 200 of each model of P6, with {known['compiler']}.\n"
    )


def tried():
    return TRIED.read_text() if TRIED.exists() else "Nothing was written down yet.\n"


if __name__ == "__main__":
    main()
