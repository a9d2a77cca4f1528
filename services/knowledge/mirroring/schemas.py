"""What the API takes and gives for mirrors."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.words import In, Out
from services.knowledge.directory.schemas import EntryOut

Cursor = Annotated[str, Field(min_length=1, max_length=200, examples=["<epoch>.<position>"])]


class ChangesQuery(In):
    """Changes after a cursor; from the beginning where none is given. `wait` is in seconds."""

    after: Cursor | None = None
    page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    wait: Annotated[float, Field(ge=0, le=30, allow_inf_nan=False)] = 0


class ChangeOut(Out):
    """One change of an entry: as it is now, or gone."""

    cursor: str
    op: Literal["upsert", "delete"]
    id: UUID
    version: int
    entry: EntryOut | None


class ChangesOut(Out):
    """Changes in order. `next_cursor` is never null: ask again with it, also where there were none."""

    changes: list[ChangeOut]
    next_cursor: str
    has_more: bool
    epoch: str


class DigestQuery(In):
    """Of which position (the last one where none is given) and of which bucket."""

    at: Cursor | None = None
    prefix: Annotated[
        str, Field(max_length=64, pattern=r"^[0-9a-f]*$", description="Awal SHA-256(id) / of SHA-256(id).")
    ] = ""


class DigestOut(Out):
    """Sum modulo 2^256 of SHA-256 of `id:version:content_sha256`, in hexadecimal, and of how many entries."""

    digest: str
    rows: int
    at: str
    epoch: str


class SnapshotQuery(In):
    """`deleted` adds entries that are gone, as `{"id", "version", "op": "delete"}`; NDJSON only."""

    format: Literal["ndjson", "csv", "xlsx"] = "ndjson"
    include: Literal["deleted"] | None = None


class ManifestQuery(In):
    """Of which file the manifest is."""

    format: Literal["ndjson", "csv", "xlsx"] = "ndjson"
    include: Literal["deleted"] | None = None


class Manifest(Out):
    """What a file holds: rows, SHA-256 (of NDJSON without the manifest's line), where changes go on."""

    rows: int
    sha256: str
    cursor: str
    epoch: str


class ManifestOut(Out):
    """The manifest of a file."""

    manifest: Manifest
