"""Every SELECT on codes. Each one starts from `visible_to`."""

from sqlalchemy import Select, Text, bindparam, select
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import compile_read
from services.knowledge.reference.models import ReferenceCode


def visible_to(actor: Actor) -> Select[ReferenceCode]:
    """Codes are public reference data: all of them, for every actor."""
    return select(ReferenceCode)


CODES = compile_read(
    visible_to(ANONYMOUS)
    .with_only_columns(col(ReferenceCode.code))
    .where(col(ReferenceCode.vocabulary) == bindparam("vocabulary", type_=Text))
    .order_by(col(ReferenceCode.code))
)
