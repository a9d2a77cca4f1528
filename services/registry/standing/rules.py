"""Which status may follow which: pure.

A forum registered here is a proposal until the secretariat finds it; one from the sources is unverified
until then. Forums go inactive and are revived. One that ended or was replaced stays so: what comes
after it is another forum, linked as its successor.
"""

from typing import Final

LIVING: Final = frozenset({"aktif", "vakum", "revitalisasi"})
ENDED: Final = frozenset({"digantikan", "bubar"})
FOLLOWING: Final[dict[str, frozenset[str]]] = {
    "usulan": LIVING | {"bubar"},
    "belum_diverifikasi": LIVING | ENDED,
    "aktif": frozenset({"vakum", "revitalisasi"}) | ENDED,
    "vakum": frozenset({"aktif", "revitalisasi"}) | ENDED,
    "revitalisasi": frozenset({"aktif", "vakum"}) | ENDED,
    "digantikan": frozenset(),
    "bubar": frozenset(),
}
# Until the secretariat has found a forum, only the secretariat says what it is.
UNFOUND: Final = frozenset({"usulan", "belum_diverifikasi"})


def may_follow(status: str) -> list[str]:
    """The statuses that may follow this one, in alphabetical order."""
    return sorted(FOLLOWING[status])
