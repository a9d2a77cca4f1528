"""What an analyst asks of instruments and of forums, as expressions over their tables.

What depends on the day takes the bound parameters `today` (a date) and `year_ago` (text, ISO 8601).
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Integer,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.registry.forums.models import Activity, Commitment, Forum, Funding, Instrument, Member, Organ
from services.registry.forums.terms import AGREEMENTS, AWAITING_AGREEMENT, FOLLOW_UP_AFTER
from services.registry.regions.models import Region
from services.registry.vocabularies.models import Term

CODES = ("type", "document_kind", "cooperation_kind", "nature", "pattern")
# Border pairs refer to regions and know of forums; named here by their table, for they stand above.
_PAIRS = table("border_pairs", column("lower_code", Text), column("higher_code", Text))
_TODAY = bindparam("today", type_=Date)
KIND = func.coalesce(col(Instrument.document_kind), col(Instrument.type))


def _constant(code: str) -> ColumnElement[Any]:
    # Written into the statement: as a parameter it would travel with every execution.
    return literal_column(f"'{code}'", Text)


def days(today: date) -> dict[str, object]:
    """What the expressions that depend on the day take."""
    return {"today": today, "year_ago": (today - FOLLOW_UP_AFTER).isoformat()}


def contains(column: SQLColumnExpression[Any], name: str) -> ColumnElement[bool]:
    """Whether a list of codes has the parameter of this name."""
    return column.contains(cast(array([bindparam(name, type_=Text)]), ARRAY(Text)))


def in_force() -> ColumnElement[bool]:
    """Begun, and not past its last day, on `today`; unknown where its first day is."""
    return and_(col(Instrument.starts_on) <= _TODAY, not_over())


def not_over() -> ColumnElement[bool]:
    """Not known to be past its last day on `today`."""
    return or_(col(Instrument.closes_on).is_(None), col(Instrument.closes_on) >= _TODAY)


def awaits_agreement() -> ColumnElement[bool]:
    """Whether the instrument is of a kind that an agreement carries out."""
    return any_(array(AWAITING_AGREEMENT)) == KIND


def has_agreement() -> ColumnElement[bool]:
    """Whether an agreement of the forum carries the instrument out."""
    below = aliased(Instrument)
    return exists().where(
        col(below.parent_id) == col(Instrument.id),
        func.coalesce(col(below.document_kind), col(below.type)) == any_(array(sorted(AGREEMENTS))),
    )


def is_followed_up() -> ColumnElement[bool]:
    """Whether an activity, or money, names the instrument as what it carries out."""
    return or_(
        *(
            exists().where(col(model.instrument_id) == col(Instrument.id))
            for model in (Activity, Funding, Commitment)
        )
    )


def calls_for_secretariat() -> ColumnElement[bool]:
    """PP 28/2018 Pasal 7: mandatory, continuous, more than two regions or objects, five years or longer."""
    after_last: ColumnElement[Any] = col(Instrument.expires_on) + literal_column("1")
    years: ColumnElement[Any] = literal_column("interval '5 years'")
    many = or_(
        func.cardinality(col(Instrument.party_codes)) > literal_column("2"),
        func.cardinality(col(Instrument.objects)) > literal_column("2"),
    )
    return and_(
        col(Instrument.nature) == _constant("wajib"),
        col(Instrument.is_continuous).is_(True),
        many,
        after_last >= col(Instrument.starts_on) + years,
    )


def not_past(day: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Whether a partial date is open, or some day of it is still to come on `today`."""
    today = func.to_char(_TODAY, _constant("YYYY-MM-DD"))
    return or_(day.is_(None), day >= func.left(today, func.length(day)))


def _has_secretariat() -> ColumnElement[bool]:
    return exists().where(
        col(Organ.forum_id) == col(Instrument.forum_id),
        col(Organ.kind) == _constant("sekretariat"),
        not_past(col(Organ.term_to)),
    )


def _without_follow_up() -> ColumnElement[bool]:
    """As the check `tindak_lanjut` warns: a partial date is over once no day of it is left."""
    signed, year_ago = col(Instrument.signed_on), bindparam("year_ago", type_=Text)
    return and_(signed < func.left(year_ago, func.length(signed)), not_over(), ~is_followed_up())


# Filters of instruments, each with a parameter of its own name, or none where it is `true` only.
OF_INSTRUMENTS: dict[str, ColumnElement[bool]] = {
    **{name: col(getattr(Instrument, name)) == bindparam(name, type_=Text) for name in CODES},
    "urusan": contains(col(Instrument.urusan), "urusan"),
    "region": contains(col(Instrument.party_codes), "region"),
    "expires_before": col(Instrument.expires_on) < bindparam("expires_before", type_=Date),
    "ends_within_days": and_(
        col(Instrument.closes_on) >= _TODAY,
        col(Instrument.closes_on) <= _TODAY + bindparam("ends_within_days", type_=Integer),
    ),
    "ended": func.coalesce(col(Instrument.closes_on) < _TODAY, literal_column("false"))
    == bindparam("ended", type_=Boolean),
    "without_pks": and_(awaits_agreement(), in_force(), ~has_agreement()),
    "without_follow_up": _without_follow_up(),
    "dprd_missing": col(Instrument.lacks_approval).is_(True),
    "secretariat_due": and_(calls_for_secretariat(), not_over(), ~_has_secretariat()),
}
# Those by which a list of forums asks for forums that have such an instrument: all of one instrument.
BY_INSTRUMENT = (
    "document_kind",
    "cooperation_kind",
    "nature",
    "pattern",
    "ends_within_days",
    "without_pks",
    "without_follow_up",
    "dprd_missing",
    "secretariat_due",
)


def has_instrument(filters: frozenset[str]) -> ColumnElement[bool]:
    """Whether the enclosing select's forum has an instrument that all of these filters hold of."""
    wanted = (OF_INSTRUMENTS[name] for name in sorted(filters))
    return exists().where(col(Instrument.forum_id) == col(Forum.id), *wanted).correlate(Forum)


def _current(member: Any) -> ColumnElement[bool]:
    return and_(col(member.forum_id) == col(Forum.id), col(member.member_to).is_(None))


def _bordering() -> ColumnElement[bool]:
    """Whether two current members are on record as bordering each other."""
    one, other = aliased(Member), aliased(Member)
    pair = and_(_PAIRS.c.lower_code == col(one.region_code), _PAIRS.c.higher_code == col(other.region_code))
    return exists().where(_current(one), _current(other), pair).correlate(Forum)


def _deals_with() -> ColumnElement[bool]:
    """Whether one of the subjects is a sector of the forum, an affair its sectors are mapped onto, or an
    affair that one of its instruments names.
    """
    subjects = bindparam("subject", type_=ARRAY(Text))
    mapped = select(col(Term.code)).where(
        col(Term.vocabulary_code) == _constant("sector"),
        col(Term.attributes)["urusan"].has_any(subjects),
    )
    return or_(
        col(Forum.sectors).overlap(subjects),  # type: ignore[attr-defined]
        col(Forum.sectors).overlap(func.array(mapped.scalar_subquery(), type_=ARRAY(Text))),  # type: ignore[attr-defined]
        exists()
        .where(col(Instrument.forum_id) == col(Forum.id), col(Instrument.urusan).overlap(subjects))  # type: ignore[attr-defined]
        .correlate(Forum),
    )


def _touched_by_decree() -> ColumnElement[bool]:
    """Whether a decree of codes touched the region of a current member."""
    return (
        exists()
        .where(
            _current(Member),
            col(Region.code) == col(Member.region_code),
            contains(col(Region.decrees), "decree"),
        )
        .correlate(Forum)
    )


# Filters of forums beside those by their instruments.
OF_FORUMS: dict[str, ColumnElement[bool]] = {
    "bordering": _bordering(),
    "subject": _deals_with(),
    "decree": _touched_by_decree(),
    "not_verified_since": or_(
        col(Forum.last_verified_at).is_(None),
        col(Forum.last_verified_at) < bindparam("not_verified_since", type_=DateTime(timezone=True)),
    ),
}
