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

from claims import CLAIMS, HEAD, Figure

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REPLICATIONS = "1000"


def command(claim, sets, models):
    """Arguments of a run, as they are printed on the page."""
    scenario = sets[0] if sets and sets[0].endswith(".toml") else claim["scenario"]
    chosen = [arg for model in models for arg in ("--model", model)]
    changed = [arg for key in sets if key != scenario for arg in ("--set", key)]
    return ["compare", scenario, "-n", REPLICATIONS, *chosen, *changed]


def run(program, arguments):
    """Every figure of a run by model and metric; what teams.csv says by model, team and metric."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/out"
        ended = subprocess.run([program, *arguments, "--no-charts", "--quiet", "--out", out], cwd=ROOT,
                               capture_output=True, text=True)
        if ended.returncode not in (0, 3):
            sys.exit(f"{arguments}\n{ended.stderr}")
        figures = {}
        for row in csv.DictReader(open(f"{out}/summary.csv", encoding="utf-8")):
            mean, low, high, sd, cv = (float(row[key]) if row[key] else None
                                       for key in ("mean", "ci_low", "ci_high", "sd", "cv"))
            figures[row["model"], row["metric"]] = Figure(mean, mean if low is None else low, mean if high is None else high, sd, cv)
        for row in csv.DictReader(open(f"{out}/teams.csv", encoding="utf-8")):
            figures[row["model"], f"{row['team']}/{row['metric']}"] = Figure(float(row["mean"] or "nan"), *[None] * 4)
    return figures


def quoted(argument):
    return argument if all(c.isalnum() or c in "-_./=" for c in argument) else f"'{argument}'"


def shown(figure, column):
    _, _, of, scale, digits = column
    value = None if figure is None else getattr(figure, of)
    return "–" if value is None else f"{value * scale:,.{digits}f}"


def section(program, claim):
    """A claim as it is printed; its verdict; whether the verdict is the one that its text is written for."""
    models = claim.get("models", [])
    found = {label: run(program, command(claim, sets, models)) for label, sets in claim["runs"]}
    verdict = claim["judge"](found)
    several = len(claim["runs"]) > 1
    heads = (["run"] if several else []) + ["model", *(column[0] for column in claim["columns"])]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for label, figures in found.items():
        for model in dict.fromkeys(model for model, _ in figures):
            cells = [shown(figures.get((model, column[1])), column) for column in claim["columns"]]
            lines.append("| " + " | ".join(([label] if several else []) + [model, *cells]) + " |")
    commands = "\n".join("flowcast " + " ".join(map(quoted, command(claim, sets, models))) for _, sets in claim["runs"])
    text = (f"## {claim['title']}\n\nSaid: {claim['said']}\n\n**{verdict.capitalize()}.** {claim['why']}\n\n"
            f"```sh\n{commands}\n```\n\n" + "\n".join(lines) + "\n")
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
    rows = "\n".join(f"| [{title}](#{''.join(c for c in title.lower() if c.isalnum() or c in ' -').replace(' ', '-')}) "
                     f"| {verdict} |" for title, verdict, _ in sections)
    page = f"{HEAD}\n\n| claim | here |\n|---|---|\n{rows}\n\n" + "\n".join(text for _, _, text in sections)
    (ROOT / "docs/CLAIMS.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
