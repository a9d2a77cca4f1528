"""What the API takes and gives for officers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.kit.paging import PageQuery
from services.kit.words import In, Moment, Out

Subject = Annotated[
    str,
    Field(
        min_length=3,
        max_length=200,
        pattern=r"^(client|person):[^\s]+$",
        description="Akun petugas, `client:...` atau `person:...` / an officer's account.",
    ),
]


class OfficerIn(In):
    """An account that cases may be given to."""

    subject: Subject


class OfficerPatch(In):
    """Whether it gets cases."""

    active: bool


class OfficerOut(Out):
    """An officer of the desk. Who claims a case is registered by that."""

    id: UUID
    version: int
    subject: str
    active: bool
    added_by: str
    created_at: Moment
    updated_at: Moment


class OfficerQuery(PageQuery):
    """Officers by their account."""

    sort: Literal["subject"] = "subject"
