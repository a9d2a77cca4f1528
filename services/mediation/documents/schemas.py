"""What the API takes and gives for documents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt, field_validator

from services.kit.files.kinds import is_plain_name
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import In, Moment, Out
from services.mediation.cases.codes import Confidentiality


class UploadQuery(In):
    """What is said of a document beside its bytes, and for whom it is.

    mediator     the appointed mediator (the next, where there is none yet) and who uploaded it
    pihak        one party and that mediator
    para_pihak   all who are in the case, and the office
    publik       whoever sees the case, who only oversees it too; nobody else
    """

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["kronologi.pdf"])]
    confidentiality: Confidentiality = "para_pihak"
    party_id: UUID | None = None

    @field_validator("name")
    @classmethod
    def _names_a_file(cls, name: str) -> str:
        if not is_plain_name(name):
            raise InvalidValue(
                "not-a-file-name",
                Text("Harus nama berkas saja, tanpa folder.", "Must be a file's name, without folders."),
            )
        return name


class LockIn(In):
    """For how long one edits, in minutes."""

    minutes: Annotated[StrictInt, Field(ge=1, le=480)] = 60


class UnlockIn(In):
    """Nothing needs to be said with it."""


class VersionOut(Out):
    """One version of a document; `sha256` is over its bytes."""

    id: UUID
    number: int
    content_type: str
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: Moment


class DocumentOut(Out):
    """A document with those of its versions that are for the reader, newest first."""

    id: UUID
    name: str
    confidentiality: Confidentiality
    party_id: UUID | None
    created_by: str
    created_at: Moment
    locked_by: str | None
    locked_until: Moment | None
    versions: list[VersionOut]


class DocumentQuery(PageQuery):
    """Documents in the order in which they came."""

    sort: Literal["id"] = "id"
    confidentiality: Confidentiality | None = None


class DownloadQuery(In):
    """Which version; the newest where none is named."""

    version: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
