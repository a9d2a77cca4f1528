"""What the API takes and gives for every record about regions."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.sources import Mark, SourceIn, SourceOut
from services.kit.words import In, Out, Prose, never_null
from services.registry.forums.schemas.words import RegionCode


class RecordPatch(In):
    """What a write may say of every record."""

    source: SourceIn | None = None
    mark: Mark | None = None
    note: Prose | None = None

    _has_source = never_null("source")


class RecordOut(Out):
    """What every record shows."""

    id: UUID
    version: int
    source: SourceOut
    mark: Mark | None
    note: str | None
    created_at: datetime
    updated_at: datetime


ProvinceCode = Annotated[str, Field(pattern=r"^[1-9][0-9]$", examples=["34"])]


class RecordsOfRegionQuery(PageQuery):
    """Filters of records that are each about one region."""

    region: Annotated[RegionCode | None, Field(description="Wilayah / region: NN, NN.NN.")] = None
    province: Annotated[
        ProvinceCode | None, Field(description="Provinsi wilayah itu / province of the region: NN.")
    ] = None


class RecordHistoryQuery(PageQuery):
    """History, newest first."""

    sort: Literal["-version"] = "-version"


class RecordHistoryOut(Out):
    """One field of one write; `pair`, `team` or `mapping` where the whole record was added or removed."""

    id: UUID
    version: int
    field: str
    old: Any
    new: Any
    who: str
    when: datetime
    why: str | None
