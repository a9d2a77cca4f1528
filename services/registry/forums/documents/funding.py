"""Money as JSON."""

from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from services.registry.forums.documents.rows import columns, row_object
from services.registry.forums.models import Commitment, Funding

FUNDING_FIELDS = (
    "source",
    "description",
    "amount_idr",
    "spent_idr",
    "period",
    "year",
    "shares",
    "donor",
    "sponsor",
    "instrument_id",
)
COMMITMENT_FIELDS = (
    "region_code",
    "year",
    "committed_idr",
    "realised_idr",
    "budget_document",
    "funding_id",
    "instrument_id",
    "note",
)


def funding_object() -> ColumnElement[Any]:
    """One row of `funding` as JSON, in the shape of `FundingOut`."""
    return row_object(Funding, **columns(Funding, FUNDING_FIELDS))


def commitment_object() -> ColumnElement[Any]:
    """One row of `commitments` as JSON, in the shape of `CommitmentOut`."""
    return row_object(Commitment, **columns(Commitment, COMMITMENT_FIELDS))
