"""What comes first in the queue: points by rule, each with its reason. Stored with the case at each act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.kit.language import Text

# Matters that hurt people while they wait.
_URGENT: Final = frozenset({"konflik_sosial", "keamanan", "senjata_rakitan"})
SOON: Final = timedelta(days=3)
LONG_UNASSIGNED: Final = timedelta(days=2)
OLD: Final = timedelta(days=90)
# The rules that begin to hold as time goes by.
PASSED, ENDING, UNASSIGNED, AGED = "lewat_batas", "segera", "tanpa_petugas", "lama"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that held, and what it counts."""

    code: str
    points: int
    text: Text

    def document(self) -> dict[str, object]:
        return {"code": self.code, "points": self.points, "id": self.text.id, "en": self.text.en}


def reasons(
    *,
    now: datetime,
    categories: Collection[str],
    due_at: datetime | None,
    unassigned_since: datetime | None,
    filed_at: datetime | None,
    disputants: int,
) -> list[Reason]:
    """The rules that hold now, in the order of their weight."""
    found = []
    if named := sorted(_URGENT.intersection(categories)):
        codes = ", ".join(named)
        found.append(Reason("mendesak", 40, Text(f"Menyangkut {codes}.", f"It is about {codes}.")))
    if due_at is not None and due_at <= now:
        found.append(Reason(PASSED, 30, Text("Batas waktu sudah lewat.", "A limit has passed.")))
    elif due_at is not None and due_at <= now + SOON:
        found.append(
            Reason(ENDING, 20, Text("Batas waktu dalam tiga hari.", "A limit ends within three days."))
        )
    if unassigned_since is not None and unassigned_since <= now - LONG_UNASSIGNED:
        found.append(
            Reason(UNASSIGNED, 15, Text("Lebih dari dua hari tanpa petugas.", "Unassigned for two days."))
        )
    if filed_at is not None and filed_at <= now - OLD:
        found.append(Reason(AGED, 10, Text("Lebih dari 90 hari.", "Older than 90 days.")))
    if disputants > 2:
        found.append(
            Reason("banyak_pihak", 5, Text(f"{disputants} pihak berselisih.", f"{disputants} parties."))
        )
    return found


def points(found: Collection[Reason]) -> int:
    """The sum, at most 100."""
    return min(100, sum(one.points for one in found))
