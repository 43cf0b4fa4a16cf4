"""Sobol' indices with SALib: of a function with known indices, then of a scenario.

    pip install SALib && python examples/python/sobol.py [BASE_SAMPLES]

Shows: a design made elsewhere, run as one sweep, and its results analysed elsewhere. All points run on the same draws, so
that what a factor does is not drowned in noise.
"""

import sys
from pathlib import Path

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sample
from SALib.test_functions import Ishigami

import flowcast

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios/product-launch.toml"

# Ishigami & Homma (1990), a = 7, b = 0.1: the analytical first-order indices are in SALib's documentation, too.
ISHIGAMI = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[-np.pi, np.pi]] * 3}
ANALYTICAL = {"S1": [0.3139, 0.4424, 0.0], "ST": [0.5576, 0.4424, 0.2437]}

# Ranges of facts of the scenario; what is sought is how much earlier Hybrid Flow launches than the cascade.
FACTORS = {
    "num_vars": 4,
    "names": ["changes.feature-change.probability", "handoffs.impact", "correlation", "teams.design.speed"],
    "bounds": [[0.0, 1.0], [0.2, 0.6], [0.0, 0.6], [0.8, 1.25]],
}
MODELS = ["Sequential Cascade", "Hybrid Flow"]


def ishigami(samples: int) -> dict:
    points = sample.sample(ISHIGAMI, samples, seed=1)
    return sobol.analyze(ISHIGAMI, Ishigami.evaluate(points), seed=1)


def days_earlier(points: np.ndarray, replications: int) -> np.ndarray:
    """How many days earlier the second model launches (mean of pairs), one of each point."""
    design = dict(zip(FACTORS["names"], points.T))
    swept = flowcast.sweep(SCENARIO, design=design, models=MODELS, replications=replications, max_points=len(points))
    found = swept.differences.where(metric="cycle_time_h")
    earlier = dict(zip(found["point"], -found["mean_difference"] / 24))
    # A row of the design is a row of the points; one that was there before has the id that it had.
    return np.array([earlier[point] for point in swept.points["point"]])


def show(names: list[str], found: dict) -> None:
    print(f"  {'factor':38}{'first order':>18}{'total':>18}")
    for place, name in enumerate(names):
        cells = (f"{found[key][place]:8.3f} ±{found[key + '_conf'][place]:.3f}" for key in ("S1", "ST"))
        print(f"  {name:38}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    base = int(sys.argv[1]) if len(sys.argv) > 1 else 128
    known = ishigami(8192)
    print("Ishigami, 8,192 base samples")
    show(ISHIGAMI["names"], known)
    for key, wanted in ANALYTICAL.items():
        np.testing.assert_allclose(known[key], wanted, atol=0.01)
    print("  as the analytical indices, within 0.01\n")

    points = sample.sample(FACTORS, base, calc_second_order=False, seed=1)
    days = days_earlier(points, replications=50)
    print(f"Product launch: how many days earlier Hybrid Flow launches; {len(points)} points, mean {days.mean():.1f} days")
    show(FACTORS["names"], sobol.analyze(FACTORS, days, calc_second_order=False, seed=1))
