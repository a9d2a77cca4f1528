"""Early warnings between invented bodies: one watched, one that became a meeting, one that became a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.mediation import roles
from services.mediation.demonstration.agreement import DEMO, REASON
from services.mediation.early_warnings import queries, service
from services.mediation.early_warnings.models import EarlyWarning

# Regions that do not exist, on either side of a border that does not either.
BORDER: Final = ("99.01", "99.02")
_RESERVED_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal and what became of it. The first of its statements is found to be so where it is examined."""

    title: str
    classification: str
    severity: int
    institution: str
    said: Sequence[str]
    # How many days ago it was reported.
    days: int
    examined: bool = False
    escalated_to: str | None = None


SIGNALS: Final = (
    Signal(
        "Kabar penolakan jadwal angkut",
        "persampahan",
        2,
        "forum",
        ("Pengangkut dari seberang akan ditolak",),
        4,
    ),
    Signal(
        "Gesekan pedagang di pasar perbatasan",
        "konflik_sosial",
        3,
        "fkdm",
        ("Lapak pedagang dipindahkan tanpa pemberitahuan", "Ada ancaman akan menutup jalan"),
        18,
        examined=True,
        escalated_to="rapat_bersama",
    ),
    Signal(
        "Garapan di tepi sungai perbatasan",
        "sempadan_sungai",
        4,
        "tim_kewaspadaan_dini",
        ("Patok baru berdiri di sempadan", "Warga kedua sisi berjaga malam"),
        26,
        examined=True,
        escalated_to="perkara",
    ),
)


async def warn(session: AsyncSession) -> int:
    """Tell the signals of a simpul and the bulletin of their border, once; how many signals."""
    told = queries.everything().where(col(EarlyWarning.demo)).limit(1)
    if (await session.scalars(told)).one_or_none() is not None:
        return 0
    office = Actor(
        f"client:api-petugas-{simpul_of(session)}", frozenset({"officer"}), frozenset({roles.HANDLE})
    )
    now = clock.now()
    for signal in SIGNALS:
        await _tell(session, office, signal, now - timedelta(days=signal.days))
    today = clock.today()
    await service.publish_bulletin(
        session,
        office,
        regions=BORDER,
        period=(today - timedelta(days=30), today),
        forums=[],
        note=f"Pertukaran bulanan antara dua wilayah rekaan {DEMO}.",
    )
    return len(SIGNALS)


async def _tell(session: AsyncSession, office: Actor, signal: Signal, at: datetime) -> None:
    with clock.fixed(at):
        warning = await service.report(session, office, values=_values(signal), demo=True)
    if signal.examined:
        with clock.fixed(at + timedelta(days=1)):
            first = (await queries.statements(session, [warning.id]))[warning.id][0]
            await service.assess(
                session,
                office,
                warning,
                first.id,
                status="terkonfirmasi",
                basis=f"Pemeriksaan contoh {DEMO}.",
            )
    if signal.escalated_to is None:
        return
    with clock.fixed(at + timedelta(days=2)):
        meeting = None
        if signal.escalated_to == "rapat_bersama":
            day = clock.today() + timedelta(days=7)
            meeting = {"on": day.isoformat(), "place": f"Balai contoh {DEMO}", "agenda": REASON}
        await service.escalate(
            session,
            office,
            warning,
            to=signal.escalated_to,
            reason=REASON,
            meeting=meeting,
            # From the day it is told, so that it does not lapse at once.
            days=_RESERVED_DAYS + signal.days,
        )


def _values(signal: Signal) -> dict[str, Any]:
    return {
        "title": f"{signal.title} {DEMO}",
        "classification": signal.classification,
        "severity": signal.severity,
        "region_codes": list(BORDER),
        "place": f"Tepi wilayah rekaan {DEMO}",
        "occurred_on": None,
        "institution": signal.institution,
        "contact": None,
        "forums": [],
        "statements": [{"text": f"{text} {DEMO}.", "source": f"Warga contoh {DEMO}"} for text in signal.said],
    }
