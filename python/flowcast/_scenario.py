"""Scenarios: files, text or dictionaries."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import _native
from ._errors import FileError, Problem, ScenarioError, UsageError
from ._run import Kept, execute, plain


class Scenario(Kept):
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
        """The scenario that is meant: one already, a path, or a dictionary with the keys of the file.

        In a dictionary NumPy's numbers and arrays and dates do as well; its files are looked for from where Python runs.
        """
        if isinstance(scenario, Scenario):
            return scenario
        if isinstance(scenario, Mapping):
            try:
                return cls.parse(_native.to_toml(json.dumps(_as_json(scenario, ""))))
            except (RecursionError, UnicodeEncodeError) as error:
                raise UsageError(f"no scenario can be made of this dictionary: {error}") from None
        return cls.load(scenario)

    def to_toml(self) -> str:
        """Its text."""
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise FileError(f"cannot read {self.path}: {error.strerror}") from error

    def check(self, *, sets: Mapping[str, object] = {}) -> list[Problem]:
        """Everything that is wrong with it; an empty list where it can be run. `sets` as in :func:`flowcast.compare`."""
        try:
            execute("check", [str(self.path)], {"set": sets})
        except ScenarioError as found:
            return found.problems
        return []

    def __repr__(self) -> str:
        return f"<Scenario {self.path}>"


def _as_json(value: Any, at: str) -> Any:
    """A value of a dictionary as JSON can have it; `at` is its path in the scenario."""
    value = plain(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise UsageError(f"{at}: {key!r} is no key: a key is a word")
        of_file = value.get("dist") == "file"
        return {key: _at_home(_as_json(each, f"{at}.{key}".strip(".")), at, key, of_file) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each, f"{at}[{place}]") for place, each in enumerate(value)]
    if value is None or isinstance(value, float) and not math.isfinite(value):
        raise UsageError(f"{at}: {value} is no value of a scenario: leave the key out, or give a number")
    if not isinstance(value, (str, bool, int, float)):
        raise UsageError(f"{at}: {value!r} is no value of a scenario: use words, numbers, booleans, dates, lists and dictionaries")
    return value


def _at_home(value: Any, at: str, key: str, of_file: bool) -> Any:
    """The file of a distribution or of deliverables by its whole path: the scenario is written elsewhere."""
    named = key == "path" and of_file or key == "file" and at.startswith("deliverables")
    return str(Path(value).absolute()) if named and isinstance(value, str) else value
