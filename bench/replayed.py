"""A replayed year: how long somebody at a terminal waits for `python -m bot replay`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def measure(campaign: str, units: int) -> float:
    """Return the seconds of one replay with so many units."""
    began = time.perf_counter()
    command = (sys.executable, "-m", "bot", "replay", campaign, "--units", str(units))
    quiet = {**os.environ, "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        command, check=True, cwd=ROOT, env=quiet, stdout=subprocess.PIPE, timeout=600
    )
    took = time.perf_counter() - began
    assert done.stdout.count(b"\n") > 100, "the replay's calendar is empty"
    return took
