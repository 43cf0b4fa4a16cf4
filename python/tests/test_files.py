"""Every data file of every command is read by pandas, polars and DuckDB without options, each column as what it is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import flowcast

from conftest import SCENARIOS, program

FIRST, LAUNCH, MANY = (SCENARIOS / f"{name}.toml" for name in ("first", "product-launch", "more-campaigns"))
MODELS = {"models": ["Sequential Cascade", "Hybrid Flow"]}
BETWEEN = ",".join(MODELS["models"])

#: One is enough for the kinds of columns of a command; comparisons are made of every scenario.
QUESTIONS: dict[str, Callable[[], flowcast.Result]] = {
    "sweep": lambda: flowcast.sweep(
        LAUNCH, vary={"handoffs.latency": ["0h", "1d 4h"], "handoffs.impact": [0, 0.5], "teams.legal.people": "1..2"}, raw=True, replications=26, **MODELS
    ),
    "sweep of a factor that a column of results could be called like": lambda: flowcast.sweep(
        LAUNCH, vary={"correlation": [0, 0.5, 1]}, raw=True, replications=51, **MODELS
    ),
    "design": lambda: flowcast.sweep(FIRST, design={"teams.writers.people": [2, 1], "streams.check.revise": [1, 0.25]}, replications=101),
    "breakeven": lambda: flowcast.ask("breakeven", LAUNCH, vary={"handoffs.latency": "0h..96h"}, replications=20, between=BETWEEN),
    "breakeven of a number": lambda: flowcast.ask("breakeven", LAUNCH, vary={"teams.design.speed": "0.5..2"}, replications=20, between=BETWEEN),
    "breakeven with a goal": lambda: flowcast.ask("breakeven", LAUNCH, vary={"handoffs.latency": "0h..96h"}, goal="p85 cycle_time <= 60d", replications=20),
    "sensitivity": lambda: flowcast.ask("sensitivity", LAUNCH, replications=10),
    "sensitivity of levers": lambda: flowcast.ask("sensitivity", LAUNCH, replications=5, levers=True),
    "diagnose": lambda: flowcast.ask("diagnose", LAUNCH, replications=20),
    "diagnose models": lambda: flowcast.ask("diagnose", LAUNCH, replications=20, models=True),
    "steady": lambda: flowcast.ask("steady", MANY, sets={"portfolio.campaigns": 150, "portfolio.every": "3w"}, replications=2, warm_up="8w"),
    "decompose": lambda: flowcast.decompose(LAUNCH, from_="Sequential Cascade", to="Hybrid Flow", replications=20),
    "improve": lambda: flowcast.improve(FIRST, replications=20, robust=True, budget=2000),
    "ranking": lambda: flowcast.improve(LAUNCH, max_changes=0, replications=20),
    "trace": lambda: flowcast.trace(LAUNCH, model="Hybrid Flow"),
    "trace of a portfolio": lambda: flowcast.trace(MANY, model="Hybrid Flow", sets={"portfolio.campaigns": 60}),
}


@pytest.mark.parametrize("scenario", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_a_comparison_is_read_without_options(scenario: Path) -> None:
    read_all(flowcast.compare(scenario, replications=120, details=True, no_charts=True))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_read_without_options(question: str) -> None:
    read_all(QUESTIONS[question]())


def test_the_grounds_of_a_fit_are_read_without_options(tmp_path: Path) -> None:
    ended = program("export-log", LAUNCH, "--model=Hybrid Flow", "-n", 20, "--out", tmp_path / "log.csv")
    assert ended.returncode == 0, ended.stderr
    read_all(flowcast.fit(tmp_path / "log.csv")[1])


def read_all(found: flowcast.Result) -> None:
    assert found.names
    for name in found.names:
        read_without_options(found.folder / f"{name}.csv")


def read_without_options(path: Path) -> None:
    duckdb, pandas, polars = map(pytest.importorskip, ("duckdb", "pandas", "polars"))
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    ours = flowcast.Table.read(path)
    assert len(set(header)) == len(header), path
    frames = [duckdb.sql(f"from '{path}'").df(), pandas.read_csv(path), polars.read_csv(path).to_pandas()]
    for frame in frames:
        assert list(frame) == header == ours.columns and len(frame) == len(rows) == ours.rows, path
    for place, column in enumerate(header):
        cells = [row[place] for row in rows]
        values = ours[column]
        # What polars, and DuckDB of more rows, cannot know: docs/DATA.md says what to do.
        if values.dtype == object or not any(cells[:100]):
            continue
        points = {"." in cell for cell in cells if cell}
        assert len(points) == 1, f"{path}: {column} has counts and other numbers"
        for frame in frames:
            assert frame[column].dtype.kind in "iuf", f"{path}: {column} is {frame[column].dtype}"
            np.testing.assert_array_equal(frame[column].to_numpy(float), values.astype(float), f"{path} {column}")
