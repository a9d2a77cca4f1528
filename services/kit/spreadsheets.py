"""Cells of CSV that a spreadsheet shows as they are."""

from typing import TypeVar

T = TypeVar("T")
# With these a spreadsheet begins a formula, which may call up addresses and programs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: T) -> T | str:
    """The cell; a text that a spreadsheet would take for a formula with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
