"""Acts on the index: putting and removing what is published, in the transaction of its owner's write.

The counts of terms and words are kept by difference. One transaction writes the index at a time, and the
next waits until it commits: so put what was written last in a transaction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit import clock
from services.kit.ids import new_id
from services.knowledge.search import analyser, counting, queries
from services.knowledge.search.documents import (
    Facets,
    Kind,
    SearchDocument,
    terms_of,
    with_provinces,
    words_of,
)
from services.knowledge.search.models import ClickCount, SearchTerm, SearchWord
from services.knowledge.search.models import SearchDocument as Row
from services.knowledge.search.problems import NotInIndex

ALL = "*"
# An arbitrary constant among a database's advisory locks: who writes the index.
WRITERS_LOCK = 0x53_49_4D_46_49_4E_44
# Positions beyond are counted as this one.
LAST_POSITION = 100


async def put(session: AsyncSession, document: SearchDocument) -> None:
    """Have search find this document, or find it as it is now. Only what everybody may read."""
    await put_all(session, [document])


async def put_all(session: AsyncSession, documents: Sequence[SearchDocument]) -> None:
    """The same for several, of each kind and id one."""
    if not documents:
        return
    await _take_turn(session)
    held = await queries.lock(session, [(document.kind, document.id) for document in documents])
    terms, words = Counter[str](), Counter[str]()
    rows = []
    for document in documents:
        row = _row(document)
        before = held.get((document.kind, document.id))
        # What is only analysed anew is not new to anybody.
        indexed_at = clock.now()
        if before is not None:
            new = {name for name, value in row.items() if getattr(before.document, name) != value}
            if before.document.shape == analyser.SHAPE and new <= {"updated_at"}:
                if new:
                    before.document.updated_at = document.updated_at
                    before.document.indexed_at = indexed_at
                continue
            if not new:
                indexed_at = before.document.indexed_at
            terms.subtract([ALL, *before.terms])
            words.subtract(before.document.words)
        analysed = {
            "terms": terms_of(document),
            "shape": analyser.SHAPE,
            "words": words_of(document),
        }
        terms.update([ALL])
        words.update(analysed["words"])
        rows.append(row | analysed | {"id": new_id(), "indexed_at": indexed_at})
    if not rows:
        return
    statement = insert(Row)
    kept = {name: statement.excluded[name] for name in rows[0] if name not in ("id", "kind", "item_id")}
    written = await session.execute(
        statement.on_conflict_do_update(index_elements=["kind", "item_id"], set_=kept).returning(
            queries.term_names()
        ),
        rows,
    )
    for (names,) in written:
        terms.update(names)
    await _count(session, terms, words)


async def remove(session: AsyncSession, kind: str, item_id: UUID) -> None:
    """Have search no longer find an item; it is none of its business whether it ever did."""
    await remove_all(session, kind, [item_id])


async def remove_all(session: AsyncSession, kind: str, item_ids: Iterable[UUID]) -> None:
    """The same for several."""
    await _take_turn(session)
    gone = await session.execute(
        delete(Row)
        .where(col(Row.kind) == kind, col(Row.item_id).in_(list(item_ids)))
        .returning(queries.term_names(), col(Row.words))
    )
    terms, words = Counter[str](), Counter[str]()
    for names, spelled in gone:
        terms.subtract([ALL, *names])
        words.subtract(spelled)
    await _count(session, terms, words)


async def choose(session: AsyncSession, *, query: str, kind: Kind, slug: str, position: int) -> None:
    """Count that a result was chosen for a query; `query` is what the log keeps of it."""
    if not await queries.exists(session, kind, slug):
        raise NotInIndex(kind, slug)
    chosen = {
        "day": clock.today(),
        "query": query,
        "kind": kind,
        "slug": slug,
        "position": min(position, LAST_POSITION),
    }
    again = update(ClickCount).values(clicks=col(ClickCount.clicks) + 1)
    of_this = [col(getattr(ClickCount, name)) == value for name, value in chosen.items()]
    if (await session.execute(again.where(*of_this).returning(col(ClickCount.clicks)))).first():
        return
    most = counting.MOST_OF_A_DAY
    if await queries.count_of_day(session, ClickCount, clock.today(), most=most) >= most:
        chosen |= {"query": counting.UNKNOWN, "slug": counting.UNKNOWN, "position": LAST_POSITION}
    await session.execute(
        insert(ClickCount)
        .values(**chosen, clicks=1)
        .on_conflict_do_update(index_elements=list(chosen), set_={"clicks": col(ClickCount.clicks) + 1})
    )


async def analyse_again(session: AsyncSession, *, limit: int) -> int:
    """Make the terms anew of some documents that another release analysed; of how many."""
    stale = await queries.lock_stale(session, analyser.SHAPE, limit=limit)
    await put_all(session, [_as_put(row) for row in stale])
    return len(stale)


async def _take_turn(session: AsyncSession) -> None:
    """Wait until no other transaction writes the index; its own ends the turn.

    They would wait for one another at the counts of common terms anyway, in an order nobody chose.
    """
    await session.execute(select(func.pg_advisory_xact_lock(WRITERS_LOCK)))


def _as_put(row: Row) -> SearchDocument:
    return SearchDocument(
        kind=cast("Kind", row.kind),
        id=row.item_id,
        slug=row.slug,
        title=row.title,
        names=row.names,
        keywords=row.keywords,
        text=row.text,
        keys=row.keys,
        updated_at=row.updated_at,
        facets=Facets(
            sectors=row.sectors,
            urusan=row.urusan,
            regions=row.regions,
            dimension=row.dimension,
            type=row.type,
            year=row.year,
            forum=row.forum,
        ),
    )


def _row(document: SearchDocument) -> dict[str, object]:
    """The columns of a document as given, without what is made of it."""
    facets = document.facets
    return {
        "kind": document.kind,
        "item_id": document.id,
        "slug": document.slug,
        "title": document.title,
        "names": list(document.names),
        "keywords": document.keywords,
        "text": document.text,
        "keys": sorted(set(document.keys)),
        "sectors": sorted(set(facets.sectors)),
        "urusan": sorted(set(facets.urusan)),
        "regions": with_provinces(facets.regions),
        "dimension": facets.dimension,
        "type": facets.type,
        "year": facets.year,
        "forum": facets.forum,
        "updated_at": document.updated_at,
    }


async def _count(session: AsyncSession, terms: Mapping[str, int], words: Mapping[str, int]) -> None:
    """Add to the counts."""
    changed = [{"term": t, "documents": n} for t, n in sorted(terms.items()) if n]
    if changed:
        statement = insert(SearchTerm)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["term"],
                set_={"documents": col(SearchTerm.documents) + statement.excluded.documents},
            ),
            changed,
        )
    spelled = [{"word": w, "length": len(w), "documents": n} for w, n in sorted(words.items()) if n]
    if spelled:
        of_words = insert(SearchWord)
        await session.execute(
            of_words.on_conflict_do_update(
                index_elements=["word"],
                set_={"documents": col(SearchWord.documents) + of_words.excluded.documents},
            ),
            spelled,
        )
