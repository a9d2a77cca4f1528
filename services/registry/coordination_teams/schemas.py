"""What the API takes and gives for coordination teams."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.kit.language import Text
from services.kit.partial_dates import PartialDate
from services.kit.problems import InvalidValue
from services.kit.sources import SourceIn
from services.kit.words import Email, In, Line, Out, Phone, Prose, Website
from services.registry.forums.schemas.words import RegionCode
from services.registry.region_records.schemas import RecordOut, RecordPatch, RecordsOfRegionQuery


class ChairIn(In):
    """Who chairs a team, by name or by office: the Sekda, by Permendagri 22/2020."""

    name: Line | None = None
    office: Line | None = None

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.name is None and self.office is None:
            raise InvalidValue("missing", Text("Isi nama atau jabatan.", "Give a name or an office."))
        return self


class TeamOfficeIn(In):
    """Where a team can be reached; public."""

    address: Prose | None = None
    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None


class CoordinationTeamPatch(RecordPatch):
    """What is said of a team; which region it is of never changes."""

    decree_number: Line | None = None
    decree_on: PartialDate | None = None
    chair: ChairIn | None = None
    supporting_unit: Line | None = None
    office: TeamOfficeIn | None = None
    term_from: PartialDate | None = None
    term_to: PartialDate | None = None


class CoordinationTeamIn(CoordinationTeamPatch):
    """The team of a region; without `term_to` it is the present one."""

    region_code: RegionCode
    source: SourceIn


class ChairOut(Out):
    """Who chairs a team."""

    name: str | None
    office: str | None


class TeamOfficeOut(Out):
    """Where a team can be reached."""

    address: str | None
    phone: str | None
    email: str | None
    website: str | None


class CoordinationTeamOut(RecordOut):
    """The team of a region, with the region's name when it was recorded."""

    region_code: str
    region_name: str
    decree_number: str | None
    decree_on: str | None
    chair: ChairOut | None
    supporting_unit: str | None
    office: TeamOfficeOut | None
    term_from: str | None
    term_to: str | None


class CoordinationTeamQuery(RecordsOfRegionQuery):
    """Filters of the list of teams, by region."""

    current: Annotated[
        bool | None,
        Field(description="Menurut masa tugasnya menjabat hari ini / in office today by its term."),
    ] = None
    sort: Literal["region"] = "region"
