"""How funding and commitments of a forum are kept."""

from sqlalchemy import Integer, Text, bindparam
from sqlmodel import col

from services.registry.forums.documents.funding import (
    COMMITMENT_FIELDS,
    FUNDING_FIELDS,
    commitment_object,
    funding_object,
)
from services.registry.forums.models import Commitment, Funding
from services.registry.forums.schemas.funding import CommitmentOut, FundingOut
from services.registry.funding import service
from services.registry.funding.problems import CommitmentNotFound, FundingNotFound
from services.registry.funding.schemas import (
    CommitmentIn,
    CommitmentPatch,
    CommitmentQuery,
    FundingIn,
    FundingPatch,
    FundingQuery,
)
from services.registry.rows.collection import Collection
from services.registry.rows.problems import RowReferred

FUNDING = Collection(
    name="funding",
    model=Funding,
    fields=FUNDING_FIELDS,
    item=funding_object(),
    row_in=FundingIn,
    row_patch=FundingPatch,
    row_out=FundingOut,
    query=FundingQuery,
    filters={
        "source": col(Funding.source) == bindparam("source", type_=Text),
        "year": col(Funding.year) == bindparam("year", type_=Integer),
    },
    not_found=FundingNotFound,
    judge=service.judge_funding,
    problems=(RowReferred,),
)

COMMITMENTS = Collection(
    name="commitments",
    model=Commitment,
    fields=COMMITMENT_FIELDS,
    item=commitment_object(),
    row_in=CommitmentIn,
    row_patch=CommitmentPatch,
    row_out=CommitmentOut,
    query=CommitmentQuery,
    filters={
        "region_code": col(Commitment.region_code) == bindparam("region_code", type_=Text),
        "year": col(Commitment.year) == bindparam("year", type_=Integer),
    },
    not_found=CommitmentNotFound,
    judge=service.judge_commitment,
)
