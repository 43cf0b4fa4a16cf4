"""What the replications of runs say: figures, and whether one is shown to be below another.

Every comparison is of pairs: replication K of two models, and of two runs, has the same facts. A mean, a standard deviation and a
coefficient of variation are each the mean of one number a replication (the figure and its influence on it: Efron 1982), so that
one paired interval serves all three.

>>> a, b = (Figure(name, "cycle_time_h", dict(enumerate(values))) for name, values in (("a", [1, 2, 3, 4]), ("b", [2, 3, 5, 6])))
>>> [round(figure, 3) for figure in (mean(a) - mean(b)).interval()]   # -1, -1, -2, -2: -1.5, and 1.96 * 0.5774 / 2 to each side
[-1.5, -2.066, -0.934]
>>> less(a, b), less(b, a), less(a, b, by=1), alike(a, b, 2), alike(a, b, 3)
(True, False, False, False, True)
>>> [round(sum(of(a).values.values()) / 4, 3) for of in (sd, cv)]       # of 1, 2, 3, 4: the root of 5/4, and that over 2.5
[1.118, 0.447]
>>> above(a, 1), below(a, 2)
(True, False)
"""
from math import sqrt
from typing import NamedTuple

Z = 1.96


class Statistic(NamedTuple):
    """A figure as one number a replication, whose mean it is."""
    name: str
    metric: str
    values: dict

    def __sub__(self, other):
        pairs = {k: v - other.values[k] for k, v in self.values.items() if k in other.values}
        return Statistic(f"{self.name}, less {other.name}", self.metric, pairs)

    def called(self, name):
        return self._replace(name=name)

    def times(self, factor):
        return Statistic(f"{factor} times {self.name}", self.metric, {k: factor * v for k, v in self.values.items()})

    def interval(self):
        """Mean, and the ends of its 95 % interval."""
        values, n = self.values.values(), len(self.values)
        middle = sum(values) / n
        half = Z * sqrt(sum((v - middle) ** 2 for v in values) / (n - 1) / n)
        return middle, middle - half, middle + half


class Figure(NamedTuple):
    """A metric of a model in a run: its values by replication, and what the summary says of it."""
    name: str
    metric: str
    values: dict
    shown: dict = {}


def moments(figure):
    n = len(figure.values)
    middle = sum(figure.values.values()) / n
    return middle, sqrt(sum((v - middle) ** 2 for v in figure.values.values()) / n)


def mean(figure):
    return figure if isinstance(figure, Statistic) else Statistic(figure.name, figure.metric, figure.values)


def sd(figure):
    m, s = moments(figure)
    of = {k: s + ((v - m) ** 2 - s ** 2) / (2 * s) for k, v in figure.values.items()}
    return Statistic(f"SD of {figure.name}", figure.metric, of)


def cv(figure):
    m, s = moments(figure)
    of = {k: s / m + ((v - m) ** 2 - s ** 2) / (2 * s * m) - s * (v - m) / m ** 2 for k, v in figure.values.items()}
    return Statistic(f"CV of {figure.name}", figure.metric + " cv", of)


# What the judge of a claim looked at, for the page.
LOOKED_AT = []


def looked_at(statistic):
    LOOKED_AT.append(statistic)
    return statistic.interval()


def less(a, b, by=0):
    """Whether a is shown to be below b by more than that much."""
    return looked_at(mean(a) - mean(b))[2] < -by


def alike(a, b, within):
    """Whether two are shown to differ by less than that much."""
    _, low, high = looked_at(mean(a) - mean(b))
    return -within < low and high < within


def above(a, value):
    """Whether it is shown to be above a value."""
    return looked_at(mean(a))[1] > value


def below(a, value):
    """Whether it is shown to be below a value."""
    return looked_at(mean(a))[2] < value
