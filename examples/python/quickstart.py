"""The README's table from Python: what the program prints, and the first of its tables made of the numbers.

    pip install ./python && python examples/python/quickstart.py
"""

from pathlib import Path

import flowcast

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

found = flowcast.compare(SCENARIOS / "product-launch.toml")
print(found)

# The same from the tables: columns are NumPy arrays, hours are hours.
launch = found.summary.where(metric="cycle_time_h")
print("Mean days to launch, and the share on time")
for model, mean, in_time in zip(launch["model"], launch["mean"] / 24, found.summary.where(metric="on_time")["mean"]):
    print(f"  {model:38}{mean:6.1f}{in_time:7.0%}")
