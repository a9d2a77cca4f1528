"""Acts on border pairs. Each is one transaction with its history and its feed row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.feed import outbox
from services.kit.problems import FieldError, Invalid
from services.registry.borders import policy, queries
from services.registry.borders.models import BorderPair, BorderPairEntry
from services.registry.borders.problems import BorderPairNotFound, BorderPairTaken
from services.registry.borders.rules import AT, errors_in
from services.registry.regions import queries as regions
from services.registry.regions.models import Region
from services.registry.regions.problems import unknown_region
from services.registry.regions.service import error_today

ENTITY = "border_pair"
RequireVersion = Callable[[int], None]


async def add(
    session: AsyncSession, actor: Actor, *, codes: Sequence[str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Record that two regions border each other; the pair."""
    policy.require_keep(actor)
    lower, higher = await _require_pair(session, actor, codes)
    if await queries.is_recorded(session, actor, lower.code, higher.code):
        raise BorderPairTaken()
    at = clock.now()
    pair = BorderPair(
        lower_code=lower.code,
        higher_code=higher.code,
        lower_name=lower.name,
        higher_name=higher.name,
        created_at=at,
        updated_at=at,
        **values,
    )
    session.add(pair)
    # PostgreSQL renders the pair from its row.
    await session.flush()
    document = await queries.render(session, pair.id)
    await _record(session, actor, pair, {"pair": (None, document)}, document, why=None)
    return document


async def require(session: AsyncSession, actor: Actor, pair_id: UUID) -> BorderPair:
    """A pair, locked, if this actor may change it: else 401 or 403, or 404 where there is none."""
    policy.require_keep(actor)
    pair = await queries.lock(session, actor, pair_id)
    if pair is None:
        raise BorderPairNotFound()
    return pair


async def amend(
    session: AsyncSession,
    actor: Actor,
    pair: BorderPair,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
    reason: str | None,
) -> dict[str, Any]:
    """Change what is said of a locked pair; what is sent as it already is changes nothing."""
    policy.require_keep(actor)
    require_version(pair.version)
    changed = {
        field: (getattr(pair, field), value)
        for field, value in changes.items()
        if getattr(pair, field) != value
    }
    if changed:
        for field, (_, value) in changed.items():
            setattr(pair, field, value)
        pair.version += 1
        pair.updated_at = clock.now()
        await session.flush()
    document = await queries.render(session, pair.id)
    if changed:
        await _record(session, actor, pair, changed, document, why=reason)
    return document


async def remove(
    session: AsyncSession,
    actor: Actor,
    pair: BorderPair,
    *,
    require_version: RequireVersion,
    reason: str | None,
) -> None:
    """Remove a locked pair that was recorded by mistake: it is unknown again. Its history stays."""
    policy.require_keep(actor)
    require_version(pair.version)
    document = await queries.render(session, pair.id)
    await session.delete(pair)
    pair.version += 1
    await _record(session, actor, pair, {"pair": (document, None)}, None, why=reason)


async def _require_pair(session: AsyncSession, actor: Actor, codes: Sequence[str]) -> tuple[Region, Region]:
    """The two regions, the lower code first; all errors at once."""
    errors: list[FieldError] = list(errors_in(codes, simpul=simpul_of(session)))
    found: list[Region] = []
    for index, code in enumerate(codes):
        region = await regions.find(session, actor, code)
        if region is None:
            errors.append(unknown_region(f"{AT}/{index}", code))
        elif not_valid := error_today(f"{AT}/{index}", region):
            errors.append(not_valid)
        else:
            found.append(region)
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    first, second = found
    return (first, second) if first.code < second.code else (second, first)


async def _record(
    session: AsyncSession,
    actor: Actor,
    pair: BorderPair,
    changed: Mapping[str, tuple[Any, Any]],
    document: dict[str, Any] | None,
    *,
    why: str | None,
) -> None:
    """Close a write on a locked pair: its history and its feed row (a tombstone where it is gone)."""
    at = clock.now()
    session.add_all(
        BorderPairEntry(
            pair_id=pair.id,
            version=pair.version,
            field=field,
            old=old,
            new=new,
            who=actor.subject,
            at=at,
            why=why,
        )
        for field, (old, new) in changed.items()
    )
    await session.flush()
    await outbox.record(session, outbox.Change(ENTITY, str(pair.id), pair.version, document))
