"""Small ways to break a module: a comparison's edge, a condition, a number, a step left out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
BLOCKS = {"body", "orelse", "finalbody", "handlers", "cases"}
TYPES = {"annotation", "returns", "decorator_list"}  # no test can see what they say
LOGGERS = {"log", "logger"}
Replacement = tuple[str, ast.AST]


@dataclass(frozen=True)
class Mutant:
    """One change: the tree that has it, where it stands and what it says."""

    tree: ast.Module
    lines: range  # of the statement, without the block that it opens
    names: frozenset[str]  # what a statement outside of any function binds; else none
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class _Site:
    """A node that may be replaced, and the statement it stands in."""

    replace: Callable[[ast.AST], None]
    statement: ast.stmt
    names: frozenset[str]
    what: str
    replacement: ast.AST


def count_mutants(source: str) -> int:
    """Return how many mutants a source has."""
    return sum(1 for _site in _sites(ast.parse(source)))


def make_mutant(source: str, number: int) -> Mutant:
    """Return the mutant of this number."""
    tree = ast.parse(source)
    site = next(site for place, site in enumerate(_sites(tree)) if place == number)
    before = _write(site.statement)
    lines = _lines(site.statement)
    site.replace(site.replacement)
    after = "pass" if isinstance(site.replacement, ast.Pass) else _write(site.statement)
    ast.fix_missing_locations(tree)
    return Mutant(tree, lines, site.names, site.what, before, after)


def read_statements(path: Path) -> set[str]:
    """Return the statements of a file in the words in which mutants show them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {_write(node) for node in ast.walk(tree) if isinstance(node, ast.stmt)}


def read_names(path: Path) -> dict[int, tuple[set[str], frozenset[str]]]:
    """Return what each line of a file mentions, and what it belongs to in the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bound = {
        line: _bound(statement)
        for statement in tree.body
        for line in range(statement.lineno, (statement.end_lineno or 0) + 1)
    }
    names: dict[int, tuple[set[str], frozenset[str]]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                binds = bound.get(node.lineno, frozenset())
                names.setdefault(node.lineno, (set(), binds))[0].add(name)
            case _:
                pass
    return names


def _sites(tree: ast.Module) -> Iterator[_Site]:
    yield from _in_body(tree.body, frozenset(), {}, is_inside=False)


def _in_body(
    body: list[ast.stmt], names: frozenset[str], kinds: dict[str, str], *, is_inside: bool
) -> Iterator[_Site]:
    for place, statement in enumerate(body):
        if _is_left_alone(statement, is_inside=is_inside):
            continue
        bound = frozenset() if is_inside else names | _bound(statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_body(statement.body, bound, _kinds(statement), is_inside=True)
            continue
        if isinstance(statement, ast.ClassDef):
            own = bound | {statement.name}
            yield from _in_body(statement.body, own, {}, is_inside=is_inside)
            continue
        if is_inside and _is_droppable(statement):
            yield _Site(
                lambda new, body=body, place=place: body.__setitem__(place, new),  # type: ignore[misc]  # bound now
                statement,
                bound,
                "leave it out",
                ast.Pass(),
            )
        yield from _in_expressions(statement, bound, kinds)
        for block in _blocks(statement):
            yield from _in_body(block, names, kinds, is_inside=is_inside)


def _in_expressions(
    statement: ast.stmt, bound: frozenset[str], kinds: dict[str, str]
) -> Iterator[_Site]:
    """Yield what may change in a statement, without the blocks that it opens."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        for field, value in ast.iter_fields(node):
            if field in TYPES or (node is statement and field in BLOCKS):
                continue
            children = value if isinstance(value, list) else [value]
            for place, child in enumerate(children):
                if not isinstance(child, ast.AST):
                    continue
                target = place if isinstance(value, list) else None
                for what, new in _replacements(node, field, child, kinds):
                    yield _Site(_replacer(node, field, target), statement, bound, what, new)
                stack.append(child)


def _replacer(node: ast.AST, field: str, place: int | None) -> Callable[[ast.AST], None]:
    def replace(new: ast.AST) -> None:
        if place is None:
            setattr(node, field, new)
        else:
            getattr(node, field)[place] = new

    return replace


def _replacements(
    parent: ast.AST, field: str, node: ast.AST, kinds: dict[str, str]
) -> Iterator[Replacement]:
    if _is_for_its_type(parent, node):
        return
    yield from _other_operators(node)
    yield from _other_values(node, kinds)
    if _is_condition(parent, field) and _is_plain(node):
        assert isinstance(node, ast.expr)
        yield "the opposite condition", ast.UnaryOp(ast.Not(), node)
    if isinstance(parent, ast.Return) and not _is_empty(node):
        yield "nothing returned", ast.Constant(None)


def _other_operators(node: ast.AST) -> Iterator[Replacement]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=right):
            for other in COMPARISONS[type(op)]:
                yield "another comparison", ast.Compare(left, [other()], right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "without not", operand
        case ast.BoolOp(op=op, values=values):
            other_op = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield "and for or, or for and", ast.BoolOp(other_op, values)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right_side):
            if not (_is_text(left) or _is_text(right_side)):
                other_sign = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
                yield "another sign", ast.BinOp(left, other_sign, right_side)
        case _:
            pass


def _other_values(node: ast.AST, kinds: dict[str, str]) -> Iterator[Replacement]:
    match node:
        case ast.Constant(value=bool(value)):
            yield "the opposite", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "one more", ast.Constant(value + 1)
            yield "one less", ast.Constant(value - 1)
        case ast.Call(args=[ast.Name(id=first), ast.Name(id=second), *others]):
            if first in kinds and kinds[first] == kinds.get(second):
                swapped: list[ast.expr] = [
                    ast.Name(second, ast.Load()),
                    ast.Name(first, ast.Load()),
                    *others,
                ]
                yield "arguments swapped", ast.Call(node.func, swapped, node.keywords)
        case _:
            pass


def _is_for_its_type(parent: ast.AST, node: ast.AST) -> bool:
    """Tell whether it is the 0 of `row.id or 0`: what is stored has its number."""
    match parent, node:
        case ast.BoolOp(op=ast.Or(), values=[ast.Attribute(attr=name), _]), ast.Constant(value=0):
            return name.endswith("id")
        case _:
            return False


def _is_condition(parent: ast.AST, field: str) -> bool:
    is_test = isinstance(parent, ast.If | ast.IfExp | ast.While) and field == "test"
    return is_test or (isinstance(parent, ast.comprehension) and field == "ifs")


def _is_plain(node: ast.AST) -> bool:
    """Tell whether no other change turns the condition round already."""
    return isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BoolOp | ast.NamedExpr)


def _is_empty(node: ast.AST) -> bool:
    """Tell whether a caller can hardly tell it from nothing."""
    match node:
        case ast.Constant(value=value):
            return not value
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return not items
        case _:
            return False


def _is_text(node: ast.AST) -> bool:
    """Tell whether it cannot be subtracted, which any test would notice."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp)


def _is_left_alone(statement: ast.stmt, *, is_inside: bool) -> bool:
    """Tell whether a change there says nothing: docstrings, imports, the log, the type checker."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in LOGGERS
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if not is_inside:
            return name.startswith("__")
        case _:
            return False


def _is_droppable(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
        case ast.Break() | ast.Continue():
            return True
        case _:
            return False


def _bound(statement: ast.stmt) -> frozenset[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            named = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            return frozenset(node.id for node in named if isinstance(node.ctx, ast.Store))
        case _:
            return frozenset()


def _kinds(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
    """Return how each argument is annotated, so that two of a kind may be swapped."""
    arguments = (*function.args.posonlyargs, *function.args.args)
    return {each.arg: ast.unparse(each.annotation) for each in arguments if each.annotation}


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        if block := getattr(statement, field, None):
            yield block
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield holder.body


def _lines(statement: ast.stmt) -> range:
    end = statement.end_lineno or statement.lineno
    if isinstance(statement, COMPOUND):
        first = next(_blocks(statement))[0]
        end = max(statement.lineno, first.lineno - 1)
    return range(statement.lineno, end + 1)


def _write(statement: ast.stmt) -> str:
    """Return a statement in one line, without the block that it opens."""
    written = ast.unparse(statement)
    return written.splitlines()[0] if isinstance(statement, COMPOUND) else written
