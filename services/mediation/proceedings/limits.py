"""Suspends a case and extends its limits, to which the parties agree."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import service as cases
from services.mediation.cases.models import Clock
from services.mediation.cases.service import Held
from services.mediation.clocks import service as clocks
from services.mediation.clocks.problems import ClockNotFound
from services.mediation.proceedings import service
from services.mediation.proceedings.schemas import ConsentIn
from services.mediation.trail.service import Head


async def suspend(
    session: AsyncSession, actor: Actor, held: Held, *, reason: str, consents: Sequence[ConsentIn]
) -> Head:
    """Suspend a case: its clocks keep the days that are left."""
    cases.require_possible(held, "suspension")
    _require_consent(held, consents, needed=True)
    return await service.conclude(
        session, actor, held, "suspension", reason=reason, content={"consents": _told(consents)}
    )


async def extend(
    session: AsyncSession,
    actor: Actor,
    held: Held,
    *,
    clock_id: UUID,
    days: int,
    reason: str,
    consents: Sequence[ConsentIn],
) -> Head:
    """Give one running limit more days."""
    cases.require_possible(held, "extension")
    one = _clock(held, clock_id)
    _require_consent(held, consents, needed=one.needs_consent)
    await clocks.extend(session, one, days=days, reason=reason)
    return await service.conclude(
        session,
        actor,
        held,
        "extension",
        refs={"clock": str(one.id), "rule": one.code, "days": str(days)},
        content={"reason": reason, "consents": _told(consents)},
    )


def _clock(held: Held, clock_id: UUID) -> Clock:
    for one in held.contents.clocks:
        if one.id == clock_id:
            return one
    raise ClockNotFound()


def _require_consent(held: Held, consents: Sequence[ConsentIn], *, needed: bool) -> None:
    """`Invalid` where somebody agrees who is no party to the dispute, or a disputant does not."""
    disputants = {party.id: party.name for party in held.disputants}
    errors = [
        FieldError(
            f"/consents/{index}/party_id",
            "unknown",
            Text("Bukan pihak yang berselisih.", "Not a party to the dispute."),
        )
        for index, one in enumerate(consents)
        if one.party_id not in disputants
    ]
    agreed = {one.party_id for one in consents}
    lacking = ", ".join(name for party, name in disputants.items() if party not in agreed)
    if needed and lacking:
        detail = Text(f"Belum menyetujui: {lacking}.", f"Not agreed yet: {lacking}.")
        errors.append(FieldError("/consents", "missing", detail))
    if errors:
        raise Invalid(errors=errors)


def _told(consents: Sequence[ConsentIn]) -> list[dict[str, str]]:
    return [{"party": str(one.party_id), "letter": one.letter} for one in consents]
