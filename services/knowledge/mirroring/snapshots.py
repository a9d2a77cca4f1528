"""Snapshots: a file of the whole directory, made once per position of its feed and served from disk.

A file is written page by page, each page a statement of its own: the state at a position never
changes, so nothing has to be held open, however slow the writing or the reading. Lines of entries are
made from the file before it, where there is one.
"""

import asyncio
import csv
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import xlsxwriter

from services.kit import telemetry
from services.kit.db import Database
from services.kit.spreadsheets import harmless
from services.knowledge.mirroring import cursors, merging, queries

PAGE = 1000
# Files of this many positions are kept per kind, for downloads that go on in pieces.
KEPT = 3
# Of so many changed entries at most a file is made from the one before it.
MOST_CHANGED = 5000
FIRST = UUID(int=0)
MEDIA = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# One row per entry, lists joined by semicolons.
COLUMNS: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{
        name: (lambda entry, name=name: entry[name])  # type: ignore[misc]
        for name in ("id", "version", "slug", "name", "short_name", "simpul", "entity_kind", "status")
    },
    **{
        name: (lambda entry, name=name: entry[name])  # type: ignore[misc]
        for name in ("branch", "scope", "stage", "founded_on", "institutional_format")
    },
    "levels": lambda entry: "; ".join(entry["levels"]),
    "sectors": lambda entry: "; ".join(entry["sectors"]),
    "urusan": lambda entry: "; ".join(entry["urusan"]),
    "members": lambda entry: "; ".join(
        member["region_code"] or member["name"] or member["region_name"]
        for member in entry["members"]
        if member["member_to"] is None
    ),
    "instruments": lambda entry: len(entry["instruments"]),
    "secretariat": lambda entry: (entry["secretariat"] or {}).get("place"),
    **{
        name: (lambda entry, name=name: _of_contacts(entry, name))  # type: ignore[misc]
        for name in ("phone", "email", "website")
    },
    "updated_at": lambda entry: entry["updated_at"],
    "content_sha256": lambda entry: entry["content_sha256"],
}

log = telemetry.get_logger(__name__)


def _of_contacts(entry: dict[str, Any], name: str) -> str:
    return "; ".join(dict.fromkeys(contact[name] for contact in entry["contacts"] if contact[name]))


class Kind(NamedTuple):
    """Which file is wanted."""

    format: str
    with_deleted: bool

    @property
    def suffix(self) -> str:
        return f"{'all.' if self.with_deleted else ''}{self.format}"


class Snapshot(NamedTuple):
    """A file, what it holds, and where in the feed it stands."""

    path: Path
    manifest: dict[str, Any]
    position: int


class Snapshots:
    """The files of this process's folder. Who comes while one is made waits for the same one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making: dict[Path, asyncio.Task[None]] = {}

    async def of_head(self, database: Database, kind: Kind, *, wait: float) -> Snapshot | None:
        """The file of the last position; None where it is not made within `wait` seconds."""
        epoch, position = await cursors.head(database)
        folder = self._folder / database.simpul / epoch[:16]
        path = folder / f"{position}.{kind.suffix}"
        if not path.exists():
            task = self._making.get(path)
            if task is None:
                task = asyncio.create_task(self._make(database, kind, epoch, position, path))
                self._making[path] = task
                task.add_done_callback(lambda _: self._making.pop(path, None))
            # Who leaves does not end the making: another may wait for it too.
            done, _ = await asyncio.wait({task}, timeout=wait)
            if not done:
                return None
            task.result()
        manifest = json.loads(_manifest_of(path).read_text(encoding="utf-8"))
        return Snapshot(path, manifest, position)

    async def _make(self, database: Database, kind: Kind, epoch: str, position: int, path: Path) -> None:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            manifest = await _write(database, kind, epoch, position, partial)
            # The manifest first: where the file is, its manifest is too.
            _manifest_of(path).write_text(json.dumps(manifest), encoding="utf-8")
            partial.rename(path)
        finally:
            partial.unlink(missing_ok=True)
        await asyncio.to_thread(_forget_old, path, kind)
        log.info("snapshot_made", simpul=database.simpul, position=position, rows=manifest["rows"])


def _manifest_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.manifest.json")


def _position_of(path: Path) -> int:
    return int(path.name.partition(".")[0])


def _held(folder: Path, kind: Kind) -> list[Path]:
    """The files of a kind that are there, by their positions."""
    held = [
        path
        for path in folder.iterdir()
        if path.name.partition(".")[0].isdigit() and path.name.partition(".")[2] == kind.suffix
    ]
    return sorted(held, key=_position_of)


def _forget_old(newest: Path, kind: Kind) -> None:
    """Remove files of positions long passed; who reads one goes on reading it."""
    for path in _held(newest.parent, kind)[:-KEPT]:
        with suppress(FileNotFoundError):
            path.unlink()
            _manifest_of(path).unlink()


async def _state(database: Database, position: int) -> AsyncIterator[list[tuple[UUID, int, bytes | None]]]:
    """Pages of (id, version, entry or None) as they were at a position, by id."""
    after = FIRST
    while rows := await database.hot.all(queries.STATE, at=position, after=after, size=PAGE):
        yield [(row[0], row[1], row[2]) for row in rows]
        after = rows[-1][0]


async def _write(database: Database, kind: Kind, epoch: str, position: int, path: Path) -> dict[str, Any]:
    cursor = cursors.written(epoch, position)
    if kind.format == "ndjson":
        return await _write_ndjson(database, kind, epoch, position, path)
    rows, digest = 0, sha256()
    if kind.format == "csv":
        with path.open("wb") as file:
            async for page in _state(database, position):
                text = io.StringIO(newline="")
                writer = csv.writer(text)
                if rows == 0:
                    writer.writerow(COLUMNS)
                for _, _, entry in page:
                    if entry is not None:
                        writer.writerow(map(harmless, _cells(entry)))
                        rows += 1
                chunk = text.getvalue().encode()
                digest.update(chunk)
                file.write(chunk)
    else:
        rows = await _write_xlsx(database, position, path)
        digest.update(await asyncio.to_thread(path.read_bytes))
    return {"rows": rows, "sha256": digest.hexdigest(), "cursor": cursor, "epoch": epoch}


async def _write_ndjson(
    database: Database, kind: Kind, epoch: str, position: int, path: Path
) -> dict[str, Any]:
    rows, digest = await _from_the_one_before(database, kind, position, path) or await _from_the_feed(
        database, kind, position, path
    )
    cursor = cursors.written(epoch, position)
    manifest = {"rows": rows, "sha256": digest, "cursor": cursor, "epoch": epoch}
    with path.open("ab") as file:
        file.write(json.dumps({"manifest": manifest}).encode() + b"\n")
    return manifest


async def _from_the_one_before(
    database: Database, kind: Kind, position: int, path: Path
) -> tuple[int, str] | None:
    """Rows and SHA-256, where a file of an earlier position is there and little has changed since."""
    earlier = [held for held in _held(path.parent, kind) if _position_of(held) < position]
    if not earlier:
        return None
    before = earlier[-1]
    asked = {"at": position, "since": _position_of(before), "size": MOST_CHANGED + 1}
    changed = await database.hot.all(queries.CHANGED, **asked)
    if len(changed) > MOST_CHANGED:
        return None
    lines = {str(row[0]): _line(kind, *row) for row in changed}
    try:
        says = json.loads(_manifest_of(before).read_text(encoding="utf-8"))["sha256"]
        return await asyncio.to_thread(merging.merge, before, says, lines, path)
    except (merging.Unusable, OSError, ValueError, KeyError) as error:
        log.warning("snapshot_unusable", simpul=database.simpul, file=before.name, error=type(error).__name__)
        return None


async def _from_the_feed(database: Database, kind: Kind, position: int, path: Path) -> tuple[int, str]:
    rows, digest = 0, sha256()
    with path.open("wb") as file:
        async for page in _state(database, position):
            chunk = b"".join(line for row in page if (line := _line(kind, *row)) is not None)
            rows += sum(entry is not None for _, _, entry in page)
            digest.update(chunk)
            file.write(chunk)
    return rows, digest.hexdigest()


def _line(kind: Kind, entry_id: UUID, version: int, entry: bytes | None) -> bytes | None:
    """An entry as a line; of one that is gone only where the kind mentions it."""
    if entry is not None:
        return entry + b"\n"
    if not kind.with_deleted:
        return None
    return json.dumps({"id": str(entry_id), "version": version, "op": "delete"}).encode() + b"\n"


async def _write_xlsx(database: Database, position: int, path: Path) -> int:
    rows = 0
    # Text stays text: a cell of another type would be a formula or a link that nobody of us wrote.
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, {"constant_memory": True, **plain})
    try:
        sheet = book.add_worksheet("Direktori")
        sheet.write_row(0, 0, list(COLUMNS))
        async for page in _state(database, position):
            for _, _, entry in page:
                if entry is not None:
                    rows += 1
                    sheet.write_row(rows, 0, _cells(entry))
    finally:
        await asyncio.to_thread(book.close)
    return rows


def _cells(entry: bytes) -> list[Any]:
    shown = json.loads(entry)
    return [value(shown) for value in COLUMNS.values()]
