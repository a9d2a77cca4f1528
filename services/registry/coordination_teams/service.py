"""What a coordination team may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.registry.coordination_teams.models import CoordinationTeam
from services.registry.coordination_teams.rules import held
from services.registry.region_records.judging import region_of_record
from services.registry.rows.judging import disordered, refuse


async def judge(
    session: AsyncSession, actor: Actor, values: Mapping[str, Any], team: CoordinationTeam | None
) -> Mapping[str, Any]:
    """Region and dates of a team. That a region has one team at a time is the database's to say."""
    own, errors = ({}, []) if team else await region_of_record(session, actor, values["region_code"])
    refuse([*errors, *disordered(values, "term_from", "term_to")])
    recorded_on = clock.legal_day(team.created_at) if team else clock.today()
    held_from, held_until = held(values["term_from"], values["term_to"], recorded_on)
    return {**values, **own, "held_from": held_from, "held_until": held_until}
