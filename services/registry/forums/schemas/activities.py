"""What the API gives for activities."""

from services.registry.forums.schemas.words import RowOut


class ActivityOut(RowOut):
    """A joint activity."""

    title: str
