"""Keys are UUIDv7, made by the application: they sort by time and need no round trip."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()
