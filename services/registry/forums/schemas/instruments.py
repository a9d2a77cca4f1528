"""What the API gives for instruments."""

from services.registry.forums.schemas.words import RowOut


class InstrumentOut(RowOut):
    """A legal instrument. `numbers` keeps the order of the source; a joint decree bears several."""

    type: str
    numbers: list[str]
    title: str
    signed_on: str | None
    signatories: list[str]
    note: str | None
    regulation_id: str | None
