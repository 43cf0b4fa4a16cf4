from collections.abc import Callable, Sequence
from os import PathLike
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

VERSION: str

# float64 (NaN: missing), int64, or int32 indices (-1: missing) into words.
Column = NDArray[np.float64] | NDArray[np.int64] | tuple[NDArray[np.int32], list[str]]
Columns = list[tuple[str, Column]]
Watch = Callable[[int, int], object] | None

class ProblemDict(TypedDict):
    path: str
    message: str
    label: str
    help: str
    line: int
    column: int

class Ran(TypedDict):
    code: int
    error: str
    problems: list[ProblemDict]
    printed: str
    noted: str
    finding: str
    answer: str
    caveats: list[str]

def run(arguments: Sequence[str], watch: Watch = None) -> Ran: ...
def events(arguments: Sequence[str], watch: Watch = None) -> tuple[Ran, Columns]: ...
def read_csv(path: str | PathLike[str]) -> Columns: ...
def to_toml(json: str) -> str: ...
