"""Where a fact comes from, as the API takes and shows it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# How sure a fact is: verified in the text or on the body's own page, secondary source, unconfirmed.
Mark = Literal["V", "V2", "U"]
_Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class SourceIn(BaseModel):
    """Where a fact comes from: the document, and the place in it."""

    model_config = ConfigDict(extra="forbid")

    document: _Line
    title: _Line | None = None
    locator: _Line | None = None


class SourceOut(BaseModel):
    """A source: the document, its bibliographic title, and the place in it."""

    model_config = ConfigDict(extra="forbid")

    document: str | None
    title: str | None
    locator: str | None
