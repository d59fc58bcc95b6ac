"""How a measurement is set beside its goal."""

from __future__ import annotations


def print_goal(what: str, value: float, bound: float, *, most: bool = False) -> None:
    """Print whether the value reaches the bound, or with `most` stays within it."""
    met = value <= bound if most else value >= bound
    print(f"  {'met ' if met else 'MISSED'} {what}: {value:.2f}")
