"""Wrong uses are Python exceptions in the words of the program."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import flowcast

from conftest import SCENARIOS, program

LAUNCH = SCENARIOS / "product-launch.toml"
UsageError, ScenarioError = flowcast.UsageError, flowcast.ScenarioError

#: What is asked for in Python, the same on the command line, what is raised.
WRONG = {
    "no such file": (lambda: flowcast.compare("nothing.toml"), ["compare", "nothing.toml"], flowcast.FileError),
    "no such model": (lambda: flowcast.compare(LAUNCH, models=["Hibrid"]), ["compare", LAUNCH, "--model=Hibrid"], UsageError),
    "no replications": (lambda: flowcast.compare(LAUNCH, replications=0), ["compare", LAUNCH, "--replications=0"], UsageError),
    "half a replication": (lambda: flowcast.compare(LAUNCH, replications=2.5), ["compare", LAUNCH, "--replications=2.5"], UsageError),
    "a seed below 0": (lambda: flowcast.compare(LAUNCH, seed=-1), ["compare", LAUNCH, "--seed=-1"], UsageError),
    "no threads": (lambda: flowcast.compare(LAUNCH, threads=0), ["compare", LAUNCH, "--threads=0"], UsageError),
    "no such option": (lambda: flowcast.compare(LAUNCH, modles="A"), ["compare", LAUNCH, "--modles=A"], UsageError),
    "no such path": (
        lambda: flowcast.compare(LAUNCH, sets={"teams.leagl.people": 2}),
        ["compare", LAUNCH, "--set=teams.leagl.people=2"],
        ScenarioError,
    ),
    "a value out of range": (
        lambda: flowcast.compare(LAUNCH, sets={"teams.legal.people": 0}),
        ["compare", LAUNCH, "--set=teams.legal.people=0"],
        ScenarioError,
    ),
    "a baseline that is left out": (
        lambda: flowcast.compare(LAUNCH, models="Hybrid Flow", baseline="Agile Sprints"),
        ["compare", LAUNCH, "--model=Hybrid Flow", "--baseline=Agile Sprints"],
        UsageError,
    ),
    "a what-if that is a lever": (
        lambda: flowcast.compare(LAUNCH, what_if={"models[0].release": "item"}),
        ["compare", LAUNCH, "--what-if=models[0].release=item"],
        UsageError,
    ),
    "a range without a step": (
        lambda: flowcast.sweep(LAUNCH, vary={"handoffs.impact": "0.1..0.5"}),
        ["sweep", LAUNCH, "--vary=handoffs.impact=0.1..0.5"],
        UsageError,
    ),
    "a sweep of nothing": (lambda: flowcast.sweep(LAUNCH), ["sweep", LAUNCH], UsageError),
    "a goal that is none": (lambda: flowcast.improve(LAUNCH, goal="be quick"), ["improve", LAUNCH, "--goal=be quick"], UsageError),
    "a model against itself": (
        lambda: flowcast.decompose(LAUNCH, from_="Hybrid Flow", to="Hybrid Flow"),
        ["decompose", LAUNCH, "--from=Hybrid Flow", "--to=Hybrid Flow"],
        UsageError,
    ),
    "no model to trace": (lambda: flowcast.trace(LAUNCH), ["trace", LAUNCH], UsageError),
    "a folder that holds no results": (lambda: flowcast.read("nowhere"), None, flowcast.FileError),
    "no such log": (lambda: flowcast.fit("nothing.csv"), ["fit", "nothing.csv", "--out=x.toml"], flowcast.FileError),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_uses_raise_the_words_of_the_program(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call, line, kind = WRONG[name]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind) as raised:
        call()
    assert type(raised.value) is kind and str(raised.value)
    if line:
        # Where an answer goes to is a part of some usages.
        out = [] if line[0] == "fit" else ["--out", tmp_path / "out"]
        ended = program(*line, *out)
        assert ended.returncode == {flowcast.FileError: 4}.get(kind, 2)
        assert ended.stderr.removeprefix("error: ").rstrip() == str(raised.value).removeprefix("error: ")


def test_all_problems_of_a_scenario_come_at_once_with_their_places() -> None:
    text = (SCENARIOS / "first.toml").read_text()
    wrong = flowcast.Scenario.parse(text.replace("schema = 1", "schema = 1\ncolour = 3").replace("deadline = ", "deadlin = "))
    problems = wrong.check()
    assert [problem.path for problem in problems][:1] == ["colour"] and len(problems) >= 2
    line = next(place for place, line in enumerate(wrong.to_toml().splitlines(), 1) if line.startswith("colour"))
    assert (problems[0].line, problems[0].column) == (line, 1)
    assert all(problem.message and problem.help for problem in problems)
    with pytest.raises(ScenarioError) as raised:
        flowcast.compare(wrong)
    assert raised.value.problems == problems
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.problems) == (str(raised.value), problems)


def test_a_scenario_that_can_be_run_has_no_problems() -> None:
    assert flowcast.Scenario.load(LAUNCH).check() == []
    assert flowcast.Scenario.load(LAUNCH).check(sets={"teams.legal.people": -2})


def test_a_dictionary_that_is_no_scenario() -> None:
    with pytest.raises(ScenarioError, match="needs `schema`"):
        flowcast.compare({"name": "x"})
    with pytest.raises(UsageError, match="name: <object .* is no value of a scenario"):
        flowcast.compare({"name": object()})
    with pytest.raises(UsageError, match="name: None is no value"):
        flowcast.compare({"name": None})
    with pytest.raises(UsageError, match=r"streams\[0\].impact: nan is no value"):
        flowcast.compare({"streams": [{"impact": float("nan")}]})
    with pytest.raises(TypeError, match="no value of a scenario"):
        flowcast.compare(LAUNCH, sets={"teams.legal.people": object()})


def test_what_is_wrong_with_events() -> None:
    with pytest.raises(UsageError, match="choose one with --model"):
        flowcast.events(LAUNCH)
    with pytest.raises(flowcast.FileError, match="cannot read nothing.toml"):
        flowcast.events("nothing.toml")
    with pytest.raises(ScenarioError) as raised:
        flowcast.events(LAUNCH, model="Hybrid Flow", sets={"teams.legal.people": 0})
    assert raised.value.problems[0].message.startswith("0 is out of range")
    wrong = [
        ({"threads": 10**6}, "1000000 is not in 1..=1024"),
        ({"threads": -1}, "-1 is not in 1..=1024"),
        ({"replications": -3}, "-3 is not in 1..=1000000"),
        ({"replications": 0}, "0 is not in 1..=1000000"),
        ({"replications": 2.5}, "invalid value '2.5'"),
        ({"replications": [2**31]}, "2147483648 is not in 0..1000000"),
        ({"seed": 2**53}, "9007199254740992 is not in"),
    ]
    for given, words in wrong:
        with pytest.raises(UsageError, match=words):
            flowcast.events(LAUNCH, model="Hybrid Flow", **given)


def test_what_names_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="model is empty"):
        flowcast.compare(LAUNCH, models=[])
    with pytest.raises(UsageError, match="replications: False is no number"):
        flowcast.compare(LAUNCH, replications=False)
    with pytest.raises(UsageError, match="a column is a list of values"):
        flowcast.sweep(LAUNCH, design={"teams.legal.people": "12"})


def test_what_has_no_place_of_its_own_stays_in_its_process(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="keep them in a folder"):
        pickle.dumps(flowcast.compare(SCENARIOS / "first.toml", replications=10))
    kept = flowcast.compare(SCENARIOS / "first.toml", replications=10, out=tmp_path / "kept")
    assert pickle.loads(pickle.dumps(kept)).summary["n"].tolist() == kept.summary["n"].tolist()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "summary.csv").write_text("mine")
    with pytest.raises(flowcast.FileError, match="summary.csv"):
        flowcast.compare(SCENARIOS / "first.toml", replications=10, out=tmp_path)
    assert (tmp_path / "summary.csv").read_text() == "mine"


def test_options_of_a_terminal_are_refused() -> None:
    for option in ("help", "version", "quiet", "dry_run"):
        with pytest.raises(UsageError, match=option):
            flowcast.compare(SCENARIOS / "first.toml", **{option: True})
    with pytest.raises(UsageError, match='such as "2%"'):
        flowcast.compare(SCENARIOS / "first.toml", precision=0.02)
    with pytest.raises(UsageError, match="take '.*' apart"):
        flowcast.sweep(SCENARIOS / "first.toml", vary={"deadline": ["2w,3w"]})
    with pytest.raises(UsageError, match="no value at point 1"):
        flowcast.sweep(SCENARIOS / "first.toml", design={"teams.legal.people": [1, None]})
