#!/usr/bin/env python3
"""Makes docs/CLAIMS.md: python3 docs/claims/make.py [PROGRAM]

Runs each claim of claims.py and compares its figures with what the claim says. The text beside a verdict was written for
that verdict: where a run comes out otherwise, nothing is written, and the claim is named.
"""
import csv
import pathlib
import subprocess
import sys
import tempfile

import figures
from claims import CLAIMS, HEAD
from figures import Figure

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REPLICATIONS = "1000"


def command(claim, sets, models):
    """Arguments of a run, as they are printed on the page."""
    scenario = sets[0] if sets and sets[0].endswith(".toml") else claim["scenario"]
    chosen = [arg for model in models for arg in ("--model", model)]
    changed = [arg for key in sets if key != scenario for arg in ("--set", key)]
    return ["compare", scenario, "-n", REPLICATIONS, *chosen, *changed]


def rows(folder, file):
    with open(f"{folder}/{file}.csv", encoding="utf-8") as text:
        yield from csv.DictReader(text)


def numbers(row, keys):
    return {key: float(row[key]) for key in keys if row[key]}


def run(program, arguments, label):
    """Every figure of a run by model and metric, those of teams by model, and team and metric."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        ended = subprocess.run([program, *arguments, "--no-charts", "--no-smaller", "--quiet", "--out", out], cwd=ROOT,
                               capture_output=True, text=True)
        if ended.returncode not in (0, 3):
            sys.exit(f"{arguments}\n{ended.stderr}")
        found = {}

        def figure(model, metric, shown):
            name = ", ".join([*metric.split("/")[:-1], model, *([label] if label else [])])
            found[model, metric] = Figure(name, metric, {}, shown)

        for row in rows(out, "summary"):
            figure(row["model"], row["metric"], numbers(row, ("mean", "sd", "cv")))
        for row in rows(out, "teams"):
            figure(row["model"], f"{row['team']}/{row['metric']}", numbers(row, ("mean", "sd")))
        for file in ("replications", "team_replications"):
            for row in rows(out, file):
                of = f"{row['team']}/" if "team" in row else ""
                for metric, value in row.items():
                    if value and (row["model"], of + metric) in found:
                        found[row["model"], of + metric].values[row["replication"]] = float(value)
        return found


def quoted(argument):
    return argument if all(c.isalnum() or c in "-_./=" for c in argument) else f"'{argument}'"


def shown(figure, column):
    _, _, of, scale, digits = column
    value = None if figure is None else figure.shown.get(of)
    return "–" if value is None else f"{value * scale:,.{digits}f}"


def decided(claim):
    """The intervals at which the judge of a claim looked, as a list."""
    columns = {column[1] + (" cv" if column[2] == "cv" else ""): column for column in claim["columns"]}
    lines = []
    for statistic in figures.LOOKED_AT:
        heading, _, _, scale, digits = columns[statistic.metric]
        middle, low, high = (f"{value * scale:,.{digits + 1}f}" for value in statistic.interval())
        lines.append(f"* {heading}, {statistic.name}: {middle} ({low} to {high})")
    figures.LOOKED_AT.clear()
    return "\n".join(dict.fromkeys(lines))


def section(program, claim):
    """A claim as it is printed; its verdict; whether the verdict is the one that its text is written for."""
    models = claim.get("models", [])
    several = len(claim["runs"]) > 1
    found = {label: run(program, command(claim, sets, models), several and label) for label, sets in claim["runs"]}
    verdict = claim["judge"](found)
    heads = (["run"] if several else []) + ["model", *(column[0] for column in claim["columns"])]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for label, of_run in found.items():
        for model in dict.fromkeys(model for model, _ in of_run):
            cells = [shown(of_run.get((model, column[1])), column) for column in claim["columns"]]
            lines.append("| " + " | ".join(([label] if several else []) + [model, *cells]) + " |")
    commands = "\n".join("flowcast " + " ".join(map(quoted, command(claim, sets, models))) for _, sets in claim["runs"])
    text = (f"## {claim['title']}\n\nSaid: {claim['said']}\n\n**{verdict.capitalize()}.** {claim['why']}\n\n"
            f"```sh\n{commands}\n```\n\n" + "\n".join(lines)
            + f"\n\nWhat decided, each with its 95 % interval (of pairs where two are compared):\n\n{decided(claim)}\n")
    return text, verdict, verdict == claim["verdict"]


def main():
    program = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/flowcast").resolve())
    sections, wrong = [], []
    for claim in CLAIMS:
        text, verdict, as_written = section(program, claim)
        sections.append((claim["title"], verdict, text))
        if not as_written:
            wrong.append(f"{claim['title']}: {verdict}, but its text is written for {claim['verdict']}\n{text}")
    if wrong:
        sys.exit("\n".join(wrong))
    table = "\n".join(f"| [{title}](#{''.join(c for c in title.lower() if c.isalnum() or c in ' -').replace(' ', '-')}) "
                      f"| {verdict} |" for title, verdict, _ in sections)
    page = f"{HEAD}\n\n| claim | here |\n|---|---|\n{table}\n\n" + "\n".join(text for _, _, text in sections)
    (ROOT / "docs/CLAIMS.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
