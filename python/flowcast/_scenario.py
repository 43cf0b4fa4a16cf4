"""Scenarios: files, text or dictionaries."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import _native
from ._errors import Problem, ScenarioError
from ._run import execute


class Scenario:
    """A scenario: the facts, and the models that are compared.

    Make one with :meth:`load` (a file), :meth:`parse` (text) or :meth:`of` (a dictionary); every question takes one, or what it
    is made of.
    """

    def __init__(self, path: Path, kept: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self.path = path
        """The file; one in a temporary folder where there was none."""
        self._kept = kept

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Scenario:
        """The scenario in a file (TOML)."""
        return cls(Path(path))

    @classmethod
    def parse(cls, text: str) -> Scenario:
        """A scenario as text (TOML)."""
        kept = tempfile.TemporaryDirectory(prefix="flowcast-")
        path = Path(kept.name) / "scenario.toml"
        path.write_text(text, encoding="utf-8", newline="\n")
        return cls(path, kept)

    @classmethod
    def of(cls, scenario: Scenario | str | os.PathLike[str] | Mapping[str, Any]) -> Scenario:
        """The scenario that is meant: one already, a path, or a dictionary with the keys of the file."""
        if isinstance(scenario, Scenario):
            return scenario
        if isinstance(scenario, Mapping):
            return cls.parse(_native.to_toml(json.dumps(scenario)))
        return cls.load(scenario)

    def to_toml(self) -> str:
        """Its text."""
        return self.path.read_text(encoding="utf-8-sig")

    def check(self, *, sets: Mapping[str, object] = {}) -> list[Problem]:
        """Everything that is wrong with it; an empty list where it can be run. `sets` as in :func:`flowcast.compare`."""
        try:
            execute("check", [str(self.path)], {"set": sets, "quiet": True})
        except ScenarioError as found:
            return found.problems
        return []

    def __repr__(self) -> str:
        return f"<Scenario {self.path}>"
