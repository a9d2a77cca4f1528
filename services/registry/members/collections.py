"""How members of a forum are kept."""

from sqlalchemy import Boolean, bindparam
from sqlmodel import col

from services.registry.forums.documents.members import member_object
from services.registry.forums.models import Member
from services.registry.forums.schemas.members import MemberOut
from services.registry.members import service
from services.registry.members.problems import MemberNotFound, MemberTaken
from services.registry.members.schemas import MemberIn, MemberPatch, MemberQuery
from services.registry.rows.collection import Collection

MEMBERS = Collection(
    name="members",
    model=Member,
    fields=("region_code", "name", "role", "body", "member_from", "member_to", "ground", "note"),
    item=member_object(),
    row_in=MemberIn,
    row_patch=MemberPatch,
    row_out=MemberOut,
    query=MemberQuery,
    filters={"current": col(Member.member_to).is_(None) == bindparam("current", type_=Boolean)},
    not_found=MemberNotFound,
    judge=service.judge,
    problems=(MemberTaken,),
    # A membership ends by its date.
    is_removable=False,
)
