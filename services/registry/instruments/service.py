"""What an instrument may say, judged against the register, and when it may be taken away."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.forums import service as forums
from services.registry.forums import terms
from services.registry.forums.models import Forum, Instrument
from services.registry.instruments import checks, queries
from services.registry.instruments.checks import Check
from services.registry.instruments.kinship import Kin, errors_among
from services.registry.instruments.problems import InstrumentNotFound, InstrumentReferred, other_head
from services.registry.instruments.rules import errors_in
from services.registry.regions import queries as regions
from services.registry.regions.problems import unknown_region
from services.registry.rows import queries as rows
from services.registry.rows.judging import code_of, refuse, unknown_codes

VOCABULARY_OF = {
    "type": "legal_instrument_type",
    "document_kind": "document_kind",
    "cooperation_kind": "cooperation_kind",
    "nature": "cooperation_nature",
    "pattern": "mandatory_pattern",
    "end_reason": "end_reason",
    "urusan": "urusan",
}
# An instrument that is not there yet, among its kin.
_NEW = ""


async def judge(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    values: Mapping[str, Any],
    instrument: Instrument | None,
) -> Mapping[str, Any]:
    """Codes, regions, parties, dates and place of an instrument, all errors at once."""
    errors = [
        other_head(error) if error.pointer == "/end_reason" else error
        for error in await unknown_codes(session, actor, code_of(values, VOCABULARY_OF))
    ]
    named = [(pointer, code) for pointer, code in _regions_in(values) if code is not None]
    known = await regions.among(session, actor, {code for _, code in named})
    errors += [unknown_region(pointer, code) for pointer, code in named if code not in known]
    errors += errors_in(values, regions=known, today=clock.today())
    told = terms.told(values)
    errors += await _misplaced(session, actor, forum, {**values, **told}, instrument)
    refuse(errors)
    if instrument is not None and instrument.title != values["title"]:
        # They show this title among their relations.
        for other in await queries.related(session, actor, instrument.id):
            other.version += 1
    return {**values, **told}


async def require_releasable(
    session: AsyncSession, actor: Actor, forum: Forum, instrument: Instrument
) -> None:
    """`InstrumentReferred` where a PKS, a member's ground or a relation refers to it."""
    referring: list[Text] = []
    if titles := await queries.titles_under(session, actor, instrument.id):
        names = ", ".join(titles)
        referring.append(Text(f"naskah di bawahnya ({names})", f"instruments under it ({names})"))
    if members := await queries.members_by(session, actor, forum.id, instrument.id):
        names = ", ".join(members)
        referring.append(Text(f"dasar keanggotaan ({names})", f"the ground of members ({names})"))
    if related := await queries.related(session, actor, instrument.id):
        names = ", ".join(other.title for other in related)
        referring.append(Text(f"hubungan dengan {names}", f"relations with {names}"))
    if referring:
        raise InstrumentReferred(referring)


async def require(session: AsyncSession, actor: Actor, reference: str, instrument_id: UUID) -> Instrument:
    """An instrument of the forum by slug or id."""
    return await require_of(session, actor, await forums.require(session, actor, reference), instrument_id)


async def require_of(session: AsyncSession, actor: Actor, forum: Forum, instrument_id: UUID) -> Instrument:
    """An instrument of this forum."""
    instrument = await rows.find(session, actor, Instrument, forum.id, instrument_id)
    if instrument is None:
        raise InstrumentNotFound()
    return instrument


async def checks_of(
    session: AsyncSession, actor: Actor, reference: str, instrument_id: UUID, *, today: date
) -> list[Check]:
    """What to look at in one instrument of a forum, told from the forum's document."""
    forum = await forums.require(session, actor, reference)
    document = await queries.document_of(session, actor, forum.id)
    for instrument in document["instruments"]:
        if instrument["id"] == str(instrument_id):
            return list(checks.checks_of(instrument, document, today=today))
    raise InstrumentNotFound()


def _regions_in(values: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """(pointer, code) of every region that an instrument names."""
    places = [(f"/place_codes/{index}", code) for index, code in enumerate(values["place_codes"])]
    rows = [
        (f"/{field}/{index}/region_code", row["region_code"])
        for field in ("parties", "approvals")
        for index, row in enumerate(values[field])
    ]
    return [*places, *rows]


async def _misplaced(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    values: Mapping[str, Any],
    instrument: Instrument | None,
) -> list[FieldError]:
    if instrument is None and values["parent_id"] is None:
        return []
    family = await queries.family(session, actor, forum.id)
    own = Kin(
        id=str(instrument.id) if instrument else _NEW,
        parent_id=values["parent_id"],
        kind=values["document_kind"] or values["type"],
        signed_on=values["signed_on"],
        closes_on=values["closes_on"],
    )
    family.pop(own.id, None)
    return list(errors_among(own, family))
