"""What is held of somebody, found through the register."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, and_, cast, func, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.mediation.cases import queries as cases
from services.mediation.cases.models import (
    Case,
    Engagement,
    Letter,
    MediationSession,
    Party,
    Representative,
    Settlement,
    Signature,
)
from services.mediation.cases.models import Invitee as Attendance
from services.mediation.early_warnings.models import EarlyWarning, Statement
from services.mediation.mediators.models import Mediator
from services.mediation.personal_data.matching import Person
from services.mediation.personal_data.models import PersonalDataRequest
from services.mediation.personal_data.register import TABLES, People
from services.mediation.tables import Table, metadata

_MODELS: Final[Mapping[str, type[Table]]] = {
    str(model.__tablename__): model
    for model in (
        Party,
        Representative,
        Attendance,
        Signature,
        Engagement,
        Mediator,
        Letter,
        EarlyWarning,
        Statement,
        PersonalDataRequest,
    )
}
# What is beside a name in a list of people.
_OF_A_LIST: Final = ("name", "position")


@dataclass(frozen=True, slots=True)
class Found:
    """One place where somebody is named: a row, or one of the people in its list."""

    table: str
    row: Any
    index: int | None
    case_id: UUID | None
    warning: EarlyWarning | None

    @property
    def people(self) -> People:
        """What the register says of the column."""
        told = TABLES[self.table].people
        assert told is not None, "it was searched"
        return told

    @property
    def ids(self) -> list[str]:
        """The row's primary key."""
        return [str(one) for one in inspect(self.row).identity]

    @property
    def key(self) -> str:
        """How the place is named: the row's primary key, and the place in its list."""
        return ":".join(self.ids) + ("" if self.index is None else f"#{self.index}")

    @property
    def data(self) -> dict[str, Any]:
        """What is held there of the person."""
        if self.index is not None:
            listed = getattr(self.row, self.people.column)[self.index]
            return {name: listed.get(name) for name in _OF_A_LIST}
        return {name: getattr(self.row, name) for name in (self.people.column, *self.people.beside)}

    @property
    def place(self) -> tuple[str, ...]:
        """Of whom the row is: one party of a case, one mediator, or whom the row alone names."""
        row = self.row
        if isinstance(row, Engagement | Mediator):
            return ("mediator", str(row.mediator_id if isinstance(row, Engagement) else row.id))
        if self.case_id is not None:
            party = row.id if isinstance(row, Party) else getattr(row, "party_id", None)
            return (str(self.case_id), str(party))
        return ("isyarat", str(self.warning.id)) if self.warning is not None else (self.table, *self.ids)

    def rests_on_name(self, known_by: Person | None) -> bool:
        """Whether nothing but a name says that it is this person's; `known_by` is what no namesake has."""
        if known_by is None:
            return True
        subject = getattr(self.row, "subject", None)
        return not (known_by.is_named(subject) or known_by.is_mentioned(self.data))

    def change(self, values: Mapping[str, Any]) -> None:
        """Put other values in place of what is held."""
        if self.index is None:
            for name, value in values.items():
                setattr(self.row, name, value)
            return
        listed = [dict(one) for one in getattr(self.row, self.people.column)]
        listed[self.index] |= values
        setattr(self.row, self.people.column, listed)


async def find(session: AsyncSession, person: Person) -> list[Found]:
    """Every place where a person stands in a column of people, table by table."""
    found = []
    for table, model in _MODELS.items():
        people = TABLES[table].people
        assert people is not None, "the register names its column"
        statement = select(model).where(_names(model, people, person))
        for row in await session.scalars(statement.order_by(*inspect(model).primary_key)):
            case_id, warning = await _below(session, row)
            found += [Found(table, row, index, case_id, warning) for index in _places(row, people, person)]
    return found


def _names(model: type[Table], people: People, person: Person) -> ColumnElement[bool]:
    column = getattr(model, people.column)
    is_list = people.form == "list"
    held = cast(column, Text) if is_list else column
    named = func.lower(func.btrim(func.regexp_replace(held, r"\s+", " ", "g")))
    if people.form != "name":
        # A name within it; whose it is, Python tells.
        sought = [_in_json(key) if is_list else key for key in person.keys]
        return or_(*(named.contains(key, autoescape=True) for key in sought))
    same: ColumnElement[bool] = named.in_(person.keys)
    if "subject" in TABLES[str(model.__tablename__)].accounts.split():
        same = or_(same, func.lower(getattr(model, "subject")).in_(person.keys))  # noqa: B009
    if model is Party:
        # A forum or a region is nobody's name.
        return and_(same, col(Party.forum).is_(None), col(Party.region_code).is_(None))
    return same


def _in_json(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)[1:-1]


def _places(row: Any, people: People, person: Person) -> Sequence[int | None]:
    held = getattr(row, people.column)
    if people.form == "list":
        return [index for index, one in enumerate(held) if person.is_named(one["name"])]
    if people.form == "contact":
        return [None] if person.is_mentioned(held) else []
    return [None]


async def _below(session: AsyncSession, row: Any) -> tuple[UUID | None, EarlyWarning | None]:
    """The case, or the signal, in which a row stands."""
    if isinstance(row, Attendance):
        meeting = await session.get_one(MediationSession, row.session_id)
        return meeting.case_id, None
    if isinstance(row, Signature):
        return (await session.get_one(Settlement, row.settlement_id)).case_id, None
    if isinstance(row, Statement):
        return None, await session.get_one(EarlyWarning, row.warning_id)
    if isinstance(row, EarlyWarning):
        return None, row
    return getattr(row, "case_id", None), None


async def cases_of(session: AsyncSession, found: Sequence[Found], *, locked: bool) -> dict[UUID, Case]:
    """The cases in which somebody stands; to be changed, locked in the order of their ids."""
    ids = {one.case_id for one in found if one.case_id is not None}
    statement = cases.everything().where(col(Case.id).in_(ids)).order_by(col(Case.id))
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return {case.id: case for case in await session.scalars(statement)}


async def engaged(session: AsyncSession, mediator_ids: Collection[UUID]) -> set[UUID]:
    """Those of these mediators who are in a case that has not ended."""
    statement = (
        select(col(Engagement.mediator_id))
        .join(Case, col(Case.id) == col(Engagement.case_id))
        .where(col(Engagement.mediator_id).in_(mediator_ids), col(Case.finished_at).is_(None))
    )
    return set(await session.scalars(statement))


async def accounts_of(session: AsyncSession, identifiers: Sequence[str]) -> list[tuple[str, str, int]]:
    """In which columns an account stands, and how often: `(table, column, rows)`."""
    subjects = [one for one in identifiers if one.startswith(("client:", "person:"))]
    if not subjects:
        return []
    told = []
    for table, held in TABLES.items():
        for name in held.accounts.split():
            column = metadata.tables[table].c[name]
            rows = await session.scalar(
                select(func.count()).select_from(column.table).where(column.in_(subjects))
            )
            if rows:
                told.append((table, name, rows))
    return told
