"""The edges: channels, the web, delivery, and the one place where everything is put together."""

import sys

# typer and structlog load rich where they find it, for tracebacks in colour that nobody here looks
# at: 5 MB of the idle program.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None makes its import fail, which both take for "not there"
# uvicorn loads watchfiles to restart itself when a file changes, which it is never asked for: 2.4
# MB.
sys.modules.setdefault("watchfiles", None)  # type: ignore[arg-type]
