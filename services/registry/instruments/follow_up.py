"""Whether an instrument is carried out: by an activity, or by money, that names it."""

from collections.abc import Mapping
from typing import Any

# The forum's lists whose rows may name the instrument they carry out.
FOLLOWING = ("activities", "funding", "commitments")


def is_followed_up(forum: Mapping[str, Any], instrument_id: str) -> bool:
    """Whether any row of the forum's document names this instrument as what it carries out."""
    return any(row.get("instrument_id") == instrument_id for name in FOLLOWING for row in forum.get(name, ()))
