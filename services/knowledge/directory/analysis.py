"""What an analyst asks of the directory, as expressions over its tables.

The questions and their parameters are those of the registry's list of forums; what depends on the day
takes `today` (a date) and `year_ago` (text, ISO 8601).
"""

from datetime import date, timedelta

from sqlalchemy import Date, Integer, Text, and_, any_, bindparam, cast, exists, func, literal_column, or_
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.knowledge.directory.models import DirectoryEntry, EntryBorderPair, EntryInstrument
from services.knowledge.reference.models import ReferenceCode

# Signed longer ago than this, without programme or budget: "tanpa tindak lanjut".
FOLLOW_UP_AFTER = timedelta(days=365)
CODES = ("document_kind", "cooperation_kind", "nature", "pattern")
_TODAY = bindparam("today", type_=Date)


def days(today: date) -> dict[str, object]:
    """What the expressions that depend on the day take."""
    return {"today": today, "year_ago": (today - FOLLOW_UP_AFTER).isoformat()}


def _not_over() -> ColumnElement[bool]:
    return or_(col(EntryInstrument.closes_on).is_(None), col(EntryInstrument.closes_on) >= _TODAY)


def _is_old() -> ColumnElement[bool]:
    """Signed over a year ago; a partial date is over once no day of it is left."""
    signed, year_ago = col(EntryInstrument.signed_on), bindparam("year_ago", type_=Text)
    return signed < func.left(year_ago, func.length(signed))


def _has_secretariat() -> ColumnElement[bool]:
    """Whether some day of the secretariat's term is still to come."""
    until, today = col(DirectoryEntry.secretariat_until), func.to_char(_TODAY, literal_column("'YYYY-MM-DD'"))
    return func.coalesce(until >= func.left(today, func.length(until)), literal_column("false"))


# Filters by an instrument of the entry.
BY_INSTRUMENT: dict[str, ColumnElement[bool]] = {
    **{name: col(getattr(EntryInstrument, name)) == bindparam(name, type_=Text) for name in CODES},
    "ends_within_days": and_(
        col(EntryInstrument.closes_on) >= _TODAY,
        col(EntryInstrument.closes_on) <= _TODAY + bindparam("ends_within_days", type_=Integer),
    ),
    "without_pks": and_(
        col(EntryInstrument.awaits_agreement).is_(True),
        col(EntryInstrument.starts_on) <= _TODAY,
        _not_over(),
        col(EntryInstrument.has_agreement).is_(False),
    ),
    "without_follow_up": and_(_is_old(), _not_over(), col(EntryInstrument.is_followed_up).is_(False)),
    "dprd_missing": col(EntryInstrument.lacks_approval).is_(True),
    "secretariat_due": and_(
        col(EntryInstrument.calls_for_secretariat).is_(True),
        _not_over(),
        ~_has_secretariat(),
    ),
}


def has_instrument(filters: frozenset[str]) -> ColumnElement[bool]:
    """Whether the entry has an instrument that all of these filters hold of."""
    wanted = (BY_INSTRUMENT[name] for name in sorted(filters))
    of_entry = col(EntryInstrument.entry_id) == col(DirectoryEntry.id)
    return exists().where(of_entry, *wanted).correlate(DirectoryEntry)


def _bordering() -> ColumnElement[bool]:
    """Whether two current members are on record as bordering each other."""
    members = col(DirectoryEntry.members)
    return (
        exists()
        .where(
            col(EntryBorderPair.lower_code) == any_(members),
            col(EntryBorderPair.higher_code) == any_(members),
        )
        .correlate(DirectoryEntry)
    )


def _touched_by_decree() -> ColumnElement[bool]:
    """Whether a decree of codes touched the region of a current member."""
    decree = cast(array([bindparam("decree", type_=Text)]), ARRAY(Text))
    return (
        exists()
        .where(
            col(ReferenceCode.vocabulary) == literal_column("'region'"),
            col(ReferenceCode.code) == any_(col(DirectoryEntry.members)),
            col(ReferenceCode.decrees).contains(decree),
        )
        .correlate(DirectoryEntry)
    )


def _deals_with() -> ColumnElement[bool]:
    """Whether one of the subjects is a sector or an affair of government of the entry."""
    subjects = bindparam("subject", type_=ARRAY(Text))
    sectors, urusan = col(DirectoryEntry.sectors), col(DirectoryEntry.urusan)
    return or_(sectors.overlap(subjects), urusan.overlap(subjects))  # type: ignore[attr-defined]


# Filters of entries beside those by their instruments.
OF_ENTRIES: dict[str, ColumnElement[bool]] = {
    "bordering": _bordering(),
    "subject": _deals_with(),
    "decree": _touched_by_decree(),
    "not_verified_since": or_(
        col(DirectoryEntry.last_verified_at).is_(None),
        col(DirectoryEntry.last_verified_at) < bindparam("not_verified_since", type_=DateTime(timezone=True)),
    ),
    # A partial date counts where some day of it lies in the range.
    "founded_from": col(DirectoryEntry.founded_last) >= bindparam("founded_from", type_=Date),
    "founded_to": col(DirectoryEntry.founded_first) <= bindparam("founded_to", type_=Date),
}


def has_forum() -> ColumnElement[bool]:
    """Whether a forum of the directory has both regions of the enclosing select's pair as members."""
    both = array([col(EntryBorderPair.lower_code), col(EntryBorderPair.higher_code)])
    members = col(DirectoryEntry.members)
    # A planning region, an association or a proposal is no forum; nor is what has ended.
    is_forum = and_(
        col(DirectoryEntry.entity_kind) == literal_column("'forum'"),
        col(DirectoryEntry.status).not_in(
            [literal_column("'digantikan'", Text), literal_column("'bubar'", Text)]
        ),
    )
    return exists().where(members.contains(both), is_forum).correlate(EntryBorderPair)
