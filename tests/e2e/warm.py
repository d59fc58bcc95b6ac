"""Start the program fast, again and again: everything is imported once, and each line on the input
forks one `run` of it.

Importing takes most of a start; a test that starts twenty times need not pay for it each time.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Read the names of log files; for each start the program, which writes there, and say its
    process id.
    """

    from bot.__main__ import cli

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel is to bury them at once
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            log = os.open(line.strip(), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for each in (sys.stdout, sys.stderr):
                os.dup2(log, each.fileno())
            cli(["run"])
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
