"""What is raised: the words of the command line as Python exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._native import Ran


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario or a log, and where."""

    path: str
    """The value's path, such as ``models[1].release``; empty for the file as a whole."""
    message: str
    """What is wrong."""
    label: str
    """A few words beside the offending text."""
    help: str
    """What is allowed, and the nearest valid name; may be empty."""
    line: int
    """Line of the offending text, from 1."""
    column: int
    """Column in characters, from 1."""


class FlowcastError(Exception):
    """What stopped a command, in its own words."""


class UsageError(FlowcastError, ValueError):
    """A name, a value or an option that cannot be used (exit code 2 of the program)."""


class ScenarioError(UsageError):
    """A scenario or a log with problems: all of them at once (exit code 2 of the program)."""

    def __init__(self, words: str, problems: list[Problem]) -> None:
        super().__init__(words)
        self.problems = problems

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, list[Problem]]]:
        return ScenarioError, (str(self), self.problems)


class IncompleteError(FlowcastError, RuntimeError):
    """The question has no answer (exit code 3 of the program)."""


class FileError(FlowcastError, OSError):
    """A file or folder that cannot be read or written (exit code 4 of the program)."""


class InternalError(FlowcastError, RuntimeError):
    """A defect of flowcast (exit code 1 of the program)."""


_BY_CODE: dict[int, type[FlowcastError]] = {1: InternalError, 2: UsageError, 3: IncompleteError, 4: FileError}


def raise_for(ran: Ran) -> None:
    """Raises what stopped a command, if anything did."""
    words = ran["error"].rstrip()
    if words and ran["problems"]:
        raise ScenarioError(words, [Problem(**problem) for problem in ran["problems"]])
    if ran["code"] == 130 and words:
        raise KeyboardInterrupt(words)
    if words:
        raise _BY_CODE.get(ran["code"], InternalError)(words)
