"""Who works a case: claims, assignments, handovers. Each locks the case first, so of two claims one wins."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import Forbidden
from services.mediation.cases import service as cases
from services.mediation.cases.problems import CaseTaken
from services.mediation.cases.service import Held
from services.mediation.proceedings import service as proceedings
from services.mediation.trail.service import Head


async def claim(session: AsyncSession, actor: Actor, held: Held, *, claiming: bool) -> Head | None:
    """Take an unassigned case. None where the claimant holds it already; `CaseTaken` where another does."""
    case = held.case
    if case.assignee == actor.subject:
        return None
    if case.assignee is not None:
        since = "" if case.assigned_at is None else f"{case.assigned_at:%Y-%m-%dT%H:%M:%SZ}"
        raise CaseTaken(case.assignee, since)
    cases.require_part(held, "claim")
    if not claiming:
        raise Forbidden(Text("Perkara dibagikan oleh koordinator.", "Cases are assigned by the coordinator."))
    await cases.require_possible(session, held, "claim")
    case.assignee, case.assigned_at = actor.subject, clock.now()
    return await proceedings.conclude(session, actor, held, "claim", refs={"assignee": actor.subject})


async def assign(
    session: AsyncSession, actor: Actor, held: Held, *, assignee: str, disposition: str | None
) -> Head:
    """Assign a case by the coordinator's disposisi, to whoever holds it now too."""
    await cases.require_possible(session, held, "assignment")
    case = held.case
    before = case.assignee
    case.assignee, case.assigned_at, case.disposition = assignee, clock.now(), disposition
    return await proceedings.conclude(
        session,
        actor,
        held,
        "assignment",
        refs={"assignee": assignee, "before": before or "-"},
        content={"disposition": disposition},
    )


async def hand_over(session: AsyncSession, actor: Actor, held: Held, *, assignee: str, reason: str) -> Head:
    """Give a case to another officer, with the reason."""
    await cases.require_possible(session, held, "handover")
    case = held.case
    before = case.assignee
    case.assignee, case.assigned_at = assignee, clock.now()
    return await proceedings.conclude(
        session,
        actor,
        held,
        "handover",
        refs={"assignee": assignee, "before": before or "-"},
        content={"reason": reason},
    )
