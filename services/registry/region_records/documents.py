"""What every record about regions shows, and where its regions lie."""

from typing import Any

from sqlalchemy import Text, func, literal_column
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_object
from services.registry.region_records.models import RegionRecord


def province_of(code: Any) -> ColumnElement[str]:
    """The province that a region's code begins with; a province's own code is that."""
    return func.left(code, literal_column("2"), type_=Text)


def record_object(model: type[RegionRecord], **own: Any) -> ColumnElement[Any]:
    """A record as JSON: what is its kind's own, between what every record has."""
    return json_object(
        id=col(model.id),
        version=col(model.version),
        **own,
        source=col(model.source),
        mark=col(model.mark),
        note=col(model.note),
        created_at=col(model.created_at),
        updated_at=col(model.updated_at),
    )
