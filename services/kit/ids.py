"""Keys are UUIDv7, made by the application: they sort by time and need no round trip."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()


def as_id(reference: str) -> UUID | None:
    """The id that a caller wrote where a slug may stand, if it is one."""
    try:
        return UUID(reference)
    except ValueError:
        return None
