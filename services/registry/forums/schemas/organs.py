"""What the API gives for organs and people."""

from services.registry.forums.schemas.words import RowOut


class OrganOut(RowOut):
    """An organ."""

    kind: str
    description: str | None
