"""Whole processes: flowcast's commands as a user starts them, from outside.

    python3 benches/whole.py PROGRAM

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

    def __init__(self, name, arguments, runs, writes):
        self.name, self.arguments, self.runs, self.writes = name, arguments, runs, writes
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

    def row(self):
        named = (
            f"{stage} {median(run[stage] for run in self.stages):.3f}"
            for stage in self.stages[0]
        )
        return (
            f"| {self.name} | {median(self.wall):.3f} ({min(self.wall):.3f} to {max(self.wall):.3f}) "
            f"| {median(self.cpu):.3f} | {max(self.memory) / 1e6:.0f} | {', '.join(named) or '–'} |"
        )


def commands():
    compare = ["compare", "--quiet"]
    w3 = [*compare, "scenarios/product-launch.toml", "--replications", "10000"]
    return [
        Command("W3: `compare product-launch.toml`, 10,000 replications of six models, data files and charts", w3, 5, True),
        Command("the same on one thread", [*w3, "--threads", "1"], 3, True),
        Command("the same without charts", [*w3, "--no-charts"], 3, True),
        Command("`compare first.toml`, 1,000 replications", [*compare, "scenarios/first.toml", "--replications", "1000"], 15, True),
        Command("W5: `check w5.toml`, 100,000 tasks loaded and validated", ["check", "benches/scenarios/w5.toml"], 7, False),
        Command("`--version`: what starting takes", ["--version"], 15, False),
    ]


def main(program):
    print("| | wall, s: median (least to most) | CPU, s | peak memory, MB | stages, s |")
    print("|-|-:|-:|-:|-|")
    for command in commands():
        command.measure(program)
        print(command.row(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
