"""Keeps the roster, and judges who of it may mediate a case."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor, system_actor
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.mediation.cases import queries as cases
from services.mediation.cases import service as case_service
from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.models import Case, Engagement, Party
from services.mediation.mediators import policy, queries
from services.mediation.mediators.conflicts import Conflict, Sides, conflicts_of
from services.mediation.mediators.models import DeclaredConflict, Mediator
from services.mediation.mediators.problems import MediatorNotFound
from services.mediation.reference import queries as reference

# Who sees no case.
NOBODY: Final = system_actor("mediators")
EXPERTISE: Final = ("issue_category", "sector")
Values = Mapping[str, Any]


async def enrol(session: AsyncSession, actor: Actor, *, values: Values) -> Mediator:
    """Put somebody on the roster."""
    policy.require_keep(actor)
    await _judge(session, values)
    at = clock.now()
    mediator = Mediator(**values, created_at=at, updated_at=at)
    session.add(mediator)
    # The same subject twice is found by the database.
    await session.flush()
    return mediator


async def amend(
    session: AsyncSession,
    actor: Actor,
    mediator: Mediator,
    *,
    changes: Values,
    require_version: Callable[[int], None],
) -> None:
    """Change a locked row of the roster."""
    policy.require_keep(actor)
    names = Mediator.model_fields.keys() - {"id", "version", "created_at", "updated_at"}
    await _judge(session, {**{name: getattr(mediator, name) for name in names}, **changes})
    require_version(mediator.version)
    differing = {name: value for name, value in changes.items() if getattr(mediator, name) != value}
    if not differing:
        return
    for name, value in differing.items():
        setattr(mediator, name, value)
    mediator.version += 1
    mediator.updated_at = clock.now()
    await session.flush()


async def require(session: AsyncSession, actor: Actor, mediator_id: UUID) -> Mediator:
    """A mediator, locked; `MediatorNotFound` where there is none for this actor."""
    mediator = await queries.lock(session, actor, mediator_id)
    if mediator is None:
        raise MediatorNotFound()
    return mediator


async def require_to_declare(session: AsyncSession, actor: Actor, mediator_id: UUID) -> Mediator:
    """A mediator for whom an actor may declare a conflict, locked with the cases that it may touch."""
    mediator = await queries.find(session, actor, mediator_id)
    if mediator is None:
        raise MediatorNotFound()
    policy.require_declare(actor, mediator)
    # Cases before the roster's row, as acts lock them.
    await queries.lock_engaged(session, mediator_id)
    return await require(session, actor, mediator_id)


async def declare(
    session: AsyncSession, actor: Actor, mediator: Mediator, *, values: Values
) -> DeclaredConflict:
    """Record a conflict of interest. It holds against proposals and appointments from now on, and the cases
    that they mediate already show it: whoever holds one may replace the mediator.
    """
    given = [name for name in ("forum", "region_code", "case_id") if values[name] is not None]
    if len(given) != 1:
        detail = Text(
            "Isi tepat satu: forum, region_code, atau case_id.",
            "Give exactly one: forum, region_code or case_id.",
        )
        raise Invalid(errors=[FieldError("", "one-of", detail)])
    errors = [*await _unknown_places(session, "", [values])]
    if values["case_id"] is not None and (await cases.find(session, actor, str(values["case_id"])) is None):
        errors.append(FieldError("/case_id", "unknown", Text("Tidak ada perkara itu.", "No such case.")))
    if errors:
        raise Invalid(errors=errors)
    made = DeclaredConflict(
        mediator_id=mediator.id, declared_by=actor.subject, declared_at=clock.now(), **values
    )
    session.add(made)
    await session.flush()
    for engagement, case in await queries.lock_engaged(session, mediator.id):
        await _reconsider(session, actor, mediator, engagement, case)
    return made


async def _reconsider(
    session: AsyncSession, actor: Actor, mediator: Mediator, engagement: Engagement, case: Case
) -> None:
    contents = await cases.contents(session, case.id)
    # The case's parties read it: no number of another case is told.
    found = (await conflicts_with(session, NOBODY, case, contents.parties, [mediator]))[mediator.id]
    if [one.code for one in found] == [one["code"] for one in engagement.conflicts]:
        return
    engagement.conflicts = [one.document() for one in found]
    refs = {
        "engagement": str(engagement.id),
        "mediator": str(mediator.id),
        "conflicts": " ".join(one.code for one in found),
    }
    await case_service.record(session, actor, case, act="mediator-conflict", refs=refs)


async def conflicts_with(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    parties: Collection[Party],
    mediators: Collection[Mediator],
) -> dict[UUID, list[Conflict]]:
    """What speaks against each of these mediators in a case, by id of the mediator.

    Other cases are named by number where they are there for the actor.
    """
    sides = await _sides(session, case, parties)
    ids = [mediator.id for mediator in mediators]
    declared = await queries.declared(session, ids)
    others = await queries.other_cases(session, case.id, ids)
    there = await queries.visible_numbers(
        session, actor, {number for some in others.values() for number in some}
    )
    origins = {mediator.region_code for mediator in mediators if mediator.region_code}
    regions = await reference.regions(session, origins)
    names = {code: region.name for code, region in regions.items()}
    return {
        mediator.id: conflicts_of(
            mediator,
            sides,
            declared=declared.get(mediator.id, ()),
            other_cases={number if number in there else None for number in others.get(mediator.id, ())},
            names=names,
            today=clock.today(),
        )
        for mediator in mediators
    }


async def _sides(session: AsyncSession, case: Case, parties: Collection[Party]) -> Sides:
    disputants = [party for party in parties if party.role in DISPUTANTS and party.left_on is None]
    slugs = {party.forum for party in disputants if party.forum}
    found = await reference.forums(session, slugs)
    # A mitra is beside a forum, not of it.
    members = {
        member["region_code"]
        for forum in found.values()
        for member in forum.members
        if member["region_code"] and member["role"] != "mitra"
    }
    own = {party.region_code for party in disputants if party.region_code}
    return Sides(str(case.id), slugs, own | members)


async def _judge(session: AsyncSession, values: Values) -> None:
    errors = []
    asked = [("mediator_capacity", values["capacity"])]
    asked += [(vocabulary, code) for vocabulary in EXPERTISE for code in values["expertise"]]
    known = await reference.existing_codes(session, asked)
    if ("mediator_capacity", values["capacity"]) not in known:
        errors.append(_unknown_code("/capacity", values["capacity"], "mediator_capacity"))
    for index, code in enumerate(values["expertise"]):
        if not any((vocabulary, code) in known for vocabulary in EXPERTISE):
            errors.append(_unknown_code(f"/expertise/{index}", code, "issue_category / sector"))
    errors += await _unknown_places(session, "", [{"forum": None, **values}])
    errors += await _unknown_places(session, "/earlier_work", values["earlier_work"])
    for index, work in enumerate(values["earlier_work"]):
        if (work["forum"] is None) == (work["region_code"] is None):
            detail = Text(
                "Isi tepat satu: forum atau region_code.", "Give exactly one: forum or region_code."
            )
            errors.append(FieldError(f"/earlier_work/{index}", "one-of", detail))
    if values["term_to"] is not None and values["term_to"] < values["term_from"]:
        detail = Text("Lebih awal daripada term_from.", "Earlier than term_from.")
        errors.append(FieldError("/term_to", "disordered", detail))
    if errors:
        raise Invalid(errors=errors)


async def _unknown_places(session: AsyncSession, at: str, named: Collection[Values]) -> list[FieldError]:
    """An error for each forum and region that does not exist; pointers name the item of a list."""
    forums = await reference.forums(session, {one["forum"] for one in named if one["forum"]})
    regions = await reference.regions(session, {one["region_code"] for one in named if one["region_code"]})
    errors = []
    for index, one in enumerate(named):
        below = f"{at}/{index}" if at else ""
        if one["forum"] and one["forum"] not in forums:
            detail = Text(f"Tidak ada forum {one['forum']}.", f"There is no forum {one['forum']}.")
            errors.append(FieldError(f"{below}/forum", "unknown", detail))
        if (code := one["region_code"]) and code not in regions:
            errors.append(_unknown_code(f"{below}/region_code", code, "wilayah / regions"))
    return errors


def _unknown_code(pointer: str, code: str, among: str) -> FieldError:
    detail = Text(f"`{code}` bukan kode {among}.", f"`{code}` is no code of {among}.")
    return FieldError(pointer, "unknown-code", detail)
