"""Acts on forums. Each is one transaction with its history, its facts and its feed row."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.kit.db import simpul_of
from services.kit.feed import outbox
from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError, Invalid
from services.registry.forums import policy, queries, words
from services.registry.forums.chronicle import existed, held_on, lay_over
from services.registry.forums.documents import shape
from services.registry.forums.models import Fact, Forum, ForumDocument, HistoryEntry
from services.registry.forums.problems import ForumNotFound, SlugTaken
from services.registry.forums.rules import irregularity
from services.registry.regions import queries as regions
from services.registry.regions.problems import unknown_region
from services.registry.vocabularies import queries as vocabularies
from services.registry.vocabularies.problems import unknown_code

ENTITY = "forum"
# Refuses a version that is not the one the caller read. A service asks it once all else is in order,
# for what is wrong with a body is told before what is stale.
RequireVersion = Callable[[int], None]
# Which vocabulary rules which field.
VOCABULARY_OF = {
    "branch": "branch",
    "scope": "forum_scope",
    "entity_kind": "entity_kind",
    "orientation": "orientation",
    "institutional_format": "institutional_format",
    "network_types": "network_type",
    "management": "management_mode",
    "basis": "basis",
    "sectors": "sector",
    "stage": "stage",
}

# Where a row of each list says since when and until when it was there; an instrument once signed stays one.
SPANS: dict[str, tuple[str, str | None]] = {
    "members": ("member_from", "member_to"),
    "instruments": ("signed_on", None),
    "organs": ("term_from", "term_to"),
    "officers": ("term_from", "term_to"),
    "statutes": ("adopted_on", None),
    "funding": ("year", None),
    "commitments": ("year", None),
    "activities": ("starts_on", None),
    "reports": ("submitted_on", None),
    "aliases": ("used_from", "used_to"),
    "guidance": ("held_on", None),
    "links": ("linked_from", "linked_to"),
    "linked_from": ("linked_from", "linked_to"),
}

# The fields that a write may change, and facts may speak of.
AMENDABLE = (
    "name",
    "short_name",
    "branch",
    "scope",
    "orientation",
    "institutional_format",
    "network_types",
    "management",
    "basis",
    "sectors",
    "stage",
    "founded_on",
    "secretariat",
    "purpose",
    "initiators",
    "notes",
)


async def register(
    session: AsyncSession, actor: Actor, *, values: Mapping[str, Any], reason: str | None = None
) -> dict[str, Any]:
    """Register a forum as a proposal (`usulan`); the whole forum as it now stands."""
    policy.require_register(actor)
    await require_known(session, actor, values)
    if await queries.slug_is_taken(session, values["slug"]):
        raise SlugTaken()
    at = clock.now()
    forum = Forum(**values, status="usulan", created_at=at, updated_at=at)
    _require_regular(values)
    session.add(forum)
    # The id must be in the database before rows refer to it.
    await session.flush()
    facts = {field: value for field, value in values.items() if field != "slug" and value not in (None, [])}
    _record_facts(session, actor, forum, facts)
    return await record(session, actor, forum, {"forum": (None, forum.slug)}, why=reason)


async def amend(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
    reason: str | None,
) -> dict[str, Any]:
    """Change fields of a locked forum; what is sent as it already is changes nothing."""
    policy.require_amend(actor, forum.slug)
    await require_known(session, actor, changes)
    if forum.irregular is not None:
        _require_regular(forum.model_dump() | dict(changes))
    require_version(forum.version)
    differing = {field: value for field, value in changes.items() if getattr(forum, field) != value}
    if not differing:
        return await queries.render(session, forum.id)
    old = {field: getattr(forum, field) for field in differing}
    for field, value in differing.items():
        setattr(forum, field, value)
    forum.irregular = None
    _record_facts(session, actor, forum, differing)
    changed = {field: (old[field], value) for field, value in differing.items()}
    return await record_next(session, actor, forum, changed, why=reason)


async def require_amendable(session: AsyncSession, actor: Actor, reference: str) -> Forum:
    """The forum, locked, if this actor may change it: else 404 where it is not there, 401 or 403."""
    forum = await queries.lock(session, actor, reference)
    if forum is None:
        raise ForumNotFound(reference)
    policy.require_amend(actor, forum.slug)
    return forum


async def require_history(session: AsyncSession, actor: Actor, reference: str) -> Forum:
    """The forum, if this actor may read its history."""
    forum = await queries.find(session, actor, reference)
    if forum is None:
        raise ForumNotFound(reference)
    policy.require_history(actor, forum.slug, await queries.provinces_of(session, forum.id))
    return forum


async def require(session: AsyncSession, actor: Actor, reference: str) -> Forum:
    """The forum by slug or id."""
    forum = await queries.find(session, actor, reference)
    if forum is None:
        raise ForumNotFound(reference)
    return forum


async def known_on(session: AsyncSession, actor: Actor, reference: str, *, when: str) -> dict[str, Any]:
    """A forum as it was known at a partial date.

    A row without a date is as old as the record it came with: the import, or the write that added it.
    """
    forum = await require(session, actor, reference)
    document = await queries.render(session, forum.id)
    facts = [words.of_fact(fact) for fact in await queries.facts_of(session, actor, forum.id)]
    imported = [word for field in AMENDABLE for word in words.of_import(forum, field)]
    held = held_on([*imported, *facts], when)
    shown = lay_over(document, held, AMENDABLE)
    first = forum.as_of or clock.legal_day(forum.created_at).isoformat()
    added = await queries.rows_added_later(session, actor, forum.id)
    for name, (start, end) in SPANS.items():
        shown[name] = [
            row
            for row in document[name]
            for row_id in [row["id"] if "id" in row else row["link_id"]]
            if existed(row, when, start=start, end=end, known_from=added.get(row_id, first))
        ]
    shown_instruments = {row["id"] for row in shown["instruments"]}
    shown["analysis"] = [row for row in document["analysis"] if row["instrument_id"] in shown_instruments]
    shown["urusan"] = await queries.urusan_of(session, actor, shown["sectors"])
    if forum.last_verified_at is not None and clock.legal_day(forum.last_verified_at) > latest_day(when):
        shown |= {"last_verified_at": None, "last_verified_by": None}
    changes = await queries.status_changes_of(session, actor, forum.id)
    shown["status"] = words.status_on(forum.status, changes, when)
    admission = document["admission"]
    if admission is not None and latest_day(when) < earliest_day(admission["since"] or first):
        shown["admission"] = None
    shown["provenance"] = {
        field: {"source": word.source, "as_of": word.as_of, "mark": word.mark}
        for field, word in held.items()
        if word in facts
    }
    return shown


async def record_next(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    changed: Mapping[str, tuple[Any, Any]],
    *,
    why: str | None,
) -> dict[str, Any]:
    """Raise a locked forum's version and close the write: the way every later write ends."""
    forum.version += 1
    forum.updated_at = clock.now()
    if "name" in changed:
        # Forums at the other end of a link show this one's name.
        for other in await queries.lock_linked(session, actor, forum.id):
            await record_next(session, actor, other, {"links": changed["name"]}, why=why)
    return await record(session, actor, forum, changed, why=why)


async def record(
    session: AsyncSession,
    actor: Actor,
    forum: Forum,
    changed: Mapping[str, tuple[Any, Any]],
    *,
    why: str | None,
) -> dict[str, Any]:
    """Close a write on a locked forum: its history, its rendered document, its feed row.

    `changed` maps each field to (old, new). The whole forum as it now stands.
    """
    at = clock.now()
    session.add_all(
        HistoryEntry(
            forum_id=forum.id,
            version=forum.version,
            field=field,
            old=old,
            new=new,
            who=actor.subject,
            at=at,
            why=why,
        )
        for field, (old, new) in changed.items()
    )
    # PostgreSQL renders the document from the tables, so they must hold the write already.
    await session.flush()
    return await _publish(session, forum)


async def render_anew(session: AsyncSession, actor: Actor, *, limit: int) -> int:
    """Render forums whose document is of another shape than this release's; how many there were.

    Each keeps its version: nothing was written, but the feed must carry what is now shown.
    """
    stale = await queries.lock_stale(session, actor, limit=limit)
    for forum in stale:
        await _publish(session, forum)
    return len(stale)


async def _publish(session: AsyncSession, forum: Forum) -> dict[str, Any]:
    """Render a locked forum, store its document, and write its feed row."""
    document = await queries.render(session, forum.id)
    stored = {"version": forum.version, "document": document, "shape": shape(simpul_of(session))}
    await session.execute(
        insert(ForumDocument)
        .values(forum_id=forum.id, **stored)
        .on_conflict_do_update(index_elements=["forum_id"], set_=stored)
    )
    await outbox.record(session, outbox.Change(ENTITY, str(forum.id), forum.version, document))
    return document


def _record_facts(session: AsyncSession, actor: Actor, forum: Forum, values: Mapping[str, Any]) -> None:
    """A fact per value that a write gives, true as of today where the law counts it."""
    as_of = clock.today().isoformat()
    session.add_all(
        Fact(
            forum_id=forum.id,
            field=field,
            value=value,
            as_of=as_of,
            recorded_by=actor.subject,
            recorded_at=clock.now(),
        )
        for field, value in values.items()
    )
    said = {"source": None, "as_of": as_of, "mark": None}
    # A new object, or the session would not see that it changed.
    forum.provenance = {**forum.provenance, **dict.fromkeys(values, said)}


def _require_regular(values: Mapping[str, Any]) -> None:
    """What the import was let through with, an edit of that row must mend."""
    if found := irregularity(values):
        raise Invalid(
            Text(f"Lengkapi dahulu: {found.reason.id}", f"Complete this first: {found.reason.en}"),
            errors=[FieldError(found.pointer, found.code, found.reason)],
        )


async def require_known(
    session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, pointer: str | None = None
) -> None:
    """Every code sent must be in its vocabulary, every region code among the regions.

    `pointer` is where the values stand in the body, where that is not `/<field>`.
    """
    errors: list[FieldError] = []
    ruled = {field: VOCABULARY_OF[field] for field in values if field in VOCABULARY_OF}
    if ruled:
        known = await vocabularies.codes(session, actor, set(ruled.values()))
        for field, vocabulary in ruled.items():
            for where, code in _codes_in(pointer or f"/{field}", values[field]):
                if code not in known[vocabulary]:
                    errors.append(unknown_code(where, code, vocabulary, known[vocabulary]))
    secretariat = values.get("secretariat")
    region = secretariat["region_code"] if secretariat else None
    if region is not None and not await regions.known_codes(session, actor, {region}):
        errors.append(unknown_region(f"{pointer or '/secretariat'}/region_code", region))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _codes_in(pointer: str, value: Any) -> list[tuple[str, str]]:
    if value is None:
        return []
    if isinstance(value, list):
        return [(f"{pointer}/{index}", code) for index, code in enumerate(value)]
    return [(pointer, value)]
