"""What the API takes and gives for facts."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from services.kit import clock
from services.kit.language import Text
from services.kit.paging import PageQuery
from services.kit.partial_dates import PartialDate, earliest_day
from services.kit.problems import InvalidValue
from services.kit.sources import Mark, SourceIn, SourceOut
from services.kit.web.validation import field_error
from services.kit.words import In, Moment, Out
from services.registry.forums.schemas.forum import ForumPatch

FIELDS = tuple(ForumPatch.model_fields)


class FactIn(In):
    """A value of a field as a source has it for some time; `mark` says how sure it is.

    `V` verified in the text or on the body's own page, `V2` secondary source, `U` unconfirmed.
    """

    field: Annotated[str, Field(json_schema_extra={"enum": list(FIELDS)}, examples=["stage"])]
    value: Annotated[Any, Field(examples=["pelaksanaan"])]
    as_of: PartialDate
    source: SourceIn | None = None
    mark: Mark | None = None

    @field_validator("field")
    @classmethod
    def _is_a_field(cls, field: str) -> str:
        if field not in FIELDS:
            names = ", ".join(FIELDS)
            raise InvalidValue(
                "unknown-field", Text(f"Harus salah satu dari {names}.", f"Must be one of {names}.")
            )
        return field

    @field_validator("value")
    @classmethod
    def _fits_its_field(cls, value: Any, info: ValidationInfo) -> Any:
        field = info.data.get("field")
        if field is None:
            return value
        try:
            held = ForumPatch.model_validate({field: value})
        except ValidationError as error:
            found = field_error(cast("dict[str, Any]", error.errors()[0]))
            raise InvalidValue(found.code, found.detail) from None
        return held.model_dump(mode="json")[field]

    @field_validator("as_of")
    @classmethod
    def _has_been(cls, as_of: str) -> str:
        if earliest_day(as_of) > clock.today():
            raise InvalidValue("in-the-future", Text("Belum terjadi.", "Lies in the future."))
        return as_of


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
    mark: Mark | None
    recorded_by: str
    recorded_at: Moment
