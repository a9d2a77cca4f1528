"""A mapping as JSON, what orders its list and what filters it."""

from sqlalchemy import Text, bindparam, cast
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.registry.region_records.documents import province_of, record_object
from services.registry.urusan_mappings.models import UrusanMapping

OWN = ("region_code", "region_name", "urusan", "nature", "subject", "partner_codes", "reported_on")
_region = col(UrusanMapping.region_code)
KEYS = ("region_code", "urusan", "id")
ITEM = record_object(UrusanMapping, **{field: col(getattr(UrusanMapping, field)) for field in OWN})
FILTERS: dict[str, ColumnElement[bool]] = {
    "region": _region == bindparam("region", type_=Text),
    "province": province_of(_region) == bindparam("province", type_=Text),
    "urusan": col(UrusanMapping.urusan) == bindparam("urusan", type_=Text),
    "nature": col(UrusanMapping.nature) == bindparam("nature", type_=Text),
    "partner": col(UrusanMapping.partner_codes).contains(
        cast(array([bindparam("partner", type_=Text)]), ARRAY(Text))
    ),
}
