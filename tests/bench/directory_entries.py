"""Invented entries of the directory in any number, rendered by the directory's own code.

They are put where the follower and the publisher put them: entries, what search finds excepted, and their
place in knowledge's own feed. The registry does not know them.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Json

from services.kit import clock
from services.kit.ids import new_id
from services.knowledge.directory.documents import bucket, columns, entry, leaf
from services.knowledge.directory.models import DirectoryEntry, EntryVersion
from services.knowledge.directory.projection import ENTRY

BRANCHES = ("eksekutif", "legislatif", "gabungan")


def _forums(like: Mapping[str, Any], count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            **like,
            "id": str(new_id()),
            "slug": f"entri-buatan-{number}",
            # Not in the order in which they are made.
            "name": f"Entri buatan {number * 7919 % count:06}",
            "branch": BRANCHES[number % 3],
            # What belongs to one forum only.
            "instruments": [],
            "analysis": [],
        }


def fill(owner_url: str, like: Mapping[str, Any], count: int) -> None:
    """Put `count` entries like a forum's document into a directory."""
    names = list(DirectoryEntry.__table__.columns.keys())  # type: ignore[attr-defined]
    versions = list(EntryVersion.__table__.columns.keys())  # type: ignore[attr-defined]
    with psycopg.connect(owner_url) as connection:
        (epoch,) = connection.execute("SELECT epoch FROM feed_cursors LIMIT 1").fetchone() or ("",)
        made = [(new_id(), forum) for forum in _forums(like, count)]
        told: list[tuple[UUID, dict[str, Any]]] = []
        at = clock.now()
        with connection.cursor().copy(_copy("directory_entries", names)) as rows:
            for outbox_id, forum in made:
                shown = entry(forum)
                told.append((outbox_id, shown))
                row = columns(forum) | {"version": 1, "epoch": epoch, "pos": 0, "document": _json(shown)}
                rows.write_row([row[name] for name in names])
        outbox = ["id", "entity", "entity_id", "version", "payload", "recorded_at"]
        with connection.cursor().copy(_copy("outbox", outbox)) as rows:
            for outbox_id, shown in told:
                rows.write_row([outbox_id, ENTRY, shown["id"], 1, _json(shown), at])
        with connection.cursor().copy(_copy("directory_versions", versions)) as rows:
            for outbox_id, shown in told:
                row = {"outbox_id": outbox_id, "entry_id": UUID(shown["id"]), "version": 1}
                row |= {"bucket": bucket(shown["id"]), "leaf": leaf(shown["id"], 1, shown["content_sha256"])}
                rows.write_row([row[name] for name in versions])
        connection.execute(
            "INSERT INTO feed (outbox_id) SELECT v.outbox_id FROM directory_versions v "
            "LEFT JOIN feed f USING (outbox_id) WHERE f.outbox_id IS NULL ORDER BY v.outbox_id"
        )
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _copy(table: str, names: list[str]) -> bytes:
    return f"COPY {table} ({', '.join(names)}) FROM STDIN".encode()


def _json(value: dict[str, Any]) -> Json:
    return Json(value, dumps=lambda held: json.dumps(held, ensure_ascii=False, separators=(",", ":")))
