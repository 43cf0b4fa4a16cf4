"""A table: named columns of one length, as NumPy arrays."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from numbers import Real
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _native

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_SHOWN = 20


class Table(Mapping[str, NDArray[Any]]):
    """Columns by name, each of shape ``(rows,)``.

    Numbers are float64 (NaN: missing; whole numbers that are never missing: int64), in the memory that flowcast filled: nothing
    is copied. Words are objects (``str``; ``None``: missing); :meth:`codes` has them as numbers. Units are in the names
    (``cycle_time_h`` is in hours) or in a column ``unit``.
    """

    def __init__(self, name: str, columns: _native.Columns) -> None:
        self.name = name
        self._columns = dict(columns)
        # A frame that shares this memory does not change the table.
        for column in self._columns.values():
            (column[0] if isinstance(column, tuple) else column).flags.writeable = False
        self._words: dict[str, NDArray[np.object_]] = {}

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Table:
        """Reads a data file (CSV) that flowcast wrote."""
        name = str(path).replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".csv")
        return cls(name, _native.read_csv(path))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        first = next(iter(self._columns.values()), np.empty(0))
        return len(first[0] if isinstance(first, tuple) else first)

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self._columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        column = self._columns[name]
        if not isinstance(column, tuple):
            return column
        if name not in self._words:
            codes, words = column
            # The last one is at -1: missing.
            self._words[name] = np.array([*words, None], dtype=object)[codes]
        return self._words[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        """How many columns there are (a table is a mapping of names to columns); :attr:`rows` counts rows."""
        return len(self._columns)

    def codes(self, name: str) -> tuple[NDArray[np.int32], list[str]]:
        """A column of words as indices (int32 of shape ``(rows,)``; -1: missing) into a list of different words."""
        column = self._columns[name]
        if not isinstance(column, tuple):
            raise TypeError(f"{name} is a column of numbers")
        return column

    def mask(self, **equal: object) -> NDArray[np.bool_]:
        """Which rows have these values, such as ``mask(model="Hybrid Flow", metric="cycle_time_h")``; None: where it is missing."""
        found = np.ones(self.rows, dtype=bool)
        for name, value in equal.items():
            column = self._columns[name]
            if isinstance(column, tuple):
                if value is not None and not isinstance(value, str):
                    raise TypeError(f"{name} is a column of words, and {value!r} is none")
                codes, words = column
                found &= codes == (-1 if value is None else words.index(value) if value in words else -2)
            elif value is None:
                found &= np.isnan(column)
            elif isinstance(value, Real):
                found &= column == value
            else:
                raise TypeError(f"{name} is a column of numbers, and {value!r} is none")
        return found

    def where(self, mask: NDArray[np.bool_] | None = None, /, **equal: object) -> Table:
        """The rows of a mask, or those that have these values, as another table (copied)."""
        if mask is not None and np.shape(mask) != (self.rows,):
            raise ValueError(f"a mask has one entry a row, {self.rows}, and this one has the shape {np.shape(mask)}")
        chosen = self.mask(**equal) if mask is None else mask & self.mask(**equal)
        cut = [
            (name, (column[0][chosen], column[1]) if isinstance(column, tuple) else column[chosen])
            for name, column in self._columns.items()
        ]
        return Table(self.name, cut)

    def to_pandas(self) -> pandas.DataFrame:
        """As a pandas DataFrame; numbers are not copied."""
        import pandas

        return pandas.DataFrame(dict(self), copy=False)

    def to_arrow(self) -> pyarrow.Table:
        """As an Arrow table; words are dictionaries, what is missing is null."""
        import pyarrow

        def array(column: _native.Column) -> pyarrow.Array:
            if not isinstance(column, tuple):
                return pyarrow.array(column, from_pandas=True)
            codes = pyarrow.array(column[0], mask=column[0] < 0)
            return pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(column[1], pyarrow.string()))

        return pyarrow.table({name: array(column) for name, column in self._columns.items()})

    def to_polars(self) -> polars.DataFrame:
        """As a polars DataFrame; what is missing is null."""
        import polars

        def series(name: str) -> polars.Series:
            if isinstance(self._columns[name], tuple):
                return polars.Series(name, self[name].tolist(), dtype=polars.String)
            return polars.Series(name, self[name], nan_to_null=True)

        return polars.DataFrame([series(name) for name in self])

    def __repr__(self) -> str:
        return f"<Table {self.name}: {self.rows} rows; {', '.join(self)}>"

    def _repr_html_(self) -> str:
        cells = [self[name][:_SHOWN] for name in self]
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self)
        lines = ("".join(f"<td>{_cell(value)}</td>" for value in row) for row in zip(*cells))
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        more = self.rows - _SHOWN
        rest = f"<p>... and {more} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cell(value: object) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else html.escape(str(value))
