"""The house itself: settings and their example, set-up, locks, arrows and pages say the same thing."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import tomllib
from itertools import chain, pairwise
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values
from packaging.requirements import Requirement

from bot.settings import Settings
from tests.conftest import ReachedOutside

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / ".env.example"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["importlinter"]["root_packages"]
LAYERS = PROJECT["tool"]["importlinter"]["contracts"][-1]["layers"]
SUBJECTS = [subject for layer in LAYERS for subject in layer.split(" | ")]
ROOMS = [package for package in PACKAGES if package not in ("tests", "bench")]
LOCKS: dict[str, list[str]] = {
    "requirements.lock": [],
    "requirements-dev.lock": ["dev"],
    "requirements-bench.lock": ["bench"],
}
REGISTRY = r"(pypi|pythonhosted|npmjs|debian)\.org"


def test_the_example_names_every_setting_and_nothing_else() -> None:
    composed = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert (
        set(dotenv_values(EXAMPLE)) == {name.upper() for name in Settings.model_fields} | composed
    )


def test_the_container_believes_its_own_gateway_alone() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    (network,) = composed["networks"]["default"]["ipam"]["config"]
    trusted = composed["services"]["bot"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert trusted == network["gateway"]


def test_the_example_explains_each_variable_in_both_languages() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in pairwise(lines):
        if re.match(r"[A-Z_]+=", line):
            assert re.match(r"# .*[\u4e00-\u9fff].* / .*[a-z]", above), line


def test_make_help_lists_what_can_be_made() -> None:
    done = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    shown = {line.split()[1] for line in done.stdout.splitlines()}
    assert shown >= {
        "run",
        "test",
        "check",
        "format",
        "bench",
        "mutate",
        "chaos",
        "screenshots",
        "lock",
        "setup",
        "clean",
    }
    assert all(len(line.split()) > 2 for line in done.stdout.splitlines())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_is_asked_for(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text, re.MULTILINE):
        pinned.setdefault(name, []).append(version)
    asked = [
        PROJECT["project"]["dependencies"],
        *(PROJECT["dependency-groups"][group] for group in LOCKS[lock]),
    ]
    for requirement in map(Requirement, chain.from_iterable(asked)):
        versions = pinned.get(re.sub(r"[._-]+", "-", requirement.name).lower(), [])
        assert any(
            requirement.specifier.contains(version, prereleases=True) for version in versions
        ), f"{requirement}: make lock"


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-fonts.lock"])
def test_a_lock_has_a_hash_for_each_pin_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert pins
    assert all("--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"^--|://|file:", text, re.MULTILINE)


def test_no_committed_file_names_a_registry() -> None:
    done = subprocess.run(
        ["git", "grep", "-lIE", REGISTRY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout or done.stderr  # 1: git looked and found none


def test_the_image_takes_every_room() -> None:
    taken = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [
        room for room in [*ROOMS, "campaigns", "requirements.lock"] if f"!{room}" not in taken
    ] == []


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
    ],
)
def test_a_page_points_only_to_what_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_a_wrong_import_breaks_its_arrow(tmp_path: Path) -> None:
    for room in PACKAGES:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for subject in SUBJECTS:
        (tmp_path / "casework" / f"{subject}.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wrong = {
        "locales": "rules",
        "rules": "talk",
        "talk": "storage",
        "pictures": "rules",
        "storage": "casework",
        "casework": "talk",
    }
    wrong |= {"handlers": "httpx", "scheduler": "handlers", "bot": "tests"}
    for room, other in wrong.items():
        (tmp_path / room / "astray.py").write_text(f"import {other}\n", encoding="utf-8")
    said = _lint_imports(tmp_path)
    kept = re.findall(r"^(\w+) -> .* KEPT$", said, re.MULTILINE)
    assert kept == ["handlers"]  # its wrong import is of a library, which another contract forbids
    assert re.search(r"^only bot .* BROKEN$", said, re.MULTILINE)


def test_a_subject_of_casework_uses_none_above_it(tmp_path: Path) -> None:
    for room in PACKAGES:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for subject in SUBJECTS:
        (tmp_path / "casework" / f"{subject}.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "casework" / "people.py").write_text("import casework.tickets\n", encoding="utf-8")
    assert re.search(r"^the subjects of casework .* BROKEN$", _lint_imports(tmp_path), re.MULTILINE)
    (tmp_path / "casework" / "people.py").write_text("import casework.desk\n", encoding="utf-8")
    assert re.search(r"^the subjects of casework .* KEPT$", _lint_imports(tmp_path), re.MULTILINE)


def _lint_imports(folder: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Contracts:" in done.stdout, done.stderr
    return done.stdout


def test_tests_reach_nothing_beyond_loopback() -> None:
    with socket.socket() as reaching, pytest.raises(ReachedOutside):
        reaching.connect(("192.0.2.1", 80))  # an address reserved for documentation
    with pytest.raises(ReachedOutside):
        socket.create_connection(("mingcha.example", 80), timeout=1)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5),
    ):
        pass
