"""What questions answer: a folder of data files and charts, with the answer in words."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from . import _native
from ._errors import FileError
from ._run import Kept
from ._table import Table


class Result(Kept):
    """What a question answers: the files of its folder as tables, and what the program says of them."""

    def __init__(self, folder: Path, ran: _native.Ran, kept: TemporaryDirectory[str] | None) -> None:
        self.folder = folder
        """Where the files are: the folder that was named, else a temporary one that lives as long as this result."""
        self.finding = ran["finding"]
        """The judgement, in a sentence; empty where there is none."""
        self.answer = "\n".join(filter(None, [ran["finding"], ran["answer"]]))
        """The judgement, and the paragraph that it rests on."""
        self.caveats = ran["caveats"]
        """Reasons to doubt, a sentence each."""
        self.complete = ran["code"] == 0
        """Whether nothing is missing: every replication was launched, every wish (such as a precision) was met."""
        self.notes = ran["noted"].splitlines()
        """What the program says on the side."""
        self._printed = ran["printed"]
        self._kept = kept
        self._tables: dict[str, Table] = {}

    @property
    def manifest(self) -> dict[str, Any]:
        """How it was made: version, command, scenario, seed, replications, the SHA-256 of each file."""
        try:
            manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise FileError(f"cannot read {self.folder / 'manifest.json'}: {error}") from None
        return manifest

    @property
    def names(self) -> list[str]:
        """The names of the tables that there are."""
        return sorted(path.stem for path in self.folder.glob("*.csv"))

    def table(self, name: str) -> Table:
        """A data file as a table: ``table("summary")`` is `summary.csv`. docs/DATA.md says what its columns are."""
        if name not in self._tables:
            path = self.folder / f"{name}.csv"
            if not path.exists():
                ask = f" (ask for it: {_ASKED[name]})" if name in _ASKED else ""
                raise KeyError(f"there is no {name}.csv{ask}; there are {', '.join(self.names)}")
            self._tables[name] = Table.read(path)
        return self._tables[name]

    @property
    def charts(self) -> dict[str, str]:
        """The charts as SVG, by name."""
        return {path.stem: path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("charts/*.svg"))}

    def __str__(self) -> str:
        """What the program prints."""
        return self._printed

    def __repr__(self) -> str:
        return f"<{type(self).__name__} in {self.folder}: {self.finding or ', '.join(self.names)}>"

    def _repr_html_(self) -> str:
        pictures = "".join(_picture(name, svg) for name, svg in self.charts.items())
        return f"<pre>{html.escape(self._printed)}</pre>{pictures}"


# What is only kept where it is asked for.
_ASKED = {"campaign_replications": "details=True", "deliverable_replications": "details=True", "replications": "raw=True", "ranking": "max_changes=0"}


def _picture(name: str, svg: str) -> str:
    # As an image: ids of two drawings on one page cannot meet.
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{html.escape(name)}" src="data:image/svg+xml;base64,{data}">'


def _of(name: str, what: str) -> Any:
    """A table as a property."""
    return property(lambda result: result.table(name), doc=what)


class Comparison(Result):
    """Workflow models compared."""

    summary: Table = _of("summary", "A row a model and metric, in the metric's `unit`: `n`, `mean`, `ci_low`, `ci_high`, ...")
    differences: Table = _of(
        "comparison", "A row a model but the baseline and metric: `mean_difference` paired by replication, its interval, ..."
    )
    replications: Table = _of("replications", "A row a model and replication: every metric, its unit in the name (`_h`: hours).")
    deliverables: Table = _of("deliverables", "A row a model and deliverable: when it is done (hours after the start), rounds, ...")
    teams: Table = _of("teams", "A row a model and team: means of open, busy, idle time (person-hours), utilisation (0 to 1).")
    team_replications: Table = _of("team_replications", "A row a model, replication and team: the values behind `teams`.")
    campaigns: Table = _of("campaign_replications", "A row a model, replication and campaign; there with ``details=True``.")
    deliverable_replications: Table = _of(
        "deliverable_replications", "A row a model, replication and deliverable; there with ``details=True``."
    )


class Sweep(Result):
    """All models at many points."""

    points: Table = _of("points", "A row a point: its id, and a column for each path that varies.")
    summary: Table = _of("sweep", "A row a point, model and metric: the columns of a comparison's `summary`.")
    differences: Table = _of("differences", "A row a point, model and metric: the columns of a comparison's `differences`.")
    replications: Table = _of("replications", "A row a point, model and replication; there with ``raw=True``.")


class Decomposition(Result):
    """Which lever makes the difference between two models."""

    parts: Table = _of("decompose", "A row a lever: its part of the difference, and its interval.")


class Improvement(Result):
    """The smallest change of today's way of working that reaches a goal."""

    settings: Table = _of("settings", "A row a way of working that was tried.")
    front: Table = _of("front", "Those that nothing beats in both the wish and the hours of coordination.")
    path: Table = _of("path", "From today to what is recommended, a row a step.")
    ranking: Table = _of("ranking", "With ``max_changes=0``: a row a model of the file and quantity of the goal, best first.")

    @property
    def best(self) -> str:
        """The recommended model (TOML), to be put at the end of the scenario."""
        try:
            return (self.folder / "best.toml").read_text(encoding="utf-8")
        except OSError:
            raise FileError("there is no best.toml: models of the file were ranked, or nothing reaches the goal") from None


class Trace(Result):
    """Everything that happens in one replication."""

    events: Table = _of("events", "A row an event: `time_h` (hours after the start), `event`, `task`, `team`, ...")


class Fit(Result):
    """A scenario made of a log."""

    grounds: Table = _of("fit", "A row a number of the scenario: its value, interval, how many cases, method, grade.")
