# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # A study from question to figure
#
# Two agreed ways of working, one late change, and a legal committee that meets once a week: **how much earlier does Hybrid Flow launch
# than the cascade, and which facts does that lead hang on?** First the simulator has to earn some trust: it reproduces a published table.
#
# Open it with `jupytext --to ipynb study.py` or run it as it is: `python study.py [FOLDER OF THE FIGURE]`.

# %%
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np

import flowcast


def root() -> Path:
    """The repository, from wherever this runs in it."""
    here = Path.cwd().resolve()
    return next(folder for folder in [here, *here.parents] if (folder / "scenarios/product-launch.toml").exists())


SCENARIOS = root() / "scenarios"
print("flowcast", flowcast.__version__, "NumPy", np.__version__, "Matplotlib", matplotlib.__version__)

# %% [markdown]
# ## A published table
#
# Browning & Eppinger (2002, *IEEE Transactions on Engineering Management* 49(4)) give mean and deviation of the preliminary design of an
# unmanned aircraft: 14 activities, 52 couplings, with iteration and without. Eight hours are one of their days. With iteration the rules differ
# where [docs/VALIDATION.md](../../docs/VALIDATION.md) says so; the tolerances are those stated there.

# %%
PUBLISHED = {"without iteration": (133, 0.01, 13, 0.06), "with iteration": (138, 0.03, 14, 0.40)}
CHANGED = {"without iteration": {"feedback": "[]"}, "with iteration": {}}

print(f"{'days':20}{'mean':>8}{'published':>11}{'sd':>8}{'published':>11}")
for case, (mean, within, sd, within_sd) in PUBLISHED.items():
    found = flowcast.compare(
        SCENARIOS / "published/ucav.toml", sets=CHANGED[case], models="with iteration", replications=10_000, seed=1, progress=False
    )
    days = found.replications["cycle_time_h"] / 8
    print(f"{case:20}{days.mean():8.1f}{mean:11}{days.std(ddof=1):8.1f}{sd:11}")
    assert abs(days.mean() / mean - 1) < within and abs(days.std(ddof=1) / sd - 1) < within_sd

# %% [markdown]
# ## The question
#
# The answer at the values of the file, in the program's words. Intervals cover simulation noise, not errors in the inputs.

# %%
MODELS = ["Sequential Cascade", "Hybrid Flow"]
launch = flowcast.compare(SCENARIOS / "product-launch.toml", models=MODELS, replications=1_000, progress=False)
print(launch.answer)

# %% [markdown]
# ## 1,000 points
#
# Nobody measured these facts, so each is varied over a range: a Latin hypercube of 1,000 points. All points run on the same draws of the same
# 20 campaigns: what differs between points is what the facts do. The level itself is known no better than 20 campaigns tell; another seed shows
# how far it moves.

# %%
RANGES = {
    "changes.feature-change.probability": ("0..1", "probability of the late change"),
    "handoffs.impact": ("0.2..0.6", "share redone after news"),
    "correlation": ("0..0.6", "correlation of efforts"),
    "teams.design.speed": ("0.8..1.25", "speed of design"),
}
swept = flowcast.sweep(
    SCENARIOS / "product-launch.toml",
    vary={path: spec for path, (spec, _) in RANGES.items()},
    sample=1_000,
    models=MODELS,
    replications=20,
    seed=1,
)
found = swept.differences.where(metric="cycle_time_h")
place = {point: row for row, point in enumerate(swept.points["point"])}
rows = np.array([place[point] for point in found["point"]])
factors = np.column_stack([swept.points[path][rows] for path in RANGES])
days = -found["mean_difference"] / 24
print(f"{len(days)} points: Hybrid Flow launches {days.mean():.1f} days earlier in the mean, from {days.min():.1f} to {days.max():.1f}")
assert len(days) == 1_000

# %% [markdown]
# Standardised regression coefficients say how much each fact moves the lead, and R² how much of it they say together.

# %%
standard = (factors - factors.mean(0)) / factors.std(0)
slopes, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(days)), standard]), days, rcond=None)
left = days - np.column_stack([np.ones(len(days)), standard]) @ slopes
for (_, name), slope in zip(RANGES.values(), slopes[1:]):
    print(f"{name:32}{slope:+6.2f} days a standard deviation")
print(f"R² = {1 - left.var() / days.var():.2f}")

# %% [markdown]
# ## The figure

# %%
figure, axes = plt.subplots(1, len(RANGES), figsize=(12, 3.4), sharey=True, layout="constrained")
for axis, column, (_, name) in zip(axes, factors.T, RANGES.values()):
    axis.scatter(column, days, s=4, alpha=0.35, linewidths=0)
    tenths = np.quantile(column, np.linspace(0, 1, 11))
    which = np.clip(np.digitize(column, tenths) - 1, 0, 9)
    axis.plot([column[which == tenth].mean() for tenth in range(10)], [days[which == tenth].mean() for tenth in range(10)], "k-o", ms=3)
    axis.set_xlabel(name)
axes[0].set_ylabel("days that Hybrid Flow\nlaunches earlier")
figure.suptitle("What the lead hangs on: 1,000 points, means of tenths in black", fontsize=10)
if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
    figure.savefig(Path(sys.argv[1]) / "lead.png", dpi=150)

# %% [markdown]
# ## To be cited
#
# Version, seed, scenario and its hash give the same numbers anywhere; the manifest has them all.

# %%
manifest = swept.manifest
print(f"flowcast {manifest['flowcast']}, random streams {manifest['stream_version']}, seed {manifest['seed']},")
print(f"{manifest['scenario']['file']} (SHA-256 {manifest['scenario']['sha256'][:16]}...), {manifest['replications']} replications of each model")
