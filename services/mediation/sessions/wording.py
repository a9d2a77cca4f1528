"""What a letter says of a session: when, where, about what; times as they are read on Indonesian walls."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.kit import clock
from services.kit.simpul import Simpul
from services.mediation.cases.models import Case, MediationSession
from services.mediation.letters.wording import day_in_words

_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_KINDS: Final = {
    "pertemuan": "Pertemuan mediasi",
    "kaukus": "Kaukus, yaitu pertemuan mediator dengan satu pihak",
    "penandatanganan": "Penandatanganan kesepakatan penyelesaian perselisihan",
}
# The other zones of the country; the legal one is that of Jakarta.
_ELSEWHERE: Final = (("WITA", ZoneInfo("Asia/Makassar")), ("WIT", ZoneInfo("Asia/Jayapura")))


def time_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """`Senin, 3 Juni 2026, pukul 09.00 sampai 11.00 WIB`."""
    start, end = starts_at.astimezone(clock.LEGAL_ZONE), ends_at.astimezone(clock.LEGAL_ZONE)
    until = f"{end:%H.%M}" if start.date() == end.date() else f"{_day(end)}, pukul {end:%H.%M}"
    return f"{_day(start)}, pukul {start:%H.%M} sampai {until} WIB"


def _day(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]}, {day_in_words(moment.date())}"


def meeting_in_words(
    simpul: Simpul,
    case: Case,
    row: MediationSession,
    *,
    mediator: str,
    before: str | None,
    reason: str | None,
) -> dict[str, Any]:
    """A session, as the letter to those invited tells it.

    before    when it was to be, where it was put off or moved
    """
    starts = [f"{row.starts_at.astimezone(zone):%H.%M} {name}" for name, zone in _ELSEWHERE]
    return {
        "kind": _KINDS[row.kind],
        "when": time_in_words(row.starts_at, row.ends_at),
        "elsewhere": f"mulai pukul {' atau '.join(starts)}",
        "place": row.place,
        "link": row.link,
        "agenda": row.agenda,
        "mediator": mediator,
        "before": before,
        "reason": reason,
        "calendar": f"/v1/{simpul}/cases/{case.number.replace('/', '-')}/sessions/{row.id}/invitation.ics",
    }
