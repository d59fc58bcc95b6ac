"""A replayed year: how long `python -m bot replay` takes for a year's campaign, as somebody at a
terminal waits for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CAMPAIGN = "campaigns/accountability-year.yaml"
SIZES = (12, 72)  # units; 72 is how many the campaign's document names
ROOT = Path(__file__).parents[1]


def measure(units: int) -> float:
    """Return the seconds of one replay with so many units."""
    began = time.perf_counter()
    command = (sys.executable, "-m", "bot", "replay", CAMPAIGN, "--units", str(units))
    quiet = {**os.environ, "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        command, check=True, cwd=ROOT, env=quiet, stdout=subprocess.PIPE, timeout=600
    )
    took = time.perf_counter() - began
    assert done.stdout.count(b"\n") > 100, "the replay's calendar is empty"
    return took
