"""What the API takes and gives for facts."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationError, model_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.problems import InvalidValue
from services.registry.forums.schemas import ForumPatch, In, Line, Out
from services.registry.partial_dates import PartialDate, earliest_day
from services.registry.sources import SourceOut

FIELDS = tuple(ForumPatch.model_fields)


class SourceIn(In):
    """Where a fact comes from: the document, and the place in it."""

    document: Line
    title: Line | None = None
    locator: Line | None = None


class FactIn(In):
    """A value of a field as a source has it for some time; `mark` says how sure it is.

    `V` verified in the text or on the body's own page, `V2` secondary source, `U` unconfirmed.
    """

    field: Annotated[str, Field(max_length=100)]
    value: Any
    as_of: PartialDate
    source: SourceIn | None = None
    mark: Literal["V", "V2", "U"] | None = None

    @model_validator(mode="after")
    def _value_fits_field(self) -> "FactIn":
        if self.field not in FIELDS:
            names = ", ".join(FIELDS)
            raise InvalidValue(
                "unknown-field",
                Text(f"field harus salah satu dari {names}.", f"field must be one of {names}."),
            )
        if earliest_day(self.as_of) > clock.today():
            raise InvalidValue("in-the-future", Text("as_of belum terjadi.", "as_of lies in the future."))
        try:
            held = ForumPatch.model_validate({self.field: self.value})
        except ValidationError as error:
            first = error.errors()[0]
            raised = first.get("ctx", {}).get("error")
            detail = raised.detail if isinstance(raised, InvalidValue) else Text(first["msg"], first["msg"])
            message = Text(f"value: {detail.id}", f"value: {detail.en}")
            raise InvalidValue("invalid-value", message) from None
        self.value = held.model_dump(mode="json")[self.field]
        return self


class FactQuery(PageQuery):
    """Facts, newest first; of one field where it is named."""

    field: Annotated[str | None, Field(pattern=rf"^({'|'.join(FIELDS)})$")] = None
    sort: Literal["-recorded_at"] = "-recorded_at"


class FactOut(Out):
    """A value of a field later than the import."""

    id: UUID
    field: str
    value: Any
    as_of: str
    source: SourceOut | None
    mark: Literal["V", "V2", "U"] | None
    recorded_by: str
    recorded_at: datetime
