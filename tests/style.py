"""How plain the program reads: syntax nodes a line, lengths and branches of its functions.

`python -m tests.style` prints the figures and what is worst; with the names of rooms or files, of
those alone.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "scheduler", "casework", "storage", "pictures", "rules", "talk", "locales")  # fmt: skip
COMPARED_WIDTH = (
    88  # at which other programs are formatted, so that lengths can be set beside theirs
)
GRADE_C = 11  # branches from which a block is of grade C or worse
MAX_LISTED = 20
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)


@dataclass(frozen=True)
class Function:
    """One function: where it stands, its lines when compared, and its ways through."""

    name: str
    lines: int
    complexity: int


@dataclass(frozen=True)
class Style:
    """The figures of some files."""

    nodes_a_line: float  # as written
    functions: list[Function]

    @property
    def lengths(self) -> list[int]:
        """Return the functions' lengths in order."""
        return sorted(function.lines for function in self.functions)

    @property
    def median(self) -> int:
        return self.lengths[len(self.functions) // 2]

    @property
    def ninth_decile(self) -> int:
        return self.lengths[len(self.functions) * 9 // 10]

    @property
    def longest(self) -> int:
        return self.lengths[-1]

    @property
    def share_complex(self) -> float:
        """Return which share of the functions is of grade C or worse."""
        complex_ones = [one for one in self.functions if one.complexity >= GRADE_C]
        return len(complex_ones) / len(self.functions)


def measure(names: tuple[str, ...] = ROOMS) -> Style:
    """Return the figures of these rooms or files."""
    files = [file for name in names for file in _files(ROOT / name)]
    nodes = lines = 0
    for file in files:
        source = file.read_text(encoding="utf-8")
        nodes += sum(1 for _node in ast.walk(ast.parse(source)))
        lines += sum(1 for line in source.splitlines() if _says_something(line))
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copy(file, Path(folder)) for file in files]
        command = (Path(sys.executable).with_name("ruff"), "format", "-q", "--isolated")
        subprocess.run(
            (*command, "--line-length", str(COMPARED_WIDTH), "--target-version", "py311", folder),
            check=True,
            timeout=60,
        )
        functions = [one for copy in copies for one in _functions(copy, Path(folder))]
    return Style(nodes / lines, functions)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for file in sorted(path.rglob("*.py")):
        if "versions" not in file.parts:  # migrations are written once and never read again
            yield file


def _says_something(line: str) -> bool:
    text = line.strip()
    return bool(text) and not text.startswith("#")


def _copy(file: Path, folder: Path) -> Path:
    copy = folder / file.relative_to(ROOT)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, copy)
    return copy


def _functions(file: Path, top: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{file.relative_to(top)}:{node.name}"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(name, lines, complexity(node))


def complexity(function: ast.AST) -> int:
    """Return the ways through a function, as cyclomatic complexity counts them."""
    ways = 1
    for node in ast.walk(function):
        if isinstance(node, ast.comprehension):
            ways += 1 + len(node.ifs)
        elif isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
        elif isinstance(node, (*BRANCHES, ast.match_case)):
            ways += 1
    return ways


def main() -> None:
    """Print the figures, the longest functions and the most complex ones."""
    style = measure(tuple(sys.argv[1:]) or ROOMS)
    by_length = sorted(style.functions, key=lambda one: -one.lines)
    by_complexity = sorted(style.functions, key=lambda one: -one.complexity)
    lines = [
        f"{style.nodes_a_line:.2f} nodes a line; {len(style.functions)} functions of "
        f"{style.median} / {style.ninth_decile} / {style.longest} lines (median, p90, longest); "
        f"{style.share_complex:.1%} of grade C or worse",
        *(f"{one.lines:5} lines  {one.name}" for one in by_length[:MAX_LISTED]),
        *(f"{one.complexity:5} ways   {one.name}" for one in by_complexity[:MAX_LISTED]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
