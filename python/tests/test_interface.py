"""Results, tables, scenarios: what a session at a prompt or in a notebook does."""

from __future__ import annotations

import csv
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest

import flowcast

from conftest import ROOT, SCENARIOS, files, program

FIRST, LAUNCH = SCENARIOS / "first.toml", SCENARIOS / "product-launch.toml"


@pytest.fixture(scope="module")
def found() -> flowcast.Comparison:
    return flowcast.compare(LAUNCH, replications=100)


def test_the_version_is_that_of_the_program() -> None:
    from importlib.metadata import version

    assert program("--version").stdout.split() == ["flowcast", flowcast.__version__]
    assert version("flowcast") == flowcast.__version__


def test_a_comparison_says_what_the_program_prints(found: flowcast.Comparison, tmp_path: Path) -> None:
    printed = program("compare", LAUNCH, "-n", "100", "--out", tmp_path).stdout
    assert printed.startswith(str(found).rstrip()) and len(str(found)) > 2000
    assert found.answer.splitlines()[0] == found.finding in printed
    unwrapped = " ".join(printed.split())
    assert all(" ".join(words.split()) in unwrapped for words in [*found.answer.splitlines(), *found.caveats])
    assert found.caveats[-1] == "Intervals cover simulation noise only, not errors in the inputs."
    assert found.complete and found.manifest["replications"] == 100


def test_a_notebook_shows_text_and_charts(found: flowcast.Comparison) -> None:
    page = found._repr_html_()
    assert page.count("<img ") == len(found.charts) >= 5 and "<pre>" in page
    assert "cycle-time" in found.charts and found.charts["cycle-time"].startswith("<svg")
    table = found.summary._repr_html_()
    assert table.count("<tr>") == 21 and "more rows" in table and "NaN" not in table and "nan" not in table


def test_tables_go_to_other_libraries() -> None:
    pandas, polars, pyarrow = map(pytest.importorskip, ("pandas", "polars", "pyarrow"))
    # Six models, without the smallest change as a seventh.
    found = flowcast.compare(LAUNCH, replications=100, no_smaller=True)
    runs = found.replications
    frame, table, arrow = runs.to_pandas(), runs.to_polars(), runs.to_arrow()
    assert list(frame) == table.columns == arrow.column_names == runs.columns
    assert len(frame) == table.height == arrow.num_rows == runs.rows == 600
    ours = np.nanmean(runs.where(model="Hybrid Flow")["cycle_time_h"])
    theirs = [
        frame[frame.model == "Hybrid Flow"].cycle_time_h.mean(),
        table.filter(polars.col("model") == "Hybrid Flow")["cycle_time_h"].mean(),
        pyarrow.compute.mean(arrow.filter(pyarrow.compute.equal(arrow["model"], "Hybrid Flow"))["cycle_time_h"]).as_py(),
    ]
    assert theirs == pytest.approx([ours] * 3, rel=1e-12)
    # What is missing is missing everywhere.
    summary = found.summary
    missing = np.isnan(summary["ci_low"]).sum()
    assert summary.to_pandas().ci_low.isna().sum() == missing
    assert summary.to_polars()["ci_low"].null_count() == missing == summary.to_arrow()["ci_low"].null_count
    words = sum(word is None for word in summary["jumps"])
    assert summary.to_polars()["jumps"].null_count() == words == summary.to_arrow()["jumps"].null_count
    assert pandas.isna(summary.to_pandas().jumps).sum() == words


def test_a_dictionary_is_a_scenario(small: dict) -> None:
    scenario = flowcast.Scenario.of(small)
    assert scenario.check() == []
    again = flowcast.Scenario.parse(scenario.to_toml())
    results = [flowcast.compare(each) for each in (small, scenario, again)]
    assert len({json.dumps([result.manifest["scenario"]["sha256"]]) for result in results}) == 1
    assert files(results[0].folder) == files(results[1].folder) == files(results[2].folder)


def test_a_dictionary_keeps_its_order() -> None:
    # The order of teams decides between what is equal.
    written = tomllib.loads(FIRST.read_text(encoding="utf-8"))
    backwards = {**written, "teams": dict(reversed(written["teams"].items()))}
    assert list(tomllib.loads(flowcast.Scenario.of(backwards).to_toml())["teams"]) == list(backwards["teams"])
    results = [flowcast.compare(each, replications=50) for each in (written, FIRST)]
    assert files(results[0].folder, [".csv"]) == files(results[1].folder, [".csv"])


def test_a_dictionary_may_hold_numpy_dates_and_files(small: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hours.csv").write_text("value_h\n2\n4\n")
    monkeypatch.chdir(tmp_path)
    stream = {**small["streams"][0], "effort": {"dist": "file", "path": "hours.csv"}}
    meant = {**small, "schema": 2, "start": datetime.date(2026, 3, 2), "teams": {"design": {"people": np.int64(2)}}, "streams": [stream]}
    scenario = flowcast.Scenario.of(meant)
    text = scenario.to_toml()
    assert scenario.check() == []
    assert 'start = "2026-03-02"' in text and "people = 2" in text and str(tmp_path / "hours.csv") in text


def test_sets_are_written_as_the_file_writes_them(small: dict) -> None:
    changed = flowcast.compare(small, sets={"teams.design.people": np.int64(2), "streams.creative.effort": {"low": "2h", "likely": "3h", "high": "4h"}})
    assert changed.manifest["scenario"]["set"] == [
        "teams.design.people=2",
        'streams.creative.effort={ "low" = "2h", "likely" = "3h", "high" = "4h" }',
    ]
    assert 2 <= changed.replications["touch_time_h"].min() - 4 <= changed.replications["touch_time_h"].max() - 4 <= 4


def test_a_folder_is_read_again(found: flowcast.Comparison) -> None:
    before = files(found.folder)
    again = flowcast.read(found.folder)
    assert isinstance(again, flowcast.Comparison) and again.answer == found.answer and again.caveats == found.caveats
    assert files(again.folder) == before == files(found.folder)


def test_a_point_that_cannot_be_run_is_a_caveat() -> None:
    swept = flowcast.sweep(FIRST, vary={"teams.writers.people": [0, 1]}, replications=20)
    assert not swept.complete and len(set(swept.summary["point"])) == 1
    assert any("0 is out of range" in caveat for caveat in swept.caveats), swept.caveats


def test_the_long_run_is_read_again(tmp_path: Path) -> None:
    scenario = FIRST.parent / "more-campaigns.toml"
    sets = {"portfolio.every": "2w", "portfolio.campaigns": 40}
    found = flowcast.ask("steady", scenario, sets=sets, replications=10, warm_up="8w", out=tmp_path / "kept")
    assert flowcast.read(tmp_path / "kept").table("steady")["mean"].tolist() == found.table("steady")["mean"].tolist()
    with (tmp_path / "kept/steady.csv").open("a") as file:
        file.write("more\n")
    with pytest.raises(flowcast.FileError, match="steady.csv"):
        flowcast.read(tmp_path / "kept")


def test_a_folder_that_was_changed_is_refused(tmp_path: Path) -> None:
    flowcast.compare(FIRST, replications=20, out=tmp_path / "kept")
    with (tmp_path / "kept/replications.csv").open("a") as file:
        file.write("more\n")
    with pytest.raises(flowcast.FileError, match="manifest.json"):
        flowcast.read(tmp_path / "kept")


def test_a_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    vary = {"teams.writers.people": [1, 2]}
    whole = flowcast.sweep(FIRST, vary=vary, replications=20, out=tmp_path)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "points").iterdir()}
    again = flowcast.sweep(FIRST, vary=vary, replications=20, out=tmp_path)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "points").iterdir()} == times and len(times) >= 2
    assert again.points.rows == whole.points.rows == 2
    assert set(whole.summary["point"]) == set(whole.points["point"])


def test_a_design_made_elsewhere_is_run_row_by_row(tmp_path: Path) -> None:
    columns = {"teams.writers.people": np.array([2, 1, 2]), "streams.check.revise": np.array([0.1, 0.25, 0.1])}
    swept = flowcast.sweep(FIRST, design=columns, models="Hub-and-Spoke", replications=20)
    points = swept.points
    # A row of the design is a row of the points, and the same values are the same point.
    assert points["teams.writers.people"].tolist() == [2, 1, 2] and points["streams.check.revise"].tolist() == [0.1, 0.25, 0.1]
    assert points["point"][0] == points["point"][2] != points["point"][1]
    single = flowcast.compare(
        FIRST, models="Hub-and-Spoke", replications=20, sets={"teams.writers.people": 1, "streams.check.revise": 0.25}
    )
    ours = swept.summary.where(metric="cycle_time_h", point=points["point"][1])["mean"]
    assert ours == single.summary.where(metric="cycle_time_h")["mean"]
    (tmp_path / "design.csv").write_text("teams.writers.people,streams.check.revise\n2,0.1\n1,0.25\n2,0.1\n")
    same = flowcast.sweep(FIRST, design=tmp_path / "design.csv", models="Hub-and-Spoke", replications=20)
    assert files(same.folder, [".csv"]) == files(swept.folder, [".csv"])
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    for frame in (pandas.DataFrame(columns), polars.DataFrame(columns), polars.DataFrame(columns).to_arrow()):
        framed = flowcast.sweep(FIRST, design=frame, models="Hub-and-Spoke", replications=20)
        assert files(framed.folder, [".csv"]) == files(swept.folder, [".csv"])
    with pytest.raises(flowcast.UsageError, match="teams.writers.people has 2, streams.check.revise has 1"):
        flowcast.sweep(FIRST, design={"teams.writers.people": [1, 2], "streams.check.revise": [0.1]})


def test_details_have_a_row_for_each_campaign_and_deliverable() -> None:
    detailed = flowcast.compare(SCENARIOS / "monthly-newsletter.toml", replications=5, details=True)
    models, campaigns = len(set(detailed.summary["model"])), detailed.campaigns
    assert campaigns.rows % (5 * models) == 0 and campaigns.rows > 5 * models
    assert set(campaigns["replication"]) == set(range(5)) == set(detailed.deliverable_replications["replication"])
    with pytest.raises(KeyError, match="there is no campaign_replications.csv"):
        flowcast.compare(FIRST, replications=5).campaigns


def test_a_scenario_is_made_of_a_log(tmp_path: Path) -> None:
    assert program("export-log", FIRST, "--model", "Hub-and-Spoke", "-n", "40", "-o", tmp_path / "log.csv").returncode == 0
    scenario, fitted = flowcast.fit(tmp_path / "log.csv")
    assert scenario.check() == [] and fitted.grounds.rows > 5
    assert flowcast.compare(scenario, replications=20).complete
    kept, _ = flowcast.fit(tmp_path / "log.csv", out=tmp_path / "team.toml")
    assert kept.path == tmp_path / "team.toml"


def test_the_best_model_can_be_put_into_the_scenario() -> None:
    better = flowcast.improve(LAUNCH, replications=40, max_changes=1, budget=2_000)
    assert better.best.lstrip().startswith(("[[models]]", "#")) and better.settings.rows > 2
    scenario = flowcast.Scenario.parse(LAUNCH.read_text() + "\n" + better.best)
    assert scenario.check() == []


def test_ctrl_c_stops_a_run_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    script = f"""
        import flowcast, sys, time
        print("ready", flush=True)
        try:
            flowcast.compare({str(LAUNCH)!r}, replications=1_000_000, out={str(tmp_path / "out")!r})
        except KeyboardInterrupt:
            began = time.monotonic()
            # The next one runs as if nothing had been.
            print(flowcast.compare({str(FIRST)!r}, replications=10).replications.rows)
            sys.exit(7)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 7 and int(rest) >= 10
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("*.csv"))


def test_other_threads_go_on_while_it_simulates() -> None:
    counted, ended = [0], threading.Event()

    def count() -> None:
        while not ended.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    began = time.monotonic()
    thread.start()
    flowcast.compare(LAUNCH, replications=200, threads=1)
    seconds = time.monotonic() - began
    ended.set()
    thread.join()
    # With the GIL held it would count once or twice.
    assert counted[0] > 20 * seconds


def test_threads_that_ask_at_once_are_answered_one_after_the_other() -> None:
    results: dict[int, float] = {}

    def one(seed: int) -> None:
        results[seed] = flowcast.compare(FIRST, replications=20, seed=seed).replications["cycle_time_h"].mean()

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert results == {seed: flowcast.compare(FIRST, replications=20, seed=seed).replications["cycle_time_h"].mean() for seed in range(4)}


def test_progress_counts_replications(monkeypatch: pytest.MonkeyPatch) -> None:
    from flowcast import _run

    class Bar:
        total, n = 0, 0
        seen: list[tuple[int, int]] = []

        def reset(self, total: int) -> None:
            self.total, self.n = total, 0

        def update(self, more: int) -> None:
            self.n += more
            self.seen.append((self.n, self.total))

        def __bool__(self) -> bool:
            raise TypeError("as tqdm's, where no total is known yet")

        def close(self) -> None:
            self.seen.append((-1, -1))

    monkeypatch.setattr(_run, "_bar", Bar)
    flowcast.compare(LAUNCH, replications=300, no_smaller=True)
    assert Bar.seen[-1] == (-1, -1) and (max(total for _, total in Bar.seen)) == 6 * 300
    assert all(done <= total or total <= 0 for done, total in Bar.seen)
    seen = len(Bar.seen)
    flowcast.compare(FIRST, replications=10, progress=False)
    assert len(Bar.seen) == seen


def test_types_and_stubs_come_along() -> None:
    place = Path(flowcast.__file__).parent
    assert (place / "py.typed").exists() and (place / "_native.pyi").exists()


def test_the_readme_table_is_printed_from_python() -> None:
    script = ROOT / "examples/python/quickstart.py"
    # As wide as the README.
    wide = {**os.environ, "COLUMNS": "124"}
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=ROOT, env=wide)
    assert ended.returncode == 0, ended.stderr
    block = re.search(r"<!-- results -->\s*```text\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    table = re.search(r"When it launches\n(.*?)\n\n", block[1], re.S)
    assert table[1] in ended.stdout


def test_words_that_are_missing_are_null_in_polars() -> None:
    pytest.importorskip("polars")
    events = flowcast.trace(FIRST, model="Agile Sprints").events
    # The first event has no team.
    assert events["team"][0] is None and events.to_polars()["team"][0] is None
    assert events.where(team=None).rows == sum(team is None for team in events["team"]) > 0


def test_what_a_table_cannot_be_asked() -> None:
    summary = flowcast.compare(FIRST, replications=10).summary
    for wrong in ({"model": ["A"]}, {"mean": "5"}):
        with pytest.raises(TypeError, match="is none"):
            summary.where(**wrong)
    with pytest.raises(ValueError, match="one entry a row"):
        summary.where(np.array([True]))
    with pytest.raises(ValueError, match="read-only"):
        summary["mean"][0] = 1.0


def test_files_of_deliverables_are_looked_for_from_here(small: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pieces.csv").write_text("name\nemail\nbanner\n")
    monkeypatch.chdir(tmp_path)
    listed = {**small, "schema": 2, "deliverables": {"file": "pieces.csv"}}
    assert str(tmp_path / "pieces.csv") in flowcast.Scenario.of(listed).to_toml()
