"""Reads a log of `flowcast export-log` with PM4Py, as CSV and as XES, and says whether both hold the same.

    flowcast export-log scenarios/first.toml -n 20 -o log.csv
    flowcast export-log scenarios/first.toml -n 20 -o log.xes
    pip install pm4py && python examples/logs/read_with_pm4py.py log.csv log.xes
"""

import sys
from importlib.metadata import version

import pandas as pd
import pm4py

NAMES = {
    "campaign": "case:concept:name",
    "step": "concept:name",
    "person": "org:resource",
    "team": "org:group",
    "start": "start_timestamp",
    "end": "time:timestamp",
}


def from_csv(path):
    """Columns as PM4Py calls them; a job that is still open has the time of its start, as in XES."""
    log = pd.read_csv(path, dtype=str)
    for column in ("asked", "start", "end"):
        log[column] = pd.to_datetime(log[column], format="ISO8601", utc=True)
    log["end"] = log["end"].fillna(log["start"]).fillna(log["asked"])
    return pm4py.format_dataframe(
        log.rename(columns=NAMES), case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
    )


def counts(log):
    """Jobs, campaigns, jobs of each step, jobs of each person, hours of work."""
    worked = (log["time:timestamp"] - log["start_timestamp"]).dt.total_seconds().sum() / 3600
    return {
        "jobs": len(log),
        "campaigns": log["case:concept:name"].nunique(),
        "steps": dict(sorted(pm4py.get_event_attribute_values(log, "concept:name").items())),
        "people": dict(sorted(log["org:resource"].dropna().value_counts().items())),
        "hours": round(worked, 6),
    }


def main():
    csv, xes = (counts(log) for log in (from_csv(sys.argv[1]), pm4py.read_xes(sys.argv[2])))
    print(f"pm4py {version('pm4py')}, pandas {version('pandas')}: {csv['jobs']} jobs, {csv['campaigns']} campaigns, {csv['hours']} h")
    for key in csv:
        if csv[key] != xes[key]:
            sys.exit(f"{key} differ: {csv[key]} in CSV, {xes[key]} in XES")
    print("CSV and XES hold the same")


if __name__ == "__main__":
    main()
