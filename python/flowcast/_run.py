"""Runs commands: options become arguments, what stops a command is raised."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from . import _native
from ._errors import UsageError, raise_for

Answer = TypeVar("Answer")

# One command at a time: each uses all threads that it is given.
_ONE = threading.Lock()
# Options that are numbers: False does not mean "not given".
_NUMBERS = ("replications", "replication", "seed", "threads")
# Options that only a terminal has a use for.
_NOT_HERE = {
    "help": "help(flowcast) has the calls, `flowcast COMMAND --help` the options",
    "version": "flowcast.__version__ is the version",
    "quiet": "nothing is printed here; leave it out",
    "dry_run": "it leaves no results; use the command line",
}


class Kept:
    """Something whose files may be in a temporary folder that lives as long as itself."""

    _kept: TemporaryDirectory[str] | None

    def __getstate__(self) -> dict[str, object]:
        if self._kept is not None:
            raise TypeError(
                f"the files of this {type(self).__name__} are in a temporary folder, which goes with its process: keep them in a folder "
                "of yours (out=..., or a scenario's own file), or hand over tables"
            )
        return self.__dict__


def execute(command: str, places: Sequence[str], options: Mapping[str, object], progress: bool = False) -> _native.Ran:
    """Runs a command; raises what stops it."""
    ran = alone(lambda watch: _native.run(arguments(command, places, options), watch), progress)
    raise_for(ran)
    return ran


def alone(work: Callable[[_native.Watch], Answer], progress: bool) -> Answer:
    """Does `work(watch)` while nothing else runs, under a progress bar if one is wanted and tqdm is installed."""
    bar = _bar() if progress else None
    try:
        with _ONE:
            return work(None if bar is None else lambda done, total: _show(bar, done, total))
    finally:
        if bar is not None:
            bar.close()


def arguments(command: str, places: Sequence[str], options: Mapping[str, object]) -> list[str]:
    """The arguments of the command line, such as ``["compare", "--seed=7", "--", "first.toml"]``."""
    given = command.split()
    for name, value in options.items():
        flag = "--" + name.strip("_").replace("_", "-")
        if value is not None and name in _NOT_HERE:
            raise UsageError(f"{name}: {_NOT_HERE[name]}")
        if name in _NUMBERS and isinstance(value, bool):
            raise UsageError(f"{name}: {value} is no number")
        if not isinstance(value, Mapping):
            value = plain(value)
        if name == "precision" and isinstance(value, Real):
            raise UsageError(f'precision: {value} of what? Write a percentage, such as "2%"')
        if value is True:
            given.append(flag)
        elif isinstance(value, Mapping):
            spell = _levels if name == "vary" else toml
            given += [f"{flag}={key}={spell(each)}" for key, each in value.items()]
        elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
            repeated = [f"{flag}={each}" for each in value]
            if not repeated:
                raise UsageError(f"{name} is empty: leave it out, or name something")
            given += repeated
        elif value is not None and value is not False:
            given.append(f"{flag}={value}")
    return [*given, "--", *places]


def toml(value: object) -> str:
    """A value as TOML has it; words as they are."""
    value = plain(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(str(key))} = {_inner(each)}" for key, each in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_inner, value)) + "]"
    raise TypeError(f"{value!r} is no value of a scenario: use words, numbers, booleans, lists and dictionaries of these")


def plain(value: Any) -> Any:
    """What Python itself has for an array, a number of NumPy's, a date, a path."""
    if isinstance(value, (np.ndarray, np.generic)):
        # Python has no date that is finer.
        value = value.astype("datetime64[us]") if value.dtype.kind == "M" else value
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _inner(value: object) -> str:
    return json.dumps(value) if isinstance(value, str) else toml(value)


def _levels(values: object) -> str:
    values = plain(values)
    if isinstance(values, str):
        return values
    if not isinstance(values, Iterable):
        raise UsageError(f'vary: {values!r} is neither a list of values nor a range in words, such as "1..4"')
    levels = list(map(toml, values))
    for level in levels:
        if ".." in level or "," in level:
            raise UsageError(f"vary: the command line would take {level!r} apart; give the points as design=...")
    return ",".join(levels)


def _bar() -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    watched = sys.stderr.isatty() or "ipykernel" in sys.modules
    return tqdm(unit=" replications", delay=0.5, mininterval=0.5, leave=False) if watched else None


def _show(bar: Any, done: int, total: int) -> None:
    if total and total != bar.total:
        bar.reset(total)
    bar.update(done - bar.n)
