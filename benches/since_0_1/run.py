#!/usr/bin/env python3
"""P6 (../scenarios/p6.toml) in version 0.1 and in this one, taking turns on one thread.

    python3 benches/since_0_1/run.py [--build] [--rounds N]

Version 0.1 is taken from the history of this repository and built under target/since_0_1, each version with
its own profile and lock file; --build does that and no more. The program is the same for both (turns.rs).
Prints a table in Markdown.
"""

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "target" / "since_0_1"
SCENARIO = ROOT / "benches" / "scenarios" / "p6.toml"
VERSION_0_1 = "5bc5e7170d366621debb2b27a914975616e84433"
# How long a turn lasts.
TURN_NS = 60e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", action="store_true", help="only build")
    parser.add_argument("--rounds", type=int, default=25, help="turns of each version and model (default 25)")
    asked = parser.parse_args()
    programs = [built_0_1(), built_now()]
    if not asked.build:
        print(table(measured(programs, asked.rounds)))


def built_0_1():
    """Version 0.1 does not change: its program is made once."""
    program = BUILD / "version-0.1"
    made_of = BUILD / "version-0.1.txt"
    wanted = f"{VERSION_0_1} {hashlib.sha256((HERE / 'turns.rs').read_bytes()).hexdigest()}\n"
    if program.exists() and made_of.exists() and made_of.read_text() == wanted:
        return program
    source = BUILD / "source"
    source.mkdir(parents=True, exist_ok=True)
    # In a clone without history this fails, and git says that it does not know the commit.
    archive = subprocess.run(["git", "archive", VERSION_0_1], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", source], input=archive.stdout, check=True)
    made = build("then", source)
    made.replace(program)
    made_of.write_text(wanted)
    return program


def built_now():
    return build("now", ROOT)


def build(name, version):
    """The program with a version of flowcast whose sources are there."""
    package = BUILD / name
    package.mkdir(parents=True, exist_ok=True)
    manifest = (version / "Cargo.toml").read_text()
    profile = re.search(r"\[profile\.release\]\n(?:.+\n)+", manifest).group(0)
    write(package / "Cargo.toml", MANIFEST.format(program=HERE / "turns.rs", version=version, profile=profile))
    write(package / "Cargo.lock", (version / "Cargo.lock").read_text(), once=True)
    command = ["cargo", "build", "--release", "--manifest-path", package / "Cargo.toml"]
    subprocess.run([*command, "--target-dir", package / "target"], check=True)
    return package / "target" / "release" / "turns"


MANIFEST = """[package]
name = "turns"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "turns"
path = "{program}"

[dependencies]
cpu-time = "1.0"
flowcast = {{ path = "{version}", default-features = false }}

{profile}
[workspace]
"""


def write(file, text, once=False):
    """Only what has changed, so that cargo does not build again."""
    if not file.exists() or not once and file.read_text() != text:
        file.write_text(text)


class Version:
    """A program that waits for its turns."""

    def __init__(self, program):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen([program, SCENARIO], **pipes)

    def turn(self, model, replications):
        """Nanoseconds a replication."""
        self.process.stdin.write(f"{model} {replications}\n")
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.process.args[0]} has ended")
        return int(answer) / replications


def measured(programs, rounds):
    """Of each model, by name: a pair of nanoseconds a replication (0.1, now) for each round."""
    versions = [Version(program) for program in programs]
    names = re.findall(r'\[\[models\]\]\nname = "(.*)"', SCENARIO.read_text())
    sizes = [max(1, round(TURN_NS / versions[0].turn(model, 200))) for model in range(len(names))]
    turns = {name: [] for name in names}
    for round_ in range(rounds + 1):
        for model, name in enumerate(names):
            order = [0, 1] if round_ % 2 else [1, 0]
            pair = {version: versions[version].turn(model, sizes[model]) for version in order}
            # The first round warms up.
            if round_:
                turns[name].append((pair[0], pair[1]))
    return turns


def table(turns):
    rows = [
        "| | version 0.1, replications/s | now | rate now ÷ rate of 0.1: median (quartiles) |",
        "|-|-:|-:|-:|",
    ]
    whole = [tuple(map(sum, zip(*pairs))) for pairs in zip(*turns.values())]
    rows += [row(name, pairs, 1) for name, pairs in turns.items()]
    rows += [row("all six", whole, len(turns))]
    figures = [f"<!-- since_0_1 {name}: {ratio(pairs):.4f} -->" for name, pairs in turns.items()]
    return "\n".join([*rows, "", *figures, f"<!-- since_0_1 all: {ratio(whole):.4f} -->"])


def row(name, pairs, replications):
    rates = [f"{1e9 * replications / median(pair[version] for pair in pairs):.0f}" for version in (0, 1)]
    ratios = sorted(then / now for then, now in pairs)
    low, high = ratios[len(ratios) // 4], ratios[3 * len(ratios) // 4]
    return f"| {name} | {rates[0]} | {rates[1]} | {ratio(pairs):.2f} ({low:.2f} to {high:.2f}) |"


def ratio(pairs):
    return median(then / now for then, now in pairs)


if __name__ == "__main__":
    main()
