"""The numbers are those of the program, bit for bit, and no column is copied."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import flowcast

from conftest import SCENARIOS, files, program

LAUNCH = SCENARIOS / "product-launch.toml"
SETS = {"teams.legal.people": 2, "handoffs.latency": "6h"}
SAME = ["--set", "teams.legal.people=2", "--set", "handoffs.latency=6h", "--seed", "5"]

QUESTIONS = [
    (
        lambda out: flowcast.compare(LAUNCH, sets=SETS, replications=60, seed=5, models=["Hybrid Flow", "Agile Sprints"], out=out),
        ["compare", LAUNCH, *SAME, "-n", "60", "--model", "Hybrid Flow", "--model", "Agile Sprints"],
    ),
    (
        lambda out: flowcast.sweep(LAUNCH, vary={"teams.legal.people": [1, 3]}, replications=20, seed=5, sets=SETS, raw=True, out=out),
        ["sweep", LAUNCH, *SAME, "-n", "20", "--vary", "teams.legal.people=1,3", "--raw"],
    ),
    (
        lambda out: flowcast.decompose(
            LAUNCH, from_="Sequential Cascade", to="Hub-and-Spoke", replications=20, seed=5, sets=SETS, out=out
        ),
        ["decompose", LAUNCH, *SAME, "-n", "20", "--from", "Sequential Cascade", "--to", "Hub-and-Spoke"],
    ),
    (
        lambda out: flowcast.improve(LAUNCH, max_changes=0, replications=20, seed=5, sets=SETS, out=out),
        ["improve", LAUNCH, *SAME, "-n", "20", "--max-changes", "0"],
    ),
    (
        lambda out: flowcast.trace(LAUNCH, model="Hybrid Flow", replication=3, seed=5, sets=SETS, out=out),
        ["trace", LAUNCH, *SAME, "--model", "Hybrid Flow", "--replication", "3"],
    ),
    (
        lambda out: flowcast.ask(
            "breakeven", LAUNCH, vary={"handoffs.latency": "0h..48h"}, between="Hub-and-Spoke,Agile Sprints", replications=20,
            seed=5, sets={"teams.legal.people": 2}, out=out,
        ),
        ["breakeven", LAUNCH, "--set", "teams.legal.people=2", "--seed", "5", "-n", "20", "--vary", "handoffs.latency=0h..48h",
         "--between", "Hub-and-Spoke,Agile Sprints"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "line"), QUESTIONS, ids=[line[0] for _, line in QUESTIONS])
def test_every_file_has_the_bytes_of_the_program(ask, line, tmp_path: Path) -> None:
    result = ask(tmp_path / "python")
    ended = program(*line, "--out", tmp_path / "program")
    assert ended.returncode in (0, 3), ended.stderr
    ours, theirs = files(tmp_path / "python"), files(tmp_path / "program")
    assert theirs and ours == theirs
    assert result.complete == (ended.returncode == 0)
    for name in result.names:
        assert_holds(result.table(name), tmp_path / "program" / f"{name}.csv")


def assert_holds(table: flowcast.Table, path: Path) -> None:
    """The table is the file: numbers bit for bit, words without the guard against spreadsheets."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert table.rows == len(rows) > 0
    for name, column in table.items():
        cells = [row[name] for row in rows]
        if column.dtype == object:
            bare = [cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell for cell in cells]
            assert list(column) == [cell or None for cell in bare], name
        else:
            known = np.array([float(cell) if cell else math.nan for cell in cells])
            np.testing.assert_array_equal(column.astype(float), known, name)


def test_the_number_of_threads_moves_nothing(tmp_path: Path) -> None:
    one, two = (flowcast.compare(LAUNCH, replications=40, threads=threads, out=tmp_path / str(threads)) for threads in (1, 2))
    assert files(one.folder) == files(two.folder)


def test_events_are_those_of_single_traces() -> None:
    events = flowcast.events(LAUNCH, model="Hub-and-Spoke", replications=[0, 7], seed=3)
    for replication in (0, 7):
        single = flowcast.trace(LAUNCH, model="Hub-and-Spoke", replication=replication, seed=3).events
        ours = events.where(replication=replication)
        assert list(ours)[1:] == list(single)
        for name in single:
            np.testing.assert_array_equal(ours[name].astype(str), single[name].astype(str), name)


def test_launches_in_events_are_the_cycle_times() -> None:
    events = flowcast.events(LAUNCH, model="Hybrid Flow", replications=30)
    runs = flowcast.compare(LAUNCH, models="Hybrid Flow", replications=30).replications
    launched = events.where(event="launched")
    np.testing.assert_array_equal(launched["replication"], runs["replication"])
    np.testing.assert_allclose(launched["time_h"], runs["cycle_time_h"], rtol=1e-12)


def test_numbers_are_handed_over_without_copying() -> None:
    runs = flowcast.compare(SCENARIOS / "first.toml", replications=10).replications
    hours = runs["cycle_time_h"]
    # The memory is Rust's, and the same each time.
    assert not hours.flags.owndata and np.shares_memory(hours, runs["cycle_time_h"])
    assert runs["replication"].dtype == np.int64 and hours.dtype == np.float64
    frame = runs.to_pandas()
    assert np.shares_memory(frame["cycle_time_h"].to_numpy(), hours)


def test_names_that_look_like_numbers_stay_names(small: dict) -> None:
    summary = flowcast.compare(small).summary
    assert set(summary["model"]) == {"Plain", "1"}
    assert summary.where(model="1", metric="cycle_time_h").rows == 1
    # Four hours, then four hours, and no handoff takes time of its own in the open hours.
    assert summary.where(model="Plain", metric="touch_time_h")["mean"] == [8.0]
