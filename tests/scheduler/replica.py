"""One replica's scheduler as a process of its own: `python -m tests.scheduler.replica URL CLOCK`
ticks until it is killed.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from casework.desk import Bureau
from locales.translate import BEIJING
from scheduler.jobs.remind import remind
from scheduler.ticker import Ticker
from scheduler.timetable import EVERY_MINUTE, Job
from storage.database import open_database
from tests.databases import SECRET


def main(url: str, clock: str) -> None:
    """Remind without end; the file `clock` says what time it is."""
    bureau = Bureau("示范区教育局", BEIJING, SECRET)
    timetable = {"remind": Job(remind, EVERY_MINUTE)}
    ticker = Ticker(
        open_database(url, SECRET),
        bureau,
        lambda: datetime.fromisoformat(Path(clock).read_text("utf-8")),
        timetable=timetable,
    )
    while True:
        ticker.run("remind")
        time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:])
