#!/usr/bin/env python3
"""Measures everything and writes docs/PERFORMANCE.md.

    python3 benches/report.py [--without-peers]

For a quiet machine; it takes about fifteen minutes, and the peers need a network the first time. No number
of that file is typed by hand: what was tried, and what it gave, is docs/performance/tried.md, which is taken
over as it is.
"""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "PERFORMANCE.md"
TRIED = ROOT / "docs" / "performance" / "tried.md"

HEAD = """# Performance

<!-- Made by `python3 benches/report.py`. Change that, or docs/performance/tried.md, not this file. -->

How fast flowcast is, measured on one machine in one go. Absolute times move by a quarter with the neighbours
of a shared machine, ratios within one run by a few percent: compare ratios. An *event* is a completed piece
of work, such as one review; a *queued event* is anything that flowcast's event queue held, deliveries and meetings
included.

**W2**, which most figures are about, is `benches/scenarios/w2.toml`: 40 deliverables pass creative, data, one
reviewer who sends one in five back, and distribution; 190 events per replication on average. The **plain
loop** is W2 written by hand for this one campaign (`benches/speed/plain.rs`): a `BinaryHeap` of structs, a
small generator, rand_distr's distributions, no statistics. Every visit draws its effort anew there and in the
other simulators; flowcast redoes a share of a task's first effort, so its makespans have the same mean within
a percent and spread more.
"""


def main():
    peers = "--without-peers" not in sys.argv[1:]
    # Built first, so that nothing is compiled while something is measured.
    run(["cargo", "build", "--release", "--bin", "flowcast"])
    run(["cargo", "bench", "--bench", "speed", "--no-run"])
    sections = [HEAD, machine(), speed(["w2"]), other_simulators(peers), speed(["scale", "study"])]
    sections += [whole_processes(), speed(["engine", "draws", "calendar", "output"]), instructions()]
    sections.append("## What was tried, and what it gave\n\n" + tried())
    PAGE.write_text("\n".join(section.strip() + "\n" for section in sections))
    print(f"wrote {PAGE.relative_to(ROOT)}")


def run(command):
    """What a command prints; its errors pass through."""
    print("$", *command, file=sys.stderr, flush=True)
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


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
    return ", ".join(f"`{line}`" for line in block.group(1).splitlines())


def speed(sections):
    return run(["cargo", "bench", "--bench", "speed", "--", *sections])


def other_simulators(wanted):
    title = "## Other simulators, one thread\n\n"
    if not wanted:
        return title + "Not measured this time (`--without-peers`).\n"
    says = (
        "W2 as each tool's own documentation would have it (`benches/peers/`), taking turns; loading, building "
        "and importing are not counted. All agree on the mean makespan within four standard errors, flowcast "
        "within a percent, or this table would not be here.\n\n"
    )
    return title + says + run([sys.executable, "benches/peers/run.py"])


def whole_processes():
    table = run([sys.executable, "benches/whole.py", str(ROOT / "target" / "release" / "flowcast")])
    return "## Whole commands\n\nWhat a user waits for, from the start of the process to its end.\n\n" + table


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
