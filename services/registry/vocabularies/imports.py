"""Import of the vocabularies; a vocabulary that changed gets a new version and a feed row."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from services.kit.actor import Actor
from services.kit.feed import outbox
from services.registry.vocabularies.models import Term, Vocabulary
from services.registry.vocabularies.queries import visible_to

ENTITY = "vocabulary"
_TERM_FIELDS = ("code", "label_id", "label_en", "definition", "source")
_FIELDS = ("code", "label_id", "label_en", "description", "source", "as_of", "note")


def _source(value: Mapping[str, Any] | None, titles: Mapping[str, str]) -> dict[str, Any] | None:
    if value is None:
        return None
    title = titles.get(value["document"] or "")
    return {"document": value["document"], "title": title, "locator": value["locator"]}


def _rows(
    record: Mapping[str, Any], titles: Mapping[str, str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A vocabulary's row and its terms' rows. What only some have goes into `attributes`."""
    vocabulary = {field: record.get(field) for field in _FIELDS}
    vocabulary["source"] = _source(record["source"], titles)
    vocabulary["attributes"] = {k: v for k, v in record.items() if k not in (*_FIELDS, "terms")}
    terms = [
        {field: term.get(field) for field in _TERM_FIELDS}
        | {
            "vocabulary_code": record["code"],
            "position": position,
            "source": _source(term.get("source"), titles),
            "attributes": {k: v for k, v in term.items() if k not in _TERM_FIELDS},
        }
        for position, term in enumerate(record["terms"])
    ]
    return vocabulary, terms


async def import_vocabularies(
    session: AsyncSession, actor: Actor, *, records: list[dict[str, Any]], titles: Mapping[str, str]
) -> int:
    """Make vocabularies and terms equal to the records; how many vocabularies were written.

    A term that the records no longer have stays, since rows may refer to it.
    """
    held = {v.code: v for v in await session.scalars(visible_to(actor).with_for_update())}
    held_terms: dict[tuple[str, str], Term] = {
        (term.vocabulary_code, term.code): term
        for term in await session.scalars(select(Term).where(col(Term.vocabulary_code).in_(held)))
    }
    changes: list[outbox.Change] = []
    for record in records:
        values, terms = _rows(record, titles)
        vocabulary = held.get(record["code"])
        differing = [t for t in terms if not _is_held(held_terms.get((t["vocabulary_code"], t["code"])), t)]
        if vocabulary is not None and _is_held(vocabulary, values) and not differing:
            continue
        if vocabulary is None:
            vocabulary = Vocabulary(**values)
        else:
            for field, value in values.items():
                setattr(vocabulary, field, value)
            vocabulary.version += 1
        session.add(vocabulary)
        # Terms refer to their vocabulary.
        await session.flush()
        for term in differing:
            await session.merge(Term(**term))
        payload = values | {"version": vocabulary.version, "terms": terms}
        changes.append(outbox.Change(ENTITY, vocabulary.code, vocabulary.version, payload))
    await session.flush()
    await outbox.record(session, *changes)
    return len(changes)


def _is_held(row: Vocabulary | Term | None, values: Mapping[str, Any]) -> bool:
    return row is not None and all(getattr(row, field) == value for field, value in values.items())
