"""How guidance of a forum are kept."""

from sqlalchemy import Text, bindparam
from sqlmodel import col

from services.registry.forums.documents.guidance import GUIDANCE_FIELDS, guidance_object
from services.registry.forums.models import Guidance
from services.registry.forums.schemas.guidance import GuidanceOut
from services.registry.guidance import service
from services.registry.guidance.problems import GuidanceNotFound
from services.registry.guidance.schemas import GuidanceIn, GuidancePatch, GuidanceQuery
from services.registry.rows.collection import Collection

GUIDANCE = Collection(
    name="guidance",
    model=Guidance,
    fields=GUIDANCE_FIELDS,
    item=guidance_object(),
    row_in=GuidanceIn,
    row_patch=GuidancePatch,
    row_out=GuidanceOut,
    query=GuidanceQuery,
    filters={"kind": col(Guidance.kind) == bindparam("kind", type_=Text)},
    not_found=GuidanceNotFound,
    judge=service.judge,
)
