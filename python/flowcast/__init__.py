"""flowcast: what a change of workflow model does to a cross-functional campaign.

>>> import flowcast
>>> found = flowcast.compare("scenarios/product-launch.toml", replications=500)  # doctest: +SKIP
>>> print(found.answer)  # doctest: +SKIP
>>> found.summary.where(metric="cycle_time_h")["mean"]  # hours, one of each model  # doctest: +SKIP

Every number is that of the command line, bit for bit: the same code computes it. A question takes the options of its command as
keywords: ``flowcast.compare(scenario, what_if={"teams.legal.people": 2}, details=True)`` is ``flowcast compare SCENARIO
--what-if teams.legal.people=2 --details``. What is wrong is raised in the words of the command line.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from . import _native
from ._errors import FileError, FlowcastError, IncompleteError, InternalError, Problem, ScenarioError, UsageError, raise_for
from ._result import Comparison, Decomposition, Fit, Improvement, Result, Sweep, Trace
from ._run import alone, arguments, execute, plain, toml
from ._scenario import Scenario
from ._table import Table

__version__ = _native.VERSION
__all__ = [
    "Comparison",
    "Decomposition",
    "FileError",
    "Fit",
    "FlowcastError",
    "Improvement",
    "IncompleteError",
    "InternalError",
    "Problem",
    "Result",
    "Scenario",
    "ScenarioError",
    "Sweep",
    "Table",
    "Trace",
    "UsageError",
    "ask",
    "compare",
    "decompose",
    "events",
    "fit",
    "improve",
    "read",
    "sweep",
    "trace",
]

AScenario = Scenario | str | os.PathLike[str] | Mapping[str, Any]
Sets = Mapping[str, object]
AResult = TypeVar("AResult", bound=Result)


def compare(
    scenario: AScenario,
    *,
    sets: Sets = {},
    models: list[str] | str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **options: object,
) -> Comparison:
    """Simulates the models of a scenario on the same draws and compares them.

    scenario: a path, a :class:`Scenario`, or a dictionary with the keys of the file.
    sets: facts and levers by their paths, such as ``{"teams.legal.people": 2, "handoffs.latency": "4h"}``.
    models: only these (default: all of the scenario).
    replications, seed: default to the scenario's.
    threads: no number depends on it (default: as many as there are cores).
    out: the folder of the files (default: a temporary one that lives as long as the result).
    progress: a bar, where somebody watches and tqdm is installed.
    options: any other option of ``flowcast compare``, such as ``baseline="Hub-and-Spoke"``, ``precision="1%"``,
        ``what_if={"teams.legal.people": 2}``, ``report=True``.

    Ctrl-C stops it; the GIL is released while it simulates.
    """
    drawn = dict(models=models, replications=replications, seed=seed, threads=threads)
    return _ask(Comparison, "compare", scenario, sets, drawn | options, out, progress)


def sweep(
    scenario: AScenario,
    *,
    vary: Mapping[str, object] = {},
    design: Any = None,
    sets: Sets = {},
    models: list[str] | str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **options: object,
) -> Sweep:
    """Runs all models at many combinations of values.

    vary: values by path: a list (``{"teams.legal.people": [1, 2, 4]}``) or a range in words (``"1..4"``, ``"0h:48h:12h"``).
    design: instead, points made elsewhere: a CSV file whose columns are paths and whose rows are points, or its columns by path (a
        dictionary of lists or arrays, a frame of pandas or polars, a table of Arrow).
    options: any other option of ``flowcast sweep``: ``sample=200`` (a Latin hypercube), ``raw=True`` (every replication),
        ``max_points=5000``.

    With `out`, a sweep that was stopped goes on where it was. The other arguments are those of :func:`compare`.
    """
    with TemporaryDirectory(prefix="flowcast-") as beside:
        if design is not None and not isinstance(design, (str, os.PathLike)):
            design = _written(Path(beside) / "design.csv", _columns(design))
        drawn = dict(vary=vary, design=design, models=models, replications=replications, seed=seed, threads=threads)
        return _ask(Sweep, "sweep", scenario, sets, drawn | options, out, progress)


def decompose(
    scenario: AScenario,
    *,
    from_: str,
    to: str,
    sets: Sets = {},
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **options: object,
) -> Decomposition:
    """Says which lever makes the difference between two models.

    options: any other option of ``flowcast decompose``, such as ``shapley=True`` or ``metric="rework_time_h"``.
    The other arguments are those of :func:`compare`.
    """
    drawn = dict(from_=from_, to=to, replications=replications, seed=seed, threads=threads)
    return _ask(Decomposition, "decompose", scenario, sets, drawn | options, out, progress)


def improve(
    scenario: AScenario,
    *,
    goal: str | None = None,
    max_changes: int | None = None,
    sets: Sets = {},
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **options: object,
) -> Improvement:
    """Finds the smallest change of today's way of working that reaches a goal.

    goal: such as ``"escapes <= today, then cycle_time"``.
    max_changes: so many decisions at most are taken otherwise; 0 ranks the models of the file.
    options: any other option of ``flowcast improve``, such as ``robust=True``.
    The other arguments are those of :func:`compare`.
    """
    drawn = dict(goal=goal, max_changes=max_changes, replications=replications, seed=seed, threads=threads)
    return _ask(Improvement, "improve", scenario, sets, drawn | options, out, progress)


def trace(
    scenario: AScenario,
    *,
    model: str | None = None,
    replication: int = 0,
    sets: Sets = {},
    seed: int | None = None,
    out: str | os.PathLike[str] | None = None,
    **options: object,
) -> Trace:
    """Everything that happens in one replication (counted from 0): its events and its timeline.

    model: may be left out where the scenario has only one. The other arguments are those of :func:`compare`.
    """
    drawn = dict(model=model, replication=replication, seed=seed)
    return _ask(Trace, "trace", scenario, sets, drawn | options, out, False)


def events(
    scenario: AScenario,
    *,
    model: str | None = None,
    replications: int | Iterable[int] = 1,
    sets: Sets = {},
    seed: int | None = None,
    threads: int | None = None,
    progress: bool = True,
) -> Table:
    """The events of many replications of a model as one table, for metrics of one's own.

    replications: how many, from 0, or which.

    A row is an event, in the order in which they happen: `replication`, then the columns of `events.csv`: `time_h` (hours after
    the start), `date`, `campaign`, `event`, `task`, `from`, `team`, `effort_h`, `open_time_h`, `detail`. The other arguments are
    those of :func:`compare`.
    """
    meant = Scenario.of(scenario)
    which = list(replications) if isinstance(replications, Iterable) and not isinstance(replications, str) else []
    given = {"replication": which} if which else {"replications": replications}
    asked = arguments("", [str(meant.path)], {"set": sets, "model": model, "seed": seed, "threads": threads, **given})
    ran, columns = alone(lambda watch: _native.events(asked, watch), progress)
    raise_for(ran)
    return Table("events", columns)


def fit(
    log: str | os.PathLike[str], *, out: str | os.PathLike[str] | None = None, **options: object
) -> tuple[Scenario, Fit]:
    """Makes a scenario of a log of jobs: the scenario, and the grounds of every number.

    out: the scenario's file (default: one in a temporary folder that lives as long as the scenario).
    options: any other option of ``flowcast fit``, such as ``hold_out=0.3`` or ``map=["task=step"]``.
    """
    kept = None if out else TemporaryDirectory(prefix="flowcast-")
    file = Path(out) if out else Path(kept.name) / "scenario.toml"  # type: ignore[union-attr]
    ran = execute("fit", [str(log)], {"out": file, **options})
    return Scenario(file, kept), Fit(file.parent, ran, kept)


def ask(command: str, scenario: AScenario, *, sets: Sets = {}, out: Any = None, progress: bool = True, **options: object) -> Result:
    """Any other question of the command line that leaves a folder of data files: ``ask("breakeven", scenario, vary={"handoffs.latency": "0h..96h"},
    between="A,B")``, ``ask("steady", scenario, warm_up="8w")``, ``ask("sensitivity", ...)``, ``ask("diagnose", ...)``.

    Its tables are in ``.names`` and ``.table(name)``: ``table("steady")`` has a row a model and what is measured of the long run, with
    `mean`, `ci_low`, `ci_high` in its `unit`.
    """
    return _ask(Result, command, scenario, sets, options, out, progress)


def read(folder: str | os.PathLike[str]) -> Result:
    """What a folder of a question holds, without simulating; the folder itself stays as it is.

    What everything else is made of (raw values, what was said) is held against its SHA-256; the rest is made again.
    """
    kept = TemporaryDirectory(prefix="flowcast-")
    copy = Path(kept.name) / "copy"
    try:
        shutil.copytree(folder, copy)
    except OSError as error:
        raise FileError(f"cannot read {os.fspath(folder)}: {error}") from error
    try:
        ran = execute("report", [str(copy)], {})
    except FlowcastError as error:
        raise type(error)(str(error).replace(str(copy), os.fspath(folder))) from None
    kind = {"compare": Comparison, "sweep": Sweep, "decompose": Decomposition, "improve": Improvement, "trace": Trace}
    return kind.get(Result(copy, ran, kept).manifest["question"], Result)(copy, ran, kept)


def _columns(design: Any) -> dict[str, list[object]]:
    """The columns of a frame or a dictionary."""
    if hasattr(design, "to_pydict"):
        design = design.to_pydict()
    elif hasattr(design, "iter_columns"):
        design = {column.name: column for column in design.iter_columns()}
    try:
        columns = {str(name): values for name, values in dict(design).items()}
    except (TypeError, ValueError):
        raise UsageError(f"design: {type(design).__name__} is neither a file nor columns by their paths") from None
    listed = {}
    for name, values in columns.items():
        if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
            raise UsageError(f"design: {name} is {values!r}, and a column is a list of values, one a point")
        listed[name] = [plain(value) for value in values]
        for place, value in enumerate(listed[name]):
            if value is None or value != value:
                raise UsageError(f"design: {name} has no value at point {place}")
    if len({len(values) for values in listed.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(values)}" for name, values in listed.items())
        raise UsageError(f"design: columns are of one length, a value a point: {lengths}")
    return listed


def _written(path: Path, columns: Mapping[str, Iterable[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns)
        rows.writerows(map(toml, row) for row in zip(*columns.values(), strict=True))
    return path


def _ask(
    kind: type[AResult], command: str, scenario: AScenario, sets: Sets, options: Mapping[str, object], out: Any, progress: bool
) -> AResult:
    kept = None if out else TemporaryDirectory(prefix="flowcast-")
    folder = Path(out).absolute() if out else Path(kept.name) / "out"  # type: ignore[union-attr]
    # The options have the names of the command line, which says `--model` for each of the models; `models=True` is the
    # flag of `diagnose`.
    given = {"model" if name == "models" and value is not True else name: value for name, value in options.items()}
    place = Scenario.of(scenario)
    if not isinstance(command, str) or command.startswith("-"):
        raise UsageError(f"{command!r} is no command, such as \"steady\"")
    ran = execute(command, [str(place.path)], {"set": sets, **given, "out": folder}, progress)
    return kind(folder, ran, kept)
