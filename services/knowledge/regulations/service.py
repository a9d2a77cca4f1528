"""Acts on regulations. Each is one transaction with its version and its feed row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.actor import Actor
from services.kit.ids import new_id
from services.kit.language import Text
from services.kit.problems import FieldError, Invalid
from services.knowledge.chronicle import service as chronicle
from services.knowledge.reference import queries as reference
from services.knowledge.regulations import policy, queries, rules
from services.knowledge.regulations.findable import search_document
from services.knowledge.regulations.models import Regulation, RegulationIdentity
from services.knowledge.regulations.problems import (
    ArticleNotFound,
    RegulationNotFound,
    RegulationSlugTaken,
    RegulationTaken,
)
from services.knowledge.regulations.standing import settle_anew
from services.knowledge.regulations.terms import identities
from services.knowledge.search import service as search

ENTITY = "regulation"
# Refuses a version that is not the one the caller read; asked once all else is in order.
RequireVersion = Callable[[int], None]
# Which vocabulary rules which field.
VOCABULARY_OF = {"type": "regulation_type", "level": "regulation_level", "urusan": "urusan"}
# What other works' answers depend on: how it is called, and from when on it repeals.
_SEEN_BY_OTHERS = frozenset({"type", "numbers", "year", "title", "promulgated_on"})


async def require(session: AsyncSession, actor: Actor, reference: str) -> Regulation:
    """The work by slug or id."""
    found = await queries.find(session, actor, reference)
    if found is None:
        raise RegulationNotFound(reference)
    return found


async def require_kept(session: AsyncSession, actor: Actor, reference: str) -> Regulation:
    """The work, locked, if this actor may change it: else 404 where it is not there, 401 or 403."""
    if policy.may_keep(actor):
        await queries.take_turns(session)
    found = await queries.lock(session, actor, reference)
    if found is None:
        raise RegulationNotFound(reference)
    policy.require_keep(actor)
    return found


async def register(
    session: AsyncSession, actor: Actor, *, values: Mapping[str, Any], reason: str | None = None
) -> Regulation:
    """Put a work into the catalogue. `values` are those of `RegulationIn`, dates partial."""
    policy.require_keep(actor)
    await queries.take_turns(session)
    slug = values["slug"] or _slug_of(values)
    await _judge(session, actor, values)
    await _refuse_taken(session, actor, values, but=new_id())
    if await queries.find(session, actor, slug) is not None:
        raise RegulationSlugTaken(
            Text(f"Sudah ada peraturan dengan slug {slug}.", f"There is a regulation with slug {slug}.")
        )
    regulation = await add(session, actor, values=dict(values) | {"slug": slug})
    await record(session, actor, [regulation], act="daftar", why=reason)
    return regulation


async def add(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> Regulation:
    """The same for a work that was judged, or came with the node; to be recorded by the caller."""
    at = clock.now()
    articles = [{"id": str(new_id()), **article} for article in values["articles"]]
    regulation = Regulation(
        **dict(values) | {"articles": articles}, validity={}, document={}, created_at=at, updated_at=at
    )
    await _identify(session, actor, regulation)
    await settle_anew(session, actor, regulation)
    await settle_others(session, actor, regulation)
    return regulation


async def amend(
    session: AsyncSession,
    actor: Actor,
    regulation: Regulation,
    *,
    changes: Mapping[str, Any],
    require_version: RequireVersion,
    reason: str | None,
) -> Regulation:
    """Change fields of a locked work; what is sent as it already is changes nothing."""
    policy.require_keep(actor)
    whole = {**{field: getattr(regulation, field) for field in Regulation.model_fields}, **changes}
    await _judge(session, actor, whole)
    require_version(regulation.version)
    differing = {field: value for field, value in changes.items() if getattr(regulation, field) != value}
    if not differing:
        return regulation
    for field, value in differing.items():
        setattr(regulation, field, value)
    # What a person says now is no longer what the compiler inferred.
    said = {f"/{field}" for field in differing}
    regulation.inferred = [pointer for pointer in regulation.inferred if pointer not in said]
    await _identify(session, actor, regulation)
    await record_next(session, actor, regulation, act="ubah", why=reason)
    if not _SEEN_BY_OTHERS.isdisjoint(differing):
        await settle_others(session, actor, regulation)
    return regulation


async def put_article(
    session: AsyncSession,
    actor: Actor,
    regulation: Regulation,
    *,
    article_id: str | None,
    values: Mapping[str, Any],
    require_version: RequireVersion | None,
    reason: str | None,
) -> dict[str, Any]:
    """Add an article to a locked work, or change one; the article as it now stands."""
    articles = list(regulation.articles)
    if article_id is None:
        article = {"id": str(new_id()), **values}
        articles.append(article)
    else:
        place = _place_of(regulation, article_id)
        article = {**articles[place], **values}
        articles[place] = article
    if require_version is not None:
        require_version(regulation.version)
    if articles != regulation.articles:
        regulation.articles = articles
        await record_next(session, actor, regulation, act="pasal", why=reason)
    return article


async def remove_article(
    session: AsyncSession,
    actor: Actor,
    regulation: Regulation,
    *,
    article_id: str,
    require_version: RequireVersion,
    reason: str | None,
) -> None:
    """Take an article off a locked work's record."""
    place = _place_of(regulation, article_id)
    require_version(regulation.version)
    regulation.articles = [one for number, one in enumerate(regulation.articles) if number != place]
    await record_next(session, actor, regulation, act="pasal", why=reason)


def _place_of(regulation: Regulation, article_id: str) -> int:
    for place, article in enumerate(regulation.articles):
        if article["id"] == article_id:
            return place
    raise ArticleNotFound()


async def record_next(
    session: AsyncSession, actor: Actor, *regulations: Regulation, act: str, why: str | None
) -> None:
    """Raise the version of locked works, and write them down."""
    for regulation in regulations:
        regulation.version += 1
        regulation.updated_at = clock.now()
        await settle_anew(session, actor, regulation)
    await record(session, actor, regulations, act=act, why=why)


async def record(
    session: AsyncSession, actor: Actor, regulations: Sequence[Regulation], *, act: str, why: str | None
) -> None:
    """Write down the versions of works, tell the feed, and have search find them."""
    for regulation in regulations:
        await chronicle.record(
            session,
            actor,
            kind=ENTITY,
            item_id=regulation.id,
            version=regulation.version,
            document=regulation.document,
            act=act,
            why=why,
        )
    await search.put_all(session, [search_document(regulation) for regulation in regulations])


async def settle_others(session: AsyncSession, actor: Actor, regulation: Regulation) -> None:
    """Settle anew what this work did something to: what follows for them depends on its dates and name."""
    relations = await queries.relations_of(session, actor, regulation.slug)
    done_to = {one.to_slug for one in relations if one.from_slug == regulation.slug}
    for other in (await queries.lock_all(session, actor, done_to)).values():
        await settle_anew(session, actor, other)


async def _identify(session: AsyncSession, actor: Actor, regulation: Regulation) -> None:
    """Take the numbers of a work for it; `RegulationTaken` where another has one of them."""
    own = await _refuse_taken(session, actor, regulation.model_dump(), but=regulation.id)
    session.add(regulation)
    # The work must be there before its identities refer to it.
    await session.flush()
    of_it = col(RegulationIdentity.regulation_id) == regulation.id
    await session.execute(delete(RegulationIdentity).where(of_it))
    session.add_all(
        RegulationIdentity(regulation_id=regulation.id, type=kind, number=number, year=year, issuer=issuer)
        for kind, number, year, issuer in own
    )
    await session.flush()


async def _refuse_taken(
    session: AsyncSession, actor: Actor, values: Mapping[str, Any], *, but: UUID
) -> list[tuple[str, str, int, str]]:
    """The identities of a work, where no other than `but` has one; `RegulationTaken` names the other."""
    own = identities(values["type"], values["numbers"], values["year"], values["issuers"])
    if own and (slug := await queries.taken(session, actor, own, but=but)):
        raise RegulationTaken(slug)
    return own


async def _judge(session: AsyncSession, actor: Actor, values: Mapping[str, Any]) -> None:
    """`Invalid` with all that is wrong with what a work is to say."""
    errors = [*await _unknown_codes(session, actor, values), *rules.errors_in(values)]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


async def _unknown_codes(session: AsyncSession, actor: Actor, values: Mapping[str, Any]) -> list[FieldError]:
    known = await reference.codes(session, actor, set(VOCABULARY_OF.values()))
    errors = []
    for field, vocabulary in VOCABULARY_OF.items():
        value = values[field]
        said = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, code in said:
            if code not in known[vocabulary]:
                at = f"/{field}" if index is None else f"/{field}/{index}"
                allowed = ", ".join(sorted(known[vocabulary]))
                detail = Text(
                    f"`{code}` bukan kode kosakata {vocabulary}. Yang ada: {allowed}.",
                    f"`{code}` is not a code of vocabulary {vocabulary}. Known: {allowed}.",
                )
                errors.append(FieldError(at, "unknown-code", detail))
    return errors


def _slug_of(values: Mapping[str, Any]) -> str:
    """`uu-23-2014`, where one plain number and a year make it."""
    numbers, year = values["numbers"], values["year"]
    if len(numbers) == 1 and year and numbers[0].isascii() and numbers[0].isdigit():
        return f"{values['type'].replace('_', '-')}-{int(numbers[0])}-{year}"
    detail = Text(
        "Isi slug; hanya dari satu nomor dan tahun ia dapat disusun sendiri.",
        "Give a slug; it is made only from a single number and a year.",
    )
    raise Invalid(detail, errors=[FieldError("/slug", "missing", detail)])
