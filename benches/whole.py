"""Whole processes: flowcast's commands as a user starts them, from outside.

    python3 benches/whole.py PROGRAM [--quick]

Prints a table in Markdown. Each command runs once to warm up and then several times; its wall time, its
CPU time and its largest memory are what the operating system says of the finished process.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


class Command:
    """What is run and how often; `figures` are the columns of the table."""

    def __init__(self, key, name, arguments, runs, writes):
        self.key, self.name, self.arguments, self.runs, self.writes = key, name, arguments, runs, writes
        self.wall, self.cpu, self.memory, self.stages = [], [], [], []

    def measure(self, program):
        for _ in range(self.runs + 1):
            with tempfile.TemporaryDirectory() as folder:
                out = ["--out", str(Path(folder) / "out")] if self.writes else []
                self.run([program, *self.arguments, *out], Path(folder) / "out" / "timing.json")
        # The first run warms up.
        for figures in (self.wall, self.cpu, self.memory, self.stages):
            del figures[:1]

    def run(self, command, timing):
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        self.wall.append(time.perf_counter() - start)
        child.returncode = os.waitstatus_to_exitcode(status)
        # 3: every figure is there, but some campaigns were not launched.
        if child.returncode not in (0, 3):
            sys.exit(f"{command} ended with {child.returncode}\n{said}")
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss * 1024)
        self.stages.append(json.loads(timing.read_text())["seconds"] if timing.exists() else {})

    def figure(self):
        """For `report.py`; Markdown does not show it."""
        return f"<!-- {self.key}: {median(self.wall):.4f} -->"

    def row(self):
        named = (
            f"{stage} {median(run[stage] for run in self.stages):.3f}"
            for stage in self.stages[0]
        )
        return (
            f"| {self.name} | {median(self.wall):.3f} ({min(self.wall):.3f} to {max(self.wall):.3f}) "
            f"| {median(self.cpu):.3f} | {max(self.memory) / 1e6:.0f} | {', '.join(named) or '–'} |"
        )


def commands(quick):
    """With what is asked in a hurry, everything is run, but little of it."""
    few = "20" if quick else None
    compare = ["compare", "--quiet"]
    first = [*compare, "scenarios/first.toml", "--replications", few or "1000"]
    # Of the models of the file alone.
    w3 = [*compare, "scenarios/product-launch.toml", "--no-smaller", "--replications", few or "10000"]
    sweep = ["sweep", "--quiet", "benches/scenarios/p6.toml", "--replications", few or "1000"]
    # 10 × 10 points: how often there is a late change, and how much of a flawed piece is done again.
    varied = ["changes.feature-change.probability=0:0.9:0.1", "rework.fix=0.1:0.55:0.05"]
    vary = [word for values in varied for word in ("--vary", values)]
    improve = ["improve", "--quiet", "scenarios/product-launch.toml", *(["--replications", few] if quick else [])]
    return [
        Command("w3", "W3: `compare product-launch.toml`, 10,000 replications of six models, data files and charts", w3, 5, True),
        Command("w3_1", "the same on one thread", [*w3, "--threads", "1"], 3, True),
        Command("w3_plain", "the same without charts", [*w3, "--no-charts"], 3, True),
        Command("sweep", "`sweep p6.toml`, 100 points, 1,000 replications of six models each", [*sweep, *vary], 2, True),
        Command("improve", "`improve product-launch.toml`", improve, 2, True),
        Command("first", "`compare first.toml --no-smaller`, 1,000 replications", [*first, "--no-smaller"], 15, True),
        Command("first_answer", "the same, looking for a smaller change", first, 15, True),
        Command("w5", "W5: `check w5.toml`, 100,000 tasks loaded and validated", ["check", "benches/scenarios/w5.toml"], 7, False),
        Command("start", "`--version`: what starting takes", ["--version"], 15, False),
    ]


def main(program, quick):
    print("| | wall, s: median (least to most) | CPU, s | peak memory, MB | stages, s |")
    print("|-|-:|-:|-:|-|")
    all_commands = commands(quick)
    for command in all_commands:
        command.runs = 1 if quick else command.runs
        command.measure(program)
        print(command.row(), flush=True)
    print("", *(command.figure() for command in all_commands), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1], "--quick" in sys.argv[2:])
