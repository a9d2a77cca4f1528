"""Counts the figures, and finds closed cases like an open one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.mediation.cases.service import Held
from services.mediation.figures import queries, rules
from services.mediation.figures.models import Figures
from services.mediation.figures.rules import Counted

MOST_SIMILAR: Final = 5


async def count(session: AsyncSession) -> None:
    """Count everything anew, for the office and for the public."""
    now = clock.now()
    found = [
        Counted(kind, state, mandate, outcome, filed, finished, _moments(milestones))
        for kind, state, mandate, outcome, filed, finished, milestones in await queries.counted(session)
    ]
    office = rules.figures(found, await queries.promises(session), now=now)
    values = {"counted_at": now, "office": office, "public": rules.for_public(office)}
    statement = insert(Figures).values(one=True, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["one"], set_=values))


async def similar(session: AsyncSession, held: Held) -> list[dict[str, Any]]:
    """Closed cases that share an issue with this one, the likest first; nothing that names a party."""
    case = held.case
    wanted = {issue.category for issue in held.contents.issues}
    if not wanted:
        return []
    found = []
    for kind, outcome, milestones, filed, finished, categories in await queries.closed_like(
        session, categories=wanted, but=case.id, demo=case.demo
    ):
        shared = sorted(wanted.intersection(categories))
        counted = Counted(kind, "", "", outcome, filed, finished, _moments(milestones))
        found.append(
            {
                "kind": kind,
                "year": filed.year,
                "categories": shared,
                "outcome": rules.outcome(counted),
                "days": round((finished - filed).total_seconds() / 86_400),
                "reason": {
                    "id": f"Isu yang sama: {', '.join(shared)}."
                    + (" Jenis perkara sama." if kind == case.kind else ""),
                    "en": f"The same issues: {', '.join(shared)}."
                    + (" The same kind of case." if kind == case.kind else ""),
                },
            }
        )
    found.sort(key=lambda one: (-len(one["categories"]), one["kind"] != case.kind))
    return found[:MOST_SIMILAR]


def _moments(milestones: Mapping[str, str]) -> dict[str, datetime]:
    return {state: datetime.fromisoformat(at) for state, at in milestones.items()}
