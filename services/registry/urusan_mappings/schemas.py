"""What the API takes and gives for mappings, and for who has reported any."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.kit.paging import PageQuery
from services.kit.sources import SourceIn
from services.kit.words import Code, In, Line, Out, PastDate, check_distinct, never_null
from services.registry.forums.schemas.words import RegionCode
from services.registry.region_records.schemas import (
    ProvinceCode,
    RecordOut,
    RecordPatch,
    RecordsOfRegionQuery,
)
from services.registry.regions.schemas import Level

PartnerCodes = Annotated[list[RegionCode], Field(max_length=100), AfterValidator(check_distinct)]


class UrusanMappingPatch(RecordPatch):
    """What a mapping says; which region reported it never changes."""

    urusan: Code | None = None
    nature: Code | None = None
    subject: Line | None = None
    partner_codes: PartnerCodes | None = None
    reported_on: PastDate | None = None

    _given = never_null("urusan", "subject", "partner_codes")


class UrusanMappingIn(UrusanMappingPatch):
    """A subject in an affair of government that a region reported, and with which regions."""

    region_code: RegionCode
    urusan: Code
    subject: Line
    partner_codes: PartnerCodes = Field(default_factory=list)
    source: SourceIn


class UrusanMappingOut(RecordOut):
    """One subject of one region, with the region's name when it was recorded."""

    region_code: str
    region_name: str
    urusan: str
    nature: str | None
    subject: str
    partner_codes: list[str]
    reported_on: str | None


class UrusanMappingQuery(RecordsOfRegionQuery):
    """Filters of the list of mappings, by region and affair of government."""

    urusan: Annotated[Code | None, Field(description="Kode urusan / of the vocabulary urusan.")] = None
    nature: Annotated[Code | None, Field(description="Sifat kerja sama / cooperation_nature.")] = None
    partner: Annotated[
        RegionCode | None, Field(description="Wilayah mitra / a region it names as partner: NN, NN.NN.")
    ] = None
    sort: Literal["region"] = "region"


class CountsQuery(In):
    """Whose regions are counted."""

    province: Annotated[ProvinceCode | None, Field(description="Satu provinsi / of one province: NN.")] = None


class CoverageQuery(PageQuery):
    """Filters of the list of regions that should report, by code."""

    reported: Annotated[bool | None, Field(description="Sudah melapor / has reported anything.")] = None
    province: Annotated[ProvinceCode | None, Field(description="Satu provinsi / of one province: NN.")] = None
    sort: Literal["code"] = "code"


class CoverageOut(Out):
    """A region, and whether it has reported: how many mappings, and the latest date among them.

    A region that is not autonomous (Jakarta's) is no party to cooperation (UU 23/2014 Pasal 363).
    """

    region_code: str
    region_name: str
    level: Level
    autonomous: bool
    reported: bool
    mappings: int
    last_reported_on: str | None


class CountsOut(Out):
    """Of how many regions, how many have reported, and how many mappings."""

    regions: int
    reported: int
    mappings: int
