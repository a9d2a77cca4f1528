"""The copy: a SQLite file that holds every entry, and the cursor up to which it is true.

Entries and cursor move in one transaction, so a mirror that was killed goes on where it was.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

MODULUS = 1 << 256
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, bucket TEXT NOT NULL, leaf BLOB NOT NULL,
    entry TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_bucket ON entries (bucket);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_PUT = (
    "INSERT INTO entries VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
    "bucket = excluded.bucket, leaf = excluded.leaf, entry = excluded.entry "
    "WHERE excluded.version >= entries.version"
)


class AlteredEntry(ValueError):
    """An entry is not what its `content_sha256` says."""


def row_of(entry: dict[str, Any]) -> tuple[str, int, str, bytes, str]:
    """An entry as the copy keeps it, once its content was checked (RFC 8785, SHA-256)."""
    content = {name: value for name, value in entry.items() if name != "content_sha256"}
    digest = sha256(rfc8785.dumps(content)).hexdigest()
    if digest != entry["content_sha256"]:
        raise AlteredEntry(f"entry {entry['id']} is not what its content_sha256 says")
    leaf = sha256(f"{entry['id']}:{entry['version']}:{digest}".encode()).digest()
    bucket = sha256(entry["id"].encode()).hexdigest()
    return entry["id"], entry["version"], bucket, leaf, json.dumps(entry, ensure_ascii=False)


class OtherCopy(ValueError):
    """The file holds the copy of another directory."""


class Copy:
    """One SQLite file, the copy of one directory."""

    def __init__(self, path: Path, of: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.executescript(_SCHEMA)
        self._file.execute("INSERT OR IGNORE INTO state VALUES ('of', ?)", [of])
        held = self._file.execute("SELECT value FROM state WHERE name = 'of'").fetchone()[0]
        if held != of:
            self._file.close()
            raise OtherCopy(f"{path} holds the directory of {held}, not of {of}")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def cursor(self) -> str | None:
        """Up to where the copy is true; None while it is empty."""
        row = self._file.execute("SELECT value FROM state WHERE name = 'cursor'").fetchone()
        return row[0] if row else None

    def replace(self, entries: Iterable[dict[str, Any]], cursor: str) -> int:
        """Put a whole snapshot in place of what is there; how many entries."""
        with self._transaction():
            self._file.execute("DELETE FROM entries")
            self._file.executemany(_PUT, map(row_of, entries))
            self._move(cursor)
            return int(self._file.execute("SELECT count(*) FROM entries").fetchone()[0])

    def apply(self, changes: Iterable[dict[str, Any]], cursor: str) -> None:
        """Take a page of changes: an entry gives way to one of an equal or a higher version."""
        with self._transaction():
            for change in changes:
                if change["op"] == "delete":
                    self._file.execute("DELETE FROM entries WHERE id = ?", (change["id"],))
                else:
                    self._file.execute(_PUT, row_of(change["entry"]))
            self._move(cursor)

    def digest(self, prefix: str = "") -> tuple[str, int]:
        """Digest and number of the entries, or of those of one bucket."""
        # `g` follows every hexadecimal digit.
        found = self._file.execute(
            "SELECT leaf FROM entries WHERE bucket >= ? AND bucket < ?", (prefix, f"{prefix}g")
        )
        total = rows = 0
        for (leaf,) in found:
            total += int.from_bytes(leaf, "big")
            rows += 1
        return f"{total % MODULUS:064x}", rows

    def ids(self, prefix: str) -> Iterator[str]:
        """Ids of the entries of one bucket."""
        found = self._file.execute(
            "SELECT id FROM entries WHERE bucket >= ? AND bucket < ? ORDER BY id", (prefix, f"{prefix}g")
        )
        yield from (row[0] for row in found)

    def _move(self, cursor: str) -> None:
        self._file.execute(
            "INSERT INTO state VALUES ('cursor', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (cursor,),
        )

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._file)


class _Transaction:
    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._file.execute("BEGIN IMMEDIATE")

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._file.execute("ROLLBACK" if error else "COMMIT")
