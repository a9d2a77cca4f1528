"""Every SELECT on instruments beside their list. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.forums.documents.instruments import instrument_object
from services.registry.forums.models import (
    Activity,
    Commitment,
    Forum,
    ForumDocument,
    Funding,
    Instrument,
    InstrumentRelation,
    Member,
    Organ,
)
from services.registry.instruments.kinship import AGREEMENTS, Kin

CODES = ("type", "document_kind", "cooperation_kind", "nature", "pattern")
_TODAY = bindparam("today", type_=Date)
_KIND = func.coalesce(col(Instrument.document_kind), col(Instrument.type))
AWAITING_PKS = ("kesepakatan_bersama", "mou", "skb")


def visible_to(actor: Actor) -> Select[Instrument]:
    """Instruments are as public as their forum."""
    return select(Instrument)


def in_force() -> ColumnElement[bool]:
    """Begun, and not past its last day, on `today`; unknown where its first day is."""
    return and_(col(Instrument.starts_on) <= _TODAY, _not_over())


def _not_over() -> ColumnElement[bool]:
    return or_(col(Instrument.closes_on).is_(None), col(Instrument.closes_on) >= _TODAY)


def _names(model: type[Activity | Commitment | Funding]) -> ColumnElement[bool]:
    return exists().where(col(model.instrument_id) == col(Instrument.id))


def _contains(column: SQLColumnExpression[Any], name: str) -> ColumnElement[bool]:
    return column.contains(cast(array([bindparam(name, type_=Text)]), ARRAY(Text)))


def _without_pks() -> ColumnElement[bool]:
    """A kesepakatan bersama, or before 2018 an SKB or MoU, that no agreement carries out."""
    below = aliased(Instrument)
    agreement = exists().where(
        col(below.parent_id) == col(Instrument.id),
        func.coalesce(col(below.document_kind), col(below.type)) == any_(array(sorted(AGREEMENTS))),
    )
    return and_(any_(array(AWAITING_PKS)) == _KIND, in_force(), ~agreement)


def _without_follow_up() -> ColumnElement[bool]:
    """As the check `tindak_lanjut` warns: a partial date is over once no day of it is left."""
    signed, year_ago = col(Instrument.signed_on), bindparam("year_ago", type_=Text)
    is_old = signed < func.left(year_ago, func.length(signed))
    return and_(is_old, _not_over(), *(~_names(model) for model in (Activity, Funding, Commitment)))


def _secretariat_due() -> ColumnElement[bool]:
    """PP 28/2018 Pasal 7: mandatory, continuous, more than two regions or objects, five years or longer."""
    last: ColumnElement[Any] = col(Instrument.expires_on) + literal_column("1")
    years: ColumnElement[Any] = literal_column("interval '5 years'")
    many = or_(
        func.cardinality(col(Instrument.party_codes)) > literal_column("2"),
        func.cardinality(col(Instrument.objects)) > literal_column("2"),
    )
    secretariat = exists().where(
        col(Organ.forum_id) == col(Instrument.forum_id), col(Organ.kind) == literal_column("'sekretariat'")
    )
    return and_(
        col(Instrument.nature) == literal_column("'wajib'"),
        col(Instrument.is_continuous).is_(True),
        many,
        last >= col(Instrument.starts_on) + years,
        _not_over(),
        ~secretariat,
    )


FILTERS: dict[str, ColumnElement[bool]] = {
    **{name: col(getattr(Instrument, name)) == bindparam(name, type_=Text) for name in CODES},
    "urusan": _contains(col(Instrument.urusan), "urusan"),
    "region": _contains(col(Instrument.party_codes), "region"),
    "expires_before": col(Instrument.expires_on) < bindparam("expires_before", type_=Date),
    "ends_within_days": and_(
        col(Instrument.closes_on) >= _TODAY,
        col(Instrument.closes_on) <= _TODAY + bindparam("ends_within_days", type_=Integer),
    ),
    "ended": func.coalesce(col(Instrument.closes_on) < _TODAY, literal_column("false"))
    == bindparam("ended", type_=Boolean),
    "without_pks": _without_pks(),
    "without_follow_up": _without_follow_up(),
    "dprd_missing": col(Instrument.lacks_approval).is_(True),
    "secretariat_due": _secretariat_due(),
}
# Unknown dates come last where the near end or the latest signature comes first.
_KEYS: dict[str, tuple[SQLColumnExpression[Any], TypeEngine[Any]]] = {
    "title": (col(Instrument.title), Text()),
    "signed_on": (func.coalesce(col(Instrument.signed_on), literal_column("''")), Text()),
    "expires_on": (
        func.coalesce(col(Instrument.expires_on), literal_column("'9999-12-31'::date")),
        Date(),
    ),
}


@lru_cache(maxsize=512)
def page(filters: frozenset[str], sort: str, *, continued: bool) -> CompiledRead:
    """Instruments of all forums, compiled once per shape; rows are (document, sort key, id).

    Besides the filters' values it takes `today`, and `year_ago` as text.
    """
    forum = json_object(id=col(Forum.id), slug=col(Forum.slug), name=col(Forum.name))
    key, key_type = _KEYS[sort.removeprefix("-")]
    keys = (key, col(Instrument.id))
    statement = (
        visible_to(ANONYMOUS)
        .with_only_columns(json_bytes(instrument_object(forum=forum)), *keys)
        .join(Forum, col(Forum.id) == col(Instrument.forum_id))
        .where(*(FILTERS[name] for name in sorted(filters)))
    )
    descending = sort.startswith("-")
    if continued:
        after = tuple_(bindparam("after_key", type_=key_type), bindparam("after_id", type_=Uuid))
        here = tuple_(*keys)
        statement = statement.where(here < after if descending else here > after)
    order = [k.desc() for k in keys] if descending else list(keys)
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))


async def document_of(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, Any]:
    """The forum as it was last rendered."""
    statement = select(col(ForumDocument.document)).where(col(ForumDocument.forum_id) == forum_id)
    document: dict[str, Any] = (await session.scalars(statement)).one()
    return document


async def family(session: AsyncSession, actor: Actor, forum_id: UUID) -> dict[str, Kin]:
    """All instruments of a forum, by id, as far as it matters which stands under which."""
    statement = (
        visible_to(actor)
        .with_only_columns(
            col(Instrument.id),
            col(Instrument.parent_id),
            func.coalesce(col(Instrument.document_kind), col(Instrument.type)),
            col(Instrument.signed_on),
            col(Instrument.closes_on),
        )
        .where(col(Instrument.forum_id) == forum_id)
    )
    found = [
        Kin(str(own), str(parent) if parent else None, kind, signed_on, closes_on)
        for own, parent, kind, signed_on, closes_on in await session.execute(statement)
    ]
    return {kin.id: kin for kin in found}


async def titles_under(session: AsyncSession, actor: Actor, instrument_id: UUID) -> list[str]:
    """Titles of the instruments that name this one as their parent."""
    statement = visible_to(actor).with_only_columns(col(Instrument.title))
    found = await session.scalars(statement.where(col(Instrument.parent_id) == instrument_id))
    return list(found)


async def members_by(session: AsyncSession, actor: Actor, forum_id: UUID, instrument_id: UUID) -> list[str]:
    """Who is a member of the forum because this instrument names it."""
    statement = select(col(Member.region_name)).where(
        col(Member.forum_id) == forum_id, col(Member.ground)["instrument_id"].astext == str(instrument_id)
    )
    return [name or "-" for name in await session.scalars(statement)]


async def related(session: AsyncSession, actor: Actor, instrument_id: UUID) -> list[Instrument]:
    """The instruments that this one has a relation with."""
    own, other = col(InstrumentRelation.instrument_id), col(InstrumentRelation.other_id)
    statement = visible_to(actor).where(
        or_(
            col(Instrument.id).in_(select(other).where(own == instrument_id)),
            col(Instrument.id).in_(select(own).where(other == instrument_id)),
        )
    )
    return list(await session.scalars(statement))
