"""What an organ and an officer may say, judged against the register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError
from services.registry.forums.models import Forum, Officer, Organ
from services.registry.rows.judging import (
    code_of,
    disordered,
    refuse,
    unknown_codes,
    unknown_regions,
    unknown_row,
)


async def judge_organ(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], organ: Organ | None
) -> Mapping[str, Any]:
    """Codes, regions and dates of an organ; turns follow one another."""
    errors = await unknown_codes(session, actor, code_of(values, {"kind": "organ"}))
    said = [(f"/rotation/{i}/region_code", turn["region_code"]) for i, turn in enumerate(values["rotation"])]
    if values["office"] is not None:
        said.append(("/office/region_code", values["office"]["region_code"]))
    errors += await unknown_regions(session, actor, said)
    errors += disordered(values, "term_from", "term_to")
    errors += _overlapping(values["rotation"])
    refuse(errors)
    return values


async def judge_officer(
    session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any], officer: Officer | None
) -> Mapping[str, Any]:
    """Organ, region, codes and term of an officer."""
    errors = await unknown_row(session, actor, forum, "/organ_id", Organ, values["organ_id"])
    errors += await unknown_regions(session, actor, [("/region_code", values["region_code"])])
    if (selection := values["selection"]) is not None:
        errors += await unknown_codes(
            session,
            actor,
            [
                ("/selection/method", "selection_method", selection["method"]),
                ("/selection/pattern", "board_selection_pattern", selection["pattern"]),
            ],
        )
    errors += disordered(values, "term_from", "term_to")
    refuse(errors)
    return values


def _overlapping(rotation: list[Mapping[str, Any]]) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, turn in enumerate(rotation):
        errors += disordered(turn, "turn_from", "turn_to", at=f"/rotation/{index}")
        if index == 0:
            continue
        before = rotation[index - 1]["turn_to"]
        # A turn may end and the next begin in the same year or month, where no day is known.
        if before is None or earliest_day(before) > latest_day(turn["turn_from"]):
            detail = Text(
                "Giliran ini dimulai sebelum giliran sebelumnya berakhir.",
                "This turn starts before the one before it ends.",
            )
            errors.append(FieldError(f"/rotation/{index}/turn_from", "turns-overlap", detail))
    return errors
