"""Which request goes to which service: an explicit table, never a wildcard.

A path that is not here does not exist for the public, whatever a service may serve.
"""

from typing import Final

from gateway.table import knowledge, mediation, registry
from gateway.table.entries import Entry

__all__ = ["TABLE", "Entry"]

TABLE: Final[tuple[Entry, ...]] = registry.ENTRIES + knowledge.ENTRIES + mediation.ENTRIES
