"""What the API takes for files."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from services.kit.files.kinds import is_plain_name
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.kit.words import In


class UploadQuery(In):
    """What is said of a file beside its bytes."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["skb-2001.pdf"])]
    is_public: bool = False
    reason: Annotated[str | None, Field(min_length=1, max_length=1000, pattern=r"\S")] = None

    @field_validator("name")
    @classmethod
    def _names_a_file(cls, name: str) -> str:
        if not is_plain_name(name):
            raise InvalidValue(
                "not-a-file-name",
                Text("Harus nama berkas saja, tanpa folder.", "Must be a file's name, without folders."),
            )
        return name


class FileQuery(PageQuery):
    """Files in the order in which they were uploaded."""

    sort: Literal["id"] = "id"
