"""Every module of the program has its test file at the same place under tests/."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("rules", "talk", "pictures", "storage", "casework", "handlers", "scheduler", "bot")

# What has no test file of its own, and why.
ELSEWHERE = {
    "talk/input.py": "values without behaviour",
    "storage/migrations/**/*.py": "tests/storage/test_migrations.py runs them all",
    "storage/tables/*.py": "rows without behaviour; each test of a query writes and reads them",
    "casework/**/commands.py": "values without behaviour; executing them is tested",
    "casework/reminders/said.py": "values without behaviour",
    "casework/refusals.py": "sentences, read in the transcripts",
    "handlers/**/*.py": "conversations: the transcripts under tests/handlers say all they do",
    "bot/channels/base.py": "the port; tests/bot/channels holds its contract for each channel",
    "bot/channels/*/traits.py": "values without behaviour, told by test_traits.py",
    "bot/cli/check_*.py": "test_tampering.py says what each of them sees, test_check_up.py the rest",
    "bot/**/__main__.py": "the way in, run by tests/bot/cli",
    "bot/cli/run.py": "the program as a whole, run by tests/e2e",
}


def test_a_module_has_its_test_file() -> None:
    elsewhere = {path for pattern in ELSEWHERE for path in ROOT.glob(pattern)}
    modules = {path for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    tested = {path for path in modules if _test_of(path).exists()}
    named = {path for path in modules if path.name != "__init__.py"}
    untested = {str(path.relative_to(ROOT)) for path in named - elsewhere - tested}
    assert untested == set()


def test_no_reason_is_given_for_what_is_not_there() -> None:
    assert [pattern for pattern in ELSEWHERE if not list(ROOT.glob(pattern))] == []


def _test_of(module: Path) -> Path:
    inside = module.relative_to(ROOT)
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"
