"""Members as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Member

MEMBER_FIELDS = (
    "region_code",
    "region_name",
    "name",
    "role",
    "body",
    "member_from",
    "member_to",
    "ground",
    "note",
)


def member_object() -> ColumnElement[Any]:
    """One row of `members` as JSON, in the shape of `MemberOut`."""
    return row_object(Member, **columns(Member, MEMBER_FIELDS))
