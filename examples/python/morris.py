"""Elementary effects (Morris 1991) with SALib: of a function with known effects, then of a scenario.

    pip install SALib && python examples/python/morris.py [TRAJECTORIES]
"""

import sys

import numpy as np
from SALib.analyze import morris
from SALib.sample import morris as sample

from sobol import FACTORS, days_earlier

# y = 3 a - 2 b + 0 c: effects are the slopes, everywhere, so that mu* = |slope| and sigma = 0.
LINEAR = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
SLOPES = np.array([3.0, -2.0, 0.0])


def effects(problem: dict, points: np.ndarray, values: np.ndarray) -> dict:
    return morris.analyze(problem, points, values, num_levels=4, seed=1)


if __name__ == "__main__":
    trajectories = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    points = sample.sample(LINEAR, 10, num_levels=4, seed=1)
    known = effects(LINEAR, points, points @ SLOPES)
    np.testing.assert_allclose(known["mu"], SLOPES, atol=1e-12)
    np.testing.assert_allclose(known["sigma"], 0, atol=1e-12)

    points = sample.sample(FACTORS, trajectories, num_levels=4, seed=1)
    found = effects(FACTORS, points, days_earlier(points, replications=50))
    print(f"Product launch: days that Hybrid Flow gains on the cascade, over the range of each factor; {len(points)} points")
    print(f"  {'factor':38}{'mu*':>8}{'±95 %':>8}{'mu':>8}{'sigma':>8}")
    for place in np.argsort(-found["mu_star"]):
        cells = (found[key][place] for key in ("mu_star", "mu_star_conf", "mu", "sigma"))
        print(f"  {FACTORS['names'][place]:38}" + "".join(f"{cell:8.2f}" for cell in cells))
