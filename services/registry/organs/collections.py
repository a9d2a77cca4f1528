"""How organs and officers of a forum are kept."""

from sqlalchemy import Boolean, Text, bindparam
from sqlmodel import col

from services.registry.forums.analysis import not_past
from services.registry.forums.documents.organs import (
    OFFICER_FIELDS,
    ORGAN_FIELDS,
    PERSONAL_FIELDS,
    officer_object,
    officer_object_for_keepers,
    organ_object,
)
from services.registry.forums.models import Officer, Organ
from services.registry.forums.schemas.organs import OfficerOut, OrganOut
from services.registry.organs import service
from services.registry.organs.problems import OfficerNotFound, OrganNotFound
from services.registry.organs.schemas import (
    OfficerIn,
    OfficerPatch,
    OfficerQuery,
    OrganIn,
    OrganPatch,
    OrganQuery,
)
from services.registry.rows.collection import Collection
from services.registry.rows.problems import RowReferred

ORGANS = Collection(
    name="organs",
    model=Organ,
    fields=ORGAN_FIELDS,
    item=organ_object(),
    row_in=OrganIn,
    row_patch=OrganPatch,
    row_out=OrganOut,
    query=OrganQuery,
    filters={"kind": col(Organ.kind) == bindparam("kind", type_=Text)},
    not_found=OrganNotFound,
    judge=service.judge_organ,
    problems=(RowReferred,),
)

OFFICERS = Collection(
    name="officers",
    model=Officer,
    fields=OFFICER_FIELDS + PERSONAL_FIELDS,
    item=officer_object(),
    private=PERSONAL_FIELDS,
    private_item=officer_object_for_keepers(),
    row_in=OfficerIn,
    row_patch=OfficerPatch,
    row_out=OfficerOut,
    query=OfficerQuery,
    filters={
        "current": not_past(col(Officer.term_to)) == bindparam("current", type_=Boolean),
        "is_contact": col(Officer.is_contact) == bindparam("is_contact", type_=Boolean),
    },
    not_found=OfficerNotFound,
    judge=service.judge_officer,
)
