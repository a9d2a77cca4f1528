"""Import of forums as the sources describe them: each record once, nothing lost, nothing mended.

A row that breaks a rule of the API is taken and marked `irregular`. A pointer of `inferred` below a
row moves to that row, relative to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit import clock
from services.kit.actor import Actor
from services.registry.forums import queries, service, terms
from services.registry.forums.models import (
    Activity,
    Forum,
    Funding,
    ImportedRecord,
    Instrument,
    Member,
    Organ,
    Row,
)
from services.registry.forums.rules import (
    Irregularity,
    instrument_irregularity,
    irregularity,
    member_irregularity,
)

# The record's key for a list of rows, and the table it goes to.
ROWS: dict[str, type[Row]] = {
    "members": Member,
    "legal_instruments": Instrument,
    "organs": Organ,
    "funding": Funding,
    "activities": Activity,
}
FIELDS = ("slug", "entity_kind", "as_of", *service.AMENDABLE)


async def import_forum(
    session: AsyncSession, actor: Actor, *, record: Mapping[str, Any], titles: Mapping[str, str]
) -> bool:
    """Take one record if it was not taken before; True if it was taken now.

    `titles` gives the bibliographic title of each source document.
    """
    key = f"forum:{record['slug']}"
    if await queries.is_imported(session, key):
        return False
    at = clock.now()
    of_forum, of_rows = split_inferred(record["inferred"])
    source = record["source"]
    forum = Forum(
        **{field: record[field] for field in FIELDS},
        status="belum_diverifikasi",
        source={"document": source["document"], "title": titles.get(source["document"])}
        | {"locator": source["locator"]},
        inferred=of_forum,
        imported={field: record[field] for field in service.AMENDABLE},
        irregular=_stored(irregularity(record)),
        created_at=at,
        updated_at=at,
    )
    session.add(forum)
    # The id must be in the database before rows refer to it.
    await session.flush()
    for name, model in ROWS.items():
        for position, item in enumerate(record[name]):
            values = item if isinstance(item, dict) else {"title": item}
            told = terms.told(values) if model is Instrument else {}
            session.add(
                model(
                    forum_id=forum.id,
                    position=position,
                    inferred=of_rows.get((name, position), []),
                    irregular=_stored(_row_irregularity(name, values)),
                    **values,
                    **told,
                )
            )
    session.add(ImportedRecord(key=key, forum_id=forum.id, imported_at=at))
    why = f"Impor dari {titles.get(source['document'], source['document'])}; {source['locator']}"
    await service.record(session, actor, forum, {"forum": (None, forum.slug)}, why=why)
    return True


def split_inferred(
    pointers: Sequence[str],
) -> tuple[list[str], dict[tuple[str, int], list[str]]]:
    """Pointers of the forum itself, and those of each row (list name, position), relative to the row."""
    of_forum: list[str] = []
    of_rows: dict[tuple[str, int], list[str]] = {}
    for pointer in pointers:
        head, *rest = pointer.removeprefix("/").split("/")
        if head in ROWS and rest:
            relative = "".join(f"/{part}" for part in rest[1:])
            of_rows.setdefault((head, int(rest[0])), []).append(relative)
        else:
            of_forum.append(pointer)
    return of_forum, of_rows


def _row_irregularity(name: str, values: Mapping[str, Any]) -> Irregularity | None:
    if name == "members":
        return member_irregularity(values)
    return instrument_irregularity(values) if name == "legal_instruments" else None


def _stored(found: Irregularity | None) -> dict[str, str] | None:
    return found.stored() if found else None
