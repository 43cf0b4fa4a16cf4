"""A metric of one's own over the table of events: how long an approved e-mail waits until the campaign is launched.

    python examples/python/custom_metric.py

Shows: events of 1,000 replications as columns, and NumPy instead of an expression language.
"""

from pathlib import Path
from time import perf_counter

import numpy as np

import flowcast

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios/product-launch.toml"
REPLICATIONS = 1_000


def last(events: flowcast.Table, rows: np.ndarray) -> np.ndarray:
    """When the last of these events happened in each replication (hours; NaN where none did)."""
    times = np.full(REPLICATIONS, np.nan)
    # Rows are in the order of time, so that of several the last one stays.
    times[events["replication"][rows]] = events["time_h"][rows]
    return times


def approved_to_launch(events: flowcast.Table) -> np.ndarray:
    """Days from the last approval of an e-mail to the launch, one a replication."""
    codes, tasks = events.codes("task")
    # One more for code -1: events that are of no task.
    email = np.array([*(task.startswith("launch email") for task in tasks), False])[codes]
    codes, details = events.codes("detail")
    approved = np.array([*(detail.endswith(" approved") for detail in details), False])[codes]
    return (last(events, events.mask(event="launched")) - last(events, email & approved)) / 24


for model in ("Sequential Cascade", "Hybrid Flow"):
    began = perf_counter()
    events = flowcast.events(SCENARIO, model=model, replications=REPLICATIONS)
    simulated = perf_counter()
    days = approved_to_launch(events)
    ended = perf_counter()
    mean, half = np.nanmean(days), 1.96 * np.nanstd(days, ddof=1) / np.sqrt(np.isfinite(days).sum())
    print(f"{model:20} {mean:5.1f} ±{half:.1f} days from the last approval of an e-mail to the launch")
    print(f"{'':20} {events.rows:,} events in {simulated - began:.1f} s, the metric in {ended - simulated:.2f} s")
