"""Scenarios, and the program that the package is held against."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
PROGRAM = Path(os.environ.get("FLOWCAST", ROOT / "target/debug/flowcast"))


def program(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs the program of the command line."""
    assert PROGRAM.exists(), f"{PROGRAM} is not there: run `cargo build`, or name the program in FLOWCAST"
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture
def small() -> dict:
    """Two pieces of four hours each, one after the other."""
    return {
        "schema": 1,
        "name": "Small",
        "teams": {"design": {"people": 1}, "channels": {}},
        "streams": [
            {"name": "creative", "team": "design", "effort": "4h"},
            {"name": "distribution", "team": "channels", "needs": ["creative"], "effort": "4h"},
        ],
        "deliverables": [{"name": "email"}],
        "models": [{"name": "Plain"}, {"name": "1", "release": "item"}],
        "study": {"replications": 10, "seed": 1},
    }


def files(folder: Path, endings: Sequence[str] = (".csv", ".svg")) -> dict[str, bytes]:
    """The data files and charts of a folder."""
    found = (path for path in folder.rglob("*") if path.suffix in endings)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
