#!/usr/bin/env python3
"""Campaign W2 (../scenarios/w2.toml) in other simulators, beside flowcast and the plain loop; with --launch
the product launch (../scenarios/p6.toml) in SimPy.

    python3 benches/peers/run.py [--launch] [--build] [--rounds N]

Installs SimPy and Ciw from PyPI into a virtual environment under target/peers, builds the models in Rust
(--build: no more than that), then lets all take turns, one thread each, and prints one table in Markdown.
The tools must agree on the mean makespan and on the pieces of work; if one does not, the exit status is 1.
Needs a network the first time; not part of CI.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import venv
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "target" / "peers"
PYTHON = BUILD / "venv" / "bin" / "python"
PACKAGES = ["simpy==4.1.*", "ciw==3.2.*"]

# What independent simulators agree on where every visit draws its effort anew: mean and standard deviation
# of the makespan in hours. 190 pieces of work and their variance of 112.5 follow from arithmetic
# (benches/speed/plain.rs). Each is known to two decimals.
MEAN_H, SD_H, FINISHED, FINISHED_VARIANCE = 128.07, 14.05, 190.0, 112.5

# flowcast redoes a share of a task's first effort instead of drawing again: a rework is correlated with
# what it repeats. Its mean is only known to lie within a percent.
OWN_SHARE = 0.01

# The ways of working of the launch that are written in SimPy, too: the model's name, and what the programs call it.
LAUNCHES = {"Sequential Cascade": "cascade", "Agile Sprints": "sprints"}
# How near their means are to be, beyond chance: events of one instant may come in another order.
LAUNCH_SHARE = 0.005


class Tool:
    """A tool: its name, its command, replications in a turn (about half a second)."""

    def __init__(self, name, command, replications):
        self.name, self.command, self.replications = name, command, replications
        self.turns = []

    def turn(self, seed):
        command = [*self.command, str(self.replications), str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
        self.turns.append(json.loads(done.stdout))

    def costs(self):
        """Seconds of CPU per replication, a value for each turn."""
        return [turn["cpu_seconds"] / turn["replications"] for turn in self.turns]

    def replications_run(self):
        return sum(turn["replications"] for turn in self.turns)

    def mean(self, key):
        return sum(turn[key] for turn in self.turns) / len(self.turns)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="turns of each tool (default 9)")
    parser.add_argument("--launch", action="store_true", help="the product launch instead of W2")
    parser.add_argument("--build", action="store_true", help="only install and build")
    asked = parser.parse_args()
    install()
    program = build()
    if asked.build:
        return
    wrong = launches(program, asked.rounds) if asked.launch else campaign_w2(program, asked.rounds)
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)


def campaign_w2(program, rounds):
    tools = contenders(program)
    take_turns(tools, rounds)
    print(table(tools))
    return [complaint for tool in tools for complaint in complaints(tool)]


def take_turns(tools, rounds):
    for seed in range(1, rounds + 2):
        for tool in tools:
            tool.turn(seed)
    for tool in tools:
        # The first turn warms up.
        tool.turns.pop(0)


def launches(program, rounds):
    """flowcast and SimPy on each of the launch's two models."""
    simpy = "SimPy " + version_in_python("simpy")
    own = "flowcast " + version_in_lock("flowcast")
    pairs = {}
    for name, model in LAUNCHES.items():
        ours = Tool(own, [program, f"launch-{model}"], 4_000)
        theirs = Tool(simpy, [PYTHON, "launch_simpy.py", model], 200)
        pairs[name] = (ours, theirs)
    take_turns([tool for pair in pairs.values() for tool in pair], rounds)
    print("| | replications/s | flowcast's rate ÷ SimPy's (least to most) | replications | mean cycle time, h | sd, h |")
    print("|-|-:|-:|-:|-:|-:|")
    for name, pair in pairs.items():
        for tool in pair:
            print(launch_row(name, tool, pair))
    print()
    for name, (ours, theirs) in pairs.items():
        apart = theirs.mean("mean_h") / ours.mean("mean_h") - 1
        chance = standard_error(ours, theirs) / ours.mean("mean_h")
        print(f"{name}: SimPy's mean is {abs(apart):.1%} {'above' if apart > 0 else 'below'} flowcast's (standard error {chance:.1%}).")
    return [complaint for name, pair in pairs.items() for complaint in differ(name, *pair)]


def launch_row(name, tool, pair):
    ratios = sorted(theirs / ours for ours, theirs in zip(pair[0].costs(), tool.costs()))
    ratio = f"{median(ratios):.3g} ({ratios[0]:.3g} to {ratios[-1]:.3g})" if tool is pair[1] else "–"
    return (
        f"| {name}: {tool.name} | {1 / median(tool.costs()):.0f} | {ratio} "
        f"| {tool.replications_run()} | {tool.mean('mean_h'):.1f} | {tool.mean('sd_h'):.1f} |"
    )


def standard_error(*tools):
    return math.sqrt(sum(tool.mean("sd_h") ** 2 / tool.replications_run() for tool in tools))


def differ(name, ours, theirs):
    """Four standard errors, and the order of events of one instant."""
    mean = ours.mean("mean_h")
    if abs(theirs.mean("mean_h") - mean) > 4 * standard_error(ours, theirs) + LAUNCH_SHARE * mean:
        yield f"{name}: a mean cycle time of {theirs.mean('mean_h'):.1f} h instead of {mean:.1f} h"


def install():
    """SimPy and Ciw, unless they are there."""
    if not PYTHON.exists():
        venv.create(BUILD / "venv", with_pip=True)
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([PYTHON, "-m", "pip", "install", *quiet, *PACKAGES], check=True)


def build():
    """The program with the models in Rust."""
    command = ["cargo", "build", "--release", "--locked", "--manifest-path", str(HERE / "Cargo.toml")]
    environment = {**os.environ, "CARGO_TARGET_DIR": str(BUILD / "cargo")}
    subprocess.run(command, check=True, env=environment)
    return BUILD / "cargo" / "release" / "peers"


def contenders(program):
    simpy, ciw = version_in_python("simpy"), version_in_python("ciw")
    nexosim, odem = version_in_lock("nexosim"), version_in_lock("odem-rs")
    return [
        Tool("flowcast " + version_in_lock("flowcast"), [program, "flowcast"], 40_000),
        Tool("plain loop", [program, "plain"], 40_000),
        Tool(f"odem-rs {odem}", [program, "odem"], 20_000),
        Tool(f"nexosim {nexosim}, one model, bench kept", [program, "nexosim-one-kept"], 6_000),
        Tool(f"nexosim {nexosim}, one model", [program, "nexosim-one"], 5_000),
        Tool(f"nexosim {nexosim}, a model per station, bench kept", [program, "nexosim-kept"], 4_000),
        Tool(f"nexosim {nexosim}, a model per station", [program, "nexosim"], 3_000),
        Tool(f"SimPy {simpy}", [PYTHON, "w2_simpy.py"], 400),
        Tool(f"Ciw {ciw}", [PYTHON, "w2_ciw.py"], 200),
    ]


def version_in_python(package):
    code = f"from importlib.metadata import version; print(version('{package}'))"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def version_in_lock(package):
    lines = (HERE / "Cargo.lock").read_text().splitlines()
    at = lines.index(f'name = "{package}"')
    return lines[at + 1].split('"')[1]


def table(tools):
    own = tools[0].costs()
    rows = [
        "| | replications/s | ns of CPU per event | flowcast's rate ÷ its rate (least to most) | replications | mean makespan, h | sd, h | events |",
        "|-|-:|-:|-:|-:|-:|-:|-:|",
    ]
    for tool in tools:
        costs = tool.costs()
        ratios = sorted(theirs / ours for theirs, ours in zip(costs, own))
        finished = tool.mean("finished")
        rows.append(
            f"| {tool.name} | {1 / median(costs):.0f} | {1e9 * median(costs) / FINISHED:.3g} "
            f"| {median(ratios):.3g} ({ratios[0]:.3g} to {ratios[-1]:.3g}) | {tool.replications_run()} "
            f"| {tool.mean('mean_h'):.2f} | {tool.mean('sd_h'):.2f} | {f'{finished:.1f}' if finished else '–'} |"
        )
    return "\n".join(rows)


def complaints(tool):
    """What a tool gives that it should not: beyond four standard errors, and the rounding of what is known."""
    error = 4 / math.sqrt(tool.replications_run())
    own = OWN_SHARE * MEAN_H if tool.name.startswith("flowcast") else 0
    mean, finished = tool.mean("mean_h"), tool.mean("finished")
    if abs(mean - MEAN_H) > error * SD_H + 0.005 + own:
        yield f"{tool.name}: a mean makespan of {mean:.3f} h instead of {MEAN_H} h"
    if finished and abs(finished - FINISHED) > error * math.sqrt(FINISHED_VARIANCE):
        yield f"{tool.name}: {finished:.2f} pieces of work per replication instead of {FINISHED:.0f}"


if __name__ == "__main__":
    main()
