"""What the API gives for vocabularies."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.kit.paging import PageQuery
from services.kit.sources import SourceOut


class TermOut(BaseModel):
    """One code with its labels; `attributes` holds what only some terms have."""

    model_config = ConfigDict(extra="forbid")

    code: str
    label_id: str
    label_en: str
    definition: str
    source: SourceOut | None
    attributes: dict[str, Any]


class VocabularyOut(BaseModel):
    """A vocabulary with its terms, in the order of its source."""

    model_config = ConfigDict(extra="forbid")

    code: str
    version: int
    label_id: str
    label_en: str
    description: str
    source: SourceOut
    as_of: str | None
    note: str | None
    attributes: dict[str, Any]
    terms: list[TermOut]


class VocabularyQuery(PageQuery):
    """The list of vocabularies has one order."""

    sort: Literal["code"] = "code"
