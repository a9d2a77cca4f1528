"""Where a fact comes from, as the API shows it."""

from pydantic import BaseModel, ConfigDict


class SourceOut(BaseModel):
    """A source: the document, its bibliographic title, and the place in it."""

    model_config = ConfigDict(extra="forbid")

    document: str | None
    title: str | None
    locator: str | None
